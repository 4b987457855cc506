/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a damaged ledger: an error or a ledger all of whose rows can be read, and the bytes that
 * were found stay. The input is a file as SQLite writes it, or edits of four bytes to a sound
 * ledger: where (two bytes), what and with what. */
#include "fuzz.h"

#include "lian-ledger.h"
#include "lian-limits.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "SQLite format 3"
#define BLOCK 64
#define N_PROMISES 6
#define NOW (G_GINT64_CONSTANT (1795483200) * G_TIME_SPAN_SECOND)
#define MAX_EDITS 64

static char *folder;
static char *path;
static guint8 *sound;
static gsize sound_size;

static void
empty_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
}

static void
remove_folder (void)
{
  empty_folder ();
  g_rmdir (folder);
}

static void
store_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **out = user_data;

  *out = g_object_ref (result);
}

static GBytes *
make_body (const char *id)
{
  char *text = g_strdup_printf ("{\"id\":\"%s\",\"opinion\":\"请于两小时内到场\"}", id);

  return g_bytes_new_take (text, strlen (text));
}

static char *
make_id (guint i)
{
  return g_strdup_printf ("0193-%u", i);
}

static gboolean
promise (LianLedger *ledger, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = make_body (id);
  LianPromise order = { .id = id,
                        .kind = "dispatch",
                        .case_id = "c1",
                        .target = "c1",
                        .target_version = 7,
                        .to_unit = "U1",
                        .body = body,
                        .account = "seat02",
                        .server_id = "server-1",
                        .created_at = NOW,
                        .not_before = NOW + 3 * G_TIME_SPAN_SECOND,
                        .not_after = NOW + G_TIME_SPAN_HOUR };

  lian_ledger_promise (ledger, &order, NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return lian_ledger_promise_finish (ledger, result, error);
}

static void
begin_attempt (LianLedger *ledger, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_ledger_begin_attempt (ledger, id, NULL, store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  lian_ledger_begin_attempt_finish (ledger, result, &error);
  g_assert_no_error (error);
}

static void
settle (LianLedger *ledger, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  lian_ledger_settle (ledger, id, LIAN_ENTRY_RECEIVED, 17, "{\"seq\":17}", NULL, NULL, NULL,
                      store_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  lian_ledger_settle_finish (ledger, result, &error);
  g_assert_no_error (error);
}

/* Small pages make a small file, most of whose bytes mean something. */
static void
set_page_size (void)
{
  sqlite3 *handle = NULL;

  g_assert_cmpint (sqlite3_open (path, &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "PRAGMA page_size=512; VACUUM", NULL, NULL, NULL), ==,
                   SQLITE_OK);
  sqlite3_close (handle);
}

static void
fill (LianLedger *ledger)
{
  g_autoptr (GVariant) draft = g_variant_ref_sink (g_variant_new_parsed ("{'opinion': <'草稿'>}"));

  for (guint i = 0; i < N_PROMISES; i++)
    {
      g_autofree char *id = make_id (i);
      g_autoptr (GError) error = NULL;

      promise (ledger, id, &error);
      g_assert_no_error (error);
      if (i % 3 > 0)
        begin_attempt (ledger, id);
      if (i % 3 > 1)
        settle (ledger, id);
    }
  lian_ledger_save_draft (ledger, "c2", "dispatch", draft);
  lian_ledger_log (ledger, "sign-in", "seat02", "值班");
}

static void
close_ledger (LianLedger *ledger)
{
  lian_ledger_close (ledger);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (ledger);
}

/* In memory where there is such a place: the disk is not what is tried here. */
static char *
make_folder (void)
{
  const char *place = g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir ();
  char *name = g_build_filename (place, "lian-fuzz-XXXXXX", NULL);

  g_assert_nonnull (g_mkdtemp (name));
  return name;
}

static void
prepare (void)
{
  g_autoptr (GError) error = NULL;
  LianLedger *ledger;

  folder = make_folder ();
  path = g_build_filename (folder, "ledger.db", NULL);
  set_page_size ();
  ledger = lian_ledger_open (path, &error);
  g_assert_no_error (error);
  fill (ledger);
  close_ledger (ledger);
  g_file_get_contents (path, (char **)&sound, &sound_size, &error);
  g_assert_no_error (error);
  empty_folder ();
  atexit (remove_folder);
}

static void
edit (guint8 *bytes, gsize *size, FuzzInput *input)
{
  gsize at = fuzz_take_number (input) % *size;
  guint8 what = fuzz_take_byte (input) % 6;
  guint8 with = fuzz_take_byte (input);
  gsize block = MIN (BLOCK, *size - at);

  if (what == 0)
    bytes[at] = with;
  else if (what == 1)
    bytes[at] ^= with;
  else if (what == 2)
    bytes[at] = (guint8)(bytes[at] + with);
  else if (what == 3)
    memset (bytes + at, with, block);
  else if (what == 4)
    memmove (bytes + at, bytes + (with * BLOCK) % (*size - block + 1), block);
  else
    *size = MAX (at, 1);
}

static guint8 *
make_file (const guint8 *data, gsize size, gsize *length)
{
  FuzzInput input = { data, size };
  guint8 *bytes;

  if (size >= strlen (MAGIC) && memcmp (data, MAGIC, strlen (MAGIC)) == 0)
    {
      *length = size;
      return g_memdup2 (data, size);
    }
  bytes = g_memdup2 (sound, sound_size);
  *length = sound_size;
  for (guint i = 0; i < MAX_EDITS && input.left > 0; i++)
    edit (bytes, length, &input);
  return bytes;
}

static void
check_text (const char *text)
{
  g_assert_nonnull (text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* What waits to be sent is what was promised, to the byte. */
static void
check_entry (LianLedgerEntry *entry)
{
  LianEntryState state = lian_ledger_entry_get_state (entry);
  gboolean known = g_str_equal (lian_ledger_entry_get_id (entry), "new");

  check_text (lian_ledger_entry_get_id (entry));
  check_text (lian_ledger_entry_get_kind (entry));
  check_text (lian_ledger_entry_get_case_id (entry));
  check_text (lian_ledger_entry_get_to_unit (entry));
  check_text (lian_ledger_entry_get_target (entry));
  check_text (lian_ledger_entry_get_account (entry));
  check_text (lian_ledger_entry_get_server_id (entry));
  if (lian_ledger_entry_get_problem (entry) != NULL)
    check_text (lian_ledger_entry_get_problem (entry));
  if (lian_ledger_entry_get_current (entry) != NULL)
    check_text (lian_ledger_entry_get_current (entry));
  g_assert_nonnull (lian_ledger_entry_get_body (entry));
  g_assert_cmpint (state, <=, LIAN_ENTRY_REVOKED);
  if (state != LIAN_ENTRY_QUEUED && state != LIAN_ENTRY_SENDING)
    return;
  for (guint i = 0; i < N_PROMISES && !known; i++)
    {
      g_autofree char *known_id = make_id (i);
      g_autoptr (GBytes) body = make_body (known_id);

      known = g_bytes_equal (lian_ledger_entry_get_body (entry), body);
    }
  g_assert_true (known);
}

static guint
check_ledger (LianLedger *ledger)
{
  GListModel *entries = lian_ledger_get_entries (ledger);
  guint n = g_list_model_get_n_items (entries), n_open = 0;
  g_autoptr (GVariant) draft = NULL;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      LianEntryState state = lian_ledger_entry_get_state (entry);

      check_entry (entry);
      g_assert_nonnull (lian_ledger_lookup (ledger, lian_ledger_entry_get_id (entry)));
      n_open += state == LIAN_ENTRY_QUEUED || state == LIAN_ENTRY_SENDING;
    }
  g_assert_cmpuint (lian_ledger_count_open (ledger), ==, n_open);
  draft = lian_ledger_dup_draft (ledger, "c2", "dispatch");
  g_assert_true (draft == NULL || g_variant_is_normal_form (draft));
  return n;
}

/* The bytes that were found are still there, under this name. */
static void
check_kept (const char *name, const guint8 *bytes, gsize length)
{
  g_autofree char *kept = NULL;
  gsize kept_length;

  g_assert_true (g_file_get_contents (name, &kept, &kept_length, NULL));
  g_assert_cmpmem (bytes, length, kept, kept_length);
}

/* A new promise is taken or refused with a reason; afterwards every row is there as before. */
static void
check_use (LianLedger *ledger, guint n)
{
  g_autoptr (GError) error = NULL;
  LianLedger *again;
  gboolean promised = promise (ledger, "new", &error);

  if (!promised)
    fuzz_check_error (error);
  g_clear_error (&error);
  close_ledger (ledger);

  again = lian_ledger_open (path, &error);
  if (again == NULL)
    {
      fuzz_check_error (error);
      return;
    }
  if (lian_ledger_get_set_aside (again) == NULL)
    g_assert_cmpuint (check_ledger (again), ==, n + promised);
  close_ledger (again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *bytes = NULL;
  g_autoptr (GError) error = NULL;
  LianLedger *ledger;
  gsize length;

  if (folder == NULL)
    prepare ();
  bytes = make_file (data, size, &length);
  g_assert_true (g_file_set_contents (path, (char *)bytes, (gssize)length, NULL));
  ledger = lian_ledger_open (path, &error);
  if (ledger == NULL)
    {
      fuzz_check_error (error);
      check_kept (path, bytes, length);
    }
  else
    {
      guint n = check_ledger (ledger);

      if (lian_ledger_get_set_aside (ledger) != NULL)
        check_kept (lian_ledger_get_set_aside (ledger), bytes, length);
      check_use (ledger, n);
    }
  empty_folder ();
  return 0;
}
