/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the readings of Chinese characters as C, when the program is built: ICU takes a third of a
 * second to find them out. */
#include <glib.h>
#include <stdlib.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include <unicode/uversion.h>

/* Extension A and the basic block lie next to each other but for the hexagrams, which have no
 * reading. What is rarer is searched for as it is written. */
#define FIRST 0x3400
#define LAST 0x9fff
#define N_CHARACTERS (LAST - FIRST + 1)

/* As long as "zhuang" and some to spare. */
#define MAX_SYLLABLE 8

static void
check (UErrorCode status)
{
  if (U_FAILURE (status))
    g_error ("%s", u_errorName (status));
}

/* Every character on a line of its own, so that a reading cannot run into the next one. */
static UChar *
transliterate_all (void)
{
  int32_t capacity = N_CHARACTERS * (MAX_SYLLABLE + 1) + 1, length = 0, limit;
  UErrorCode status = U_ZERO_ERROR;
  UChar *text = g_new (UChar, capacity);
  UTransliterator *transliterator;
  UChar rules[64];

  u_uastrcpy (rules, "Han-Latin; Latin-ASCII; Lower");
  transliterator = utrans_openU (rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  check (status);
  for (UChar c = FIRST; c <= LAST; c++)
    {
      text[length++] = c;
      text[length++] = '\n';
    }
  limit = length;
  utrans_transUChars (transliterator, text, &length, capacity, 0, &limit, &status);
  check (status);
  utrans_close (transliterator);
  g_assert (length < capacity);
  text[length] = 0;
  return text;
}

/* "" when the line is no syllable: ICU leaves what it has no reading for as it is. */
static char *
dup_syllable (const UChar *line, gsize length)
{
  g_autoptr (GString) syllable = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (length > MAX_SYLLABLE || line[i] < 'a' || line[i] > 'z')
        return g_strdup ("");
      g_string_append_c (syllable, (char)line[i]);
    }
  return g_string_free (g_steal_pointer (&syllable), FALSE);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *)a, *(char *const *)b);
}

/* syllable → its number + 1, in their order, "" the first */
static GHashTable *
print_syllables (GPtrArray *readings)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTable *numbers = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char **sorted = NULL;
  guint n;

  for (guint i = 0; i < readings->len; i++)
    g_hash_table_add (set, readings->pdata[i]);
  g_hash_table_add (set, (gpointer) "");
  sorted = (char **)g_hash_table_get_keys_as_array (set, &n);
  qsort (sorted, n, sizeof *sorted, compare_texts);
  g_print ("static const char syllables[][%d] = {", MAX_SYLLABLE + 1);
  for (guint i = 0; i < n; i++)
    {
      g_print ("%s\"%s\",", i % 8 ? " " : "\n  ", sorted[i]);
      g_hash_table_insert (numbers, sorted[i], GUINT_TO_POINTER (i + 1));
    }
  g_print ("\n};\n");
  return numbers;
}

int
main (void)
{
  g_autofree UChar *text = transliterate_all ();
  g_autoptr (GPtrArray) readings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) numbers = NULL;
  char version[U_MAX_VERSION_STRING_LENGTH];
  UVersionInfo info;

  for (const UChar *line = text, *end; (end = u_strchr (line, '\n')) != NULL; line = end + 1)
    g_ptr_array_add (readings, dup_syllable (line, (gsize)(end - line)));
  g_assert (readings->len == N_CHARACTERS);

  u_getVersion (info);
  u_versionToString (info, version);
  g_print (
      "/* By generate-pinyin.c. */\n#define VERSION \"%s\"\n#define FIRST %#x\n#define LAST %#x\n",
      version, FIRST, LAST);
  numbers = print_syllables (readings);
  g_print ("/* Each the number of a syllable; 0: none. */\nstatic const guint16 readings[] = {");
  for (guint i = 0; i < readings->len; i++)
    g_print ("%s%u,", i % 16 ? " " : "\n  ",
             GPOINTER_TO_UINT (g_hash_table_lookup (numbers, readings->pdata[i])) - 1);
  g_print ("\n};\n");
  return 0;
}
