/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-row-private.h"

struct _LianCaseRow
{
  GObject parent_instance;

  LianRecord *record; /* (owned) */
  gboolean fresh;
};

enum
{
  PROP_RECORD = 1,
  PROP_FRESH,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (LianCaseRow, lian_case_row, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static void
lian_case_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LianCaseRow *self = LIAN_CASE_ROW (object);

  switch (prop_id)
    {
    case PROP_RECORD:
      g_value_set_boxed (value, self->record);
      break;
    case PROP_FRESH:
      g_value_set_boolean (value, self->fresh);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lian_case_row_finalize (GObject *object)
{
  LianCaseRow *self = LIAN_CASE_ROW (object);

  lian_record_unref (self->record);

  G_OBJECT_CLASS (lian_case_row_parent_class)->finalize (object);
}

static void
lian_case_row_class_init (LianCaseRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lian_case_row_get_property;
  object_class->finalize = lian_case_row_finalize;

  props[PROP_RECORD] = g_param_spec_boxed ("record", NULL, NULL, LIAN_TYPE_RECORD,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FRESH] = g_param_spec_boolean ("fresh", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_case_row_init (LianCaseRow *self)
{
}

LianCaseRow *
lian_case_row_new (LianRecord *record, gboolean fresh)
{
  LianCaseRow *self = g_object_new (LIAN_TYPE_CASE_ROW, NULL);

  self->record = lian_record_ref (record);
  self->fresh = fresh;
  return self;
}

static void
set_fresh (LianCaseRow *self, gboolean fresh)
{
  if (self->fresh == fresh)
    return;
  self->fresh = fresh;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRESH]);
}

/*
 * lian_case_row_set_record:
 * @record: (transfer none): another state of the case, or another case
 *
 * Tells of it only when something is different.
 */
void
lian_case_row_set_record (LianCaseRow *self, LianRecord *record, gboolean fresh)
{
  gboolean same = lian_record_equal (self->record, record);

  lian_record_ref (record);
  lian_record_unref (self->record);
  self->record = record;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
  set_fresh (self, fresh);
}

/**
 * lian_case_row_get_id:
 *
 * Returns: (transfer none): the id of the case
 */
const char *
lian_case_row_get_id (LianCaseRow *self)
{
  return lian_record_get_id (self->record);
}

/**
 * lian_case_row_get_record:
 *
 * Returns: (transfer none): the case as mirrored
 */
LianRecord *
lian_case_row_get_record (LianCaseRow *self)
{
  return self->record;
}

/**
 * lian_case_row_get_fresh:
 *
 * Returns: whether it came or changed and nobody has looked at it since
 */
gboolean
lian_case_row_get_fresh (LianCaseRow *self)
{
  return self->fresh;
}

/**
 * lian_case_row_set_seen:
 *
 * Somebody has looked at it.
 */
void
lian_case_row_set_seen (LianCaseRow *self)
{
  set_fresh (self, FALSE);
}
