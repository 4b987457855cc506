/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mirrors of other versions, damaged ones, and those of other people. */
#include "lian-db.h"
#include "lian-overview.h"
#include "testing.h"

#define CASES (G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE)
#define N_CASES 40

typedef struct
{
  char *folder;
  char *path;
  LianMirror *mirror;
  guint n_rebuilt;
  guint n_changed;
  guint64 kinds;
} Fixture;

static void
rebuilt_cb (LianMirror *mirror, Fixture *fixture)
{
  fixture->n_rebuilt++;
}

static void
changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Fixture *fixture)
{
  fixture->n_changed++;
  fixture->kinds = kinds;
}

static void
open_mirror (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->mirror = lian_mirror_open (fixture->path, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->mirror, "rebuilt", G_CALLBACK (rebuilt_cb), fixture);
  g_signal_connect (fixture->mirror, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
close_mirror (Fixture *fixture)
{
  g_assert_finalize_object (fixture->mirror);
  fixture->mirror = NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "mirror.db", NULL);
  open_mirror (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  close_mirror (fixture);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static LianRecord *
full_case (const char *id, gint64 version)
{
  LianRecord *record = new_case (id, version, "421202001001", "filed", "normal");

  lian_record_set_text (record, LIAN_CASE_UPSTREAM_NO, "12345-1");
  lian_record_set_point (record, LIAN_CASE_LOCATION, 114.3, 29.8);
  return record;
}

static void
take_snapshot (Fixture *fixture, gboolean demonstration)
{
  GPtrArray *cases = new_records ();
  GPtrArray *grids = new_records ();

  for (guint i = 0; i < N_CASES; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      g_ptr_array_add (cases, full_case (id, 5));
    }
  g_ptr_array_add (grids, new_record (LIAN_KIND_GRID, "g1", 4, NULL));
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e1", "n", demonstration);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  add_page_and_wait (fixture->mirror, LIAN_KIND_GRID, grids);
  commit_and_wait (fixture->mirror, "e1:10", NOW);
}

static guint
count (Fixture *fixture, LianKindId kind)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  lian_mirror_list (fixture->mirror, kind, NULL, NULL, 0, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  records = lian_mirror_list_finish (fixture->mirror, answer.result, &error);
  g_assert_no_error (error);
  return records->len;
}

static gboolean
run_sql (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

/* Behind the mirror's back. */
static void
alter (Fixture *fixture, const char *sql)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, NULL, NULL, &error);

  g_assert_no_error (error);
  lian_db_write (db, run_sql, (gpointer)sql, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

/* --- other tables --- */

/* A version that knew neither the number above nor where a case is. */
static void
test_added_field (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LianRecord) before = NULL;
  g_autoptr (LianRecord) after = NULL;
  GPtrArray *cases = new_records ();
  LianPoint point;
  g_auto (Answer) answer = { 0 };
  char **different = NULL;

  take_snapshot (fixture, FALSE);
  close_mirror (fixture);
  alter (fixture, "ALTER TABLE a_case DROP COLUMN upstream_no;"
                  "ALTER TABLE b_case DROP COLUMN upstream_no;"
                  "ALTER TABLE n_case DROP COLUMN upstream_no;"
                  "ALTER TABLE a_case DROP COLUMN location_lon;"
                  "ALTER TABLE b_case DROP COLUMN location_lon;"
                  "ALTER TABLE n_case DROP COLUMN location_lon;"
                  "ALTER TABLE a_case DROP COLUMN location_lat;"
                  "ALTER TABLE b_case DROP COLUMN location_lat;"
                  "ALTER TABLE n_case DROP COLUMN location_lat;"
                  "UPDATE fingerprint SET value=replace (replace (value, ' upstream_no:0:0', ''), "
                  "' location:6:0', '') WHERE kind='case';");
  open_mirror (fixture);

  /* The picture is still there, what it does not have is absent, and the kind is due. */
  g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_KEPT);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
  before = lookup (fixture->mirror, LIAN_KIND_CASE, "c7");
  g_assert_false (lian_record_has (before, LIAN_CASE_UPSTREAM_NO));
  g_assert_false (lian_record_has (before, LIAN_CASE_LOCATION));

  close_mirror (fixture);
  open_mirror (fixture);
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, CASES);
  g_ptr_array_add (cases, full_case ("c7", 5));
  lian_mirror_begin_resync (fixture->mirror, CASES);
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  lian_mirror_end_resync (fixture->mirror);
  lian_mirror_bookmark (fixture->mirror, "e1:11", NOW, NULL, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_bookmark_finish (fixture->mirror, answer.result, &different, NULL));
  g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
  after = lookup (fixture->mirror, LIAN_KIND_CASE, "c7");
  g_assert_cmpstr (lian_record_get_text (after, LIAN_CASE_UPSTREAM_NO), ==, "12345-1");
  g_assert_true (lian_record_get_point (after, LIAN_CASE_LOCATION, &point));
  g_assert_cmpfloat (point.lat, ==, 29.8);
}

/* Any other difference: nothing is migrated, the file is emptied, and that is said. */
static void
test_other_tables (Fixture *fixture, gconstpointer data)
{
  static const char *const alterations[] = {
    /* a field that is not there any more */
    "ALTER TABLE a_case ADD COLUMN colour TEXT; "
    "UPDATE fingerprint SET value=value || ' colour:0:0' WHERE kind='case';",
    /* another type */
    "UPDATE fingerprint SET value=replace (value, ' limit_min:2:0', ' limit_min:0:0') "
    "WHERE kind='case';",
    /* an index that was not there */
    "UPDATE fingerprint SET value=replace (value, ' closed_at:5:1', ' closed_at:5:0') "
    "WHERE kind='case';",
    /* a kind that is not there any more, one that was not, and tables of another making */
    "INSERT INTO fingerprint VALUES ('ancient', 'id:0:0'); CREATE TABLE a_ancient (id);",
    "DELETE FROM fingerprint WHERE kind='shift'; DROP TABLE a_shift;",
    "UPDATE fingerprint SET value='1' WHERE kind='layout';",
    /* tables within tables, which go with the one they belong to */
    "CREATE VIRTUAL TABLE a_odd_words USING fts5 (title); "
    "INSERT INTO a_odd_words VALUES ('word'); UPDATE fingerprint SET value='colour:0:0' WHERE "
    "kind='case';",
  };

  for (guint i = 0; i < G_N_ELEMENTS (alterations); i++)
    {
      take_snapshot (fixture, FALSE);
      close_mirror (fixture);
      alter (fixture, alterations[i]);
      open_mirror (fixture);
      g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_OTHER_TABLES);
      g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
      /* Another server is still noticed. */
      g_assert_cmpstr (lian_mirror_get_server_id (fixture->mirror), ==, "server-1");
      g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, 0);
      close_mirror (fixture);
      open_mirror (fixture);
      g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_KEPT);
    }
}

/* --- damage --- */

/* Tables that are not what their fingerprints say: nothing to be repaired, and no reason not to
 * start. */
static void
test_strange (Fixture *fixture, gconstpointer data)
{
  static const char *const alterations[] = {
    "DROP TABLE picture;",
    "DROP TABLE meta;",
    "DROP TABLE a_entry; DROP TABLE b_entry;",
    "ALTER TABLE a_case DROP COLUMN card; UPDATE fingerprint SET "
    "value=replace (value, ' card:1:0', '') WHERE kind='case';",
    "DROP TABLE fingerprint; CREATE TABLE fingerprint (other TEXT);",
  };
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (alterations); i++)
    {
      take_snapshot (fixture, FALSE);
      close_mirror (fixture);
      alter (fixture, alterations[i]);
      open_mirror (fixture);
      g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_DAMAGED);
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
      g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, 0);
    }
}

static gboolean
holds (const char *page, const char *text)
{
  gsize length = strlen (text);

  for (gsize i = 0; i + length <= 4096; i++)
    if (memcmp (page + i, text, length) == 0)
      return TRUE;
  return FALSE;
}

/* Rubbish over the last pages, which hold rows and no table's head. */
static void
damage_rows (Fixture *fixture)
{
  g_autofree char *contents = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (fixture->path, &contents, &length, NULL));
  for (gsize page = 4096; page < length; page += 4096)
    if (contents[page] == 0x0d && holds (&contents[page], "c37"))
      memset (&contents[page], 0x5a, 4096);
  g_assert_true (g_file_set_contents (fixture->path, contents, (gssize)length, NULL));
}

static void
test_damaged_rows (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);

  take_snapshot (fixture, FALSE);
  close_mirror (fixture);
  damage_rows (fixture);
  open_mirror (fixture);
  g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_KEPT);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  fixture->n_changed = 0;
  WAIT (fixture->n_rebuilt > 0);
  g_assert_cmpint (lian_mirror_was_rebuilt (fixture->mirror), ==, LIAN_MIRROR_DAMAGED);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, 0);
  g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));

  /* It goes on. */
  take_snapshot (fixture, FALSE);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
  g_assert_cmpuint (fixture->n_rebuilt, ==, 1);
}

/* Met by a write before the check comes by: what waits behind it fails, and nothing of the old
 * chain is taken for the new file. */
static void
test_damage_met (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) first = { 0 };
  g_auto (Answer) second = { 0 };
  g_autoptr (GError) error = NULL;

  take_snapshot (fixture, FALSE);
  close_mirror (fixture);
  damage_rows (fixture);
  open_mirror (fixture);
  lian_mirror_apply (fixture->mirror, upsert_of (full_case ("c37", 11)), "e1:11", 0, NULL,
                     answer_cb, &first);
  lian_mirror_apply (fixture->mirror, upsert_of (new_record (LIAN_KIND_GRID, "g2", 12, NULL)),
                     "e1:12", 0, NULL, answer_cb, &second);
  WAIT (first.result != NULL && second.result != NULL);
  g_assert_false (lian_mirror_apply_finish (fixture->mirror, first.result, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (lian_mirror_apply_finish (fixture->mirror, second.result, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (fixture->n_rebuilt, ==, 1);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
  take_snapshot (fixture, FALSE);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
}

/* --- whose picture it is --- */

static void
admit (Fixture *fixture, const char *scope)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_mirror_admit (fixture->mirror, scope, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_admit_finish (fixture->mirror, answer.result, &error));
  g_assert_no_error (error);
}

static void
test_same_person (Fixture *fixture, gconstpointer data)
{
  admit (fixture, "d1 dispatcher 421202");
  take_snapshot (fixture, FALSE);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
  close_mirror (fixture);
  open_mirror (fixture);

  /* Nobody has signed in: there are no records, but a vocabulary and a past. */
  g_assert_true (lian_mirror_is_concealed (fixture->mirror));
  for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
    g_assert_cmpuint (count (fixture, kind) > 0, ==, kind == LIAN_KIND_ENTRY);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  g_assert_cmpstr (lian_mirror_get_scope (fixture->mirror), ==, "d1 dispatcher 421202");
  g_assert_cmpint (lian_mirror_get_as_of (fixture->mirror), ==, NOW);

  fixture->n_changed = 0;
  admit (fixture, "d1 dispatcher 421202");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_false (lian_mirror_is_concealed (fixture->mirror));
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");

  /* And when they leave, until they come back. */
  lian_mirror_conceal (fixture->mirror);
  WAIT (fixture->n_changed == 2);
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, 0);
  admit (fixture, "d1 dispatcher 421202");
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
}

static void
test_another_person (Fixture *fixture, gconstpointer data)
{
  static const char *const others[] = {
    "d2 dispatcher 421202",
    "d1 dispatcher 421202001", /* the same person, with other rights */
    "d1 display 421202",
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      admit (fixture, "d1 dispatcher 421202");
      take_snapshot (fixture, FALSE);
      /* A shadow that was being made is theirs as well. */
      lian_mirror_begin_resync (fixture->mirror, CASES);
      add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, new_records ());
      close_mirror (fixture);
      open_mirror (fixture);
      admit (fixture, others[i]);
      g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
      g_assert_cmpstr (lian_mirror_get_scope (fixture->mirror), ==, others[i]);
      g_assert_cmpint (lian_mirror_get_as_of (fixture->mirror), ==, 0);
      g_assert_cmpuint (lian_mirror_get_due (fixture->mirror), ==, 0);
      for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
        g_assert_cmpuint (count (fixture, kind), ==, 0);
      take_snapshot (fixture, FALSE);
      g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
    }
}

/* What a demonstration shows is invented: it is there at once. */
static void
test_demonstration (Fixture *fixture, gconstpointer data)
{
  admit (fixture, "d1 dispatcher 421202");
  take_snapshot (fixture, TRUE);
  close_mirror (fixture);
  open_mirror (fixture);
  g_assert_false (lian_mirror_is_concealed (fixture->mirror));
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, N_CASES);
  admit (fixture, "d2 dispatcher 421202");
  g_assert_cmpuint (count (fixture, LIAN_KIND_CASE), ==, 0);
}

/* A picture that is concealed goes on being one: the figures of a page are of nothing. */
static void
test_concealed_figures (Fixture *fixture, gconstpointer data)
{
  admit (fixture, "d1");
  take_snapshot (fixture, FALSE);
  for (guint i = 0; i < 2; i++)
    {
      g_auto (Answer) answer = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (LianOverview) overview = NULL;

      lian_overview_load (fixture->mirror, "421202", NOW, NULL, answer_cb, &answer);
      WAIT (answer.result != NULL);
      overview = lian_overview_load_finish (fixture->mirror, answer.result, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (overview->grids->len, ==, i == 0 ? 1 : 0);
      answer_clear (&answer);
      close_mirror (fixture);
      open_mirror (fixture);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/mirror-open/added-field", test_added_field);
  ADD ("/mirror-open/other-tables", test_other_tables);
  ADD ("/mirror-open/strange", test_strange);
  ADD ("/mirror-open/damaged-rows", test_damaged_rows);
  ADD ("/mirror-open/damage-met", test_damage_met);
  ADD ("/mirror-open/same-person", test_same_person);
  ADD ("/mirror-open/another-person", test_another_person);
  ADD ("/mirror-open/demonstration", test_demonstration);
  ADD ("/mirror-open/concealed-figures", test_concealed_figures);
#undef ADD

  return g_test_run ();
}
