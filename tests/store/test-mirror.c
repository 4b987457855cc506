/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-db.h"
#include "lian-mirror.h"
#include "testing.h"

#include <signal.h>
#include <sys/resource.h>

typedef struct
{
  char *folder;
  char *path;
  LianMirror *mirror;

  guint n_changed;
  guint64 kinds;
  guint n_changes; /* G_MAXUINT: a snapshot */
  guint n_dictionary;
} Fixture;

static void
changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, Fixture *fixture)
{
  fixture->n_changed++;
  fixture->kinds = kinds;
  fixture->n_changes = changes != NULL ? changes->len : G_MAXUINT;
}

static void
dictionary_cb (LianMirror *mirror, Fixture *fixture)
{
  fixture->n_dictionary++;
}

static void
open_mirror (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  fixture->mirror = lian_mirror_open (fixture->path, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->mirror, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (fixture->mirror, "dictionary-changed", G_CALLBACK (dictionary_cb), fixture);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = make_folder ();
  fixture->path = g_build_filename (fixture->folder, "mirror.db", NULL);
  open_mirror (fixture);
}

static void
reopen (Fixture *fixture)
{
  g_assert_finalize_object (fixture->mirror);
  open_mirror (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->mirror);
  g_free (fixture->path);
  remove_folder (fixture->folder);
}

static guint
count_cases (LianMirror *mirror)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  lian_mirror_list (mirror, LIAN_KIND_CASE, NULL, "id", 0, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  records = lian_mirror_list_finish (mirror, answer.result, &error);
  g_assert_no_error (error);
  return records->len;
}

static LianRecord *
plain_case (const char *id, gint64 version)
{
  return new_case (id, version, "421202001001", "filed", "normal");
}

static GPtrArray *
deletion_of (const char *id, gint64 version)
{
  GPtrArray *changes = new_changes ();

  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, id, version, NULL));
  return changes;
}

static void
assert_version (LianMirror *mirror, const char *id, gint64 version)
{
  g_autoptr (LianRecord) record = lookup (mirror, LIAN_KIND_CASE, id);

  if (version == 0)
    g_assert_null (record);
  else
    {
      g_assert_nonnull (record);
      g_assert_cmpint (lian_record_get_version (record), ==, version);
    }
}

/* The names of the kinds that differ from @digests, joined. */
static char *
compare (LianMirror *mirror, const char *position, GHashTable *digests)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) different = NULL;

  lian_mirror_bookmark (mirror, position, NOW, digests, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_bookmark_finish (mirror, answer.result, &different, &error));
  g_assert_no_error (error);
  return different != NULL ? g_strjoinv (",", different) : g_strdup ("");
}

/* A snapshot of two cases and the dictionary at position e1:10. */
static void
take_snapshot (Fixture *fixture)
{
  GPtrArray *cases = new_records ();

  g_ptr_array_add (cases, plain_case ("c1", 5));
  g_ptr_array_add (cases, plain_case ("c2", 6));
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e1", "咸安区", TRUE);
  add_page_and_wait (fixture->mirror, LIAN_KIND_ENTRY, new_dictionary_entries ());
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e1:10", NOW);
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (lian_mirror_get_server_id (fixture->mirror), ==, "");
  g_assert_cmpstr (lian_mirror_get_epoch (fixture->mirror), ==, "");
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
  g_assert_cmpint (lian_mirror_get_as_of (fixture->mirror), ==, 0);
  g_assert_nonnull (lian_mirror_get_dictionary (fixture->mirror));
  g_assert_false (lian_mirror_was_rebuilt (fixture->mirror));
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 0);
}

static void
test_snapshot (Fixture *fixture, gconstpointer data)
{
  take_snapshot (fixture);
  for (guint i = 0; i < 2; i++)
    {
      LianMirror *mirror = fixture->mirror;

      g_assert_cmpstr (lian_mirror_get_server_id (mirror), ==, "server-1");
      g_assert_cmpstr (lian_mirror_get_epoch (mirror), ==, "e1");
      g_assert_cmpstr (lian_mirror_get_position (mirror), ==, "e1:10");
      g_assert_cmpstr (lian_mirror_get_server_name (mirror), ==, "咸安区");
      g_assert_true (lian_mirror_get_demonstration (mirror));
      g_assert_cmpint (lian_mirror_get_as_of (mirror), ==, NOW);
      g_assert_cmpstr (lian_dictionary_stage (lian_mirror_get_dictionary (mirror), "filed"), ==,
                       "to_dispatch");
      g_assert_cmpuint (count_cases (mirror), ==, 2);
      g_assert_false (lian_mirror_was_rebuilt (mirror));
      g_assert_cmpuint (fixture->n_changed, ==, 1);
      g_assert_cmpuint (fixture->n_changes, ==, G_MAXUINT);
      g_assert_cmpuint (fixture->n_dictionary, ==, 1);
      reopen (fixture);
    }
}

/* Half a snapshot is never seen, and a run that ends in the middle leaves the old picture. */
static void
test_shadow (Fixture *fixture, gconstpointer data)
{
  GPtrArray *cases = new_records ();

  take_snapshot (fixture);
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e2", "咸安区", TRUE);
  g_ptr_array_add (cases, plain_case ("c9", 90));
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c8", 91)), "e2:91", NOW + 1);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 2);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");

  reopen (fixture);
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 2);
  g_assert_cmpstr (lian_mirror_get_epoch (fixture->mirror), ==, "e1");

  /* The remains are not taken for pages of the next one. */
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e3", "咸安区", FALSE);
  commit_and_wait (fixture->mirror, "e3:1", NOW + 2);
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 0);
  g_assert_cmpstr (lian_mirror_get_epoch (fixture->mirror), ==, "e3");
  g_assert_false (lian_mirror_get_demonstration (fixture->mirror));
}

/* Pages are older than the feed that is replayed meanwhile. */
static void
test_newer_wins (Fixture *fixture, gconstpointer data)
{
  GPtrArray *cases = new_records ();

  lian_mirror_begin_snapshot (fixture->mirror, "s", "e1", "n", FALSE);
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c1", 20)), "e1:20", 0);
  apply_and_wait (fixture->mirror, deletion_of ("c2", 21), "e1:21", 0);
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c3", 3)), "e1:21", 0);
  g_ptr_array_add (cases, plain_case ("c1", 5));
  g_ptr_array_add (cases, plain_case ("c2", 6));
  g_ptr_array_add (cases, plain_case ("c3", 7));
  add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, cases);
  commit_and_wait (fixture->mirror, "e1:21", 0);
  assert_version (fixture->mirror, "c1", 20);
  assert_version (fixture->mirror, "c2", 0);
  assert_version (fixture->mirror, "c3", 7);

  /* It may come back with a newer version. */
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c2", 22)), "e1:22", 0);
  assert_version (fixture->mirror, "c2", 22);
}

static void
test_apply (Fixture *fixture, gconstpointer data)
{
  GPtrArray *changes;

  take_snapshot (fixture);
  changes = upsert_of (plain_case ("c3", 11));
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c1", 12, NULL));
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c2", 6, plain_case ("c2", 6)));
  apply_and_wait (fixture->mirror, changes, "e1:12", NOW + 5);

  g_assert_cmpuint (fixture->n_changed, ==, 2);
  g_assert_cmpuint (fixture->n_changes, ==, 2);
  g_assert_cmpuint (fixture->kinds, ==, 1 << LIAN_KIND_CASE);
  g_assert_cmpuint (fixture->n_dictionary, ==, 1);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:12");
  g_assert_cmpint (lian_mirror_get_as_of (fixture->mirror), ==, NOW + 5);
  assert_version (fixture->mirror, "c1", 0);
  assert_version (fixture->mirror, "c3", 11);

  reopen (fixture);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:12");
  assert_version (fixture->mirror, "c3", 11);

  apply_and_wait (fixture->mirror, upsert_of (new_entry ("state", "x", 1, "handling")), "e1:13", 0);
  g_assert_cmpuint (fixture->n_dictionary, ==, 2);
  changes = new_changes ();
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_ENTRY, "state/x", 14, NULL));
  apply_and_wait (fixture->mirror, changes, "e1:14", 0);
  g_assert_cmpuint (fixture->n_dictionary, ==, 3);
}

/* Two writes asked for at once, the first of which cannot be stored: nothing lies behind the gap.
 */
static void
test_gap (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) first = { 0 };
  g_auto (Answer) second = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  take_snapshot (fixture);
  g_cancellable_cancel (cancellable);
  lian_mirror_apply (fixture->mirror, upsert_of (plain_case ("c3", 11)), "e1:11", 0, cancellable,
                     answer_cb, &first);
  lian_mirror_apply (fixture->mirror, upsert_of (plain_case ("c4", 12)), "e1:12", 0, NULL,
                     answer_cb, &second);
  WAIT (first.result != NULL && second.result != NULL);
  g_assert_false (lian_mirror_apply_finish (fixture->mirror, first.result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (lian_mirror_apply_finish (fixture->mirror, second.result, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  assert_version (fixture->mirror, "c4", 0);

  /* From there it goes on. */
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c3", 11)), "e1:11", 0);
  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c4", 12)), "e1:12", 0);
  assert_version (fixture->mirror, "c4", 12);
}

/* A page that was lost must not become part of a picture. */
static void
test_lost_page (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) page = { 0 };
  g_auto (Answer) commit = { 0 };
  g_autoptr (GError) error = NULL;
  GPtrArray *wrong = new_records ();

  take_snapshot (fixture);
  g_ptr_array_add (wrong, new_record (LIAN_KIND_GRID, "g1", 1, NULL));
  lian_mirror_begin_snapshot (fixture->mirror, "server-1", "e2", "n", FALSE);
  lian_mirror_add_page (fixture->mirror, LIAN_KIND_CASE, wrong, NULL, answer_cb, &page);
  lian_mirror_commit_snapshot (fixture->mirror, "e2:1", 0, NULL, answer_cb, &commit);
  WAIT (page.result != NULL && commit.result != NULL);
  g_assert_false (lian_mirror_add_page_finish (fixture->mirror, page.result, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (lian_mirror_commit_snapshot_finish (fixture->mirror, commit.result, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_cmpstr (lian_mirror_get_epoch (fixture->mirror), ==, "e1");
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 2);

  /* And without a snapshot there is no page. */
  g_clear_object (&page.result);
  lian_mirror_add_page (fixture->mirror, LIAN_KIND_CASE, new_records (), NULL, answer_cb, &page);
  WAIT (page.result != NULL);
  g_assert_false (lian_mirror_add_page_finish (fixture->mirror, page.result, &error));
  g_assert_nonnull (error);
  take_snapshot (fixture);
}

/* The digests are those of docs/api.md, worked out here a second time. */
static char *
expected_tally (const char *kind, const char *const *ids, const gint64 *versions, guint n)
{
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text
          = g_strdup_printf ("%s|%s|%" G_GINT64_FORMAT, kind, ids[i], versions[i]);
      g_autofree char *hex = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

      hex[16] = '\0';
      sum += g_ascii_strtoull (hex, NULL, 16);
    }
  return g_strdup_printf ("%u %016" G_GINT64_MODIFIER "x", n, sum);
}

static void
test_bookmark (Fixture *fixture, gconstpointer data)
{
  static const char *const before[] = { "c1", "c2" };
  static const char *const after[] = { "c1", "c3" };
  static const gint64 versions_before[] = { 5, 6 };
  static const gint64 versions_after[] = { 12, 11 };
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *different = NULL;
  GPtrArray *changes;

  take_snapshot (fixture);
  g_hash_table_insert (digests, (gpointer) "case",
                       expected_tally ("case", before, versions_before, 2));
  g_hash_table_insert (digests, (gpointer) "grid", expected_tally ("grid", NULL, NULL, 0));
  g_hash_table_insert (digests, (gpointer) "unknown", g_strdup ("x"));
  different = compare (fixture->mirror, "e1:11", digests);
  g_assert_cmpstr (different, ==, "");
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:11");

  changes = upsert_of (plain_case ("c3", 11));
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c1", 12, plain_case ("c1", 12)));
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c2", 13, NULL));
  g_ptr_array_add (changes, lian_change_new (LIAN_KIND_CASE, "c7", 13, NULL));
  apply_and_wait (fixture->mirror, changes, "e1:13", 0);
  g_free (different);
  different = compare (fixture->mirror, "e1:14", digests);
  g_assert_cmpstr (different, ==, "case");
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:13");

  reopen (fixture);
  g_hash_table_insert (digests, (gpointer) "case",
                       expected_tally ("case", after, versions_after, 2));
  g_free (different);
  different = compare (fixture->mirror, "e1:14", digests);
  g_assert_cmpstr (different, ==, "");
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:14");
}

/* Any sequence of events, in any order of versions, gives the state that the versions decide. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 12
  };
  gint64 newest[N] = { 0 };
  gboolean alive[N] = { FALSE };
  const char *names[N];
  gint64 versions[N];
  guint n = 0;
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autofree char *different = NULL;
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);

  lian_mirror_begin_snapshot (fixture->mirror, "s", "e", "n", FALSE);
  for (guint i = 0; i < 200; i++)
    {
      guint which = (guint)g_test_rand_int_range (0, N);
      gint64 version = g_test_rand_int_range (1, 500);
      gboolean deletion = g_test_rand_int_range (0, 3) == 0;
      g_autofree char *id = g_strdup_printf ("r%u", which);
      GPtrArray *records;

      if (version > newest[which])
        {
          newest[which] = version;
          alive[which] = !deletion;
        }
      else if (version == newest[which])
        continue;

      if (deletion)
        apply_and_wait (fixture->mirror, deletion_of (id, version), "e:1", 0);
      else if (i % 2)
        apply_and_wait (fixture->mirror, upsert_of (plain_case (id, version)), "e:1", 0);
      else
        {
          records = new_records ();
          g_ptr_array_add (records, plain_case (id, version));
          add_page_and_wait (fixture->mirror, LIAN_KIND_CASE, records);
        }
    }
  commit_and_wait (fixture->mirror, "e:1", 0);

  for (guint i = 0; i < N; i++)
    {
      char *id = g_strdup_printf ("r%u", i);

      g_ptr_array_add (kept, id);
      assert_version (fixture->mirror, id, alive[i] ? newest[i] : 0);
      if (!alive[i])
        continue;
      names[n] = id;
      versions[n++] = newest[i];
    }
  g_hash_table_insert (digests, (gpointer) "case", expected_tally ("case", names, versions, n));
  different = compare (fixture->mirror, "e:1", digests);
  g_assert_cmpstr (different, ==, "");
}

static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  g_autofree char *aside = g_strconcat (fixture->path, ".damaged", NULL);

  take_snapshot (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_finalize_object (fixture->mirror);
      g_assert_true (
          g_file_set_contents (fixture->path, "no database at all, not by far", -1, NULL));
      open_mirror (fixture);
      g_assert_true (lian_mirror_was_rebuilt (fixture->mirror));
      g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
      g_assert_true (g_file_test (aside, G_FILE_TEST_EXISTS));
      take_snapshot (fixture);
    }
  reopen (fixture);
  g_assert_false (lian_mirror_was_rebuilt (fixture->mirror));
}

static gboolean
spoil_fingerprint (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_exec (conn, data, error);
}

/* A file made from other field tables is emptied; which server it was of is kept. */
static void
test_other_fields (Fixture *fixture, gconstpointer data)
{
  static const char *const spoilers[] = {
    "UPDATE fingerprint SET value='0' WHERE kind='case'",
    "DELETE FROM fingerprint WHERE kind='shift'",
    "INSERT INTO fingerprint VALUES ('ancient', '1'); CREATE TABLE a_ancient (id)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (spoilers); i++)
    {
      g_autoptr (GError) error = NULL;
      LianDb *db;

      take_snapshot (fixture);
      g_assert_finalize_object (fixture->mirror);
      db = lian_db_open (fixture->path, LIAN_DB_DEFAULT, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (lian_db_write (db, spoil_fingerprint, (gpointer)spoilers[i], NULL, &error));
      g_assert_no_error (error);
      g_assert_finalize_object (db);

      open_mirror (fixture);
      g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "");
      g_assert_cmpstr (lian_mirror_get_server_id (fixture->mirror), ==, "server-1");
      g_assert_cmpuint (count_cases (fixture->mirror), ==, 0);
      reopen (fixture);
    }
}

/* The picture survives a disk that is full, and goes on afterwards. */
static void
test_full (Fixture *fixture, gconstpointer data)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  struct rlimit before, small;
  GPtrArray *changes = new_changes ();

  take_snapshot (fixture);
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("full-%u", i);

      g_ptr_array_add (changes,
                       lian_change_new (LIAN_KIND_CASE, id, 20 + i, plain_case (id, 20 + i)));
    }
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 900 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  lian_mirror_apply (fixture->mirror, changes, "e1:99", 0, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  g_assert_false (lian_mirror_apply_finish (fixture->mirror, answer.result, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DISK_FULL);
  g_assert_cmpstr (lian_mirror_get_position (fixture->mirror), ==, "e1:10");
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 2);

  apply_and_wait (fixture->mirror, upsert_of (plain_case ("c3", 11)), "e1:11", 0);
  g_assert_cmpuint (count_cases (fixture->mirror), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)
  ADD ("/mirror/empty", test_empty);
  ADD ("/mirror/snapshot", test_snapshot);
  ADD ("/mirror/shadow", test_shadow);
  ADD ("/mirror/newer-wins", test_newer_wins);
  ADD ("/mirror/apply", test_apply);
  ADD ("/mirror/gap", test_gap);
  ADD ("/mirror/lost-page", test_lost_page);
  ADD ("/mirror/bookmark", test_bookmark);
  ADD ("/mirror/random", test_random);
  ADD ("/mirror/damaged", test_damaged);
  ADD ("/mirror/other-fields", test_other_fields);
  ADD ("/mirror/full", test_full);
#undef ADD

  return g_test_run ();
}
