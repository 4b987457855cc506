/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Headers of pictures and documents: what is let through is what it says it is and inside the
 * limits. */
#include "fuzz.h"

#include "lian-media.h"

#include <string.h>

static const char *const types[]
    = { "image/png", "image/jpeg", "image/webp", "application/pdf", "text/plain" };

static void
check_passed (const guint8 *data, gsize size, const char *type)
{
  guint width = 0, height = 0;

  g_assert_cmpstr (lian_media_sniff (data, size), ==, type);
  if (!g_str_has_prefix (type, "image/"))
    return;
  g_assert_true (lian_media_get_size (data, size, &width, &height, NULL));
  g_assert_cmpuint (width, >, 0);
  g_assert_cmpuint (height, >, 0);
  g_assert_cmpuint (width, <=, LIAN_MEDIA_MAX_SIDE);
  g_assert_cmpuint (height, <=, LIAN_MEDIA_MAX_SIDE);
  g_assert_true ((guint64)width * height <= LIAN_MEDIA_MAX_PIXELS);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  guint width, height, n_passed = 0;
  g_autoptr (GError) failed = NULL;

  if (!lian_media_get_size (copy, size, &width, &height, &failed))
    fuzz_check_error (failed);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GError) error = NULL;

      if (lian_media_check (copy, size, types[i], &error))
        {
          check_passed (copy, size, types[i]);
          n_passed++;
        }
      else
        fuzz_check_error (error);
    }
  g_assert_cmpuint (n_passed, <=, 1);
  return 0;
}
