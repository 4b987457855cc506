/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-file.h"
#include "lian-error.h"
#include "lian-mirror-derived.h"
#include "lian-mirror-private.h"
#include "lian-mirror-tables.h"
#include "lian-search-index.h"
#include "lian-table.h"

#include <string.h>

/* Every kind as a bit. */
#define ALL ((G_GUINT64_CONSTANT (1) << LIAN_N_KINDS) - 1)
#define BIT(KIND) (G_GUINT64_CONSTANT (1) << (KIND))

/* What a write does to count and digest of each kind, in the generation that it goes to. */
typedef struct
{
  gboolean shadow;
  const char *prefix[LIAN_N_KINDS];
  gint64 count[LIAN_N_KINDS];
  guint64 digest[LIAN_N_KINDS];
  LianSearchBatch *search; /* (borrowed) */
} Tally;

LianMirrorWrite *
lian_mirror_write_new (gint64 link, gboolean shadow)
{
  LianMirrorWrite *write = g_new0 (LianMirrorWrite, 1);

  write->link = link;
  write->shadow = shadow;
  return write;
}

void
lian_mirror_write_free (LianMirrorWrite *write)
{
  g_free (write->server_id);
  g_free (write->epoch);
  g_free (write->server_name);
  g_clear_pointer (&write->records, g_ptr_array_unref);
  g_clear_pointer (&write->changes, g_ptr_array_unref);
  g_free (write->position);
  g_free (write->scope);
  g_clear_pointer (&write->digests, g_hash_table_unref);
  g_clear_pointer (&write->applied, g_ptr_array_unref);
  g_clear_pointer (&write->dictionary, lian_dictionary_unref);
  g_clear_pointer (&write->different, g_ptr_array_unref);
  g_free (write);
}

void
lian_mirror_meta_clear (LianMirrorMeta *meta)
{
  g_clear_pointer (&meta->server_id, g_free);
  g_clear_pointer (&meta->epoch, g_free);
  g_clear_pointer (&meta->position, g_free);
  g_clear_pointer (&meta->server_name, g_free);
  g_clear_pointer (&meta->scope, g_free);
  g_clear_pointer (&meta->dictionary, lian_dictionary_unref);
}

/* The first eight bytes, big endian, of SHA-256("kind|id|version"). */
guint64
lian_mirror_digest (const LianKind *kind, const char *id, gint64 version)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  char number[24];
  guint8 bytes[32];
  gsize length = sizeof bytes;
  guint64 digest = 0;

  g_snprintf (number, sizeof number, "|%" G_GINT64_FORMAT, version);
  g_checksum_update (sum, (const guchar *)kind->name, -1);
  g_checksum_update (sum, (const guchar *)"|", 1);
  g_checksum_update (sum, (const guchar *)id, -1);
  g_checksum_update (sum, (const guchar *)number, -1);
  g_checksum_get_digest (sum, bytes, &length);
  for (guint i = 0; i < 8; i++)
    digest = digest << 8 | bytes[i];
  return digest;
}

static void
tally_init (Tally *tally, const LianMirrorKind kinds[LIAN_N_KINDS], gboolean shadow)
{
  memset (tally, 0, sizeof *tally);
  tally->shadow = shadow;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    tally->prefix[i] = lian_mirror_prefix_of (kinds[i].generation + (shadow ? 1 : 0));
}

/* NULL without error when the entries make no dictionary: the one there is stays. */
static gboolean
read_dictionary (LianConn *conn, const char *prefix, LianDictionary **dictionary, GError **error)
{
  g_autoptr (GError) broken = NULL;
  g_autoptr (GPtrArray) entries
      = lian_table_select (conn, lian_kind_get (LIAN_KIND_ENTRY), prefix, NULL, NULL, 0, error);

  if (entries == NULL)
    return FALSE;
  *dictionary = lian_dictionary_new (entries, &broken);
  if (*dictionary == NULL)
    g_debug ("dictionary not taken: %s", broken->message);
  return TRUE;
}

static guint64
mask_of_due (const LianMirrorKind kinds[LIAN_N_KINDS])
{
  guint64 due = 0;

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (kinds[i].due != LIAN_MIRROR_IN_ORDER)
      due |= BIT (i);
  return due;
}

/*
 * lian_mirror_file_read_meta:
 * @data: (out): a LianMirrorMeta
 */
gboolean
lian_mirror_file_read_meta (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorMeta *meta = data;
  LianMirrorKind kinds[LIAN_N_KINDS];
  gint64 demonstration = 0, concealed = 0;

  if (!lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  meta->server_id = lian_mirror_get_meta (conn, "server_id", error);
  meta->epoch = meta->server_id != NULL ? lian_mirror_get_meta (conn, "epoch", error) : NULL;
  meta->position = meta->epoch != NULL ? lian_mirror_get_meta (conn, "position", error) : NULL;
  meta->server_name = meta->position != NULL ? lian_mirror_get_meta (conn, "name", error) : NULL;
  meta->scope = meta->server_name != NULL ? lian_mirror_get_meta (conn, "scope", error) : NULL;
  if (meta->scope == NULL
      || !lian_mirror_get_meta_int (conn, "demonstration", &demonstration, error)
      || !lian_mirror_get_meta_int (conn, "concealed", &concealed, error)
      || !lian_mirror_get_meta_int (conn, "as_of", &meta->as_of, error)
      || !lian_mirror_get_meta_int (conn, "chain", &meta->link, error)
      || !read_dictionary (conn, lian_mirror_prefix_of (kinds[LIAN_KIND_ENTRY].generation),
                           &meta->dictionary, error))
    return FALSE;
  meta->demonstration = demonstration != 0;
  meta->concealed = concealed != 0;
  meta->due = mask_of_due (kinds);
  return TRUE;
}

/* Holds the write against the chain and adds it. */
static gboolean
add_link (LianConn *conn, const LianMirrorWrite *write, GError **error)
{
  gint64 link;

  if (!lian_mirror_get_meta_int (conn, "chain", &link, error))
    return FALSE;
  if (link != write->link)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, "an earlier write was not stored");
      return FALSE;
    }
  return lian_mirror_set_meta_int (conn, "chain", link + 1, error);
}

static gboolean
store_tally (LianConn *conn, const Tally *tally, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO tally (generation, kind, count, digest) VALUES (?, ?, ?, ?) ON CONFLICT "
      "(generation, kind) DO UPDATE SET count=excluded.count, digest=excluded.digest",
      error);
  LianStmt *old
      = lian_conn_prepare (conn, "SELECT count, digest FROM tally WHERE generation=? AND kind=?",
                           error);

  if (stmt == NULL || old == NULL)
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      const char *name = lian_kind_get (i)->name;
      gboolean row;

      if (tally->count[i] == 0 && tally->digest[i] == 0)
        continue;
      lian_stmt_bind_text (old, 0, tally->prefix[i]);
      lian_stmt_bind_text (old, 1, name);
      if (!lian_stmt_step (old, &row, error))
        return FALSE;
      /* Added here and not in SQL, where a sum beyond 63 bits becomes a real number. */
      lian_stmt_bind_text (stmt, 0, tally->prefix[i]);
      lian_stmt_bind_text (stmt, 1, name);
      lian_stmt_bind_int (stmt, 2, (row ? lian_stmt_get_int (old, 0) : 0) + tally->count[i]);
      lian_stmt_bind_int (
          stmt, 3, (gint64)((row ? (guint64)lian_stmt_get_int (old, 1) : 0) + tally->digest[i]));
      lian_stmt_reset (old);
      if (!lian_stmt_run (stmt, error))
        return FALSE;
    }
  return lian_search_batch_store (tally->search, conn, error);
}

/* -1 when there is no such row. */
static gboolean
read_version (LianConn *conn, const char *sql, const char *id, const char *kind, gint64 *version,
              GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (kind != NULL)
    lian_stmt_bind_text (stmt, 1, kind);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  *version = row ? lian_stmt_get_int (stmt, 0) : -1;
  lian_stmt_reset (stmt);
  return TRUE;
}

static gboolean
set_tombstone (LianConn *conn, const LianKind *kind, const char *id, gint64 version, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (
      conn,
      "INSERT INTO tombstone (kind, id, version) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO "
      "UPDATE SET version=max (version, excluded.version)",
      error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, kind->name);
  lian_stmt_bind_text (stmt, 1, id);
  lian_stmt_bind_int (stmt, 2, version);
  return lian_stmt_run (stmt, error);
}

/* Stores or removes one record if @version is newer than what is there, or was. */
static gboolean
put (LianConn *conn, Tally *tally, const LianKind *kind, const char *id, gint64 version,
     const LianRecord *record, gboolean *newer, GError **error)
{
  const char *prefix = tally->prefix[kind->id];
  char sql[96];
  gint64 stored = -1, dead = -1, row = -1;

  g_snprintf (sql, sizeof sql, "SELECT version FROM \"%s%s\" WHERE id=?", prefix, kind->name);
  if (!read_version (conn, sql, id, NULL, &stored, error))
    return FALSE;
  if (tally->shadow
      && !read_version (conn, "SELECT version FROM tombstone WHERE id=? AND kind=?", id, kind->name,
                        &dead, error))
    return FALSE;

  /* A deletion of the version that is there is one as well. */
  *newer = version > MAX (stored, dead) || (record == NULL && version == stored);
  if (!*newer)
    return TRUE;

  if (kind->id == LIAN_KIND_CASE
      && !lian_search_batch_note (tally->search, conn, id, record, &row, error))
    return FALSE;
  if (stored >= 0)
    {
      tally->count[kind->id]--;
      tally->digest[kind->id] -= lian_mirror_digest (kind, id, stored);
      if (!lian_mirror_derived_remove (conn, kind->id, prefix, id, error))
        return FALSE;
    }
  if (record == NULL)
    {
      if (tally->shadow && !set_tombstone (conn, kind, id, version, error))
        return FALSE;
      return lian_table_delete (conn, kind, prefix, id, error);
    }
  tally->count[kind->id]++;
  tally->digest[kind->id] += lian_mirror_digest (kind, id, version);
  return lian_table_upsert_at (conn, prefix, record, row, error)
         && lian_mirror_derived_put (conn, kind->id, prefix, record, error);
}

static gboolean
forget_deletions (LianConn *conn, LianKindId kind, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (conn, "DELETE FROM tombstone WHERE kind=?", error);

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, lian_kind_get (kind)->name);
  return lian_stmt_run (stmt, error);
}

/* Changes what is remembered of one kind; the shadow it leaves or begins is empty. */
static gboolean
turn (LianConn *conn, LianKindId kind, LianMirrorKind *state, GError **error)
{
  return forget_deletions (conn, kind, error)
         && lian_mirror_renew (conn, kind, lian_mirror_prefix_of (state->generation + 1), error)
         && lian_mirror_write_kind (conn, kind, state, error);
}

static void
tell_due (LianMirrorWrite *write, const LianMirrorKind kinds[LIAN_N_KINDS])
{
  write->due = mask_of_due (kinds);
  write->due_known = TRUE;
}

/*
 * lian_mirror_file_begin:
 *
 * Empties the shadows of all kinds for a snapshot, or of those that are taken anew while the
 * picture goes on.
 */
gboolean
lian_mirror_file_begin (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];

  if (!add_link (conn, write, error) || !lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      if (!write->shadow && !(write->taken & BIT (i)))
        continue;
      kinds[i].taking = !write->shadow;
      if (!write->shadow && kinds[i].due == LIAN_MIRROR_IN_ORDER)
        kinds[i].due = LIAN_MIRROR_DIFFERS;
      if (!turn (conn, i, &kinds[i], error))
        return FALSE;
    }
  tell_due (write, kinds);
  return TRUE;
}

/*
 * lian_mirror_file_mark:
 *
 * The kinds have to be taken anew, whatever their digests say; a run that ends now does not forget
 * it.
 */
gboolean
lian_mirror_file_mark (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];

  if (!add_link (conn, write, error) || !lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      if (!(write->taken & BIT (i)))
        continue;
      kinds[i].due = LIAN_MIRROR_TAKE_ANEW;
      if (!lian_mirror_write_kind (conn, i, &kinds[i], error))
        return FALSE;
    }
  tell_due (write, kinds);
  return TRUE;
}

/*
 * lian_mirror_file_add_page:
 *
 * Adds what is newer than what the feed has brought meanwhile.
 */
gboolean
lian_mirror_file_add_page (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];
  g_autoptr (LianSearchBatch) search = NULL;
  Tally tally;

  if (!add_link (conn, write, error) || !lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  /* Found in order meanwhile: there is no shadow of it any more. */
  if (!write->shadow && !kinds[write->kind].taking)
    return TRUE;
  tally_init (&tally, kinds, TRUE);
  tally.search = search = lian_search_batch_new (tally.prefix[LIAN_KIND_CASE]);
  for (guint i = 0; i < write->records->len; i++)
    {
      const LianRecord *record = write->records->pdata[i];
      const LianKind *kind = lian_record_get_kind (record);
      gboolean newer;

      if (kind->id != write->kind || lian_record_get_id (record) == NULL)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "record %u of a page of %s has no id or is a %s", i,
                       lian_kind_get (write->kind)->name, kind->name);
          return FALSE;
        }
      if (!put (conn, &tally, kind, lian_record_get_id (record), lian_record_get_version (record),
                record, &newer, error))
        return FALSE;
    }
  return store_tally (conn, &tally, error);
}

static gboolean
store_position (LianConn *conn, const LianMirrorWrite *write, GError **error)
{
  if (write->position != NULL && !lian_mirror_set_meta (conn, "position", write->position, error))
    return FALSE;
  return write->as_of == 0 || lian_mirror_set_meta_int (conn, "as_of", write->as_of, error);
}

/* Into one generation; of the kinds of @which only. */
static gboolean
put_changes (LianConn *conn, LianMirrorWrite *write, Tally *tally, guint64 which, GError **error)
{
  g_autoptr (LianSearchBatch) search = lian_search_batch_new (tally->prefix[LIAN_KIND_CASE]);

  tally->search = search;
  for (guint i = 0; i < write->changes->len; i++)
    {
      LianChange *change = write->changes->pdata[i];
      gboolean newer;

      if (!(which & BIT (change->kind)))
        continue;
      if (!put (conn, tally, lian_kind_get (change->kind), change->id, change->version,
                change->record, &newer, error))
        return FALSE;
      if (!newer || tally->shadow)
        continue;
      g_ptr_array_add (write->applied, change);
      write->kinds |= BIT (change->kind);
    }
  return store_tally (conn, tally, error);
}

/*
 * lian_mirror_file_apply:
 *
 * Rows and position in one transaction. During a snapshot they go to the shadow only and leave the
 * position of the present picture alone: it does not have these rows. What is of a kind that is
 * being taken anew goes to both.
 */
gboolean
lian_mirror_file_apply (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];
  Tally picture, shadow;
  guint64 taking = 0;

  if (!add_link (conn, write, error) || !lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  write->applied = g_ptr_array_new ();
  tally_init (&picture, kinds, FALSE);
  tally_init (&shadow, kinds, TRUE);
  if (write->shadow)
    return put_changes (conn, write, &shadow, ALL, error);

  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (kinds[i].taking)
      taking |= BIT (i);
  if (!put_changes (conn, write, &picture, ALL, error)
      || (taking != 0 && !put_changes (conn, write, &shadow, taking, error)))
    return FALSE;
  if ((write->kinds & BIT (LIAN_KIND_ENTRY))
      && !read_dictionary (conn, picture.prefix[LIAN_KIND_ENTRY], &write->dictionary, error))
    return FALSE;
  return store_position (conn, write, error);
}

/* The shadow of a kind becomes its picture; the old one is emptied. */
static gboolean
switch_kind (LianConn *conn, LianMirrorWrite *write, LianKindId kind, LianMirrorKind *state,
             GError **error)
{
  state->generation++;
  state->due = LIAN_MIRROR_IN_ORDER;
  state->taking = FALSE;
  write->kinds |= BIT (kind);
  if (!turn (conn, kind, state, error))
    return FALSE;
  return kind != LIAN_KIND_ENTRY
         || read_dictionary (conn, lian_mirror_prefix_of (state->generation), &write->dictionary,
                             error);
}

/*
 * lian_mirror_file_commit:
 *
 * The shadows become the picture, all at once.
 */
gboolean
lian_mirror_file_commit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];

  if (!add_link (conn, write, error) || !lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    if (!switch_kind (conn, write, i, &kinds[i], error))
      return FALSE;
  tell_due (write, kinds);
  return lian_mirror_set_meta (conn, "server_id", write->server_id, error)
         && lian_mirror_set_meta (conn, "epoch", write->epoch, error)
         && lian_mirror_set_meta (conn, "name", write->server_name, error)
         && lian_mirror_set_meta_int (conn, "demonstration", write->demonstration, error)
         && store_position (conn, write, error);
}

static gboolean
has_tally (LianConn *conn, gint64 generation, const char *kind, const char *theirs, gboolean *same,
           GError **error)
{
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT count, digest FROM tally WHERE generation=? AND kind=?",
                           error);
  g_autofree char *ours = NULL;
  gboolean row;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, lian_mirror_prefix_of (generation));
  lian_stmt_bind_text (stmt, 1, kind);
  if (!lian_stmt_step (stmt, &row, error))
    return FALSE;
  ours = g_strdup_printf ("%" G_GINT64_FORMAT " %016" G_GINT64_MODIFIER "x",
                          row ? lian_stmt_get_int (stmt, 0) : (gint64)0,
                          row ? (guint64)lian_stmt_get_int (stmt, 1) : (guint64)0);
  lian_stmt_reset (stmt);
  *same = strcmp (ours, theirs) == 0;
  return TRUE;
}

/* A whole shadow that is what the server says takes the picture's place. One that is not yet may be
 * ahead of the feed, which the next bookmark tells. */
static gboolean
compare_kind (LianConn *conn, LianMirrorWrite *write, LianKindId kind, LianMirrorKind *state,
              gboolean *same, GError **error)
{
  const char *name = lian_kind_get (kind)->name;
  const char *theirs = write->digests != NULL ? g_hash_table_lookup (write->digests, name) : NULL;
  gboolean whole = state->taking && write->filled;

  *same = TRUE;
  if (theirs == NULL)
    return !whole || switch_kind (conn, write, kind, state, error);
  if (!has_tally (conn, state->generation + (whole ? 1 : 0), name, theirs, same, error))
    return FALSE;
  if (whole)
    return !*same || switch_kind (conn, write, kind, state, error);

  if (!*same && !state->taking)
    g_ptr_array_add (write->different, g_strdup (name));
  if (state->due != (*same ? LIAN_MIRROR_DIFFERS : LIAN_MIRROR_IN_ORDER))
    return TRUE;
  /* In order again by itself, it need not be taken to the end. */
  state->due = *same ? LIAN_MIRROR_IN_ORDER : LIAN_MIRROR_DIFFERS;
  state->taking = state->taking && !*same;
  return lian_mirror_write_kind (conn, kind, state, error);
}

/*
 * lian_mirror_file_bookmark:
 *
 * Compares what the server says of its records with what is here. The position moves on only when
 * they are the same.
 */
gboolean
lian_mirror_file_bookmark (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  LianMirrorKind kinds[LIAN_N_KINDS];
  gboolean all = TRUE;

  if (!add_link (conn, write, error))
    return FALSE;
  if (write->shadow)
    return TRUE;

  write->different = g_ptr_array_new_with_free_func (g_free);
  if (!lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      gboolean same;

      if (!compare_kind (conn, write, i, &kinds[i], &same, error))
        return FALSE;
      all = all && same;
    }
  tell_due (write, kinds);
  if (!all)
    g_clear_pointer (&write->position, g_free);
  return store_position (conn, write, error);
}

/* Nothing of it is left that could be shown. */
static gboolean
empty_picture (LianConn *conn, LianMirrorWrite *write, GError **error)
{
  LianMirrorKind kinds[LIAN_N_KINDS];

  if (!lian_mirror_read_kinds (conn, kinds, error))
    return FALSE;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      LianMirrorKind other = { .generation = kinds[i].generation + 1 };

      kinds[i].due = LIAN_MIRROR_IN_ORDER;
      kinds[i].taking = FALSE;
      if (!turn (conn, i, &kinds[i], error) || !turn (conn, i, &other, error))
        return FALSE;
    }
  tell_due (write, kinds);
  write->emptied = TRUE;
  write->dictionary = lian_dictionary_new_empty ();
  return lian_mirror_set_meta (conn, "epoch", "", error)
         && lian_mirror_set_meta (conn, "position", "", error)
         && lian_mirror_set_meta (conn, "as_of", "", error);
}

/*
 * lian_mirror_file_admit:
 *
 * Shows the picture to whoever has the rights that it was taken with; for anybody else there is
 * none.
 */
gboolean
lian_mirror_file_admit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;
  g_autofree char *scope = NULL;

  if (!add_link (conn, write, error))
    return FALSE;
  scope = lian_mirror_get_meta (conn, "scope", error);
  if (scope == NULL)
    return FALSE;
  write->kinds = ALL;
  if (strcmp (scope, write->scope) != 0
      && (!empty_picture (conn, write, error)
          || !lian_mirror_set_meta (conn, "scope", write->scope, error)))
    return FALSE;
  return lian_mirror_set_meta_int (conn, "concealed", 0, error);
}

/*
 * lian_mirror_file_conceal:
 *
 * Nobody is there to see the picture.
 */
gboolean
lian_mirror_file_conceal (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianMirrorWrite *write = data;

  write->kinds = ALL;
  return add_link (conn, write, error) && lian_mirror_set_meta_int (conn, "concealed", 1, error);
}
