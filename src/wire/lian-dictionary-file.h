/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"

G_BEGIN_DECLS

/* A dictionary as a file (docs/dictionary.md): JSON lines, one entry or duty a line, told apart by
 * "kind"; empty lines and lines that begin with # mean nothing. Any thread. */
typedef struct
{
  GPtrArray *records; /* LianRecord: entries and duties, in their order */
  GArray *lines;      /* guint: where each of them stands, from 1 */
  guint n_lines;
} LianDictionaryFile;

/* What is wrong with it. */
typedef struct
{
  guint line;   /* the last one when something is missing */
  char *field;  /* (nullable): "entry.amount" */
  char *detail; /* why */
} LianDictionaryFileFault;

/* NULL fills @fault. */
LianDictionaryFile *lian_dictionary_file_parse (const char *data, gsize length,
                                                LianDictionaryFileFault *fault)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_dictionary_file_free (LianDictionaryFile *self);
/* As lian_dictionary_check(), with the line of the record. */
gboolean lian_dictionary_file_check (const LianDictionaryFile *self, GHashTable *units,
                                     GHashTable *regions, LianDictionaryFileFault *fault);
/* @records: entries and duties in any order, versions are left out. */
char *lian_dictionary_file_print (GPtrArray *records) G_GNUC_WARN_UNUSED_RESULT;

/* "line 17: entry.amount: …" */
char *lian_dictionary_file_fault_to_text (const LianDictionaryFileFault *fault)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_dictionary_file_fault_clear (LianDictionaryFileFault *fault);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianDictionaryFile, lian_dictionary_file_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianDictionaryFileFault, lian_dictionary_file_fault_clear)

G_END_DECLS
