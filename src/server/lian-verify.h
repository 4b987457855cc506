/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 n_audit;  /* rows of the audit */
  gint64 n_sealed; /* rows of all tables */
} LianVerified;

/* Holds a file that nobody serves against everything that is known about it; changes nothing.
 * LIAN_ERROR_DAMAGED says in one sentence what is the first that is not right. Blocks. */
gboolean lian_verify_file (const char *path, LianVerified *verified, GError **error);

G_END_DECLS
