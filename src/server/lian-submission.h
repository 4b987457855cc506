/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lian-act.h"
#include "lian-clock.h"
#include "lian-dictionary-file.h"
#include "lian-service.h"
#include "lian-txn.h"

G_BEGIN_DECLS

/* One thing that somebody submits, on its way through the checks of docs/api.md. Belongs to the
 * writing thread while it runs.
 *
 * The steps return FALSE to stop: either with @error set (the database failed, everything is rolled
 * back) or with reply set (a refusal or a stored receipt). No step refuses after the first write.
 */
typedef struct
{
  LianIntake intake;
  LianPerson *person;
  char *seat; /* (nullable) */
  GBytes *body;
  char *key;    /* (nullable): the id of a body that is none of JSON */
  char *digest; /* (nullable): as sent */
  char *target; /* (nullable): the record that the path names */
  gint64 if_match;

  LianClock *clock;
  LianDictionary *dictionary;
  LianLocator *locator;
  char *epoch;

  /* on the way */
  LianTxn txn;
  JsonNode *root;
  JsonObject *object; /* of @root */
  const char *id;     /* of @object, or @key */
  char *computed;     /* digest of the body */
  const char *role;   /* by which it is allowed */
  char *actor_name;

  LianReply *reply;
} LianSubmission;

void lian_submission_free (LianSubmission *self);
/* LianDbFunc; data is a LianSubmission. */
gboolean lian_submission_run (LianConn *conn, gpointer data, gpointer *result, GError **error);

LianReply *lian_reply_new_json (guint status, JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_reply_new_problem (guint status, const char *name, const char *field,
                                   const char *detail, const LianRecord *current)
    G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_reply_new_fault (const LianDictionaryFileFault *fault) G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_reply_new_error (const GError *error) G_GNUC_WARN_UNUSED_RESULT;
LianReply *lian_reply_finish_read (GObject *source, GAsyncResult *result, LianReply **read,
                                   const char *what) G_GNUC_WARN_UNUSED_RESULT;

/* Always FALSE, for "return lian_submission_refuse (…)". */
gboolean lian_submission_refuse (LianSubmission *self, guint status, const char *name,
                                 const char *field, const LianRecord *current, const char *format,
                                 ...) G_GNUC_PRINTF (6, 7);
/* The members named in @allowed (ended by NULL), decoded by the field table of @kind; @preset
 * (owned elsewhere) is put under them. A refusal names the field. */
LianRecord *lian_submission_decode (LianSubmission *self, LianKindId kind,
                                    const char *const *allowed, JsonObject *preset)
    G_GNUC_WARN_UNUSED_RESULT;
/* The role by which the person may do @action, FALSE with 403 or 400 (naming @member) if there is
 * none. */
gboolean lian_submission_check_role (LianSubmission *self, const char *member, const char *action);
/* The record, if the person may see it: otherwise 404 "unknown-KIND". */
LianRecord *lian_submission_find (LianSubmission *self, LianKindId kind, const char *id,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_submission_check_version (LianSubmission *self, const LianRecord *record,
                                        gboolean required);
/* Attachments that it names are there, and the person's own or visible to them: otherwise 400. */
gboolean lian_submission_check_attachments (LianSubmission *self, GError **error);
/* Of an act that must not be carried out later than it says: 409 "expired". */
gboolean lian_submission_check_not_after (LianSubmission *self, const LianRecord *act);
/* lian-intake-supersede.c: it and what it replaces are not both taken: 409 "superseded",
 * "superseded-received"; who may send on for others: 403. */
gboolean lian_submission_check_supersedes (LianSubmission *self, const LianRecord *act,
                                           GError **error);
/* No record of @kind may have the id of what comes in. */
gboolean lian_submission_check_fresh (LianSubmission *self, LianKindId kind, GError **error);
/* The receipt becomes the reply, 201. */
gboolean lian_submission_append_audit (LianSubmission *self, LianReceipt **receipt, GError **error);

/* lian-intake-surroundings.c: what stands around the subject of an act. */
typedef struct
{
  LianRecord *instruction; /* (owned) (nullable), as all of them */
  GPtrArray *deliveries;
  LianRecord *application;
  LianRecord *supervision;
  LianRecord *handover;
  LianRecord *lead_case;
  GPtrArray *units;
} LianSurroundings;
void lian_surroundings_clear (LianSurroundings *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LianSurroundings, lian_surroundings_clear)
gboolean lian_submission_gather (LianSubmission *self, LianActContext *context,
                                 LianSurroundings *around, GError **error);

/* @order: registered by hand, as an instruction. */
gboolean lian_intake_report (LianSubmission *self, gboolean order, GError **error);
gboolean lian_intake_act (LianSubmission *self, gboolean order, GError **error);
gboolean lian_intake_dictionary (LianSubmission *self, GError **error);
gboolean lian_intake_reveal (LianSubmission *self, GError **error);
/* The answer to something that was revealed before; always FALSE. */
gboolean lian_intake_reveal_again (LianSubmission *self, LianReceipt *receipt, GError **error);

G_END_DECLS
