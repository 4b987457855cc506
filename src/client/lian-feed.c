/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"

#include "lian-client-private.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-event-stream.h"
#include "lian-limits.h"

#define CHUNK_BYTES (32 * 1024)
#define MAX_KINDS 64

struct _LianFeed
{
  GObject parent_instance;

  LianClient *client;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  LianHttpReply *reply;      /* (owned) (nullable): while open */
  LianEventStream *parser;   /* (owned) */
  guint retry_ms;
  gboolean reading; /* a read is under way, which owns the stream for now */
  gboolean paused;
  gboolean over; /* closed by either side */
};

enum
{
  SIGNAL_CHANGE,
  SIGNAL_BOOKMARK,
  SIGNAL_UP_TO_DATE,
  SIGNAL_RESYNC,
  SIGNAL_BYE,
  SIGNAL_ALIVE,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianFeed, lian_feed, G_TYPE_OBJECT)

static void read_on (LianFeed *self);

/* The end, told to the owner once. */
static void
end (LianFeed *self, const GError *error)
{
  g_autoptr (LianFeed) guard = g_object_ref (self);

  if (self->over)
    return;

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (!self->reading)
    g_clear_pointer (&self->reply, lian_http_reply_free);
  g_signal_emit (guard, signals[SIGNAL_CLOSED], 0, error);
}

static void
end_literal (LianFeed *self, LianErrorCode code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (LIAN_ERROR, code, message);

  end (self, error);
}

typedef struct
{
  const char *kind;
  const char *id;
  const char *op;
  gint64 version;
  gboolean more;
} ChangeHead;

/* NULL also without error: a deletion, or a record that cannot be read. */
static LianRecord *
read_record (JsonObject *data, const LianKind *kind, const ChangeHead *head)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = NULL;
  JsonObject *object = NULL;

  if (!lian_json_get_object (data, "record", TRUE, &object, &error))
    {
      g_debug ("change of %s dropped: %s", head->kind, error->message);
      return NULL;
    }
  record = lian_record_from_json (kind->id, object, LIAN_DECODE_FROM_SERVER, &error);
  if (record == NULL)
    {
      g_debug ("change of %s dropped: %s", head->kind, error->message);
      return NULL;
    }
  if (!g_str_equal (lian_record_get_id (record), head->id)
      || lian_record_get_version (record) != head->version)
    {
      g_debug ("change of %s dropped: not the record it names", head->kind);
      return NULL;
    }

  return g_steal_pointer (&record);
}

/* A change that cannot be used is still passed on as a boundary; the digest of the next bookmark
 * tells that something is missing. */
static gboolean
take_change (LianFeed *self, JsonObject *data, const char *position, GError **error)
{
  ChangeHead head = { 0 };
  const LianKind *kind;
  guint number = LIAN_N_KINDS;
  g_autoptr (LianRecord) record = NULL;

  if (!lian_json_get_string (data, "kind", TRUE, &head.kind, error)
      || !lian_json_get_string (data, "id", TRUE, &head.id, error)
      || !lian_json_get_int (data, "version", TRUE, &head.version, error)
      || !lian_json_get_string (data, "op", TRUE, &head.op, error)
      || !lian_json_get_bool (data, "more", FALSE, &head.more, error))
    return FALSE;

  kind = lian_kind_by_name (head.kind);
  if (kind != NULL && g_str_equal (head.op, "delete"))
    number = kind->id;
  else if (kind != NULL && g_str_equal (head.op, "upsert"))
    {
      record = read_record (data, kind, &head);
      number = record != NULL ? kind->id : LIAN_N_KINDS;
    }

  g_signal_emit (self, signals[SIGNAL_CHANGE], 0, number, head.id, head.version, record, position,
                 head.more);
  return TRUE;
}

static void
add_digest (JsonObject *kinds, const char *name, JsonNode *node, gpointer table)
{
  gint64 count = 0;
  const char *digest = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node) || lian_kind_by_name (name) == NULL)
    return;
  object = json_node_get_object (node);
  if (lian_json_get_int (object, "count", TRUE, &count, NULL)
      && lian_json_get_string (object, "digest", TRUE, &digest, NULL))
    g_hash_table_replace (table, g_strdup (name),
                          g_strdup_printf ("%" G_GINT64_FORMAT " %s", count, digest));
}

static gboolean
take_bookmark (LianFeed *self, JsonObject *data, GError **error)
{
  g_autoptr (GHashTable) digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *position = NULL;
  gint64 now = 0;
  JsonObject *kinds = NULL;

  if (!lian_json_get_string (data, "position", TRUE, &position, error)
      || !lian_json_get_time (data, "now", TRUE, &now, error)
      || !lian_json_get_object (data, "kinds", FALSE, &kinds, error))
    return FALSE;
  if (kinds != NULL)
    json_object_foreach_member (kinds, add_digest, digests);

  g_signal_emit (self, signals[SIGNAL_BOOKMARK], 0, position, now, digests);
  return TRUE;
}

static gboolean
take_up_to_date (LianFeed *self, JsonObject *data, GError **error)
{
  const char *position = NULL;
  gint64 now = 0;

  if (!lian_json_get_string (data, "position", TRUE, &position, error)
      || !lian_json_get_time (data, "now", TRUE, &now, error))
    return FALSE;
  if (!lian_client_is_position (position))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "position: not a position");
      return FALSE;
    }

  g_signal_emit (self, signals[SIGNAL_UP_TO_DATE], 0, position, now);
  return TRUE;
}

static gboolean
take_resync (LianFeed *self, JsonObject *data, GError **error)
{
  const char *reason = "";
  JsonArray *array = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) kinds = NULL;

  if (!lian_json_get_string (data, "reason", FALSE, &reason, error)
      || !lian_json_get_array (data, "kinds", FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_KINDS); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  if (array != NULL)
    kinds = g_strv_builder_end (builder);

  g_signal_emit (self, signals[SIGNAL_RESYNC], 0, reason, kinds);
  return TRUE;
}

static gboolean
take_bye (LianFeed *self, JsonObject *data, GError **error)
{
  gint64 retry_ms = 0;

  if (!lian_json_get_int (data, "retry_ms", FALSE, &retry_ms, error))
    return FALSE;

  self->retry_ms = (guint)CLAMP (retry_ms, 0, 5 * 60 * 1000);
  g_signal_emit (self, signals[SIGNAL_BYE], 0, self->retry_ms);
  return TRUE;
}

static gboolean
take_data (LianFeed *self, const LianStreamEvent *event, JsonObject *data, GError **error)
{
  if (g_str_equal (event->type, "change"))
    {
      if (lian_client_is_position (event->id))
        return take_change (self, data, event->id, error);
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "id: not a position");
      return FALSE;
    }
  if (g_str_equal (event->type, "bookmark"))
    return take_bookmark (self, data, error);
  if (g_str_equal (event->type, "up-to-date"))
    return take_up_to_date (self, data, error);
  if (g_str_equal (event->type, "resync"))
    return take_resync (self, data, error);
  if (g_str_equal (event->type, "bye"))
    return take_bye (self, data, error);

  /* An event of a newer server. */
  return TRUE;
}

static void
take_event (LianFeed *self, const LianStreamEvent *event)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  if (!event->comment)
    {
      node = lian_json_parse (event->data, event->length, LIAN_LIMIT_SSE_EVENT, &error);
      if (node == NULL || !take_data (self, event, json_node_get_object (node), &error))
        {
          g_prefix_error (&error, "event %s: ", event->type);
          end (self, error);
          return;
        }
    }
  if (!self->over)
    g_signal_emit (self, signals[SIGNAL_ALIVE], 0);
}

static void
take_bytes (LianFeed *self, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);
  gboolean ok = lian_event_stream_push (self->parser, data, length, &error);

  while (!self->over)
    {
      g_autoptr (LianStreamEvent) event = lian_event_stream_pop (self->parser);

      if (event == NULL)
        break;
      take_event (self, event);
    }
  if (lian_event_stream_get_retry_ms (self->parser) >= 0)
    self->retry_ms = (guint)lian_event_stream_get_retry_ms (self->parser);
  if (!ok)
    end (self, error);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianFeed) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes
      = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  self->reading = FALSE;
  if (self->over)
    {
      g_clear_pointer (&self->reply, lian_http_reply_free);
      return;
    }

  if (bytes == NULL)
    end_literal (self, LIAN_ERROR_UNREACHABLE, error->message);
  else if (g_bytes_get_size (bytes) == 0)
    end_literal (self, LIAN_ERROR_UNREACHABLE, "the change feed ended");
  else
    {
      take_bytes (self, bytes);
      read_on (self);
    }
}

static void
read_on (LianFeed *self)
{
  if (self->over || self->paused || self->reading || self->reply == NULL)
    return;

  self->reading = TRUE;
  g_input_stream_read_bytes_async (self->reply->stream, CHUNK_BYTES, G_PRIORITY_DEFAULT,
                                   self->cancellable, read_cb, g_object_ref (self));
}

static void
opened_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianFeed) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianHttpReply) reply = lian_http_send_finish (LIAN_HTTP (object), result, &error);

  if (self->over)
    return;
  if (reply == NULL)
    {
      end (self, error);
      return;
    }
  if (reply->stream == NULL)
    {
      self->retry_ms = reply->retry_after_ms;
      error = lian_client_error_from_reply (reply);
      end (self, error);
      return;
    }

  self->reply = g_steal_pointer (&reply);
  read_on (self);
}

static void
lian_feed_dispose (GObject *object)
{
  LianFeed *self = LIAN_FEED (object);

  self->over = TRUE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->reply, lian_http_reply_free);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (lian_feed_parent_class)->dispose (object);
}

static void
lian_feed_finalize (GObject *object)
{
  lian_event_stream_free (LIAN_FEED (object)->parser);

  G_OBJECT_CLASS (lian_feed_parent_class)->finalize (object);
}

static void
lian_feed_class_init (LianFeedClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);
  GSignalFlags last = G_SIGNAL_RUN_LAST;

  G_OBJECT_CLASS (klass)->dispose = lian_feed_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_feed_finalize;

  signals[SIGNAL_CHANGE]
      = g_signal_new ("change", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 6, G_TYPE_UINT,
                      G_TYPE_STRING, G_TYPE_INT64, LIAN_TYPE_RECORD, G_TYPE_STRING, G_TYPE_BOOLEAN);
  signals[SIGNAL_BOOKMARK] = g_signal_new ("bookmark", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                           3, G_TYPE_STRING, G_TYPE_INT64, G_TYPE_HASH_TABLE);
  signals[SIGNAL_UP_TO_DATE] = g_signal_new ("up-to-date", type, last, 0, NULL, NULL, NULL,
                                             G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  signals[SIGNAL_RESYNC] = g_signal_new ("resync", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                         G_TYPE_STRING, G_TYPE_STRV);
  signals[SIGNAL_BYE]
      = g_signal_new ("bye", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ALIVE] = g_signal_new ("alive", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED]
      = g_signal_new ("closed", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
lian_feed_init (LianFeed *self)
{
  self->cancellable = g_cancellable_new ();
  self->parser = lian_event_stream_new ();
}

/**
 * lian_feed_new:
 * @client: a client with a token
 *
 * Returns: (transfer full): a feed, not yet open
 */
LianFeed *
lian_feed_new (LianClient *client)
{
  LianFeed *self = g_object_new (LIAN_TYPE_FEED, NULL);

  self->client = g_object_ref (client);
  return self;
}

/**
 * lian_feed_open:
 * @self: a feed that was not open before
 * @position: where to go on
 *
 * Connects. A position that cannot be one closes the feed as LIAN_ERROR_GONE would: only a new
 * snapshot helps.
 */
void
lian_feed_open (LianFeed *self, const char *position)
{
  const char *headers[] = { "Last-Event-ID", position, "Cache-Control", "no-store", NULL };
  LianCall call = { .lane = LIAN_HTTP_FEED,
                    .method = "GET",
                    .path = "/v1/changes",
                    .headers = headers,
                    .limit = LIAN_LIMIT_JSON_ANSWER };

  g_return_if_fail (!self->over && self->reply == NULL);

  if (!lian_client_is_position (position))
    {
      end_literal (self, LIAN_ERROR_GONE, "not a position");
      return;
    }
  lian_client_exchange (self->client, &call, TRUE, self->cancellable, opened_cb,
                        g_object_ref (self));
}

/**
 * lian_feed_close:
 * @self: a feed
 *
 * Closes the connection; no signal comes after it.
 */
void
lian_feed_close (LianFeed *self)
{
  if (self->over)
    return;

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  if (!self->reading)
    g_clear_pointer (&self->reply, lian_http_reply_free);
}

/**
 * lian_feed_set_paused:
 * @self: a feed
 * @paused: whether to stop reading
 *
 * Events that were read already still come.
 */
void
lian_feed_set_paused (LianFeed *self, gboolean paused)
{
  self->paused = paused;
  read_on (self);
}

/**
 * lian_feed_get_retry_ms:
 * @self: a feed
 *
 * Returns: how long the server asked to wait before the next connection, 0 when it did not
 */
guint
lian_feed_get_retry_ms (LianFeed *self)
{
  return self->retry_ms;
}
