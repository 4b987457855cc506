/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* How many records of @kind there are for each value of @field, a text or a code, without bringing
 * the records into memory. @where is SQL over the columns, never with text from outside in it. */
void lian_mirror_count (LianMirror *mirror, LianKindId kind, guint field, const char *where,
                        GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
/* (element-type utf8 guint): value → GUINT_TO_POINTER (count); records without the field are not
 * counted. */
GHashTable *lian_mirror_count_finish (LianMirror *mirror, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
