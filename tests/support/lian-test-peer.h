/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A peer on a free loopback port that speaks HTTP/1.1 byte by byte, so that a test decides where an
 * answer is cut, what never comes and what never ends. Runs in the test's own main context. */
typedef struct _LianTestPeer LianTestPeer;

typedef struct
{
  char *method;
  char *path;          /* with the query */
  GHashTable *headers; /* lower-case name → value */
  char *body;
  gsize length;
} LianTestRequest;

typedef enum
{
  LIAN_TEST_ANSWER,
  LIAN_TEST_SILENT,  /* reads the request and says nothing, connection open */
  LIAN_TEST_DROP,    /* reads the request and closes: delivered, answer lost */
  LIAN_TEST_ENDLESS, /* a body that never ends */
  LIAN_TEST_STREAM,  /* an event stream: body first, then lian_test_peer_push() */
} LianTestTrick;

typedef struct
{
  LianTestTrick trick;
  guint status;      /* 0: 200 */
  const char *type;  /* NULL: application/json */
  const char *extra; /* (nullable): whole header lines, each with CRLF */
  const char *body;  /* (nullable) */
  const char *raw;   /* (nullable): instead of all above */
  gsize cut;         /* close after so many bytes of the answer, 0: whole */
  char *owned;       /* (nullable): a body made by the handler; freed by the peer */
} LianTestReply;

typedef void (*LianTestHandler) (const LianTestRequest *request, LianTestReply *reply,
                                 gpointer user_data);

LianTestPeer *lian_test_peer_new (LianTestHandler handler, gpointer user_data);
LianTestPeer *lian_test_peer_new_fixed (const LianTestReply *reply); /* the same to everything */
void lian_test_peer_free (LianTestPeer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianTestPeer, lian_test_peer_free)

const char *lian_test_peer_get_url (LianTestPeer *self);
guint lian_test_peer_get_requests (LianTestPeer *self); /* complete ones so far */
const LianTestRequest *lian_test_peer_get_last (LianTestPeer *self);
guint lian_test_peer_get_streams (LianTestPeer *self); /* open event streams */
/* What every connection hears before it has asked anything. */
void lian_test_peer_greet (LianTestPeer *self, const char *text);
void lian_test_peer_push (LianTestPeer *self, const char *text);
void lian_test_peer_stop (LianTestPeer *self);    /* closes everything, refuses connections */
void lian_test_peer_restart (LianTestPeer *self); /* on the same port */

/* Runs the main context until @condition holds; the test fails after ten seconds. */
#define LIAN_WAIT(condition)                                                  \
  G_STMT_START                                                                \
  {                                                                           \
    gint64 lian_wait_end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND; \
    guint lian_wait_tick = g_timeout_add (10, lian_test_tick, NULL);          \
    while (!(condition) && g_get_monotonic_time () < lian_wait_end)           \
      g_main_context_iteration (NULL, TRUE);                                  \
    g_source_remove (lian_wait_tick);                                         \
    g_assert_true (condition);                                                \
  }                                                                           \
  G_STMT_END
/* Runs the main context for @ms: for what must not happen. */
void lian_test_run (guint ms);
gboolean lian_test_tick (gpointer data);
/* An async callback that keeps the result in a GAsyncResult **. */
void lian_test_keep_result (GObject *object, GAsyncResult *result, gpointer slot);

G_END_DECLS
