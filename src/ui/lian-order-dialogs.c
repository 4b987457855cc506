/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-dialogs.h"

#include <glib/gi18n.h>

#include "lian-compat.h"
#include "lian-error.h"

#define UNDO_SECONDS 5

/* What a dialog is about: what is on the screen may be another when it is answered. */
typedef struct
{
  LianEngine *engine; /* (owned) */
  GtkLabel *said;     /* (owned) */
  char *id;
  char *case_id; /* (nullable) */
  gint64 version;
} Asked;

static Asked *
asked_new (LianEngine *engine, const char *id, GtkLabel *said)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->engine = g_object_ref (engine);
  asked->said = g_object_ref (said);
  asked->id = g_strdup (id);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->engine);
  g_object_unref (asked->said);
  g_free (asked->id);
  g_free (asked->case_id);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
say (Asked *asked, const GError *error)
{
  gtk_label_set_text (asked->said, error != NULL ? lian_error_to_text (error) : "");
}

static GtkWindow *
window_of (GtkLabel *said)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (said));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;

  lian_engine_drop_row_finish (LIAN_ENGINE (source), result, &error);
  say (asked, error);
}

static void
drop_reason_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  Asked *kept = asked; /* which argument is evaluated first is not said */
  g_autofree char *reason = lian_compat_ask_finish (result, NULL);

  if (reason != NULL)
    lian_engine_drop_row (kept->engine, kept->id, reason, dropped_cb, g_steal_pointer (&asked));
}

/**
 * lian_order_dialogs_drop:
 * @engine: for the ledger
 * @id: an instruction of one's own
 * @said: where a failure is said
 */
void
lian_order_dialogs_drop (LianEngine *engine, const char *id, GtkLabel *said)
{
  lian_compat_ask (window_of (said), _ ("Drop this instruction?"),
                   _ ("Nothing more is done about it. The reason is kept in the duty log."),
                   _ ("Reason"), _ ("Drop"), TRUE, drop_reason_cb, asked_new (engine, id, said));
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  if (id == NULL)
    say (asked, error);
}

/* Through the ledger, with its own undo and its own receipt. */
static void
revoke_reason_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  Asked *kept = asked; /* which argument is evaluated first is not said */
  g_autofree char *reason = lian_compat_ask_finish (result, NULL);
  LianDispatch dispatch = { .kind = "revoke",
                            .case_id = asked->case_id,
                            .case_version = asked->version,
                            .instruction_id = asked->id,
                            .opinion = reason };

  if (reason != NULL)
    lian_engine_order (kept->engine, &dispatch, UNDO_SECONDS, NULL, ordered_cb,
                       g_steal_pointer (&asked));
}

/**
 * lian_order_dialogs_revoke:
 * @engine: for the ledger
 * @record: the case
 * @id: the instruction that stands for it
 * @said: where a failure is said
 */
void
lian_order_dialogs_revoke (LianEngine *engine, LianRecord *record, const char *id, GtkLabel *said)
{
  Asked *asked = asked_new (engine, id, said);

  asked->case_id = g_strdup (lian_record_get_id (record));
  asked->version = lian_record_get_version (record);
  lian_compat_ask (window_of (said), _ ("Revoke the instruction?"),
                   _ ("The unit is told to stop, and the case waits to be dispatched again."),
                   _ ("Reason"), _ ("Revoke"), TRUE, revoke_reason_cb, asked);
}

static void
sent_on_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = lian_engine_send_on_finish (LIAN_ENGINE (source), result, &error);

  say (asked, error);
}

static void
send_on_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  Asked *kept = asked; /* which argument is evaluated first is not said */

  if (lian_compat_confirm_finish (result, NULL))
    lian_engine_send_on (kept->engine, kept->id, UNDO_SECONDS, sent_on_cb,
                         g_steal_pointer (&asked));
}

/**
 * lian_order_dialogs_send_on:
 * @engine: for the ledger
 * @id: what somebody else has left
 * @what: it in words
 * @said: where a failure is said
 */
void
lian_order_dialogs_send_on (LianEngine *engine, const char *id, const char *what, GtkLabel *said)
{
  g_autofree char *body
      = g_strdup_printf (_ ("%s\n\nIt becomes an instruction of yours, on behalf of its author. If "
                            "theirs has arrived after all, the platform refuses yours."),
                         what);

  lian_compat_confirm (window_of (said), _ ("Send it on?"), body, _ ("Send on"), FALSE, NULL,
                       send_on_confirmed_cb, asked_new (engine, id, said));
}

static void
given_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autoptr (GError) error = NULL;

  lian_engine_revoke_row_finish (LIAN_ENGINE (source), result, &error);
  say (asked, error);
}

static void
give_up_reason_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  Asked *kept = asked; /* which argument is evaluated first is not said */
  g_autofree char *reason = lian_compat_ask_finish (result, NULL);

  if (reason != NULL)
    lian_engine_revoke_row (kept->engine, kept->id, reason, given_up_cb, g_steal_pointer (&asked));
}

/**
 * lian_order_dialogs_give_up:
 * @engine: for the ledger
 * @id: what somebody else has left
 * @what: it in words
 * @said: where a failure is said
 */
void
lian_order_dialogs_give_up (LianEngine *engine, const char *id, const char *what, GtkLabel *said)
{
  g_autofree char *body
      = g_strdup_printf (_ ("%s\n\nIt is never sent. What may have arrived is asked about first. "
                            "The reason is kept in the duty log."),
                         what);

  lian_compat_ask (window_of (said), _ ("Revoke what was left?"), body, _ ("Reason"), _ ("Revoke"),
                   TRUE, give_up_reason_cb, asked_new (engine, id, said));
}
