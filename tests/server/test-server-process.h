/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* The real program, serving a database of its own, to be killed. */
typedef struct
{
  GSubprocess *process;
  char *uri;
  SoupSession *session;
} TestProcess;

/* The program is the last argument of the test's command line. */
void test_process_init (int argc, char **argv);
const char *test_process_program (void);

TestProcess *test_process_start (const char *path);
/* Without a word. */
void test_process_kill (TestProcess *self);
/* Ends it as its parent's end would, and expects that it succeeds. */
void test_process_close_input (TestProcess *self);

/* A POST with its digest. @key, @if_match and @token may be NULL. */
SoupMessage *test_process_make_post (TestProcess *self, const char *path, const char *body,
                                     const char *key, const char *if_match, const char *token);
/* The answer, NULL when there was none. */
char *test_process_send (TestProcess *self, SoupMessage *msg);
char *test_process_sign_in (TestProcess *self, const char *account, const char *password);
/* What verify said; it has to have found all right. */
char *test_process_verify (const char *path);

G_END_DECLS
