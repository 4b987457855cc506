/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-line.h"
#include "lian-chart.h"
#include "lian-clock.h"
#include "lian-engine.h"
#include "lian-error.h"
#include "lian-found.h"
#include "lian-ledger.h"
#include "lian-map-values.h"
#include "lian-mirror.h"
#include "lian-overview-map.h"
#include "lian-overview-page.h"
#include "lian-phone-form.h"
#include "lian-pill.h"
#include "lian-regions.h"
#include "lian-shape.h"
#include "lian-sign-in-page.h"
#include "lian-tile.h"
#include "lian-welcome-card.h"
#include "lian-wording.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

/* 2026-11-24T09:40:00+08:00 */
#define NOW G_GINT64_CONSTANT (1795484400000000)
#define PATIENCE_US (30 * G_TIME_SPAN_SECOND)

#define WAIT(condition)                                      \
  G_STMT_START                                               \
  {                                                          \
    gint64 until = g_get_monotonic_time () + PATIENCE_US;    \
    while (!(condition))                                     \
      {                                                      \
        g_assert_cmpint (g_get_monotonic_time (), <, until); \
        if (!g_main_context_iteration (NULL, FALSE))         \
          g_thread_yield ();                                 \
      }                                                      \
  }                                                          \
  G_STMT_END

static void
test_pill_texts (void)
{
  static const struct
  {
    LianFreshFacts facts;
    const char *text;
    const char *brief;
  } cases[] = {
    { { LIAN_FRESH_LIVE, LIAN_PHASE_LIVE, 3, NOW, 0, 0 }, "Live · 3 s ago", "Live" },
    { { LIAN_FRESH_LATE, LIAN_PHASE_LIVE, 18, NOW, 0, 0 }, "Late · 18 s ago", "Late" },
    { { LIAN_FRESH_STALE, LIAN_PHASE_LIVE, 40, NOW, 0, 0 }, "as of 09:40:00", "as of 09:40:00" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_WAITING, 90, NOW, NOW, 0 },
      "Offline since 09:40",
      "Offline" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_WAITING, 90, NOW, NOW, 5 },
      "Offline since 09:40, 5 instructions waiting",
      "Offline, 5 waiting" },
    { { LIAN_FRESH_LIVE, LIAN_PHASE_CATCHING_UP, 0, NOW, 0, 0 }, "Catching up", "Catching up" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_CONNECTING, -1, 0, 0, 0 }, "Connecting", "Connecting" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_SNAPSHOT, -1, 0, 0, 0 }, "Catching up", "Catching up" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_SIGN_IN, -1, NOW, 0, 0 }, "Not signed in", "Not signed in" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_SIGN_IN, -1, NOW, 0, 2 },
      "Not signed in, 2 waiting",
      "Not signed in, 2 waiting" },
    { { LIAN_FRESH_LIVE, LIAN_PHASE_DISAGREES, 3, NOW, 0, 0 },
      "Not in agreement",
      "Not in agreement" },
    { { LIAN_FRESH_OFFLINE, LIAN_PHASE_DISAGREES, 90, NOW, 0, 0 },
      "Not in agreement · as of 09:40:00",
      "Not in agreement" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lian_wording_freshness (&cases[i].facts, FALSE);
      g_autofree char *brief = lian_wording_freshness (&cases[i].facts, TRUE);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (brief, ==, cases[i].brief);
    }
}

static void
test_date (void)
{
  g_autofree char *date = lian_wording_date (NOW);
  g_autofree char *none = lian_wording_date (0);
  g_autofree char *time = lian_wording_time (NOW, TRUE);

  g_assert_cmpstr (date, ==, "Tuesday 24 November");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (time, ==, "09:40:00");
}

static void
test_tile (void)
{
  GtkWidget *tile = g_object_ref_sink (lian_tile_new ("Overdue"));

  lian_tile_set_figure (LIAN_TILE (tile), "6", NULL);
  lian_tile_set_subline (LIAN_TILE (tile), "worst by 6 h");
  lian_tile_set_aged (LIAN_TILE (tile), "as of 09:32:10");
  g_assert_cmpstr (lian_tile_get_subline (LIAN_TILE (tile)), ==, "as of 09:32:10");
  g_assert_true (gtk_widget_has_css_class (tile, "lian-aged"));
  lian_tile_set_aged (LIAN_TILE (tile), NULL);
  g_assert_cmpstr (lian_tile_get_subline (LIAN_TILE (tile)), ==, "worst by 6 h");
  g_assert_cmpstr (lian_tile_get_figure (LIAN_TILE (tile)), ==, "6");
  g_assert_finalize_object (tile);
}

/* What is searched for is marked in the text as it stands, markup or not. */
static void
test_found (void)
{
  static const char *const words[] = { "路灯", "wq", "wi-fi", NULL };
  static const char *const none[] = { NULL };
  static const char text[] = "<b>路灯</b>，温泉，Ｗｉ－Ｆｉ，路灯";
  static const char *const pieces[] = { "路灯", "温泉", "Ｗｉ－Ｆｉ", "路灯" };
  GtkWidget *label = g_object_ref_sink (gtk_label_new (text));
  PangoAttrIterator *iterator;
  guint n = 0;

  lian_found_mark (GTK_LABEL (label), words);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, text);
  iterator = pango_attr_list_get_iterator (gtk_label_get_attributes (GTK_LABEL (label)));
  do
    {
      int start, end;
      g_autofree char *piece = NULL;

      if (pango_attr_iterator_get (iterator, PANGO_ATTR_WEIGHT) == NULL)
        continue;
      pango_attr_iterator_range (iterator, &start, &end);
      piece = g_strndup (text + start, (gsize)(end - start));
      g_assert_cmpuint (n, <, G_N_ELEMENTS (pieces));
      g_assert_cmpstr (piece, ==, pieces[n++]);
    }
  while (pango_attr_iterator_next (iterator));
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (pieces));
  pango_attr_iterator_destroy (iterator);

  lian_found_mark (GTK_LABEL (label), none);
  g_assert_null (gtk_label_get_attributes (GTK_LABEL (label)));
  g_assert_finalize_object (label);
}

static void
test_sign_in_errors (void)
{
  static const int codes[]
      = { LIAN_ERROR_UNAUTHENTICATED, LIAN_ERROR_UNREACHABLE, LIAN_ERROR_NOT_LIANDONG,
          LIAN_ERROR_WRONG_SERVER, LIAN_ERROR_DISK_FULL };
  GtkWidget *page = g_object_ref_sink (lian_sign_in_page_new ());

  g_assert_cmpstr (lian_sign_in_page_get_message (LIAN_SIGN_IN_PAGE (page)), ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, codes[i], "for the log");

      lian_sign_in_page_show_error (LIAN_SIGN_IN_PAGE (page), error);
      g_assert_cmpstr (lian_sign_in_page_get_message (LIAN_SIGN_IN_PAGE (page)), ==,
                       lian_error_to_text (error));
    }
  g_assert_finalize_object (page);
}

/* --- with a mirror filled by hand --- */

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  gboolean stored;
} Place;

static LianRecord *
make_region (const char *code, const char *name, const char *level, const char *parent)
{
  LianRecord *record = lian_record_new (LIAN_KIND_REGION);

  lian_record_set_text (record, LIAN_F_ID, code);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_F_REGION, code);
  lian_record_set_text (record, LIAN_REGION_NAME, name);
  lian_record_set_text (record, LIAN_REGION_LEVEL, level);
  lian_record_set_text (record, LIAN_REGION_PARENT, parent);
  return record;
}

/* A square on either side of the same middle. */
static LianRecord *
make_grid (const char *id, gint64 from, gint64 to)
{
  LianPoint points[]
      = { { 114.3, 29.8 }, { 114.4, 29.8 }, { 114.4, 29.9 }, { 114.3, 29.9 }, { 114.3, 29.8 } };
  guint starts[] = { 0, G_N_ELEMENTS (points) };
  gboolean outer = TRUE;
  LianShape shape = { .type = LIAN_SHAPE_POLYGONS,
                      .n_points = G_N_ELEMENTS (points),
                      .points = points,
                      .n_parts = 1,
                      .starts = starts,
                      .outer = &outer };
  g_autoptr (GBytes) wkb = lian_shape_to_wkb (&shape);
  LianRecord *record = lian_record_new (LIAN_KIND_GRID);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_F_REGION, "421202001001");
  lian_record_set_text (record, LIAN_GRID_NAME, id);
  lian_record_set_geometry (record, LIAN_GRID_GEOMETRY, wkb);
  if (from != 0)
    lian_record_set_time (record, LIAN_GRID_VALID_FROM, from);
  if (to != 0)
    lian_record_set_time (record, LIAN_GRID_VALID_TO, to);
  return record;
}

static LianRecord *
make_case (const char *id, const char *title)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 2);
  lian_record_set_text (record, LIAN_F_REGION, "421202001001");
  lian_record_set_text (record, LIAN_CASE_TITLE, title);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "other");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "reported");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, NOW - G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, NOW - G_TIME_SPAN_HOUR);
  return record;
}

static void
committed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_mirror_commit_snapshot_finish (LIAN_MIRROR (mirror), result, &error);
  g_assert_no_error (error);
  ((Place *)user_data)->stored = TRUE;
}

static void
fill (Place *place)
{
  GPtrArray *regions = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *grids = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  g_ptr_array_add (grids, make_grid ("former", 0, NOW));
  g_ptr_array_add (grids, make_grid ("ends", NOW - G_TIME_SPAN_DAY, NOW + G_TIME_SPAN_DAY));
  g_ptr_array_add (grids, make_grid ("stays", 0, 0));
  g_ptr_array_add (regions, make_region ("421202000000", "咸安区", "county", ""));
  g_ptr_array_add (regions, make_region ("421202001000", "温泉街道", "street", "421202000000"));
  g_ptr_array_add (regions, make_region ("421202001001", "桂泉社区", "community", "421202001000"));
  g_ptr_array_add (cases, make_case ("c1", "<b>路灯整排不亮</b> &amp;"));
  g_ptr_array_add (cases, make_case ("c2", "楼道堆放杂物"));
  lian_mirror_begin_snapshot (place->mirror, "server", "epoch", "name", TRUE);
  lian_mirror_add_page (place->mirror, LIAN_KIND_REGION, regions, NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_GRID, grids, NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_CASE, cases, NULL, NULL, NULL);
  lian_mirror_commit_snapshot (place->mirror, "epoch:2", NOW, NULL, committed_cb, place);
  WAIT (place->stored);
}

static void
place_set_up (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mirror = NULL, *ledger = NULL;

  memset (place, 0, sizeof *place);
  place->folder = g_dir_make_tmp ("lian-shell-XXXXXX", &error);
  g_assert_no_error (error);
  mirror = g_build_filename (place->folder, "mirror.db", NULL);
  ledger = g_build_filename (place->folder, "ledger.db", NULL);
  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  fill (place);
  place->engine = lian_engine_new (place->mirror, place->ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  lian_clock_set_now (lian_engine_get_clock (place->engine), NOW);
}

static void
place_clear (Place *place)
{
  static const char *const files[] = { "mirror.db", "mirror.db-wal", "mirror.db-shm",
                                       "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  lian_engine_stop (place->engine);
  g_clear_object (&place->engine);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  g_clear_object (&place->mirror);
  g_clear_object (&place->ledger);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (place->folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (place->folder);
  g_free (place->folder);
}

static void
test_regions (void)
{
  Place place;
  g_autoptr (LianRegions) regions = NULL;
  g_autoptr (GPtrArray) chain = NULL;
  g_autofree char *name = NULL;

  place_set_up (&place);
  regions = lian_regions_new (place.mirror);
  WAIT (lian_regions_is_loaded (regions));
  g_assert_cmpstr (lian_regions_get_top (regions), ==, "421202000000");
  name = lian_regions_dup_place (regions, "421202001001");
  g_assert_cmpstr (name, ==, "温泉街道·桂泉社区");
  chain = lian_regions_dup_chain (regions, "421202001001");
  g_assert_cmpuint (chain->len, ==, 3);
  g_assert_cmpstr (lian_regions_get_name (regions, "unknown"), ==, "unknown");
  g_clear_object (&regions);
  place_clear (&place);
}

/* Labels below @widget that say @text and are not hidden themselves. */
static guint
count_labels (GtkWidget *widget, const char *text)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
            && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_labels (child, text);
  return n;
}

static void
collect_charts (GtkWidget *widget, GPtrArray *charts)
{
  if (LIAN_IS_CHART (widget))
    g_ptr_array_add (charts, widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_charts (child, charts);
}

/* Both rankings of an invented county say so, and so does everything that is copied. */
static void
test_notice (void)
{
  const char *notice = lian_wording_notice (TRUE);
  g_autoptr (GPtrArray) charts = g_ptr_array_new ();
  g_autoptr (LianScope) scope = lian_scope_new ("421202000000");
  g_autoptr (LianRegions) regions = NULL;
  GtkWidget *page;
  Place place;

  place_set_up (&place);
  regions = lian_regions_new (place.mirror);
  page = g_object_ref_sink (lian_overview_page_new (place.engine, scope, regions));
  g_assert_cmpuint (count_labels (page, notice), ==, 2);
  collect_charts (page, charts);
  g_assert_cmpuint (charts->len, ==, 3);
  for (guint i = 0; i < charts->len; i++)
    {
      g_autofree char *table = lian_chart_dup_table (charts->pdata[i]);

      g_assert_true (g_str_has_suffix (table, notice));
    }
  /* The same place becomes a real county's. */
  place.stored = FALSE;
  lian_mirror_begin_snapshot (place.mirror, "server", "epoch", "name", FALSE);
  lian_mirror_commit_snapshot (place.mirror, "epoch:3", NOW, NULL, committed_cb, &place);
  WAIT (place.stored);
  WAIT (count_labels (page, notice) == 0);
  for (guint i = 0; i < charts->len; i++)
    {
      g_autofree char *table = lian_chart_dup_table (charts->pdata[i]);

      g_assert_false (g_str_has_suffix (table, notice));
    }
  g_assert_null (lian_wording_notice (FALSE));
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *)&page);
  g_object_unref (page);
  WAIT (page == NULL);
  g_clear_object (&regions);
  place_clear (&place);
}

static void
test_overview (void)
{
  Place place;
  g_autoptr (LianScope) scope = NULL;
  g_autoptr (LianRegions) regions = NULL;
  GtkWidget *page;

  place_set_up (&place);
  scope = lian_scope_new ("421202000000");
  regions = lian_regions_new (place.mirror);
  page = g_object_ref_sink (lian_overview_page_new (place.engine, scope, regions));
  WAIT (g_strcmp0 (lian_overview_page_get_figure (LIAN_OVERVIEW_PAGE (page), 0), "2") == 0);
  /* Nothing closed yet: no rate, and it says of what. */
  g_assert_cmpstr (lian_overview_page_get_figure (LIAN_OVERVIEW_PAGE (page), 5), ==, "—");
  /* The engine was never connected: every tile says how old it is. */
  g_assert_nonnull (
      strstr (lian_overview_page_get_subline (LIAN_OVERVIEW_PAGE (page), 0), "as of"));
  for (int width = 960; width <= 3840; width += 480)
    lian_overview_page_set_size (LIAN_OVERVIEW_PAGE (page), width, 768);
  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *)&page);
  g_object_unref (page);
  WAIT (page == NULL);
  g_clear_object (&regions);
  place_clear (&place);
}

/* Only grids of today are on the map, and the map turns over with their dates. */
static void
test_grids_of_today (void)
{
  const gint64 day = G_TIME_SPAN_DAY;
  const gint64 moments[] = { NOW, NOW + day - 1, NOW + day, NOW - 1, NOW - 2 * day };
  const guint grids[] = { 2, 2, 1, 3, 2 };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (LianScope) scope = NULL;
  g_autoptr (LianRegions) regions = NULL;
  LianOverviewMap *map;
  Place place;

  place_set_up (&place);
  scope = lian_scope_new ("421202000000");
  regions = lian_regions_new (place.mirror);
  map = g_object_ref_sink (
      LIAN_OVERVIEW_MAP (lian_overview_map_new (place.engine, scope, regions)));
  WAIT (lian_overview_map_get_n_grids (map) > 0);
  g_assert_cmpuint (lian_overview_map_get_n_grids (map), ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      LianOverview overview = {
        .region_code = (char *)"421202000000", .now = moments[i], .grids = none, .open_cases = none
      };

      lian_overview_map_set_overview (map, &overview);
      g_assert_cmpuint (lian_overview_map_get_n_grids (map), ==, grids[i]);
    }
  g_object_add_weak_pointer (G_OBJECT (map), (gpointer *)&map);
  g_object_unref (map);
  WAIT (map == NULL);
  g_clear_object (&regions);
  place_clear (&place);
}

/* What happened in a grid that is no more happened in its community. */
static void
test_values_of_today (void)
{
  LianOverviewRow former = { .id = (char *)"former", .numerator = 3, .former = TRUE };
  LianOverviewRow stays = { .id = (char *)"stays", .numerator = 1, .denominator = 1000 };
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GHashTable) grid_regions = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LianRegions) regions = NULL;
  g_autoptr (LianMapValues) grids = NULL, communities = NULL;
  LianOverview overview = { .grids = rows };
  const LianAreaValue *value;
  Place place;

  place_set_up (&place);
  regions = lian_regions_new (place.mirror);
  WAIT (lian_regions_is_loaded (regions));
  g_ptr_array_add (rows, &former);
  g_ptr_array_add (rows, &stays);
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (grid_regions, ((LianOverviewRow *)rows->pdata[i])->id,
                         (gpointer) "421202001001");
  grids = lian_map_values_new (&overview, LIAN_LEVEL_GRID, regions, grid_regions, NULL);
  g_assert_cmpuint (g_hash_table_size (grids->values), ==, 1);
  g_assert_false (grids->gaps);
  g_assert_cmpfloat (grids->median, ==, 10);
  communities = lian_map_values_new (&overview, LIAN_LEVEL_COMMUNITY, regions, grid_regions, NULL);
  value = g_hash_table_lookup (communities->values, "421202001001");
  g_assert_nonnull (value);
  g_assert_cmpint (value->cases, ==, 4);
  g_assert_cmpint (value->people, ==, 1000);
  g_clear_object (&regions);
  place_clear (&place);
}

static void
test_strings (void)
{
  const char *corpora = g_getenv ("LIAN_CORPORA");
  g_autofree char *path
      = corpora != NULL ? g_build_filename (corpora, "strings", "blns.json", NULL) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  GtkWidget *line, *tile, *newest;
  JsonArray *strings;
  Place place;
  g_autoptr (LianRegions) regions = NULL;
  LianLineFacts facts = { .now = NOW };

  if (path == NULL || !json_parser_load_from_file (parser, path, NULL))
    {
      g_test_skip ("the corpus of strings is not here");
      return;
    }
  place_set_up (&place);
  regions = lian_regions_new (place.mirror);
  facts.regions = regions;
  facts.units = g_hash_table_new (g_str_hash, g_str_equal);
  facts.dictionary = lian_mirror_get_dictionary (place.mirror);
  line = g_object_ref_sink (lian_case_line_new (LIAN_LINE_ATTENTION));
  newest = g_object_ref_sink (lian_case_line_new (LIAN_LINE_NEWEST));
  tile = g_object_ref_sink (lian_tile_new (""));
  strings = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (strings); i++)
    {
      const char *text = json_array_get_string_element (strings, i);
      g_autoptr (LianRecord) record = make_case ("c3", text);

      lian_record_set_text (record, LIAN_CASE_REPORTER_NAME, text);
      lian_record_set_text (record, LIAN_CASE_STATE, text);
      lian_record_set_text (record, LIAN_CASE_URGENCY, text);
      lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, text);
      lian_case_line_set_case (LIAN_CASE_LINE (line), record, &facts);
      lian_case_line_set_case (LIAN_CASE_LINE (newest), record, &facts);
      lian_tile_set_subline (LIAN_TILE (tile), text);
    }
  g_assert_finalize_object (line);
  g_assert_finalize_object (newest);
  g_assert_finalize_object (tile);
  g_hash_table_unref (facts.units);
  WAIT (lian_regions_is_loaded (regions));
  g_clear_object (&regions);
  place_clear (&place);
}

static void
test_templates (void)
{
  Place place;
  GtkWidget *pill, *card;

  place_set_up (&place);
  pill = g_object_ref_sink (lian_pill_new ());
  lian_pill_set_engine (LIAN_PILL (pill), place.engine);
  g_assert_true (g_str_has_prefix (lian_pill_get_text (LIAN_PILL (pill)), "Offline"));
  lian_pill_set_demo_trouble (LIAN_PILL (pill), "It ended.");
  lian_pill_set_engine (LIAN_PILL (pill), NULL);
  g_assert_finalize_object (pill);
  card = g_object_ref_sink (lian_welcome_card_new (place.engine));
  g_assert_cmpuint (lian_welcome_card_get_done (LIAN_WELCOME_CARD (card)), ==, 0);
  g_assert_finalize_object (card);
  place_clear (&place);
}

static void
test_phone_form (void)
{
  GtkWidget *widget = g_object_ref_sink (g_object_new (LIAN_TYPE_PHONE_FORM, NULL));
  LianPhoneForm *form = LIAN_PHONE_FORM (widget);
  GtkWidget *entry = NULL;
  static const struct
  {
    const char *text;
    gint64 expected; /* minutes from now, 1 = none */
  } cases[] = {
    { "09:40", 0 },
    { "09:15", -25 },
    { "9:15", -25 },
    { "09：15", -25 },
    { "09:41", 1 - 1440 },
    { "11-23 09:40", -1440 },
    { "11-21 09:41", -4319 },
    { "11-21 09:40", 1 },
    { "11-25 09:00", 1 },
    { "25:00", 1 },
    { "", 1 },
    { "now", 1 },
    { "09:15x", 1 },
  };

  lian_phone_form_begin (form, NOW, 0, NULL);
  g_assert_cmpint (lian_phone_form_get_at (form, NOW), ==, NOW);
  g_assert_cmpstr (lian_phone_form_get_who (form), ==, "");
  for (GtkWidget *child = gtk_widget_get_first_child (adw_bin_get_child (ADW_BIN (widget)));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_ENTRY (child))
      entry = child;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (entry), cases[i].text);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (lian_phone_form_get_at (form, NOW), ==,
                       cases[i].expected == 1 ? 0 : NOW + cases[i].expected * G_TIME_SPAN_MINUTE);
    }
  g_object_unref (widget);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/ui/wording/pill", test_pill_texts);
  g_test_add_func ("/ui/wording/date", test_date);
  g_test_add_func ("/ui/tile", test_tile);
  g_test_add_func ("/ui/found", test_found);
  g_test_add_func ("/ui/sign-in/errors", test_sign_in_errors);
  g_test_add_func ("/ui/regions", test_regions);
  g_test_add_func ("/ui/templates", test_templates);
  g_test_add_func ("/ui/overview", test_overview);
  g_test_add_func ("/ui/overview/notice", test_notice);
  g_test_add_func ("/ui/overview/grids-of-today", test_grids_of_today);
  g_test_add_func ("/ui/overview/values-of-today", test_values_of_today);
  g_test_add_func ("/ui/strings", test_strings);
  g_test_add_func ("/ui/phone-form", test_phone_form);
  return g_test_run ();
}
