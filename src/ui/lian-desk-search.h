/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What a list of cases says of itself, with and without a search. */
void lian_desk_search_show (gboolean searching, AdwStatusPage *empty);
char *lian_desk_search_dup_position (guint position, guint n, gboolean cut)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
