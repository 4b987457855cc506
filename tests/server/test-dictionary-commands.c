/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load-dictionary and dump-dictionary of the real program. */
#include "lian-service.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *program;

typedef struct
{
  char *directory;
  char *path;
  char *database; /* as the program wants it */
  char *file;
} Fixture;

static int
run (Fixture *fixture, const char *command, const char *file, char **output, char **complaint)
{
  const char *argv[] = { program, command, "--database", fixture->database, file, NULL };
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, complaint, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *output = NULL;
  g_autofree char *complaint = NULL;

  fixture->directory = g_dir_make_tmp ("lian-commands-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->directory, "server.db", NULL);
  fixture->database = g_strconcat ("sqlite:", fixture->path, NULL);
  fixture->file = g_build_filename (fixture->directory, "dictionary.jsonl", NULL);
  g_assert_cmpint (run (fixture, "init", NULL, &output, &complaint), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  static const char *const names[]
      = { "server.db", "server.db.lock", "server.db-wal", "server.db-shm", "dictionary.jsonl" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_build_filename (fixture->directory, names[i], NULL);

      g_unlink (name);
    }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
  g_free (fixture->database);
  g_free (fixture->file);
}

static char *
dump (Fixture *fixture)
{
  g_autofree char *complaint = NULL;
  char *text;

  g_assert_cmpint (run (fixture, "dump-dictionary", NULL, &text, &complaint), ==, 0);
  return text;
}

static int
load (Fixture *fixture, const char *text, char **complaint)
{
  g_autofree char *output = NULL;
  int status;

  g_assert_true (g_file_set_contents (fixture->file, text, -1, NULL));
  status = run (fixture, "load-dictionary", fixture->file, &output, complaint);
  g_assert_true (g_str_has_prefix (output, status == 0 ? "loaded, receipt " : ""));
  return status;
}

static void
test_round (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = dump (fixture);
  g_autofree char *more = g_strconcat (text,
                                       "{\"kind\":\"entry\",\"vocabulary\":\"source\",\"code\":"
                                       "\"radio\",\"title\":\"Radio\",\"rank\":12}\n",
                                       NULL);
  g_autofree char *same = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *complaint = NULL;
  g_autofree char *other = NULL;

  g_assert_cmpint (load (fixture, text, &complaint), ==, 0);
  same = dump (fixture);
  g_assert_cmpstr (text, ==, same);
  g_assert_cmpint (load (fixture, more, &other), ==, 0);
  changed = dump (fixture);
  g_assert_nonnull (strstr (changed, "source/radio"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = dump (fixture);
  g_autofree char *bad
      = g_strconcat ("\n{\"kind\":\"entry\",\"vocabulary\":\"source\"}\n", text, NULL);
  g_autofree char *wanted = g_strdup_printf ("%s:2: entry.", fixture->file);
  g_autofree char *complaint = NULL;
  g_autofree char *missing = NULL;
  g_autofree char *after = NULL;
  g_autofree char *output = NULL;

  g_assert_cmpint (load (fixture, bad, &complaint), ==, 1);
  g_assert_true (g_str_has_prefix (complaint, wanted));
  after = dump (fixture);
  g_assert_cmpstr (after, ==, text);
  g_unlink (fixture->file);
  g_assert_cmpint (run (fixture, "load-dictionary", fixture->file, &output, &missing), ==, 1);
  g_assert_cmpstr (missing, !=, "");
}

/* A running server has its dictionary in memory: it is told over HTTP. */
static void
test_in_use (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = dump (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianService) service = lian_service_open (fixture->path, &error);
  g_autofree char *complaint = NULL;
  g_autofree char *meanwhile = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (load (fixture, text, &complaint), ==, 1);
  g_assert_nonnull (strstr (complaint, "in use"));
  meanwhile = dump (fixture);
  g_assert_cmpstr (meanwhile, ==, text);
  lian_service_close (service);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add ("/dictionary-commands/round", Fixture, NULL, set_up, test_round, tear_down);
  g_test_add ("/dictionary-commands/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/dictionary-commands/in-use", Fixture, NULL, set_up, test_in_use, tear_down);
  return g_test_run ();
}
