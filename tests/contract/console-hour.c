/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The core of the console without its screen, over one hour of the platform's day: signs in, takes
 * the snapshot, follows the feed, looks at cases, dispatches, opens anew at half-time and asks what
 * became of everything, signs out. hour.mjs starts it between the server and the recorder.
 *
 * console-hour URL DIRECTORY SPEED, the password on standard input; ends when standard input does.
 */
#include <stdio.h>

#include "lian-engine.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-test-server.h"

#define FILED "state = 'filed'"
#define DEPARTMENTS "kind = 'department' AND active"

typedef struct
{
  const char *url;
  const char *directory;
  guint speed;
  char *password;
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  GHashTable *ordered; /* (owned): ids of cases */
  GPtrArray *units;    /* (owned) (element-type LianRecord) */
  guint n_asked;
} Console;

static void
open_console (Console *self)
{
  g_autofree char *mirror = g_build_filename (self->directory, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (self->directory, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;

  self->mirror = lian_mirror_open (mirror, &error);
  g_assert_no_error (error);
  self->ledger = lian_ledger_open (ledger, &error);
  g_assert_no_error (error);
  self->engine = lian_engine_new (self->mirror, self->ledger, self->url, &error);
  g_assert_no_error (error);
  lian_clock_set_rate (lian_engine_get_clock (self->engine), self->speed);
}

static void
close_console (Console *self)
{
  lian_engine_stop (self->engine);
  g_clear_object (&self->engine);
  lian_mirror_close (self->mirror);
  g_clear_object (&self->mirror);
  lian_ledger_close (self->ledger);
  g_clear_object (&self->ledger);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = lian_engine_sign_in_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(gboolean *)user_data = ok;
}

static void
go_live (Console *self)
{
  gboolean done = FALSE;

  lian_engine_start (self->engine);
  LIAN_WAIT (lian_engine_get_phase (self->engine) == LIAN_PHASE_SIGN_IN, 10);
  lian_engine_sign_in (self->engine, "seat02", self->password, "02", NULL, signed_in_cb, &done);
  LIAN_WAIT (done, 10);
  LIAN_WAIT (lian_engine_get_phase (self->engine) == LIAN_PHASE_LIVE, 60);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);

  g_assert_no_error (error);
  *(GPtrArray **)user_data = list;
}

static GPtrArray *
list (Console *self, LianKindId kind, const char *where, const char *order)
{
  GPtrArray *records = NULL;

  lian_mirror_list (self->mirror, kind, where, order, 200, NULL, listed_cb, &records);
  LIAN_WAIT (records != NULL, 10);
  return records;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  LianCaseAnswer *answer = lian_engine_ask_case_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(LianCaseAnswer **)user_data = answer;
}

static LianCaseAnswer *
ask (Console *self, const char *case_id)
{
  LianCaseAnswer *answer = NULL;

  lian_engine_ask_case (self->engine, case_id, NULL, asked_cb, &answer);
  LIAN_WAIT (answer != NULL, 10);
  self->n_asked++;
  return answer;
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  g_assert_no_error (error);
  *(char **)user_data = id;
}

/* What was dispatched by somebody else meanwhile is looked at and left alone. */
static void
dispatch (Console *self, const char *case_id)
{
  g_autoptr (LianCaseAnswer) answer = ask (self, case_id);
  guint n = g_hash_table_size (self->ordered);
  const LianRecord *unit = self->units->pdata[n % self->units->len];
  const LianRecord *helper = self->units->pdata[(n + 1) % self->units->len];
  const char *const helpers[] = { lian_record_get_id (helper), NULL };
  LianDispatch dispatch = { 0 };
  g_autofree char *id = NULL;

  g_hash_table_add (self->ordered, g_strdup (case_id));
  if (answer->provisional || !g_strv_contains ((const char *const *)answer->actions, "dispatch"))
    return;
  dispatch.kind = "dispatch";
  dispatch.case_id = case_id;
  dispatch.case_version = lian_record_get_version (answer->record);
  dispatch.to_unit = lian_record_get_id (unit);
  dispatch.co_units = n % 3 == 0 ? helpers : NULL;
  dispatch.opinion = "请处置，结果反馈";
  dispatch.limit_min = n % 4 == 0 ? 120 : 0;
  lian_engine_order (self->engine, &dispatch, 0, NULL, ordered_cb, &id);
  LIAN_WAIT (id != NULL, 10);
}

/* One round at the desk: the newest case that waits, and what became of one that was dispatched. */
static void
work (Console *self)
{
  g_autoptr (GPtrArray) filed = list (self, LIAN_KIND_CASE, FILED, "filed_at DESC");
  GHashTableIter iter;
  gpointer looked_at;

  for (guint i = 0; i < filed->len; i++)
    {
      const char *id = lian_record_get_id (filed->pdata[i]);

      if (!g_hash_table_contains (self->ordered, id))
        {
          dispatch (self, id);
          break;
        }
    }
  g_hash_table_iter_init (&iter, self->ordered);
  if (g_hash_table_iter_next (&iter, &looked_at, NULL))
    lian_case_answer_free (ask (self, looked_at));
}

static void
work_until (Console *self, gint64 until)
{
  LianClock *clock = lian_engine_get_clock (self->engine);

  while (lian_clock_get_now (clock) < until)
    {
      gint64 next = lian_clock_get_now (clock) + G_TIME_SPAN_MINUTE;

      work (self);
      LIAN_WAIT (lian_clock_get_now (clock) >= next, 120);
    }
}

static void
settle (Console *self)
{
  LIAN_WAIT (lian_ledger_count_open (self->ledger) == 0, 60);
}

static void
print_result (Console *self)
{
  GListModel *entries = lian_ledger_get_entries (self->ledger);
  guint received = 0;
  guint conflicts = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      LianEntryState state = lian_ledger_entry_get_state (entry);

      received += state == LIAN_ENTRY_RECEIVED;
      conflicts += state == LIAN_ENTRY_CONFLICT;
      if (state != LIAN_ENTRY_RECEIVED && state != LIAN_ENTRY_CONFLICT)
        g_error ("instruction %s: %s", lian_ledger_entry_get_id (entry),
                 lian_ledger_entry_get_problem (entry));
    }
  g_print ("received %u conflicts %u asked %u\n", received, conflicts, self->n_asked);
}

static void
live_one_hour (Console *self)
{
  gint64 start;

  open_console (self);
  go_live (self);
  start = lian_clock_get_now (lian_engine_get_clock (self->engine));
  self->units = list (self, LIAN_KIND_UNIT, DEPARTMENTS, "id");
  g_assert_cmpuint (self->units->len, >, 1);
  work_until (self, start + 30 * G_TIME_SPAN_MINUTE);

  close_console (self);
  open_console (self);
  go_live (self);
  work_until (self, start + G_TIME_SPAN_HOUR);
  settle (self);
  print_result (self);
  lian_engine_sign_out (self->engine);
  LIAN_WAIT (lian_engine_get_phase (self->engine) == LIAN_PHASE_SIGN_IN, 10);
}

static char *
read_line (void)
{
  char line[256];

  if (fgets (line, sizeof line, stdin) == NULL)
    g_error ("no password on standard input");
  return g_strdup (g_strchomp (line));
}

static gboolean
input_cb (GIOChannel *channel, GIOCondition condition, gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* What is still under way is answered before the connections go. */
static void
wait_for_end (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GIOChannel) channel = g_io_channel_unix_new (0);

  g_print ("done\n");
  fflush (stdout);
  g_io_add_watch (channel, G_IO_IN | G_IO_HUP, input_cb, loop);
  g_main_loop_run (loop);
}

int
main (int argc, char **argv)
{
  Console console = { 0 };

  if (argc != 4)
    {
      g_printerr ("console-hour URL DIRECTORY SPEED\n");
      return 2;
    }
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  console.url = argv[1];
  console.directory = argv[2];
  console.speed = (guint)g_ascii_strtoull (argv[3], NULL, 10);
  console.password = read_line ();
  console.ordered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  live_one_hour (&console);
  wait_for_end ();

  close_console (&console);
  g_hash_table_unref (console.ordered);
  g_ptr_array_unref (console.units);
  g_free (console.password);
  return 0;
}
