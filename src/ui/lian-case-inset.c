/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-inset.h"

#include "lian-map-geometry.h"
#include "lian-map-view.h"
#include "lian-wording.h"

/* Half of what the inset shows across, in degrees: about 1.6 km. */
#define HALF_WIDTH 0.016
#define HALF_HEIGHT 0.005

struct _LianCaseInset
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) */
  LianCaseWords *words;      /* (owned) */
  LianRecord *record;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  LianMapView *map;          /* borrowed from the tree */
};

G_DEFINE_FINAL_TYPE (LianCaseInset, lian_case_inset, ADW_TYPE_BIN)

static GPtrArray *
only_level (GPtrArray *regions, const char *level)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < regions->len; i++)
    if (g_strcmp0 (lian_record_get_text (regions->pdata[i], LIAN_REGION_LEVEL), level) == 0)
      g_ptr_array_add (list, regions->pdata[i]);
  return list;
}

static void
take_regions (LianCaseInset *self, GPtrArray *regions)
{
  g_autoptr (GPtrArray) towns = only_level (regions, "street");
  g_autoptr (GPtrArray) communities = only_level (regions, "community");

  lian_map_view_set_areas (self->map, LIAN_LEVEL_TOWN, lian_map_geometry_regions (towns));
  lian_map_view_set_areas (self->map, LIAN_LEVEL_COMMUNITY,
                           lian_map_geometry_regions (communities));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianCaseInset) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);

  if (records == NULL || records->len == 0 || self->map == NULL)
    return;
  if (lian_record_get_kind (records->pdata[0])->id == LIAN_KIND_REGION)
    take_regions (self, records);
  else
    lian_map_view_set_base (self->map, lian_map_geometry_base (records));
}

static void
load (LianCaseInset *self, LianKindId kind)
{
  lian_mirror_list (lian_engine_get_mirror (self->engine), kind, NULL, NULL, 0, self->cancellable,
                    listed_cb, g_object_ref (self));
}

static void
say_notice (LianCaseInset *self)
{
  gboolean demonstration = lian_mirror_get_demonstration (lian_engine_get_mirror (self->engine));

  lian_map_view_set_notice (self->map, lian_wording_map_notice (demonstration, FALSE),
                            lian_wording_map_notice (demonstration, TRUE));
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianCaseInset *self)
{
  say_notice (self);
  if (changes == NULL || (kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_REGION)) != 0)
    load (self, LIAN_KIND_REGION);
  if (changes == NULL || (kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_PLACE)) != 0)
    load (self, LIAN_KIND_PLACE);
}

static void
lian_case_inset_dispose (GObject *object)
{
  LianCaseInset *self = LIAN_CASE_INSET (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->map = NULL;
  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_case_inset_parent_class)->dispose (object);
}

static void
lian_case_inset_class_init (LianCaseInsetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_case_inset_dispose;
}

static void
lian_case_inset_init (LianCaseInset *self)
{
  self->cancellable = g_cancellable_new ();
  self->map = LIAN_MAP_VIEW (lian_map_view_new ());
  lian_map_view_set_inset (self->map, TRUE);
  lian_map_view_set_level (self->map, LIAN_LEVEL_COMMUNITY);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->map));
}

/**
 * lian_case_inset_new:
 * @engine: for the mirror
 * @words: for the time
 *
 * Returns: an inset without a case
 */
GtkWidget *
lian_case_inset_new (LianEngine *engine, LianCaseWords *words)
{
  LianCaseInset *self = g_object_new (LIAN_TYPE_CASE_INSET, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  g_signal_connect_object (lian_engine_get_mirror (engine), "changed",
                           G_CALLBACK (mirror_changed_cb), self, 0);
  say_notice (self);
  load (self, LIAN_KIND_REGION);
  load (self, LIAN_KIND_PLACE);
  return GTK_WIDGET (self);
}

/**
 * lian_case_inset_set_record:
 * @record: the case; without a position the inset hides
 */
void
lian_case_inset_set_record (LianCaseInset *self, LianRecord *record)
{
  g_autoptr (GPtrArray) cases = g_ptr_array_new ();
  gboolean moved;
  LianPoint at;

  g_return_if_fail (LIAN_IS_CASE_INSET (self));

  moved = self->record == NULL
          || g_strcmp0 (lian_record_get_id (self->record), lian_record_get_id (record)) != 0;
  lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  gtk_widget_set_visible (GTK_WIDGET (self),
                          lian_record_get_point (record, LIAN_CASE_LOCATION, &at));
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  g_ptr_array_add (cases, record);
  lian_map_view_set_cases (self->map,
                           lian_map_geometry_cases (cases, lian_case_words_get_now (self->words)));
  if (moved)
    lian_map_view_fit (self->map, at.lon - HALF_WIDTH, at.lat - HALF_HEIGHT, at.lon + HALF_WIDTH,
                       at.lat + HALF_HEIGHT, FALSE);
}

/**
 * lian_case_inset_is_settled:
 *
 * Returns: whether the picture is final
 */
gboolean
lian_case_inset_is_settled (LianCaseInset *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_INSET (self), TRUE);

  return !gtk_widget_get_visible (GTK_WIDGET (self)) || lian_map_view_is_settled (self->map);
}
