/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-service.h"

G_BEGIN_DECLS

/* What a platform does by itself: once a minute it looks whether something is due. Suspended cases
 * whose date has come go on; cases that were closed long ago leave the mirrored set. Main thread.
 */
#define LIAN_TYPE_HOUSEKEEPER (lian_housekeeper_get_type ())
G_DECLARE_FINAL_TYPE (LianHousekeeper, lian_housekeeper, LIAN, HOUSEKEEPER, GObject)

LianHousekeeper *lian_housekeeper_new (LianService *service) G_GNUC_WARN_UNUSED_RESULT;
/* Looks now; what it finds is submitted like everybody's acts. */
void lian_housekeeper_look (LianHousekeeper *self);

/* signal "looked": everything that was due has been done or refused */

G_END_DECLS
