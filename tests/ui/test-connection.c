/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-aged.h"
#include "lian-connection-facts.h"
#include "lian-connection-page.h"
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-sign-in-page.h"
#include "lian-test-peer.h"
#include "lian-wording.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

/* What is told about the connection, and to whom it may be told. */

#define NOW "\"now\":\"2026-11-24T09:40:00+08:00\""
#define CANARY "canary"

typedef struct
{
  char *dir;
  LianTestPeer *peer;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  const char *server_id;
  const char *name;
  gboolean life; /* no demonstration */
} Place;

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer user_data)
{
  Place *place = user_data;

  if (g_str_equal (request->path, "/v1/hello"))
    reply->owned = g_strdup_printf ("{\"server_id\":\"%s\",\"epoch\":\"e1\",\"api\":\"1.0\","
                                    "\"name\":\"%s\"," NOW
                                    ",\"max_position\":\"e1:1\",\"demonstration\":%s}",
                                    place->server_id, place->name, place->life ? "false" : "true");
  else if (g_str_equal (request->path, "/v1/session"))
    reply->body = "{\"token\":\"" CANARY "-token\",\"me\":{\"account\":\"" CANARY
                  "-account\",\"name\":\"" CANARY "-person\",\"roles\":[\"" CANARY
                  "-role\"],\"region_name\":\"" CANARY "-region\",\"seat\":\"" CANARY "-seat\"}}";
  else if (g_str_equal (request->path, "/v1/changes"))
    {
      reply->trick = LIAN_TEST_STREAM;
      reply->body = "event: up-to-date\ndata: {\"position\":\"e1:1\"," NOW "}\n\n";
    }
  else if (g_str_has_prefix (request->path, "/v1/cases?"))
    reply->body = "{\"position\":\"e1:1\",\"records\":[{\"id\":\"" CANARY
                  "-case\",\"version\":1,\"title\":\"" CANARY
                  "-title\",\"kind\":\"event\",\"category\":\"c\",\"source\":\"wechat\","
                  "\"urgency\":\"normal\",\"state\":\"s\",\"region\":\"4212\","
                  "\"reported_at\":\"2026-11-24T09:00:00+08:00\"}]}";
  else if (g_str_equal (request->method, "POST"))
    reply->status = 500;
  else
    reply->body = "{\"position\":\"e1:1\",\"records\":[]}";
}

static void
place_open (Place *place)
{
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;
  g_autoptr (GError) error = NULL;

  memset (place, 0, sizeof *place);
  place->server_id = "s1";
  place->name = "n";
  place->peer = lian_test_peer_new (answer, place);
  place->dir = g_dir_make_tmp ("lian-connection-XXXXXX", &error);
  g_assert_no_error (error);
  mirror = g_build_filename (place->dir, "mirror.db", NULL);
  ledger = g_build_filename (place->dir, "ledger.db", NULL);
  place->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  place->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  place->engine = lian_engine_new (place->mirror, place->ledger,
                                   lian_test_peer_get_url (place->peer), &error);
  g_assert_no_error (error);
}

static void
place_close (Place *place)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  lian_engine_stop (place->engine);
  /* What it has under way ends first; the one source of ages goes with it. */
  g_object_add_weak_pointer (G_OBJECT (place->engine), (gpointer *)&place->engine);
  g_object_unref (place->engine);
  LIAN_WAIT (place->engine == NULL);
  lian_mirror_close (place->mirror);
  lian_ledger_close (place->ledger);
  g_object_unref (place->mirror);
  g_object_unref (place->ledger);
  lian_test_peer_free (place->peer);
  dir = g_dir_open (place->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (place->dir, name, NULL);

      g_unlink (path);
    }
  g_rmdir (place->dir);
  g_free (place->dir);
}

#define WAIT_PHASE(PLACE, PHASE) LIAN_WAIT (lian_engine_get_phase ((PLACE)->engine) == (PHASE))

static void
go_live (Place *place)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_engine_start (place->engine);
  WAIT_PHASE (place, LIAN_PHASE_SIGN_IN);
  lian_engine_sign_in (place->engine, CANARY "-account", CANARY "-password", CANARY "-seat", NULL,
                       lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  lian_engine_sign_in_finish (place->engine, result, &error);
  g_assert_no_error (error);
  WAIT_PHASE (place, LIAN_PHASE_LIVE);
}

static void
order (Place *place)
{
  LianDispatch dispatch = { .case_id = CANARY "-case",
                            .case_version = 1,
                            .to_unit = CANARY "-unit",
                            .opinion = CANARY "-opinion" };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  lian_engine_order (place->engine, &dispatch, 600, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  id = lian_engine_order_finish (place->engine, result, &error);
  g_assert_no_error (error);
}

/* The server goes; nobody waits until all consoles of the house have come back. */
static void
lose (Place *place)
{
  lian_test_peer_stop (place->peer);
  WAIT_PHASE (place, LIAN_PHASE_WAITING);
}

static void
lose_and_be_refused (Place *place)
{
  lose (place);
  lian_engine_retry_now (place->engine);
  LIAN_WAIT (lian_engine_get_link_trouble (place->engine) == LIAN_LINK_REFUSED);
}

/* Every text of every label under @widget. */
static void
collect (GtkWidget *widget, GString *text)
{
  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect (child, text);
}

static gboolean
shows_button (GtkWidget *widget, const char *action)
{
  const char *name = GTK_IS_ACTIONABLE (widget)
                         ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget))
                         : NULL;

  if (g_strcmp0 (name, action) == 0 && gtk_widget_get_visible (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_button (child, action))
      return TRUE;
  return FALSE;
}

/* In a window of its own, which has no actions. */
static LianConnectionPage *
new_page (Place *place)
{
  GtkWidget *window = gtk_window_new ();
  LianConnectionPage *page = g_object_new (LIAN_TYPE_CONNECTION_PAGE, NULL);

  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (page));
  lian_connection_page_set_engine (page, place->engine);
  return page;
}

static void
close_page (LianConnectionPage *page)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (page)));

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *)&page);
  gtk_window_destroy (GTK_WINDOW (window));
  g_assert_null (page);
}

static const char *
value_of (const LianConnectionFacts *facts, LianFactGroup group, const char *title)
{
  for (guint i = 0; i < facts->facts->len; i++)
    {
      const LianFact *fact = g_ptr_array_index (facts->facts, i);

      if (fact->group == group && g_str_equal (fact->title, title))
        return fact->value;
    }
  g_assert_not_reached ();
}

static void
test_live (void)
{
  Place place;
  g_autoptr (LianConnectionFacts) before = NULL;
  g_autoptr (LianConnectionFacts) facts = NULL;
  LianConnectionPage *page;

  place_open (&place);
  before = lian_connection_facts_new (place.engine, -1);
  g_assert_cmpstr (before->what, ==, "Not connected");
  g_assert_cmpstr (value_of (before, LIAN_FACTS_DATA, "Copy on this computer"), ==, "—");
  go_live (&place);
  facts = lian_connection_facts_new (place.engine, 2048);
  g_assert_cmpuint (facts->facts->len, ==, before->facts->len);
  g_assert_true (g_str_has_prefix (facts->state, "Live"));
  g_assert_true (g_str_has_prefix (facts->what, "All is well"));
  g_assert_cmpstr (facts->advice, ==, "");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_PLATFORM, "Identity"), ==, "s1");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_PLATFORM, "Epoch"), ==, "e1");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_PLATFORM, "Interface version"), ==, "1.0");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_DATA, "Position"), ==, "e1:1");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_DATA, "Changes still to come"), ==, "0");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_DATA, "Changes come as"), ==, "stream");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_DATA, "Next attempt"), ==, "—");
  g_assert_nonnull (strstr (value_of (facts, LIAN_FACTS_DATA, "Copy on this computer"), "2.0"));
  page = new_page (&place);
  g_assert_false (shows_button (GTK_WIDGET (page), "win.retry-now"));
  g_assert_false (shows_button (GTK_WIDGET (page), "win.accept-server"));
  g_assert_false (shows_button (GTK_WIDGET (page), "win.export-ledger"));
  close_page (page);
  place_close (&place);
}

/* The peer's time is that of a day long ago. */
static void
test_clock_off (void)
{
  Place place;
  g_autoptr (LianConnectionFacts) facts = NULL;

  place_open (&place);
  place.life = TRUE;
  go_live (&place);
  facts = lian_connection_facts_new (place.engine, -1);
  g_assert_cmpstr (facts->what, ==, lian_link_trouble_to_what (LIAN_LINK_CLOCK_OFF));
  g_assert_cmpstr (facts->advice, ==, lian_link_trouble_to_advice (LIAN_LINK_CLOCK_OFF));
  g_assert_nonnull (
      strstr (value_of (facts, LIAN_FACTS_CLOCK, "This computer's clock"), "of the platform"));
  place_close (&place);
}

static void
test_offline (void)
{
  Place place;
  g_autoptr (LianConnectionFacts) facts = NULL;
  LianConnectionPage *page;

  place_open (&place);
  go_live (&place);
  order (&place);
  lose_and_be_refused (&place);
  facts = lian_connection_facts_new (place.engine, -1);
  g_assert_true (g_str_has_prefix (facts->state, "Offline since"));
  g_assert_cmpstr (facts->what, ==, lian_link_trouble_to_what (LIAN_LINK_REFUSED));
  g_assert_cmpstr (facts->advice, ==, lian_link_trouble_to_advice (LIAN_LINK_REFUSED));
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_QUEUE, "Waiting here"), ==, "1");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_QUEUE, "Being sent"), ==, "0");
  g_assert_cmpstr (value_of (facts, LIAN_FACTS_QUEUE, "Oldest of them"), !=, "—");
  page = new_page (&place);
  g_assert_cmpstr (lian_connection_page_get_advice (page), ==, facts->advice);
  g_assert_true (shows_button (GTK_WIDGET (page), "win.retry-now"));
  g_assert_true (shows_button (GTK_WIDGET (page), "win.sign-in"));
  close_page (page);
  place_close (&place);
}

static void
test_wrong_server (void)
{
  Place place;
  LianConnectionPage *page;
  g_autofree char *text = NULL;

  place_open (&place);
  go_live (&place);
  lose (&place);
  place.server_id = "s2";
  lian_test_peer_restart (place.peer);
  lian_engine_retry_now (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_WRONG_SERVER);
  page = new_page (&place);
  g_assert_true (shows_button (GTK_WIDGET (page), "win.accept-server"));
  g_assert_false (shows_button (GTK_WIDGET (page), "win.retry-now"));
  g_assert_cmpstr (lian_connection_page_get_advice (page), ==,
                   lian_link_trouble_to_advice (LIAN_LINK_WRONG_SERVER));
  text = lian_connection_page_dup_support_text (page);
  g_assert_nonnull (strstr (text, "[wrong-server]"));
  g_assert_nonnull (strstr (text, "s2"));
  close_page (page);
  place_close (&place);
}

/* Nothing of a person, an account or a case, whatever happened before. */
static void
test_canaries (void)
{
  Place place;
  LianConnectionPage *page;
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autofree char *text = NULL;

  place_open (&place);
  go_live (&place);
  order (&place);
  lose_and_be_refused (&place);
  lian_test_peer_restart (place.peer);
  lian_engine_retry_now (place.engine);
  WAIT_PHASE (&place, LIAN_PHASE_LIVE);
  page = new_page (&place);
  text = lian_connection_page_dup_support_text (page);
  g_test_message ("%s", text);
  collect (GTK_WIDGET (page), shown);
  g_assert_cmpstr (lian_engine_get_account (place.engine), ==, CANARY "-account");
  g_assert_null (strstr (text, CANARY));
  g_assert_null (strstr (shown->str, CANARY));
  g_assert_nonnull (strstr (text, " refused\n"));
  g_assert_nonnull (strstr (text, LIAN_VERSION));
  g_assert_nonnull (strstr (shown->str, lian_link_trouble_to_what (LIAN_LINK_REFUSED)));
  close_page (page);
  place_close (&place);
}

/* How the platform calls itself is text from outside: never markup, never more than a line. */
static void
test_hostile_name (void)
{
  Place place;
  LianConnectionPage *page;
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autofree char *text = NULL;

  place_open (&place);
  place.name = "<b>x</b>\\n\\u202Ey &amp; z";
  go_live (&place);
  page = new_page (&place);
  collect (GTK_WIDGET (page), shown);
  g_assert_nonnull (strstr (shown->str, "<b>x</b>"));
  text = lian_connection_page_dup_support_text (page);
  g_assert_null (strstr (text, "\xe2\x80\xae"));
  g_assert_null (strstr (text, "</b>\n"));
  close_page (page);
  place_close (&place);
}

/* While it is shown it keeps itself up to date. */
static void
test_shown (void)
{
  Place place;
  LianConnectionPage *page;
  GtkWidget *window;
  g_autoptr (GString) shown = g_string_new (NULL);

  place_open (&place);
  go_live (&place);
  page = new_page (&place);
  window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (page)));
  gtk_window_present (GTK_WINDOW (window));
  LIAN_WAIT ((g_string_set_size (shown, 0), collect (GTK_WIDGET (page), shown),
              strstr (shown->str, "iB\n") != NULL));
  g_assert_true (g_str_has_prefix (lian_connection_page_get_state (page), "Live"));
  lose_and_be_refused (&place);
  LIAN_WAIT (g_str_has_prefix (lian_connection_page_get_state (page), "Offline"));
  g_assert_cmpstr (lian_connection_page_get_advice (page), ==,
                   lian_link_trouble_to_advice (LIAN_LINK_REFUSED));
  close_page (page);
  place_close (&place);
}

static void
count_cb (guint *count)
{
  ++*count;
}

/* Does what a key of the widget's class does. */
static gboolean
press (GtkWidget *widget, const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      for (guint n = 0; GTK_IS_SHORTCUT_CONTROLLER (controller)
                        && n < g_list_model_get_n_items (G_LIST_MODEL (controller));
           n++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), n);
          g_autofree char *trigger
              = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

          if (g_str_equal (trigger, key))
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 NULL);
        }
    }
  return FALSE;
}

/* Before sign-in: how many wait, and nothing of what they are. */
static void
test_waiting (void)
{
  Place place;
  LianSignInPage *page = LIAN_SIGN_IN_PAGE (g_object_ref_sink (lian_sign_in_page_new ()));
  g_autoptr (GString) shown = g_string_new (NULL);

  place_open (&place);
  go_live (&place);
  lian_sign_in_page_set_engine (page, place.engine);
  collect (GTK_WIDGET (page), shown);
  g_assert_null (strstr (shown->str, "on this computer"));
  order (&place);
  g_string_set_size (shown, 0);
  collect (GTK_WIDGET (page), shown);
  g_assert_nonnull (strstr (shown->str, "1 instruction waits on this computer."));
  lian_engine_sign_out (place.engine);
  g_string_set_size (shown, 0);
  collect (GTK_WIDGET (page), shown);
  g_assert_nonnull (strstr (shown->str, "1 instruction waits on this computer."));
  g_assert_null (strstr (shown->str, CANARY));
  g_assert_finalize_object (page);
  place_close (&place);
}

static void
test_escape (void)
{
  Place place;
  LianConnectionPage *page;
  guint left = 0;

  place_open (&place);
  page = new_page (&place);
  g_signal_connect_swapped (page, "left", G_CALLBACK (count_cb), &left);
  g_assert_true (press (GTK_WIDGET (page), "Escape"));
  g_assert_cmpuint (left, ==, 1);
  close_page (page);
  place_close (&place);
}

/* Every label that is bound says as of when the picture is, as soon as it is past its age. */
static void
test_aged (void)
{
  Place place;
  LianAged *aged;
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  g_autofree char *expected = NULL;
  guint count = 0;

  place_open (&place);
  aged = lian_aged_get (place.engine);
  g_assert_true (aged == lian_aged_get (place.engine));
  lian_aged_bind_label (aged, GTK_LABEL (label));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "no data yet");
  g_assert_true (gtk_widget_get_visible (label));
  go_live (&place);
  g_assert_null (lian_aged_get_text (aged));
  g_assert_false (gtk_widget_get_visible (label));
  g_signal_connect_swapped (aged, "notify::text", G_CALLBACK (count_cb), &count);
  lose_and_be_refused (&place);
  expected = lian_wording_as_of (lian_engine_get_as_of (place.engine));
  g_assert_true (g_str_has_prefix (expected, "as of 09:4"));
  g_assert_cmpstr (lian_aged_get_text (aged), ==, expected);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, expected);
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_cmpuint (count, ==, 1);
  place_close (&place);
  g_assert_finalize_object (label);
}

int
main (int argc, char **argv)
{
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  adw_init ();
  g_test_add_func ("/ui/connection/live", test_live);
  g_test_add_func ("/ui/connection/clock-off", test_clock_off);
  g_test_add_func ("/ui/connection/offline", test_offline);
  g_test_add_func ("/ui/connection/wrong-server", test_wrong_server);
  g_test_add_func ("/ui/connection/canaries", test_canaries);
  g_test_add_func ("/ui/connection/hostile-name", test_hostile_name);
  g_test_add_func ("/ui/connection/shown", test_shown);
  g_test_add_func ("/ui/connection/escape", test_escape);
  g_test_add_func ("/ui/connection/waiting", test_waiting);
  g_test_add_func ("/ui/aged", test_aged);
  return g_test_run ();
}
