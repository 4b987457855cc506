/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-backoff.h"
#include "lian-breaker.h"
#include "lian-change-batch.h"
#include "lian-client.h"
#include "lian-engine.h"
#include "lian-feed.h"
#include "lian-freshness.h"
#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-order-watch.h"
#include "lian-send-queue.h"
#include "lian-time-sync.h"

G_BEGIN_DECLS

struct _LianEngine
{
  GObject parent_instance;

  LianMirror *mirror;    /* (owned) */
  LianLedger *ledger;    /* (owned) */
  LianClient *client;    /* (owned) */
  LianClock *clock;      /* (owned) */
  LianSendQueue *queue;  /* (owned) */
  LianMe *me;            /* (owned) (nullable) */
  LianOrderWatch *watch; /* (owned) */
  GPtrArray *shifts;     /* (owned) (nullable) (element-type LianRecord): those not over */

  /* The connection. generation tells answers of an earlier one. */
  LianPhase phase;
  guint generation;
  GCancellable *cancellable; /* (owned) */
  LianBackoff *backoff;      /* (owned) */
  guint spread_ms;           /* of the first draw when all consoles lost the server */
  LianHello *hello;          /* (owned) (nullable): of the present connection, verified */
  char *accepted_server;     /* (owned) (nullable): confirmed by a person */
  gint64 hello_sent;         /* monotonic */
  guint wait_id;
  gboolean need_snapshot;
  gboolean ask_me; /* rights may have changed */

  /* Agreement. Bit n: LianKindId n; bit LIAN_BREAKER_ALL: the whole picture. */
  LianBreaker breaker;
  char *breaker_epoch; /* (owned) (nullable): of whom the breaker counts */
  guint64 stuck;       /* what is not tried any more */

  /* Kinds that are taken anew beside the feed. */
  guint64 resyncing;
  guint resync_kind;     /* LIAN_N_KINDS: all pages are there */
  char *resync_after;    /* (owned) (nullable) */
  char *resync_next;     /* (owned) (nullable): of the page that is being stored */
  gboolean resync_asked; /* a page is on its way */
  gboolean resync_over;  /* that was the last of its kind */
  guint unproved;        /* bookmarks since all pages were there */

  /* A snapshot under way. */
  guint kind;
  char *after;    /* (owned) (nullable) */
  char *position; /* (owned) (nullable): of its first page */
  guint done;
  gboolean shadow; /* begun in the mirror and not committed */

  /* The feed. */
  LianFeed *feed;         /* (owned) (nullable) */
  LianChangeBatch *batch; /* (owned) */
  gint64 feed_opened;     /* monotonic */
  gint64 feed_heard;      /* monotonic: a whole event that was news, 0: none yet */
  gint64 feed_now;        /* the platform's time that it said last */
  gboolean polling;       /* streams do not come through … */
  gint64 polling_until;   /* … or did not until then, monotonic */
  guint flush_id;
  guint storing; /* batches on their way into the mirror */

  /* Freshness. */
  guint tick_id;
  LianSleepWatch sleep_watch;
  gint64 last_event; /* monotonic, 0: never */
  gint64 as_of;
  gint64 offline_since;
  LianFreshness freshness;
  int age;
  gboolean doubted; /* the computer slept and nothing was heard since */
  char *trouble;    /* (owned) (nullable) */

  /* For those who look after it. */
  LianLinkTrouble link_trouble;
  LianLinkLog link_log;
  LianLinkRate link_rate;
  guint64 counted_bytes; /* of the present feed, in link_rate already */
  guint64 counted_events;
  char *newest;    /* (owned) (nullable): position that the platform spoke of */
  gint64 retry_at; /* monotonic, 0: no attempt is planned */
  LianTimeSync time_sync;
  gboolean clock_off;

  /* A sign-in that waits for the server to be verified. */
  GTask *sign_in;       /* (owned) (nullable) */
  gboolean signing_in;  /* it was sent and is not answered */
  char *account;        /* (owned) (nullable) */
  char *password;       /* (owned) (nullable) */
  char *seat;           /* (owned) (nullable) */
  char *sign_in_server; /* (owned) (nullable): whom it was sent to */
};

LianEngine *lian_engine_new_with_clock (LianMirror *mirror, LianLedger *ledger,
                                        const char *server_url, LianClock *clock, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* User data of callbacks of one connection; resume gives %NULL when that is over. */
gpointer lian_engine_step (LianEngine *self);
LianEngine *lian_engine_resume (gpointer step) G_GNUC_WARN_UNUSED_RESULT;

void lian_engine_begin_orders (LianEngine *self);
void lian_engine_begin_handover (LianEngine *self);
gboolean lian_engine_is_online (LianEngine *self);
/* LIAN_FEED_SPREAD_MS at first; for rigs and tests that reconnect often. */
void lian_engine_set_spread (LianEngine *self, guint ms);
void lian_engine_set_phase (LianEngine *self, LianPhase phase);
void lian_engine_say (LianEngine *self, LianLinkTrouble trouble, const char *text);
void lian_engine_set_trouble (LianEngine *self, const char *text);
void lian_engine_note (LianEngine *self, LianLinkTrouble trouble);
void lian_engine_note_error (LianEngine *self, const GError *error);
void lian_engine_set_newest (LianEngine *self, const char *position);
void lian_engine_learn_time (LianEngine *self, gint64 platform_now, gint64 sent);
gboolean lian_engine_hear (LianEngine *self, gint64 platform_now);
void lian_engine_ask_instead (LianEngine *self);
void lian_engine_watch_feed (LianEngine *self);
void lian_engine_count_feed (LianEngine *self);
void lian_engine_clock_changed (LianEngine *self);
void lian_engine_set_me (LianEngine *self, LianMe *me);
void lian_engine_touch (LianEngine *self, gint64 now);
void lian_engine_tick (LianEngine *self);
void lian_engine_begin_ticks (LianEngine *self);

void lian_engine_connect (LianEngine *self);
void lian_engine_hurry (LianEngine *self);
void lian_engine_disconnect (LianEngine *self);
void lian_engine_failed (LianEngine *self, const GError *error, guint at_least_ms);
void lian_engine_wait (LianEngine *self, guint ms);
void lian_engine_go_online (LianEngine *self);
void lian_engine_send_sign_in (LianEngine *self);
void lian_engine_drop_sign_in (LianEngine *self, const GError *error);

void lian_engine_admit (LianEngine *self, LianMe *me, GTask *task);
gboolean lian_engine_admit_first (LianEngine *self);

void lian_engine_resync_all (LianEngine *self);
void lian_engine_resync_asked (LianEngine *self, const char *const *kinds);
void lian_engine_take_due (LianEngine *self);
void lian_engine_compared (LianEngine *self, char **different);
gboolean lian_engine_stay_stuck (LianEngine *self);
void lian_engine_forgive (LianEngine *self);
void lian_engine_meet_epoch (LianEngine *self, const char *epoch);
gboolean lian_engine_is_following (LianEngine *self);
void lian_engine_follow (LianEngine *self);

void lian_engine_take_snapshot (LianEngine *self);
void lian_engine_open_feed (LianEngine *self, const char *position);
void lian_engine_close_feed (LianEngine *self);

G_END_DECLS
