/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-compat.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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

static GtkWidget *
make_list (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 48);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 64);
  return label;
}

/**
 * lian_compat_confirm_list:
 * @parent: (nullable): the window it belongs to
 * @heading: the question, plain text
 * @body: what follows from it, plain text
 * @list: (nullable): what it is about, one a line, plain text
 * @action: words of the button that does it
 * @destructive: whether the button is coloured as a danger
 * @cancellable: (nullable): closes the dialog, which counts as no
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks a person. Main thread.
 */
void
lian_compat_confirm_list (GtkWindow *parent, const char *heading, const char *body,
                          const char *list, const char *action, gboolean destructive,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  g_task_set_source_tag (task, lian_compat_confirm);
  if (list != NULL)
    adw_message_dialog_set_extra_child (message, make_list (list));
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
  lian_compat_confirm_list (parent, heading, body, NULL, action, destructive, cancellable, callback,
                            user_data);
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

/* The end of another kind of file than the one that was chosen. */
static void
cut_end (GtkFileChooser *chooser, char *name)
{
  g_autoptr (GListModel) filters = gtk_file_chooser_get_filters (chooser);

  for (guint i = 0; i < g_list_model_get_n_items (filters); i++)
    {
      g_autoptr (GObject) filter = g_list_model_get_item (filters, i);
      const char *end = g_object_get_data (filter, "end");

      if (end != NULL && g_str_has_suffix (name, end))
        name[strlen (name) - strlen (end)] = '\0';
    }
}

/* Another kind was chosen, and the name still says the first one, or nothing. A file that nobody
 * was asked about is not overwritten. */
static GFile *
get_file (GtkFileChooser *chooser)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char *end = filter != NULL ? g_object_get_data (G_OBJECT (filter), "end") : NULL;
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autoptr (GFile) other = NULL;

  if (name == NULL || end == NULL || g_str_has_suffix (name, end))
    return g_steal_pointer (&file);
  cut_end (chooser, name);
  whole = g_strconcat (name, end, NULL);
  folder = g_file_get_parent (file);
  other = g_file_get_child (folder, whole);
  return g_file_query_exists (other, NULL) ? g_steal_pointer (&file) : g_steal_pointer (&other);
}

static void
save_response_cb (GtkNativeDialog *dialog, int response, GTask *task)
{
  if (response == GTK_RESPONSE_ACCEPT)
    g_task_return_pointer (task, get_file (GTK_FILE_CHOOSER (dialog)), g_object_unref);
  else
    g_task_return_pointer (task, NULL, NULL);
  g_object_unref (dialog);
  g_object_unref (task);
}

/**
 * lian_compat_save_file:
 * @parent: (nullable): the window that asks
 * @title: of the dialog
 * @name: a name to begin with
 * @filters: (array zero-terminated=1): words and pattern ("*.csv") of each kind of file
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Lets a person choose a place; a file that is there is asked about. Main thread.
 */
void
lian_compat_save_file (GtkWindow *parent, const char *title, const char *name,
                       const char *const *filters, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("Save"),
                                     _ ("Cancel"));

  g_task_set_source_tag (task, lian_compat_save_file);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  for (guint i = 0; filters[i] != NULL; i += 2)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, filters[i]);
      gtk_file_filter_add_pattern (filter, filters[i + 1]);
      g_object_set_data_full (G_OBJECT (filter), "end", g_strdup (filters[i + 1] + 1), g_free);
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  g_signal_connect (dialog, "response", G_CALLBACK (save_response_cb), task);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/**
 * lian_compat_save_file_finish:
 * @result: of lian_compat_save_file()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what was chosen
 */
GFile *
lian_compat_save_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, lian_compat_save_file), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
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
