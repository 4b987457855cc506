/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The crash loop: consoles that promise, a server, a proxy that lies between each console and it,
 * and everybody is killed again and again; at last all is healed, what waits is sent, and the
 * oracle holds everything against what was promised. See docs/reliability.md.
 *
 * rig --server PROGRAM --console PROGRAM [--seconds N] [--seed N] [--seats N] [--report]
 */
#include "fault-proxy.h"
#include "rig-oracle.h"

#include "lian-password.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define PASSWORD "correct horse"
#define CASES_OF_SEAT 40
#define MAX_ASKED 4
#define MAX_OPEN 60
#define DRAIN_SECONDS 150
#define MAX_SEATS 8

typedef struct _Rig Rig;

typedef struct
{
  Rig *rig;
  guint index;
  char *account;
  char *directory;
  char *url;
  FaultProxy *proxy;
  GSubprocess *process; /* (nullable): while dead */
  GDataInputStream *lines;
  guint restart_id;
  guint asked;
  guint open;
  guint phase;
  char *position; /* (nullable) */
  guint kills;
  guint sends;
  gboolean full; /* its disk */
} Seat;

struct _Rig
{
  char *server_program;
  char *console_program;
  gint64 until;
  GRand *rand;
  TestCounty *county;
  RigOracle *oracle;
  char *config;
  char *backup; /* of the server's database, at its first death */
  guint port;
  GSubprocess *server; /* (nullable): while dead */
  guint server_restart_id;
  Seat seats[MAX_SEATS];
  guint n_seats;
  gboolean begun;
  gboolean healed;
  guint server_kills;
  guint violations;
  guint kill_id;
  guint order_id;
  guint status_id;
  guint full_id;
  guint clock_id;
  guint clocks;
  guint filled;
  guint refused_full;
  guint sent_full;
};

static int seconds = 20;
static int seed = 1;
static int n_seats = 3;
static gboolean report;

static guint
below (Rig *self, guint n)
{
  return (guint)g_rand_int_range (self->rand, 0, (gint32)n);
}

/* --- the server --- */

static char *
read_first_line (GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines
      = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  return g_data_input_stream_read_line (lines, NULL, NULL, NULL);
}

/* Any port the first time, the same one afterwards. */
static void
start_server (Rig *self)
{
  g_autofree char *database = g_strconcat ("sqlite:", self->county->path, NULL);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", self->port);
  g_autoptr (GError) error = NULL;

  self->server
      = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE
                              | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error, self->server_program, "serve", "--database", database, "--listen",
                          listen, "--until-stdin-closes", "--config", self->config, NULL);
  g_assert_no_error (error);
  if (self->port == 0)
    {
      g_autofree char *line = read_first_line (self->server);

      g_assert_true (line != NULL && g_str_has_prefix (line, "READY http://127.0.0.1:"));
      self->port = (guint)g_ascii_strtoull (strrchr (line, ':') + 1, NULL, 10);
    }
}

static void copy_database (const char *from, const char *to);

static gboolean
restart_server_cb (gpointer data)
{
  Rig *self = data;

  self->server_restart_id = 0;
  start_server (self);
  return G_SOURCE_REMOVE;
}

static void
kill_server (Rig *self)
{
  if (self->server == NULL || self->healed)
    return;
  g_subprocess_force_exit (self->server);
  g_subprocess_wait (self->server, NULL, NULL);
  if (g_subprocess_get_if_exited (self->server)
      || g_subprocess_get_term_sig (self->server) != SIGKILL)
    rig_oracle_note (self->oracle, "the server ended by itself");
  g_clear_object (&self->server);
  if (self->server_kills++ == 0)
    copy_database (self->county->path, self->backup);
  self->server_restart_id = g_timeout_add (below (self, 150), restart_server_cb, self);
}

/* A dead one's database with its log. */
static void
copy_database (const char *from, const char *to)
{
  static const char *const parts[] = { "", "-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *source = g_strconcat (from, parts[i], NULL);
      g_autofree char *target = g_strconcat (to, parts[i], NULL);
      g_autofree char *content = NULL;
      gsize length;

      g_unlink (target);
      if (g_file_get_contents (source, &content, &length, NULL))
        g_file_set_contents (target, content, (gssize)length, NULL);
    }
}

/* --- the consoles --- */

static void start_console (Seat *seat);

static gboolean
restart_console_cb (gpointer data)
{
  Seat *seat = data;

  seat->restart_id = 0;
  start_console (seat);
  return G_SOURCE_REMOVE;
}

/* By whomever: it is dead, and its mirror is looked at before it lives again. */
static void
bury_console (Seat *seat)
{
  g_autoptr (GSubprocess) process = g_steal_pointer (&seat->process);

  g_subprocess_wait (process, NULL, NULL);
  g_clear_object (&seat->lines);
  if (g_subprocess_get_if_exited (process) || g_subprocess_get_term_sig (process) != SIGKILL)
    rig_oracle_note (seat->rig->oracle, "%s ended by itself", seat->account);
  seat->kills++;
  rig_oracle_take_picture (seat->rig->oracle, seat->directory);
  seat->restart_id = g_timeout_add (below (seat->rig, 100), restart_console_cb, seat);
}

static void
kill_console (Seat *seat)
{
  if (seat->process == NULL || seat->rig->healed)
    return;
  g_subprocess_force_exit (seat->process);
  bury_console (seat);
}

static void
take_status (Seat *seat, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);

  if (g_strv_length (words) != 4)
    return;
  seat->open = (guint)g_ascii_strtoull (words[1], NULL, 10);
  seat->phase = (guint)g_ascii_strtoull (words[2], NULL, 10);
  g_free (seat->position);
  seat->position = g_strdup (words[3]);
}

static void
take_line (Seat *seat, const char *line)
{
  if (g_str_has_prefix (line, "STATUS "))
    take_status (seat, line);
  else if (g_str_has_prefix (line, "VIOLATION "))
    {
      seat->rig->violations++;
      rig_oracle_note (seat->rig->oracle, "%s: %s", seat->account, line);
    }
  else if (g_str_has_prefix (line, "PROMISED ") || g_str_has_prefix (line, "NOT "))
    {
      seat->asked = seat->asked > 0 ? seat->asked - 1 : 0;
      seat->rig->refused_full += strstr (line, "MiB are free") != NULL;
    }
  else if (g_str_has_prefix (line, "UNDONE "))
    rig_oracle_note_undone (seat->rig->oracle, line + strlen ("UNDONE "));
  else if (g_str_has_prefix (line, "SENT "))
    {
      seat->sends++;
      seat->rig->sent_full += seat->full;
    }
}

static void
line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Seat *seat = data;
  GDataInputStream *lines = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (lines, result, NULL, NULL);

  if (line != NULL)
    {
      take_line (seat, line);
      g_data_input_stream_read_line_async (lines, 0, NULL, line_cb, seat);
    }
  else if (lines == seat->lines && !seat->rig->healed)
    bury_console (seat);
}

static void
tell (Seat *seat, const char *line)
{
  if (seat->process != NULL)
    g_output_stream_write_all (g_subprocess_get_stdin_pipe (seat->process), line, strlen (line),
                               NULL, NULL, NULL);
}

/* Somebody sets a computer's clock, by seconds to weeks, forth or back. */
static int
choose_clock (Rig *self)
{
  static const int most[] = { 60, 3600, 86400, 30 * 86400 };
  int off = (int)below (self, (guint)most[below (self, G_N_ELEMENTS (most))]);

  return below (self, 2) == 0 ? off : -off;
}

/* A mirror that a power cut takes back is only an older one: there, the kill is the harder test. */
static char *
choose_crash (Rig *self)
{
  static const char *const points[]
      = { "promise", "attempt", "send", "sent", "settle", "settled", "sync", "synced" };

  if (below (self, 3) == 0)
    return g_strdup_printf ("mirror:%u", 1 + below (self, 24));
  return g_strdup_printf ("%s%s:%u", below (self, 2) == 0 ? "cut-" : "",
                          points[below (self, G_N_ELEMENTS (points))], 1 + below (self, 12));
}

static void
start_console (Seat *seat)
{
  Rig *self = seat->rig;
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE);
  g_autofree char *crash = choose_crash (self);
  g_autofree char *clock = g_strdup_printf ("%d", choose_clock (self));
  g_autoptr (GError) error = NULL;

  if (self->begun && !self->healed && below (self, 2) == 0)
    g_subprocess_launcher_setenv (launcher, "LIAN_CRASH_AT", crash, TRUE);
  if (self->begun && below (self, 4) == 0)
    g_subprocess_launcher_setenv (launcher, "LIAN_CLOCK", clock, TRUE);
  seat->process = g_subprocess_launcher_spawn (launcher, &error, self->console_program, seat->url,
                                               seat->directory, seat->account, NULL);
  g_assert_no_error (error);
  seat->asked = 0;
  seat->full = FALSE;
  seat->open = 0;
  seat->phase = 0;
  seat->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (seat->process));
  g_data_input_stream_read_line_async (seat->lines, 0, NULL, line_cb, seat);
  tell (seat, PASSWORD "\n");
}

static void
proxy_kill_cb (FaultProxy *proxy, Fault fault, gpointer data)
{
  Seat *seat = data;

  if (fault == FAULT_KILL_SERVER || fault == FAULT_KILL_ANSWERED)
    kill_server (seat->rig);
  else
    kill_console (seat);
}

/* --- the loop --- */

static gboolean
kill_cb (gpointer data)
{
  Rig *self = data;
  guint what = below (self, 100);

  if (what < 75 || what >= 93)
    kill_console (&self->seats[below (self, self->n_seats)]);
  if (what >= 75)
    kill_server (self);
  self->kill_id = g_timeout_add (20 + below (self, 1180), kill_cb, self);
  return G_SOURCE_REMOVE;
}

/* The mirror of the last seat is made to differ now and then; those of the others are held against
 * the feed at every death. */
static void
spoil (Rig *self)
{
  if (self->n_seats > 1 && below (self, 150) == 0)
    tell (&self->seats[self->n_seats - 1], "SPOIL\n");
}

/* Most orders are about the seat's own cases, some about anybody's: those end in conflicts. */
static gboolean
order_cb (gpointer data)
{
  Rig *self = data;

  for (guint i = 0; i < self->n_seats; i++)
    {
      Seat *seat = &self->seats[i];
      guint owner = below (self, 20) == 0 ? below (self, self->n_seats) : i;
      g_autofree char *line
          = g_strdup_printf ("ORDER c-%u %u\n", owner * CASES_OF_SEAT + below (self, CASES_OF_SEAT),
                             below (self, 1000));

      if (seat->process == NULL || seat->asked >= MAX_ASKED || seat->open >= MAX_OPEN)
        continue;
      seat->asked++;
      tell (seat, line);
      if (below (self, 40) == 0)
        tell (seat, "UNDO\n");
    }
  spoil (self);
  return G_SOURCE_CONTINUE;
}

/* One disk at a time fills up, and has room again. */
static gboolean
full_cb (gpointer data)
{
  Rig *self = data;
  Seat *seat = &self->seats[below (self, self->n_seats)];

  for (guint i = 0; i < self->n_seats; i++)
    if (self->seats[i].full)
      tell (&self->seats[i], "ROOM\n");
  for (guint i = 0; i < self->n_seats; i++)
    self->seats[i].full = FALSE;
  if (below (self, 2) == 0 && seat->process != NULL)
    {
      tell (seat, "FULL\n");
      seat->full = TRUE;
      self->filled++;
    }
  self->full_id = g_timeout_add (100 + below (self, 900), full_cb, self);
  return G_SOURCE_REMOVE;
}

static gboolean
clock_cb (gpointer data)
{
  Rig *self = data;
  g_autofree char *line = g_strdup_printf ("CLOCK %d\n", choose_clock (self));

  tell (&self->seats[below (self, self->n_seats)], line);
  self->clocks++;
  self->clock_id = g_timeout_add (200 + below (self, 1800), clock_cb, self);
  return G_SOURCE_REMOVE;
}

static gboolean
status_cb (gpointer data)
{
  Rig *self = data;

  for (guint i = 0; i < self->n_seats; i++)
    tell (&self->seats[i], "STATUS\n");
  return G_SOURCE_CONTINUE;
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
run_for (guint ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint id = g_timeout_add (ms, quit_cb, loop);

  g_main_loop_run (loop);
  (void)id;
}

static gboolean
is_drained (Rig *self)
{
  for (guint i = 0; i < self->n_seats; i++)
    {
      const Seat *seat = &self->seats[i];

      /* LIAN_PHASE_LIVE */
      if (seat->open > 0 || seat->phase != 5 || rig_oracle_is_spoilt (seat->directory)
          || g_strcmp0 (seat->position, self->seats[0].position) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
drain (Rig *self)
{
  guint quiet = 0;

  for (guint i = 0; i < DRAIN_SECONDS * 4 && quiet < 6; i++)
    {
      run_for (250);
      quiet = is_drained (self) ? quiet + 1 : 0;
    }
  if (quiet == 0)
    rig_oracle_note (self->oracle, "not drained within %d s", DRAIN_SECONDS);
}

/* A snapshot is taken in peace first. */
static void
wait_until_live (Rig *self)
{
  self->status_id = g_timeout_add (150, status_cb, self);
  drain (self);
  self->begun = TRUE;
  for (guint i = 0; i < self->n_seats; i++)
    fault_proxy_begin (self->seats[i].proxy);
}

/* Nothing is wrong any more; who waits for a time-out begins anew. */
static void
heal (Rig *self)
{
  g_clear_handle_id (&self->kill_id, g_source_remove);
  g_clear_handle_id (&self->order_id, g_source_remove);
  g_clear_handle_id (&self->full_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  for (guint i = 0; i < self->n_seats; i++)
    {
      fault_proxy_heal (self->seats[i].proxy);
      kill_console (&self->seats[i]);
      g_clear_handle_id (&self->seats[i].restart_id, g_source_remove);
    }
  self->healed = TRUE;
  g_clear_handle_id (&self->server_restart_id, g_source_remove);
  if (self->server == NULL)
    start_server (self);
  for (guint i = 0; i < self->n_seats; i++)
    start_console (&self->seats[i]);
}

static void
end_process (Rig *self, GSubprocess *process)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  g_subprocess_wait (process, NULL, NULL);
  if (!g_subprocess_get_successful (process))
    rig_oracle_note (self->oracle, "a process ended badly");
}

static void
end_all (Rig *self)
{
  g_clear_handle_id (&self->status_id, g_source_remove);
  for (guint i = 0; i < self->n_seats; i++)
    end_process (self, self->seats[i].process);
  end_process (self, self->server);
  g_clear_object (&self->server);
}

/* --- before and after --- */

static void
add_account (Rig *self, const char *name)
{
  static const char *const roles[] = { "dispatcher", "operator", "duty_chief", NULL };
  g_autoptr (LianPerson) person = lian_person_new (name, name, roles, TEST_COUNTY, NULL);
  g_autofree char *hash = lian_password_hash (PASSWORD, NULL);

  g_assert_true (lian_service_add_account (self->county->service, person, hash, NULL));
}

static void
add_seat (Rig *self, guint index)
{
  Seat *seat = &self->seats[index];

  seat->rig = self;
  seat->index = index;
  seat->account = g_strdup_printf ("seat%02u", index + 1);
  seat->directory = g_strdup_printf ("%s/%s", self->county->directory, seat->account);
  g_assert_cmpint (g_mkdir (seat->directory, 0700), ==, 0);
  add_account (self, seat->account);
}

static void
set_up (Rig *self)
{
  g_autoptr (GError) error = NULL;

  self->rand = g_rand_new_with_seed ((guint32)seed);
  self->n_seats = (guint)n_seats;
  self->county = test_county_new_filed (self->n_seats * CASES_OF_SEAT);
  for (guint i = 0; i < self->n_seats; i++)
    add_seat (self, i);
  self->oracle = rig_oracle_new (self->county);
  lian_service_close (self->county->service);
  self->backup = g_build_filename (self->county->directory, "backup.db", NULL);
  self->config = g_build_filename (self->county->directory, "limits", NULL);
  g_file_set_contents (self->config,
                       "[limits]\nlogins_per_account=65536\nlogins_per_address=65536\n"
                       "streams_per_account=1000\n",
                       -1, &error);
  g_assert_no_error (error);
  start_server (self);
  for (guint i = 0; i < self->n_seats; i++)
    {
      Seat *seat = &self->seats[i];

      seat->proxy = fault_proxy_new (self->port, g_rand_int (self->rand), proxy_kill_cb, seat);
      seat->url = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_get_port (seat->proxy));
      start_console (seat);
    }
}

static void
remove_directory (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
  g_rmdir (path);
}

static void
tear_down (Rig *self, gboolean keep)
{
  for (guint i = 0; i < self->n_seats; i++)
    {
      Seat *seat = &self->seats[i];

      if (!keep)
        remove_directory (seat->directory);
      fault_proxy_free (seat->proxy);
      g_clear_object (&seat->process);
      g_clear_object (&seat->lines);
      g_free (seat->account);
      g_free (seat->directory);
      g_free (seat->url);
      g_free (seat->position);
    }
  rig_oracle_free (self->oracle);
  if (keep)
    g_print ("# kept: %s\n", self->county->directory);
  else
    test_county_free (self->county);
  g_rand_free (self->rand);
  g_free (self->config);
  g_free (self->backup);
}

static void
print_figures (Rig *self, const RigVerdict *verdict)
{
  FaultCounts sum = { 0 };
  guint kills = 0;
  guint sends = 0;

  for (guint i = 0; i < self->n_seats; i++)
    {
      const FaultCounts *counts = fault_proxy_get_counts (self->seats[i].proxy);

      sum.connections += counts->connections;
      sum.faulted += counts->faulted;
      for (guint f = 0; f < FAULT_N; f++)
        sum.by_fault[f] += counts->by_fault[f];
      kills += self->seats[i].kills;
      sends += self->seats[i].sends;
    }
  g_print ("# seed %d: %d s, %u seats\n", seed, seconds, self->n_seats);
  g_print ("# killed: consoles %u, server %u\n", kills, self->server_kills);
  g_print ("# connections: %u, faulted %u\n", sum.connections, sum.faulted);
  for (guint f = 1; report && f < FAULT_N; f++)
    g_print ("#   %-16s %u\n", fault_get_name (f), sum.by_fault[f]);
  g_print ("# instructions: promised %u, sent %u times, received %u, conflicts %u, undone %u\n",
           verdict->promised, sends, verdict->received, verdict->conflicts, verdict->undone);
  g_print ("# changes on the feed: %u, mirrors compared while dead: %u, made to differ then: %u\n",
           verdict->changes, verdict->pictures, verdict->spoilt);
  g_print ("# disks filled %u times: %u instructions refused, %u sent meanwhile\n", self->filled,
           self->refused_full, self->sent_full);
  g_print ("# clocks set: %u\n", self->clocks);
  g_print ("# restored: %u receipts missed aloud\n", verdict->missed);
  g_print ("# lost %u, doubled %u, ghosts %u, reordered %u, differences %u, other %u\n",
           verdict->lost, verdict->doubled, verdict->ghosts, verdict->reordered,
           verdict->differences, verdict->other);
}

/* The backup of the server's first death comes back under another epoch, as a restored database
 * does: what it does not know any more is missed aloud, nothing is sent again by itself, and every
 * mirror becomes what it says. */
static void
drill_restore (Rig *self, const char *const *directories, RigVerdict *verdict)
{
  gint64 seq = self->county->service->max_seq;

  if (self->server_kills == 0)
    return;
  lian_service_close (self->county->service);
  copy_database (self->backup, self->county->path);
  rig_oracle_begin_drill (self->oracle, seq);
  start_server (self);
  for (guint i = 0; i < self->n_seats; i++)
    {
      g_clear_object (&self->seats[i].process);
      g_clear_object (&self->seats[i].lines);
      start_console (&self->seats[i]);
    }
  self->status_id = g_timeout_add (150, status_cb, self);
  drain (self);
  end_all (self);
  rig_oracle_judge_drill (self->oracle, directories, verdict);
}

static gboolean
run (Rig *self)
{
  RigVerdict verdict = { 0 };
  const char *directories[MAX_SEATS + 1] = { NULL };
  gboolean right;

  set_up (self);
  wait_until_live (self);
  self->kill_id = g_timeout_add (800, kill_cb, self);
  self->order_id = g_timeout_add (12, order_cb, self);
  self->full_id = g_timeout_add (500, full_cb, self);
  self->clock_id = g_timeout_add (500, clock_cb, self);
  run_for ((guint)seconds * 1000);
  heal (self);
  drain (self);
  end_all (self);
  for (guint i = 0; i < self->n_seats; i++)
    {
      directories[i] = self->seats[i].directory;
      if (fault_proxy_get_counts (self->seats[i].proxy)->redirects_followed > 0)
        rig_oracle_note (self->oracle, "%s followed a redirect", self->seats[i].account);
    }
  rig_oracle_judge (self->oracle, directories, &verdict);
  drill_restore (self, directories, &verdict);
  right = rig_oracle_is_right (self->oracle);
  if (verdict.received == 0 || verdict.pictures == 0)
    {
      right = FALSE;
      g_print ("# wrong: nothing happened\n");
    }
  print_figures (self, &verdict);
  tear_down (self, !right);
  return right;
}

int
main (int argc, char **argv)
{
  Rig self = { 0 };
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_FILENAME, &self.server_program, "liandong-server", "PROGRAM" },
    { "console", 0, 0, G_OPTION_ARG_FILENAME, &self.console_program, "rig-console", "PROGRAM" },
    { "seconds", 0, 0, G_OPTION_ARG_INT, &seconds, "How long, before all is healed", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of faults, kills and orders", "N" },
    { "seats", 0, 0, G_OPTION_ARG_INT, &n_seats, "Consoles, 1 to 8", "N" },
    { "report", 0, 0, G_OPTION_ARG_NONE, &report, "Also each fault's number", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean right;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || self.server_program == NULL
      || self.console_program == NULL || n_seats < 1 || n_seats > MAX_SEATS || seconds < 1)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "rig --server P --console P …");
      return 2;
    }
  signal (SIGPIPE, SIG_IGN);
  right = run (&self);
  g_print ("1..1\n%s 1 - /rig/promises\n", right ? "ok" : "not ok");
  g_free (self.server_program);
  g_free (self.console_program);
  return right ? 0 : 1;
}
