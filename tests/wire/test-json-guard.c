/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-json-guard.h"
#include "lian-limits.h"

#include <string.h>

static gboolean
guard (const char *data, gsize length, LianJsonProfile profile, GError **error)
{
  return lian_json_guard (data, length, profile, LIAN_LIMIT_JSON_PAGE, error);
}

/* "byte N: reason" with N inside of the document or at its end. */
static void
check_message (const GError *error, gsize length)
{
  char *end = NULL;

  g_assert_true (error->domain == LIAN_ERROR);
  g_assert_true (g_str_has_prefix (error->message, "byte "));
  g_assert_cmpuint (g_ascii_strtoull (error->message + 5, &end, 10), <=, length);
  g_assert_true (g_str_has_prefix (end, ": ") && strlen (end) > 2);
}

static void
check_refused (const char *text, const char *wanted)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (guard (text, strlen (text), LIAN_JSON_STRICT, &error));
  check_message (error, strlen (text));
  g_assert_cmpstr (error->message, ==, wanted);
}

static void
test_vectors (void)
{
  static const char *const good[]
      = { "{}",
          " {\"a\": [1, -0, 2.5e3, true, false, null, \"\\ud83d\\ude00 \\\"\"]}\n",
          "{\"a\":{\"a\":1},\"b\":{\"a\":2}}",
          "{\"n\":-9223372036854775808,\"m\":9223372036854775807}",
          "{\"\":\"\xf0\x9f\x98\x80\"}",
          "{\"tiny\":1e-400}" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (guard (good[i], strlen (good[i]), LIAN_JSON_STRICT, NULL));

  check_refused ("", "byte 0: unexpected end");
  check_refused ("[1]", "byte 0: the root is not an object");
  check_refused ("{\"a\":1,\"a\":2}", "byte 7: key for the second time");
  check_refused ("{\"a\":1,\"\\u0061\":2}", "byte 7: key for the second time");
  check_refused ("{\"a\":\"x\\u0000y\"}", "byte 7: NUL escape");
  check_refused ("{\"a\":010}", "byte 5: number with a leading zero");
  check_refused ("{\"a\":0x10}", "byte 6: ',' or '}' expected");
  check_refused ("{\"a\":9223372036854775808}", "byte 5: number out of range");
  check_refused ("{\"a\":1e400}", "byte 5: number out of range");
  check_refused ("{\"a\":\"\\ud800\"}", "byte 6: half a surrogate pair");
  check_refused ("{\"a\":\"\xc0\x80\"}", "byte 6: not UTF-8");
  check_refused ("{\"a\":\"\xed\xa0\x80\"}", "byte 6: not UTF-8");
  check_refused ("{\"a\":1} {}", "byte 8: something follows the end");
  check_refused ("{'a':1}", "byte 1: key expected");
  check_refused ("/* */{}", "byte 0: the root is not an object");
  check_refused ("{\"a\":1,}", "byte 7: key expected");
  check_refused ("\xef\xbb\xbf{}", "byte 0: the root is not an object");
}

static void
test_nul_byte (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (guard ("{\"a\":\"x\0y\"}", 11, LIAN_JSON_STRICT, &error));
  check_message (error, 11);
}

static void
check_too_large (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (guard (text, length, LIAN_JSON_SYNTAX, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
}

/* At each limit, and one beyond it. */
static void
test_limits (void)
{
  g_autofree char *deep = g_strnfill (LIAN_LIMIT_JSON_DEPTH, '[');
  g_autofree char *ends = g_strnfill (LIAN_LIMIT_JSON_DEPTH, ']');
  g_autofree char *allowed = g_strconcat (deep, ends, NULL);
  g_autofree char *deeper = g_strconcat ("[", allowed, "]", NULL);
  g_autofree char *abyss = g_strnfill (1000000, '[');
  g_autofree char *letters = g_strnfill (LIAN_LIMIT_JSON_STRING, 'x');
  g_autofree char *text = g_strdup_printf ("\"%s\"", letters);
  g_autofree char *longer = g_strdup_printf ("\"%sx\"", letters);
  g_autofree char *digits = g_strnfill (LIAN_LIMIT_JSON_NUMBER - 2, '3');
  g_autofree char *number = g_strconcat ("0.", digits, NULL);
  g_autofree char *longer_number = g_strconcat ("0.3", digits, NULL);
  g_autoptr (GString) many = g_string_new ("[1");

  g_assert_true (guard (allowed, strlen (allowed), LIAN_JSON_SYNTAX, NULL));
  check_too_large (deeper, strlen (deeper));
  check_too_large (abyss, strlen (abyss));
  g_assert_true (guard (text, strlen (text), LIAN_JSON_SYNTAX, NULL));
  check_too_large (longer, strlen (longer));
  g_assert_true (guard (number, strlen (number), LIAN_JSON_SYNTAX, NULL));
  check_too_large (longer_number, strlen (longer_number));

  for (guint i = 2; i < LIAN_LIMIT_JSON_NODES; i++)
    g_string_append (many, ",1");
  g_string_append_c (many, ']');
  g_assert_true (guard (many->str, many->len, LIAN_JSON_SYNTAX, NULL));
  g_string_insert (many, 1, "1,");
  check_too_large (many->str, many->len);

  g_assert_true (lian_json_guard ("{}", 2, LIAN_JSON_STRICT, 2, NULL));
  g_assert_false (lian_json_guard ("{} ", 3, LIAN_JSON_STRICT, 2, NULL));
}

static void
test_many_keys (void)
{
  g_autoptr (GString) text = g_string_new ("{");

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "\"k%u\":{\"k%u\":0},", i, i);
  g_string_append (text, "\"last\":1}");
  g_assert_true (guard (text->str, text->len, LIAN_JSON_STRICT, NULL));
  g_string_truncate (text, text->len - 1);
  g_string_append (text, ",\"k5\\u0030\":1}");
  g_assert_false (guard (text->str, text->len, LIAN_JSON_STRICT, NULL));
}

/* Whatever the guard lets pass, json-glib takes: nothing in between is left to chance. */
static void
check_differential (const char *data, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (guard (data, length, LIAN_JSON_STRICT, NULL))
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;

      node = lian_json_parse (data, length, LIAN_LIMIT_JSON_PAGE, &error);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
  if (guard (data, length, LIAN_JSON_SYNTAX, NULL))
    g_assert_true (json_parser_load_from_data (parser, data, (gssize)length, NULL));
}

static void
test_differential (void)
{
  static const char seed[]
      = "{\"id\":\"c-1\",\"v\":[1,-2.5e+3,true,null,{\"\\u4e2d\":\"\xe4\xb8\xad\"}],"
        "\"t\":{\"a\":false,\"b\":\"\\n\\/\"}}";
  static const char alphabet[] = "{}[]\",:\\0123456789.eE+-truefalsn \n\x01\x80\xe4\xb8u/*'";

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GString) text = g_string_new (seed);
      int changes = g_test_rand_int_range (1, 4);

      for (int j = 0; j < changes; j++)
        {
          gssize where = g_test_rand_int_range (0, (gint32)text->len);
          char c = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];

          if (g_test_rand_bit ())
            text->str[where] = c;
          else if (g_test_rand_bit ())
            g_string_erase (text, where, 1);
          else
            g_string_insert_c (text, where, c);
        }
      check_differential (text->str, text->len);
    }
}

/* The y_ files that are refused by intent: doubles, NUL and a number of 81 characters. */
static gboolean
is_refused_by_intent (const char *name)
{
  static const char *const names[]
      = { "y_object_duplicated_key.json",       "y_object_duplicated_key_and_value.json",
          "y_object_escaped_null_in_key.json",  "y_string_null_escape.json",
          "y_number_double_close_to_zero.json", NULL };

  return g_strv_contains (names, name);
}

static void
check_file (const char *folder, const char *name, guint *by_intent)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  gboolean accepted;

  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  accepted = guard (data, length, LIAN_JSON_SYNTAX, &error);
  if (!accepted)
    check_message (error, length);
  if (name[0] == 'n' && accepted)
    g_error ("%s was accepted", name);
  if (name[0] == 'y' && accepted == is_refused_by_intent (name))
    g_error ("%s: %s", name, accepted ? "accepted" : error->message);
  *by_intent += name[0] == 'y' && !accepted;
  check_differential (data, length);
}

static void
test_corpus (void)
{
  const char *corpora = g_getenv ("LIAN_CORPORA");
  g_autofree char *folder = g_build_filename (corpora != NULL ? corpora : "", "json", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0, by_intent = 0;

  if (dir == NULL)
    {
      g_test_skip ("the public corpora are not beside this checkout");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        check_file (folder, name, &by_intent);
        count++;
      }
  g_test_message ("%u files, %u of y_ refused by intent", count, by_intent);
  g_assert_cmpuint (count, >, 200);
  g_assert_cmpuint (by_intent, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-guard/vectors", test_vectors);
  g_test_add_func ("/json-guard/nul-byte", test_nul_byte);
  g_test_add_func ("/json-guard/limits", test_limits);
  g_test_add_func ("/json-guard/many-keys", test_many_keys);
  g_test_add_func ("/json-guard/differential", test_differential);
  g_test_add_func ("/json-guard/corpus", test_corpus);
  return g_test_run ();
}
