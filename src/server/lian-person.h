/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-access.h"
#include "lian-workflow.h"

G_BEGIN_DECLS

/* Somebody who may ask for something: an account, as it stands. Immutable, reference counted, may
 * cross threads. */
typedef struct
{
  char *account;
  char *name; /* for people */
  char **roles;
  char *region_code; /* "" = everything */
  char *unit_id;     /* (nullable) */
  LianAccess access; /* of all roles together */
  char *scope;       /* equal for people who see the same */
} LianPerson;

LianPerson *lian_person_new (const char *account, const char *name, const char *const *roles,
                             const char *region_code, const char *unit_id)
    G_GNUC_WARN_UNUSED_RESULT;
LianPerson *lian_person_new_from_actor (const LianActor *actor) G_GNUC_WARN_UNUSED_RESULT;
LianPerson *lian_person_ref (LianPerson *self);
void lian_person_unref (LianPerson *self);

/* Borrows everything from @self. */
LianActor lian_person_as_actor (const LianPerson *self);
gboolean lian_person_equal (const LianPerson *self, const LianPerson *other);
gboolean lian_person_has_role (const LianPerson *self, const char *role);
/* The first of the person's roles that @roles names, NULL = none. */
const char *lian_person_find_role (const LianPerson *self, const char *const *roles);
gboolean lian_person_may (const LianPerson *self, LianAccess access);
/* Records without a region are everybody's. */
gboolean lian_person_covers (const LianPerson *self, const char *region_code);
/* The one place that decides whether somebody sees a record: its region and its class. */
gboolean lian_person_sees (const LianPerson *self, const char *region_code,
                           LianVisibility visibility);
gboolean lian_person_sees_record (const LianPerson *self, const LianRecord *record);
/* A copy as the person gets it: masked, without what is not for them. */
LianRecord *lian_person_mask (const LianPerson *self, const LianRecord *record)
    G_GNUC_WARN_UNUSED_RESULT;
/* Equal for people who see the same: what was made for one can be given to the other. */
const char *lian_person_get_scope (const LianPerson *self);
/* @top within what the person may see: the narrower of both, NULL = nothing. */
const char *lian_person_narrow (const LianPerson *self, const char *region_code);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianPerson, lian_person_unref)

/* SQL that keeps what @top covers, a cheap cut before lian_region_covers(), which decides: the
 * column's codes begin with the digits of @top without its trailing groups of zeros. */
char *lian_region_to_sql (const char *column, const char *top) G_GNUC_WARN_UNUSED_RESULT;
/* As lian_region_covers(), and "" or NULL covers everything as well as belongs to everybody. */
gboolean lian_region_sees (const char *top, const char *region);

G_END_DECLS
