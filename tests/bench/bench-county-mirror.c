/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-county-mirror.h"
#include "lian-mirror-private.h"

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_set_object ((GAsyncResult **)user_data, result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static LianRecord *
make_entry (const char *vocabulary, const char *code, gint64 rank, const char *text)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", vocabulary, code);
  LianRecord *record = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (record, LIAN_ENTRY_CODE, code);
  lian_record_set_text (record, LIAN_ENTRY_TITLE, code);
  lian_record_set_int (record, LIAN_ENTRY_RANK, rank);
  lian_record_set_text (record, LIAN_ENTRY_TEXT, text);
  return record;
}

static GPtrArray *
make_entries (void)
{
  static const char *const rows[][3] = {
    { "state", "filed", "to_dispatch" }, { "state", "handling", "handling" },
    { "state", "closed", "done" },       { "stage", "to_dispatch", NULL },
    { "stage", "handling", NULL },       { "stage", "done", NULL },
    { "urgency", "normal", NULL },       { "urgency", "urgent", NULL },
    { "urgency", "grave", NULL },        { "source", "grid", NULL },
  };
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_ptr_array_add (entries, make_entry (rows[i][0], rows[i][1], i % 3 + 1, rows[i][2]));
  return entries;
}

static void
take_page (LianMirror *mirror, LianKindId kind, GPtrArray *records)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_mirror_add_page (mirror, kind, records, NULL, answer_cb, &result);
  wait_for (&result);
  if (!lian_mirror_add_page_finish (mirror, result, &error))
    g_error ("page: %s", error->message);
}

static GPtrArray *
make_regions (void)
{
  GPtrArray *regions = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  for (guint i = 0; i < 60; i++)
    {
      LianRecord *record = lian_record_new (LIAN_KIND_REGION);
      g_autofree char *code = g_strdup_printf ("421202%03u%03u", i % 12 + 1, i % 7 + 1);
      g_autofree char *name = g_strdup_printf ("演示社区%u", i);

      lian_record_set_text (record, LIAN_F_ID, code);
      lian_record_set_int (record, LIAN_F_VERSION, 1);
      lian_record_set_text (record, LIAN_F_REGION, code);
      lian_record_set_text (record, LIAN_REGION_NAME, name);
      lian_record_set_text (record, LIAN_REGION_LEVEL, "community");
      g_ptr_array_add (regions, record);
    }
  return regions;
}

/* Indexes are made once over all rows; kept with every row, they would take ten times as long. */
static gboolean
fill (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  guint n = GPOINTER_TO_UINT (data);
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autoptr (GPtrArray) indexes = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *find = NULL;
  g_autofree char *insert = NULL;
  LianStmt *stmt;
  gboolean row = TRUE;

  if (prefix == NULL)
    return FALSE;
  find = g_strdup_printf ("SELECT name, sql FROM sqlite_schema WHERE type='index' AND "
                          "tbl_name='%scase' AND sql IS NOT NULL",
                          prefix);
  stmt = lian_conn_prepare (conn, find, error);
  while (stmt != NULL && lian_stmt_step (stmt, &row, error) && row)
    {
      g_ptr_array_add (indexes, g_strdup (lian_stmt_get_text (stmt, 0)));
      g_ptr_array_add (indexes, g_strdup (lian_stmt_get_text (stmt, 1)));
    }
  for (guint i = 0; i < indexes->len; i += 2)
    {
      g_autofree char *drop = g_strdup_printf ("DROP INDEX \"%s\"", (char *)indexes->pdata[i]);

      if (!lian_conn_exec (conn, drop, error))
        return FALSE;
    }

#define AT "%" G_GINT64_FORMAT "-(%u-n)*360000000"
  insert = g_strdup_printf (
      "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM c WHERE n<%u-1) "
      "INSERT INTO %scase (id, version, region_code, code, title, description, address, kind, "
      "category, source, grid_id, lead_unit_id, urgency, state, reported_at, accepted_at, "
      "stage_at, warn_at, deadline, close_due, closed_at) "
      "SELECT printf('case-%%07d', n), n+1, printf('421202%%03d%%03d', n%%12+1, n%%7+1), "
      "printf('咸安〔2026〕%%04d-%%06d', n%%1231, n), printf('丹桂路%%d号窨井盖缺失，一人受轻伤', "
      "n), "
      "printf('%%d "
      "热心居民经过时发现窨井盖缺失，旁边没有任何警示，夜间十分危险，请尽快派人处理。', "
      "n), "
      "printf('温泉街道丹桂路%%d号', n%%9973), 'event', '01-0101', 'grid', printf('g%%d', n%%400), "
      "printf('u%%d', n%%17), CASE n%%50 WHEN 0 THEN 'grave' WHEN 1 THEN 'urgent' ELSE 'normal' "
      "END, CASE WHEN n%%%u=0 THEN 'closed' WHEN n%%7 THEN 'handling' ELSE 'filed' END, " AT ", " AT
      "+60000000, " AT "+60000000, " AT "+(n*7919%%90000)*1000000, " AT
      "+(n*7919%%100000)*1000000, " AT "+86400000000, CASE WHEN n%%%u=0 THEN " AT
      "+79200000000 END FROM c",
      n, prefix, BENCH_CLOSED_EVERY, BENCH_MIRROR_NOW, n, BENCH_MIRROR_NOW, n, BENCH_MIRROR_NOW, n,
      BENCH_MIRROR_NOW, n, BENCH_MIRROR_NOW, n, BENCH_MIRROR_NOW, n, BENCH_CLOSED_EVERY,
      BENCH_MIRROR_NOW, n);
#undef AT
  if (!lian_conn_exec (conn, insert, error))
    return FALSE;
  for (guint i = 1; i < indexes->len; i += 2)
    if (!lian_conn_exec (conn, indexes->pdata[i], error))
      return FALSE;
  return TRUE;
}

LianMirror *
bench_county_mirror_new (const char *path, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LianMirror *mirror = lian_mirror_open (path, &error);

  if (mirror == NULL)
    g_error ("%s", error->message);
  lian_mirror_begin_snapshot (mirror, "bench", "epoch", "bench", TRUE);
  take_page (mirror, LIAN_KIND_ENTRY, make_entries ());
  take_page (mirror, LIAN_KIND_REGION, make_regions ());
  lian_mirror_commit_snapshot (mirror, "epoch:1", BENCH_MIRROR_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  if (!lian_mirror_commit_snapshot_finish (mirror, result, &error)
      || !lian_db_write (lian_mirror_get_db (mirror), fill, GUINT_TO_POINTER (n), NULL, &error))
    g_error ("%s", error->message);
  return mirror;
}

LianRecord *
bench_county_case_new (guint i, gint64 version)
{
  g_autofree char *id = g_strdup_printf ("case-%07u", i);
  g_autofree char *code = g_strdup_printf ("咸安〔2026〕%04u-%06u", i % 1231, i);
  g_autofree char *title = g_strdup_printf ("丹桂路%u号窨井盖缺失，%" G_GINT64_FORMAT, i, version);
  g_autofree char *region = g_strdup_printf ("421202%03u%03u", i % 12 + 1, i % 7 + 1);
  LianRecord *record = lian_record_new (LIAN_KIND_CASE);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, version);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_CODE, code);
  lian_record_set_text (record, LIAN_CASE_TITLE, title);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, title);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "01-0101");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "grid");
  lian_record_set_text (record, LIAN_CASE_URGENCY, version % 9 == 0 ? "grave" : "normal");
  lian_record_set_text (record, LIAN_CASE_STATE,
                        version % 5 == 0   ? "closed"
                        : version % 2 == 0 ? "filed"
                                           : "handling");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, BENCH_MIRROR_NOW);
  lian_record_set_time (record, LIAN_CASE_DEADLINE,
                        BENCH_MIRROR_NOW + version % 4000 * G_TIME_SPAN_MINUTE);
  if (version % 5 == 0)
    lian_record_set_time (record, LIAN_CASE_CLOSED_AT, BENCH_MIRROR_NOW);
  return record;
}
