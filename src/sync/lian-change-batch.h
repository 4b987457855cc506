/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* Collects changes of the feed into batches that never cut a transaction of the server. */
typedef struct _LianChangeBatch LianChangeBatch;

LianChangeBatch *lian_change_batch_new (void) G_GNUC_WARN_UNUSED_RESULT;
void lian_change_batch_free (LianChangeBatch *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianChangeBatch, lian_change_batch_free)

/* @change (nullable) (transfer full): NULL is a boundary only. FALSE: a transaction that is longer
 * than any server of ours makes. */
gboolean lian_change_batch_add (LianChangeBatch *self, LianChange *change, const char *position,
                                gboolean more);
guint lian_change_batch_get_length (LianChangeBatch *self); /* whole transactions and begun ones */
gboolean lian_change_batch_is_full (LianChangeBatch *self);
gboolean lian_change_batch_has_whole (LianChangeBatch *self);
/* The whole transactions: (element-type LianChange); what was begun stays. */
GPtrArray *lian_change_batch_take (LianChangeBatch *self, char **position)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
