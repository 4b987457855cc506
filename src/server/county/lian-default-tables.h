/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line of the default dictionary. codes, codes2, needs and effects are lists parted by "|"; a
 * rank of 0 stands for the place in the table. */
typedef struct
{
  const char *code;
  const char *title;
  const char *title_zh;
  const char *codes;
  const char *codes2;
  const char *text;
  gint64 amount;
  const char *unit;
  int rank;
  const char *parent;
  const char *condition;
  const char *needs;
  const char *effects;
} LianDefaultEntry;

typedef struct
{
  const char *vocabulary;
  const LianDefaultEntry *rows;
  guint n_rows;
  int first_rank;
} LianDefaultVocabulary;

#define LIAN_DEFAULT_TABLE(vocabulary, rows)       \
  {                                                \
    (vocabulary), (rows), G_N_ELEMENTS ((rows)), 1 \
  }

const LianDefaultVocabulary *lian_default_tables_get (guint *n);
const LianDefaultVocabulary *lian_default_workflow_get (guint *n);
const LianDefaultVocabulary *lian_default_programmes_get (guint *n);
const LianDefaultVocabulary *lian_default_kpis_get (guint *n);

G_END_DECLS
