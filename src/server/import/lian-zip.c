/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-zip.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>
#include <zip.h>

#define CHUNK (64 * 1024)
#define RATIO_FROM                                                              \
  (1024 * 1024) /* unpacked bytes: small parts of white space are nobody's bomb \
                 */

struct _LianZip
{
  GBytes *file;
  zip_t *archive;
  guint64 unpacked;
};

static gboolean
invalid (GError **error, const char *what, const char *reason)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: %s", what, reason);
  return FALSE;
}

static gboolean
too_large (GError **error, const char *what, const char *limit, guint64 most)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
               "%s: beyond the limit of %s (%" G_GUINT64_FORMAT
               "): this may be a zip bomb and is not unpacked",
               what, limit, most);
  return FALSE;
}

/* What the directory promises. */
static gboolean
check_directory (LianZip *self, GError **error)
{
  zip_int64_t n = zip_get_num_entries (self->archive, 0);
  guint64 sum = 0;

  if (n > LIAN_LIMIT_IMPORT_ENTRIES)
    return too_large (error, "archive", "entries", LIAN_LIMIT_IMPORT_ENTRIES);
  for (zip_int64_t i = 0; i < n; i++)
    {
      zip_stat_t stat;

      zip_stat_init (&stat);
      if (zip_stat_index (self->archive, (zip_uint64_t)i, 0, &stat) != 0
          || !(stat.valid & ZIP_STAT_SIZE))
        return invalid (error, "archive", "its directory cannot be read");
      if (stat.size > LIAN_LIMIT_IMPORT_ENTRY)
        return too_large (error, "archive", "bytes in one entry", LIAN_LIMIT_IMPORT_ENTRY);
      sum += stat.size;
    }
  return sum <= LIAN_LIMIT_IMPORT_UNPACKED
         || too_large (error, "archive", "bytes unpacked", LIAN_LIMIT_IMPORT_UNPACKED);
}

/**
 * lian_zip_open:
 *
 * Returns: (transfer full): %NULL with %LIAN_ERROR_INVALID or %LIAN_ERROR_TOO_LARGE
 */
LianZip *
lian_zip_open (GBytes *file, GError **error)
{
  g_autoptr (LianZip) self = g_new0 (LianZip, 1);
  gsize length;
  const void *data = g_bytes_get_data (file, &length);
  zip_error_t failed;
  zip_source_t *source;

  self->file = g_bytes_ref (file);
  zip_error_init (&failed);
  source = zip_source_buffer_create (data, length, 0, &failed);
  if (source != NULL)
    {
      self->archive = zip_open_from_source (source, ZIP_RDONLY, &failed);
      if (self->archive == NULL)
        zip_source_free (source);
    }
  if (self->archive == NULL)
    invalid (error, "archive", zip_error_strerror (&failed));
  zip_error_fini (&failed);
  if (self->archive == NULL || !check_directory (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * lian_zip_close:
 * @self: (nullable): an archive
 */
void
lian_zip_close (LianZip *self)
{
  if (self == NULL)
    return;
  if (self->archive != NULL)
    zip_discard (self->archive);
  g_bytes_unref (self->file);
  g_free (self);
}

gboolean
lian_zip_has (LianZip *self, const char *name)
{
  return zip_name_locate (self->archive, name, 0) >= 0;
}

static zip_file_t *
open_entry (LianZip *self, const char *name, guint64 *packed, GError **error)
{
  zip_int64_t index = zip_name_locate (self->archive, name, 0);
  zip_file_t *entry;
  zip_stat_t stat;

  zip_stat_init (&stat);
  if (index < 0 || zip_stat_index (self->archive, (zip_uint64_t)index, 0, &stat) != 0)
    invalid (error, name, "is missing");
  else if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
    invalid (error, name, "is encrypted: save it without a password");
  else if (!(stat.valid & ZIP_STAT_COMP_METHOD)
           || (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE))
    invalid (error, name, "is packed in a way that spreadsheets do not use");
  else
    {
      *packed = stat.valid & ZIP_STAT_COMP_SIZE ? stat.comp_size : 0;
      entry = zip_fopen_index (self->archive, (zip_uint64_t)index, 0);
      if (entry != NULL)
        return entry;
      invalid (error, name, "cannot be unpacked");
    }
  return NULL;
}

static gboolean
count (LianZip *self, const char *name, guint64 packed, guint64 unpacked, guint64 more,
       GError **error)
{
  self->unpacked += more;
  if (unpacked > LIAN_LIMIT_IMPORT_ENTRY)
    return too_large (error, name, "bytes in one entry", LIAN_LIMIT_IMPORT_ENTRY);
  if (self->unpacked > LIAN_LIMIT_IMPORT_UNPACKED)
    return too_large (error, name, "bytes unpacked", LIAN_LIMIT_IMPORT_UNPACKED);
  if (unpacked > RATIO_FROM && unpacked / MAX (packed, 1) > LIAN_LIMIT_IMPORT_RATIO)
    return too_large (error, name, "ratio of unpacked to packed", LIAN_LIMIT_IMPORT_RATIO);
  return TRUE;
}

/**
 * lian_zip_read:
 * @name: of an entry
 * @func: gets what is in it piece by piece
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID, %LIAN_ERROR_TOO_LARGE or what @func says
 */
gboolean
lian_zip_read (LianZip *self, const char *name, LianZipFunc func, gpointer user_data,
               GError **error)
{
  guint64 packed = 0, unpacked = 0;
  zip_file_t *entry = open_entry (self, name, &packed, error);
  g_autofree char *chunk = NULL;
  gboolean done = TRUE;

  if (entry == NULL)
    return FALSE;
  chunk = g_malloc (CHUNK);
  for (;;)
    {
      zip_int64_t n = zip_fread (entry, chunk, CHUNK);

      if (n < 0)
        done = invalid (error, name, "is damaged");
      if (n <= 0)
        break;
      unpacked += (guint64)n;
      done = count (self, name, packed, unpacked, (guint64)n, error)
             && func (chunk, (gsize)n, user_data, error);
      if (!done)
        break;
    }
  zip_fclose (entry);
  return done;
}
