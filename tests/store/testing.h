/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-clock.h"
#include "lian-mirror.h"
#include "lian-workflow.h"

#include <glib/gstdio.h>
#include <string.h>

/* What the tests of store/ share: a folder that goes away, a wait with a deadline, a county in
 * miniature. Tuesday 2026-11-24 09:40 China time. */

#define NOW (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR G_TIME_SPAN_HOUR

static inline char *
make_folder (void)
{
  char *folder = g_dir_make_tmp ("lian-store-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

static inline void
remove_folder (char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_dir_close (dir);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
}

#define WAIT(condition)                                                  \
  G_STMT_START                                                           \
  {                                                                      \
    gint64 wait_end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND; \
    while (!(condition) && g_get_monotonic_time () < wait_end)           \
      g_main_context_iteration (NULL, g_main_context_pending (NULL));    \
    g_assert_true (condition);                                           \
  }                                                                      \
  G_STMT_END

/* Keeps the answer of one asynchronous call. */
typedef struct
{
  GAsyncResult *result;
} Answer;

static inline void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  g_assert_null (answer->result);
  answer->result = g_object_ref (result);
}

static inline void
answer_clear (Answer *answer)
{
  g_clear_object (&answer->result);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

static inline GPtrArray *
new_records (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
}

static inline GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lian_change_free);
}

static inline LianRecord *
new_record (LianKindId kind, const char *id, gint64 version, const char *region)
{
  LianRecord *record = lian_record_new (kind);

  lian_record_set_text (record, LIAN_F_ID, id);
  lian_record_set_int (record, LIAN_F_VERSION, version);
  lian_record_set_text (record, LIAN_F_REGION, region);
  return record;
}

static inline LianRecord *
new_case (const char *id, gint64 version, const char *region, const char *state,
          const char *urgency)
{
  LianRecord *record = new_record (LIAN_KIND_CASE, id, version, region);

  lian_record_set_text (record, LIAN_CASE_TITLE, id);
  lian_record_set_text (record, LIAN_CASE_KIND, "event");
  lian_record_set_text (record, LIAN_CASE_CATEGORY, "01-0101");
  lian_record_set_text (record, LIAN_CASE_SOURCE, "grid");
  lian_record_set_text (record, LIAN_CASE_STATE, state);
  lian_record_set_text (record, LIAN_CASE_URGENCY, urgency);
  return record;
}

static inline LianRecord *
new_entry (const char *vocabulary, const char *code, gint64 rank, const char *text)
{
  g_autofree char *id = g_strdup_printf ("%s/%s", vocabulary, code);
  LianRecord *record = new_record (LIAN_KIND_ENTRY, id, 1, NULL);

  lian_record_set_text (record, LIAN_ENTRY_VOCABULARY, vocabulary);
  lian_record_set_text (record, LIAN_ENTRY_CODE, code);
  lian_record_set_text (record, LIAN_ENTRY_TITLE, code);
  lian_record_set_int (record, LIAN_ENTRY_RANK, rank);
  lian_record_set_text (record, LIAN_ENTRY_TEXT, text);
  return record;
}

/* States, stages, urgencies and the two rates. */
static inline GPtrArray *
new_dictionary_entries (void)
{
  static const char *const states[][2] = {
    { "reported", "to_accept" }, { "accepted", "to_file" },  { "filed", "to_dispatch" },
    { "dispatched", "to_sign" }, { "signed", "handling" },   { "handling", "handling" },
    { "feedback", "to_check" },  { "checking", "to_close" }, { "closed", "done" },
    { "evaluated", "done" },     { "suspended", "held" },    { "void", "off" },
  };
  static const char *const stages[]
      = { "to_accept", "to_file",  "to_dispatch", "to_sign", "handling",
          "to_check",  "to_close", "done",        "held",    "off" };
  static const char *const urgencies[] = { "normal", "urgent", "grave" };
  static const char *const rates[][4] = {
    { "on_time_rate", "@close_due state=closed,evaluated closed_at<=close_due",
      "@close_due state!=void" },
    { "satisfaction_rate", "@evaluated_at satisfaction=satisfied", "@evaluated_at satisfaction=?",
      "state=void" },
  };
  GPtrArray *entries = new_records ();

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_ptr_array_add (entries, new_entry ("state", states[i][0], i, states[i][1]));
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    g_ptr_array_add (entries, new_entry ("stage", stages[i], i, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (urgencies); i++)
    g_ptr_array_add (entries, new_entry ("urgency", urgencies[i], i + 1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    {
      LianRecord *entry = new_entry ("kpi", rates[i][0], i, NULL);
      const char *codes[] = { rates[i][1], rates[i][2], rates[i][3], NULL };

      lian_record_set_list (entry, LIAN_ENTRY_CODES, codes);
      lian_record_set_int (entry, LIAN_ENTRY_AMOUNT, 9500);
      g_ptr_array_add (entries, entry);
    }
  return entries;
}

static inline void
apply_and_wait (LianMirror *mirror, GPtrArray *changes, const char *position, gint64 as_of)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_mirror_apply (mirror, changes, position, as_of, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_apply_finish (mirror, answer.result, &error));
  g_assert_no_error (error);
}

static inline void
commit_and_wait (LianMirror *mirror, const char *position, gint64 as_of)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_mirror_commit_snapshot (mirror, position, as_of, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_commit_snapshot_finish (mirror, answer.result, &error));
  g_assert_no_error (error);
}

static inline void
add_page_and_wait (LianMirror *mirror, LianKindId kind, GPtrArray *records)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;

  lian_mirror_add_page (mirror, kind, records, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  g_assert_true (lian_mirror_add_page_finish (mirror, answer.result, &error));
  g_assert_no_error (error);
}

/* (transfer full) @record as one change. */
static inline GPtrArray *
upsert_of (LianRecord *record)
{
  GPtrArray *changes = new_changes ();

  g_ptr_array_add (changes,
                   lian_change_new (lian_record_get_kind (record)->id, lian_record_get_id (record),
                                    lian_record_get_version (record), record));
  return changes;
}

static inline LianRecord *
lookup (LianMirror *mirror, LianKindId kind, const char *id)
{
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  LianRecord *record;

  lian_mirror_lookup (mirror, kind, id, NULL, answer_cb, &answer);
  WAIT (answer.result != NULL);
  record = lian_mirror_lookup_finish (mirror, answer.result, &error);
  g_assert_no_error (error);
  return record;
}
