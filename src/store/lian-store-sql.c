/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-store-sql.h"
#include "lian-workflow.h"

#include <string.h>

/**
 * lian_sql_quote:
 * @text: any text
 *
 * Returns: (transfer full): an SQL string constant
 */
char *
lian_sql_quote (const char *text)
{
  GString *quoted = g_string_new ("'");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (quoted, '\'');
      g_string_append_c (quoted, *p);
    }
  g_string_append_c (quoted, '\'');
  return g_string_free (quoted, FALSE);
}

/**
 * lian_sql_dup_region_prefix:
 * @top: a division code
 *
 * What of @top lian_region_covers() compares; asked of the function itself, so that both stay one
 * rule.
 *
 * Returns: (transfer full) (nullable): with what codes begin that @top covers, %NULL when it covers
 * only itself
 */
char *
lian_sql_dup_region_prefix (const char *top)
{
  g_autofree char *below = g_strconcat (top, "0", NULL);

  if (!lian_region_covers (top, below))
    return NULL;
  for (gsize length = 1; length < strlen (top); length++)
    {
      g_autofree char *prefix = g_strndup (top, length);

      if (lian_region_covers (top, prefix))
        return g_steal_pointer (&prefix);
    }
  return g_strdup (top);
}

/**
 * lian_sql_region:
 * @top: (nullable): a division code, empty: all
 *
 * lian_region_covers() as a condition on region_code. The plus signs keep the planner from the
 * column's index: a county is most of the table, and what a query is narrow in is another column.
 *
 * Returns: (transfer full): a condition in brackets
 */
char *
lian_sql_region (const char *top)
{
  g_autofree char *prefix = NULL;
  g_autofree char *quoted = NULL;

  if (top == NULL || *top == '\0')
    return g_strdup ("(1)");

  prefix = lian_sql_dup_region_prefix (top);
  quoted = lian_sql_quote (prefix != NULL ? prefix : top);
  if (prefix == NULL)
    return g_strdup_printf ("(coalesce (+region_code, '') IN ('', %s))", quoted);
  if (strspn (prefix, "0123456789") == strlen (prefix))
    {
      g_autofree char *end = g_strdup (quoted);

      end[strlen (end) - 2]++;
      return g_strdup_printf ("(coalesce (+region_code, '')='' OR (+region_code>=%s AND "
                              "+region_code<%s))",
                              quoted, end);
    }
  return g_strdup_printf ("(coalesce (+region_code, '')='' OR substr (region_code, 1, %ld)=%s)",
                          g_utf8_strlen (prefix, -1), quoted);
}

typedef gboolean (*StageFunc) (const char *stage, gconstpointer data);

static char *
states_where (const LianDictionary *dictionary, StageFunc wanted, gconstpointer data)
{
  GPtrArray *states = lian_dictionary_list (dictionary, "state");
  GString *list = g_string_new ("(state IN (");
  gboolean first = TRUE;

  for (guint i = 0; i < states->len; i++)
    {
      const char *state = lian_record_get_text (states->pdata[i], LIAN_ENTRY_CODE);
      g_autofree char *quoted = NULL;

      if (state == NULL || !wanted (lian_dictionary_stage (dictionary, state), data))
        continue;
      quoted = lian_sql_quote (state);
      g_string_append_printf (list, "%s%s", first ? "" : ", ", quoted);
      first = FALSE;
    }
  g_string_append (list, "))");
  return g_string_free (list, FALSE);
}

static gboolean
is_one_of (const char *stage, gconstpointer data)
{
  return g_strv_contains (data, stage);
}

static gboolean
is_open_stage (const char *stage, gconstpointer data)
{
  gboolean with_held = GPOINTER_TO_INT (data);

  return strcmp (stage, "done") != 0 && strcmp (stage, "off") != 0
         && (with_held || strcmp (stage, "held") != 0);
}

/**
 * lian_sql_stages:
 * @stages: ended by %NULL
 *
 * Returns: (transfer full): a condition in brackets: the case is in one of @stages
 */
char *
lian_sql_stages (const LianDictionary *dictionary, const char *const *stages)
{
  return states_where (dictionary, is_one_of, stages);
}

/**
 * lian_sql_open:
 * @held: whether held cases count as well
 *
 * Returns: (transfer full): a condition in brackets: the case is neither done nor off the path
 */
char *
lian_sql_open (const LianDictionary *dictionary, gboolean held)
{
  return states_where (dictionary, is_open_stage, GINT_TO_POINTER (held));
}

/**
 * lian_sql_attention:
 * @now: the platform's time
 *
 * Of open cases, as lian_light_of() sees them.
 *
 * Returns: (transfer full): a condition in brackets
 */
char *
lian_sql_attention (gint64 now)
{
  return g_strdup_printf ("((coalesce (deadline, 0)<>0 AND (%" G_GINT64_FORMAT
                          ">deadline OR (coalesce (warn_at, "
                          "0)<>0 AND %" G_GINT64_FORMAT
                          ">warn_at))) OR coalesce (urgency, '')='grave' OR coalesce "
                          "(nudge_count, 0)>0 OR coalesce (card, '')<>'')",
                          now, now);
}
