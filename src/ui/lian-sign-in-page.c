/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-sign-in-page.h"

#include "lian-error.h"
#include "lian-ledger.h"
#include "lian-text.h"

#include <glib/gi18n-lib.h>

struct _LianSignInPage
{
  AdwBin parent_instance;

  LianEngine *engine; /* (owned) (nullable) */
  GCancellable *cancellable;
  gboolean busy;

  /* template children */
  GtkEditable *server_row;
  GtkEditable *account_row;
  GtkEditable *password_row;
  GtkEditable *seat_row;
  GtkLabel *server_message;
  GtkLabel *password_message;
  GtkLabel *message;
  GtkLabel *waiting;
  GtkWidget *sign_in_button;
  GtkWidget *leave_button;
  GtkSpinner *spinner;
};

enum
{
  SIGNED_IN,
  LEFT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianSignInPage, lian_sign_in_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
say (GtkLabel *label, GtkEditable *row, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  if (row == NULL)
    return;
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
}

static void
clear_messages (LianSignInPage *self)
{
  say (self->server_message, self->server_row, NULL);
  say (self->password_message, self->password_row, NULL);
  say (self->message, NULL, NULL);
}

static void
set_busy (LianSignInPage *self, gboolean busy)
{
  self->busy = busy;
  gtk_widget_set_sensitive (self->sign_in_button, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
}

static void
signed_in_cb (GObject *engine, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianSignInPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = lian_engine_sign_in_finish (LIAN_ENGINE (engine), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, FALSE);
  /* The password is not kept a moment longer than it is needed. */
  gtk_editable_set_text (self->password_row, "");
  if (done)
    g_signal_emit (self, signals[SIGNED_IN], 0);
  else
    lian_sign_in_page_show_error (self, error);
}

static char *
dup_trimmed (GtkEditable *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (row)));
}

static void
sign_in_cb (LianSignInPage *self)
{
  g_autofree char *server = dup_trimmed (self->server_row);
  g_autofree char *account = dup_trimmed (self->account_row);
  g_autofree char *seat = dup_trimmed (self->seat_row);
  const char *password = gtk_editable_get_text (self->password_row);
  g_autoptr (GError) error = NULL;

  if (self->engine == NULL || self->busy)
    return;
  clear_messages (self);
  if (*account == '\0' || *password == '\0')
    {
      say (self->password_message, NULL, _ ("Please enter account and password."));
      return;
    }
  if (g_strcmp0 (server, lian_engine_get_server (self->engine)) != 0)
    lian_engine_set_server (self->engine, server, &error);
  if (error != NULL)
    {
      lian_sign_in_page_show_bad_address (self);
      return;
    }
  set_busy (self, TRUE);
  lian_engine_sign_in (self->engine, account, password, seat, self->cancellable, signed_in_cb,
                       g_object_ref (self));
}

static void
leave_cb (LianSignInPage *self)
{
  g_signal_emit (self, signals[LEFT], 0);
}

static void
lian_sign_in_page_dispose (GObject *object)
{
  LianSignInPage *self = LIAN_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  G_OBJECT_CLASS (lian_sign_in_page_parent_class)->dispose (object);
}

static void
lian_sign_in_page_class_init (LianSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_sign_in_page_dispose;
  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/liandong/Liandong/ui/lian-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, server_row);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, account_row);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, seat_row);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, server_message);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, password_message);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, message);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, waiting);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, leave_button);
  gtk_widget_class_bind_template_child (widget_class, LianSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_messages);
}

static void
lian_sign_in_page_init (LianSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
}

/**
 * lian_sign_in_page_new:
 *
 * Returns: (transfer floating): an empty form
 */
GtkWidget *
lian_sign_in_page_new (void)
{
  return g_object_new (LIAN_TYPE_SIGN_IN_PAGE, NULL);
}

/* How many, and no more: whoever stands here has not said yet who they are. */
static void
ledger_changed_cb (LianSignInPage *self)
{
  guint n = lian_ledger_count_open (lian_engine_get_ledger (self->engine));
  g_autofree char *text
      = n == 0 ? NULL
               : g_strdup_printf (ngettext ("%u instruction waits on this computer. It goes out "
                                            "when whoever gave it signs in.",
                                            "%u instructions wait on this computer. They go out "
                                            "when whoever gave them signs in.",
                                            n),
                                  n);

  say (self->waiting, NULL, text);
}

/**
 * lian_sign_in_page_set_engine:
 * @engine: signs in; what waits in its ledger is counted on the page
 */
void
lian_sign_in_page_set_engine (LianSignInPage *self, LianEngine *engine)
{
  if (!g_set_object (&self->engine, engine))
    return;
  g_signal_connect_object (lian_engine_get_ledger (engine), "changed",
                           G_CALLBACK (ledger_changed_cb), self, G_CONNECT_SWAPPED);
  ledger_changed_cb (self);
}

/**
 * lian_sign_in_page_set_fields:
 * @server: address of the platform
 * @account: who signed in last, or ""
 * @seat: at which seat, or ""
 */
void
lian_sign_in_page_set_fields (LianSignInPage *self, const char *server, const char *account,
                              const char *seat)
{
  gtk_editable_set_text (self->server_row, server);
  gtk_editable_set_text (self->account_row, account);
  gtk_editable_set_text (self->seat_row, seat);
}

/**
 * lian_sign_in_page_get_server:
 *
 * Returns: (transfer none): what stands in the field
 */
const char *
lian_sign_in_page_get_server (LianSignInPage *self)
{
  return gtk_editable_get_text (self->server_row);
}

/**
 * lian_sign_in_page_get_account:
 *
 * Returns: (transfer none): what stands in the field
 */
const char *
lian_sign_in_page_get_account (LianSignInPage *self)
{
  return gtk_editable_get_text (self->account_row);
}

/**
 * lian_sign_in_page_get_seat:
 *
 * Returns: (transfer none): what stands in the field
 */
const char *
lian_sign_in_page_get_seat (LianSignInPage *self)
{
  return gtk_editable_get_text (self->seat_row);
}

/**
 * lian_sign_in_page_set_can_leave:
 * @can_leave: whether there is an older picture to go back to
 */
void
lian_sign_in_page_set_can_leave (LianSignInPage *self, gboolean can_leave)
{
  gtk_widget_set_visible (self->leave_button, can_leave);
}

/**
 * lian_sign_in_page_show_error:
 * @error: why it did not work
 */
void
lian_sign_in_page_show_error (LianSignInPage *self, const GError *error)
{
  const char *text = lian_error_to_text (error);

  clear_messages (self);
  if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_UNAUTHENTICATED)
      || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_THROTTLED))
    say (self->password_message, self->password_row, text);
  else if (g_error_matches (error, LIAN_ERROR, LIAN_ERROR_UNREACHABLE)
           || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_TLS)
           || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_NOT_LIANDONG)
           || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_WRONG_SERVER)
           || g_error_matches (error, LIAN_ERROR, LIAN_ERROR_SERVER))
    say (self->server_message, self->server_row, text);
  else
    say (self->message, NULL, text);
}

/**
 * lian_sign_in_page_show_bad_address:
 *
 * Says that what stands in the field is no address.
 */
void
lian_sign_in_page_show_bad_address (LianSignInPage *self)
{
  clear_messages (self);
  say (self->server_message, self->server_row,
       _ ("This is not an address of a platform. It looks like https://name:port."));
}

/**
 * lian_sign_in_page_get_message:
 *
 * Returns: (transfer none): the sentence that is shown, "" when none
 */
const char *
lian_sign_in_page_get_message (LianSignInPage *self)
{
  GtkLabel *labels[] = { self->server_message, self->password_message, self->message };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    if (gtk_widget_get_visible (GTK_WIDGET (labels[i])))
      return gtk_label_get_text (labels[i]);
  return "";
}
