/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-db.h"
#include "lian-conn-private.h"
#include "lian-error.h"

typedef enum
{
  LANE_WRITE,
  LANE_READ,
  LANE_SOON,
} Lane;

/* What a thread is asked to do. Made and freed where it was asked for; in between it belongs to the
 * thread. */
typedef struct
{
  Lane lane;
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

/* One thread and the connection that only it touches. */
typedef struct
{
  GThread *thread;
  GAsyncQueue *queue;
  LianConn *conn;
} Worker;

struct _LianDb
{
  GObject parent_instance;

  Worker writer; /* without connection in a read-only database */
  Worker reader;
  Worker looker; /* for reads that never wait behind long ones; begins with the first of them */
  char *path;
  LianDbFlags flags; /* of a connection that reads */

  GMutex mutex;    /* guards open against calls from several threads */
  gboolean closed; /* no more jobs are taken */
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

static gpointer
serve_in_worker (gpointer user_data)
{
  Worker *worker = user_data;

  while (TRUE)
    {
      Job *job = g_async_queue_pop (worker->queue);
      GCancellable *cancellable = job->task != NULL ? g_task_get_cancellable (job->task) : NULL;

      if (job->func == NULL)
        {
          g_free (job);
          return NULL;
        }
      if (!g_cancellable_set_error_if_cancelled (cancellable, &job->error))
        lian_conn_transact (worker->conn, job->lane == LANE_WRITE, job->func, job->data,
                            &job->result, &job->error);
      return_job (job);
    }
}

static void
worker_start (Worker *worker, const char *name)
{
  if (worker->conn != NULL)
    worker->thread = g_thread_new (name, serve_in_worker, worker);
}

static void
worker_stop (Worker *worker)
{
  if (worker->thread != NULL)
    {
      g_async_queue_push (worker->queue, g_new0 (Job, 1));
      g_thread_join (g_steal_pointer (&worker->thread));
    }
  g_clear_pointer (&worker->conn, lian_conn_close);
}

/* With the mutex held. Most databases are never looked into: they do without the connection. */
static void
start_looker (LianDb *self)
{
  g_autoptr (GError) error = NULL;

  if (self->looker.thread != NULL || self->path == NULL)
    return;
  self->looker.conn = lian_conn_open (self->path, self->flags, &error);
  if (self->looker.conn == NULL)
    g_debug ("no second connection that reads: %s", error->message);
  worker_start (&self->looker, "lian-db-look");
}

static gboolean
push_job (LianDb *self, Job *job, GError **error)
{
  Worker *const workers[] = { &self->writer, &self->reader, &self->looker };
  Worker *worker = workers[job->lane];
  gboolean closed;

  g_mutex_lock (&self->mutex);
  if (job->lane == LANE_SOON && !self->closed)
    {
      start_looker (self);
      worker = self->looker.thread != NULL ? &self->looker : &self->reader;
    }
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
call_async (LianDb *self, Lane lane, LianDbFunc func, gpointer data, GDestroyNotify destroy,
            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = g_new0 (Job, 1);
  GError *error = NULL;

  job->lane = lane;
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
call_and_wait (LianDb *self, Lane lane, LianDbFunc func, gpointer data, gpointer *value,
               GError **error)
{
  Job job = { .lane = lane, .func = func, .data = data };

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

  g_async_queue_unref (self->writer.queue);
  g_async_queue_unref (self->reader.queue);
  g_async_queue_unref (self->looker.queue);
  g_free (self->path);
  g_mutex_clear (&self->mutex);

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
  self->writer.queue = g_async_queue_new ();
  self->reader.queue = g_async_queue_new ();
  self->looker.queue = g_async_queue_new ();
}

static gboolean
open_writer (LianDb *self, const char *path, LianDbFlags flags, LianDbFunc schema,
             gpointer schema_data, GError **error)
{
  gpointer ignored = NULL;

  self->writer.conn = lian_conn_open (path, flags, error);
  if (self->writer.conn == NULL || !lian_conn_check (self->writer.conn, error))
    return FALSE;
  return schema == NULL
         || lian_conn_transact (self->writer.conn, TRUE, schema, schema_data, &ignored, error);
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

  if (!(flags & LIAN_DB_READ_ONLY) && !open_writer (self, path, flags, schema, schema_data, error))
    return NULL;

  self->reader.conn = lian_conn_open (path, LIAN_DB_READ_ONLY | (flags & LIAN_DB_AS_IT_IS), error);
  if (self->reader.conn == NULL)
    return NULL;
  if ((flags & LIAN_DB_READ_ONLY) && !(flags & LIAN_DB_AS_IT_IS)
      && !lian_conn_check (self->reader.conn, error))
    return NULL;

  worker_start (&self->writer, "lian-db-write");
  worker_start (&self->reader, "lian-db-read");
  self->path = g_strdup (path);
  self->flags = LIAN_DB_READ_ONLY | (flags & LIAN_DB_AS_IT_IS);
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

  /* The writer last: the last connection folds the log in when it closes. */
  worker_stop (&self->looker);
  worker_stop (&self->reader);
  worker_stop (&self->writer);
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
  call_async (self, LANE_WRITE, func, data, destroy, cancellable, callback, user_data);
}

/**
 * lian_db_read_async:
 * @func: runs on the reading thread inside a transaction: all its statements see one state
 * @destroy: (nullable): frees @data, in the caller's context
 *
 * Sees every write that was finished before.
 */
void
lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  call_async (self, LANE_READ, func, data, destroy, cancellable, callback, user_data);
}

/**
 * lian_db_look_async:
 * @func: runs on a second reading thread inside a transaction
 * @destroy: (nullable): frees @data, in the caller's context
 *
 * As lian_db_read_async(), for what takes a few milliseconds and is waited for by somebody who
 * looks at the screen: it never waits behind a read that goes through a whole table.
 */
void
lian_db_look_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  call_async (self, LANE_SOON, func, data, destroy, cancellable, callback, user_data);
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
  return call_and_wait (self, LANE_WRITE, func, data, value, error);
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
  return call_and_wait (self, LANE_READ, func, data, value, error);
}
