/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "lian-error.h"

#include <string.h>

/* Nothing that comes from outside may make a critical or a warning; the rest is not worth its time.
 */
static GLogWriterOutput
write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING)) == 0)
    return G_LOG_WRITER_HANDLED;

  g_log_writer_standard_streams (level, fields, n_fields, user_data);
  g_abort ();
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  g_log_set_writer_func (write_log, NULL, NULL);
  return 0;
}

guint8
fuzz_take_byte (FuzzInput *input)
{
  if (input->left == 0)
    return 0;
  input->left--;
  return *input->data++;
}

guint
fuzz_take_number (FuzzInput *input)
{
  guint low = fuzz_take_byte (input);

  return low | (guint)fuzz_take_byte (input) << 8;
}

char *
fuzz_take_line (FuzzInput *input)
{
  const guint8 *end = input->left > 0 ? memchr (input->data, '\n', input->left) : NULL;
  gsize length = end != NULL ? (gsize)(end - input->data) : input->left;
  char *line = g_malloc0 (length + 1);

  if (input->left == 0)
    return line;
  memcpy (line, input->data, length);
  input->data += length + (end != NULL);
  input->left -= length + (end != NULL);
  return line;
}

void
fuzz_check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == LIAN_ERROR);
  g_assert_cmpstr (error->message, !=, "");
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}
