/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-wake.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct
{
  int fd;
  GSourceFunc func;
  gpointer data;
} Wake;

static void
wake_free (gpointer data)
{
  Wake *self = data;

  close (self->fd);
  g_free (self);
}

static gboolean
expired_cb (gint fd, GIOCondition condition, gpointer data)
{
  Wake *self = data;
  guint64 times = 0;

  /* How often it expired does not matter; unread it would be ready for ever. */
  if (read (fd, &times, sizeof times) < 0)
    return G_SOURCE_CONTINUE;
  return self->func (self->data);
}

/**
 * lian_wake_add:
 * @interval_ms: every so often
 * @func: is called
 * @data: with this
 *
 * As g_timeout_add(), but by the clock that goes on during sleep: @func is called at once when the
 * computer wakes.
 *
 * Returns: id of the source
 */
guint
lian_wake_add (guint interval_ms, GSourceFunc func, gpointer data)
{
  int fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
  struct timespec every = { interval_ms / 1000, (long)(interval_ms % 1000) * 1000 * 1000 };
  struct itimerspec times = { every, every };
  Wake *self;

  if (fd < 0)
    return g_timeout_add (interval_ms, func, data);

  timerfd_settime (fd, 0, &times, NULL);
  self = g_new0 (Wake, 1);
  self->fd = fd;
  self->func = func;
  self->data = data;
  return g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_IN, expired_cb, self, wake_free);
}
