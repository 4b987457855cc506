/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fills up: new instructions are refused before it is full, and those that were
 * promised are kept. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "lian-error.h"
#include "lian-ledger.h"
#include "lian-limits.h"
#include "testing.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB ((guint64)1024 * 1024)
#define SKIPPED 77

static guint64 left = 1000 * MIB;

static guint64
free_cb (const char *folder, gpointer data)
{
  return left;
}

static gboolean
promise (LianLedger *ledger, const char *id, gsize size, GError **error)
{
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GBytes) body = g_bytes_new (text, size);
  g_auto (Answer) answer = { 0 };
  LianPromise order = { .id = id,
                        .kind = "dispatch",
                        .case_id = id,
                        .target = id,
                        .body = body,
                        .account = "seat02",
                        .server_id = "server-1",
                        .created_at = NOW };

  lian_ledger_promise (ledger, &order, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_promise_finish (ledger, answer.result, error);
}

static gboolean
begin (LianLedger *ledger, const char *id, GError **error)
{
  g_auto (Answer) answer = { 0 };

  lian_ledger_begin_attempt (ledger, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_begin_attempt_finish (ledger, answer.result, error);
}

static gboolean
receive (LianLedger *ledger, const char *id, gsize size, GError **error)
{
  g_autofree char *receipt = g_strnfill (size, 'r');
  g_auto (Answer) answer = { 0 };

  lian_ledger_settle (ledger, id, LIAN_ENTRY_RECEIVED, 1, receipt, NULL, NULL, NULL, answer_cb,
                      &answer);
  WAIT (answer.result != NULL);
  return lian_ledger_settle_finish (ledger, answer.result, error);
}

static gboolean
has_ballast (const char *path)
{
  g_autofree char *ballast = g_strconcat (path, ".ballast", NULL);
  struct stat status;

  return g_stat (ballast, &status) == 0
         && (gint64)status.st_blocks * 512 >= LIAN_LIMIT_LEDGER_BALLAST;
}

static void
space_changed_cb (LianLedger *ledger, guint *n)
{
  (*n)++;
}

static void
test_low (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  LianLedger *ledger = lian_ledger_open (path, NULL);
  g_autoptr (GVariant) draft = NULL;
  g_autoptr (GError) error = NULL;
  guint changes = 0;

  left = 1000 * MIB;
  g_signal_connect (ledger, "space-changed", G_CALLBACK (space_changed_cb), &changes);
  lian_ledger_watch_space (ledger, free_cb, NULL);
  g_assert_true (has_ballast (path));
  g_assert_cmpint (lian_ledger_get_space (ledger), ==, LIAN_SPACE_ENOUGH);
  g_assert_true (promise (ledger, "i1", 100, &error));
  g_assert_cmpuint (changes, ==, 0);

  left = 64 * MIB - 1;
  lian_ledger_save_draft (ledger, "i2", "dispatch", g_variant_new_string ("kept"));
  g_assert_false (promise (ledger, "i2", 100, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_assert_nonnull (strstr (error->message, "63 MiB"));
  g_assert_cmpint (lian_ledger_get_space (ledger), ==, LIAN_SPACE_LOW);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_null (lian_ledger_lookup (ledger, "i2"));
  draft = lian_ledger_dup_draft (ledger, "i2", "dispatch");
  g_assert_nonnull (draft);

  /* What was promised goes on. */
  g_assert_true (begin (ledger, "i1", NULL));
  g_assert_true (receive (ledger, "i1", 500, NULL));
  g_assert_true (has_ballast (path));

  left = 64 * MIB;
  g_assert_true (promise (ledger, "i2", 100, NULL));
  g_assert_cmpint (lian_ledger_get_space (ledger), ==, LIAN_SPACE_ENOUGH);
  g_assert_cmpuint (changes, ==, 2);
  lian_ledger_close (ledger);
  g_assert_finalize_object (ledger);
  remove_folder (folder);
}

/* A ledger that is opened on a disk that is low takes nothing away from it. */
static void
test_low_at_open (void)
{
  char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  LianLedger *ledger = lian_ledger_open (path, NULL);

  left = 70 * MIB;
  lian_ledger_watch_space (ledger, free_cb, NULL);
  g_assert_false (has_ballast (path));
  g_assert_true (promise (ledger, "i1", 100, NULL));
  left = 80 * MIB;
  g_assert_true (promise (ledger, "i2", 100, NULL));
  g_assert_true (has_ballast (path));
  lian_ledger_close (ledger);
  g_assert_finalize_object (ledger);
  remove_folder (folder);
}

/* --- a disk that is really full --- */

static gboolean
write_text (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && write (fd, text, strlen (text)) == (gssize)strlen (text);

  if (fd >= 0)
    close (fd);
  return done;
}

/* 20 MiB of our own, which goes away with the process. */
static gboolean
mount_small (const char *folder)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", getuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", getgid ());

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return FALSE;
  write_text ("/proc/self/setgroups", "deny");
  return write_text ("/proc/self/uid_map", uids) && write_text ("/proc/self/gid_map", gids)
         && mount ("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("tmpfs", folder, "tmpfs", 0, "size=20m") == 0;
}

static void
fill_disk (const char *path)
{
  g_autofree char *block = g_malloc0 (4096);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, block, 4096) == 4096)
    ;
  close (fd);
}

/* Rows enough that neither the log nor the file takes their receipts without the ballast. */
#define ROWS 60

G_GNUC_NORETURN static void
live_on_full_disk (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *filler = g_build_filename (folder, "filler", NULL);
  g_autoptr (GError) error = NULL;
  LianLedger *ledger;

  if (!mount_small (folder))
    _exit (SKIPPED);
  left = 1000 * MIB;
  ledger = lian_ledger_open (path, NULL);
  lian_ledger_watch_space (ledger, free_cb, NULL);
  g_assert_true (has_ballast (path));
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i);
      g_assert_true (promise (ledger, id, 2000, NULL));
    }
  fill_disk (filler);
  g_assert_false (promise (ledger, "new", 60000, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_clear_error (&error);
  g_assert_true (has_ballast (path));

  left = 0;
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i);

      g_assert_true (begin (ledger, id, &error));
      g_assert_true (receive (ledger, id, 60000, &error));
      g_assert_no_error (error);
    }
  g_assert_false (has_ballast (path));
  g_assert_cmpint (lian_ledger_get_space (ledger), ==, LIAN_SPACE_FULL);
  g_assert_false (promise (ledger, "new", 100, NULL));

  /* Room again. */
  g_assert_cmpint (g_unlink (filler), ==, 0);
  left = 1000 * MIB;
  g_assert_true (promise (ledger, "new", 100, NULL));
  g_assert_cmpint (lian_ledger_get_space (ledger), ==, LIAN_SPACE_ENOUGH);
  lian_ledger_close (ledger);
  g_assert_finalize_object (ledger);

  ledger = lian_ledger_open (path, &error);
  g_assert_no_error (error);
  g_assert_null (lian_ledger_get_set_aside (ledger));
  for (guint i = 0; i < ROWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i);

      g_assert_cmpint (lian_ledger_entry_get_state (lian_ledger_lookup (ledger, id)), ==,
                       LIAN_ENTRY_RECEIVED);
    }
  lian_ledger_close (ledger);
  _exit (0);
}

static void
test_full_disk (void)
{
  char *folder = make_folder ();
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    live_on_full_disk (folder);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  remove_folder (folder);
  if (WIFEXITED (status) && WEXITSTATUS (status) == SKIPPED)
    {
      g_test_skip ("a small disk cannot be mounted here: no user namespaces");
      return;
    }
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  /* First, while there are no threads that a fork would cut off. */
  g_test_add_func ("/ledger-space/full-disk", test_full_disk);
  g_test_add_func ("/ledger-space/low", test_low);
  g_test_add_func ("/ledger-space/low-at-open", test_low_at_open);

  return g_test_run ();
}
