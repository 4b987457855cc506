/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"
#include "lian-config.h"

#include <locale.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} commands[] = {
  { "init", lian_command_init, "make a database, with --county small the demonstration" },
  { "account", lian_command_account, "add, list or disable accounts" },
  { "serve", lian_command_serve, "serve the smart-community API" },
  { "load-dictionary", lian_command_load_dictionary,
    "put a dictionary file in the present one's place" },
  { "dump-dictionary", lian_command_dump_dictionary, "write the present dictionary as a file" },
  { "verify", lian_command_verify, "hold every row against what was written" },
};

static int
show_usage (void)
{
  g_printerr ("liandong-server COMMAND --database sqlite:PATH …\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_printerr ("  %-15s  %s\n", commands[i].name, commands[i].summary);
  g_printerr ("\nEach command explains itself with --help.\n");
  return 2;
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* HTTP/2 of libsoup 3.2 has holes that were never mended in Debian 12. */
  g_unsetenv ("SOUP_SERVER_HTTP2");
  g_set_prgname ("liandong-server");

  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("liandong-server %s\n", LIAN_VERSION);
      return 0;
    }
  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  return show_usage ();
}
