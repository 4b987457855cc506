/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-server-support.h"

#include "lian-error.h"
#include "lian-seal.h"
#include "lian-verify.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A small database, with an instruction in it, is damaged in every way that somebody or something
 * could: whatever changes what a table says has to be found, and to be named.
 *
 * LIAN_EVERY_BIT=1 turns every bit of the audit and one of every byte of the file: half an hour. */

#define SEED 20261124

#if defined(__SANITIZE_ADDRESS__)
#define RANDOM_BITS 200
#define AUDIT_STEP 12
#else
#define RANDOM_BITS 1500
#define AUDIT_STEP 1
#endif

/* Ours, closed: the file has no log. */
static TestCounty *
make_county (void)
{
  TestCounty *county = test_county_new_short ();
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", ",\"co_units\":[\"u-2\"]");
  g_autofree char *sign = test_act ("a-1", "sign", "c-1", "");

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  test_expect (county, LIAN_INTAKE_ACT, &test_unit, sign, -1, 201, "");
  lian_service_close (county->service);
  return county;
}

static void
expect_sound (const char *path)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  lian_verify_file (path, &verified, &error);
  g_assert_no_error (error);
  g_assert_cmpint (verified.n_audit, ==, 5);
  g_assert_cmpint (verified.n_sealed, >, 100);
}

/* --- what a file says --- */

typedef struct
{
  char *sum;
  GPtrArray *texts;
} Dump;

static GPtrArray *
read_texts (LianConn *conn, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  LianStmt *stmt = lian_conn_prepare (conn, sql, error);
  gboolean row;

  while (stmt != NULL && lian_stmt_step (stmt, &row, error))
    {
      if (!row)
        return g_steal_pointer (&texts);
      g_ptr_array_add (texts, g_strdup (lian_stmt_get_text (stmt, 0)));
    }
  return NULL;
}

static gboolean
add_texts (LianConn *conn, GChecksum *sum, const char *sql, GError **error)
{
  g_autoptr (GPtrArray) texts = read_texts (conn, sql, error);

  for (guint i = 0; texts != NULL && i < texts->len; i++)
    {
      g_checksum_update (sum, texts->pdata[i], -1);
      g_checksum_update (sum, (const guchar *)"\n", 1);
    }
  return texts != NULL;
}

/* Every value of every row of every table, schema and version: by SQLite's own means, so that it
 * does not rest on what is tested. */
static gboolean
run_dump (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GPtrArray) selects = read_texts (
      conn,
      "SELECT 'SELECT ' || group_concat ('quote (\"' || c.name || '\")', ' || '','' || ')"
      " || ' FROM \"' || t.name || '\" ORDER BY 1' FROM sqlite_master t,"
      " pragma_table_info (t.name) c WHERE t.type = 'table' GROUP BY t.name",
      error);

  if (selects == NULL
      || !add_texts (conn, sum,
                     "SELECT quote (type) || quote (name) || quote (tbl_name) || quote (sql)"
                     " FROM sqlite_master ORDER BY 1",
                     error)
      || !add_texts (conn, sum, "PRAGMA user_version", error))
    return FALSE;
  for (guint i = 0; i < selects->len; i++)
    if (!add_texts (conn, sum, selects->pdata[i], error))
      return FALSE;
  *result = g_strdup (g_checksum_get_string (sum));
  return TRUE;
}

static char *
dump (const char *path)
{
  g_autoptr (LianDb) db
      = lian_db_open (path, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, NULL, NULL, NULL);
  gpointer text = NULL;

  if (db != NULL)
    lian_db_read (db, run_dump, NULL, &text, NULL);
  return text;
}

/* --- bits --- */

typedef struct
{
  const char *path;
  int fd;
  guchar *bytes;
  gsize length;
  char *dump;
  guint found;
  guint harmless;
} Bits;

static void
bits_open (Bits *bits, const char *path)
{
  bits->path = path;
  g_assert_true (g_file_get_contents (path, (char **)&bits->bytes, &bits->length, NULL));
  bits->fd = g_open (path, O_RDWR | O_CLOEXEC, 0);
  g_assert_cmpint (bits->fd, >=, 0);
  bits->dump = dump (path);
  g_assert_nonnull (bits->dump);
}

static void
bits_close (Bits *bits)
{
  g_test_message ("%u bits found, %u without effect", bits->found, bits->harmless);
  close (bits->fd);
  g_free (bits->bytes);
  g_free (bits->dump);
}

static void
write_byte (const Bits *bits, gsize at, guchar byte)
{
  g_assert_cmpint (pwrite (bits->fd, &byte, 1, (off_t)at), ==, 1);
}

static void
turn (Bits *bits, gsize at, guint bit)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;
  g_autofree char *says = NULL;

  write_byte (bits, at, bits->bytes[at] ^ (guchar)(1u << bit));
  if (!lian_verify_file (bits->path, &verified, &error))
    {
      g_assert_nonnull (error);
      g_assert_null (strchr (error->message, '\n'));
      bits->found++;
    }
  else
    {
      says = dump (bits->path);
      if (g_strcmp0 (says, bits->dump) != 0)
        g_error ("bit %u of byte %" G_GSIZE_FORMAT " was not found", bit, at);
      bits->harmless++;
    }
  write_byte (bits, at, bits->bytes[at]);
}

static gboolean
every_bit (void)
{
  return g_getenv ("LIAN_EVERY_BIT") != NULL;
}

static void
test_any_bit (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  Bits bits = { 0 };

  bits_open (&bits, county->path);
  expect_sound (county->path);
  /* The first page says what all the others are. */
  for (gsize at = 0; at < 108; at++)
    turn (&bits, at, (guint)g_rand_int_range (rand, 0, 8));
  if (every_bit ())
    for (gsize at = 0; at < bits.length; at++)
      turn (&bits, at, (guint)g_rand_int_range (rand, 0, 8));
  else
    for (guint i = 0; i < RANDOM_BITS; i++)
      turn (&bits, (gsize)g_rand_int_range (rand, 0, (gint32)bits.length),
            (guint)g_rand_int_range (rand, 0, 8));
  g_assert_cmpuint (bits.found, >, bits.harmless / 4);
  expect_sound (county->path);
  bits_close (&bits);
}

static gboolean
list_audit (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  *result = read_texts (conn,
                        "SELECT id || digest || prev_hash || hash || account || role"
                        " || accepted_at FROM audit ORDER BY seq",
                        error);
  return *result != NULL;
}

static GPtrArray *
read_audit (const char *path)
{
  g_autoptr (LianDb) db
      = lian_db_open (path, LIAN_DB_READ_ONLY | LIAN_DB_AS_IT_IS, NULL, NULL, NULL);
  gpointer rows = NULL;

  g_assert_true (lian_db_read (db, list_audit, NULL, &rows, NULL));
  return rows;
}

/* A row lies in one piece: its columns one behind the other after a header of some bytes. */
static void
test_audit_bits (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (GPtrArray) rows = read_audit (county->path);
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  Bits bits = { 0 };

  bits_open (&bits, county->path);
  g_assert_cmpuint (rows->len, ==, 5);
  for (guint i = 0; i < rows->len; i++)
    {
      const char *row = rows->pdata[i];
      const guchar *place = memmem (bits.bytes, bits.length, row, strlen (row));
      gsize from;
      gsize to;

      g_assert_nonnull (place);
      from = (gsize)(place - bits.bytes) - 16;
      to = (gsize)(place - bits.bytes) + strlen (row);
      while (to < bits.length && bits.bytes[to - 1] != '}')
        to++;
      for (gsize at = from; at < to; at += AUDIT_STEP)
        if (every_bit ())
          for (guint bit = 0; bit < 8; bit++)
            turn (&bits, at, bit);
        else
          turn (&bits, at, (guint)g_rand_int_range (rand, 0, 8));
    }
  /* The header has a type for seq too, which lies elsewhere: nobody reads whether it is a NULL or a
   * nought, which are both without bytes. */
  g_assert_cmpuint (bits.harmless, <=, rows->len);
  expect_sound (county->path);
  bits_close (&bits);
}

static void
test_cut (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (county->path, &bytes, &length, NULL));
  for (gsize end = 0; end < length; end += end < 4096 ? 512 : 4096 + 512)
    {
      LianVerified verified;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (county->path, bytes, (gssize)end, NULL));
      g_assert_false (lian_verify_file (county->path, &verified, &error));
      g_assert_nonnull (error);
    }
}

/* --- rows --- */

typedef struct
{
  const char *sql;
  gboolean sealed; /* the triggers run: as somebody who knows of the seals would have it */
} Tampering;

static gboolean
run_tampering (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  const Tampering *tampering = data;
  const char *which = tampering->sealed ? "name LIKE 'audit_%'" : "1";
  g_autofree char *drop = g_strdup_printf (
      "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger' AND %s", which);
  g_autofree char *make
      = g_strdup_printf ("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND %s", which);
  g_autoptr (GPtrArray) drops = read_texts (conn, drop, error);
  g_autoptr (GPtrArray) triggers = read_texts (conn, make, error);

  for (guint i = 0; i < drops->len; i++)
    g_assert_true (lian_conn_exec (conn, drops->pdata[i], NULL));
  if (!lian_conn_exec (conn, tampering->sql, error))
    return FALSE;
  for (guint i = 0; i < triggers->len; i++)
    g_assert_true (lian_conn_exec (conn, triggers->pdata[i], NULL));
  return TRUE;
}

static void
tamper (const char *path, Tampering *tampering)
{
  g_autoptr (LianDb) db = lian_db_open (path, LIAN_DB_DEFAULT, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  lian_db_write (db, run_tampering, tampering, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
}

static void
test_rows (void)
{
  static const struct
  {
    gboolean sealed;
    const char *sql;
    const char *says; /* NULL: nothing */
  } cases[] = {
    { FALSE, "SELECT 1", NULL },
    { TRUE, "SELECT 1", NULL },
    { TRUE, "UPDATE day_number SET day = day + 1", NULL },
    { TRUE, "INSERT OR REPLACE INTO meta VALUES ('name', 'x')", NULL },
    /* the audit: even with its seals set right */
    { TRUE, "DELETE FROM audit WHERE seq = 5", "audit: row 4 is not the last" },
    { TRUE, "DELETE FROM audit", "audit: row 0 is not the last" },
    { TRUE, "DELETE FROM audit WHERE seq = 3", "audit: row 3 is not what was written" },
    { TRUE, "UPDATE audit SET account = 'x' WHERE seq = 2", "audit: row 2 is not what was" },
    { TRUE, "UPDATE audit SET body = CAST (body || ' ' AS BLOB) WHERE seq = 2",
      "audit: row 2 is not what was" },
    { TRUE, "UPDATE audit SET seat = 'x' WHERE seq = 2", "or one before it was changed" },
    { TRUE, "UPDATE audit SET intake = 0 WHERE seq = 2", "or one before it was changed" },
    { TRUE, "UPDATE audit SET position = position + 1 WHERE seq = 5", "or one before it was" },
    { TRUE,
      "UPDATE audit SET seq = 99 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4;"
      "UPDATE audit SET seq = 4 WHERE seq = 99",
      "audit: row 3 is not what was written" },
    { TRUE, "UPDATE counter SET audit_seq = 4", "audit: row 5 is not the last" },
    { FALSE, "UPDATE audit SET seat = 'x' WHERE seq = 2", "or one before it was changed" },
    /* rows past their seals */
    { FALSE, "UPDATE s_case SET title = 'x'", "s_case: row “c-1” is not what was written" },
    { FALSE, "UPDATE s_case SET id = 'c-2'", "s_case: row “c-2” is not what was written" },
    { FALSE, "DELETE FROM s_case", "s_case: row “c-1” is missing" },
    { FALSE, "DELETE FROM s_case_step WHERE id = 'a-1'", "s_case_step: row “a-1” is missing" },
    { FALSE, "INSERT INTO day_number VALUES (1, 1)",
      "day_number: row “1” is not what was written" },
    { FALSE,
      "UPDATE feed SET n = 9 WHERE seq = 5 AND n = 0; UPDATE feed SET n = 0 WHERE seq = 5 AND"
      " n = 1; UPDATE feed SET n = 1 WHERE seq = 5 AND n = 9",
      "feed: row “5,0” is not what was written" },
    { FALSE, "DELETE FROM feed WHERE seq = 4 AND n = 1", "feed: row “4,1” is missing" },
    { FALSE, "UPDATE meta SET value = 'x' WHERE key = 'epoch'",
      "meta: row “epoch” is not what was written" },
    { FALSE, "UPDATE counter SET real_clock = 1", "counter: row “1” is not what was written" },
    { FALSE, "DELETE FROM counter", "audit: row 5 is not the last" },
    { FALSE, "DELETE FROM seal WHERE tbl = 's_unit' AND key = 'u-2'",
      "s_unit: row “u-2” is not what was written" },
    { FALSE, "INSERT INTO seal VALUES ('x', 'y', x'00')", "seal: row “x y” is of no table" },
    { FALSE, "DELETE FROM seal WHERE tbl = 'sqlite_schema'", "schema: " },
    { FALSE, "CREATE INDEX mine ON s_case (title)", "schema: " },
    { FALSE, "PRAGMA user_version = 1", "schema: " },
    /* tables that contradict each other, though each row is sealed */
    { TRUE, "UPDATE digest SET low = low + 1 WHERE kind = 'case'", "digest: row “case 4212" },
    { TRUE, "DELETE FROM digest WHERE kind = 'case'", "digest: a row of kind case is missing" },
    { TRUE, "DELETE FROM s_case", "digest: row “case 421202001001 0” is not that of the records" },
    { TRUE, "UPDATE s_case SET version = version + 1", "digest: row “case 4212" },
    { TRUE, "UPDATE counter SET seq = 2", "” is newer than the counter" },
    { TRUE, "UPDATE counter SET min_seq = seq + 1", "begins behind its end" },
    { TRUE,
      "DELETE FROM s_instruction; UPDATE digest SET count = 0, high = 0, low = 0 WHERE"
      " kind = 'instruction'",
      "audit: row 4 has no instruction" },
    { TRUE, "UPDATE s_case SET away = 1", "digest: row “case 421202001001 0” is not that of the" },
    { TRUE,
      "UPDATE s_case SET away = 1; UPDATE digest SET count = 0, high = 0, low = 0 WHERE"
      " kind = 'case'",
      "” is mirrored and its case is not" },
    { TRUE,
      "DELETE FROM s_case; UPDATE digest SET count = 0, high = 0, low = 0 WHERE"
      " kind = 'case'",
      "audit: row 1 has no case" },
  };
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (county->path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Tampering tampering = { cases[i].sql, cases[i].sealed };
      LianVerified verified;
      g_autoptr (GError) error = NULL;
      gboolean right;

      g_test_message ("%s", cases[i].sql);
      g_assert_true (g_file_set_contents (county->path, bytes, (gssize)length, NULL));
      tamper (county->path, &tampering);
      right = lian_verify_file (county->path, &verified, &error);
      if (cases[i].says == NULL)
        g_assert_no_error (error);
      else if (error == NULL || strstr (error->message, cases[i].says) == NULL)
        g_error ("%s: %s", cases[i].sql, error != NULL ? error->message : "not found");
      g_assert_true (right == (cases[i].says == NULL));
    }
}

/* --- the file as such --- */

static void
test_leaves_no_trace (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autofree char *log = g_strconcat (county->path, "-wal", NULL);
  g_autofree char *index = g_strconcat (county->path, "-shm", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before;
  gsize length_after;

  g_assert_true (g_file_get_contents (county->path, &before, &length_before, NULL));
  expect_sound (county->path);
  g_assert_true (g_file_get_contents (county->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));
}

static void
expect_error (const char *path, LianErrorCode code)
{
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_verify_file (path, &verified, &error));
  g_assert_error (error, LIAN_ERROR, (int)code);
}

static void
test_no_database (void)
{
  g_autoptr (TestCounty) county = make_county ();

  test_county_reopen (county);
  expect_error (county->path, LIAN_ERROR_BUSY);
  lian_service_close (county->service);
  expect_sound (county->path);
  g_assert_true (g_file_set_contents (county->path, "SQLite format 3", -1, NULL));
  expect_error (county->path, LIAN_ERROR_DAMAGED);
  g_assert_true (g_file_set_contents (county->path, "", 0, NULL));
  expect_error (county->path, LIAN_ERROR_DAMAGED);
  g_unlink (county->path);
  expect_error (county->path, LIAN_ERROR_NOT_FOUND);
}

/* --- seals --- */

/* A server does not go on with a table whose writers no longer seal. */
static void
test_lost_seal (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (LianDb) db = lian_db_open (county->path, LIAN_DB_DEFAULT, NULL, NULL, NULL);
  g_autoptr (LianService) service = NULL;
  g_autoptr (GError) error = NULL;
  Tampering tampering = { "SELECT 1", TRUE };

  g_assert_true (lian_db_write (db, run_tampering, &tampering, NULL, NULL));
  lian_db_close (db);
  test_county_reopen (county);
  lian_service_close (county->service);
  tampering = (Tampering){ "DROP TRIGGER seal_u_s_case", TRUE };
  tamper (county->path, &tampering);
  service = lian_service_open (county->path, &error);
  g_assert_null (service);
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, "s_case"));
}

static gboolean
add_table (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE wide (a TEXT, b INTEGER");

  for (guint i = 0; i < 250; i++)
    g_string_append_printf (sql, ", c%u TEXT", i);
  g_string_append (sql, ", PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID");
  return lian_conn_exec (conn, sql->str, error)
         && lian_conn_exec (conn, "INSERT INTO wide (a, b, c249) VALUES ('x', 1, 'y')", error)
         && lian_seal_install (conn, TRUE, error)
         && lian_conn_exec (conn, "INSERT INTO wide (a, b) VALUES ('x', 2)", error);
}

/* Nobody has to think of the seals when a table comes to be, however wide it is. */
static void
test_new_table (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (LianDb) db = lian_db_open (county->path, LIAN_DB_DEFAULT, NULL, NULL, NULL);
  Tampering tampering = { "UPDATE wide SET c249 = 'z' WHERE b = 2", FALSE };
  LianVerified verified;
  g_autoptr (GError) error = NULL;

  lian_db_write (db, add_table, NULL, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
  expect_sound (county->path);
  tamper (county->path, &tampering);
  g_assert_false (lian_verify_file (county->path, &verified, &error));
  g_assert_nonnull (strstr (error->message, "wide: row “'x',2” is not what was written"));
}

static gboolean
make_old (LianConn *conn, gpointer data, gpointer *result, GError **error)
{
  g_autoptr (GPtrArray) drops = read_texts (
      conn, "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE name LIKE 'seal_%'", error);

  for (guint i = 0; i < drops->len; i++)
    if (!lian_conn_exec (conn, drops->pdata[i], error))
      return FALSE;
  return test_drop_mirrored_set (conn, error)
         && lian_conn_exec (conn,
                            "DROP TABLE seal; ALTER TABLE counter DROP COLUMN audit_seq;"
                            "ALTER TABLE counter DROP COLUMN audit_sum; PRAGMA user_version = 1",
                            error);
}

/* A file of before there were seals gets them, and the head of its audit, when it is migrated. */
static void
test_old_file (void)
{
  g_autoptr (TestCounty) county = make_county ();
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (LianDb) db = lian_db_open (county->path, LIAN_DB_DEFAULT, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  lian_db_write (db, make_old, NULL, NULL, &error);
  g_assert_no_error (error);
  lian_db_close (db);
  g_assert_null (lian_service_open (county->path, &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (lian_service_migrate (county->path, said, &error));
  g_assert_no_error (error);
  test_county_reopen (county);
  lian_service_close (county->service);
  expect_sound (county->path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/verify/any-bit", test_any_bit);
  g_test_add_func ("/server/verify/audit-bits", test_audit_bits);
  g_test_add_func ("/server/verify/cut", test_cut);
  g_test_add_func ("/server/verify/rows", test_rows);
  g_test_add_func ("/server/verify/leaves-no-trace", test_leaves_no_trace);
  g_test_add_func ("/server/verify/no-database", test_no_database);
  g_test_add_func ("/server/verify/lost-seal", test_lost_seal);
  g_test_add_func ("/server/verify/new-table", test_new_table);
  g_test_add_func ("/server/verify/old-file", test_old_file);

  return g_test_run ();
}
