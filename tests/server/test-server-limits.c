/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-limits.h"
#include "lian-server-limits.h"
#include "lian-throttle.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
write_file (const char *text)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("lian-limits-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static LianServerLimits *
load (const char *text, GError **error)
{
  g_autofree char *path = write_file (text);
  LianServerLimits *limits;

  limits = lian_server_limits_load (path, error);
  g_unlink (path);
  return limits;
}

static void
test_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianServerLimits) presets = load ("# nothing said\n", &error);
  g_autoptr (LianServerLimits) limits
      = load ("[limits]\nbody=4096\nattachment=5000000\nheaders=40\nconnections=64\n"
              "connections_per_address=2\nstreams_per_account=3\nstream_queue=524288\n"
              "user_timeout_seconds=9\nidle_seconds=12\nlogins_per_account=6\n"
              "logins_per_address=7\nexempt_loopback=false\n"
              "[proxy]\naddresses=192.0.2.1; 2001:db8::1;\n[ogc]\nanonymous=true\n",
              &error);

  g_assert_no_error (error);
  g_assert_cmpuint (presets->body, ==, LIAN_LIMIT_BODY);
  g_assert_cmpuint (presets->connections, ==, LIAN_LIMIT_CONNECTIONS);
  g_assert_cmpuint (presets->user_timeout_seconds, ==, 30);
  g_assert_cmpuint (presets->idle_seconds, ==, 60);
  g_assert_true (presets->exempt_loopback);
  g_assert_cmpuint (presets->proxies->len, ==, 0);
  g_assert_cmpuint (limits->body, ==, 4096);
  g_assert_cmpuint (limits->attachment, ==, 5000000);
  g_assert_cmpuint (limits->headers, ==, 40);
  g_assert_cmpuint (limits->connections, ==, 64);
  g_assert_cmpuint (limits->connections_per_address, ==, 2);
  g_assert_cmpuint (limits->streams_per_account, ==, 3);
  g_assert_cmpuint (limits->stream_queue, ==, 524288);
  g_assert_cmpuint (limits->user_timeout_seconds, ==, 9);
  g_assert_cmpuint (limits->idle_seconds, ==, 12);
  g_assert_cmpuint (limits->logins_per_account, ==, 6);
  g_assert_cmpuint (limits->logins_per_address, ==, 7);
  g_assert_false (limits->exempt_loopback);
  g_assert_cmpuint (limits->proxies->len, ==, 2);
  g_assert_false (presets->ogc_anonymous);
  g_assert_true (limits->ogc_anonymous);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *named;
  } cases[] = {
    { "[limits]\nbodies=4096\n", "[limits] bodies:" },
    { "[limits]\nbody=much\n", "[limits] body: a whole number from 1024 to 262144" },
    { "[limits]\nbody=262145\n", "[limits] body:" },
    { "[limits]\nbody=-1\n", "[limits] body:" },
    { "[limits]\nbody=\n", "[limits] body:" },
    { "[limits]\nconnections=0\n", "[limits] connections:" },
    { "[limits]\nidle_seconds=99999999999999999999\n", "[limits] idle_seconds:" },
    { "[limits]\nexempt_loopback=maybe\n", "[limits] exempt_loopback:" },
    { "[proxy]\naddresses=proxy.example.org\n", "[proxy] addresses:" },
    { "[proxy]\naddresses=192.0.2.1;192.0.2.300\n", "[proxy] addresses:" },
    { "[proxy]\nname=x\n", "[proxy] name:" },
    { "[limit]\nbody=4096\n", "[limit]:" },
    { "[ogc]\nanonymous=yes\n", "[ogc] anonymous: true or false" },
    { "[ogc]\npassword=x\n", "[ogc] password:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LianServerLimits) limits = load (cases[i].text, &error);

      g_assert_null (limits);
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].named));
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (load ("no key file", &error));
    g_assert_nonnull (error);
  }
}

static char *
serve (const char *program, const char *config)
{
  g_autofree char *path = write_file (config);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, program, "serve", "--database",
                          "sqlite:/nonexistent/server.db", "--config", path, NULL);
  char *said = NULL;

  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &said, &error));
  g_assert_no_error (error);
  g_assert_false (g_subprocess_get_successful (process));
  g_unlink (path);
  return said;
}

/* The program reads the file before anything else, and goes no further with one that is wrong. */
static void
test_program (gconstpointer program)
{
  g_autofree char *wrong = serve (program, "[limits]\nidle=3\n");
  g_autofree char *right = serve (program, "[limits]\nidle_seconds=3\n");

  g_assert_nonnull (strstr (wrong, "[limits] idle: there is no such key"));
  g_assert_nonnull (strstr (right, "/nonexistent/server.db does not exist"));
}

static void
expect_peer (const LianServerLimits *limits, const char *address, const char *forwarded,
             const char *expected)
{
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new_from_string (address, 4711);
  g_autofree char *peer = lian_server_limits_dup_peer (limits, remote, forwarded);

  g_assert_cmpstr (peer, ==, expected);
}

static void
test_peer (void)
{
  g_autoptr (LianServerLimits) limits = load ("[proxy]\naddresses=192.0.2.1;127.0.0.2\n", NULL);

  expect_peer (limits, "10.1.2.3", NULL, "10.1.2.3");
  expect_peer (limits, "10.1.2.3", "203.0.113.5", "10.1.2.3");
  expect_peer (limits, "::ffff:10.1.2.3", NULL, "10.1.2.3");
  expect_peer (limits, "2001:db8:1:2:3:4:5:6", NULL, "2001:db8:1:2::");
  expect_peer (limits, "127.0.0.1", "203.0.113.5", NULL);
  expect_peer (limits, "::1", NULL, NULL);
  expect_peer (limits, "::ffff:127.0.0.1", NULL, NULL);
  expect_peer (limits, "192.0.2.1", NULL, NULL);
  expect_peer (limits, "192.0.2.1", "203.0.113.5", "203.0.113.5");
  expect_peer (limits, "::ffff:192.0.2.1", "127.0.0.1, 203.0.113.5 ", "203.0.113.5");
  expect_peer (limits, "127.0.0.2", "203.0.113.5:8080", "203.0.113.5");
  expect_peer (limits, "192.0.2.1", "[2001:db8::7]:8080", "2001:db8::");
  expect_peer (limits, "192.0.2.1", "203.0.113.5, unknown", "192.0.2.1");
  expect_peer (limits, "192.0.2.1", "", "192.0.2.1");
  expect_peer (limits, "192.0.2.1", "203.0.113.5, 127.0.0.1", NULL);

  limits->exempt_loopback = FALSE;
  expect_peer (limits, "127.0.0.1", NULL, "127.0.0.1");
  expect_peer (limits, "192.0.2.1", "203.0.113.5, 127.0.0.1", "127.0.0.1");
}

static gboolean
trusts (const LianServerLimits *limits, const char *address)
{
  g_autoptr (GSocketAddress) remote = g_inet_socket_address_new_from_string (address, 4711);

  return lian_server_limits_trusts (limits, remote);
}

static void
test_trusts (void)
{
  g_autoptr (LianServerLimits) limits = load ("[proxy]\naddresses=192.0.2.1\n", NULL);

  g_assert_true (trusts (limits, "192.0.2.1"));
  g_assert_true (trusts (limits, "::ffff:192.0.2.1"));
  g_assert_false (trusts (limits, "192.0.2.2"));
  g_assert_false (trusts (limits, "127.0.0.1"));
  g_assert_false (lian_server_limits_trusts (limits, NULL));
}

static void
test_throttle (void)
{
  g_autoptr (LianClock) clock = lian_clock_new_manual (0);
  g_autoptr (LianThrottle) throttle = lian_throttle_new (clock, 2);

  g_assert_cmpuint (lian_throttle_get_wait (throttle, "a"), ==, 0);
  g_assert_true (lian_throttle_try (throttle, "a"));
  lian_clock_advance (clock, 10 * G_TIME_SPAN_SECOND);
  g_assert_true (lian_throttle_try (throttle, "a"));
  g_assert_false (lian_throttle_try (throttle, "a"));
  g_assert_true (lian_throttle_try (throttle, "b"));
  g_assert_cmpuint (lian_throttle_get_wait (throttle, "a"), ==, 50);
  lian_clock_advance (clock, 50 * G_TIME_SPAN_SECOND - 1);
  g_assert_cmpuint (lian_throttle_get_wait (throttle, "a"), ==, 1);
  g_assert_false (lian_throttle_try (throttle, "a"));
  lian_clock_advance (clock, 1);
  g_assert_true (lian_throttle_try (throttle, "a"));
  g_assert_false (lian_throttle_try (throttle, "a"));
  g_assert_cmpuint (lian_throttle_get_wait (throttle, "a"), ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/limits/load", test_load);
  g_test_add_func ("/server/limits/refused", test_refused);
  g_assert_cmpint (argc, ==, 2);
  g_test_add_data_func ("/server/limits/program", argv[1], test_program);
  g_test_add_func ("/server/limits/peer", test_peer);
  g_test_add_func ("/server/limits/trusts", test_trusts);
  g_test_add_func ("/server/limits/throttle", test_throttle);

  return g_test_run ();
}
