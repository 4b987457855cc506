/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* How much room the county takes on this computer, bytes. */
void lian_mirror_measure (LianMirror *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
gint64 lian_mirror_measure_finish (LianMirror *self, GAsyncResult *result, GError **error);

G_END_DECLS
