/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dictionary-check.h"
#include "lian-term.h"

G_BEGIN_DECLS

/* A check under way; what each returns is whether it goes on. */
typedef struct
{
  GPtrArray *records;
  GHashTable *by_id; /* id → index of the entry + 1 */
  GHashTable *duties;
  GHashTable *units;   /* (nullable) */
  GHashTable *regions; /* (nullable) */
  guint index;         /* of the record in hand */
  LianDictionaryFault *fault;
} LianDictionaryCheck;

/* Always FALSE, with the fault set to the record in hand. */
gboolean lian_check_refuse (LianDictionaryCheck *check, const char *field, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/* "" when there is none */
const char *lian_check_text (const LianRecord *record, guint field);
/* A code that stands in @field, nothing is allowed if @optional. */
gboolean lian_check_code (LianDictionaryCheck *check, const char *field, const char *vocabulary,
                          const char *code, gboolean optional);
gboolean lian_check_codes (LianDictionaryCheck *check, const LianRecord *entry, guint field,
                           const char *vocabulary);
gboolean lian_check_roles (LianDictionaryCheck *check, const LianRecord *entry);

typedef struct
{
  LianDictionaryCheck *check;
  const char *field; /* in which the term stands */
} LianCheckedTerm;

/* LianTermCodeFunc; data is a LianCheckedTerm. */
gboolean lian_check_compared (const LianField *field, const char *code, gpointer user_data);

/* --- lian-dictionary-check-action.c --- */

gboolean lian_check_is_about (const LianRecord *action, const char *subject);
gboolean lian_check_action (LianDictionaryCheck *check, const LianRecord *entry);

G_END_DECLS
