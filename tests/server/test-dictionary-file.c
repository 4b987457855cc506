/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-dictionary.h"
#include "lian-dictionary-file.h"
#include "lian-limits.h"

#include <string.h>

/* What is written is read again, in the same order, and makes sense. */
static void
test_round (void)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autoptr (LianDictionaryFile) file = NULL;
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  guint n_equal = 0;

  for (guint i = 0; i < records->len; i++)
    lian_record_set_int (records->pdata[i], LIAN_F_VERSION, 7);
  text = lian_dictionary_file_print (records);
  g_assert_null (strstr (text, "\"version\""));
  file = lian_dictionary_file_parse (text, strlen (text), &fault);
  g_assert_nonnull (file);
  g_assert_cmpuint (file->records->len, ==, records->len);
  g_assert_true (lian_dictionary_file_check (file, NULL, NULL, &fault));
  again = lian_dictionary_file_print (file->records);
  g_assert_cmpstr (text, ==, again);
  for (guint i = 0; i < records->len; i++)
    {
      lian_record_clear (records->pdata[i], LIAN_F_VERSION);
      for (guint k = 0; k < file->records->len; k++)
        n_equal += lian_record_equal (records->pdata[i], file->records->pdata[k]);
    }
  g_assert_cmpuint (n_equal, ==, records->len);
}

/* Ids may be left out; comments, empty lines, a mark and foreign line ends do no harm. */
static void
test_by_hand (void)
{
  static const char text[]
      = "\xef\xbb\xbf# by hand\r\n\r\n"
        "  {\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":\"x\",\"title\":\"X\"}  \r\n"
        "\t# more\n"
        "{\"kind\":\"duty\",\"category\":\"a\",\"unit_id\":\"u\",\"region_code\":\"4212\"}\n"
        "{\"kind\":\"duty\",\"category\":\"a\",\"unit_id\":\"u\"}";
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autoptr (LianDictionaryFile) file = lian_dictionary_file_parse (text, strlen (text), &fault);
  static const char *const ids[] = { "source/x", "duty-a-4212", "duty-a-all" };
  static const guint lines[] = { 3, 5, 6 };

  g_assert_nonnull (file);
  g_assert_cmpuint (file->n_lines, ==, 6);
  g_assert_cmpuint (file->records->len, ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_assert_cmpstr (lian_record_get_id (file->records->pdata[i]), ==, ids[i]);
      g_assert_cmpuint (g_array_index (file->lines, guint, i), ==, lines[i]);
    }
  g_assert_false (lian_dictionary_file_check (file, NULL, NULL, &fault));
}

static void
expect (const char *text, gsize length, const char *wanted)
{
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autoptr (LianDictionaryFile) file = lian_dictionary_file_parse (text, length, &fault);
  g_autofree char *got = NULL;

  if (file != NULL && lian_dictionary_file_check (file, NULL, NULL, &fault))
    g_error ("taken: %s", text);
  got = lian_dictionary_file_fault_to_text (&fault);
  if (!g_str_has_prefix (got, wanted))
    g_error ("%s: %s instead of %s", text, got, wanted);
}

#define ENTRY "{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":\"x\",\"title\":\"X\""

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *wanted;
  } cases[] = {
    { "", "line 1: entry.vocabulary: there is no entry of “state”" },
    { "# a\n#b\n", "line 2: entry.vocabulary: there is no entry of “state”" },
    { ENTRY "}\n{\n", "line 2: byte 1: " },
    { "\n\n" ENTRY "", "line 3: byte " },
    { "[]", "line 1: byte 0" },
    { "null", "line 1: byte 0" },
    { "{}", "line 1: kind: “entry” or “duty” is expected" },
    { "{\"kind\":\"case\"}", "line 1: kind: " },
    { "{\"kind\":5}", "line 1: kind: " },
    { "{\"kind\":\"entry\",\"kind\":\"duty\"}", "line 1: byte " },
    { ENTRY ",\"amuont\":5}", "line 1: entry.amuont: there is no such field" },
    { ENTRY ",\"amount\":\"5\"}", "line 1: entry.amount: not an integer" },
    { ENTRY ",\"amount\":99999999999999999999}", "line 1: byte " },
    { ENTRY ",\"version\":3}", "line 1: entry.version: only the server sets it" },
    { ENTRY ",\"codes\":[\"a\",5]}", "line 1: entry.codes[1]: not a string" },
    { ENTRY ",\"id\":\"source/y\"}", "line 1: entry.id: “source/x” is expected" },
    { ENTRY "}\n" ENTRY "}", "line 2: entry.code: “source/x” is there twice" },
    { "{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":\"x\"}",
      "line 1: entry.title: missing" },
    { "{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":\"x y\",\"title\":\"X\"}",
      "line 1: entry.id: not an id" },
    { "{\"kind\":\"entry\",\"vocabulary\":\"\",\"code\":\"x\",\"title\":\"X\"}",
      "line 1: entry.vocabulary: " },
    { "{\"kind\":\"duty\",\"category\":\"a\"}", "line 1: duty.unit_id: missing" },
    { "{\"kind\":\"duty\",\"category\":\"a\",\"unit_id\":\"u\"}",
      "line 1: duty.category: there is no category “a”" },
    { ENTRY "\xff\"}", "line 1: byte " },
  };
  static const char nul[] = ENTRY ",\"text\":\"a\0b\"}";
  g_autofree char *huge = g_strnfill (LIAN_LIMIT_DICTIONARY + 1, '\n');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    expect (cases[i].text, strlen (cases[i].text), cases[i].wanted);
  expect (nul, sizeof nul - 1, "line 1: byte ");
  expect ("\0", 1, "line 1: byte 0");
  expect (huge, strlen (huge), "line 1: the file is too large");
}

/* Whatever a file is cut down or flipped to, it is refused or taken, never more. */
static void
test_torn (void)
{
  g_autoptr (GPtrArray) records = lian_default_dictionary_make ();
  g_autofree char *text = NULL;
  gsize length;

  g_ptr_array_set_size (records, 12);
  text = lian_dictionary_file_print (records);
  length = strlen (text);
  for (guint i = 0; i < 1000; i++)
    {
      g_auto (LianDictionaryFileFault) fault = { 0 };
      g_autoptr (LianDictionaryFile) file = NULL;
      gsize at = (gsize)g_test_rand_int_range (0, (gint32)length);
      char old = text[at];

      text[at] = (char)g_test_rand_int_range (0, 256);
      file = lian_dictionary_file_parse (text, i % 2 == 0 ? length : at, &fault);
      text[at] = old;
      if (file == NULL)
        g_assert_true (fault.line > 0 && fault.detail != NULL);
      else if (!lian_dictionary_file_check (file, NULL, NULL, &fault))
        g_assert_nonnull (fault.detail);
    }
}

/* A body of no bytes has no address either. */
static void
test_nothing (void)
{
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autoptr (LianDictionaryFile) file = lian_dictionary_file_parse (NULL, 0, &fault);

  g_assert_nonnull (file);
  g_assert_cmpuint (file->n_lines, ==, 0);
  g_assert_cmpuint (file->records->len, ==, 0);
  g_assert_false (lian_dictionary_file_check (file, NULL, NULL, &fault));
  g_assert_cmpuint (fault.line, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dictionary-file/round", test_round);
  g_test_add_func ("/dictionary-file/by-hand", test_by_hand);
  g_test_add_func ("/dictionary-file/refused", test_refused);
  g_test_add_func ("/dictionary-file/torn", test_torn);
  g_test_add_func ("/dictionary-file/nothing", test_nothing);
  return g_test_run ();
}
