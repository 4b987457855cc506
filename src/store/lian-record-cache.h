/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* The records that were looked at last, by key: at most so many. */
typedef struct _LianRecordCache LianRecordCache;

LianRecordCache *lian_record_cache_new (guint most) G_GNUC_WARN_UNUSED_RESULT;
void lian_record_cache_free (LianRecordCache *self);
/* @record: (transfer none): in place of the one with its key. */
void lian_record_cache_put (LianRecordCache *self, guint64 key, LianRecord *record);
/* (transfer none) (nullable) */
LianRecord *lian_record_cache_get (LianRecordCache *self, guint64 key);
void lian_record_cache_drop (LianRecordCache *self, guint64 key);
void lian_record_cache_clear (LianRecordCache *self);

G_END_DECLS
