/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-regions.h"

/* Deeper than any tree of divisions: a bound for hostile parents that form a circle. */
#define MOST_LEVELS 8

struct _LianRegions
{
  GObject parent_instance;

  LianMirror *mirror;  /* (owned) */
  GHashTable *by_code; /* (owned) borrowed code → LianRecord */
  char *top;           /* (owned) */
  gboolean loaded;
  gboolean again; /* changed while a load was under way */
  GCancellable *loading;
};

enum
{
  CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianRegions, lian_regions, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void load (LianRegions *self);

static const char *
parent_of (const LianRecord *record)
{
  const char *parent = lian_record_get_text (record, LIAN_REGION_PARENT);

  return parent != NULL ? parent : "";
}

static void
find_top (LianRegions *self)
{
  GHashTableIter iter;
  gpointer code, record;
  const char *top = "";

  g_hash_table_iter_init (&iter, self->by_code);
  while (g_hash_table_iter_next (&iter, &code, &record))
    {
      const char *level = lian_record_get_text (record, LIAN_REGION_LEVEL);

      /* A console belongs to a county: the city above it only stands in the breadcrumb. */
      if (g_strcmp0 (level, "county") == 0 && (*top == '\0' || g_strcmp0 (code, top) < 0))
        top = code;
    }
  if (*top == '\0')
    {
      g_hash_table_iter_init (&iter, self->by_code);
      while (g_hash_table_iter_next (&iter, &code, &record))
        if (!g_hash_table_contains (self->by_code, parent_of (record))
            && (*top == '\0' || g_strcmp0 (code, top) < 0))
          top = code;
    }
  g_free (self->top);
  self->top = g_strdup (top);
}

static void
regions_listed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianRegions) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lian_mirror_list_finish (LIAN_MIRROR (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (records != NULL)
    {
      g_hash_table_remove_all (self->by_code);
      for (guint i = 0; i < records->len; i++)
        {
          LianRecord *record = g_ptr_array_index (records, i);

          g_hash_table_replace (self->by_code, (gpointer)lian_record_get_id (record),
                                lian_record_ref (record));
        }
      find_top (self);
      self->loaded = TRUE;
      g_signal_emit (self, signals[CHANGED], 0);
    }
  else
    g_debug ("regions: %s", error->message);
  if (self->again)
    load (self);
}

static void
load (LianRegions *self)
{
  self->again = self->loading != NULL;
  if (self->again)
    return;
  self->loading = g_cancellable_new ();
  lian_mirror_list (self->mirror, LIAN_KIND_REGION, NULL, NULL, 0, self->loading, regions_listed_cb,
                    g_object_ref (self));
}

static void
mirror_changed_cb (LianRegions *self, guint64 kinds)
{
  if ((kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_REGION)) != 0)
    load (self);
}

static void
lian_regions_dispose (GObject *object)
{
  LianRegions *self = LIAN_REGIONS (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->mirror);
  G_OBJECT_CLASS (lian_regions_parent_class)->dispose (object);
}

static void
lian_regions_finalize (GObject *object)
{
  LianRegions *self = LIAN_REGIONS (object);

  g_hash_table_unref (self->by_code);
  g_free (self->top);
  G_OBJECT_CLASS (lian_regions_parent_class)->finalize (object);
}

static void
lian_regions_class_init (LianRegionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_regions_dispose;
  object_class->finalize = lian_regions_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_regions_init (LianRegions *self)
{
  self->by_code
      = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)lian_record_unref);
  self->top = g_strdup ("");
}

/**
 * lian_regions_new:
 * @mirror: where the divisions are read
 *
 * Returns: (transfer full): empty until the first "changed"
 */
LianRegions *
lian_regions_new (LianMirror *mirror)
{
  LianRegions *self = g_object_new (LIAN_TYPE_REGIONS, NULL);

  self->mirror = g_object_ref (mirror);
  g_signal_connect_object (mirror, "changed", G_CALLBACK (mirror_changed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self);
  return self;
}

/**
 * lian_regions_is_loaded:
 *
 * Returns: whether the mirror has answered once
 */
gboolean
lian_regions_is_loaded (LianRegions *self)
{
  return self->loaded;
}

/**
 * lian_regions_lookup:
 * @code: (nullable): of a division
 *
 * Returns: (transfer none) (nullable): its record
 */
LianRecord *
lian_regions_lookup (LianRegions *self, const char *code)
{
  return code != NULL ? g_hash_table_lookup (self->by_code, code) : NULL;
}

/**
 * lian_regions_get_name:
 * @code: (nullable): of a division
 *
 * Returns: (transfer none): its name, or the code where it is not known
 */
const char *
lian_regions_get_name (LianRegions *self, const char *code)
{
  LianRecord *record = lian_regions_lookup (self, code);
  const char *name = record != NULL ? lian_record_get_text (record, LIAN_REGION_NAME) : NULL;

  if (name != NULL)
    return name;
  return code != NULL ? code : "";
}

/**
 * lian_regions_get_top:
 *
 * Returns: (transfer none): code of the county, or of the uppermost division there is; "" when
 * empty
 */
const char *
lian_regions_get_top (LianRegions *self)
{
  return self->top;
}

/**
 * lian_regions_dup_chain:
 * @code: (nullable): of a division
 *
 * Returns: (transfer full) (element-type LianRecord): from the top down to @code, empty if unknown
 */
GPtrArray *
lian_regions_dup_chain (LianRegions *self, const char *code)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (LianRecord *at = lian_regions_lookup (self, code); at != NULL && chain->len < MOST_LEVELS;
       at = lian_regions_lookup (self, parent_of (at)))
    g_ptr_array_insert (chain, 0, lian_record_ref (at));
  return chain;
}

/* Streets, towns, townships and parks are one level, whatever a server calls it. */
static gboolean
level_matches (const LianRecord *record, const char *level)
{
  const char *own = lian_record_get_text (record, LIAN_REGION_LEVEL);

  if (g_strcmp0 (level, "street") == 0 && g_strcmp0 (own, "town") == 0)
    return TRUE;
  return g_strcmp0 (own, level) == 0;
}

/**
 * lian_regions_dup_level:
 * @level: "county", "street" (towns, townships and parks too), "community"
 *
 * Returns: (transfer full) (element-type LianRecord): all divisions of that level, in no order
 */
GPtrArray *
lian_regions_dup_level (LianRegions *self, const char *level)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, self->by_code);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    if (level_matches (record, level))
      g_ptr_array_add (found, lian_record_ref (record));
  return found;
}

/**
 * lian_regions_find_above:
 * @code: (nullable): of a division
 * @level: as in lian_regions_dup_level()
 *
 * Returns: (transfer none) (nullable): the division of that level which holds @code, or is it
 */
LianRecord *
lian_regions_find_above (LianRegions *self, const char *code, const char *level)
{
  LianRecord *at = lian_regions_lookup (self, code);

  for (guint depth = 0; at != NULL && depth < MOST_LEVELS; depth++)
    {
      if (level_matches (at, level))
        return at;
      at = lian_regions_lookup (self, parent_of (at));
    }
  return NULL;
}

/**
 * lian_regions_dup_place:
 * @code: (nullable): of a community, an estate or anything above
 *
 * Returns: (transfer full): town and community as a pair, or as much of it as is known
 */
char *
lian_regions_dup_place (LianRegions *self, const char *code)
{
  LianRecord *town = lian_regions_find_above (self, code, "street");
  LianRecord *community = lian_regions_find_above (self, code, "community");

  if (town != NULL && community != NULL)
    return g_strdup_printf ("%s·%s", lian_record_get_text (town, LIAN_REGION_NAME),
                            lian_record_get_text (community, LIAN_REGION_NAME));
  return g_strdup (lian_regions_get_name (self, code));
}
