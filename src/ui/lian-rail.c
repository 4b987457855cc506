/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-rail.h"

#include "lian-text.h"

#include <glib/gi18n-lib.h>

struct _LianRail
{
  GtkBox parent_instance;

  gboolean narrow;
  GtkListBox *list;
  GPtrArray *words; /* (owned) borrowed labels, hidden when narrow */
  GtkMenuButton *seat_button;
  GtkLabel *seat_label;
  GtkLabel *person_label;
};

enum
{
  SELECTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianRail, lian_rail, GTK_TYPE_BOX)

static guint signals[N_SIGNALS];

static GtkLabel *
build_entry (LianRail *self, GtkWidget *box, const char *icon_name, const char *title)
{
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *label = gtk_label_new (title);

  gtk_box_append (GTK_BOX (box), icon);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  g_ptr_array_add (self->words, label);
  return GTK_LABEL (label);
}

static void
row_activated_cb (LianRail *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SELECTED], 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

static void
lian_rail_finalize (GObject *object)
{
  g_ptr_array_unref (LIAN_RAIL (object)->words);
  G_OBJECT_CLASS (lian_rail_parent_class)->finalize (object);
}

static void
lian_rail_class_init (LianRailClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_rail_finalize;
  signals[SELECTED]
      = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static GtkWidget *
build_seat (LianRail *self)
{
  GtkWidget *face = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *details = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  GtkWidget *sign_out = gtk_button_new_with_label (_ ("Sign out"));
  GtkWidget *popover = gtk_popover_new ();

  self->seat_label = build_entry (self, face, "lian-seat-symbolic", _ ("Seat"));
  self->person_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->person_label, 0);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (sign_out), "win.sign-out");
  gtk_box_append (GTK_BOX (details), GTK_WIDGET (self->person_label));
  gtk_box_append (GTK_BOX (details), sign_out);
  gtk_popover_set_child (GTK_POPOVER (popover), details);
  self->seat_button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->seat_button, face);
  gtk_menu_button_set_popover (self->seat_button, popover);
  gtk_menu_button_set_direction (self->seat_button, GTK_ARROW_RIGHT);
  gtk_widget_add_css_class (GTK_WIDGET (self->seat_button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->seat_button), "seat");
  return GTK_WIDGET (self->seat_button);
}

static void
lian_rail_init (LianRail *self)
{
  self->words = g_ptr_array_new ();
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-rail");
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_BROWSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->list), TRUE);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (self), build_seat (self));
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_rail_new:
 *
 * Returns: (transfer floating): a rail without entries
 */
GtkWidget *
lian_rail_new (void)
{
  return g_object_new (LIAN_TYPE_RAIL, NULL);
}

/**
 * lian_rail_add_page:
 * @name: of the page
 * @title: for people
 * @icon_name: symbolic
 */
void
lian_rail_add_page (LianRail *self, const char *name, const char *title, const char *icon_name)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  build_entry (self, box, icon_name, title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_name (row, name);
  gtk_widget_set_tooltip_text (row, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (self->list, row);
}

/**
 * lian_rail_select:
 * @name: of the page that is shown
 */
void
lian_rail_select (LianRail *self, const char *name)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (g_strcmp0 (gtk_widget_get_name (GTK_WIDGET (row)), name) == 0)
      gtk_list_box_select_row (self->list, row);
}

/**
 * lian_rail_set_narrow:
 * @narrow: whether only icons have room
 */
void
lian_rail_set_narrow (LianRail *self, gboolean narrow)
{
  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  for (guint i = 0; i < self->words->len; i++)
    gtk_widget_set_visible (g_ptr_array_index (self->words, i), !narrow);
  if (narrow)
    gtk_widget_add_css_class (GTK_WIDGET (self), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "narrow");
}

/**
 * lian_rail_set_seat:
 * @person: who is signed in, or ""
 * @seat: at which seat, or ""
 */
void
lian_rail_set_seat (LianRail *self, const char *person, const char *seat)
{
  g_autofree char *who = lian_text_clean (person, FALSE, 40);
  g_autofree char *where = lian_text_clean (seat, FALSE, 24);
  g_autofree char *words
      = *where != '\0' ? g_strdup_printf (_ ("Seat %s"), where) : g_strdup (_ ("Seat"));
  g_autofree char *details = *who != '\0' ? g_strdup_printf ("%s · %s", who, words)
                                          : g_strdup (_ ("Nobody is signed in"));

  gtk_label_set_text (self->seat_label, words);
  gtk_label_set_text (self->person_label, details);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->seat_button), details);
}
