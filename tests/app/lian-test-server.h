/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A real liandong-server with the small county as a child process, in a directory of its own. */
typedef struct
{
  char *directory;
  char *database;
  char *password;
  char *url; /* of the running server */
  guint port;
  guint speed;          /* of a simulated day; 0: as fast as life */
  GSubprocess *process; /* (nullable) while stopped */
} LianTestServer;

LianTestServer *lian_test_server_new (void);
/* Port 0 the first time, the same port afterwards. */
void lian_test_server_start (LianTestServer *self, gboolean simulate);
void lian_test_server_kill (LianTestServer *self); /* SIGKILL */
void lian_test_server_free (LianTestServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianTestServer, lian_test_server_free)

/* A bearer token. */
char *lian_test_server_sign_in (LianTestServer *self, const char *account);
/* What residents and units do: signs in as @account and posts @body (JSON) to @path; returns the
 * status, and the answer in @answer (nullable). */
guint lian_test_server_post (LianTestServer *self, const char *account, const char *path,
                             const char *body, char **answer);
/* The same with If-Match: @version, -1 for none. */
guint lian_test_server_post_if (LianTestServer *self, const char *account, const char *path,
                                const char *body, gint64 version, char **answer);
char *lian_test_server_get (LianTestServer *self, const char *account, const char *path);

/* Iterates the main context until the condition holds or @seconds have passed. */
#define LIAN_WAIT(condition, seconds)                                                         \
  G_STMT_START                                                                                \
  {                                                                                           \
    gint64 wait_until = g_get_monotonic_time () + (gint64)(seconds)*G_USEC_PER_SEC;           \
    while (!(condition) && g_get_monotonic_time () < wait_until)                              \
      lian_test_iterate (50);                                                                 \
    if (!(condition))                                                                         \
      g_error ("%s:%d: not within %d s: %s", __FILE__, __LINE__, (int)(seconds), #condition); \
  }                                                                                           \
  G_STMT_END
void lian_test_iterate (guint at_most_ms);

G_END_DECLS
