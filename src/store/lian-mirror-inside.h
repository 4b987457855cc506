/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-mirror-file.h"
#include "lian-mirror.h"

G_BEGIN_DECLS

/* LianMirror as its own files see it. */

struct _LianMirror
{
  GObject parent_instance;

  LianDb *db; /* (owned) */
  char *path;
  LianMirrorRebuilt rebuilt;

  /* As stored: server, epoch, position … of the present picture. */
  LianMirrorMeta meta;

  gint64 next;    /* number of the next write; meta.link is the number of those stored */
  GError *broken; /* why the first write of a torn chain failed */

  /* Kinds that are taken anew beside the picture; all their pages are there. */
  guint64 taking;
  gboolean filled;

  /* The snapshot under way; pages and events go to the shadow. */
  gboolean in_snapshot;
  char *server_id;
  char *epoch;
  char *server_name;
  gboolean demonstration;
};

/* Writes go one behind the other; @write (ownership taken) carries the number of its place. */
void lian_mirror_queue_write (LianMirror *self, LianMirrorWrite *write, LianDbFunc func,
                              gpointer source_tag, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_mirror_finish_write (LianMirror *self, GAsyncResult *result, gpointer source_tag,
                                   GError **error);
/* If @error says that the file is damaged, it is made anew behind the back of whoever uses it. */
void lian_mirror_note_damage (LianMirror *self, const GError *error);

G_END_DECLS
