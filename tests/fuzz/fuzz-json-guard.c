/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guard against json-glib: nothing accepted that it refuses, and what it read is what the text
 * says, word for word, by a reader of our own that needs to know only accepted texts. */
#include "fuzz.h"

#include "lian-codec.h"
#include "lian-json-guard.h"
#include "lian-limits.h"

#include <string.h>

/* Escaping can make a text six times as long: beyond this the second reading meets the limits. */
#define MAX_REPRINTED (LIAN_LIMIT_JSON_STRING / 6)

static char
peek (FuzzInput *text)
{
  while (text->left > 0 && strchr (" \t\r\n", text->data[0]) != NULL)
    (void)fuzz_take_byte (text);
  g_assert_cmpuint (text->left, >, 0);
  return (char)text->data[0];
}

static void
expect (FuzzInput *text, char c)
{
  g_assert_cmpint (peek (text), ==, c);
  (void)fuzz_take_byte (text);
}

/* One or two UTF-16 units; the u of the first was taken. */
static void
append_units (FuzzInput *text, GString *out)
{
  gunichar2 units[2] = { 0 };
  g_autofree char *utf8 = NULL;

  for (guint i = 0; i < 2; i++)
    {
      char digits[5] = "";

      for (guint j = 0; j < 4; j++)
        digits[j] = (char)fuzz_take_byte (text);
      units[i] = (gunichar2)g_ascii_strtoull (digits, NULL, 16);
      if (i > 0 || units[i] < 0xd800 || units[i] > 0xdfff)
        break;
      g_assert_cmpint (fuzz_take_byte (text), ==, '\\');
      g_assert_cmpint (fuzz_take_byte (text), ==, 'u');
    }
  utf8 = g_utf16_to_utf8 (units, units[1] != 0 ? 2 : 1, NULL, NULL, NULL);
  g_assert_nonnull (utf8);
  g_string_append (out, utf8);
}

static char *
take_string (FuzzInput *text)
{
  GString *out = g_string_new (NULL);

  expect (text, '"');
  for (;;)
    {
      char c = (char)fuzz_take_byte (text);

      if (c == '"')
        break;
      if (c != '\\')
        {
          g_string_append_c (out, c);
          continue;
        }
      c = (char)fuzz_take_byte (text);
      switch (c)
        {
        case 'u':
          append_units (text, out);
          break;
        case 'b':
          g_string_append_c (out, '\b');
          break;
        case 'f':
          g_string_append_c (out, '\f');
          break;
        case 'n':
          g_string_append_c (out, '\n');
          break;
        case 'r':
          g_string_append_c (out, '\r');
          break;
        case 't':
          g_string_append_c (out, '\t');
          break;
        default:
          g_string_append_c (out, c);
        }
    }
  g_assert_true (g_utf8_validate (out->str, (gssize)out->len, NULL));
  return g_string_free (out, FALSE);
}

static void
compare_number (FuzzInput *text, JsonNode *node)
{
  char number[LIAN_LIMIT_JSON_NUMBER + 1] = "";

  for (guint i = 0; text->left > 0 && strchr ("+-.0123456789eE", text->data[0]) != NULL; i++)
    {
      g_assert_cmpuint (i, <, LIAN_LIMIT_JSON_NUMBER);
      number[i] = (char)fuzz_take_byte (text);
      if (number[i] == '\0')
        break;
    }
  g_assert_true (JSON_NODE_HOLDS_VALUE (node));
  if (strpbrk (number, ".eE") != NULL)
    {
      g_assert_true (json_node_get_value_type (node) == G_TYPE_DOUBLE);
      g_assert_cmpfloat (json_node_get_double (node), ==, g_ascii_strtod (number, NULL));
    }
  else
    {
      g_assert_true (json_node_get_value_type (node) == G_TYPE_INT64);
      g_assert_cmpint (json_node_get_int (node), ==, g_ascii_strtoll (number, NULL, 10));
    }
}

static void compare (FuzzInput *text, JsonNode *node);

static void
compare_object (FuzzInput *text, JsonNode *node)
{
  JsonObject *object;
  guint n = 0;

  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  object = json_node_get_object (node);
  expect (text, '{');
  while (peek (text) != '}')
    {
      g_autofree char *key = NULL;

      if (n++ > 0)
        expect (text, ',');
      (void)peek (text);
      key = take_string (text);
      expect (text, ':');
      g_assert_true (json_object_has_member (object, key));
      compare (text, json_object_get_member (object, key));
    }
  expect (text, '}');
  g_assert_cmpuint (json_object_get_size (object), ==, n);
}

static void
compare_array (FuzzInput *text, JsonNode *node)
{
  JsonArray *array;
  guint n = 0;

  g_assert_true (JSON_NODE_HOLDS_ARRAY (node));
  array = json_node_get_array (node);
  expect (text, '[');
  while (peek (text) != ']')
    {
      if (n > 0)
        expect (text, ',');
      g_assert_cmpuint (n, <, json_array_get_length (array));
      compare (text, json_array_get_element (array, n++));
    }
  expect (text, ']');
  g_assert_cmpuint (json_array_get_length (array), ==, n);
}

static void
compare_word (FuzzInput *text, JsonNode *node, const char *word)
{
  for (const char *p = word; *p != '\0'; p++)
    g_assert_cmpint (fuzz_take_byte (text), ==, *p);
  if (*word == 'n')
    g_assert_true (JSON_NODE_HOLDS_NULL (node));
  else
    g_assert_true (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN
                   && json_node_get_boolean (node) == (*word == 't'));
}

static void
compare_string (FuzzInput *text, JsonNode *node)
{
  g_autofree char *string = take_string (text);

  g_assert_true (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING);
  g_assert_cmpstr (json_node_get_string (node), ==, string);
}

static void
compare (FuzzInput *text, JsonNode *node)
{
  switch (peek (text))
    {
    case '{':
      compare_object (text, node);
      break;
    case '[':
      compare_array (text, node);
      break;
    case '"':
      compare_string (text, node);
      break;
    case 't':
      compare_word (text, node, "true");
      break;
    case 'f':
      compare_word (text, node, "false");
      break;
    case 'n':
      compare_word (text, node, "null");
      break;
    default:
      compare_number (text, node);
    }
}

/* By json-glib alone, which must have no objection. */
static JsonNode *
load (const char *text, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonNode *root;

  g_assert_true (json_parser_load_from_data (parser, text, (gssize)length, &error));
  g_assert_no_error (error);
  root = json_parser_steal_root (parser);
  g_assert_nonnull (root);
  return root;
}

static void
check_accepted (const char *text, gsize length)
{
  g_autoptr (JsonNode) root = load (text, length);
  FuzzInput input = { (const guint8 *)text, length };
  g_autoptr (JsonNode) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *printed = NULL;

  compare (&input, root);
  if (length > MAX_REPRINTED)
    return;
  printed = lian_json_print (root);
  g_assert_true (lian_json_guard (printed, strlen (printed), LIAN_JSON_SYNTAX, G_MAXSIZE, &error));
  g_assert_no_error (error);
  again = load (printed, strlen (printed));
  g_assert_true (json_node_equal (root, again));
}

static gboolean
guard (const char *text, gsize length, LianJsonProfile profile)
{
  g_autoptr (GError) error = NULL;
  gboolean accepted = lian_json_guard (text, length, profile, LIAN_LIMIT_JSON_PAGE, &error);
  guint64 at;

  if (accepted)
    {
      g_assert_no_error (error);
      return TRUE;
    }
  fuzz_check_error (error);
  g_assert_true (g_str_has_prefix (error->message, "byte "));
  at = g_ascii_strtoull (error->message + strlen ("byte "), NULL, 10);
  g_assert_cmpuint (at, <=, length);
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (data, size);
  gboolean syntax = guard (text, size, LIAN_JSON_SYNTAX);
  gboolean strict = guard (text, size, LIAN_JSON_STRICT);
  g_autoptr (JsonNode) root = lian_json_parse (text, size, LIAN_LIMIT_JSON_PAGE, NULL);

  g_assert_true (syntax || !strict);
  g_assert_true ((root != NULL) == strict);
  if (syntax)
    check_accepted (text, size);
  return 0;
}
