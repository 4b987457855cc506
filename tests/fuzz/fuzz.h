/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What libFuzzer calls, and the driver of plain builds in its place. A target says what must hold
 * with g_assert(); a critical or a warning ends it as well. */
int LLVMFuzzerInitialize (int *argc, char ***argv);
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Input that a target takes bit by bit; 0 and nothing once it is used up. */
typedef struct
{
  const guint8 *data;
  gsize left;
} FuzzInput;

guint8 fuzz_take_byte (FuzzInput *input);
guint fuzz_take_number (FuzzInput *input);
/* To the next line break, which goes too. */
char *fuzz_take_line (FuzzInput *input);

/* That @error is one of ours and says something in UTF-8. */
void fuzz_check_error (const GError *error);

G_END_DECLS
