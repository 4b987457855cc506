/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"
#include "lian-media.h"

#include <string.h>

/* Everything here is a header: no decoder would get further, and none is asked. */

#define BYTES(literal) (const guint8 *)(literal), sizeof (literal) - 1

#define PNG_MAGIC "\x89PNG\r\n\x1a\n"
#define PNG_HEAD PNG_MAGIC "\0\0\0\rIHDR"
#define PNG_TAIL "\x08\x02\0\0\0\0\0\0\0"

#define JPEG_JFIF "\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
#define JPEG_SCAN "\xff\xda\0\x08\1\1\0\0\x3f\0"

static void
expect (const guint8 *data, gsize length, const char *type, guint width, guint height)
{
  g_autoptr (GError) error = NULL;
  guint w;
  guint h;

  g_assert_cmpstr (lian_media_sniff (data, length), ==, type);
  g_assert_true (lian_media_check (data, length, type, &error));
  g_assert_no_error (error);
  if (width == 0)
    return;
  g_assert_true (lian_media_get_size (data, length, &w, &h, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (w, ==, width);
  g_assert_cmpuint (h, ==, height);
}

static void
test_good (void)
{
  expect (BYTES (PNG_HEAD "\0\0\3\xe8\0\0\1\xf4" PNG_TAIL), "image/png", 1000, 500);
  expect (BYTES ("\xff\xd8" JPEG_JFIF "\xff\xc0\0\x0b\x08\1\xf4\3\xe8\1\1\x11\0" JPEG_SCAN "x"),
          "image/jpeg", 1000, 500);
  /* Fill bytes before a marker; a progressive frame behind tables. */
  expect (BYTES ("\xff\xd8\xff\xff\xff\xdb\0\3x\xff\xc4\0\2\xff\xc2\0\x0b\x08\0\1\0\2\1\1\x11"
                 "\0" JPEG_SCAN),
          "image/jpeg", 2, 1);
  expect (BYTES ("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\xe8\3\xf4\1"), "image/webp",
          1000, 500);
  expect (BYTES ("RIFF\x12\0\0\0WEBPVP8L\5\0\0\0\x2f\xe7\xc3\x7c\0\0"), "image/webp", 1000, 500);
  expect (BYTES ("RIFF\x2e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xe7\3\0\xf3\1\0"
                 "ICCP\1\0\0\0xyVP8L\5\0\0\0\x2f\xe7\xc3\x7c\0\0"),
          "image/webp", 1000, 500);
  expect (BYTES ("%PDF-1.7\n"), "application/pdf", 0, 0);
}

/* The two numbers of a PNG are enough to say how much memory it would take. */
static void
test_too_large (void)
{
  static const struct
  {
    const char *sizes;
    gboolean taken;
  } cases[] = {
    { "\0\0\x2e\xe0\0\0\0\1", TRUE },              /* 12,000 × 1 */
    { "\0\0\x2e\xe1\0\0\0\1", FALSE },             /* 12,001 × 1 */
    { "\0\0\0\1\0\0\x2e\xe1", FALSE },             /* 1 × 12,001 */
    { "\0\0\x13\x88\0\0\x13\x88", TRUE },          /* 5,000 × 5,000 */
    { "\0\0\x13\x89\0\0\x13\x88", FALSE },         /* one column more */
    { "\0\0\x4e\x20\0\0\x4e\x20", FALSE },         /* 20,000 × 20,000: 48 kB, decoded 1.1 GiB */
    { "\x7f\xff\xff\xff\x7f\xff\xff\xff", FALSE }, /* the largest that there is */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 data[33];
      g_autoptr (GError) error = NULL;

      memcpy (data, PNG_HEAD, 16);
      memcpy (data + 16, cases[i].sizes, 8);
      memcpy (data + 24, PNG_TAIL, 9);
      g_assert_cmpint (lian_media_check (data, sizeof data, "image/png", &error), ==,
                       cases[i].taken);
      if (!cases[i].taken)
        g_assert_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE);
    }
}

static void
test_hostile (void)
{
  static const struct
  {
    const guint8 *data;
    gsize length;
    const char *type;
  } cases[] = {
    { BYTES (""), "image/png" },
    { BYTES ("<svg/>"), "image/png" },
    { BYTES ("GIF89a\1\0\1\0"), "image/png" },
    { BYTES (PNG_HEAD "\0\0\0\1\0\0\0\1" PNG_TAIL), "image/jpeg" }, /* said to be another */
    { BYTES (PNG_HEAD "\0\0\0\1\0\0\0\1" PNG_TAIL), "image/gif" },
    { BYTES (PNG_HEAD "\0\0\0\1\0\0\0\1" PNG_TAIL), "" },
    { BYTES (PNG_HEAD "\0\0\0\1\0\0\0"), "image/png" },            /* cut */
    { BYTES (PNG_HEAD "\0\0\0\0\0\0\0\1" PNG_TAIL), "image/png" }, /* no width */
    { BYTES (PNG_HEAD "\xff\xff\xff\xff\0\0\0\1" PNG_TAIL), "image/png" },
    { BYTES (PNG_MAGIC "\0\0\0\1tEXt\0\0\0\1\0\0\0\1" PNG_TAIL), "image/png" },
    { BYTES ("\xff\xd8\xff"), "image/jpeg" },
    { BYTES ("\xff\xd8\xff\xff\xff\xff"), "image/jpeg" }, /* only fill bytes */
    { BYTES ("\xff\xd8\xff\xe0\0\1"), "image/jpeg" },     /* a length below its own */
    { BYTES ("\xff\xd8\xff\xe0\xff\xff"
             "x"),
      "image/jpeg" },                                         /* longer than the file */
    { BYTES ("\xff\xd8\xff\xd9"), "image/jpeg" },             /* the end at once */
    { BYTES ("\xff\xd8" JPEG_JFIF JPEG_SCAN), "image/jpeg" }, /* no frame */
    { BYTES ("\xff\xd8\xff\xc0\0\7\x08\0\1\0\1" JPEG_SCAN), "image/jpeg" },
    { BYTES ("\xff\xd8\xff\xc0\0\x0b\x08\0\0\0\1\1\1\x11\0" JPEG_SCAN), "image/jpeg" },
    /* a small frame for whoever looks first, a large one for whoever decodes */
    { BYTES ("\xff\xd8\xff\xc0\0\x0b\x08\0\1\0\1\1\1\x11\0"
             "\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0" JPEG_SCAN),
      "image/jpeg" },
    { BYTES ("\xff\xd8\xff\xe0\0\2garbage"), "image/jpeg" }, /* no marker where one is due */
    { BYTES ("RIFF\0\0\0\0WEBP"), "image/webp" },
    { BYTES ("RIFF\xff\xff\xff\xffWEBPVP8 \x0a\0\0\0"), "image/webp" },
    { BYTES ("RIFF\x0c\0\0\0WEBPVP8 \xff\xff\xff\xff"), "image/webp" },
    { BYTES ("RIFF\x0c\0\0\0WEBPVP8L\0\0\0\0"), "image/webp" },
    { BYTES ("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\1\0\0\x9d\x01\x2a\1\0\1\0"), "image/webp" },
    { BYTES ("RIFF\x16\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\0\0\1\0"), "image/webp" },
    { BYTES ("RIFF\x12\0\0\0WEBPVP8L\5\0\0\0\x2f\xff\xff\xff\xff\0"), "image/webp" },
    /* a small canvas around a large picture, a moving one, a canvas without a picture */
    { BYTES ("RIFF\x24\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0"
             "VP8L\5\0\0\0\x2f\xe7\xc3\x7c\0\0"),
      "image/webp" },
    { BYTES ("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\2\0\0\0\0\0\0\0\0\0"), "image/webp" },
    { BYTES ("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0"), "image/webp" },
    { BYTES ("RIFF\x0e\0\0\0WEBPICCP\1\0\0\0x\0"), "image/webp" },
    { BYTES ("\n%PDF-1.7"), "application/pdf" },
    { BYTES ("<html>%PDF-"), "application/pdf" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      /* On the heap and no longer than it is: a byte read behind it is found. */
      g_autofree guint8 *data = g_memdup2 (cases[i].data, cases[i].length);
      g_autoptr (GError) error = NULL;

      g_test_message ("%u", i);
      g_assert_false (lian_media_check (data, cases[i].length, cases[i].type, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
}

/* Wherever a good one is cut and whatever stands in its stead, somebody says so or it is small. */
static void
test_cut_and_changed (void)
{
  static const guint8 png[] = PNG_HEAD "\0\0\3\xe8\0\0\1\xf4" PNG_TAIL;
  static const guint8 jpeg[]
      = "\xff\xd8" JPEG_JFIF "\xff\xc0\0\x0b\x08\1\xf4\3\xe8\1\1\x11\0" JPEG_SCAN;
  static const guint8 webp[] = "RIFF\x2e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xe7\3\0\xf3\1\0"
                               "ICCP\1\0\0\0xyVP8L\5\0\0\0\x2f\xe7\xc3\x7c\0\0";
  static const struct
  {
    const guint8 *data;
    gsize length;
  } files[] = { { png, sizeof png - 1 }, { jpeg, sizeof jpeg - 1 }, { webp, sizeof webp - 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    for (gsize length = 0; length <= files[i].length; length++)
      for (guint change = 0; change < 4; change++)
        {
          static const guint8 masks[] = { 0x00, 0xff, 0x80, 0x01 };
          g_autofree guint8 *data = g_memdup2 (files[i].data, MAX (length, 1));
          g_autoptr (GError) error = NULL;
          guint width;
          guint height;

          if (length > 0)
            data[length - 1] ^= masks[change];
          if (lian_media_get_size (data, length, &width, &height, &error))
            g_assert_true (width > 0 && height > 0);
          else
            g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
        }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/media/good", test_good);
  g_test_add_func ("/media/too-large", test_too_large);
  g_test_add_func ("/media/hostile", test_hostile);
  g_test_add_func ("/media/cut-and-changed", test_cut_and_changed);

  return g_test_run ();
}
