/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-verify.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

static const char *program;
static char *directory;

/* The exit status; @said: (out): standard output and error, one behind the other. */
static int
run (const char *arguments, char **said)
{
  g_autofree char *line = g_strdup_printf ("%s %s", program, arguments);
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  process = g_subprocess_newv ((const char *const *)argv,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE,
                               &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, said, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
  return g_subprocess_get_exit_status (process);
}

static void
test_statuses (void)
{
  static const struct
  {
    const char *arguments;
    int status;
    const char *said;
  } cases[] = {
    { "--version", 0, "liandong-server " },
    { "help", 0, "liandong-server COMMAND" },
    { "--help", 0, "liandong-server COMMAND" },
    { "help token", 0, "revoke ID" },
    { "serve --help", 0, "--certificate" },
    { "", 2, "liandong-server COMMAND" },
    { "nothing", 2, "liandong-server COMMAND" },
    { "help nothing", 2, "liandong-server COMMAND" },
    { "help token list", 2, "liandong-server COMMAND" },
    { "serve --nothing", 2, "--nothing" },
    { "serve", 2, "--database" },
    { "serve surplus --database sqlite:x", 2, "surplus" },
    { "serve --database postgresql://x", 2, "sqlite" },
    { "serve --database sqlite:x --speed 101", 2, "--speed" },
    { "serve --database sqlite:x --certificate x", 2, "--key" },
    { "serve --database sqlite:x --certificate /none --key /none", 1, "/none" },
    { "serve --database sqlite:/none/x", 1, "does not exist" },
    { "verify --nothing", 2, "--nothing" },
    { "migrate --database sqlite:/none/x", 1, "does not exist" },
    { "simulate --database sqlite:x --hours 0", 2, "--hours" },
    { "simulate --database sqlite:x --hours nan", 2, "--hours" },
    { "simulate --database sqlite:/none/x", 1, "does not exist" },
    { "backup --database sqlite:x", 2, "backup FILE" },
    { "restore --database sqlite:x", 2, "restore FILE" },
    { "restore /none/b --database sqlite:x", 1, "/none/b" },
    { "token list surplus --database sqlite:x", 2, "token add" },
    { "token", 2, "token add" },
    { "account change", 2, "account add" },
    { "account add x --database sqlite:x", 2, "--role" },
    { "dump-dictionary --nothing", 2, "--nothing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *said = NULL;
      int status = run (cases[i].arguments, &said);

      g_test_message ("%s: %d: %s", cases[i].arguments, status, said);
      g_assert_cmpint (status, ==, cases[i].status);
      g_assert_nonnull (strstr (said, cases[i].said));
    }
}

/* It ends by itself, what happened is in the file, and only what is invented lives. */
static void
test_simulate (void)
{
  g_autofree char *password = g_build_filename (directory, "password", NULL);
  g_autofree char *path = g_build_filename (directory, "c.db", NULL);
  g_autofree char *init = g_strdup_printf ("init --county small --demo-password-file %s"
                                           " --database sqlite:%s",
                                           password, path);
  g_autofree char *simulate = g_strdup_printf ("simulate --hours 0.05 --database sqlite:%s", path);
  g_autofree char *real = g_strdup_printf ("init --database sqlite:%s-real", path);
  g_autofree char *refused = g_strdup_printf ("simulate --database sqlite:%s-real", path);
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  LianVerified verified;
  guint reports = 0;
  guint acts = 0;
  guint instructions = 0;

  g_assert_true (g_file_set_contents (password, "correct horse\n", -1, NULL));
  g_assert_cmpint (run (init, NULL), ==, 0);
  g_assert_cmpint (run (simulate, &said), ==, 0);
  g_assert_cmpint (sscanf (said, "%u reports, %u acts, %u instructions, now 2026-", &reports, &acts,
                           &instructions),
                   ==, 3);
  g_assert_cmpuint (reports + acts, >, 0);
  g_assert_true (lian_verify_file (path, &verified, &error));
  g_assert_no_error (error);
  g_assert_cmpint (verified.n_audit, ==, reports + acts + instructions);
  g_assert_cmpint (run (real, NULL), ==, 0);
  g_assert_cmpint (run (refused, NULL), ==, 1);
}

static void
remove_all (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  directory = g_dir_make_tmp ("lian-commands-XXXXXX", NULL);

  g_test_add_func ("/server/commands/statuses", test_statuses);
  g_test_add_func ("/server/commands/simulate", test_simulate);

  status = g_test_run ();
  remove_all ();
  return status;
}
