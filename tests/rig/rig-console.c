/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The core of the console without its screen, by the same code as the program, to be killed. What a
 * dispatcher was told is "queued" it writes to an append-only log, after the ledger said so and not
 * before; the rig holds everybody to that log.
 *
 * rig-console URL DIRECTORY ACCOUNT, the password as first line of standard input, then
 *   ORDER CASE N   dispatch, nudge or recall, as the state of the case allows and N says
 *   UNDO           the newest row, whatever its state
 *   FULL           the ledger's disk takes nothing any more
 *   ROOM           it does again
 *   STATUS         answered by STATUS OPEN PHASE POSITION
 *   CLOCK SECONDS  the computer's clock is so far off from now on
 *   SPOIL          the next event of the feed is lost on its way into the mirror
 * ends when standard input does. LIAN_CLOCK=SECONDS starts it with a clock so far off.
 * LIAN_CRASH_AT=[cut-]POINT:N ends it without a word when it comes
 * to a point for the nth time, cut- with everything lost that was not synced: promise, attempt,
 * send, sent, settle, settled, sync, synced, mirror. */
#include "rig-spoiler.h"
#include "rig-vfs.h"

#include "lian-client.h"
#include "lian-engine-private.h"
#include "lian-ledger.h"
#include "lian-mirror.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct
{
  LianMirror *mirror;
  LianLedger *ledger;
  LianEngine *engine;
  GMainLoop *loop;
  char *account;
  char *password;
  GHashTable *seen;  /* case → version that was ordered upon last */
  GHashTable *begun; /* id → syncs of the ledger when an attempt was begun */
  int log;
  guint sign_in_id;
} Console;

typedef struct
{
  Console *console;
  char *case_id;
  guint number;
  gint64 version;
} Order;

static Console console;
static char *crash_point;
static guint crash_at;
static gboolean crash_is_cut;
static gint passed;

static void say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

/* --- where it ends --- */

static void
read_crash_point (void)
{
  g_auto (GStrv) parts
      = g_strsplit (g_getenv ("LIAN_CRASH_AT") != NULL ? g_getenv ("LIAN_CRASH_AT") : "", ":", 2);

  if (parts[0] == NULL || parts[1] == NULL)
    return;
  crash_is_cut = g_str_has_prefix (parts[0], "cut-");
  crash_point = g_strdup (parts[0] + (crash_is_cut ? strlen ("cut-") : 0));
  crash_at = (guint)g_ascii_strtoull (parts[1], NULL, 10);
}

/* Any thread. */
static void
pass (const char *point)
{
  if (crash_point == NULL || !g_str_equal (crash_point, point)
      || (guint)g_atomic_int_add (&passed, 1) + 1 != crash_at)
    return;
  if (crash_is_cut)
    rig_vfs_cut_power ();
  kill (getpid (), SIGKILL);
}

static void
point_cb (RigVfsPoint point)
{
  static const char *const points[] = { "sync", "synced", "mirror" };

  pass (points[point]);
}

/* --- between the parts: the linker puts these before the real ones --- */

void __real_lian_ledger_begin_attempt (LianLedger *self, const char *id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_ledger_begin_attempt (LianLedger *self, const char *id, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
void __real_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
void __wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
void __real_lian_ledger_settle (LianLedger *self, const char *id, LianEntryState state,
                                gint64 receipt_no, const char *receipt, const char *problem,
                                const char *current, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_ledger_settle (LianLedger *self, const char *id, LianEntryState state,
                                gint64 receipt_no, const char *receipt, const char *problem,
                                const char *current, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

void
__wrap_lian_ledger_begin_attempt (LianLedger *self, const char *id, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  pass ("attempt");
  g_hash_table_replace (console.begun, g_strdup (id), GUINT_TO_POINTER (rig_vfs_get_syncs ()));
  __real_lian_ledger_begin_attempt (self, id, cancellable, callback, user_data);
}

/* A byte may leave only when the attempt was counted and the count is on the disk. */
void
__wrap_lian_client_send (LianClient *self, const char *id, GBytes *body, gint64 target_version,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  gpointer before = NULL;

  if (!g_hash_table_steal_extended (console.begun, id, NULL, &before))
    say ("VIOLATION %s is sent without an attempt of its own", id);
  else if (rig_vfs_get_syncs () <= GPOINTER_TO_UINT (before))
    say ("VIOLATION %s is sent before the ledger was synced", id);
  else
    say ("SENT %s", id);
  pass ("send");
  __real_lian_client_send (self, id, body, target_version, cancellable, callback, user_data);
  pass ("sent");
}

void
__wrap_lian_ledger_settle (LianLedger *self, const char *id, LianEntryState state,
                           gint64 receipt_no, const char *receipt, const char *problem,
                           const char *current, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  pass ("settle");
  __real_lian_ledger_settle (self, id, state, receipt_no, receipt, problem, current, cancellable,
                             callback, user_data);
}

static void
ledger_changed_cb (LianLedger *ledger, const char *id, gpointer data)
{
  LianLedgerEntry *entry = lian_ledger_lookup (ledger, id);

  if (entry != NULL && lian_ledger_entry_get_state (entry) >= LIAN_ENTRY_RECEIVED)
    pass ("settled");
}

/* --- orders --- */

static void
order_free (Order *order)
{
  g_free (order->case_id);
  g_free (order);
}

static void
log_promise (Order *order, const char *id)
{
  g_autofree char *line
      = g_strdup_printf ("%s %s %" G_GINT64_FORMAT "\n", id, order->case_id, order->version);
  gsize length = strlen (line);

  if (write (order->console->log, line, length) != (gssize)length)
    g_error ("the log of promises: %s", g_strerror (errno));
  say ("PROMISED %s", id);
  pass ("promise");
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  if (id != NULL)
    log_promise (order, id);
  else
    say ("NOT %s", error->message);
  order_free (order);
}

static const char *
choose_kind (const LianRecord *record, guint number)
{
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);

  if (g_strcmp0 (state, "filed") == 0)
    return "dispatch";
  if (g_strcmp0 (state, "dispatched") == 0)
    return number % 10 < 4 ? "recall" : "nudge";
  return NULL;
}

/* Whether something about the case is under way; what is open is among the newest. */
static gboolean
is_under_way (Console *self, const char *case_id)
{
  GListModel *entries = lian_ledger_get_entries (self->ledger);
  guint n = MIN (g_list_model_get_n_items (entries), 150);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      LianEntryState state = lian_ledger_entry_get_state (entry);

      if ((state == LIAN_ENTRY_QUEUED || state == LIAN_ENTRY_SENDING)
          && g_str_equal (lian_ledger_entry_get_case_id (entry), case_id))
        return TRUE;
    }
  return FALSE;
}

/* Twice upon the same version is a conflict for the second: now and then that is wanted. */
static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  Console *self = order->console;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = lian_mirror_lookup_finish (LIAN_MIRROR (source), result, &error);
  LianDispatch dispatch = { .case_id = order->case_id, .to_unit = "u-1", .opinion = "请处置" };
  gint64 *seen = g_hash_table_lookup (self->seen, order->case_id);

  dispatch.kind = record != NULL ? choose_kind (record, order->number) : NULL;
  if (dispatch.kind == NULL)
    {
      say ("NOT a case that can be ordered about");
      order_free (order);
      return;
    }
  order->version = lian_record_get_version (record);
  if (order->number % 16 != 0
      && ((seen != NULL && *seen == order->version) || is_under_way (self, order->case_id)))
    {
      say ("NOT again");
      order_free (order);
      return;
    }
  g_hash_table_replace (self->seen, g_strdup (order->case_id),
                        g_memdup2 (&order->version, sizeof order->version));
  dispatch.case_version = order->version;
  lian_engine_order (self->engine, &dispatch, 0, NULL, ordered_cb, order);
}

static void
begin_order (Console *self, const char *case_id, const char *number)
{
  Order *order = g_new0 (Order, 1);

  order->console = self;
  order->case_id = g_strdup (case_id);
  order->number = (guint)g_ascii_strtoull (number, NULL, 10);
  lian_mirror_lookup (self->mirror, LIAN_KIND_CASE, case_id, NULL, found_cb, order);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char *id = data;

  if (lian_ledger_undo_finish (LIAN_LEDGER (source), result, NULL))
    say ("UNDONE %s", id);
  g_free (id);
}

static void
undo_newest (Console *self)
{
  g_autoptr (LianLedgerEntry) entry
      = g_list_model_get_item (lian_ledger_get_entries (self->ledger), 0);

  if (entry != NULL)
    lian_ledger_undo (self->ledger, lian_ledger_entry_get_id (entry), NULL, undone_cb,
                      g_strdup (lian_ledger_entry_get_id (entry)));
}

/* --- the connection --- */

static void try_sign_in (Console *self);

static gboolean
sign_in_again_cb (gpointer data)
{
  Console *self = data;

  self->sign_in_id = 0;
  try_sign_in (self);
  return G_SOURCE_REMOVE;
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Console *self = data;

  if (!lian_engine_sign_in_finish (LIAN_ENGINE (source), result, NULL) && self->sign_in_id == 0)
    self->sign_in_id = g_timeout_add (100, sign_in_again_cb, self);
}

static void
try_sign_in (Console *self)
{
  if (lian_engine_get_account (self->engine) == NULL)
    lian_engine_sign_in (self->engine, self->account, self->password, "02", NULL, signed_in_cb,
                         self);
}

static void
phase_cb (LianEngine *engine, GParamSpec *pspec, Console *self)
{
  LianPhase phase = lian_engine_get_phase (engine);

  if (phase == LIAN_PHASE_LIVE)
    say ("LIVE");
  if (phase == LIAN_PHASE_SIGN_IN && self->sign_in_id == 0)
    self->sign_in_id = g_timeout_add (20, sign_in_again_cb, self);
  if (phase == LIAN_PHASE_STOPPED || phase == LIAN_PHASE_WRONG_SERVER
      || phase == LIAN_PHASE_DISAGREES)
    say ("VIOLATION the engine has given up: %s", lian_engine_get_trouble (engine));
}

/* The engine heals a mirror that is not right; here it may never be wrong, but when it was made to
 * be. */
static GLogWriterOutput
log_cb (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && strstr (fields[i].value, "mirror differs") != NULL
        && !rig_spoiler_is_at_work ())
      say ("VIOLATION %s", (const char *)fields[i].value);
  if (level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING))
    {
      say ("VIOLATION a warning");
      return g_log_writer_standard_streams (level, fields, n_fields, data);
    }
  return G_LOG_WRITER_HANDLED;
}

/* --- the clock: that of the computer, which nothing but evidence may come from --- */

static gint64 clock_off; /* microseconds */

gint64 __real_g_get_real_time (void);
gint64 __wrap_g_get_real_time (void);

gint64
__wrap_g_get_real_time (void)
{
  return __real_g_get_real_time () + clock_off;
}

static void
set_clock (const char *text)
{
  clock_off = text != NULL ? g_ascii_strtoll (text, NULL, 10) * G_TIME_SPAN_SECOND : 0;
}

/* --- the disk --- */

static gint disk_is_full;

static guint64
free_cb (const char *folder, gpointer data)
{
  return g_atomic_int_get (&disk_is_full) ? 0 : G_MAXUINT64;
}

static void
set_full (gboolean full)
{
  g_atomic_int_set (&disk_is_full, full);
  rig_vfs_set_full (full);
}

/* --- the program --- */

static void
obey (Console *self, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint n = g_strv_length (words);

  if (n == 3 && g_str_equal (words[0], "ORDER"))
    begin_order (self, words[1], words[2]);
  else if (n == 1 && g_str_equal (words[0], "UNDO"))
    undo_newest (self);
  else if (n == 2 && g_str_equal (words[0], "CLOCK"))
    set_clock (words[1]);
  else if (n == 1 && g_str_equal (words[0], "SPOIL"))
    rig_spoiler_drop_next ();
  else if (n == 1 && (g_str_equal (words[0], "FULL") || g_str_equal (words[0], "ROOM")))
    set_full (g_str_equal (words[0], "FULL"));
  else if (n == 1 && g_str_equal (words[0], "STATUS"))
    say ("STATUS %u %u %s",
         lian_ledger_count_open (self->ledger) + !lian_engine_has_reconciled (self->engine),
         lian_engine_get_phase (self->engine), lian_mirror_get_position (self->mirror));
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Console *self = data;
  g_autofree char *line
      = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  if (self->password == NULL)
    {
      self->password = g_strdup (line);
      lian_engine_start (self->engine);
    }
  else
    obey (self, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), 0, NULL, read_cb, self);
}

static void
rebuilt_cb (void)
{
  say ("VIOLATION the mirror was damaged");
}

static void
open_files (Console *self, const char *url, const char *directory)
{
  g_autofree char *mirror = g_build_filename (directory, "mirror.db", NULL);
  g_autofree char *ledger = g_build_filename (directory, "ledger.db", NULL);
  g_autofree char *log = g_build_filename (directory, "promises", NULL);
  g_autoptr (GError) error = NULL;

  self->log = open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  self->mirror = lian_mirror_open (mirror, &error);
  if (self->mirror != NULL && lian_mirror_was_rebuilt (self->mirror))
    rebuilt_cb ();
  if (self->mirror != NULL)
    g_signal_connect (self->mirror, "rebuilt", G_CALLBACK (rebuilt_cb), NULL);
  self->ledger = self->mirror != NULL ? lian_ledger_open (ledger, &error) : NULL;
  if (self->ledger != NULL)
    lian_ledger_watch_space (self->ledger, free_cb, NULL);
  if (self->ledger != NULL && lian_ledger_get_set_aside (self->ledger) != NULL)
    say ("VIOLATION the ledger was damaged");
  self->engine
      = self->ledger != NULL ? lian_engine_new (self->mirror, self->ledger, url, &error) : NULL;
  if (self->engine == NULL)
    g_error ("%s: %s", directory, error->message);
  /* As many reconnects as the time has room for. */
  lian_engine_set_spread (self->engine, 0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) input = NULL;
  g_autoptr (GDataInputStream) lines = NULL;

  if (argc != 4)
    {
      g_printerr ("rig-console URL DIRECTORY ACCOUNT\n");
      return 2;
    }
  g_setenv ("SOUP_FORCE_HTTP1", "1", TRUE);
  g_log_set_writer_func (log_cb, NULL, NULL);
  read_crash_point ();
  set_clock (g_getenv ("LIAN_CLOCK"));
  rig_spoiler_init (argv[2]);
  rig_vfs_install ();
  rig_vfs_set_hook (point_cb);
  console.account = argv[3];
  console.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  console.begun = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  console.loop = g_main_loop_new (NULL, FALSE);
  open_files (&console, argv[1], argv[2]);
  g_signal_connect (console.ledger, "changed", G_CALLBACK (ledger_changed_cb), NULL);
  g_signal_connect (console.engine, "notify::phase", G_CALLBACK (phase_cb), &console);
  input = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  lines = g_data_input_stream_new (input);
  g_data_input_stream_read_line_async (lines, 0, NULL, read_cb, &console);
  g_main_loop_run (console.loop);

  g_clear_handle_id (&console.sign_in_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (console.engine, &console);
  lian_engine_stop (console.engine);
  g_object_unref (console.engine);
  lian_mirror_close (console.mirror);
  lian_ledger_close (console.ledger);
  return 0;
}
