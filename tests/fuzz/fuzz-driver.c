/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands in for libFuzzer in plain builds: runs a target over every seed of a folder, and over
 * thousands of changed ones that are the same in every run. LIAN_FUZZ_RUNS says how many. An input
 * on which the target breaks is left as crash-TARGET, and given as a file runs alone. */
#include "fuzz.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DEFAULT_RUNS 20000
#define SEED 20261125
#define MAX_SIZE 65536
#define MAX_CHANGES 6

static char *crash_name;
static char *crash_line;
static GByteArray *running; /* the input at work */

/* Only what a signal handler may do. */
static void
keep_input (int signal_number)
{
  int fd = open (crash_name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  if (fd >= 0 && write (fd, running->data, running->len) == (gssize)running->len)
    (void)!write (STDERR_FILENO, crash_line, strlen (crash_line));
  signal (signal_number, SIG_DFL);
  raise (signal_number);
}

static void
run (GByteArray *input)
{
  g_byte_array_set_size (running, 0);
  g_byte_array_append (running, input->data, input->len);
  (void)LLVMFuzzerTestOneInput (running->data, running->len);
}

static gboolean
add_file (GPtrArray *seeds, const char *name)
{
  g_autofree char *data = NULL;
  gsize length;
  GByteArray *seed;

  if (!g_file_get_contents (name, &data, &length, NULL) || length > MAX_SIZE)
    return FALSE;
  seed = g_byte_array_new_take ((guint8 *)g_steal_pointer (&data), length);
  g_ptr_array_add (seeds, seed);
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* In the order of their names, whatever the order in the folder. */
static void
add_folder (GPtrArray *seeds, const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    (void)add_file (seeds, names->pdata[i]);
}

static void
insert (GByteArray *input, guint at, const guint8 *data, guint length)
{
  guint tail = input->len - at;

  if (input->len + length > MAX_SIZE)
    return;
  g_byte_array_set_size (input, input->len + length);
  memmove (input->data + at + length, input->data + at, tail);
  memcpy (input->data + at, data, length);
}

/* A run of @from goes in at @at. */
static void
graft (GByteArray *input, guint at, GRand *random, const GByteArray *from)
{
  guint start = from->len > 0 ? (guint)g_rand_int_range (random, 0, (gint32)from->len) : 0;
  guint length = (guint)g_rand_int_range (random, 0, 65);
  g_autofree guint8 *part = NULL;

  length = MIN (length, from->len - start);
  part = g_memdup2 (from->data + start, length);
  if (length > 0)
    insert (input, at, part, length);
}

static void
change (GByteArray *input, GRand *random, GPtrArray *seeds)
{
  static const guint8 telling[] = "{}[]\",:\\-+.0189eE\r\n \xff\x80\xc3\x7f\x01";
  guint at = (guint)g_rand_int_range (random, 0, (gint32)input->len + 1);
  guint8 any = (guint8)g_rand_int_range (random, 0, 256);
  guint8 one = telling[g_rand_int_range (random, 0, sizeof telling)];
  guint left = input->len - at;

  switch (g_rand_int_range (random, 0, 8))
    {
    case 0:
      if (left > 0)
        input->data[at] = any;
      break;
    case 1:
      if (left > 0)
        input->data[at] ^= (guint8)(1 << any % 8);
      break;
    case 2:
      if (left > 0)
        input->data[at] = one;
      break;
    case 3:
      insert (input, at, &one, 1);
      break;
    case 4:
      if (left > 0)
        g_byte_array_remove_range (input, at, MIN (left, 1 + any % 16u));
      break;
    case 5:
      graft (input, at, random, input);
      break;
    case 6:
      graft (input, at, random, seeds->pdata[g_rand_int_range (random, 0, (gint32)seeds->len)]);
      break;
    default:
      if (any < 32)
        g_byte_array_set_size (input, at);
    }
}

static void
run_changed (GPtrArray *seeds, guint n)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);

  for (guint i = 0; i < n; i++)
    {
      const GByteArray *seed = seeds->pdata[i % seeds->len];
      g_autoptr (GByteArray) input = g_byte_array_sized_new (seed->len);
      gint32 n_changes = g_rand_int_range (random, 1, MAX_CHANGES + 1);

      g_byte_array_append (input, seed->data, seed->len);
      for (gint32 j = 0; j < n_changes; j++)
        change (input, random, seeds);
      run (input);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_byte_array_unref);
  g_autofree char *base = g_path_get_basename (argv[0]);
  const char *runs = g_getenv ("LIAN_FUZZ_RUNS");
  gboolean alone = FALSE;
  guint n;

  (void)LLVMFuzzerInitialize (&argc, &argv);
  crash_name = g_strconcat ("crash-", base, NULL);
  crash_line = g_strconcat ("the input was kept as ", crash_name, "\n", NULL);
  running = g_byte_array_new ();
  for (int i = 1; i < argc; i++)
    if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
      add_folder (seeds, argv[i]);
    else
      alone = add_file (seeds, argv[i]);

  n = alone ? 0 : runs != NULL ? (guint)g_ascii_strtoull (runs, NULL, 10) : DEFAULT_RUNS;
  g_assert_cmpuint (seeds->len, >, 0);
  signal (SIGABRT, keep_input);
  signal (SIGSEGV, keep_input);
  g_print ("1..2\n");
  for (guint i = 0; i < seeds->len; i++)
    run (seeds->pdata[i]);
  g_print ("ok 1 %u seeds\n", seeds->len);
  run_changed (seeds, n);
  g_print ("ok 2 %u changed seeds\n", n);
  g_byte_array_unref (running);
  g_free (crash_name);
  g_free (crash_line);
  return 0;
}
