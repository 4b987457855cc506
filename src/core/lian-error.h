/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The one error domain that crosses layers. Foreign domains are turned into it where they come in;
 * cancelling stays G_IO_ERROR_CANCELLED. Messages are for logs; lian_error_to_text() for people. */
#define LIAN_ERROR (lian_error_quark ())
GQuark lian_error_quark (void);

typedef enum
{
  LIAN_ERROR_FAILED,    /* none of the others */
  LIAN_ERROR_INVALID,   /* input that breaks a rule; the message names the field or position */
  LIAN_ERROR_TOO_LARGE, /* input beyond a limit */
  LIAN_ERROR_NOT_FOUND, /* */
  LIAN_ERROR_FORBIDDEN, /* role or region */
  LIAN_ERROR_UNAUTHENTICATED, /* wrong password, token gone */
  LIAN_ERROR_CONFLICT,        /* 409, 412: a person decides */
  LIAN_ERROR_EXPIRED,         /* not_after passed */
  LIAN_ERROR_GONE,            /* 410: position too old or of another epoch */
  LIAN_ERROR_THROTTLED,       /* 429 */
  LIAN_ERROR_UNREACHABLE,     /* no connection, no name, time-out */
  LIAN_ERROR_TLS,             /* certificate or clock */
  LIAN_ERROR_NOT_LIANDONG,    /* something answered that is not a server of ours (portal, redirect,
                                 HTML) */
  LIAN_ERROR_WRONG_SERVER,    /* another server_id than the one remembered */
  LIAN_ERROR_SERVER,          /* 5xx */
  LIAN_ERROR_DISK_FULL,       /* */
  LIAN_ERROR_DAMAGED,         /* a database that does not open or does not pass its check */
  LIAN_ERROR_TOO_NEW,         /* a file of a later version of the program */
  LIAN_ERROR_BUSY,            /* another process has it */
} LianErrorCode;

const char *lian_error_to_text (const GError *error);

/* Carries a LianLinkTrouble inside: lian-link-trouble.h. */
void lian_error_set_detail (GError *error, guint detail);
guint lian_error_get_detail (const GError *error);

G_END_DECLS
