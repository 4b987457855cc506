/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

/**
 * lian_command_token:
 *
 * token add ACCOUNT, token list, token revoke ID
 *
 * Returns: the exit status
 */
int
lian_command_token (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autofree char *seat = NULL;
  g_autofree char *operation = NULL;
  g_autofree char *days_text = NULL;
  int days = 365;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where the platform is", "sqlite:PATH" },
    { "seat", 0, 0, G_OPTION_ARG_STRING, &seat, "Where the token is used", "NAME" },
    { "days", 0, 0, G_OPTION_ARG_INT, &days, "After which it ends (365)", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("add ACCOUNT | list | revoke ID");
  g_autoptr (JsonObject) request = json_object_new ();
  g_autoptr (GError) error = NULL;
  const char *verb;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  verb = argc >= 2 ? argv[1] : "";
  if (!(argc == 3 && (g_str_equal (verb, "add") || g_str_equal (verb, "revoke")))
      && !(argc == 2 && g_str_equal (verb, "list")))
    {
      g_printerr ("token add ACCOUNT, token list or token revoke ID\n");
      return 2;
    }
  operation = g_strconcat ("token-", verb, NULL);
  days_text = g_strdup_printf ("%d", days);
  lian_command_say (request, "operation", operation);
  lian_command_say (request, g_str_equal (verb, "add") ? "account" : "id", argv[2]);
  lian_command_say (request, "seat", seat);
  lian_command_say (request, "days", days_text);
  return lian_command_operate (database, request);
}
