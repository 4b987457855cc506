/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The platform's word that it has an instruction: see docs/api.md. */
typedef struct
{
  char *id;
  char *digest; /* 64 hexadecimal digits: SHA-256 of the body as sent */
  gint64 seq;   /* number in the audit chain = receipt number */
  char *prev_hash;
  char *hash;
  char *account;
  char *role;
  char *accepted_at; /* as written by the server: part of the hash */
  char *position;
} LianReceipt;

LianReceipt *lian_receipt_copy (const LianReceipt *self) G_GNUC_WARN_UNUSED_RESULT;
void lian_receipt_free (LianReceipt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianReceipt, lian_receipt_free)

char *lian_receipt_compute_hash (const LianReceipt *self) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *lian_receipt_to_json (const LianReceipt *self) G_GNUC_WARN_UNUSED_RESULT;
/* Well-formed and its hash right; says nothing about whose it is. */
LianReceipt *lian_receipt_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* @id and @digest are what one has sent. */
gboolean lian_receipt_is_for (const LianReceipt *self, const char *id, const char *digest);

/* "sha-256=:BASE64:" (RFC 9530) of @body; and its hexadecimal form. */
char *lian_content_digest (GBytes *body) G_GNUC_WARN_UNUSED_RESULT;
char *lian_hex_digest (GBytes *body) G_GNUC_WARN_UNUSED_RESULT;
/* The hexadecimal form of a Content-Digest header, NULL if there is no sha-256 in it. */
char *lian_content_digest_to_hex (const char *header) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
