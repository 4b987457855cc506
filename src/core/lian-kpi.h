/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-record.h"
#include "lian-term.h"

G_BEGIN_DECLS

/* A figure of the dictionary (domain.md 9): how many of how many cases. Entry of the vocabulary
 * "kpi": codes[0] is the term of the numerator, codes[1] that of the denominator, every further one
 * an exclusion: a case that matches it counts in neither. text is the definition, in English and on
 * a second line in Chinese; amount the floor in 1/100 %. The same for the console, for the server
 * and for the list behind the figure. Immutable. */
typedef struct _LianKpi LianKpi;

typedef enum
{
  LIAN_KPI_NUMERATOR,
  LIAN_KPI_DENOMINATOR,
} LianKpiPart;

LianKpi *lian_kpi_new (const LianRecord *entry, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_kpi_free (LianKpi *self);
const char *lian_kpi_get_code (const LianKpi *self);
/* The field that places a case in a period, NULL: the figure does not heed the period. */
const LianField *lian_kpi_get_period (const LianKpi *self, LianKpiPart part);
/* As lian_term_foreach_code(), over all terms. */
gboolean lian_kpi_foreach_code (const LianKpi *self, LianTermCodeFunc func, gpointer user_data);
/* As of lian_term_matches() and lian_term_to_sql(). */
gboolean lian_kpi_matches (const LianKpi *self, LianKpiPart part, const LianRecord *record,
                           gint64 from, gint64 to, gint64 now);
char *lian_kpi_to_sql (const LianKpi *self, LianKpiPart part, gint64 from, gint64 to, gint64 now)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianKpi, lian_kpi_free)

G_END_DECLS
