/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dictionary files: a fault names a line there is, and what was read is written and read again as
 * the same records. */
#include "fuzz.h"

#include "lian-dictionary-file.h"

#include <string.h>

static void
check_fault (const LianDictionaryFileFault *fault, guint n_lines)
{
  g_autofree char *text = lian_dictionary_file_fault_to_text (fault);

  g_assert_cmpuint (fault->line, >=, 1);
  g_assert_cmpuint (fault->line, <=, MAX (n_lines, 1));
  g_assert_nonnull (fault->detail);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

/* A byte order mark at the beginning is no part of a line. */
static guint
count_lines (const char *data, gsize length)
{
  gsize start = length >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  guint n = length > start && data[length - 1] != '\n';

  for (gsize i = start; i < length; i++)
    n += data[i] == '\n';
  return n;
}

static void
check_file (const LianDictionaryFile *file)
{
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autofree char *printed = lian_dictionary_file_print (file->records);
  g_autofree char *reprinted = NULL;
  g_autoptr (LianDictionaryFile) again
      = lian_dictionary_file_parse (printed, strlen (printed), &fault);

  g_assert_cmpuint (file->records->len, ==, file->lines->len);
  g_assert_cmpstr (fault.detail, ==, NULL);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->records->len, ==, file->records->len);
  reprinted = lian_dictionary_file_print (again->records);
  g_assert_cmpstr (reprinted, ==, printed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (data, size);
  g_auto (LianDictionaryFileFault) fault = { 0 };
  g_autoptr (LianDictionaryFile) file = lian_dictionary_file_parse (text, size, &fault);
  guint n_lines = count_lines (text, size);

  if (file == NULL)
    {
      check_fault (&fault, n_lines);
      return 0;
    }
  g_assert_cmpuint (file->n_lines, ==, n_lines);
  check_file (file);
  if (!lian_dictionary_file_check (file, NULL, NULL, &fault))
    check_fault (&fault, n_lines);
  return 0;
}
