/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* What makes no sense in a dictionary: the first record in which it shows, its field, and why. */
typedef struct
{
  guint index; /* among the records that were checked; G_MAXUINT: in none, something is missing */
  const char *field; /* name of a field of the record's kind, static */
  char *reason;
} LianDictionaryFault;

#define LIAN_DICTIONARY_FAULT_WHOLE G_MAXUINT

/* @records: entries and duties, all there are. @units, @regions: sets of ids that duties may name,
 * NULL: any. FALSE fills @fault. */
gboolean lian_dictionary_check (GPtrArray *records, GHashTable *units, GHashTable *regions,
                                LianDictionaryFault *fault);
void lian_dictionary_fault_clear (LianDictionaryFault *fault);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianDictionaryFault, lian_dictionary_fault_clear)

G_END_DECLS
