/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lian-mirror.h"
#include "lian-regions.h"

G_BEGIN_DECLS

/* A case as one entry of a short list beside the map. A button; win.open-case opens it. */
#define LIAN_TYPE_CASE_LINE (lian_case_line_get_type ())
G_DECLARE_FINAL_TYPE (LianCaseLine, lian_case_line, LIAN, CASE_LINE, GtkButton)

typedef enum
{
  LIAN_LINE_ATTENTION, /* light, title, time left; place and who has it */
  LIAN_LINE_NEWEST,    /* time, title, community */
} LianLineStyle;

typedef struct
{
  LianRegions *regions;
  GHashTable *units; /* unit id → name */
  LianDictionary *dictionary;
  gint64 now;
} LianLineFacts;

GtkWidget *lian_case_line_new (LianLineStyle style);
/* @record (nullable): hides the line. Everything is copied. */
void lian_case_line_set_case (LianCaseLine *self, LianRecord *record, const LianLineFacts *facts);
/* Whether there is room for the second line. */
void lian_case_line_set_tall (LianCaseLine *self, gboolean tall);
/* The newest of all: a quiet ground. */
void lian_case_line_set_first (LianCaseLine *self, gboolean first);

G_END_DECLS
