/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-text.h"

#include "lian-limits.h"

#include <string.h>
#include <sys/random.h>

#define ID_MAX 64
#define NBSP "\302\240"
#define MINUS "\342\210\222"
#define DASH "\342\200\224"

#define D "[0-9\uff10-\uff19]"
#define S "[ \\-.\u00a0\u2010-\u2015\u3000\uff0d]"

/* What looks like somebody's number, the more exact forms first. The first one is what masking
 * leaves behind: taken as it is, so that masking twice changes nothing. */
static const char number_pattern[]
    = "(?<!" D ")(?:"
      /* already masked */
      "(?<kept>" D "{3}\\*{4}" D "{4}(?!" D "))"
      /* an identity number written in groups: place, birthday, serial */
      "|" D "{6}" S "(?:19|20)" D "{6}" S "?" D "{3}[0-9Xx\uff10-\uff19]"
      "|" D "{6}" S "?(?:19|20)" D "{6}" S D "{3}[0-9Xx\uff10-\uff19]"
      /* any long number: mobile, identity, card */
      "|" D "{11,}[Xx]?"
      /* a mobile number in groups, with or without country code */
      "|(?:(?:\\+|00)?86" S "?)?[1\uff11]" S "?[3-9\uff13-\uff19](?:" S "?" D "){9}(?!" D ")"
      /* a landline with its area code */
      "|[0\uff10]" D "{2,3}[)\uff09]?" S "?" D "{7,8}(?!" D ")"
      "|[0\uff10]" D "{9}(?!" D ")"
      /* a local number that is said to be one */
      "|(?<=\u7535\u8bdd|\u5ea7\u673a|\u53f7\u7801|\u7535\u8bdd\uff1a|\u7535\u8bdd:)" D "{7,8}(?!" D
      ")"
      ")";

static gboolean
is_digit (gunichar c)
{
  return (c >= '0' && c <= '9') || (c >= 0xff10 && c <= 0xff19);
}

static char
to_ascii_digit (gunichar c)
{
  return (char)(c >= 0xff10 ? c - 0xff10 + '0' : c);
}

/* Digits of @text as ASCII, a mask character as itself, everything else left out. */
static GString *
collect_digits (const char *text)
{
  GString *digits = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (is_digit (c))
        g_string_append_c (digits, to_ascii_digit (c));
      else if (c == '*' || c == 'X' || c == 'x')
        g_string_append_c (digits, (char)c);
    }
  return digits;
}

/**
 * lian_mask_name:
 * @name: (nullable): somebody's name
 *
 * The length is not told either: every name becomes its first character and two stars. Idempotent.
 *
 * Returns: (transfer full) (nullable): "陈**"; empty stays empty
 */
char *
lian_mask_name (const char *name)
{
  g_autofree char *clean = NULL;
  g_autofree char *first = NULL;

  if (name == NULL)
    return NULL;
  clean = g_strstrip (g_utf8_make_valid (name, -1));
  if (*clean == '\0')
    return g_strdup ("");

  first = g_utf8_substring (clean, 0, 1);
  return g_strconcat (first, "**", NULL);
}

/* What is left of a number: enough to recognise one's own, too little to dial. */
static char *
mask_digits (GString *digits)
{
  /* The country code says nothing; masking keeps the digits behind it. */
  if (digits->len == 13 && strncmp (digits->str, "861", 3) == 0)
    g_string_erase (digits, 0, 2);
  else if (digits->len == 15 && strncmp (digits->str, "00861", 5) == 0)
    g_string_erase (digits, 0, 4);

  if (digits->len >= 11)
    return g_strdup_printf ("%.3s****%s", digits->str, digits->str + digits->len - 4);
  if (digits->len >= 7)
    return g_strdup_printf ("*****%s", digits->str + digits->len - 2);

  return g_strdup (digits->len > 0 ? "****" : "");
}

/**
 * lian_mask_phone:
 * @phone: (nullable): a telephone number as somebody wrote it
 *
 * Of eleven digits and more the first three and the last four stay, of seven and more the last two,
 * of fewer none. Whatever is not a digit goes: it could be a name. Idempotent.
 *
 * Returns: (transfer full) (nullable): "139****0417"
 */
char *
lian_mask_phone (const char *phone)
{
  g_autofree char *clean = NULL;
  g_autoptr (GString) digits = NULL;

  if (phone == NULL)
    return NULL;
  clean = g_utf8_make_valid (phone, -1);
  digits = collect_digits (clean);
  return mask_digits (digits);
}

static gboolean
mask_number_cb (const GMatchInfo *match, GString *result, gpointer user_data)
{
  g_autofree char *all = g_match_info_fetch (match, 0);
  g_autofree char *kept = g_match_info_fetch_named (match, "kept");
  g_autofree char *masked = NULL;
  g_autoptr (GString) digits = NULL;

  if (kept != NULL && *kept != '\0')
    {
      g_string_append (result, kept);
      return FALSE;
    }
  digits = collect_digits (all);
  masked = mask_digits (digits);
  g_string_append (result, masked);
  return FALSE;
}

static const GRegex *
get_number_regex (void)
{
  static gsize regex = 0;

  if (g_once_init_enter (&regex))
    g_once_init_leave (&regex, (gsize)g_regex_new (number_pattern, G_REGEX_OPTIMIZE, 0, NULL));

  return (const GRegex *)regex;
}

/* When the expression gives up (its limits are not ours), no digit is left. */
static char *
mask_every_digit (const char *text)
{
  GString *masked = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (masked, is_digit (g_utf8_get_char (p)) ? '*' : g_utf8_get_char (p));

  return g_string_free (masked, FALSE);
}

/**
 * lian_mask_text:
 * @text: (nullable): free text
 *
 * Masks what looks like a telephone, identity or card number, in ASCII or full-width digits, also
 * written in groups, as lian_mask_phone() does. Dates and case numbers in groups stay. Idempotent.
 * Any thread.
 *
 * Returns: (transfer full) (nullable): the text with "139****0417" in their place
 */
char *
lian_mask_text (const char *text)
{
  g_autofree char *clean = NULL;
  char *masked;

  if (text == NULL)
    return NULL;
  clean = g_utf8_make_valid (text, -1);
  masked = g_regex_replace_eval (get_number_regex (), clean, -1, 0, 0, mask_number_cb, NULL, NULL);

  return masked != NULL ? masked : mask_every_digit (clean);
}

/* Of whoever reported a secret case not even the first character or the last digits are told. */
static gboolean
hides_people (const LianRecord *record)
{
  return lian_record_get_kind (record)->id == LIAN_KIND_CASE
         && lian_record_get_bool (record, LIAN_CASE_SECRECY);
}

/**
 * lian_mask_record:
 * @record: a record
 *
 * Returns: (transfer full): a copy with every sensitive field masked as its flags say; names and
 * numbers of a secret case are %LIAN_MASK_HIDDEN
 */
LianRecord *
lian_mask_record (const LianRecord *record)
{
  LianRecord *masked = lian_record_copy (record);
  const LianKind *kind = lian_record_get_kind (record);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      LianFieldFlags flags = kind->fields[i].flags;
      const char *text;

      if ((flags & LIAN_FIELD_SENSITIVE) == 0 || !lian_record_has (record, i))
        continue;
      text = lian_record_get_text (record, i);
      if ((flags & (LIAN_FIELD_MASK_NAME | LIAN_FIELD_MASK_PHONE)) != 0 && hides_people (record))
        lian_record_set_text (masked, i, LIAN_MASK_HIDDEN);
      else if ((flags & LIAN_FIELD_MASK_NAME) != 0)
        lian_record_take_text (masked, i, lian_mask_name (text));
      else if ((flags & LIAN_FIELD_MASK_PHONE) != 0)
        lian_record_take_text (masked, i, lian_mask_phone (text));
      else
        lian_record_take_text (masked, i, lian_mask_text (text));
    }
  return masked;
}

static gboolean
is_line_break (gunichar c)
{
  return c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static gboolean
is_unwanted (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

/**
 * lian_text_clean:
 * @text: (nullable): text from outside
 * @multiline: whether line breaks stay, as "\n"
 * @limit: most code points, 0: no cut
 *
 * For display only; what is stored stays as it came. Any thread.
 *
 * Returns: (transfer full): valid UTF-8 without control characters, "" for %NULL
 */
char *
lian_text_clean (const char *text, gboolean multiline, guint limit)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *clean = g_string_sized_new (strlen (valid));
  guint count = 0;

  for (const char *p = valid; *p != '\0' && (limit == 0 || count < limit); p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '\r' && p[1] == '\n')
        continue;
      if (is_line_break (c))
        c = multiline ? '\n' : ' ';
      else if (c == '\t')
        c = ' ';
      else if (is_unwanted (c))
        continue;
      g_string_append_unichar (clean, c);
      count++;
    }
  return g_string_free (clean, FALSE);
}

static void
fill_random (guint8 *bytes, gsize length)
{
  if (getrandom (bytes, length, 0) == (gssize)length)
    return;
  for (gsize i = 0; i < length; i++)
    bytes[i] = (guint8)g_random_int_range (0, 256);
}

/**
 * lian_uuid7:
 * @now_us: the time to put in, microseconds since 1970 UTC
 *
 * UUID version 7, RFC 9562 section 5.7. Any thread.
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *
lian_uuid7 (gint64 now_us)
{
  guint64 ms = (guint64)MAX (now_us, 0) / 1000;
  guint8 b[16];

  fill_random (b, sizeof b);
  for (guint i = 0; i < 6; i++)
    b[i] = (guint8)(ms >> (40 - 8 * i));
  b[6] = (guint8)(0x70 | (b[6] & 0x0f));
  b[8] = (guint8)(0x80 | (b[8] & 0x3f));

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

/**
 * lian_id_is_valid:
 * @id: (nullable): an id from outside
 *
 * Returns: whether it is 1 to 64 characters of A–Z a–z 0–9 . _ : / -
 */
gboolean
lian_id_is_valid (const char *id)
{
  gsize length = id != NULL ? strnlen (id, ID_MAX + 1) : 0;

  if (length == 0 || length > ID_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (id[i]) && strchr ("._:/-", id[i]) == NULL)
      return FALSE;
  return TRUE;
}

/**
 * lian_format_minutes:
 * @minutes: a duration
 * @short_form: for lists: "6 时 20 分", else "6 小时 20 分"
 * @chinese: the words
 *
 * Hours are not made into days: a working day has eight of them. With no-break spaces between
 * number and unit (visual.md 6).
 *
 * Returns: (transfer full): the duration
 */
char *
lian_format_minutes (gint64 minutes, gboolean short_form, gboolean chinese)
{
  guint64 amount = minutes < 0 ? -(guint64)minutes : (guint64)minutes;
  guint64 hours = amount / 60, rest = amount % 60;
  const char *hour_word = chinese ? (short_form ? "时" : "小时") : "h";
  const char *minute_word = chinese ? (short_form || hours > 0 ? "分" : "分钟") : "min";
  g_autoptr (GString) text = g_string_new (minutes < 0 ? MINUS : "");

  if (hours > 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT NBSP "%s", hours, hour_word);
  if (hours > 0 && rest > 0)
    g_string_append_c (text, ' ');
  if (rest > 0 || hours == 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT NBSP "%s", rest, minute_word);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
append_grouped (GString *text, guint64 value)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, value);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++)
    {
      if (i > 0 && (length - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
}

/* @value ÷ @divisor rounded half up, with one decimal when @tenth. */
static void
append_scaled (GString *text, guint64 value, guint64 divisor, gboolean tenth, const char *unit)
{
  guint64 part = tenth ? divisor / 10 : divisor;
  guint64 rounded = value / part + (value % part >= part - part / 2);

  append_grouped (text, tenth ? rounded / 10 : rounded);
  if (tenth)
    g_string_append_printf (text, ".%d", (int)(rounded % 10));
  g_string_append_printf (text, NBSP "%s", unit);
}

/**
 * lian_format_count:
 * @count: a number of things
 * @chinese: the words
 *
 * Returns: (transfer full): "4,118"; from 10,000 on "41.3 万", from 10⁸ on "1.2 亿"; in English
 * "41.3 k", from 100,000 on "413 k", from a million on "1.2 M". Rounded half up.
 */
char *
lian_format_count (gint64 count, gboolean chinese)
{
  guint64 amount = count < 0 ? -(guint64)count : (guint64)count;
  g_autoptr (GString) text = g_string_new (count < 0 ? MINUS : "");

  /* The borders are where the rounded figure reaches the next unit. */
  if (amount < 10000)
    append_grouped (text, amount);
  else if (chinese && amount < 99999500)
    append_scaled (text, amount, 10000, TRUE, "万");
  else if (chinese)
    append_scaled (text, amount, 100000000, TRUE, "亿");
  else if (amount < 99950)
    append_scaled (text, amount, 1000, TRUE, "k");
  else if (amount < 999500)
    append_scaled (text, amount, 1000, FALSE, "k");
  else
    append_scaled (text, amount, 1000000, TRUE, "M");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * lian_format_percent:
 * @numerator: of the rate
 * @denominator: of the rate
 * @decimals: at most six
 *
 * Returns: (transfer full): the percentage without its sign, rounded half up on the exact fraction;
 * "—" when there is no denominator
 */
char *
lian_format_percent (gint64 numerator, gint64 denominator, guint decimals)
{
  gboolean negative = (numerator < 0) != (denominator < 0) && numerator != 0;
  unsigned __int128 top = numerator < 0 ? -(guint64)numerator : (guint64)numerator;
  guint64 bottom = denominator < 0 ? -(guint64)denominator : (guint64)denominator;
  guint64 scale = 1, rounded;

  if (bottom == 0)
    return g_strdup (DASH);
  for (guint i = 0; i < MIN (decimals, 6); i++)
    scale *= 10;

  top = (top * 100 * scale * 2 + bottom) / ((unsigned __int128)bottom * 2);
  rounded = top > G_MAXUINT64 ? G_MAXUINT64 : (guint64)top;
  negative = negative && rounded != 0;
  if (scale == 1)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT, negative ? MINUS : "", rounded);

  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%0*" G_GUINT64_FORMAT, negative ? MINUS : "",
                          rounded / scale, (int)MIN (decimals, 6), rounded % scale);
}
