/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-link-trouble.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  const char *name;
  LianErrorCode code;
  const char *what;   /* happened */
  const char *advice; /* what to do */
} Entry;

static const Entry entries[LIAN_N_LINK_TROUBLES] = {
  [LIAN_LINK_OK] = { "ok", LIAN_ERROR_FAILED, "", "" },

  [LIAN_LINK_REFUSED]
  = { "refused", LIAN_ERROR_UNREACHABLE,
      N_ ("The platform's computer answers, but its service is not running there."),
      N_ ("It is tried again by itself. Check the address; call the operator if it lasts.") },
  [LIAN_LINK_NO_ROUTE]
  = { "no-route", LIAN_ERROR_UNREACHABLE, N_ ("This computer has no way to the platform."),
      N_ ("Check the network cable and the network settings.") },
  [LIAN_LINK_NO_NAME] = { "no-name", LIAN_ERROR_UNREACHABLE,
                          N_ ("The network does not know the platform's name (DNS)."),
                          N_ ("Check the address and the network settings.") },
  [LIAN_LINK_NO_CONNECTION]
  = { "no-connection", LIAN_ERROR_UNREACHABLE,
      N_ ("No connection to the platform came about in time."),
      N_ ("It is tried again by itself. Ask the network administrator whether a firewall swallows "
          "the connection.") },
  [LIAN_LINK_TIMED_OUT]
  = { "timed-out", LIAN_ERROR_UNREACHABLE, N_ ("The platform did not answer in time."),
      N_ ("It is tried again by itself. Call the operator if it lasts.") },
  [LIAN_LINK_CUT] = { "cut", LIAN_ERROR_UNREACHABLE, N_ ("The connection to the platform was cut."),
                      N_ ("It is tried again by itself. Check the network if it happens often.") },

  [LIAN_LINK_TLS_UNKNOWN_CA]
  = { "tls-unknown-ca", LIAN_ERROR_TLS,
      N_ ("The certificate of the platform was issued by an authority that this computer does not "
          "know."),
      N_ ("Do not sign in. Ask the administrator to install the county's authority on this "
          "computer, or to check who answers.") },
  [LIAN_LINK_TLS_WRONG_HOST]
  = { "tls-wrong-host", LIAN_ERROR_TLS,
      N_ ("The certificate belongs to another name than the address of the platform."),
      N_ ("Check the address. If it is right, ask the administrator for a certificate of this "
          "name.") },
  [LIAN_LINK_TLS_NOT_YET]
  = { "tls-not-yet", LIAN_ERROR_TLS, N_ ("The certificate of the platform is not valid yet."),
      N_ ("Usually this computer's clock is behind: set date and time. Otherwise call the "
          "administrator.") },
  [LIAN_LINK_TLS_EXPIRED]
  = { "tls-expired", LIAN_ERROR_TLS, N_ ("The certificate of the platform has expired."),
      N_ ("Check date and time of this computer first. If they are right, the administrator must "
          "renew the certificate.") },
  [LIAN_LINK_TLS_CERTIFICATE]
  = { "tls-certificate", LIAN_ERROR_TLS,
      N_ ("The certificate of the platform cannot be accepted (revoked, or not secure)."),
      N_ ("Do not sign in. Call the administrator.") },
  [LIAN_LINK_TLS_HANDSHAKE]
  = { "tls-handshake", LIAN_ERROR_TLS,
      N_ ("No secure connection could be agreed on: TLS 1.2 or newer is needed."),
      N_ ("Check the address and its port; the administrator may have to update the platform.") },

  [LIAN_LINK_REDIRECT]
  = { "redirect", LIAN_ERROR_NOT_LIANDONG,
      N_ ("Something sends the console on to another address. It did not follow."),
      N_ ("Sign in to the network in a web browser, or correct the address of the platform.") },
  [LIAN_LINK_PORTAL]
  = { "portal", LIAN_ERROR_NOT_LIANDONG,
      N_ ("A web page answers in place of the platform, as the sign-in page of a network does."),
      N_ ("Sign in to the network in a web browser. If there is no such page, check the "
          "address.") },
  [LIAN_LINK_EMPTY] = { "empty", LIAN_ERROR_NOT_LIANDONG,
                        N_ ("The answer is empty, as a network test page gives it."),
                        N_ ("Sign in to the network in a web browser, or check the address.") },
  [LIAN_LINK_WRONG_TYPE] = { "wrong-type", LIAN_ERROR_NOT_LIANDONG,
                             N_ ("Something answers in place of the platform, in another format."),
                             N_ ("Check the address and its port.") },
  [LIAN_LINK_ENCODED]
  = { "encoded", LIAN_ERROR_NOT_LIANDONG,
      N_ ("The answer is packed, which was not asked for: something in between changes it."),
      N_ ("Ask the network administrator to leave the platform's traffic as it is.") },
  [LIAN_LINK_NOT_HTTP] = { "not-http", LIAN_ERROR_NOT_LIANDONG,
                           N_ ("What answers does not speak the platform's language (HTTP)."),
                           N_ ("Check the address and its port.") },
  [LIAN_LINK_TOO_LARGE]
  = { "too-large", LIAN_ERROR_TOO_LARGE,
      N_ ("The answer is larger than any of the platform; it was not taken in."),
      N_ ("It is tried again by itself. Call the operator if it lasts.") },
  [LIAN_LINK_MALFORMED] = { "malformed", LIAN_ERROR_INVALID,
                            N_ ("The answer of the platform cannot be read; it was not taken in."),
                            N_ ("It is tried again by itself. Call the operator if it lasts.") },
  [LIAN_LINK_BAD_EVENT]
  = { "bad-event", LIAN_ERROR_INVALID,
      N_ ("A change that the platform sent cannot be read. Everything is being fetched anew."),
      N_ ("Call the operator if it lasts.") },
  [LIAN_LINK_NO_API]
  = { "no-api", LIAN_ERROR_NOT_FOUND,
      N_ ("The address answers, but it is not that of the platform's interface."),
      N_ ("Check the address and its port.") },
  [LIAN_LINK_API_TOO_NEW]
  = { "api-too-new", LIAN_ERROR_TOO_NEW,
      N_ ("The platform is newer than this console can talk to."), N_ ("Update this console.") },
  [LIAN_LINK_API_TOO_OLD]
  = { "api-too-old", LIAN_ERROR_NOT_LIANDONG,
      N_ ("The platform is older than this console can talk to."),
      N_ ("Ask the operator to update the platform, or use the console that came with it.") },

  [LIAN_LINK_SIGNED_OUT]
  = { "signed-out", LIAN_ERROR_UNAUTHENTICATED, N_ ("The session on the platform has ended."),
      N_ ("Sign in again; what waits to be sent is kept.") },
  [LIAN_LINK_FORBIDDEN] = { "forbidden", LIAN_ERROR_FORBIDDEN,
                            N_ ("The platform does not let this account see the county."),
                            N_ ("Sign in with another account, or ask the duty chief.") },
  [LIAN_LINK_POSITION_GONE]
  = { "position-gone", LIAN_ERROR_GONE,
      N_ ("The platform no longer has the changes since the last connection."),
      N_ ("Nothing is to be done: the picture is being taken anew.") },
  [LIAN_LINK_THROTTLED] = { "throttled", LIAN_ERROR_THROTTLED,
                            N_ ("The platform asks to wait: there were too many attempts."),
                            N_ ("It is tried again by itself.") },
  [LIAN_LINK_OVERLOADED] = { "overloaded", LIAN_ERROR_SERVER,
                             N_ ("The platform, or a proxy before it, is out of service for now."),
                             N_ ("It is tried again by itself. Call the operator if it lasts.") },
  [LIAN_LINK_RESTARTING]
  = { "restarting", LIAN_ERROR_UNREACHABLE, N_ ("The platform is restarting."),
      N_ ("It is connected again by itself.") },
  [LIAN_LINK_FAULT] = { "fault", LIAN_ERROR_SERVER, N_ ("The platform has a fault."),
                        N_ ("It is tried again by itself. Call the operator if it lasts.") },

  [LIAN_LINK_WRONG_SERVER]
  = { "wrong-server", LIAN_ERROR_WRONG_SERVER,
      N_ ("This is another platform than before. Nothing is sent until you confirm it."),
      N_ ("Check the address. Confirm only if the county really changed its platform.") },
  [LIAN_LINK_RESTORED]
  = { "restored", LIAN_ERROR_GONE,
      N_ ("The platform was restored from a backup; the picture is being taken anew."),
      N_ ("Check the last instructions: the platform may have lost some.") },
  [LIAN_LINK_SILENT]
  = { "silent", LIAN_ERROR_UNREACHABLE,
      N_ ("The connection stands, but no news comes through it any more."),
      N_ ("It is connected again by itself. Check the network if it happens often.") },
  [LIAN_LINK_BUFFERED]
  = { "buffered", LIAN_ERROR_UNREACHABLE,
      N_ ("Something in between holds the stream of changes back; they are asked for one by one."),
      N_ ("Everything works. Ask the network administrator to let the platform's stream "
          "through.") },
  [LIAN_LINK_DISAGREEMENT] = { "disagreement", LIAN_ERROR_FAILED,
                               N_ ("Data cannot be brought into agreement with the platform."),
                               N_ ("Call the administrator.") },
  [LIAN_LINK_CLOCK_OFF]
  = { "clock-off", LIAN_ERROR_FAILED,
      N_ ("This computer's clock differs from the platform's. Deadlines go by the platform's."),
      N_ ("Set date and time of this computer.") },
  [LIAN_LINK_OTHER] = { "other", LIAN_ERROR_FAILED, N_ ("The connection did not work."),
                        N_ ("It is tried again by itself. Call the operator if it lasts.") },
};

/**
 * lian_link_trouble_get_name:
 * @self: a trouble
 *
 * Returns: (transfer none): its name for logs and support, the same in every language. Any thread.
 */
const char *
lian_link_trouble_get_name (LianLinkTrouble self)
{
  g_return_val_if_fail (self < LIAN_N_LINK_TROUBLES, "other");

  return entries[self].name;
}

/**
 * lian_link_trouble_get_code:
 * @self: a trouble
 *
 * Returns: the code of its errors. Any thread.
 */
LianErrorCode
lian_link_trouble_get_code (LianLinkTrouble self)
{
  g_return_val_if_fail (self < LIAN_N_LINK_TROUBLES, LIAN_ERROR_FAILED);

  return entries[self].code;
}

/**
 * lian_link_trouble_to_what:
 * @self: a trouble
 *
 * Returns: (transfer none): what happened, a translated sentence; "" for none. Any thread.
 */
const char *
lian_link_trouble_to_what (LianLinkTrouble self)
{
  g_return_val_if_fail (self < LIAN_N_LINK_TROUBLES, "");

  return self != LIAN_LINK_OK ? _ (entries[self].what) : "";
}

/**
 * lian_link_trouble_to_advice:
 * @self: a trouble
 *
 * Returns: (transfer none): what to do, translated; "" for none. Any thread.
 */
const char *
lian_link_trouble_to_advice (LianLinkTrouble self)
{
  g_return_val_if_fail (self < LIAN_N_LINK_TROUBLES, "");

  return self != LIAN_LINK_OK ? _ (entries[self].advice) : "";
}

/**
 * lian_link_trouble_to_text:
 * @self: a trouble
 *
 * Returns: (transfer none): both sentences, for ever valid. Any thread.
 */
const char *
lian_link_trouble_to_text (LianLinkTrouble self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (self < LIAN_N_LINK_TROUBLES, "");

  if (self == LIAN_LINK_OK)
    return "";
  /* Translators: what happened, what to do: two sentences; Chinese puts no space between them */
  text = g_strdup_printf (_ ("%1$s %2$s"), lian_link_trouble_to_what (self),
                          lian_link_trouble_to_advice (self));
  return g_intern_string (text);
}

/**
 * lian_link_error_new:
 * @trouble: what is wrong
 * @format: message for the log
 * @...: its parameters
 *
 * Returns: (transfer full): an error of LIAN_ERROR that knows its trouble. Any thread.
 */
GError *
lian_link_error_new (LianLinkTrouble trouble, const char *format, ...)
{
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (LIAN_ERROR, (gint)lian_link_trouble_get_code (trouble), format, args);
  va_end (args);
  lian_error_set_detail (error, trouble);
  return error;
}

static LianLinkTrouble
of_code (LianErrorCode code)
{
  switch (code)
    {
    case LIAN_ERROR_INVALID:
      return LIAN_LINK_MALFORMED;
    case LIAN_ERROR_TOO_LARGE:
      return LIAN_LINK_TOO_LARGE;
    case LIAN_ERROR_NOT_FOUND:
      return LIAN_LINK_NO_API;
    case LIAN_ERROR_FORBIDDEN:
      return LIAN_LINK_FORBIDDEN;
    case LIAN_ERROR_UNAUTHENTICATED:
      return LIAN_LINK_SIGNED_OUT;
    case LIAN_ERROR_GONE:
      return LIAN_LINK_POSITION_GONE;
    case LIAN_ERROR_THROTTLED:
      return LIAN_LINK_THROTTLED;
    case LIAN_ERROR_UNREACHABLE:
      return LIAN_LINK_CUT;
    case LIAN_ERROR_TLS:
      return LIAN_LINK_TLS_HANDSHAKE;
    case LIAN_ERROR_NOT_LIANDONG:
      return LIAN_LINK_WRONG_TYPE;
    case LIAN_ERROR_WRONG_SERVER:
      return LIAN_LINK_WRONG_SERVER;
    case LIAN_ERROR_SERVER:
      return LIAN_LINK_FAULT;
    case LIAN_ERROR_TOO_NEW:
      return LIAN_LINK_API_TOO_NEW;
    default:
      return LIAN_LINK_OTHER;
    }
}

/**
 * lian_link_trouble_of:
 * @error: (nullable): why a connection or an answer is of no use
 *
 * Returns: what the layer that made the error said, or else what its code means. Any thread.
 */
LianLinkTrouble
lian_link_trouble_of (const GError *error)
{
  guint detail;

  if (error == NULL)
    return LIAN_LINK_OK;
  detail = lian_error_get_detail (error);
  if (detail != LIAN_LINK_OK && detail < LIAN_N_LINK_TROUBLES)
    return (LianLinkTrouble)detail;

  return error->domain == LIAN_ERROR ? of_code ((LianErrorCode)error->code) : LIAN_LINK_OTHER;
}
