/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text as the search sees it, without a database.
 *
 * A text is folded: compatibility forms, full width and case are made one. Of a folded text the
 * index keeps grams: every character, every two next to each other, of Latin letters and digits
 * also three, of digits four; of Chinese characters the first letters of three readings, and where
 * asked for two whole readings. A word that a person types names grams that a text which has it
 * must have; whether it has it is then seen in the text itself. */

typedef enum
{
  LIAN_SEARCH_INITIALS = 0,       /* readings by their first letters only */
  LIAN_SEARCH_SYLLABLES = 1 << 0, /* also by whole readings */
} LianSearchReading;

/* What is not text, by which the index is asked as well. */
typedef enum
{
  LIAN_SEARCH_REGION,
  LIAN_SEARCH_UNIT,
  LIAN_SEARCH_WORKER,
} LianSearchKey;

/* Changes when the same text gives other tokens. */
#define LIAN_SEARCH_TEXT_VERSION "1"

/* Most words of a search; what comes behind is not looked at. */
#define LIAN_SEARCH_MAX_WORDS 16

/* Most cases that a list shows of those that are found, and where it ends to count them. */
#define LIAN_SEARCH_MAX 500

char *lian_search_fold (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_search_is_blank (const char *text);
char **lian_search_split (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_search_text_has (const char *folded, const char *word, LianSearchReading reading);
const char *lian_search_find (const char *text, const char *word, const char **end);

/* Tokens are appended, each with a space before it; they consist of what FTS5's tokenizer "ascii"
 * takes for one token. */
void lian_search_add_tokens (GString *tokens, const char *folded, LianSearchReading reading);
void lian_search_add_key (GString *tokens, LianSearchKey key, const char *value);

/* Phrases of FTS5 expressions, of one token each. */
GPtrArray *lian_search_dup_alternatives (const char *word) G_GNUC_WARN_UNUSED_RESULT;
char *lian_search_dup_key_phrase (LianSearchKey key, const char *value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
