/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-term.h"

#include "lian-error.h"

#include <string.h>

#define TEXT_MAX 4096
#define CONDITIONS_MAX 64
#define VALUES_MAX 64
#define VALUE_MAX 64
#define NAME_MAX_BYTES 64
#define SHIFT_MAX 36600 /* of any unit: a hundred years of days */

typedef enum
{
  OP_ONE_OF,
  OP_NONE_OF,
  OP_PRESENT,
  OP_ABSENT,
  OP_AT_MOST,     /* field <= right */
  OP_GREATER,     /* field > right */
  OP_NOT_AT_MOST, /* the contrary of OP_AT_MOST */
  OP_BEFORE_NOW,  /* field < now */
  OP_SINCE_NOW,   /* field >= now */
} Operator;

typedef struct
{
  Operator op;
  guint field;
  gboolean literal;  /* the right side is number, not a field */
  guint other;       /* the right side */
  gint64 number;     /* the right side, or what is added to it */
  GPtrArray *values; /* char *, of OP_ONE_OF and OP_NONE_OF on text */
  GArray *numbers;   /* gint64, the same on numbers */
} Condition;

struct _LianTerm
{
  const LianKind *kind;
  int at; /* the field that places a record in a period, -1: none */
  GArray *conditions;
};

typedef struct
{
  const char *text;
  const char *p;
  LianTerm *term;
} Parser;

static void
condition_clear (gpointer data)
{
  Condition *condition = data;

  g_clear_pointer (&condition->values, g_ptr_array_unref);
  g_clear_pointer (&condition->numbers, g_array_unref);
}

G_GNUC_PRINTF (3, 4)
static gboolean
fail (const Parser *parser, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "term, byte %zu: %s",
               (gsize)(parser->p - parser->text), reason);
  return FALSE;
}

static gboolean
skip (Parser *parser, const char *token)
{
  gsize length = strlen (token);

  if (strncmp (parser->p, token, length) != 0)
    return FALSE;
  parser->p += length;
  return TRUE;
}

static gboolean
is_at_end_of_condition (const Parser *parser)
{
  return *parser->p == ' ' || *parser->p == '\0';
}

static gboolean
read_field (Parser *parser, guint *field, GError **error)
{
  gsize length = strspn (parser->p, "abcdefghijklmnopqrstuvwxyz0123456789_");
  char name[NAME_MAX_BYTES];
  int found;

  if (length == 0 || length >= sizeof name)
    return fail (parser, error, "a field name is expected");
  memcpy (name, parser->p, length);
  name[length] = '\0';

  found = lian_kind_find_field (parser->term->kind, name);
  if (found < 0)
    return fail (parser, error, "%s has no field %s", parser->term->kind->name, name);
  parser->p += length;
  *field = (guint)found;
  return TRUE;
}

static const LianField *
field_of (const Parser *parser, guint field)
{
  return &parser->term->kind->fields[field];
}

static gboolean
is_text (LianFieldType type)
{
  return type == LIAN_TYPE_TEXT || type == LIAN_TYPE_CODE;
}

static gboolean
read_number (Parser *parser, LianFieldType type, const char *value, gint64 *number, GError **error)
{
  if (type == LIAN_TYPE_BOOL && (strcmp (value, "true") == 0 || strcmp (value, "false") == 0))
    *number = *value == 't';
  else if (type != LIAN_TYPE_INT
           || !g_ascii_string_to_signed (value, 10, -G_MAXINT64, G_MAXINT64, number, NULL))
    return fail (parser, error, "%s is not a value of this field", value);

  return TRUE;
}

/* The characters of codes and ids only: nothing that could end a quoted SQL string gets further. */
static gboolean
read_value (Parser *parser, const LianField *field, Condition *condition, GError **error)
{
  gsize length = strspn (parser->p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                    "0123456789_.:/-");
  g_autofree char *value = NULL;
  gint64 number;

  if (length == 0 || length > VALUE_MAX)
    return fail (parser, error, "a code of 1 to %d characters is expected", VALUE_MAX);
  if (condition->values->len + condition->numbers->len == VALUES_MAX)
    return fail (parser, error, "more than %d values", VALUES_MAX);

  value = g_strndup (parser->p, length);
  if (!is_text (field->type))
    {
      if (!read_number (parser, field->type, value, &number, error))
        return FALSE;
      g_array_append_val (condition->numbers, number);
    }
  else
    g_ptr_array_add (condition->values, g_steal_pointer (&value));

  parser->p += length;
  return TRUE;
}

static gboolean
read_values (Parser *parser, Condition *condition, GError **error)
{
  const LianField *field = field_of (parser, condition->field);

  if (!is_text (field->type) && field->type != LIAN_TYPE_INT && field->type != LIAN_TYPE_BOOL)
    return fail (parser, error, "%s cannot be compared with codes", field->name);

  condition->values = g_ptr_array_new_with_free_func (g_free);
  condition->numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  do
    if (!read_value (parser, field, condition, error))
      return FALSE;
  while (skip (parser, ","));

  return TRUE;
}

/* The digits at @parser, with a sign in front if @sign. */
static gboolean
read_digits (Parser *parser, gboolean sign, gint64 most, gint64 *number, GError **error)
{
  gsize length = sign && *parser->p == '-' ? 1 : 0;
  g_autofree char *digits = NULL;

  length += strspn (parser->p + length, "0123456789");
  digits = g_strndup (parser->p, length);
  if (!g_ascii_string_to_signed (digits, 10, sign ? -most : 0, most, number, NULL))
    return fail (parser, error, "a number up to %" G_GINT64_FORMAT " is expected", most);
  parser->p += length;
  return TRUE;
}

static gboolean
read_shift (Parser *parser, Condition *condition, GError **error)
{
  if (!read_digits (parser, FALSE, SHIFT_MAX, &condition->number, error))
    return FALSE;
  if (skip (parser, "m"))
    condition->number *= G_TIME_SPAN_MINUTE;
  else if (skip (parser, "h"))
    condition->number *= G_TIME_SPAN_HOUR;
  else if (skip (parser, "d"))
    condition->number *= G_TIME_SPAN_DAY;
  else
    return fail (parser, error, "m, h or d is expected");

  return TRUE;
}

static gboolean
read_right (Parser *parser, Condition *condition, GError **error)
{
  LianFieldType type = field_of (parser, condition->field)->type;

  if (type != LIAN_TYPE_TIME && type != LIAN_TYPE_INT)
    return fail (parser, error, "only times and numbers can be ordered");
  condition->literal = type == LIAN_TYPE_INT && (*parser->p == '-' || g_ascii_isdigit (*parser->p));
  if (condition->literal)
    return read_digits (parser, TRUE, G_MAXINT64, &condition->number, error);
  if (!read_field (parser, &condition->other, error))
    return FALSE;
  if (field_of (parser, condition->other)->type != type)
    return fail (parser, error, "a time and a number cannot be ordered");

  return type != LIAN_TYPE_TIME || !skip (parser, "+") || read_shift (parser, condition, error);
}

static gboolean
read_operator (Parser *parser, Condition *condition, GError **error)
{
  gboolean is_time = field_of (parser, condition->field)->type == LIAN_TYPE_TIME;

  if (skip (parser, "!<="))
    {
      condition->op = OP_NOT_AT_MOST;
      return read_right (parser, condition, error);
    }
  if (skip (parser, "!="))
    {
      condition->op = OP_NONE_OF;
      return read_values (parser, condition, error);
    }
  if (skip (parser, "=?"))
    condition->op = OP_PRESENT;
  else if (skip (parser, "<now"))
    condition->op = OP_BEFORE_NOW;
  else if (skip (parser, ">=now"))
    condition->op = OP_SINCE_NOW;
  else if (skip (parser, "<="))
    {
      condition->op = OP_AT_MOST;
      return read_right (parser, condition, error);
    }
  else if (skip (parser, ">"))
    {
      condition->op = OP_GREATER;
      return read_right (parser, condition, error);
    }
  else if (skip (parser, "="))
    {
      condition->op = OP_ONE_OF;
      if (parser->p[0] != '-' || (parser->p[1] != ' ' && parser->p[1] != '\0'))
        return read_values (parser, condition, error);
      parser->p++;
      condition->op = OP_ABSENT;
    }
  else
    return fail (parser, error, "=, !=, =?, =-, <=, >, !<=, <now or >=now is expected");

  if ((condition->op == OP_BEFORE_NOW || condition->op == OP_SINCE_NOW) && !is_time)
    return fail (parser, error, "only times can be compared with now");
  return TRUE;
}

static gboolean
read_condition (Parser *parser, GError **error)
{
  Condition condition = { 0 };
  gboolean ok
      = read_field (parser, &condition.field, error) && read_operator (parser, &condition, error);

  if (ok && !is_at_end_of_condition (parser))
    ok = fail (parser, error, "a space is expected");
  if (ok && parser->term->conditions->len == CONDITIONS_MAX)
    ok = fail (parser, error, "more than %d conditions", CONDITIONS_MAX);
  if (ok)
    g_array_append_val (parser->term->conditions, condition);
  else
    condition_clear (&condition);

  return ok;
}

static gboolean
read_period_field (Parser *parser, GError **error)
{
  guint field;

  if (!read_field (parser, &field, error))
    return FALSE;
  if (field_of (parser, field)->type != LIAN_TYPE_TIME)
    return fail (parser, error, "%s is not a time", field_of (parser, field)->name);
  if (!is_at_end_of_condition (parser))
    return fail (parser, error, "a space is expected");

  parser->term->at = (int)field;
  return TRUE;
}

/**
 * lian_term_parse:
 * @kind: the kind whose fields it speaks of
 * @text: the term; "" is the term that every record matches
 *
 * Returns: (transfer full): the term; %NULL with %LIAN_ERROR_INVALID naming the byte
 */
LianTerm *
lian_term_parse (LianKindId kind, const char *text, GError **error)
{
  g_autoptr (LianTerm) term = g_new0 (LianTerm, 1);
  Parser parser = { text, text, term };

  term->kind = lian_kind_get (kind);
  term->at = -1;
  term->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  g_array_set_clear_func (term->conditions, condition_clear);

  if (strlen (text) > TEXT_MAX)
    {
      fail (&parser, error, "longer than %d bytes", TEXT_MAX);
      return NULL;
    }
  parser.p += strspn (parser.p, " ");
  if (skip (&parser, "@") && !read_period_field (&parser, error))
    return NULL;
  for (parser.p += strspn (parser.p, " "); *parser.p != '\0'; parser.p += strspn (parser.p, " "))
    if (!read_condition (&parser, error))
      return NULL;

  return g_steal_pointer (&term);
}

void
lian_term_free (LianTerm *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->conditions);
  g_free (self);
}

/**
 * lian_term_get_period:
 *
 * Returns: (transfer none) (nullable): the time field that places a record in a period
 */
const LianField *
lian_term_get_period (const LianTerm *self)
{
  return self->at >= 0 ? &self->kind->fields[self->at] : NULL;
}

/**
 * lian_term_foreach_code:
 * @func: (scope call): gets the fields of type code and what they are compared with
 *
 * Returns: %FALSE when @func stopped it
 */
gboolean
lian_term_foreach_code (const LianTerm *self, LianTermCodeFunc func, gpointer user_data)
{
  for (guint i = 0; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);
      const LianField *field = &self->kind->fields[condition->field];

      if (field->type != LIAN_TYPE_CODE || condition->values == NULL)
        continue;
      for (guint k = 0; k < condition->values->len; k++)
        if (!func (field, condition->values->pdata[k], user_data))
          return FALSE;
    }
  return TRUE;
}

static gboolean
is_listed (const LianTerm *self, const Condition *condition, const LianRecord *record)
{
  if (is_text (self->kind->fields[condition->field].type))
    {
      const char *value = lian_record_get_text (record, condition->field);

      for (guint i = 0; i < condition->values->len; i++)
        if (strcmp (value, condition->values->pdata[i]) == 0)
          return TRUE;
      return FALSE;
    }
  for (guint i = 0; i < condition->numbers->len; i++)
    if (lian_record_get_int (record, condition->field)
        == g_array_index (condition->numbers, gint64, i))
      return TRUE;

  return FALSE;
}

/* Both sides are there, and the left is at most (@at_most) or greater than the right. */
static gboolean
is_ordered (const Condition *condition, const LianRecord *record, gboolean at_most)
{
  gint64 left, right = condition->number;

  if (!lian_record_has (record, condition->field)
      || (!condition->literal && !lian_record_has (record, condition->other)))
    return FALSE;
  left = lian_record_get_int (record, condition->field);
  /* Only what is added to a time is not nothing, and it is never negative. */
  if (!condition->literal)
    right += MIN (lian_record_get_int (record, condition->other), G_MAXINT64 - condition->number);
  return at_most ? left <= right : left > right;
}

static gboolean
holds (const LianTerm *self, const Condition *condition, const LianRecord *record, gint64 now)
{
  gboolean present = lian_record_has (record, condition->field);

  switch (condition->op)
    {
    case OP_ONE_OF:
      return present && is_listed (self, condition, record);
    case OP_NONE_OF:
      return !present || !is_listed (self, condition, record);
    case OP_PRESENT:
      return present;
    case OP_ABSENT:
      return !present;
    case OP_AT_MOST:
      return is_ordered (condition, record, TRUE);
    case OP_GREATER:
      return is_ordered (condition, record, FALSE);
    case OP_NOT_AT_MOST:
      return !is_ordered (condition, record, TRUE);
    case OP_BEFORE_NOW:
      return present && lian_record_get_int (record, condition->field) < now;
    case OP_SINCE_NOW:
      return present && lian_record_get_int (record, condition->field) >= now;
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * lian_term_matches:
 * @record: a record of the term's kind
 * @from: first moment of the period, 0: no bound
 * @to: first moment after the period, 0: no bound
 * @now: the platform's time
 *
 * Says exactly what the text of lian_term_to_sql() says. A term with a period field never matches a
 * record without it; a term without one does not heed the period.
 *
 * Returns: whether the record belongs to the term
 */
gboolean
lian_term_matches (const LianTerm *self, const LianRecord *record, gint64 from, gint64 to,
                   gint64 now)
{
  g_return_val_if_fail (lian_record_get_kind (record) == self->kind, FALSE);

  if (self->at >= 0)
    {
      gint64 at = lian_record_get_time (record, (guint)self->at);

      if (!lian_record_has (record, (guint)self->at) || (from != 0 && at < from)
          || (to != 0 && at >= to))
        return FALSE;
    }
  for (guint i = 0; i < self->conditions->len; i++)
    if (!holds (self, &g_array_index (self->conditions, Condition, i), record, now))
      return FALSE;

  return TRUE;
}

/* A point is stored in two columns, both present or both absent. */
static char *
dup_column (const LianTerm *self, guint field)
{
  const LianField *column = &self->kind->fields[field];

  return g_strdup_printf ("\"%s%s\"", column->name, column->type == LIAN_TYPE_POINT ? "_lon" : "");
}

static char *
dup_value_list (const Condition *condition)
{
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < condition->values->len; i++)
    g_string_append_printf (list, "%s'%s'", list->len > 0 ? ", " : "",
                            (const char *)condition->values->pdata[i]);
  for (guint i = 0; i < condition->numbers->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, list->len > 0 ? ", " : "",
                            g_array_index (condition->numbers, gint64, i));

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static void
append_order (const LianTerm *self, const Condition *condition, GString *sql)
{
  g_autofree char *column = dup_column (self, condition->field);
  g_autofree char *other = condition->literal ? NULL : dup_column (self, condition->other);

  g_string_append_printf (sql, "%s(%s IS NOT NULL AND ",
                          condition->op == OP_NOT_AT_MOST ? "NOT " : "", column);
  if (other != NULL)
    g_string_append_printf (sql, "%s IS NOT NULL AND ", other);
  g_string_append_printf (sql, "%s %s ", column, condition->op == OP_GREATER ? ">" : "<=");
  if (other != NULL)
    g_string_append (sql, other);
  if (other != NULL && condition->number != 0)
    g_string_append (sql, " + ");
  if (other == NULL || condition->number != 0)
    g_string_append_printf (sql, "%" G_GINT64_FORMAT, condition->number);
  g_string_append_c (sql, ')');
}

/* Every condition is true or false, never NULL, so that a sum over it or its negation is right. */
static void
append_condition (const LianTerm *self, const Condition *condition, gint64 now, GString *sql)
{
  g_autofree char *column = dup_column (self, condition->field);
  g_autofree char *list = NULL;

  switch (condition->op)
    {
    case OP_ONE_OF:
      list = dup_value_list (condition);
      g_string_append_printf (sql, "(%s IS NOT NULL AND %s IN (%s))", column, column, list);
      break;
    case OP_NONE_OF:
      list = dup_value_list (condition);
      g_string_append_printf (sql, "(%s IS NULL OR %s NOT IN (%s))", column, column, list);
      break;
    case OP_PRESENT:
      g_string_append_printf (sql, "%s IS NOT NULL", column);
      break;
    case OP_ABSENT:
      g_string_append_printf (sql, "%s IS NULL", column);
      break;
    case OP_AT_MOST:
    case OP_GREATER:
    case OP_NOT_AT_MOST:
      append_order (self, condition, sql);
      break;
    case OP_BEFORE_NOW:
    case OP_SINCE_NOW:
      g_string_append_printf (sql, "(%s IS NOT NULL AND %s %s %" G_GINT64_FORMAT ")", column,
                              column, condition->op == OP_BEFORE_NOW ? "<" : ">=", now);
      break;
    default:
      g_return_if_reached ();
    }
}

/**
 * lian_term_to_sql:
 * @from: as of lian_term_matches()
 * @to: as of lian_term_matches()
 * @now: as of lian_term_matches()
 *
 * Returns: (transfer full): an expression in brackets over the kind's columns, true or false and
 * never NULL
 */
char *
lian_term_to_sql (const LianTerm *self, gint64 from, gint64 to, gint64 now)
{
  g_autoptr (GString) sql = g_string_new ("(");

  if (self->at >= 0)
    {
      g_autofree char *column = dup_column (self, (guint)self->at);

      g_string_append_printf (sql, "%s IS NOT NULL", column);
      if (from != 0)
        g_string_append_printf (sql, " AND %s >= %" G_GINT64_FORMAT, column, from);
      if (to != 0)
        g_string_append_printf (sql, " AND %s < %" G_GINT64_FORMAT, column, to);
    }
  for (guint i = 0; i < self->conditions->len; i++)
    {
      if (sql->len > 1)
        g_string_append (sql, " AND ");
      append_condition (self, &g_array_index (self->conditions, Condition, i), now, sql);
    }
  if (sql->len == 1)
    g_string_append_c (sql, '1');
  g_string_append_c (sql, ')');

  return g_string_free (g_steal_pointer (&sql), FALSE);
}
