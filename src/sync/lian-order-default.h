/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-work-calendar.h"

G_BEGIN_DECLS

gint64 lian_order_default_not_after (const LianWorkCalendar *calendar, gint64 now, gboolean urgent);

G_END_DECLS
