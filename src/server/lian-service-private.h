/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-access-log.h"
#include "lian-db.h"
#include "lian-feed.h"
#include "lian-locator.h"
#include "lian-person.h"
#include "lian-service.h"
#include "lian-throttle.h"
#include "lian-txn.h"

G_BEGIN_DECLS

typedef struct
{
  LianDictionary *dictionary;
  LianLocator *locator;
  LianReply *entries;
} LianVocabulary;

/* How much of the feed is kept: events go when they are older than @days and not among the newest
 * @rows, while serving about @portion of them in a transaction, so that nobody waits long. */
typedef struct
{
  guint days;
  guint rows;
  guint portion;
} LianRetention;

struct _LianService
{
  GObject parent_instance;

  int lock;                   /* (owned): keeps other programs off the file, -1 = none */
  LianDb *db;                 /* (owned) */
  LianClock *clock;           /* (owned) */
  LianDictionary *dictionary; /* (owned) */
  LianLocator *locator;       /* (owned) */
  LianReply *entries;         /* (owned): the dictionary as JSON */
  char *entries_tag;          /* (owned): its ETag */

  char *server_id; /* (owned) */
  char *epoch;     /* (owned) */
  char *name;      /* (owned) */
  gboolean demonstration;
  gboolean closed;
  gboolean readonly; /* the disk took nothing when it was last tried */

  gboolean loading; /* another dictionary is on its way into the database */
  GQueue waiting;   /* (element-type GTask) (owned): submissions that come after it */

  gint64 min_seq;   /* oldest position that the feed still goes on from */
  gint64 max_seq;   /* newest committed */
  LianFeed *feed;   /* (owned): the newest of the feed, in memory */
  guint feed_reads; /* pages of the feed that the database was asked for */
  LianRetention retention;
  guint prune_timer;
  gboolean pruning;

  GHashTable *accounts; /* (owned) name → LianAccount */
  GHashTable *sessions; /* (owned) hexadecimal SHA-256 of the token → LianSession */
  LianThrottle *logins; /* (owned): by account */
  LianAccessLog *log;   /* (owned) */
};

/* lian-service-schema.c */
gboolean lian_service_schema (LianConn *conn, gpointer data, gpointer *result, GError **error);
extern const char *const lian_service_steps[];
extern const guint lian_service_n_steps;
gboolean lian_schema_read_version (LianConn *conn, gint64 *version, GError **error);
gboolean lian_schema_keep_fingerprint (LianConn *conn, const LianKind *kind, GError **error);
gboolean lian_schema_read_fingerprint (LianConn *conn, const LianKind *kind, char **value,
                                       GError **error);
gboolean lian_schema_check_classes (LianConn *conn, GError **error);

/* lian-service-lock.c */
gboolean lian_service_lock_file (const char *path, int *lock, GError **error);

/* lian-service-migrate.c */
/* (element-type guint): fields that the table lacks; NULL: more than that is different.
 * @fingerprint (nullable): of what the table was made from. */
GArray *lian_schema_list_missing (LianConn *conn, const LianKind *kind, const char *fingerprint,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A database of an older version of the program becomes one of this. @said: what was done, in
 * lines. Blocks. */
gboolean lian_service_migrate (const char *path, GString *said, GError **error);

/* lian-service.c: after every commit of a transaction, in their order. Takes its events. */
void lian_service_note_commit (LianService *self, LianTxn *txn);

extern const LianRetention lian_retention_default; /* reliability.md 1.3 */

/* lian-service-prune.c */
gboolean lian_service_prune_feed (LianConn *conn, const LianRetention *retention, gint64 now,
                                  gint64 *min_seq, GError **error);
void lian_service_prune (LianService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_service_prune_finish (LianService *self, GAsyncResult *result, GError **error);
void lian_service_prune_hourly (LianService *self);

/* lian-service-mirror.c: closed cases leave the mirrored set after the dictionary's mirror_days,
 * and come back when these become more. */
void lian_service_tend_mirror (LianService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean lian_service_tend_mirror_finish (LianService *self, GAsyncResult *result, GError **error);

/* lian-service-dictionary.c: what is learnt from records that may change. */
/* LianDbFunc; data is a LianVocabulary to be filled. */
gboolean lian_vocabulary_read (LianConn *conn, gpointer data, gpointer *result, GError **error);
/* Takes what is in it. */
void lian_service_take_vocabulary (LianService *self, LianVocabulary *vocabulary);
/* Reads it anew if it comes from one of @kinds (a bit each). */
void lian_service_refresh (LianService *self, guint kinds);
void lian_service_reload (LianService *self, GAsyncReadyCallback callback, gpointer user_data);
void lian_service_reload_finish (LianService *self, GAsyncResult *result);

/* lian-service-accounts.c */
typedef struct
{
  LianPerson *person;
  char *hash;
  char *region_name;
  gboolean disabled;
} LianAccount;

typedef struct
{
  LianPerson *person;
  char *region_name;
  char *seat;
  gint64 expires_at;
} LianSession;

void lian_account_free (LianAccount *self);
void lian_session_free (LianSession *self);
/* LianDbFunc; data is a LianService whose tables of accounts and sessions are filled. */
gboolean lian_service_load_accounts (LianConn *conn, gpointer data, gpointer *result,
                                     GError **error);
/* Runs in tests and command line: blocks. @person's name may be used for none yet. */
gboolean lian_service_add_account (LianService *self, LianPerson *person, const char *hash,
                                   GError **error);
/* As many @hashes as @persons (element-type LianPerson); all or none. */
gboolean lian_service_add_accounts (LianService *self, GPtrArray *persons,
                                    const char *const *hashes, GError **error);
gboolean lian_service_disable_account (LianService *self, const char *account, GError **error);
gboolean lian_service_enable_account (LianService *self, const char *account, gboolean enabled,
                                      GError **error);
gboolean lian_service_change_account (LianService *self, const LianPerson *person, const char *hash,
                                      GError **error);
const LianAccount *lian_service_find_account (LianService *self, const char *account,
                                              GError **error);
gboolean lian_service_reload_accounts (LianService *self, GError **error);

/* lian-service-tokens.c */
#define LIAN_TOKEN_MAX_DAYS 3660
#define LIAN_TOKEN_ID_LENGTH 12 /* digits of the digest that a token is called by */
char *lian_token_make (GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *lian_token_hash (const char *token) G_GNUC_WARN_UNUSED_RESULT;
char *lian_service_add_token (LianService *self, const char *account, const char *seat, guint days,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_service_revoke_token (LianService *self, const char *id, GError **error);

typedef struct
{
  char *token;
  gint64 expires_at;
  LianSession *session; /* (owned): a copy */
} LianSignedIn;
void lian_signed_in_free (LianSignedIn *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianSignedIn, lian_signed_in_free)

/* LIAN_ERROR_THROTTLED, LIAN_ERROR_UNAUTHENTICATED */
void lian_service_sign_in (LianService *self, const char *account, const char *password,
                           const char *seat, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);
LianSignedIn *lian_service_sign_in_finish (LianService *self, GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): valid until the next call into the service */
const LianSession *lian_service_find_session (LianService *self, const char *token);
void lian_service_sign_out (LianService *self, const char *token);

/* lian-service-read.c: answers ready to be sent, masked, within what @person may see. */
typedef enum
{
  LIAN_QUERY_PAGE,        /* kind, region, after, limit */
  LIAN_QUERY_CASE,        /* ids[0] */
  LIAN_QUERY_INSTRUCTION, /* ids[0] */
  LIAN_QUERY_STATUS,      /* ids */
  LIAN_QUERY_RECORD,      /* kind, ids[0] */
  LIAN_QUERY_ATTACHMENT,  /* ids[0] */
  LIAN_QUERY_AUDIT,       /* after_number, limit */
  LIAN_QUERY_ACCESS_LOG,  /* after_number, limit */
} LianQueryType;

typedef struct
{
  LianQueryType type;
  LianPerson *person; /* (owned) */
  LianKindId kind;
  char *region; /* (nullable) */
  char *after;  /* (nullable) */
  gint64 after_number;
  guint limit;
  char **ids; /* (nullable) */

  char *epoch;                /* filled in by the service */
  LianDictionary *dictionary; /* filled in by the service */
  LianReply *reply;           /* the answer */
} LianQuery;
LianQuery *lian_query_new (LianQueryType type, LianPerson *person) G_GNUC_WARN_UNUSED_RESULT;
void lian_query_free (LianQuery *self);
void lian_service_ask (LianService *self, LianQuery *query, GAsyncReadyCallback callback,
                       gpointer user_data);
LianReply *lian_service_ask_finish (LianService *self, GAsyncResult *result)
    G_GNUC_WARN_UNUSED_RESULT;
char *lian_query_dup_page_sql (LianKindId id, const char *region) G_GNUC_WARN_UNUSED_RESULT;
gboolean lian_query_run (LianConn *conn, gpointer data, gpointer *result, GError **error);
/* lian-service-audit.c */
gboolean lian_query_run_audit (LianQuery *self, LianConn *conn, GError **error);

/* lian-service-attachments.c: pictures and documents. The answer is the bytes, or a problem. */
gboolean lian_query_run_attachment (LianQuery *self, LianConn *conn, GError **error);
/* LianDbFunc; data is the present time in microseconds: forgets attachments that no record names
 * and what of the access log is old enough. */
gboolean lian_service_tidy (LianConn *conn, gpointer data, gpointer *result, GError **error);
void lian_service_tidy_soon (LianService *self);
gboolean lian_query_read_position (LianConn *conn, const char *epoch, char **position,
                                   GError **error);

/* lian-service-kpi.c: figures of the dictionary over all cases that @person may see. */
typedef enum
{
  LIAN_KPI_BY_NONE,
  LIAN_KPI_BY_REGION, /* of the case */
  LIAN_KPI_BY_UNIT,   /* that leads */
  LIAN_KPI_BY_CATEGORY,
  LIAN_KPI_BY_DAY, /* in China, of the field that places a case in the period */
} LianKpiGroup;

typedef struct
{
  LianPerson *person; /* (owned) */
  char *region;       /* (nullable) */
  char **codes;       /* (nullable): which figures, all there are otherwise */
  LianKpiGroup group;
  gint64 from;
  gint64 to; /* first moment after the period */

  gint64 now;                 /* filled in by the service */
  char *epoch;                /* filled in by the service */
  LianDictionary *dictionary; /* filled in by the service */
  LianReply *reply;           /* the answer */
} LianKpiQuery;
LianKpiQuery *lian_kpi_query_new (LianPerson *person) G_GNUC_WARN_UNUSED_RESULT;
void lian_kpi_query_free (LianKpiQuery *self);
const char *lian_kpi_group_to_code (LianKpiGroup group);
gboolean lian_kpi_group_from_code (const char *code, LianKpiGroup *group);
void lian_service_count_kpis (LianService *self, LianKpiQuery *query, GAsyncReadyCallback callback,
                              gpointer user_data);
LianReply *lian_service_count_kpis_finish (LianService *self, GAsyncResult *result)
    G_GNUC_WARN_UNUSED_RESULT;

/* lian-service-history.c: closed cases, newest first, however long ago. */
typedef struct
{
  LianPerson *person; /* (owned) */
  gint64 from;        /* closed at this moment or later */
  gint64 to;          /* and before this one */
  char *region;       /* (nullable) */
  char *category;     /* (nullable): itself and what is below it */
  char *text;         /* (nullable): occurs in number, title or place as the person sees them */
  gint64 before_at;   /* behind the row that was closed then */
  char *before_id;    /* (nullable): and has this id */
  guint limit;
  guint most_read; /* closed cases that a page looks at, however few of them fit */

  gint64 now;                 /* filled in by the service */
  char *epoch;                /* filled in by the service */
  LianDictionary *dictionary; /* filled in by the service */
  LianReply *reply;           /* the answer */
} LianHistoryQuery;
LianHistoryQuery *lian_history_query_new (LianPerson *person) G_GNUC_WARN_UNUSED_RESULT;
void lian_history_query_free (LianHistoryQuery *self);
void lian_service_list_history (LianService *self, LianHistoryQuery *query,
                                GAsyncReadyCallback callback, gpointer user_data);
LianReply *lian_service_list_history_finish (LianService *self, GAsyncResult *result)
    G_GNUC_WARN_UNUSED_RESULT;

/* lian-service-feed.c: what happened after a seq, as @person sees it, from the database: for those
 * who are further back than the feed in memory. */
void lian_service_read_feed (LianService *self, LianPerson *person, gint64 since,
                             LianFeedFormat format, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
LianFeedPage *lian_service_read_feed_finish (LianService *self, GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
