/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-submission.h"

#include "lian-dictionary-file.h"
#include "lian-limits.h"
#include "lian-table.h"
#include "lian-workflow.h"

#include <string.h>

#define ROLE "admin"

static gboolean
refuse_file (LianSubmission *self, const LianDictionaryFileFault *fault)
{
  lian_reply_free (self->reply);
  self->reply = lian_reply_new_fault (fault);
  return FALSE;
}

/* The first column of every row. */
static GHashTable *
read_set (LianSubmission *self, const char *sql, GError **error)
{
  g_autoptr (GHashTable) set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LianStmt *stmt = lian_conn_prepare (self->txn.conn, sql, error);
  gboolean row = TRUE;

  if (stmt == NULL)
    return NULL;
  while (row)
    {
      const char *text;

      if (!lian_stmt_step (stmt, &row, error))
        return NULL;
      text = row ? lian_stmt_get_text (stmt, 0) : NULL;
      if (text != NULL)
        g_hash_table_add (set, g_strdup (text));
    }
  lian_stmt_reset (stmt);
  return g_steal_pointer (&set);
}

/* The dictionary is everybody's: whoever changes it has to be above all regions but those that are
 * above him, which are there for their names. */
static gboolean
check_person (LianSubmission *self, GHashTable *regions)
{
  GHashTableIter iter;
  gpointer region;

  if (!lian_person_has_role (self->person, ROLE))
    return lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                                   "your roles do not include changing the dictionary");
  self->role = ROLE;
  g_hash_table_iter_init (&iter, regions);
  while (g_hash_table_iter_next (&iter, &region, NULL))
    if (!lian_person_covers (self->person, region)
        && !lian_region_covers (region, self->person->region_code))
      return lian_submission_refuse (self, 403, "forbidden", NULL, NULL,
                                     "the dictionary is that of regions outside yours as well");
  return TRUE;
}

static gboolean
has_state (const LianDictionaryFile *file, const char *state)
{
  for (guint i = 0; i < file->records->len; i++)
    {
      const LianRecord *record = file->records->pdata[i];

      if (lian_record_get_kind (record)->id == LIAN_KIND_ENTRY
          && g_strcmp0 (lian_record_get_text (record, LIAN_ENTRY_VOCABULARY), "state") == 0
          && g_strcmp0 (lian_record_get_text (record, LIAN_ENTRY_CODE), state) == 0)
        return TRUE;
    }
  return FALSE;
}

/* A case whose state means nothing any more could never be moved again. */
static gboolean
check_open_cases (LianSubmission *self, const LianDictionaryFile *file, GError **error)
{
  g_autoptr (GHashTable) states
      = read_set (self, "SELECT DISTINCT state FROM " LIAN_SERVER_PREFIX "case", error);
  GHashTableIter iter;
  gpointer state;

  if (states == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, &state, NULL))
    if (lian_workflow_is_open (self->dictionary, state) && !has_state (file, state))
      {
        g_autofree char *detail
            = g_strdup_printf ("open cases are in the state “%s”, which is missing",
                               (const char *)state);
        const LianDictionaryFileFault fault = { file->n_lines, (char *)"entry.code", detail };

        return refuse_file (self, &fault);
      }
  return TRUE;
}

static LianDictionaryFile *
read_file (LianSubmission *self, GHashTable *regions, GError **error)
{
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autoptr (LianDictionaryFile) file = NULL;
  g_autoptr (GHashTable) units
      = read_set (self, "SELECT id FROM " LIAN_SERVER_PREFIX "unit", error);
  gsize length;
  const char *data = g_bytes_get_data (self->body, &length);

  if (units == NULL)
    return NULL;
  file = lian_dictionary_file_parse (data, length, &fault);
  if (file == NULL || !lian_dictionary_file_check (file, units, regions, &fault))
    {
      refuse_file (self, &fault);
      return NULL;
    }
  return check_open_cases (self, file, error) ? g_steal_pointer (&file) : NULL;
}

typedef struct
{
  GPtrArray *changed;            /* (element-type LianRecord): copies, to be stored */
  GHashTable *ids[LIAN_N_KINDS]; /* of entries and duties: what is to be deleted */
} Difference;

static void
difference_clear (Difference *self)
{
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    g_clear_pointer (&self->ids[i], g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Difference, difference_clear)

/* What the file says as it says it already keeps its version. */
static gboolean
add_changed (LianSubmission *self, Difference *difference, LianRecord *record, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianRecord) old = lian_txn_lookup (&self->txn, lian_record_get_kind (record)->id,
                                                lian_record_get_id (record), &failed);

  if (failed != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  if (old != NULL)
    lian_record_clear (old, LIAN_F_VERSION);
  if (old == NULL || !lian_record_equal (old, record))
    g_ptr_array_add (difference->changed, lian_record_copy (record));
  return TRUE;
}

static gboolean
read_ids (LianSubmission *self, Difference *difference, LianKindId kind, GError **error)
{
  g_autofree char *sql
      = g_strdup_printf ("SELECT id FROM " LIAN_SERVER_PREFIX "%s", lian_kind_get (kind)->name);

  difference->ids[kind] = read_set (self, sql, error);
  return difference->ids[kind] != NULL;
}

/* One transaction is one batch of every mirror, which does not take endless ones. */
static gboolean
compare (LianSubmission *self, const LianDictionaryFile *file, Difference *difference,
         GError **error)
{
  guint n_deleted;

  difference->changed = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  if (!read_ids (self, difference, LIAN_KIND_ENTRY, error)
      || !read_ids (self, difference, LIAN_KIND_DUTY, error))
    return FALSE;
  for (guint i = 0; i < file->records->len; i++)
    g_hash_table_remove (difference->ids[lian_record_get_kind (file->records->pdata[i])->id],
                         lian_record_get_id (file->records->pdata[i]));
  n_deleted = g_hash_table_size (difference->ids[LIAN_KIND_ENTRY])
              + g_hash_table_size (difference->ids[LIAN_KIND_DUTY]);
  for (guint i = 0; i < file->records->len; i++)
    {
      if (!add_changed (self, difference, file->records->pdata[i], error))
        return FALSE;
      if (n_deleted + difference->changed->len > LIAN_LIMIT_TRANSACTION_EVENTS)
        {
          const LianDictionaryFileFault fault
              = { g_array_index (file->lines, guint, i), NULL,
                  (char *)"more changes than are taken at once: load it in steps" };

          return refuse_file (self, &fault);
        }
    }
  return TRUE;
}

static gboolean
delete_all (LianSubmission *self, LianKindId kind, GHashTable *ids, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, ids);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!lian_txn_delete (&self->txn, kind, id, error))
      return FALSE;
  return TRUE;
}

static gboolean
replace (LianSubmission *self, const Difference *difference, GError **error)
{
  for (guint i = 0; i < difference->changed->len; i++)
    if (!lian_txn_store (&self->txn, difference->changed->pdata[i], error))
      return FALSE;
  return delete_all (self, LIAN_KIND_ENTRY, difference->ids[LIAN_KIND_ENTRY], error)
         && delete_all (self, LIAN_KIND_DUTY, difference->ids[LIAN_KIND_DUTY], error);
}

/**
 * lian_intake_dictionary:
 *
 * POST /v1/dictionary: the file replaces all entries and duties. Cases keep the deadlines that they
 * have; a limit that was changed holds from their next stage on.
 *
 * Returns: %FALSE with a refusal or @error
 */
gboolean
lian_intake_dictionary (LianSubmission *self, GError **error)
{
  g_autoptr (GHashTable) regions
      = read_set (self, "SELECT id FROM " LIAN_SERVER_PREFIX "region", error);
  g_autoptr (LianDictionaryFile) file = NULL;
  g_auto (Difference) difference = { 0 };

  if (regions == NULL || !check_person (self, regions))
    return FALSE;
  file = read_file (self, regions, error);
  return file != NULL && compare (self, file, &difference, error)
         && replace (self, &difference, error) && lian_submission_append_audit (self, NULL, error);
}
