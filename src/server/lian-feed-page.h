/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-person.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* What happened to one record in one transaction, before it is anybody's to see: a row of the feed.
 * Immutable, may cross threads. */
typedef struct
{
  const LianKind *kind;
  char *id;
  char *old_region; /* (nullable): where it was, NULL = it was not */
  char *new_region; /* (nullable): where it is, NULL = it is gone */
  LianVisibility old_visibility;
  LianVisibility new_visibility;
  gint64 old_version;
  char *record; /* (nullable): masked, as JSON */
} LianFeedEvent;

void lian_feed_event_free (LianFeedEvent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianFeedEvent, lian_feed_event_free)

/* How events go over the wire: as server-sent events, or as members of a JSON array with commas
 * between them. */
typedef enum
{
  LIAN_FEED_FORMAT_SSE,
  LIAN_FEED_FORMAT_JSON,
} LianFeedFormat;

/* @position: (nullable). @data: a JSON object. */
void lian_feed_format_event (GString *text, LianFeedFormat format, const char *event,
                             const char *position, const char *data);

/* Nothing newer than @seq was committed when this was sent. */
void lian_feed_append_up_to_date (GString *text, LianFeedFormat format, const char *epoch,
                                  gint64 seq, gint64 now);
/* What the listener has is not what it may have any more: to be taken anew. @reason: a code. */
void lian_feed_append_resync (GString *text, LianFeedFormat format, const char *reason);
/* The server goes; the listener should not come back earlier. */
void lian_feed_append_bye (GString *text, LianFeedFormat format, guint retry_ms);

/* Some of what happened after a seq, as one person sees it, ready to be sent. Immutable once it is
 * made, reference counted: everybody who sees the same gets the same. */
typedef struct
{
  gatomicrefcount references;
  GBytes *events;
  gint64 seq;    /* everything up to here is in */
  gboolean more; /* there is more behind it */
} LianFeedPage;

LianFeedPage *lian_feed_page_ref (LianFeedPage *self);
void lian_feed_page_unref (LianFeedPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianFeedPage, lian_feed_page_unref)

/* Makes a page of events in the order of commits. */
typedef struct
{
  const LianPerson *person;
  const char *epoch;
  LianFeedFormat format;

  GString *text;
  char *pending; /* the last visible event of the transaction, without its end */
  guint n;       /* visible events */
  gint64 seq;
  gboolean more;
} LianFeedWriter;

void lian_feed_writer_init (LianFeedWriter *self, const LianPerson *person, const char *epoch,
                            gint64 since, LianFeedFormat format);
/* The events that follow are of transaction @seq; FALSE: the page is full without it. */
gboolean lian_feed_writer_begin (LianFeedWriter *self, gint64 seq);
void lian_feed_writer_add (LianFeedWriter *self, const LianFeedEvent *event);
LianFeedPage *lian_feed_writer_end (LianFeedWriter *self) G_GNUC_WARN_UNUSED_RESULT;
void lian_feed_writer_clear (LianFeedWriter *self);

G_END_DECLS
