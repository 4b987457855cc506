/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-pinyin.h"
#include "lian-pinyin-table.h"

#include <string.h>

/**
 * lian_pinyin_of:
 * @character: any
 *
 * The reading of a Chinese character by ICU's Han-Latin, without tone and with u for ü. A character
 * has one reading here, also one that is read in several ways: 重庆 is "zhong qing", 长 is "zhang".
 * Any thread.
 *
 * Returns: (transfer none) (nullable): letters a to z, or %NULL for what has no reading
 */
const char *
lian_pinyin_of (gunichar character)
{
  if (character < FIRST || character > LAST || readings[character - FIRST] == 0)
    return NULL;
  return syllables[readings[character - FIRST]];
}

/* The number of the first syllable that does not come before the first @length letters of @text. */
static guint
find_place (const char *text, gsize length)
{
  guint from = 1, to = G_N_ELEMENTS (syllables);

  while (from < to)
    {
      guint middle = (from + to) / 2;

      if (strncmp (syllables[middle], text, length) < 0)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
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
  guint place = find_place (text, length);

  return length > 0 && place < G_N_ELEMENTS (syllables) && strlen (syllables[place]) == length
         && strncmp (syllables[place], text, length) == 0;
}

/**
 * lian_pinyin_begins_syllable:
 *
 * Returns: whether the reading of some character begins with @text, or is it
 */
gboolean
lian_pinyin_begins_syllable (const char *text)
{
  guint place = find_place (text, strlen (text));

  return *text != '\0' && place < G_N_ELEMENTS (syllables)
         && g_str_has_prefix (syllables[place], text);
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
  guint first = find_place (text, strlen (text));

  for (guint i = first; i < G_N_ELEMENTS (syllables) && g_str_has_prefix (syllables[i], text); i++)
    {
      if (i - first == most)
        return NULL;
      g_strv_builder_add (completions, syllables[i]);
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
  return VERSION;
}
