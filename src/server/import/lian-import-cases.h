/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-case-map.h"
#include "lian-service-import.h"

G_BEGIN_DECLS

/* import cases: the rows of a list become reports, the same as over HTTP. An id is made of the
 * system above and its number, so that what came once is known again. */
typedef struct
{
  guint n_rows;
  guint n_new;
  guint n_known;
  GPtrArray *lines; /* (element-type LianImportLine) */
} LianCasesImported;

/* Blocks; main thread. FALSE: the map does not fit the file, or the database failed. */
gboolean lian_import_cases (LianService *service, const LianSheet *sheet, const LianCaseMap *map,
                            gboolean dry_run, LianCasesImported *imported, GError **error);
void lian_cases_imported_clear (LianCasesImported *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianCasesImported, lian_cases_imported_clear)

G_END_DECLS
