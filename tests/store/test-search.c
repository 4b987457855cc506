/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-list-query.h"
#include "lian-mirror-file.h"
#include "lian-mirror-private.h"
#include "lian-search-index.h"
#include "lian-search-text.h"
#include "lian-search.h"
#include "lian-table.h"
#include "testing.h"

#define CASES (G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE)
#define REGION "421202001001"

typedef struct
{
  char *folder;
  char *path;
  LianMirror *mirror;
  GHashTable *oracle; /* char* → LianRecord: what the mirror has to hold */
  GHashTable *units;  /* char* → char* name */
  GHashTable *workers;
  GRand *rand;
  gint64 version;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "mirror.db", NULL);
  fixture->mirror = lian_mirror_open (fixture->path, &error);
  g_assert_no_error (error);
  fixture->oracle
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  fixture->units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->workers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->rand = g_rand_new_with_seed (7);
  fixture->version = 100;
  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  commit_and_wait (fixture->mirror, "e:1", NOW);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->mirror);
  g_hash_table_unref (fixture->oracle);
  g_hash_table_unref (fixture->units);
  g_hash_table_unref (fixture->workers);
  g_rand_free (fixture->rand);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

/* --- asking --- */

static LianCaseListQuery *
make_query (Fixture *fixture, LianCasesView view, const char *region, const char *text)
{
  LianCaseListQuery *query = g_new0 (LianCaseListQuery, 1);

  query->view = view;
  query->region_code = g_strdup (region);
  query->text = g_strdup (text);
  query->now = NOW;
  query->dictionary = lian_dictionary_ref (lian_mirror_get_dictionary (fixture->mirror));
  return query;
}

/* The records of the rows, in their order. */
static LianLazyFetch *
read_rows (Fixture *fixture, LianCaseListQuery *query)
{
  LianDb *db = lian_mirror_get_db (fixture->mirror);
  g_autoptr (LianLazyQuery) rows = lian_case_list_query_to_rows (query);
  LianLazyJob *job = lian_lazy_job_new (rows);
  LianLazyFetch *fetch = lian_lazy_fetch_new (LIAN_KIND_CASE);
  g_autoptr (GError) error = NULL;

  job->whole = TRUE;
  lian_db_read (db, lian_lazy_job_run, job, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < job->keys->n; i++)
    {
      LianRowKey row = { job->keys->keys[i], job->keys->places[i] };

      g_array_append_val (fetch->rows, row);
    }
  lian_db_read (db, lian_lazy_fetch_run, fetch, NULL, &error);
  g_assert_no_error (error);
  lian_lazy_job_free (job);
  return fetch;
}

/* The ids of what is found, the newest first. */
static char *
find (Fixture *fixture, LianCasesView view, const char *region, const char *text)
{
  LianCaseListQuery *query = make_query (fixture, view, region, text);
  LianLazyFetch *rows = read_rows (fixture, make_query (fixture, view, region, text));
  g_autoptr (GString) ids = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  lian_db_read (lian_mirror_get_db (fixture->mirror), lian_case_list_query_run, query, NULL,
                &error);
  g_assert_no_error (error);
  for (guint i = 0; i < rows->records->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            lian_record_get_id (rows->records->pdata[i]));
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (query->counts, "")), ==,
                    rows->records->len);
  lian_case_list_query_free (query);
  lian_lazy_fetch_free (rows);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

#define assert_finds(FIXTURE, TEXT, IDS)                                      \
  G_STMT_START                                                                \
  {                                                                           \
    g_autofree char *their_ids = find (FIXTURE, LIAN_CASES_REGION, "", TEXT); \
    g_assert_cmpstr (their_ids, ==, IDS);                                     \
  }                                                                           \
  G_STMT_END

typedef struct
{
  const char *text;
  const char *region;
  const char *view;
  gboolean indexed;
  GPtrArray *records;
} Asked;

static gboolean
ask_in_worker (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  Asked *asked = data;
  g_autofree char *condition
      = lian_search_dup_condition (conn, asked->text, asked->region, asked->view, 100000, error);

  if (condition == NULL)
    return FALSE;
  asked->indexed = strstr (condition, "_words") != NULL;
  asked->records = lian_table_select (conn, lian_kind_get (LIAN_KIND_CASE),
                                      lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error),
                                      condition, "rowid DESC", 0, error);
  return asked->records != NULL;
}

/* (element-type LianRecord) */
static GPtrArray *
ask (Fixture *fixture, const char *text, const char *region, const char *view, gboolean indexed)
{
  Asked asked = { text, region, view, FALSE, NULL };
  g_autoptr (GError) error = NULL;

  lian_db_read (lian_mirror_get_db (fixture->mirror), ask_in_worker, &asked, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (asked.indexed, ==, indexed);
  return asked.records;
}

/* --- the same without an index --- */

static gboolean
has_name (GHashTable *names, const char *id, const char *word)
{
  const char *name = id != NULL ? g_hash_table_lookup (names, id) : NULL;
  g_autofree char *folded = lian_search_fold (name);

  return name != NULL && lian_search_text_has (folded, word, LIAN_SEARCH_SYLLABLES);
}

static gboolean
is_expected (Fixture *fixture, LianRecord *record, const char *word)
{
  static const guint fields[]
      = { LIAN_CASE_CODE, LIAN_CASE_TITLE, LIAN_CASE_DESCRIPTION, LIAN_CASE_ADDRESS };
  const char *const *co_units = lian_record_get_list (record, LIAN_CASE_CO_UNITS);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *folded = lian_search_fold (lian_record_get_text (record, fields[i]));

      if (lian_search_text_has (folded, word, i % 2 ? LIAN_SEARCH_SYLLABLES : LIAN_SEARCH_INITIALS))
        return TRUE;
    }
  for (guint i = 0; co_units != NULL && co_units[i] != NULL; i++)
    if (has_name (fixture->units, co_units[i], word))
      return TRUE;
  return has_name (fixture->units, lian_record_get_text (record, LIAN_CASE_LEAD_UNIT), word)
         || has_name (fixture->workers, lian_record_get_text (record, LIAN_CASE_HANDLER), word);
}

static GHashTable *
find_expected (Fixture *fixture, const char *text, gboolean open)
{
  GHashTable *expected = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) words = lian_search_split (text);
  GHashTableIter iter;
  gpointer id, record;

  g_hash_table_iter_init (&iter, fixture->oracle);
  while (g_hash_table_iter_next (&iter, &id, &record))
    {
      gboolean all = !open || strcmp (lian_record_get_text (record, LIAN_CASE_STATE), "void") != 0;

      for (guint i = 0; words[i] != NULL && all; i++)
        all = is_expected (fixture, record, words[i]);
      if (all)
        g_hash_table_add (expected, id);
    }
  return expected;
}

/* What is found is what is expected, and the newest comes first. */
static guint
compare (Fixture *fixture, const char *text, gboolean open)
{
  g_autoptr (GHashTable) expected = find_expected (fixture, text, open);
  g_autoptr (GPtrArray) records = ask (fixture, text, "", open ? "(state<>'void')" : "(1)", !open);
  gint64 before = G_MAXINT64;

  g_test_message ("%s", text);
  g_assert_cmpuint (records->len, ==, g_hash_table_size (expected));
  for (guint i = 0; i < records->len; i++)
    {
      gint64 at = lian_record_get_int (records->pdata[i], LIAN_CASE_REPORTED_AT);

      g_assert_true (g_hash_table_contains (expected, lian_record_get_id (records->pdata[i])));
      /* Those of one second are spread over the next ones. */
      g_assert_cmpint (at, <=, before == G_MAXINT64 ? before : before + 16 * G_TIME_SPAN_SECOND);
      before = at;
    }
  return records->len;
}

/* --- writing --- */

static LianRecord *
make_named (Fixture *fixture, LianKindId kind, const char *id, const char *name)
{
  LianRecord *record = new_record (kind, id, ++fixture->version, REGION);

  lian_record_set_text (record, kind == LIAN_KIND_UNIT ? LIAN_UNIT_NAME : LIAN_WORKER_NAME, name);
  lian_record_set_text (record, kind == LIAN_KIND_UNIT ? LIAN_UNIT_KIND : LIAN_WORKER_ROLE, "x");
  g_hash_table_insert (kind == LIAN_KIND_UNIT ? fixture->units : fixture->workers, g_strdup (id),
                       g_strdup (name));
  return record;
}

static void
name (Fixture *fixture, LianKindId kind, const char *id, const char *text)
{
  apply_and_wait (fixture->mirror, upsert_of (make_named (fixture, kind, id, text)), "e:2", NOW);
}

static LianRecord *
make_case (Fixture *fixture, const char *id, gint64 at)
{
  LianRecord *record = new_case (id, ++fixture->version, REGION, "handling", "normal");

  lian_record_set_text (record, LIAN_CASE_TITLE, "无");
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT, at);
  return record;
}

/* Ten cases, a minute after the other, each with another text in another place. */
static void
apply_ten (Fixture *fixture)
{
  static const struct
  {
    guint field;
    const char *text;
  } texts[] = {
    { LIAN_CASE_CODE, "咸安〔2026〕01-000123" },
    { LIAN_CASE_TITLE, "丹桂路口窨井盖缺失" },
    { LIAN_CASE_DESCRIPTION, "夜间经过十分危险，请尽快处理" },
    { LIAN_CASE_ADDRESS, "温泉街道金叶社区3号楼" },
    { LIAN_CASE_LEAD_UNIT, "u'1" },
    { LIAN_CASE_HANDLER, "w1" },
    { LIAN_CASE_ADDRESS, "Ｗｉ－Ｆｉ ＫＴＶ旁" },
    { LIAN_CASE_TITLE, "𠀀乡𰻞面馆油烟🔥" },
    { LIAN_CASE_DESCRIPTION, "100%_\"*' OR 1=1 -- NEAR(a,b)" },
  };
  static const char *const co_units[] = { "u2", "u'1", NULL };
  GPtrArray *changes = new_changes ();
  LianRecord *record;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      record = make_case (fixture, id, NOW + i * MINUTE);
      lian_record_set_text (record, texts[i].field, texts[i].text);
      g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, fixture->version, record));
    }
  record = make_case (fixture, "c9", NOW + 9 * MINUTE);
  lian_record_set_list (record, LIAN_CASE_CO_UNITS, co_units);
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c9", fixture->version, record));
  apply_and_wait (fixture->mirror, changes, "e:3", NOW);
}

/* --- tests --- */

static void
test_fields (Fixture *fixture, gconstpointer data)
{
  static const char *const finds[][2] = {
    /* Nothing is asked for: the list is in its own order. */
    { "", "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9" },
    { " \t　", "c0 c1 c2 c3 c4 c5 c6 c7 c8 c9" },
    { "无", "c9 c8 c6 c5 c4 c3 c2 c0" },
    { "000123", "c0" },
    { "0123", "c0" },
    { "3", "c3 c0" },
    { "01-0001", "c0" },
    { "〔2026〕", "c0" },
    { "井", "c1" },
    { "路口窨井", "c1" },
    { "井窨", "" },
    { "尽快处理", "c2" },
    { "金叶 3号楼", "c3" },
    { "3号楼　温泉", "c3" },
    { "金叶 危险", "" },
    { "wqjd", "c3" },
    { "WenQuanJie", "c3" },
    { "危险 yj", "c2" },
    { "管理局", "c9 c4" },
    { "李", "c5" },
    { "lixm", "" },
    { "lxm", "c5" },
    { "wi-fi", "c6" },
    { "ktv", "c6" },
    { "𠀀", "c7" },
    { "𰻞面", "c7" },
    { "🔥", "c7" },
    { "%", "c8" },
    { "100%_\"*'", "c8" },
    { "OR", "c8" },
    { "\" OR \"", "c8" },
    { "NEAR(a,b)", "c8" },
    { "\"", "c8" },
    { "*", "c8" },
    { "words:井", "" },
    { "c9", "" },
  };
  g_autofree char *long_text = g_strnfill (10000, '"');
  g_autofree char *long_word = g_strnfill (10000, 'x');

  name (fixture, LIAN_KIND_UNIT, "u'1", "城市管理局");
  name (fixture, LIAN_KIND_UNIT, "u2", "水务集团");
  name (fixture, LIAN_KIND_WORKER, "w1", "李小明");
  apply_ten (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (finds); i++)
    {
      g_test_message ("%s", finds[i][0]);
      assert_finds (fixture, finds[i][0], finds[i][1]);
    }
  assert_finds (fixture, long_text, "");
  assert_finds (fixture, long_word, "");
  assert_finds (fixture, "\xff\xfe", "");
}

/* What the field table calls searchable is searched. */
static void
test_searchable (Fixture *fixture, gconstpointer data)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);

  for (guint i = 0; i < kind->n_fields; i++)
    {
      LianRecord *record;

      if (!(kind->fields[i].flags & LIAN_FIELD_SEARCHABLE))
        continue;
      record = make_case (fixture, kind->fields[i].name, NOW);
      lian_record_set_text (record, i, "独特");
      apply_and_wait (fixture->mirror, upsert_of (record), "e:2", NOW);
      assert_finds (fixture, "独特", kind->fields[i].name);
      assert_finds (fixture, "dt", kind->fields[i].name);
      record = make_case (fixture, kind->fields[i].name, NOW);
      apply_and_wait (fixture->mirror, upsert_of (record), "e:2", NOW);
    }
}

/* Names are those of today. */
static void
test_renamed (Fixture *fixture, gconstpointer data)
{
  GPtrArray *gone = new_changes ();

  name (fixture, LIAN_KIND_UNIT, "u'1", "城市管理局");
  apply_ten (fixture);
  assert_finds (fixture, "城管", "");
  name (fixture, LIAN_KIND_UNIT, "u'1", "城管执法局");
  assert_finds (fixture, "城管", "c9 c4");
  assert_finds (fixture, "管理局", "");
  g_ptr_array_add (gone, lian_change_new (LIAN_KIND_UNIT, "u'1", ++fixture->version, NULL));
  apply_and_wait (fixture->mirror, gone, "e:9", NOW);
  assert_finds (fixture, "城管", "");
}

static void
test_filters (Fixture *fixture, gconstpointer data)
{
  static const char *const regions[] = { REGION, "421202001002", "421202002001", "421221001001" };
  g_autofree char *found = NULL;

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      LianRecord *record = make_case (fixture, id, NOW + i * MINUTE);

      lian_record_set_text (record, LIAN_F_REGION, regions[i]);
      lian_record_set_text (record, LIAN_CASE_ADDRESS, "路");
      lian_record_set_text (record, LIAN_CASE_STATE, i == 1 ? "closed" : "handling");
      apply_and_wait (fixture->mirror, upsert_of (record), "e:2", NOW);
    }
  assert_finds (fixture, "路", "c3 c2 c0");
  found = find (fixture, LIAN_CASES_REGION, "421202000000", "路");
  g_assert_cmpstr (found, ==, "c2 c0");
  g_free (found);
  found = find (fixture, LIAN_CASES_REGION, "421202001000", "路");
  g_assert_cmpstr (found, ==, "c0");
  g_free (found);
  found = find (fixture, LIAN_CASES_REGION, REGION, "路");
  g_assert_cmpstr (found, ==, "c0");
  g_free (found);
  found = find (fixture, LIAN_CASES_ARCHIVE, "421202000000", "路");
  g_assert_cmpstr (found, ==, "c1");
}

/* A thousand cases of one second, and what they can be reported at. */
static void
test_one_second (Fixture *fixture, gconstpointer data)
{
  static const gint64 times[] = { 0, -1, 1, G_MAXINT64, G_MININT64, NOW };
  GPtrArray *records = new_records ();
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < 2100; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      LianRecord *record = make_case (fixture, id, times[i < 12 ? i % 6 : 5]);

      lian_record_set_text (record, LIAN_CASE_ADDRESS, i % 7 ? "路" : "灯");
      g_ptr_array_add (records, record);
    }
  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, records);
  commit_and_wait (fixture->mirror, "e:1", NOW);
  found = ask (fixture, "灯", "", "(1)", TRUE);
  g_assert_cmpuint (found->len, ==, 300);
}

static void
set_random_text (Fixture *fixture, LianRecord *record, guint field, int most)
{
  static const char *const pieces[]
      = { "温", "泉", "街", "道", "路", "灯",   "井", "盖", "𠀀",  "🔥", "a",
          "B",  "１", "2",  "3",  "0",  "-",    "，", "\"", "　",  "é", "西",
          "安", "县", "wq", "*",  "女", "丹桂", "ﬁ",  "'",  "2026" };
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = g_rand_int_range (fixture->rand, 0, most); i > 0; i--)
    g_string_append (text, pieces[g_rand_int_range (fixture->rand, 0, G_N_ELEMENTS (pieces))]);
  lian_record_set_text (record, field, text->str);
}

static LianRecord *
make_random (Fixture *fixture, const char *id, int most, const char *state)
{
  GRand *rand = fixture->rand;
  LianRecord *record = new_case (id, ++fixture->version, REGION, state, "normal");
  g_autofree char *unit = g_strdup_printf ("u%d", g_rand_int_range (rand, 0, 8));
  g_autofree char *other = g_strdup_printf ("u%d", g_rand_int_range (rand, 0, 8));
  g_autofree char *worker = g_strdup_printf ("w%d", g_rand_int_range (rand, 0, 8));
  const char *units[] = { unit, other, NULL };

  set_random_text (fixture, record, LIAN_CASE_CODE, most / 2);
  set_random_text (fixture, record, LIAN_CASE_TITLE, most);
  set_random_text (fixture, record, LIAN_CASE_ADDRESS, most);
  set_random_text (fixture, record, LIAN_CASE_DESCRIPTION, 2 * most);
  if (g_rand_boolean (rand))
    lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, other);
  if (g_rand_int_range (rand, 0, 4) == 0)
    lian_record_set_list (record, LIAN_CASE_CO_UNITS, units);
  if (g_rand_boolean (rand))
    lian_record_set_text (record, LIAN_CASE_HANDLER, worker);
  lian_record_set_time (record, LIAN_CASE_REPORTED_AT,
                        NOW + g_rand_int_range (rand, 0, 100000) * G_TIME_SPAN_SECOND);
  return record;
}

static void
remember (Fixture *fixture, LianRecord *record)
{
  g_hash_table_insert (fixture->oracle, g_strdup (lian_record_get_id (record)),
                       lian_record_ref (record));
}

static void
take_random_snapshot (Fixture *fixture)
{
  static const char *const names[] = { "温泉局", "井盖所", "路灯管理处", "a1队", "西安街" };
  GPtrArray *cases = new_records (), *units = new_records (), *workers = new_records ();

  for (guint i = 0; i < 2200; i++)
    {
      g_autofree char *id = g_strdup_printf ("case %u", i);
      LianRecord *record = make_random (fixture, id, 6, i % 20 ? "void" : "handling");

      g_ptr_array_add (cases, record);
      remember (fixture, record);
    }
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *unit = g_strdup_printf ("u%u", i);
      g_autofree char *worker = g_strdup_printf ("w%u", i);

      g_ptr_array_add (units, make_named (fixture, LIAN_KIND_UNIT, unit, names[i % 5]));
      g_ptr_array_add (workers, make_named (fixture, LIAN_KIND_WORKER, worker, names[(i + 2) % 5]));
    }
  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_UNIT, units);
  add_page_and_wait (fixture->mirror, LIAN_KIND_WORKER, workers);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e:1", NOW);
}

/* A piece of what somewhere stands, or something that may be nowhere. */
static char *
make_random_word (Fixture *fixture)
{
  static const guint fields[]
      = { LIAN_CASE_CODE, LIAN_CASE_TITLE, LIAN_CASE_DESCRIPTION, LIAN_CASE_ADDRESS };
  static const char *const others[]
      = { "wq", "jdl",  "wenquan", "xian", "nver", "管理", "局",
          "a1", "灯路", "\"",      "*",    "2026", "ld",   "danguilu" };
  g_autofree char *id = g_strdup_printf ("case %d", g_rand_int_range (fixture->rand, 0, 2200));
  LianRecord *record = g_hash_table_lookup (fixture->oracle, id);
  const char *text
      = record != NULL
            ? lian_record_get_text (record, fields[g_rand_int_range (fixture->rand, 0, 4)])
            : NULL;
  g_autofree char *folded = lian_search_fold (text);
  int length = (int)g_utf8_strlen (folded, -1), from;

  if (length == 0 || g_rand_int_range (fixture->rand, 0, 4) == 0)
    return g_strdup (others[g_rand_int_range (fixture->rand, 0, G_N_ELEMENTS (others))]);
  from = g_rand_int_range (fixture->rand, 0, length);
  return g_utf8_substring (folded, from,
                           MIN (length, from + g_rand_int_range (fixture->rand, 1, 6)));
}

static void
compare_random (Fixture *fixture, guint n)
{
  guint n_found = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *word = make_random_word (fixture);
      g_autofree char *other = make_random_word (fixture);
      g_autofree char *both = g_strconcat (word, " ", i % 3 ? "" : other, NULL);

      n_found += compare (fixture, both, i % 2);
    }
  g_assert_cmpuint (n_found, >, n);
}

static void
test_like_a_scan (Fixture *fixture, gconstpointer data)
{
  take_random_snapshot (fixture);
  compare_random (fixture, 120);
}

/* A fresh index over the rows that are there has the same tokens for the same cases. */
static gboolean
check_index (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  const char *prefix = lian_mirror_read_prefix (conn, LIAN_KIND_CASE, error);
  g_autoptr (LianSearchBatch) batch = lian_search_batch_new ("x_");
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *sql = NULL;
  LianStmt *stmt;
  gboolean row;

  if (!lian_table_create (conn, kind, "x_", error) || !lian_search_index_renew (conn, "x_", error))
    return FALSE;
  records = lian_table_select (conn, kind, prefix, NULL, NULL, 0, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      gint64 at;

      if (!lian_search_batch_note (batch, conn, lian_record_get_id (records->pdata[i]),
                                   records->pdata[i], &at, error)
          || !lian_table_upsert_at (conn, "x_", records->pdata[i], at, error))
        return FALSE;
    }
  sql = g_strdup_printf (
      "CREATE VIRTUAL TABLE temp.old_words USING fts5vocab ('main', '%scase_words', 'instance');"
      "CREATE VIRTUAL TABLE temp.new_words USING fts5vocab ('main', 'x_case_words', 'instance');"
      "CREATE TEMP TABLE old_tokens AS SELECT term, id FROM old_words LEFT JOIN %scase AS c ON "
      "c.rowid=doc;"
      "CREATE TEMP TABLE new_tokens AS SELECT term, id FROM new_words LEFT JOIN x_case AS c ON "
      "c.rowid=doc;"
      "DROP TABLE old_words; DROP TABLE new_words;",
      prefix, prefix);
  if (records == NULL || !lian_search_batch_store (batch, conn, error)
      || !lian_conn_exec (conn, sql, error))
    return FALSE;
  stmt = lian_conn_prepare (conn,
                            "SELECT (SELECT count(*) FROM (SELECT * FROM old_tokens EXCEPT SELECT "
                            "* FROM new_tokens)), (SELECT count(*) FROM (SELECT * FROM new_tokens "
                            "EXCEPT SELECT * FROM old_tokens)), (SELECT count(*) FROM old_tokens)",
                            error);
  if (stmt == NULL || !lian_stmt_step (stmt, &row, error))
    return FALSE;
  g_assert_cmpint (lian_stmt_get_int (stmt, 0), ==, 0);
  g_assert_cmpint (lian_stmt_get_int (stmt, 1), ==, 0);
  *(gint64 *)data = lian_stmt_get_int (stmt, 2);
  lian_stmt_reset (stmt);
  return lian_conn_exec (conn,
                         "DROP TABLE old_tokens; DROP TABLE new_tokens; DROP TABLE x_case; DROP "
                         "TABLE x_case_words;",
                         error);
}

static void
assert_index (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 n_tokens = 0;

  lian_db_write (lian_mirror_get_db (fixture->mirror), check_index, &n_tokens, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_tokens > 0, ==, g_hash_table_size (fixture->oracle) > 0);
}

/* New ones, changes of the text and of other things, deletions, several of one case in a batch. */
static void
apply_random (Fixture *fixture)
{
  GPtrArray *changes = new_changes ();

  for (int i = g_rand_int_range (fixture->rand, 1, 40); i > 0; i--)
    {
      g_autofree char *id = g_strdup_printf ("case %d", g_rand_int_range (fixture->rand, 0, 60));
      LianRecord *old = g_hash_table_lookup (fixture->oracle, id), *record;
      int what = g_rand_int_range (fixture->rand, 0, 4);

      if (what == 0)
        {
          g_hash_table_remove (fixture->oracle, id);
          g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, ++fixture->version, NULL));
          continue;
        }
      record = what == 1 && old != NULL ? lian_record_copy (old)
                                        : make_random (fixture, id, 8, "handling");
      lian_record_set_int (record, LIAN_F_VERSION, ++fixture->version);
      if (what == 1)
        lian_record_set_text (record, LIAN_CASE_STATE, "void");
      remember (fixture, record);
      g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, fixture->version, record));
    }
  apply_and_wait (fixture->mirror, changes, "e:5", NOW);
}

static void
bookmark (Fixture *fixture)
{
  g_auto (Answer) answer = { 0 };
  g_auto (GStrv) different = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  GHashTableIter iter;
  gpointer record;
  guint64 digest = 0;

  g_hash_table_iter_init (&iter, fixture->oracle);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    digest += lian_mirror_digest (lian_kind_get (LIAN_KIND_CASE), lian_record_get_id (record),
                                  lian_record_get_version (record));
  g_hash_table_insert (digests, (gpointer) "case",
                       g_strdup_printf ("%u %016" G_GINT64_MODIFIER "x",
                                        g_hash_table_size (fixture->oracle), digest));
  lian_mirror_bookmark (fixture->mirror, "e:6", NOW, digests, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  lian_mirror_bookmark_finish (fixture->mirror, answer.result, &different, &error);
  g_assert_no_error (error);
  g_assert_null (different);
}

static GPtrArray *
all_records (Fixture *fixture)
{
  GPtrArray *records = new_records ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, fixture->oracle);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, lian_record_ref (record));
  return records;
}

/* The kind alone, beside the picture, while the feed goes on. */
static void
take_anew (Fixture *fixture)
{
  g_autoptr (GPtrArray) records = all_records (fixture);

  lian_mirror_begin_resync (fixture->mirror, CASES);
  apply_random (fixture);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, g_ptr_array_ref (records));
  apply_random (fixture);
  lian_mirror_end_resync (fixture->mirror);
  bookmark (fixture);
  g_assert_cmpuint (lian_mirror_get_resync (fixture->mirror), ==, 0);
}

static void
test_like_the_rows (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 30; i++)
    {
      apply_random (fixture);
      if (i % 6 == 3)
        take_anew (fixture);
      if (i % 10 == 7)
        {
          lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
          apply_random (fixture);
          add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, all_records (fixture));
          commit_and_wait (fixture->mirror, "e:1", NOW);
        }
      if (i % 5 == 4)
        {
          g_assert_finalize_object (fixture->mirror);
          fixture->mirror = lian_mirror_open (fixture->path, &error);
          g_assert_no_error (error);
        }
      assert_index (fixture);
    }
}

static gboolean
spoil_layout (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, "UPDATE fingerprint SET value='2 0/0' WHERE kind='layout'", error);
}

/* An index whose tokens were made in another way is not asked. */
static void
test_other_layout (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  apply_ten (fixture);
  assert_finds (fixture, "井", "c1");
  lian_db_write (lian_mirror_get_db (fixture->mirror), spoil_layout, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (fixture->mirror);
  fixture->mirror = lian_mirror_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");

  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  commit_and_wait (fixture->mirror, "e:1", NOW);
  apply_ten (fixture);
  assert_finds (fixture, "井", "c1");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/search/fields", test_fields);
  ADD ("/search/searchable", test_searchable);
  ADD ("/search/renamed", test_renamed);
  ADD ("/search/filters", test_filters);
  ADD ("/search/one-second", test_one_second);
  ADD ("/search/like-a-scan", test_like_a_scan);
  ADD ("/search/like-the-rows", test_like_the_rows);
  ADD ("/search/other-layout", test_other_layout);
#undef ADD

  return g_test_run ();
}
