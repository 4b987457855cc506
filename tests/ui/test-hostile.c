/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-words.h"
#include "lian-clock.h"
#include "lian-composer.h"
#include "lian-desk-page.h"
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-overview-page.h"
#include "lian-pill.h"
#include "lian-regions.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>

/* Strings that break programs, in every text of every record, on both pages at once. The
 * environment of the tests makes every warning fatal. */

/* 2026-11-24T09:40:00+08:00 */
#define NOW G_GINT64_CONSTANT (1795484400000000)
#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)
#define N_PLACES 40
#define COUNTY "421202000000"
#define STREET "421202001000"
/* How many cases a round opens, and how many rounds there are. */
#define N_OPENED 6
#define N_ROUNDS 3

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

static const char *const markup[] = { "<b>x</b>",
                                      "<span foreground='red'>已处置</span>",
                                      "&amp; <a href=\"file:///\">y</a>",
                                      "%s%n _x",
                                      "<",
                                      "&",
                                      "</span>" };

typedef struct
{
  char *folder;
  GPtrArray *strings; /* char* */
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianScope *scope;
  LianRegions *regions;
  GtkWidget *window;
  GtkWidget *desk;
  GtkWidget *overview;
  GtkWidget *pill;
  gboolean done;
} House;

/* --- strings --- */

static void
load_strings (House *house)
{
  const char *corpora = g_getenv ("LIAN_CORPORA");
  g_autofree char *path
      = corpora != NULL ? g_build_filename (corpora, "strings", "blns.json", NULL) : NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  house->strings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (markup); i++)
    g_ptr_array_add (house->strings, g_strdup (markup[i]));
  if (path == NULL || !json_parser_load_from_file (parser, path, NULL))
    {
      g_test_message ("the corpus of strings is not here: only our own are shown");
      return;
    }
  for (guint i = 0; i < json_array_get_length (json_node_get_array (json_parser_get_root (parser)));
       i++)
    g_ptr_array_add (house->strings, g_strdup (json_array_get_string_element (
                                         json_node_get_array (json_parser_get_root (parser)), i)));
}

static const char *
string_of (House *house, guint n)
{
  return g_ptr_array_index (house->strings, n % house->strings->len);
}

/* --- records --- */

/* Text that names another record or decides where the record belongs stays what it is. */
static gboolean
is_reference (const LianKind *kind, guint field)
{
  const char *name = kind->fields[field].name;

  return field == LIAN_F_ID || field == LIAN_F_REGION || g_str_has_suffix (name, "_id")
         || g_str_equal (name, "parent") || g_str_equal (name, "parent_code")
         || g_str_equal (name, "duplicate_of") || g_str_equal (name, "supersedes")
         || (kind->id == LIAN_KIND_ENTRY && !g_str_has_prefix (name, "title"));
}

/* As long as the field may be: longer ones the decoder refuses. */
static LianRecord *
make (House *house, LianKindId id, const char *key, const char *region, guint n)
{
  const LianKind *kind = lian_kind_get (id);
  LianRecord *record = lian_record_new (id);

  for (guint i = 0; i < kind->n_fields; i++)
    if (kind->fields[i].type == LIAN_TYPE_TEXT && !is_reference (kind, i))
      {
        const char *text = string_of (house, n);
        guint limit = kind->fields[i].limit;

        if (limit == 0 || g_utf8_strlen (text, -1) <= limit)
          lian_record_set_text (record, i, text);
        else
          lian_record_take_text (record, i, g_utf8_substring (text, 0, limit));
      }
  lian_record_set_text (record, LIAN_F_ID, key);
  lian_record_set_int (record, LIAN_F_VERSION, 2);
  lian_record_set_text (record, LIAN_F_REGION, region);
  return record;
}

static GPtrArray *
new_page (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
}

static void
add_page (House *house, LianKindId kind, GPtrArray *page)
{
  lian_mirror_add_page (house->mirror, kind, page, NULL, NULL, NULL);
}

static char *
community_of (guint n)
{
  return g_strdup_printf ("421202001%03u", 1 + n % N_PLACES);
}

static void
add_dictionary (House *house, guint shift)
{
  static const struct
  {
    const char *vocabulary;
    const char *code;
    const char *text;
  } entries[] = {
    { "source", "wechat", NULL },         { "category", "other", NULL },
    { "category", "other.x", NULL },      { "urgency", "normal", NULL },
    { "urgency", "urgent", NULL },        { "urgency", "grave", NULL },
    { "influence", "small", NULL },       { "state", "filed", "to_dispatch" },
    { "state", "handling", "handling" },  { "stage", "to_dispatch", NULL },
    { "stage", "handling", NULL },        { "action", "dispatch", "dispatched" },
    { "delivery_state", "signed", NULL },
  };
  GPtrArray *page = new_page ();

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      g_autofree char *key = g_strdup_printf ("%s/%s", entries[i].vocabulary, entries[i].code);
      LianRecord *entry = make (house, LIAN_KIND_ENTRY, key, "", shift + i);

      lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, entries[i].vocabulary);
      lian_record_set_text (entry, LIAN_ENTRY_CODE, entries[i].code);
      lian_record_set_int (entry, LIAN_ENTRY_RANK, i % 3 + 1);
      if (entries[i].text != NULL)
        lian_record_set_text (entry, LIAN_ENTRY_TEXT, entries[i].text);
      g_ptr_array_add (page, entry);
    }
  add_page (house, LIAN_KIND_ENTRY, page);
}

static void
add_places (House *house, guint shift)
{
  GPtrArray *regions = new_page (), *units = new_page (), *workers = new_page ();
  GPtrArray *duties = new_page (), *shifts = new_page (), *complexes = new_page ();

  for (guint i = 0; i < N_PLACES + 2; i++)
    {
      g_autofree char *code = i == 0   ? g_strdup (COUNTY)
                              : i == 1 ? g_strdup (STREET)
                                       : community_of (i - 2);
      g_autofree char *unit_id = g_strdup_printf ("u%u", i);
      g_autofree char *worker_id = g_strdup_printf ("w%u", i);
      g_autofree char *complex_id = g_strdup_printf ("x%u", i);
      LianRecord *region = make (house, LIAN_KIND_REGION, code, code, shift + i);
      LianRecord *unit = make (house, LIAN_KIND_UNIT, unit_id, "", shift + i);
      LianRecord *worker = make (house, LIAN_KIND_WORKER, worker_id, code, shift + i);
      LianRecord *complex = make (house, LIAN_KIND_SERVICE_COMPLEX, complex_id, code, shift + i);

      lian_record_set_text (region, LIAN_REGION_LEVEL,
                            i == 0   ? "county"
                            : i == 1 ? "street"
                                     : "community");
      lian_record_set_text (region, LIAN_REGION_PARENT, i == 0 ? "" : i == 1 ? COUNTY : STREET);
      lian_record_set_text (unit, LIAN_UNIT_KIND, "department");
      lian_record_set_bool (unit, LIAN_UNIT_ACTIVE, TRUE);
      lian_record_set_text (worker, LIAN_WORKER_ROLE, "grid_member");
      lian_record_set_bool (worker, LIAN_WORKER_ON_DUTY, TRUE);
      lian_record_set_time (worker, LIAN_WORKER_LAST_SEEN, NOW - G_TIME_SPAN_MINUTE);
      lian_record_set_point (worker, LIAN_WORKER_LOCATION, 114.3 + 0.0001 * i, 29.86);
      lian_record_set_point (complex, LIAN_SERVICE_COMPLEX_LOCATION, 114.3, 29.86 + 0.0001 * i);
      g_ptr_array_add (regions, region);
      g_ptr_array_add (units, unit);
      g_ptr_array_add (workers, worker);
      g_ptr_array_add (complexes, complex);
    }
  g_ptr_array_add (duties, make (house, LIAN_KIND_DUTY, "d1", COUNTY, shift));
  lian_record_set_text (g_ptr_array_index (duties, 0), LIAN_DUTY_CATEGORY, "other");
  lian_record_set_text (g_ptr_array_index (duties, 0), LIAN_DUTY_UNIT, "u1");
  g_ptr_array_add (shifts, make (house, LIAN_KIND_SHIFT, "s1", COUNTY, shift));
  lian_record_set_time (g_ptr_array_index (shifts, 0), LIAN_SHIFT_STARTS_AT, NOW - 3600000000);
  lian_record_set_time (g_ptr_array_index (shifts, 0), LIAN_SHIFT_ENDS_AT, NOW + 3600000000);
  add_page (house, LIAN_KIND_REGION, regions);
  add_page (house, LIAN_KIND_UNIT, units);
  add_page (house, LIAN_KIND_DUTY, duties);
  add_page (house, LIAN_KIND_WORKER, workers);
  add_page (house, LIAN_KIND_SERVICE_COMPLEX, complexes);
  add_page (house, LIAN_KIND_SHIFT, shifts);
}

static LianRecord *
make_case (House *house, guint n, guint shift)
{
  static const char *const urgencies[] = { "normal", "urgent", "grave" };
  g_autofree char *key = g_strdup_printf ("c%u", n);
  g_autofree char *region = community_of (n);
  g_autofree char *unit = g_strdup_printf ("u%u", n % N_PLACES);
  LianRecord *record = make (house, LIAN_KIND_CASE, key, region, n + shift);

  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, n % 2 ? "other" : "other.x");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, urgencies[n % 3]);
  lian_record_set_text (record, LIAN_CASE_STATE, n % 3 ? "filed" : "handling");
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, unit);
  lian_record_set_point (record, LIAN_CASE_LOCATION, 114.3 + 0.001 * (n % 20), 29.85);
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, NOW - G_TIME_SPAN_HOUR - n);
  lian_record_set_time (record, LIAN_CASE_ACCEPTED_AT, NOW - G_TIME_SPAN_HOUR - n);
  lian_record_set_time (record, LIAN_CASE_STAGE_AT, NOW - G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_WARN_AT, NOW - G_TIME_SPAN_MINUTE);
  lian_record_set_time (record, LIAN_CASE_DEADLINE, NOW + (n % 2 ? 1 : -1) * G_TIME_SPAN_HOUR);
  return record;
}

static void
add_cases (House *house, guint shift)
{
  GPtrArray *cases = new_page (), *steps = new_page ();
  GPtrArray *instructions = new_page (), *deliveries = new_page ();

  for (guint i = 0; i < house->strings->len; i++)
    {
      LianRecord *record = make_case (house, i, shift);
      const char *id = lian_record_get_id (record), *region;
      g_autofree char *step_id = g_strdup_printf ("t%u", i);
      g_autofree char *order_id = g_strdup_printf ("i%u", i);
      g_autofree char *delivery_id = g_strdup_printf ("v%u", i);
      LianRecord *step, *order, *delivery;

      region = lian_record_get_text (record, LIAN_F_REGION);
      step = make (house, LIAN_KIND_CASE_STEP, step_id, region, i + shift);
      lian_record_set_text (step, LIAN_CASE_STEP_CASE, id);
      lian_record_set_text (step, LIAN_CASE_STEP_ACTION, "dispatch");
      lian_record_set_text (step, LIAN_CASE_STEP_UNIT, "u1");
      lian_record_set_time (step, LIAN_CASE_STEP_AT, NOW - G_TIME_SPAN_HOUR);
      order = make (house, LIAN_KIND_INSTRUCTION, order_id, region, i + shift);
      lian_record_set_text (order, LIAN_INSTRUCTION_CASE, id);
      lian_record_set_text (order, LIAN_INSTRUCTION_KIND, "dispatch");
      lian_record_set_text (order, LIAN_INSTRUCTION_TO_UNIT, "u1");
      delivery = make (house, LIAN_KIND_DELIVERY, delivery_id, region, i + shift);
      lian_record_set_text (delivery, LIAN_DELIVERY_INSTRUCTION, order_id);
      lian_record_set_text (delivery, LIAN_DELIVERY_CASE, id);
      lian_record_set_text (delivery, LIAN_DELIVERY_UNIT, "u1");
      lian_record_set_text (delivery, LIAN_DELIVERY_STATE, "signed");
      g_ptr_array_add (cases, record);
      g_ptr_array_add (steps, step);
      g_ptr_array_add (instructions, order);
      g_ptr_array_add (deliveries, delivery);
    }
  add_page (house, LIAN_KIND_CASE, cases);
  add_page (house, LIAN_KIND_CASE_STEP, steps);
  add_page (house, LIAN_KIND_INSTRUCTION, instructions);
  add_page (house, LIAN_KIND_DELIVERY, deliveries);
}

static void
committed_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_mirror_commit_snapshot_finish (LIAN_MIRROR (mirror), result, &error);
  g_assert_no_error (error);
  ((House *)user_data)->done = TRUE;
}

static void
fill (House *house, guint shift)
{
  g_autofree char *position = g_strdup_printf ("epoch:%u", shift + 2);

  house->done = FALSE;
  lian_mirror_begin_snapshot (house->mirror, "server", "epoch", string_of (house, shift), TRUE);
  add_dictionary (house, shift);
  add_places (house, shift);
  add_cases (house, shift);
  lian_mirror_commit_snapshot (house->mirror, position, NOW, NULL, committed_cb, house);
  WAIT (house->done);
}

/* --- an instruction that was refused with such a text --- */

static void
promised_cb (GObject *ledger, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_ledger_promise_finish (LIAN_LEDGER (ledger), result, &error);
  g_assert_no_error (error);
  ((House *)user_data)->done = TRUE;
}

static void
attempted_cb (GObject *ledger, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_ledger_begin_attempt_finish (LIAN_LEDGER (ledger), result, &error);
  g_assert_no_error (error);
  ((House *)user_data)->done = TRUE;
}

static void
settled_cb (GObject *ledger, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  lian_ledger_settle_finish (LIAN_LEDGER (ledger), result, &error);
  g_assert_no_error (error);
  ((House *)user_data)->done = TRUE;
}

static void
settle (House *house, const char *id, const char *case_id, LianEntryState state,
        const char *problem)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  LianPromise promise = { .id = id,
                          .kind = "dispatch",
                          .case_id = case_id,
                          .target = case_id,
                          .target_version = 2,
                          .to_unit = "u1",
                          .body = body,
                          .account = problem,
                          .server_id = "server",
                          .created_at = NOW,
                          .not_before = NOW,
                          .not_after = NOW + G_TIME_SPAN_DAY };

  house->done = FALSE;
  lian_ledger_promise (house->ledger, &promise, NULL, promised_cb, house);
  WAIT (house->done);
  house->done = FALSE;
  lian_ledger_begin_attempt (house->ledger, id, NULL, attempted_cb, house);
  WAIT (house->done);
  house->done = FALSE;
  lian_ledger_settle (house->ledger, id, state, 0, NULL, problem, NULL, NULL, settled_cb, house);
  WAIT (house->done);
}

/* --- the house --- */

static void
house_set_up (House *house)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mirror = NULL, *ledger = NULL;

  memset (house, 0, sizeof *house);
  load_strings (house);
  house->folder = g_dir_make_tmp ("lian-hostile-XXXXXX", &error);
  g_assert_no_error (error);
  mirror = g_build_filename (house->folder, "mirror.db", NULL);
  ledger = g_build_filename (house->folder, "ledger.db", NULL);
  house->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  house->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  fill (house, 0);
  house->engine = lian_engine_new (house->mirror, house->ledger, "http://127.0.0.1:1", &error);
  g_assert_no_error (error);
  lian_clock_set_now (lian_engine_get_clock (house->engine), NOW);
  house->scope = lian_scope_new (COUNTY);
  lian_scope_set_period (house->scope, LIAN_PERIOD_WEEK);
  house->regions = lian_regions_new (house->mirror);
}

static void
house_open (House *house)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  house->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (house->window), 1800, 1150);
  house->pill = lian_pill_new ();
  lian_pill_set_engine (LIAN_PILL (house->pill), house->engine);
  house->overview = lian_overview_page_new (house->engine, house->scope, house->regions);
  house->desk = lian_desk_page_new (house->engine, house->scope);
  gtk_widget_set_vexpand (house->overview, TRUE);
  gtk_widget_set_vexpand (house->desk, TRUE);
  gtk_box_append (GTK_BOX (box), house->pill);
  gtk_box_append (GTK_BOX (box), house->overview);
  gtk_box_append (GTK_BOX (box), house->desk);
  gtk_window_set_child (GTK_WINDOW (house->window), box);
  lian_overview_page_set_size (LIAN_OVERVIEW_PAGE (house->overview), 1800, 600);
  gtk_window_present (GTK_WINDOW (house->window));
}

static void
house_clear (House *house)
{
  static const char *const files[] = { "mirror.db", "mirror.db-wal", "mirror.db-shm",
                                       "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  if (house->window != NULL)
    gtk_window_destroy (GTK_WINDOW (house->window));
  lian_engine_stop (house->engine);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_clear_object (&house->regions);
  g_clear_object (&house->scope);
  g_clear_object (&house->engine);
  lian_mirror_close (house->mirror);
  lian_ledger_close (house->ledger);
  g_clear_object (&house->mirror);
  g_clear_object (&house->ledger);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (house->folder, files[i], NULL);

      g_unlink (path);
    }
  g_rmdir (house->folder);
  g_free (house->folder);
  g_ptr_array_unref (house->strings);
}

static const char *
get_text (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));
  return NULL;
}

/* How many widgets show @text as it is written: of a label that obeys markup, the text would be
 * without it. */
static guint
count_texts (GtkWidget *widget, const char *text)
{
  const char *shown = get_text (widget);
  guint n = shown != NULL && strstr (shown, text) != NULL ? 1 : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_texts (child, text);
  return n;
}

static gboolean
is_settled (House *house)
{
  return lian_desk_page_is_settled (LIAN_DESK_PAGE (house->desk))
         && lian_overview_page_is_settled (LIAN_OVERVIEW_PAGE (house->overview));
}

static gboolean
waited_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Frames are drawn, lists bound and timers run. */
static void
draw (guint milliseconds)
{
  gboolean waited = FALSE;

  g_timeout_add (milliseconds, waited_cb, &waited);
  while (!waited)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_pages (void)
{
  House house;

  house_set_up (&house);
  house_open (&house);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      if (round > 0)
        fill (&house, round * house.strings->len / N_ROUNDS);
      WAIT (is_settled (&house));
      for (guint i = 0; i < N_OPENED; i++)
        {
          g_autofree char *id
              = g_strdup_printf ("c%u", (round * N_OPENED + i) * 29 % house.strings->len);

          lian_desk_page_open_case (LIAN_DESK_PAGE (house.desk), id);
          WAIT (is_settled (&house));
          draw (20);
        }
      lian_pill_popup (LIAN_PILL (house.pill));
      draw (100);
      lian_pill_popdown (LIAN_PILL (house.pill));
    }
  house_clear (&house);
}

static void
test_markup (void)
{
  House house;

  house_set_up (&house);
  settle (&house, "0193a000-0000-7000-8000-000000000000", "c0", LIAN_ENTRY_REFUSED, markup[0]);
  settle (&house, "0193a000-0000-7000-8000-000000000001", "c1", LIAN_ENTRY_CONFLICT, markup[1]);
  house_open (&house);
  for (guint i = 0; i < G_N_ELEMENTS (markup); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      lian_desk_page_open_case (LIAN_DESK_PAGE (house.desk), id);
      WAIT (is_settled (&house) && count_texts (house.desk, markup[i]) > 0);
      draw (50);
      /* The row of the list; at the right title, description and address. */
      g_assert_cmpuint (count_texts (house.desk, markup[i]), >=, 3);
    }
  /* Names of regions and units on the overview. */
  g_assert_cmpuint (count_texts (house.overview, markup[0]), >=, 1);
  g_assert_cmpuint (count_texts (house.overview, markup[1]), >=, 1);
  lian_pill_popup (LIAN_PILL (house.pill));
  draw (100);
  g_assert_cmpuint (count_texts (house.pill, markup[0]), >=, 1);
  lian_pill_popdown (LIAN_PILL (house.pill));
  house_clear (&house);
}

static void
test_composer (void)
{
  House house;
  g_autoptr (LianCaseWords) words = NULL;
  GtkWidget *composer;

  house_set_up (&house);
  words = lian_case_words_new (house.engine);
  WAIT (g_hash_table_size (lian_case_words_get_units (words)) > 0);
  house.window = gtk_window_new ();
  composer = lian_composer_new (house.engine, words);
  gtk_window_set_child (GTK_WINDOW (house.window), composer);
  gtk_window_present (GTK_WINDOW (house.window));
  for (guint i = 0; i < house.strings->len; i += 61)
    {
      g_autoptr (LianRecord) record = make_case (&house, i, 0);

      lian_composer_begin (LIAN_COMPOSER (composer), record, NULL);
      WAIT (lian_composer_is_ready (LIAN_COMPOSER (composer)));
      draw (20);
      lian_composer_end (LIAN_COMPOSER (composer));
    }
  house_clear (&house);
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
  g_test_add_func ("/ui/hostile/markup", test_markup);
  g_test_add_func ("/ui/hostile/pages", test_pages);
  g_test_add_func ("/ui/hostile/composer", test_composer);
  return g_test_run ();
}
