/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-window-private.h"

#include "lian-compat.h"
#include "lian-ledger.h"
#include "lian-order-watch.h"
#include "lian-ledger-notices.h"
#include "lian-ledger-save.h"
#include "lian-text.h"

#include <glib/gi18n-lib.h>

/* The breadcrumb shows its last two parts where there is no room for all. */
#define NARROW_PARTS 2

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_scope_go_back (LIAN_WINDOW (widget)->scope);
}

static void
forward_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_scope_go_forward (LIAN_WINDOW (widget)->scope);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_window_show_page (LIAN_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_region_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_scope_set_region (LIAN_WINDOW (widget)->scope, g_variant_get_string (parameter, NULL));
}

static void
set_period_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *period = g_variant_get_string (parameter, NULL);

  lian_scope_set_period (LIAN_WINDOW (widget)->scope,
                         g_str_equal (period, "today")   ? LIAN_PERIOD_TODAY
                         : g_str_equal (period, "month") ? LIAN_PERIOD_MONTH
                                                         : LIAN_PERIOD_WEEK);
}

static void
open_case_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);
  const char *id = g_variant_get_string (parameter, NULL);

  if (self->desk == NULL || *id == '\0')
    return;
  lian_window_show_page (self, "desk");
  lian_desk_page_open_case (self->desk, id);
}

/* The parameter is "view" or "view stage". */
static void
show_list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const views[] = { [LIAN_CASES_TODO] = "todo",
                                       [LIAN_CASES_SUPERVISE] = "supervise",
                                       [LIAN_CASES_REGION] = "region",
                                       [LIAN_CASES_ARCHIVE] = "archive" };
  LianWindow *self = LIAN_WINDOW (widget);
  g_auto (GStrv) parts = g_strsplit (g_variant_get_string (parameter, NULL), " ", 2);

  if (self->desk == NULL)
    return;
  lian_window_show_page (self, "desk");
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    if (g_strcmp0 (parts[0], views[i]) == 0)
      lian_desk_page_show_view (self->desk, i, parts[0] != NULL ? parts[1] : NULL);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);

  if (self->engine != NULL)
    lian_engine_retry_now (self->engine);
}

static void
show_connection_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);

  if (self->engine != NULL)
    lian_window_show_connection (self);
}

static void
sign_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_window_show_sign_in (LIAN_WINDOW (widget));
}

static void
sign_out_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianWindow) self = user_data;

  if (lian_compat_confirm_finish (result, NULL) && self->engine != NULL)
    lian_engine_sign_out (self->engine);
}

#define MOST_LISTED 8

/* What stays behind, one a line. */
static char *
dup_open_rows (LianWindow *self, GPtrArray *rows)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len && i < MOST_LISTED; i++)
    {
      g_autofree char *line
          = lian_order_notices_dup_row (self->orders, lian_ledger_entry_get_id (rows->pdata[i]));

      g_string_append_printf (text, "· %s\n", line);
    }
  if (rows->len > MOST_LISTED)
    g_string_append (text, "…\n");
  g_string_append_printf (text, "\n%s",
                          _ ("They stay in the ledger, bound to this account: they go out when you "
                             "sign in again, or the duty chief sends them on or revokes them."));
  return g_string_free (text, FALSE);
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *list = NULL;
  g_autofree char *body = NULL;

  if (self->engine == NULL || self->orders == NULL)
    return;
  rows = lian_order_watch_list_open (lian_engine_get_watch (self->engine),
                                     lian_engine_get_account (self->engine));
  if (rows->len == 0)
    {
      lian_compat_confirm (GTK_WINDOW (widget), _ ("Sign out?"),
                           _ ("No instruction waits to be sent."), _ ("Sign out"), FALSE, NULL,
                           sign_out_confirmed_cb, g_object_ref (widget));
      return;
    }
  list = dup_open_rows (self, rows);
  body = g_strdup_printf (ngettext ("%u instruction has not been received yet:",
                                    "%u instructions have not been received yet:", rows->len),
                          rows->len);
  lian_compat_confirm_list (GTK_WINDOW (widget), _ ("Sign out and leave these behind?"), body, list,
                            _ ("Sign out"), TRUE, NULL, sign_out_confirmed_cb,
                            g_object_ref (widget));
}

static void
accept_confirmed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianWindow) self = user_data;

  if (lian_compat_confirm_finish (result, NULL) && self->engine != NULL)
    lian_engine_accept_server (self->engine);
}

static void
accept_server_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_compat_confirm (GTK_WINDOW (widget), _ ("Use this other platform?"),
                       _ ("What is shown is fetched anew from it. Instructions that wait stay "
                          "bound to the platform before and are not sent to this one."),
                       _ ("Use it"), TRUE, NULL, accept_confirmed_cb, g_object_ref (widget));
}

static void
focus_search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (LIAN_WINDOW (widget)->search));
}

static void
acknowledge_lost_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);

  if (self->engine != NULL)
    lian_ledger_notices_acknowledge_lost (lian_engine_get_ledger (self->engine));
}

static void
export_ledger_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LianWindow *self = LIAN_WINDOW (widget);

  if (self->engine != NULL)
    lian_ledger_save_ask (self, self->engine);
}

static void
cancel_export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_ledger_save_cancel (LIAN_WINDOW (widget));
}

static void
about_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lian_compat_show_about (GTK_WINDOW (widget));
}

/**
 * lian_window_install_actions:
 * @widget_class: of the window
 *
 * Installs every win. action. Main thread.
 */
void
lian_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.back", NULL, back_action },
    { "win.forward", NULL, forward_action },
    { "win.show-page", "s", show_page_action },
    { "win.show-region", "s", show_region_action },
    { "win.set-period", "s", set_period_action },
    { "win.open-case", "s", open_case_action },
    { "win.show-list", "s", show_list_action },
    { "win.retry-now", NULL, retry_action },
    { "win.show-connection", NULL, show_connection_action },
    { "win.sign-in", NULL, sign_in_action },
    { "win.sign-out", NULL, sign_out_action },
    { "win.accept-server", NULL, accept_server_action },
    { "win.focus-search", NULL, focus_search_action },
    { "win.show-about", NULL, about_action },
    { "win.export-ledger", NULL, export_ledger_action },
    { "win.cancel-export", NULL, cancel_export_action },
    { "win.acknowledge-lost", NULL, acknowledge_lost_action },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].type,
                                     actions[i].activate);
}

static void
add_part (LianWindow *self, LianRecord *region, gboolean first, gboolean last)
{
  g_autofree char *name
      = lian_text_clean (lian_regions_get_name (self->regions, lian_record_get_id (region)), FALSE,
                         32);
  GtkWidget *button = gtk_button_new_with_label (name);

  if (!first)
    gtk_box_append (self->breadcrumb, gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (last)
    gtk_widget_add_css_class (button, "current");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-region");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", lian_record_get_id (region));
  gtk_box_append (self->breadcrumb, button);
}

/**
 * lian_window_update_scope:
 * @self: the window
 *
 * Writes breadcrumb, period and search text from the scope.
 */
void
lian_window_update_scope (LianWindow *self)
{
  static const char *const periods[] = { N_ ("Today"), N_ ("Last 7 days"), N_ ("This month") };
  const char *code = lian_scope_get_region (self->scope);
  const char *text = lian_scope_get_text (self->scope);
  g_autoptr (GPtrArray) chain = NULL;
  GtkWidget *child;
  guint from = 0;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.back",
                                 lian_scope_can_go_back (self->scope));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.forward",
                                 lian_scope_can_go_forward (self->scope));
  gtk_menu_button_set_label (self->period_button, _ (periods[lian_scope_get_period (self->scope)]));
  if (g_strcmp0 (text != NULL ? text : "", gtk_editable_get_text (GTK_EDITABLE (self->search)))
      != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->search), text != NULL ? text : "");
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->breadcrumb))) != NULL)
    gtk_box_remove (self->breadcrumb, child);
  if (self->regions == NULL)
    return;
  chain = lian_regions_dup_chain (self->regions, code != NULL && *code != '\0'
                                                     ? code
                                                     : lian_regions_get_top (self->regions));
  if (self->narrow && chain->len > NARROW_PARTS)
    from = chain->len - NARROW_PARTS;
  for (guint i = from; i < chain->len; i++)
    add_part (self, g_ptr_array_index (chain, i), i == from, i + 1 == chain->len);
}
