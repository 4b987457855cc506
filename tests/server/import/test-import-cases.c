/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Case lists of other systems into reports. */
#include "lian-error.h"
#include "lian-import-cases.h"
#include "lian-import-report.h"
#include "test-server-support.h"
#include "test-workbook.h"

#include <glib/gstdio.h>
#include <string.h>

#define HEADINGS \
  "工单编号,诉求内容,诉求类别,来电时间,诉求人,联系电话,地址,经度,纬度,是否保密,办理时限\n"
#define ROW_1                                                                  \
  "GD001,井盖缺失 " TEST_CANARY ",窨井盖,2026-11-20 09:40,陈大文," TEST_CANARY \
  ",温泉路 8 号,114.35,29.85,否,2026-11-27\n"
#define ROW_2 "GD002,路灯不亮,路灯,2026/11/21 8:05,李四,13800000000,,,,是,\n"

#define MAP                                                                                            \
  "[import]\nsource=12345\nprefix=hotline\ncrs=wgs84\nappend=办理时限\n"                           \
  "[columns]\nupstream_no=工单编号\ndescription=诉求内容\ncategory=诉求类别\nreported_at=" \
  "来电时间\n"                                                                                     \
  "reporter_name=诉求人\nreporter_phone=联系电话\naddress=地址\nlon=经度\nlat=纬度\n"     \
  "secrecy=是否保密\nupstream_deadline=办理时限\n"                                             \
  "[categories]\n马路坏了=traffic-road\n别管它=refuse\n[sources]\n*=12345\n[urgencies]\n*="     \
  "normal\n"

static LianCaseMap *
load_map (TestCounty *county, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (county->directory, "cases.map", NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return lian_case_map_load (path, error);
}

static LianSheet *
read_csv (const char *text)
{
  g_autoptr (GBytes) file = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  LianSheet *sheet = lian_csv_read (file, NULL, 0, &error);

  g_assert_no_error (error);
  return sheet;
}

/* All that was said about it. */
static char *
import_sheet (TestCounty *county, const LianSheet *sheet, const char *map_text, gboolean dry_run,
              guint n_new, guint n_known, guint different, guint refused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianCaseMap) map = load_map (county, map_text, &error);
  g_auto (LianCasesImported) imported = { 0 };
  char *text;

  g_assert_no_error (error);
  g_assert_true (lian_import_cases (county->service, sheet, map, dry_run, &imported, &error));
  g_assert_no_error (error);
  text = lian_import_lines_print (imported.lines, "row", 0);
  g_test_message ("%s", text);
  g_assert_cmpuint (imported.n_new, ==, n_new);
  g_assert_cmpuint (imported.n_known, ==, n_known);
  g_assert_cmpuint (lian_import_lines_count (imported.lines, LIAN_IMPORT_DIFFERENT), ==, different);
  g_assert_cmpuint (lian_import_lines_count (imported.lines, LIAN_IMPORT_REFUSED), ==, refused);
  return text;
}

static char *
import_csv (TestCounty *county, const char *csv, guint n_new, guint n_known, guint different,
            guint refused)
{
  g_autoptr (LianSheet) sheet = read_csv (csv);

  return import_sheet (county, sheet, MAP, FALSE, n_new, n_known, different, refused);
}

typedef struct
{
  gboolean done;
  GPtrArray *records;
} Listed;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Listed *listed = user_data;

  listed->records = lian_service_list_finish (LIAN_SERVICE (source), result, NULL);
  listed->done = TRUE;
}

static GPtrArray *
list_cases (TestCounty *county)
{
  Listed listed = { 0 };

  lian_service_list (county->service, &test_leader, LIAN_KIND_CASE, NULL, 1000, FALSE, NULL,
                     listed_cb, &listed);
  test_iterate_until (&listed.done);
  return listed.records;
}

static LianRecord *
find_number (GPtrArray *cases, const char *number)
{
  for (guint i = 0; i < cases->len; i++)
    if (g_strcmp0 (lian_record_get_text (cases->pdata[i], LIAN_CASE_UPSTREAM_NO), number) == 0)
      return cases->pdata[i];
  return NULL;
}

static void
expect_time (const LianRecord *record, guint field, const char *wanted)
{
  g_autofree char *text = lian_time_format (lian_record_get_time (record, field));

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_rows (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *said = import_csv (county, HEADINGS ROW_1 ROW_2, 2, 0, 0, 0);
  g_autoptr (GPtrArray) cases = list_cases (county);
  const LianRecord *first = find_number (cases, "GD001");
  const LianRecord *second = find_number (cases, "GD002");

  g_assert_cmpstr (said, ==, "");
  g_assert_true (g_str_has_prefix (lian_record_get_id (first), "hotline-"));
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_TITLE), ==, "井盖缺失 " TEST_CANARY);
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_DESCRIPTION), ==,
                   "井盖缺失 " TEST_CANARY "\n办理时限：2026-11-27");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_CATEGORY), ==, "utility-manhole");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_KIND), ==, "part");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_SOURCE), ==, "12345");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_STATE), ==, "reported");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_GRID), ==, "g-1");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_REPORTER_PHONE), ==, TEST_CANARY);
  g_assert_false (lian_record_get_bool (first, LIAN_CASE_SECRECY));
  expect_time (first, LIAN_CASE_REPORTED_AT, "2026-11-20T09:40:00.000000+08:00");
  expect_time (first, LIAN_CASE_UPSTREAM_DEADLINE, "2026-11-27T23:59:59.000000+08:00");
  g_assert_cmpstr (lian_record_get_text (second, LIAN_F_REGION), ==, TEST_COUNTY);
  g_assert_true (lian_record_get_bool (second, LIAN_CASE_SECRECY));
  expect_time (second, LIAN_CASE_REPORTED_AT, "2026-11-21T08:05:00.000000+08:00");
}

static void
test_twice (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *first = import_csv (county, HEADINGS ROW_1 ROW_2, 2, 0, 0, 0);
  g_autoptr (GPtrArray) before = list_cases (county);
  g_autofree char *again = import_csv (county, HEADINGS ROW_1 ROW_2 ROW_1, 0, 3, 0, 0);
  g_autofree char *changed
      = import_csv (county, HEADINGS ROW_1 "GD002,路灯亮了,路灯,2026/11/21 8:05,,,,,,,\n", 0, 1, 1,
                    0);
  g_autoptr (GPtrArray) after = list_cases (county);

  g_assert_cmpuint (before->len, ==, 2);
  g_assert_cmpuint (after->len, ==, 2);
  for (guint i = 0; i < after->len; i++)
    g_assert_true (lian_record_equal (before->pdata[i], after->pdata[i]));
  g_assert_nonnull (strstr (changed, "row 3: different: 工单编号: "));
}

/* Without a number a row is known by all that it says. */
static void
test_no_numbers (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  static const char list[] = HEADINGS ",路灯不亮,路灯,,,,甲路,,,,\n,路灯不亮,路灯,,,,乙路,,,,\n";
  g_autofree char *first = import_csv (county, list, 2, 0, 0, 0);
  g_autofree char *again = import_csv (county, list, 0, 2, 0, 0);
  g_autoptr (GPtrArray) cases = list_cases (county);

  g_assert_cmpuint (cases->len, ==, 2);
}

static void
test_dry_run (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianSheet) sheet = read_csv (HEADINGS ROW_1 ROW_1 ROW_2);
  g_autofree char *said = import_sheet (county, sheet, MAP, TRUE, 2, 1, 0, 0);
  g_autoptr (GPtrArray) cases = list_cases (county);

  g_assert_cmpuint (cases->len, ==, 0);
}

/* Each with its row, its column and a reason, and not a word of what a resident said or is called.
 */
static void
test_refusals (void)
{
  static const struct
  {
    const char *row;
    const char *said;
  } rows[] = {
    { "4.21E+11,路灯,路灯,,陈大文,,,,,,\n", "工单编号: a code that a spreadsheet" },
    { "A1,路灯,路灯,,陈大文,1.39072E+10,,,,,\n", "联系电话: a code that a spreadsheet" },
    { "A2,,路灯,,陈大文,,,,,,\n", "诉求内容: empty" },
    { "A3,秘密一,没听说过,,陈大文,,,,,,\n", "诉求类别: [categories] of the map has no code" },
    { "A4,秘密一,别管它,,陈大文,,,,,,\n", "诉求类别: [categories] of the map has no code" },
    { "A5,秘密一,路灯,昨天,陈大文,,,,,,\n", "来电时间: not a moment" },
    { "A6,秘密一,路灯,2027-01-01,陈大文,,,,,,\n", "来电时间: it lies ahead" },
    { "A7,秘密一,路灯,,陈大文,,,114.35,,,\n", "纬度: not a number of degrees" },
    { "A8,秘密一,路灯,,陈大文,,,东经,29.85,,\n", "经度: not a number of degrees" },
    { "A9,秘密一,路灯,,陈大文,,,11.35,29.85,,\n", "经度: the point lies outside of the region" },
    { "B1,秘密一,路灯,,陈大文,,,,,也许,\n", "是否保密: neither yes nor no" },
    { "B2,秘密一,路灯,,陈大文,,,,,,改天\n", "办理时限: not a moment" },
    { "B3,秘密一,路灯,,陈大文,139071504171390715041713907150417139,,,,,\n",
      "联系电话: case.reporter_phone: longer than 32" },
  };
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GString) list = g_string_new (HEADINGS);
  g_autofree char *said = NULL;
  g_autofree char *csv = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append (list, rows[i].row);
  said = import_csv (county, list->str, 0, 0, 0, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("row %u: refused: %s", i + 2, rows[i].said);

      g_assert_nonnull (strstr (said, line));
    }
  g_assert_null (strstr (said, "陈大文"));
  g_assert_null (strstr (said, "秘密"));
  g_assert_null (strstr (said, "13907"));
}

static void
test_map_faults (void)
{
  static const struct
  {
    const char *map;
    const char *reason;
  } maps[] = {
    { "[columns]\ntitle=a\n", "[import] source: missing" },
    { "[import]\nsource=12345\n[columns]\naddress=a\n", "neither title nor description" },
    { "[import]\nsource=12345\n[columns]\ntitle=a\ncolour=b\n",
      "[columns] colour: nothing of a case" },
    { "[import]\nsource=12345\n[columns]\ntitle=a\nlon=b\n", "lon and lat go together" },
    { "[import]\nsource=12345\n[columns]\ntitle=a\nlon=b\nlat=c\n", "[import] crs: missing" },
    { "[import]\nsource=12345\ncrs=mars\n[columns]\ntitle=a\n", "[import] crs: wgs84" },
    { "[import]\nsource=12345\nprefix=a b\n[columns]\ntitle=a\n", "[import] prefix" },
    { "[import]\nsource=12345\nheading_row=0\n[columns]\ntitle=a\n", "[import] heading_row" },
    { "[import]\nsource=12345\nseparator=dot\n[columns]\ntitle=a\n", "[import] separator" },
    { "no key file", "cases.map" },
  };
  static const char *const misfits[]
      = { "[import]\nsource=12345\n[columns]\ntitle=没有\n",
          "[import]\nsource=12345\nheading_row=9\n[columns]\ntitle=诉求内容\n",
          "[import]\nsource=12345\nappend=没有\n[columns]\ntitle=诉求内容\n",
          "[import]\nsource=12345\nregion=没有\n[columns]\ntitle=诉求内容\n" };
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianSheet) sheet = read_csv (HEADINGS ROW_1);

  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_map (county, maps[i].map, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, maps[i].reason));
    }
  for (guint i = 0; i < G_N_ELEMENTS (misfits); i++)
    {
      g_autoptr (LianCaseMap) map = load_map (county, misfits[i], NULL);
      g_auto (LianCasesImported) imported = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_nonnull (map);
      g_assert_false (lian_import_cases (county->service, sheet, map, FALSE, &imported, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
}

/* Two levels of categories, columns by number, a region by name, words with what no key may have.
 */
static void
test_words (void)
{
  static const char list[] = "某某市案卷清单,,,\n任务号,大类,小类,问题描述,社区,来源\n"
                             "1,街面秩序,其他,甲," TEST_COMMUNITY
                             ",a=[b]\n2,施工管理,其他,乙,,其他\n3,街面秩序,占道经营,丙,,其他\n"
                             "4,街面秩序,其他,丁,火星社区,其他\n";
  static const char map[]
      = "[import]\nsource=digital_cg\nheading_row=2\n"
        "[columns]\nupstream_no=#1\ncategory_big=大类\ncategory=小类\ndescription=问题描述\n"
        "region=社区\nsource=来源\n"
        "[categories]\n街面秩序/其他=street-stall\n*=otherevent-build\n"
        "[sources]\na＝［b］=phone\n*=digital_cg\n[urgencies]\n*=normal\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianSheet) sheet = read_csv (list);
  g_autofree char *said = import_sheet (county, sheet, map, FALSE, 3, 0, 0, 1);
  g_autoptr (GPtrArray) cases = list_cases (county);
  const LianRecord *first = find_number (cases, "1");

  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_CATEGORY), ==, "street-stall");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_CASE_SOURCE), ==, "phone");
  g_assert_cmpstr (lian_record_get_text (first, LIAN_F_REGION), ==, TEST_COMMUNITY);
  g_assert_cmpstr (lian_record_get_text (find_number (cases, "2"), LIAN_CASE_CATEGORY), ==,
                   "otherevent-build");
  g_assert_cmpstr (lian_record_get_text (find_number (cases, "3"), LIAN_CASE_CATEGORY), ==,
                   "street-stall");
  g_assert_nonnull (strstr (said, "row 6: refused: 社区: no region"));
}

/* A workbook: codes as text keep their digits, as numbers they are refused; dates are dates. */
static void
test_workbook (void)
{
  static const char rows[]
      = "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c "
        "t=\"str\"><v>诉求类别</v></c>"
        "<c t=\"str\"><v>来电时间</v></c></row>"
        "<row r=\"2\"><c t=\"s\"><v>2</v></c><c t=\"str\"><v>甲</v></c><c t=\"str\"><v>路灯</v></c>"
        "<c s=\"1\"><v>46346.402777777781</v></c></row>"
        "<row r=\"3\"><c><v>4.2120200100112E+19</v></c><c t=\"str\"><v>乙</v></c>"
        "<c t=\"str\"><v>路灯</v></c></row>"
        "<row r=\"4\"><c><v>20261124001</v></c><c t=\"str\"><v>丙</v></c><c "
        "t=\"str\"><v>路灯</v></c>"
        "</row>";
  static const char map[]
      = "[import]\nsource=12345\n[columns]\nupstream_no=工单编号\ndescription=诉求内容\n"
        "category=诉求类别\nreported_at=来电时间\n[sources]\n*=12345\n[urgencies]\n*=normal\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (TestWorkbook) workbook = test_workbook_new (rows);
  g_autoptr (GBytes) file = test_workbook_pack (workbook);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSheet) sheet = lian_xlsx_read (file, NULL, &error);
  g_autofree char *said = NULL;
  g_autoptr (GPtrArray) cases = NULL;

  g_assert_no_error (error);
  said = import_sheet (county, sheet, map, FALSE, 2, 0, 0, 1);
  cases = list_cases (county);
  expect_time (find_number (cases, "42120200100112345678"), LIAN_CASE_REPORTED_AT,
               "2026-11-20T09:40:00.000000+08:00");
  g_assert_nonnull (find_number (cases, "20261124001"));
  g_assert_nonnull (strstr (said, "row 3: refused: 工单编号: a code that a spreadsheet"));
}

/* What is written by itself is a map that reads the list it was made of. */
static void
test_guess (void)
{
  static const char list[] = "12345 热线工单,,,,,,\n"
                             "工单编号 *,诉求内容,诉求类别,来电时间,联系电话,办理时限,承办单位\n"
                             "GD1,甲,窨井盖,2026-11-20,13800000000,3个工作日,城管局\n"
                             "GD2,乙,没听说过,2026-11-21,13800000000,5个工作日,\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianSheet) sheet = read_csv (list);
  g_autofree char *map = lian_case_map_guess (sheet, lian_service_get_dictionary (county->service));
  g_autofree char *said = NULL;
  g_autoptr (GPtrArray) cases = NULL;

  g_test_message ("%s", map);
  g_assert_nonnull (strstr (map, "heading_row=2\n"));
  g_assert_nonnull (strstr (map, "\nupstream_no=工单编号\n"));
  g_assert_nonnull (strstr (map, "\nreporter_phone=联系电话\n"));
  g_assert_nonnull (strstr (map, "\n# upstream_deadline=\n"));
  g_assert_nonnull (strstr (map, "\nappend=承办单位;办理时限;\n"));
  g_assert_nonnull (strstr (map, "\n窨井盖=utility-manhole\n没听说过=\n"));
  g_assert_null (strstr (map, "13800000000"));
  said = import_sheet (county, sheet, map, FALSE, 1, 0, 0, 1);
  cases = list_cases (county);
  g_assert_cmpstr (lian_record_get_text (cases->pdata[0], LIAN_CASE_DESCRIPTION), ==,
                   "甲\n承办单位：城管局\n办理时限：3个工作日");
}

#define HISTORY_HEADINGS "工单编号,诉求内容,诉求类别,来电时间,工单状态,办结时间\n"

static GPtrArray *
list_steps (TestCounty *county, const char *case_id)
{
  Listed listed = { 0 };
  GPtrArray *steps = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  lian_service_list (county->service, &test_leader, LIAN_KIND_CASE_STEP, NULL, 1000, FALSE, NULL,
                     listed_cb, &listed);
  test_iterate_until (&listed.done);
  for (guint i = 0; i < listed.records->len; i++)
    if (g_strcmp0 (lian_record_get_text (listed.records->pdata[i], LIAN_CASE_STEP_CASE), case_id)
        == 0)
      g_ptr_array_add (steps, lian_record_ref (listed.records->pdata[i]));
  g_ptr_array_unref (listed.records);
  return steps;
}

static void
expect_closed (TestCounty *county, const LianRecord *record, const char *state)
{
  g_autoptr (GPtrArray) steps = list_steps (county, lian_record_get_id (record));
  const LianRecord *last;

  g_assert_cmpstr (lian_record_get_text (record, LIAN_CASE_STATE), ==, state);
  g_assert_false (lian_record_has (record, LIAN_CASE_DEADLINE));
  g_assert_false (lian_record_has (record, LIAN_CASE_CLOSE_DUE));
  g_assert_false (lian_record_has (record, LIAN_CASE_DISPATCHED_AT));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_ACCEPTED_AT), ==,
                   lian_record_get_time (record, LIAN_CASE_REPORTED_AT));
  g_assert_cmpint (lian_record_get_time (record, LIAN_CASE_STAGE_AT), ==,
                   lian_record_get_time (record, LIAN_CASE_CLOSED_AT));
  g_assert_cmpuint (steps->len, ==, 2);
  last = steps->pdata[1];
  g_assert_cmpint (lian_record_get_int (last, LIAN_CASE_STEP_SEQ), ==, 2);
  g_assert_cmpstr (lian_record_get_text (last, LIAN_CASE_STEP_FROM_STATE), ==, "reported");
  g_assert_cmpstr (lian_record_get_text (last, LIAN_CASE_STEP_TO_STATE), ==, state);
  g_assert_cmpint (lian_record_get_time (last, LIAN_CASE_STEP_AT), ==,
                   lian_record_get_time (record, LIAN_CASE_CLOSED_AT));
}

/* What is over elsewhere is no work here; the map that was guessed knows the usual words. */
static void
test_history (void)
{
  static const char list[]
      = HISTORY_HEADINGS "H1,甲,路灯,2026-11-20 09:00,已办结,2026-11-21 10:30\n"
                         "H2,乙,路灯,2026-11-20 09:00,已归档,2026-11-20\n"
                         "H3,丙,路灯,2026-11-20 09:00,办理中,\n"
                         "H4,丁,路灯,2026-11-20 09:00,,2026-11-21\n";
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (LianSheet) sheet = read_csv (list);
  g_autofree char *map = lian_case_map_guess (sheet, lian_service_get_dictionary (county->service));
  g_autofree char *said = NULL, *again = NULL;
  g_autoptr (GPtrArray) cases = NULL;

  g_test_message ("%s", map);
  g_assert_nonnull (strstr (map, "\nstate=工单状态\nclosed_at=办结时间\n"));
  g_assert_nonnull (strstr (map, "\n已办结=closed\n已归档=archived\n办理中=reported\n"));
  said = import_sheet (county, sheet, map, FALSE, 4, 0, 0, 0);
  again = import_sheet (county, sheet, map, FALSE, 0, 4, 0, 0);
  cases = list_cases (county);
  expect_closed (county, find_number (cases, "H1"), "closed");
  expect_time (find_number (cases, "H1"), LIAN_CASE_CLOSED_AT, "2026-11-21T10:30:00.000000+08:00");
  expect_closed (county, find_number (cases, "H2"), "archived");
  expect_time (find_number (cases, "H2"), LIAN_CASE_CLOSED_AT, "2026-11-20T23:59:59.000000+08:00");
  expect_closed (county, find_number (cases, "H4"), "closed");
  g_assert_cmpstr (lian_record_get_text (find_number (cases, "H3"), LIAN_CASE_STATE), ==,
                   "reported");
  g_assert_true (lian_record_has (find_number (cases, "H3"), LIAN_CASE_DEADLINE));
}

static void
test_history_refused (void)
{
  static const struct
  {
    const char *row;
    const char *said;
  } rows[] = {
    { "K1,甲,路灯,2026-11-20 09:00,已办结,\n", "办结时间: a case that is closed was closed at" },
    { "K2,甲,路灯,2026-11-20 09:00,办理中,2026-11-21\n", "办结时间: a case that is open has not" },
    { "K3,甲,路灯,2026-11-20 09:00,已办结,2026-11-19\n", "办结时间: it was closed before" },
    { "K4,甲,路灯,2026-11-20 09:00,已办结,2027-11-19\n", "办结时间: it lies ahead" },
    { "K5,甲,路灯,2026-11-20 09:00,已办结,下周\n", "办结时间: not a moment" },
    { "K6,甲,路灯,2026-11-20 09:00,没听说过,2026-11-21\n", "工单状态: [states] of the map has no" },
    { "K7,甲,路灯,2026-11-20 09:00,派遣,2026-11-21\n",
      "工单状态: a case comes reported or closed" },
  };
  g_autoptr (TestCounty) county = test_county_new ();
  g_autoptr (GString) list = g_string_new (HISTORY_HEADINGS);
  g_autoptr (LianSheet) sheet = NULL;
  g_autofree char *said = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append (list, rows[i].row);
  sheet = read_csv (list->str);
  said = import_sheet (county, sheet,
                       "[import]\nsource=12345\n[columns]\nupstream_no=工单编号\ndescription="
                       "诉求内容\ncategory=诉求类别\nreported_at=来电时间\nstate=工单状态\n"
                       "closed_at=办结时间\n[sources]\n*=12345\n[urgencies]\n*=normal\n"
                       "[states]\n派遣=dispatched\n",
                       FALSE, 0, 0, 0, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *line = g_strdup_printf ("row %u: refused: %s", i + 2, rows[i].said);

      g_assert_nonnull (strstr (said, line));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/import-cases/rows", test_rows);
  g_test_add_func ("/import-cases/twice", test_twice);
  g_test_add_func ("/import-cases/no-numbers", test_no_numbers);
  g_test_add_func ("/import-cases/dry-run", test_dry_run);
  g_test_add_func ("/import-cases/refusals", test_refusals);
  g_test_add_func ("/import-cases/map-faults", test_map_faults);
  g_test_add_func ("/import-cases/words", test_words);
  g_test_add_func ("/import-cases/workbook", test_workbook);
  g_test_add_func ("/import-cases/guess", test_guess);
  g_test_add_func ("/import-cases/history", test_history);
  g_test_add_func ("/import-cases/history-refused", test_history_refused);
  return g_test_run ();
}
