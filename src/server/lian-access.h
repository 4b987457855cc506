/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

/* What a role may use. What it may do with a case is the dictionary's affair, and comes after. */
typedef enum
{
  LIAN_ACCESS_NONE = 0,
  LIAN_ACCESS_RECORDS = 1 << 0,       /* pages, single records, figures, the feed */
  LIAN_ACCESS_SECRET = 1 << 1,        /* what is marked as secret too */
  LIAN_ACCESS_PHONES = 1 << 2,        /* numbers of duty rooms and of staff */
  LIAN_ACCESS_ATTACHMENTS = 1 << 3,   /* pictures and documents */
  LIAN_ACCESS_WRITE = 1 << 4,         /* reports, acts, instructions and what they carry */
  LIAN_ACCESS_REVEAL = 1 << 5,        /* personal fields, with a reason */
  LIAN_ACCESS_REVEAL_SECRET = 1 << 6, /* those of secret cases */
  LIAN_ACCESS_AUDIT = 1 << 7,         /* the audit chain and the access log */
} LianAccess;

/* The one table of it. Nothing for a role that is not known. */
LianAccess lian_access_of_role (const char *role);
/* All roles together; whoever administers or audits does nothing else, whatever else they are. */
LianAccess lian_access_of_roles (const char *const *roles);
/* Whether one account may have these: LIAN_ERROR_INVALID says which not, and why. */
gboolean lian_access_check_roles (const char *const *roles, GError **error);
/* What a route needs, by the parts of its path behind /v1. */
LianAccess lian_access_of_route (const char *method, const char *const *path);

/* How far a record is for everybody: one of the two dimensions of a scope, beside its region. */
typedef enum
{
  LIAN_VISIBILITY_OPEN = 0,
  LIAN_VISIBILITY_SECRET = 1,
  LIAN_N_VISIBILITIES,
} LianVisibility;

LianVisibility lian_record_get_visibility (const LianRecord *record);
/* "0" for kinds that are never secret. */
const char *lian_kind_get_visibility_column (const LianKind *kind);
/* Number of the field with an official telephone number, -1 = there is none. */
int lian_kind_find_official_phone (const LianKind *kind);

G_END_DECLS
