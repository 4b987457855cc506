/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-service.h"

G_BEGIN_DECLS

/* What the import command puts into a platform that nobody serves: many records at once, all of it
 * audited. Blocks; the service learns of new regions and grids when it is opened anew. */

typedef struct
{
  guint n_new;
  guint n_changed;
  guint n_same;
} LianImportCounts;

/* Regions, grids, places: @records (element-type LianRecord) put in the place of those with their
 * ids, which keep the fields that are absent here. What says what is there already is not written.
 * @origin: hexadecimal SHA-256 of the file, for the audit. */
gboolean lian_service_import_records (LianService *self, const LianActor *actor, const char *origin,
                                      GPtrArray *records, gboolean rehearse,
                                      LianImportCounts *counts, GError **error);

/* A report as for POST /v1/cases that may have a "reported_at"; @region_code: where it belongs when
 * it has no position. The answer is that of lian_service_submit(). */
typedef struct
{
  GBytes *body;
  char *region_code;
  LianReply *reply;
} LianImportReport;
LianImportReport *lian_import_report_new (GBytes *body, const char *region_code)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_import_report_free (LianImportReport *self);
/* @reports (element-type LianImportReport). @rehearse: answers, and changes nothing. */
gboolean lian_service_import_reports (LianService *self, const LianActor *actor, GPtrArray *reports,
                                      gboolean rehearse, GError **error);

G_END_DECLS
