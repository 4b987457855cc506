/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What systemd is told by the program that it started. */
#include "test-server-process.h"
#include "test-server-support.h"

#include "lian-manager.h"

#include <gio/gunixsocketaddress.h>

/* The manager's end, named by the environment of whatever is started now. */
static GSocket *
open_manager (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address
      = g_unix_socket_address_new_with_type (*path == '@' ? path + 1 : path, -1,
                                             *path == '@' ? G_UNIX_SOCKET_ADDRESS_ABSTRACT
                                                          : G_UNIX_SOCKET_ADDRESS_PATH);
  GSocket *manager = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_DATAGRAM,
                                   G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (manager, address, FALSE, &error));
  g_assert_no_error (error);
  g_socket_set_timeout (manager, 60);
  g_setenv ("NOTIFY_SOCKET", path, TRUE);
  return manager;
}

static void
expect (GSocket *manager, const char *wanted)
{
  g_autoptr (GError) error = NULL;
  char said[64] = "";

  g_socket_receive (manager, said, sizeof said - 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (said, ==, wanted);
}

static void
test_serving (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *path = g_build_filename (county->directory, "manager.socket", NULL);
  g_autoptr (GSocket) manager = NULL;
  TestProcess *server;

  lian_service_close (county->service);
  manager = open_manager (path);
  server = test_process_start (county->path);
  expect (manager, "READY=1");
  test_process_close_input (server);
  expect (manager, "STOPPING=1");
  g_unsetenv ("NOTIFY_SOCKET");
}

static void
test_abstract (void)
{
  g_autofree char *path = g_strdup_printf ("@lian-test-manager-%d", g_random_int ());
  g_autoptr (GSocket) manager = open_manager (path);

  lian_manager_say ("READY=1");
  expect (manager, "READY=1");
  g_unsetenv ("NOTIFY_SOCKET");
  /* Nobody waits. */
  lian_manager_say ("READY=1");
  g_assert_cmpint (g_socket_condition_check (manager, G_IO_IN), ==, 0);
}

static void
test_nobody (void)
{
  g_setenv ("NOTIFY_SOCKET", "/nowhere/at/all", TRUE);
  g_test_expect_message ("lian-server", G_LOG_LEVEL_WARNING, "*was not told READY=1*");
  lian_manager_say ("READY=1");
  g_test_assert_expected_messages ();
  g_unsetenv ("NOTIFY_SOCKET");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_process_init (argc, argv);
  g_test_add_func ("/server/manager/serving", test_serving);
  g_test_add_func ("/server/manager/abstract", test_abstract);
  g_test_add_func ("/server/manager/nobody", test_nobody);
  return g_test_run ();
}
