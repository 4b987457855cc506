/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-lazy-update.h"

#include <string.h>

/* Rows that cannot be compared with are passed over; so many mean that the tables are others. */
#define MAX_PASSED 200

/* What decides where a row belongs. */
typedef struct
{
  gboolean null;
  gint64 number;
  char *text; /* (nullable) */
} Value;

/* A row on its way to its place. */
typedef struct
{
  LianRowKey row;
  guint position; /* among the rows that stay */
  Value *values;
  guint n_values;
  const LianLazyQuery *query;
} Entry;

/* What the table says of a changed id. */
typedef struct
{
  LianRowKey row;
  gboolean matches;
  gint64 index; /* in the base, -1: not there */
} Change;

typedef struct
{
  LianConn *conn;
  LianLazyJob *job;
  const char *table;
  const char *where;
  char *find;   /* SQL: what the table says of an id */
  char *values; /* SQL: what the table says of a row */

  GArray *changes;  /* Change */
  LianKeySet *gone; /* of the base: leave it, or leave their place */
  guint n_gone;
  LianRowKeys *rest; /* the base without them */
  guint passed;
} Update;

static void
entry_free (Entry *entry)
{
  for (guint i = 0; i < entry->n_values; i++)
    g_free (entry->values[i].text);
  g_free (entry->values);
  g_free (entry);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Entry, entry_free)

static void
update_clear (Update *update)
{
  g_free (update->find);
  g_free (update->values);
  g_clear_pointer (&update->changes, g_array_unref);
  g_clear_pointer (&update->gone, lian_key_set_free);
  g_clear_pointer (&update->rest, lian_row_keys_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Update, update_clear)

static char *
make_values (const Update *update)
{
  GString *sql = g_string_new ("SELECT id, version, (");

  g_string_append_printf (sql, "%s)", update->where);
  for (guint i = 0; i < update->job->query->terms->len; i++)
    g_string_append_printf (sql, ", %s",
                            g_array_index (update->job->query->terms, LianLazyTerm, i).sql);
  g_string_append_printf (sql, " FROM %s WHERE rowid=?", update->table);
  return g_string_free (sql, FALSE);
}

/* As SQLite orders: nothing before everything. */
static int
compare_values (const Value *a, const Value *b, const LianLazyTerm *term)
{
  int order;

  if (a->null || b->null)
    order = (int)b->null - (int)a->null;
  else if (term->text)
    order = strcmp (a->text, b->text);
  else
    order = a->number < b->number ? -1 : a->number > b->number;
  return term->descending ? -order : order;
}

static int
compare_entries (const Entry *a, const Entry *b)
{
  for (guint i = 0; i < a->n_values; i++)
    {
      int order = compare_values (&a->values[i], &b->values[i],
                                  &g_array_index (a->query->terms, LianLazyTerm, i));

      if (order != 0)
        return order;
    }
  return 0;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Entry *one = *(const Entry *const *)a, *other = *(const Entry *const *)b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;
  return compare_entries (one, other);
}

static Entry *
read_entry (const Update *update, LianStmt *stmt, const LianRowKey *row)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->row = *row;
  entry->query = update->job->query;
  entry->n_values = entry->query->terms->len;
  entry->values = g_new0 (Value, entry->n_values);
  for (guint i = 0; i < entry->n_values; i++)
    {
      int column = (int)i + 3;
      Value *value = &entry->values[i];

      value->null = lian_stmt_is_null (stmt, column);
      if (value->null)
        continue;
      if (g_array_index (entry->query->terms, LianLazyTerm, i).text)
        value->text = g_strdup (lian_stmt_get_text (stmt, column));
      else
        value->number = lian_stmt_get_int (stmt, column);
    }
  return entry;
}

/* @entry is %NULL when the row does not lie there, does not belong in the list, or, if @told, has
 * changes that the list has not been told of. */
static gboolean
look_up (const Update *update, const LianRowKey *row, gboolean told, Entry **entry, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (update->conn, update->values, error);
  gboolean there;

  *entry = NULL;
  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_int (stmt, 0, row->place);
  if (!lian_stmt_step (stmt, &there, error))
    return FALSE;
  if (there && lian_stmt_get_text (stmt, 0) != NULL
      && lian_row_key_of (lian_stmt_get_text (stmt, 0)) == row->key
      && (!told || lian_stmt_get_int (stmt, 1) <= update->job->seen)
      && (told || lian_stmt_get_int (stmt, 2) != 0))
    *entry = read_entry (update, stmt, row);
  lian_stmt_reset (stmt);
  return TRUE;
}

/* Where @entry belongs among the rows that stay. They are in order by all that has been told; a row
 * with changes that have not been told yet may stand anywhere and is passed over. */
static gboolean
locate (Update *update, Entry *entry, GError **error)
{
  guint low = 0, high = update->rest->n;

  while (low < high)
    {
      guint middle = low + (high - low) / 2, at = middle;
      g_autoptr (Entry) probe = NULL;

      for (; at < high && probe == NULL; at++)
        {
          LianRowKey row = { update->rest->keys[at], update->rest->places[at] };

          if (!look_up (update, &row, TRUE, &probe, error))
            return FALSE;
          if (probe == NULL && ++update->passed > MAX_PASSED)
            {
              update->job->stale = TRUE;
              return TRUE;
            }
        }
      if (probe == NULL || compare_entries (entry, probe) < 0)
        high = middle;
      else
        low = at;
    }
  entry->position = low;
  return TRUE;
}

static gboolean
read_change (const Update *update, const char *id, GError **error)
{
  LianStmt *stmt = lian_conn_prepare (update->conn, update->find, error);
  Change change = { .row.key = lian_row_key_of (id), .index = -1 };
  gboolean there;

  if (stmt == NULL)
    return FALSE;
  lian_stmt_bind_text (stmt, 0, id);
  if (!lian_stmt_step (stmt, &there, error))
    return FALSE;
  if (there)
    {
      change.row.place = lian_stmt_get_int (stmt, 0);
      change.matches = lian_stmt_get_int (stmt, 1) != 0;
      lian_stmt_reset (stmt);
    }
  g_array_append_val (update->changes, change);
  return TRUE;
}

static gboolean
read_changes (Update *update, GError **error)
{
  LianLazyJob *job = update->job;
  g_autofree guint64 *keys = g_new (guint64, job->ids->len);
  g_autofree gint64 *indexes = g_new (gint64, job->ids->len);

  for (guint i = 0; i < job->ids->len; i++)
    {
      if (!read_change (update, job->ids->pdata[i], error))
        return FALSE;
      keys[i] = g_array_index (update->changes, Change, i).row.key;
    }
  lian_row_keys_find_all (job->base, keys, job->ids->len, indexes);
  for (guint i = 0; i < job->ids->len; i++)
    g_array_index (update->changes, Change, i).index = indexes[i];
  return TRUE;
}

static void
leave (Update *update, guint64 key)
{
  lian_key_set_add (update->gone, key, 0);
}

/* Those that wait: with the ones that came, without the ones that are not wanted any more. */
static void
take_waiting (Update *update)
{
  LianLazyJob *job = update->job;
  g_autoptr (LianKeySet) changed = lian_key_set_new (update->changes->len);
  guint kept = 0;

  for (guint i = 0; i < update->changes->len; i++)
    lian_key_set_add (changed, g_array_index (update->changes, Change, i).row.key, i);
  for (guint i = 0; i < job->waiting->len; i++)
    {
      LianRowKey row = g_array_index (job->waiting, LianRowKey, i);

      if (!lian_key_set_has (changed, row.key, NULL))
        g_array_index (job->waiting, LianRowKey, kept++) = row;
    }
  job->n_waiting -= MIN (job->n_waiting, job->waiting->len - kept);
  g_array_set_size (job->waiting, kept);
  for (guint i = 0; i < update->changes->len; i++)
    {
      const Change *change = &g_array_index (update->changes, Change, i);

      if (change->index >= 0 || !change->matches)
        continue;
      job->n_waiting++;
      if (job->waiting->len < LIAN_LAZY_MAX_WAITING)
        g_array_append_val (job->waiting, change->row);
    }
}

/* Those that stand where they stood before they changed. */
static void
take_displaced (Update *update)
{
  LianLazyJob *job = update->job;
  g_autoptr (LianKeySet) known = lian_key_set_new (job->displaced->len + update->changes->len);

  for (guint i = 0; i < job->displaced->len; i++)
    lian_key_set_add (known, g_array_index (job->displaced, guint64, i), i);
  for (guint i = 0; i < update->changes->len; i++)
    {
      const Change *change = &g_array_index (update->changes, Change, i);

      if (change->index < 0)
        continue;
      if (!change->matches)
        {
          leave (update, change->row.key);
          continue;
        }
      g_array_append_val (job->changed, change->row.key);
      if (!lian_key_set_has (known, change->row.key, NULL))
        g_array_append_val (job->displaced, change->row.key);
    }
  if (job->displaced->len <= LIAN_LAZY_MAX_CHANGES)
    return;
  g_array_set_size (job->displaced, 0);
  job->overflown = TRUE;
}

/* The base without those that leave, with the places of those that lie elsewhere now. */
static void
make_rest (Update *update)
{
  const LianRowKeys *base = update->job->base;
  g_autofree guint *cuts = NULL;
  guint n_cuts = 0, from = 0;

  update->rest = lian_row_keys_new (base->n);
  cuts = g_new (guint, update->n_gone);
  for (guint i = 0; i < base->n && n_cuts < update->n_gone; i++)
    if (lian_key_set_has (update->gone, base->keys[i], NULL))
      cuts[n_cuts++] = i;
  for (guint i = 0; i < n_cuts; i++)
    {
      lian_row_keys_add_range (update->rest, base, from, cuts[i]);
      from = cuts[i] + 1;
    }
  lian_row_keys_add_range (update->rest, base, from, base->n);
}

/* A row that was deleted and came again lies in another place of the table. */
static void
mend_places (Update *update, LianRowKeys *keys)
{
  g_autofree guint64 *wanted = g_new (guint64, update->changes->len);
  g_autofree gint64 *indexes = g_new (gint64, update->changes->len);
  g_autofree gint64 *places = g_new (gint64, update->changes->len);
  guint n = 0;

  for (guint i = 0; i < update->changes->len; i++)
    {
      const Change *change = &g_array_index (update->changes, Change, i);

      if (change->index < 0 || !change->matches
          || update->job->base->places[change->index] == change->row.place)
        continue;
      wanted[n] = change->row.key;
      places[n++] = change->row.place;
    }
  if (n == 0)
    return;
  lian_row_keys_find_all (keys, wanted, n, indexes);
  for (guint i = 0; i < n; i++)
    if (indexes[i] >= 0)
      keys->places[indexes[i]] = places[i];
}

/* Whether the base is not as it should be: a row leaves it, or lies elsewhere in the table. */
static gboolean
base_differs (const Update *update)
{
  for (guint i = 0; i < update->changes->len; i++)
    {
      const Change *change = &g_array_index (update->changes, Change, i);

      if (change->index >= 0
          && (!change->matches || update->job->base->places[change->index] != change->row.place))
        return TRUE;
    }
  return FALSE;
}

/* Rows that wait or are displaced, each with the place in the table where it lies now. */
static GArray *
find_movers (Update *update)
{
  LianLazyJob *job = update->job;
  GArray *movers = g_array_new (FALSE, FALSE, sizeof (LianRowKey));
  g_autofree gint64 *indexes = g_new (gint64, job->displaced->len);
  g_autoptr (LianKeySet) changed = lian_key_set_new (update->changes->len);

  for (guint i = 0; i < update->changes->len; i++)
    lian_key_set_add (changed, g_array_index (update->changes, Change, i).row.key, i);
  lian_row_keys_find_all (job->base, (const guint64 *)(gpointer)job->displaced->data,
                          job->displaced->len, indexes);
  for (guint i = 0; i < job->displaced->len; i++)
    {
      LianRowKey row = { .key = g_array_index (job->displaced, guint64, i) };
      guint which;

      if (indexes[i] < 0)
        continue;
      row.place = job->base->places[indexes[i]];
      if (lian_key_set_has (changed, row.key, &which))
        {
          const Change *change = &g_array_index (update->changes, Change, which);

          if (!change->matches)
            continue;
          row.place = change->row.place;
        }
      leave (update, row.key);
      g_array_append_val (movers, row);
    }
  for (guint i = 0; i < job->waiting->len; i++)
    {
      LianRowKey row = g_array_index (job->waiting, LianRowKey, i);

      g_array_append_val (movers, row);
      g_array_append_val (job->changed, row.key);
    }
  return movers;
}

static LianRowKeys *
merge (Update *update, GPtrArray *entries)
{
  LianRowKeys *keys = lian_row_keys_new (update->rest->n + entries->len);
  guint from = 0;

  g_ptr_array_sort (entries, compare_places);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];

      lian_row_keys_add_range (keys, update->rest, from, entry->position);
      lian_row_keys_add (keys, entry->row.key, entry->row.place);
      from = entry->position;
    }
  lian_row_keys_add_range (keys, update->rest, from, update->rest->n);
  return keys;
}

/* What comes in is looked at soon. */
static gboolean
read_new (const Update *update, GError **error)
{
  const LianKind *kind = lian_kind_get (update->job->query->kind);
  g_autofree char *sql = lian_lazy_make_read (kind, update->table);

  for (guint i = 0; i < MIN (update->job->waiting->len, LIAN_LAZY_FIRST_ROWS); i++)
    {
      LianRecord *record;

      if (!lian_lazy_read_row (update->conn, kind, sql,
                               &g_array_index (update->job->waiting, LianRowKey, i), &record,
                               error))
        return FALSE;
      if (record != NULL)
        g_ptr_array_add (update->job->records, record);
    }
  return TRUE;
}

/* Everything goes where it belongs. */
static gboolean
take_all (Update *update, GError **error)
{
  LianLazyJob *job = update->job;
  g_autoptr (GArray) movers = find_movers (update);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);

  make_rest (update);
  mend_places (update, update->rest);
  for (guint i = 0; i < movers->len; i++)
    {
      Entry *entry;

      if (!look_up (update, &g_array_index (movers, LianRowKey, i), FALSE, &entry, error))
        return FALSE;
      if (entry == NULL)
        continue;
      g_ptr_array_add (entries, entry);
      if (!locate (update, entry, error))
        return FALSE;
      if (job->stale)
        return TRUE;
    }
  job->keys = merge (update, entries);
  if (!read_new (update, error))
    return FALSE;
  g_array_set_size (job->displaced, 0);
  g_array_set_size (job->waiting, 0);
  job->n_waiting = 0;
  return TRUE;
}

static gboolean
is_too_much (const LianLazyJob *job)
{
  return job->overflown || job->n_waiting != job->waiting->len
         || job->waiting->len + job->displaced->len > LIAN_LAZY_MAX_CHANGES;
}

gboolean
lian_lazy_update_run (LianConn *conn, LianLazyJob *job, const char *table, const char *where,
                      GError **error)
{
  g_auto (Update) update = { .conn = conn, .job = job, .table = table, .where = where };

  update.find = g_strdup_printf ("SELECT rowid, (%s) FROM %s WHERE id=?", where, table);
  update.values = make_values (&update);
  update.changes = g_array_new (FALSE, FALSE, sizeof (Change));
  update.gone = lian_key_set_new (job->ids->len + job->displaced->len + job->ids->len);
  if (!read_changes (&update, error))
    return FALSE;
  update.n_gone = job->ids->len + job->displaced->len + job->ids->len;
  take_waiting (&update);
  take_displaced (&update);
  if (job->take_all && is_too_much (job))
    {
      job->stale = TRUE;
      return TRUE;
    }
  if (job->take_all && job->waiting->len + job->displaced->len > 0)
    return take_all (&update, error);

  if (!base_differs (&update))
    {
      job->keys = lian_row_keys_ref (job->base);
      return TRUE;
    }
  make_rest (&update);
  mend_places (&update, update.rest);
  job->keys = lian_row_keys_ref (update.rest);
  return TRUE;
}
