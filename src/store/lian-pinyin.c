/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-pinyin.h"

#include <string.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>
#include <unicode/uversion.h>

/* Extension A and the basic block lie next to each other but for the hexagrams, which have no
 * reading. What is rarer is searched for as it is written. */
#define FIRST 0x3400
#define LAST 0x9fff
#define N_CHARACTERS (LAST - FIRST + 1)

/* Longest reading: "zhuang", "chuang", "shuang"; ICU's longest has the same length. */
#define MAX_SYLLABLE 8

static const char *readings[N_CHARACTERS];

/* char* → what it is: every syllable, and whatever one begins with. */
enum
{
  BEGINNING = 1,
  WHOLE,
};
static GHashTable *spellings;

/* Every character on a line of its own, so that a reading cannot run into the next one. */
static UChar *
transliterate_all (UTransliterator *transliterator)
{
  int32_t capacity = N_CHARACTERS * (MAX_SYLLABLE + 1) + 1;
  int32_t length = 0, limit;
  UErrorCode status = U_ZERO_ERROR;
  UChar *text = g_new (UChar, capacity);

  for (UChar c = FIRST; c <= LAST; c++)
    {
      text[length++] = c;
      text[length++] = '\n';
    }
  limit = length;
  utrans_transUChars (transliterator, text, &length, capacity, 0, &limit, &status);
  if (U_SUCCESS (status) && length < capacity)
    {
      text[length] = 0;
      return text;
    }
  g_warning ("readings of Chinese characters: %s", u_errorName (status));
  g_free (text);
  return NULL;
}

/* NULL when the line is no syllable: ICU leaves what it has no reading for as it is. */
static const char *
intern_syllable (const UChar *line, gsize length)
{
  char syllable[MAX_SYLLABLE + 1];

  if (length == 0 || length > MAX_SYLLABLE)
    return NULL;
  for (gsize i = 0; i < length; i++)
    {
      if (line[i] < 'a' || line[i] > 'z')
        return NULL;
      syllable[i] = (char)line[i];
    }
  syllable[length] = '\0';
  for (gsize i = 1; i < length; i++)
    {
      g_autofree char *beginning = g_strndup (syllable, i);

      if (!g_hash_table_contains (spellings, beginning))
        g_hash_table_insert (spellings, g_steal_pointer (&beginning), GUINT_TO_POINTER (BEGINNING));
    }
  g_hash_table_replace (spellings, g_strdup (syllable), GUINT_TO_POINTER (WHOLE));
  return g_intern_string (syllable);
}

static void
fill_readings (void)
{
  UChar rules[64];
  UErrorCode status = U_ZERO_ERROR;
  UTransliterator *transliterator;
  g_autofree UChar *text = NULL;
  const UChar *line;

  u_uastrcpy (rules, "Han-Latin; Latin-ASCII; Lower");
  transliterator = utrans_openU (rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  spellings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (U_FAILURE (status))
    {
      g_warning ("readings of Chinese characters: %s", u_errorName (status));
      return;
    }
  text = transliterate_all (transliterator);
  utrans_close (transliterator);
  line = text;
  for (guint i = 0; i < N_CHARACTERS && line != NULL; i++)
    {
      const UChar *end = u_strchr (line, '\n');

      if (end == NULL)
        return;
      readings[i] = intern_syllable (line, (gsize)(end - line));
      line = end + 1;
    }
}

static void
ensure_readings (void)
{
  static gsize filled;

  if (g_once_init_enter (&filled))
    {
      fill_readings ();
      g_once_init_leave (&filled, 1);
    }
}

/**
 * lian_pinyin_of:
 * @character: any
 *
 * The reading of a Chinese character by ICU's Han-Latin, without tone and with u for ü. A character
 * has one reading here, also one that is read in several ways: 重庆 is "zhong qing", 长 is "zhang".
 * The first call takes some tenths of a second and fills a table of all readings. Any thread.
 *
 * Returns: (transfer none) (nullable): letters a to z, or %NULL for what has no reading
 */
const char *
lian_pinyin_of (gunichar character)
{
  if (character < FIRST || character > LAST)
    return NULL;
  ensure_readings ();
  return readings[character - FIRST];
}

/**
 * lian_pinyin_is_syllable:
 * @length: how much of @text is meant
 *
 * Returns: whether some character is read so
 */
gboolean
lian_pinyin_is_syllable (const char *text, gsize length)
{
  char syllable[MAX_SYLLABLE + 1];

  if (length > MAX_SYLLABLE)
    return FALSE;
  memcpy (syllable, text, length);
  syllable[length] = '\0';
  ensure_readings ();
  return GPOINTER_TO_UINT (g_hash_table_lookup (spellings, syllable)) == WHOLE;
}

/**
 * lian_pinyin_begins_syllable:
 *
 * Returns: whether the reading of some character begins with @text, or is it
 */
gboolean
lian_pinyin_begins_syllable (const char *text)
{
  ensure_readings ();
  return g_hash_table_contains (spellings, text);
}

/**
 * lian_pinyin_dup_completions:
 *
 * Returns: (transfer full) (nullable): the syllables that begin with @text, %NULL when there are
 * more than @most
 */
char **
lian_pinyin_dup_completions (const char *text, guint most)
{
  g_autoptr (GStrvBuilder) completions = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer spelling, what;
  guint n = 0;

  ensure_readings ();
  g_hash_table_iter_init (&iter, spellings);
  while (g_hash_table_iter_next (&iter, &spelling, &what))
    {
      if (GPOINTER_TO_UINT (what) != WHOLE || !g_str_has_prefix (spelling, text))
        continue;
      if (++n > most)
        return NULL;
      g_strv_builder_add (completions, spelling);
    }
  return g_strv_builder_end (completions);
}

/**
 * lian_pinyin_version:
 *
 * Returns: (transfer none): changes when a character may have another reading than before
 */
const char *
lian_pinyin_version (void)
{
  static char text[U_MAX_VERSION_STRING_LENGTH];
  static gsize known;
  UVersionInfo version;

  if (g_once_init_enter (&known))
    {
      u_getVersion (version);
      u_versionToString (version, text);
      g_once_init_leave (&known, 1);
    }
  return text;
}
