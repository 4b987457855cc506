/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-row-private.h"

typedef struct
{
  guint64 key;
  LianRecord *record; /* (owned) (nullable) */
  gboolean fresh;
  gboolean wanted;

  guint position;
  gpointer list; /* (unowned) (nullable) */
  LianLazyRowSeen seen;
} LianLazyRowPrivate;

enum
{
  PROP_RECORD = 1,
  PROP_FRESH,
  N_PROPS
};

G_DEFINE_TYPE_WITH_PRIVATE (LianLazyRow, lian_lazy_row, G_TYPE_OBJECT)

static GParamSpec *props[N_PROPS];

static LianLazyRowPrivate *
get_private (LianLazyRow *self)
{
  return lian_lazy_row_get_instance_private (self);
}

static void
lian_lazy_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LianLazyRowPrivate *priv = get_private (LIAN_LAZY_ROW (object));

  switch (prop_id)
    {
    case PROP_RECORD:
      g_value_set_boxed (value, priv->record);
      break;
    case PROP_FRESH:
      g_value_set_boolean (value, priv->fresh);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lian_lazy_row_finalize (GObject *object)
{
  LianLazyRowPrivate *priv = get_private (LIAN_LAZY_ROW (object));

  g_clear_pointer (&priv->record, lian_record_unref);

  G_OBJECT_CLASS (lian_lazy_row_parent_class)->finalize (object);
}

static void
lian_lazy_row_class_init (LianLazyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lian_lazy_row_get_property;
  object_class->finalize = lian_lazy_row_finalize;

  props[PROP_RECORD] = g_param_spec_boxed ("record", NULL, NULL, LIAN_TYPE_RECORD,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_FRESH] = g_param_spec_boolean ("fresh", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_lazy_row_init (LianLazyRow *self)
{
}

void
lian_lazy_row_attach (LianLazyRow *self, guint position, gpointer list, LianLazyRowSeen seen)
{
  LianLazyRowPrivate *priv = get_private (self);

  priv->position = position;
  priv->list = list;
  priv->seen = seen;
}

void
lian_lazy_row_detach (LianLazyRow *self)
{
  LianLazyRowPrivate *priv = get_private (self);

  priv->list = NULL;
  priv->wanted = FALSE;
}

guint
lian_lazy_row_get_position (LianLazyRow *self)
{
  return get_private (self)->position;
}

void
lian_lazy_row_set_position (LianLazyRow *self, guint position)
{
  get_private (self)->position = position;
}

gboolean
lian_lazy_row_set_key (LianLazyRow *self, guint64 key)
{
  LianLazyRowPrivate *priv = get_private (self);

  if (priv->key == key)
    return FALSE;
  priv->key = key;
  return TRUE;
}

void
lian_lazy_row_set_record (LianLazyRow *self, LianRecord *record)
{
  LianLazyRowPrivate *priv = get_private (self);
  LianRecord *old = priv->record;
  gboolean same
      = record == old || (record != NULL && old != NULL && lian_record_equal (old, record));

  priv->record = record != NULL ? lian_record_ref (record) : NULL;
  g_clear_pointer (&old, lian_record_unref);
  priv->wanted = priv->wanted && record == NULL;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
}

void
lian_lazy_row_set_fresh (LianLazyRow *self, gboolean fresh)
{
  LianLazyRowPrivate *priv = get_private (self);

  if (priv->fresh == fresh)
    return;
  priv->fresh = fresh;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FRESH]);
}

void
lian_lazy_row_set_wanted (LianLazyRow *self, gboolean wanted)
{
  get_private (self)->wanted = wanted;
}

gboolean
lian_lazy_row_get_wanted (LianLazyRow *self)
{
  return get_private (self)->wanted;
}

/**
 * lian_lazy_row_get_key:
 *
 * Returns: lian_row_key_of() its id, known before the record is read
 */
guint64
lian_lazy_row_get_key (LianLazyRow *self)
{
  return get_private (self)->key;
}

/**
 * lian_lazy_row_get_id:
 *
 * Returns: (transfer none) (nullable): the id of its record, %NULL until that is read
 */
const char *
lian_lazy_row_get_id (LianLazyRow *self)
{
  LianRecord *record = get_private (self)->record;

  return record != NULL ? lian_record_get_id (record) : NULL;
}

/**
 * lian_lazy_row_get_record:
 *
 * Returns: (transfer none) (nullable): the record as mirrored, %NULL until it is read
 */
LianRecord *
lian_lazy_row_get_record (LianLazyRow *self)
{
  return get_private (self)->record;
}

/**
 * lian_lazy_row_get_fresh:
 *
 * Returns: whether it came or changed and nobody has looked at it since
 */
gboolean
lian_lazy_row_get_fresh (LianLazyRow *self)
{
  return get_private (self)->fresh;
}

/**
 * lian_lazy_row_set_seen:
 *
 * Somebody has looked at it.
 */
void
lian_lazy_row_set_seen (LianLazyRow *self)
{
  LianLazyRowPrivate *priv = get_private (self);

  if (priv->list != NULL)
    priv->seen (priv->list, priv->key);
  lian_lazy_row_set_fresh (self, FALSE);
}
