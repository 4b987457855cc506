/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-media.h"

#include "lian-error.h"

#include <string.h>

static const guint8 png_magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };

static guint
read_be16 (const guint8 *at)
{
  return (guint)at[0] << 8 | at[1];
}

static guint
read_be32 (const guint8 *at)
{
  return read_be16 (at) << 16 | read_be16 (at + 2);
}

static guint
read_le16 (const guint8 *at)
{
  return (guint)at[1] << 8 | at[0];
}

static guint
read_le24 (const guint8 *at)
{
  return (guint)at[2] << 16 | read_le16 (at);
}

static guint
read_le32 (const guint8 *at)
{
  return read_le16 (at + 2) << 16 | read_le16 (at);
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s", what);
  return FALSE;
}

/**
 * lian_media_sniff:
 * @data: the whole of it
 *
 * Returns: (transfer none) (nullable): the media type that the magic bytes tell, of those that are
 * taken. Any thread.
 */
const char *
lian_media_sniff (const guint8 *data, gsize length)
{
  if (length >= sizeof png_magic && memcmp (data, png_magic, sizeof png_magic) == 0)
    return "image/png";
  if (length >= 3 && data[0] == 0xff && data[1] == 0xd8 && data[2] == 0xff)
    return "image/jpeg";
  if (length >= 12 && memcmp (data, "RIFF", 4) == 0 && memcmp (data + 8, "WEBP", 4) == 0)
    return "image/webp";
  if (length >= 5 && memcmp (data, "%PDF-", 5) == 0)
    return "application/pdf";
  return NULL;
}

/* --- PNG: RFC 2083 4.1.1; the header is the first chunk and always as long --- */

static gboolean
measure_png (const guint8 *data, gsize length, guint *width, guint *height, GError **error)
{
  if (length < 33 || read_be32 (data + 8) != 13 || memcmp (data + 12, "IHDR", 4) != 0)
    return fail (error, "PNG: the header is missing or cut");
  *width = read_be32 (data + 16);
  *height = read_be32 (data + 20);
  if (*width > G_MAXINT32 || *height > G_MAXINT32)
    return fail (error, "PNG: no such width or height");
  return TRUE;
}

/* --- JPEG: ITU T.81 annex B; markers with segments up to the first scan --- */

static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* The marker at @at or behind fill bytes; @at is then behind it. */
static gboolean
next_marker (const guint8 *data, gsize length, gsize *at, guint8 *marker, GError **error)
{
  if (*at >= length || data[*at] != 0xff)
    return fail (error, "JPEG: a marker is missing");
  while (*at < length && data[*at] == 0xff)
    *at += 1;
  if (*at >= length)
    return fail (error, "JPEG: cut");
  *marker = data[*at];
  *at += 1;
  return TRUE;
}

static gboolean
take_frame (const guint8 *segment, guint size, guint *width, guint *height, GError **error)
{
  if (*width != 0)
    return fail (error, "JPEG: two frames");
  if (size < 8)
    return fail (error, "JPEG: the frame's header is cut");
  *height = read_be16 (segment + 3);
  *width = read_be16 (segment + 5);
  /* A height that comes only behind the scan is not known here. */
  if (*width == 0 || *height == 0)
    return fail (error, "JPEG: no such width or height");
  return TRUE;
}

static gboolean
measure_jpeg (const guint8 *data, gsize length, guint *width, guint *height, GError **error)
{
  gsize at = 2;

  *width = *height = 0;
  while (TRUE)
    {
      guint8 marker;
      guint size;

      if (!next_marker (data, length, &at, &marker, error))
        return FALSE;
      if (marker == 0x00 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9))
        return fail (error, "JPEG: a marker that does not belong here");
      if (length - at < 2)
        return fail (error, "JPEG: cut");
      size = read_be16 (data + at);
      if (size < 2 || size > length - at)
        return fail (error, "JPEG: a segment is longer than the file");
      if (is_frame (marker) && !take_frame (data + at, size, width, height, error))
        return FALSE;
      if (marker == 0xda)
        break;
      at += size;
    }
  return *width != 0 || fail (error, "JPEG: a scan without a frame");
}

/* --- WebP: RFC 9649; chunks up to the first picture --- */

static gboolean
measure_lossy (const guint8 *data, guint size, guint *width, guint *height, GError **error)
{
  /* The lowest bit of the frame tag is unset in a key frame; its start code follows. */
  if (size < 10 || (data[0] & 1) != 0 || memcmp (data + 3, "\x9d\x01\x2a", 3) != 0)
    return fail (error, "WebP: the key frame's header is missing or cut");
  *width = read_le16 (data + 6) & 0x3fff;
  *height = read_le16 (data + 8) & 0x3fff;
  return TRUE;
}

static gboolean
measure_lossless (const guint8 *data, guint size, guint *width, guint *height, GError **error)
{
  guint bits;

  if (size < 5 || data[0] != 0x2f)
    return fail (error, "WebP: the lossless header is missing or cut");
  bits = read_le32 (data + 1);
  if (bits >> 29 != 0)
    return fail (error, "WebP: an unknown version");
  *width = (bits & 0x3fff) + 1;
  *height = (bits >> 14 & 0x3fff) + 1;
  return TRUE;
}

static gboolean
measure_canvas (const guint8 *data, guint size, guint *width, guint *height, GError **error)
{
  if (size < 10)
    return fail (error, "WebP: the extended header is cut");
  /* Every one of its frames would be as large as the canvas may be. */
  if ((data[0] & 0x02) != 0)
    return fail (error, "WebP: moving pictures are not taken");
  *width = read_le24 (data + 4) + 1;
  *height = read_le24 (data + 7) + 1;
  return TRUE;
}

/* Sets @done when the chunk was the picture itself. */
static gboolean
take_chunk (const guint8 *chunk, guint size, gboolean first, gboolean *done, guint *width,
            guint *height, GError **error)
{
  const guint8 *data = chunk + 8;
  guint w = 0;
  guint h = 0;

  *done = memcmp (chunk, "VP8 ", 4) == 0 || memcmp (chunk, "VP8L", 4) == 0;
  if (memcmp (chunk, "VP8X", 4) == 0)
    return first ? measure_canvas (data, size, width, height, error)
                 : fail (error, "WebP: two extended headers");
  if (!*done)
    return !first || fail (error, "WebP: the header is missing");
  if (!(chunk[3] == 'L' ? measure_lossless : measure_lossy) (data, size, &w, &h, error))
    return FALSE;
  if (!first && (w != *width || h != *height))
    return fail (error, "WebP: the picture is not as large as its canvas");
  *width = w;
  *height = h;
  return TRUE;
}

static gboolean
measure_webp (const guint8 *data, gsize length, guint *width, guint *height, GError **error)
{
  guint riff = read_le32 (data + 4);
  gsize end;
  gsize at = 12;
  gboolean done = FALSE;

  if (riff < 4 || riff > length - 8)
    return fail (error, "WebP: shorter than it says");
  end = 8 + (gsize)riff;
  while (!done)
    {
      guint size;

      if (end - at < 8)
        return fail (error, "WebP: there is no picture in it");
      size = read_le32 (data + at + 4);
      if (size > end - at - 8)
        return fail (error, "WebP: a chunk is longer than the file");
      if (!take_chunk (data + at, size, at == 12, &done, width, height, error))
        return FALSE;
      at += 8 + (gsize)size;
      /* Chunks begin at even places; the last one may be without its padding. */
      if (size % 2 == 1 && at < end)
        at++;
    }
  return TRUE;
}

/**
 * lian_media_get_size:
 * @data: the whole of it
 * @width: (out): pixels
 * @height: (out): pixels
 *
 * Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID when it is no picture, or one whose header is not right
 */
gboolean
lian_media_get_size (const guint8 *data, gsize length, guint *width, guint *height, GError **error)
{
  const char *type = lian_media_sniff (data, length);
  gboolean known;

  *width = *height = 0;
  if (g_strcmp0 (type, "image/png") == 0)
    known = measure_png (data, length, width, height, error);
  else if (g_strcmp0 (type, "image/jpeg") == 0)
    known = measure_jpeg (data, length, width, height, error);
  else if (g_strcmp0 (type, "image/webp") == 0)
    known = measure_webp (data, length, width, height, error);
  else
    return fail (error, "neither PNG, JPEG nor WebP");
  if (known && (*width == 0 || *height == 0))
    return fail (error, "a picture without a width or height");
  return known;
}

/**
 * lian_media_check:
 * @data: the whole of it
 * @media_type: what it is said to be
 *
 * Any thread.
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID when it is something else or not right, with
 * %LIAN_ERROR_TOO_LARGE when it is a picture of too many pixels
 */
gboolean
lian_media_check (const guint8 *data, gsize length, const char *media_type, GError **error)
{
  const char *type = lian_media_sniff (data, length);
  guint width;
  guint height;

  if (type == NULL || g_ascii_strcasecmp (type, media_type) != 0)
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "it is not %s by its first bytes",
                   media_type);
      return FALSE;
    }
  if (strcmp (type, "application/pdf") == 0)
    return TRUE;
  if (!lian_media_get_size (data, length, &width, &height, error))
    return FALSE;
  if (width <= LIAN_MEDIA_MAX_SIDE && height <= LIAN_MEDIA_MAX_SIDE
      && width <= LIAN_MEDIA_MAX_PIXELS / height)
    return TRUE;
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_TOO_LARGE,
               "%u × %u pixels: at most %d on a side and %d in all", width, height,
               LIAN_MEDIA_MAX_SIDE, LIAN_MEDIA_MAX_PIXELS);
  return FALSE;
}
