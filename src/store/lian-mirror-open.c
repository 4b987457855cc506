/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-mirror-inside.h"
#include "lian-mirror-tables.h"

#include <glib/gstdio.h>

/* The file: opened, checked, made anew. All of it can be fetched again, so whatever is wrong with
 * it is no reason to stay closed; but it is said. */

static gboolean
set_aside (const char *path)
{
  static const char *const others[] = { "-wal", "-shm" };
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  if (g_rename (path, aside) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *other = g_strconcat (path, others[i], NULL);
      g_unlink (other);
    }
  return TRUE;
}

/* What is in use stays so when it fails. */
static gboolean
open_file (LianMirror *self, GError **error)
{
  LianMirrorSchema schema = { 0 };
  LianMirrorMeta meta = { 0 };
  g_autoptr (LianDb) db
      = lian_db_open (self->path, LIAN_DB_UNCHECKED, lian_mirror_file_schema, &schema, error);

  if (db == NULL || !lian_db_read (db, lian_mirror_file_read_meta, &meta, NULL, error))
    {
      lian_mirror_meta_clear (&meta);
      return FALSE;
    }
  if (meta.dictionary == NULL)
    meta.dictionary = lian_dictionary_new_empty ();
  lian_mirror_meta_clear (&self->meta);
  self->meta = meta;
  self->next = meta.link;
  g_set_object (&self->db, db);
  if (schema.remade && self->rebuilt == LIAN_MIRROR_KEPT)
    self->rebuilt = LIAN_MIRROR_OTHER_TABLES;
  return TRUE;
}

/* Of what a new file would be of help against. */
static gboolean
is_of_the_file (const GError *error)
{
  return g_error_matches (error, LIAN_ERROR, LIAN_ERROR_DAMAGED)
         || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TOO_NEW)
         || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_FAILED);
}

static gboolean
open_or_rebuild (LianMirror *self, GError **error)
{
  g_autoptr (GError) failed = NULL;

  if (open_file (self, &failed))
    return TRUE;
  if (is_of_the_file (failed) && set_aside (self->path))
    {
      g_message ("the mirror cannot be used: %s", failed->message);
      self->rebuilt = LIAN_MIRROR_DAMAGED;
      return open_file (self, error);
    }
  g_propagate_error (error, g_steal_pointer (&failed));
  return FALSE;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (LianMirror) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;

  g_weak_ref_clear (weak);
  g_free (weak);
  if (!lian_db_call_finish (LIAN_DB (source), result, NULL, &error) && self != NULL
      && LIAN_DB (source) == self->db)
    lian_mirror_note_damage (self, error);
}

/**
 * lian_mirror_open:
 * @path: a file name
 *
 * Opens the file or makes it; one that cannot be used is renamed to PATH.damaged and made anew.
 * Blocks for that, and not for reading every page, which is done on another thread from now on.
 *
 * Returns: (transfer full): the mirror, or %NULL with %LIAN_ERROR_DISK_FULL, %LIAN_ERROR_BUSY …
 */
LianMirror *
lian_mirror_open (const char *path, GError **error)
{
  g_autoptr (LianMirror) self = g_object_new (LIAN_TYPE_MIRROR, NULL);
  GWeakRef *weak;

  self->path = g_strdup (path);
  if (!open_or_rebuild (self, error))
    return NULL;
  weak = g_new (GWeakRef, 1);
  g_weak_ref_init (weak, self);
  lian_db_check_async (self->db, NULL, checked_cb, weak);
  return g_steal_pointer (&self);
}

/**
 * lian_mirror_was_rebuilt:
 *
 * Returns: why everything has to be fetched again, %LIAN_MIRROR_KEPT (0) when it has not
 */
LianMirrorRebuilt
lian_mirror_was_rebuilt (LianMirror *self)
{
  return self->rebuilt;
}

/*
 * lian_mirror_note_damage:
 *
 * What is still under way in the old file fails, and belongs to no chain of writes any more.
 */
void
lian_mirror_note_damage (LianMirror *self, const GError *error)
{
  g_autoptr (GError) failed = NULL;

  if (!g_error_matches (error, LIAN_ERROR, LIAN_ERROR_DAMAGED) || self->db == NULL)
    return;

  g_message ("the mirror is damaged: %s", error->message);
  lian_db_close (self->db);
  self->in_snapshot = FALSE;
  self->taking = 0;
  g_clear_error (&self->broken);
  if (!set_aside (self->path) || !open_file (self, &failed))
    {
      /* Whoever asks for anything is told that it is closed; the next start tries again. */
      g_message ("the mirror cannot be made anew: %s",
                 failed != NULL ? failed->message : "it cannot be set aside");
      return;
    }
  self->rebuilt = LIAN_MIRROR_DAMAGED;
  g_signal_emit_by_name (self, "rebuilt");
  g_signal_emit_by_name (self, "dictionary-changed");
  g_signal_emit_by_name (self, "changed", (G_GUINT64_CONSTANT (1) << LIAN_N_KINDS) - 1, NULL);
}
