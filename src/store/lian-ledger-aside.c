/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-ledger-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* The time of the last change of the damaged file: the moment of its last promise, and no clock is
 * asked. */
static char *
name_aside (const char *path)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *stamp = NULL;
  g_autofree char *base = NULL;
  GStatBuf status;
  char *name;

  if (g_stat (path, &status) != 0)
    status.st_mtime = 0;
  utc = g_date_time_new_from_unix_utc (status.st_mtime);
  local = lian_time_to_local (g_date_time_to_unix (utc) * G_TIME_SPAN_SECOND);
  stamp = g_date_time_format (local, "%Y%m%d-%H%M%S");
  base = g_strdup_printf ("%s.damaged-%s", path, stamp);

  name = g_strdup (base);
  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s-%u", base, i);
    }
  return name;
}

/*
 * lian_ledger_set_file_aside:
 *
 * Renames a damaged ledger. Its log goes along: it may hold the last promises.
 */
gboolean
lian_ledger_set_file_aside (const char *path, GError **error)
{
  static const char *const parts[] = { "-wal", "-shm", "" };
  g_autofree char *aside = name_aside (path);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *from = g_strconcat (path, parts[i], NULL);
      g_autofree char *to = g_strconcat (aside, parts[i], NULL);

      if (g_rename (from, to) != 0 && parts[i][0] == '\0')
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED,
                       "the ledger is damaged and cannot be set aside as %s", aside);
          return FALSE;
        }
    }
  return TRUE;
}

/*
 * lian_ledger_find_set_aside:
 *
 * Returns: (transfer full) (nullable): the newest ledger that was set aside, also by a run that
 * ended before it could say so
 */
char *
lian_ledger_find_set_aside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *file = g_path_get_basename (path);
  g_autofree char *prefix = g_strconcat (file, ".damaged-", NULL);
  g_autofree char *found = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (!g_str_has_prefix (name, prefix) || g_str_has_suffix (name, "-wal")
          || g_str_has_suffix (name, "-shm"))
        continue;
      if (found != NULL && strcmp (name, found) <= 0)
        continue;
      g_free (found);
      found = g_strdup (name);
    }
  return found != NULL ? g_build_filename (folder, found, NULL) : NULL;
}
