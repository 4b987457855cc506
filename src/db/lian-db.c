/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db.h"
#include "lian-conn-private.h"
#include "lian-error.h"

/* A reader that was interrupted is gone before this. */
#define INTERRUPTED_MS 500

/* Which of the threads. */
typedef enum
{
  SIDE_WRITER, /* without connection in a read-only database */
  SIDE_READER,
  SIDE_CHECKER, /* its connection is made when it is first needed */
  SIDE_LOOKER,  /* for reads that never wait behind long ones; the same */
  N_SIDES,
} Side;

/* What a thread is asked to do. Made and freed where it was asked for; in between it belongs to the
 * thread. */
typedef struct
{
  Side side;
  LianDbFunc func; /* NULL ends the thread */
  gpointer data;
  GDestroyNotify destroy;

  GTask *task;  /* (owned) of an asynchronous call */
  GMutex mutex; /* of a blocking one */
  GCond cond;
  gboolean done;

  gpointer result;
  GError *error;
} Job;

/* One thread and the connection that only it touches, but to interrupt it. */
typedef struct
{
  LianDb *db; /* (borrowed) */
  GThread *thread;
  GAsyncQueue *queue;
  LianConn *conn;
} Worker;

struct _LianDb
{
  GObject parent_instance;

  char *path;
  LianDbFlags as_it_is; /* of connections that are made later */
  Worker workers[N_SIDES];

  GMutex mutex; /* guards these, and that a connection is there, for calls from several threads */
  gboolean closed; /* no more jobs are taken */
  gint64 log_large;
  gint64 log_max;
};

G_DEFINE_FINAL_TYPE (LianDb, lian_db, G_TYPE_OBJECT)

static void
job_free (Job *job)
{
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_free (job);
}

/* In the context of the caller, so that neither the data nor the last reference on the database is
 * dropped on a thread that would then have to join itself. */
static gboolean
complete_job (gpointer user_data)
{
  Job *job = user_data;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), NULL);
  return G_SOURCE_REMOVE;
}

static void
return_job (Job *job)
{
  g_autoptr (GSource) source = NULL;

  if (job->task == NULL)
    {
      g_mutex_lock (&job->mutex);
      job->done = TRUE;
      g_cond_signal (&job->cond);
      g_mutex_unlock (&job->mutex);
      return;
    }

  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_static_name (source, "LianDb");
  g_source_set_callback (source, complete_job, job, (GDestroyNotify)job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

/* Readers of one state hold the whole log from there on. */
static void
interrupt_readers (LianDb *self)
{
  for (Side side = SIDE_READER; side < N_SIDES; side++)
    if (self->workers[side].conn != NULL)
      lian_conn_interrupt (self->workers[side].conn, FALSE);
}

static void
bound_log (LianDb *self, LianConn *writer)
{
  gint64 large, max, size;

  g_mutex_lock (&self->mutex);
  large = self->log_large;
  max = self->log_max;
  g_mutex_unlock (&self->mutex);
  if (lian_conn_bound_log (writer, self->path, large, 0, &size) || size <= max)
    return;

  g_mutex_lock (&self->mutex);
  interrupt_readers (self);
  g_mutex_unlock (&self->mutex);
  lian_conn_bound_log (writer, self->path, large, INTERRUPTED_MS, &size);
}

static gpointer
serve_in_worker (gpointer user_data)
{
  Worker *worker = user_data;

  while (TRUE)
    {
      Job *job = g_async_queue_pop (worker->queue);
      GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;
      gboolean write = job->side == SIDE_WRITER;

      if (job->func == NULL)
        {
          g_free (job);
          return NULL;
        }
      if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error))
        {
          lian_conn_set_cancellable (worker->conn, write ? NULL : cancellable);
          lian_conn_transact (worker->conn, write, job->func, job->data, &job->result, &job->error);
          lian_conn_set_cancellable (worker->conn, NULL);
        }
      /* The log first: a caller who waits finds it as it stays. */
      if (write)
        bound_log (worker->db, worker->conn);
      return_job (job);
    }
}

static void
worker_start (LianDb *self, Side side)
{
  static const char *const names[N_SIDES]
      = { "lian-db-write", "lian-db-read", "lian-db-check", "lian-db-look" };
  Worker *worker = &self->workers[side];

  if (worker->conn != NULL)
    worker->thread = g_thread_new (names[side], serve_in_worker, worker);
}

static void
worker_stop (LianDb *self, Side side)
{
  Worker *worker = &self->workers[side];
  LianConn *conn;

  if (worker->thread != NULL)
    {
      g_async_queue_push (worker->queue, g_new0 (Job, 1));
      g_thread_join (g_steal_pointer (&worker->thread));
    }
  g_mutex_lock (&self->mutex);
  conn = g_steal_pointer (&worker->conn);
  g_mutex_unlock (&self->mutex);
  g_clear_pointer (&conn, lian_conn_close);
}

static gboolean
push_job (LianDb *self, Job *job, GError **error)
{
  Worker *worker = &self->workers[job->side];
  gboolean closed;

  g_mutex_lock (&self->mutex);
  closed = self->closed || worker->thread == NULL;
  if (!closed)
    g_async_queue_push (worker->queue, job);
  g_mutex_unlock (&self->mutex);

  if (closed)
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED,
                         "the database is closed, or open for reading only");
  return !closed;
}

static void
call_async (LianDb *self, Side side, LianDbFunc func, gpointer data, GDestroyNotify destroy,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);
  GError *error = NULL;

  job->side = side;
  job->func = func;
  job->data = data;
  job->destroy = destroy;
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, call_async);
  g_task_set_check_cancellable (job->task, FALSE);

  if (push_job (self, job, &error))
    return;
  g_task_return_error (job->task, error);
  job_free (job);
}

static gboolean
call_and_wait (LianDb *self, Side side, LianDbFunc func, gpointer data, gpointer *value,
               GError **error)
{
  Job job = { .side = side, .func = func, .data = data };

  g_mutex_init (&job.mutex);
  g_cond_init (&job.cond);
  if (push_job (self, &job, &job.error))
    {
      g_mutex_lock (&job.mutex);
      while (!job.done)
        g_cond_wait (&job.cond, &job.mutex);
      g_mutex_unlock (&job.mutex);
    }
  g_cond_clear (&job.cond);
  g_mutex_clear (&job.mutex);

  if (job.error != NULL)
    {
      g_propagate_error (error, job.error);
      return FALSE;
    }
  if (value != NULL)
    *value = job.result;
  return TRUE;
}

static void
lian_db_dispose (GObject *object)
{
  lian_db_close (LIAN_DB (object));

  G_OBJECT_CLASS (lian_db_parent_class)->dispose (object);
}

static void
lian_db_finalize (GObject *object)
{
  LianDb *self = LIAN_DB (object);

  for (Side side = 0; side < N_SIDES; side++)
    g_async_queue_unref (self->workers[side].queue);
  g_mutex_clear (&self->mutex);
  g_free (self->path);

  G_OBJECT_CLASS (lian_db_parent_class)->finalize (object);
}

static void
lian_db_class_init (LianDbClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_db_dispose;
  object_class->finalize = lian_db_finalize;
}

static void
lian_db_init (LianDb *self)
{
  g_mutex_init (&self->mutex);
  self->log_large = LIAN_DB_LOG_LARGE;
  self->log_max = LIAN_DB_LOG_MAX;
  for (Side side = 0; side < N_SIDES; side++)
    {
      self->workers[side].db = self;
      self->workers[side].queue = g_async_queue_new ();
    }
}

static gboolean
open_writer (LianDb *self, const char *path, LianDbFlags flags, LianDbFunc schema,
             gpointer schema_data, GError **error)
{
  gpointer ignored = NULL;
  LianConn *conn = self->workers[SIDE_WRITER].conn = lian_conn_open (path, flags, error);

  if (conn == NULL || (!(flags & LIAN_DB_UNCHECKED) && !lian_conn_check (conn, error)))
    return FALSE;
  return schema == NULL || lian_conn_transact (conn, TRUE, schema, schema_data, &ignored, error);
}

/**
 * lian_db_open:
 * @path: a file name; the file is made when there is none, unless @flags say read-only
 * @schema: (nullable) (scope call): makes or migrates the tables, in one transaction
 *
 * Opens, verifies the settings by reading them back, checks every page, and starts the threads.
 * Blocks; the threads take calls from any thread afterwards.
 *
 * Returns: (transfer full): the database, or %NULL with %LIAN_ERROR_DAMAGED, %LIAN_ERROR_TOO_NEW,
 * %LIAN_ERROR_DISK_FULL, %LIAN_ERROR_BUSY or %LIAN_ERROR_FAILED
 */
LianDb *
lian_db_open (const char *path, LianDbFlags flags, LianDbFunc schema, gpointer schema_data,
              GError **error)
{
  g_autoptr (LianDb) self = g_object_new (LIAN_TYPE_DB, NULL);
  LianConn *reader;

  self->path = g_strdup (path);
  if (!(flags & LIAN_DB_READ_ONLY) && !open_writer (self, path, flags, schema, schema_data, error))
    return NULL;

  reader = self->workers[SIDE_READER].conn
      = lian_conn_open (path, LIAN_DB_READ_ONLY | (flags & LIAN_DB_AS_IT_IS), error);
  if (reader == NULL)
    return NULL;
  if ((flags & LIAN_DB_READ_ONLY) && !(flags & (LIAN_DB_AS_IT_IS | LIAN_DB_UNCHECKED))
      && !lian_conn_check (reader, error))
    return NULL;

  self->as_it_is = flags & LIAN_DB_AS_IT_IS;
  worker_start (self, SIDE_WRITER);
  worker_start (self, SIDE_READER);
  return g_steal_pointer (&self);
}

/**
 * lian_db_close:
 *
 * Does what was asked for, then folds the log into the file and closes it. Calls that come later
 * fail. Blocks. The answers of the last calls arrive afterwards, in their callers' contexts.
 */
void
lian_db_close (LianDb *self)
{
  gboolean closed;

  g_mutex_lock (&self->mutex);
  closed = self->closed;
  self->closed = TRUE;
  g_mutex_unlock (&self->mutex);
  if (closed)
    return;

  /* The writer last: the last connection folds the log in when it closes. Nobody waits for a check
   * that is not needed any more. */
  g_mutex_lock (&self->mutex);
  if (self->workers[SIDE_CHECKER].conn != NULL)
    lian_conn_interrupt (self->workers[SIDE_CHECKER].conn, TRUE);
  g_mutex_unlock (&self->mutex);
  worker_stop (self, SIDE_CHECKER);
  worker_stop (self, SIDE_LOOKER);
  worker_stop (self, SIDE_READER);
  worker_stop (self, SIDE_WRITER);
}

static gboolean
check_in_worker (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return lian_conn_check (conn, error);
}

/* Whether there is a connection of one of the sides that have none at first. */
static gboolean
open_side (LianDb *self, Side side, GError **error)
{
  LianConn *conn;
  gboolean needed;

  g_mutex_lock (&self->mutex);
  needed = !self->closed && self->workers[side].conn == NULL;
  g_mutex_unlock (&self->mutex);
  if (!needed)
    return TRUE;
  conn = lian_conn_open (self->path, LIAN_DB_READ_ONLY | self->as_it_is, error);
  if (conn == NULL)
    return FALSE;
  g_mutex_lock (&self->mutex);
  self->workers[side].conn = conn;
  worker_start (self, side);
  g_mutex_unlock (&self->mutex);
  return TRUE;
}

/**
 * lian_db_check_async:
 *
 * Reads every page and holds the tables against their structure, while reads and writes go on. From
 * the thread that opened the database. A check that is under way when the database is closed fails.
 * lian_db_call_finish() tells %LIAN_ERROR_DAMAGED.
 */
void
lian_db_check_async (LianDb *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GError *error = NULL;

  if (open_side (self, SIDE_CHECKER, &error))
    call_async (self, SIDE_CHECKER, check_in_worker, NULL, NULL, cancellable, callback, user_data);
  else
    g_task_report_error (self, callback, user_data, lian_db_check_async, error);
}

/**
 * lian_db_set_log_limits:
 * @large: bytes
 * @max: bytes
 *
 * From the next write on.
 */
void
lian_db_set_log_limits (LianDb *self, gint64 large, gint64 max)
{
  g_mutex_lock (&self->mutex);
  self->log_large = large;
  self->log_max = max;
  g_mutex_unlock (&self->mutex);
}

/**
 * lian_db_write_async:
 * @func: runs on the writing thread inside a transaction
 * @destroy: (nullable): frees @data, in the caller's context
 *
 * Writes are done in the order in which they were asked for. What a function wants to hand out
 * although the commit may fail it keeps in @data.
 */
void
lian_db_write_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  call_async (self, SIDE_WRITER, func, data, destroy, cancellable, callback, user_data);
}

/**
 * lian_db_read_async:
 * @func: runs on the reading thread inside a transaction: all its statements see one state
 * @destroy: (nullable): frees @data, in the caller's context
 *
 * Sees every write that was finished before. Cancelling breaks off a statement that takes long.
 */
void
lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  call_async (self, SIDE_READER, func, data, destroy, cancellable, callback, user_data);
}

/**
 * lian_db_look_async:
 * @func: runs on another reading thread inside a transaction
 * @destroy: (nullable): frees @data, in the caller's context
 *
 * As lian_db_read_async(), for what takes a few milliseconds and is waited for by somebody who
 * looks at the screen: it never waits behind a read that goes through a whole table. From the
 * thread that opened the database.
 */
void
lian_db_look_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean has_side = open_side (self, SIDE_LOOKER, &error);

  if (!has_side)
    g_debug ("no connection to look with: %s", error->message);
  call_async (self, has_side ? SIDE_LOOKER : SIDE_READER, func, data, destroy, cancellable,
              callback, user_data);
}

/**
 * lian_db_call_finish:
 * @value: (out) (optional): what the function left; the caller knows how to free it
 *
 * Returns: whether it was done and, if a write, committed
 */
gboolean
lian_db_call_finish (LianDb *self, GAsyncResult *result, gpointer *value, GError **error)
{
  GError *failed = NULL;
  gpointer pointer;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  pointer = g_task_propagate_pointer (G_TASK (result), &failed);
  if (failed != NULL)
    {
      g_propagate_error (error, failed);
      return FALSE;
    }
  if (value != NULL)
    *value = pointer;
  return TRUE;
}

/**
 * lian_db_write:
 *
 * As lian_db_write_async(), and waits. Never from a function that runs on a thread of @self.
 *
 * Returns: whether it was committed
 */
gboolean
lian_db_write (LianDb *self, LianDbFunc func, gpointer data, gpointer *value, GError **error)
{
  return call_and_wait (self, SIDE_WRITER, func, data, value, error);
}

/**
 * lian_db_read:
 *
 * As lian_db_read_async(), and waits. Never from a function that runs on a thread of @self.
 *
 * Returns: whether it was done
 */
gboolean
lian_db_read (LianDb *self, LianDbFunc func, gpointer data, gpointer *value, GError **error)
{
  return call_and_wait (self, SIDE_READER, func, data, value, error);
}
