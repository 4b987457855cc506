/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-commands.h"

#include "lian-clock.h"
#include "lian-county.h"
#include "lian-default-dictionary.h"
#include "lian-error.h"
#include "lian-password.h"
#include "lian-service-private.h"

#include <glib/gstdio.h>
#include <string.h>

/* The accounts of the demonstration besides one for each unit. */
static const struct
{
  const char *account;
  const char *name;
  const char *roles;
} demo_accounts[] = {
  { "seat02", "坐席 02", "dispatcher,operator" },
  { "seat05", "坐席 05", "operator,dispatcher" },
  { "chief", "值班长", "duty_chief" },
  { "commander", "指挥长", "commander" },
  { "leader", "县领导", "leader" },
  { "inspector", "巡查员", "inspector" },
  { "display", "大屏", "display" },
  { "admin", "管理员", "admin" },
  { "auditor", "审计员", "auditor" },
};

typedef struct
{
  char *password;
  char **hashes;
} Hashing;

/* Hashing is slow on purpose and each account has a salt of its own: the processors share it. */
static void
hash_in_worker (gpointer data, gpointer user_data)
{
  Hashing *hashing = user_data;
  guint i = GPOINTER_TO_UINT (data) - 1;

  hashing->hashes[i] = lian_password_hash (hashing->password, NULL);
}

static gboolean
hash_all (Hashing *hashing, guint n, GError **error)
{
  GThreadPool *pool
      = g_thread_pool_new (hash_in_worker, hashing, (int)g_get_num_processors (), FALSE, error);

  if (pool == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < n; i++)
    if (hashing->hashes[i] == NULL)
      {
        g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_FAILED, "a password was not hashed");
        return FALSE;
      }
  return TRUE;
}

/* What accounts need to know of the county while it goes by. */
typedef struct
{
  LianCountyScale scale;
  guint64 seed;
  LianServiceLoad *load;
  char *region;     /* (owned): what the centre's people see */
  GPtrArray *units; /* (owned) (element-type LianRecord) */
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->region, g_free);
  g_clear_pointer (&making->units, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* A city's centre sees all its counties, that of a county its own. */
static gboolean
take_records (GPtrArray *records, gpointer data, GError **error)
{
  Making *making = data;
  const char *level = making->scale == LIAN_COUNTY_CITY ? "city" : "county";

  for (guint i = 0; i < records->len; i++)
    {
      LianRecord *record = records->pdata[i];
      LianKindId kind = lian_record_get_kind (record)->id;

      if (kind == LIAN_KIND_UNIT)
        g_ptr_array_add (making->units, lian_record_ref (record));
      if (kind == LIAN_KIND_REGION && making->region == NULL
          && g_strcmp0 (lian_record_get_text (record, LIAN_REGION_LEVEL), level) == 0)
        making->region = g_strdup (lian_record_get_id (record));
    }
  return lian_service_load (making->load, records, error);
}

static gboolean
make_records (LianServiceLoad *load, gpointer data, GError **error)
{
  Making *making = data;

  making->load = load;
  return lian_county_generate (making->scale, making->seed, LIAN_COUNTY_OPENS_AT, take_records,
                               making, error);
}

static GPtrArray *
list_persons (const Making *making)
{
  static const char *const handler[] = { "unit_handler", NULL };
  GPtrArray *persons = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_person_unref);

  for (guint i = 0; i < G_N_ELEMENTS (demo_accounts); i++)
    {
      g_auto (GStrv) roles = g_strsplit (demo_accounts[i].roles, ",", -1);

      g_ptr_array_add (persons, lian_person_new (demo_accounts[i].account, demo_accounts[i].name,
                                                 (const char *const *)roles, making->region, NULL));
    }
  for (guint i = 0; i < making->units->len; i++)
    {
      const LianRecord *unit = making->units->pdata[i];

      g_ptr_array_add (persons,
                       lian_person_new (lian_record_get_id (unit),
                                        lian_record_get_text (unit, LIAN_UNIT_NAME), handler,
                                        making->region, lian_record_get_id (unit)));
    }
  return persons;
}

static gboolean
add_demo_accounts (const char *path, const Making *making, const char *password_file,
                   GError **error)
{
  g_autoptr (GPtrArray) persons = list_persons (making);
  g_auto (GStrv) hashes = g_new0 (char *, persons->len + 1);
  g_autofree char *password = lian_command_read_password (password_file, error);
  Hashing hashing = { password, hashes };
  g_autoptr (LianService) service = NULL;
  gboolean done;

  if (password == NULL || !hash_all (&hashing, persons->len, error))
    return FALSE;
  service = lian_service_open (path, error);
  if (service == NULL)
    return FALSE;
  done = lian_service_add_accounts (service, persons, (const char *const *)hashes, error);
  lian_service_close (service);
  return done;
}

static int
make_county (const char *path, const char *county, guint64 seed, const char *password_file)
{
  g_autoptr (GError) error = NULL;
  g_auto (Making) making = { .seed = seed };

  if (!lian_county_scale_parse (county, &making.scale))
    {
      g_printerr ("Known counties are “small”, “county” and “city”.\n");
      return 2;
    }
  if (password_file == NULL)
    {
      g_printerr ("A demonstration needs --demo-password-file FILE for its accounts.\n");
      return 2;
    }
  making.units = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  if (!lian_service_create_from (path,
                                 making.scale == LIAN_COUNTY_CITY
                                     ? "咸宁市综合监测调度中心（演示）"
                                     : "咸安区综合监测调度中心（演示）",
                                 TRUE, LIAN_COUNTY_OPENS_AT, make_records, &making, &error))
    return lian_command_fail (error);
  if (!add_demo_accounts (path, &making, password_file, &error))
    {
      g_unlink (path);
      return lian_command_fail (error);
    }
  return 0;
}

/**
 * lian_command_init:
 *
 * Makes a database: with a county the demonstration with its accounts, otherwise one that has only
 * the default dictionary and the computer's time.
 *
 * Returns: the exit status
 */
int
lian_command_init (int argc, char **argv)
{
  g_autofree char *database = NULL;
  g_autofree char *county = NULL;
  g_autofree char *name = NULL;
  g_autofree char *password_file = NULL;
  gint64 seed = 1;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database, "Where to make it", "sqlite:PATH" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, "How people call the platform", "NAME" },
    { "county", 0, 0, G_OPTION_ARG_STRING, &county, "Make a demonstration county",
      "small|county|city" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, "Of the demonstration county", "N" },
    { "demo-password-file", 0, 0, G_OPTION_ARG_FILENAME, &password_file,
      "First line is the password of the demonstration's accounts", "FILE" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GPtrArray) entries_only = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return lian_command_misuse (error);
  path = lian_command_database (database);
  if (path == NULL)
    return 2;
  if (county != NULL)
    return make_county (path, county, (guint64)seed, password_file);

  entries_only = lian_default_dictionary_make ();
  if (!lian_service_create (path, name != NULL ? name : "Liandong", FALSE, g_get_real_time (),
                            entries_only, &error))
    return lian_command_fail (error);
  return 0;
}
