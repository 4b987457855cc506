/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine and mirror, under a clock that is moved by hand and a server that is a list of changes:
 * connections that end anywhere, also within a transaction and within a snapshot, positions that
 * are too old, restored databases, events that are lost, and kinds that are asked for. Whenever it
 * is looked at, the mirror is what the server was at the mirror's position, but for what was lost
 * and not found yet.
 *
 * LIAN_SIMULATIONS=N: so many seeds; LIAN_SIMULATION_SEED=N: from this one on. */
#include "rig-virtual.h"

#include "lian-engine-private.h"
#include "lian-error.h"
#include "lian-mirror-file.h"

#include <glib/gstdio.h>
#include <string.h>

#define START G_GINT64_CONSTANT (1795484400000000)
#define STEPS 150
#define UNITS 12
#define PAGE 4

#if defined(__SANITIZE_ADDRESS__)
#define SEEDS 10
#else
#define SEEDS 60
#endif

typedef struct
{
  gint64 seq;
  char *id;
  LianRecord *record; /* (nullable): deleted */
  gboolean more;
} Event;

/* A question of the client that waits for its answer. */
typedef struct
{
  GTask *task; /* (owned) */
  gboolean hello;
  LianKindId kind;
  char *after; /* (nullable) */
} Question;

typedef struct
{
  guint32 seed;
  GRand *rand;
  LianClock *clock;
  char *mirror_path;
  char *ledger_path;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;

  guint epoch;
  gint64 seq;
  gint64 min_seq;
  GHashTable *units;   /* id → LianRecord */
  GPtrArray *events;   /* Event, of this epoch */
  GHashTable *history; /* position → what was there */
  GPtrArray *questions;

  LianFeed *feed; /* (nullable): open */
  guint next;     /* event */
  gboolean paused;
  gboolean said; /* up-to-date */
  gint64 spoken; /* monotonic: the last event of any feed, 0: none */
  guint n_looked;

  /* An event that the console was not given: until it has found that, it may differ. */
  gboolean lose_next;
  gboolean spoilt;
  gint64 lost_seq;
  guint lost_epoch;
  guint n_lost;
  guint n_taken; /* anew, of all seeds */
} World;

static World world;

#define CHECK(condition)                                                          \
  G_STMT_START                                                                    \
  {                                                                               \
    if (!(condition))                                                             \
      g_error ("seed %u, %s:%d: %s", world.seed, __FILE__, __LINE__, #condition); \
  }                                                                               \
  G_STMT_END

static guint
below (guint n)
{
  return (guint)g_rand_int_range (world.rand, 0, (gint32)n);
}

/* --- the server --- */

static char *
position_of (gint64 seq)
{
  return g_strdup_printf ("e%u:%" G_GINT64_FORMAT, world.epoch, seq);
}

static void
event_free (gpointer data)
{
  Event *event = data;

  g_free (event->id);
  g_clear_pointer (&event->record, lian_record_unref);
  g_free (event);
}

static LianRecord *
make_unit (const char *id, gint64 version)
{
  LianRecord *record = lian_record_new (LIAN_KIND_UNIT);
  g_autofree char *name = g_strdup_printf ("n%u", below (1000));

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, version);
  lian_record_set_text (record, LIAN_UNIT_NAME, name);
  lian_record_set_text (record, LIAN_UNIT_KIND, "department");
  return record;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static char *
describe (GPtrArray *records)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < records->len; i++)
    g_ptr_array_add (lines,
                     g_strdup_printf ("%s@%" G_GINT64_FORMAT "=%s",
                                      lian_record_get_id (records->pdata[i]),
                                      lian_record_get_version (records->pdata[i]),
                                      lian_record_get_text (records->pdata[i], LIAN_UNIT_NAME)));
  g_ptr_array_sort (lines, compare_texts);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (" ", (char **)lines->pdata);
}

static GPtrArray *
list_units (void)
{
  GPtrArray *records = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer record;

  g_hash_table_iter_init (&iter, world.units);
  while (g_hash_table_iter_next (&iter, NULL, &record))
    g_ptr_array_add (records, record);
  return records;
}

static void
remember (void)
{
  g_autoptr (GPtrArray) records = list_units ();

  g_hash_table_replace (world.history, position_of (world.seq), describe (records));
}

static void
change (void)
{
  guint n = 1 + below (3);
  guint first = below (UNITS);

  world.seq++;
  for (guint i = 0; i < n; i++)
    {
      Event *event = g_new0 (Event, 1);

      event->id = g_strdup_printf ("u-%u", (first + i) % UNITS);
      event->seq = world.seq;
      event->more = i + 1 < n;
      if (below (4) > 0)
        {
          event->record = make_unit (event->id, world.seq);
          g_hash_table_replace (world.units, g_strdup (event->id), lian_record_ref (event->record));
        }
      else
        g_hash_table_remove (world.units, event->id);
      g_ptr_array_add (world.events, event);
    }
  remember ();
}

static gboolean
is_newer (gpointer id, gpointer record, gpointer data)
{
  return lian_record_get_version (record) > world.seq;
}

/* An older copy comes back: another epoch, other records under the same numbers. */
static void
restore (void)
{
  gint64 back = below (10);

  world.epoch++;
  world.seq = MAX (world.seq - back, 1);
  world.min_seq = world.seq;
  g_ptr_array_set_size (world.events, 0);
  g_hash_table_foreach_remove (world.units, is_newer, NULL);
  for (guint i = 0; i < UNITS; i += 1 + below (3))
    {
      g_autofree char *id = g_strdup_printf ("u-%u", i);

      g_hash_table_replace (world.units, g_strdup (id), make_unit (id, world.seq));
    }
  remember ();
}

/* --- the client: the linker puts these before the real ones --- */

gboolean __wrap_lian_client_has_token (LianClient *self);
void __wrap_lian_client_hello (LianClient *self, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_client_snapshot (LianClient *self, LianKindId kind, const char *after,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
void __wrap_lian_feed_open (LianFeed *self, const char *position);
void __wrap_lian_feed_close (LianFeed *self);
void __wrap_lian_feed_set_paused (LianFeed *self, gboolean paused);

gboolean
__wrap_lian_client_has_token (LianClient *self)
{
  return TRUE;
}

static Question *
add_question (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
              gpointer user_data)
{
  Question *question = g_new0 (Question, 1);

  question->task = g_task_new (self, cancellable, callback, user_data);
  g_ptr_array_add (world.questions, question);
  return question;
}

void
__wrap_lian_client_hello (LianClient *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  add_question (self, cancellable, callback, user_data)->hello = TRUE;
}

void
__wrap_lian_client_snapshot (LianClient *self, LianKindId kind, const char *after,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Question *question = add_question (self, cancellable, callback, user_data);

  question->kind = kind;
  question->after = g_strdup (after);
}

static void
close_feed (int code)
{
  g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, code, "simulated");
  g_autoptr (LianFeed) feed = g_steal_pointer (&world.feed);

  if (feed != NULL)
    g_signal_emit_by_name (feed, "closed", error);
}

void
__wrap_lian_feed_open (LianFeed *self, const char *position)
{
  const char *colon = strrchr (position, ':');
  g_autofree char *epoch = g_strdup_printf ("e%u", world.epoch);
  gint64 since = g_ascii_strtoll (colon + 1, NULL, 10);

  g_set_object (&world.feed, self);
  world.paused = FALSE;
  world.said = FALSE;
  world.next = 0;
  if (!g_str_has_prefix (position, epoch) || colon != position + strlen (epoch)
      || since < world.min_seq)
    world.next = G_MAXUINT;
  while (world.next < world.events->len && ((Event *)world.events->pdata[world.next])->seq <= since)
    world.next++;
}

void
__wrap_lian_feed_close (LianFeed *self)
{
  if (world.feed == self)
    g_clear_object (&world.feed);
}

void
__wrap_lian_feed_set_paused (LianFeed *self, gboolean paused)
{
  world.paused = paused;
}

/* --- answers --- */

static LianHello *
make_hello (void)
{
  LianHello *hello = g_new0 (LianHello, 1);

  hello->server_id = g_strdup ("s1");
  hello->epoch = g_strdup_printf ("e%u", world.epoch);
  hello->name = g_strdup ("n");
  hello->now = lian_clock_get_now (world.clock);
  hello->min_position = position_of (world.min_seq);
  hello->max_position = position_of (world.seq);
  return hello;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  return strcmp (lian_record_get_id (*(LianRecord *const *)a),
                 lian_record_get_id (*(LianRecord *const *)b));
}

static LianPage *
make_page (const Question *question)
{
  LianPage *page = g_new0 (LianPage, 1);
  g_autoptr (GPtrArray) all = list_units ();

  page->position = position_of (world.seq);
  page->records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_ptr_array_sort (all, compare_ids);
  for (guint i = 0; question->kind == LIAN_KIND_UNIT && i < all->len; i++)
    {
      const char *id = lian_record_get_id (all->pdata[i]);

      if (question->after != NULL && strcmp (id, question->after) <= 0)
        continue;
      if (page->records->len == PAGE)
        {
          page->next = g_strdup (lian_record_get_id (page->records->pdata[PAGE - 1]));
          break;
        }
      g_ptr_array_add (page->records, lian_record_ref (all->pdata[i]));
    }
  return page;
}

static void
answer (gboolean fail)
{
  g_autofree Question *question = NULL;
  g_autoptr (GTask) task = NULL;

  if (world.questions->len == 0)
    return;
  question = g_ptr_array_steal_index (world.questions, 0);
  task = question->task;
  if (fail)
    g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_UNREACHABLE, "cut");
  else if (g_task_return_error_if_cancelled (task))
    ;
  else if (question->hello)
    g_task_return_pointer (task, make_hello (), (GDestroyNotify)lian_hello_free);
  else
    g_task_return_pointer (task, make_page (question), (GDestroyNotify)lian_page_free);
  g_free (question->after);
}

static void
tell_bookmark (void)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  g_autoptr (GPtrArray) records = list_units ();
  g_autofree char *position = position_of (world.seq);
  const LianKind *kind = lian_kind_get (LIAN_KIND_UNIT);
  guint64 digest = 0;

  for (guint i = 0; i < records->len; i++)
    digest += lian_mirror_digest (kind, lian_record_get_id (records->pdata[i]),
                                  lian_record_get_version (records->pdata[i]));
  g_hash_table_insert (digests, (gpointer)kind->name,
                       g_strdup_printf ("%u %016" G_GINT64_MODIFIER "x", records->len, digest));
  g_signal_emit_by_name (world.feed, "bookmark", position, lian_clock_get_now (world.clock),
                         digests);
}

/* Some events, and what comes when there are no more. */
static void
stream (guint n)
{
  if (world.feed != NULL && world.next == G_MAXUINT)
    {
      close_feed (LIAN_ERROR_GONE);
      return;
    }
  while (world.feed != NULL && !world.paused && n-- > 0)
    {
      g_autofree char *tip = position_of (world.seq);

      world.spoken = lian_clock_get_monotonic (world.clock);
      if (world.next < world.events->len)
        {
          const Event *event = world.events->pdata[world.next++];
          g_autofree char *position = position_of (event->seq);

          /* In the middle of a transaction, so that its end still comes. */
          if (world.lose_next && event->more)
            {
              world.lose_next = FALSE;
              world.spoilt = TRUE;
              world.lost_seq = event->seq;
              world.lost_epoch = world.epoch;
              world.n_lost++;
              continue;
            }
          g_signal_emit_by_name (world.feed, "change", (guint)LIAN_KIND_UNIT, event->id, event->seq,
                                 event->record, position, event->more);
        }
      else if (!world.said)
        {
          world.said = TRUE;
          g_signal_emit_by_name (world.feed, "up-to-date", tip, lian_clock_get_now (world.clock));
        }
      else
        {
          tell_bookmark ();
          return;
        }
    }
}

/* --- looking --- */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GPtrArray **)data = lian_mirror_list_finish (LIAN_MIRROR (source), result, NULL);
}

/* Whether the mirror is what the server was at the mirror's position. */
static gboolean
is_right (void)
{
  g_autoptr (GPtrArray) records = NULL;
  g_autofree char *here = NULL;
  const char *position = lian_mirror_get_position (world.mirror);
  const char *there = g_hash_table_lookup (world.history, position);

  lian_mirror_list (world.mirror, LIAN_KIND_UNIT, NULL, NULL, 0, NULL, listed_cb, &records);
  while (records == NULL)
    g_main_context_iteration (NULL, TRUE);
  here = describe (records);
  if (g_strcmp0 (here, there) != 0 && !world.spoilt)
    g_error ("seed %u: at %s the mirror is %s, not %s", world.seed, position, here, there);
  world.n_looked++;
  return g_strcmp0 (here, there) == 0;
}

/* What was lost is of no consequence before the mirror has come there. Positions are "eEPOCH:SEQ".
 */
static gboolean
has_passed_loss (void)
{
  char *colon = NULL;
  guint64 epoch = g_ascii_strtoull (lian_mirror_get_position (world.mirror) + 1, &colon, 10);

  return epoch > world.lost_epoch
         || (epoch == world.lost_epoch && g_ascii_strtoll (colon + 1, NULL, 10) >= world.lost_seq);
}

static void
look (void)
{
  if (*lian_mirror_get_position (world.mirror) == '\0' || !is_right ())
    return;
  if (world.spoilt && has_passed_loss ())
    world.spoilt = FALSE;
}

/* Nobody who said nothing for half a minute is called live. */
static void
look_at_freshness (void)
{
  gint64 silence = lian_clock_get_monotonic (world.clock) - world.spoken;

  if (silence > 31 * G_TIME_SPAN_SECOND)
    CHECK (lian_engine_get_freshness (world.engine) >= LIAN_FRESH_STALE);
}

/* --- the console --- */

static void
open_console (void)
{
  g_autoptr (GError) error = NULL;

  world.mirror = lian_mirror_open (world.mirror_path, &error);
  g_assert_no_error (error);
  CHECK (!lian_mirror_was_rebuilt (world.mirror));
  world.ledger = lian_ledger_open (world.ledger_path, &error);
  g_assert_no_error (error);
  world.engine = lian_engine_new_with_clock (world.mirror, world.ledger, "http://127.0.0.1:9",
                                             world.clock, &error);
  g_assert_no_error (error);
  lian_engine_start (world.engine);
}

static void
close_console (void)
{
  lian_engine_stop (world.engine);
  rig_virtual_settle ();
  while (world.questions->len > 0)
    answer (TRUE);
  rig_virtual_settle ();
  g_clear_object (&world.engine);
  lian_mirror_close (world.mirror);
  g_clear_object (&world.mirror);
  lian_ledger_close (world.ledger);
  g_clear_object (&world.ledger);
}

/* Whether it has them right or not. */
static void
ask_for_units (void)
{
  const char *const kinds[] = { "unit", NULL };

  if (world.feed != NULL && !world.paused)
    g_signal_emit_by_name (world.feed, "resync", "asked", kinds);
}

static void
step (void)
{
  guint what = below (100);

  if (what < 20)
    change ();
  else if (what < 45)
    {
      for (guint n = below (16); n > 0; n--)
        {
          answer (below (80) == 0);
          rig_virtual_settle ();
        }
    }
  else if (what < 75)
    stream (1 + below (6));
  else if (what < 80)
    close_feed (LIAN_ERROR_UNREACHABLE);
  else if (what == 80)
    world.min_seq = world.seq;
  else if (what == 81)
    {
      restore ();
      close_feed (LIAN_ERROR_UNREACHABLE);
    }
  else if (what < 84)
    {
      close_console ();
      open_console ();
    }
  else if (what < 86)
    world.lose_next = !world.spoilt;
  else if (what == 86)
    ask_for_units ();
  else
    rig_virtual_advance (below (4) == 0 ? below (30000000) : below (300000));
  if (below (3) > 0)
    rig_virtual_settle ();
  look_at_freshness ();
  if (lian_engine_get_phase (world.engine) == LIAN_PHASE_DISAGREES)
    lian_engine_retry_now (world.engine);
}

static void
end_up_equal (void)
{
  world.lose_next = FALSE;
  for (guint i = 0; i < 3000; i++)
    {
      g_autofree char *tip = position_of (world.seq);

      rig_virtual_settle ();
      answer (FALSE);
      stream (100);
      rig_virtual_advance (60000);
      if (lian_engine_get_phase (world.engine) == LIAN_PHASE_DISAGREES)
        lian_engine_retry_now (world.engine);
      if (lian_engine_get_phase (world.engine) == LIAN_PHASE_LIVE
          && lian_mirror_get_due (world.mirror) == 0
          && g_str_equal (lian_mirror_get_position (world.mirror), tip) && is_right ())
        break;
    }
  CHECK (lian_engine_get_phase (world.engine) == LIAN_PHASE_LIVE);
  rig_virtual_settle ();
  world.spoilt = FALSE;
  look ();
}

static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE")
        && strstr (fields[i].value, "mirror differs") != NULL)
      CHECK (world.spoilt);
    else if (g_str_equal (fields[i].key, "MESSAGE")
             && strstr (fields[i].value, "taken anew") != NULL)
      world.n_taken++;
  if (level & (G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO | G_LOG_LEVEL_DEBUG))
    return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, data);
}

static void
remove_files (void)
{
  static const char *const parts[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *mirror = g_strconcat (world.mirror_path, parts[i], NULL);
      g_autofree char *ledger = g_strconcat (world.ledger_path, parts[i], NULL);

      g_unlink (mirror);
      g_unlink (ledger);
    }
}

static void
live (guint32 seed)
{
  world.seed = seed;
  g_random_set_seed (seed);
  world.rand = g_rand_new_with_seed (seed);
  world.clock = lian_clock_new_manual (START);
  world.units
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
  world.events = g_ptr_array_new_with_free_func (event_free);
  world.history = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  world.questions = g_ptr_array_new ();
  world.epoch = 1;
  world.seq = 1;
  world.spoken = 0;
  world.min_seq = 1;
  world.lose_next = world.spoilt = FALSE;
  restore ();
  rig_virtual_begin (world.clock);
  open_console ();
  for (guint i = 0; i < STEPS; i++)
    {
      step ();
      if (i % 5 == 0)
        {
          rig_virtual_settle ();
          look ();
        }
    }
  end_up_equal ();
  close_console ();
  rig_virtual_end ();
  remove_files ();
  g_hash_table_unref (world.units);
  g_hash_table_unref (world.history);
  g_ptr_array_unref (world.events);
  g_ptr_array_unref (world.questions);
  g_object_unref (world.clock);
  g_rand_free (world.rand);
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint)g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
test_seeds (void)
{
  guint n = read_number ("LIAN_SIMULATIONS", SEEDS);
  guint first = read_number ("LIAN_SIMULATION_SEED", 1);
  g_autofree char *directory = g_dir_make_tmp ("lian-simulation-XXXXXX", NULL);

  world.mirror_path = g_build_filename (directory, "mirror.db", NULL);
  world.ledger_path = g_build_filename (directory, "ledger.db", NULL);
  for (guint i = 0; i < n; i++)
    live (first + i);
  g_test_message ("%u seeds from %u, looked at %u times, %u events lost, kinds taken anew %u times",
                  n, first, world.n_looked, world.n_lost, world.n_taken);
  g_assert_cmpuint (world.n_looked, >, n);
  g_assert_true (n < SEEDS || (world.n_lost > 0 && world.n_taken > 0));
  g_free (world.mirror_path);
  g_free (world.ledger_path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_writer_func (log_cb, NULL, NULL);

  g_test_add_func ("/rig/feed-simulation/seeds", test_seeds);

  return g_test_run ();
}
