/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-feature-map.h"
#include "lian-service-import.h"

G_BEGIN_DECLS

/* import regions|grids|places: a GeoJSON file into the records of one kind. */
typedef struct
{
  LianKindId kind;
  const LianFeatureMap *map;
  const char *crs; /* (nullable): as said on the command line */
  gboolean all_or_nothing;
  gboolean dry_run;
} LianFeatureImport;

typedef struct
{
  guint n_features;
  LianImportCounts counts;
  GPtrArray *lines; /* (element-type LianImportLine) */
} LianFeatureImported;

/* Blocks; main thread. FALSE: the file as a whole was refused, or the database failed. */
gboolean lian_import_features (LianService *service, GBytes *file, const LianFeatureImport *import,
                               LianFeatureImported *imported, GError **error);
void lian_feature_imported_clear (LianFeatureImported *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianFeatureImported, lian_feature_imported_clear)

/* The account that the audit shows, with the roles that what is imported needs. */
extern const LianActor lian_import_actor;
/* All of @kind (element-type LianRecord), unmasked; blocks. */
GPtrArray *lian_import_list (LianService *service, LianKindId kind, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
