/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-process.h"
#include "test-server-support.h"

#include "lian-codec.h"
#include "lian-password.h"
#include "lian-receipt.h"
#include "lian-verify.h"

#include <string.h>

/* Random writes, several at a time, to the real program, which is killed in the middle of them
 * again and again: reports, acts, instructions, what was sent before once more, old versions, other
 * bytes under a known id. At last the database has to open, to verify, and to be what the receipts
 * promised, no less and no more.
 *
 * LIAN_KILL_WRITES=N and LIAN_KILL_SEED=N: another number of writes, other ones. */

#define PASSWORD "correct horse"
#define SEED 20261124

#if defined(__SANITIZE_ADDRESS__)
#define WRITES 250
#else
#define WRITES 1000
#endif

#define IN_FLIGHT 4

typedef struct
{
  LianIntake intake;
  char *id;
  char *body;
  char *if_match; /* (nullable) */
  gboolean of_unit;
  char *case_id;
  char *receipt; /* (nullable): as it came */
  gboolean created;
  gint64 position;
} Sent;

typedef struct
{
  char *id;
  gint64 version; /* as the last receipt said */
} Case;

typedef struct
{
  TestCounty *county;
  GRand *rand;
  TestProcess *server;
  char *seat;
  char *unit;

  GPtrArray *all;   /* Sent */
  GHashTable *sent; /* id → Sent: the first with the id */
  GPtrArray *cases; /* Case */
  guint n_ids;
  guint n_written;
  guint n_in_flight;
  guint n_answers;
  gint64 newest; /* position of the newest receipt that came */
  gboolean killed;
  gboolean idle;
} Story;

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  g_free (sent->id);
  g_free (sent->body);
  g_free (sent->if_match);
  g_free (sent->case_id);
  g_free (sent->receipt);
  g_free (sent);
}

static void
case_free (gpointer data)
{
  Case *one = data;

  g_free (one->id);
  g_free (one);
}

static const char *
path_of (LianIntake intake)
{
  static const char *const paths[] = { "/v1/cases", "/v1/acts", "/v1/instructions" };

  return paths[intake];
}

/* --- what is sent --- */

static guint
below (Story *story, guint n)
{
  return (guint)g_rand_int_range (story->rand, 0, (gint32)n);
}

static Case *
any_case (Story *story)
{
  guint n = MIN (story->cases->len, 12);

  return story->cases->pdata[story->cases->len - 1 - below (story, n)];
}

static Sent *
new_sent (Story *story, LianIntake intake)
{
  Sent *sent = g_new0 (Sent, 1);

  sent->intake = intake;
  sent->id = g_strdup_printf ("w-%u", story->n_ids++);
  g_ptr_array_add (story->all, sent);
  g_hash_table_insert (story->sent, sent->id, sent);
  return sent;
}

static Sent *
make_report (Story *story)
{
  Sent *sent = new_sent (story, LIAN_INTAKE_REPORT);

  sent->body = test_report (sent->id);
  sent->case_id = g_strdup (sent->id);
  return sent;
}

static Sent *
make_act (Story *story)
{
  static const struct
  {
    const char *action;
    gboolean of_unit;
  } acts[] = { { "accept", FALSE }, { "accept", FALSE }, { "file", FALSE }, { "file", FALSE },
               { "nudge", FALSE },  { "sign", TRUE },    { "handle", TRUE } };
  guint which = below (story, G_N_ELEMENTS (acts));
  Sent *sent = new_sent (story, LIAN_INTAKE_ACT);

  sent->case_id = g_strdup (any_case (story)->id);
  sent->body = test_act (sent->id, acts[which].action, sent->case_id, ",\"opinion\":\"尽快\"");
  sent->of_unit = acts[which].of_unit;
  return sent;
}

/* Every fourth has seen an older case. */
static Sent *
make_instruction (Story *story)
{
  const Case *one = any_case (story);
  Sent *sent = new_sent (story, LIAN_INTAKE_INSTRUCTION);
  gint64 version = one->version - (below (story, 4) == 0 ? 1 : 0);

  sent->case_id = g_strdup (one->id);
  sent->body = test_dispatch (sent->id, sent->case_id, ",\"co_units\":[\"u-2\"]");
  sent->if_match = g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", MAX (version, 0));
  return sent;
}

static Sent *
make_any (Story *story)
{
  guint which = below (story, 100);

  if (story->cases->len == 0 || which < 30)
    return make_report (story);
  if (which < 65)
    return make_act (story);
  if (which < 85)
    return make_instruction (story);
  return story->all->pdata[below (story, story->all->len)];
}

/* --- what comes back --- */

typedef struct
{
  Story *story;
  Sent *sent;
  SoupMessage *msg; /* (owned) */
  gint64 after;     /* newest position when it left */
  gboolean known;   /* its receipt had come when it left */
  gboolean forged;  /* other bytes under the id */
} Flight;

static gint64
read_position (const Story *story, const char *text)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (LianReceipt) receipt = NULL;
  g_autoptr (GError) error = NULL;
  const char *colon;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  receipt = lian_receipt_from_json (json_node_get_object (json_parser_get_root (parser)), &error);
  g_assert_no_error (error);
  colon = strrchr (receipt->position, ':');
  return g_ascii_strtoll (colon + 1, NULL, 10);
}

static void
note_case (Story *story, const Sent *sent)
{
  Case *one;

  for (guint i = 0; i < story->cases->len; i++)
    {
      one = story->cases->pdata[i];
      if (strcmp (one->id, sent->case_id) == 0)
        {
          one->version = MAX (one->version, sent->position);
          return;
        }
    }
  one = g_new0 (Case, 1);
  one->id = g_strdup (sent->case_id);
  one->version = sent->position;
  g_ptr_array_add (story->cases, one);
}

/* Two of one id may be under way, and their answers come in any order; one of them is the first. */
static void
note_receipt (Story *story, const Flight *flight, guint status, const char *text)
{
  Sent *sent = flight->sent;

  g_assert_false (flight->forged);
  if (status == 201)
    {
      g_assert_false (flight->known || sent->created);
      sent->created = TRUE;
    }
  if (sent->receipt != NULL)
    g_assert_cmpstr (text, ==, sent->receipt);
  else
    sent->receipt = g_strdup (text);
  sent->position = read_position (story, text);
  /* What left after a receipt had come stands behind it. */
  if (status == 201)
    g_assert_cmpint (sent->position, >, flight->after);
  story->newest = MAX (story->newest, sent->position);
  note_case (story, sent);
}

static void
note_answer (Story *story, const Flight *flight, GBytes *bytes)
{
  guint status = soup_message_get_status (flight->msg);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  story->n_answers++;
  if (status == 200 || status == 201)
    {
      note_receipt (story, flight, status, text);
      return;
    }
  g_assert_cmpuint (status, >=, 400);
  g_assert_cmpuint (status, <, 500);
  if (flight->forged)
    g_assert_cmpuint (status, ==, 422);
  else if (flight->known)
    g_error ("%s was promised and is refused: %s", flight->sent->id, text);
}

/* libsoup does not say that an answer was cut behind its headers. */
static gboolean
is_whole (const Flight *flight, GBytes *bytes)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (flight->msg);

  return bytes != NULL && g_bytes_get_size (bytes) > 0
         && soup_message_headers_get_content_length (headers) == (goffset)g_bytes_get_size (bytes);
}

static void
landed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Flight *flight = user_data;
  Story *story = flight->story;
  g_autoptr (GBytes) bytes
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  if (is_whole (flight, bytes))
    note_answer (story, flight, bytes);
  else
    g_assert_true (story->killed);
  story->n_in_flight--;
  story->idle = story->n_in_flight == 0;
  g_object_unref (flight->msg);
  g_free (flight);
}

/* Other bytes only under an id that is promised: any other could still be the first. */
static void
let_fly (Story *story, Sent *sent)
{
  Flight *flight = g_new0 (Flight, 1);
  g_autofree char *other = NULL;

  flight->story = story;
  flight->sent = sent;
  flight->after = story->newest;
  flight->known = sent->receipt != NULL;
  flight->forged = flight->known && below (story, 3) == 0;
  if (flight->forged)
    other = g_strconcat (sent->body, " ", NULL);
  flight->msg = test_process_make_post (story->server, path_of (sent->intake),
                                        flight->forged ? other : sent->body, sent->id,
                                        sent->if_match, sent->of_unit ? story->unit : story->seat);
  story->n_in_flight++;
  story->n_written++;
  story->idle = FALSE;
  soup_session_send_and_read_async (story->server->session, flight->msg, 0, NULL, landed_cb,
                                    flight);
}

/* --- the story --- */

static void
expect_sound (const char *path)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  lian_verify_file (path, &verified, &error);
  g_assert_no_error (error);
}

/* Between no answer and so many there are some; then it is killed a few turns of our loop later. */
static void
run_round (Story *story, guint writes)
{
  guint enough = story->n_answers + below (story, 50);

  story->killed = FALSE;
  story->server = test_process_start (story->county->path);
  while (story->n_answers < enough && story->n_written < writes)
    {
      while (story->n_in_flight < IN_FLIGHT && story->n_written < writes)
        let_fly (story, make_any (story));
      g_main_context_iteration (NULL, TRUE);
    }
  for (guint i = below (story, 12); i > 0; i--)
    g_main_context_iteration (NULL, FALSE);
  story->killed = TRUE;
  g_subprocess_force_exit (story->server->process);
  if (!story->idle)
    test_iterate_until (&story->idle);
  test_process_kill (story->server);
  expect_sound (story->county->path);
}

static void
add_account (TestCounty *county, const char *account, const char *const *roles, const char *unit)
{
  g_autoptr (LianPerson) person = lian_person_new (account, account, roles, TEST_COUNTY, unit);
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  g_assert_true (lian_service_add_account (county->service, person, hash, NULL));
}

static void
begin (Story *story, guint seed)
{
  static const char *const roles[] = { "connector", "operator", "duty_chief", "dispatcher", NULL };
  static const char *const unit_roles[] = { "unit_handler", NULL };

  story->county = test_county_new_short ();
  story->rand = g_rand_new_with_seed (seed);
  story->all = g_ptr_array_new_with_free_func (sent_free);
  story->sent = g_hash_table_new (g_str_hash, g_str_equal);
  story->cases = g_ptr_array_new_with_free_func (case_free);
  story->idle = TRUE;
  add_account (story->county, "seat02", roles, NULL);
  add_account (story->county, "u-1", unit_roles, "u-1");
  lian_service_close (story->county->service);
  story->server = test_process_start (story->county->path);
  story->seat = test_process_sign_in (story->server, "seat02", PASSWORD);
  story->unit = test_process_sign_in (story->server, "u-1", PASSWORD);
  test_process_kill (story->server);
}

static void
end (Story *story)
{
  test_county_free (story->county);
  g_rand_free (story->rand);
  g_free (story->seat);
  g_free (story->unit);
  g_hash_table_unref (story->sent);
  g_ptr_array_unref (story->all);
  g_ptr_array_unref (story->cases);
}

/* --- what was promised --- */

/* Whoever asks: the id comes before role and version. */
static void
expect_receipts (Story *story)
{
  guint n = 0;

  for (guint i = 0; i < story->all->len; i++)
    {
      const Sent *sent = story->all->pdata[i];
      g_autoptr (GBytes) wanted = NULL;
      g_autoptr (LianReply) reply = NULL;

      if (sent->receipt == NULL)
        continue;
      reply = test_submit (story->county, sent->intake, &test_leader, sent->body, NULL, -1);
      wanted = g_bytes_new_static (sent->receipt, strlen (sent->receipt));
      g_assert_cmpuint (reply->status, ==, 200);
      g_assert_true (g_bytes_equal (reply->body, wanted));
      n++;
    }
  g_test_message ("%u of %u were promised, and the same receipts come again", n, story->all->len);
  g_assert_cmpuint (n, >, story->all->len / 4);
}

typedef struct
{
  Story *story;
  guint n_rows;
} Audit;

/* Nothing that was not sent, no id twice, positions in the order of the rows. */
static gboolean
check_audit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Audit *audit = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT id, body, intake, position FROM audit ORDER BY seq",
                           error);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 position = 0;
  gboolean row;

  while (stmt != NULL && lian_stmt_step (stmt, &row, error))
    {
      const Sent *sent;
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GBytes) wanted = NULL;

      if (!row)
        return TRUE;
      sent = g_hash_table_lookup (audit->story->sent, lian_stmt_get_text (stmt, 0));
      g_assert_nonnull (sent);
      g_assert_true (g_hash_table_add (seen, g_strdup (sent->id)));
      body = lian_stmt_get_bytes (stmt, 1);
      wanted = g_bytes_new_static (sent->body, strlen (sent->body));
      g_assert_true (g_bytes_equal (body, wanted));
      g_assert_cmpint (lian_stmt_get_int (stmt, 2), ==, (gint64)sent->intake);
      g_assert_cmpint (lian_stmt_get_int (stmt, 3), >, position);
      position = lian_stmt_get_int (stmt, 3);
      if (sent->receipt != NULL)
        g_assert_cmpint (position, ==, sent->position);
      audit->n_rows++;
    }
  return FALSE;
}

static void
expect_audit (Story *story)
{
  Audit audit = { story, 0 };
  g_autoptr (GError) error = NULL;
  guint promised = 0;

  lian_db_read (story->county->service->db, check_audit, &audit, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < story->all->len; i++)
    promised += ((const Sent *)story->all->pdata[i])->receipt != NULL;
  g_test_message ("%u rows in the audit, %u receipts", audit.n_rows, promised);
  g_assert_cmpuint (audit.n_rows, >=, promised);
}

/* --- the feed from its beginning --- */

static char *
cut_out (const char *line, const char *before, const char *after)
{
  const char *from = strstr (line, before);
  const char *to = from != NULL ? strstr (from + strlen (before), after) : NULL;

  return to != NULL ? g_strndup (from + strlen (before), to - from - strlen (before)) : NULL;
}

/* An empty mirror takes the events in their order. */
static void
apply (GHashTable *mirror, const char *line, gint64 *position)
{
  g_autofree char *kind = cut_out (line, "\"kind\":\"", "\"");
  g_autofree char *id = cut_out (line, "\"id\":\"", "\"");
  g_autofree char *version = cut_out (line, "\"version\":", ",");
  const char *record = strstr (line, ",\"record\":");
  gint64 seq = g_ascii_strtoll (version, NULL, 10);

  g_assert_cmpint (seq, >=, *position);
  *position = seq;
  g_assert_nonnull (strstr (line, "\"op\":\"upsert\""));
  record += strlen (",\"record\":");
  g_hash_table_replace (mirror, g_strdup_printf ("%s %s", kind, id),
                        g_strndup (record, strlen (record) - 1));
}

static GHashTable *
replay (TestCounty *county)
{
  GHashTable *mirror = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 since = 1;
  gint64 position = 0;

  while (since < county->service->max_seq)
    {
      g_autofree char *text = test_read_feed (county, "", since, FALSE, &since);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

      for (guint i = 0; lines[i] != NULL; i++)
        if (g_str_has_prefix (lines[i], "data: {\"more\""))
          apply (mirror, lines[i], &position);
    }
  return mirror;
}

typedef struct
{
  gboolean done;
  GPtrArray *records;
} List;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  List *list = user_data;

  list->records = lian_service_list_finish (LIAN_SERVICE (source), result, NULL);
  list->done = TRUE;
}

/* What was there before the first event is of version 1. */
static void
expect_mirrored (TestCounty *county)
{
  static const char *const roles[] = { "leader", NULL };
  const LianActor all = { "test", roles, "", NULL };
  g_autoptr (GHashTable) mirror = replay (county);
  guint n = 0;

  for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
    {
      List list = { 0 };

      lian_service_list (county->service, &all, kind, NULL, G_MAXINT, TRUE, NULL, listed_cb, &list);
      test_iterate_until (&list.done);
      for (guint i = 0; i < list.records->len; i++)
        {
          const LianRecord *record = list.records->pdata[i];
          g_autoptr (JsonNode) node = lian_record_to_json (record);
          g_autofree char *text = lian_json_print (node);
          g_autofree char *key
              = g_strdup_printf ("%s %s", lian_kind_get (kind)->name, lian_record_get_id (record));

          if (lian_record_get_version (record) <= 1)
            continue;
          g_assert_cmpstr (text, ==, g_hash_table_lookup (mirror, key));
          n++;
        }
      g_ptr_array_unref (list.records);
    }
  g_assert_cmpuint (n, ==, g_hash_table_size (mirror));
  g_test_message ("%u records are what the feed said", n);
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_random_writes (void)
{
  Story story = { 0 };
  guint writes = read_number ("LIAN_KILL_WRITES", WRITES);
  guint rounds = 0;

  begin (&story, read_number ("LIAN_KILL_SEED", SEED));
  while (story.n_written < writes)
    {
      run_round (&story, writes);
      rounds++;
    }
  g_test_message ("%u writes, %u answers, killed %u times", story.n_written, story.n_answers,
                  rounds);
  test_county_reopen (story.county);
  expect_audit (&story);
  expect_receipts (&story);
  expect_mirrored (story.county);
  lian_service_close (story.county->service);
  expect_sound (story.county->path);
  g_free (test_process_verify (story.county->path));
  end (&story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_process_init (argc, argv);

  g_test_add_func ("/server/killed/random-writes", test_random_writes);

  return g_test_run ();
}
