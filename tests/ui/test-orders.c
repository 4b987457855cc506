/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-engine-private.h"

#include "lian-case-pane.h"
#include "lian-composer.h"
#include "lian-default-dictionary.h"
#include "lian-desk-page.h"
#include "lian-order-dialogs.h"
#include "lian-order-notices.h"
#include "lian-phone-form.h"
#include "lian-timeline.h"
#include "lian-window.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

/* Instructions on the screen: what alarms, what others have left, what is given by telephone. */

/* 2026-11-24T09:40:00+08:00 */
#define NOW G_GINT64_CONSTANT (1795484400000000)
#define MINUTE G_TIME_SPAN_MINUTE
#define COUNTY "421202000000"
#define PATIENCE_US (60 * G_TIME_SPAN_SECOND)

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

typedef struct
{
  char *folder;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianClock *clock;
  LianCaseWords *words;
  GAsyncResult *result;
  GtkWidget *window;
} Place;

static void
keep_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_set_object ((GAsyncResult **)data, result);
}

static LianRecord *
make_case (const char *id, const char *title)
{
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 2);
  lian_record_set_text (record, LIAN_F_REGION, COUNTY);
  lian_record_set_text (record, LIAN_CASE_TITLE, title);
  lian_record_set_text (record, LIAN_CASE_CODE, id);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "utility-manhole");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "wechat");
  lian_record_set_text (record, LIAN_CASE_URGENCY, "normal");
  lian_record_set_text (record, LIAN_CASE_STATE, "filed");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, NOW - G_TIME_SPAN_HOUR);
  lian_record_set_time (record, LIAN_CASE_STAGE_AT, NOW - G_TIME_SPAN_HOUR);
  return record;
}

/* It stands for c3, received under number 7. */
static LianRecord *
make_instruction (void)
{
  LianRecord *record = lian_record_new (LIAN_KIND_INSTRUCTION);

  lian_record_set_text (record, LIAN_F_ID, "i7");
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_INSTRUCTION_KIND, "dispatch");
  lian_record_set_text (record, LIAN_INSTRUCTION_CASE, "c3");
  lian_record_set_text (record, LIAN_INSTRUCTION_TO_UNIT, "u1");
  lian_record_set_text (record, LIAN_INSTRUCTION_STATE, "accepted");
  lian_record_set_int (record, LIAN_INSTRUCTION_RECEIPT_NO, 7);
  lian_record_set_time (record, LIAN_INSTRUCTION_SENT_AT, NOW - 20 * MINUTE);
  lian_record_set_time (record, LIAN_INSTRUCTION_ACCEPTED_AT, NOW - 20 * MINUTE);
  return record;
}

static LianRecord *
make_unit (const char *id, const char *name, const char *phone)
{
  LianRecord *record = lian_record_new (LIAN_KIND_UNIT);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_UNIT_NAME, name);
  lian_record_set_text (record, LIAN_UNIT_KIND, "department");
  lian_record_set_text (record, LIAN_UNIT_DUTY_PHONE, phone);
  return record;
}

static GPtrArray *
make_dictionary (void)
{
  GPtrArray *entries = lian_default_dictionary_make ();

  for (guint i = 0; i < entries->len; i++)
    lian_record_set_int (entries->pdata[i], LIAN_F_VERSION, 1);
  return entries;
}

static void
fill (Place *place)
{
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *units = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *shifts = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  GPtrArray *instructions = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  LianRecord *shift = lian_record_new (LIAN_KIND_SHIFT);
  LianRecord *dispatched = make_case ("c3", "西门桥栏杆松动");
  g_autoptr (GError) error = NULL;

  lian_record_set_text (dispatched, LIAN_CASE_STATE, "dispatched");
  lian_record_set_text (dispatched, LIAN_CASE_INSTRUCTION, "i7");

  lian_record_set_text (shift, LIAN_F_ID, "s1");
  lian_record_set_int (shift, LIAN_F_VERSION, 1);
  lian_record_set_text (shift, LIAN_SHIFT_NAME, "白班");
  lian_record_set_time (shift, LIAN_SHIFT_STARTS_AT, NOW - 100 * MINUTE);
  lian_record_set_time (shift, LIAN_SHIFT_ENDS_AT, NOW + 620 * MINUTE);
  g_ptr_array_add (shifts, shift);
  g_ptr_array_add (cases, make_case ("c1", "丹桂路口窨井盖缺失"));
  g_ptr_array_add (cases, make_case ("c2", "双泉巷路灯三天不亮"));
  g_ptr_array_add (cases, dispatched);
  g_ptr_array_add (instructions, make_instruction ());
  g_ptr_array_add (units, make_unit ("u1", "住建局市政设施管理所", "0715-8000001"));
  lian_mirror_begin_snapshot (place->mirror, "server", "epoch", "name", TRUE);
  lian_mirror_add_page (place->mirror, LIAN_KIND_ENTRY, make_dictionary (), NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_UNIT, units, NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_SHIFT, shifts, NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_CASE, cases, NULL, NULL, NULL);
  lian_mirror_add_page (place->mirror, LIAN_KIND_INSTRUCTION, instructions, NULL, NULL, NULL);
  lian_mirror_commit_snapshot (place->mirror, "epoch:2", NOW, NULL, keep_cb, &place->result);
  WAIT (place->result != NULL);
  lian_mirror_commit_snapshot_finish (place->mirror, place->result, &error);
  g_assert_no_error (error);
  g_clear_object (&place->result);
}

static void
sign_in (Place *place, const char *account, const char *role)
{
  LianMe *me = g_new0 (LianMe, 1);

  me->account = g_strdup (account);
  me->name = g_strdup (account);
  me->roles = g_strsplit (role, " ", -1);
  me->region_code = g_strdup (COUNTY);
  me->region_name = g_strdup ("咸安区");
  me->seat = g_strdup ("seat");
  lian_engine_set_me (place->engine, me);
}

static void
place_open (Place *place)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;

  memset (place, 0, sizeof *place);
  place->folder = g_dir_make_tmp ("lian-orders-XXXXXX", NULL);
  mirror = g_build_filename (place->folder, "mirror.db", NULL);
  ledger = g_build_filename (place->folder, "ledger.db", NULL);
  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  fill (place);
  place->clock = lian_clock_new_manual (NOW);
  place->engine = lian_engine_new_with_clock (place->mirror, place->ledger, "http://127.0.0.1:1",
                                              place->clock, &error);
  g_assert_no_error (error);
  place->words = lian_case_words_new (place->engine);
  WAIT (lian_case_words_get_unit (place->words, "u1") != NULL);
  place->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (place->window), 1366, 768);
}

static void
place_close (Place *place)
{
  gtk_window_destroy (GTK_WINDOW (place->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lian_engine_stop (place->engine);
  g_object_unref (place->words);
  g_object_unref (place->engine);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (place->mirror);
  g_object_unref (place->ledger);
  g_object_unref (place->clock);
  {
    g_autoptr (GDir) dir = g_dir_open (place->folder, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL)
      {
        g_autofree char *path = g_build_filename (place->folder, name, NULL);

        g_unlink (path);
      }
  }
  g_rmdir (place->folder);
  g_free (place->folder);
}

static char *
order (Place *place, const char *case_id)
{
  LianDispatch dispatch = { .case_id = case_id,
                            .case_version = 2,
                            .to_unit = "u1",
                            .opinion = "请立即到场围挡",
                            .limit_min = 240,
                            .not_after = NOW + 15 * MINUTE };
  g_autoptr (GError) error = NULL;
  char *id;

  lian_engine_order (place->engine, &dispatch, 0, NULL, keep_cb, &place->result);
  WAIT (place->result != NULL);
  id = lian_engine_order_finish (place->engine, place->result, &error);
  g_assert_no_error (error);
  g_clear_object (&place->result);
  return id;
}

static void
attempt (Place *place, const char *id)
{
  lian_ledger_begin_attempt (place->ledger, id, NULL, keep_cb, &place->result);
  WAIT (place->result != NULL);
  g_assert_true (lian_ledger_begin_attempt_finish (place->ledger, place->result, NULL));
  g_clear_object (&place->result);
}

static LianEntryState
state_of (Place *place, const char *id)
{
  return lian_ledger_entry_get_state (lian_ledger_lookup (place->ledger, id));
}

/* --- looking --- */

/* A visible widget below @root that says @text, or whose text begins with it. */
static GtkWidget *
find_text (GtkWidget *root, GType type, const char *text)
{
  const char *said = NULL;

  if (!gtk_widget_get_visible (root))
    return NULL;
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    {
      if (GTK_IS_BUTTON (root))
        said = gtk_button_get_label (GTK_BUTTON (root));
      else if (GTK_IS_LABEL (root))
        said = gtk_label_get_text (GTK_LABEL (root));
      if (said != NULL && g_str_has_prefix (said, text))
        return root;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_text (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

#define LABEL(root, text) find_text (root, GTK_TYPE_LABEL, text)
#define BUTTON(root, text) find_text (root, GTK_TYPE_BUTTON, text)

static GtkWidget *
find_type (GtkWidget *root, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
show (Place *place, GtkWidget *child)
{
  gtk_window_set_child (GTK_WINDOW (place->window), child);
  gtk_window_present (GTK_WINDOW (place->window));
}

/* --- notices --- */

/* One that was never sent and one that may have arrived, both of d1's. */
static void
let_expire (Place *place, char **never, char **maybe)
{
  sign_in (place, "d1", "dispatcher");
  *maybe = order (place, "c1");
  attempt (place, *maybe);
  *never = order (place, "c2");
  lian_clock_advance (place->clock, 16 * MINUTE);
  WAIT (state_of (place, *never) == LIAN_ENTRY_EXPIRED);
}

typedef struct
{
  char *case_id;
  char *id;
  gboolean by_phone;
} Replaced;

static void
replace_cb (LianOrderNotices *notices, const char *case_id, const char *id, gboolean by_phone,
            Replaced *replaced)
{
  replaced->case_id = g_strdup (case_id);
  replaced->id = g_strdup (id);
  replaced->by_phone = by_phone;
}

static void
test_alarms (void)
{
  Place place;
  GtkWidget *notices;
  Replaced replaced = { 0 };
  g_autofree char *never = NULL;
  g_autofree char *maybe = NULL;

  place_open (&place);
  notices = lian_order_notices_new (place.engine, place.words);
  show (&place, notices);
  g_assert_false (gtk_widget_get_visible (notices));
  let_expire (&place, &never, &maybe);
  WAIT (LABEL (notices, "Expired at 09:55") != NULL);
  g_assert_nonnull (LABEL (notices, "Past 09:55 without an answer"));
  g_assert_nonnull (LABEL (notices, "Duty phone 0715-8000001"));
  g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (notices)), ==,
                   GTK_ACCESSIBLE_ROLE_ALERT);
  /* Its titles are there: it is not built anew under the pressed button. */
  WAIT (LABEL (notices, "Dispatch to 住建局市政设施管理所: 双泉巷") != NULL
        && LABEL (notices, "Dispatch to 住建局市政设施管理所: 丹桂路") != NULL);
  g_signal_connect (notices, "replace", G_CALLBACK (replace_cb), &replaced);
  gtk_widget_activate (BUTTON (notices, "Telephone dispatch"));
  WAIT (replaced.id != NULL);
  g_assert_true (replaced.by_phone);
  g_assert_nonnull (replaced.case_id);
  g_free (replaced.case_id);
  g_free (replaced.id);

  /* Only a decision ends it. */
  lian_engine_drop_row (place.engine, never, "已当面告知", keep_cb, &place.result);
  WAIT (place.result != NULL);
  g_clear_object (&place.result);
  WAIT (LABEL (notices, "Expired at 09:55") == NULL);
  g_assert_nonnull (LABEL (notices, "Past 09:55 without an answer"));
  place_close (&place);
}

/* The answer that it was not carried out is said above every page until a person decides. */
static void
test_failed (void)
{
  Place place;
  GtkWidget *notices;
  g_autofree char *row = NULL;
  g_autofree char *id = NULL;

  place_open (&place);
  notices = lian_order_notices_new (place.engine, place.words);
  show (&place, notices);
  sign_in (&place, "d1", "dispatcher");
  id = order (&place, "c1");
  attempt (&place, id);
  g_assert_false (gtk_widget_get_visible (notices));
  /* What waits has its title before anybody asks what stays behind. */
  WAIT ((g_free (row), row = lian_order_notices_dup_row (LIAN_ORDER_NOTICES (notices), id),
         strstr (row, "丹桂路口窨井盖缺失") != NULL));
  lian_ledger_settle (place.ledger, id, LIAN_ENTRY_CONFLICT, 0, NULL, "conflict", "{}", NULL,
                      keep_cb, &place.result);
  WAIT (place.result != NULL);
  g_assert_true (lian_ledger_settle_finish (place.ledger, place.result, NULL));
  g_clear_object (&place.result);
  WAIT (LABEL (notices, "Not carried out: the case has changed since") != NULL);
  g_assert_nonnull (BUTTON (notices, "Show the case"));
  sign_in (&place, "d2", "dispatcher");
  g_assert_false (gtk_widget_get_visible (notices));
  sign_in (&place, "d1", "dispatcher");
  g_assert_true (gtk_widget_get_visible (notices));
  lian_ledger_decide (place.ledger, id, "kept", NULL, keep_cb, &place.result);
  WAIT (place.result != NULL);
  g_assert_true (lian_ledger_decide_finish (place.ledger, place.result, NULL));
  g_clear_object (&place.result);
  WAIT (!gtk_widget_get_visible (notices));
  place_close (&place);
}

/* Says yes to the question that is asked; whether there was one. */
static gboolean
say_yes (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GObject) window = g_list_model_get_item (windows, i);

      if (!ADW_IS_MESSAGE_DIALOG (window))
        continue;
      adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), "yes");
      return TRUE;
    }
  return FALSE;
}

static void
test_left (void)
{
  Place place;
  GtkWidget *notices;
  g_autofree char *never = NULL;
  g_autofree char *maybe = NULL;

  place_open (&place);
  let_expire (&place, &never, &maybe);
  sign_in (&place, "d2", "dispatcher");
  notices = lian_order_notices_new (place.engine, place.words);
  show (&place, notices);
  WAIT (LABEL (notices, "Left by d1") != NULL);
  g_assert_nonnull (LABEL (notices, "The duty chief decides"));
  g_assert_null (BUTTON (notices, "Send on…"));
  g_assert_null (BUTTON (notices, "Order again"));
  sign_in (&place, "chief1", "duty_chief");
  WAIT (BUTTON (notices, "Send on…") != NULL);
  g_assert_nonnull (BUTTON (notices, "Revoke…"));
  lian_order_dialogs_send_on (place.engine, never, "what", GTK_LABEL (LABEL (notices, "Left by")));
  WAIT (say_yes ());
  WAIT (g_list_model_get_n_items (lian_ledger_get_entries (place.ledger)) == 3);
  place_close (&place);
}

/* --- the composer --- */

static LianRecord *
look_up (Place *place, const char *id)
{
  LianRecord *record;

  lian_mirror_lookup (place->mirror, LIAN_KIND_CASE, id, NULL, keep_cb, &place->result);
  WAIT (place->result != NULL);
  record = lian_mirror_lookup_finish (place->mirror, place->result, NULL);
  g_clear_object (&place->result);
  g_assert_nonnull (record);
  return record;
}

static void
sent_cb (LianComposer *composer, const char *id, char **sent)
{
  *sent = g_strdup (id);
}

/* The key says why nothing happens, and which field it is. */
static void
test_composer_obstacles (void)
{
  Place place;
  GtkWidget *composer;
  g_autoptr (LianRecord) record = NULL;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  record = look_up (&place, "c1");
  composer = lian_composer_new (place.engine, place.words);
  show (&place, composer);
  lian_composer_begin (LIAN_COMPOSER (composer), record, NULL);
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_nonnull (LABEL (composer, "Not sent: the lead unit is still being proposed."));
  WAIT (lian_composer_is_ready (LIAN_COMPOSER (composer)));
  g_assert_nonnull (LABEL (composer, "expires 20:00 if the platform"));
  lian_composer_set_by_phone (LIAN_COMPOSER (composer), TRUE);
  gtk_widget_activate_action (composer, "composer.send", NULL);
  g_assert_nonnull (LABEL (composer, "Not recorded: who answered the telephone?"));
  g_assert_cmpuint (lian_ledger_count_open (place.ledger), ==, 0);
  place_close (&place);
}

static void
test_composer_phone (void)
{
  Place place;
  GtkWidget *composer;
  GtkWidget *form;
  LianLedgerEntry *entry;
  g_autoptr (LianRecord) record = NULL;
  g_autofree char *queued = NULL;
  g_autofree char *sent = NULL;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  queued = order (&place, "c1");
  record = look_up (&place, "c1");
  composer = lian_composer_new (place.engine, place.words);
  g_signal_connect (composer, "sent", G_CALLBACK (sent_cb), &sent);
  show (&place, composer);
  lian_composer_begin (LIAN_COMPOSER (composer), record, queued);
  WAIT (lian_composer_is_ready (LIAN_COMPOSER (composer)));
  lian_composer_set_by_phone (LIAN_COMPOSER (composer), TRUE);
  form = find_type (composer, LIAN_TYPE_PHONE_FORM);
  lian_phone_form_begin (LIAN_PHONE_FORM (form), NOW, NOW - 25 * MINUTE, "张三");
  gtk_widget_activate_action (composer, "composer.send", NULL);
  WAIT (sent != NULL);
  entry = lian_ledger_lookup (place.ledger, sent);
  g_assert_cmpint (lian_ledger_entry_get_ordered_at (entry), ==, NOW - 25 * MINUTE);
  g_assert_cmpint (lian_ledger_entry_get_not_after (entry), ==, 0);
  g_assert_cmpint (state_of (&place, queued), ==, LIAN_ENTRY_REVOKED);
  place_close (&place);
}

/* --- the case --- */

static char *
dup_opinion (GtkWidget *pane)
{
  GtkTextBuffer *buffer
      = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_type (pane, GTK_TYPE_TEXT_VIEW)));
  char *text;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

/* Given, not offered again while it waits, undone, and there again as it was written. */
static void
test_pane (void)
{
  Place place;
  GtkWidget *pane;
  GtkTextBuffer *buffer;
  g_autofree char *text = NULL;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  pane = lian_case_pane_new (place.engine, place.words);
  show (&place, pane);
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c1");
  WAIT (lian_case_pane_compose (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (find_type (pane, GTK_TYPE_TEXT_VIEW)));
  gtk_text_buffer_set_text (buffer, "围挡并设警示", -1);
  gtk_widget_activate_action (find_type (pane, LIAN_TYPE_COMPOSER), "composer.send", NULL);
  WAIT (lian_ledger_count_open (place.ledger) == 1);
  WAIT (!lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  g_assert_false (lian_case_pane_compose (LIAN_CASE_PANE (pane)));
  g_assert_nonnull (LABEL (pane, "An instruction for this case waits to be sent"));

  g_assert_true (lian_case_pane_undo (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  text = dup_opinion (pane);
  g_assert_cmpstr (text, ==, "围挡并设警示");
  g_assert_cmpuint (lian_ledger_count_open (place.ledger), ==, 0);
  g_assert_false (lian_case_pane_undo (LIAN_CASE_PANE (pane)));
  place_close (&place);
}

/* Asked for before it is known what may be done: it opens then, for that case alone. */
static void
test_pane_early (void)
{
  Place place;
  GtkWidget *pane;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  pane = lian_case_pane_new (place.engine, place.words);
  show (&place, pane);
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c1");
  g_assert_false (lian_case_pane_compose (LIAN_CASE_PANE (pane)));
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c2");
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  g_assert_false (lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c1");
  g_assert_false (lian_case_pane_compose (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  place_close (&place);
}

/* What has expired is on its case as well, with the ways out. */
static void
test_pane_alarm (void)
{
  Place place;
  GtkWidget *pane;
  g_autofree char *never = NULL;
  g_autofree char *maybe = NULL;

  place_open (&place);
  let_expire (&place, &never, &maybe);
  pane = lian_case_pane_new (place.engine, place.words);
  show (&place, pane);
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c1");
  WAIT (LABEL (pane, "Its time has passed and the platform has not answered") != NULL);
  g_assert_nonnull (LABEL (pane, "Duty phone 0715-8000001"));
  g_assert_nonnull (BUTTON (pane, "Drop…"));
  g_assert_null (BUTTON (pane, "Keep the platform's state"));
  /* To somebody else it is shown, and not to be decided. */
  sign_in (&place, "d2", "dispatcher");
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c2");
  WAIT (LABEL (pane, "By d1, 09:40") != NULL);
  g_assert_null (BUTTON (pane, "Order again"));
  g_assert_null (BUTTON (pane, "Drop…"));
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c1");
  sign_in (&place, "d1", "dispatcher");
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c2");
  WAIT (LABEL (pane, "Expired: this instruction was not carried out") != NULL);
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  gtk_widget_activate (BUTTON (pane, "Order again"));
  WAIT (lian_case_pane_is_composing (LIAN_CASE_PANE (pane)));
  WAIT (lian_case_pane_is_settled (LIAN_CASE_PANE (pane)));
  {
    g_autofree char *text = dup_opinion (pane);

    g_assert_cmpstr (text, ==, "请立即到场围挡");
  }
  place_close (&place);
}

/* --- decisions --- */

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

/* Answers what is asked under @heading; @reason (nullable): what is to be written first. */
static void
answer (const char *heading, const char *reason, const char *button)
{
  AdwMessageDialog *dialog;

  WAIT (find_dialog () != NULL);
  dialog = ADW_MESSAGE_DIALOG (find_dialog ());
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, heading);
  if (reason != NULL)
    {
      GtkEditable *entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (dialog));

      /* No reason, no decision. */
      g_assert_false (adw_message_dialog_get_response_enabled (dialog, "yes"));
      gtk_editable_set_text (entry, "  ");
      g_assert_false (adw_message_dialog_get_response_enabled (dialog, "yes"));
      gtk_editable_set_text (entry, reason);
      g_assert_true (adw_message_dialog_get_response_enabled (dialog, "yes"));
    }
  g_signal_emit_by_name (BUTTON (GTK_WIDGET (dialog), button), "clicked");
  WAIT (find_dialog () == NULL);
}

static void
test_drop (void)
{
  Place place;
  GtkWidget *notices;
  g_autofree char *never = NULL;
  g_autofree char *maybe = NULL;

  place_open (&place);
  let_expire (&place, &never, &maybe);
  notices = lian_order_notices_new (place.engine, place.words);
  show (&place, notices);
  WAIT (BUTTON (notices, "Drop…") != NULL);
  g_signal_emit_by_name (BUTTON (notices, "Drop…"), "clicked");
  answer ("Drop this instruction?", "已当面告知", "Cancel");
  g_assert_true (lian_ledger_entry_is_undecided (lian_ledger_lookup (place.ledger, never)));
  g_signal_emit_by_name (BUTTON (notices, "Drop…"), "clicked");
  answer ("Drop this instruction?", "已当面告知", "Drop");
  WAIT (lian_ledger_entry_get_decision (lian_ledger_lookup (place.ledger, never)) != NULL);
  g_assert_cmpstr (lian_ledger_entry_get_decision (lian_ledger_lookup (place.ledger, never)), ==,
                   "dropped");
  place_close (&place);
}

/* The chief gives up what was never sent, and sends on nothing by thinking better of it. */
static void
test_decide_left (void)
{
  Place place;
  GtkWidget *notices;
  g_autofree char *id = NULL;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  id = order (&place, "c1");
  sign_in (&place, "chief1", "duty_chief");
  notices = lian_order_notices_new (place.engine, place.words);
  show (&place, notices);
  WAIT (BUTTON (notices, "Send on…") != NULL);
  g_signal_emit_by_name (BUTTON (notices, "Send on…"), "clicked");
  answer ("Send it on?", NULL, "Cancel");
  g_assert_cmpuint (lian_ledger_count_open (place.ledger), ==, 1);
  g_signal_emit_by_name (BUTTON (notices, "Revoke…"), "clicked");
  answer ("Revoke what was left?", "值班长决定改派", "Revoke");
  WAIT (state_of (&place, id) == LIAN_ENTRY_REVOKED);
  g_assert_cmpstr (lian_ledger_entry_get_decided_by (lian_ledger_lookup (place.ledger, id)), ==,
                   "chief1");
  WAIT (!gtk_widget_get_visible (notices));
  place_close (&place);
}

/* Of what was received: an instruction of its own, with the reason, that can be undone. */
static void
test_revoke (void)
{
  Place place;
  GtkWidget *pane;
  g_autoptr (LianLedgerEntry) entry = NULL;
  g_autofree char *body = NULL;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  pane = lian_case_pane_new (place.engine, place.words);
  show (&place, pane);
  lian_case_pane_open (LIAN_CASE_PANE (pane), "c3");
  WAIT (BUTTON (pane, "Revoke the instruction…") != NULL);
  g_signal_emit_by_name (BUTTON (pane, "Revoke the instruction…"), "clicked");
  answer ("Revoke the instruction?", "误派", "Revoke");
  WAIT (lian_ledger_count_open (place.ledger) == 1);
  entry = g_list_model_get_item (lian_ledger_get_entries (place.ledger), 0);
  g_assert_cmpstr (lian_ledger_entry_get_kind (entry), ==, "revoke");
  body = g_strndup (g_bytes_get_data (lian_ledger_entry_get_body (entry), NULL),
                    g_bytes_get_size (lian_ledger_entry_get_body (entry)));
  g_assert_nonnull (strstr (body, "\"instruction_id\":\"i7\""));
  g_assert_nonnull (strstr (body, "误派"));
  WAIT (LABEL (pane, "Revocation saved on this computer") != NULL);
  g_assert_null (BUTTON (pane, "Revoke the instruction…"));
  place_close (&place);
}

/* What is left behind is listed before it is. */
static void
test_sign_out (void)
{
  Place place;
  g_autoptr (GSettings) settings = g_settings_new_with_path ("io.github.liandong.Liandong",
                                                             "/io/github/liandong/Liandong/test/");
  GtkWidget *window;

  place_open (&place);
  sign_in (&place, "d1", "dispatcher");
  g_free (order (&place, "c1"));
  window = lian_window_new (NULL, place.engine, settings);
  gtk_window_present (GTK_WINDOW (window));
  WAIT (lian_window_get_page (LIAN_WINDOW (window), "desk") != NULL);
  gtk_widget_activate_action (window, "win.sign-out", NULL);
  WAIT (find_dialog () != NULL);
  g_assert_nonnull (LABEL (find_dialog (), "· Dispatch to "));
  answer ("Sign out and leave these behind?", NULL, "Cancel");
  g_assert_cmpstr (lian_engine_get_account (place.engine), ==, "d1");
  gtk_widget_activate_action (window, "win.sign-out", NULL);
  answer ("Sign out and leave these behind?", NULL, "Sign out");
  WAIT (lian_engine_get_account (place.engine) == NULL);
  g_assert_cmpuint (lian_ledger_count_open (place.ledger), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
  place_close (&place);
}

/* 电话派遣（补录）: when it was said, when it was recorded, and who answered. */
static void
test_recorded (void)
{
  Place place;
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autoptr (LianRecord) record = NULL;
  LianRecord *step = lian_record_new (LIAN_KIND_CASE_STEP);

  place_open (&place);
  record = look_up (&place, "c3");
  lian_record_set_text (step, LIAN_CASE_STEP_ACTION, "dispatch");
  lian_record_set_text (step, LIAN_CASE_STEP_UNIT, "u1");
  lian_record_set_time (step, LIAN_CASE_STEP_AT, NOW - 10 * MINUTE);
  lian_record_set_time (step, LIAN_CASE_STEP_ORDERED_AT, NOW - 35 * MINUTE);
  lian_record_set_text (step, LIAN_CASE_STEP_ORDERED_TO, "张三");
  g_ptr_array_add (steps, step);
  show (&place, GTK_WIDGET (box));
  lian_timeline_fill (box, place.words, record, steps);
  g_assert_nonnull (LABEL (GTK_WIDGET (box), "Telephone dispatch (recorded later)"));
  g_assert_nonnull (LABEL (GTK_WIDGET (box), "09:05 · recorded 09:30"));
  g_assert_nonnull (LABEL (GTK_WIDGET (box), "住建局市政设施管理所, answered by 张三"));
  place_close (&place);
}

int
main (int argc, char **argv)
{
  g_autofree char *schemas = g_build_filename (LIAN_BUILD_BINDIR, "..", "..", "data", NULL);

  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/ui/orders/alarms", test_alarms);
  g_test_add_func ("/ui/orders/failed", test_failed);
  g_test_add_func ("/ui/orders/left", test_left);
  g_test_add_func ("/ui/orders/composer-obstacles", test_composer_obstacles);
  g_test_add_func ("/ui/orders/composer-phone", test_composer_phone);
  g_test_add_func ("/ui/orders/pane", test_pane);
  g_test_add_func ("/ui/orders/pane-early", test_pane_early);
  g_test_add_func ("/ui/orders/pane-alarm", test_pane_alarm);
  g_test_add_func ("/ui/orders/drop", test_drop);
  g_test_add_func ("/ui/orders/decide-left", test_decide_left);
  g_test_add_func ("/ui/orders/revoke", test_revoke);
  g_test_add_func ("/ui/orders/sign-out", test_sign_out);
  g_test_add_func ("/ui/orders/recorded", test_recorded);

  return g_test_run ();
}
