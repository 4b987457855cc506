/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a peer of the server may do at most: the values of lian-limits.h unless a key file says
 * otherwise. Reference counted; changed only before anybody is served. */
typedef struct
{
  gatomicrefcount references;

  guint body;       /* bytes of a request */
  guint attachment; /* bytes of a request to /v1/attachments */
  guint headers;    /* of a request */
  guint connections;
  guint connections_per_address;
  guint streams_per_account;
  guint stream_queue; /* bytes that wait for one listener */
  guint user_timeout_seconds;
  guint idle_seconds;
  guint logins_per_account; /* in a minute */
  guint logins_per_address; /* in a minute */
  gboolean exempt_loopback; /* the loopback is one address, but may be many peers */
  GPtrArray *proxies;       /* (element-type GInetAddress) */
  gboolean ogc_anonymous;   /* /ogc is open to everybody, without cases */
} LianServerLimits;

LianServerLimits *lian_server_limits_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* A key file with the groups limits, proxy and ogc; LIAN_ERROR_INVALID names group and key. */
LianServerLimits *lian_server_limits_load (const char *path, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
LianServerLimits *lian_server_limits_ref (LianServerLimits *self);
void lian_server_limits_unref (LianServerLimits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianServerLimits, lian_server_limits_unref)

/* The address that the limits per address count by; NULL = none of them holds. @forwarded: the
 * X-Forwarded-For header, believed from a named proxy only. */
char *lian_server_limits_dup_peer (const LianServerLimits *self, GSocketAddress *remote,
                                   const char *forwarded) G_GNUC_WARN_UNUSED_RESULT;
/* Whether a connection comes from a named proxy, whose words about who it speaks for are believed.
 */
gboolean lian_server_limits_trusts (const LianServerLimits *self, GSocketAddress *remote);

G_END_DECLS
