/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-service-private.h"
#include "lian-service.h"

G_BEGIN_DECLS

#define TEST_COUNTY "421202000000"
#define TEST_STREET "421202001000"
#define TEST_COMMUNITY "421202001001"
#define TEST_OTHER_STREET "421202002000"
#define TEST_OTHER_COMMUNITY "421202002001"
#define TEST_NOW G_GINT64_CONSTANT (1795484400000000)
#define TEST_CANARY "13907150417"

/* Iterates until *@done, at most ten seconds. */
void test_iterate_until (gboolean *done);
/* The same for any condition. */
#define TEST_WAIT(condition)                      \
  G_STMT_START                                    \
  {                                               \
    guint test_deadline = test_deadline_begin (); \
                                                  \
    while (!(condition))                          \
      g_main_context_iteration (NULL, TRUE);      \
    g_source_remove (test_deadline);              \
  }                                               \
  G_STMT_END
guint test_deadline_begin (void);

/* A county of two squares, two communities, three units (the last one inactive), in a directory of
 * its own. */
typedef struct
{
  char *directory;
  char *path;
  LianService *service;
} TestCounty;

TestCounty *test_county_new (void);
/* With no more of the dictionary than the workflow needs: for what reads all of the file often. */
TestCounty *test_county_new_short (void);
/* The same with cases c-0, c-1 … that wait to be dispatched. */
TestCounty *test_county_new_filed (guint n_cases);
void test_county_reopen (TestCounty *self);
void test_county_free (TestCounty *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCounty, test_county_free)

extern const LianActor test_resident, test_operator, test_chief, test_dispatcher, test_unit,
    test_co_unit, test_inspector, test_other_street, test_leader;

LianReply *test_submit (TestCounty *self, LianIntake intake, const LianActor *actor,
                        const char *body, const char *digest, gint64 if_match);
/* Status and name of the problem are as said; "" for a receipt. */
void test_expect (TestCounty *self, LianIntake intake, const LianActor *actor, const char *body,
                  gint64 if_match, guint status, const char *problem);
JsonObject *test_reply_object (const LianReply *reply, JsonParser **parser);

char *test_report (const char *id);
char *test_act (const char *id, const char *action, const char *case_id, const char *rest);
char *test_dispatch (const char *id, const char *case_id, const char *rest);
/* The one record with this id, unmasked. */
LianRecord *test_find (TestCounty *self, LianKindId kind, const char *id);
/* Report, accept, file: to be dispatched; returns its version. */
gint64 test_make_filed (TestCounty *self, const char *id);
/* LianDbFunc: the records of a file of before there was a mirrored set; seals are the caller's. */
gboolean test_drop_mirrored_set (LianConn *conn, GError **error);
/* From the database, and the same from memory if that reaches so far back. */
char *test_read_feed (TestCounty *self, const char *region, gint64 since, gboolean mark,
                      gint64 *seq);
char *test_read_feed_as (TestCounty *self, LianPerson *person, gint64 since, gboolean mark,
                         gint64 *seq);
/* Outside of the workflow, on behalf of the chief. */
void test_put (TestCounty *self, LianRecord *record);

G_END_DECLS
