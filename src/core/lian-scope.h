/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* region × period × filters × text: the one state that all pages share. Pages listen to "changed";
 * back and forward walk the history. Main thread. */
#define LIAN_TYPE_SCOPE (lian_scope_get_type ())
G_DECLARE_FINAL_TYPE (LianScope, lian_scope, LIAN, SCOPE, GObject)

typedef enum
{
  LIAN_PERIOD_TODAY,
  LIAN_PERIOD_WEEK, /* the last seven days */
  LIAN_PERIOD_MONTH,
} LianPeriod;

LianScope *lian_scope_new (const char *region_code) G_GNUC_WARN_UNUSED_RESULT;

const char *lian_scope_get_region (LianScope *self);
LianPeriod lian_scope_get_period (LianScope *self);
const char *lian_scope_get_filter (LianScope *self, const char *field); /* (nullable) */
const char *lian_scope_get_text (LianScope *self);

void lian_scope_set_region (LianScope *self, const char *region_code);
void lian_scope_set_period (LianScope *self, LianPeriod period);
void lian_scope_set_filter (LianScope *self, const char *field, const char *value);
void lian_scope_set_text (LianScope *self, const char *text);

gboolean lian_scope_can_go_back (LianScope *self);
gboolean lian_scope_can_go_forward (LianScope *self);
void lian_scope_go_back (LianScope *self);
void lian_scope_go_forward (LianScope *self);

/* signal "changed" () */

G_END_DECLS
