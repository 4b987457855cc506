/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the start of the real program to its first frame and to its first complete one: all figures,
 * the map with its values. Once with an empty profile, which makes the small county and fetches it,
 * then with the county mirrored. Prints figures and never fails on time. */

#include <gio/gio.h>
#include <glib/gstdio.h>

#define ROUNDS 5

typedef struct
{
  double window; /* milliseconds since the start */
  double complete;
} Start;

static void
remove_tree (GFile *file)
{
  g_autoptr (GFileEnumerator) children
      = g_file_enumerate_children (file, G_FILE_ATTRIBUTE_STANDARD_NAME,
                                   G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    remove_tree (child);
  g_file_delete (file, NULL, NULL);
}

static void
run (Start *start)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GDataInputStream) lines = NULL;
  gint64 since = g_get_monotonic_time ();

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, g_getenv ("LIAN_PROGRAM"),
                              "--demo", "--measure-start", NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      double passed = (double)(g_get_monotonic_time () - since) / 1000;

      g_assert_no_error (error);
      if (line == NULL)
        break;
      if (g_str_equal (line, "window"))
        start->window = passed;
      else if (g_str_equal (line, "complete"))
        start->complete = passed;
    }
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (start->complete, >, 0);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double first = *(const double *)a, second = *(const double *)b;

  return (first > second) - (first < second);
}

static void
tell (const char *name, double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare);
  g_print ("bench: start.%s.median %.0f ms\n", name, values[ROUNDS / 2]);
  g_print ("bench: start.%s.best %.0f ms\n", name, values[0]);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = NULL;
  g_autoptr (GFile) file = NULL;
  Start cold = { 0 };
  double windows[ROUNDS], completes[ROUNDS];

  if (g_getenv ("DISPLAY") == NULL)
    {
      g_print ("bench: start skipped, no display\n");
      return 0;
    }
  folder = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  file = g_file_new_for_path (folder);
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  run (&cold);
  g_print ("bench: start.empty.complete %.0f ms\n", cold.complete);
  for (guint i = 0; i < ROUNDS; i++)
    {
      Start start = { 0 };

      run (&start);
      windows[i] = start.window;
      completes[i] = start.complete;
    }
  tell ("mirrored.window", windows);
  tell ("mirrored.complete", completes);
  remove_tree (file);
  return 0;
}
