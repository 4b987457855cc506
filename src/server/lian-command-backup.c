/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-backup.h"

/* The file and where the database is; FALSE after saying what is wrong, with the exit status. */
static gboolean
read_arguments (int argc, char **argv, const char *name, const char **file, char **database,
                const char **path)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, database, "Where the platform is", "sqlite:PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    lian_command_misuse (error);
  else if (argc != 2)
    g_printerr ("%s FILE --database sqlite:PATH\n", name);
  else
    {
      *file = argv[1];
      *path = lian_command_database (*database);
      return *path != NULL;
    }
  return FALSE;
}

static int
say_verified (const char *what, const LianVerified *verified)
{
  g_print ("%s: %" G_GINT64_FORMAT " rows of the audit and %" G_GINT64_FORMAT
           " of all tables, all of them right\n",
           what, verified->n_audit, verified->n_sealed);
  return 0;
}

/**
 * lian_command_backup:
 *
 * backup FILE; the server may be running.
 *
 * Returns: the exit status: 0 when there is a whole and verified copy
 */
int
lian_command_backup (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autoptr (GError) error = NULL;
  const char *file;
  const char *path;
  LianVerified verified;

  if (!read_arguments (argc, argv, "backup", &file, &database, &path))
    return 2;
  if (!lian_backup_make (path, file, &verified, &error))
    return lian_command_fail (error);
  return say_verified (file, &verified);
}

/**
 * lian_command_restore:
 *
 * restore FILE, to a database that does not exist.
 *
 * Returns: the exit status
 */
int
lian_command_restore (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autoptr (GError) error = NULL;
  const char *file;
  const char *path;
  LianVerified verified;

  if (!read_arguments (argc, argv, "restore", &file, &database, &path))
    return 2;
  if (!lian_backup_restore (file, path, &verified, &error))
    return lian_command_fail (error);
  return say_verified (path, &verified);
}
