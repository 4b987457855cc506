/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-overview-page.h"

#include "lian-aged.h"
#include "lian-clock.h"
#include "lian-overview-foot.h"
#include "lian-overview-map.h"
#include "lian-overview-side.h"
#include "lian-overview-strip.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>

/* At most two loads a second, however fast the feed is; lights change without any event. */
#define COALESCE_MS 500
#define LIGHTS_SECONDS 10
/* Below this width of the window the right column moves behind its button. */
#define SIDE_WIDTH 1180

struct _LianOverviewPage
{
  AdwBin parent_instance;

  LianEngine *engine;   /* (owned) */
  LianScope *scope;     /* (owned) */
  LianRegions *regions; /* (owned) */
  GHashTable *units;    /* (owned) borrowed id → name, both owned by unit_records */
  GPtrArray *unit_records;
  GCancellable *cancellable;
  GCancellable *loading; /* (nullable) */
  char *region;          /* (owned) (nullable): what the last load was for */
  LianPeriod period;     /* so is this */
  gboolean again;        /* changed while a load was under way */
  gboolean loaded;       /* figures are shown */
  gboolean units_loaded;
  guint soon;   /* source id of the coalesced load */
  guint lights; /* source id of the regular load */

  LianOverviewStrip *strip;
  LianOverviewMap *map;
  LianOverviewSide *side;
  LianOverviewFoot *foot;
  GtkWidget *side_scroller;
  GtkWidget *side_button;
};

G_DEFINE_FINAL_TYPE (LianOverviewPage, lian_overview_page, ADW_TYPE_BIN)

static void load (LianOverviewPage *self);

static void
show (LianOverviewPage *self, const LianOverview *overview)
{
  LianDictionary *dictionary = lian_mirror_get_dictionary (lian_engine_get_mirror (self->engine));
  LianLineFacts facts = {
    .regions = self->regions, .units = self->units, .dictionary = dictionary, .now = overview->now
  };
  g_autofree char *count = g_strdup_printf (_ ("Needs supervision %d"),
                                            (int)MIN (overview->attention_total, G_MAXINT));

  lian_overview_strip_set_overview (self->strip, overview);
  lian_overview_map_set_overview (self->map, overview);
  lian_overview_side_set_overview (self->side, overview, &facts);
  lian_overview_foot_set_overview (self->foot, overview, dictionary);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->side_button), count);
  self->loaded = TRUE;
}

static void
overview_loaded_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianOverview) overview
      = lian_overview_load_finish (LIAN_MIRROR (mirror), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (overview != NULL)
    show (self, overview);
  else
    g_message ("overview: %s", error->message);
  if (self->again)
    load (self);
}

static const char *
get_region (LianOverviewPage *self)
{
  const char *region = lian_scope_get_region (self->scope);

  return region != NULL && *region != '\0' ? region : lian_regions_get_top (self->regions);
}

static void
load (LianOverviewPage *self)
{
  /* The first figures wait for the names they are shown with, which ask for them. */
  if (!self->units_loaded || !lian_regions_is_loaded (self->regions))
    return;
  self->again = self->loading != NULL;
  if (self->again)
    return;
  g_free (self->region);
  self->region = g_strdup (get_region (self));
  self->period = lian_scope_get_period (self->scope);
  self->loading = g_cancellable_new ();
  lian_overview_load (lian_engine_get_mirror (self->engine), self->region,
                      lian_clock_get_now (lian_engine_get_clock (self->engine)), self->loading,
                      overview_loaded_cb, g_object_ref (self));
}

static gboolean
load_soon_cb (gpointer user_data)
{
  LianOverviewPage *self = user_data;

  self->soon = 0;
  load (self);
  return G_SOURCE_REMOVE;
}

static void
load_soon (LianOverviewPage *self)
{
  if (self->soon == 0)
    self->soon = g_timeout_add (COALESCE_MS, load_soon_cb, self);
}

static void
names_arrived (LianOverviewPage *self)
{
  if (self->loaded)
    load_soon (self);
  else
    load (self);
}

static gboolean
lights_cb (gpointer user_data)
{
  LianOverviewPage *self = user_data;

  /* Old data keeps the lights it had: a light is only right with a platform that is heard. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self))
      && lian_engine_get_freshness (self->engine) < LIAN_FRESH_STALE)
    load (self);
  return G_SOURCE_CONTINUE;
}

static void
units_listed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianOverviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  GPtrArray *records = lian_mirror_list_finish (LIAN_MIRROR (mirror), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->units_loaded = TRUE;
  if (records == NULL)
    {
      names_arrived (self);
      return;
    }
  g_hash_table_remove_all (self->units);
  g_clear_pointer (&self->unit_records, g_ptr_array_unref);
  self->unit_records = records;
  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *unit = g_ptr_array_index (records, i);
      const char *name = lian_record_get_text (unit, LIAN_UNIT_NAME);

      if (name != NULL)
        g_hash_table_insert (self->units, (gpointer)lian_record_get_id (unit), (gpointer)name);
    }
  names_arrived (self);
}

static void
load_units (LianOverviewPage *self)
{
  lian_mirror_list (lian_engine_get_mirror (self->engine), LIAN_KIND_UNIT, NULL, NULL, 0,
                    self->cancellable, units_listed_cb, g_object_ref (self));
}

/* Every ranking says it, as the map does. */
static void
say_notice (LianOverviewPage *self)
{
  LianMirror *mirror = lian_engine_get_mirror (self->engine);
  const char *notice = lian_wording_notice (lian_mirror_get_demonstration (mirror));

  lian_overview_side_set_notice (self->side, notice);
  lian_overview_foot_set_notice (self->foot, notice);
}

static void
mirror_changed_cb (LianOverviewPage *self, guint64 kinds)
{
  const guint64 counted
      = (G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE) | (G_GUINT64_CONSTANT (1) << LIAN_KIND_SHIFT)
        | (G_GUINT64_CONSTANT (1) << LIAN_KIND_GRID) | (G_GUINT64_CONSTANT (1) << LIAN_KIND_ENTRY);

  say_notice (self);
  if ((kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_UNIT)) != 0)
    load_units (self);
  if ((kinds & counted) != 0)
    load_soon (self);
}

static void
scope_changed_cb (LianOverviewPage *self)
{
  /* Signing in names the county that is shown already. */
  if (g_strcmp0 (get_region (self), self->region) == 0
      && lian_scope_get_period (self->scope) == self->period)
    return;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  load (self);
}

static void
aged_changed_cb (LianOverviewPage *self)
{
  const char *text = lian_aged_get_text (lian_aged_get (self->engine));

  lian_overview_strip_set_aged (self->strip, text);
  lian_overview_side_set_aged (self->side, text);
  lian_overview_foot_set_aged (self->foot, text);
  lian_overview_map_set_aged (self->map, text != NULL);
  if (text == NULL)
    load_soon (self);
}

static void
lian_overview_page_dispose (GObject *object)
{
  LianOverviewPage *self = LIAN_OVERVIEW_PAGE (object);

  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->lights, g_source_remove);
  g_cancellable_cancel (self->loading);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->loading);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_object (&self->scope);
  g_clear_object (&self->regions);
  G_OBJECT_CLASS (lian_overview_page_parent_class)->dispose (object);
}

static void
lian_overview_page_finalize (GObject *object)
{
  LianOverviewPage *self = LIAN_OVERVIEW_PAGE (object);

  g_free (self->region);
  g_hash_table_unref (self->units);
  g_clear_pointer (&self->unit_records, g_ptr_array_unref);
  G_OBJECT_CLASS (lian_overview_page_parent_class)->finalize (object);
}

static void
lian_overview_page_class_init (LianOverviewPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_overview_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_overview_page_finalize;
}

static void
lian_overview_page_init (LianOverviewPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->units = g_hash_table_new (g_str_hash, g_str_equal);
}

static void
build (LianOverviewPage *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->strip = LIAN_OVERVIEW_STRIP (lian_overview_strip_new ());
  self->map = LIAN_OVERVIEW_MAP (lian_overview_map_new (self->engine, self->scope, self->regions));
  self->side = LIAN_OVERVIEW_SIDE (lian_overview_side_new ());
  self->foot = LIAN_OVERVIEW_FOOT (lian_overview_foot_new ());
  self->side_scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->side_scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->side_scroller),
                                 GTK_WIDGET (self->side));
  gtk_widget_add_css_class (self->side_scroller, "lian-line-left");
  gtk_widget_add_css_class (self->side_scroller, "lian-view");
  self->side_button = gtk_menu_button_new ();
  gtk_widget_set_visible (self->side_button, FALSE);
  gtk_widget_set_valign (self->side_button, GTK_ALIGN_CENTER);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->side_button), gtk_popover_new ());
  gtk_box_append (GTK_BOX (self->strip), self->side_button);

  gtk_widget_set_hexpand (left, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->map), TRUE);
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->map));
  gtk_box_append (GTK_BOX (left), GTK_WIDGET (self->foot));
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (body), left);
  gtk_box_append (GTK_BOX (body), self->side_scroller);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->strip));
  gtk_box_append (GTK_BOX (page), body);
  adw_bin_set_child (ADW_BIN (self), page);
}

/**
 * lian_overview_page_new:
 * @engine: whose mirror is shown
 * @scope: followed, and set by clicks on the map
 * @regions: the divisions
 *
 * Returns: (transfer floating): the page, which begins to load
 */
GtkWidget *
lian_overview_page_new (LianEngine *engine, LianScope *scope, LianRegions *regions)
{
  LianOverviewPage *self = g_object_new (LIAN_TYPE_OVERVIEW_PAGE, NULL);

  self->engine = g_object_ref (engine);
  self->scope = g_object_ref (scope);
  self->regions = g_object_ref (regions);
  build (self);
  g_signal_connect_object (lian_engine_get_mirror (engine), "changed",
                           G_CALLBACK (mirror_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scope, "changed", G_CALLBACK (scope_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (regions, "changed", G_CALLBACK (names_arrived), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lian_aged_get (engine), "notify::text", G_CALLBACK (aged_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->lights = g_timeout_add_seconds (LIGHTS_SECONDS, lights_cb, self);
  load_units (self);
  say_notice (self);
  aged_changed_cb (self);
  return GTK_WIDGET (self);
}

static void
move_side (LianOverviewPage *self, gboolean beside)
{
  GtkPopover *popover = gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->side_button));
  gboolean is_beside = gtk_popover_get_child (popover) == NULL;

  gtk_widget_set_visible (self->side_button, !beside);
  gtk_widget_set_visible (self->side_scroller, beside);
  if (beside == is_beside)
    return;
  g_object_ref (self->side);
  if (beside)
    {
      gtk_popover_set_child (popover, NULL);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->side_scroller),
                                     GTK_WIDGET (self->side));
    }
  else
    {
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->side_scroller), NULL);
      gtk_popover_set_child (popover, GTK_WIDGET (self->side));
    }
  g_object_unref (self->side);
}

/**
 * lian_overview_page_set_size:
 * @width: of the window, px
 * @height: of the window, px
 *
 * Shows what has room, in the order of the visual rules: only the map grows.
 */
void
lian_overview_page_set_size (LianOverviewPage *self, int width, int height)
{
  lian_overview_strip_set_width (self->strip, width);
  lian_overview_side_set_size (self->side, width, height);
  lian_overview_foot_set_size (self->foot, width, height);
  lian_overview_map_set_brief (self->map, width < 1500 || height < 850);
  move_side (self, width >= SIDE_WIDTH);
}

/**
 * lian_overview_page_is_settled:
 *
 * Returns: whether the page is final until something changes
 */
gboolean
lian_overview_page_is_settled (LianOverviewPage *self)
{
  return self->loaded && self->units_loaded && self->loading == NULL && self->soon == 0
         && lian_overview_map_is_settled (self->map);
}

/**
 * lian_overview_page_is_complete:
 *
 * Returns: whether all figures and the map stand, be newer ones under way or not
 */
gboolean
lian_overview_page_is_complete (LianOverviewPage *self)
{
  return self->loaded && self->units_loaded && lian_overview_map_is_settled (self->map);
}

/**
 * lian_overview_page_show_busiest:
 *
 * Shows the card of the busiest area (for the tour).
 *
 * Returns: FALSE when there is no area
 */
gboolean
lian_overview_page_show_busiest (LianOverviewPage *self)
{
  return lian_overview_map_show_busiest (self->map);
}

/**
 * lian_overview_page_get_figure:
 * @n: which of the seven tiles
 *
 * Returns: (transfer none): its number as it is read
 */
const char *
lian_overview_page_get_figure (LianOverviewPage *self, guint n)
{
  return lian_overview_strip_get_figure (self->strip, n);
}

/**
 * lian_overview_page_get_subline:
 * @n: which of the seven tiles
 *
 * Returns: (transfer none): what stands under its number
 */
const char *
lian_overview_page_get_subline (LianOverviewPage *self, guint n)
{
  return lian_overview_strip_get_subline (self->strip, n);
}
