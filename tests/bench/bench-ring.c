/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-receipt.h"
#include "lian-test-server.h"
#include "lian-text.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

/* How long a report takes from the one who sends it until the model of the console has changed:
 * the real server, the core of the console without its window. The clock runs from before the
 * request to the mirror's "changed" with that case. Once with pauses of changing length, as reports
 * come, and once each on the heels of the one before. Prints figures and never fails on time. */

#define WARM_UP 10
#define REPORTS 120
#define PAUSE_MS 200

typedef struct
{
  LianTestServer *server;
  SoupSession *session;
  char *token;
  char *directory;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  char *title; /* (nullable): of the report under way */
  gint64 answered;
  gint64 changed;
} Bench;

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Bench *bench)
{
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LianChange *change = changes->pdata[i];

      if (change->kind == LIAN_KIND_CASE && change->record != NULL && bench->changed == 0
          && g_strcmp0 (lian_record_get_text (change->record, LIAN_CASE_TITLE), bench->title) == 0)
        bench->changed = g_get_monotonic_time ();
    }
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error))
    g_error ("sign in: %s", error->message);
  *(gboolean *)user_data = TRUE;
}

static void
set_up (Bench *bench)
{
  g_autofree char *mirror = NULL;
  g_autofree char *ledger = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;

  bench->server = lian_test_server_new ();
  lian_test_server_start (bench->server, FALSE);
  bench->session = soup_session_new ();
  bench->token = lian_test_server_sign_in (bench->server, "seat05");
  bench->directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  mirror = g_build_filename (bench->directory, "mirror.db", NULL);
  ledger = g_build_filename (bench->directory, "ledger.db", NULL);
  bench->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  bench->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  bench->engine = lian_engine_new (bench->mirror, bench->ledger, bench->server->url, &error);
  g_assert_no_error (error);
  g_signal_connect (bench->mirror, "changed", G_CALLBACK (mirror_changed_cb), bench);
  lian_engine_start (bench->engine);
  LIAN_WAIT (lian_engine_get_phase (bench->engine) == LIAN_PHASE_SIGN_IN, 10);
  lian_engine_sign_in (bench->engine, "seat02", bench->server->password, "02", NULL, signed_in_cb,
                       &done);
  LIAN_WAIT (done, 20);
  LIAN_WAIT (lian_engine_get_phase (bench->engine) == LIAN_PHASE_LIVE, 60);
}

static void
tear_down (Bench *bench)
{
  static const char *const files[] = { "mirror.db", "mirror.db-wal", "mirror.db-shm",
                                       "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  lian_engine_stop (bench->engine);
  g_object_unref (bench->engine);
  lian_mirror_close (bench->mirror);
  g_object_unref (bench->mirror);
  lian_ledger_close (bench->ledger);
  g_object_unref (bench->ledger);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *file = g_build_filename (bench->directory, files[i], NULL);

      g_remove (file);
    }
  g_rmdir (bench->directory);
  g_free (bench->directory);
  g_free (bench->token);
  g_free (bench->title);
  g_object_unref (bench->session);
  lian_test_server_free (bench->server);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body
      = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    g_error ("report: %s", error->message);
  if (soup_message_get_status (message) != SOUP_STATUS_CREATED)
    g_error ("report refused: %u %.*s", soup_message_get_status (message),
             (int)g_bytes_get_size (body), (const char *)g_bytes_get_data (body, NULL));
  bench->answered = g_get_monotonic_time ();
}

static SoupMessage *
make_report (Bench *bench)
{
  g_autofree char *id = lian_uuid7 (g_get_real_time ());
  g_autofree char *text = g_strdup_printf (
      "{\"id\": \"%s\", \"title\": \"%s\", \"kind\": \"part\", \"category\": \"utility-manhole\","
      " \"source\": \"wechat\", \"reporter_name\": \"陈晓明\", \"reporter_phone\": \"13900004417\","
      " \"location\": {\"lon\": 114.32, \"lat\": 29.85}, \"address\": \"测试路口\"}",
      id, bench->title);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  g_autofree char *digest = lian_content_digest (body);
  g_autofree char *bearer = g_strdup_printf ("Bearer %s", bench->token);
  g_autofree char *url = g_strconcat (bench->server->url, "/v1/cases", NULL);
  SoupMessage *message = soup_message_new ("POST", url);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_headers_append (headers, "Authorization", bearer);
  soup_message_headers_append (headers, "Content-Digest", digest);
  soup_message_headers_append (headers, "Idempotency-Key", id);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  return message;
}

static void
run_report (Bench *bench, guint n, double *to_answer, double *to_model)
{
  g_autoptr (SoupMessage) message = NULL;
  gint64 start;

  g_free (bench->title);
  bench->title = g_strdup_printf ("丹桂路口窨井盖缺失 %u", n);
  bench->answered = bench->changed = 0;
  message = make_report (bench);
  start = g_get_monotonic_time ();
  soup_session_send_and_read_async (bench->session, message, G_PRIORITY_DEFAULT, NULL, answered_cb,
                                    bench);
  LIAN_WAIT (bench->answered != 0 && bench->changed != 0, 20);
  *to_answer = (double)(bench->answered - start) / 1000;
  *to_model = (double)(bench->changed - start) / 1000;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
report (const char *name, double *values)
{
  qsort (values, REPORTS, sizeof *values, compare);
  g_print ("bench: ring.%s.p50 %.1f ms\n", name, values[REPORTS / 2]);
  g_print ("bench: ring.%s.p99 %.1f ms\n", name, values[REPORTS * 99 / 100]);
}

static void
pause_for (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;
  gint64 left;

  while ((left = until - g_get_monotonic_time ()) > 0)
    lian_test_iterate ((guint)(left / G_TIME_SPAN_MILLISECOND) + 1);
}

/* The pauses keep reports from falling into step with what the console gathers into one batch. */
static void
run (Bench *bench, const char *name, guint first, gboolean pauses)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1124);
  g_autofree char *answer_name = g_strconcat (name, ".answer", NULL);
  g_autofree char *model_name = g_strconcat (name, ".model", NULL);
  double to_answer[REPORTS], to_model[REPORTS];

  for (guint i = 0; i < REPORTS; i++)
    {
      if (pauses)
        pause_for ((guint)g_rand_int_range (rand, 1, PAUSE_MS));
      run_report (bench, first + i, &to_answer[i], &to_model[i]);
    }
  report (answer_name, to_answer);
  report (model_name, to_model);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  double answer, model;

  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  set_up (&bench);
  for (guint i = 0; i < WARM_UP; i++)
    run_report (&bench, i, &answer, &model);
  run (&bench, "report", WARM_UP, TRUE);
  run (&bench, "report-in-a-row", WARM_UP + REPORTS, FALSE);
  tear_down (&bench);
  return 0;
}
