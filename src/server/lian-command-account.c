/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-error.h"
#include "lian-password.h"
#include "lian-service-private.h"

#include <string.h>

typedef struct
{
  char *database;
  char *roles;
  char *region;
  char *name;
  char *unit;
  char *password_file;
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

static gboolean
add (LianService *service, const Options *options, const char *account, GError **error)
{
  g_auto (GStrv) roles = NULL;
  g_autofree char *password = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (LianPerson) person = NULL;

  if (options->roles == NULL || *options->roles == '\0' || options->region == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "account add: --role and --region are needed (--region '' for all)");
      return FALSE;
    }
  roles = g_strsplit (options->roles, ",", -1);
  password = lian_command_read_password (options->password_file, error);
  if (password == NULL)
    return FALSE;
  hash = lian_password_hash (password, error);
  explicit_bzero (password, strlen (password));
  if (hash == NULL)
    return FALSE;
  person = lian_person_new (account, options->name, (const char *const *)roles, options->region,
                            options->unit);
  return lian_service_add_account (service, person, hash, error);
}

static void
list (LianService *service)
{
  g_autoptr (GList) names = g_hash_table_get_keys (service->accounts);

  names = g_list_sort (names, (GCompareFunc)strcmp);
  for (GList *l = names; l != NULL; l = l->next)
    {
      const LianAccount *account = g_hash_table_lookup (service->accounts, l->data);
      g_autofree char *roles = g_strjoinv (",", account->person->roles);

      g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", account->person->account, account->person->name, roles,
               account->person->region_code,
               account->person->unit_id != NULL ? account->person->unit_id : "-",
               account->disabled ? "disabled" : "active");
    }
}

static int
run (const Options *options, const char *verb, const char *account)
{
  const char *path = lian_command_database (options->database);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianService) service = NULL;
  gboolean done = TRUE;

  if (path == NULL)
    return 2;
  service = lian_service_open (path, &error);
  if (service == NULL)
    return lian_command_fail (error);
  if (g_str_equal (verb, "add"))
    done = add (service, options, account, &error);
  else if (g_str_equal (verb, "disable"))
    done = lian_service_disable_account (service, account, &error);
  else
    list (service);
  lian_service_close (service);
  return done ? 0 : lian_command_fail (error);
}

/**
 * lian_command_account:
 *
 * account add NAME, account list, account disable NAME
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
    { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options.password_file,
      "First line is the password (otherwise asked for)", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("add NAME | list | disable NAME");
  g_autoptr (GError) error = NULL;
  gboolean with_name;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_fail (error);
  with_name = argc >= 2 && (g_str_equal (argv[1], "add") || g_str_equal (argv[1], "disable"));
  if (argc != (with_name ? 3 : 2) || (!with_name && !g_str_equal (argv[1], "list")))
    {
      g_printerr ("account add NAME, account list or account disable NAME\n");
      return 2;
    }
  return run (&options, argv[1], with_name ? argv[2] : NULL);
}
