/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Chance that is the same on every machine for the same seed: splitmix64. A value type. */
typedef struct
{
  guint64 state;
} LianDice;

void lian_dice_init (LianDice *self, guint64 seed);
/* A second sequence that does not depend on how far the first one has been drawn. */
void lian_dice_init_for (LianDice *self, guint64 seed, const char *purpose);
guint64 lian_dice_next (LianDice *self);
guint lian_dice_below (LianDice *self, guint n);
int lian_dice_between (LianDice *self, int low, int high);
double lian_dice_unit (LianDice *self);
double lian_dice_normal (LianDice *self);
gboolean lian_dice_chance (LianDice *self, double probability);
guint lian_dice_weighted (LianDice *self, const double *weights, guint n);

G_END_DECLS
