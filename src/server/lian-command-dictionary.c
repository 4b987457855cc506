/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-codec.h"
#include "lian-dictionary-file.h"
#include "lian-limits.h"
#include "lian-problem.h"
#include "lian-receipt.h"
#include "lian-service-private.h"
#include "lian-table.h"
#include "lian-text.h"
#include "lian-txn.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Whoever may write the database may change its dictionary; the audit says that it was done here.
 */
static const char *const roles[] = { "admin", NULL };
static const LianActor local = { "local", roles, "", NULL };

static gboolean
read_options (const char *what, int *argc, char ***argv, char **database)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, database, "Where the platform is", "sqlite:PATH" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  lian_command_misuse (error);
  return FALSE;
}

/* --- load-dictionary --- */

typedef struct
{
  GAsyncResult *result;
} Answer;

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  answer->result = g_object_ref (result);
}

/* "FILE:17: entry.amount: …", as compilers say it. */
static int
say_problem (const char *file, JsonObject *object)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianProblem) problem = lian_problem_from_json (object, &error);

  if (problem == NULL)
    return lian_command_fail (error);
  g_printerr ("%s:", file);
  if (problem->line != 0)
    g_printerr ("%u:", problem->line);
  if (problem->field != NULL)
    g_printerr (" %s:", problem->field);
  g_printerr (" %s\n", problem->detail);
  return 1;
}

static int
say_answer (const char *file, const LianReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root
      = lian_json_parse (g_bytes_get_data (reply->body, NULL), g_bytes_get_size (reply->body),
                         LIAN_LIMIT_JSON_ANSWER, &error);
  g_autoptr (LianReceipt) receipt = NULL;

  if (root == NULL)
    return lian_command_fail (error);
  if (reply->status >= 400)
    return say_problem (file, json_node_get_object (root));
  receipt = lian_receipt_from_json (json_node_get_object (root), &error);
  if (receipt == NULL)
    return lian_command_fail (error);
  g_print ("loaded, receipt %" G_GINT64_FORMAT "\n", receipt->seq);
  return 0;
}

static int
load (const char *path, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianService) service = NULL;
  g_autoptr (LianReply) reply = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *key = NULL;
  Answer answer = { NULL };
  char *text;
  gsize length;

  if (!g_file_get_contents (file, &text, &length, &error))
    return lian_command_fail (error);
  bytes = g_bytes_new_take (text, length);
  service = lian_service_open (path, &error);
  if (service == NULL)
    return lian_command_fail (error);
  key = lian_uuid7 (lian_clock_get_now (lian_service_get_clock (service)));
  lian_service_load_dictionary (service, &local, "load-dictionary", key, bytes, NULL, NULL,
                                loaded_cb, &answer);
  while (answer.result == NULL)
    g_main_context_iteration (NULL, TRUE);
  reply = lian_service_submit_finish (service, answer.result, &error);
  g_object_unref (answer.result);
  lian_service_close (service);
  return reply != NULL ? say_answer (file, reply) : lian_command_fail (error);
}

/**
 * lian_command_load_dictionary:
 *
 * load-dictionary FILE; the server must not be running.
 *
 * Returns: the exit status: 1 when the file was refused and the old dictionary stays
 */
int
lian_command_load_dictionary (int argc, char **argv)
{
  g_autofree char *database = NULL;
  const char *path;

  if (!read_options ("FILE", &argc, &argv, &database))
    return 2;
  if (argc != 2)
    {
      g_printerr ("load-dictionary FILE --database sqlite:PATH\n");
      return 2;
    }
  path = lian_command_database (database);
  return path != NULL ? load (path, argv[1]) : 2;
}

/* --- dump-dictionary --- */

static gboolean
add_records (LianConn *conn, LianKindId kind, GPtrArray *records, GError **error)
{
  g_autoptr (GPtrArray) some = lian_table_select (conn, lian_kind_get (kind), LIAN_SERVER_PREFIX,
                                                  NULL, "id", G_MAXINT, error);

  if (some == NULL)
    return FALSE;
  for (guint i = 0; i < some->len; i++)
    g_ptr_array_add (records, lian_record_ref (some->pdata[i]));
  return TRUE;
}

static gboolean
read_records (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return add_records (conn, LIAN_KIND_ENTRY, data, error)
         && add_records (conn, LIAN_KIND_DUTY, data, error);
}

/**
 * lian_command_dump_dictionary:
 *
 * dump-dictionary: to standard output; the server may be running.
 *
 * Returns: the exit status
 */
int
lian_command_dump_dictionary (int argc, char **argv)
{
  g_autoptr (GPtrArray) records
      = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_autofree char *database = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = NULL;
  const char *path;

  if (!read_options (NULL, &argc, &argv, &database))
    return 2;
  path = lian_command_database (database);
  if (path == NULL)
    return 2;
  db = lian_db_open (path, LIAN_DB_READ_ONLY, NULL, NULL, &error);
  if (db == NULL || !lian_db_read (db, read_records, records, NULL, &error))
    return lian_command_fail (error);
  text = lian_dictionary_file_print (records);
  if (fputs (text, stdout) == EOF || fflush (stdout) == EOF)
    {
      g_printerr ("%s\n", g_strerror (errno));
      return 1;
    }
  return 0;
}
