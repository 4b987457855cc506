/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-error.h"

G_BEGIN_DECLS

/* Everything that can be wrong between a console and its platform, in one table: the code of the
 * error, a name for logs and support, what happened and what to do. The layer that sees it names
 * it; from there it travels inside the GError. */
typedef enum
{
  LIAN_LINK_OK,

  /* no way there */
  LIAN_LINK_REFUSED,
  LIAN_LINK_NO_ROUTE,
  LIAN_LINK_NO_NAME,
  LIAN_LINK_NO_CONNECTION, /* none came about while the watchdog waited */
  LIAN_LINK_TIMED_OUT,
  LIAN_LINK_CUT,

  /* the secure connection */
  LIAN_LINK_TLS_UNKNOWN_CA,
  LIAN_LINK_TLS_WRONG_HOST,
  LIAN_LINK_TLS_NOT_YET,
  LIAN_LINK_TLS_EXPIRED,
  LIAN_LINK_TLS_CERTIFICATE, /* revoked, weak … */
  LIAN_LINK_TLS_HANDSHAKE,

  /* something that is not a platform answers */
  LIAN_LINK_REDIRECT,
  LIAN_LINK_PORTAL,
  LIAN_LINK_EMPTY,
  LIAN_LINK_WRONG_TYPE,
  LIAN_LINK_ENCODED,
  LIAN_LINK_NOT_HTTP,
  LIAN_LINK_TOO_LARGE,
  LIAN_LINK_MALFORMED,
  LIAN_LINK_BAD_EVENT,
  LIAN_LINK_NO_API,
  LIAN_LINK_API_TOO_NEW,
  LIAN_LINK_API_TOO_OLD,

  /* the platform's own no */
  LIAN_LINK_SIGNED_OUT,
  LIAN_LINK_FORBIDDEN,
  LIAN_LINK_POSITION_GONE,
  LIAN_LINK_THROTTLED,
  LIAN_LINK_OVERLOADED,
  LIAN_LINK_RESTARTING,
  LIAN_LINK_FAULT,

  /* what it is and what it says */
  LIAN_LINK_WRONG_SERVER,
  LIAN_LINK_RESTORED,
  LIAN_LINK_SILENT,   /* connected, and nothing whole comes any more */
  LIAN_LINK_BUFFERED, /* the feed comes to nothing, single answers do come */
  LIAN_LINK_DISAGREEMENT,
  LIAN_LINK_CLOCK_OFF,
  LIAN_LINK_OTHER,
  LIAN_N_LINK_TROUBLES
} LianLinkTrouble;

const char *lian_link_trouble_get_name (LianLinkTrouble self);
LianErrorCode lian_link_trouble_get_code (LianLinkTrouble self);
const char *lian_link_trouble_to_what (LianLinkTrouble self);
const char *lian_link_trouble_to_advice (LianLinkTrouble self);
const char *lian_link_trouble_to_text (LianLinkTrouble self);

GError *lian_link_error_new (LianLinkTrouble trouble, const char *format, ...) G_GNUC_PRINTF (2, 3)
    G_GNUC_WARN_UNUSED_RESULT;
LianLinkTrouble lian_link_trouble_of (const GError *error);

G_END_DECLS
