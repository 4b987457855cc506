/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *lian_pinyin_of (gunichar character);
gboolean lian_pinyin_is_syllable (const char *text, gsize length);
gboolean lian_pinyin_begins_syllable (const char *text);
char **lian_pinyin_dup_completions (const char *text, guint most) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_pinyin_version (void);

G_END_DECLS
