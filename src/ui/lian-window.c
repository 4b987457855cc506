/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-window-private.h"

#include "lian-ledger.h"
#include "lian-text.h"
#include "lian-welcome-card.h"
#include "lian-wording.h"
#include "lian-workflow.h"

#include <glib/gi18n-lib.h>

/* Below this width the rail loses its words and the header bar gives way. */
#define NARROW_WIDTH 1500
/* Below this width the pill says only its state. */
#define BRIEF_WIDTH 1200

enum
{
  SIGNED_IN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianWindow, lian_window, ADW_TYPE_APPLICATION_WINDOW)

static guint signals[N_SIGNALS];

/* One that may be shown. */
static gboolean
has_picture (LianWindow *self)
{
  LianMirror *mirror = self->engine != NULL ? lian_engine_get_mirror (self->engine) : NULL;

  return mirror != NULL && *lian_mirror_get_position (mirror) != '\0'
         && !lian_mirror_is_concealed (mirror);
}

static void
set_status (LianWindow *self, const char *icon, const char *title, const char *sentence)
{
  /* Adwaita reads the description as markup and the title as text; ours are plain text. */
  g_autofree char *safe_sentence = g_markup_escape_text (sentence, -1);

  adw_status_page_set_icon_name (self->status, icon);
  adw_status_page_set_title (self->status, title);
  adw_status_page_set_description (self->status, safe_sentence);
}

static void
set_status_button (LianWindow *self, const char *label, const char *action_name)
{
  gtk_widget_set_visible (GTK_WIDGET (self->status_button), label != NULL);
  if (label == NULL)
    return;
  gtk_button_set_label (self->status_button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->status_button), action_name);
}

static void
update_progress (LianWindow *self)
{
  gboolean chinese = lian_wording_is_chinese ();
  guint done = lian_engine_get_done (self->engine), total = lian_engine_get_total (self->engine);
  g_autofree char *of = lian_format_count (total, chinese);
  g_autofree char *so_far = lian_format_count (done, chinese);
  g_autofree char *text = total > 0 ? g_strdup_printf (_ ("%1$s / %2$s records"), so_far, of)
                                    : g_strdup_printf (_ ("%s records so far"), so_far);

  gtk_progress_bar_set_text (self->progress, text);
  if (total > 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (1.0, (double)done / total));
  else
    gtk_progress_bar_pulse (self->progress);
}

/* There is a picture, of somebody's rights; whose they are now, the platform alone can tell. */
static void
show_kept (LianWindow *self, const char *trouble)
{
  g_autofree char *as_of
      = lian_wording_as_of (lian_mirror_get_as_of (lian_engine_get_mirror (self->engine)));
  g_autofree char *sentence = g_strdup_printf (_ ("%1$s\nThe last picture (%2$s) is kept on this "
                                                  "computer. It is shown when the platform has "
                                                  "confirmed who signs in."),
                                               trouble, as_of);

  set_status (self, "network-offline-symbolic", _ ("The county is shown after signing in"),
              sentence);
  set_status_button (self, _ ("Retry now"), "win.retry-now");
}

static void
update_status (LianWindow *self, LianPhase phase)
{
  const char *trouble = lian_engine_get_trouble (self->engine);

  gtk_widget_set_visible (GTK_WIDGET (self->progress), phase == LIAN_PHASE_SNAPSHOT);
  gtk_widget_set_visible (GTK_WIDGET (self->address_button),
                          phase != LIAN_PHASE_SNAPSHOT && trouble != NULL);
  if (phase == LIAN_PHASE_SNAPSHOT)
    {
      update_progress (self);
      set_status (self, "lian-overview-symbolic", _ ("Fetching the picture of the county"),
                  _ ("This happens once; afterwards only changes are fetched."));
      set_status_button (self, NULL, NULL);
    }
  else if (phase == LIAN_PHASE_WRONG_SERVER)
    {
      set_status (self, "dialog-warning-symbolic", _ ("This is another platform"),
                  trouble != NULL ? trouble
                                  : _ ("The address answers, but not as the platform that this "
                                       "console belongs to. Nothing was sent to it."));
      set_status_button (self, _ ("Use this platform…"), "win.accept-server");
    }
  else if (trouble != NULL && lian_mirror_is_concealed (lian_engine_get_mirror (self->engine)))
    show_kept (self, trouble);
  else if (trouble != NULL)
    {
      set_status (self, "network-offline-symbolic", _ ("No data of the county yet"), trouble);
      set_status_button (self, _ ("Retry now"), "win.retry-now");
    }
  else
    {
      set_status (self, "lian-overview-symbolic", lian_wording_phase (phase),
                  lian_engine_get_server (self->engine));
      set_status_button (self, NULL, NULL);
    }
}

/* As long as it is so, and in other words when there are others. */
static void
update_agreement (LianWindow *self, LianPhase phase)
{
  const char *trouble
      = phase == LIAN_PHASE_DISAGREES ? lian_engine_get_trouble (self->engine) : NULL;

  if (g_strcmp0 (self->disagreement, trouble) == 0)
    return;
  g_free (self->disagreement);
  self->disagreement = g_strdup (trouble);
  if (trouble != NULL)
    lian_window_add_notice (self, "agreement", trouble, _ ("Retry now"), "win.retry-now");
  else
    lian_window_remove_notice (self, "agreement");
}

/* What the body shows is a function of phase, picture and what the person asked for. */
void
lian_window_update_body (LianWindow *self)
{
  LianPhase phase;
  const char *visible;

  if (self->in_trouble || self->engine == NULL)
    {
      gtk_stack_set_visible_child_name (self->body, "status");
      if (self->welcome != NULL)
        gtk_widget_set_visible (self->welcome, FALSE);
      return;
    }
  phase = lian_engine_get_phase (self->engine);
  update_agreement (self, phase);
  if (phase != LIAN_PHASE_SIGN_IN)
    self->left_form = FALSE;
  if (self->connecting)
    visible = "connection";
  else if (self->signing_in || (phase == LIAN_PHASE_SIGN_IN && !self->left_form))
    visible = "sign-in";
  else if (phase == LIAN_PHASE_WRONG_SERVER || !has_picture (self))
    visible = "status";
  else
    visible = "pages";
  lian_sign_in_page_set_can_leave (
      self->sign_in, has_picture (self) || (self->signing_in && phase != LIAN_PHASE_IDLE));
  if (g_str_equal (visible, "status"))
    update_status (self, phase);
  gtk_stack_set_visible_child_name (self->body, visible);
  if (self->welcome != NULL)
    gtk_widget_set_visible (self->welcome, g_str_equal (visible, "pages"));
}

static void
account_changed_cb (LianWindow *self)
{
  const char *person = lian_engine_get_person (self->engine);
  const char *seat = lian_engine_get_seat (self->engine);
  const char *region = lian_engine_get_region (self->engine);
  const char *now = lian_scope_get_region (self->scope);

  lian_rail_set_seat (self->rail, person != NULL ? person : "", seat != NULL ? seat : "");
  /* Where somebody else was is of no use to whoever may not look there. */
  if (region != NULL && *region != '\0'
      && (now == NULL || *now == '\0' || !lian_region_covers (region, now)))
    lian_scope_set_region (self->scope, region);
}

static void
signed_in_cb (LianWindow *self)
{
  g_settings_set_string (self->settings, "server", lian_sign_in_page_get_server (self->sign_in));
  g_settings_set_string (self->settings, "account", lian_sign_in_page_get_account (self->sign_in));
  g_settings_set_string (self->settings, "seat", lian_sign_in_page_get_seat (self->sign_in));
  self->signing_in = FALSE;
  lian_window_update_body (self);
  g_signal_emit (self, signals[SIGNED_IN], 0);
}

static void
form_left_cb (LianWindow *self)
{
  self->signing_in = FALSE;
  self->left_form = TRUE;
  lian_window_update_body (self);
}

static void
search_activated_cb (LianWindow *self)
{
  lian_window_search (self, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* A moment after the last key. The other pages wait for Enter, which leads to the list. */
static void
search_changed_cb (LianWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->pages), "desk") == 0)
    lian_scope_set_text (self->scope, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static void
search_stopped_cb (LianWindow *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  lian_scope_set_text (self->scope, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->pages));
}

static void
page_changed_cb (LianWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  if (name == NULL)
    return;
  lian_rail_select (self->rail, name);
  g_settings_set_string (self->settings, "last-page", name);
}

static void
resized_cb (LianWindow *self, int width, int height)
{
  self->narrow = width < NARROW_WIDTH;
  lian_rail_set_narrow (self->rail, self->narrow);
  lian_pill_set_brief (self->pill, width < BRIEF_WIDTH);
  adw_clamp_set_maximum_size (self->search_clamp, self->narrow ? 300 : 430);
  gtk_widget_set_size_request (GTK_WIDGET (self->search), self->narrow ? 220 : 430, -1);
  if (self->overview != NULL)
    lian_overview_page_set_size (self->overview, width, height);
  lian_window_update_scope (self);
}

static void
save_size (LianWindow *self)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
}

static gboolean
lian_window_close_request (GtkWindow *window)
{
  save_size (LIAN_WINDOW (window));
  return GTK_WINDOW_CLASS (lian_window_parent_class)->close_request (window);
}

static void
lian_window_dispose (GObject *object)
{
  LianWindow *self = LIAN_WINDOW (object);

  g_clear_object (&self->regions);
  g_clear_object (&self->scope);
  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->disagreement, g_free);
  G_OBJECT_CLASS (lian_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LianWindow, width_bin);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, breadcrumb);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, period_button);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, search);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, search_clamp);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, pill);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, notices);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, body);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, status);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, status_button);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, address_button);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, sign_in);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, connection);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, pages_box);
  gtk_widget_class_bind_template_child (widget_class, LianWindow, pages);
  gtk_widget_class_bind_template_callback (widget_class, resized_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, page_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, signed_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, form_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, lian_window_leave_connection);
}

static void
lian_window_class_init (LianWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lian_window_close_request;
  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (LIAN_TYPE_CONNECTION_PAGE);
  g_type_ensure (LIAN_TYPE_PILL);
  g_type_ensure (LIAN_TYPE_SIGN_IN_PAGE);
  g_type_ensure (LIAN_TYPE_WIDTH_BIN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/liandong/Liandong/ui/lian-window.ui");
  bind_children (widget_class);
  lian_window_install_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_k, GDK_CONTROL_MASK,
                                       "win.focus-search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_l, GDK_CONTROL_MASK,
                                       "win.show-connection", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_slash, 0, "win.focus-search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "win.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Right, GDK_ALT_MASK, "win.forward",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_ALT_MASK, "win.show-page", "s",
                                       "overview");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_ALT_MASK, "win.show-page", "s",
                                       "desk");
}

static void
lian_window_init (LianWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->scope = lian_scope_new ("");
  lian_scope_set_period (self->scope, LIAN_PERIOD_WEEK);
  self->rail = LIAN_RAIL (lian_rail_new ());
  gtk_box_prepend (self->pages_box, GTK_WIDGET (self->rail));
  g_signal_connect_object (self->rail, "selected", G_CALLBACK (lian_window_show_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->scope, "changed", G_CALLBACK (lian_window_update_scope), self,
                           G_CONNECT_SWAPPED);
}

static void
add_page (LianWindow *self, GtkWidget *page, const char *name, const char *title, const char *icon)
{
  gtk_stack_add_named (self->pages, page, name);
  lian_rail_add_page (self->rail, name, title, icon);
}

static void
order_replace_cb (LianWindow *self, const char *case_id, const char *id, gboolean by_phone)
{
  lian_window_show_page (self, "desk");
  lian_desk_page_replace (self->desk, case_id, id, by_phone);
}

/* Above every page, and above the sign-in: whoever comes has to see it. */
static void
add_orders (LianWindow *self)
{
  g_autoptr (LianCaseWords) words = lian_case_words_new (self->engine);

  self->orders = LIAN_ORDER_NOTICES (lian_order_notices_new (self->engine, words));
  g_signal_connect_object (self->orders, "replace", G_CALLBACK (order_replace_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (self->notices, GTK_WIDGET (self->orders));
}

static void
set_engine (LianWindow *self, LianEngine *engine)
{
  static const char *const watched[] = { "notify::phase", "notify::progress", "notify::trouble" };
  LianMirror *mirror = lian_engine_get_mirror (engine);

  self->engine = g_object_ref (engine);
  self->regions = lian_regions_new (mirror);
  lian_pill_set_engine (self->pill, engine);
  lian_sign_in_page_set_engine (self->sign_in, engine);
  lian_window_watch_connection (self);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (engine, watched[i], G_CALLBACK (lian_window_update_body), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (mirror, "changed", G_CALLBACK (lian_window_update_body), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::account", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->regions, "changed", G_CALLBACK (lian_window_update_scope), self,
                           G_CONNECT_SWAPPED);
  self->overview = LIAN_OVERVIEW_PAGE (lian_overview_page_new (engine, self->scope, self->regions));
  add_page (self, GTK_WIDGET (self->overview), "overview", _ ("Overview"),
            "lian-overview-symbolic");
  self->desk = LIAN_DESK_PAGE (lian_desk_page_new (engine, self->scope));
  add_page (self, GTK_WIDGET (self->desk), "desk", _ ("Desk"), "lian-desk-symbolic");
  add_orders (self);
}

/**
 * lian_window_new:
 * @application: whose window it is
 * @engine: (nullable): NULL when the files could not be opened
 * @settings: size, last page, what was signed in with
 *
 * Returns: (transfer none): the window, owned by GTK until it is closed
 */
GtkWidget *
lian_window_new (GtkApplication *application, LianEngine *engine, GSettings *settings)
{
  LianWindow *self = g_object_new (LIAN_TYPE_WINDOW, "application", application, NULL);
  g_autofree char *page = g_settings_get_string (settings, "last-page");
  g_autofree char *server = g_settings_get_string (settings, "server");
  g_autofree char *account = g_settings_get_string (settings, "account");
  g_autofree char *seat = g_settings_get_string (settings, "seat");

  self->settings = g_object_ref (settings);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (settings, "window-width"),
                               g_settings_get_int (settings, "window-height"));
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  if (engine != NULL)
    {
      set_engine (self, engine);
      lian_sign_in_page_set_fields (self->sign_in, lian_engine_get_server (engine), account, seat);
      account_changed_cb (self);
      lian_window_show_page (self, page);
      page_changed_cb (self);
      lian_window_set_welcome (self, !g_settings_get_boolean (settings, "welcome-dismissed"));
    }
  lian_window_update_scope (self);
  lian_window_update_body (self);
  return GTK_WIDGET (self);
}

/**
 * lian_window_show_trouble:
 * @title: what is wrong
 * @sentence: what it means and what can be done
 * @action_label: (nullable): words of a button
 * @action_name: (nullable): what the button does
 *
 * Shows this in place of the pages until lian_window_clear_trouble().
 */
void
lian_window_show_trouble (LianWindow *self, const char *title, const char *sentence,
                          const char *action_label, const char *action_name)
{
  self->in_trouble = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->progress), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->address_button), FALSE);
  set_status (self, "dialog-error-symbolic", title, sentence);
  set_status_button (self, action_label, action_name);
  lian_window_update_body (self);
}

/**
 * lian_window_clear_trouble:
 *
 * Shows again what there is.
 */
void
lian_window_clear_trouble (LianWindow *self)
{
  self->in_trouble = FALSE;
  lian_window_update_body (self);
}

static void
notice_closed_cb (GtkWidget *row)
{
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (row)), row);
}

/**
 * lian_window_add_notice:
 * @id: names the notice
 * @sentence: plain text
 * @action_label: (nullable): words of a button; without one the notice has a button to close it
 * @action_name: (nullable): what the button does
 */
void
lian_window_add_notice (LianWindow *self, const char *id, const char *sentence,
                        const char *action_label, const char *action_name)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (sentence);
  GtkWidget *button;

  lian_window_remove_notice (self, id);
  gtk_widget_set_name (row, id);
  gtk_widget_add_css_class (row, "lian-notice");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (row), label);
  if (action_label != NULL)
    {
      button = gtk_button_new_with_label (action_label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action_name);
    }
  else
    {
      button = gtk_button_new_with_label (_ ("Close"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (notice_closed_cb), row,
                               G_CONNECT_SWAPPED);
    }
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (self->notices, row);
}

/**
 * lian_window_remove_notice:
 * @id: names the notice; nothing happens when it is not there
 */
void
lian_window_remove_notice (LianWindow *self, const char *id)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->notices));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      if (g_strcmp0 (gtk_widget_get_name (row), id) == 0)
        gtk_box_remove (self->notices, row);
      row = next;
    }
}

static GtkWidget *
find_notice (LianWindow *self, const char *id)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->notices));

  while (row != NULL && g_strcmp0 (gtk_widget_get_name (row), id) != 0)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/**
 * lian_window_has_notice:
 * @id: names the notice
 *
 * Returns: whether it is shown
 */
gboolean
lian_window_has_notice (LianWindow *self, const char *id)
{
  return find_notice (self, id) != NULL;
}

/**
 * lian_window_change_notice:
 * @id: names the notice; nothing happens when it is not there
 * @sentence: plain text
 *
 * The row and its button stay, and so does the focus.
 */
void
lian_window_change_notice (LianWindow *self, const char *id, const char *sentence)
{
  GtkWidget *row = find_notice (self, id);

  if (row != NULL)
    gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (row)), sentence);
}

/**
 * lian_window_get_notice:
 * @id: names the notice
 *
 * Returns: (transfer none) (nullable): its words
 */
const char *
lian_window_get_notice (LianWindow *self, const char *id)
{
  GtkWidget *row = find_notice (self, id);

  return row != NULL ? gtk_label_get_text (GTK_LABEL (gtk_widget_get_first_child (row))) : NULL;
}

/**
 * lian_window_set_demo_trouble:
 * @sentence: (nullable): why the demonstration server is not running; NULL when it is
 */
void
lian_window_set_demo_trouble (LianWindow *self, const char *sentence)
{
  lian_pill_set_demo_trouble (self->pill, sentence);
}

/**
 * lian_window_search:
 * @text: what a person could have typed; "" for nothing
 *
 * Searches for it as Enter does: the cases that have it are shown on the desk.
 */
void
lian_window_search (LianWindow *self, const char *text)
{
  g_return_if_fail (LIAN_IS_WINDOW (self));

  lian_scope_set_text (self->scope, text);
  if (*text != '\0')
    lian_window_show_page (self, "desk");
}

/**
 * lian_window_show_page:
 * @name: of a page; an unknown name changes nothing
 */
void
lian_window_show_page (LianWindow *self, const char *name)
{
  if (gtk_stack_get_child_by_name (self->pages, name) == NULL)
    return;
  gtk_stack_set_visible_child_name (self->pages, name);
  if (self->connecting)
    lian_window_leave_connection (self);
}

/**
 * lian_window_show_sign_in:
 *
 * Shows the form whatever the phase is.
 */
void
lian_window_show_sign_in (LianWindow *self)
{
  self->signing_in = TRUE;
  self->connecting = FALSE;
  lian_window_update_body (self);
}

/**
 * lian_window_ask_address:
 * @address: what is no address of a platform
 *
 * Shows the form with the address as it was given and says that it cannot be used.
 */
void
lian_window_ask_address (LianWindow *self, const char *address)
{
  g_autofree char *account = g_settings_get_string (self->settings, "account");
  g_autofree char *seat = g_settings_get_string (self->settings, "seat");

  lian_sign_in_page_set_fields (self->sign_in, address, account, seat);
  lian_sign_in_page_show_bad_address (self->sign_in);
  lian_window_show_sign_in (self);
}

/**
 * lian_window_hide_sign_in:
 *
 * Goes back to the picture.
 */
void
lian_window_hide_sign_in (LianWindow *self)
{
  form_left_cb (self);
}

/**
 * lian_window_get_page:
 * @name: of a page
 *
 * Returns: (transfer none) (nullable): the page
 */
GtkWidget *
lian_window_get_page (LianWindow *self, const char *name)
{
  return gtk_stack_get_child_by_name (self->pages, name);
}

/**
 * lian_window_get_pill:
 *
 * Returns: (transfer none): the freshness pill
 */
GtkWidget *
lian_window_get_pill (LianWindow *self)
{
  return GTK_WIDGET (self->pill);
}

static void
welcome_dismissed_cb (LianWindow *self)
{
  g_settings_set_boolean (self->settings, "welcome-dismissed", TRUE);
  lian_window_set_welcome (self, FALSE);
}

/**
 * lian_window_set_welcome:
 * @welcome: whether the card of the first start stands over the pages
 */
void
lian_window_set_welcome (LianWindow *self, gboolean welcome)
{
  if (welcome == (self->welcome != NULL) || self->engine == NULL)
    return;
  if (welcome)
    {
      self->welcome = lian_welcome_card_new (self->engine);
      gtk_overlay_add_overlay (self->overlay, self->welcome);
      g_signal_connect_object (self->welcome, "dismissed", G_CALLBACK (welcome_dismissed_cb), self,
                               G_CONNECT_SWAPPED);
      lian_window_update_body (self);
    }
  else
    gtk_overlay_remove_overlay (self->overlay, g_steal_pointer (&self->welcome));
}

/**
 * lian_window_is_settled:
 *
 * Returns: whether the pages stand and the one in front is final until something changes
 */
gboolean
lian_window_is_settled (LianWindow *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->pages);

  if (!lian_width_bin_is_settled (self->width_bin))
    return FALSE;
  if (g_strcmp0 (lian_window_get_body (self), "pages") != 0)
    return TRUE;
  if (g_strcmp0 (page, "overview") == 0)
    return lian_overview_page_is_settled (self->overview);
  return lian_desk_page_is_settled (self->desk);
}

/**
 * lian_window_get_body:
 *
 * Returns: (transfer none): "status", "sign-in", "connection" or "pages"
 */
const char *
lian_window_get_body (LianWindow *self)
{
  return gtk_stack_get_visible_child_name (self->body);
}
