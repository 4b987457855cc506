/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The send queue over a real ledger, under a clock that is moved by hand and a server that is a
 * hash table: what a network can do in an hour, decided by a seed, thousands of seeds a minute.
 *
 * LIAN_SIMULATIONS=N: so many seeds; LIAN_SIMULATION_SEED=N: from this one on. */
#include "rig-virtual.h"

#include "lian-client.h"
#include "lian-send-queue.h"

#include <glib/gstdio.h>
#include <string.h>

#define START G_GINT64_CONSTANT (1795484400000000)
#define STEPS 120
#define TARGETS 4
#define SERVER "s1"
#define ACCOUNT "seat02"

#if defined(__SANITIZE_ADDRESS__)
#define SEEDS 60
#else
#define SEEDS 300
#endif

typedef struct
{
  GTask *task; /* (owned) */
  char *id;
  GBytes *body;
  char *target;
} Flight;

typedef struct
{
  guint32 seed;
  GRand *rand;
  LianClock *clock;
  LianClient *client;
  LianLedger *ledger;
  LianSendQueue *queue;
  char *path;
  gboolean online;
  gboolean healed;
  guint n_ids;
  gint64 held_until;     /* the server asked to wait */
  GPtrArray *flights;    /* Flight */
  GPtrArray *questions;  /* GTask, with the ids as its data */
  GPtrArray *stragglers; /* Flight without task: still on their way, arriving later */
  GHashTable *effects;   /* id → GBytes */
  GHashTable *attempts;  /* id → number, as of the last send */
} World;

static World world;

static guint
below (guint n)
{
  return (guint)g_rand_int_range (world.rand, 0, (gint32)n);
}

static void
flight_free (gpointer data)
{
  Flight *flight = data;

  g_clear_object (&flight->task);
  g_free (flight->id);
  g_free (flight->target);
  g_bytes_unref (flight->body);
  g_free (flight);
}

#define CHECK(condition)                                                          \
  G_STMT_START                                                                    \
  {                                                                               \
    if (!(condition))                                                             \
      g_error ("seed %u, %s:%d: %s", world.seed, __FILE__, __LINE__, #condition); \
  }                                                                               \
  G_STMT_END

/* --- the network: the linker puts these before the real ones --- */

void __wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
void __wrap_lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data);

/* Every older row of the lane that is open had to go first. */
static void
check_order (LianLedgerEntry *entry)
{
  GListModel *entries = lian_ledger_get_entries (world.ledger);

  for (guint i = g_list_model_get_n_items (entries); i > 0; i--)
    {
      g_autoptr (LianLedgerEntry) other = g_list_model_get_item (entries, i - 1);
      LianEntryState state = lian_ledger_entry_get_state (other);

      if (other == entry)
        return;
      CHECK (g_strcmp0 (lian_ledger_entry_get_target (other), lian_ledger_entry_get_target (entry))
                 != 0
             || (state != LIAN_ENTRY_QUEUED && state != LIAN_ENTRY_SENDING));
    }
}

void
__wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  LianLedgerEntry *entry = lian_ledger_lookup (world.ledger, id);
  guint before = GPOINTER_TO_UINT (g_hash_table_lookup (world.attempts, id));
  Flight *flight = g_new0 (Flight, 1);

  CHECK (world.online && entry != NULL);
  CHECK (lian_ledger_entry_get_state (entry) == LIAN_ENTRY_SENDING);
  CHECK (lian_ledger_entry_get_attempts (entry) > before);
  CHECK (g_bytes_equal (lian_ledger_entry_get_body (entry), body));
  CHECK (lian_ledger_entry_get_not_before (entry) <= lian_clock_get_now (world.clock));
  CHECK (g_str_equal (lian_ledger_entry_get_account (entry), ACCOUNT));
  CHECK (lian_clock_get_monotonic (world.clock) >= world.held_until);
  CHECK (world.flights->len < 2);
  for (guint i = 0; i < world.flights->len; i++)
    CHECK (!g_str_equal (((Flight *)world.flights->pdata[i])->target,
                         lian_ledger_entry_get_target (entry)));
  check_order (entry);
  g_hash_table_replace (world.attempts, g_strdup (id),
                        GUINT_TO_POINTER (lian_ledger_entry_get_attempts (entry)));
  flight->task = g_task_new (self, NULL, callback, user_data);
  flight->id = g_strdup (id);
  flight->target = g_strdup (lian_ledger_entry_get_target (entry));
  flight->body = g_bytes_ref (body);
  g_ptr_array_add (world.flights, flight);
}

void
__wrap_lian_client_status (LianClient *self, const char *const *ids, GPtrArray *bodies,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_task_data (task, g_strdupv ((char **)ids), (GDestroyNotify)g_strfreev);
  g_ptr_array_add (world.questions, task);
}

/* --- the server --- */

static void
take_effect (const Flight *flight)
{
  GBytes *known = g_hash_table_lookup (world.effects, flight->id);
  LianLedgerEntry *entry = lian_ledger_lookup (world.ledger, flight->id);

  /* Ledger and world agree that it may have left. */
  CHECK (entry == NULL || lian_ledger_entry_get_attempts (entry) > 0);
  CHECK (known == NULL || g_bytes_equal (known, flight->body));
  if (known == NULL)
    g_hash_table_insert (world.effects, g_strdup (flight->id), g_bytes_ref (flight->body));
}

static LianSendResult *
make_result (LianSendVerdict verdict)
{
  LianSendResult *result = g_new0 (LianSendResult, 1);

  result->verdict = verdict;
  if (verdict == LIAN_SEND_RECEIVED)
    {
      result->receipt_no = 1;
      result->receipt = g_strdup ("{}");
    }
  else
    result->problem = g_strdup ("simulated");
  return result;
}

static void
land (Flight *flight, LianSendResult *result)
{
  g_autoptr (GTask) task = g_steal_pointer (&flight->task);

  g_task_return_pointer (task, result, (GDestroyNotify)lian_send_result_free);
}

/* A refusal is only true of what never came in. */
static LianSendVerdict
choose_verdict (const Flight *flight)
{
  guint what = below (10);

  if (g_hash_table_contains (world.effects, flight->id) || what < 4)
    return LIAN_SEND_RECEIVED;
  if (what == 4)
    return LIAN_SEND_CONFLICT;
  if (what == 5)
    return LIAN_SEND_REFUSED;
  if (what == 6)
    return LIAN_SEND_WAIT;
  return what == 7 ? LIAN_SEND_AUTH : LIAN_SEND_UNKNOWN;
}

static void
answer_flight (void)
{
  guint i;
  Flight *flight;
  LianSendResult *result;

  if (world.flights->len == 0)
    return;
  i = below (world.flights->len);
  flight = g_ptr_array_steal_index (world.flights, i);
  result = make_result (world.healed ? LIAN_SEND_RECEIVED : choose_verdict (flight));
  if (result->verdict == LIAN_SEND_WAIT)
    {
      result->retry_after_ms = 1000 + below (5000);
      world.held_until
          = lian_clock_get_monotonic (world.clock) + result->retry_after_ms * (gint64)1000;
    }
  if (result->verdict == LIAN_SEND_AUTH)
    world.online = FALSE;
  if (result->verdict == LIAN_SEND_RECEIVED || (result->verdict == LIAN_SEND_UNKNOWN && below (2)))
    take_effect (flight);
  else if (result->verdict == LIAN_SEND_UNKNOWN && below (2) == 0)
    {
      Flight *late = g_new0 (Flight, 1);

      late->id = g_strdup (flight->id);
      late->body = g_bytes_ref (flight->body);
      g_ptr_array_add (world.stragglers, late);
    }
  land (flight, result);
  flight_free (flight);
}

/* What everybody thought lost comes in after all. A refusal that the seat had meanwhile would be
 * wrong; a real server orders both, so that it refuses the second or takes it. */
static void
land_straggler (void)
{
  g_autoptr (GPtrArray) gone = NULL;
  Flight *flight;
  LianLedgerEntry *entry;

  if (world.stragglers->len == 0)
    return;
  flight = g_ptr_array_steal_index (world.stragglers, below (world.stragglers->len));
  entry = lian_ledger_lookup (world.ledger, flight->id);
  if (entry != NULL && lian_ledger_entry_get_state (entry) != LIAN_ENTRY_CONFLICT
      && lian_ledger_entry_get_state (entry) != LIAN_ENTRY_REFUSED)
    take_effect (flight);
  flight_free (flight);
}

static void
answer_question (gboolean fail)
{
  GTask *task;
  char **ids;
  GHashTable *results;

  if (world.questions->len == 0)
    return;
  task = g_ptr_array_steal_index (world.questions, 0);
  ids = g_task_get_task_data (task);
  results = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                   (GDestroyNotify)lian_send_result_free);
  for (guint i = 0; ids[i] != NULL; i++)
    g_hash_table_insert (results, g_strdup (ids[i]),
                         make_result (g_hash_table_contains (world.effects, ids[i])
                                          ? LIAN_SEND_RECEIVED
                                          : LIAN_SEND_UNKNOWN));
  if (fail)
    {
      g_hash_table_unref (results);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "cut");
    }
  else if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, results, (GDestroyNotify)g_hash_table_unref);
  else
    g_hash_table_unref (results);
  g_object_unref (task);
}

/* --- the seat --- */

static void
promise (void)
{
  g_autofree char *id = g_strdup_printf ("i-%u", world.n_ids++);
  g_autofree char *target = g_strdup_printf ("c-%u", below (TARGETS));
  g_autofree char *text = g_strdup_printf ("{\"id\":\"%s\",\"n\":%u}", id, below (1000));
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  gint64 now = lian_clock_get_now (world.clock);
  LianPromise row = { .id = id,
                      .kind = "dispatch",
                      .case_id = target,
                      .target = target,
                      .target_version = 1,
                      .to_unit = "u-1",
                      .body = body,
                      .account = ACCOUNT,
                      .server_id = SERVER,
                      .created_at = now,
                      .not_before = now + below (3) * G_TIME_SPAN_SECOND };

  lian_ledger_promise (world.ledger, &row, NULL, NULL, NULL);
}

static void
undo_any (void)
{
  GListModel *entries = lian_ledger_get_entries (world.ledger);
  guint n = g_list_model_get_n_items (entries);
  g_autoptr (LianLedgerEntry) entry
      = n > 0 ? g_list_model_get_item (entries, below (MIN (n, 3))) : NULL;

  if (entry != NULL)
    lian_ledger_undo (world.ledger, lian_ledger_entry_get_id (entry), NULL, NULL, NULL);
}

static void
open_seat (void)
{
  g_autoptr (GError) error = NULL;

  world.ledger = lian_ledger_open (world.path, &error);
  g_assert_no_error (error);
  world.queue = lian_send_queue_new (world.client, world.ledger, world.clock);
}

/* What is under way when the program ends comes to an end without it. */
static void
close_seat (void)
{
  world.online = FALSE;
  lian_send_queue_stop (world.queue);
  rig_virtual_settle ();
  while (world.questions->len > 0)
    answer_question (TRUE);
  while (world.flights->len > 0)
    {
      Flight *flight = g_ptr_array_steal_index (world.flights, 0);
      g_autoptr (GTask) task = g_steal_pointer (&flight->task);

      if (below (2) == 0)
        take_effect (flight);
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
      flight_free (flight);
    }
  rig_virtual_settle ();
  g_clear_object (&world.queue);
  lian_ledger_close (world.ledger);
  g_clear_object (&world.ledger);
  world.held_until = 0;
}

static void
set_online (gboolean online)
{
  world.online = online;
  if (online)
    lian_send_queue_set_online (world.queue, SERVER, ACCOUNT);
  else
    lian_send_queue_set_offline (world.queue);
}

static void
step (void)
{
  guint what = below (100);

  if (what < 25)
    promise ();
  else if (what < 50)
    answer_flight ();
  else if (what < 60)
    answer_question (below (4) == 0);
  else if (what < 65)
    land_straggler ();
  else if (what < 70)
    undo_any ();
  else if (what < 80)
    set_online (below (4) != 0);
  else if (what < 82)
    {
      close_seat ();
      open_seat ();
    }
  else
    rig_virtual_advance (below (4) == 0 ? below (20000000) : below (800000));
  rig_virtual_settle ();
}

/* --- a life --- */

static void
drain (void)
{
  world.healed = TRUE;
  set_online (TRUE);
  while (world.stragglers->len > 0)
    land_straggler ();
  for (guint i = 0; i < 2000 && lian_ledger_count_open (world.ledger) > 0; i++)
    {
      rig_virtual_settle ();
      answer_question (FALSE);
      answer_flight ();
      rig_virtual_advance (500000);
    }
  rig_virtual_settle ();
  CHECK (lian_ledger_count_open (world.ledger) == 0);
}

static guint
judge (void)
{
  GListModel *entries = lian_ledger_get_entries (world.ledger);
  guint received = 0;

  CHECK (g_list_model_get_n_items (entries) == world.n_ids);
  for (guint i = 0; i < world.n_ids; i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      const char *id = lian_ledger_entry_get_id (entry);
      gboolean effect = g_hash_table_contains (world.effects, id);

      CHECK (effect == (lian_ledger_entry_get_state (entry) == LIAN_ENTRY_RECEIVED));
      received += effect;
    }
  CHECK (received == g_hash_table_size (world.effects));
  return received;
}

static void
remove_ledger (void)
{
  static const char *const parts[] = { "", "-wal", "-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *file = g_strconcat (world.path, parts[i], NULL);

      g_unlink (file);
    }
}

static guint
live (guint32 seed)
{
  guint received;

  world.seed = seed;
  g_random_set_seed (seed);
  world.rand = g_rand_new_with_seed (seed);
  world.clock = lian_clock_new_manual (START);
  world.flights = g_ptr_array_new_with_free_func (flight_free);
  world.questions = g_ptr_array_new ();
  world.stragglers = g_ptr_array_new_with_free_func (flight_free);
  world.effects
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  world.attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  world.n_ids = 0;
  world.healed = FALSE;
  rig_virtual_begin (world.clock);
  open_seat ();
  for (guint i = 0; i < STEPS; i++)
    step ();
  drain ();
  received = judge ();
  close_seat ();
  rig_virtual_end ();
  remove_ledger ();
  g_ptr_array_unref (world.flights);
  g_ptr_array_unref (world.questions);
  g_ptr_array_unref (world.stragglers);
  g_hash_table_unref (world.effects);
  g_hash_table_unref (world.attempts);
  g_object_unref (world.clock);
  g_rand_free (world.rand);
  return received;
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
  g_autoptr (GError) error = NULL;
  guint received = 0;

  world.path = g_build_filename (directory, "ledger.db", NULL);
  world.client = lian_client_new ("http://127.0.0.1:9", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    received += live (first + i);
  g_test_message ("%u seeds from %u, %u instructions received", n, first, received);
  g_assert_cmpuint (received, >, n);
  g_clear_object (&world.client);
  g_free (world.path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rig/queue-simulation/seeds", test_seeds);

  return g_test_run ();
}
