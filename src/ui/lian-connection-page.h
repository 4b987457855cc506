/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* 连接状态: whether the platform is heard, what is the matter and what to do, with everything that
 * somebody who helps from afar would ask. */
#define LIAN_TYPE_CONNECTION_PAGE (lian_connection_page_get_type ())
G_DECLARE_FINAL_TYPE (LianConnectionPage, lian_connection_page, LIAN, CONNECTION_PAGE, AdwBin)

void lian_connection_page_set_engine (LianConnectionPage *self, LianEngine *engine);
const char *lian_connection_page_get_state (LianConnectionPage *self);
const char *lian_connection_page_get_advice (LianConnectionPage *self);
char *lian_connection_page_dup_support_text (LianConnectionPage *self) G_GNUC_WARN_UNUSED_RESULT;

/* signal "left" (): the person goes back to the pages */

G_END_DECLS
