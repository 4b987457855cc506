/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-load.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int
connect_to (guint16 port, const char *request)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = g_htons (port),
                                 .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  gssize length = (gssize)strlen (request);

  if (fd < 0 || connect (fd, (struct sockaddr *)&address, sizeof address) != 0)
    g_error ("connect: %s", g_strerror (errno));
  if (send (fd, request, (gsize)length, MSG_NOSIGNAL) != length)
    g_error ("send: %s", g_strerror (errno));
  return fd;
}

char *
test_load_ask (guint16 port, const char *request)
{
  int fd = connect_to (port, request);
  GString *text = g_string_sized_new (4096);
  char buffer[65536];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    g_string_append_len (text, buffer, n);
  if (n < 0)
    g_error ("recv: %s", g_strerror (errno));
  close (fd);
  return g_string_free (text, FALSE);
}

typedef struct
{
  GThreadFunc func;
  gpointer data;
  gint done;
} Running;

static gpointer
run_in_thread (gpointer user_data)
{
  Running *running = user_data;

  running->func (running->data);
  g_atomic_int_set (&running->done, TRUE);
  g_main_context_wakeup (NULL);
  return NULL;
}

void
test_load_run (GThreadFunc func, gpointer data)
{
  Running running = { .func = func, .data = data };
  GThread *thread = g_thread_new ("client", run_in_thread, &running);

  while (!g_atomic_int_get (&running.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

/* --- readers --- */

#define MAX_CHANGES 65536
#define SLOT_US 100 /* of the histogram of delays */
#define N_SLOTS 100000

/* One connection; lines are looked at at their beginning only. */
typedef struct
{
  int fd;
  char line[192];
  guint length;
  gint64 position; /* of the event that is being read */
  gint64 last;     /* of the last change */
} Reader;

struct _TestReaders
{
  GThread *thread;
  int epoll;
  guint n;
  Reader *readers;
  gint64 since;
  gint stopped;
  gint ready;
  gint bookmarks;
  gint wrong;
  GMutex mutex;
  guint64 changes;
  guint64 counted;          /* changes in @slots */
  gint64 sent[MAX_CHANGES]; /* by seq, monotonic microseconds */
  guint slots[N_SLOTS];
};

static void
count_change (TestReaders *self, Reader *reader, gint64 now)
{
  gint64 delay;

  if (reader->position != reader->last + 1)
    g_atomic_int_inc (&self->wrong);
  reader->last = reader->position;
  g_mutex_lock (&self->mutex);
  delay = now - self->sent[(reader->position - self->since) % MAX_CHANGES];
  self->slots[MIN (delay / SLOT_US, N_SLOTS - 1)]++;
  self->counted++;
  self->changes++;
  g_mutex_unlock (&self->mutex);
}

static void
take_line (TestReaders *self, Reader *reader, gint64 now)
{
  const char *line = reader->line;

  if (g_str_has_prefix (line, "id: "))
    reader->position = g_ascii_strtoll (strrchr (line, ':') + 1, NULL, 10);
  else if (g_str_has_prefix (line, "event: change"))
    count_change (self, reader, now);
  else if (g_str_has_prefix (line, "event: up-to-date"))
    g_atomic_int_inc (&self->ready);
  else if (g_str_has_prefix (line, "event: bookmark"))
    {
      /* A bookmark is of everything before it and of nothing else. */
      if (reader->position != reader->last)
        g_atomic_int_inc (&self->wrong);
      g_atomic_int_inc (&self->bookmarks);
    }
}

static void
take_bytes (TestReaders *self, Reader *reader, const char *bytes, gsize size, gint64 now)
{
  while (size > 0)
    {
      const char *end = memchr (bytes, '\n', size);
      gsize length = end != NULL ? (gsize)(end - bytes) : size;
      gsize kept = MIN (length, sizeof reader->line - 1 - reader->length);

      memcpy (reader->line + reader->length, bytes, kept);
      reader->length += kept;
      if (end == NULL)
        return;
      reader->line[reader->length] = '\0';
      take_line (self, reader, now);
      reader->length = 0;
      size -= length + 1;
      bytes = end + 1;
    }
}

static gpointer
read_in_thread (gpointer user_data)
{
  TestReaders *self = user_data;
  struct epoll_event events[64];
  char buffer[65536];

  while (!g_atomic_int_get (&self->stopped))
    {
      int n = epoll_wait (self->epoll, events, G_N_ELEMENTS (events), 50);

      for (int i = 0; i < n; i++)
        {
          Reader *reader = events[i].data.ptr;
          gssize got = recv (reader->fd, buffer, sizeof buffer, MSG_DONTWAIT);

          if (got > 0)
            take_bytes (self, reader, buffer, (gsize)got, g_get_monotonic_time ());
          else if (got == 0)
            epoll_ctl (self->epoll, EPOLL_CTL_DEL, reader->fd, NULL);
        }
      if (n > 0)
        g_main_context_wakeup (NULL);
    }
  return NULL;
}

TestReaders *
test_readers_start (guint16 port, guint n, const char *token, const char *epoch, gint64 since)
{
  TestReaders *self = g_new0 (TestReaders, 1);
  g_autofree char *request
      = g_strdup_printf ("GET /v1/changes?since=%s:%" G_GINT64_FORMAT " HTTP/1.1\r\nHost: x\r\n"
                         "Authorization: Bearer %s\r\n\r\n",
                         epoch, since, token);

  g_mutex_init (&self->mutex);
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->n = n;
  self->readers = g_new0 (Reader, n);
  self->since = since;
  for (guint i = 0; i < n; i++)
    {
      Reader *reader = &self->readers[i];
      struct epoll_event event = { .events = EPOLLIN, .data.ptr = reader };

      reader->fd = connect_to (port, request);
      reader->last = since;
      epoll_ctl (self->epoll, EPOLL_CTL_ADD, reader->fd, &event);
    }
  self->thread = g_thread_new ("readers", read_in_thread, self);
  return self;
}

void
test_readers_note_sent (TestReaders *self, gint64 seq)
{
  g_mutex_lock (&self->mutex);
  self->sent[(seq - self->since) % MAX_CHANGES] = g_get_monotonic_time ();
  g_mutex_unlock (&self->mutex);
}

void
test_readers_reset (TestReaders *self)
{
  g_mutex_lock (&self->mutex);
  memset (self->slots, 0, sizeof self->slots);
  self->counted = 0;
  g_mutex_unlock (&self->mutex);
}

guint
test_readers_count_ready (TestReaders *self)
{
  return (guint)g_atomic_int_get (&self->ready);
}

guint
test_readers_count_bookmarks (TestReaders *self)
{
  return (guint)g_atomic_int_get (&self->bookmarks);
}

guint64
test_readers_count_changes (TestReaders *self)
{
  guint64 changes;

  g_mutex_lock (&self->mutex);
  changes = self->changes;
  g_mutex_unlock (&self->mutex);
  return changes;
}

guint
test_readers_count_wrong (TestReaders *self)
{
  return (guint)g_atomic_int_get (&self->wrong);
}

double
test_readers_get_delay (TestReaders *self, double part)
{
  guint64 passed = 0;
  guint i;

  g_mutex_lock (&self->mutex);
  for (i = 0; i < N_SLOTS - 1; i++)
    {
      passed += self->slots[i];
      if ((double)passed >= part * (double)self->counted)
        break;
    }
  g_mutex_unlock (&self->mutex);
  return (double)((i + 1) * SLOT_US) / 1000;
}

void
test_readers_stop (TestReaders *self)
{
  g_atomic_int_set (&self->stopped, TRUE);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->n; i++)
    close (self->readers[i].fd);
  close (self->epoll);
  g_mutex_clear (&self->mutex);
  g_free (self->readers);
  g_free (self);
}
