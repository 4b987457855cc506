/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine-private.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-receipt.h"
#include "lian-test-console.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Instructions whose time passes, that are given by telephone, and that somebody has left behind.
 */

#define NOW G_GINT64_CONSTANT (1795484400000000) /* 2026-11-24 09:40 */
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR G_TIME_SPAN_HOUR
#define PROBLEM(NAME, STATUS)                                                                    \
  "{\"type\":\"urn:liandong:problem:" NAME "\",\"title\":\"t\",\"status\":" STATUS ",\"detail\"" \
  ":\"d\"}"

typedef struct
{
  LianTestPeer *peer;
  const char *account;
  const char *role;
  gboolean mute;       /* instructions take effect, their answers are lost */
  gboolean deaf;       /* they do not even arrive */
  GHashTable *effects; /* id → body */
  char *dir;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  LianClock *clock;
} Place;

static char *
receipt_for (const char *id, const char *body)
{
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_hex_digest (bytes);
  g_autofree char *zeros = g_strnfill (64, '0');
  LianReceipt receipt = { .id = (char *)id,
                          .digest = digest,
                          .seq = 7,
                          .prev_hash = zeros,
                          .account = (char *)"d1",
                          .role = (char *)"dispatcher",
                          .accepted_at = (char *)"2026-11-24T09:40:00.000000+08:00",
                          .position = (char *)"e1:9" };
  g_autofree char *hash = lian_receipt_compute_hash (&receipt);
  g_autoptr (JsonNode) node = NULL;

  receipt.hash = hash;
  node = lian_receipt_to_json (&receipt);
  return lian_json_print (node);
}

static void
refuse (LianTestReply *reply, const char *problem)
{
  reply->status = 409;
  reply->type = "application/problem+json";
  reply->body = problem;
}

/* As the server judges: the id, what is replaced, the time. */
static void
answer_instruction (Place *place, const LianTestRequest *request, LianTestReply *reply)
{
  const char *id = g_hash_table_lookup (request->headers, "idempotency-key");
  g_autoptr (GBytes) body = g_bytes_new (request->body, strlen (request->body));
  g_autoptr (LianOrder) order = lian_order_decode (body, NULL);

  g_assert_nonnull (order);
  if (place->deaf)
    {
      reply->trick = LIAN_TEST_DROP;
      return;
    }
  if (!g_hash_table_contains (place->effects, id))
    {
      if (order->not_after != 0 && order->not_after < lian_clock_get_now (place->clock))
        {
          refuse (reply, PROBLEM ("expired", "409"));
          return;
        }
      if (order->supersedes != NULL && g_hash_table_contains (place->effects, order->supersedes))
        {
          refuse (reply, PROBLEM ("superseded-received", "409"));
          return;
        }
      g_hash_table_insert (place->effects, g_strdup (id), g_strdup (request->body));
    }
  reply->status = 201;
  reply->owned = receipt_for (id, request->body);
  if (place->mute)
    reply->trick = LIAN_TEST_DROP;
}

static void
answer_status (Place *place, const LianTestRequest *request, LianTestReply *reply)
{
  g_autoptr (GString) text = g_string_new ("{\"known\":[");
  g_autoptr (JsonNode) root = lian_json_parse (request->body, strlen (request->body), 65536, NULL);
  JsonArray *ids = json_object_get_array_member (json_node_get_object (root), "ids");
  g_autoptr (GString) unknown = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (ids); i++)
    {
      const char *id = json_array_get_string_element (ids, i);
      const char *body = g_hash_table_lookup (place->effects, id);
      g_autofree char *receipt = body != NULL ? receipt_for (id, body) : NULL;

      if (receipt == NULL)
        g_string_append_printf (unknown, "%s\"%s\"", unknown->len > 0 ? "," : "", id);
      else
        g_string_append_printf (text, "%s{\"id\":\"%s\",\"receipt\":%s}",
                                g_str_has_suffix (text->str, "[") ? "" : ",", id, receipt);
    }
  g_string_append_printf (text, "],\"unknown\":[%s]}", unknown->str);
  reply->owned = g_strdup (text->str);
}

static void
answer (const LianTestRequest *request, LianTestReply *reply, gpointer data)
{
  Place *place = data;
  const char *path = request->path;
  g_autofree char *now = lian_time_format (lian_clock_get_now (place->clock));

  if (g_str_equal (path, "/v1/hello"))
    reply->owned = g_strdup_printf ("{\"server_id\":\"s1\",\"epoch\":\"e1\",\"api\":\"1.0\","
                                    "\"name\":\"n\",\"now\":\"%s\"}",
                                    now);
  else if (g_str_equal (path, "/v1/session"))
    reply->owned
        = g_strdup_printf ("{\"token\":\"tok\",\"me\":{\"account\":\"%s\",\"name\":\"n\","
                           "\"roles\":[\"%s\"],\"region_code\":\"421202\",\"seat\":\"s\"}}",
                           place->account, place->role);
  else if (g_str_equal (path, "/v1/changes"))
    {
      reply->trick = LIAN_TEST_STREAM;
      reply->owned = g_strdup_printf ("event: up-to-date\ndata: {\"position\":\"e1:1\","
                                      "\"now\":\"%s\"}\n\n",
                                      now);
    }
  else if (g_str_equal (path, "/v1/instructions/status"))
    answer_status (place, request, reply);
  else if (g_str_equal (path, "/v1/instructions"))
    answer_instruction (place, request, reply);
  else
    reply->body = "{\"position\":\"e1:1\",\"records\":[]}";
}

static void
open_stores (Place *place)
{
  lian_test_console_open (place->dir, lian_test_peer_get_url (place->peer), place->clock,
                          &place->mirror, &place->ledger, &place->engine);
}

static void
place_open (Place *place)
{
  memset (place, 0, sizeof *place);
  place->account = "d1";
  place->role = "dispatcher";
  place->effects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  place->peer = lian_test_peer_new (answer, place);
  place->dir = g_dir_make_tmp ("lian-handover-XXXXXX", NULL);
  place->clock = lian_clock_new_manual (NOW);
  open_stores (place);
}

static void
close_stores (Place *place)
{
  lian_test_console_close (place->mirror, place->ledger, place->engine);
}

static void
place_close (Place *place)
{
  close_stores (place);
  g_object_unref (place->clock);
  lian_test_peer_free (place->peer);
  g_hash_table_unref (place->effects);
  lian_test_folder_remove (place->dir);
}

static void
sign_in (Place *place, const char *account, const char *role)
{
  place->account = account;
  place->role = role;
  WAIT_PHASE (place, LIAN_PHASE_SIGN_IN);
  lian_test_console_sign_in (place->engine, account);
  WAIT_PHASE (place, LIAN_PHASE_LIVE);
}

static void
go_live (Place *place)
{
  lian_engine_start (place->engine);
  sign_in (place, "d1", "dispatcher");
}

static void
go_offline (Place *place)
{
  lian_test_peer_stop (place->peer);
  LIAN_WAIT (!lian_engine_is_online (place->engine));
}

static void
go_online (Place *place)
{
  /* What failed before does not wait for its next try. */
  lian_clock_advance (place->clock, MINUTE);
  lian_test_peer_restart (place->peer);
  lian_engine_retry_now (place->engine);
  WAIT_PHASE (place, LIAN_PHASE_LIVE);
}

static char *
order (Place *place, const LianDispatch *dispatch)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *id;

  lian_engine_order (place->engine, dispatch, 0, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  id = lian_engine_order_finish (place->engine, result, &error);
  g_assert_no_error (error);
  return id;
}

static const LianDispatch plain = { .case_id = "c1", .case_version = 1, .to_unit = "u1" };

static LianLedgerEntry *
entry_of (Place *place, const char *id)
{
  LianLedgerEntry *entry = lian_ledger_lookup (place->ledger, id);

  g_assert_nonnull (entry);
  return entry;
}

static LianEntryState
state_of (Place *place, const char *id)
{
  return lian_ledger_entry_get_state (entry_of (place, id));
}

static guint
count_alarms (Place *place, const char *account)
{
  g_autoptr (GPtrArray) alarms
      = lian_order_watch_list_alarms (lian_engine_get_watch (place->engine), account);

  return alarms->len;
}

/* --- until when --- */

static LianRecord *
make_shift (gint64 from, gint64 to)
{
  LianRecord *shift = lian_record_new (LIAN_KIND_SHIFT);

  lian_record_set_text (shift, LIAN_F_ID, "s");
  lian_record_set_time (shift, LIAN_SHIFT_STARTS_AT, from);
  lian_record_set_time (shift, LIAN_SHIFT_ENDS_AT, to);
  return shift;
}

/* Day from 08:00 to 20:00, night to 08:00. */
static void
test_expiry (void)
{
  g_autoptr (LianWorkCalendar) calendar = lian_work_calendar_new_default ();
  g_autoptr (GPtrArray) roster = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  gint64 day = lian_time_day_start (NOW);
  static const struct
  {
    const char *now;
    gboolean roster;
    gboolean urgent;
    const char *expected;
    LianExpiryRule rule;
  } cases[] = {
    { "2026-11-24T09:40:00+08:00", TRUE, TRUE, "2026-11-24T09:55:00+08:00", LIAN_EXPIRY_URGENT },
    { "2026-11-24T09:40:00+08:00", TRUE, FALSE, "2026-11-24T20:00:00+08:00", LIAN_EXPIRY_SHIFT },
    { "2026-11-24T19:00:00+08:00", TRUE, FALSE, "2026-11-24T20:00:00+08:00", LIAN_EXPIRY_SHIFT },
    { "2026-11-24T19:00:01+08:00", TRUE, FALSE, "2026-11-25T08:00:00+08:00",
      LIAN_EXPIRY_NEXT_SHIFT },
    { "2026-11-25T09:40:00+08:00", TRUE, FALSE, "2026-11-25T18:00:00+08:00", LIAN_EXPIRY_DAY },
    { "2026-11-24T09:40:00+08:00", FALSE, TRUE, "2026-11-24T09:55:00+08:00", LIAN_EXPIRY_URGENT },
    { "2026-11-24T09:40:00+08:00", FALSE, FALSE, "2026-11-24T18:00:00+08:00", LIAN_EXPIRY_DAY },
    { "2026-11-24T13:00:00+08:00", FALSE, FALSE, "2026-11-24T18:00:00+08:00", LIAN_EXPIRY_DAY },
    { "2026-11-24T17:30:00+08:00", FALSE, FALSE, "2026-11-25T01:30:00+08:00", LIAN_EXPIRY_HOURS },
    { "2026-11-24T20:00:00+08:00", FALSE, FALSE, "2026-11-25T04:00:00+08:00", LIAN_EXPIRY_HOURS },
    { "2026-11-28T10:00:00+08:00", FALSE, FALSE, "2026-11-28T18:00:00+08:00", LIAN_EXPIRY_HOURS },
  };

  g_ptr_array_add (roster, make_shift (day + 20 * HOUR, day + 32 * HOUR));
  g_ptr_array_add (roster, make_shift (day + 8 * HOUR, day + 20 * HOUR));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LianExpiryRule rule;
      gint64 now = 0;
      gint64 expected = 0;

      g_test_message ("%s", cases[i].now);
      g_assert_true (lian_time_parse (cases[i].now, &now, NULL));
      g_assert_true (lian_time_parse (cases[i].expected, &expected, NULL));
      g_assert_cmpint (lian_order_expiry (calendar, cases[i].roster ? roster : NULL, now,
                                          cases[i].urgent, &rule),
                       ==, expected);
      g_assert_cmpint (rule, ==, cases[i].rule);
    }
}

static void
test_expiry_bounds (void)
{
  g_assert_cmpint (lian_order_expiry_clamp (NOW, FALSE, NOW + HOUR), ==, NOW + HOUR);
  g_assert_cmpint (lian_order_expiry_clamp (NOW, FALSE, NOW), ==, NOW + 15 * MINUTE);
  g_assert_cmpint (lian_order_expiry_clamp (NOW, FALSE, G_MAXINT64), ==, NOW + 24 * HOUR);
  g_assert_cmpint (lian_order_expiry_clamp (NOW, TRUE, 1), ==, NOW + 5 * MINUTE);
  g_assert_cmpint (lian_order_expiry_clamp (NOW, TRUE, NOW + 24 * HOUR), ==, NOW + 2 * HOUR);
}

/* The roster of the mirror is what an instruction goes by. */
static void
test_expiry_roster (void)
{
  Place place;
  LianExpiryRule rule;
  g_autofree char *id = NULL;

  place_open (&place);
  go_live (&place);
  lian_test_peer_push (place.peer,
                       "event: change\nid: e1:2\ndata: {\"kind\":\"shift\",\"id\":\"s1\","
                       "\"version\":2,\"op\":\"upsert\",\"record\":{\"id\":\"s1\",\"version\":2,"
                       "\"name\":\"白班\",\"starts_at\":\"2026-11-24T08:00:00+08:00\","
                       "\"ends_at\":\"2026-11-24T20:00:00+08:00\"}}\n\n");
  LIAN_WAIT (lian_engine_get_expiry (place.engine, FALSE, &rule) > 0 && rule == LIAN_EXPIRY_SHIFT);
  id = order (&place, &plain);
  g_assert_cmpint (lian_ledger_entry_get_not_after (entry_of (&place, id)), ==,
                   lian_time_day_start (NOW) + 20 * HOUR);
  place_close (&place);
}

/* --- alarms --- */

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Without a connection, and over a restart. */
static void
test_expires_offline (void)
{
  Place place;
  LianDispatch dispatch = plain;
  g_autofree char *id = NULL;
  guint n = 0;

  place_open (&place);
  go_live (&place);
  go_offline (&place);
  g_signal_connect_swapped (lian_engine_get_watch (place.engine), "alarm", G_CALLBACK (count_cb),
                            &n);
  dispatch.not_after = NOW + 15 * MINUTE;
  id = order (&place, &dispatch);
  lian_test_run (20);
  g_assert_cmpuint (count_alarms (&place, NULL), ==, 0);
  lian_clock_advance (place.clock, 15 * MINUTE + 1);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_EXPIRED);
  LIAN_WAIT (n == 1);
  g_assert_cmpuint (count_alarms (&place, "d1"), ==, 1);
  g_assert_cmpuint (count_alarms (&place, "d2"), ==, 0);

  close_stores (&place);
  open_stores (&place);
  g_assert_cmpuint (count_alarms (&place, "d1"), ==, 1);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 0);
  place_close (&place);
}

/* Attempted, no answer, too late: it alarms, and nobody says that it has expired but the platform.
 */
static void
test_may_have_arrived (void)
{
  Place place;
  LianDispatch dispatch = plain;
  g_autofree char *arrived = NULL;
  g_autofree char *lost = NULL;

  place_open (&place);
  go_live (&place);
  dispatch.not_after = NOW + 15 * MINUTE;
  place.mute = TRUE;
  arrived = order (&place, &dispatch);
  LIAN_WAIT (g_hash_table_size (place.effects) == 1);
  place.mute = FALSE;
  place.deaf = TRUE;
  go_offline (&place);
  dispatch.case_id = "c2";
  lost = order (&place, &dispatch);
  lian_test_peer_restart (place.peer);
  lian_engine_retry_now (place.engine);
  LIAN_WAIT (lian_ledger_entry_get_attempts (entry_of (&place, lost)) > 0);
  LIAN_WAIT (state_of (&place, arrived) == LIAN_ENTRY_RECEIVED);
  go_offline (&place);
  lian_clock_advance (place.clock, 20 * MINUTE);
  lian_test_run (50);
  g_assert_cmpint (state_of (&place, lost), ==, LIAN_ENTRY_SENDING);
  g_assert_cmpuint (count_alarms (&place, "d1"), ==, 1);

  place.deaf = FALSE;
  go_online (&place);
  LIAN_WAIT (state_of (&place, lost) == LIAN_ENTRY_EXPIRED);
  g_assert_cmpuint (count_alarms (&place, "d1"), ==, 1);
  place_close (&place);
}

static void
test_drop (void)
{
  Place place;
  LianDispatch dispatch = plain;
  g_autofree char *id = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  place_open (&place);
  go_live (&place);
  go_offline (&place);
  dispatch.not_after = NOW + 15 * MINUTE;
  id = order (&place, &dispatch);
  lian_clock_advance (place.clock, HOUR);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_EXPIRED);
  lian_engine_drop_row (place.engine, id, "已当面告知", lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  g_assert_true (lian_engine_drop_row_finish (place.engine, result, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_alarms (&place, NULL), ==, 0);
  place_close (&place);
}

/* --- by telephone --- */

/* Said while offline, with an ordinary one in the queue: one of them arrives, with its true time.
 */
static void
test_telephone (void)
{
  Place place;
  LianDispatch said = plain;
  g_autofree char *queued = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (LianOrder) arrived = NULL;
  const char *text;

  place_open (&place);
  go_live (&place);
  go_offline (&place);
  queued = order (&place, &plain);
  said.ordered_at = NOW - 3 * MINUTE;
  said.ordered_to = "张三";
  said.supersedes = queued;
  id = order (&place, &said);
  g_assert_cmpint (state_of (&place, queued), ==, LIAN_ENTRY_REVOKED);
  g_assert_cmpint (lian_ledger_entry_get_ordered_at (entry_of (&place, id)), ==, NOW - 3 * MINUTE);
  /* What was said cannot come too late. */
  lian_clock_advance (place.clock, 24 * HOUR);
  go_online (&place);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_RECEIVED);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 1);
  text = g_hash_table_lookup (place.effects, id);
  body = g_bytes_new (text, strlen (text));
  arrived = lian_order_decode (body, NULL);
  g_assert_cmpint (arrived->ordered_at, ==, NOW - 3 * MINUTE);
  g_assert_cmpstr (arrived->ordered_to, ==, "张三");
  g_assert_cmpstr (arrived->supersedes, ==, queued);
  g_assert_cmpint (arrived->not_after, ==, 0);
  place_close (&place);
}

static void
test_telephone_bounds (void)
{
  static const gint64 wrong[] = { 1, MINUTE, -72 * HOUR };
  Place place;

  place_open (&place);
  go_live (&place);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      LianDispatch said = plain;
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;

      said.ordered_at = NOW + wrong[i];
      lian_engine_order (place.engine, &said, 0, NULL, lian_test_keep_result, &result);
      LIAN_WAIT (result != NULL);
      g_assert_null (lian_engine_order_finish (place.engine, result, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
  place_close (&place);
}

/* The one in the queue had arrived, only its answer was lost: the platform refuses the second one,
 * and the ledger learns of the first one's receipt. */
static void
test_telephone_arrived (void)
{
  Place place;
  LianDispatch said = plain;
  g_autofree char *first = NULL;
  g_autofree char *id = NULL;

  place_open (&place);
  go_live (&place);
  place.mute = TRUE;
  first = order (&place, &plain);
  LIAN_WAIT (g_hash_table_size (place.effects) == 1);
  go_offline (&place);
  g_assert_cmpint (state_of (&place, first), ==, LIAN_ENTRY_SENDING);
  said.ordered_at = NOW;
  said.supersedes = first;
  id = order (&place, &said);
  g_assert_cmpint (state_of (&place, first), ==, LIAN_ENTRY_REVOKED);
  place.mute = FALSE;
  go_online (&place);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_CONFLICT);
  LIAN_WAIT (state_of (&place, first) == LIAN_ENTRY_RECEIVED);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 1);
  place_close (&place);
}

/* --- of others --- */

/* d1 leaves two rows, one of which may have arrived; @who comes. */
static void
leave (Place *place, const char *who, const char *role, gboolean arrived, char **queued,
       char **sending)
{
  LianDispatch other = plain;

  place_open (place);
  go_live (place);
  place->mute = arrived;
  place->deaf = !arrived;
  *sending = order (place, &plain);
  LIAN_WAIT (lian_ledger_entry_get_attempts (entry_of (place, *sending)) > 0);
  if (arrived)
    LIAN_WAIT (g_hash_table_size (place->effects) == 1);
  go_offline (place);
  other.case_id = "c2";
  *queued = order (place, &other);
  lian_engine_sign_out (place->engine);
  place->mute = FALSE;
  place->deaf = FALSE;
  lian_clock_advance (place->clock, MINUTE);
  lian_test_peer_restart (place->peer);
  lian_engine_retry_now (place->engine);
  sign_in (place, who, role);
}

static guint
count_absent (Place *place, const char *account)
{
  g_autoptr (GPtrArray) rows
      = lian_order_watch_list_absent (lian_engine_get_watch (place->engine), account, "s1");

  return rows->len;
}

static char *
send_on (Place *place, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lian_engine_send_on (place->engine, id, 0, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  return lian_engine_send_on_finish (place->engine, result, error);
}

static gboolean
revoke_row (Place *place, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  lian_engine_revoke_row (place->engine, id, "已交接", lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  return lian_engine_revoke_row_finish (place->engine, result, error);
}

/* They are seen by everybody, sent by nobody, and decided about by the chief alone. */
static void
test_absent (void)
{
  Place place;
  g_autofree char *queued = NULL;
  g_autofree char *sending = NULL;
  g_autoptr (GError) error = NULL;

  leave (&place, "d2", "dispatcher", FALSE, &queued, &sending);
  g_assert_cmpuint (count_absent (&place, "d2"), ==, 2);
  g_assert_cmpuint (count_absent (&place, "d1"), ==, 0);
  lian_test_run (50);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 0);
  g_assert_null (send_on (&place, queued, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN);
  g_clear_error (&error);
  g_assert_false (revoke_row (&place, queued, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_FORBIDDEN);
  place_close (&place);
}

static void
test_send_on (void)
{
  Place place;
  g_autofree char *queued = NULL;
  g_autofree char *sending = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (LianOrder) sent = NULL;
  const char *text;

  leave (&place, "chief1", "duty_chief", FALSE, &queued, &sending);
  id = send_on (&place, queued, &error);
  g_assert_no_error (error);
  g_assert_cmpint (state_of (&place, queued), ==, LIAN_ENTRY_REVOKED);
  g_assert_cmpuint (count_absent (&place, "chief1"), ==, 1);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_RECEIVED);
  text = g_hash_table_lookup (place.effects, id);
  body = g_bytes_new (text, strlen (text));
  sent = lian_order_decode (body, NULL);
  g_assert_cmpstr (sent->on_behalf_of, ==, "d1");
  g_assert_cmpstr (sent->supersedes, ==, queued);
  g_assert_cmpstr (sent->case_id, ==, "c2");
  g_assert_cmpstr (sent->to_unit, ==, "u1");
  g_assert_cmpstr (lian_ledger_entry_get_account (entry_of (&place, id)), ==, "chief1");

  /* Back again, its author does not send it either. */
  lian_engine_sign_out (place.engine);
  sign_in (&place, "d1", "dispatcher");
  lian_test_run (50);
  g_assert_false (g_hash_table_contains (place.effects, queued));
  place_close (&place);
}

/* What had arrived is not ordered twice. */
static void
test_send_on_arrived (void)
{
  Place place;
  g_autofree char *queued = NULL;
  g_autofree char *sending = NULL;
  g_autofree char *id = NULL;
  g_autoptr (GError) error = NULL;

  leave (&place, "chief1", "duty_chief", TRUE, &queued, &sending);
  id = send_on (&place, sending, &error);
  g_assert_no_error (error);
  LIAN_WAIT (state_of (&place, id) == LIAN_ENTRY_CONFLICT);
  LIAN_WAIT (state_of (&place, sending) == LIAN_ENTRY_RECEIVED);
  g_assert_cmpuint (g_hash_table_size (place.effects), ==, 1);
  place_close (&place);
}

static void
test_revoke (gconstpointer data)
{
  gboolean arrived = GPOINTER_TO_INT (data);
  Place place;
  g_autofree char *queued = NULL;
  g_autofree char *sending = NULL;
  g_autoptr (GError) error = NULL;

  leave (&place, "chief1", "duty_chief", arrived, &queued, &sending);
  g_assert_true (revoke_row (&place, queued, &error));
  g_assert_no_error (error);
  g_assert_true (revoke_row (&place, sending, &error) == !arrived);
  if (arrived)
    g_assert_error (error, LIAN_ERROR, LIAN_ERROR_CONFLICT);
  g_assert_cmpint (state_of (&place, sending), ==,
                   arrived ? LIAN_ENTRY_RECEIVED : LIAN_ENTRY_REVOKED);
  g_assert_cmpuint (count_absent (&place, "chief1"), ==, 0);
  place_close (&place);
}

/* Without a connection nobody can say that it has not arrived. */
static void
test_revoke_offline (void)
{
  Place place;
  g_autofree char *queued = NULL;
  g_autofree char *sending = NULL;
  g_autoptr (GError) error = NULL;

  leave (&place, "chief1", "duty_chief", FALSE, &queued, &sending);
  go_offline (&place);
  g_assert_false (revoke_row (&place, sending, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE);
  g_assert_cmpint (state_of (&place, sending), ==, LIAN_ENTRY_SENDING);
  place_close (&place);
}

/* What was written comes back. */
static void
test_read (void)
{
  Place place;
  LianDispatch dispatch = plain;
  g_autofree char *id = NULL;
  g_autoptr (LianWritten) written = NULL;

  place_open (&place);
  go_live (&place);
  dispatch.opinion = "请速处置";
  dispatch.limit_min = 240;
  id = order (&place, &dispatch);
  written = lian_engine_read_order (place.engine, id);
  g_assert_cmpstr (written->case_id, ==, "c1");
  g_assert_cmpstr (written->to_unit, ==, "u1");
  g_assert_cmpstr (written->opinion, ==, "请速处置");
  g_assert_cmpint (written->limit_min, ==, 240);
  g_assert_null (lian_engine_read_order (place.engine, "none"));
  place_close (&place);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sync/expiry/rules", test_expiry);
  g_test_add_func ("/sync/expiry/bounds", test_expiry_bounds);
  g_test_add_func ("/sync/expiry/roster", test_expiry_roster);
  g_test_add_func ("/sync/alarm/offline", test_expires_offline);
  g_test_add_func ("/sync/alarm/may-have-arrived", test_may_have_arrived);
  g_test_add_func ("/sync/alarm/drop", test_drop);
  g_test_add_func ("/sync/telephone/instead", test_telephone);
  g_test_add_func ("/sync/telephone/bounds", test_telephone_bounds);
  g_test_add_func ("/sync/telephone/arrived", test_telephone_arrived);
  g_test_add_func ("/sync/absent/seen", test_absent);
  g_test_add_func ("/sync/absent/send-on", test_send_on);
  g_test_add_func ("/sync/absent/send-on-arrived", test_send_on_arrived);
  g_test_add_data_func ("/sync/absent/revoke", GINT_TO_POINTER (FALSE), test_revoke);
  g_test_add_data_func ("/sync/absent/revoke-arrived", GINT_TO_POINTER (TRUE), test_revoke);
  g_test_add_func ("/sync/absent/revoke-offline", test_revoke_offline);
  g_test_add_func ("/sync/order/read", test_read);

  return g_test_run ();
}
