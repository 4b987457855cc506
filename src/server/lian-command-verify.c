/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-verify.h"

/**
 * lian_command_verify:
 *
 * Holds a database that is not being served against everything that is known about it.
 *
 * Returns: the exit status: 0 when every row is what was written
 */
int
lian_command_verify (int argc, char **argv)
{
  g_autofree char *database = NULL;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the platform is", "sqlite:PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  LianVerified verified;
  const char *path;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  path = lian_command_database (database);
  if (path == NULL)
    return 2;
  if (!lian_verify_file (path, &verified, &error))
    return lian_command_fail (error);
  g_print ("%" G_GINT64_FORMAT " rows of the audit and %" G_GINT64_FORMAT
           " of all tables, all of them right\n",
           verified.n_audit, verified.n_sealed);
  return 0;
}
