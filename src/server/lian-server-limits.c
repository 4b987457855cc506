/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-server-limits.h"

#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

#define GROUP_LIMITS "limits"
#define GROUP_PROXY "proxy"
#define GROUP_OGC "ogc"

/* Nobody needs more, and nothing that is multiplied with it overflows. */
#define MAX_COUNT 65536

typedef struct
{
  const char *key;
  gsize offset;
  guint preset;
  guint min;
  guint max;
} Number;

#define AT(member) #member, G_STRUCT_OFFSET(LianServerLimits, member)

/* What reads a body takes LIAN_LIMIT_BODY at most: that one can only be made smaller. A queue that
 * holds less than two pages of the feed would cut everybody who has to catch up. */
static const Number numbers[] = {
  { AT (body), LIAN_LIMIT_BODY, 1024, LIAN_LIMIT_BODY },
  { AT (attachment), LIAN_LIMIT_ATTACHMENT, 1024, 1024 * 1024 * 1024 },
  { AT (headers), LIAN_LIMIT_HEADERS, 16, MAX_COUNT },
  { AT (connections), LIAN_LIMIT_CONNECTIONS, 1, MAX_COUNT },
  { AT (connections_per_address), LIAN_LIMIT_CONNECTIONS_PER_ADDRESS, 1, MAX_COUNT },
  { AT (streams_per_account), LIAN_LIMIT_STREAMS_PER_ACCOUNT, 1, MAX_COUNT },
  { AT (stream_queue), LIAN_LIMIT_STREAM_QUEUE, 512 * 1024, 1024 * 1024 * 1024 },
  { AT (user_timeout_seconds), LIAN_LIMIT_USER_TIMEOUT_SECONDS, 1, 3600 },
  { AT (idle_seconds), LIAN_LIMIT_IDLE_SECONDS, 1, 3600 },
  { AT (logins_per_account), LIAN_LIMIT_LOGINS_PER_ACCOUNT, 1, MAX_COUNT },
  { AT (logins_per_address), LIAN_LIMIT_LOGINS_PER_ADDRESS, 1, MAX_COUNT },
};

/**
 * lian_server_limits_new:
 *
 * Returns: (transfer full): the limits of lian-limits.h, no proxy
 */
LianServerLimits *
lian_server_limits_new (void)
{
  LianServerLimits *self = g_new0 (LianServerLimits, 1);

  g_atomic_ref_count_init (&self->references);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    G_STRUCT_MEMBER (guint, self, numbers[i].offset) = numbers[i].preset;
  self->exempt_loopback = TRUE;
  self->proxies = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

LianServerLimits *
lian_server_limits_ref (LianServerLimits *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
lian_server_limits_unref (LianServerLimits *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_ptr_array_unref (self->proxies);
  g_free (self);
}

/* --- the key file --- */

static gboolean
refuse (const char *group, const char *key, const char *detail, GError **error)
{
  g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "[%s] %s: %s", group, key, detail);
  return FALSE;
}

static const Number *
find_number (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strcmp (numbers[i].key, key) == 0)
      return &numbers[i];
  return NULL;
}

static gboolean
load_truth (GKeyFile *file, const char *group, const char *key, gboolean *truth, GError **error)
{
  g_autofree char *value = g_key_file_get_value (file, group, key, NULL);

  *truth = g_strcmp0 (value, "true") == 0;
  return *truth || g_strcmp0 (value, "false") == 0 || refuse (group, key, "true or false", error);
}

static gboolean
load_limit (LianServerLimits *self, GKeyFile *file, const char *key, GError **error)
{
  const Number *number = find_number (key);
  g_autofree char *value = g_key_file_get_value (file, GROUP_LIMITS, key, NULL);
  g_autofree char *detail = NULL;
  guint64 parsed;

  if (strcmp (key, "exempt_loopback") == 0)
    return load_truth (file, GROUP_LIMITS, key, &self->exempt_loopback, error);
  if (number == NULL)
    return refuse (GROUP_LIMITS, key, "there is no such key", error);
  if (value != NULL
      && g_ascii_string_to_unsigned (value, 10, number->min, number->max, &parsed, NULL))
    {
      G_STRUCT_MEMBER (guint, self, number->offset) = (guint)parsed;
      return TRUE;
    }
  detail = g_strdup_printf ("a whole number from %u to %u", number->min, number->max);
  return refuse (GROUP_LIMITS, key, detail, error);
}

static gboolean
load_proxy (LianServerLimits *self, GKeyFile *file, const char *key, GError **error)
{
  g_auto (GStrv) texts = NULL;

  if (strcmp (key, "addresses") != 0)
    return refuse (GROUP_PROXY, key, "there is no such key", error);
  texts = g_key_file_get_string_list (file, GROUP_PROXY, key, NULL, NULL);
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      GInetAddress *address = g_inet_address_new_from_string (g_strstrip (texts[i]));

      if (address == NULL)
        return refuse (GROUP_PROXY, key, "addresses, with semicolons between them", error);
      g_ptr_array_add (self->proxies, address);
    }
  return TRUE;
}

static gboolean
load_ogc (LianServerLimits *self, GKeyFile *file, const char *key, GError **error)
{
  if (strcmp (key, "anonymous") != 0)
    return refuse (GROUP_OGC, key, "there is no such key", error);
  return load_truth (file, GROUP_OGC, key, &self->ogc_anonymous, error);
}

typedef gboolean (*LoadKey) (LianServerLimits *self, GKeyFile *file, const char *key,
                             GError **error);

static gboolean
load_group (LianServerLimits *self, GKeyFile *file, const char *group, GError **error)
{
  LoadKey load = NULL;
  g_auto (GStrv) keys = NULL;

  if (strcmp (group, GROUP_LIMITS) == 0)
    load = load_limit;
  else if (strcmp (group, GROUP_PROXY) == 0)
    load = load_proxy;
  else if (strcmp (group, GROUP_OGC) == 0)
    load = load_ogc;
  else
    {
      g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "[%s]: there is no such group", group);
      return FALSE;
    }
  keys = g_key_file_get_keys (file, group, NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (!load (self, file, keys[i], error))
      return FALSE;
  return TRUE;
}

/**
 * lian_server_limits_load:
 * @path: a key file
 *
 * Returns: (transfer full): the limits with what the file says, or %NULL with %LIAN_ERROR_INVALID
 * for a key, group or value that is none, or what the system says of the file
 */
LianServerLimits *
lian_server_limits_load (const char *path, GError **error)
{
  g_autoptr (LianServerLimits) self = lian_server_limits_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!load_group (self, file, groups[i], error))
      {
        g_prefix_error (error, "%s: ", path);
        return NULL;
      }
  return g_steal_pointer (&self);
}

/* --- addresses --- */

/* ::ffff:192.0.2.1 is 192.0.2.1 on a socket that takes both. */
static GInetAddress *
unmap (GInetAddress *address)
{
  static const guint8 mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
      && memcmp (bytes, mapped, sizeof mapped) == 0)
    return g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
  return g_object_ref (address);
}

static gboolean
is_proxy (const LianServerLimits *self, GInetAddress *address)
{
  for (guint i = 0; i < self->proxies->len; i++)
    if (g_inet_address_equal (self->proxies->pdata[i], address))
      return TRUE;
  return FALSE;
}

/* The last entry is the one that the proxy wrote itself: what stands before it anybody can send. */
static GInetAddress *
read_forwarded (const char *forwarded)
{
  const char *comma = strrchr (forwarded, ',');
  g_autofree char *last = g_strstrip (g_strdup (comma != NULL ? comma + 1 : forwarded));
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (last);
  g_autoptr (GSocketConnectable) with_port = NULL;

  if (address == NULL && *last != '\0')
    with_port = g_network_address_parse (last, 0, NULL);
  if (with_port != NULL)
    address = g_inet_address_new_from_string (
        g_network_address_get_hostname (G_NETWORK_ADDRESS (with_port)));
  return address != NULL ? unmap (address) : NULL;
}

/* Whoever has one address of version 6 has the whole network of it. */
static char *
dup_key (GInetAddress *address)
{
  g_autoptr (GInetAddress) network = NULL;
  guint8 bytes[16] = { 0 };

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return g_inet_address_to_string (address);
  memcpy (bytes, g_inet_address_to_bytes (address), 8);
  network = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
  return g_inet_address_to_string (network);
}

/**
 * lian_server_limits_dup_peer:
 * @remote: where a connection comes from
 * @forwarded: (nullable): its X-Forwarded-For header
 *
 * Behind a named proxy the peer is who it names last; without that it is the proxy, which is
 * nobody's peer. Addresses of version 6 count by their network of 64 bits.
 *
 * Returns: (transfer full) (nullable): what limits per address count by, or %NULL when none of them
 * holds
 */
char *
lian_server_limits_dup_peer (const LianServerLimits *self, GSocketAddress *remote,
                             const char *forwarded)
{
  g_autoptr (GInetAddress) address = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return NULL;
  address = unmap (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  if (is_proxy (self, address))
    {
      GInetAddress *named = forwarded != NULL ? read_forwarded (forwarded) : NULL;

      if (forwarded == NULL)
        return NULL;
      /* Something that is no address is one peer, so that it is no way around the limit. */
      if (named == NULL)
        return dup_key (address);
      g_object_unref (address);
      address = named;
    }
  if (self->exempt_loopback && g_inet_address_get_is_loopback (address))
    return NULL;
  return dup_key (address);
}

/**
 * lian_server_limits_trusts:
 * @remote: (nullable): where a connection comes from
 *
 * Returns: whether that is a named proxy
 */
gboolean
lian_server_limits_trusts (const LianServerLimits *self, GSocketAddress *remote)
{
  g_autoptr (GInetAddress) address = NULL;

  if (!G_IS_INET_SOCKET_ADDRESS (remote))
    return FALSE;
  address = unmap (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)));
  return is_proxy (self, address);
}
