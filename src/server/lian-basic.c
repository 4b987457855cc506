/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-basic.h"

#include "lian-clock.h"
#include "lian-error.h"
#include "lian-submission.h"
#include "lian-text.h"

#include <string.h>
#include <sys/random.h>

#define SCHEME "Basic "
#define CHALLENGE "Basic realm=\"liandong\", charset=\"UTF-8\""

/* A password that was changed or guessed is of no use for longer. */
#define REMEMBERED (5 * G_TIME_SPAN_MINUTE)
#define MAX_REMEMBERED 1000

struct _LianBasic
{
  gatomicrefcount references;
  LianService *service;    /* (owned) */
  LianThrottle *addresses; /* (not owned) (nullable): NULL when the server has gone */
  guint8 key[32];
  GHashTable *entries; /* (owned) digest of account and password → Entry */
};

typedef struct
{
  char *token;        /* (nullable): not known yet */
  gint64 until;       /* monotonic */
  GPtrArray *waiting; /* (element-type LianExchange) (nullable): for the same answer */
  LianBasicFunc func;
} Entry;

/* One attempt to sign in, under way. */
typedef struct
{
  LianBasic *basic; /* (owned) */
  char *digest;
} Attempt;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->token);
  g_clear_pointer (&entry->waiting, g_ptr_array_unref);
  g_free (entry);
}

static void
basic_unref (LianBasic *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->service);
  g_hash_table_unref (self->entries);
  explicit_bzero (self->key, sizeof self->key);
  g_free (self);
}

/**
 * lian_basic_new:
 * @addresses: how often each address has tried; outlives this
 *
 * Returns: (transfer full): something that remembers nobody yet
 */
LianBasic *
lian_basic_new (LianService *service, LianThrottle *addresses)
{
  LianBasic *self = g_new0 (LianBasic, 1);

  g_atomic_ref_count_init (&self->references);
  self->service = g_object_ref (service);
  self->addresses = addresses;
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  if (getrandom (self->key, sizeof self->key, 0) != sizeof self->key)
    g_error ("no random bytes");
  return self;
}

/**
 * lian_basic_free:
 *
 * Attempts that are under way come to their end.
 */
void
lian_basic_free (LianBasic *self)
{
  self->addresses = NULL;
  basic_unref (self);
}

gboolean
lian_basic_is_wanted (LianExchange *exchange)
{
  const char *header = lian_exchange_get_header (exchange, "Authorization");

  return header != NULL && g_ascii_strncasecmp (header, SCHEME, strlen (SCHEME)) == 0;
}

/**
 * lian_basic_challenge:
 *
 * Adds to what the refusal says already.
 */
void
lian_basic_challenge (LianExchange *exchange)
{
  if (!exchange->gone)
    soup_message_headers_append (soup_server_message_get_response_headers (exchange->msg),
                                 "WWW-Authenticate", CHALLENGE);
}

static void
refuse (LianExchange *exchange, guint status, const char *name, const char *detail)
{
  if (status == 401)
    lian_basic_challenge (exchange);
  lian_exchange_refuse (exchange, status, name, NULL, detail);
}

static void
refuse_credentials (LianExchange *exchange)
{
  refuse (exchange, 401, "bad-credentials", "account or password is wrong");
}

/* "account:password", both of them text. */
static gboolean
read_credentials (LianExchange *exchange, char **account, char **password)
{
  const char *header = lian_exchange_get_header (exchange, "Authorization");
  gsize length;
  g_autofree guchar *bytes = g_base64_decode (header + strlen (SCHEME), &length);
  const char *text = (const char *)bytes;
  const char *colon = length > 0 ? memchr (text, ':', length) : NULL;
  gboolean right = colon != NULL && g_utf8_validate_len (text, length, NULL);

  if (right)
    {
      *account = g_strndup (text, (gsize)(colon - text));
      *password = g_strndup (colon + 1, length - (gsize)(colon + 1 - text));
      right = lian_id_is_valid (*account) && strlen (*password) <= 1024;
    }
  explicit_bzero (bytes, length);
  return right;
}

static char *
dup_digest (LianBasic *self, const char *account, const char *password)
{
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, self->key, sizeof self->key);
  char *digest;

  /* An account has no colon. */
  g_hmac_update (hmac, (const guchar *)account, -1);
  g_hmac_update (hmac, (const guchar *)":", 1);
  g_hmac_update (hmac, (const guchar *)password, -1);
  digest = g_strdup (g_hmac_get_string (hmac));
  g_hmac_unref (hmac);
  return digest;
}

/* FALSE when the session has ended. */
static gboolean
admit (LianBasic *self, LianExchange *exchange, const Entry *entry)
{
  const LianSession *session = lian_service_find_session (self->service, entry->token);

  if (session == NULL)
    return FALSE;
  g_clear_pointer (&exchange->person, lian_person_unref);
  exchange->person = lian_person_ref (session->person);
  g_free (exchange->region_name);
  exchange->region_name = g_strdup (session->region_name);
  g_free (exchange->seat);
  exchange->seat = g_strdup (session->seat);
  return TRUE;
}

static gboolean
is_over (gpointer digest, gpointer data, gpointer user_data)
{
  LianBasic *self = user_data;
  Entry *entry = data;

  if (entry->token == NULL || entry->until > lian_clock_get_monotonic (self->service->clock))
    return FALSE;
  lian_service_sign_out (self->service, entry->token);
  return TRUE;
}

static void
answer_one (LianBasic *self, LianExchange *exchange, const Entry *entry, const GError *error)
{
  if (error == NULL && admit (self, exchange, entry))
    entry->func (exchange);
  else if (error == NULL || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED))
    refuse_credentials (exchange);
  else if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_THROTTLED))
    refuse (exchange, 429, "too-many-attempts", "too many attempts to sign in with this account");
  else
    lian_exchange_answer (exchange, lian_reply_new_error (error));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  LianBasic *self = attempt->basic;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianSignedIn) signed_in
      = lian_service_sign_in_finish (LIAN_SERVICE (source), result, &error);
  Entry *entry = g_hash_table_lookup (self->entries, attempt->digest);
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&entry->waiting);

  if (signed_in != NULL)
    entry->token = g_steal_pointer (&signed_in->token);
  entry->until = lian_clock_get_monotonic (self->service->clock) + REMEMBERED;
  for (guint i = 0; i < waiting->len; i++)
    answer_one (self, waiting->pdata[i], entry, error);
  if (error != NULL)
    g_hash_table_remove (self->entries, attempt->digest);
  basic_unref (self);
  g_free (attempt->digest);
  g_free (attempt);
}

static gboolean
may_try (LianBasic *self, LianExchange *exchange, const char *peer, const char *account)
{
  guint wait = lian_throttle_get_wait (self->service->logins, account);

  if (peer != NULL && !lian_throttle_try (self->addresses, peer))
    wait = lian_throttle_get_wait (self->addresses, peer);
  if (wait == 0)
    return TRUE;
  lian_exchange_retry_after (exchange, wait);
  refuse (exchange, 429, "too-many-attempts", "too many attempts to sign in");
  return FALSE;
}

static void
begin (LianBasic *self, LianExchange *exchange, const char *digest, const char *account,
       const char *password, LianBasicFunc func)
{
  Entry *entry = g_new0 (Entry, 1);
  Attempt *attempt = g_new0 (Attempt, 1);

  entry->func = func;
  entry->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_exchange_unref);
  g_ptr_array_add (entry->waiting, lian_exchange_ref (exchange));
  g_hash_table_replace (self->entries, g_strdup (digest), entry);
  g_atomic_ref_count_inc (&self->references);
  attempt->basic = self;
  attempt->digest = g_strdup (digest);
  lian_exchange_pause (exchange);
  lian_service_sign_in (self->service, account, password, "", NULL, signed_in_cb, attempt);
}

/**
 * lian_basic_sign_in:
 * @exchange: with an Authorization header of this scheme
 * @peer: (nullable): whose try it is
 *
 * Several requests with the same words that come at the same time are one try.
 */
void
lian_basic_sign_in (LianBasic *self, LianExchange *exchange, const char *peer, LianBasicFunc func)
{
  g_autofree char *account = NULL;
  g_autofree char *password = NULL;
  g_autofree char *digest = NULL;
  Entry *entry;

  if (!read_credentials (exchange, &account, &password))
    {
      refuse_credentials (exchange);
      return;
    }
  g_hash_table_foreach_remove (self->entries, is_over, self);
  digest = dup_digest (self, account, password);
  entry = g_hash_table_lookup (self->entries, digest);
  if (entry != NULL && entry->token == NULL)
    {
      lian_exchange_pause (exchange);
      g_ptr_array_add (entry->waiting, lian_exchange_ref (exchange));
    }
  else if (entry != NULL && admit (self, exchange, entry))
    func (exchange);
  else if (may_try (self, exchange, peer, account))
    {
      if (g_hash_table_size (self->entries) >= MAX_REMEMBERED)
        refuse (exchange, 503, "busy", "too many people sign in at the same time");
      else
        begin (self, exchange, digest, account, password, func);
    }
  explicit_bzero (password, strlen (password));
}
