/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-record.h"

#include <string.h>

typedef struct
{
  gboolean set;
  union
  {
    char *text;
    gint64 integer;
    double real;
    LianPoint point;
    GBytes *bytes;
    char **list;
    GPtrArray *rows;
  };
} Value;

struct _LianRecord
{
  const LianKind *kind;
  Value values[]; /* kind->n_fields of them */
};

G_DEFINE_BOXED_TYPE (LianRecord, lian_record, lian_record_ref, lian_record_unref)

static gboolean
is_text (const LianField *field)
{
  return field->type == LIAN_TYPE_TEXT || field->type == LIAN_TYPE_CODE;
}

static gboolean
is_integer (const LianField *field)
{
  return field->type == LIAN_TYPE_INT || field->type == LIAN_TYPE_TIME
         || field->type == LIAN_TYPE_BOOL;
}

static void
clear_value (const LianField *field, Value *value)
{
  if (!value->set)
    return;

  switch (field->type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      g_free (value->text);
      break;
    case LIAN_TYPE_GEOMETRY:
      g_bytes_unref (value->bytes);
      break;
    case LIAN_TYPE_LIST:
      g_strfreev (value->list);
      break;
    case LIAN_TYPE_ROWS:
      g_ptr_array_unref (value->rows);
      break;
    case LIAN_TYPE_INT:
    case LIAN_TYPE_REAL:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
    case LIAN_TYPE_POINT:
    default:
      break;
    }
  memset (value, 0, sizeof *value);
}

static Value *
renew (LianRecord *record, guint field)
{
  Value *value = &record->values[field];

  clear_value (&record->kind->fields[field], value);
  value->set = TRUE;
  return value;
}

/**
 * lian_record_new:
 * @kind: its kind
 *
 * Returns: (transfer full): a record without any value
 */
LianRecord *
lian_record_new (LianKindId kind)
{
  const LianKind *table = lian_kind_get (kind);
  LianRecord *record
      = g_atomic_rc_box_alloc0 (sizeof (LianRecord) + table->n_fields * sizeof (Value));

  record->kind = table;
  return record;
}

/**
 * lian_record_copy:
 * @record: a record
 *
 * Returns: (transfer full): a new record of the same values, to be changed by its owner
 */
LianRecord *
lian_record_copy (const LianRecord *record)
{
  LianRecord *copy = lian_record_new (record->kind->id);

  for (guint i = 0; i < record->kind->n_fields; i++)
    {
      const Value *from = &record->values[i];
      Value *to = &copy->values[i];

      if (!from->set)
        continue;
      *to = *from;
      switch (record->kind->fields[i].type)
        {
        case LIAN_TYPE_TEXT:
        case LIAN_TYPE_CODE:
          to->text = g_strdup (from->text);
          break;
        case LIAN_TYPE_GEOMETRY:
          g_bytes_ref (from->bytes);
          break;
        case LIAN_TYPE_LIST:
          to->list = g_strdupv (from->list);
          break;
        case LIAN_TYPE_ROWS:
          g_ptr_array_ref (from->rows);
          break;
        case LIAN_TYPE_INT:
        case LIAN_TYPE_REAL:
        case LIAN_TYPE_BOOL:
        case LIAN_TYPE_TIME:
        case LIAN_TYPE_POINT:
        default:
          break;
        }
    }
  return copy;
}

LianRecord *
lian_record_ref (LianRecord *record)
{
  return g_atomic_rc_box_acquire (record);
}

static void
record_free (gpointer data)
{
  LianRecord *record = data;

  for (guint i = 0; i < record->kind->n_fields; i++)
    clear_value (&record->kind->fields[i], &record->values[i]);
}

void
lian_record_unref (LianRecord *record)
{
  g_atomic_rc_box_release_full (record, record_free);
}

const LianKind *
lian_record_get_kind (const LianRecord *record)
{
  return record->kind;
}

/**
 * lian_record_get_id:
 *
 * Returns: (transfer none) (nullable): the id
 */
const char *
lian_record_get_id (const LianRecord *record)
{
  return lian_record_get_text (record, LIAN_F_ID);
}

/**
 * lian_record_get_version:
 *
 * Returns: the server's number of the last change, 0 if it has none yet
 */
gint64
lian_record_get_version (const LianRecord *record)
{
  return lian_record_get_int (record, LIAN_F_VERSION);
}

/**
 * lian_record_has:
 *
 * Returns: whether the field has a value
 */
gboolean
lian_record_has (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, FALSE);

  return record->values[field].set;
}

/**
 * lian_record_get_text:
 * @field: a field of type TEXT or CODE
 *
 * Returns: (transfer none) (nullable): valid UTF-8, or %NULL when absent
 */
const char *
lian_record_get_text (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, NULL);
  g_return_val_if_fail (is_text (&record->kind->fields[field]), NULL);

  return record->values[field].text;
}

/**
 * lian_record_get_int:
 * @field: a field of type INT, TIME or BOOL
 *
 * Returns: the value, 0 when absent
 */
gint64
lian_record_get_int (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, 0);
  g_return_val_if_fail (is_integer (&record->kind->fields[field]), 0);

  return record->values[field].integer;
}

double
lian_record_get_real (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, 0);
  g_return_val_if_fail (record->kind->fields[field].type == LIAN_TYPE_REAL, 0);

  return record->values[field].real;
}

gboolean
lian_record_get_bool (const LianRecord *record, guint field)
{
  return lian_record_get_int (record, field) != 0;
}

/**
 * lian_record_get_time:
 *
 * Returns: microseconds since 1970 UTC, 0 when absent
 */
gint64
lian_record_get_time (const LianRecord *record, guint field)
{
  return lian_record_get_int (record, field);
}

/**
 * lian_record_get_point:
 * @point: (out caller-allocates): WGS84 degrees
 *
 * Returns: %FALSE when absent; @point is then left as it is
 */
gboolean
lian_record_get_point (const LianRecord *record, guint field, LianPoint *point)
{
  g_return_val_if_fail (field < record->kind->n_fields, FALSE);
  g_return_val_if_fail (record->kind->fields[field].type == LIAN_TYPE_POINT, FALSE);

  if (record->values[field].set)
    *point = record->values[field].point;
  return record->values[field].set;
}

/**
 * lian_record_get_geometry:
 *
 * Returns: (transfer none) (nullable): WKB in WGS84
 */
GBytes *
lian_record_get_geometry (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, NULL);
  g_return_val_if_fail (record->kind->fields[field].type == LIAN_TYPE_GEOMETRY, NULL);

  return record->values[field].bytes;
}

/**
 * lian_record_get_list:
 *
 * Returns: (transfer none) (nullable): strings, ended by %NULL
 */
const char *const *
lian_record_get_list (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, NULL);
  g_return_val_if_fail (record->kind->fields[field].type == LIAN_TYPE_LIST, NULL);

  return (const char *const *)record->values[field].list;
}

/**
 * lian_record_get_rows:
 *
 * Returns: (transfer none) (nullable) (element-type LianRecord): the rows
 */
GPtrArray *
lian_record_get_rows (const LianRecord *record, guint field)
{
  g_return_val_if_fail (field < record->kind->n_fields, NULL);
  g_return_val_if_fail (record->kind->fields[field].type == LIAN_TYPE_ROWS, NULL);

  return record->values[field].rows;
}

void
lian_record_clear (LianRecord *record, guint field)
{
  g_return_if_fail (field < record->kind->n_fields);

  clear_value (&record->kind->fields[field], &record->values[field]);
}

/**
 * lian_record_set_text:
 * @text: (nullable): valid UTF-8; %NULL makes the field absent
 */
void
lian_record_set_text (LianRecord *record, guint field, const char *text)
{
  lian_record_take_text (record, field, g_strdup (text));
}

/**
 * lian_record_take_text:
 * @text: (transfer full) (nullable): valid UTF-8
 */
void
lian_record_take_text (LianRecord *record, guint field, char *text)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (is_text (&record->kind->fields[field]));

  if (text == NULL)
    lian_record_clear (record, field);
  else
    renew (record, field)->text = text;
}

void
lian_record_set_int (LianRecord *record, guint field, gint64 value)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (is_integer (&record->kind->fields[field]));

  renew (record, field)->integer = value;
}

void
lian_record_set_real (LianRecord *record, guint field, double value)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (record->kind->fields[field].type == LIAN_TYPE_REAL);

  renew (record, field)->real = value;
}

void
lian_record_set_bool (LianRecord *record, guint field, gboolean value)
{
  lian_record_set_int (record, field, value ? 1 : 0);
}

/**
 * lian_record_set_time:
 * @microseconds: since 1970 UTC; 0 makes the field absent
 */
void
lian_record_set_time (LianRecord *record, guint field, gint64 microseconds)
{
  if (microseconds == 0)
    lian_record_clear (record, field);
  else
    lian_record_set_int (record, field, microseconds);
}

void
lian_record_set_point (LianRecord *record, guint field, double lon, double lat)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (record->kind->fields[field].type == LIAN_TYPE_POINT);

  renew (record, field)->point = (LianPoint){ lon, lat };
}

/**
 * lian_record_set_geometry:
 * @wkb: (nullable): WKB in WGS84; a reference is taken
 */
void
lian_record_set_geometry (LianRecord *record, guint field, GBytes *wkb)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (record->kind->fields[field].type == LIAN_TYPE_GEOMETRY);

  if (wkb == NULL)
    {
      lian_record_clear (record, field);
      return;
    }
  g_bytes_ref (wkb);
  renew (record, field)->bytes = wkb;
}

/**
 * lian_record_set_list:
 * @list: (nullable): strings, ended by %NULL; copied
 */
void
lian_record_set_list (LianRecord *record, guint field, const char *const *list)
{
  char **copy = g_strdupv ((char **)list);

  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (record->kind->fields[field].type == LIAN_TYPE_LIST);

  if (copy == NULL)
    lian_record_clear (record, field);
  else
    renew (record, field)->list = copy;
}

/**
 * lian_record_take_rows:
 * @rows: (transfer full) (nullable) (element-type LianRecord): with lian_record_unref() as free
 * function
 */
void
lian_record_take_rows (LianRecord *record, guint field, GPtrArray *rows)
{
  g_return_if_fail (field < record->kind->n_fields);
  g_return_if_fail (record->kind->fields[field].type == LIAN_TYPE_ROWS);

  if (rows == NULL)
    lian_record_clear (record, field);
  else
    renew (record, field)->rows = rows;
}

static gboolean rows_equal (GPtrArray *a, GPtrArray *b);

static gboolean
value_equal (const LianField *field, const Value *a, const Value *b)
{
  if (a->set != b->set)
    return FALSE;
  if (!a->set)
    return TRUE;

  switch (field->type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      return strcmp (a->text, b->text) == 0;
    case LIAN_TYPE_INT:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
      return a->integer == b->integer;
    case LIAN_TYPE_REAL:
      return memcmp (&a->real, &b->real, sizeof a->real) == 0;
    case LIAN_TYPE_POINT:
      return memcmp (&a->point, &b->point, sizeof a->point) == 0;
    case LIAN_TYPE_GEOMETRY:
      return g_bytes_equal (a->bytes, b->bytes);
    case LIAN_TYPE_LIST:
      return g_strv_equal ((const char *const *)a->list, (const char *const *)b->list);
    case LIAN_TYPE_ROWS:
      return rows_equal (a->rows, b->rows);
    default:
      g_return_val_if_reached (FALSE);
    }
}

/**
 * lian_record_equal:
 *
 * Returns: whether both are of one kind and have the same values
 */
gboolean
lian_record_equal (const LianRecord *a, const LianRecord *b)
{
  if (a->kind != b->kind)
    return FALSE;
  for (guint i = 0; i < a->kind->n_fields; i++)
    if (!value_equal (&a->kind->fields[i], &a->values[i], &b->values[i]))
      return FALSE;
  return TRUE;
}

static gboolean
rows_equal (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (!lian_record_equal (a->pdata[i], b->pdata[i]))
      return FALSE;
  return TRUE;
}
