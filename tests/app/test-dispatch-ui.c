/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real console on a real server: what a dispatcher sees on the desk, an instruction sent with
 * two keys and followed until its feedback, one that is taken back and one that comes too late. The
 * tests share one console and one county and run in their order. */
#include "lian-application.h"
#include "lian-case-list.h"
#include "lian-case-pane.h"
#include "lian-case-selection.h"
#include "lian-composer.h"
#include "lian-desk-page.h"
#include "lian-ledger.h"
#include "lian-order-status.h"
#include "lian-order-strip.h"
#include "lian-profile.h"
#include "lian-test-server.h"
#include "lian-text.h"

#include <glib/gstdio.h>

/* Instrumented programs are slower; what is promised in seconds holds for the others. */
#ifdef __SANITIZE_ADDRESS__
#define SLOW 5
#else
#define SLOW 1
#endif

#define PROFILE "uitest"
#define LEAST_ROWS 24

typedef struct
{
  LianTestServer *server;
  LianApplication *application;
  LianWindow *window;
  LianEngine *engine;
  gint64 started; /* monotonic */
  gint64 opened;  /* the same moment by the platform's clock */
  int status;

  GHashTable *used;         /* ids of cases that a test has had */
  GHashTable *instructions; /* id → newest mirrored record */
  GHashTable *deliveries;   /* id → newest mirrored record */
  guint reports;            /* cases that were new to a console that was live */

  char *order_id;   /* the instruction that is followed */
  char *order_case; /* its case */
  guint seen;       /* bits: the steps it was seen at */
  LianOrderStatus last;
} Console;

static Console console;

/* --- widgets --- */

static GtkWidget *
find (GtkWidget *root, GType type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);
  return found;
}

static GtkWidget *
find_class (GtkWidget *root, GType type, const char *css_class)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (root), type) && gtk_widget_has_css_class (root, css_class))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_class (child, type, css_class);
  return found;
}

/* A label or button below @root that a person sees and that says @text. */
static GtkWidget *
find_text (GtkWidget *root, const char *text)
{
  GtkWidget *found = NULL;
  const char *says = GTK_IS_LABEL (root) ? gtk_label_get_text (GTK_LABEL (root)) : NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (says != NULL && strstr (says, text) != NULL)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_text (child, text);
  return found;
}

static LianDeskPage *
get_desk (void)
{
  return LIAN_DESK_PAGE (lian_window_get_page (console.window, "desk"));
}

static GtkWidget *
get_part (GType type)
{
  GtkWidget *part = find (GTK_WIDGET (get_desk ()), type);

  g_assert_nonnull (part);
  return part;
}

static LianCaseSelection *
get_selection (void)
{
  return LIAN_CASE_SELECTION (
      gtk_column_view_get_model (GTK_COLUMN_VIEW (get_part (GTK_TYPE_COLUMN_VIEW))));
}

/* As a key does: where the focus is, and from there upwards. */
static void
press (const char *action)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (console.window));

  g_assert_nonnull (focus);
  if (!gtk_widget_activate_action (focus, action, NULL))
    g_error ("%s is not reached from the %s that has the focus", action,
             G_OBJECT_TYPE_NAME (focus));
}

static gboolean
has_focus_within (GtkWidget *widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (console.window));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* --- what becomes of the instruction --- */

static LianLedgerEntry *
get_entry (const char *id)
{
  return lian_ledger_lookup (lian_engine_get_ledger (console.engine), id);
}

static LianEntryState
get_state (const char *id)
{
  return lian_ledger_entry_get_state (get_entry (id));
}

static void
look (void)
{
  g_autoptr (GPtrArray) deliveries = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;
  LianOrderStatus status;

  if (console.order_id == NULL || get_entry (console.order_id) == NULL)
    return;
  g_hash_table_iter_init (&iter, console.deliveries);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    if (g_strcmp0 (lian_record_get_text (record, LIAN_DELIVERY_INSTRUCTION), console.order_id) == 0)
      g_ptr_array_add (deliveries, record);
  lian_order_status_compute (get_entry (console.order_id),
                             g_hash_table_lookup (console.instructions, console.order_id),
                             deliveries, &status);
  /* The way leads forward only. */
  if (console.seen != 0)
    g_assert_cmpint (status.step, >=, console.last.step);
  console.seen |= 1u << status.step;
  console.last = status;
}

static void
follow (const char *id, const char *case_id)
{
  g_free (console.order_id);
  g_free (console.order_case);
  console.order_id = g_strdup (id);
  console.order_case = g_strdup (case_id);
  console.seen = 0;
  look ();
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, gpointer user_data)
{
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      LianChange *change = changes->pdata[i];
      GHashTable *table = change->kind == LIAN_KIND_INSTRUCTION ? console.instructions
                          : change->kind == LIAN_KIND_DELIVERY  ? console.deliveries
                                                                : NULL;

      if (change->record == NULL)
        continue;
      if (table != NULL)
        g_hash_table_replace (table, g_strdup (change->id), lian_record_ref (change->record));
      if (change->kind == LIAN_KIND_CASE
          && g_strcmp0 (lian_record_get_text (change->record, LIAN_CASE_STATE), "reported") == 0)
        console.reports++;
    }
  look ();
}

/* The ledger's newest row, of whatever case. */
static char *
dup_newest_id (void)
{
  GListModel *entries = lian_ledger_get_entries (lian_engine_get_ledger (console.engine));
  g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, 0);

  return entry != NULL ? g_strdup (lian_ledger_entry_get_id (entry)) : NULL;
}

/* --- the desk --- */

static gboolean
is_at_rest (void)
{
  return g_strcmp0 (lian_window_get_body (console.window), "pages") == 0
         && lian_window_is_settled (console.window);
}

/* A case that waits to be dispatched and that no test has had. Ordinary ones the simulated seats
 * take as well. */
static LianRecord *
pick_case (void)
{
  GListModel *rows = G_LIST_MODEL (get_selection ());

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (LianCaseRow) row = g_list_model_get_item (rows, i);
      LianRecord *record = lian_case_row_get_record (row);

      if (record != NULL && g_strcmp0 (lian_record_get_text (record, LIAN_CASE_STATE), "filed") == 0
          && g_strcmp0 (lian_record_get_text (record, LIAN_CASE_URGENCY), "normal") != 0
          && g_hash_table_add (console.used, g_strdup (lian_case_row_get_id (row))))
        return lian_record_ref (record);
    }
  g_error ("no urgent case waits to be dispatched");
  return NULL;
}

/* Returns whether @title stands at the head of the case on the right. */
static gboolean
is_open (LianRecord *record)
{
  g_autofree char *title
      = lian_text_clean (lian_record_get_text (record, LIAN_CASE_TITLE), FALSE, 128);

  return find_text (get_part (LIAN_TYPE_CASE_PANE), title) != NULL;
}

static void
open_case (const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (console.window), "win.open-case", "s", id);
  LIAN_WAIT (is_at_rest (), 20 * SLOW);
}

/* The first key, and everything that the composer proposes. */
static void
compose (void)
{
  GtkWidget *pane = get_part (LIAN_TYPE_CASE_PANE);

  press ("desk.dispatch");
  g_assert_true (lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  LIAN_WAIT (is_at_rest () && has_focus_within (get_part (LIAN_TYPE_COMPOSER)), 20 * SLOW);
}

/* The second key. Returns the id of the instruction that is queued then. */
static char *
send_order (LianRecord *record)
{
  g_autofree char *before = dup_newest_id ();
  char *id = NULL;

  press ("composer.send");
  LIAN_WAIT ((g_free (id), id = dup_newest_id (), g_strcmp0 (id, before) != 0), 10 * SLOW);
  g_assert_cmpint (get_state (id), ==, LIAN_ENTRY_QUEUED);
  g_assert_cmpstr (lian_ledger_entry_get_case_id (get_entry (id)), ==, lian_record_get_id (record));
  g_assert_cmpstr (lian_ledger_entry_get_to_unit (get_entry (id)), !=, "");
  return id;
}

static guint
count_instructions (const char *case_id)
{
  g_autofree char *path = g_strdup_printf ("/v1/cases/%s", case_id);
  g_autofree char *answer = lian_test_server_get (console.server, "seat05", path);
  guint n = 0;

  for (const char *at = strstr (answer, "\"receipt_no\""); at != NULL;
       at = strstr (at + 1, "\"receipt_no\""))
    n++;
  return n;
}

/* --- the tests --- */

/* A window without a window manager has a border of its own, which counts to the default size. One
 * change at a time: on a busy machine the window takes a while to have the size that it was given.
 */
static gboolean
has_size (int width, int height)
{
  static int asked_at_width = -1;
  static int asked_at_height = -1;
  int had_width = gtk_widget_get_width (GTK_WIDGET (console.window));
  int had_height = gtk_widget_get_height (GTK_WIDGET (console.window));
  int default_width;
  int default_height;

  if (had_width == width && had_height == height)
    return TRUE;
  if (had_width <= 0 || (had_width == asked_at_width && had_height == asked_at_height))
    return FALSE;
  gtk_window_get_default_size (GTK_WINDOW (console.window), &default_width, &default_height);
  gtk_window_set_default_size (GTK_WINDOW (console.window), width + default_width - had_width,
                               height + default_height - had_height);
  asked_at_width = had_width;
  asked_at_height = had_height;
  return FALSE;
}

static void
test_sign_in (void)
{
  GtkWidget *form, *password;

  LIAN_WAIT (lian_engine_get_phase (console.engine) == LIAN_PHASE_SIGN_IN, 20 * SLOW);
  form = find (GTK_WIDGET (console.window), g_type_from_name ("LianSignInPage"));
  password = find (form, ADW_TYPE_PASSWORD_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (password), console.server->password);
  g_signal_emit_by_name (password, "entry-activated");
  LIAN_WAIT (lian_engine_get_phase (console.engine) == LIAN_PHASE_LIVE, 60 * SLOW);
  g_assert_cmpstr (lian_engine_get_account (console.engine), ==, "seat02");
  console.opened = lian_clock_get_now (lian_engine_get_clock (console.engine))
                   - (g_get_monotonic_time () - console.started);
  LIAN_WAIT (has_size (1920, 1080), 20 * SLOW);
  LIAN_WAIT (is_at_rest (), 30 * SLOW);
}

/* Rows of the list that lie wholly inside it. */
static guint
count_visible_rows (void)
{
  GtkWidget *list = get_part (GTK_TYPE_LIST_VIEW);
  guint n = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t bounds;

      if (gtk_widget_get_mapped (row) && gtk_widget_get_height (row) > 0
          && gtk_widget_compute_bounds (row, list, &bounds) && bounds.origin.y >= 0
          && bounds.origin.y + bounds.size.height <= gtk_widget_get_height (list))
        n++;
    }
  return n;
}

static gint64
get_rank (LianRecord *record)
{
  static const char *const waiting[] = { "to_accept", "to_file", "to_dispatch", NULL };
  LianDictionary *dictionary = lian_mirror_get_dictionary (lian_engine_get_mirror (console.engine));
  const char *stage
      = lian_dictionary_stage (dictionary, lian_record_get_text (record, LIAN_CASE_STATE));
  gint64 rank = lian_dictionary_rank (dictionary, "urgency",
                                      lian_record_get_text (record, LIAN_CASE_URGENCY));

  return g_strv_contains (waiting, stage)
                 && rank > lian_dictionary_rank (dictionary, "urgency", "normal")
             ? rank
             : 0;
}

static gint64
get_deadline (LianRecord *record)
{
  return lian_record_has (record, LIAN_CASE_DEADLINE)
             ? lian_record_get_time (record, LIAN_CASE_DEADLINE)
             : G_MAXINT64;
}

static gboolean
is_ordered (void)
{
  GListModel *rows = G_LIST_MODEL (get_selection ());
  LianRecord *before = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (LianCaseRow) row = g_list_model_get_item (rows, i);
      LianRecord *record = lian_case_row_get_record (row);

      /* What is far from the screen has not been read. */
      if (record == NULL)
        break;
      if (before != NULL
          && (get_rank (before) < get_rank (record)
              || (get_rank (before) == get_rank (record)
                  && get_deadline (before) > get_deadline (record))))
        return FALSE;
      before = record;
    }
  return TRUE;
}

/* A case that changed since the list was made may stand where it does not belong any more: then the
 * list is asked for anew. */
static gboolean
is_ordered_when_fresh (void)
{
  if (!is_at_rest ())
    return FALSE;
  if (is_ordered ())
    return TRUE;
  press ("desk.refresh");
  return FALSE;
}

static void
test_rows (void)
{
  LianCaseRow *first;

  LIAN_WAIT (count_visible_rows () >= LEAST_ROWS, 10 * SLOW);
  /* Without any click: the keys of the desk need the focus in it. */
  g_assert_true (has_focus_within (GTK_WIDGET (get_desk ())));
  LIAN_WAIT (is_ordered_when_fresh (), 20 * SLOW);
  g_assert_cmpuint (lian_case_selection_get_position (get_selection ()), ==, 0);
  first = lian_case_selection_get_row (get_selection ());
  g_assert_cmpint (get_rank (lian_case_row_get_record (first)), >, 0);
  LIAN_WAIT (is_open (lian_case_row_get_record (first)), 10 * SLOW);
}

static void
reports_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **)user_data = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);
  g_assert_no_error (error);
}

/* Returns the platform's time of the first report after the start, 0 while there is none. */
static gint64
find_first_report (void)
{
  g_autofree char *where = g_strdup_printf ("reported_at > %" G_GINT64_FORMAT, console.opened);
  g_autoptr (GPtrArray) cases = NULL;

  lian_mirror_list (lian_engine_get_mirror (console.engine), LIAN_KIND_CASE, where, "reported_at",
                    1, NULL, reports_listed_cb, &cases);
  LIAN_WAIT (cases != NULL, 10 * SLOW);
  return cases->len > 0 ? lian_record_get_time (cases->pdata[0], LIAN_CASE_REPORTED_AT) : 0;
}

/* The first new case is promised within 20 seconds of the county's start. */
static void
test_report (void)
{
  gint64 first = 0;

  LIAN_WAIT ((first = find_first_report ()) != 0, 20 * SLOW);
  g_assert_cmpint (first - console.opened, <=, 20 * G_TIME_SPAN_SECOND);
}

static void
test_sent (void)
{
  GtkWidget *strip = get_part (LIAN_TYPE_ORDER_STRIP);
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *id = NULL;
  g_autofree char *receipt = NULL;

  gtk_widget_activate_action (GTK_WIDGET (console.window), "win.show-list", "s",
                              "todo to_dispatch");
  LIAN_WAIT (is_at_rest (), 20 * SLOW);
  g_assert_cmpuint (lian_case_selection_get_position (get_selection ()), ==, 0);
  record = pick_case ();
  g_assert_cmpstr (lian_case_row_get_id (lian_case_selection_get_row (get_selection ())), ==,
                   lian_record_get_id (record));
  LIAN_WAIT (is_at_rest () && is_open (record), 20 * SLOW);

  compose ();
  id = send_order (record);
  follow (id, lian_record_get_id (record));
  g_assert_cmpint (console.last.step, ==, LIAN_ORDER_QUEUED);
  LIAN_WAIT (find_text (strip, "Saved on this computer") != NULL, 5 * SLOW);
  LIAN_WAIT (get_state (id) == LIAN_ENTRY_RECEIVED, 20 * SLOW);
  g_assert_cmpint (lian_ledger_entry_get_receipt_no (get_entry (id)), >, 0);
  receipt
      = g_strdup_printf ("%06" G_GINT64_FORMAT, lian_ledger_entry_get_receipt_no (get_entry (id)));
  LIAN_WAIT (find_text (strip, receipt) != NULL, 5 * SLOW);
  LIAN_WAIT (console.last.step >= LIAN_ORDER_DELIVERED, 10 * SLOW);
  /* A unit signs within 15 seconds. */
  LIAN_WAIT (console.last.step >= LIAN_ORDER_SIGNED, 15 * SLOW);
  g_assert_nonnull (find_text (strip, receipt));
}

static void
test_undo (void)
{
  GtkWidget *strip = get_part (LIAN_TYPE_ORDER_STRIP);
  g_autoptr (LianRecord) record = pick_case ();
  g_autofree char *id = NULL;
  GtkWidget *undo;

  open_case (lian_record_get_id (record));
  compose ();
  id = send_order (record);
  LIAN_WAIT ((undo = find_text (strip, "Undo sending")) != NULL, 4);
  g_signal_emit_by_name (gtk_widget_get_ancestor (undo, GTK_TYPE_BUTTON), "clicked");
  LIAN_WAIT (get_state (id) != LIAN_ENTRY_QUEUED, 10 * SLOW);
  g_assert_cmpint (get_state (id), ==, LIAN_ENTRY_REVOKED);
  g_assert_cmpuint (lian_ledger_entry_get_attempts (get_entry (id)), ==, 0);
  LIAN_WAIT (!gtk_widget_get_visible (strip), 5 * SLOW);
  /* Past the time at which it would have gone out, too. */
  LIAN_WAIT (lian_clock_get_now (lian_engine_get_clock (console.engine))
                 > lian_ledger_entry_get_not_before (get_entry (id)) + G_TIME_SPAN_SECOND,
             20);
  g_assert_cmpint (get_state (id), ==, LIAN_ENTRY_REVOKED);
  g_assert_cmpuint (count_instructions (lian_record_get_id (record)), ==, 0);
}

static void
dispatch_from_another_seat (LianRecord *record, const char *unit)
{
  g_autofree char *id = lian_uuid7 (lian_clock_get_now (lian_engine_get_clock (console.engine)));
  g_autofree char *body = g_strdup_printf (
      "{\"id\": \"%s\", \"kind\": \"dispatch\", \"case_id\": \"%s\", \"to_unit\": \"%s\", "
      "\"opinion\": \"请处置\"}",
      id, lian_record_get_id (record), unit);
  g_autofree char *answer = NULL;
  guint status = lian_test_server_post_if (console.server, "seat05", "/v1/instructions", body,
                                           lian_record_get_version (record), &answer);

  if (status != 201)
    g_error ("the other seat was refused: %u %s", status, answer);
}

/* The other seat is faster: while ours can still be undone. */
static void
test_conflict (void)
{
  GtkWidget *strip = get_part (LIAN_TYPE_ORDER_STRIP);
  g_autoptr (LianRecord) record = pick_case ();
  g_autofree char *id = NULL;
  GtkWidget *card;

  open_case (lian_record_get_id (record));
  compose ();
  id = send_order (record);
  dispatch_from_another_seat (record, lian_ledger_entry_get_to_unit (get_entry (id)));
  LIAN_WAIT (get_state (id) > LIAN_ENTRY_SENDING, 30 * SLOW);
  g_assert_cmpint (get_state (id), ==, LIAN_ENTRY_CONFLICT);
  LIAN_WAIT (is_at_rest (), 20 * SLOW);
  card = find_class (strip, GTK_TYPE_BOX, "lian-conflict");
  LIAN_WAIT (gtk_widget_get_mapped (card), 10 * SLOW);
  g_assert_nonnull (find_text (card, "Conflict"));
  g_assert_nonnull (find_text (card, "Keep the platform's state"));
  g_assert_cmpuint (count_instructions (lian_record_get_id (record)), ==, 1);
  /* Decided: what the platform has takes its place. */
  g_signal_emit_by_name (gtk_widget_get_ancestor (find_text (card, "Keep the platform's state"),
                                                  GTK_TYPE_BUTTON),
                         "clicked");
  LIAN_WAIT (!gtk_widget_get_mapped (card), 5 * SLOW);
  g_assert_nonnull (find_text (strip, "receipt no."));
}

/* What was sent first has gone on by itself. */
static void
test_feedback (void)
{
  GtkWidget *strip = get_part (LIAN_TYPE_ORDER_STRIP);
  g_autofree char *receipt = NULL;

  g_assert_nonnull (console.order_id);
  LIAN_WAIT (console.last.step >= LIAN_ORDER_FEEDBACK, 90 * SLOW);
  /* New cases have come in meanwhile, by the feed. */
  LIAN_WAIT (console.reports > 0, 60 * SLOW);
  g_assert_cmpint (console.last.step, <=, LIAN_ORDER_DONE);
  g_assert_true (console.seen & (1u << LIAN_ORDER_QUEUED));
  g_assert_true (console.seen & (1u << LIAN_ORDER_DELIVERED));
  g_assert_true (console.seen & (1u << LIAN_ORDER_SIGNED));
  g_assert_true (console.seen & (1u << LIAN_ORDER_HANDLING));
  for (guint step = LIAN_ORDER_DELIVERED; step < LIAN_ORDER_FEEDBACK; step++)
    g_assert_cmpint (console.last.times[step], <, console.last.times[step + 1]);
  open_case (console.order_case);
  receipt = g_strdup_printf ("%06" G_GINT64_FORMAT, console.last.receipt_no);
  LIAN_WAIT (find_text (strip, receipt) != NULL, 10 * SLOW);
  g_assert_cmpuint (count_instructions (console.order_case), ==, 1);
}

/* --- the console --- */

static gboolean
run_cb (gpointer user_data)
{
  console.window = lian_application_get_window (console.application);
  console.engine = lian_application_get_engine (console.application);
  g_assert_nonnull (console.window);
  g_assert_nonnull (console.engine);
  g_signal_connect (lian_engine_get_mirror (console.engine), "changed",
                    G_CALLBACK (mirror_changed_cb), NULL);
  g_signal_connect (lian_engine_get_ledger (console.engine), "changed", G_CALLBACK (look), NULL);
  console.status = g_test_run ();
  g_application_quit (G_APPLICATION (console.application));
  return G_SOURCE_REMOVE;
}

static void
activated_cb (void)
{
  g_idle_add (run_cb, NULL);
}

/* As it is for a person who was here yesterday. */
static void
remember_person (void)
{
  g_autoptr (LianProfile) profile = lian_profile_new (PROFILE, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSettings) settings = lian_profile_open_settings (profile, FALSE, &error);

  g_assert_no_error (error);
  g_settings_set_string (settings, "account", "seat02");
  g_settings_set_string (settings, "seat", "02");
  g_settings_set_string (settings, "last-page", "desk");
  g_settings_set_boolean (settings, "welcome-dismissed", TRUE);
  g_settings_set_boolean (settings, "window-maximized", FALSE);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  const char *name;

  while (directory != NULL && (name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
open_console (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) arguments = NULL;

  console.used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  console.instructions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  console.deliveries
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  console.server = lian_test_server_new ();
  lian_test_server_start (console.server, TRUE);
  console.started = g_get_monotonic_time ();
  remember_person ();
  console.application = lian_application_new (PROFILE);
  g_signal_connect_after (console.application, "activate", G_CALLBACK (activated_cb), NULL);
  g_strv_builder_add_many (builder, "liandong", "--server", console.server->url, NULL);
  arguments = g_strv_builder_end (builder);
  g_application_run (G_APPLICATION (console.application), 3, arguments);
}

static void
close_console (void)
{
  g_assert_finalize_object (console.application);
  lian_test_server_free (console.server);
  g_hash_table_unref (console.used);
  g_hash_table_unref (console.instructions);
  g_hash_table_unref (console.deliveries);
  g_free (console.order_id);
  g_free (console.order_case);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = g_dir_make_tmp ("liandong-ui-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dispatch/sign-in", test_sign_in);
  g_test_add_func ("/dispatch/rows", test_rows);
  g_test_add_func ("/dispatch/report", test_report);
  g_test_add_func ("/dispatch/sent", test_sent);
  g_test_add_func ("/dispatch/undo", test_undo);
  g_test_add_func ("/dispatch/conflict", test_conflict);
  g_test_add_func ("/dispatch/feedback", test_feedback);
  open_console ();
  close_console ();
  remove_tree (folder);
  return console.status;
}
