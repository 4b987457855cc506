/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-json-guard.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* json-glib 1.6.6 has no depth limit, wraps integers, reads 010 as octal, cuts strings at \u0000
 * and accepts comments (reliability.md 0.3). Nothing gets to it that this pass has not read whole.
 * One loop over a stack of fixed size: no recursion, whatever comes. */

typedef enum
{
  WANT_VALUE,
  WANT_VALUE_OR_END, /* after [ */
  WANT_KEY,
  WANT_KEY_OR_END, /* after { */
  WANT_COLON,
  WANT_COMMA_OR_END,
  WANT_NOTHING,
} Want;

/* A key is remembered by where it is in the input. Keys of all open objects lie in one array. */
typedef struct
{
  const char *start;
  gsize length;
  gboolean escaped;
} Key;

typedef struct
{
  gboolean is_object;
  guint first_key;     /* in keys */
  GHashTable *by_name; /* (nullable): once an object has many keys */
} Level;

typedef struct
{
  const char *data;
  gsize length;
  gsize at;
  LianJsonProfile profile;

  Level levels[LIAN_LIMIT_JSON_DEPTH];
  guint depth;
  guint nodes;
  GArray *keys; /* Key */
  Want want;
  GError **error;
} Guard;

#define KEYS_IN_A_ROW 16 /* beyond it a hash table finds a double faster */

static gboolean
fail (Guard *guard, gsize at, LianErrorCode code, const char *reason)
{
  g_set_error (guard->error, LIAN_ERROR, code, "byte %zu: %s", at, reason);
  return FALSE;
}

static gboolean
invalid (Guard *guard, gsize at, const char *reason)
{
  return fail (guard, at, LIAN_ERROR_INVALID, reason);
}

static int
peek (const Guard *guard)
{
  return guard->at < guard->length ? (guchar)guard->data[guard->at] : -1;
}

/* The number of bytes of the UTF-8 character at @at, 0 when there is none: shortest form, no
 * surrogates, up to U+10FFFF (RFC 3629). */
static guint
utf8_length (const Guard *guard, gsize at)
{
  const guchar *p = (const guchar *)guard->data + at;
  gsize left = guard->length - at;
  guint n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;

  if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
    return 0;
  for (guint i = 1; i < n; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f)
      || (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
    return 0;

  return n;
}

/* The four digits of \uXXXX at @at, -1 when they are not there. */
static int
hex4 (const Guard *guard, gsize at)
{
  int value = 0;

  if (guard->length - at < 4)
    return -1;
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (guard->data[at + i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

static gboolean
read_unicode_escape (Guard *guard)
{
  gsize start = guard->at;
  int unit = hex4 (guard, start + 2);
  int low = -1;

  if (unit < 0)
    return invalid (guard, start, "\\u without four hexadecimal digits");
  if (unit == 0)
    return invalid (guard, start, "NUL escape");
  guard->at += 6;
  if (unit < 0xd800 || unit > 0xdfff)
    return TRUE;

  if (unit <= 0xdbff && guard->length - guard->at >= 6 && guard->data[guard->at] == '\\'
      && guard->data[guard->at + 1] == 'u')
    low = hex4 (guard, guard->at + 2);
  if (low < 0xdc00 || low > 0xdfff)
    return invalid (guard, start, "half a surrogate pair");
  guard->at += 6;
  return TRUE;
}

static gboolean
read_escape (Guard *guard)
{
  int c = guard->at + 1 < guard->length ? guard->data[guard->at + 1] : '\0';

  if (c == 'u')
    return read_unicode_escape (guard);
  if (c == '\0' || strchr ("\"\\/bfnrt", c) == NULL)
    return invalid (guard, guard->at, "unknown escape");
  guard->at += 2;
  return TRUE;
}

/* A string from its quote to its quote; @key tells where its inside lies. */
static gboolean
read_string (Guard *guard, Key *key)
{
  gsize start = ++guard->at;

  *key = (Key){ guard->data + start, 0, FALSE };
  for (;;)
    {
      int c = peek (guard);
      guint n;

      if (guard->at - start > LIAN_LIMIT_JSON_STRING)
        return fail (guard, start, LIAN_ERROR_TOO_LARGE, "string too long");
      if (c == -1)
        return invalid (guard, guard->at, "end inside a string");
      if (c == '"')
        break;
      if (c < 0x20)
        return invalid (guard, guard->at, "control character inside a string");
      if (c == '\\')
        {
          key->escaped = TRUE;
          if (!read_escape (guard))
            return FALSE;
          continue;
        }
      n = c < 0x80 ? 1 : utf8_length (guard, guard->at);
      if (n == 0)
        return invalid (guard, guard->at, "not UTF-8");
      guard->at += n;
    }
  key->length = guard->at++ - start;
  return TRUE;
}

static guint
skip_digits (Guard *guard)
{
  gsize start = guard->at;

  while (guard->at < guard->length && g_ascii_isdigit (guard->data[guard->at]))
    guard->at++;
  return (guint)(guard->at - start);
}

/* An integer has to fit int64 and a fraction a finite double: json-glib would wrap the one and make
 * the other infinite. */
static gboolean
check_range (Guard *guard, gsize start, gboolean is_integer)
{
  char text[LIAN_LIMIT_JSON_NUMBER + 1];
  gsize length = guard->at - start;

  if (length > LIAN_LIMIT_JSON_NUMBER)
    return fail (guard, start, LIAN_ERROR_TOO_LARGE, "number too long");
  memcpy (text, guard->data + start, length);
  text[length] = '\0';

  errno = 0;
  if (is_integer)
    (void)g_ascii_strtoll (text, NULL, 10);
  else if (!isfinite (g_ascii_strtod (text, NULL)))
    errno = ERANGE;
  else
    errno = 0; /* too small to tell from nothing is nothing */
  if (errno == ERANGE)
    return invalid (guard, start, "number out of range");
  return TRUE;
}

static gboolean
read_number (Guard *guard)
{
  gsize start = guard->at;
  gboolean is_integer = TRUE;
  guint digits;

  if (peek (guard) == '-')
    guard->at++;
  if (peek (guard) == '0')
    {
      guard->at++;
      digits = 1;
      if (g_ascii_isdigit (peek (guard)))
        return invalid (guard, start, "number with a leading zero");
    }
  else
    digits = skip_digits (guard);
  if (digits == 0)
    return invalid (guard, start, "not a value");
  if (peek (guard) == '.')
    {
      is_integer = FALSE;
      guard->at++;
      if (skip_digits (guard) == 0)
        return invalid (guard, guard->at, "digit expected");
    }
  if (peek (guard) == 'e' || peek (guard) == 'E')
    {
      is_integer = FALSE;
      guard->at++;
      if (peek (guard) == '+' || peek (guard) == '-')
        guard->at++;
      if (skip_digits (guard) == 0)
        return invalid (guard, guard->at, "digit expected");
    }
  return check_range (guard, start, is_integer);
}

static gboolean
read_word (Guard *guard, const char *word)
{
  gsize length = strlen (word);

  if (guard->length - guard->at < length || memcmp (guard->data + guard->at, word, length) != 0)
    return invalid (guard, guard->at, "not a value");
  guard->at += length;
  return TRUE;
}

/* What a key says, escapes undone, so that "a" and "\u0061" are seen to be one. The string is known
 * to be well-formed. */
static char *
dup_key (const Key *key)
{
  const char *end = key->start + key->length;
  GString *name = g_string_sized_new (key->length);

  for (const char *p = key->start; p < end;)
    {
      gunichar c;

      if (*p != '\\')
        {
          g_string_append_c (name, *p++);
          continue;
        }
      if (p[1] != 'u')
        {
          static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
          const char *found = strchr (from, p[1]);

          g_string_append_c (name, found != NULL ? to[found - from] : p[1]);
          p += 2;
          continue;
        }
      c = (gunichar)g_ascii_strtoull ((char[]){ p[2], p[3], p[4], p[5], '\0' }, NULL, 16);
      p += 6;
      if (c >= 0xd800 && c <= 0xdbff)
        {
          gunichar low
              = (gunichar)g_ascii_strtoull ((char[]){ p[2], p[3], p[4], p[5], '\0' }, NULL, 16);

          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          p += 6;
        }
      g_string_append_unichar (name, c);
    }
  return g_string_free (name, FALSE);
}

static gboolean
keys_equal (const Key *a, const Key *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (!a->escaped && !b->escaped)
    return a->length == b->length && memcmp (a->start, b->start, a->length) == 0;

  left = dup_key (a);
  right = dup_key (b);
  return strcmp (left, right) == 0;
}

/* Adds @key to the open object; FALSE when it is there already. */
static gboolean
remember_key (Guard *guard, const Key *key)
{
  Level *level = &guard->levels[guard->depth - 1];
  guint first = level->first_key;

  if (level->by_name != NULL)
    return g_hash_table_add (level->by_name, dup_key (key));

  for (guint i = first; i < guard->keys->len; i++)
    if (keys_equal (&g_array_index (guard->keys, Key, i), key))
      return FALSE;
  g_array_append_val (guard->keys, *key);
  if (guard->keys->len - first <= KEYS_IN_A_ROW)
    return TRUE;

  level->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = first; i < guard->keys->len; i++)
    g_hash_table_add (level->by_name, dup_key (&g_array_index (guard->keys, Key, i)));
  g_array_set_size (guard->keys, first);
  return TRUE;
}

static gboolean
read_key (Guard *guard)
{
  gsize start = guard->at;
  Key key;

  if (peek (guard) != '"')
    return invalid (guard, start, "key expected");
  if (!read_string (guard, &key))
    return FALSE;
  if (!remember_key (guard, &key))
    return invalid (guard, start, "key for the second time");
  guard->want = WANT_COLON;
  return TRUE;
}

static gboolean
open_level (Guard *guard, gboolean is_object)
{
  if (guard->depth == LIAN_LIMIT_JSON_DEPTH)
    return fail (guard, guard->at, LIAN_ERROR_TOO_LARGE, "nested too deeply");
  guard->levels[guard->depth++] = (Level){ is_object, guard->keys->len, NULL };
  guard->at++;
  guard->want = is_object ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
  return TRUE;
}

static void
close_level (Guard *guard)
{
  Level *level = &guard->levels[--guard->depth];

  g_clear_pointer (&level->by_name, g_hash_table_unref);
  g_array_set_size (guard->keys, level->first_key);
  guard->at++;
  guard->want = guard->depth > 0 ? WANT_COMMA_OR_END : WANT_NOTHING;
}

static gboolean
read_scalar (Guard *guard, int c)
{
  Key ignored;

  if (c == '"')
    return read_string (guard, &ignored);
  if (c == 't')
    return read_word (guard, "true");
  if (c == 'f')
    return read_word (guard, "false");
  if (c == 'n')
    return read_word (guard, "null");
  return read_number (guard);
}

static gboolean
read_value (Guard *guard, int c)
{
  if (guard->depth == 0 && guard->profile != LIAN_JSON_SYNTAX && c != '{')
    return invalid (guard, guard->at, "the root is not an object");
  if (guard->profile != LIAN_JSON_FILE && ++guard->nodes > LIAN_LIMIT_JSON_NODES)
    return fail (guard, guard->at, LIAN_ERROR_TOO_LARGE, "too many values");
  if (c == '{' || c == '[')
    return open_level (guard, c == '{');
  if (!read_scalar (guard, c))
    return FALSE;
  guard->want = guard->depth > 0 ? WANT_COMMA_OR_END : WANT_NOTHING;
  return TRUE;
}

/* After a value inside of an array or object. */
static gboolean
read_separator (Guard *guard, int c)
{
  gboolean is_object = guard->levels[guard->depth - 1].is_object;

  if (c == (is_object ? '}' : ']'))
    {
      close_level (guard);
      return TRUE;
    }
  if (c != ',')
    return invalid (guard, guard->at, is_object ? "',' or '}' expected" : "',' or ']' expected");
  guard->at++;
  guard->want = is_object ? WANT_KEY : WANT_VALUE;
  return TRUE;
}

static gboolean
step (Guard *guard, int c)
{
  switch (guard->want)
    {
    case WANT_VALUE_OR_END:
    case WANT_KEY_OR_END:
      if (c == (guard->want == WANT_KEY_OR_END ? '}' : ']'))
        {
          close_level (guard);
          return TRUE;
        }
      return guard->want == WANT_KEY_OR_END ? read_key (guard) : read_value (guard, c);
    case WANT_VALUE:
      return read_value (guard, c);
    case WANT_KEY:
      return read_key (guard);
    case WANT_COLON:
      if (c != ':')
        return invalid (guard, guard->at, "':' expected");
      guard->at++;
      guard->want = WANT_VALUE;
      return TRUE;
    case WANT_COMMA_OR_END:
      return read_separator (guard, c);
    case WANT_NOTHING:
    default:
      return invalid (guard, guard->at, "something follows the end");
    }
}

static gboolean
run (Guard *guard)
{
  for (;;)
    {
      int c = peek (guard);

      if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        guard->at++;
      else if (c == -1)
        return guard->want == WANT_NOTHING || invalid (guard, guard->at, "unexpected end");
      else if (!step (guard, c))
        return FALSE;
    }
}

/**
 * lian_json_guard:
 * @data: bytes, not necessarily ended by NUL
 * @length: how many
 * @profile: what is accepted
 * @max_length: most bytes
 *
 * RFC 8259, and what of it json-glib can hold. A byte order mark is not JSON. Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE, "byte N: reason"
 */
gboolean
lian_json_guard (const char *data, gsize length, LianJsonProfile profile, gsize max_length,
                 GError **error)
{
  Guard guard = { .data = data, .length = length, .profile = profile, .error = error };
  gboolean ok;

  if (length > max_length)
    return fail (&guard, max_length, LIAN_ERROR_TOO_LARGE, "document too long");

  guard.keys = g_array_new (FALSE, FALSE, sizeof (Key));
  guard.want = WANT_VALUE;
  ok = run (&guard);
  for (guint i = 0; i < guard.depth; i++)
    g_clear_pointer (&guard.levels[i].by_name, g_hash_table_unref);
  g_array_unref (guard.keys);

  return ok;
}
