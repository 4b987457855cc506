/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed.h"

#include "lian-client-private.h"
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-event-stream.h"
#include "lian-limits.h"
#include "lian-link-trouble.h"

#define CHUNK_BYTES (32 * 1024)
#define MAX_KINDS 64
/* Between two questions that brought nothing: a peer that answers at once is not asked in a loop.
 */
#define POLL_PAUSE_MS 200

struct _LianFeed
{
  GObject parent_instance;

  LianClient *client;        /* (owned) */
  GCancellable *cancellable; /* (owned) */
  LianHttpReply *reply;      /* (owned) (nullable): while open */
  LianEventStream *parser;   /* (owned) */
  char *position;            /* (owned) (nullable): to ask from next, when polling */
  guint retry_ms;
  guint poll_id;
  guint64 bytes;
  guint64 events;
  gboolean polling;
  gboolean asking;  /* a question is under way */
  gboolean leaving; /* "bye" was said */
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
static void ask (LianFeed *self);

/* The end, told to the owner once. */
static void
end (LianFeed *self, const GError *error)
{
  g_autoptr (LianFeed) guard = g_object_ref (self);

  if (self->over)
    return;

  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->poll_id, g_source_remove);
  if (!self->reading)
    g_clear_pointer (&self->reply, lian_http_reply_free);
  g_signal_emit (guard, signals[SIGNAL_CLOSED], 0, error);
}

/* What goes after "bye" was meant to go. */
static void
end_of (LianFeed *self, LianLinkTrouble trouble, const char *message)
{
  g_autoptr (GError) error
      = lian_link_error_new (self->leaving ? LIAN_LINK_RESTARTING : trouble, "%s", message);

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
  self->leaving = TRUE;
  g_signal_emit (self, signals[SIGNAL_BYE], 0, self->retry_ms);
  return TRUE;
}

/* @id: (nullable) */
static gboolean
take_data (LianFeed *self, const char *type, const char *id, JsonObject *data, GError **error)
{
  if (g_str_equal (type, "change"))
    {
      if (lian_client_is_position (id))
        return take_change (self, data, id, error);
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "id: not a position");
      return FALSE;
    }
  if (g_str_equal (type, "bookmark"))
    return take_bookmark (self, data, error);
  if (g_str_equal (type, "up-to-date"))
    return take_up_to_date (self, data, error);
  if (g_str_equal (type, "resync"))
    return take_resync (self, data, error);
  if (g_str_equal (type, "bye"))
    return take_bye (self, data, error);

  /* An event of a newer server. */
  return TRUE;
}

/* An event that cannot be believed ends the feed. */
static void
take (LianFeed *self, const char *type, const char *id, JsonObject *data)
{
  g_autoptr (GError) error = NULL;

  if (take_data (self, type, id, data, &error))
    {
      self->events++;
      if (!self->over)
        g_signal_emit (self, signals[SIGNAL_ALIVE], 0);
      return;
    }
  g_prefix_error (&error, "event %s: ", type);
  lian_error_set_detail (error, LIAN_LINK_BAD_EVENT);
  end (self, error);
}

static void
take_event (LianFeed *self, const LianStreamEvent *event)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;

  if (event->comment)
    return;
  node = lian_json_parse (event->data, event->length, LIAN_LIMIT_SSE_EVENT, &error);
  if (node == NULL)
    {
      g_prefix_error (&error, "event %s: ", event->type);
      lian_error_set_detail (error, LIAN_LINK_BAD_EVENT);
      end (self, error);
      return;
    }
  take (self, event->type, event->id, json_node_get_object (node));
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
    {
      lian_error_set_detail (error, LIAN_LINK_BAD_EVENT);
      end (self, error);
    }
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
    end_of (self,
            g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ? LIAN_LINK_SILENT
                                                                      : LIAN_LINK_CUT,
            error->message);
  else if (g_bytes_get_size (bytes) == 0)
    end_of (self, LIAN_LINK_CUT, "the change feed ended");
  else
    {
      self->bytes += g_bytes_get_size (bytes);
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

/* --- asking instead of listening --- */

typedef struct
{
  JsonObject *root; /* (owned) */
  const char *position;
  JsonArray *events;
} Answer;

static void
answer_free (Answer *answer)
{
  json_object_unref (answer->root);
  g_free (answer);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
decode_answer (JsonObject *root, gconstpointer data, GError **error)
{
  g_autoptr (Answer) answer = g_new0 (Answer, 1);

  answer->root = json_object_ref (root);
  if (!lian_json_get_string (root, "position", TRUE, &answer->position, error)
      || !lian_json_get_array (root, "events", TRUE, &answer->events, error))
    return NULL;
  if (!lian_client_is_position (answer->position))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "position: not a position");
      return NULL;
    }

  return g_steal_pointer (&answer);
}

/* One of the events of an answer. */
static void
take_element (LianFeed *self, JsonNode *node)
{
  const char *type = NULL;
  const char *id = NULL;
  JsonObject *data = NULL;
  g_autoptr (GError) error = NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    error = g_error_new_literal (LIAN_ERROR, LIAN_ERROR_INVALID, "events: not an object");
  else if (lian_json_get_string (json_node_get_object (node), "event", TRUE, &type, &error)
           && lian_json_get_string (json_node_get_object (node), "id", FALSE, &id, &error)
           && lian_json_get_object (json_node_get_object (node), "data", TRUE, &data, &error))
    {
      take (self, type, id, data);
      return;
    }
  lian_error_set_detail (error, LIAN_LINK_BAD_EVENT);
  end (self, error);
}

static gboolean
ask_again_cb (gpointer data)
{
  LianFeed *self = data;

  self->poll_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianFeed) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (Answer) answer = g_task_propagate_pointer (G_TASK (result), &error);
  gboolean nothing;

  self->asking = FALSE;
  if (self->over)
    return;
  if (answer == NULL)
    {
      self->retry_ms = MAX (self->retry_ms, lian_client_get_retry_after_ms (self->client));
      end (self, error);
      return;
    }

  for (guint i = 0; !self->over && i < json_array_get_length (answer->events); i++)
    take_element (self, json_array_get_element (answer->events, i));
  if (self->over)
    return;
  if (self->leaving)
    {
      end_of (self, LIAN_LINK_RESTARTING, "the platform said good-bye");
      return;
    }
  /* A position that stays where it is brought no change. */
  nothing = g_strcmp0 (self->position, answer->position) == 0;
  g_free (self->position);
  self->position = g_strdup (answer->position);
  if (nothing)
    self->poll_id = g_timeout_add (POLL_PAUSE_MS, ask_again_cb, self);
  else
    ask (self);
}

static void
ask (LianFeed *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/changes?wait=%d", LIAN_BOOKMARK_SECONDS);
  const char *headers[] = { "Last-Event-ID", self->position, "Cache-Control", "no-store", NULL };
  LianCall call = { .lane = LIAN_HTTP_FEED,
                    .method = "GET",
                    .path = path,
                    .headers = headers,
                    .limit = LIAN_LIMIT_JSON_PAGE,
                    .decode = decode_answer,
                    .free_result = (GDestroyNotify)answer_free };

  if (self->over || self->paused || self->asking || self->poll_id != 0)
    return;
  self->asking = TRUE;
  lian_client_call (self->client, &call,
                    g_task_new (self->client, self->cancellable, asked_cb, g_object_ref (self)));
}

static void
lian_feed_dispose (GObject *object)
{
  LianFeed *self = LIAN_FEED (object);

  self->over = TRUE;
  g_clear_handle_id (&self->poll_id, g_source_remove);
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
  g_free (LIAN_FEED (object)->position);

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
 * lian_feed_set_polling:
 * @self: a feed that was not open before
 * @polling: whether to ask for the changes, one answer after the other, in place of a stream
 *
 * The same signals come. For proxies that hold a stream back until it ends.
 */
void
lian_feed_set_polling (LianFeed *self, gboolean polling)
{
  self->polling = polling;
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
      end_of (self, LIAN_LINK_POSITION_GONE, "not a position");
      return;
    }
  if (self->polling)
    {
      self->position = g_strdup (position);
      ask (self);
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
  g_clear_handle_id (&self->poll_id, g_source_remove);
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
  if (self->polling && self->position != NULL)
    ask (self);
  else
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

/**
 * lian_feed_get_bytes:
 * @self: a feed
 *
 * Returns: bytes that the stream brought so far
 */
guint64
lian_feed_get_bytes (LianFeed *self)
{
  return self->bytes;
}

/**
 * lian_feed_get_events:
 * @self: a feed
 *
 * Returns: whole events that came so far
 */
guint64
lian_feed_get_events (LianFeed *self)
{
  return self->events;
}
