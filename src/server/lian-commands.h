/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The commands of liandong-server: each gets what is behind its name and returns the exit status.
 */
int lian_command_init (int argc, char **argv);
int lian_command_account (int argc, char **argv);
int lian_command_backup (int argc, char **argv);
int lian_command_restore (int argc, char **argv);
int lian_command_load_dictionary (int argc, char **argv);
int lian_command_dump_dictionary (int argc, char **argv);
int lian_command_token (int argc, char **argv);
int lian_command_import (int argc, char **argv);
int lian_command_serve (int argc, char **argv);
int lian_command_migrate (int argc, char **argv);
int lian_command_simulate (int argc, char **argv);
int lian_command_verify (int argc, char **argv);

/* "sqlite:PATH" → PATH; NULL after saying what is wrong. */
const char *lian_command_database (const char *database);
/* Says @error, 1. */
int lian_command_fail (const GError *error);
/* Says @error, which is about the command line, 2. */
int lian_command_misuse (const GError *error);
/* FALSE after saying that @speed is none. */
gboolean lian_command_check_speed (const char *command, int speed);
/* Adds a member to a request; nothing when @value is NULL. */
void lian_command_say (JsonObject *request, const char *member, const char *value);
/* Does @request (lian-operation.h) or has the server do it that has the database, and prints what
 * there is to tell. */
int lian_command_operate (const char *database, JsonObject *request);
/* The first line of @file; from the terminal without echo, or from standard input, when @file is
 * NULL. */
char *lian_command_read_password (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
