/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The commands of liandong-server: each gets what is behind its name and returns the exit status.
 */
int lian_command_init (int argc, char **argv);
int lian_command_account (int argc, char **argv);
int lian_command_load_dictionary (int argc, char **argv);
int lian_command_dump_dictionary (int argc, char **argv);
int lian_command_serve (int argc, char **argv);
int lian_command_verify (int argc, char **argv);

/* "sqlite:PATH" → PATH; NULL after saying what is wrong. */
const char *lian_command_database (const char *database);
/* Says @error, 1. */
int lian_command_fail (const GError *error);
/* The first line of @file; from the terminal without echo, or from standard input, when @file is
 * NULL. */
char *lian_command_read_password (const char *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
