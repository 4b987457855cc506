/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* Masking at the source (domain.md 5): 陈** · 139****0417 · numbers inside free text. Idempotent.
 */
char *lian_mask_name (const char *name) G_GNUC_WARN_UNUSED_RESULT;
char *lian_mask_phone (const char *phone) G_GNUC_WARN_UNUSED_RESULT;
char *lian_mask_text (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* A copy with every sensitive field masked as its flags say. */
#define LIAN_MASK_HIDDEN "****"
LianRecord *lian_mask_record (const LianRecord *record) G_GNUC_WARN_UNUSED_RESULT;

/* For display: control characters and the bidi controls U+202A–202E, U+2066–2069 removed, line
 * breaks turned to spaces unless @multiline, invalid UTF-8 replaced, cut to @limit code points (0:
 * no cut). */
char *lian_text_clean (const char *text, gboolean multiline, guint limit) G_GNUC_WARN_UNUSED_RESULT;

/* UUID version 7 (RFC 9562) from @now_us and 74 random bits, lower case, 36 characters. */
char *lian_uuid7 (gint64 now_us) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_id_is_valid (const char *id);

/* Durations and counts as the screen writes them (visual.md 3, 6); @chinese decides the words.
 * minutes → "6 小时 20 分" or, short, "6 时 20 分" / "6 h 20 min". */
char *lian_format_minutes (gint64 minutes, gboolean short_form, gboolean chinese)
    G_GNUC_WARN_UNUSED_RESULT;
/* 4118 → "4,118"; from 10,000 "41.3 万" / "413 k". */
char *lian_format_count (gint64 count, gboolean chinese) G_GNUC_WARN_UNUSED_RESULT;
/* Percent with @decimals, rounded half up on the exact fraction; "—" for 0/0. Without the sign. */
char *lian_format_percent (gint64 numerator, gint64 denominator, guint decimals)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
