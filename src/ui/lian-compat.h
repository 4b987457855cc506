/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The one place for what later libraries deprecate and ours still needs: dialogs of libadwaita 1.2
 * and the opener of GTK 4.8. Everything else asks through these functions. */

/* @heading and @body are plain text. TRUE when the person chose @action. */
void lian_compat_confirm (GtkWindow *parent, const char *heading, const char *body,
                          const char *action, gboolean destructive, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
/* The same with @list (nullable) under the body: plain text, one a line, not centred. */
void lian_compat_confirm_list (GtkWindow *parent, const char *heading, const char *body,
                               const char *list, const char *action, gboolean destructive,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean lian_compat_confirm_finish (GAsyncResult *result, GError **error);
/* Where to save a file: (nullable) when the person thought better of it. @filters: words, pattern,
 * words, pattern, … , %NULL. */
void lian_compat_save_file (GtkWindow *parent, const char *title, const char *name,
                            const char *const *filters, GAsyncReadyCallback callback,
                            gpointer user_data);
GFile *lian_compat_save_file_finish (GAsyncResult *result, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* Asks for a text as well, which is not empty: NULL when the person did not choose @action. */
void lian_compat_ask (GtkWindow *parent, const char *heading, const char *body, const char *label,
                      const char *action, gboolean destructive, GAsyncReadyCallback callback,
                      gpointer user_data);
char *lian_compat_ask_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void lian_compat_show_about (GtkWindow *parent);
void lian_compat_open_uri (GtkWindow *parent, const char *uri);

G_END_DECLS
