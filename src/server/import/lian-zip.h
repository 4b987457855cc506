/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A zip archive from outside, in memory. What it unpacks to is counted as it comes, whatever its
 * directory says; nothing is written anywhere. */
typedef struct _LianZip LianZip;

/* FALSE stops with @error. */
typedef gboolean (*LianZipFunc) (const char *data, gsize length, gpointer user_data,
                                 GError **error);

LianZip *lian_zip_open (GBytes *file, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_zip_close (LianZip *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianZip, lian_zip_close)

gboolean lian_zip_has (LianZip *self, const char *name);
/* LIAN_ERROR_TOO_LARGE names the limit, LIAN_ERROR_INVALID says what is broken. */
gboolean lian_zip_read (LianZip *self, const char *name, LianZipFunc func, gpointer user_data,
                        GError **error);

G_END_DECLS
