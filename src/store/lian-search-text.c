/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-search-text.h"
#include "lian-pinyin.h"

#include <string.h>

/* Marks before tokens that are not pieces of text. A folded text has no control characters. */
#define MARK_INITIALS "\xc2\x81"
#define MARK_SYLLABLES "\xc2\x82"
#define MARK_PUNCTUATION "\xc2\x83"
static const char *const key_marks[] = { "\xc2\x84", "\xc2\x85", "\xc2\x86" };

/* Grams of one word that the index is asked for; the others are seen in the text. */
#define MAX_WORD_GRAMS 12

/* Shorter ones are read as first letters only: "wen" is in too many places. */
#define MIN_SYLLABLES_LETTERS 4

/* So many syllables of a word the index is asked for. */
#define MAX_SYLLABLES 5
#define MAX_COMPLETIONS 8

typedef enum
{
  CLASS_SPACE,
  CLASS_PUNCTUATION, /* never part of a longer gram */
  CLASS_DIGIT,
  CLASS_LETTER,
  CLASS_OTHER,
} CharacterClass;

/* A folded text, taken apart. */
typedef struct
{
  const char **starts; /* of every character, and the end */
  gunichar *characters;
  guint8 *classes;
  guint n;
} Parts;

static CharacterClass
class_of (gunichar c)
{
  if (c == ' ')
    return CLASS_SPACE;
  if (c < 0x80)
    return g_ascii_isdigit (c)   ? CLASS_DIGIT
           : g_ascii_isalpha (c) ? CLASS_LETTER
                                 : CLASS_PUNCTUATION;
  if ((c >= 0x3001 && c <= 0x301f) || (c >= 0x2010 && c <= 0x205e))
    return CLASS_PUNCTUATION;
  return CLASS_OTHER;
}

static void
parts_init (Parts *parts, const char *folded)
{
  gsize length = strlen (folded);
  guint n = 0;

  parts->starts = g_new (const char *, length + 1);
  parts->characters = g_new (gunichar, length);
  parts->classes = g_new (guint8, length);
  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p), n++)
    {
      parts->starts[n] = p;
      parts->characters[n] = g_utf8_get_char (p);
      parts->classes[n] = (guint8)class_of (parts->characters[n]);
    }
  parts->starts[n] = folded + length;
  parts->n = n;
}

static void
parts_clear (Parts *parts)
{
  g_free (parts->starts);
  g_free (parts->characters);
  g_free (parts->classes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* --- folding --- */

/* What nearly all text consists of, without a table; %FALSE for what has to be looked up. */
static gboolean
fold_plain (const char *text, GString *folded)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c;

      if ((guchar)*p < 0x80)
        {
          g_string_append_c (folded, g_ascii_iscntrl (*p) ? ' ' : g_ascii_tolower (*p));
          continue;
        }
      c = g_utf8_get_char (p);
      if (c >= 0xff01 && c <= 0xff5e)
        g_string_append_c (folded, g_ascii_tolower ((char)(c - 0xff01 + '!')));
      else if (c == 0x3000)
        g_string_append_c (folded, ' ');
      else if ((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf)
               || (c >= 0x3001 && c <= 0x301f) || c == 0x2014 || (c >= 0x2018 && c <= 0x201d))
        g_string_append_len (folded, p, 3);
      else
        return FALSE;
    }
  return TRUE;
}

/* Joiners, directions and variations are not seen by a reader and not typed by one. */
static gboolean
is_unseen (gunichar c)
{
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2060 && c <= 0x206f) || (c >= 0xfe00 && c <= 0xfe0f) || c == 0xfeff || c == 0xad
         || (c >= 0xe0000 && c <= 0xe0fff);
}

static void
fold_any (const char *text, GString *folded)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autofree char *composed = NULL;
  g_autofree char *lower = NULL;
  g_autofree char *again = NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!is_unseen (g_utf8_get_char (p)))
      g_string_append_unichar (seen, g_utf8_get_char (p));
  composed = g_utf8_normalize (seen->str, -1, G_NORMALIZE_ALL_COMPOSE);
  lower = g_utf8_casefold (composed, -1);
  again = g_utf8_normalize (lower, -1, G_NORMALIZE_ALL_COMPOSE);
  for (const char *p = again; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (folded, g_unichar_isspace (c) || g_unichar_iscntrl (c) ? ' ' : c);
    }
}

/**
 * lian_search_fold:
 * @text: (nullable): any text
 *
 * NFKC and case folding; controls become spaces, characters that are not seen are left out.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
lian_search_fold (const char *text)
{
  g_autofree char *valid = NULL;
  GString *folded;

  if (text == NULL)
    return g_strdup ("");
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  folded = g_string_sized_new (strlen (text) + 1);
  if (!fold_plain (text, folded))
    {
      g_string_truncate (folded, 0);
      fold_any (text, folded);
    }
  return g_string_free (folded, FALSE);
}

/**
 * lian_search_split:
 * @text: (nullable): what a person typed
 *
 * Returns: (transfer full): the folded words, each once, at most %LIAN_SEARCH_MAX_WORDS
 */
char **
lian_search_split (const char *text)
{
  g_autofree char *folded = lian_search_fold (text);
  g_auto (GStrv) pieces = g_strsplit (folded, " ", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; pieces[i] != NULL && g_hash_table_size (known) < LIAN_SEARCH_MAX_WORDS; i++)
    if (*pieces[i] != '\0' && g_hash_table_add (known, pieces[i]))
      g_strv_builder_add (words, pieces[i]);
  return g_strv_builder_end (words);
}

/**
 * lian_search_is_blank:
 * @text: (nullable): what a person typed
 *
 * Returns: whether there is no word in it, so that it asks for nothing
 */
gboolean
lian_search_is_blank (const char *text)
{
  g_auto (GStrv) words = lian_search_split (text);

  return words[0] == NULL;
}

/* --- readings --- */

static gboolean
is_letters (const char *word)
{
  return strspn (word, "abcdefghijklmnopqrstuvwxyz") == strlen (word);
}

/* Those who type ü type v. */
static char *
dup_spelling (const char *word)
{
  return g_strdelimit (g_strdup (word), "v", 'u');
}

/* Where the characters end whose readings begin with @spelling, the last of them perhaps cut; NULL
 * when those at @p do not. */
static const char *
end_of_spelling (const char *p, const char *spelling)
{
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      const char *reading = lian_pinyin_of (g_utf8_get_char (p));
      gsize rest = strlen (spelling);
      gsize length = reading != NULL ? strlen (reading) : 0;

      if (reading == NULL || strncmp (reading, spelling, MIN (rest, length)) != 0)
        return NULL;
      if (rest <= length)
        return g_utf8_next_char (p);
      spelling += length;
    }
  return NULL;
}

static const char *
end_of_initials (const char *p, const char *word)
{
  for (; *word != '\0'; word++, p = g_utf8_next_char (p))
    {
      const char *reading = *p != '\0' ? lian_pinyin_of (g_utf8_get_char (p)) : NULL;

      if (reading == NULL || *reading != *word)
        return NULL;
    }
  return p;
}

/* Where in @text, and up to where, characters are read like @word. */
static const char *
find_reading (const char *text, const char *word, LianSearchReading reading, const char **end)
{
  g_autofree char *spelling = NULL;

  if (strlen (word) < 2 || !is_letters (word))
    return NULL;
  if ((reading & LIAN_SEARCH_SYLLABLES) && strlen (word) >= MIN_SYLLABLES_LETTERS)
    spelling = dup_spelling (word);
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if ((guchar)*p < 0x80)
        continue;
      *end = end_of_initials (p, word);
      if (*end == NULL && spelling != NULL)
        *end = end_of_spelling (p, spelling);
      if (*end != NULL)
        return p;
    }
  return NULL;
}

/**
 * lian_search_text_has:
 * @folded: by lian_search_fold()
 * @word: by lian_search_split()
 * @reading: how the Chinese characters of @folded may be read
 *
 * Returns: whether @word is a piece of @folded, or of the readings of neighbouring characters
 */
gboolean
lian_search_text_has (const char *folded, const char *word, LianSearchReading reading)
{
  const char *end;

  return strstr (folded, word) != NULL || find_reading (folded, word, reading, &end) != NULL;
}

/* Where the characters end that fold to @word, character by character; NULL when those at @p do
 * not. */
static const char *
end_of_word (const char *p, const char *word)
{
  for (; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *character = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));
      g_autofree char *folded = lian_search_fold (character);
      gsize rest = strlen (word), length = strlen (folded);

      if (strncmp (folded, word, MIN (rest, length)) != 0)
        return NULL;
      if (rest <= length)
        return g_utf8_next_char (p);
      word += length;
    }
  return NULL;
}

/**
 * lian_search_find:
 * @text: valid UTF-8, as it is shown
 * @word: by lian_search_split()
 * @end: (out): behind what is found
 *
 * For marking what was found. Characters that only together fold to something else are not seen.
 *
 * Returns: (transfer none) (nullable): where in @text the word first is, or is read
 */
const char *
lian_search_find (const char *text, const char *word, const char **end)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      *end = end_of_word (p, word);
      if (*end != NULL)
        return p;
    }
  return find_reading (text, word, LIAN_SEARCH_SYLLABLES, end);
}

/* --- tokens --- */

static void
add_token (GString *tokens, const char *mark, const char *text, gsize length)
{
  g_string_append_c (tokens, ' ');
  g_string_append (tokens, mark);
  g_string_append_len (tokens, text, (gssize)length);
}

/* How many characters from @i on are of @from to @to, at most @most. */
static guint
count_class (const Parts *parts, guint i, CharacterClass from, CharacterClass to, guint most)
{
  guint n = 0;

  while (n < most && i + n < parts->n && parts->classes[i + n] >= from
         && parts->classes[i + n] <= to)
    n++;
  return n;
}

/* The longest gram that begins at @i, in characters. */
static guint
measure_gram (const Parts *parts, guint i)
{
  if (count_class (parts, i, CLASS_DIGIT, CLASS_DIGIT, 4) == 4)
    return 4;
  if (count_class (parts, i, CLASS_DIGIT, CLASS_LETTER, 3) == 3)
    return 3;
  if (count_class (parts, i, CLASS_DIGIT, CLASS_OTHER, 2) == 2)
    return 2;
  return parts->classes[i] == CLASS_SPACE ? 0 : 1;
}

static void
add_gram (GString *tokens, const Parts *parts, guint i, guint n)
{
  if (n == 1 && parts->classes[i] == CLASS_PUNCTUATION && parts->characters[i] < 0x80)
    g_string_append_printf (tokens, " " MARK_PUNCTUATION "%02x", parts->characters[i]);
  else
    add_token (tokens, "", parts->starts[i], (gsize)(parts->starts[i + n] - parts->starts[i]));
}

static void
add_readings (GString *tokens, const Parts *parts, LianSearchReading reading)
{
  g_autofree const char **readings = g_new (const char *, parts->n + 2);

  for (guint i = 0; i < parts->n; i++)
    readings[i] = parts->classes[i] == CLASS_OTHER ? lian_pinyin_of (parts->characters[i]) : NULL;
  readings[parts->n] = readings[parts->n + 1] = NULL;
  for (guint i = 0; i < parts->n; i++)
    {
      char initials[3];
      guint n = 0;

      if (readings[i] == NULL)
        continue;
      while (n < 3 && i + n < parts->n && readings[i + n] != NULL)
        {
          initials[n] = *readings[i + n];
          n++;
        }
      for (; n > 1; n--)
        add_token (tokens, MARK_INITIALS, initials, n);
      if (!(reading & LIAN_SEARCH_SYLLABLES))
        continue;
      add_token (tokens, MARK_SYLLABLES, readings[i], strlen (readings[i]));
      if (readings[i + 1] != NULL)
        g_string_append (tokens, readings[i + 1]);
    }
}

/**
 * lian_search_add_tokens:
 * @folded: by lian_search_fold()
 *
 * Appends what the index keeps of a text.
 */
void
lian_search_add_tokens (GString *tokens, const char *folded, LianSearchReading reading)
{
  g_auto (Parts) parts = { 0 };

  parts_init (&parts, folded);
  for (guint i = 0; i < parts.n; i++)
    for (guint n = measure_gram (&parts, i); n > 0; n--)
      add_gram (tokens, &parts, i, n);
  add_readings (tokens, &parts, reading);
}

/* Ids come from outside and may contain anything; two that fall together are told apart in the
 * row. */
static char *
dup_key (LianSearchKey key, const char *value)
{
  guint32 hash = 2166136261u;

  for (const char *p = value; *p != '\0'; p++)
    hash = (hash ^ (guchar)*p) * 16777619u;
  return g_strdup_printf ("%s%08x", key_marks[key], hash);
}

/**
 * lian_search_add_key:
 * @value: a code or an id
 */
void
lian_search_add_key (GString *tokens, LianSearchKey key, const char *value)
{
  g_autofree char *token = dup_key (key, value);

  add_token (tokens, "", token, strlen (token));
}

/* --- phrases --- */

/* The grams that cover @word, those left out that lie within the one before. */
static GStrv
dup_gram_phrases (const char *word)
{
  g_autoptr (GStrvBuilder) phrases = g_strv_builder_new ();
  g_auto (Parts) parts = { 0 };
  guint end = 0, n_grams = 0;

  parts_init (&parts, word);
  for (guint i = 0; i < parts.n && n_grams < MAX_WORD_GRAMS; i++)
    {
      g_autoptr (GString) token = g_string_new (NULL);
      g_autofree char *phrase = NULL;
      guint n = measure_gram (&parts, i);

      if (i + n <= end)
        continue;
      end = i + n;
      add_gram (token, &parts, i, n);
      phrase = g_strdup_printf ("\"%s\"", token->str + 1);
      g_strv_builder_add (phrases, phrase);
      n_grams++;
    }
  return g_strv_builder_end (phrases);
}

static GStrv
dup_initials_phrases (const char *word)
{
  g_autoptr (GStrvBuilder) phrases = g_strv_builder_new ();
  gsize length = strlen (word);

  for (gsize i = 0; i < MAX (length, 3) - 2 && i < MAX_WORD_GRAMS; i++)
    {
      g_autofree char *phrase = g_strdup_printf ("\"" MARK_INITIALS "%.3s\"", word + i);

      g_strv_builder_add (phrases, phrase);
    }
  return g_strv_builder_end (phrases);
}

/* One way to take a spelling apart. */
typedef struct
{
  const char *starts[MAX_SYLLABLES + 1]; /* the last one: where what is not looked at begins */
  guint n;
} Syllables;

/* A pair whose second syllable, from @cut on, may not have been typed to its end. Few completions
 * are named one by one: of a beginning FTS5 has to gather all places before the first. */
static char *
dup_cut_phrase (const char *first, const char *cut)
{
  g_auto (GStrv) completions = lian_pinyin_dup_completions (cut, MAX_COMPLETIONS);
  g_autoptr (GString) phrase = NULL;

  if (completions == NULL || first == cut)
    return g_strdup_printf ("\"" MARK_SYLLABLES "%s\" *", first);
  phrase = g_string_new ("(");
  for (guint i = 0; completions[i] != NULL; i++)
    g_string_append_printf (phrase, "%s\"" MARK_SYLLABLES "%.*s%s\"", i > 0 ? " OR " : "",
                            (int)(cut - first), first, completions[i]);
  g_string_append_c (phrase, ')');
  return g_string_free (g_steal_pointer (&phrase), FALSE);
}

/* Every two syllables next to each other. */
static GStrv
dup_syllables_phrases (const Syllables *syllables, gboolean cut)
{
  g_autoptr (GStrvBuilder) phrases = g_strv_builder_new ();

  for (guint i = 0; i + 1 < MAX (syllables->n, 2); i++)
    {
      const char *first = syllables->starts[i];
      guint last = MIN (i + 2, syllables->n);
      g_autofree char *phrase
          = cut && last == syllables->n
                ? dup_cut_phrase (first, syllables->starts[last - 1])
                : g_strdup_printf ("\"" MARK_SYLLABLES "%.*s\"",
                                   (int)(syllables->starts[last] - first), first);

      g_strv_builder_add (phrases, phrase);
    }
  return g_strv_builder_end (phrases);
}

/* All ways to take the rest of a spelling apart: "xian" is one syllable or two, and may be the
 * beginning of "xiang". */
static void
add_syllables (GPtrArray *alternatives, Syllables *syllables)
{
  const char *rest = syllables->starts[syllables->n];

  if (lian_pinyin_begins_syllable (rest))
    {
      syllables->starts[++syllables->n] = rest + strlen (rest);
      g_ptr_array_add (alternatives, dup_syllables_phrases (syllables, TRUE));
      syllables->n--;
    }
  for (gsize length = 1; rest[length - 1] != '\0' && rest[length] != '\0'; length++)
    {
      if (!lian_pinyin_is_syllable (rest, length))
        continue;
      syllables->starts[++syllables->n] = rest + length;
      if (syllables->n == MAX_SYLLABLES - 1)
        g_ptr_array_add (alternatives, dup_syllables_phrases (syllables, FALSE));
      else
        add_syllables (alternatives, syllables);
      syllables->n--;
    }
}

/**
 * lian_search_dup_alternatives:
 * @word: by lian_search_split()
 *
 * Returns: (transfer full) (element-type GStrv): a text that has @word has all phrases of one of
 * these
 */
GPtrArray *
lian_search_dup_alternatives (const char *word)
{
  GPtrArray *alternatives = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  g_autofree char *spelling = NULL;
  Syllables syllables = { .n = 0 };

  g_ptr_array_add (alternatives, dup_gram_phrases (word));
  if (strlen (word) < 2 || !is_letters (word))
    return alternatives;
  g_ptr_array_add (alternatives, dup_initials_phrases (word));
  if (strlen (word) < MIN_SYLLABLES_LETTERS)
    return alternatives;
  spelling = dup_spelling (word);
  syllables.starts[0] = spelling;
  add_syllables (alternatives, &syllables);
  return alternatives;
}

/**
 * lian_search_dup_key_phrase:
 *
 * Returns: (transfer full): the phrase of what lian_search_add_key() appends
 */
char *
lian_search_dup_key_phrase (LianSearchKey key, const char *value)
{
  g_autofree char *token = dup_key (key, value);

  return g_strdup_printf ("\"%s\"", token);
}
