/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-error.h"
#include "lian-import-cases.h"
#include "lian-import-features.h"
#include "lian-import-report.h"
#include "lian-limits.h"
#include "lian-outline.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

/* Lines of one sort that are printed; all are in --report. */
#define PRINTED 50

/* Exit statuses beside 0, 1 and 2 of every command. */
#define SOME_REFUSED 3

typedef struct
{
  char *database;
  char *crs;
  char *map;
  char *write_map;
  char *sheet;
  char *report;
  gboolean all_or_nothing;
  gboolean dry_run;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->database);
  g_free (options->crs);
  g_free (options->map);
  g_free (options->write_map);
  g_free (options->sheet);
  g_free (options->report);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static GBytes *
read_file (const char *path, GError **error)
{
  GStatBuf about;
  char *data;
  gsize length;

  if (g_stat (path, &about) == 0 && !S_ISREG (about.st_mode))
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: not a file", path);
  else if (g_stat (path, &about) == 0 && about.st_size > LIAN_LIMIT_IMPORT_FILE)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE, "%s: larger than the limit, %d MiB", path,
                 LIAN_LIMIT_IMPORT_FILE / 1024 / 1024);
  else if (g_file_get_contents (path, &data, &length, error))
    return g_bytes_new_take (data, length);
  return NULL;
}

/* What was refused, and the rest of what there is to say. */
static int
finish (const Options *options, GPtrArray *lines, const char *what)
{
  g_autofree char *text = lian_import_lines_print (lines, what, PRINTED);
  g_autofree char *csv = lian_import_lines_to_csv (lines, what);
  g_autoptr (GError) error = NULL;

  g_printerr ("%s", text);
  if (options->report != NULL && !g_file_set_contents (options->report, csv, -1, &error))
    return lian_command_fail (error);
  return lian_import_lines_count (lines, LIAN_IMPORT_REFUSED)
                     + lian_import_lines_count (lines, LIAN_IMPORT_DIFFERENT)
                 > 0
             ? SOME_REFUSED
             : 0;
}

/* --- features --- */

static const struct
{
  const char *name;
  LianKindId kind;
} kinds[] = { { "regions", LIAN_KIND_REGION },
              { "grids", LIAN_KIND_GRID },
              { "places", LIAN_KIND_PLACE } };

static int
import_features (const Options *options, LianKindId kind, LianService *service, GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianFeatureMap) map = options->map != NULL
                                       ? lian_feature_map_load (options->map, kind, &error)
                                       : lian_feature_map_new ();
  const LianFeatureImport import
      = { kind, map, options->crs, options->all_or_nothing, options->dry_run };
  g_auto (LianFeatureImported) imported = { 0 };
  guint refused;
  int status;

  if (map == NULL || !lian_import_features (service, file, &import, &imported, &error))
    return lian_command_fail (error);
  refused = lian_import_lines_count (imported.lines, LIAN_IMPORT_REFUSED);
  status = finish (options, imported.lines, "feature");
  g_print ("%s%u features: %u new, %u changed, %u as they were, %u refused, %u repaired\n",
           options->dry_run ? "would be: " : "", imported.n_features, imported.counts.n_new,
           imported.counts.n_changed, imported.counts.n_same, refused,
           lian_import_lines_count (imported.lines, LIAN_IMPORT_REPAIRED));
  if (kind == LIAN_KIND_GRID)
    g_print ("%u overlaps, %u gaps, %u reach out of their community\n",
             lian_import_lines_count (imported.lines, LIAN_IMPORT_OVERLAP),
             lian_import_lines_count (imported.lines, LIAN_IMPORT_GAP),
             lian_import_lines_count (imported.lines, LIAN_IMPORT_BEYOND));
  if (options->all_or_nothing && refused > 0)
    g_print ("all or nothing: nothing\n");
  return status;
}

/* --- cases --- */

static gboolean
is_workbook (const char *path, GBytes *file)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);
  g_autofree char *small = g_ascii_strdown (path, -1);

  return g_str_has_suffix (small, ".xlsx") || g_str_has_suffix (small, ".xlsm")
         || g_str_has_suffix (small, ".xls") || (length >= 4 && memcmp (data, "PK\x03\x04", 4) == 0)
         || (length >= 4 && memcmp (data, "\xd0\xcf\x11\xe0", 4) == 0);
}

/* @map: (nullable) */
static LianSheet *
read_sheet (const Options *options, const char *path, GBytes *file, const LianCaseMap *map,
            GError **error)
{
  const char *name = options->sheet;
  LianSheet *sheet;

  if (name == NULL && map != NULL)
    name = map->sheet;
  if (is_workbook (path, file))
    sheet = lian_xlsx_read (file, name, error);
  else
    sheet = lian_csv_read (file, map != NULL ? map->encoding : NULL,
                           map != NULL ? map->separator : 0, error);
  if (sheet == NULL)
    g_prefix_error (error, "%s: ", path);
  else if (sheet->n_hidden > 0)
    g_printerr ("%u other sheets of the workbook are hidden\n", sheet->n_hidden);
  return sheet;
}

static int
import_cases (const Options *options, LianService *service, const char *path, GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianCaseMap) map = lian_case_map_load (options->map, &error);
  g_autoptr (LianSheet) sheet = NULL;
  g_auto (LianCasesImported) imported = { 0 };
  int status;

  if (map == NULL)
    return lian_command_fail (error);
  sheet = read_sheet (options, path, file, map, &error);
  if (sheet == NULL
      || !lian_import_cases (service, sheet, map, options->dry_run, &imported, &error))
    return lian_command_fail (error);
  status = finish (options, imported.lines, "row");
  g_print ("%s%u rows: %u new, %u already there, %u different, %u refused\n",
           options->dry_run ? "would be: " : "", imported.n_rows, imported.n_new, imported.n_known,
           lian_import_lines_count (imported.lines, LIAN_IMPORT_DIFFERENT),
           lian_import_lines_count (imported.lines, LIAN_IMPORT_REFUSED));
  return status;
}

/* What a person has looked through is not written over. */
static int
write_map (const Options *options, LianService *service, const char *path, GBytes *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSheet) sheet = read_sheet (options, path, file, NULL, &error);
  g_autofree char *text = NULL;

  if (sheet == NULL)
    return lian_command_fail (error);
  if (g_file_test (options->write_map, G_FILE_TEST_EXISTS))
    {
      g_printerr ("%s exists already.\n", options->write_map);
      return 1;
    }
  text = lian_case_map_guess (sheet, lian_service_get_dictionary (service));
  if (!g_file_set_contents (options->write_map, text, -1, &error))
    return lian_command_fail (error);
  g_print ("%s is written: look it through, then import with --map %s\n", options->write_map,
           options->write_map);
  return 0;
}

/* --- the command --- */

static int
import_file (const Options *options, const char *what, const char *path, LianService *service,
             GBytes *file)
{
  if (g_str_equal (what, "cases"))
    return options->write_map != NULL ? write_map (options, service, path, file)
                                      : import_cases (options, service, path, file);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, what))
      return import_features (options, kinds[i].kind, service, file);
  g_return_val_if_reached (2);
}

static int
run (const Options *options, const char *what, const char *path)
{
  const char *database = lian_command_database (options->database);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) file = NULL;
  g_autoptr (LianService) service = NULL;
  int status;

  if (database == NULL)
    return 2;
  file = read_file (path, &error);
  if (file == NULL)
    return lian_command_fail (error);
  service = lian_service_open (database, &error);
  if (service == NULL)
    return lian_command_fail (error);
  status = import_file (options, what, path, service, file);
  lian_service_close (service);
  return status;
}

static gboolean
check_usage (const Options *options, int argc, char **argv)
{
  gboolean cases = argc == 3 && g_str_equal (argv[1], "cases");
  gboolean known = cases;

  for (guint i = 0; argc == 3 && i < G_N_ELEMENTS (kinds); i++)
    known = known || g_str_equal (kinds[i].name, argv[1]);
  if (!known)
    g_printerr ("import regions|grids|places FILE.geojson, or import cases FILE.csv|FILE.xlsx\n");
  else if (cases && options->map == NULL && options->write_map == NULL)
    g_printerr ("import cases needs --map FILE; --write-map FILE writes one to begin with.\n");
  else if (options->crs != NULL && lian_outline_find_crs (options->crs) == NULL)
    g_printerr ("--crs is wgs84, cgcs2000, gcj02 or bd09.\n");
  else
    return TRUE;
  return FALSE;
}

/**
 * lian_command_import:
 *
 * import regions|grids|places FILE.geojson, import cases FILE.csv|FILE.xlsx; the server must not be
 * running.
 *
 * Returns: the exit status: 1 when the file as a whole was refused, 3 when some of it was
 */
int
lian_command_import (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, "Where the platform is",
      "sqlite:PATH" },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &options.crs, "What the coordinates of a GeoJSON file are",
      "wgs84|cgcs2000|gcj02|bd09" },
    { "map", 0, 0, G_OPTION_ARG_FILENAME, &options.map, "Which column or property is which field",
      "FILE" },
    { "write-map", 0, 0, G_OPTION_ARG_FILENAME, &options.write_map,
      "Write a map for a case list, to be looked through, and import nothing", "FILE" },
    { "sheet", 0, 0, G_OPTION_ARG_STRING, &options.sheet, "Of a workbook; else the first", "NAME" },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &options.report,
      "Write all that was refused, with the reasons, as CSV", "FILE" },
    { "all-or-nothing", 0, 0, G_OPTION_ARG_NONE, &options.all_or_nothing,
      "Take no feature when one is refused", NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options.dry_run, "Only say what would be done", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("regions|grids|places|cases FILE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_fail (error);
  if (!check_usage (&options, argc, argv))
    return 2;
  return run (&options, argv[1], argv[2]);
}
