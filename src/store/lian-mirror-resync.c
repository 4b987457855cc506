/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-inside.h"

/* Kinds taken anew beside the picture, and who may see it. */

static gboolean
is_resyncing (LianMirror *self)
{
  return self->taking != 0 && !self->in_snapshot;
}

/**
 * lian_mirror_get_due:
 *
 * Returns: kinds (bit n = kind n) that have to be taken anew: a bookmark told that they differ, it
 * was asked for, or their table has a new column. Survives the program.
 */
guint64
lian_mirror_get_due (LianMirror *self)
{
  return self->meta.due;
}

/**
 * lian_mirror_mark_due:
 * @kinds: bit n = kind n
 *
 * These have to be taken anew even if their digests are right.
 */
void
lian_mirror_mark_due (LianMirror *self, guint64 kinds, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  LianMirrorWrite *write = lian_mirror_write_new (self->next, self->in_snapshot);

  write->taken = kinds;
  lian_mirror_queue_write (self, write, lian_mirror_file_mark, lian_mirror_mark_due, cancellable,
                           callback, user_data);
}

/**
 * lian_mirror_mark_due_finish:
 *
 * Returns: whether it is remembered
 */
gboolean
lian_mirror_mark_due_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  return lian_mirror_finish_write (self, result, lian_mirror_mark_due, error);
}

/**
 * lian_mirror_begin_resync:
 * @kinds: bit n = kind n
 *
 * Begins a shadow of each of @kinds, in place of any other. Pages go there; what the feed brings
 * goes to picture and shadow. Not during a snapshot, which takes all kinds anyway. That it failed
 * is told by what follows.
 */
void
lian_mirror_begin_resync (LianMirror *self, guint64 kinds)
{
  LianMirrorWrite *write;

  if (self->in_snapshot || kinds == 0)
    return;
  write = lian_mirror_write_new (self->next, FALSE);
  write->taken = kinds;
  self->taking = kinds;
  self->filled = FALSE;
  lian_mirror_queue_write (self, write, lian_mirror_file_begin, lian_mirror_begin_resync, NULL,
                           NULL, NULL);
}

/**
 * lian_mirror_end_resync:
 *
 * All pages were given. The next bookmark at which a shadow is what the server says switches it in
 * its own transaction: what is shown was proved before. Without digests it is believed.
 */
void
lian_mirror_end_resync (LianMirror *self)
{
  self->filled = is_resyncing (self);
}

/**
 * lian_mirror_get_resync:
 *
 * Returns: the kinds whose shadows are being made, 0 when there are none (any more)
 */
guint64
lian_mirror_get_resync (LianMirror *self)
{
  return is_resyncing (self) ? self->taking : 0;
}

/**
 * lian_mirror_get_scope:
 *
 * Returns: (transfer none): whose rights the picture shows, as it was given to lian_mirror_admit(),
 * "" when nobody's
 */
const char *
lian_mirror_get_scope (LianMirror *self)
{
  return self->meta.scope;
}

/**
 * lian_mirror_is_concealed:
 *
 * Returns: whether there is a picture that must not be shown until it is known who is there
 */
gboolean
lian_mirror_is_concealed (LianMirror *self)
{
  return self->meta.concealed;
}

/**
 * lian_mirror_admit:
 * @scope: the account and its rights, in any form that differs when they do
 *
 * Somebody has signed in. If the picture was taken with these rights it is shown from now on;
 * otherwise it is thrown away, position and dictionary included, so that nothing of it can be seen.
 * "changed" comes before @callback.
 */
void
lian_mirror_admit (LianMirror *self, const char *scope, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  LianMirrorWrite *write = lian_mirror_write_new (self->next, FALSE);

  write->scope = g_strdup (scope);
  self->in_snapshot = FALSE;
  self->taking = 0;
  lian_mirror_queue_write (self, write, lian_mirror_file_admit, lian_mirror_admit, cancellable,
                           callback, user_data);
}

/**
 * lian_mirror_admit_finish:
 *
 * Returns: whether what is shown now is for the rights given; if not, nothing has changed
 */
gboolean
lian_mirror_admit_finish (LianMirror *self, GAsyncResult *result, GError **error)
{
  return lian_mirror_finish_write (self, result, lian_mirror_admit, error);
}

/**
 * lian_mirror_conceal:
 *
 * Nobody is there any more: the picture is kept and not shown until lian_mirror_admit().
 */
void
lian_mirror_conceal (LianMirror *self)
{
  LianMirrorWrite *write = lian_mirror_write_new (self->next, FALSE);

  write->conceals = TRUE;
  /* At once for whoever asks; for queries when it is stored. */
  self->meta.concealed = TRUE;
  self->in_snapshot = FALSE;
  self->taking = 0;
  lian_mirror_queue_write (self, write, lian_mirror_file_conceal, lian_mirror_conceal, NULL, NULL,
                           NULL);
}
