/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator-picture.h"

#include <string.h>

#define WIDTH 96
#define HEIGHT 72

/* CRC-32 as of PNG (ISO 3309), bit by bit: the pictures are small. */
static guint32
checksum (const guint8 *data, gsize length)
{
  guint32 sum = 0xffffffff;

  for (gsize i = 0; i < length; i++)
    {
      sum ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
    }
  return sum ^ 0xffffffff;
}

static void
append_number (GByteArray *to, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (to, (const guint8 *)&big, sizeof big);
}

static void
append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize length)
{
  guint begin;

  append_number (png, (guint32)length);
  begin = png->len;
  g_byte_array_append (png, (const guint8 *)type, 4);
  if (length > 0)
    g_byte_array_append (png, data, (guint)length);
  append_number (png, checksum (png->data + begin, png->len - begin));
}

/* Rows of RGB, each after a byte that says that it is not filtered. */
static GByteArray *
paint (LianDice *dice)
{
  guint64 colour = lian_dice_next (dice);
  GByteArray *rows = g_byte_array_new ();

  for (guint y = 0; y < HEIGHT; y++)
    {
      guint8 plain = 0;

      g_byte_array_append (rows, &plain, 1);
      for (guint x = 0; x < WIDTH; x++)
        {
          guint8 pixel[3];

          for (guint c = 0; c < 3; c++)
            pixel[c] = (guint8)((colour >> (8 * c) & 0xff) * (HEIGHT - y / 2) / HEIGHT);
          g_byte_array_append (rows, pixel, sizeof pixel);
        }
    }
  return rows;
}

static GBytes *
compress (GByteArray *rows)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autoptr (GInputStream) plain
      = g_memory_input_stream_new_from_data (rows->data, (gssize)rows->len, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, G_CONVERTER (zlib));

  gsize most = rows->len + 1024;
  guint8 *data = g_malloc (most);
  gsize length = 0;

  g_input_stream_read_all (packed, data, most, &length, NULL, NULL);
  return g_bytes_new_take (data, length);
}

/**
 * lian_simulator_make_picture:
 *
 * Returns: (transfer full): the bytes of a PNG, some hundred
 */
GBytes *
lian_simulator_make_picture (LianDice *dice)
{
  static const guint8 signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 header[] = { 0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 8, 2, 0, 0, 0 };
  g_autoptr (GByteArray) rows = paint (dice);
  g_autoptr (GBytes) packed = compress (rows);
  GByteArray *png = g_byte_array_new ();
  gsize length;
  const guint8 *data = g_bytes_get_data (packed, &length);

  g_byte_array_append (png, signature, sizeof signature);
  append_chunk (png, "IHDR", header, sizeof header);
  append_chunk (png, "IDAT", data, length);
  append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (png);
}
