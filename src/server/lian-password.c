/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-password.h"

#include "lian-error.h"

#include <crypt.h>
#include <errno.h>
#include <string.h>

/* libcrypt's own default cost: 16 MiB and some tens of milliseconds a try. */
#define COST 0

/* A hash that no password has, made with the same cost. */
#define NOBODY "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$tnSYvahCwPBHKZUspmcxMfb0.WiB9W.zEaKlOBL35rC"

static char *
compute (const char *password, const char *setting)
{
  g_autofree struct crypt_data *data = g_new0 (struct crypt_data, 1);
  const char *hash = crypt_rn (password, setting, data, sizeof *data);
  char *copy = g_strdup (hash);

  explicit_bzero (data, sizeof *data);
  return copy;
}

/**
 * lian_password_hash:
 * @password: UTF-8
 *
 * Returns: (transfer full): a yescrypt hash with a salt of its own, or %NULL
 */
char *
lian_password_hash (const char *password, GError **error)
{
  char *salt = crypt_gensalt_ra ("$y$", COST, NULL, 0);
  char *hash = NULL;

  if (salt != NULL)
    hash = compute (password, salt);
  if (hash == NULL || *hash == '*')
    {
      g_clear_pointer (&hash, g_free);
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_FAILED, "password could not be hashed: %s",
                   g_strerror (errno));
    }
  free (salt);
  return hash;
}

/**
 * lian_password_check:
 * @hash: (nullable): a yescrypt hash
 *
 * Returns: whether @password is the one; always %FALSE, after the same time, without @hash
 */
gboolean
lian_password_check (const char *password, const char *hash)
{
  const char *wanted = hash != NULL ? hash : NOBODY;
  g_autofree char *got = compute (password, wanted);
  guint difference = hash == NULL;
  gsize length = strlen (wanted);

  if (got == NULL || strlen (got) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guint)(got[i] ^ wanted[i]);
  return difference == 0;
}

/**
 * lian_password_is_acceptable:
 *
 * Returns: whether it is UTF-8 of 8 to 256 characters without control characters
 */
gboolean
lian_password_is_acceptable (const char *password, GError **error)
{
  glong length = g_utf8_validate (password, -1, NULL) ? g_utf8_strlen (password, -1) : -1;

  for (const char *at = password; length >= 0 && *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      length = -1;
  if (length >= 8 && length <= 256)
    return TRUE;
  g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID,
                       "password: 8 to 256 characters are needed, in one line of UTF-8");
  return FALSE;
}
