/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-cases.h"
#include "lian-mirror-private.h"
#include "lian-mirror.h"
#include "lian-search-index.h"
#include "lian-search.h"
#include "lian-table.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* What a search takes among a million cases (or as many as the first argument says), how large the
 * index is, and what it costs to keep. The mirror is kept in the folder that the second argument
 * names, and taken from there. Prints figures and never fails on time. */

#define DEFAULT_CASES 1000000
#define BATCH 5000
#define N_UNITS 120
#define N_WORKERS 2000
#define ROUNDS 21
#define ROWS 100

static const char *const towns[]
    = { "温泉街道", "浮山街道", "永安街道", "汀泗桥镇", "向阳湖镇", "官埠桥镇", "横沟桥镇",
        "贺胜桥镇", "双溪桥镇", "马桥镇",   "桂花镇",   "高桥镇",   "大幕乡" };
static const char *const communities[]
    = { "金叶", "岔路口", "长安", "希望桥", "南昌路", "茶花", "双鹤", "肖桥", "宝塔", "沿河",
        "学府", "同心",   "西河", "滨河",   "月亮湾", "白茶", "潜山", "龟山", "竹林", "塘角" };
static const char *const roads[]
    = { "丹桂", "温泉", "淦河", "银泉", "咸宁", "桂花", "怀德", "文笔", "长安", "青龙",
        "书台", "茶花", "双鹤", "永安", "金桂", "贺胜", "凤凰", "泉塘", "绿山", "龙潭" };
static const char *const things[]
    = { "窨井盖",   "路灯",     "垃圾桶",   "下水道", "电动车",   "绿化带",
        "人行道",   "围墙",     "消防栓",   "广告牌", "健身器材", "公交站牌",
        "雨水篦子", "自来水管", "燃气管道", "楼道",   "电梯",     "停车位" };
static const char *const troubles[]
    = { "缺失",     "破损",     "堵塞", "不亮",     "乱停乱放", "倾斜",   "漏水",     "占道经营",
        "堆放杂物", "噪音扰民", "积水", "飞线充电", "脱落",     "被撞坏", "无人清理", "油烟" };
static const char *const sentences[] = { "夜间经过的居民反映十分危险",
                                         "请尽快派人到现场核实处理",
                                         "已有两位老人在此摔倒",
                                         "网格员巡查时发现并拍照上报",
                                         "此前曾经反映过一次至今没有解决",
                                         "影响附近小学学生上下学",
                                         "物业公司表示不属于其管理范围",
                                         "建议设置警示标志",
                                         "居民希望给予答复",
                                         "雨天尤其严重" };
static const char *const surnames[]
    = { "李", "王", "张", "刘", "陈", "杨", "黄", "吴", "周", "徐",
        "孙", "马", "朱", "胡", "郭", "何", "林", "罗", "高", "郑" };

#define PICK(list) list[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))]

/* As Zipf has it: a few characters nearly everywhere, most of them hardly anywhere. */
static void
append_rare_words (GString *text, GRand *rand, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_unichar (text,
                             0x4e00 + (gunichar)(pow (6000, g_rand_double (rand))) * 7919 % 20000);
}

static LianRecord *
make_case (guint i, guint n, GRand *rand)
{
  LianRecord *record = bench_case_new (i, n, i + 1);
  const char *thing = PICK (things), *trouble = PICK (troubles), *road = PICK (roads);
  guint town = i % G_N_ELEMENTS (towns), number = (guint)g_rand_int_range (rand, 1, 400);
  g_autofree char *id = g_strdup_printf ("case-%07u", i);
  g_autofree char *code = g_strdup_printf ("咸安〔%u〕%02u-%06u", 2024 + i * 3 / n, town, i);
  g_autofree char *region
      = g_strdup_printf ("421202%03u%03u", town + 1, g_rand_int_range (rand, 1, 20));
  g_autofree char *title = g_strdup_printf ("%s路%u号%s%s", road, number, thing, trouble);
  g_autofree char *address
      = g_strdup_printf ("咸安区%s%s社区%s路%u号%s旁", towns[town], PICK (communities), road,
                         number, i % 3 ? "小区门口" : "菜市场");
  g_autofree char *unit = g_strdup_printf ("u%d", g_rand_int_range (rand, 0, N_UNITS));
  g_autofree char *worker = g_strdup_printf ("w%d", g_rand_int_range (rand, 0, N_WORKERS));
  g_autoptr (GString) text = g_string_new (title);

  g_string_append_printf (text, "，%s，%s。", PICK (sentences), PICK (sentences));
  append_rare_words (text, rand, 16);
  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_text (record, LIAN_F_REGION, region);
  lian_record_set_text (record, LIAN_CASE_CODE, code);
  lian_record_set_text (record, LIAN_CASE_TITLE, title);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, address);
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, text->str);
  lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, unit);
  lian_record_set_text (record, LIAN_CASE_HANDLER, worker);
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT,
                        BENCH_NOW - (gint64)(n - i) * 95 * G_TIME_SPAN_SECOND);
  return record;
}

static LianRecord *
make_named (LianKindId kind, const char *id, guint field, const char *name)
{
  LianRecord *record = lian_record_new (kind);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, 1);
  lian_record_set_text (record, field, name);
  return record;
}

static gboolean
store_names (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const char *units = lian_mirror_read_prefix (conn, LIAN_KIND_UNIT, error);
  const char *workers = lian_mirror_read_prefix (conn, LIAN_KIND_WORKER, error);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < N_UNITS + N_WORKERS; i++)
    {
      gboolean unit = i < N_UNITS;
      g_autofree char *id = g_strdup_printf ("%c%u", unit ? 'u' : 'w', unit ? i : i - N_UNITS);
      g_autoptr (GString) name = g_string_new (unit ? PICK (towns) : PICK (surnames));
      g_autoptr (LianRecord) record = NULL;

      append_rare_words (name, rand, unit ? 3 : 2);
      if (unit)
        g_string_append (name, i % 2 ? "管理局" : "社区居民委员会");
      record = make_named (unit ? LIAN_KIND_UNIT : LIAN_KIND_WORKER, id,
                           unit ? LIAN_UNIT_NAME : LIAN_WORKER_NAME, name->str);
      if (!lian_table_upsert (conn, unit ? units : workers, record, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  GPtrArray *records;
  gboolean indexed;
} Batch;

/* As the mirror writes: the index with the rows. */
static gboolean
store_batch (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Batch *batch = data;
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autoptr (LianSearchBatch) search = lian_search_batch_new (prefix);

  for (guint i = 0; i < batch->records->len; i++)
    {
      const LianRecord *record = batch->records->pdata[i];
      gint64 row = -1;

      if ((batch->indexed
           && !lian_search_batch_note (search, conn, lian_record_get_id (record), record, &row,
                                       error))
          || !lian_table_upsert_at (conn, prefix, record, row, error))
        return FALSE;
    }
  return lian_search_batch_store (search, conn, error);
}

/* Their cost is known from the bench of the store; here they would only take time. */
static gboolean
drop_indexes (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autofree char *find = g_strdup_printf ("SELECT name FROM sqlite_schema WHERE type='index' AND "
                                           "tbl_name='%scase' AND sql IS NOT NULL AND name NOT "
                                           "LIKE '%%stand' AND name NOT LIKE '%%state'",
                                           prefix);
  LianStmt *stmt = lian_conn_prepare (conn, find, error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean row = TRUE;

  while (lian_stmt_step (stmt, &row, error) && row)
    g_ptr_array_add (names, g_strdup (lian_stmt_get_text (stmt, 0)));
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *drop = g_strdup_printf ("DROP INDEX \"%s\"", (char *)names->pdata[i]);

      if (!lian_conn_exec (conn, drop, error))
        return FALSE;
    }
  return TRUE;
}

static void
write_or_die (LianMirror *mirror, LianDbFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_db_write (lian_mirror_get_db (mirror), func, data, NULL, &error))
    g_error ("%s", error->message);
}

static gint64
get_processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

static void
store_cases (LianMirror *mirror, guint n, gboolean indexed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gint64 taken = 0, processor = 0;

  write_or_die (mirror, store_names, NULL);
  for (guint from = 0; from < n; from += BATCH)
    {
      Batch batch = { g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref), indexed };
      gint64 since, processor_since;

      for (guint i = from; i < MIN (from + BATCH, n); i++)
        g_ptr_array_add (batch.records, make_case (i, n, rand));
      since = g_get_monotonic_time ();
      processor_since = get_processor_time ();
      write_or_die (mirror, store_batch, &batch);
      taken += g_get_monotonic_time () - since;
      processor += get_processor_time () - processor_since;
      g_ptr_array_unref (batch.records);
    }
  g_print ("bench: search.store.%s %.0f rows/s (%.1f us of the processor each)\n",
           indexed ? "indexed" : "plain", n / ((double)taken / G_TIME_SPAN_SECOND),
           (double)processor / n);
}

static gboolean
read_size (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT sum (length (block)) FROM %scase_words_data",
                                          lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error));
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  *(gint64 *)data = lian_stmt_get_int (stmt, 0);
  return TRUE;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = *(const gint64 *)a, second = *(const gint64 *)b;

  return (first > second) - (first < second);
}

typedef struct
{
  const char *region;
  const char *view;
  const char *text;
  guint found;
} Page;

/* The newest rows, as a list asks for them. */
static gboolean
read_page (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Page *page = data;
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autofree char *condition
      = lian_search_dup_condition (conn, page->text, page->region, page->view, ROWS, error);
  g_autoptr (GPtrArray) records = NULL;

  if (condition == NULL)
    return FALSE;
  records = lian_table_select (conn, lian_kind_get (LIAN_KIND_CASE), prefix, condition,
                               "rowid DESC", ROWS, error);
  page->found = records != NULL ? records->len : 0;
  return records != NULL;
}

static void
search (LianMirror *mirror, const char *view, const char *region, const char *name,
        const char *text)
{
  gint64 times[ROUNDS], processor[ROUNDS];
  Page page = { region, view, text, 0 };

  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 since = g_get_monotonic_time ();

      processor[i] = get_processor_time ();
      if (!lian_db_read (lian_mirror_get_db (mirror), read_page, &page, NULL, &error))
        g_error ("%s", error->message);
      processor[i] = get_processor_time () - processor[i];
      times[i] = g_get_monotonic_time () - since;
    }
  qsort (times, ROUNDS, sizeof *times, compare_times);
  qsort (processor, ROUNDS, sizeof *processor, compare_times);
  g_print ("bench: search.%s.p50 %.1f ms (%.1f ms of the processor; %u found)\n", name,
           (double)times[ROUNDS / 2] / 1000, (double)processor[ROUNDS / 2] / 1000, page.found);
  g_print ("bench: search.%s.p99 %.1f ms (%.1f ms of the processor)\n", name,
           (double)times[ROUNDS - 1] / 1000, (double)processor[ROUNDS - 1] / 1000);
}

static void
search_all (LianMirror *mirror)
{
  static const char *const texts[][2] = {
    { "char.everywhere", "路" },
    { "char.frequent", "灯" },
    { "char.rare", "龘" },
    { "two.frequent", "路灯" },
    { "two.never", "灯路" },
    { "phrase.long", "温泉街道金叶社区丹桂路" },
    { "phrase.sentence", "已有两位老人在此摔倒" },
    { "phrase.never", "温泉街道岔路口社区温泉街道" },
    { "words", "温泉 路灯 摔倒" },
    { "code.tail", "000123" },
    { "code.tail4", "0123" },
    { "code.whole", "咸安〔2025〕04-500003" },
    { "digit", "7" },
    { "initials.two", "ld" },
    { "initials.four", "wqjd" },
    { "initials.never", "qzxvq" },
    { "pinyin", "wenquan" },
    { "pinyin.long", "wenquanjiedao" },
    { "pinyin.never", "wenquanzhuang" },
    { "unit", "桂花镇管理局" },
    { "unit.suffix", "管理局" },
    { "unit.many", "居民委员会" },
    { "staff.surname", "郭" },
    { "nothing", "此处绝无此语" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    search (mirror, "(1)", "", texts[i][0], texts[i][1]);
  search (mirror, "(state IN ('closed'))", "421202005007", "community.everywhere", "路");
  search (mirror, "(state IN ('closed'))", "421202005007", "community.never", "灯路");
  search (mirror, "(state IN ('filed', 'handling'))", "", "open.everywhere", "路");
  search (mirror, "(state IN ('filed', 'handling'))", "", "open.never", "灯路");
}

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

/* Changes of the state only, then of the title. */
static void
apply_changes (LianMirror *mirror, guint n, const char *name, const char *title)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);
  g_autoptr (GAsyncResult) result = NULL;
  gint64 since;

  for (guint i = 0; i < 1000; i++)
    {
      LianRecord *record = make_case (i, n, rand);
      gint64 version = (gint64)n * (title != NULL ? 3 : 2) + i;

      lian_record_set_int (record, LIAN_F_VERSION, version);
      if (title != NULL)
        lian_record_set_text (record, LIAN_CASE_TITLE, title);
      g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, lian_record_get_id (record),
                                                 version, record));
    }
  since = g_get_monotonic_time ();
  lian_mirror_apply (mirror, changes, "e:2", BENCH_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  g_print ("bench: search.%s %.0f changes/s\n", name,
           1000 / ((double)(g_get_monotonic_time () - since) / G_TIME_SPAN_SECOND));
}

static LianMirror *
open_mirror (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  LianMirror *mirror = lian_mirror_open (path, &error);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  static const char *const states[][2]
      = { { "filed", "to_dispatch" }, { "handling", "handling" }, { "closed", "done" } };

  if (mirror == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *id = g_strdup_printf ("state/%s", states[i][0]);
      LianRecord *record = make_named (LIAN_KIND_ENTRY, id, LIAN_ENTRY_TITLE, states[i][0]);

      lian_record_set_text (record, LIAN_ENTRY_VOCABULARY, "state");
      lian_record_set_text (record, LIAN_ENTRY_CODE, states[i][0]);
      lian_record_set_text (record, LIAN_ENTRY_TEXT, states[i][1]);
      g_ptr_array_add (entries, record);
    }
  lian_mirror_begin_snapshot (mirror, "s", "e", "n", FALSE);
  lian_mirror_add_page (mirror, LIAN_KIND_ENTRY, entries, NULL, NULL, NULL);
  lian_mirror_commit_snapshot (mirror, "e:1", BENCH_NOW, NULL, answer_cb, &result);
  wait_for (&result);
  return mirror;
}

static void
remove_file (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);
      g_unlink (name);
    }
}

/* Without the index a part of them only, to compare. */
static LianMirror *
make_mirror (const char *path, guint n)
{
  LianMirror *mirror = open_mirror (path);

  write_or_die (mirror, drop_indexes, NULL);
  store_cases (mirror, n / 10, FALSE);
  g_object_unref (mirror);
  remove_file (path);

  mirror = open_mirror (path);
  write_or_die (mirror, drop_indexes, NULL);
  store_cases (mirror, n, TRUE);
  return mirror;
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint)g_ascii_strtoull (argv[1], NULL, 10) : DEFAULT_CASES;
  g_autofree char *folder
      = argc > 2 ? g_strdup (argv[2]) : g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "mirror.db", NULL);
  gboolean there = g_file_test (path, G_FILE_TEST_EXISTS);
  LianMirror *mirror = there ? lian_mirror_open (path, NULL) : make_mirror (path, n);
  gint64 size = 0;

  if (mirror == NULL)
    g_error ("%s cannot be opened", path);
  write_or_die (mirror, read_size, &size);
  g_print ("bench: search.index.size %.1f bytes/case\n", (double)size / n);
  search_all (mirror);
  /* What was changed once is not newer the next time. */
  if (!there)
    {
      apply_changes (mirror, n, "apply.state", NULL);
      apply_changes (mirror, n, "apply.title", "改过的标题");
    }
  g_object_unref (mirror);
  if (argc <= 2)
    {
      remove_file (path);
      g_rmdir (folder);
    }
  return 0;
}
