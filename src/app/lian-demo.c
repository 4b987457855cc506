/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-demo.h"

#include "lian-error.h"

#include <glib/gi18n-lib.h>

/* What says that a county was made: counts up when an older one cannot be served any more. */
#define MADE "3\n"

/* Making the county takes some seconds, starting less; beyond this something is wrong. */
#define START_SECONDS 120
#define PROGRAM "liandong-server"

struct _LianDemo
{
  GObject parent_instance;

  LianProfile *profile; /* (owned) */
  char *program;        /* (owned) (nullable) */
  char *url;            /* (owned) */
  guint16 port;
  GSubprocess *child;     /* (owned) (nullable) */
  GDataInputStream *said; /* (owned) (nullable): its standard output */
  GTask *starting;        /* (owned) (nullable) */
  guint deadline;         /* source id */
  gboolean stopping;
};

enum
{
  DIED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianDemo, lian_demo, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void run_server (LianDemo *self);

/* --- what is kept in the profile --- */

static guint16
find_free_port (void)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) given = NULL;

  if (socket == NULL || !g_socket_bind (socket, wanted, FALSE, NULL))
    return 0;
  given = g_socket_get_local_address (socket, NULL);
  return given != NULL ? g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given)) : 0;
}

static void
read_port (LianDemo *self)
{
  g_autofree char *path = lian_profile_dup_path (self->profile, "demo.port");
  g_autofree char *text = NULL;
  guint64 port = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL)
      || !g_ascii_string_to_unsigned (g_strstrip (text), 10, 1024, G_MAXUINT16, &port, NULL))
    {
      g_autofree char *number = NULL;

      port = find_free_port ();
      number = g_strdup_printf ("%u\n", (guint)port);
      g_file_set_contents (path, number, -1, NULL);
    }
  self->port = port;
  g_free (self->url);
  self->url = g_strdup_printf ("http://127.0.0.1:%u", (guint)port);
}

static char *
find_program (void)
{
  const char *folder = g_getenv ("LIAN_BINDIR");
  g_autofree char *self_path = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *beside = self_path != NULL ? g_path_get_dirname (self_path) : NULL;
  g_autofree char *built = g_build_filename (LIAN_BUILD_BINDIR, "..", "server", NULL);
  const char *folders[] = { folder, beside, built, LIAN_BINDIR };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path
          = folders[i] != NULL ? g_build_filename (folders[i], PROGRAM, NULL) : NULL;

      if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&path);
    }
  return g_find_program_in_path (PROGRAM);
}

/* --- the child --- */

static void
give_back (LianDemo *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  g_clear_handle_id (&self->deadline, g_source_remove);
  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_strdup (self->url), g_free);
}

static gboolean
too_late_cb (gpointer user_data)
{
  LianDemo *self = user_data;

  self->deadline = 0;
  self->stopping = TRUE;
  if (self->child != NULL)
    g_subprocess_force_exit (self->child);
  give_back (self, g_error_new (LIAN_ERROR, LIAN_ERROR_UNREACHABLE,
                                _ ("The demonstration server did not answer within %d seconds."),
                                START_SECONDS));
  return G_SOURCE_REMOVE;
}

static void
child_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianDemo) self = user_data;
  GSubprocess *child = G_SUBPROCESS (object);
  g_autofree char *sentence = NULL;
  gboolean asked = self->stopping;

  g_subprocess_wait_finish (child, result, NULL);
  if (child != self->child)
    return;
  g_clear_object (&self->child);
  g_clear_object (&self->said);
  if (asked)
    return;
  if (g_subprocess_get_if_exited (child))
    sentence = g_strdup_printf (_ ("The demonstration server ended with code %d."),
                                g_subprocess_get_exit_status (child));
  else
    sentence = g_strdup (_ ("The demonstration server was ended from outside."));
  if (self->starting != NULL)
    give_back (self, g_error_new_literal (LIAN_ERROR, LIAN_ERROR_FAILED, sentence));
  else
    g_signal_emit (self, signals[DIED], 0, sentence);
}

static void
line_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianDemo) self = user_data;
  GDataInputStream *said = G_DATA_INPUT_STREAM (object);
  g_autofree char *line = g_data_input_stream_read_line_finish (said, result, NULL, NULL);

  if (line == NULL || said != self->said)
    return;
  if (g_str_has_prefix (line, "READY "))
    {
      g_free (self->url);
      self->url = g_strdup (g_strstrip (line + strlen ("READY ")));
      give_back (self, NULL);
    }
  /* What follows is read too, so that the child never blocks on a full pipe. */
  g_data_input_stream_read_line_async (said, G_PRIORITY_DEFAULT, NULL, line_read_cb,
                                       g_object_ref (self));
}

static void
run_server (LianDemo *self)
{
  g_autofree char *path = lian_profile_dup_path (self->profile, "demo.db");
  g_autofree char *database = g_strdup_printf ("sqlite:%s", path);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", (guint)self->port);
  GError *error = NULL;

  self->stopping = FALSE;
  self->child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                  &error, self->program, "serve", "--database", database,
                                  "--listen", listen, "--simulate", "--until-stdin-closes", NULL);
  if (self->child == NULL)
    {
      g_prefix_error (&error, "%s: ", self->program);
      give_back (self, error);
      return;
    }
  self->said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->child));
  g_data_input_stream_read_line_async (self->said, G_PRIORITY_DEFAULT, NULL, line_read_cb,
                                       g_object_ref (self));
  g_subprocess_wait_async (self->child, NULL, child_ended_cb, g_object_ref (self));
}

static void
made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianDemo) self = user_data;
  GError *error = NULL;
  g_autofree char *path = lian_profile_dup_path (self->profile, "demo.made");

  g_subprocess_wait_check_finish (G_SUBPROCESS (object), result, &error);
  g_clear_object (&self->child);
  if (self->starting == NULL)
    {
      g_clear_error (&error);
      return;
    }
  if (error != NULL)
    {
      give_back (self, g_error_new (LIAN_ERROR, LIAN_ERROR_FAILED,
                                    _ ("The demonstration county could not be made: %s"),
                                    error->message));
      g_error_free (error);
      return;
    }
  g_file_set_contents (path, MADE, -1, NULL);
  run_server (self);
}

/* Nobody types it: as long as it likes, from the system's own source of chance. */
static gboolean
write_password (const char *path, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path ("/dev/urandom");
  g_autoptr (GFileInputStream) stream = g_file_read (source, NULL, error);
  g_autofree char *text = NULL;
  guint8 bytes[18];

  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), bytes, sizeof bytes, NULL, NULL, error))
    return FALSE;
  text = g_base64_encode (bytes, sizeof bytes);
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static void
make_county (LianDemo *self)
{
  g_autofree char *path = lian_profile_dup_path (self->profile, "demo.db");
  g_autofree char *database = g_strdup_printf ("sqlite:%s", path);
  g_autofree char *password = lian_profile_dup_path (self->profile, "demo.password");
  static const char *const parts[] = { "", "-wal", "-shm" };
  GError *error = NULL;

  /* What a first run that was cut off left behind is no county. */
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part = g_strconcat (path, parts[i], NULL);
      g_autoptr (GFile) file = g_file_new_for_path (part);

      g_file_delete (file, NULL, NULL);
    }
  if (write_password (password, &error))
    self->child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, self->program,
                                    "init", "--database", database, "--county", "small",
                                    "--demo-password-file", password, NULL);
  if (self->child == NULL)
    {
      give_back (self, error);
      return;
    }
  g_subprocess_wait_check_async (self->child, NULL, made_cb, g_object_ref (self));
}

static void
lian_demo_dispose (GObject *object)
{
  LianDemo *self = LIAN_DEMO (object);

  lian_demo_stop (self);
  g_clear_object (&self->profile);
  G_OBJECT_CLASS (lian_demo_parent_class)->dispose (object);
}

static void
lian_demo_finalize (GObject *object)
{
  LianDemo *self = LIAN_DEMO (object);

  g_free (self->program);
  g_free (self->url);
  G_OBJECT_CLASS (lian_demo_parent_class)->finalize (object);
}

static void
lian_demo_class_init (LianDemoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_demo_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_demo_finalize;
  signals[DIED] = g_signal_new ("died", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_demo_init (LianDemo *self)
{
}

/**
 * lian_demo_new:
 * @profile: claimed: its folder keeps database, port and password
 *
 * Returns: (transfer full): a demonstration that does not run yet
 */
LianDemo *
lian_demo_new (LianProfile *profile)
{
  LianDemo *self = g_object_new (LIAN_TYPE_DEMO, NULL);

  self->profile = g_object_ref (profile);
  self->program = find_program ();
  read_port (self);
  return self;
}

/**
 * lian_demo_is_made:
 *
 * Returns: whether the county was made, to its end and by this version of the program
 */
gboolean
lian_demo_is_made (LianProfile *profile)
{
  g_autofree char *path = lian_profile_dup_path (profile, "demo.made");
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strcmp (text, MADE) == 0;
}

/**
 * lian_demo_start:
 * @cancellable: (nullable): checked at the beginning only
 * @callback: called when the server answers, or with the reason why it does not
 * @user_data: for @callback
 *
 * Makes the county on the first run and starts the server. Main thread.
 */
void
lian_demo_start (LianDemo *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, lian_demo_start);
  if (self->starting != NULL || self->child != NULL)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_BUSY,
                               _ ("The demonstration server is starting already."));
      return;
    }
  if (self->program == NULL)
    {
      g_task_return_new_error (task, LIAN_ERROR, LIAN_ERROR_NOT_FOUND,
                               _ ("The program %s is not installed beside this one."), PROGRAM);
      return;
    }
  self->starting = g_steal_pointer (&task);
  self->deadline = g_timeout_add_seconds (START_SECONDS, too_late_cb, self);
  if (lian_demo_is_made (self->profile))
    run_server (self);
  else
    make_county (self);
}

/**
 * lian_demo_start_finish:
 * @result: of lian_demo_start()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the address of the server
 */
char *
lian_demo_start_finish (LianDemo *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lian_demo_stop:
 *
 * Ends the child by closing its standard input; it stores what it has and goes.
 */
void
lian_demo_stop (LianDemo *self)
{
  GOutputStream *input;

  self->stopping = TRUE;
  g_clear_handle_id (&self->deadline, g_source_remove);
  give_back (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  if (self->child == NULL)
    return;
  input = g_subprocess_get_stdin_pipe (self->child);
  if (input != NULL)
    g_output_stream_close (input, NULL, NULL);
  else
    g_subprocess_force_exit (self->child);
}

/**
 * lian_demo_is_running:
 *
 * Returns: whether there is a child
 */
gboolean
lian_demo_is_running (LianDemo *self)
{
  return self->child != NULL;
}

/**
 * lian_demo_get_pid:
 *
 * Returns: process of the child, 0 when there is none
 */
int
lian_demo_get_pid (LianDemo *self)
{
  const char *id = self->child != NULL ? g_subprocess_get_identifier (self->child) : NULL;

  return id != NULL ? (int)g_ascii_strtoll (id, NULL, 10) : 0;
}

/**
 * lian_demo_get_url:
 *
 * Returns: (transfer none): where the server is or will be
 */
const char *
lian_demo_get_url (LianDemo *self)
{
  return self->url;
}

/**
 * lian_demo_get_account:
 *
 * Returns: (transfer none): who signs in
 */
const char *
lian_demo_get_account (LianDemo *self)
{
  return "seat02";
}

/**
 * lian_demo_get_seat:
 *
 * Returns: (transfer none): at which seat
 */
const char *
lian_demo_get_seat (LianDemo *self)
{
  return "02";
}

/**
 * lian_demo_dup_password:
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the password that was made with the county
 */
char *
lian_demo_dup_password (LianDemo *self, GError **error)
{
  g_autofree char *path = lian_profile_dup_path (self->profile, "demo.password");
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return g_strstrip (text);
}
