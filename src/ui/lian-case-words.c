/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-words.h"

#include <glib/gi18n.h>

#include "lian-search-text.h"
#include "lian-text.h"
#include "lian-wording.h"

/* Remaining minutes need not be fresher than this. */
#define TICK_SECONDS 10

struct _LianCaseWords
{
  GObject parent_instance;

  LianEngine *engine;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  GHashTable *regions;       /* (owned): code → LianRecord */
  GHashTable *grids;         /* (owned): id → LianRecord */
  GHashTable *units;         /* (owned): id → LianRecord */
  guint tick_id;
  gboolean brief;
  char **search; /* (owned): words */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (LianCaseWords, lian_case_words, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static LianMirror *
get_mirror (LianCaseWords *self)
{
  return lian_engine_get_mirror (self->engine);
}

static GHashTable **
table_of (LianCaseWords *self, LianKindId kind)
{
  if (kind == LIAN_KIND_REGION)
    return &self->regions;
  if (kind == LIAN_KIND_GRID)
    return &self->grids;
  return &self->units;
}

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lian_record_unref);
}

static void
take_names (LianCaseWords *self, GPtrArray *records)
{
  GHashTable **table;

  if (records->len == 0)
    return;
  table = table_of (self, lian_record_get_kind (records->pdata[0])->id);
  g_hash_table_unref (*table);
  *table = new_table ();
  for (guint i = 0; i < records->len; i++)
    g_hash_table_insert (*table, g_strdup (lian_record_get_id (records->pdata[i])),
                         lian_record_ref (records->pdata[i]));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
mirror_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianCaseWords) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);

  if (records != NULL)
    take_names (self, records);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("names could not be read: %s", error->message);
}

static void
load (LianCaseWords *self, LianKindId kind)
{
  lian_mirror_list (get_mirror (self), kind, NULL, NULL, 0, self->cancellable, mirror_listed_cb,
                    g_object_ref (self));
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianCaseWords *self)
{
  const LianKindId names[] = { LIAN_KIND_REGION, LIAN_KIND_GRID, LIAN_KIND_UNIT };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (changes == NULL || (kinds & (G_GUINT64_CONSTANT (1) << names[i])) != 0)
      load (self, names[i]);
}

static void
dictionary_changed_cb (LianMirror *mirror, LianCaseWords *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
tick_cb (gpointer user_data)
{
  LianCaseWords *self = user_data;

  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
lian_case_words_dispose (GObject *object)
{
  LianCaseWords *self = LIAN_CASE_WORDS (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_case_words_parent_class)->dispose (object);
}

static void
lian_case_words_finalize (GObject *object)
{
  LianCaseWords *self = LIAN_CASE_WORDS (object);

  g_hash_table_unref (self->regions);
  g_hash_table_unref (self->grids);
  g_hash_table_unref (self->units);
  g_strfreev (self->search);

  G_OBJECT_CLASS (lian_case_words_parent_class)->finalize (object);
}

static void
lian_case_words_class_init (LianCaseWordsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_case_words_dispose;
  object_class->finalize = lian_case_words_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_case_words_init (LianCaseWords *self)
{
  self->cancellable = g_cancellable_new ();
  self->regions = new_table ();
  self->grids = new_table ();
  self->units = new_table ();
  self->search = g_new0 (char *, 1);
}

/**
 * lian_case_words_new:
 * @engine: for the mirror and the platform's clock
 *
 * Returns: (transfer full): words that fill themselves from the mirror
 */
LianCaseWords *
lian_case_words_new (LianEngine *engine)
{
  LianCaseWords *self = g_object_new (LIAN_TYPE_CASE_WORDS, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (get_mirror (self), "changed", G_CALLBACK (mirror_changed_cb), self, 0);
  g_signal_connect_object (get_mirror (self), "dictionary-changed",
                           G_CALLBACK (dictionary_changed_cb), self, 0);
  load (self, LIAN_KIND_REGION);
  load (self, LIAN_KIND_GRID);
  load (self, LIAN_KIND_UNIT);
  self->tick_id = g_timeout_add_seconds (TICK_SECONDS, tick_cb, self);
  return self;
}

/**
 * lian_case_words_set_brief:
 * @brief: for a list without room: a place is its community alone
 */
void
lian_case_words_set_brief (LianCaseWords *self, gboolean brief)
{
  if (self->brief == brief)
    return;
  self->brief = brief;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * lian_case_words_get_brief:
 *
 * Returns: whether a list has no room for the street
 */
gboolean
lian_case_words_get_brief (LianCaseWords *self)
{
  return self->brief;
}

/**
 * lian_case_words_set_search:
 * @text: (nullable): what a person typed
 *
 * All that show text mark it.
 */
void
lian_case_words_set_search (LianCaseWords *self, const char *text)
{
  g_auto (GStrv) words = lian_search_split (text);

  g_return_if_fail (LIAN_IS_CASE_WORDS (self));

  if (g_strv_equal ((const char *const *)words, (const char *const *)self->search))
    return;
  g_strfreev (self->search);
  self->search = g_steal_pointer (&words);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * lian_case_words_get_search:
 *
 * Returns: (transfer none): the folded words that are searched for, ended by %NULL
 */
const char *const *
lian_case_words_get_search (LianCaseWords *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_WORDS (self), NULL);

  return (const char *const *)self->search;
}

/**
 * lian_case_words_get_now:
 *
 * Returns: the platform's time, microseconds since 1970 UTC
 */
gint64
lian_case_words_get_now (LianCaseWords *self)
{
  return lian_clock_get_now (lian_engine_get_clock (self->engine));
}

/**
 * lian_case_words_get_dictionary:
 *
 * Returns: (transfer none): the mirrored dictionary
 */
LianDictionary *
lian_case_words_get_dictionary (LianCaseWords *self)
{
  return lian_mirror_get_dictionary (get_mirror (self));
}

/**
 * lian_case_words_title:
 * @code: (nullable): "" and %NULL read as ""
 *
 * Returns: (transfer none): the title in the language of the screen, the code when it is unknown
 */
const char *
lian_case_words_title (LianCaseWords *self, const char *vocabulary, const char *code)
{
  if (code == NULL || code[0] == '\0')
    return "";
  return lian_dictionary_title (lian_case_words_get_dictionary (self), vocabulary, code,
                                lian_wording_is_chinese ());
}

/**
 * lian_case_words_stage:
 *
 * Returns: (transfer none): the title of the stage that the case waits in
 */
const char *
lian_case_words_stage (LianCaseWords *self, LianRecord *record)
{
  const char *state = lian_record_get_text (record, LIAN_CASE_STATE);
  const char *stage = lian_dictionary_stage (lian_case_words_get_dictionary (self), state);

  if (g_str_equal (stage, "done") || g_str_equal (stage, "off") || g_str_equal (stage, "held"))
    return lian_case_words_title (self, "state", state);
  return lian_case_words_title (self, "stage", stage);
}

static LianRecord *
look_up (GHashTable *table, const char *id)
{
  return id != NULL ? g_hash_table_lookup (table, id) : NULL;
}

LianRecord *
lian_case_words_get_region (LianCaseWords *self, const char *code)
{
  return look_up (self->regions, code);
}

LianRecord *
lian_case_words_get_grid (LianCaseWords *self, const char *id)
{
  return look_up (self->grids, id);
}

LianRecord *
lian_case_words_get_unit (LianCaseWords *self, const char *id)
{
  return look_up (self->units, id);
}

/**
 * lian_case_words_region:
 *
 * Returns: (transfer none): the name, the code when it is unknown, "" for none
 */
const char *
lian_case_words_region (LianCaseWords *self, const char *code)
{
  LianRecord *region = look_up (self->regions, code);

  if (region != NULL)
    return lian_record_get_text (region, LIAN_REGION_NAME);
  return code != NULL ? code : "";
}

/**
 * lian_case_words_unit:
 *
 * Returns: (transfer none): the name, the id when it is unknown, "" for none
 */
const char *
lian_case_words_unit (LianCaseWords *self, const char *id)
{
  LianRecord *unit = look_up (self->units, id);

  if (unit != NULL)
    return lian_record_get_text (unit, LIAN_UNIT_NAME);
  return id != NULL ? id : "";
}

/**
 * lian_case_words_get_units:
 *
 * Returns: (transfer none) (element-type utf8 LianRecord): all units by id
 */
GHashTable *
lian_case_words_get_units (LianCaseWords *self)
{
  return self->units;
}

/**
 * lian_case_words_dup_place:
 * @with_street: the street or town before the community
 *
 * Returns: (transfer full): where it is, by its region
 */
char *
lian_case_words_dup_place (LianCaseWords *self, LianRecord *record, gboolean with_street)
{
  LianRecord *region = look_up (self->regions, lian_record_get_text (record, LIAN_F_REGION));
  LianRecord *parent;

  if (region == NULL)
    return g_strdup (lian_record_get_text (record, LIAN_F_REGION));
  parent = look_up (self->regions, lian_record_get_text (region, LIAN_REGION_PARENT));
  if (!with_street || parent == NULL
      || g_strcmp0 (lian_record_get_text (parent, LIAN_REGION_LEVEL), "street") != 0)
    return g_strdup (lian_record_get_text (region, LIAN_REGION_NAME));
  return g_strdup_printf ("%s·%s", lian_record_get_text (parent, LIAN_REGION_NAME),
                          lian_record_get_text (region, LIAN_REGION_NAME));
}

/**
 * lian_case_words_counts_work_time:
 *
 * Returns: whether the limit of the record's stage runs in working time only
 */
gboolean
lian_case_words_counts_work_time (LianCaseWords *self, LianRecord *record)
{
  LianDictionary *dictionary = lian_case_words_get_dictionary (self);
  const char *stage
      = lian_dictionary_stage (dictionary, lian_record_get_text (record, LIAN_CASE_STATE));
  LianLimitUnit unit = LIAN_LIMIT_WORK_MINUTES;
  gint64 amount;

  if (!lian_dictionary_find_limit (dictionary, stage,
                                   lian_record_get_text (record, LIAN_CASE_CATEGORY),
                                   lian_record_get_text (record, LIAN_CASE_URGENCY), &amount,
                                   &unit))
    return TRUE;
  return unit == LIAN_LIMIT_WORK_MINUTES || unit == LIAN_LIMIT_WORK_DAYS;
}

/**
 * lian_case_words_minutes:
 * @from: microseconds
 * @to: microseconds
 *
 * Returns: the minutes between them that the clock of the record's stage counts
 */
gint64
lian_case_words_minutes (LianCaseWords *self, LianRecord *record, gint64 from, gint64 to)
{
  if (to <= from)
    return 0;
  if (!lian_case_words_counts_work_time (self, record))
    return (to - from) / G_TIME_SPAN_MINUTE;
  return lian_work_calendar_elapsed (
      lian_dictionary_get_calendar (lian_case_words_get_dictionary (self)), from, to);
}

/**
 * lian_case_words_dup_remaining:
 *
 * Returns: (transfer full): the time left in the stage, or by how much it is over
 */
char *
lian_case_words_dup_remaining (LianCaseWords *self, LianRecord *record)
{
  gint64 now = lian_case_words_get_now (self);
  gint64 deadline = lian_record_get_time (record, LIAN_CASE_DEADLINE);
  LianLight light = lian_light_of_case (record, now);
  g_autofree char *duration = NULL;

  if (light == LIAN_LIGHT_HELD)
    return g_strdup (C_ ("light", "On hold"));
  if (light == LIAN_LIGHT_CLOSED || deadline == 0)
    return g_strdup ("");
  if (now > deadline)
    {
      gint64 over = lian_case_words_minutes (self, record, deadline, now);

      duration = lian_format_minutes (MAX (over, 1), TRUE, lian_wording_is_chinese ());
      /* Translators: by how much a case is overdue, in a narrow column */
      return g_strdup_printf (_ ("%s over"), duration);
    }
  return lian_format_minutes (lian_case_words_minutes (self, record, now, deadline), TRUE,
                              lian_wording_is_chinese ());
}

/**
 * lian_case_words_dup_category:
 * @code: (nullable): a category's code
 *
 * Returns: (transfer full): main and sub category in words
 */
char *
lian_case_words_dup_category (LianCaseWords *self, const char *code)
{
  LianDictionary *dictionary = lian_case_words_get_dictionary (self);
  LianRecord *entry = code != NULL ? lian_dictionary_lookup (dictionary, "category", code) : NULL;
  const char *parent = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_PARENT) : NULL;

  if (parent == NULL || parent[0] == '\0')
    return g_strdup (lian_case_words_title (self, "category", code));
  return g_strdup_printf ("%s · %s", lian_case_words_title (self, "category", parent),
                          lian_case_words_title (self, "category", code));
}

static void
add_count (GPtrArray *marks, LianRecord *record, guint field, const char *format_word)
{
  gint64 count = lian_record_get_int (record, field);

  if (count > 0)
    g_ptr_array_add (marks, g_strdup_printf ("%s %" G_GINT64_FORMAT, format_word, count));
}

/**
 * lian_case_words_marks:
 *
 * Returns: (transfer full) (element-type utf8): what stands out about the case's history
 */
GPtrArray *
lian_case_words_marks (LianCaseWords *self, LianRecord *record)
{
  GPtrArray *marks = g_ptr_array_new_with_free_func (g_free);

  add_count (marks, record, LIAN_CASE_REWORK_COUNT, C_ ("mark", "Rework"));
  add_count (marks, record, LIAN_CASE_RETURN_COUNT, C_ ("mark", "Returned"));
  add_count (marks, record, LIAN_CASE_EXTEND_COUNT, C_ ("mark", "Extended"));
  add_count (marks, record, LIAN_CASE_NUDGE_COUNT, C_ ("mark", "Nudged"));
  if (lian_record_get_text (record, LIAN_CASE_UPSTREAM_NO) != NULL)
    g_ptr_array_add (marks, g_strdup (C_ ("mark", "From above")));
  return marks;
}

/**
 * lian_case_words_dup_moment:
 * @at: microseconds since 1970 UTC, 0 reads as "—"
 *
 * Returns: (transfer full): the time of day, with the date when it is not today
 */
char *
lian_case_words_dup_moment (LianCaseWords *self, gint64 at)
{
  g_autoptr (GDateTime) moment = NULL;

  if (at == 0)
    return g_strdup ("—");
  moment = lian_time_to_local (at);
  if (lian_time_day_start (at) == lian_time_day_start (lian_case_words_get_now (self)))
    return g_date_time_format (moment, "%H:%M");
  return g_date_time_format (moment, "%m-%d %H:%M");
}
