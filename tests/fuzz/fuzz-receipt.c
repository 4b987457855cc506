/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Receipts and digests: a changed byte never verifies. An input that begins with a brace is a
 * document as it came; else a receipt is made of its lines, issued, and one byte of it changed. */
#include "fuzz.h"

#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-receipt.h"

#include <string.h>

static LianReceipt *
read_receipt (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (text, length, LIAN_LIMIT_JSON_ANSWER, &error);
  LianReceipt *receipt = NULL;

  if (root != NULL)
    receipt = lian_receipt_from_json (json_node_get_object (root), &error);
  if (receipt == NULL)
    fuzz_check_error (error);
  if (root != NULL && receipt == NULL)
    g_assert_true (g_str_has_prefix (error->message, "receipt."));
  return receipt;
}

/* All but the position, which the hash does not cover. */
static void
check_same (const LianReceipt *a, const LianReceipt *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpstr (a->digest, ==, b->digest);
  g_assert_cmpint (a->seq, ==, b->seq);
  g_assert_cmpstr (a->prev_hash, ==, b->prev_hash);
  g_assert_cmpstr (a->hash, ==, b->hash);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpstr (a->role, ==, b->role);
  g_assert_cmpstr (a->accepted_at, ==, b->accepted_at);
}

static char *
print_receipt (const LianReceipt *receipt)
{
  g_autoptr (JsonNode) node = lian_receipt_to_json (receipt);

  return lian_json_print (node);
}

static void
check_receipt (const LianReceipt *receipt, guint at, guint8 mask)
{
  g_autofree char *printed = print_receipt (receipt);
  gsize length = strlen (printed);
  g_autoptr (LianReceipt) again = read_receipt (printed, length);
  g_autoptr (LianReceipt) changed = NULL;

  g_assert_nonnull (again);
  check_same (receipt, again);
  g_assert_cmpstr (receipt->position, ==, again->position);
  g_assert_true (lian_receipt_is_for (again, receipt->id, receipt->digest));
  g_assert_false (lian_receipt_is_for (again, receipt->id, receipt->hash));

  /* Two spellings of one text may differ in a byte, never two texts. */
  printed[at % length] = (char)((guchar)printed[at % length] ^ MAX (mask, 1));
  changed = read_receipt (printed, length);
  if (changed != NULL)
    check_same (receipt, changed);
}

static char *
take_text (FuzzInput *input)
{
  g_autofree char *line = fuzz_take_line (input);

  return g_utf8_make_valid (line, -1);
}

static char *
take_digest (FuzzInput *input)
{
  g_autofree char *line = fuzz_take_line (input);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, line, -1);
}

static void
run_issued (FuzzInput *input)
{
  g_autoptr (LianReceipt) receipt = g_new0 (LianReceipt, 1);
  g_autofree char *printed = NULL;
  g_autoptr (LianReceipt) read = NULL;
  guint at = fuzz_take_number (input);
  guint8 mask = fuzz_take_byte (input);

  receipt->seq = fuzz_take_number (input);
  receipt->id = take_text (input);
  receipt->account = take_text (input);
  receipt->role = take_text (input);
  receipt->accepted_at = take_text (input);
  receipt->position = take_text (input);
  receipt->digest = take_digest (input);
  receipt->prev_hash = take_digest (input);
  receipt->hash = lian_receipt_compute_hash (receipt);
  printed = print_receipt (receipt);
  read = read_receipt (printed, strlen (printed));
  if (read != NULL)
    check_receipt (receipt, at, mask);
}

/* The digest of the bytes in its header, and the header with a byte changed. */
static void
check_digest (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autofree char *header = lian_content_digest (body);
  g_autofree char *hex = lian_hex_digest (body);
  g_autofree char *from_header = lian_content_digest_to_hex (header);
  g_autofree char *line = g_strndup ((const char *)data, size);
  g_autofree char *from_line = lian_content_digest_to_hex (line);
  g_autofree char *from_changed = NULL;

  g_assert_cmpstr (hex, ==, from_header);
  g_assert_true (from_line == NULL || strlen (from_line) == strlen (hex));
  if (size < 2)
    return;
  header[data[0] % strlen (header)] ^= (char)MAX (data[1] & 0x7f, 1);
  from_changed = lian_content_digest_to_hex (header);
  g_assert_cmpstr (from_changed, !=, hex);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  FuzzInput input = { copy, size };
  g_autoptr (LianReceipt) receipt = NULL;

  check_digest (data, size);
  if (size == 0 || copy[0] != '{')
    {
      run_issued (&input);
      return 0;
    }
  receipt = read_receipt ((const char *)copy, size);
  if (receipt != NULL)
    check_receipt (receipt, (guint)size * 31, (guint8)size);
  return 0;
}
