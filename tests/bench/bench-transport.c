/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"
#include "test-load.h"

#include "lian-county.h"
#include "lian-receipt.h"

#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The server with 100,000 cases stored: its main loop here, its clients on threads with bare
 * sockets. Prints figures and never fails on time; tests/server/test-feed-load.c looks at what has
 * to be so however long it takes. */

#define CASES 100000
#define ORDERS 2000  /* of them are ready to be dispatched */
#define CLIENTS 8    /* that send them */
#define DETAILS 2000 /* requests for one case */
#define READERS 200
#define CHANGES_A_SECOND 50
#define SECONDS 60
#define WARM_UP 5000 /* changes: more than the feed keeps in memory */

typedef struct
{
  TestHttp http;
  GPtrArray *originals; /* ids of cases with a history */
  char *unit;
  char *authorization;
  guint16 port;
} Bench;

static void
report (const char *name, double value, const char *unit)
{
  g_print ("bench: server.%s %.1f %s\n", name, value, unit);
}

static double
seconds_since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / G_TIME_SPAN_SECOND;
}

/* --- the county --- */

static void
add_copy (GPtrArray *records, const LianRecord *original, char *id)
{
  LianRecord *copy = lian_record_copy (original);

  lian_record_take_text (copy, LIAN_F_ID, id);
  g_ptr_array_add (records, copy);
}

static void
note_original (Bench *bench, const LianRecord *record, GPtrArray *cases, GPtrArray *filed)
{
  if (lian_record_get_kind (record)->id == LIAN_KIND_UNIT && bench->unit == NULL
      && lian_record_get_bool (record, LIAN_UNIT_ACTIVE))
    bench->unit = g_strdup (lian_record_get_id (record));
  if (lian_record_get_kind (record)->id != LIAN_KIND_CASE)
    return;
  g_ptr_array_add (cases, (gpointer)record);
  g_ptr_array_add (bench->originals, g_strdup (lian_record_get_id (record)));
  if (g_strcmp0 (lian_record_get_text (record, LIAN_CASE_STATE), "filed") == 0
      && !lian_record_has (record, LIAN_CASE_INSTRUCTION))
    g_ptr_array_add (filed, (gpointer)record);
}

static GPtrArray *
make_records (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = lian_county_make (LIAN_COUNTY_SMALL, 1, LIAN_COUNTY_OPENS_AT, &error);
  g_autoptr (GPtrArray) cases = g_ptr_array_new ();
  g_autoptr (GPtrArray) filed = g_ptr_array_new ();
  guint n;

  g_assert_no_error (error);
  for (guint i = 0; i < records->len; i++)
    note_original (bench, records->pdata[i], cases, filed);
  g_assert_cmpuint (filed->len, >, 0);
  n = cases->len;
  for (guint i = 0; i < ORDERS; i++, n++)
    add_copy (records, filed->pdata[i % filed->len], g_strdup_printf ("order-%u", i));
  for (guint i = 0; n < CASES; i++, n++)
    add_copy (records, cases->pdata[i % cases->len], g_strdup_printf ("copy-%u", i));
  return records;
}

static void
set_up (Bench *bench)
{
  TestCounty *county = g_new0 (TestCounty, 1);
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;

  bench->originals = g_ptr_array_new_with_free_func (g_free);
  records = make_records (bench);
  county->directory = g_dir_make_tmp ("lian-bench-XXXXXX", &error);
  g_assert_no_error (error);
  county->path = g_build_filename (county->directory, "server.db", NULL);
  lian_service_create (county->path, "Bench", TRUE, LIAN_COUNTY_OPENS_AT, records, &error);
  g_assert_no_error (error);
  county->service = lian_service_open (county->path, &error);
  g_assert_no_error (error);

  bench->http.county = county;
  bench->http.limits = lian_server_limits_new ();
  bench->http.limits->streams_per_account = READERS + 1;
  bench->http.session = soup_session_new ();
  test_http_add_account (&bench->http, "seat02", "dispatcher", TEST_COUNTY, NULL);
  test_http_restart (&bench->http);
  test_http_sign_in (&bench->http, "seat02");
  bench->authorization
      = g_strdup_printf ("Host: x\r\nAuthorization: Bearer %s\r\n", bench->http.token);
  bench->port = (guint16)g_ascii_strtoull (strrchr (bench->http.uri, ':') + 1, NULL, 10);
}

static void
tear_down (Bench *bench)
{
  g_ptr_array_unref (bench->originals);
  g_free (bench->unit);
  g_free (bench->authorization);
  test_http_tear_down (&bench->http, NULL);
}

/* --- instructions --- */

typedef struct
{
  Bench *bench;
  gint next;
} Orders;

static char *
make_order (Bench *bench, guint i)
{
  g_autofree char *body = g_strdup_printf (
      "{\"id\":\"bench-order-%u\",\"kind\":\"dispatch\",\"case_id\":\"order-%u\","
      "\"to_unit\":\"%s\",\"opinion\":\"请按时处置并反馈\"}",
      i, i, bench->unit);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autofree char *digest = lian_content_digest (bytes);

  return g_strdup_printf ("POST /v1/instructions HTTP/1.1\r\n%sContent-Digest: %s\r\n"
                          "Idempotency-Key: bench-order-%u\r\nIf-Match: \"1\"\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          bench->authorization, digest, i, strlen (body), body);
}

static void
expect_status (const char *answer, const char *status)
{
  if (!g_str_has_prefix (answer, status))
    g_error ("%s", answer);
}

static gpointer
order_in_thread (gpointer user_data)
{
  Orders *orders = user_data;
  guint i;

  while ((i = (guint)g_atomic_int_add (&orders->next, 1)) < ORDERS)
    {
      g_autofree char *request = make_order (orders->bench, i);
      g_autofree char *answer = test_load_ask (orders->bench->port, request);

      expect_status (answer, "HTTP/1.1 201");
    }
  return NULL;
}

static gpointer
order_all (gpointer user_data)
{
  GThread *threads[CLIENTS];

  for (guint i = 0; i < CLIENTS; i++)
    threads[i] = g_thread_new ("client", order_in_thread, user_data);
  for (guint i = 0; i < CLIENTS; i++)
    g_thread_join (threads[i]);
  return NULL;
}

static void
bench_instructions (Bench *bench)
{
  Orders orders = { bench, 0 };
  gint64 start = g_get_monotonic_time ();

  test_load_run (order_all, &orders);
  report ("instructions.received", ORDERS / seconds_since (start), "/s");
}

/* --- one case --- */

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static gpointer
ask_details (gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree double *times = g_new (double, DETAILS);

  for (guint i = 0; i < DETAILS; i++)
    {
      const char *id = bench->originals->pdata[i * 7919 % bench->originals->len];
      g_autofree char *request
          = g_strdup_printf ("GET /v1/cases/%s HTTP/1.1\r\n%s\r\n", id, bench->authorization);
      gint64 start = g_get_monotonic_time ();
      g_autofree char *answer = test_load_ask (bench->port, request);

      times[i] = seconds_since (start) * 1000;
      expect_status (answer, "HTTP/1.1 200");
    }
  qsort (times, DETAILS, sizeof *times, compare);
  report ("case.detail.p50", times[DETAILS / 2], "ms");
  report ("case.detail.p99", times[DETAILS * 99 / 100], "ms");
  return NULL;
}

/* --- the snapshot --- */

static gpointer
take_snapshot (gpointer user_data)
{
  Bench *bench = user_data;
  g_autofree char *after = g_strdup ("");
  gint64 start = g_get_monotonic_time ();
  gsize bytes = 0;
  guint rows = 0;

  while (after != NULL)
    {
      g_autofree char *request
          = g_strdup_printf ("GET /v1/cases?limit=500&after=%s HTTP/1.1\r\n%s\r\n", after,
                             bench->authorization);
      g_autofree char *answer = test_load_ask (bench->port, request);
      const char *next = g_strrstr (answer, ",\"next\":\"");

      expect_status (answer, "HTTP/1.1 200");
      bytes += strlen (answer);
      for (const char *at = answer; (at = strstr (at, "\"version\":")) != NULL; at++)
        rows++;
      g_clear_pointer (&after, g_free);
      if (next != NULL)
        after = g_strndup (next + 9, strcspn (next + 9, "\""));
    }
  g_assert_cmpuint (rows, ==, CASES);
  report ("snapshot.rows", rows / seconds_since (start), "/s");
  report ("snapshot.bytes", (double)bytes / 1e6 / seconds_since (start), "MB/s");
  return NULL;
}

/* --- the feed --- */

typedef struct
{
  Bench *bench;
  GPtrArray *records; /* that change in turns */
  TestReaders *readers;
  guint sent;
  guint left;
} Changes;

static void
put_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (lian_service_put_finish (LIAN_SERVICE (source), result, NULL));
  ((Changes *)user_data)->left--;
}

static void
change_one (Changes *changes)
{
  LianService *service = changes->bench->http.county->service;
  LianRecord *record = changes->records->pdata[changes->sent % changes->records->len];

  if (changes->readers != NULL)
    test_readers_note_sent (changes->readers, service->max_seq + changes->left + 1);
  changes->sent++;
  changes->left++;
  lian_service_put (service, &test_chief, record, NULL, put_done_cb, changes);
}

static gboolean
change_cb (gpointer user_data)
{
  change_one (user_data);
  return G_SOURCE_CONTINUE;
}

static void
change_for (Changes *changes, guint seconds)
{
  guint until = changes->sent + seconds * CHANGES_A_SECOND;
  guint timer = g_timeout_add (1000 / CHANGES_A_SECOND, change_cb, changes);

  while (changes->sent < until || changes->left > 0)
    {
      g_main_context_iteration (NULL, TRUE);
      if (changes->sent >= until)
        g_clear_handle_id (&timer, g_source_remove);
    }
}

static void
change_at_once (Changes *changes, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      change_one (changes);
      while (changes->left >= 100)
        g_main_context_iteration (NULL, TRUE);
    }
  while (changes->left > 0)
    g_main_context_iteration (NULL, TRUE);
}

/* Resident memory without what free() keeps: KiB. */
static double
measure_memory (void)
{
  g_autofree char *text = NULL;
  long pages;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  pages = strtol (strchr (text, ' '), NULL, 10);
  return (double)pages * (double)sysconf (_SC_PAGESIZE) / 1024;
}

static void
wait_for_readers (const Changes *changes, guint64 wanted)
{
  while (test_readers_count_changes (changes->readers) < wanted)
    g_main_context_iteration (NULL, TRUE);
}

static void
bench_feed (Changes *changes)
{
  Bench *bench = changes->bench;
  LianService *service = bench->http.county->service;
  double before;
  guint first;

  changes->readers = test_readers_start (bench->port, READERS, bench->http.token, service->epoch,
                                         service->max_seq);
  first = changes->sent;
  while (test_readers_count_ready (changes->readers) < READERS)
    g_main_context_iteration (NULL, TRUE);
  change_for (changes, 5);
  wait_for_readers (changes, (guint64)READERS * (changes->sent - first));
  test_readers_reset (changes->readers);
  before = measure_memory ();
  change_for (changes, SECONDS);
  wait_for_readers (changes, (guint64)READERS * (changes->sent - first));
  report ("feed.200.memory.growth", measure_memory () - before, "KiB");
  report ("feed.200.delivery.p50", test_readers_get_delay (changes->readers, 0.50), "ms");
  report ("feed.200.delivery.p99", test_readers_get_delay (changes->readers, 0.99), "ms");
  report ("feed.200.wrong", test_readers_count_wrong (changes->readers), "events");
  test_readers_stop (changes->readers);
  changes->readers = NULL;
  lian_http_server_stop (bench->http.server, 1000);
  while (lian_http_server_count_streams (bench->http.server) > 0)
    {
      change_one (changes);
      g_main_context_iteration (NULL, TRUE);
    }
  change_at_once (changes, 1);
}

/* The bookmarks come faster here, so that a stalled reader is found out sooner. */
static void
bench_stalled (Changes *changes)
{
  Bench *bench = changes->bench;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *head = NULL;
  double before, most;

  test_http_restart (&bench->http);
  lian_http_server_set_bookmark_interval (bench->http.server, 1000);
  change_at_once (changes, WARM_UP);
  before = most = measure_memory ();
  connection = test_raw_connect (&bench->http);
  g_socket_set_option (g_socket_connection_get_socket (connection), SOL_SOCKET, SO_RCVBUF, 4096,
                       NULL);
  head = g_strdup_printf ("GET /v1/changes?since=%s:%" G_GINT64_FORMAT " HTTP/1.1\r\n%s\r\n",
                          bench->http.county->service->epoch, bench->http.county->service->max_seq,
                          bench->authorization);
  test_raw_write (connection, head);
  while (lian_http_server_count_streams (bench->http.server) == 0)
    g_main_context_iteration (NULL, TRUE);
  while (lian_http_server_count_streams (bench->http.server) > 0)
    {
      change_at_once (changes, 500);
      most = MAX (most, measure_memory ());
    }
  report ("feed.stalled.memory", most - before, "KiB");
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Changes *changes = user_data;

  changes->records = lian_service_list_finish (LIAN_SERVICE (source), result, NULL);
  g_assert_nonnull (changes->records);
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };
  Changes changes = { &bench };

  set_up (&bench);
  bench_instructions (&bench);
  test_load_run (ask_details, &bench);
  test_load_run (take_snapshot, &bench);

  lian_service_list (bench.http.county->service, &test_chief, LIAN_KIND_CASE, NULL, 500, FALSE,
                     NULL, listed_cb, &changes);
  while (changes.records == NULL)
    g_main_context_iteration (NULL, TRUE);
  change_at_once (&changes, WARM_UP);
  bench_feed (&changes);
  bench_stalled (&changes);
  g_ptr_array_unref (changes.records);
  tear_down (&bench);
  return 0;
}
