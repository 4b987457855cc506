/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-dice.h"

/**
 * lian_dice_init:
 *
 * Starts the sequence of @seed.
 */
void
lian_dice_init (LianDice *self, guint64 seed)
{
  self->state = seed;
}

/**
 * lian_dice_init_for:
 *
 * Starts a sequence of its own for @purpose, so that drawing one number more for one thing does not
 * change all that comes after it.
 */
void
lian_dice_init_for (LianDice *self, guint64 seed, const char *purpose)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037);

  for (const char *c = purpose; *c != '\0'; c++)
    hash = (hash ^ (guchar)*c) * G_GUINT64_CONSTANT (1099511628211);
  self->state = seed ^ hash;
  lian_dice_next (self);
}

/**
 * lian_dice_next:
 *
 * Returns: the next 64 random bits. Source: Steele, Lea, Flood, "Fast splittable pseudorandom
 * number generators" (splitmix64).
 */
guint64
lian_dice_next (LianDice *self)
{
  guint64 z = (self->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * lian_dice_below:
 * @n: at least 1
 *
 * Returns: 0 … @n - 1.
 */
guint
lian_dice_below (LianDice *self, guint n)
{
  return n == 0 ? 0 : (guint)(lian_dice_next (self) % n);
}

/**
 * lian_dice_between:
 *
 * Returns: @low … @high, both included.
 */
int
lian_dice_between (LianDice *self, int low, int high)
{
  return high <= low ? low : low + (int)lian_dice_below (self, (guint)(high - low + 1));
}

/**
 * lian_dice_unit:
 *
 * Returns: [0, 1).
 */
double
lian_dice_unit (LianDice *self)
{
  return (double)(lian_dice_next (self) >> 11) * 0x1.0p-53;
}

/**
 * lian_dice_normal:
 *
 * Returns: about normally distributed, mean 0, deviation 1: the sum of twelve uniform numbers,
 * which needs no logarithm and is therefore the same on every machine.
 */
double
lian_dice_normal (LianDice *self)
{
  double sum = -6;

  for (guint i = 0; i < 12; i++)
    sum += lian_dice_unit (self);
  return sum;
}

/**
 * lian_dice_chance:
 *
 * Returns: TRUE with @probability.
 */
gboolean
lian_dice_chance (LianDice *self, double probability)
{
  return lian_dice_unit (self) < probability;
}

/**
 * lian_dice_weighted:
 * @n: at least 1
 *
 * Returns: an index below @n, with a chance in proportion to its weight.
 */
guint
lian_dice_weighted (LianDice *self, const double *weights, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += weights[i];

  double at = lian_dice_unit (self) * sum;

  for (guint i = 0; i < n; i++)
    {
      if (at < weights[i])
        return i;
      at -= weights[i];
    }
  return n - 1;
}
