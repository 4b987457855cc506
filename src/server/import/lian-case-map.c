/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-map.h"

#include "lian-error.h"
#include "lian-import-value.h"
#include "lian-outline.h"
#include "lian-text.h"
#include "lian-workflow.h"

#include <string.h>

/* With a hyphen and 32 digits behind it an id is one that a submission takes. */
#define LONGEST_PREFIX 24

static const char *const columns[LIAN_N_COLUMNS]
    = { "upstream_no", "title",  "description", "category_big",  "category",
        "kind",        "source", "urgency",     "reporter_name", "reporter_phone",
        "address",     "lon",    "lat",         "reported_at",   "upstream_deadline",
        "secrecy",     "region", "state",       "closed_at" };

static const struct
{
  const char *group;
  const char *vocabulary;
} words_of[LIAN_N_WORDS] = {
  { "categories", "category" }, { "kinds", "case_kind" }, { "sources", "source" },
  { "urgencies", "urgency" },   { "states", "state" },
};

const char *
lian_column_get_name (LianColumn column)
{
  return columns[column];
}

const char *
lian_words_get_group (LianWords words)
{
  return words_of[words].group;
}

const char *
lian_words_get_vocabulary (LianWords words)
{
  return words_of[words].vocabulary;
}

void
lian_case_map_free (LianCaseMap *self)
{
  if (self == NULL)
    return;
  g_free (self->source);
  g_free (self->prefix);
  g_free (self->sheet);
  g_free (self->encoding);
  g_free (self->crs);
  g_free (self->time_format);
  g_free (self->region);
  g_strfreev (self->append);
  for (guint i = 0; i < LIAN_N_COLUMNS; i++)
    g_free (self->columns[i]);
  for (guint i = 0; i < LIAN_N_WORDS; i++)
    g_clear_pointer (&self->words[i], g_hash_table_unref);
  g_free (self);
}

/**
 * lian_case_map_make_key:
 *
 * Returns: (transfer full): @word with what a key may not have made full-width
 */
char *
lian_case_map_make_key (const char *word)
{
  g_autofree char *clean = lian_text_clean (word, FALSE, 0);
  GString *key = g_string_new (g_strstrip (clean));

  g_string_replace (key, "=", "＝", 0);
  g_string_replace (key, "[", "［", 0);
  g_string_replace (key, "]", "］", 0);
  if (key->len > 0 && key->str[0] == '#')
    g_string_replace (key, "#", "＃", 1);
  return g_string_free (key, FALSE);
}

/* --- reading --- */

static gboolean
fail (GError **error, const char *where, const char *reason)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: %s", where, reason);
  return FALSE;
}

/* (nullable): without blanks around, NULL when empty */
static char *
get_text (GKeyFile *file, const char *group, const char *key)
{
  char *text = g_key_file_get_string (file, group, key, NULL);

  if (text != NULL && *g_strstrip (text) == '\0')
    g_clear_pointer (&text, g_free);
  return text;
}

static gboolean
read_columns (LianCaseMap *self, GKeyFile *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, "columns", NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      LianColumn column = 0;
      g_autofree char *where = g_strdup_printf ("[columns] %s", keys[i]);

      while (column < LIAN_N_COLUMNS && !g_str_equal (columns[column], keys[i]))
        column++;
      if (column == LIAN_N_COLUMNS)
        return fail (error, where, "nothing of a case is called so");
      self->columns[column] = get_text (file, "columns", keys[i]);
    }
  if (self->columns[LIAN_COLUMN_TITLE] == NULL && self->columns[LIAN_COLUMN_DESCRIPTION] == NULL)
    return fail (error, "[columns]", "neither title nor description");
  if ((self->columns[LIAN_COLUMN_LON] == NULL) != (self->columns[LIAN_COLUMN_LAT] == NULL))
    return fail (error, "[columns]", "lon and lat go together");
  if (self->columns[LIAN_COLUMN_LON] != NULL && self->crs == NULL)
    return fail (error, "[import] crs",
                 "missing: what are the coordinates, wgs84, cgcs2000, gcj02 or bd09?");
  return TRUE;
}

static void
read_words (LianCaseMap *self, GKeyFile *file, LianWords words)
{
  const char *group = words_of[words].group;
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  self->words[words] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      char *code = get_text (file, group, keys[i]);

      if (code == NULL || g_str_equal (code, "refuse"))
        {
          g_free (code);
          code = g_strdup ("");
        }
      g_hash_table_insert (self->words[words], g_strdup (keys[i]), code);
    }
}

static gboolean
read_separator (LianCaseMap *self, GKeyFile *file, GError **error)
{
  g_autofree char *text = get_text (file, "import", "separator");

  if (text == NULL || g_str_equal (text, "auto"))
    return TRUE;
  if (g_str_equal (text, "comma") || g_str_equal (text, ","))
    self->separator = ',';
  else if (g_str_equal (text, "semicolon"))
    self->separator = ';';
  else if (g_str_equal (text, "tab"))
    self->separator = '\t';
  return self->separator != 0 || fail (error, "[import] separator", "comma, semicolon or tab");
}

static gboolean
read_settings (LianCaseMap *self, GKeyFile *file, GError **error)
{
  g_autofree char *crs = get_text (file, "import", "crs");
  g_autofree char *secrecy = get_text (file, "import", "secrecy");
  g_autofree char *row = get_text (file, "import", "heading_row");
  guint64 number = 1;

  self->source = get_text (file, "import", "source");
  if (self->source == NULL)
    return fail (error, "[import] source", "missing: which system above is it from?");
  self->prefix = get_text (file, "import", "prefix");
  if (self->prefix == NULL)
    self->prefix = g_strdup ("import");
  if (!lian_id_is_valid (self->prefix) || strlen (self->prefix) > LONGEST_PREFIX)
    return fail (error, "[import] prefix", "at most 24 of A–Z a–z 0–9 . _ : / -");
  self->crs = g_strdup (lian_outline_find_crs (crs));
  if (crs != NULL && self->crs == NULL)
    return fail (error, "[import] crs", "wgs84, cgcs2000, gcj02 or bd09");
  if (row != NULL && !g_ascii_string_to_unsigned (row, 10, 1, 100, &number, NULL))
    return fail (error, "[import] heading_row", "a number from 1 to 100");
  self->heading_row = (guint)number;
  if (secrecy != NULL && !lian_import_parse_bool (secrecy, &self->secrecy))
    return fail (error, "[import] secrecy", "yes or no");
  self->sheet = get_text (file, "import", "sheet");
  self->encoding = get_text (file, "import", "encoding");
  if (g_strcmp0 (self->encoding, "auto") == 0)
    g_clear_pointer (&self->encoding, g_free);
  self->time_format = get_text (file, "import", "time_format");
  self->region = get_text (file, "import", "region");
  self->append = g_key_file_get_string_list (file, "import", "append", NULL, NULL);
  return read_separator (self, file, error);
}

/**
 * lian_case_map_load:
 * @path: of a key file
 *
 * Returns: (transfer full): %NULL with %LIAN_ERROR_INVALID, "[group] key: reason"
 */
LianCaseMap *
lian_case_map_load (const char *path, GError **error)
{
  g_autoptr (LianCaseMap) self = g_new0 (LianCaseMap, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) failed = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &failed))
    {
      fail (error, path, failed->message);
      return NULL;
    }
  for (guint i = 0; i < LIAN_N_WORDS; i++)
    read_words (self, file, i);
  if (!read_settings (self, file, error) || !read_columns (self, file, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* --- words --- */

/* What other platforms call the ends that they know; whatever is called otherwise and is no state
 * of the dictionary, a person decides. */
static const char *
guess_state (const LianDictionary *dictionary, const char *word)
{
  static const char *const closed[] = { "办结", "已办结", "已结案", "结案",   "已完成",
                                        "完成", "已关闭", "已回访", "已评价", NULL };
  static const char *const open[]
      = { "待受理", "受理中", "待办",   "待办理", "办理中", "在办", "处理中",
          "处置中", "已派单", "派遣中", "未办结", "未结案", NULL };
  GPtrArray *entries = lian_dictionary_list (dictionary, "state");

  if (g_strv_contains (closed, word))
    return "closed";
  if (g_strv_contains (open, word))
    return "reported";
  for (guint i = 0; i < entries->len; i++)
    {
      const char *code = lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE);

      if (g_strcmp0 (code, word) != 0
          && g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TITLE_ZH), word) != 0)
        continue;
      if (g_strcmp0 (lian_dictionary_stage (dictionary, code), "done") == 0)
        return code;
      return lian_workflow_is_open (dictionary, code) ? "reported" : NULL;
    }
  return NULL;
}

/**
 * lian_words_guess:
 *
 * Returns: (transfer none) (nullable): the code of the entry that is called @word
 */
const char *
lian_words_guess (LianWords words, const LianDictionary *dictionary, const char *word)
{
  const char *vocabulary = words_of[words].vocabulary;
  GPtrArray *entries = lian_dictionary_list (dictionary, vocabulary);

  if (words == LIAN_WORDS_STATE)
    return guess_state (dictionary, word);
  if (lian_dictionary_lookup (dictionary, vocabulary, word) != NULL)
    return word;
  for (guint i = 0; i < entries->len; i++)
    if (g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TITLE_ZH), word) == 0
        || g_strcmp0 (lian_record_get_text (entries->pdata[i], LIAN_ENTRY_TITLE), word) == 0)
      return lian_record_get_text (entries->pdata[i], LIAN_ENTRY_CODE);
  return NULL;
}

/**
 * lian_case_map_find_code:
 * @word: as in the file; empty for none
 *
 * Returns: (transfer none) (nullable): a code of the dictionary, or %NULL when the map says so or
 * nobody knows the word
 */
const char *
lian_case_map_find_code (const LianCaseMap *self, LianWords words, const LianDictionary *dictionary,
                         const char *word)
{
  g_autofree char *key = lian_case_map_make_key (word);
  const char *code = *key != '\0' ? g_hash_table_lookup (self->words[words], key) : NULL;

  if (code == NULL && *word != '\0')
    code = lian_words_guess (words, dictionary, word);
  if (code == NULL)
    code = g_hash_table_lookup (self->words[words], "*");
  return code != NULL && *code != '\0' ? code : NULL;
}
