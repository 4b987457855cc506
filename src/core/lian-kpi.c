/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-kpi.h"

#include "lian-error.h"

#define PARTS 2

struct _LianKpi
{
  char *code;
  LianTerm *parts[PARTS];
  GPtrArray *exclusions; /* LianTerm */
};

static gboolean
read_terms (LianKpi *self, const char *const *codes, GError **error)
{
  guint n = codes != NULL ? g_strv_length ((char **)codes) : 0;

  if (n < PARTS)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "a numerator and a denominator are needed");
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      LianTerm *term = lian_term_parse (LIAN_KIND_CASE, codes[i], error);

      if (term == NULL)
        {
          g_prefix_error (error, "[%u]: ", i);
          return FALSE;
        }
      if (i < PARTS)
        self->parts[i] = term;
      else
        g_ptr_array_add (self->exclusions, term);
      if (i >= PARTS && lian_term_get_period (term) != NULL)
        {
          g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "[%u]: an exclusion has no period",
                       i);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * lian_kpi_new:
 * @entry: an entry of the vocabulary "kpi"
 *
 * Returns: (transfer full): the figure; %NULL with %LIAN_ERROR_INVALID, which names the term and
 * the byte in it
 */
LianKpi *
lian_kpi_new (const LianRecord *entry, GError **error)
{
  g_autoptr (LianKpi) self = g_new0 (LianKpi, 1);

  self->code = g_strdup (lian_record_get_text (entry, LIAN_ENTRY_CODE));
  self->exclusions = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_term_free);
  if (!read_terms (self, lian_record_get_list (entry, LIAN_ENTRY_CODES), error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lian_kpi_free (LianKpi *self)
{
  if (self == NULL)
    return;

  g_free (self->code);
  for (guint i = 0; i < PARTS; i++)
    lian_term_free (self->parts[i]);
  g_ptr_array_unref (self->exclusions);
  g_free (self);
}

const char *
lian_kpi_get_code (const LianKpi *self)
{
  return self->code;
}

const LianField *
lian_kpi_get_period (const LianKpi *self, LianKpiPart part)
{
  return lian_term_get_period (self->parts[part]);
}

gboolean
lian_kpi_foreach_code (const LianKpi *self, LianTermCodeFunc func, gpointer user_data)
{
  for (guint i = 0; i < PARTS; i++)
    if (!lian_term_foreach_code (self->parts[i], func, user_data))
      return FALSE;
  for (guint i = 0; i < self->exclusions->len; i++)
    if (!lian_term_foreach_code (self->exclusions->pdata[i], func, user_data))
      return FALSE;
  return TRUE;
}

/**
 * lian_kpi_matches:
 * @part: numerator or denominator
 * @record: a case
 * @from: first moment of the period, 0: no bound
 * @to: first moment after the period, 0: no bound
 * @now: the platform's time
 *
 * Returns: whether the case counts
 */
gboolean
lian_kpi_matches (const LianKpi *self, LianKpiPart part, const LianRecord *record, gint64 from,
                  gint64 to, gint64 now)
{
  for (guint i = 0; i < self->exclusions->len; i++)
    if (lian_term_matches (self->exclusions->pdata[i], record, 0, 0, now))
      return FALSE;
  return lian_term_matches (self->parts[part], record, from, to, now);
}

/**
 * lian_kpi_to_sql:
 *
 * The period stands in it once more, for the planner: without it the table is searched by state,
 * which is most of it. The plus keeps the term itself from being torn apart for other indexes.
 *
 * Returns: (transfer full): an expression in brackets over the columns of cases that says what
 * lian_kpi_matches() says, true or false and never NULL
 */
char *
lian_kpi_to_sql (const LianKpi *self, LianKpiPart part, gint64 from, gint64 to, gint64 now)
{
  const LianField *period = lian_kpi_get_period (self, part);
  g_autofree char *wanted = lian_term_to_sql (self->parts[part], from, to, now);
  g_autoptr (GString) sql = g_string_new ("(");

  if (period != NULL)
    g_string_append_printf (sql, "\"%s\" IS NOT NULL AND ", period->name);
  if (period != NULL && from != 0)
    g_string_append_printf (sql, "\"%s\" >= %" G_GINT64_FORMAT " AND ", period->name, from);
  if (period != NULL && to != 0)
    g_string_append_printf (sql, "\"%s\" < %" G_GINT64_FORMAT " AND ", period->name, to);
  g_string_append_printf (sql, "+%s", wanted);
  for (guint i = 0; i < self->exclusions->len; i++)
    {
      g_autofree char *excluded = lian_term_to_sql (self->exclusions->pdata[i], 0, 0, now);

      g_string_append_printf (sql, " AND NOT %s", excluded);
    }
  g_string_append_c (sql, ')');
  return g_string_free (g_steal_pointer (&sql), FALSE);
}
