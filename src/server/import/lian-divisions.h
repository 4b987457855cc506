/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* Division codes (GB/T 2260, GB/T 10114 and three digits for communities; domain.md 1.5) and the
 * regions that are known. 421202, 421202000 and 421202000000 are one region. */

/* LIAN_ERROR_INVALID says what is wrong with the code of a region of @level. */
gboolean lian_division_check (const char *code, const char *level, GError **error);
/* What the digits say; NULL when they say nothing. */
const char *lian_division_get_level (const char *code);
const char *lian_division_get_kind (const char *code);

typedef struct _LianDivisions LianDivisions;
/* @regions (element-type LianRecord) */
LianDivisions *lian_divisions_new (GPtrArray *regions) G_GNUC_WARN_UNUSED_RESULT;
void lian_divisions_free (LianDivisions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianDivisions, lian_divisions_free)

void lian_divisions_add (LianDivisions *self, LianRecord *region);
void lian_divisions_remove (LianDivisions *self, const char *code);
/* (transfer none) (nullable) */
LianRecord *lian_divisions_find (const LianDivisions *self, const char *code);
/* The region one level up, by the digits. */
LianRecord *lian_divisions_find_parent (const LianDivisions *self, const char *code);
/* The community whose code begins @code: of grids and estates. */
LianRecord *lian_divisions_find_community (const LianDivisions *self, const char *code);
/* By code or by name; NULL as well when two have the name. */
LianRecord *lian_divisions_find_named (const LianDivisions *self, const char *text);
/* The one region above all others, or NULL. */
LianRecord *lian_divisions_find_top (const LianDivisions *self);

G_END_DECLS
