/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A category of cases: big, or big-small. The limit is that of handling by the unit. */
typedef struct
{
  const char *code;
  const char *title;
  const char *title_zh;
  const char *kind; /* the kind of case it makes */
  int amount;       /* 0 for a big one */
  const char *unit; /* of amount */
} LianDefaultCategory;

const LianDefaultCategory *lian_default_categories_get (guint *n);

G_END_DECLS
