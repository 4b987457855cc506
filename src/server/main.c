/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"
#include "lian-config.h"
#include "lian-log.h"

#include <locale.h>
#include <stdio.h>
#include <sys/stat.h>

static const struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} commands[] = {
  { "init", lian_command_init, "make a database, with --county small the demonstration" },
  { "account", lian_command_account, "add, change, list or disable accounts" },
  { "token", lian_command_token, "issue, list or revoke tokens of walls and connectors" },
  { "serve", lian_command_serve, "serve the smart-community API" },
  { "simulate", lian_command_simulate, "let the demonstration live for some hours" },
  { "load-dictionary", lian_command_load_dictionary,
    "put a dictionary file in the present one's place" },
  { "dump-dictionary", lian_command_dump_dictionary, "write the present dictionary as a file" },
  { "backup", lian_command_backup, "make a verified copy; the server may be running" },
  { "restore", lian_command_restore, "make a database from a backup, under a new epoch" },
  { "migrate", lian_command_migrate, "bring a database of an older version up to this one" },
  { "import", lian_command_import, "put GeoJSON regions, grids, places or case lists in" },
  { "verify", lian_command_verify, "hold every row against what was written" },
};

static int
show_usage (FILE *stream, int status)
{
  fprintf (stream, "liandong-server COMMAND --database sqlite:PATH …\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (stream, "  %-15s  %s\n", commands[i].name, commands[i].summary);
  fprintf (stream,
           "\nEach command explains itself with --help; man liandong-server has all of it.\n");
  return status;
}

/* help COMMAND is COMMAND --help. */
static int
help (int argc, char **argv)
{
  char option[] = "--help";
  char *arguments[] = { argc == 3 ? argv[2] : NULL, option, NULL };

  for (guint i = 0; argc == 3 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[2], commands[i].name))
      return commands[i].run (2, arguments);
  return argc == 2 ? show_usage (stdout, 0) : show_usage (stderr, 2);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  /* What is in a database is nobody else's to read. */
  umask (0077);
  /* HTTP/2 of libsoup 3.2 has holes that were never mended in Debian 12. */
  g_unsetenv ("SOUP_SERVER_HTTP2");
  /* Older versions are refused in the handshake already, unless somebody knows better. */
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:%COMPAT:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2", FALSE);
  lian_log_install ();
  g_set_prgname ("liandong-server");

  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("liandong-server %s\n", LIAN_VERSION);
      return 0;
    }
  for (guint i = 0; argc >= 2 && i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  if (argc >= 2 && (g_str_equal (argv[1], "help") || g_str_equal (argv[1], "--help")))
    return help (argc, argv);
  return show_usage (stderr, 2);
}
