/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-process.h"
#include "test-server-support.h"

#include "lian-password.h"

#include <signal.h>

/* The real program is killed in the middle of reports, several times; every receipt that it gave
 * must still be there, word for word, and nothing twice. */

#define PASSWORD "correct horse"
#define ROUNDS 4
#define REPORTS 25

static char *token;

static char *
make_report (const char *id)
{
  return g_strdup_printf ("{\"id\":\"%s\",\"title\":\"t\",\"kind\":\"event\",\"category\":"
                          "\"utility-manhole\",\"source\":\"wechat\"}",
                          id);
}

static void
post_report (TestProcess *server, GHashTable *receipts, const char *id)
{
  g_autofree char *body = make_report (id);
  g_autoptr (SoupMessage) msg = test_process_make_post (server, "/v1/cases", body, id, NULL, token);
  char *known = g_hash_table_lookup (receipts, id);
  char *receipt = test_process_send (server, msg);
  guint status = soup_message_get_status (msg);

  g_assert_nonnull (receipt);
  if (known != NULL)
    {
      g_assert_cmpuint (status, ==, 200);
      g_assert_cmpstr (receipt, ==, known);
    }
  g_assert_true (status == 200 || status == 201);
  g_hash_table_replace (receipts, g_strdup (id), receipt);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* Left in flight: it may have been committed or not. */
static void
post_and_kill (TestProcess *server, const char *id)
{
  g_autofree char *body = make_report (id);
  g_autoptr (SoupMessage) msg = test_process_make_post (server, "/v1/cases", body, id, NULL, token);
  gboolean done = FALSE;

  soup_session_send_and_read_async (server->session, msg, 0, NULL, answered_cb, &done);
  for (guint i = 0; i < 5; i++)
    g_main_context_iteration (NULL, FALSE);
  g_subprocess_send_signal (server->process, SIGKILL);
  test_iterate_until (&done);
  test_process_kill (server);
}

static void
add_source (TestCounty *county)
{
  const char *roles[] = { "connector", NULL };
  g_autoptr (LianPerson) person = lian_person_new ("source", "source", roles, TEST_COUNTY, NULL);
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  g_assert_true (lian_service_add_account (county->service, person, hash, NULL));
  lian_service_close (county->service);
}

static void
verify (const char *path, guint expected)
{
  g_autofree char *said = test_process_verify (path);
  g_autofree char *wanted = g_strdup_printf ("%u rows of the audit and ", expected);

  g_assert_true (g_str_has_prefix (said, wanted));
}

static void
test_killed (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GHashTable) receipts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  TestProcess *server;

  add_source (county);
  server = test_process_start (county->path);
  token = test_process_sign_in (server, "source", PASSWORD);
  test_process_kill (server);
  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autofree char *last = g_strdup_printf ("r-%u-last", round);

      server = test_process_start (county->path);
      for (guint i = 0; i < REPORTS; i++)
        {
          g_autofree char *id = g_strdup_printf ("r-%u-%u", round, i);

          post_report (server, receipts, id);
        }
      post_and_kill (server, last);

      server = test_process_start (county->path);
      post_report (server, receipts, last);
      for (guint i = 0; i < REPORTS; i++)
        {
          g_autofree char *id = g_strdup_printf ("r-%u-%u", round, i);

          post_report (server, receipts, id);
        }
      test_process_kill (server);
    }
  server = test_process_start (county->path);
  test_process_close_input (server);
  verify (county->path, ROUNDS * (REPORTS + 1));
  g_free (token);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_process_init (argc, argv);

  g_test_add_func ("/server/durability/killed", test_killed);

  return g_test_run ();
}
