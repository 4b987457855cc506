/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rig-oracle.h"

#include "lian-codec.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-receipt.h"
#include "lian-txn.h"
#include "lian-verify.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SAID 40
#define REPLAYED 300

typedef struct
{
  gint64 seq;
  GBytes *body;
} Audited;

/* Count and digest of each kind at a position. */
typedef struct
{
  gint64 position;
  guint64 digests[LIAN_N_KINDS];
  gint64 counts[LIAN_N_KINDS];
} Picture;

typedef struct
{
  gint64 last_seq;
  gint64 refused_version; /* of the last conflict */
} Lane;

struct _RigOracle
{
  TestCounty *county;
  GHashTable *versions; /* "kind id" → gint64: before anybody was served */
  Picture first;
  GPtrArray *pictures; /* Picture */
  GHashTable *audit;   /* id → Audited */
  GHashTable *known;   /* ids of all ledgers */
  GHashTable *undone;  /* ids that a person was told were taken back */
  RigVerdict verdict;
  guint said;
};

static void
audited_free (gpointer data)
{
  Audited *audited = data;

  g_bytes_unref (audited->body);
  g_free (audited);
}

static void blame (RigOracle *self, guint *count, const char *format, ...) G_GNUC_PRINTF (3, 4);

static void
blame (RigOracle *self, guint *count, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  (*count)++;
  if (self->said++ >= MAX_SAID)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("# wrong: %s\n", text);
}

void
rig_oracle_note (RigOracle *self, const char *format, ...)
{
  va_list args;
  g_autofree char *text = NULL;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  blame (self, &self->verdict.other, "%s", text);
}

/* --- records --- */

typedef struct
{
  gboolean done;
  GPtrArray *records;
} List;

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  List *list = data;

  list->records = lian_service_list_finish (LIAN_SERVICE (source), result, NULL);
  list->done = TRUE;
}

static GPtrArray *
list_server (TestCounty *county, LianKindId kind)
{
  static const char *const roles[] = { "leader", NULL };
  const LianActor all = { "rig", roles, "", NULL };
  List list = { 0 };

  lian_service_list (county->service, &all, kind, NULL, G_MAXINT, TRUE, NULL, listed_cb, &list);
  while (!list.done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (list.records);
  return list.records;
}

static void
mirrored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  List *list = data;

  list->records = lian_mirror_list_finish (LIAN_MIRROR (source), result, NULL);
  list->done = TRUE;
}

static GPtrArray *
list_mirror (LianMirror *mirror, LianKindId kind)
{
  List list = { 0 };

  lian_mirror_list (mirror, kind, NULL, "id", G_MAXINT, NULL, mirrored_cb, &list);
  while (!list.done)
    g_main_context_iteration (NULL, TRUE);
  return list.records;
}

static char *
key_of (const char *kind, const char *id)
{
  return g_strconcat (kind, " ", id, NULL);
}

static void
note_first (RigOracle *self, LianKindId kind)
{
  g_autoptr (GPtrArray) records = list_server (self->county, kind);

  for (guint i = 0; i < records->len; i++)
    {
      const char *id = lian_record_get_id (records->pdata[i]);
      gint64 version = lian_record_get_version (records->pdata[i]);

      g_hash_table_replace (self->versions, key_of (lian_kind_get (kind)->name, id),
                            g_memdup2 (&version, sizeof version));
      self->first.digests[kind] += lian_digest_of (kind, id, version);
      self->first.counts[kind]++;
    }
}

RigOracle *
rig_oracle_new (TestCounty *county)
{
  RigOracle *self = g_new0 (RigOracle, 1);

  self->county = county;
  self->versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pictures = g_ptr_array_new_with_free_func (g_free);
  self->audit = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, audited_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->undone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
    note_first (self, kind);
  return self;
}

void
rig_oracle_free (RigOracle *self)
{
  g_hash_table_unref (self->versions);
  g_hash_table_unref (self->audit);
  g_hash_table_unref (self->known);
  g_hash_table_unref (self->undone);
  g_ptr_array_unref (self->pictures);
  g_free (self);
}

/* --- files, with SQLite itself --- */

typedef void (*RowFunc) (RigOracle *self, sqlite3_stmt *row, gpointer data);

static gboolean
each_row (RigOracle *self, const char *path, const char *sql, RowFunc func, gpointer data)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL);

  if (rc == SQLITE_OK)
    rc = sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL);
  while (rc == SQLITE_OK && (rc = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      func (self, stmt, data);
      rc = SQLITE_OK;
    }
  sqlite3_finalize (stmt);
  sqlite3_close (db);
  if (rc == SQLITE_DONE)
    return TRUE;
  rig_oracle_note (self, "%s: %s", path, sqlite3_errstr (rc));
  return FALSE;
}

static void
check_integrity_row (RigOracle *self, sqlite3_stmt *row, gpointer path)
{
  const char *text = (const char *)sqlite3_column_text (row, 0);

  if (g_strcmp0 (text, "ok") != 0)
    rig_oracle_note (self, "%s: %s", (const char *)path, text);
}

static void
check_integrity (RigOracle *self, const char *path)
{
  each_row (self, path, "PRAGMA integrity_check", check_integrity_row, (gpointer)path);
}

/* --- pictures: at any moment a mirror is what the server was at its position --- */

typedef struct
{
  Picture *picture;
  LianKindId kind;
  gint64 generations[LIAN_N_KINDS];
} Reading;

static void
read_position_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  Reading *reading = data;
  const char *value = (const char *)sqlite3_column_text (row, 0);
  const char *colon = value != NULL ? strrchr (value, ':') : NULL;

  if (colon != NULL)
    reading->picture->position = g_ascii_strtoll (colon + 1, NULL, 10);
}

static void
read_generation_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  Reading *reading = data;
  const LianKind *kind = lian_kind_by_name ((const char *)sqlite3_column_text (row, 0));

  if (kind != NULL)
    reading->generations[kind->id] = sqlite3_column_int64 (row, 1);
}

static void
read_version_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  Reading *reading = data;

  reading->picture->counts[reading->kind]++;
  reading->picture->digests[reading->kind]
      += lian_digest_of (reading->kind, (const char *)sqlite3_column_text (row, 0),
                         sqlite3_column_int64 (row, 1));
}

static void
found_row (RigOracle *self, sqlite3_stmt *row, gpointer found)
{
  *(gboolean *)found = TRUE;
}

/* FALSE also when it was killed before there was anything to look at. */
static gboolean
read_picture (RigOracle *self, const char *path, Picture *picture)
{
  Reading reading = { .picture = picture };
  gboolean found = FALSE;

  each_row (self, path, "SELECT 1 FROM sqlite_schema WHERE name = 'tombstone'", found_row, &found);
  if (!found)
    return FALSE;

  if (!each_row (self, path, "SELECT value FROM meta WHERE key = 'position'", read_position_row,
                 &reading)
      || !each_row (self, path, "SELECT kind, generation FROM picture", read_generation_row,
                    &reading))
    return FALSE;
  for (guint kind = 0; picture->position > 0 && kind < LIAN_N_KINDS; kind++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id, version FROM %s%s",
                                              reading.generations[kind] % 2 == 0 ? "a_" : "b_",
                                              lian_kind_get (kind)->name);

      reading.kind = kind;
      if (!each_row (self, path, sql, read_version_row, &reading))
        return FALSE;
    }
  return TRUE;
}

gboolean
rig_oracle_is_spoilt (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, RIG_SPOILT, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
rig_oracle_take_picture (RigOracle *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "mirror.db", NULL);
  g_autofree Picture *picture = g_new0 (Picture, 1);

  /* It was made to differ, and has not found it yet. */
  if (rig_oracle_is_spoilt (directory))
    {
      self->verdict.spoilt++;
      return;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS) && read_picture (self, path, picture)
      && picture->position > 0)
    g_ptr_array_add (self->pictures, g_steal_pointer (&picture));
}

static int
compare_pictures (gconstpointer a, gconstpointer b)
{
  const Picture *one = *(Picture *const *)a;
  const Picture *other = *(Picture *const *)b;

  return (one->position > other->position) - (one->position < other->position);
}

typedef struct
{
  Picture now;
  guint next; /* picture */
} Replay;

static void
compare_until (RigOracle *self, Replay *replay, gint64 before)
{
  while (replay->next < self->pictures->len)
    {
      const Picture *picture = self->pictures->pdata[replay->next];

      if (picture->position >= before)
        return;
      for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
        if (picture->digests[kind] != replay->now.digests[kind]
            || picture->counts[kind] != replay->now.counts[kind])
          blame (self, &self->verdict.differences,
                 "a mirror at position %" G_GINT64_FORMAT " had another set of %s",
                 picture->position, lian_kind_get (kind)->name);
      replay->next++;
      self->verdict.pictures++;
    }
}

static void
replay_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  Replay *replay = data;
  gint64 seq = sqlite3_column_int64 (row, 0);
  const LianKind *kind = lian_kind_by_name ((const char *)sqlite3_column_text (row, 1));
  const char *id = (const char *)sqlite3_column_text (row, 2);
  gboolean upsert = g_strcmp0 ((const char *)sqlite3_column_text (row, 3), "upsert") == 0;
  g_autofree char *key = key_of (kind->name, id);
  const gint64 *old = g_hash_table_lookup (self->versions, key);

  compare_until (self, replay, seq);
  self->verdict.changes++;
  if (old != NULL)
    {
      replay->now.digests[kind->id] -= lian_digest_of (kind->id, id, *old);
      replay->now.counts[kind->id]--;
    }
  if (upsert)
    {
      replay->now.digests[kind->id] += lian_digest_of (kind->id, id, seq);
      replay->now.counts[kind->id]++;
      g_hash_table_replace (self->versions, g_steal_pointer (&key), g_memdup2 (&seq, sizeof seq));
    }
  else
    g_hash_table_remove (self->versions, key);
}

static void
judge_pictures (RigOracle *self)
{
  Replay replay = { .now = self->first };

  g_ptr_array_sort (self->pictures, compare_pictures);
  each_row (self, self->county->path, "SELECT seq, kind, id, op FROM feed ORDER BY seq, n",
            replay_row, &replay);
  compare_until (self, &replay, G_MAXINT64);
}

/* --- at the end: every row, in every member --- */

static void
judge_mirror_of (RigOracle *self, LianMirror *mirror, LianKindId kind)
{
  g_autoptr (GPtrArray) here = list_mirror (mirror, kind);
  g_autoptr (GPtrArray) there = list_server (self->county, kind);
  g_autoptr (GHashTable) wanted = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);

  for (guint i = 0; i < there->len; i++)
    {
      g_autoptr (JsonNode) node = lian_record_to_json (there->pdata[i]);

      g_hash_table_insert (wanted, (gpointer)lian_record_get_id (there->pdata[i]),
                           lian_json_print (node));
    }
  for (guint i = 0; i < here->len; i++)
    {
      g_autoptr (JsonNode) node = lian_record_to_json (here->pdata[i]);
      g_autofree char *text = lian_json_print (node);
      const char *id = lian_record_get_id (here->pdata[i]);

      if (g_strcmp0 (text, g_hash_table_lookup (wanted, id)) != 0)
        blame (self, &self->verdict.differences, "mirrored %s %s: %s, not %s",
               lian_kind_get (kind)->name, id, text,
               (const char *)g_hash_table_lookup (wanted, id));
    }
  if (here->len != there->len)
    blame (self, &self->verdict.differences, "%u of %u %s are mirrored", here->len, there->len,
           lian_kind_get (kind)->name);
}

static void
admitted_cb (GObject *source, GAsyncResult *result, gpointer admitted)
{
  *(gboolean *)admitted = TRUE;
  lian_mirror_admit_finish (LIAN_MIRROR (source), result, NULL);
}

/* As whoever it belongs to. */
static void
look_into (LianMirror *mirror)
{
  gboolean admitted = FALSE;

  lian_mirror_admit (mirror, lian_mirror_get_scope (mirror), NULL, admitted_cb, &admitted);
  while (!admitted)
    g_main_context_iteration (NULL, TRUE);
}

static void
judge_mirror (RigOracle *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "mirror.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianMirror) mirror = lian_mirror_open (path, &error);

  if (mirror == NULL)
    {
      rig_oracle_note (self, "%s: %s", path, error->message);
      return;
    }
  if (rig_oracle_is_spoilt (directory))
    rig_oracle_note (self, "%s: never found that it differs", path);
  look_into (mirror);
  for (guint kind = 0; kind < LIAN_N_KINDS; kind++)
    judge_mirror_of (self, mirror, kind);
  lian_mirror_close (mirror);
}

/* --- instructions --- */

static void
audit_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  Audited *audited = g_new0 (Audited, 1);
  char *id = g_strdup ((const char *)sqlite3_column_text (row, 0));

  audited->seq = sqlite3_column_int64 (row, 1);
  audited->body = g_bytes_new (sqlite3_column_blob (row, 2), (gsize)sqlite3_column_bytes (row, 2));
  self->verdict.audited++;
  if (g_hash_table_contains (self->audit, id))
    blame (self, &self->verdict.doubled, "%s is twice in the audit", id);
  g_hash_table_replace (self->audit, id, audited);
}

static gboolean
is_receipt_of (const char *text, const char *id, GBytes *body, gint64 seq)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *digest = lian_hex_digest (body);
  g_autoptr (LianReceipt) receipt = NULL;

  if (text == NULL || !json_parser_load_from_data (parser, text, -1, NULL))
    return FALSE;
  receipt = lian_receipt_from_json (json_node_get_object (json_parser_get_root (parser)), NULL);
  return receipt != NULL && lian_receipt_is_for (receipt, id, digest) && receipt->seq == seq;
}

static void
judge_received (RigOracle *self, const char *id, GBytes *body, const char *receipt,
                const Audited *audited)
{
  self->verdict.received++;
  if (audited == NULL)
    blame (self, &self->verdict.lost, "%s has a receipt and is not in the audit", id);
  else if (!g_bytes_equal (body, audited->body))
    blame (self, &self->verdict.other, "%s arrived with other bytes", id);
  else if (!is_receipt_of (receipt, id, body, audited->seq))
    blame (self, &self->verdict.other, "%s has a receipt that is not its own", id);
}

/* Two upon one version: the one that was promised first has to be the one that was taken. */
static void
judge_order (RigOracle *self, GHashTable *lanes, const char *id, const char *target, gint64 version,
             gboolean conflict, const Audited *audited)
{
  Lane *lane = g_hash_table_lookup (lanes, target);

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      g_hash_table_insert (lanes, g_strdup (target), lane);
    }
  if (conflict)
    lane->refused_version = version;
  if (audited == NULL)
    return;
  if (audited->seq < lane->last_seq || version == lane->refused_version)
    blame (self, &self->verdict.reordered, "%s overtook one of its lane", id);
  lane->last_seq = audited->seq;
}

static void
ledger_row (RigOracle *self, sqlite3_stmt *row, gpointer lanes)
{
  const char *id = (const char *)sqlite3_column_text (row, 0);
  LianEntryState state = (LianEntryState)sqlite3_column_int (row, 1);
  g_autoptr (GBytes) body
      = g_bytes_new (sqlite3_column_blob (row, 4), (gsize)sqlite3_column_bytes (row, 4));
  const char *problem = (const char *)sqlite3_column_text (row, 6);
  const Audited *audited = g_hash_table_lookup (self->audit, id);

  g_hash_table_add (self->known, g_strdup (id));
  judge_order (self, lanes, id, (const char *)sqlite3_column_text (row, 2),
               sqlite3_column_int64 (row, 3), state == LIAN_ENTRY_CONFLICT, audited);
  if (state == LIAN_ENTRY_RECEIVED)
    {
      judge_received (self, id, body, (const char *)sqlite3_column_text (row, 5), audited);
      return;
    }
  if (audited != NULL)
    blame (self, &self->verdict.ghosts, "%s was carried out and the seat believes: %d, %s", id,
           state, problem);
  if (state == LIAN_ENTRY_CONFLICT)
    self->verdict.conflicts++;
  else if (state == LIAN_ENTRY_REVOKED)
    self->verdict.undone++;
  else
    blame (self, &self->verdict.lost, "%s came to nothing: %d, %s", id, state, problem);
}

static void
judge_promises (RigOracle *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "promises", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      *strchrnul (lines[i], ' ') = '\0';
      self->verdict.promised++;
      if (!g_hash_table_contains (self->known, lines[i]))
        blame (self, &self->verdict.lost, "%s was promised and is not in the ledger", lines[i]);
    }
}

static void
judge_ledger (RigOracle *self, const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "ledger.db", NULL);
  g_autoptr (GHashTable) lanes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  check_integrity (self, path);
  each_row (self, path,
            "SELECT id, state, target, target_version, body, receipt, problem FROM entry"
            " ORDER BY n",
            ledger_row, lanes);
  judge_promises (self, directory);
}

static void
judge_ghosts (RigOracle *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->audit);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (self->known, id))
      blame (self, &self->verdict.ghosts, "%s was carried out and nobody promised it",
             (const char *)id);
}

/* What comes again after a month changes nothing and gets the same answer. */
static void
judge_replay (RigOracle *self)
{
  LianClock *clock = lian_service_get_clock (self->county->service);
  GHashTableIter iter;
  gpointer id;
  gpointer audited;
  guint n = 0;

  lian_clock_set_now (clock, lian_clock_get_now (clock) + 30 * G_TIME_SPAN_DAY);
  g_hash_table_iter_init (&iter, self->audit);
  while (g_hash_table_iter_next (&iter, &id, &audited) && n++ < REPLAYED)
    {
      GBytes *bytes = ((Audited *)audited)->body;
      g_autofree char *body = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      g_autoptr (LianReply) answer
          = test_submit (self->county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, body, NULL, 1);
      g_autofree char *text
          = g_strndup (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body));

      if (answer->status != 200 || !is_receipt_of (text, id, bytes, ((Audited *)audited)->seq))
        blame (self, &self->verdict.doubled, "%s, a month later: %u %s", (const char *)id,
               answer->status, text);
    }
}

void
rig_oracle_note_undone (RigOracle *self, const char *id)
{
  g_hash_table_add (self->undone, g_strdup (id));
}

/* Also where the ledger has learned better since: the person has gone on with the other belief. */
static void
judge_undone (RigOracle *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->undone);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (g_hash_table_contains (self->audit, id))
      blame (self, &self->verdict.ghosts, "%s was taken back and carried out", (char *)id);
}

void
rig_oracle_judge (RigOracle *self, const char *const *directories, RigVerdict *verdict)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  check_integrity (self, self->county->path);
  each_row (self, self->county->path, "SELECT id, seq, body FROM audit WHERE intake = 2", audit_row,
            NULL);
  judge_pictures (self);
  if (!lian_verify_file (self->county->path, &verified, &error))
    rig_oracle_note (self, "verify: %s", error->message);
  test_county_reopen (self->county);
  for (guint i = 0; directories[i] != NULL; i++)
    {
      g_autofree char *mirror = g_build_filename (directories[i], "mirror.db", NULL);

      check_integrity (self, mirror);
      judge_ledger (self, directories[i]);
      judge_mirror (self, directories[i]);
    }
  judge_ghosts (self);
  judge_undone (self);
  judge_replay (self);
  *verdict = self->verdict;
}

gboolean
rig_oracle_is_right (RigOracle *self)
{
  return self->said == 0;
}

/* --- after a restore --- */

static void
keep_id_row (RigOracle *self, sqlite3_stmt *row, gpointer ids)
{
  g_hash_table_add (ids, g_strdup ((const char *)sqlite3_column_text (row, 0)));
}

typedef struct
{
  char *epoch;
  gint64 seq;
} Restore;

/* Through a connection of ours: every row has its seal. */
static gboolean
set_epoch (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Restore *as = data;
  LianStmt *stmt = lian_conn_prepare (conn, "UPDATE meta SET value = ? WHERE key = 'epoch'", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, as->epoch);
  if (!lian_stmt_run (stmt, error))
    return FALSE;
  stmt = lian_conn_prepare (conn, "UPDATE counter SET seq = ?", error);
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, as->seq);
  return lian_stmt_run (stmt, error);
}

/* It went on without the consoles, until its numbers are beyond theirs: only the epoch tells. */
static void
go_on (RigOracle *self)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("after-%u", i);
      g_autofree char *body = test_report (id);

      test_expect (self->county, LIAN_INTAKE_REPORT, &test_resident, body, -1, 201, "");
    }
}

void
rig_oracle_begin_drill (RigOracle *self, gint64 seq)
{
  g_autofree char *epoch = g_uuid_string_random ();
  Restore as = { epoch, seq };
  g_autoptr (GError) error = NULL;

  test_county_reopen (self->county);
  lian_db_write (self->county->service->db, set_epoch, &as, NULL, &error);
  g_assert_no_error (error);
  test_county_reopen (self->county);
  go_on (self);
  lian_service_close (self->county->service);
  g_hash_table_remove_all (self->audit);
  self->verdict.audited = 0;
  each_row (self, self->county->path, "SELECT id, seq, body FROM audit WHERE intake = 2", audit_row,
            NULL);
}

typedef struct
{
  GHashTable *said; /* ids */
} Missing;

/* Every receipt that the old database does not know is in the duty log. */
static void
missing_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  const char *id = (const char *)sqlite3_column_text (row, 0);

  if (g_hash_table_contains (self->audit, id))
    return;
  if (g_hash_table_contains (((Missing *)data)->said, id))
    self->verdict.missed++;
  else
    blame (self, &self->verdict.lost, "%s was lost by a restore and nobody says so", id);
}

static void
again_row (RigOracle *self, sqlite3_stmt *row, gpointer data)
{
  const char *id = (const char *)sqlite3_column_text (row, 0);

  if (!g_hash_table_contains (self->audit, id))
    blame (self, &self->verdict.ghosts, "%s was sent again after a restore", id);
}

void
rig_oracle_judge_drill (RigOracle *self, const char *const *directories, RigVerdict *verdict)
{
  each_row (self, self->county->path, "SELECT id FROM audit WHERE intake = 2", again_row, NULL);
  test_county_reopen (self->county);
  for (guint i = 0; directories[i] != NULL; i++)
    {
      g_autofree char *ledger = g_build_filename (directories[i], "ledger.db", NULL);
      g_autoptr (GHashTable) said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      Missing missing = { said };

      judge_mirror (self, directories[i]);
      each_row (self, ledger, "SELECT id FROM log WHERE what = 'receipt-lost'", keep_id_row, said);
      each_row (self, ledger, "SELECT id FROM entry WHERE state = 3", missing_row, &missing);
    }
  *verdict = self->verdict;
}
