/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-db.h"
#include "lian-overview.h"

G_BEGIN_DECLS

/* What the reading thread needs to work out an overview, and the overview. */
typedef struct
{
  char *region_code;
  char *server_name;
  gint64 now;
  LianDictionary *dictionary;

  LianOverview *overview;
} LianOverviewQuery;

void lian_overview_query_free (LianOverviewQuery *query);
/* LianDbFunc: @data is a LianOverviewQuery. */
gboolean lian_overview_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

G_END_DECLS
