/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-compat.h"

#include <glib/gi18n-lib.h>

static void
confirm_response_cb (GTask *task, const char *response)
{
  if (g_task_get_completed (task))
    return;
  g_task_return_boolean (task, g_strcmp0 (response, "yes") == 0);
  g_object_unref (task);
}

static void
confirm_cancelled_cb (GCancellable *cancellable, GtkWindow *dialog)
{
  gtk_window_close (dialog);
}

/**
 * lian_compat_confirm:
 * @parent: (nullable): the window it belongs to
 * @heading: the question, plain text
 * @body: what follows from it, plain text
 * @action: words of the button that does it
 * @destructive: whether the button is coloured as a danger
 * @cancellable: (nullable): closes the dialog, which counts as no
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks a person. Main thread.
 */
void
lian_compat_confirm (GtkWindow *parent, const char *heading, const char *body, const char *action,
                     gboolean destructive, GCancellable *cancellable, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  g_task_set_source_tag (task, lian_compat_confirm);
  adw_message_dialog_add_response (message, "no", _ ("Cancel"));
  adw_message_dialog_add_response (message, "yes", action);
  adw_message_dialog_set_response_appearance (
      message, "yes", destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (message, "no");
  adw_message_dialog_set_default_response (message, "no");
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (confirm_response_cb), task);
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (confirm_cancelled_cb), dialog,
                             0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * lian_compat_confirm_finish:
 * @result: of lian_compat_confirm()
 * @error: return location
 *
 * Returns: whether the person chose the action
 */
gboolean
lian_compat_confirm_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_compat_confirm), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ask_response_cb (GTask *task, const char *response, GtkWidget *dialog)
{
  GtkEditable *entry
      = GTK_EDITABLE (adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog)));

  g_task_return_pointer (task,
                         g_str_equal (response, "yes") ? g_strdup (gtk_editable_get_text (entry))
                                                       : NULL,
                         g_free);
  g_object_unref (task);
}

static void
ask_changed_cb (GtkEditable *entry, AdwMessageDialog *dialog)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "yes", text[0] != '\0');
}

/**
 * lian_compat_ask:
 * @parent: (nullable): the window it belongs to
 * @heading: the question, plain text
 * @body: what follows from it, plain text
 * @label: what is to be written
 * @action: words of the button that does it
 * @destructive: whether the button is coloured as a danger
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks a person for a line of text. Main thread.
 */
void
lian_compat_ask (GtkWindow *parent, const char *heading, const char *body, const char *label,
                 const char *action, gboolean destructive, GAsyncReadyCallback callback,
                 gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  GtkWidget *entry = gtk_entry_new ();

  g_task_set_source_tag (task, lian_compat_ask);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  adw_message_dialog_set_extra_child (message, entry);
  adw_message_dialog_add_response (message, "no", _ ("Cancel"));
  adw_message_dialog_add_response (message, "yes", action);
  adw_message_dialog_set_response_appearance (
      message, "yes", destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (message, "yes", FALSE);
  adw_message_dialog_set_close_response (message, "no");
  adw_message_dialog_set_default_response (message, "yes");
  g_signal_connect_object (entry, "changed", G_CALLBACK (ask_changed_cb), dialog, 0);
  g_signal_connect_swapped (dialog, "response", G_CALLBACK (ask_response_cb), task);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * lian_compat_ask_finish:
 * @result: of lian_compat_ask()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was written, %NULL when the person did not want to
 */
char *
lian_compat_ask_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_compat_ask), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * lian_compat_show_about:
 * @parent: (nullable): the window it belongs to
 *
 * Shows name, version and licence. Main thread.
 */
void
lian_compat_show_about (GtkWindow *parent)
{
  adw_show_about_window (parent, "application-name", _ ("Liandong"), "application-icon",
                         LIAN_PROGRAM_ID, "version", LIAN_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("The console of a county's monitoring and dispatch centre"), NULL);
}

/**
 * lian_compat_open_uri:
 * @parent: (nullable): the window that asks
 * @uri: what to open in the program that people use for it
 *
 * Main thread; an answer is not waited for.
 */
void
lian_compat_open_uri (GtkWindow *parent, const char *uri)
{
  gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
}
