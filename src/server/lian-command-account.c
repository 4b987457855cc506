/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-error.h"
#include "lian-password.h"

#include <string.h>

typedef struct
{
  char *database;
  char *roles;
  char *region;
  char *name;
  char *unit;
  char *password_file;
  gboolean password;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->database);
  g_free (options->roles);
  g_free (options->region);
  g_free (options->name);
  g_free (options->unit);
  g_free (options->password_file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const struct
{
  const char *verb;
  gboolean named;
} verbs[] = {
  { "add", TRUE }, { "change", TRUE }, { "enable", TRUE }, { "disable", TRUE }, { "list", FALSE },
};

/* Only the hash goes to whoever has the database. */
static gboolean
add_hash (const Options *options, JsonObject *request, GError **error)
{
  g_autofree char *password = lian_command_read_password (options->password_file, error);
  g_autofree char *hash = NULL;

  if (password == NULL)
    return FALSE;
  hash = lian_password_hash (password, error);
  explicit_bzero (password, strlen (password));
  lian_command_say (request, "hash", hash);
  return hash != NULL;
}

static int
run (const Options *options, const char *verb, const char *account)
{
  g_autoptr (JsonObject) request = json_object_new ();
  g_autofree char *operation = g_strconcat ("account-", verb, NULL);
  gboolean add = g_str_equal (verb, "add");
  gboolean change = g_str_equal (verb, "change");
  g_autoptr (GError) error = NULL;

  if (lian_command_database (options->database) == NULL)
    return 2;
  if (add && (options->roles == NULL || *options->roles == '\0' || options->region == NULL))
    {
      g_printerr ("account add: --role and --region are needed (--region '' for all)\n");
      return 2;
    }
  lian_command_say (request, "operation", operation);
  lian_command_say (request, "account", account);
  lian_command_say (request, "role", options->roles);
  lian_command_say (request, "region", options->region);
  lian_command_say (request, "name", options->name);
  lian_command_say (request, "unit", options->unit);
  if ((add || (change && (options->password || options->password_file != NULL)))
      && !add_hash (options, request, &error))
    return lian_command_fail (error);
  return lian_command_operate (options->database, request);
}

/**
 * lian_command_account:
 *
 * account add NAME, account change NAME, account enable NAME, account disable NAME, account list;
 * the server may be running.
 *
 * Returns: the exit status
 */
int
lian_command_account (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options.database, "Where the platform is",
      "sqlite:PATH" },
    { "role", 0, 0, G_OPTION_ARG_STRING, &options.roles, "What it may do", "ROLE[,ROLE]" },
    { "region", 0, 0, G_OPTION_ARG_STRING, &options.region, "What it may see", "CODE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, "How people call it", "NAME" },
    { "unit", 0, 0, G_OPTION_ARG_STRING, &options.unit, "Whose unit it acts for", "ID" },
    { "password", 0, 0, G_OPTION_ARG_NONE, &options.password, "Change the password: ask for it",
      NULL },
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
      "First line is the password (otherwise asked for)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context
      = g_option_context_new ("add NAME | change NAME | enable NAME | disable NAME | list");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].verb) && argc == (verbs[i].named ? 3 : 2))
      return run (&options, argv[1], verbs[i].named ? argv[2] : NULL);
  g_printerr ("account add NAME, account change NAME, account enable NAME, account disable NAME or"
              " account list\n");
  return 2;
}
