/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dice.h"

G_BEGIN_DECLS

/* What people report: who leads, how often it happens, and the words for it. Texts are parted by
 * "|" and have places for {r} a road, {e} an estate, {b} a building, {s} a spot, {n} a number. */
typedef struct
{
  const char *category;
  const char *unit; /* key of the leading unit; "street": the street or town of the place */
  double weight;
  int urgent; /* of a thousand */
  const char *titles;
  const char *descriptions;
  const char *answers;
} LianMatter;

/* How much is reported by the hour of a working day: two humps and a quiet night. */
extern const double lian_county_hours[24];

const LianMatter *lian_matters_get (guint *n);
const LianMatter *lian_matters_find (const char *category);
gboolean lian_matter_is_urban (const LianMatter *matter);

/* Where something happens, in words. */
typedef struct
{
  const char *road;
  const char *estate;
  guint building; /* 0: any */
} LianMatterPlace;

char *lian_matter_fill (const char *variants, const LianMatterPlace *place, LianDice *dice)
    G_GNUC_WARN_UNUSED_RESULT;
/* A title, and a description that fits it. */
char *lian_matter_dup_title (const LianMatter *matter, const LianMatterPlace *place,
                             const char *address, LianDice *dice, char **description)
    G_GNUC_WARN_UNUSED_RESULT;
char *lian_matter_dup_address (const LianMatter *matter, const LianMatterPlace *place,
                               LianDice *dice) G_GNUC_WARN_UNUSED_RESULT;
char *lian_matter_dup_person (LianDice *dice) G_GNUC_WARN_UNUSED_RESULT;
char *lian_matter_dup_phone (LianDice *dice) G_GNUC_WARN_UNUSED_RESULT;
const char *lian_matter_source (const LianMatter *matter, LianDice *dice);
const char *lian_matter_rating (LianDice *dice, const char **words);

G_END_DECLS
