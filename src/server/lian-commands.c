/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-operation.h"
#include "lian-password.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/**
 * lian_command_database:
 * @database: (nullable): as given
 *
 * Returns: (transfer none) (nullable): the file
 */
const char *
lian_command_database (const char *database)
{
  if (database == NULL)
    g_printerr ("Which database? Say --database sqlite:PATH.\n");
  else if (!g_str_has_prefix (database, "sqlite:") || database[strlen ("sqlite:")] == '\0')
    g_printerr ("Only SQLite databases are known here: --database sqlite:PATH.\n");
  else
    return database + strlen ("sqlite:");
  return NULL;
}

/**
 * lian_command_fail:
 *
 * Returns: 1
 */
int
lian_command_fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return 1;
}

/**
 * lian_command_misuse:
 *
 * Returns: 2
 */
int
lian_command_misuse (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return 2;
}

/**
 * lian_command_check_speed:
 * @command: whose option it is
 *
 * Returns: whether a platform's day can go so fast
 */
gboolean
lian_command_check_speed (const char *command, int speed)
{
  if (speed >= 1 && speed <= LIAN_CLOCK_MAX_RATE)
    return TRUE;
  g_printerr ("%s: --speed is a number from 1 to %d.\n", command, LIAN_CLOCK_MAX_RATE);
  return FALSE;
}

/**
 * lian_command_say:
 * @value: (nullable): the member is left out without it
 */
void
lian_command_say (JsonObject *request, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (request, member, value);
}

static gboolean
operate (const char *path, JsonObject *request, GString *said, GError **error)
{
  g_autoptr (GError) failed = NULL;
  g_autoptr (LianService) service = lian_service_open (path, &failed);
  gboolean done;

  if (service == NULL && g_error_matches (failed, LIAN_ERROR, LIAN_ERROR_BUSY))
    return lian_operation_ask (path, request, said, error);
  if (service == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return FALSE;
    }
  done = lian_operation_run (service, request, said, error);
  lian_service_close (service);
  return done;
}

/**
 * lian_command_operate:
 * @database: (nullable): as given
 * @request: see lian-operation.h
 *
 * A database has one writer: when a server has it, that one is asked to do it.
 *
 * Returns: the exit status
 */
int
lian_command_operate (const char *database, JsonObject *request)
{
  const char *path = lian_command_database (database);
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return 2;
  if (!operate (path, request, said, &error))
    return lian_command_fail (error);
  if (fputs (said->str, stdout) == EOF || fflush (stdout) == EOF)
    {
      g_printerr ("%s\n", g_strerror (errno));
      return 1;
    }
  return 0;
}

static char *
read_line (FILE *stream)
{
  char line[2048];
  char *text = NULL;

  if (fgets (line, sizeof line, stream) != NULL)
    {
      line[strcspn (line, "\r\n")] = '\0';
      text = g_strdup (line);
    }
  explicit_bzero (line, sizeof line);
  return text;
}

/* From a terminal without showing what is typed. */
static char *
prompt (void)
{
  struct termios before;
  struct termios silent;
  gboolean terminal = tcgetattr (STDIN_FILENO, &before) == 0;
  char *text;

  if (terminal)
    {
      silent = before;
      silent.c_lflag &= ~(tcflag_t)ECHO;
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
      g_printerr ("Password: ");
    }
  text = read_line (stdin);
  if (terminal)
    {
      tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
      g_printerr ("\n");
    }
  return text;
}

/**
 * lian_command_read_password:
 * @file: (nullable): a file whose first line it is
 *
 * Returns: (transfer full): an acceptable password
 */
char *
lian_command_read_password (const char *file, GError **error)
{
  g_autofree char *text = NULL;

  if (file != NULL)
    {
      FILE *stream = fopen (file, "re");

      if (stream != NULL)
        {
          text = read_line (stream);
          fclose (stream);
        }
    }
  else
    text = prompt ();
  if (text == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND, "no password in %s",
                   file != NULL ? file : "the input");
      return NULL;
    }
  if (!lian_password_is_acceptable (text, error))
    return NULL;
  return g_steal_pointer (&text);
}
