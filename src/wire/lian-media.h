/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Pictures and documents from outside, by their first bytes only: nothing here decodes anything.
 * What says that it is larger than this is not shown to a decoder either. */
#define LIAN_MEDIA_MAX_SIDE 12000
#define LIAN_MEDIA_MAX_PIXELS 25000000

/* image/png, image/jpeg, image/webp or application/pdf by its magic bytes, NULL = none of them. */
const char *lian_media_sniff (const guint8 *data, gsize length);
/* Width and height as the header of a picture says: LIAN_ERROR_INVALID. */
gboolean lian_media_get_size (const guint8 *data, gsize length, guint *width, guint *height,
                              GError **error);
/* Whether it is what @media_type says and no larger than the limits: LIAN_ERROR_INVALID,
 * LIAN_ERROR_TOO_LARGE. */
gboolean lian_media_check (const guint8 *data, gsize length, const char *media_type,
                           GError **error);

G_END_DECLS
