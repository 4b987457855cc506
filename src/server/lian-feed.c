/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"

#include "lian-clock.h"
#include "lian-limits.h"

#include <string.h>

/* Made pages beyond this are forgotten: whoever is at the tip asks for the same few. */
#define CACHED_BYTES (4 * 1024 * 1024)

typedef struct
{
  gint64 seq;
  GPtrArray *events; /* (owned) (element-type LianFeedEvent) */
  gsize bytes;
} Commit;

struct _LianFeed
{
  char *epoch;    /* (owned) */
  GQueue commits; /* of Commit (owned), oldest first */
  guint n_events; /* in all of them */
  gsize bytes;    /* of all of them */
  gint64 floor;   /* everything newer is in them */
  gint64 tip;

  /* (owned) region (owned) → LianKindDigest (owned) */
  GHashTable *sums[LIAN_N_KINDS][LIAN_N_VISIBILITIES];

  GHashTable *pages; /* (owned) format, seq and scope (owned) → LianFeedPage (owned), of the tip */
  gsize cached;      /* bytes of these */
  GHashTable *kinds; /* (owned) scope (owned) → sums as JSON (owned), of the tip */
  guint made;
};

static void
commit_free (gpointer data)
{
  Commit *commit = data;

  g_ptr_array_unref (commit->events);
  g_free (commit);
}

/**
 * lian_feed_new_from:
 * @epoch: of the database
 * @seq: its newest
 *
 * Returns: (transfer full): a feed that has nothing yet and reaches back to @seq
 */
LianFeed *
lian_feed_new_from (const char *epoch, gint64 seq)
{
  LianFeed *self = g_new0 (LianFeed, 1);

  self->epoch = g_strdup (epoch);
  self->floor = seq;
  self->tip = seq;
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    for (guint j = 0; j < LIAN_N_VISIBILITIES; j++)
      self->sums[i][j] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify)lian_feed_page_unref);
  self->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/**
 * lian_feed_free:
 * @self: a feed
 */
void
lian_feed_free (LianFeed *self)
{
  g_queue_clear_full (&self->commits, commit_free);
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    for (guint j = 0; j < LIAN_N_VISIBILITIES; j++)
      g_hash_table_unref (self->sums[i][j]);
  g_hash_table_unref (self->pages);
  g_hash_table_unref (self->kinds);
  g_free (self->epoch);
  g_free (self);
}

/* --- sums --- */

static void
add_sum (LianFeed *self, LianKindId kind, const char *region, LianVisibility visibility,
         gint64 count, guint64 digest)
{
  GHashTable *sums = self->sums[kind][visibility];
  LianKindDigest *sum = g_hash_table_lookup (sums, region);

  if (sum == NULL)
    {
      sum = g_new0 (LianKindDigest, 1);
      g_hash_table_insert (sums, g_strdup (region), sum);
    }
  sum->count += count;
  sum->digest += digest;
}

/**
 * lian_feed_load_sums:
 * @data: the feed, before anything is pushed
 *
 * Returns: %FALSE on a failing database
 */
gboolean
lian_feed_load_sums (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  LianFeed *self = data;
  LianStmt *stmt
      = lian_conn_prepare (conn, "SELECT kind, region, count, high, low, class FROM digest", error);

  if (stmt == NULL)
    return FALSE;
  while (TRUE)
    {
      gboolean row;
      const LianKind *kind;

      if (!lian_stmt_step (stmt, &row, error))
        return FALSE;
      if (!row)
        break;
      kind = lian_kind_by_name (lian_stmt_get_text (stmt, 0));
      if (kind != NULL)
        add_sum (self, kind->id, lian_stmt_get_text (stmt, 1),
                 lian_visibility_from_column (stmt, 5), lian_stmt_get_int (stmt, 2),
                 lian_digest_join (lian_stmt_get_int (stmt, 3), lian_stmt_get_int (stmt, 4)));
    }
  lian_stmt_reset (stmt);
  return TRUE;
}

/* Adds up the regions of one class. */
static void
sum_class (LianFeed *self, const LianPerson *person, LianKindId kind, LianVisibility visibility,
           LianKindDigest *sum)
{
  GHashTableIter iter;
  gpointer region;
  gpointer value;

  g_hash_table_iter_init (&iter, self->sums[kind][visibility]);
  while (g_hash_table_iter_next (&iter, &region, &value))
    if (lian_person_sees (person, region, visibility))
      {
        sum->count += ((const LianKindDigest *)value)->count;
        sum->digest += ((const LianKindDigest *)value)->digest;
      }
}

/**
 * lian_feed_sum:
 * @sums: (out caller-allocates) (array fixed-size=LIAN_N_KINDS): by kind, over what @person sees
 */
void
lian_feed_sum (LianFeed *self, const LianPerson *person, LianKindDigest *sums)
{
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    {
      sums[i] = (LianKindDigest){ 0, 0 };
      for (guint j = 0; j < LIAN_N_VISIBILITIES; j++)
        sum_class (self, person, i, j, &sums[i]);
    }
}

static const char *
print_kinds (LianFeed *self, const LianPerson *person)
{
  const char *scope = lian_person_get_scope (person);
  const char *known = g_hash_table_lookup (self->kinds, scope);
  LianKindDigest sums[LIAN_N_KINDS];
  GString *text;

  if (known != NULL)
    return known;
  lian_feed_sum (self, person, sums);
  text = g_string_new ("{");
  for (guint i = 0; i < LIAN_N_KINDS; i++)
    g_string_append_printf (
        text, "%s\"%s\":{\"count\":%" G_GINT64_FORMAT ",\"digest\":\"%016" G_GINT64_MODIFIER "x\"}",
        i > 0 ? "," : "", lian_kind_get (i)->name, sums[i].count, sums[i].digest);
  g_string_append_c (text, '}');
  g_hash_table_insert (self->kinds, g_strdup (scope), text->str);
  return g_string_free (text, FALSE);
}

/**
 * lian_feed_append_bookmark:
 * @text: what it is appended to
 * @now: microseconds
 *
 * The sums are made once for everybody who sees the same.
 */
void
lian_feed_append_bookmark (LianFeed *self, GString *text, LianFeedFormat format,
                           const LianPerson *person, gint64 now)
{
  g_autofree char *position = lian_position_format (self->epoch, self->tip);
  g_autofree char *time = lian_time_format (now);
  g_autofree char *data = g_strdup_printf ("{\"position\":\"%s\",\"now\":\"%s\",\"kinds\":%s}",
                                           position, time, print_kinds (self, person));

  lian_feed_format_event (text, format, "bookmark", position, data);
}

/* --- events --- */

static gsize
weigh (const GPtrArray *events)
{
  gsize bytes = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const LianFeedEvent *event = events->pdata[i];

      bytes += sizeof *event + strlen (event->id);
      if (event->record != NULL)
        bytes += strlen (event->record);
    }
  return bytes;
}

static void
drop_oldest (LianFeed *self)
{
  Commit *commit = g_queue_pop_head (&self->commits);

  self->n_events -= commit->events->len;
  self->bytes -= commit->bytes;
  self->floor = commit->seq;
  commit_free (commit);
}

static void
keep (LianFeed *self, gint64 seq, GPtrArray *events)
{
  Commit *commit = g_new0 (Commit, 1);

  commit->seq = seq;
  commit->events = events;
  commit->bytes = weigh (events);
  g_queue_push_tail (&self->commits, commit);
  self->n_events += events->len;
  self->bytes += commit->bytes;
  while (self->n_events > LIAN_LIMIT_FEED_EVENTS || self->bytes > LIAN_LIMIT_FEED_BYTES)
    drop_oldest (self);
}

/**
 * lian_feed_push:
 * @seq: of the commit that comes after the tip
 * @events: (transfer full) (nullable) (element-type LianFeedEvent): what it changed
 */
void
lian_feed_push (LianFeed *self, gint64 seq, GPtrArray *events)
{
  if (seq != self->tip + 1)
    {
      /* Somebody wrote past the service. Nobody may miss what is not here. */
      g_warning ("commit %" G_GINT64_FORMAT " came after %" G_GINT64_FORMAT, seq, self->tip);
      while (self->commits.length > 0)
        drop_oldest (self);
      self->floor = seq - 1;
    }
  self->tip = seq;
  g_hash_table_remove_all (self->pages);
  g_hash_table_remove_all (self->kinds);
  self->cached = 0;
  if (events == NULL)
    return;
  for (guint i = 0; i < events->len; i++)
    {
      const LianFeedEvent *event = events->pdata[i];
      LianKindId kind = event->kind->id;

      if (event->old_region != NULL)
        add_sum (self, kind, event->old_region, event->old_visibility, -1,
                 -lian_digest_of (kind, event->id, event->old_version));
      if (event->new_region != NULL)
        add_sum (self, kind, event->new_region, event->new_visibility, 1,
                 lian_digest_of (kind, event->id, seq));
    }
  keep (self, seq, events);
}

gint64
lian_feed_get_tip (LianFeed *self)
{
  return self->tip;
}

static LianFeedPage *
make_page (LianFeed *self, const LianPerson *person, gint64 since, LianFeedFormat format)
{
  LianFeedWriter writer;
  GList *at = self->commits.tail;

  while (at != NULL && at->prev != NULL && ((Commit *)at->prev->data)->seq > since)
    at = at->prev;
  if (at != NULL && ((Commit *)at->data)->seq <= since)
    at = NULL;
  lian_feed_writer_init (&writer, person, self->epoch, since, format);
  for (; at != NULL; at = at->next)
    {
      const Commit *commit = at->data;

      if (!lian_feed_writer_begin (&writer, commit->seq))
        break;
      for (guint i = 0; i < commit->events->len; i++)
        lian_feed_writer_add (&writer, commit->events->pdata[i]);
    }
  /* The newest commit may have put nothing on the feed. */
  if (!writer.more)
    lian_feed_writer_begin (&writer, MAX (since, self->tip));
  self->made++;
  return lian_feed_writer_end (&writer);
}

/**
 * lian_feed_read:
 * @since: a seq
 *
 * Made once for everybody who sees the same and is as far.
 *
 * Returns: (transfer full) (nullable): %NULL when not everything since then is in memory
 */
LianFeedPage *
lian_feed_read (LianFeed *self, const LianPerson *person, gint64 since, LianFeedFormat format)
{
  g_autofree char *key = NULL;
  LianFeedPage *page;

  if (since < self->floor)
    return NULL;
  key = g_strdup_printf ("%d %" G_GINT64_FORMAT " %s", format, since,
                         lian_person_get_scope (person));
  page = g_hash_table_lookup (self->pages, key);
  if (page != NULL)
    return lian_feed_page_ref (page);
  page = make_page (self, person, since, format);
  self->cached += g_bytes_get_size (page->events);
  if (self->cached > CACHED_BYTES)
    {
      g_hash_table_remove_all (self->pages);
      self->cached = g_bytes_get_size (page->events);
    }
  g_hash_table_insert (self->pages, g_steal_pointer (&key), lian_feed_page_ref (page));
  return page;
}

guint
lian_feed_count_made (LianFeed *self)
{
  return self->made;
}
