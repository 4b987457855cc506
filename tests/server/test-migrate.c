/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-error.h"
#include "lian-seal.h"
#include "lian-verify.h"

#include <string.h>

/* Files of older versions of the program: what this one makes, without some of the fields, with the
 * fingerprint and the seals that the older one would have made. */

typedef gboolean (*Wanted) (const LianField *field);

static gboolean
is_plain (const LianField *field)
{
  return field->type == LIAN_TYPE_TEXT
         && !(field->flags & (LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED));
}

static gboolean
is_indexed (const LianField *field)
{
  return (field->flags & LIAN_FIELD_INDEXED) && !(field->flags & LIAN_FIELD_REQUIRED);
}

static gboolean
is_point (const LianField *field)
{
  return field->type == LIAN_TYPE_POINT;
}

static gboolean
is_required (const LianField *field)
{
  return (field->flags & LIAN_FIELD_REQUIRED) != 0 && !(field->flags & LIAN_FIELD_INDEXED);
}

static const Wanted added[] = { is_plain, is_indexed, is_point };

/* The first such field of a case behind those that every kind has. */
static guint
find_field (Wanted wanted)
{
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);

  for (guint i = LIAN_F_REGION + 1; i < kind->n_fields; i++)
    if (wanted (&kind->fields[i]))
      return i;
  g_assert_not_reached ();
}

static gboolean run (LianConn *conn, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
run (LianConn *conn, GError **error, const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list args;

  va_start (args, format);
  sql = g_strdup_vprintf (format, args);
  va_end (args);
  return lian_conn_exec (conn, sql, error);
}

static gboolean
drop_field (LianConn *conn, const LianField *field, GError **error)
{
  const char *suffix = field->type == LIAN_TYPE_POINT ? "_lon" : "";

  return run (conn, error, "DROP INDEX IF EXISTS s_case_%s", field->name)
         && run (conn, error, "ALTER TABLE s_case DROP COLUMN %s%s", field->name, suffix)
         && (*suffix == '\0'
             || run (conn, error, "ALTER TABLE s_case DROP COLUMN %s_lat", field->name));
}

/* The triggers of the seals name every column. */
static gboolean
drop_seals (LianConn *conn, GError **error)
{
  static const char which[] = "iukd";

  for (const char *at = which; *at != '\0'; at++)
    if (!run (conn, error, "DROP TRIGGER seal_%c_s_case", *at))
      return FALSE;
  return TRUE;
}

/* @data: the fields, ended by %NULL. */
static gboolean
make_older (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Wanted *wanted = data;
  const LianKind *kind = lian_kind_get (LIAN_KIND_CASE);
  g_autofree LianField *fields = g_new0 (LianField, kind->n_fields);
  g_autofree char *fingerprint = NULL;
  LianKind old = *kind;

  if (!drop_seals (conn, error))
    return FALSE;
  old.fields = fields;
  old.n_fields = 0;
  for (guint i = 0; i < kind->n_fields; i++)
    {
      gboolean dropped = FALSE;

      for (guint j = 0; wanted[j] != NULL; j++)
        dropped = dropped || find_field (wanted[j]) == i;
      if (dropped && !drop_field (conn, &kind->fields[i], error))
        return FALSE;
      if (!dropped)
        fields[old.n_fields++] = kind->fields[i];
    }
  fingerprint = lian_kind_dup_fingerprint (&old);
  return run (conn, error, "UPDATE meta SET value = '%s' WHERE key = 'kind:case'", fingerprint)
         && lian_seal_install (conn, TRUE, error);
}

static gboolean
drop_kind (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return run (conn, error,
              "DROP TABLE s_track; DELETE FROM meta WHERE key = 'kind:track';"
              "DELETE FROM digest WHERE kind = 'track'; DELETE FROM seal WHERE tbl = 's_track'")
         && lian_seal_install (conn, TRUE, error);
}

static gboolean
change_type (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return run (conn, error, "UPDATE meta SET value = '0123456789abcdef' WHERE key = 'kind:case'");
}

static gboolean
add_foreign (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return drop_seals (conn, error) && run (conn, error, "ALTER TABLE s_case ADD COLUMN newer TEXT")
         && change_type (conn, NULL, NULL, error) && lian_seal_install (conn, TRUE, error);
}

/* A row that is not what was sealed. */
static gboolean
damage (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  return run (conn, error, "UPDATE seal SET sum = x'00' WHERE tbl = 's_case' AND key = 'c-1'");
}

static void
change (const char *path, LianDbFunc func, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DEFAULT, NULL, NULL, &error);

  g_assert_no_error (error);
  lian_db_write (db, func, data, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static TestCounty *
make_county (void)
{
  TestCounty *county = test_county_new_short ();

  test_make_filed (county, "c-1");
  lian_service_close (county->service);
  return county;
}

static void
expect_sound (const char *path)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  g_assert_true (lian_verify_file (path, &verified, &error));
  g_assert_no_error (error);
  g_assert_cmpint (verified.n_audit, ==, 3);
}

/* It is not served, and who tries is told what to do. */
static void
expect_refused (const char *path, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lian_service_open (path, &error));
  g_assert_error (error, LIAN_ERROR, code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_fields (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = NULL;
  Wanted wanted[] = { added[0], added[1], added[2], NULL };
  guint plain = find_field (is_plain);

  change (county->path, make_older, wanted);
  expect_sound (county->path);
  expect_refused (county->path, LIAN_ERROR_INVALID, "liandong-server migrate");
  g_assert_true (lian_service_migrate (county->path, said, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (added); i++)
    {
      const LianField *field = &lian_kind_get (LIAN_KIND_CASE)->fields[find_field (added[i])];
      g_autofree char *line = g_strdup_printf ("case.%s: added\n", field->name);

      g_assert_nonnull (strstr (said->str, line));
    }

  /* The rows are those of before, and take what is new. */
  test_county_reopen (county);
  record = test_find (county, LIAN_KIND_CASE, "c-1");
  g_assert_nonnull (record);
  g_assert_false (lian_record_has (record, plain));
  test_make_filed (county, "c-2");
  lian_service_close (county->service);
  g_string_truncate (said, 0);
  g_assert_true (lian_service_migrate (county->path, said, &error));
  g_assert_cmpuint (said->len, ==, 0);
}

static void
test_kind (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  change (county->path, drop_kind, NULL);
  expect_refused (county->path, LIAN_ERROR_INVALID, "liandong-server migrate");
  g_assert_true (lian_service_migrate (county->path, said, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (said->str, ==, "track: added\n");
  expect_sound (county->path);
  test_county_reopen (county);
}

static void
expect_failure (TestCounty *county, int code)
{
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize n_before;
  gsize n_after;

  g_assert_true (g_file_get_contents (county->path, &before, &n_before, NULL));
  g_assert_false (lian_service_migrate (county->path, said, &error));
  g_assert_error (error, LIAN_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_true (g_file_get_contents (county->path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
}

static void
test_refused (void)
{
  g_autoptr (TestCounty) required = make_county ();
  g_autoptr (TestCounty) changed = make_county ();
  g_autoptr (TestCounty) foreign = make_county ();
  g_autoptr (TestCounty) damaged = make_county ();
  Wanted wanted[] = { is_required, NULL };
  Wanted harmless[] = { is_plain, NULL };

  change (required->path, make_older, wanted);
  expect_failure (required, LIAN_ERROR_INVALID);
  change (changed->path, change_type, NULL);
  expect_refused (changed->path, LIAN_ERROR_TOO_NEW, "kind case");
  expect_failure (changed, LIAN_ERROR_TOO_NEW);
  change (foreign->path, add_foreign, NULL);
  expect_failure (foreign, LIAN_ERROR_TOO_NEW);
  /* It would be sealed as if it were right. */
  change (damaged->path, make_older, harmless);
  change (damaged->path, damage, NULL);
  expect_failure (damaged, LIAN_ERROR_DAMAGED);
}

static void
test_busy (void)
{
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_service_migrate (county->path, said, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (lian_service_migrate ("/nonexistent/c.db", said, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/migrate/fields", test_fields);
  g_test_add_func ("/server/migrate/kind", test_kind);
  g_test_add_func ("/server/migrate/refused", test_refused);
  g_test_add_func ("/server/migrate/busy", test_busy);

  return g_test_run ();
}
