/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#define G_SETTINGS_ENABLE_BACKEND

#include "lian-profile.h"

#include "lian-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gsettingsbackend.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define SCHEMA_ID "io.github.liandong.Liandong"

struct _LianProfile
{
  GObject parent_instance;

  char *name;      /* (owned) */
  char *directory; /* (owned) */
  int lock;        /* file descriptor, -1: not claimed */
};

G_DEFINE_FINAL_TYPE (LianProfile, lian_profile, G_TYPE_OBJECT)

static void
lian_profile_finalize (GObject *object)
{
  LianProfile *self = LIAN_PROFILE (object);

  if (self->lock >= 0)
    close (self->lock);
  g_free (self->name);
  g_free (self->directory);
  G_OBJECT_CLASS (lian_profile_parent_class)->finalize (object);
}

static void
lian_profile_class_init (LianProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_profile_finalize;
}

static void
lian_profile_init (LianProfile *self)
{
  self->lock = -1;
}

static char *
dup_sanitised (const char *name)
{
  g_autoptr (GString) clean = g_string_new (NULL);

  for (const char *at = name; *at != '\0' && clean->len < 48; at++)
    g_string_append_c (clean, g_ascii_isalnum (*at) ? *at : '_');
  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/**
 * lian_profile_dup_application_id:
 * @name: of a profile, "" is the default one
 *
 * Returns: (transfer full): a valid application id of that profile alone
 */
char *
lian_profile_dup_application_id (const char *name)
{
  g_autofree char *clean = dup_sanitised (name);

  if (*clean == '\0')
    return g_strdup (LIAN_PROGRAM_ID);
  /* An element of an application id must not begin with a digit. */
  return g_strdup_printf ("%s.%s%s", LIAN_PROGRAM_ID, g_ascii_isdigit (*clean) ? "p" : "", clean);
}

/**
 * lian_profile_new:
 * @name: what the person calls it, "" is the default one
 * @directory: (nullable): where its files lie; NULL for the person's data directory
 *
 * Returns: (transfer full): a profile that is not claimed yet
 */
LianProfile *
lian_profile_new (const char *name, const char *directory)
{
  LianProfile *self = g_object_new (LIAN_TYPE_PROFILE, NULL);
  g_autofree char *clean = dup_sanitised (name);

  self->name = *clean != '\0' ? g_steal_pointer (&clean) : g_strdup ("default");
  self->directory = directory != NULL
                        ? g_strdup (directory)
                        : g_build_filename (g_get_user_data_dir (), "liandong", self->name, NULL);
  return self;
}

/**
 * lian_profile_get_name:
 *
 * Returns: (transfer none): the name as it stands in paths
 */
const char *
lian_profile_get_name (LianProfile *self)
{
  return self->name;
}

/**
 * lian_profile_claim:
 * @error: return location; LIAN_ERROR_BUSY when another process has the files
 *
 * Makes the directory and holds its lock until the profile is finalised. Blocks for a moment.
 *
 * Returns: whether the files are ours
 */
gboolean
lian_profile_claim (LianProfile *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->directory, "lock", NULL);

  if (self->lock >= 0)
    return TRUE;
  if (g_mkdir_with_parents (self->directory, 0700) != 0)
    {
      g_set_error (error, LIAN_ERROR, errno == ENOSPC ? LIAN_ERROR_DISK_FULL : LIAN_ERROR_FAILED,
                   _ ("The folder %s cannot be made: %s"), self->directory, g_strerror (errno));
      return FALSE;
    }
  self->lock = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock < 0)
    {
      g_set_error (error, LIAN_ERROR, errno == ENOSPC ? LIAN_ERROR_DISK_FULL : LIAN_ERROR_FAILED,
                   _ ("The folder %s cannot be written: %s"), self->directory, g_strerror (errno));
      return FALSE;
    }
  if (flock (self->lock, LOCK_EX | LOCK_NB) != 0)
    {
      close (self->lock);
      self->lock = -1;
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_BUSY,
                   _ ("The console is open already with the profile “%s”. Close that window, or "
                      "start with another --profile."),
                   self->name);
      return FALSE;
    }
  return TRUE;
}

/**
 * lian_profile_dup_path:
 * @file: a file name
 *
 * Returns: (transfer full): where that file of the profile lies
 */
char *
lian_profile_dup_path (LianProfile *self, const char *file)
{
  return g_build_filename (self->directory, file, NULL);
}

/**
 * lian_profile_open_settings:
 * @fleeting: whether they begin with the defaults and nothing of them is kept: for the tour
 * @error: return location; LIAN_ERROR_NOT_FOUND when the schema is not installed
 *
 * Looks where the system keeps schemas and, for a start out of the build folder, there.
 *
 * Returns: (transfer full) (nullable): the settings of this profile
 */
GSettings *
lian_profile_open_settings (LianProfile *self, gboolean fleeting, GError **error)
{
  g_autoptr (GSettingsBackend) memory = fleeting ? g_memory_settings_backend_new () : NULL;
  GSettingsSchemaSource *system = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchemaSource) built = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autofree char *directory = g_build_filename (LIAN_BUILD_BINDIR, "..", "..", "data", NULL);
  g_autofree char *path = g_strdup_printf ("/io/github/liandong/Liandong/%s/", self->name);

  built = g_settings_schema_source_new_from_directory (directory, system, TRUE, NULL);
  if (built != NULL)
    schema = g_settings_schema_source_lookup (built, SCHEMA_ID, FALSE);
  if (schema == NULL && system != NULL)
    schema = g_settings_schema_source_lookup (system, SCHEMA_ID, TRUE);
  if (schema == NULL)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND,
                   _ ("The description of the settings (%s) is not installed."), SCHEMA_ID);
      return NULL;
    }
  return g_settings_new_full (schema, memory, path);
}
