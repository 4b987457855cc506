/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-pinyin.h"
#include "lian-search-text.h"

#include <string.h>

/* Characters that have met in nobody's test: Han of all planes, letters that fold, marks, emoji,
 * right to left, punctuation, what full width stands for. */
static const char *const alphabet[] = { "温",
                                        "泉",
                                        "街",
                                        "道",
                                        "路",
                                        "灯",
                                        "女",
                                        "长",
                                        "行",
                                        "一",
                                        "龘",
                                        "㐀",
                                        "𠀀",
                                        "𰻞",
                                        "a",
                                        "B",
                                        "z",
                                        "1",
                                        "2",
                                        "0",
                                        "9",
                                        "９",
                                        "Ｗ",
                                        "ｑ",
                                        " ",
                                        "　",
                                        "-",
                                        "，",
                                        "。",
                                        "“",
                                        "\"",
                                        "*",
                                        "(",
                                        "é",
                                        "é",
                                        "ß",
                                        "ﬁ",
                                        "½",
                                        "🔥",
                                        "👨‍👩‍👧",
                                        "ש",
                                        "\xe2\x80\x8f",
                                        "\xef\xb8\x8f",
                                        "\t",
                                        "İ",
                                        "Ⅷ",
                                        "①",
                                        "\x01" };

static char *
random_text (GRand *rand, int most)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (rand, 0, most + 1);

  for (int i = 0; i < n; i++)
    g_string_append (text, alphabet[g_rand_int_range (rand, 0, G_N_ELEMENTS (alphabet))]);
  return g_string_free (text, FALSE);
}

static void
test_fold (void)
{
  static const struct
  {
    const char *text;
    const char *folded;
  } cases[] = {
    { NULL, "" },
    { "", "" },
    { "温泉街道", "温泉街道" },
    { "Ａ栋１２－３号，Ｗｉ－Ｆｉ", "a栋12-3号,wi-fi" },
    { "A\tB\nC\x7f", "a b c " },
    { "全　角", "全 角" },
    { "Straße", "strasse" },
    { "ﬁre ½ Ⅷ ①", "fire 1⁄2 viii 1" },
    { "e\xcc\x81", "é" },
    { "𠀀𰻞", "𠀀𰻞" },
    { "👨‍👩‍👧", "👨👩👧" },
    { "\xe2\x80\x8fשלום\xe2\x80\x8e", "שלום" },
    { "不\xff好", "不\xef\xbf\xbd好" },
    { "“引号”、《书名》——。", "“引号”、《书名》——。" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = lian_search_fold (cases[i].text);

      g_assert_cmpstr (folded, ==, cases[i].folded);
    }
}

/* The short way through plain text is the long one. A space of no width leads there. */
static void
test_fold_ways (void)
{
  for (gunichar c = 1; c < 0x11000; c++)
    {
      char character[7] = { 0 };
      g_autofree char *longer = NULL, *folded = NULL, *also = NULL;

      if (!g_unichar_validate (c))
        continue;
      g_unichar_to_utf8 (c, character);
      longer = g_strconcat (character, "\xe2\x80\x8b", NULL);
      folded = lian_search_fold (character);
      also = lian_search_fold (longer);
      g_assert_cmpstr (folded, ==, also);
    }
}

static void
test_split (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { NULL, "" },           { " \t　\n", "" },
    { "路灯", "路灯" },     { " 温泉　路灯 ", "温泉|路灯" },
    { "A a Ａ b", "a|b" },  { "\" OR NEAR(a b) * : ^x -y", "\"|or|near(a|b)|*|:|^x|-y" },
    { "\xe2\x80\x8f", "" },
  };
  g_autoptr (GString) many = g_string_new (NULL);
  g_autofree char *character = g_strnfill (10000, 'x');
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) word = lian_search_split (character);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) split = lian_search_split (cases[i].text);
      g_autofree char *joined = g_strjoinv ("|", split);

      g_assert_cmpstr (joined, ==, cases[i].words);
    }
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (many, "%u ", i);
  words = lian_search_split (many->str);
  g_assert_cmpuint (g_strv_length (words), ==, LIAN_SEARCH_MAX_WORDS);
  g_assert_cmpuint (g_strv_length (word), ==, 1);
}

static void
test_pinyin (void)
{
  static const struct
  {
    const char *character;
    const char *reading;
  } cases[] = {
    { "温", "wen" },
    { "泉", "quan" },
    { "街", "jie" },
    { "道", "dao" },
    { "女", "nu" },
    { "绿", "lu" },
    { "一", "yi" },
    { "装", "zhuang" },
    /* One reading only, whatever the word. */
    { "重", "zhong" },
    { "长", "zhang" },
    /* No readings. */
    { "a", NULL },
    { "1", NULL },
    { "。", NULL },
    { "𠀀", NULL },
    { "🔥", NULL },
    { "ש", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (lian_pinyin_of (g_utf8_get_char (cases[i].character)), ==, cases[i].reading);
  g_assert_true (lian_pinyin_is_syllable ("wenquan", 3));
  g_assert_false (lian_pinyin_is_syllable ("wenquan", 2));
  g_assert_false (lian_pinyin_is_syllable ("wenquanjiedao", 13));
  g_assert_true (lian_pinyin_begins_syllable ("zhua"));
  g_assert_false (lian_pinyin_begins_syllable ("wx"));
}

static void
test_has (void)
{
  static const struct
  {
    const char *text;
    const char *word;
    gboolean initials;
    gboolean syllables;
  } cases[] = {
    { "温泉街道金叶社区", "街", TRUE, TRUE },
    { "温泉街道金叶社区", "道金叶", TRUE, TRUE },
    { "温泉街道金叶社区", "叶金", FALSE, FALSE },
    { "温泉街道金叶社区", "wqjd", TRUE, TRUE },
    { "温泉街道金叶社区", "ＷＱＪＤ", TRUE, TRUE },
    { "温泉街道金叶社区", "jdjy", TRUE, TRUE },
    { "温泉街道金叶社区", "wqjy", FALSE, FALSE },
    { "温泉街道金叶社区", "w", FALSE, FALSE },
    { "温泉街道金叶社区", "wenquan", FALSE, TRUE },
    { "温泉街道金叶社区", "quanjied", FALSE, TRUE },
    { "温泉街道金叶社区", "enquan", FALSE, FALSE },
    { "温泉街道金叶社区", "wen", FALSE, FALSE },
    { "温泉3号", "wq", TRUE, TRUE },
    { "温3泉", "wq", FALSE, FALSE },
    { "女儿绿", "nverlv", FALSE, TRUE },
    { "西安", "xian", FALSE, TRUE },
    { "县城", "xianch", FALSE, TRUE },
    { "咸安〔2026〕01-000123", "0123", TRUE, TRUE },
    { "咸安〔2026〕01-000123", "01-0001", TRUE, TRUE },
    { "咸安〔2026〕01-000123", "〕01", TRUE, TRUE },
    { "E010120261124", "e0101", TRUE, TRUE },
    { "𠀀乡🔥", "𠀀乡", TRUE, TRUE },
    { "𠀀乡🔥", "🔥", TRUE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folded = lian_search_fold (cases[i].text);
      g_auto (GStrv) words = lian_search_split (cases[i].word);

      g_test_message ("%s in %s", cases[i].word, cases[i].text);
      g_assert_cmpint (lian_search_text_has (folded, words[0], LIAN_SEARCH_INITIALS), ==,
                       cases[i].initials);
      g_assert_cmpint (lian_search_text_has (folded, words[0], LIAN_SEARCH_SYLLABLES), ==,
                       cases[i].syllables);
    }
}

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    const char *word;
    const char *found; /* NULL: nothing */
  } cases[] = {
    { "", "路", NULL },
    { "温泉街道", "街", "街" },
    { "温泉街道", "道路", NULL },
    { "Ｗｉ－Ｆｉ旁", "wi-fi", "Ｗｉ－Ｆｉ" },
    { "号：ABC", "bc", "BC" },
    { "第ⅷ组", "vi", "ⅷ" },
    { "不在温泉街道", "wqjd", "温泉街道" },
    { "不在温泉街道", "wenquanj", "温泉街" },
    { "wq 温泉", "wq", "wq" },
    { "𠀀🔥乡", "🔥乡", "🔥乡" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *end = NULL, *start = lian_search_find (cases[i].text, cases[i].word, &end);
      g_autofree char *found = start != NULL ? g_strndup (start, (gsize)(end - start)) : NULL;

      g_assert_cmpstr (found, ==, cases[i].found);
    }
}

static GHashTable *
tokens_of (const char *folded, LianSearchReading reading)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GString) tokens = g_string_new (NULL);
  g_auto (GStrv) list = NULL;

  lian_search_add_tokens (tokens, folded, reading);
  list = g_strsplit (tokens->str, " ", -1);
  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0')
      g_hash_table_add (set, g_strdup (list[i]));
  return set;
}

/* What FTS5's tokenizer "ascii" takes for one token and does not change. */
static void
check_token (const char *token)
{
  for (const char *p = token; *p != '\0'; p++)
    g_assert_true ((guchar)*p >= 0x80 || g_ascii_isdigit (*p) || g_ascii_islower (*p));
}

static gboolean
has_token (GHashTable *tokens, const char *token, gboolean beginning)
{
  GHashTableIter iter;
  gpointer other;

  check_token (token);
  if (!beginning)
    return g_hash_table_contains (tokens, token);
  g_hash_table_iter_init (&iter, tokens);
  while (g_hash_table_iter_next (&iter, &other, NULL))
    if (g_str_has_prefix (other, token))
      return TRUE;
  return FALSE;
}

/* "token", "token" *, or ("token" OR "token" …) */
static gboolean
is_fulfilled (GHashTable *tokens, const char *phrase)
{
  g_auto (GStrv) parts = g_strsplit (phrase, "\"", -1);
  guint n = g_strv_length (parts);

  g_assert_cmpuint (n % 2, ==, 1);
  for (guint i = 1; i < n; i += 2)
    if (has_token (tokens, parts[i], strcmp (parts[i + 1], " *") == 0))
      return TRUE;
  return FALSE;
}

static gboolean
is_candidate (GHashTable *tokens, const char *word)
{
  g_autoptr (GPtrArray) alternatives = lian_search_dup_alternatives (word);
  gboolean candidate = FALSE;

  for (guint i = 0; i < alternatives->len; i++)
    {
      char **phrases = alternatives->pdata[i];
      gboolean all = TRUE;

      g_assert_nonnull (phrases[0]);
      for (guint j = 0; phrases[j] != NULL; j++)
        all = is_fulfilled (tokens, phrases[j]) && all;
      candidate = candidate || all;
    }
  return candidate;
}

/* The index may name a text that does not have the word, but never misses one that has it. */
static void
test_never_missed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint n_found = 0;

  for (guint i = 0; i < 4000; i++)
    {
      g_autofree char *text = random_text (rand, 24);
      g_autofree char *other = random_text (rand, 3);
      g_autofree char *folded = lian_search_fold (text);
      g_autoptr (GHashTable) tokens = tokens_of (folded, LIAN_SEARCH_SYLLABLES);
      long length = g_utf8_strlen (folded, -1);
      long from = length > 0 ? g_rand_int_range (rand, 0, (int)length) : 0;
      long to = MIN (length, from + g_rand_int_range (rand, 0, 7));
      g_autofree char *piece = g_utf8_substring (folded, from, to);
      g_autofree char *both = g_strconcat (piece, " ", other, NULL);
      g_auto (GStrv) words = lian_search_split (both);

      for (guint j = 0; words[j] != NULL; j++)
        if (lian_search_text_has (folded, words[j], LIAN_SEARCH_SYLLABLES))
          {
            g_test_message ("%s in %s", words[j], folded);
            g_assert_true (is_candidate (tokens, words[j]));
            n_found++;
          }
    }
  g_assert_cmpuint (n_found, >, 3000);
}

/* The same of readings: cut from the spelling of neighbours, or from their first letters. */
static void
test_never_missed_readings (void)
{
  static const char *const characters[]
      = { "温", "泉", "西", "安", "县", "女", "儿", "恩", "光", "装", "啊", "鹅", "路", "3" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  guint n_found = 0;

  for (guint i = 0; i < 4000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL), spelling = g_string_new (NULL);
      g_autoptr (GHashTable) tokens = NULL;
      gboolean initials = i % 2;
      gsize from, n;

      for (int j = g_rand_int_range (rand, 1, 9); j > 0; j--)
        {
          const char *c = characters[g_rand_int_range (rand, 0, G_N_ELEMENTS (characters))];
          const char *reading = lian_pinyin_of (g_utf8_get_char (c));

          g_string_append (text, c);
          if (reading != NULL)
            g_string_append_len (spelling, reading, initials ? 1 : (gssize)strlen (reading));
        }
      tokens = tokens_of (text->str, LIAN_SEARCH_SYLLABLES);
      if (spelling->len == 0)
        continue;
      from = (gsize)g_rand_int_range (rand, 0, (int)spelling->len);
      n = (gsize)g_rand_int_range (rand, 1, 14);
      g_string_erase (spelling, 0, (gssize)from);
      g_string_truncate (spelling, MIN (n, spelling->len));
      if (!lian_search_text_has (text->str, spelling->str, LIAN_SEARCH_SYLLABLES))
        continue;
      g_test_message ("%s in %s", spelling->str, text->str);
      g_assert_true (is_candidate (tokens, spelling->str));
      n_found++;
    }
  g_assert_cmpuint (n_found, >, 1000);
}

/* Whatever is in a text or typed, tokens are such that nothing of them is taken for an operator. */
static void
test_hostile (void)
{
  g_autofree char *ones = g_strnfill (10000, '1');
  g_autofree char *letters = g_strnfill (10000, 'a');
  g_autoptr (GString) xian = g_string_new (NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  const char *long_words[] = { ones, letters, NULL };

  for (guint i = 0; i < 2500; i++)
    g_string_append (xian, "xian");
  long_words[2] = xian->str;
  for (guint i = 0; i < G_N_ELEMENTS (long_words); i++)
    {
      g_autoptr (GPtrArray) alternatives = lian_search_dup_alternatives (long_words[i]);

      g_assert_cmpuint (alternatives->len, <, 100);
      for (guint j = 0; j < alternatives->len; j++)
        g_assert_cmpuint (g_strv_length (alternatives->pdata[j]), <=, 12);
    }
  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = random_text (rand, 16);
      g_autofree char *folded = lian_search_fold (text);
      g_autoptr (GHashTable) tokens = tokens_of (folded, LIAN_SEARCH_SYLLABLES);
      g_autofree char *phrase = lian_search_dup_key_phrase (LIAN_SEARCH_UNIT, text);
      g_autoptr (GString) key = g_string_new (NULL);
      GHashTableIter iter;
      gpointer token;

      g_hash_table_iter_init (&iter, tokens);
      while (g_hash_table_iter_next (&iter, &token, NULL))
        check_token (token);
      lian_search_add_key (key, LIAN_SEARCH_UNIT, text);
      check_token (key->str + 1);
      g_assert_true (strncmp (phrase + 1, key->str + 1, key->len - 1) == 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/search-text/fold", test_fold);
  g_test_add_func ("/search-text/fold-ways", test_fold_ways);
  g_test_add_func ("/search-text/split", test_split);
  g_test_add_func ("/search-text/pinyin", test_pinyin);
  g_test_add_func ("/search-text/has", test_has);
  g_test_add_func ("/search-text/find", test_find);
  g_test_add_func ("/search-text/never-missed", test_never_missed);
  g_test_add_func ("/search-text/never-missed-readings", test_never_missed_readings);
  g_test_add_func ("/search-text/hostile", test_hostile);

  return g_test_run ();
}
