/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-dictionary.h"

#include "lian-error.h"

#define LIMIT_AMOUNT_MAX (20 * 366 * 24 * 60) /* twenty years of minutes */

typedef struct
{
  GPtrArray *list;     /* LianRecord, owned, by rank, then code */
  GHashTable *by_code; /* code → LianRecord, both borrowed from list */
} Vocabulary;

struct _LianDictionary
{
  gatomicrefcount ref_count;

  GHashTable *vocabularies; /* name → Vocabulary; the names are borrowed from records */
  GPtrArray *nothing;       /* what is listed for an unknown vocabulary */
  LianWorkCalendar *calendar;
};

static const struct
{
  const char *code;
  LianLimitUnit unit;
} limit_units[] = {
  { "work_minute", LIAN_LIMIT_WORK_MINUTES },
  { "work_day", LIAN_LIMIT_WORK_DAYS },
  { "natural_minute", LIAN_LIMIT_NATURAL_MINUTES },
  { "natural_day", LIAN_LIMIT_NATURAL_DAYS },
};

static void
vocabulary_free (gpointer data)
{
  Vocabulary *vocabulary = data;

  g_hash_table_unref (vocabulary->by_code);
  g_ptr_array_unref (vocabulary->list);
  g_free (vocabulary);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const LianRecord *left = *(LianRecord *const *)a, *right = *(LianRecord *const *)b;
  gint64 left_rank = lian_record_get_int (left, LIAN_ENTRY_RANK);
  gint64 right_rank = lian_record_get_int (right, LIAN_ENTRY_RANK);

  if (left_rank != right_rank)
    return left_rank < right_rank ? -1 : 1;
  return g_strcmp0 (lian_record_get_text (left, LIAN_ENTRY_CODE),
                    lian_record_get_text (right, LIAN_ENTRY_CODE));
}

static LianDictionary *
dictionary_alloc (void)
{
  LianDictionary *self = g_new0 (LianDictionary, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->vocabularies = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, vocabulary_free);
  self->nothing = g_ptr_array_new ();
  return self;
}

static Vocabulary *
ensure_vocabulary (LianDictionary *self, const char *name)
{
  Vocabulary *vocabulary = g_hash_table_lookup (self->vocabularies, name);

  if (vocabulary == NULL)
    {
      vocabulary = g_new0 (Vocabulary, 1);
      vocabulary->list = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
      vocabulary->by_code = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (self->vocabularies, (gpointer)name, vocabulary);
    }
  return vocabulary;
}

/**
 * lian_limit_unit_from_code:
 * @code: (nullable): as it stands in an entry
 * @unit: (out): the unit
 *
 * Returns: whether it is one
 */
gboolean
lian_limit_unit_from_code (const char *code, LianLimitUnit *unit)
{
  for (guint i = 0; i < G_N_ELEMENTS (limit_units); i++)
    if (g_strcmp0 (limit_units[i].code, code) == 0)
      {
        *unit = limit_units[i].unit;
        return TRUE;
      }
  return FALSE;
}

static gboolean
check_limit (const LianRecord *entry, GError **error)
{
  gint64 amount = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);
  const char *wrong = NULL;
  LianLimitUnit unit;

  if (amount <= 0 || amount > LIMIT_AMOUNT_MAX)
    wrong = "amount";
  else if (!lian_limit_unit_from_code (lian_record_get_text (entry, LIAN_ENTRY_UNIT), &unit))
    wrong = "unit";
  if (wrong != NULL)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "limit/%s: %s is not valid",
                 lian_record_get_text (entry, LIAN_ENTRY_CODE), wrong);

  return wrong == NULL;
}

static gboolean
add_entry (LianDictionary *self, LianRecord *entry, GError **error)
{
  const char *name, *code;
  Vocabulary *vocabulary;

  if (lian_record_get_kind (entry)->id != LIAN_KIND_ENTRY)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "dictionary: not an entry");
      return FALSE;
    }
  name = lian_record_get_text (entry, LIAN_ENTRY_VOCABULARY);
  code = lian_record_get_text (entry, LIAN_ENTRY_CODE);
  if (name == NULL || code == NULL)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                           "dictionary: an entry without vocabulary or code");
      return FALSE;
    }
  if (g_strcmp0 (name, "limit") == 0 && !check_limit (entry, error))
    return FALSE;

  vocabulary = ensure_vocabulary (self, name);
  if (g_hash_table_contains (vocabulary->by_code, code))
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s/%s: twice in the dictionary", name,
                   code);
      return FALSE;
    }
  g_ptr_array_add (vocabulary->list, lian_record_ref (entry));
  g_hash_table_insert (vocabulary->by_code, (gpointer)code, entry);
  return TRUE;
}

/**
 * lian_dictionary_new:
 * @entries: (element-type LianRecord): the dictionary's entries, in any order; referenced, so not
 *   to be changed any more
 *
 * Returns: (transfer full): the dictionary; %NULL with %LIAN_ERROR_INVALID naming the entry that
 * appears twice or means nothing (a limit without unit, a calendar that contradicts itself)
 */
LianDictionary *
lian_dictionary_new (GPtrArray *entries, GError **error)
{
  g_autoptr (LianDictionary) self = dictionary_alloc ();
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < entries->len; i++)
    if (!add_entry (self, entries->pdata[i], error))
      return NULL;

  g_hash_table_iter_init (&iter, self->vocabularies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_sort (((Vocabulary *)value)->list, compare_entries);

  self->calendar = lian_work_calendar_new_from_entries (entries, error);
  return self->calendar != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * lian_dictionary_new_empty:
 *
 * Returns: (transfer full): a dictionary without entries and with the default calendar, for the
 * time before the server's has come
 */
LianDictionary *
lian_dictionary_new_empty (void)
{
  LianDictionary *self = dictionary_alloc ();

  self->calendar = lian_work_calendar_new_default ();
  return self;
}

LianDictionary *
lian_dictionary_ref (LianDictionary *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lian_dictionary_unref (LianDictionary *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->vocabularies);
  g_ptr_array_unref (self->nothing);
  g_clear_pointer (&self->calendar, lian_work_calendar_unref);
  g_free (self);
}

/**
 * lian_dictionary_lookup:
 * @vocabulary: its name
 * @code: (nullable): a code
 *
 * Returns: (transfer none) (nullable): the entry
 */
LianRecord *
lian_dictionary_lookup (const LianDictionary *self, const char *vocabulary, const char *code)
{
  Vocabulary *found = g_hash_table_lookup (self->vocabularies, vocabulary);

  return found != NULL && code != NULL ? g_hash_table_lookup (found->by_code, code) : NULL;
}

/**
 * lian_dictionary_list:
 * @vocabulary: its name
 *
 * Returns: (transfer none) (element-type LianRecord): the entries by rank, then code; empty when
 * there are none
 */
GPtrArray *
lian_dictionary_list (const LianDictionary *self, const char *vocabulary)
{
  Vocabulary *found = g_hash_table_lookup (self->vocabularies, vocabulary);

  return found != NULL ? found->list : self->nothing;
}

/**
 * lian_dictionary_title:
 * @vocabulary: its name
 * @code: (nullable): a code
 * @chinese: whether the Chinese title is wanted
 *
 * Returns: (transfer none): the title, @code itself when it is not known, "" for %NULL
 */
const char *
lian_dictionary_title (const LianDictionary *self, const char *vocabulary, const char *code,
                       gboolean chinese)
{
  const LianRecord *entry = lian_dictionary_lookup (self, vocabulary, code);
  const char *title = NULL;

  if (entry != NULL && chinese)
    title = lian_record_get_text (entry, LIAN_ENTRY_TITLE_ZH);
  if (entry != NULL && (title == NULL || *title == '\0'))
    title = lian_record_get_text (entry, LIAN_ENTRY_TITLE);
  if (title == NULL || *title == '\0')
    title = code;

  return title != NULL ? title : "";
}

/**
 * lian_dictionary_rank:
 *
 * Returns: the rank of a code, 0 when it is not known
 */
gint64
lian_dictionary_rank (const LianDictionary *self, const char *vocabulary, const char *code)
{
  const LianRecord *entry = lian_dictionary_lookup (self, vocabulary, code);

  return entry != NULL ? lian_record_get_int (entry, LIAN_ENTRY_RANK) : 0;
}

/**
 * lian_dictionary_stage:
 * @state: (nullable): a case state
 *
 * Returns: (transfer none): its stage, "off" when it is not known
 */
const char *
lian_dictionary_stage (const LianDictionary *self, const char *state)
{
  const LianRecord *entry = lian_dictionary_lookup (self, "state", state);
  const char *stage = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_TEXT) : NULL;

  return stage != NULL && *stage != '\0' ? stage : "off";
}

/**
 * lian_dictionary_get_mirror_start:
 * @now: microseconds
 *
 * Returns: cases that were closed before this moment are not mirrored any more: "mirror_days"
 * before
 * @now; %G_MININT64 where the dictionary does not say, and all of them are
 */
gint64
lian_dictionary_get_mirror_start (const LianDictionary *self, gint64 now)
{
  const LianRecord *entry = lian_dictionary_lookup (self, "setting", "mirror_days");
  gint64 amount = entry != NULL ? lian_record_get_int (entry, LIAN_ENTRY_AMOUNT) : 0;
  const char *unit = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_UNIT) : NULL;
  gint64 span = g_strcmp0 (unit, "natural_minute") == 0 ? G_TIME_SPAN_MINUTE : G_TIME_SPAN_DAY;

  return amount > 0 && amount < (now - G_MININT64 / 2) / span ? now - amount * span : G_MININT64;
}

const LianWorkCalendar *
lian_dictionary_get_calendar (const LianDictionary *self)
{
  return self->calendar;
}

static const LianRecord *
lookup_limit (const LianDictionary *self, const char *stage, const char *category,
              const char *urgency)
{
  g_autoptr (GString) code = g_string_new (stage);

  if (category != NULL || urgency != NULL)
    g_string_append_printf (code, "/%s", category != NULL ? category : "");
  if (urgency != NULL)
    g_string_append_printf (code, "/%s", urgency);

  return lian_dictionary_lookup (self, "limit", code->str);
}

/* With urgency before without it: the more exact entry wins. */
static const LianRecord *
lookup_limit_of_category (const LianDictionary *self, const char *stage, const char *category,
                          const char *urgency)
{
  const LianRecord *entry = NULL;

  if (urgency != NULL)
    entry = lookup_limit (self, stage, category, urgency);
  return entry != NULL ? entry : lookup_limit (self, stage, category, NULL);
}

/**
 * lian_dictionary_find_limit:
 * @stage: a stage code
 * @category: (nullable): a category; its parents are asked after it
 * @urgency: (nullable): an urgency
 * @amount: (out): how much
 * @unit: (out): of what
 *
 * By category first, then by urgency alone, then by stage alone (domain.md 1.3).
 *
 * Returns: %FALSE when there is no limit; the out parameters are then left as they are
 */
gboolean
lian_dictionary_find_limit (const LianDictionary *self, const char *stage, const char *category,
                            const char *urgency, gint64 *amount, LianLimitUnit *unit)
{
  const LianRecord *entry = NULL;

  for (guint i = 0;
       entry == NULL && category != NULL && *category != '\0' && i < LIAN_DICTIONARY_PARENTS_MAX;
       i++)
    {
      const LianRecord *node = lian_dictionary_lookup (self, "category", category);

      entry = lookup_limit_of_category (self, stage, category, urgency);
      category = node != NULL ? lian_record_get_text (node, LIAN_ENTRY_PARENT) : NULL;
    }
  if (entry == NULL)
    entry = lookup_limit_of_category (self, stage, NULL, urgency);
  if (entry == NULL
      || !lian_limit_unit_from_code (lian_record_get_text (entry, LIAN_ENTRY_UNIT), unit))
    return FALSE;

  *amount = lian_record_get_int (entry, LIAN_ENTRY_AMOUNT);
  return TRUE;
}
