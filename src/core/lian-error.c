/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-error.h"

#include "lian-link-trouble.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  guint detail; /* LianLinkTrouble, 0: none */
} LianErrorPrivate;

static void
lian_error_private_init (LianErrorPrivate *priv)
{
  priv->detail = 0;
}

static void
lian_error_private_copy (const LianErrorPrivate *source, LianErrorPrivate *target)
{
  *target = *source;
}

static void
lian_error_private_clear (LianErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (LianError, lian_error)

/**
 * lian_error_set_detail:
 * @error: of LIAN_ERROR; others stay as they are
 * @detail: a LianLinkTrouble
 *
 * Says more closely what is wrong; copies keep it. Any thread.
 */
void
lian_error_set_detail (GError *error, guint detail)
{
  if (error->domain == LIAN_ERROR)
    lian_error_get_private (error)->detail = detail;
}

/**
 * lian_error_get_detail:
 * @error: an error
 *
 * Returns: what lian_error_set_detail() said, or else 0. Any thread.
 */
guint
lian_error_get_detail (const GError *error)
{
  return error->domain == LIAN_ERROR ? lian_error_get_private (error)->detail : 0;
}

static const char *
code_to_text (LianErrorCode code)
{
  switch (code)
    {
    case LIAN_ERROR_INVALID:
      return _ ("Something that was entered or received is not valid. Correct it and try again.");
    case LIAN_ERROR_TOO_LARGE:
      return _ ("This is larger than allowed. Shorten it and try again.");
    case LIAN_ERROR_NOT_FOUND:
      return _ ("The platform does not have this any more. Go back to the list.");
    case LIAN_ERROR_FORBIDDEN:
      return _ ("Your account may not do this here. Ask the duty chief.");
    case LIAN_ERROR_UNAUTHENTICATED:
      return _ ("The account or password is wrong, or you were signed out. Sign in again.");
    case LIAN_ERROR_CONFLICT:
      return _ ("Somebody else changed this in the meantime. Look at the new state and decide.");
    case LIAN_ERROR_EXPIRED:
      return _ (
          "The time for this has passed, so it was not carried out. Issue it anew if needed.");
    case LIAN_ERROR_GONE:
      return _ ("The changes in between are gone. Everything is being fetched anew.");
    case LIAN_ERROR_THROTTLED:
      return _ ("Too many attempts. Wait a minute and try again.");
    case LIAN_ERROR_UNREACHABLE:
      return _ ("The platform cannot be reached. Check the network; it is tried again by itself.");
    case LIAN_ERROR_TLS:
      return _ ("The connection is not secure. Check this computer's clock and the certificate.");
    case LIAN_ERROR_NOT_LIANDONG:
      return _ (
          "Something else answered instead of the platform. Check the address and the network "
          "sign-in page.");
    case LIAN_ERROR_WRONG_SERVER:
      return _ ("This is another platform than before. Nothing is sent until you confirm it.");
    case LIAN_ERROR_SERVER:
      return _ ("The platform has a fault. It is tried again; call the operator if it lasts.");
    case LIAN_ERROR_DISK_FULL:
      return _ ("There is too little space left on the disk of this computer. Free some, then try "
                "again.");
    case LIAN_ERROR_DAMAGED:
      return _ ("A file of this program is damaged. It was kept aside; call the operator.");
    case LIAN_ERROR_TOO_NEW:
      return _ ("The data were written by a newer version of this program. Update the program.");
    case LIAN_ERROR_BUSY:
      return _ ("Another window of this program is using the data. Close it and try again.");
    case LIAN_ERROR_FAILED:
    default:
      return _ ("This did not work. Try again; call the operator if it fails again.");
    }
}

static LianErrorCode
code_of_io (int code)
{
  switch (code)
    {
    case G_IO_ERROR_NO_SPACE:
      return LIAN_ERROR_DISK_FULL;
    case G_IO_ERROR_NOT_FOUND:
      return LIAN_ERROR_NOT_FOUND;
    case G_IO_ERROR_PERMISSION_DENIED:
      return LIAN_ERROR_FORBIDDEN;
    case G_IO_ERROR_BUSY:
      return LIAN_ERROR_BUSY;
    case G_IO_ERROR_TIMED_OUT:
    case G_IO_ERROR_HOST_NOT_FOUND:
    case G_IO_ERROR_HOST_UNREACHABLE:
    case G_IO_ERROR_NETWORK_UNREACHABLE:
    case G_IO_ERROR_CONNECTION_REFUSED:
    case G_IO_ERROR_CONNECTION_CLOSED:
    case G_IO_ERROR_PROXY_FAILED:
      return LIAN_ERROR_UNREACHABLE;
    default:
      return LIAN_ERROR_FAILED;
    }
}

/**
 * lian_error_to_text:
 * @error: (nullable): what went wrong
 *
 * What a dispatcher reads: a sentence and a way on. Never a number, never the raw message, which is
 * English and for logs. Any thread.
 *
 * Returns: (transfer none): translated, for ever valid
 */
const char *
lian_error_to_text (const GError *error)
{
  if (error == NULL)
    return code_to_text (LIAN_ERROR_FAILED);
  if (lian_error_get_detail (error) != 0)
    return lian_link_trouble_to_text (lian_link_trouble_of (error));
  if (error->domain == LIAN_ERROR)
    return code_to_text ((LianErrorCode)error->code);
  if (error->domain == G_IO_ERROR && error->code == G_IO_ERROR_CANCELLED)
    return _ ("Cancelled.");
  if (error->domain == G_IO_ERROR)
    return code_to_text (code_of_io (error->code));
  if (error->domain == G_TLS_ERROR)
    return code_to_text (LIAN_ERROR_TLS);
  if (error->domain == G_RESOLVER_ERROR)
    return code_to_text (LIAN_ERROR_UNREACHABLE);

  return code_to_text (LIAN_ERROR_FAILED);
}
