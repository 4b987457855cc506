/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-mirror-derived.h"
#include "lian-search-index.h"

/* Indexes that the figures of the overview, and which cases a list has in which order, can be read
 * from without looking at the rows: they are an eighth of the table. They went with the table that
 * was there. */
static gboolean
renew_case_indexes (LianConn *conn, const char *prefix, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "CREATE INDEX %scase_inflow ON %scase (accepted_at, region_code, grid_id);"
      "CREATE INDEX %scase_outflow ON %scase (closed_at, region_code, dispatched_at, feedback_at);"
      "CREATE INDEX %scase_stand ON %scase (state, region_code, closed_at, deadline, urgency, id);",
      prefix, prefix, prefix, prefix, prefix, prefix);

  return lian_conn_exec (conn, sql, error);
}

static const LianMirrorDerived derived[] = {
  { .kind = LIAN_KIND_CASE, .renew = renew_case_indexes },
  /* Kept by a LianSearchBatch: FTS5 takes the rows of a write in their order only. */
  { .kind = LIAN_KIND_CASE, .renew = lian_search_index_renew },
};

char *
lian_mirror_derived_dup_layout (void)
{
  g_autofree char *search = lian_search_index_dup_version ();

  return g_strconcat (LIAN_MIRROR_LAYOUT " ", search, NULL);
}

gboolean
lian_mirror_derived_renew (LianConn *conn, LianKindId kind, const char *prefix, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    if (derived[i].kind == kind && !derived[i].renew (conn, prefix, error))
      return FALSE;
  return TRUE;
}

gboolean
lian_mirror_derived_put (LianConn *conn, LianKindId kind, const char *prefix,
                         const LianRecord *record, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    if (derived[i].kind == kind && derived[i].put != NULL
        && !derived[i].put (conn, prefix, record, error))
      return FALSE;
  return TRUE;
}

gboolean
lian_mirror_derived_remove (LianConn *conn, LianKindId kind, const char *prefix, const char *id,
                            GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (derived); i++)
    if (derived[i].kind == kind && derived[i].remove != NULL
        && !derived[i].remove (conn, prefix, id, error))
      return FALSE;
  return TRUE;
}
