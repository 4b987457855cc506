/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-test-console.h"

#include "lian-test-peer.h"

#include <glib/gstdio.h>

void
lian_test_console_open (const char *folder, const char *url, LianClock *clock, LianMirror **mirror,
                        LianLedger **ledger, LianEngine **engine)
{
  g_autofree char *mirror_path = g_build_filename (folder, "mirror.db", NULL);
  g_autofree char *ledger_path = g_build_filename (folder, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;

  *mirror = lian_mirror_open (mirror_path, &error);
  g_assert_no_error (error);
  *ledger = lian_ledger_open (ledger_path, &error);
  g_assert_no_error (error);
  *engine = lian_engine_new_with_clock (*mirror, *ledger, url, clock, &error);
  g_assert_no_error (error);
  lian_engine_set_spread (*engine, 500);
}

void
lian_test_console_close (LianMirror *mirror, LianLedger *ledger, LianEngine *engine)
{
  lian_engine_stop (engine);
  lian_test_run (30);
  g_object_unref (engine);
  lian_mirror_close (mirror);
  lian_ledger_close (ledger);
  g_object_unref (mirror);
  g_object_unref (ledger);
}

void
lian_test_console_sign_in (LianEngine *engine, const char *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_engine_sign_in (engine, account, "pw", "s", NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  lian_engine_sign_in_finish (engine, result, &error);
  g_assert_no_error (error);
}

void
lian_test_folder_remove (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}
