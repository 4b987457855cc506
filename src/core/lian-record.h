/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-kind.h"

G_BEGIN_DECLS

/* A record of any kind: the values of its fields, each of which may be absent. Reference counted;
 * filled by one owner, then shared and never changed again, so it may cross threads. */
typedef struct _LianRecord LianRecord;

typedef struct
{
  double lon; /* WGS84 degrees */
  double lat;
} LianPoint;

#define LIAN_TYPE_RECORD (lian_record_get_type ())
GType lian_record_get_type (void);

LianRecord *lian_record_new (LianKindId kind) G_GNUC_WARN_UNUSED_RESULT;
LianRecord *lian_record_copy (const LianRecord *record) G_GNUC_WARN_UNUSED_RESULT;
LianRecord *lian_record_ref (LianRecord *record);
void lian_record_unref (LianRecord *record);

const LianKind *lian_record_get_kind (const LianRecord *record);
const char *lian_record_get_id (const LianRecord *record);
gint64 lian_record_get_version (const LianRecord *record);

gboolean lian_record_has (const LianRecord *record, guint field);
const char *lian_record_get_text (const LianRecord *record, guint field);
gint64 lian_record_get_int (const LianRecord *record, guint field);
double lian_record_get_real (const LianRecord *record, guint field);
gboolean lian_record_get_bool (const LianRecord *record, guint field);
gint64 lian_record_get_time (const LianRecord *record, guint field);
gboolean lian_record_get_point (const LianRecord *record, guint field, LianPoint *point);
GBytes *lian_record_get_geometry (const LianRecord *record, guint field);
const char *const *lian_record_get_list (const LianRecord *record, guint field);
GPtrArray *lian_record_get_rows (const LianRecord *record, guint field);

void lian_record_clear (LianRecord *record, guint field);
void lian_record_set_text (LianRecord *record, guint field, const char *text);
void lian_record_take_text (LianRecord *record, guint field, char *text);
void lian_record_set_int (LianRecord *record, guint field, gint64 value);
void lian_record_set_real (LianRecord *record, guint field, double value);
void lian_record_set_bool (LianRecord *record, guint field, gboolean value);
void lian_record_set_time (LianRecord *record, guint field, gint64 microseconds);
void lian_record_set_point (LianRecord *record, guint field, double lon, double lat);
void lian_record_set_geometry (LianRecord *record, guint field, GBytes *wkb);
void lian_record_set_list (LianRecord *record, guint field, const char *const *list);
void lian_record_take_rows (LianRecord *record, guint field, GPtrArray *rows);

gboolean lian_record_equal (const LianRecord *a, const LianRecord *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianRecord, lian_record_unref)

G_END_DECLS
