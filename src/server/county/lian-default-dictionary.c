/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-default-dictionary.h"

#include "lian-default-categories.h"
#include "lian-default-tables.h"

#include <string.h>

static void
set_list (LianRecord *entry, guint field, const char *codes)
{
  if (codes == NULL)
    return;

  g_auto (GStrv) list = g_strsplit (codes, "|", -1);

  lian_record_set_list (entry, field, (const char *const *)list);
}

static void
set_optional (LianRecord *entry, guint field, const char *text)
{
  if (text != NULL)
    lian_record_set_text (entry, field, text);
}

static LianRecord *
add_entry (GPtrArray *entries, const char *vocabulary, const char *code, const char *title)
{
  LianRecord *entry = lian_record_new (LIAN_KIND_ENTRY);

  lian_record_take_text (entry, LIAN_ENTRY_ID, g_strdup_printf ("%s/%s", vocabulary, code));
  lian_record_set_text (entry, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (entry, LIAN_ENTRY_CODE, code);
  lian_record_set_text (entry, LIAN_ENTRY_TITLE, title);
  g_ptr_array_add (entries, entry);
  return entry;
}

static void
add_row (GPtrArray *entries, const char *vocabulary, int rank, const LianDefaultEntry *row)
{
  LianRecord *entry = add_entry (entries, vocabulary, row->code, row->title);

  set_optional (entry, LIAN_ENTRY_TITLE_ZH, row->title_zh);
  set_optional (entry, LIAN_ENTRY_TEXT, row->text);
  set_optional (entry, LIAN_ENTRY_PARENT, row->parent);
  set_optional (entry, LIAN_ENTRY_UNIT, row->unit);
  set_list (entry, LIAN_ENTRY_CODES, row->codes);
  set_list (entry, LIAN_ENTRY_CODES2, row->codes2);
  set_optional (entry, LIAN_ENTRY_CONDITION, row->condition);
  set_list (entry, LIAN_ENTRY_NEEDS, row->needs);
  set_list (entry, LIAN_ENTRY_EFFECTS, row->effects);
  lian_record_set_int (entry, LIAN_ENTRY_RANK, row->rank != 0 ? row->rank : rank);
  if (row->amount != 0 || row->unit != NULL)
    lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, row->amount);
}

static void
add_limit (GPtrArray *entries, const char *code, gint64 amount, const char *unit)
{
  LianRecord *entry = add_entry (entries, "limit", code, code);

  lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, amount);
  lian_record_set_text (entry, LIAN_ENTRY_UNIT, unit);
}

/* A limit of a category goes before one of an urgency alone, so the urgent ones are spelled out. */
static void
add_urgent_limits (GPtrArray *entries, const char *stage, const char *category, gint64 urgent_days,
                   gint64 grave_minutes)
{
  g_autofree char *urgent = g_strdup_printf ("%s/%s/urgent", stage, category);
  g_autofree char *grave = g_strdup_printf ("%s/%s/grave", stage, category);

  add_limit (entries, urgent, urgent_days, "work_day");
  add_limit (entries, grave, grave_minutes, "natural_minute");
}

/* The whole case may take what its handling may, and a day more for the ways there and back. */
static void
add_category_limits (GPtrArray *entries, const LianDefaultCategory *category)
{
  gboolean days = g_str_equal (category->unit, "work_day");
  gint64 whole = days ? category->amount + 1 : 2;
  gint64 urgent = days && category->amount > 3 ? 2 : 1;
  g_autofree char *handling = g_strdup_printf ("handling/%s", category->code);
  g_autofree char *close = g_strdup_printf ("close/%s", category->code);

  add_limit (entries, handling, category->amount, category->unit);
  add_urgent_limits (entries, "handling", category->code, urgent, 240);
  add_limit (entries, close, whole, "work_day");
  add_urgent_limits (entries, "close", category->code, urgent + 1, 24 * 60);
}

static void
add_categories (GPtrArray *entries)
{
  guint n = 0;
  const LianDefaultCategory *categories = lian_default_categories_get (&n);

  for (guint i = 0; i < n; i++)
    {
      const LianDefaultCategory *category = &categories[i];
      const char *dash = strchr (category->code, '-');
      LianRecord *entry = add_entry (entries, "category", category->code, category->title);

      lian_record_set_text (entry, LIAN_ENTRY_TITLE_ZH, category->title_zh);
      lian_record_set_int (entry, LIAN_ENTRY_RANK, i + 1);
      set_list (entry, LIAN_ENTRY_CODES, category->kind);
      if (dash == NULL)
        continue;
      lian_record_take_text (entry, LIAN_ENTRY_PARENT,
                             g_strndup (category->code, dash - category->code));
      add_category_limits (entries, category);
    }
}

static void
add_tables (GPtrArray *entries, const LianDefaultVocabulary *(*get) (guint *n))
{
  guint n = 0;
  const LianDefaultVocabulary *tables = get (&n);

  for (guint t = 0; t < n; t++)
    for (guint i = 0; i < tables[t].n_rows; i++)
      add_row (entries, tables[t].vocabulary, tables[t].first_rank + (int)i, &tables[t].rows[i]);
}

/**
 * lian_default_dictionary_make:
 *
 * Returns: (transfer full) (element-type LianRecord): the default dictionary, without versions.
 */
GPtrArray *
lian_default_dictionary_make (void)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);

  add_categories (entries);
  add_tables (entries, lian_default_tables_get);
  add_tables (entries, lian_default_workflow_get);
  add_tables (entries, lian_default_programmes_get);
  add_tables (entries, lian_default_kpis_get);
  return entries;
}
