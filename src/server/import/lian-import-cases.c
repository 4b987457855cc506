/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-import-cases.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-divisions.h"
#include "lian-error.h"
#include "lian-import-features.h"
#include "lian-import-report.h"
#include "lian-import-value.h"
#include "lian-limits.h"
#include "lian-problem.h"

#include <math.h>
#include <string.h>

#define ID_DIGITS 32
#define TITLE_MOST 128 /* code points, of the field */
#define TITLE_FROM_DESCRIPTION 40

typedef struct
{
  guint number;
  LianImportReport *report;
} Row;

typedef struct
{
  const LianCaseMap *map;
  const LianDictionary *dictionary;
  gint64 now;                  /* the platform's */
  LianDivisions *divisions;    /* (owned) */
  const char *top;             /* where rows without position or region belong */
  int columns[LIAN_N_COLUMNS]; /* -1 = none */
  GArray *append;              /* guint (owned) */
  const LianSheetRow *heading;
  GArray *rows; /* Row (owned) */
  GPtrArray *lines;
} Work;

static void
row_clear (gpointer data)
{
  Row *row = data;

  lian_import_report_free (row->report);
}

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->divisions, lian_divisions_free);
  g_clear_pointer (&work->append, g_array_unref);
  g_clear_pointer (&work->rows, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

void
lian_cases_imported_clear (LianCasesImported *self)
{
  g_clear_pointer (&self->lines, g_ptr_array_unref);
}

/* --- columns --- */

/* "#3", or a heading. */
static int
find_column (const LianSheetRow *heading, const char *name)
{
  g_autofree char *wanted = lian_case_map_clean_heading (name);
  guint64 number;

  if (wanted[0] == '#'
      && g_ascii_string_to_unsigned (wanted + 1, 10, 1, LIAN_LIMIT_IMPORT_COLUMNS, &number, NULL))
    return (int)number - 1;
  for (guint i = 0; i < heading->cells->len; i++)
    {
      g_autofree char *clean = lian_case_map_clean_heading (lian_sheet_row_get (heading, i));

      if (g_str_equal (clean, wanted))
        return (int)i;
    }
  return -1;
}

static gboolean
no_column (const char *what, const char *name, GError **error)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
               "%s: the file has no column “%.64s” in the row of its headings", what, name);
  return FALSE;
}

static gboolean
find_columns (Work *work, GError **error)
{
  const LianCaseMap *map = work->map;

  for (guint i = 0; i < LIAN_N_COLUMNS; i++)
    {
      work->columns[i]
          = map->columns[i] != NULL ? find_column (work->heading, map->columns[i]) : -1;
      if (map->columns[i] != NULL && work->columns[i] < 0)
        return no_column (lian_column_get_name (i), map->columns[i], error);
    }
  for (guint i = 0; map->append != NULL && map->append[i] != NULL; i++)
    {
      int column = find_column (work->heading, map->append[i]);

      if (column < 0)
        return no_column ("append", map->append[i], error);
      g_array_append_val (work->append, column);
    }
  return TRUE;
}

static const char *
get (const Work *work, const LianSheetRow *row, LianColumn column)
{
  return work->columns[column] >= 0 ? lian_sheet_row_get (row, (guint)work->columns[column]) : "";
}

/* The heading of what is wrong, for the report. */
static const char *
place_of (const Work *work, LianColumn column)
{
  return work->map->columns[column] != NULL ? work->map->columns[column]
                                            : lian_column_get_name (column);
}

/* --- one row --- */

G_GNUC_PRINTF (4, 5)
static gboolean
refuse (Work *work, const LianSheetRow *row, LianColumn column, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  lian_import_lines_add (work->lines, row->number, LIAN_IMPORT_REFUSED, place_of (work, column),
                         "%s", reason);
  return FALSE;
}

/* Columns of long codes, which spreadsheets make numbers of. */
static gboolean
check_rounded (Work *work, const LianSheetRow *row)
{
  static const LianColumn codes[] = { LIAN_COLUMN_UPSTREAM_NO, LIAN_COLUMN_REPORTER_PHONE };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (work->columns[codes[i]] >= 0
        && (lian_sheet_row_is_rounded (row, (guint)work->columns[codes[i]])
            || lian_import_is_rounded (get (work, row, codes[i]))))
      return refuse (work, row, codes[i], "%s", LIAN_IMPORT_ROUNDED);
  return TRUE;
}

/* The same row of the same system always has the same id: that of its number there, or, where rows
 * have none, that of all that it says. */
static char *
make_id (Work *work, const LianSheetRow *row)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *number = get (work, row, LIAN_COLUMN_UPSTREAM_NO);

  g_checksum_update (sum, (const guchar *)work->map->source,
                     (gssize)strlen (work->map->source) + 1);
  if (*number != '\0')
    g_checksum_update (sum, (const guchar *)number, (gssize)strlen (number));
  for (guint i = 0; *number == '\0' && i < row->cells->len; i++)
    {
      const char *text = lian_sheet_row_get (row, i);

      g_checksum_update (sum, (const guchar *)text, (gssize)strlen (text) + 1);
    }
  return g_strdup_printf ("%s-%.*s", work->map->prefix, ID_DIGITS, g_checksum_get_string (sum));
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, member, text);
}

static char *
cut (const char *text, guint most)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= most)
    return g_strdup (text);
  start = g_utf8_substring (text, 0, most - 1);
  return g_strconcat (start, "…", NULL);
}

/* Which of the appended columns have something to say goes behind the description. */
static char *
make_description (Work *work, const LianSheetRow *row)
{
  GString *text = g_string_new (get (work, row, LIAN_COLUMN_DESCRIPTION));

  for (guint i = 0; i < work->append->len; i++)
    {
      guint column = g_array_index (work->append, guint, i);
      const char *value = lian_sheet_row_get (row, column);

      if (*value != '\0')
        g_string_append_printf (text, "%s%s：%s", text->len > 0 ? "\n" : "",
                                lian_sheet_row_get (work->heading, column), value);
    }
  return g_string_free (text, FALSE);
}

static gboolean
take_words (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *title = get (work, row, LIAN_COLUMN_TITLE);
  const char *body = get (work, row, LIAN_COLUMN_DESCRIPTION);
  g_autofree char *description = make_description (work, row);
  g_autofree char *first = NULL;

  if (*title == '\0' && *body == '\0')
    return refuse (work, row,
                   work->columns[LIAN_COLUMN_TITLE] >= 0 ? LIAN_COLUMN_TITLE
                                                         : LIAN_COLUMN_DESCRIPTION,
                   "empty");
  if (*title != '\0')
    first = cut (title, TITLE_MOST);
  else
    {
      g_auto (GStrv) lines = g_strsplit_set (body, "\r\n", 2);

      first = cut (lines[0], TITLE_FROM_DESCRIPTION);
    }
  json_object_set_string_member (object, "title", first);
  set_text (object, "description", description);
  return TRUE;
}

/* "big/small", then the small alone, then the big. */
static const char *
find_category (const Work *work, const LianSheetRow *row)
{
  const char *big = get (work, row, LIAN_COLUMN_CATEGORY_BIG);
  const char *small = get (work, row, LIAN_COLUMN_CATEGORY);
  g_autofree char *both
      = *big != '\0' && *small != '\0' ? g_strdup_printf ("%s/%s", big, small) : NULL;
  GHashTable *words = work->map->words[LIAN_WORDS_CATEGORY];
  g_autofree char *key = both != NULL ? lian_case_map_make_key (both) : NULL;

  if (key != NULL && g_hash_table_contains (words, key))
    return lian_case_map_find_code (work->map, LIAN_WORDS_CATEGORY, work->dictionary, both);
  return lian_case_map_find_code (work->map, LIAN_WORDS_CATEGORY, work->dictionary,
                                  *small != '\0' ? small : big);
}

static gboolean
take_code (Work *work, const LianSheetRow *row, JsonObject *object, LianWords words,
           LianColumn column, const char *code)
{
  const char *vocabulary = lian_words_get_vocabulary (words);

  if (code == NULL)
    return refuse (work, row, column, "[%s] of the map has no code for this word",
                   lian_words_get_group (words));
  if (lian_dictionary_lookup (work->dictionary, vocabulary, code) == NULL)
    return refuse (work, row, column, "“%.64s” of the map is not in the dictionary", code);
  json_object_set_string_member (object, lian_column_get_name (column), code);
  return TRUE;
}

/* The kind of a row that does not say one is that of its category. */
static const char *
find_kind (const Work *work, const LianSheetRow *row, const char *category)
{
  const char *word = get (work, row, LIAN_COLUMN_KIND);
  const char *code = lian_case_map_find_code (work->map, LIAN_WORDS_KIND, work->dictionary, word);
  LianRecord *entry;
  const char *const *kinds;

  if (code != NULL || *word != '\0')
    return code;
  entry = lian_dictionary_lookup (work->dictionary, "category", category);
  kinds = entry != NULL ? lian_record_get_list (entry, LIAN_ENTRY_CODES) : NULL;
  return kinds != NULL && kinds[0] != NULL ? kinds[0] : "event";
}

static gboolean
take_codes (Work *work, const LianSheetRow *row, JsonObject *object)
{
  static const struct
  {
    LianWords words;
    LianColumn column;
  } plain[]
      = { { LIAN_WORDS_SOURCE, LIAN_COLUMN_SOURCE }, { LIAN_WORDS_URGENCY, LIAN_COLUMN_URGENCY } };
  const char *category = find_category (work, row);

  if (!take_code (work, row, object, LIAN_WORDS_CATEGORY, LIAN_COLUMN_CATEGORY, category)
      || !take_code (work, row, object, LIAN_WORDS_KIND, LIAN_COLUMN_KIND,
                     find_kind (work, row, category)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      const char *word = get (work, row, plain[i].column);
      const char *code
          = lian_case_map_find_code (work->map, plain[i].words, work->dictionary, word);

      if (!take_code (work, row, object, plain[i].words, plain[i].column, code))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_position (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *lon_text = get (work, row, LIAN_COLUMN_LON);
  const char *lat_text = get (work, row, LIAN_COLUMN_LAT);
  double lon = 0.0, lat = 0.0;
  JsonObject *point;

  if (*lon_text == '\0' && *lat_text == '\0')
    return TRUE;
  if (!lian_import_parse_number (lon_text, &lon) || fabs (lon) > 180.0)
    return refuse (work, row, LIAN_COLUMN_LON, "not a number of degrees");
  if (!lian_import_parse_number (lat_text, &lat) || fabs (lat) > 90.0)
    return refuse (work, row, LIAN_COLUMN_LAT, "not a number of degrees");
  /* What programs write that know no place. */
  if (lon == 0.0 && lat == 0.0)
    return TRUE;
  point = json_object_new ();
  json_object_set_double_member (point, "lon", lon);
  json_object_set_double_member (point, "lat", lat);
  json_object_set_object_member (object, "location", point);
  json_object_set_string_member (object, "src_crs", work->map->crs);
  return TRUE;
}

static gboolean
take_moments (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *reported = get (work, row, LIAN_COLUMN_REPORTED_AT);
  const char *deadline = get (work, row, LIAN_COLUMN_UPSTREAM_DEADLINE);
  gint64 us;

  if (*reported != '\0')
    {
      g_autofree char *moment = NULL;

      if (!lian_import_parse_time (reported, work->map->time_format, &us))
        return refuse (work, row, LIAN_COLUMN_REPORTED_AT, "not a moment");
      moment = lian_time_format (us);
      json_object_set_string_member (object, "reported_at", moment);
    }
  if (*deadline != '\0')
    {
      g_autofree char *moment = NULL;

      if (!lian_import_parse_deadline (deadline, work->map->time_format, &us))
        return refuse (work, row, LIAN_COLUMN_UPSTREAM_DEADLINE, "not a moment");
      moment = lian_time_format (us);
      json_object_set_string_member (object, "upstream_deadline", moment);
    }
  return TRUE;
}

/* The day alone is all of it, as far as it has passed. */
static gboolean
take_closing (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *text = get (work, row, LIAN_COLUMN_CLOSED_AT);
  g_autofree char *moment = NULL;
  gint64 us;

  if (*text == '\0')
    return TRUE;
  if (!lian_import_parse_deadline (text, work->map->time_format, &us))
    return refuse (work, row, LIAN_COLUMN_CLOSED_AT, "not a moment");
  if (us > work->now && lian_time_day_start (us) == lian_time_day_start (work->now)
      && us == lian_time_day_start (us) + G_TIME_SPAN_DAY - G_TIME_SPAN_SECOND)
    us = work->now;
  moment = lian_time_format (us);
  json_object_set_string_member (object, "closed_at", moment);
  return TRUE;
}

/* Without a column for it, what has been closed is closed. */
static gboolean
take_state (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *word = get (work, row, LIAN_COLUMN_STATE);
  const char *code;

  if (!take_closing (work, row, object))
    return FALSE;
  if (*word == '\0')
    {
      if (json_object_has_member (object, "closed_at"))
        json_object_set_string_member (object, "state", "closed");
      return TRUE;
    }
  code = lian_case_map_find_code (work->map, LIAN_WORDS_STATE, work->dictionary, word);
  return take_code (work, row, object, LIAN_WORDS_STATE, LIAN_COLUMN_STATE, code);
}

static gboolean
take_secrecy (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *text = get (work, row, LIAN_COLUMN_SECRECY);
  gboolean secret = FALSE;

  if (*text != '\0' && !lian_import_parse_bool (text, &secret))
    return refuse (work, row, LIAN_COLUMN_SECRECY, "neither yes nor no");
  if (secret || work->map->secrecy)
    json_object_set_boolean_member (object, "secrecy", TRUE);
  return TRUE;
}

/* Where a row without position belongs. */
static const char *
find_region (Work *work, const LianSheetRow *row, JsonObject *object)
{
  const char *text = get (work, row, LIAN_COLUMN_REGION);
  LianRecord *region;

  if (*text == '\0' || json_object_has_member (object, "location"))
    return work->top;
  region = lian_divisions_find_named (work->divisions, text);
  if (region != NULL)
    return lian_record_get_id (region);
  refuse (work, row, LIAN_COLUMN_REGION, "no region, or more than one, has this name or code");
  return NULL;
}

static JsonObject *
make_body (Work *work, const LianSheetRow *row)
{
  static const LianColumn plain[] = { LIAN_COLUMN_UPSTREAM_NO, LIAN_COLUMN_REPORTER_NAME,
                                      LIAN_COLUMN_REPORTER_PHONE, LIAN_COLUMN_ADDRESS };
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *id = make_id (work, row);

  json_object_set_string_member (object, "id", id);
  if (!check_rounded (work, row) || !take_words (work, row, object)
      || !take_codes (work, row, object) || !take_position (work, row, object)
      || !take_moments (work, row, object) || !take_state (work, row, object)
      || !take_secrecy (work, row, object))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    set_text (object, lian_column_get_name (plain[i]), get (work, row, plain[i]));
  return g_steal_pointer (&object);
}

static void
read_row (Work *work, const LianSheetRow *row)
{
  JsonObject *object = make_body (work, row);
  const char *region = object != NULL ? find_region (work, row, object) : NULL;
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GBytes) body = NULL;
  Row made = { row->number, NULL };
  char *text;

  if (object != NULL)
    json_node_take_object (root, object);
  if (region == NULL)
    return;
  text = lian_json_print (root);
  body = g_bytes_new_take (text, strlen (text));
  made.report = lian_import_report_new (body, region);
  g_array_append_val (work->rows, made);
}

/* --- answers --- */

/* The column that a field of the answer comes from. */
static const char *
place_of_field (const Work *work, const char *field)
{
  if (field == NULL)
    return NULL;
  if (g_str_has_prefix (field, "location"))
    return place_of (work, strstr (field, ".lat") != NULL ? LIAN_COLUMN_LAT : LIAN_COLUMN_LON);
  for (guint i = 0; i < LIAN_N_COLUMNS; i++)
    if (g_str_equal (lian_column_get_name (i), field))
      return place_of (work, i);
  return field;
}

static void
take_refusal (Work *work, const Row *row)
{
  const LianReply *reply = row->report->reply;
  g_autoptr (JsonNode) root
      = lian_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body),
                         LIAN_LIMIT_JSON_ANSWER, NULL);
  g_autoptr (LianProblem) problem
      = root != NULL ? lian_problem_from_json (json_node_get_object (root), NULL) : NULL;

  if (reply->status == 422)
    lian_import_lines_add (
        work->lines, row->number, LIAN_IMPORT_DIFFERENT, place_of (work, LIAN_COLUMN_UPSTREAM_NO),
        "a case with this number is there already and says something else; it is "
        "left alone");
  else
    lian_import_lines_add (work->lines, row->number, LIAN_IMPORT_REFUSED,
                           problem != NULL ? place_of_field (work, problem->field) : NULL, "%s",
                           problem != NULL && problem->detail != NULL ? problem->detail
                                                                      : "refused");
}

static gboolean
submit (Work *work, LianService *service, gboolean dry_run, LianCasesImported *imported,
        GError **error)
{
  g_autoptr (GPtrArray) reports = g_ptr_array_new ();
  gboolean done;

  for (guint i = 0; i < work->rows->len; i++)
    g_ptr_array_add (reports, g_array_index (work->rows, Row, i).report);
  done = lian_service_import_reports (service, &lian_import_actor, reports, dry_run, error);
  for (guint i = 0; i < work->rows->len; i++)
    {
      const Row *row = &g_array_index (work->rows, Row, i);

      if (row->report->reply == NULL)
        continue;
      if (row->report->reply->status == 201)
        imported->n_new++;
      else if (row->report->reply->status == 200)
        imported->n_known++;
      else
        take_refusal (work, row);
    }
  return done;
}

/* --- all of it --- */

static gboolean
find_top (Work *work, GError **error)
{
  LianRecord *top = work->map->region != NULL
                        ? lian_divisions_find_named (work->divisions, work->map->region)
                        : lian_divisions_find_top (work->divisions);

  if (top != NULL)
    {
      work->top = lian_record_get_id (top);
      return TRUE;
    }
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       work->map->region != NULL
                           ? "[import] region: there is no such region"
                           : "[import] region: which region do rows without position belong to? "
                             "(import regions first, or name one)");
  return FALSE;
}

static gboolean
open_work (Work *work, LianService *service, const LianSheet *sheet, GError **error)
{
  g_autoptr (GPtrArray) regions = lian_import_list (service, LIAN_KIND_REGION, error);

  if (regions == NULL)
    return FALSE;
  work->dictionary = lian_service_get_dictionary (service);
  work->now = lian_clock_get_now (lian_service_get_clock (service));
  work->divisions = lian_divisions_new (regions);
  work->append = g_array_new (FALSE, FALSE, sizeof (guint));
  work->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (work->rows, row_clear);
  for (guint i = 0; i < sheet->rows->len && work->heading == NULL; i++)
    if (((const LianSheetRow *)sheet->rows->pdata[i])->number == work->map->heading_row)
      work->heading = sheet->rows->pdata[i];
  if (work->heading != NULL)
    return find_top (work, error) && find_columns (work, error);
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "row %u, which has the headings, is empty",
               work->map->heading_row);
  return FALSE;
}

/**
 * lian_import_cases:
 * @sheet: a case list
 * @dry_run: find out what would become of it
 * @imported: (out): cleared by the caller, in any case
 *
 * What is refused is said with row and column, never with what is in them. Blocks; main thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID when the map does not fit, or what the database says
 */
gboolean
lian_import_cases (LianService *service, const LianSheet *sheet, const LianCaseMap *map,
                   gboolean dry_run, LianCasesImported *imported, GError **error)
{
  g_auto (Work) work = { .map = map };
  gboolean done;

  imported->lines = work.lines = lian_import_lines_new ();
  if (!open_work (&work, service, sheet, error))
    return FALSE;
  for (guint i = 0; i < sheet->rows->len; i++)
    {
      const LianSheetRow *row = sheet->rows->pdata[i];

      if (row->number <= work.heading->number)
        continue;
      imported->n_rows++;
      read_row (&work, row);
    }
  done = submit (&work, service, dry_run, imported, error);
  lian_import_lines_sort (work.lines);
  return done;
}
