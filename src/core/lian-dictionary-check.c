/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-dictionary-check-private.h"

#include "lian-dictionary.h"
#include "lian-error.h"
#include "lian-kpi.h"
#include "lian-term.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <string.h>

#define DAYS_MAX 3660 /* of a limit: ten years */
#define STATES_MAX 64
#define ACTIONS_MAX 256
#define CODE_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"

static const char *const required_vocabularies[]
    = { "state",          "stage",       "role",  "action",  "result", "application_kind",
        "category",       "case_kind",   "limit", "urgency", "source", "satisfaction",
        "delivery_state", "region_level" };

/* What limits are of beside stages and programmes. */
static const char *const other_limits[] = { "close", "supervision", NULL };

gboolean
lian_check_refuse (LianDictionaryCheck *check, const char *field, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  check->fault->index = check->index;
  check->fault->field = field;
  check->fault->reason = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

const char *
lian_check_text (const LianRecord *record, guint field)
{
  const char *text = lian_record_get_text (record, field);

  return text != NULL ? text : "";
}

static guint
find_entry (const LianDictionaryCheck *check, const char *vocabulary, const char *code)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", vocabulary, code);

  return GPOINTER_TO_UINT (g_hash_table_lookup (check->by_id, id));
}

static gboolean
has_entry (const LianDictionaryCheck *check, const char *vocabulary, const char *code)
{
  return find_entry (check, vocabulary, code) != 0;
}

static const LianRecord *
get_entry (const LianDictionaryCheck *check, const char *vocabulary, const char *code)
{
  guint found = find_entry (check, vocabulary, code);

  return found != 0 ? check->records->pdata[found - 1] : NULL;
}

/* A code that stands in @field, nothing is allowed if @optional. */
gboolean
lian_check_code (LianDictionaryCheck *check, const char *field, const char *vocabulary,
                 const char *code, gboolean optional)
{
  if (optional && *code == '\0')
    return TRUE;
  if (has_entry (check, vocabulary, code))
    return TRUE;
  return lian_check_refuse (check, field, "there is no %s “%s”", vocabulary, code);
}

gboolean
lian_check_codes (LianDictionaryCheck *check, const LianRecord *entry, guint field,
                  const char *vocabulary)
{
  const LianKind *kind = lian_record_get_kind (entry);
  const char *const *codes = lian_record_get_list (entry, field);

  for (guint i = 0; codes != NULL && codes[i] != NULL; i++)
    if (!lian_check_code (check, kind->fields[field].name, vocabulary, codes[i], FALSE))
      return FALSE;
  return TRUE;
}

/* --- one record, by its vocabulary --- */

static gboolean
check_state (LianDictionaryCheck *check, const LianRecord *entry)
{
  return lian_check_code (check, "text", "stage", lian_check_text (entry, LIAN_ENTRY_TEXT), FALSE);
}

/* Whom a role is asked of: those who decide, show a card, or get an item. */
gboolean
lian_check_roles (LianDictionaryCheck *check, const LianRecord *entry)
{
  return lian_check_codes (check, entry, LIAN_ENTRY_CODES2, "role");
}

static gboolean
check_application (LianDictionaryCheck *check, const LianRecord *entry)
{
  return lian_check_roles (check, entry)
         && lian_check_code (check, "text", "action", lian_check_text (entry, LIAN_ENTRY_TEXT),
                             FALSE);
}

static gboolean
check_result (LianDictionaryCheck *check, const LianRecord *entry)
{
  return lian_check_codes (check, entry, LIAN_ENTRY_CODES, "action");
}

/* Parents lead to one without a parent; more steps than there are entries lead in a circle. */
static gboolean
check_category (LianDictionaryCheck *check, const LianRecord *entry)
{
  const LianRecord *at = entry;

  if (!lian_check_code (check, "parent", "category", lian_check_text (entry, LIAN_ENTRY_PARENT),
                        TRUE)
      || !lian_check_codes (check, entry, LIAN_ENTRY_CODES, "case_kind"))
    return FALSE;
  for (guint i = 0; at != NULL && *lian_check_text (at, LIAN_ENTRY_PARENT) != '\0'; i++)
    {
      if (i == LIAN_DICTIONARY_PARENTS_MAX)
        return lian_check_refuse (check, "parent",
                                  "its parents lead in a circle or more than %d up",
                                  LIAN_DICTIONARY_PARENTS_MAX);
      at = get_entry (check, "category", lian_check_text (at, LIAN_ENTRY_PARENT));
    }
  return TRUE;
}

static gboolean
check_amount_of_time (LianDictionaryCheck *check, const LianRecord *entry)
{
  gint64 amount = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);
  gint64 most = DAYS_MAX;
  LianLimitUnit unit;

  if (!lian_limit_unit_from_code (lian_check_text (entry, LIAN_ENTRY_UNIT), &unit))
    return lian_check_refuse (check, "unit",
                              "“%s” is none of work_minute, work_day, natural_minute, natural_day",
                              lian_check_text (entry, LIAN_ENTRY_UNIT));
  if (unit == LIAN_LIMIT_WORK_MINUTES || unit == LIAN_LIMIT_NATURAL_MINUTES)
    most *= 24 * 60;
  if (amount <= 0 || amount > most)
    return lian_check_refuse (check, "amount", "1 to %" G_GINT64_FORMAT " is expected", most);
  return TRUE;
}

/* STAGE[/[CATEGORY][/URGENCY]]; "close" stands for the whole case, "supervision" for the reply to a
 * card, a programme for its items. */
static gboolean
check_limit (LianDictionaryCheck *check, const LianRecord *entry)
{
  g_auto (GStrv) parts = g_strsplit (lian_check_text (entry, LIAN_ENTRY_CODE), "/", -1);
  guint n = g_strv_length (parts);

  if (n == 0 || n > 3)
    return lian_check_refuse (check, "code", "STAGE/CATEGORY/URGENCY is expected");
  if (!g_strv_contains (other_limits, parts[0]) && !has_entry (check, "programme", parts[0])
      && !lian_check_code (check, "code", "stage", parts[0], FALSE))
    return FALSE;
  if (n > 1 && !lian_check_code (check, "code", "category", parts[1], n > 2))
    return FALSE;
  if (n > 2 && !lian_check_code (check, "code", "urgency", parts[2], FALSE))
    return FALSE;
  return check_amount_of_time (check, entry);
}

/* By itself; what it says together with others is looked at by whoever calls. */
static gboolean
check_calendar_entry (LianDictionaryCheck *check, const LianRecord *entry, const char *field)
{
  g_autoptr (GPtrArray) alone = g_ptr_array_new ();
  g_autoptr (LianWorkCalendar) calendar = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (alone, (gpointer)entry);
  calendar = lian_work_calendar_new_from_entries (alone, &error);
  return calendar != NULL || lian_check_refuse (check, field, "%s", error->message);
}

static gboolean
check_schedule (LianDictionaryCheck *check, const LianRecord *entry)
{
  gint64 from = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);
  gint64 to = lian_record_get_int (entry, LIAN_ENTRY_RANK);
  guint before = 0;

  if (!check_calendar_entry (check, entry, "amount"))
    return FALSE;
  for (guint i = 0; i < check->index; i++)
    {
      const LianRecord *other = check->records->pdata[i];

      if (lian_record_get_kind (other)->id != LIAN_KIND_ENTRY
          || strcmp (lian_check_text (other, LIAN_ENTRY_VOCABULARY), "schedule") != 0)
        continue;
      if (++before == LIAN_WORK_SEGMENTS_MAX)
        return lian_check_refuse (check, "code", "more than %d segments", LIAN_WORK_SEGMENTS_MAX);
      if (from < lian_record_get_int (other, LIAN_ENTRY_RANK)
          && lian_record_get_int (other, LIAN_ENTRY_AMOUNT) < to)
        return lian_check_refuse (check, "amount", "it overlaps segment “%s”",
                                  lian_check_text (other, LIAN_ENTRY_CODE));
    }
  return TRUE;
}

static gboolean
check_holiday (LianDictionaryCheck *check, const LianRecord *entry)
{
  return check_calendar_entry (check, entry, "code");
}

static gboolean
check_workday (LianDictionaryCheck *check, const LianRecord *entry)
{
  if (!check_calendar_entry (check, entry, "code"))
    return FALSE;
  if (has_entry (check, "holiday", lian_check_text (entry, LIAN_ENTRY_CODE)))
    return lian_check_refuse (check, "code", "the day is a holiday as well");
  return TRUE;
}

/* Whose codes stand in the fields that terms compare. */
static const struct
{
  const char *field;
  const char *vocabulary;
} compared[] = {
  { "state", "state" },
  { "category", "category" },
  { "source", "source" },
  { "urgency", "urgency" },
  { "influence", "influence" },
  { "kind", "case_kind" },
  { "satisfaction", "satisfaction" },
  { "card", "card" },
  { "level", "region_level" },
  { "verify_result", "result" },
  { "check_result", "result" },
  { "callback_result", "result" },
  { "application_kind", "application_kind" },
};

/* A misspelt code would count nothing, without a word. */
gboolean
lian_check_compared (const LianField *field, const char *code, gpointer user_data)
{
  const LianCheckedTerm *term = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (compared); i++)
    if (strcmp (compared[i].field, field->name) == 0)
      return lian_check_code (term->check, term->field, compared[i].vocabulary, code, FALSE);
  return TRUE;
}

static gboolean
check_kpi (LianDictionaryCheck *check, const LianRecord *entry)
{
  LianCheckedTerm term = { check, "codes" };
  g_autoptr (GError) error = NULL;
  g_autoptr (LianKpi) kpi = lian_kpi_new (entry, &error);
  gint64 floor = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);

  if (kpi == NULL)
    return lian_check_refuse (check, "codes", "%s", error->message);
  if (floor < 0 || floor > 10000)
    return lian_check_refuse (check, "amount", "0 to 10000 (1/100 %%) is expected");
  return lian_kpi_foreach_code (kpi, lian_check_compared, &term);
}

static gboolean
check_phrase (LianDictionaryCheck *check, const LianRecord *entry)
{
  return lian_check_code (check, "parent", "category", lian_check_text (entry, LIAN_ENTRY_PARENT),
                          TRUE);
}

static gboolean
check_setting (LianDictionaryCheck *check, const LianRecord *entry)
{
  if (lian_record_get_int (entry, LIAN_ENTRY_AMOUNT) < 0)
    return lian_check_refuse (check, "amount", "less than nothing");
  if (strcmp (lian_check_text (entry, LIAN_ENTRY_CODE), "mirror_days") != 0)
    return TRUE;
  if (!check_amount_of_time (check, entry))
    return FALSE;
  /* How far back consoles know must not depend on holidays. */
  if (!g_str_has_prefix (lian_check_text (entry, LIAN_ENTRY_UNIT), "natural_"))
    return lian_check_refuse (check, "unit", "natural_day or natural_minute is expected");
  return TRUE;
}

static const struct
{
  const char *vocabulary;
  gboolean (*check) (LianDictionaryCheck *check, const LianRecord *entry);
} rules[] = {
  { "state", check_state },
  { "action", lian_check_action },
  { "category", check_category },
  { "limit", check_limit },
  { "schedule", check_schedule },
  { "holiday", check_holiday },
  { "workday", check_workday },
  { "kpi", check_kpi },
  { "phrase", check_phrase },
  { "setting", check_setting },
  { "application_kind", check_application },
  { "result", check_result },
  { "card", lian_check_roles },
  { "programme", lian_check_roles },
};

static gboolean
check_entry (LianDictionaryCheck *check, const LianRecord *entry)
{
  const char *vocabulary = lian_check_text (entry, LIAN_ENTRY_VOCABULARY);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].vocabulary, vocabulary) == 0)
      return rules[i].check (check, entry);
  return TRUE;
}

static gboolean
check_duty (LianDictionaryCheck *check, const LianRecord *duty)
{
  const char *unit = lian_check_text (duty, LIAN_DUTY_UNIT);
  const char *region = lian_check_text (duty, LIAN_F_REGION);

  if (!lian_check_code (check, "category", "category", lian_check_text (duty, LIAN_DUTY_CATEGORY),
                        FALSE))
    return FALSE;
  if (check->units != NULL && !g_hash_table_contains (check->units, unit))
    return lian_check_refuse (check, "unit_id", "there is no unit “%s”", unit);
  if (check->regions != NULL && *region != '\0' && !g_hash_table_contains (check->regions, region))
    return lian_check_refuse (check, "region_code", "there is no region “%s”", region);
  return TRUE;
}

/* --- names --- */

/* Codes stand in fields of records, which take no others; only limits are named by several. */
static gboolean
check_names (LianDictionaryCheck *check, const LianRecord *entry)
{
  const char *vocabulary = lian_check_text (entry, LIAN_ENTRY_VOCABULARY);
  const char *code = lian_check_text (entry, LIAN_ENTRY_CODE);
  g_autofree char *id = g_strdup_printf ("%s/%s", vocabulary, code);
  guint first;

  if (*vocabulary == '\0' || strspn (vocabulary, CODE_CHARS) != strlen (vocabulary))
    return lian_check_refuse (check, "vocabulary", "not a code");
  if (*code == '\0'
      || (strcmp (vocabulary, "limit") != 0 && strspn (code, CODE_CHARS) != strlen (code)))
    return lian_check_refuse (check, "code", "not a code");
  if (strcmp (lian_check_text (entry, LIAN_F_ID), id) != 0)
    return lian_check_refuse (check, "id", "“%s” is expected", id);
  if (!lian_id_is_valid (id))
    return lian_check_refuse (check, "code", "too long, or not a code");
  first = GPOINTER_TO_UINT (g_hash_table_lookup (check->by_id, id));
  if (first != 0)
    return lian_check_refuse (check, "code", "“%s” is there twice", id);
  g_hash_table_insert (check->by_id, (gpointer)lian_record_get_id (entry),
                       GUINT_TO_POINTER (check->index + 1));
  return TRUE;
}

static gboolean
collect (LianDictionaryCheck *check)
{
  for (check->index = 0; check->index < check->records->len; check->index++)
    {
      const LianRecord *record = check->records->pdata[check->index];
      LianKindId kind = lian_record_get_kind (record)->id;

      if (kind == LIAN_KIND_ENTRY && !check_names (check, record))
        return FALSE;
      if (kind != LIAN_KIND_ENTRY && kind != LIAN_KIND_DUTY)
        return lian_check_refuse (check, "id", "neither an entry nor a duty");
      if (kind == LIAN_KIND_DUTY
          && (!lian_id_is_valid (lian_record_get_id (record))
              || !g_hash_table_add (check->duties, (gpointer)lian_record_get_id (record))))
        return lian_check_refuse (check, "id", "“%s” is not an id, or there twice",
                                  lian_check_text (record, LIAN_F_ID));
    }
  return TRUE;
}

/* --- the whole --- */

static gboolean
check_vocabularies (LianDictionaryCheck *check)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  check->index = LIAN_DICTIONARY_FAULT_WHOLE;
  for (guint i = 0; i < check->records->len; i++)
    if (lian_record_get_kind (check->records->pdata[i])->id == LIAN_KIND_ENTRY)
      g_hash_table_add (seen, (gpointer)lian_check_text (check->records->pdata[i],
                                                         LIAN_ENTRY_VOCABULARY));
  for (guint i = 0; i < G_N_ELEMENTS (required_vocabularies); i++)
    if (!g_hash_table_contains (seen, required_vocabularies[i]))
      return lian_check_refuse (check, "vocabulary", "there is no entry of “%s”",
                                required_vocabularies[i]);
  if (!has_entry (check, "state", LIAN_STATE_FIRST))
    return lian_check_refuse (check, "code", "there is no state “%s”, in which every case begins",
                              LIAN_STATE_FIRST);
  return TRUE;
}

static gboolean
is_end (const LianRecord *state)
{
  const char *stage = lian_check_text (state, LIAN_ENTRY_TEXT);

  return strcmp (stage, "done") == 0 || strcmp (stage, "off") == 0;
}

static gboolean
names_state (const LianRecord *action, const LianRecord *state)
{
  const char *const *from = lian_record_get_list (action, LIAN_ENTRY_CODES);

  return from != NULL && g_strv_contains (from, lian_check_text (state, LIAN_ENTRY_CODE));
}

static gboolean
leads_from (const LianRecord *action, const LianRecord *state)
{
  const char *const *from = lian_record_get_list (action, LIAN_ENTRY_CODES);

  return from == NULL || from[0] == NULL ? !is_end (state) : names_state (action, state);
}

/* One step of spread(): what @action leads to as @to. */
static gboolean
spread_one (GPtrArray *states, const LianRecord *action, const char *to, GHashTable *marked,
            gboolean forward)
{
  gboolean grown = FALSE;

  for (guint s = 0; *to != '\0' && s < states->len; s++)
    {
      const char *from = lian_check_text (states->pdata[s], LIAN_ENTRY_CODE);

      if (leads_from (action, states->pdata[s])
          && g_hash_table_contains (marked, forward ? from : to))
        grown = g_hash_table_add (marked, (gpointer)(forward ? to : from)) || grown;
    }
  return grown;
}

/* Marks what an action leads to from a marked state, or what leads to one, until nothing is new. */
static void
spread (GPtrArray *states, GPtrArray *actions, GHashTable *marked, gboolean forward)
{
  gboolean grown = TRUE;

  while (grown)
    {
      grown = FALSE;
      for (guint a = 0; a < actions->len; a++)
        {
          const LianRecord *action = actions->pdata[a];
          const char *const *list = lian_record_get_list (action, LIAN_ENTRY_EFFECTS);

          if (!lian_check_is_about (action, "case") && !lian_check_is_about (action, "report"))
            continue;
          grown = spread_one (states, action, lian_check_text (action, LIAN_ENTRY_TEXT), marked,
                              forward)
                  || grown;
          for (guint i = 0; list != NULL && list[i] != NULL; i++)
            if (g_str_has_prefix (list[i], "goto:"))
              grown = spread_one (states, action, strchr (list[i], '=') + 1, marked, forward)
                      || grown;
        }
    }
}

static GPtrArray *
list_entries (const LianDictionaryCheck *check, const char *vocabulary)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < check->records->len; i++)
    if (lian_record_get_kind (check->records->pdata[i])->id == LIAN_KIND_ENTRY
        && strcmp (lian_check_text (check->records->pdata[i], LIAN_ENTRY_VOCABULARY), vocabulary)
               == 0)
      g_ptr_array_add (list, check->records->pdata[i]);
  return list;
}

/* Every state can come about and every open case can come to an end. A draft is where "report"
 * starts from. */
static gboolean
check_workflow (LianDictionaryCheck *check)
{
  g_autoptr (GPtrArray) states = list_entries (check, "state");
  g_autoptr (GPtrArray) actions = list_entries (check, "action");
  g_autoptr (GHashTable) reached = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) ending = g_hash_table_new (g_str_hash, g_str_equal);
  const LianRecord *report = get_entry (check, "action", "report");

  check->index = LIAN_DICTIONARY_FAULT_WHOLE;
  if (states->len > STATES_MAX || actions->len > ACTIONS_MAX)
    return lian_check_refuse (check, "vocabulary", "more than %d states or %d actions", STATES_MAX,
                              ACTIONS_MAX);
  g_hash_table_add (reached, (gpointer)LIAN_STATE_FIRST);
  for (guint i = 0; i < states->len; i++)
    {
      const char *code = lian_check_text (states->pdata[i], LIAN_ENTRY_CODE);

      if (report != NULL && names_state (report, states->pdata[i]))
        g_hash_table_add (reached, (gpointer)code);
      else if (is_end (states->pdata[i]))
        g_hash_table_add (ending, (gpointer)code);
    }
  spread (states, actions, reached, TRUE);
  spread (states, actions, ending, FALSE);

  for (guint i = 0; i < states->len; i++)
    {
      const char *code = lian_check_text (states->pdata[i], LIAN_ENTRY_CODE);

      check->index = find_entry (check, "state", code) - 1;
      if (!g_hash_table_contains (reached, code))
        return lian_check_refuse (check, "code", "no action leads from “%s” to this state",
                                  LIAN_STATE_FIRST);
      if (!is_end (states->pdata[i]) && !g_hash_table_contains (ending, code))
        return lian_check_refuse (check, "code", "no action leads from this state to an end");
    }
  return TRUE;
}

/* What the dictionary itself still has to say. */
static gboolean
check_made (LianDictionaryCheck *check)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (LianDictionary) dictionary = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < check->records->len; i++)
    if (lian_record_get_kind (check->records->pdata[i])->id == LIAN_KIND_ENTRY)
      g_ptr_array_add (entries, check->records->pdata[i]);
  check->index = LIAN_DICTIONARY_FAULT_WHOLE;
  dictionary = lian_dictionary_new (entries, &error);
  return dictionary != NULL || lian_check_refuse (check, "code", "%s", error->message);
}

static gboolean
check_each (LianDictionaryCheck *check)
{
  for (check->index = 0; check->index < check->records->len; check->index++)
    {
      const LianRecord *record = check->records->pdata[check->index];
      gboolean right = lian_record_get_kind (record)->id == LIAN_KIND_ENTRY
                           ? check_entry (check, record)
                           : check_duty (check, record);

      if (!right)
        return FALSE;
    }
  return TRUE;
}

/**
 * lian_dictionary_check:
 * @records: (element-type LianRecord): entries and duties, in the order in which they were written
 * @units: (nullable): the ids that duties may name
 * @regions: (nullable): the same of regions
 * @fault: (out caller-allocates): what is wrong; to be cleared
 *
 * Looks at names, then at each record, then at the whole: codes that nothing explains, amounts that
 * cannot be meant, terms that do not read, a calendar that contradicts itself, a workflow in which
 * a case cannot get somewhere or never ends. Any thread.
 *
 * Returns: whether a county can work by it
 */
gboolean
lian_dictionary_check (GPtrArray *records, GHashTable *units, GHashTable *regions,
                       LianDictionaryFault *fault)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) duties = g_hash_table_new (g_str_hash, g_str_equal);
  LianDictionaryCheck check = { records, by_id, duties, units, regions, 0, fault };

  *fault = (LianDictionaryFault){ LIAN_DICTIONARY_FAULT_WHOLE, NULL, NULL };
  return collect (&check) && check_each (&check) && check_vocabularies (&check)
         && check_workflow (&check) && check_made (&check);
}

void
lian_dictionary_fault_clear (LianDictionaryFault *fault)
{
  g_clear_pointer (&fault->reason, g_free);
}
