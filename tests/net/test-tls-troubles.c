/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-http.h"

#include "lian-link-trouble.h"
#include "lian-test-peer.h"

#include <glib/gstdio.h>
#include <string.h>

/* Peers that cannot be trusted: certificates of an authority made here by openssl. */
static char *directory;

#define CONFIG                                                                    \
  "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nnew_certs_dir=.\nserial=serial\n" \
  "certificate=ca.pem\nprivate_key=ca.key\ndefault_md=sha256\npolicy=any\n"       \
  "copy_extensions=copy\nunique_subject=no\n[any]\ncommonName=supplied\n"
#define NEW_KEY "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"

static void run (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
run (const char *format, ...)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;
  int status;
  va_list args;

  va_start (args, format);
  line = g_strdup_vprintf (format, args);
  va_end (args);
  g_assert_true (g_shell_parse_argv (line, NULL, &argv, NULL));
  g_spawn_sync (directory, argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static char *
file (const char *name)
{
  return g_build_filename (directory, name, NULL);
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *path = file (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* @from, @until: as ASN.1 writes a time */
static void
certify (const char *name, const char *alternative, const char *from, const char *until)
{
  run ("openssl req " NEW_KEY " -keyout %s.key -out %s.csr -subj /CN=%s -addext"
       " subjectAltName=%s",
       name, name, name, alternative);
  run ("openssl ca -batch -notext -config config -startdate %s -enddate %s -in %s.csr -out %s.pem",
       from, until, name, name);
}

#define PAST "20200101000000Z"
#define AGO "20210101000000Z"
#define HENCE "20990101000000Z"
#define FUTURE "20990601000000Z"

static void
make_certificates (void)
{
  directory = g_dir_make_tmp ("lian-tls-XXXXXX", NULL);
  write_file ("config", CONFIG);
  write_file ("index", "");
  write_file ("serial", "01\n");
  run ("openssl req -x509 " NEW_KEY " -keyout ca.key -out ca.pem -days 40000 -subj /CN=Authority");
  run ("openssl req -x509 " NEW_KEY
       " -keyout other.key -out other.pem -days 40000 -subj /CN=Other");
  certify ("good", "IP:127.0.0.1", PAST, HENCE);
  certify ("elsewhere", "DNS:other.example", PAST, HENCE);
  certify ("expired", "IP:127.0.0.1", PAST, AGO);
  certify ("early", "IP:127.0.0.1", HENCE, FUTURE);
}

static void
remove_certificates (void)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = file (name);

      g_unlink (path);
    }
  g_rmdir (directory);
  g_free (directory);
}

/* --- a peer that speaks TLS --- */

typedef struct
{
  GSocketService *service;
  GTlsCertificate *certificate;
  GPtrArray *connections;
  GByteArray *heard;
  char *url;
} Peer;

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

static void
heard_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Peer *self = data;
  GIOStream *connection = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return;
  g_byte_array_append (self->heard, g_bytes_get_data (bytes, NULL),
                       (guint)g_bytes_get_size (bytes));
  connection = g_ptr_array_index (self->connections, self->connections->len - 1);
  g_output_stream_write_async (g_io_stream_get_output_stream (connection), ANSWER, strlen (ANSWER),
                               G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static gboolean
incoming_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  Peer *self = data;
  GIOStream *secure
      = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);

  g_ptr_array_add (self->connections, secure);
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (secure), 4096, G_PRIORITY_DEFAULT,
                                   NULL, heard_cb, self);
  return TRUE;
}

static void
peer_open (Peer *self, const char *name)
{
  g_autofree char *pem = g_strconcat (name, ".pem", NULL);
  g_autofree char *key = g_strconcat (name, ".key", NULL);
  g_autofree char *pem_path = file (pem);
  g_autofree char *key_path = file (key);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  self->certificate = g_tls_certificate_new_from_files (pem_path, key_path, &error);
  g_assert_no_error (error);
  self->connections = g_ptr_array_new_with_free_func (g_object_unref);
  self->heard = g_byte_array_new ();
  self->service = g_socket_service_new ();
  g_assert_true (g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any,
                                                G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                                &address, NULL));
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  self->url = g_strdup_printf ("https://127.0.0.1:%u/",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
}

static void
peer_close (Peer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
  g_object_unref (self->certificate);
  g_ptr_array_unref (self->connections);
  g_byte_array_unref (self->heard);
  g_free (self->url);
}

static LianLinkTrouble
ask (const char *url)
{
  g_autoptr (LianHttp) http = lian_http_new ();
  g_autofree char *ca = file ("ca.pem");
  static const char *const headers[] = { "Authorization", "Bearer secret", NULL };
  LianHttpRequest request = { LIAN_HTTP_DISPATCH, "GET", url, headers, NULL, 64, FALSE };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = NULL;

  g_assert_true (lian_http_set_ca_file (http, ca, NULL));
  lian_http_send_async (http, &request, NULL, lian_test_keep_result, &result);
  LIAN_WAIT (result != NULL);
  reply = lian_http_send_finish (http, result, &error);
  if (reply == NULL)
    g_test_message ("%s", error->message);
  return lian_link_trouble_of (error);
}

typedef struct
{
  const char *name;
  LianLinkTrouble trouble;
} Case;

static const Case cases[] = {
  { "good", LIAN_LINK_OK },
  { "other", LIAN_LINK_TLS_UNKNOWN_CA },
  { "elsewhere", LIAN_LINK_TLS_WRONG_HOST },
  { "expired", LIAN_LINK_TLS_EXPIRED },
  { "early", LIAN_LINK_TLS_NOT_YET },
};

/* And nothing of the request leaves before the other side is known. */
static void
test_certificate (gconstpointer data)
{
  const Case *test = data;
  Peer peer = { 0 };

  peer_open (&peer, test->name);
  g_assert_cmpstr (lian_link_trouble_get_name (ask (peer.url)), ==,
                   lian_link_trouble_get_name (test->trouble));
  lian_test_run (20);
  g_assert_cmpuint (peer.heard->len == 0, ==, test->trouble != LIAN_LINK_OK);
  peer_close (&peer);
}

static gboolean
hang_up_cb (GSocketService *service, GSocketConnection *connection, GObject *source, gpointer data)
{
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

static void
test_hangs_up (void)
{
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", port);
  LianLinkTrouble trouble;

  g_signal_connect (service, "incoming", G_CALLBACK (hang_up_cb), NULL);
  trouble = ask (url);
  g_assert_true (trouble == LIAN_LINK_TLS_HANDSHAKE || trouble == LIAN_LINK_CUT);
}

static void
test_not_tls (void)
{
  LianTestReply nothing = { 0 };
  g_autoptr (LianTestPeer) peer = lian_test_peer_new_fixed (&nothing);
  g_autofree char *url
      = g_strconcat ("https", lian_test_peer_get_url (peer) + strlen ("http"), "/", NULL);

  lian_test_peer_greet (peer, "220 mail.example ESMTP, which says more than five bytes\r\n");
  g_assert_cmpint (ask (url), ==, LIAN_LINK_TLS_HANDSHAKE);
}

/* --- old versions of TLS --- */

/* openssl still can be made to speak them. */
static GSubprocess *
start_old (const char *version, char **url)
{
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocessLauncher) launcher
      = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE
                                   | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  GSubprocess *process;

  g_subprocess_launcher_set_cwd (launcher, directory);
  process = g_subprocess_launcher_spawn (launcher, &error, "openssl", "s_server", "-accept",
                                         "127.0.0.1:0", "-cert", "good.pem", "-key", "good.key",
                                         "-cipher", "ALL:@SECLEVEL=0", "-www", version, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (g_str_has_prefix (line, "ACCEPT "))
        {
          *url = g_strconcat ("https://", line + strlen ("ACCEPT "), "/", NULL);
          return process;
        }
    }
}

static LianLinkTrouble
ask_old (const char *version)
{
  g_autofree char *url = NULL;
  g_autoptr (GSubprocess) process = start_old (version, &url);
  LianLinkTrouble trouble = ask (url);

  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  return trouble;
}

static void
test_versions (void)
{
  /* A page of its own, but over TLS. */
  g_assert_cmpint (ask_old ("-tls1_3"), ==, LIAN_LINK_TOO_LARGE);
  g_assert_cmpint (ask_old ("-tls1_2"), ==, LIAN_LINK_TOO_LARGE);
  g_assert_cmpint (ask_old ("-tls1_1"), ==, LIAN_LINK_TLS_HANDSHAKE);
  g_assert_cmpint (ask_old ("-tls1"), ==, LIAN_LINK_TLS_HANDSHAKE);
}

int
main (int argc, char *argv[])
{
  int status;

  lian_http_prepare ();
  g_test_init (&argc, &argv, NULL);
  make_certificates ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/tls/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_certificate);
    }
  g_test_add_func ("/net/tls/hangs-up", test_hangs_up);
  g_test_add_func ("/net/tls/not-tls", test_not_tls);
  g_test_add_func ("/net/tls/versions", test_versions);

  status = g_test_run ();
  remove_certificates ();
  return status;
}
