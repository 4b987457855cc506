/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lian-clock.h"
#include "lian-dictionary.h"
#include "lian-record.h"
#include "lian-workflow.h"

G_BEGIN_DECLS

/* The functions of the smart-community API, without HTTP: the routes and the simulator both call
 * these, as accounts, and neither knows SQL. Main thread; the work is done on the database's
 * threads. */
#define LIAN_TYPE_SERVICE (lian_service_get_type ())
G_DECLARE_FINAL_TYPE (LianService, lian_service, LIAN, SERVICE, GObject)

/* Makes a new database: server_id, epoch, @records (element-type LianRecord, of all kinds, in any
 * order; versions are given here), demonstration flag and the server's clock, which begins at @now.
 */
gboolean lian_service_create (const char *path, const char *name, gboolean demonstration,
                              gint64 now, GPtrArray *records, GError **error);
/* The same in portions, while the next one is made: @source calls lian_service_load() for each. */
typedef struct _LianServiceLoad LianServiceLoad;
typedef gboolean (*LianServiceSource) (LianServiceLoad *load, gpointer data, GError **error);
gboolean lian_service_load (LianServiceLoad *load, GPtrArray *records, GError **error);
gboolean lian_service_create_from (const char *path, const char *name, gboolean demonstration,
                                   gint64 now, LianServiceSource source, gpointer data,
                                   GError **error);
LianService *lian_service_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_service_close (LianService *self);

LianClock *lian_service_get_clock (LianService *self);
LianDictionary *lian_service_get_dictionary (LianService *self); /* (transfer none) */

/* Kept in the audit chain: numbers stay what they are. */
typedef enum
{
  LIAN_INTAKE_REPORT,      /* POST /v1/cases */
  LIAN_INTAKE_ACT,         /* POST /v1/acts */
  LIAN_INTAKE_INSTRUCTION, /* POST /v1/instructions */
  LIAN_INTAKE_DICTIONARY,  /* POST /v1/dictionary: lian_service_load_dictionary() */
  LIAN_INTAKE_REVEAL = 4,  /* POST /v1/cases/{id}/reveal: lian_service_reveal() */
  /* The import command only, lian-service-import.h; the numbers are in the audit. */
  LIAN_INTAKE_IMPORT_REPORT = 5,  /* a report that may say when it was made */
  LIAN_INTAKE_IMPORT_RECORDS = 6, /* regions, grids, places */
} LianIntake;

typedef struct
{
  guint status;
  GBytes *body;       /* JSON: a receipt or a problem document */
  char *content_type; /* */
} LianReply;
void lian_reply_free (LianReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianReply, lian_reply_free)

/* Said, but not a version. */
#define LIAN_IF_MATCH_MALFORMED (-2)

/* Actor and bytes are copied. @digest: hexadecimal SHA-256 as sent, NULL = none was sent.
 * @if_match: -1 none. finish never fails but for closing: a refusal is a reply. */
void lian_service_submit (LianService *self, LianIntake intake, const LianActor *actor,
                          const char *seat, GBytes *body, const char *digest, gint64 if_match,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
/* One personal field of a case in clear, with a reason; finished with lian_service_submit_finish():
 * the reply has the receipt and the value. */
void lian_service_reveal (LianService *self, const LianActor *actor, const char *seat,
                          const char *case_id, GBytes *body, const char *digest,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data);
LianReply *lian_service_submit_finish (LianService *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Another dictionary file instead of the present one, under @key as its id; finished with
 * lian_service_submit_finish(). What is submitted meanwhile waits for it. */
void lian_service_load_dictionary (LianService *self, const LianActor *actor, const char *seat,
                                   const char *key, GBytes *file, const char *digest,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data);

/* A picture or a document that an act is going to name. @bytes: as sent, @digest: their hexadecimal
 * SHA-256 as sent. The reply says what is kept. */
void lian_service_keep_attachment (LianService *self, const LianActor *actor,
                                   const char *media_type, GBytes *bytes, const char *digest,
                                   GAsyncReadyCallback callback, gpointer user_data);
LianReply *lian_service_keep_attachment_finish (LianService *self, GAsyncResult *result)
    G_GNUC_WARN_UNUSED_RESULT;

/* Records that @actor may see, unmasked only for the simulator's own use (@masked FALSE); @term:
 * see lian-term.h, NULL = all; by id; (element-type LianRecord). */
void lian_service_list (LianService *self, const LianActor *actor, LianKindId kind,
                        const char *term, guint limit, gboolean masked, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *lian_service_list_finish (LianService *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* A grid member's position and presence, or another change that is not part of the workflow:
 * replaces the record (version given here) and puts it on the feed. For connectors and the
 * simulator. */
void lian_service_put (LianService *self, const LianActor *actor, LianRecord *record,
                       GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_service_put_finish (LianService *self, GAsyncResult *result, GError **error);

/* signal "committed" (gint64 seq): after each transaction that changed records
 * signal "rights-changed" (): accounts or tokens are not what they were */

G_END_DECLS
