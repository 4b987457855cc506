/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-dictionary.h"
#include "lian-sheet.h"

G_BEGIN_DECLS

/* What a column of a case list can be. */
typedef enum
{
  LIAN_COLUMN_UPSTREAM_NO,
  LIAN_COLUMN_TITLE,
  LIAN_COLUMN_DESCRIPTION,
  LIAN_COLUMN_CATEGORY_BIG,
  LIAN_COLUMN_CATEGORY,
  LIAN_COLUMN_KIND,
  LIAN_COLUMN_SOURCE,
  LIAN_COLUMN_URGENCY,
  LIAN_COLUMN_REPORTER_NAME,
  LIAN_COLUMN_REPORTER_PHONE,
  LIAN_COLUMN_ADDRESS,
  LIAN_COLUMN_LON,
  LIAN_COLUMN_LAT,
  LIAN_COLUMN_REPORTED_AT,
  LIAN_COLUMN_UPSTREAM_DEADLINE,
  LIAN_COLUMN_SECRECY,
  LIAN_COLUMN_REGION,
  LIAN_COLUMN_STATE,
  LIAN_COLUMN_CLOSED_AT,
  LIAN_N_COLUMNS,
} LianColumn;

/* What foreign words stand for. */
typedef enum
{
  LIAN_WORDS_CATEGORY,
  LIAN_WORDS_KIND,
  LIAN_WORDS_SOURCE,
  LIAN_WORDS_URGENCY,
  LIAN_WORDS_STATE,
  LIAN_N_WORDS,
} LianWords;

/* A mapping file, saved and used again: a key file with
 * [import]     source, prefix, heading_row, sheet, encoding, separator, crs, time_format, region,
 *              secrecy, append (columns that go behind the description)
 * [columns]    what it is = its heading, or #3
 * [categories] [kinds] [sources] [urgencies] [states]   word = code; * = code for every other word;
 * a word without a code is refused, as is every other one where there is no * */
typedef struct
{
  char *source; /* the system above: numbers and ids are its */
  char *prefix; /* of ids */
  char *sheet;  /* (nullable), as those that follow */
  char *encoding;
  char separator; /* 0: found out */
  char *crs;
  char *time_format;
  char *region;
  gboolean secrecy;                /* of all rows */
  guint heading_row;               /* from 1 */
  char *columns[LIAN_N_COLUMNS];   /* (nullable): headings */
  char **append;                   /* (nullable) */
  GHashTable *words[LIAN_N_WORDS]; /* word → code, "" = refused */
} LianCaseMap;

LianCaseMap *lian_case_map_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_case_map_free (LianCaseMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianCaseMap, lian_case_map_free)

const char *lian_column_get_name (LianColumn column);
const char *lian_words_get_group (LianWords words);
const char *lian_words_get_vocabulary (LianWords words);
/* The code that the dictionary has for a word that is its code or title; NULL = none. */
const char *lian_words_guess (LianWords words, const LianDictionary *dictionary, const char *word);
/* (transfer none) (nullable): what the map says, then the dictionary, then the map's *. */
const char *lian_case_map_find_code (const LianCaseMap *self, LianWords words,
                                     const LianDictionary *dictionary, const char *word);
/* As a key of a key file can be: = and brackets are full-width in it. */
char *lian_case_map_make_key (const char *word) G_GNUC_WARN_UNUSED_RESULT;

/* lian-case-map-guess.c: the text of a mapping file for @sheet, from its headings and from the
 * words in its columns, for a person to look through. @dictionary: (nullable) */
char *lian_case_map_guess (const LianSheet *sheet, const LianDictionary *dictionary)
    G_GNUC_WARN_UNUSED_RESULT;
/* Spaces and line breaks of a heading do not count. */
char *lian_case_map_clean_heading (const char *heading) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
