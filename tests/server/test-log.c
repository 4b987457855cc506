/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-process.h"
#include "test-server-support.h"

#include "lian-log.h"
#include "lian-password.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PASSWORD "correct horse"
#define WRONG "canary-password"
#define ID "0197e2a2-0b00-7f4d-9c1a-3e5d7f9b1a55"

static void
expect_line (const char *value, const char *expected)
{
  g_autoptr (GString) line = g_string_new (NULL);

  lian_log_append (line, "k", value);
  g_assert_cmpstr (line->str, ==, expected);
}

static void
test_append (void)
{
  g_autofree char *long_value = g_strnfill (5000, 'x');
  g_autoptr (GString) line = g_string_new (NULL);

  expect_line ("seat02", "k=seat02");
  expect_line (NULL, "");
  expect_line ("", "k=\"\"");
  expect_line ("two words", "k=\"two words\"");
  expect_line ("a\"b\\c=d", "k=\"a\\\"b\\\\c=d\"");
  expect_line ("x\nlevel=error", "k=\"x\\u{a}level=error\"");
  expect_line ("\x1b[31m\r\x7f", "k=\"\\u{1b}[31m\\u{d}\\u{7f}\"");
  expect_line ("\xe2\x80\xae\xc2\x9b", "k=\"\\u{202e}\\u{9b}\"");
  expect_line ("\xff", "k=\"\xef\xbf\xbd\"");
  lian_log_append (line, "k", long_value);
  g_assert_cmpuint (line->len, <, 450);
}

/* Everything that the program says on standard error goes into @path. */
static TestProcess *
start_logged (TestCounty *county, const char *path)
{
  int kept = dup (STDERR_FILENO);
  int fd = open (path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  TestProcess *server;

  g_assert_cmpint (dup2 (fd, STDERR_FILENO), ==, STDERR_FILENO);
  server = test_process_start (county->path);
  dup2 (kept, STDERR_FILENO);
  close (fd);
  close (kept);
  return server;
}

static void
add_accounts (TestCounty *county)
{
  static const char *const accounts[] = { "source", "seat", "chief" };
  static const char *const roles[][2]
      = { { "connector", NULL }, { "operator", NULL }, { "duty_chief", NULL } };
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (LianPerson) person
          = lian_person_new (accounts[i], "canary-name", roles[i], TEST_COUNTY, NULL);

      g_assert_true (lian_service_add_account (county->service, person, hash, NULL));
    }
  lian_service_close (county->service);
}

static guint
post (TestProcess *server, const char *path, const char *body, const char *key, const char *token)
{
  g_autoptr (SoupMessage) msg = test_process_make_post (server, path, body, key, NULL, token);
  g_autofree char *text = test_process_send (server, msg);

  return soup_message_get_status (msg);
}

/* What residents say, what seats say, what is refused, and what nobody should send. */
static void
say_everything (TestProcess *server, const char *source, const char *seat)
{
  static const char report[]
      = "{\"id\":\"" ID "\",\"title\":\"canary-title\",\"kind\":\"event\",\"category\":"
        "\"utility-manhole\",\"source\":\"wechat\",\"reporter_name\":\"canary-name\","
        "\"reporter_phone\":\"" TEST_CANARY "\"}";
  static const char act[] = "{\"id\":\"a-1\",\"action\":\"accept\",\"case_id\":\"" ID
                            "\",\"opinion\":\"canary-opinion " TEST_CANARY "\"}";
  static const char wrong[]
      = "{\"account\":\"" WRONG "\",\"password\":\"" WRONG "\",\"seat\":\"canary-seat\"}";

  g_assert_cmpuint (post (server, "/v1/cases", report, ID, source), ==, 201);
  g_assert_cmpuint (post (server, "/v1/acts", act, "a-1", seat), ==, 201);
  g_assert_cmpuint (post (server, "/v1/session", wrong, NULL, NULL), ==, 401);
  g_assert_cmpuint (post (server, "/v1/cases", "{\"title\":\"canary-title\"", "a-2", source), ==,
                    400);
  g_assert_cmpuint (post (server, "/v1/" TEST_CANARY "?q=canary-query", "{}", "canary-key", seat),
                    ==, 404);
  g_assert_cmpuint (post (server, "/v1/acts", "{}", "canary\x01key", seat), ==, 400);
  g_assert_cmpuint (post (server, "/v1/acts", "{}", NULL, "canary-token"), ==, 401);
}

static void
test_canaries (void)
{
  static const char *const canaries[] = { "canary", TEST_CANARY, PASSWORD, "utility-manhole" };
  static const char *const wanted[] = { "event=started",
                                        "event=signed-in account=source",
                                        "route=cases status=201 id=" ID " account=source",
                                        "route=acts status=201 id=a-1 account=seat",
                                        "event=sign-in-refused",
                                        "route=other status=404",
                                        "event=stopping" };
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autofree char *path = g_build_filename (county->directory, "log", NULL);
  g_autofree char *source = NULL;
  g_autofree char *seat = NULL;
  g_autofree char *log = NULL;
  TestProcess *server;

  add_accounts (county);
  server = start_logged (county, path);
  source = test_process_sign_in (server, "source", PASSWORD);
  seat = test_process_sign_in (server, "seat", PASSWORD);
  say_everything (server, source, seat);
  test_process_close_input (server);

  g_assert_true (g_file_get_contents (path, &log, NULL, NULL));
  g_test_message ("%s", log);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_nonnull (strstr (log, wanted[i]));
  for (guint i = 0; i < G_N_ELEMENTS (canaries); i++)
    g_assert_null (strstr (log, canaries[i]));
  g_assert_null (strstr (log, source));
  g_assert_null (strstr (log, seat));
  for (const char *at = log; *at != '\0'; at++)
    g_assert_true (*at == '\n' || !g_ascii_iscntrl (*at));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_process_init (argc, argv);

  g_test_add_func ("/server/log/append", test_append);
  g_test_add_func ("/server/log/canaries", test_canaries);

  return g_test_run ();
}
