/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rig-virtual.h"

#include "lian-db.h"

#define FIRST_ID (1u << 30)

typedef struct
{
  guint id;
  gint64 due; /* monotonic */
  guint interval_ms;
  GSourceFunc func;
  gpointer data;
} Timer;

static LianClock *virtual_clock;
static GPtrArray *timers; /* Timer */
static guint next_id = FIRST_ID;
static guint n_writing;

guint __real_g_timeout_add (guint ms, GSourceFunc func, gpointer data);
guint __wrap_g_timeout_add (guint ms, GSourceFunc func, gpointer data);
guint __wrap_g_timeout_add_seconds (guint s, GSourceFunc func, gpointer data);
gboolean __real_g_source_remove (guint id);
gboolean __wrap_g_source_remove (guint id);
void __real_lian_db_write_async (LianDb *self, LianDbFunc func, gpointer data,
                                 GDestroyNotify destroy, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_db_write_async (LianDb *self, LianDbFunc func, gpointer data,
                                 GDestroyNotify destroy, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

void __real_lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data,
                                GDestroyNotify destroy, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data,
                                GDestroyNotify destroy, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

guint
__wrap_g_timeout_add (guint ms, GSourceFunc func, gpointer data)
{
  Timer *timer;

  if (virtual_clock == NULL)
    return __real_g_timeout_add (ms, func, data);
  timer = g_new0 (Timer, 1);
  timer->id = next_id++;
  timer->interval_ms = ms;
  timer->due = lian_clock_get_monotonic (virtual_clock) + (gint64)ms * 1000;
  timer->func = func;
  timer->data = data;
  g_ptr_array_add (timers, timer);
  return timer->id;
}

guint
__wrap_g_timeout_add_seconds (guint s, GSourceFunc func, gpointer data)
{
  return __wrap_g_timeout_add (s * 1000, func, data);
}

gboolean
__wrap_g_source_remove (guint id)
{
  if (id < FIRST_ID)
    return __real_g_source_remove (id);
  for (guint i = 0; timers != NULL && i < timers->len; i++)
    if (((Timer *)timers->pdata[i])->id == id)
      {
        g_ptr_array_remove_index (timers, i);
        return TRUE;
      }
  return FALSE;
}

typedef struct
{
  GAsyncReadyCallback callback;
  gpointer user_data;
} Write;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Write *write = data;

  n_writing--;
  if (write->callback != NULL)
    write->callback (source, result, write->user_data);
  g_free (write);
}

void
__wrap_lian_db_write_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  Write *write = g_new0 (Write, 1);

  write->callback = callback;
  write->user_data = user_data;
  n_writing++;
  __real_lian_db_write_async (self, func, data, destroy, cancellable, written_cb, write);
}

void
__wrap_lian_db_read_async (LianDb *self, LianDbFunc func, gpointer data, GDestroyNotify destroy,
                           GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data)
{
  Write *write = g_new0 (Write, 1);

  write->callback = callback;
  write->user_data = user_data;
  n_writing++;
  __real_lian_db_read_async (self, func, data, destroy, cancellable, written_cb, write);
}

void
rig_virtual_begin (LianClock *clock)
{
  virtual_clock = clock;
  timers = g_ptr_array_new_with_free_func (g_free);
}

void
rig_virtual_end (void)
{
  virtual_clock = NULL;
  g_clear_pointer (&timers, g_ptr_array_unref);
}

void
rig_virtual_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
  while (n_writing > 0)
    {
      g_main_context_iteration (NULL, TRUE);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
}

static Timer *
find_next (gint64 until)
{
  Timer *next = NULL;

  for (guint i = 0; i < timers->len; i++)
    {
      Timer *timer = timers->pdata[i];

      if (timer->due <= until && (next == NULL || timer->due < next->due))
        next = timer;
    }
  return next;
}

static void
move_to (gint64 monotonic)
{
  gint64 now = lian_clock_get_monotonic (virtual_clock);

  if (monotonic > now)
    lian_clock_advance (virtual_clock, monotonic - now);
}

void
rig_virtual_advance (gint64 us)
{
  gint64 until = lian_clock_get_monotonic (virtual_clock) + us;
  Timer *timer;

  rig_virtual_settle ();
  while ((timer = find_next (until)) != NULL)
    {
      guint id = timer->id;

      move_to (timer->due);
      timer->due += (gint64)MAX (timer->interval_ms, 1) * 1000;
      if (!timer->func (timer->data))
        __wrap_g_source_remove (id);
      rig_virtual_settle ();
    }
  move_to (until);
}
