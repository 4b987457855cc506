/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-feed-page.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-txn.h"

/* A page ends with the first transaction that brings it over one of these; a transaction is never
 * cut. */
#define PAGE_EVENTS 500
#define PAGE_BYTES (256 * 1024)

void
lian_feed_event_free (LianFeedEvent *self)
{
  g_free (self->id);
  g_free (self->old_region);
  g_free (self->new_region);
  g_free (self->record);
  g_free (self);
}

LianFeedPage *
lian_feed_page_ref (LianFeedPage *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
lian_feed_page_unref (LianFeedPage *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_bytes_unref (self->events);
  g_free (self);
}

/**
 * lian_feed_format_event:
 * @text: what it is appended to
 * @event: its type
 * @position: (nullable): where somebody who has it goes on from
 * @data: a JSON object
 */
void
lian_feed_format_event (GString *text, LianFeedFormat format, const char *event,
                        const char *position, const char *data)
{
  if (format == LIAN_FEED_FORMAT_SSE)
    {
      if (position != NULL)
        g_string_append_printf (text, "id: %s\n", position);
      g_string_append_printf (text, "event: %s\ndata: %s\n\n", event, data);
      return;
    }
  g_string_append_printf (text, "%s{\"event\":\"%s\",", text->len > 0 ? "," : "", event);
  if (position != NULL)
    g_string_append_printf (text, "\"id\":\"%s\",", position);
  g_string_append_printf (text, "\"data\":%s}", data);
}

/**
 * lian_feed_append_up_to_date:
 * @seq: everything up to here was sent
 * @now: microseconds
 */
void
lian_feed_append_up_to_date (GString *text, LianFeedFormat format, const char *epoch, gint64 seq,
                             gint64 now)
{
  g_autofree char *position = lian_position_format (epoch, seq);
  g_autofree char *time = lian_time_format (now);
  g_autofree char *data = g_strdup_printf ("{\"position\":\"%s\",\"now\":\"%s\"}", position, time);

  lian_feed_format_event (text, format, "up-to-date", position, data);
}

/**
 * lian_feed_append_resync:
 * @reason: a code
 */
void
lian_feed_append_resync (GString *text, LianFeedFormat format, const char *reason)
{
  g_autofree char *data = g_strdup_printf ("{\"reason\":\"%s\"}", reason);

  lian_feed_format_event (text, format, "resync", NULL, data);
}

/**
 * lian_feed_append_bye:
 * @retry_ms: milliseconds
 */
void
lian_feed_append_bye (GString *text, LianFeedFormat format, guint retry_ms)
{
  g_autofree char *data = g_strdup_printf ("{\"retry_ms\":%u}", retry_ms);

  lian_feed_format_event (text, format, "bye", NULL, data);
}

/**
 * lian_feed_writer_init:
 * @person: with whose eyes; lent until the end
 * @epoch: lent until the end
 * @since: a seq: what is newer follows
 */
void
lian_feed_writer_init (LianFeedWriter *self, const LianPerson *person, const char *epoch,
                       gint64 since, LianFeedFormat format)
{
  *self = (LianFeedWriter){ .person = person, .epoch = epoch, .format = format, .seq = since };
  self->text = g_string_new (NULL);
}

/* Whether there is another visible event of its transaction is known only one event later. */
static void
flush_pending (LianFeedWriter *self, gboolean more)
{
  g_autofree char *position = NULL;
  g_autofree char *data = NULL;

  if (self->pending == NULL)
    return;
  position = lian_position_format (self->epoch, self->seq);
  data = g_strdup_printf ("{\"more\":%s%s}", more ? "true" : "false", self->pending);
  lian_feed_format_event (self->text, self->format, "change", position, data);
  g_clear_pointer (&self->pending, g_free);
}

/**
 * lian_feed_writer_begin:
 * @seq: of a transaction newer than all before
 *
 * Returns: whether it still belongs onto this page
 */
gboolean
lian_feed_writer_begin (LianFeedWriter *self, gint64 seq)
{
  flush_pending (self, FALSE);
  if (self->n >= PAGE_EVENTS || self->text->len >= PAGE_BYTES)
    {
      self->more = TRUE;
      return FALSE;
    }
  self->seq = seq;
  return TRUE;
}

/* Events are masked for everybody; only the few with an official number differ between people. */
static char *
dup_record (const LianPerson *person, const LianFeedEvent *event)
{
  int phone = lian_kind_find_official_phone (event->kind);
  g_autoptr (JsonNode) root = NULL;

  if (event->record == NULL || phone < 0 || lian_person_may (person, LIAN_ACCESS_PHONES))
    return g_strdup (event->record);
  root = json_from_string (event->record, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  json_object_remove_member (json_node_get_object (root), event->kind->fields[phone].name);
  return lian_json_print (root);
}

/**
 * lian_feed_writer_add:
 * @event: of the transaction that was begun last
 *
 * What the record was to this person before and is now decides: a record that leaves the scope is
 * gone, one that was never in it never was.
 */
void
lian_feed_writer_add (LianFeedWriter *self, const LianFeedEvent *event)
{
  gboolean saw = event->old_region != NULL
                 && lian_person_sees (self->person, event->old_region, event->old_visibility);
  gboolean sees = event->new_region != NULL
                  && lian_person_sees (self->person, event->new_region, event->new_visibility);
  g_autofree char *record = sees ? dup_record (self->person, event) : NULL;

  if (!saw && !sees)
    return;
  flush_pending (self, TRUE);
  self->n++;
  self->pending
      = g_strdup_printf (",\"kind\":\"%s\",\"id\":\"%s\",\"version\":%" G_GINT64_FORMAT
                         ",\"op\":\"%s\"%s%s",
                         event->kind->name, event->id, self->seq, sees ? "upsert" : "delete",
                         record != NULL ? ",\"record\":" : "", record != NULL ? record : "");
}

/**
 * lian_feed_writer_end:
 *
 * Returns: (transfer full): the page
 */
LianFeedPage *
lian_feed_writer_end (LianFeedWriter *self)
{
  LianFeedPage *page = g_new0 (LianFeedPage, 1);

  flush_pending (self, FALSE);
  g_atomic_ref_count_init (&page->references);
  page->events = g_string_free_to_bytes (g_steal_pointer (&self->text));
  page->seq = self->seq;
  page->more = self->more;
  return page;
}

/**
 * lian_feed_writer_clear:
 *
 * Throws away what was not ended.
 */
void
lian_feed_writer_clear (LianFeedWriter *self)
{
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  self->text = NULL;
  g_clear_pointer (&self->pending, g_free);
}
