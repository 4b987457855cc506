/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-service-private.h"

/**
 * lian_command_migrate:
 *
 * migrate: a database of an older version of the program, which nobody serves.
 *
 * Returns: the exit status: 0 when it can be served
 */
int
lian_command_migrate (int argc, char **argv)
{
  g_autofree char *database = NULL;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the platform is", "sqlite:PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  const char *path;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  path = lian_command_database (database);
  if (path == NULL)
    return 2;
  if (!lian_service_migrate (path, said, &error))
    return lian_command_fail (error);
  g_print ("%s", said->len > 0 ? said->str : "nothing to be done: it is of this version\n");
  return 0;
}
