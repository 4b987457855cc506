/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The command of the real program: what it says, and its exit status. */
#include "lian-limits.h"
#include "lian-service.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define CANARY "13907150417"

static const char *program;

typedef struct
{
  char *directory;
  char *path;
  char *database; /* as the program wants it */
  char *output;
  char *complaint;
} Fixture;

static const char *const names[] = { "server.db",
                                     "server.db.lock",
                                     "server.db-wal",
                                     "server.db-shm",
                                     "regions.geojson",
                                     "grids.geojson",
                                     "cases.csv",
                                     "cases.map",
                                     "report.csv",
                                     "large.csv",
                                     NULL };

static char *
file_of (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->directory, name, NULL);
}

static void
write_text (Fixture *fixture, const char *name, const char *text)
{
  g_autofree char *path = file_of (fixture, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* Words that begin with "@" are files of the fixture. */
static int
run (Fixture *fixture, const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  int status = -1;
  va_list args;

  g_clear_pointer (&fixture->output, g_free);
  g_clear_pointer (&fixture->complaint, g_free);
  g_ptr_array_add (argv, g_strdup (program));
  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (argv, word[0] == '@' ? file_of (fixture, word + 1) : g_strdup (word));
  va_end (args);
  g_ptr_array_add (argv, g_strdup ("--database"));
  g_ptr_array_add (argv, g_strdup (fixture->database));
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &fixture->output,
                &fixture->complaint, &status, &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  g_test_message ("%s%s", fixture->output, fixture->complaint);
  return WEXITSTATUS (status);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->directory = g_dir_make_tmp ("lian-import-XXXXXX", NULL);
  fixture->path = file_of (fixture, "server.db");
  fixture->database = g_strconcat ("sqlite:", fixture->path, NULL);
  g_assert_cmpint (run (fixture, "init", NULL), ==, 0);
  write_text (
      fixture, "regions.geojson",
      "{\"type\":\"FeatureCollection\",\"src_crs\":\"wgs84\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"421202\",\"name\":\"咸安区\"},"
      "\"geometry\":null},"
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"421202001\",\"name\":\"温泉街道\"},"
      "\"geometry\":null},"
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"421202001001\",\"name\":\"岔路口\"},"
      "\"geometry\":null}]}");
  write_text (
      fixture, "grids.geojson",
      "{\"type\":\"FeatureCollection\",\"features\":["
      "{\"type\":\"Feature\",\"properties\":{\"code\":\"421202001001001\",\"name\":\"一\"},"
      "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[114,29],[115,29],[115,30],[114,29]"
      "]]}},17]}");
  write_text (fixture, "cases.csv",
              "工单编号,诉求内容,诉求类别,诉求人,联系电话\nGD1,路灯 " CANARY ",路灯,陈大文," CANARY
              "\nGD2,路灯,没听说过,陈大文," CANARY "\n");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = file_of (fixture, names[i]);

      g_unlink (path);
    }
  g_rmdir (fixture->directory);
  g_free (fixture->directory);
  g_free (fixture->path);
  g_free (fixture->database);
  g_free (fixture->output);
  g_free (fixture->complaint);
}

static void
test_features (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (run (fixture, "import", "regions", "@regions.geojson", NULL), ==, 0);
  g_assert_cmpstr (fixture->output, ==,
                   "3 features: 3 new, 0 changed, 0 as they were, 0 refused, 0 repaired\n");
  g_assert_cmpint (run (fixture, "import", "regions", "@regions.geojson", NULL), ==, 0);
  g_assert_nonnull (strstr (fixture->output, "0 new, 0 changed, 3 as they were"));
  g_assert_cmpint (run (fixture, "import", "grids", "@grids.geojson", NULL), ==, 1);
  g_assert_nonnull (strstr (fixture->complaint, "say --crs"));
  g_assert_cmpint (run (fixture, "import", "grids", "@grids.geojson", "--crs", "gcj02", NULL), ==,
                   3);
  g_assert_nonnull (strstr (fixture->output, "2 features: 1 new"));
  g_assert_nonnull (strstr (fixture->output, "0 overlaps, 0 gaps"));
  g_assert_nonnull (strstr (fixture->complaint, "feature 2: refused: not an object"));
  g_assert_cmpint (run (fixture, "verify", NULL), ==, 0);
}

static void
test_cases (Fixture *fixture, gconstpointer data)
{
  g_autofree char *report = file_of (fixture, "report.csv");
  g_autofree char *text = NULL;

  g_assert_cmpint (run (fixture, "import", "regions", "@regions.geojson", NULL), ==, 0);
  g_assert_cmpint (
      run (fixture, "import", "cases", "@cases.csv", "--write-map", "@cases.map", NULL), ==, 0);
  g_assert_cmpint (
      run (fixture, "import", "cases", "@cases.csv", "--write-map", "@cases.map", NULL), ==, 1);
  g_assert_cmpint (run (fixture, "import", "cases", "@cases.csv", "--map", "@cases.map",
                        "--dry-run", NULL),
                   ==, 3);
  g_assert_true (g_str_has_prefix (fixture->output, "would be: 2 rows: 1 new"));
  g_assert_cmpint (run (fixture, "import", "cases", "@cases.csv", "--map", "@cases.map", "--report",
                        "@report.csv", NULL),
                   ==, 3);
  g_assert_cmpstr (fixture->output, ==, "2 rows: 1 new, 0 already there, 0 different, 1 refused\n");
  g_assert_null (strstr (fixture->complaint, CANARY));
  g_assert_true (g_file_get_contents (report, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\r\n3,\"refused\",\"诉求类别\","));
  g_assert_null (strstr (text, CANARY));
  g_assert_null (strstr (text, "陈大文"));
  g_assert_cmpint (run (fixture, "import", "cases", "@cases.csv", "--map", "@cases.map", NULL), ==,
                   3);
  g_assert_nonnull (strstr (fixture->output, "0 new, 1 already there"));
  g_assert_cmpint (run (fixture, "verify", NULL), ==, 0);
}

static void
test_usage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *large = file_of (fixture, "large.csv");
  g_autoptr (LianService) service = NULL;

  g_assert_cmpint (run (fixture, "import", NULL), ==, 2);
  g_assert_cmpint (run (fixture, "import", "people", "@cases.csv", NULL), ==, 2);
  g_assert_cmpint (run (fixture, "import", "cases", "@cases.csv", NULL), ==, 2);
  g_assert_cmpint (run (fixture, "import", "grids", "@grids.geojson", "--crs", "mars", NULL), ==,
                   2);
  g_assert_cmpint (run (fixture, "import", "grids", "@missing", "--crs", "wgs84", NULL), ==, 1);
  g_assert_cmpint (run (fixture, "import", "grids", "/dev/zero", "--crs", "wgs84", NULL), ==, 1);
  g_assert_nonnull (strstr (fixture->complaint, "not a file"));
  /* Of nothing: it takes no room. */
  write_text (fixture, "large.csv", "");
  g_assert_cmpint (truncate (large, LIAN_LIMIT_IMPORT_FILE + 1), ==, 0);
  g_assert_cmpint (
      run (fixture, "import", "cases", "@large.csv", "--write-map", "@cases.map", NULL), ==, 1);
  g_assert_nonnull (strstr (fixture->complaint, "64 MiB"));
  service = lian_service_open (fixture->path, NULL);
  g_assert_cmpint (run (fixture, "import", "regions", "@regions.geojson", NULL), ==, 1);
  g_assert_nonnull (strstr (fixture->complaint, "in use"));
  lian_service_close (service);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];
  g_test_add ("/import-commands/features", Fixture, NULL, set_up, test_features, tear_down);
  g_test_add ("/import-commands/cases", Fixture, NULL, set_up, test_cases, tear_down);
  g_test_add ("/import-commands/usage", Fixture, NULL, set_up, test_usage, tear_down);
  return g_test_run ();
}
