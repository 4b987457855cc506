/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-receipt.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-text.h"

#include <string.h>

#define DIGEST_BYTES 32
#define DIGEST_HEX (2 * DIGEST_BYTES)
#define ACCOUNT_MAX 64
#define POSITION_MAX 128
#define HEADER_MAX 1024

/**
 * lian_receipt_copy:
 *
 * Returns: (transfer full): a copy
 */
LianReceipt *
lian_receipt_copy (const LianReceipt *self)
{
  LianReceipt *copy = g_new0 (LianReceipt, 1);

  copy->id = g_strdup (self->id);
  copy->digest = g_strdup (self->digest);
  copy->seq = self->seq;
  copy->prev_hash = g_strdup (self->prev_hash);
  copy->hash = g_strdup (self->hash);
  copy->account = g_strdup (self->account);
  copy->role = g_strdup (self->role);
  copy->accepted_at = g_strdup (self->accepted_at);
  copy->position = g_strdup (self->position);
  return copy;
}

void
lian_receipt_free (LianReceipt *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->digest);
  g_free (self->prev_hash);
  g_free (self->hash);
  g_free (self->account);
  g_free (self->role);
  g_free (self->accepted_at);
  g_free (self->position);
  g_free (self);
}

/**
 * lian_receipt_compute_hash:
 * @self: a receipt with every field but hash
 *
 * Its link in the audit chain: docs/api.md, "Writing". None of the fields can hold a line break, so
 * that no two receipts have one text.
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
lian_receipt_compute_hash (const LianReceipt *self)
{
  g_autofree char *text = g_strdup_printf ("v1\n%" G_GINT64_FORMAT "\n%s\n%s\n%s\n%s\n%s\n%s\n",
                                           self->seq, self->prev_hash, self->digest, self->id,
                                           self->account, self->role, self->accepted_at);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/**
 * lian_receipt_to_json:
 *
 * Returns: (transfer full): an object
 */
JsonNode *
lian_receipt_to_json (const LianReceipt *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", self->id);
  json_object_set_string_member (object, "digest", self->digest);
  json_object_set_int_member (object, "seq", self->seq);
  json_object_set_string_member (object, "prev_hash", self->prev_hash);
  json_object_set_string_member (object, "hash", self->hash);
  json_object_set_string_member (object, "account", self->account);
  json_object_set_string_member (object, "role", self->role);
  json_object_set_string_member (object, "accepted_at", self->accepted_at);
  json_object_set_string_member (object, "position", self->position);
  json_node_take_object (node, object);
  return node;
}

static gboolean
is_hex_digest (const char *text)
{
  return strlen (text) == DIGEST_HEX && strspn (text, "0123456789abcdef") == DIGEST_HEX;
}

static gboolean
is_plain (const char *text, gsize most)
{
  gsize length = strlen (text);

  if (length == 0 || length > most)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if ((guchar)text[i] < 0x20 || text[i] == 0x7f)
      return FALSE;
  return TRUE;
}

static gboolean
is_time (const char *text)
{
  gint64 us;

  return is_plain (text, ACCOUNT_MAX) && lian_time_parse (text, &us, NULL);
}

static gboolean
read_member (JsonObject *object, const char *member, char **value, GError **error)
{
  const char *text = NULL;

  if (!lian_json_get_string (object, member, TRUE, &text, error))
    return FALSE;
  *value = g_strdup (text);
  return TRUE;
}

static gboolean
check_form (const LianReceipt *receipt, GError **error)
{
  g_autofree char *hash = NULL;
  const char *wrong = NULL;

  if (!lian_id_is_valid (receipt->id))
    wrong = "id";
  else if (!is_hex_digest (receipt->digest))
    wrong = "digest";
  else if (receipt->seq <= 0)
    wrong = "seq";
  else if (!is_hex_digest (receipt->prev_hash))
    wrong = "prev_hash";
  else if (!is_plain (receipt->account, ACCOUNT_MAX))
    wrong = "account";
  else if (!is_plain (receipt->role, ACCOUNT_MAX))
    wrong = "role";
  else if (!is_time (receipt->accepted_at))
    wrong = "accepted_at";
  else if (!is_plain (receipt->position, POSITION_MAX))
    wrong = "position";
  if (wrong == NULL)
    {
      hash = lian_receipt_compute_hash (receipt);
      if (strcmp (hash, receipt->hash) != 0)
        wrong = "hash";
    }
  if (wrong != NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "receipt.%s: not valid", wrong);

  return wrong == NULL;
}

/**
 * lian_receipt_from_json:
 * @object: as it came
 *
 * Returns: (transfer full): the receipt, well-formed and its hash right; it may be anybody's:
 * lian_receipt_is_for(). %NULL with %LIAN_ERROR_INVALID naming the member
 */
LianReceipt *
lian_receipt_from_json (JsonObject *object, GError **error)
{
  g_autoptr (LianReceipt) receipt = g_new0 (LianReceipt, 1);
  gboolean ok = read_member (object, "id", &receipt->id, error)
                && read_member (object, "digest", &receipt->digest, error)
                && lian_json_get_int (object, "seq", TRUE, &receipt->seq, error)
                && read_member (object, "prev_hash", &receipt->prev_hash, error)
                && read_member (object, "hash", &receipt->hash, error)
                && read_member (object, "account", &receipt->account, error)
                && read_member (object, "role", &receipt->role, error)
                && read_member (object, "accepted_at", &receipt->accepted_at, error)
                && read_member (object, "position", &receipt->position, error);

  if (!ok)
    {
      g_prefix_error (error, "receipt.");
      return NULL;
    }
  return check_form (receipt, error) ? g_steal_pointer (&receipt) : NULL;
}

/**
 * lian_receipt_is_for:
 * @id: of the instruction that was sent
 * @digest: hexadecimal SHA-256 of the bytes that were sent
 *
 * Returns: whether the receipt is for exactly these bytes under this id
 */
gboolean
lian_receipt_is_for (const LianReceipt *self, const char *id, const char *digest)
{
  return g_strcmp0 (self->id, id) == 0 && g_strcmp0 (self->digest, digest) == 0;
}

/**
 * lian_content_digest:
 * @body: the bytes as they are sent
 *
 * Returns: (transfer full): the value of a Content-Digest header (RFC 9530)
 */
char *
lian_content_digest (GBytes *body)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *base64 = NULL;
  guint8 digest[DIGEST_BYTES];
  gsize length = sizeof digest, size;
  const guchar *data = g_bytes_get_data (body, &size);

  g_checksum_update (sum, data != NULL ? data : (const guchar *)"", (gssize)size);
  g_checksum_get_digest (sum, digest, &length);
  base64 = g_base64_encode (digest, length);
  return g_strdup_printf ("sha-256=:%s:", base64);
}

/**
 * lian_hex_digest:
 * @body: the bytes as they are sent
 *
 * Returns: (transfer full): 64 hexadecimal digits
 */
char *
lian_hex_digest (GBytes *body)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, body);
}

/* ":BASE64:" of exactly one digest. g_base64_decode() skips what it does not know, so the way back
 * has to give the same text. */
static char *
decode_item (const char *item)
{
  gsize length = strlen (item), size;
  g_autofree char *base64 = NULL;
  g_autofree guchar *bytes = NULL;
  g_autofree char *again = NULL;
  GString *hex;

  if (length < 3 || item[0] != ':' || item[length - 1] != ':')
    return NULL;
  base64 = g_strndup (item + 1, length - 2);
  bytes = g_base64_decode (base64, &size);
  again = size == DIGEST_BYTES ? g_base64_encode (bytes, size) : NULL;
  if (g_strcmp0 (base64, again) != 0)
    return NULL;

  hex = g_string_sized_new (DIGEST_HEX);
  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

/**
 * lian_content_digest_to_hex:
 * @header: (nullable): a Content-Digest header, perhaps with several algorithms
 *
 * Returns: (transfer full) (nullable): 64 hexadecimal digits; %NULL if there is no well-formed
 * sha-256 in it
 */
char *
lian_content_digest_to_hex (const char *header)
{
  g_auto (GStrv) items = NULL;

  if (header == NULL || strnlen (header, HEADER_MAX + 1) > HEADER_MAX)
    return NULL;
  items = g_strsplit (header, ",", -1);
  for (guint i = 0; items[i] != NULL; i++)
    {
      const char *item = g_strstrip (items[i]);

      if (g_str_has_prefix (item, "sha-256="))
        return decode_item (item + strlen ("sha-256="));
    }
  return NULL;
}
