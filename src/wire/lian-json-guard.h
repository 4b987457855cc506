/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  /* What our peers may send: objects at the root, no duplicate keys, no NUL, limits of
   * lian-limits.h, numbers that int64 or a finite double can hold. */
  LIAN_JSON_STRICT,
  /* RFC 8259 syntax and our limits, any root. Duplicate keys, NUL and long numbers stay refused. */
  LIAN_JSON_SYNTAX,
  /* As STRICT, with any number of values: a file that is then given to json-glib in pieces. */
  LIAN_JSON_FILE,
} LianJsonProfile;

/* One pass before json-glib sees it. On refusal @error is LIAN_ERROR_INVALID or _TOO_LARGE with
 * "byte N: reason" (N counts from 0). */
gboolean lian_json_guard (const char *data, gsize length, LianJsonProfile profile, gsize max_length,
                          GError **error);

G_END_DECLS
