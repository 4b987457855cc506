/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* TLS 1.2 and newer for connections that come in, with a certificate from files that can be read
 * anew. Handshakes go on beside one another and have so long. Main thread. */
#define LIAN_TYPE_TLS (lian_tls_get_type ())
G_DECLARE_FINAL_TYPE (LianTls, lian_tls, LIAN, TLS, GObject)

#define LIAN_TLS_HANDSHAKE_SECONDS 10

/* @certificate: with what leads from it to the authority, @key: its private key; both PEM.
 * LIAN_ERROR_TLS names the file that is no such one. */
LianTls *lian_tls_new (const char *certificate, const char *key, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Reads the files anew, for connections from here on; the old certificate stays when it fails. */
gboolean lian_tls_reload (LianTls *self, GError **error);
/* For tests. */
void lian_tls_set_timeout (LianTls *self, guint ms);

void lian_tls_accept (LianTls *self, GSocketConnection *connection, GAsyncReadyCallback callback,
                      gpointer user_data);
/* What is spoken over; @connection: (out) (transfer full): as it was given. */
GIOStream *lian_tls_accept_finish (LianTls *self, GAsyncResult *result,
                                   GSocketConnection **connection, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
