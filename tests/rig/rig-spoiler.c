/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rig-spoiler.h"

#include "lian-change-batch.h"
#include "lian-mirror.h"

#include <glib/gstdio.h>

static char *note;    /* (nullable): its file */
static gboolean next; /* event is to be lost */
static gboolean at_work;
static guint asked;        /* bookmarks so far */
static guint asked_before; /* it was lost: those say nothing about it */
static guint answering;    /* this one */

typedef struct
{
  guint number;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Bookmark;

gboolean __real_lian_change_batch_add (LianChangeBatch *self, LianChange *change,
                                       const char *position, gboolean more);
gboolean __wrap_lian_change_batch_add (LianChangeBatch *self, LianChange *change,
                                       const char *position, gboolean more);
void __real_lian_mirror_bookmark (LianMirror *self, const char *position, gint64 as_of,
                                  GHashTable *digests, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
void __wrap_lian_mirror_bookmark (LianMirror *self, const char *position, gint64 as_of,
                                  GHashTable *digests, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean __real_lian_mirror_bookmark_finish (LianMirror *self, GAsyncResult *result,
                                             char ***different, GError **error);
gboolean __wrap_lian_mirror_bookmark_finish (LianMirror *self, GAsyncResult *result,
                                             char ***different, GError **error);

/**
 * rig_spoiler_init:
 * @directory: of the console
 *
 * What an earlier run has spoilt is still so.
 */
void
rig_spoiler_init (const char *directory)
{
  note = g_build_filename (directory, "spoilt", NULL);
  at_work = g_file_test (note, G_FILE_TEST_EXISTS);
}

void
rig_spoiler_drop_next (void)
{
  next = TRUE;
}

gboolean
rig_spoiler_is_at_work (void)
{
  return at_work;
}

gboolean
__wrap_lian_change_batch_add (LianChangeBatch *self, LianChange *change, const char *position,
                              gboolean more)
{
  if (next && change != NULL && g_file_set_contents (note, "", 0, NULL))
    {
      next = FALSE;
      at_work = TRUE;
      asked_before = asked;
      g_clear_pointer (&change, lian_change_free);
    }
  return __real_lian_change_batch_add (self, change, position, more);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Bookmark *bookmark = data;

  answering = bookmark->number;
  bookmark->callback (source, result, bookmark->user_data);
}

void
__wrap_lian_mirror_bookmark (LianMirror *self, const char *position, gint64 as_of,
                             GHashTable *digests, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  Bookmark *bookmark = g_new (Bookmark, 1);

  bookmark->number = ++asked;
  bookmark->callback = callback;
  bookmark->user_data = user_data;
  __real_lian_mirror_bookmark (self, position, as_of, digests, cancellable, answered_cb, bookmark);
}

gboolean
__wrap_lian_mirror_bookmark_finish (LianMirror *self, GAsyncResult *result, char ***different,
                                    GError **error)
{
  gboolean done = __real_lian_mirror_bookmark_finish (self, result, different, error);

  if (!done || *different != NULL || lian_mirror_get_due (self) != 0 || !at_work
      || answering <= asked_before)
    return done;
  at_work = FALSE;
  g_unlink (note);
  return done;
}
