/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-dice.h"

G_BEGIN_DECLS

/* A small picture as somebody on site would send one: a PNG that shows nothing but a colour that
 * fades, another one each time. */
GBytes *lian_simulator_make_picture (LianDice *dice) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
