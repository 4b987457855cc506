/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* The divisions of the mirror by code, held in memory: they are few and every page names them. Is
 * loaded anew when the mirror changes them. Main thread. */
#define LIAN_TYPE_REGIONS (lian_regions_get_type ())
G_DECLARE_FINAL_TYPE (LianRegions, lian_regions, LIAN, REGIONS, GObject)

LianRegions *lian_regions_new (LianMirror *mirror) G_GNUC_WARN_UNUSED_RESULT;

gboolean lian_regions_is_loaded (LianRegions *self);
LianRecord *lian_regions_lookup (LianRegions *self, const char *code); /* (nullable) borrowed */
/* The name, or the code itself when it is unknown; borrowed from self or the argument. */
const char *lian_regions_get_name (LianRegions *self, const char *code);
/* The uppermost division: what a person who may see everything begins with. "" when empty. */
const char *lian_regions_get_top (LianRegions *self);
/* (element-type LianRecord) from the uppermost known ancestor down to @code itself. */
GPtrArray *lian_regions_dup_chain (LianRegions *self, const char *code) G_GNUC_WARN_UNUSED_RESULT;
/* (element-type LianRecord) of one level ("town" also means streets and parks: see the .c file). */
GPtrArray *lian_regions_dup_level (LianRegions *self, const char *level) G_GNUC_WARN_UNUSED_RESULT;
/* The ancestor of @code (or itself) at a level; NULL when there is none. Borrowed. */
LianRecord *lian_regions_find_above (LianRegions *self, const char *code, const char *level);
/* "town·community" of the code of a community or below. */
char *lian_regions_dup_place (LianRegions *self, const char *code) G_GNUC_WARN_UNUSED_RESULT;

/* signal "changed" () */

G_END_DECLS
