/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fault-proxy.h"

#include "lian-codec.h"
#include "lian-receipt.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_RECORDED 64
#define CHUNK 65536

struct _FaultProxy
{
  int listener;
  guint port;
  guint server_port;
  guint watch;
  gboolean faulty;
  GRand *rand;
  FaultKill kill;
  gpointer user_data;
  GPtrArray *links;
  GPtrArray *recorded; /* GBytes: instructions as they went by */
  char *receipt;       /* (nullable): the last one that went by */
  GBytes *bomb;
  FaultCounts counts;
};

/* A connection, or a side one that carries a duplicate. */
typedef struct
{
  FaultProxy *proxy;
  int client; /* -1: nobody is there */
  int server; /* -1: not yet */
  guint client_watch;
  guint server_watch;
  guint timer;
  GByteArray *request; /* not yet forwarded */
  GByteArray *answer;  /* since the last request */
  gsize sent;          /* of the answer, to the client */
  Fault fault;         /* of the request that is under way */
  gboolean faulted;    /* one each */
  gboolean instruction;
  gsize cut;
  gboolean gone;
} Link;

static const char *const names[FAULT_N] = { "none",
                                            "refuse",
                                            "cut-request",
                                            "lose-answer",
                                            "black-hole-up",
                                            "black-hole-down",
                                            "dribble",
                                            "duplicate",
                                            "portal",
                                            "empty",
                                            "redirect",
                                            "stale-receipt",
                                            "foreign-receipt",
                                            "bomb",
                                            "truncated",
                                            "bad-gateway",
                                            "buffer",
                                            "kill-server",
                                            "kill-answered",
                                            "kill-console",
                                            "kill-receiver" };

const char *
fault_get_name (Fault fault)
{
  return names[fault];
}

static guint
below (FaultProxy *self, guint n)
{
  return (guint)g_rand_int_range (self->rand, 0, (gint32)n);
}

/* --- bytes --- */

static void
write_all (int fd, const void *data, gsize length)
{
  const char *bytes = data;

  while (length > 0)
    {
      gssize n = send (fd, bytes, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      bytes += n;
      length -= (gsize)n;
    }
}

static void
close_fd (int *fd, gboolean rudely)
{
  struct linger linger = { 1, 0 };

  if (*fd < 0)
    return;
  if (rudely)
    setsockopt (*fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (*fd);
  *fd = -1;
}

static void
link_free (gpointer data)
{
  Link *link = data;

  g_clear_handle_id (&link->client_watch, g_source_remove);
  g_clear_handle_id (&link->server_watch, g_source_remove);
  g_clear_handle_id (&link->timer, g_source_remove);
  close_fd (&link->client, FALSE);
  close_fd (&link->server, FALSE);
  g_byte_array_unref (link->request);
  g_byte_array_unref (link->answer);
  g_free (link);
}

static gboolean
remove_cb (gpointer data)
{
  Link *link = data;

  link->timer = 0;
  g_ptr_array_remove (link->proxy->links, link);
  return G_SOURCE_REMOVE;
}

/* Later, because whoever calls still has it in hand. */
static void
drop (Link *link, gboolean rudely)
{
  if (link->gone)
    return;
  link->gone = TRUE;
  close_fd (&link->client, rudely);
  close_fd (&link->server, FALSE);
  g_clear_handle_id (&link->client_watch, g_source_remove);
  g_clear_handle_id (&link->server_watch, g_source_remove);
  g_clear_handle_id (&link->timer, g_source_remove);
  link->timer = g_idle_add (remove_cb, link);
}

/* The length of a whole message at the beginning of @bytes, 0: not yet, or without end. */
static gsize
whole_length (const GByteArray *bytes)
{
  const char *text = (const char *)bytes->data;
  const char *end = bytes->len > 0 ? g_strstr_len (text, bytes->len, "\r\n\r\n") : NULL;
  g_autofree char *head = NULL;
  const char *length;
  gsize whole;

  if (end == NULL)
    return 0;
  head = g_ascii_strdown (text, end + 2 - text);
  if (strstr (head, "\r\ntransfer-encoding:") != NULL
      || strstr (head, "\r\ncontent-type: text/event-stream") != NULL)
    return 0;
  length = strstr (head, "\r\ncontent-length:");
  whole = (gsize)(end + 4 - text)
          + (length != NULL ? g_ascii_strtoull (length + strlen ("\r\ncontent-length:"), NULL, 10)
                            : 0);
  return bytes->len >= whole ? whole : 0;
}

static int
connect_to_server (FaultProxy *self)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16)self->server_port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int on = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0)
    return fd;
  close (fd);
  return -1;
}

/* --- what somebody else says instead of the server --- */

static void
reply (Link *link, const char *head, const char *body)
{
  g_autofree char *text
      = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", head,
                         strlen (body), body);

  write_all (link->client, text, strlen (text));
}

static void
reply_redirect (Link *link)
{
  static const char *const heads[] = { "301 Moved", "302 Found", "303 See Other",
                                       "307 Temporary Redirect", "308 Permanent Redirect" };
  g_autofree char *head
      = g_strdup_printf ("%s\r\nLocation: http://127.0.0.1:%u/elsewhere",
                         heads[below (link->proxy, G_N_ELEMENTS (heads))], link->proxy->port);

  reply (link, head, "");
}

static char *
find_header (const GByteArray *request, const char *name)
{
  g_autofree char *pattern = g_strdup_printf ("\r\n%s: ([^\r\n]*)", name);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);
  g_autofree char *text = g_strndup ((const char *)request->data, request->len);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, 1) : g_strdup ("x");
}

/* Right in itself, for the right id, and about other bytes. */
static char *
forge_receipt (Link *link)
{
  g_autofree char *id = find_header (link->request, "Idempotency-Key");
  g_autofree char *ones = g_strnfill (64, '1');
  LianReceipt receipt = { .id = id,
                          .digest = ones,
                          .seq = 1 + below (link->proxy, 1000),
                          .prev_hash = ones,
                          .account = (char *)"seat01",
                          .role = (char *)"dispatcher",
                          .accepted_at = (char *)"2026-11-24T09:40:00.000000+08:00",
                          .position = (char *)"e:1" };
  g_autofree char *hash = lian_receipt_compute_hash (&receipt);
  g_autoptr (JsonNode) node = NULL;

  receipt.hash = hash;
  node = lian_receipt_to_json (&receipt);
  return lian_json_print (node);
}

static GBytes *
make_bomb (void)
{
  g_autoptr (GConverter) gzip
      = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, gzip);
  g_autofree char *zeros = g_malloc0 (1 << 20);

  for (guint i = 0; i < 64; i++)
    g_output_stream_write_all (stream, zeros, 1 << 20, NULL, NULL, NULL);
  g_output_stream_close (stream, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
reply_bomb (Link *link)
{
  gsize length;
  const void *data = g_bytes_get_data (link->proxy->bomb, &length);
  g_autofree char *head
      = g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                         "Content-Encoding: gzip\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                         length);

  write_all (link->client, head, strlen (head));
  write_all (link->client, data, length);
}

static void
reply_false (Link *link)
{
  static const char json[] = "201 Created\r\nContent-Type: application/json";
  g_autofree char *forged = NULL;

  switch (link->fault)
    {
    case FAULT_PORTAL:
      reply (link, "200 OK\r\nContent-Type: text/html", "<html>Please sign in</html>");
      break;
    case FAULT_EMPTY:
      if (below (link->proxy, 2) == 0)
        reply (link, "204 No Content", "");
      else
        reply (link, "200 OK\r\nContent-Type: application/json", "{}");
      break;
    case FAULT_REDIRECT:
      reply_redirect (link);
      break;
    case FAULT_STALE_RECEIPT:
      reply (link, json, link->proxy->receipt != NULL ? link->proxy->receipt : "{}");
      break;
    case FAULT_FOREIGN_RECEIPT:
      forged = forge_receipt (link);
      reply (link, json, forged);
      break;
    case FAULT_BOMB:
      reply_bomb (link);
      break;
    case FAULT_TRUNCATED:
      write_all (link->client,
                 "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                 "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"id\":",
                 strlen ("HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n40\r\n{\"id\":"));
      break;
    default:
      reply (link, "502 Bad Gateway\r\nContent-Type: text/html", "<html>502</html>");
      break;
    }
  drop (link, FALSE);
}

/* --- what happens to a request --- */

static Fault
choose_fault (Link *link, const char *line)
{
  static const Fault anywhere[]
      = { FAULT_CUT_REQUEST, FAULT_LOSE_ANSWER, FAULT_BLACK_HOLE_DOWN, FAULT_DRIBBLE,
          FAULT_PORTAL,      FAULT_REDIRECT,    FAULT_EMPTY,           FAULT_BOMB,
          FAULT_BAD_GATEWAY, FAULT_TRUNCATED,   FAULT_BUFFER };
  static const Fault of_instructions[]
      = { FAULT_CUT_REQUEST,  FAULT_LOSE_ANSWER,   FAULT_LOSE_ANSWER,     FAULT_LOSE_ANSWER,
          FAULT_LOSE_ANSWER,  FAULT_BLACK_HOLE_UP, FAULT_BLACK_HOLE_DOWN, FAULT_DRIBBLE,
          FAULT_DUPLICATE,    FAULT_DUPLICATE,     FAULT_PORTAL,          FAULT_EMPTY,
          FAULT_REDIRECT,     FAULT_STALE_RECEIPT, FAULT_FOREIGN_RECEIPT, FAULT_BOMB,
          FAULT_TRUNCATED,    FAULT_BAD_GATEWAY,   FAULT_KILL_SERVER,     FAULT_KILL_ANSWERED,
          FAULT_KILL_CONSOLE, FAULT_KILL_RECEIVER };
  FaultProxy *self = link->proxy;

  if (!self->faulty || link->faulted)
    return FAULT_NONE;
  link->instruction = strstr (line, " /v1/instructions ") != NULL;
  if (link->instruction)
    return below (self, 100) < 30 ? of_instructions[below (self, G_N_ELEMENTS (of_instructions))]
                                  : FAULT_NONE;
  return below (self, 100) < 7 ? anywhere[below (self, G_N_ELEMENTS (anywhere))] : FAULT_NONE;
}

static gboolean server_cb (int fd, GIOCondition condition, gpointer data);

static gboolean
ensure_server (Link *link)
{
  if (link->server >= 0)
    return TRUE;
  link->server = connect_to_server (link->proxy);
  if (link->server < 0)
    {
      drop (link, TRUE);
      return FALSE;
    }
  link->server_watch = g_unix_fd_add (link->server, G_IO_IN | G_IO_HUP | G_IO_ERR, server_cb, link);
  return TRUE;
}

static Link *
link_new (FaultProxy *self, int client)
{
  Link *link = g_new0 (Link, 1);

  link->proxy = self;
  link->client = client;
  link->server = -1;
  link->request = g_byte_array_new ();
  link->answer = g_byte_array_new ();
  g_ptr_array_add (self->links, link);
  return link;
}

static gboolean
timer_drop_cb (gpointer data)
{
  Link *link = data;

  link->timer = 0;
  drop (link, FALSE);
  return G_SOURCE_REMOVE;
}

/* On a connection of its own, whose answer nobody reads. */
static void
send_copy (FaultProxy *self, GBytes *bytes)
{
  Link *link = link_new (self, -1);

  if (!ensure_server (link))
    return;
  link->faulted = TRUE;
  write_all (link->server, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  link->timer = g_timeout_add (2000, timer_drop_cb, link);
}

static void
record (FaultProxy *self, const GByteArray *request, gsize length)
{
  GBytes *bytes = g_bytes_new (request->data, length);

  if (self->recorded->len < MAX_RECORDED)
    g_ptr_array_add (self->recorded, bytes);
  else
    {
      guint i = below (self, MAX_RECORDED);

      g_bytes_unref (self->recorded->pdata[i]);
      self->recorded->pdata[i] = bytes;
    }
}

static void
forward (Link *link, gsize length)
{
  FaultProxy *self = link->proxy;

  if (!ensure_server (link))
    return;
  g_byte_array_set_size (link->answer, 0);
  link->sent = 0;
  write_all (link->server, link->request->data, length);
  if (link->instruction)
    record (self, link->request, length);
  if (link->fault == FAULT_DUPLICATE)
    {
      g_autoptr (GBytes) same = g_bytes_new (link->request->data, length);

      send_copy (self, below (self, 2) == 0 || self->recorded->len == 0
                           ? same
                           : self->recorded->pdata[below (self, self->recorded->len)]);
    }
  if (link->fault == FAULT_KILL_SERVER || link->fault == FAULT_KILL_CONSOLE)
    self->kill (self, link->fault, self->user_data);
}

static void
begin_fault (Link *link, gsize length)
{
  FaultProxy *self = link->proxy;

  switch (link->fault)
    {
    case FAULT_CUT_REQUEST:
      link->instruction = FALSE;
      forward (link, below (self, (guint)length));
      drop (link, below (self, 2) == 0);
      break;
    case FAULT_BLACK_HOLE_UP:
      link->timer = g_timeout_add (500 + below (self, 8000), timer_drop_cb, link);
      break;
    case FAULT_LOSE_ANSWER:
      link->cut = below (self, 3) == 0 ? below (self, 2) : below (self, 800);
      forward (link, length);
      break;
    case FAULT_NONE:
    case FAULT_DRIBBLE:
    case FAULT_DUPLICATE:
    case FAULT_BUFFER:
    case FAULT_BLACK_HOLE_DOWN:
    case FAULT_KILL_SERVER:
    case FAULT_KILL_ANSWERED:
    case FAULT_KILL_CONSOLE:
    case FAULT_KILL_RECEIVER:
      forward (link, length);
      break;
    default:
      reply_false (link);
      break;
    }
}

static void
take_request (Link *link, gsize length)
{
  FaultProxy *self = link->proxy;
  const char *text = (const char *)link->request->data;
  const char *end = g_strstr_len (text, link->request->len, "\r\n");
  g_autofree char *line = g_strndup (text, (gsize)(end - text));

  if (strstr (line, " /elsewhere") != NULL)
    {
      self->counts.redirects_followed++;
      drop (link, FALSE);
      return;
    }
  link->instruction = strstr (line, " /v1/instructions ") != NULL;
  link->fault = choose_fault (link, line);
  if (link->fault != FAULT_NONE)
    {
      link->faulted = TRUE;
      self->counts.faulted++;
      self->counts.by_fault[link->fault]++;
    }
  begin_fault (link, length);
  if (!link->gone)
    g_byte_array_remove_range (link->request, 0, (guint)length);
}

/* --- what happens to an answer --- */

static void
note_receipt (Link *link)
{
  const char *text = (const char *)link->answer->data;
  const char *body = g_strstr_len (text, link->answer->len, "\r\n\r\n{");

  if (!link->instruction || body == NULL || !g_str_has_prefix (text, "HTTP/1.1 201"))
    return;
  g_free (link->proxy->receipt);
  link->proxy->receipt = g_strndup (body + 4, link->answer->len - (gsize)(body + 4 - text));
}

static gboolean
dribble_cb (gpointer data)
{
  Link *link = data;
  gsize n = MIN (link->answer->len - link->sent, 1 + below (link->proxy, 60));

  write_all (link->client, link->answer->data + link->sent, n);
  link->sent += n;
  if (link->sent < link->answer->len)
    return G_SOURCE_CONTINUE;
  link->timer = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
release_cb (gpointer data)
{
  Link *link = data;

  link->timer = 0;
  write_all (link->client, link->answer->data + link->sent, link->answer->len - link->sent);
  link->sent = link->answer->len;
  return G_SOURCE_REMOVE;
}

static void
pass_on (Link *link)
{
  if (link->client >= 0)
    write_all (link->client, link->answer->data + link->sent, link->answer->len - link->sent);
  link->sent = link->answer->len;
  /* A stream has no end, and what was passed on is not needed any more. */
  if (link->sent > 4 * CHUNK)
    {
      g_byte_array_set_size (link->answer, 0);
      link->sent = 0;
    }
}

static void
take_answer (Link *link)
{
  FaultProxy *self = link->proxy;
  gboolean whole = whole_length (link->answer) > 0;

  if (whole)
    note_receipt (link);
  switch (link->fault)
    {
    case FAULT_LOSE_ANSWER:
      if (!whole && link->answer->len < link->cut)
        return;
      write_all (link->client, link->answer->data, MIN (link->cut, link->answer->len));
      drop (link, below (self, 2) == 0);
      return;
    case FAULT_BLACK_HOLE_DOWN:
      if (link->timer == 0)
        link->timer = g_timeout_add (500 + below (self, 8000), timer_drop_cb, link);
      return;
    case FAULT_DRIBBLE:
      if (link->timer == 0)
        link->timer = g_timeout_add (3, dribble_cb, link);
      return;
    case FAULT_BUFFER:
      if (link->timer == 0)
        link->timer = g_timeout_add (200 + below (self, 3000), release_cb, link);
      return;
    case FAULT_KILL_ANSWERED:
      if (whole)
        {
          self->kill (self, FAULT_KILL_ANSWERED, self->user_data);
          drop (link, TRUE);
        }
      return;
    case FAULT_KILL_RECEIVER:
      pass_on (link);
      if (whole)
        self->kill (self, FAULT_KILL_RECEIVER, self->user_data);
      return;
    default:
      pass_on (link);
    }
}

static gboolean
server_cb (int fd, GIOCondition condition, gpointer data)
{
  Link *link = data;
  char buffer[CHUNK];
  gssize n = recv (fd, buffer, sizeof buffer, 0);

  if (n > 0)
    {
      g_byte_array_append (link->answer, (const guint8 *)buffer, (guint)n);
      if (link->client >= 0)
        take_answer (link);
      return link->gone ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
    }
  link->server_watch = 0;
  drop (link, n < 0);
  return G_SOURCE_REMOVE;
}

static gboolean
client_cb (int fd, GIOCondition condition, gpointer data)
{
  Link *link = data;
  char buffer[CHUNK];
  gssize n = recv (fd, buffer, sizeof buffer, 0);
  gsize length;

  if (n <= 0)
    {
      link->client_watch = 0;
      drop (link, FALSE);
      return G_SOURCE_REMOVE;
    }
  g_byte_array_append (link->request, (const guint8 *)buffer, (guint)n);
  while (!link->gone && (length = whole_length (link->request)) > 0)
    take_request (link, length);
  return link->gone ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static gboolean
accept_cb (int fd, GIOCondition condition, gpointer data)
{
  FaultProxy *self = data;
  int client = accept4 (fd, NULL, NULL, SOCK_CLOEXEC);
  const struct timeval patience = { 1, 0 }; /* with who does not read */
  int on = 1;
  Link *link;

  if (client < 0)
    return G_SOURCE_CONTINUE;
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (client, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  self->counts.connections++;
  if (self->faulty && below (self, 100) < 5)
    {
      self->counts.faulted++;
      self->counts.by_fault[FAULT_REFUSE]++;
      close_fd (&client, TRUE);
      return G_SOURCE_CONTINUE;
    }
  link = link_new (self, client);
  link->client_watch = g_unix_fd_add (client, G_IO_IN | G_IO_HUP | G_IO_ERR, client_cb, link);
  return G_SOURCE_CONTINUE;
}

/* --- the proxy --- */

FaultProxy *
fault_proxy_new (guint server_port, guint32 seed, FaultKill kill, gpointer user_data)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);
  struct sockaddr_in address
      = { .sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t length = sizeof address;

  self->server_port = server_port;
  self->rand = g_rand_new_with_seed (seed);
  self->kill = kill;
  self->user_data = user_data;
  self->links = g_ptr_array_new_with_free_func (link_free);
  self->recorded = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  self->bomb = make_bomb ();
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *)&address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 64), ==, 0);
  getsockname (self->listener, (struct sockaddr *)&address, &length);
  self->port = ntohs (address.sin_port);
  self->watch = g_unix_fd_add (self->listener, G_IO_IN, accept_cb, self);
  return self;
}

void
fault_proxy_free (FaultProxy *self)
{
  g_source_remove (self->watch);
  close (self->listener);
  g_ptr_array_unref (self->links);
  g_ptr_array_unref (self->recorded);
  g_bytes_unref (self->bomb);
  g_rand_free (self->rand);
  g_free (self->receipt);
  g_free (self);
}

guint
fault_proxy_get_port (FaultProxy *self)
{
  return self->port;
}

void
fault_proxy_begin (FaultProxy *self)
{
  self->faulty = TRUE;
}

void
fault_proxy_heal (FaultProxy *self)
{
  self->faulty = FALSE;
  for (guint i = 0; i < self->links->len; i++)
    drop (self->links->pdata[i], TRUE);
}

const FaultCounts *
fault_proxy_get_counts (FaultProxy *self)
{
  return &self->counts;
}
