/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-case-words.h"
#include "lian-engine.h"

G_BEGIN_DECLS

/* What the composer says by itself. */

/* The dictionary's phrase for the category, with the moment in its place; "" when there is none. */
char *lian_composer_dup_phrase (LianCaseWords *words, LianRecord *record, gint64 due)
    G_GNUC_WARN_UNUSED_RESULT;
/* One line: what is well, and what to think of before sending. */
void lian_composer_fill_checks (GtkBox *checks, LianRecord *record, LianFreshness freshness,
                                gboolean may_have_arrived);

G_END_DECLS
