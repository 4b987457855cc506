/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-heading.h"

struct _LianHeading
{
  GtkBox parent_instance;

  GtkLabel *title;
  GtkLabel *caption;
  GtkLabel *aged;
};

G_DEFINE_FINAL_TYPE (LianHeading, lian_heading, GTK_TYPE_BOX)

static void
lian_heading_class_init (LianHeadingClass *klass)
{
}

static GtkLabel *
append_label (LianHeading *self, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

static void
lian_heading_init (LianHeading *self)
{
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-heading");
  self->title = append_label (self, "lian-section");
  self->caption = append_label (self, "lian-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "numeric");
  gtk_widget_set_hexpand (GTK_WIDGET (self->caption), TRUE);
  self->aged = append_label (self, "lian-caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->aged), "lian-soon");
  gtk_widget_add_css_class (GTK_WIDGET (self->aged), "numeric");
  gtk_widget_set_visible (GTK_WIDGET (self->aged), FALSE);
}

/**
 * lian_heading_new:
 * @title: of the part
 *
 * Returns: (transfer floating): a heading without a caption
 */
GtkWidget *
lian_heading_new (const char *title)
{
  LianHeading *self = g_object_new (LIAN_TYPE_HEADING, NULL);

  gtk_label_set_text (self->title, title);
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_NONE);
  return GTK_WIDGET (self);
}

/**
 * lian_heading_set_caption:
 * @caption: what the part counts
 */
void
lian_heading_set_caption (LianHeading *self, const char *caption)
{
  gtk_label_set_text (self->caption, caption);
}

/**
 * lian_heading_set_aged:
 * @text: (nullable): as of when, once the part is past its age
 */
void
lian_heading_set_aged (LianHeading *self, const char *text)
{
  gtk_label_set_text (self->aged, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->aged), text != NULL);
}

/**
 * lian_heading_add_end:
 * @widget: stands at the end of the line
 */
void
lian_heading_add_end (LianHeading *self, GtkWidget *widget)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self), widget);
}

/**
 * lian_heading_new_notice:
 *
 * Returns: (transfer floating): a hidden line
 */
GtkWidget *
lian_heading_new_notice (void)
{
  GtkWidget *notice = gtk_label_new (NULL);

  gtk_widget_add_css_class (notice, "lian-caption");
  gtk_widget_add_css_class (notice, "lian-origin");
  gtk_label_set_wrap (GTK_LABEL (notice), TRUE);
  gtk_label_set_xalign (GTK_LABEL (notice), 0);
  gtk_widget_set_visible (notice, FALSE);
  return notice;
}

/**
 * lian_heading_say_notice:
 * @notice: of lian_heading_new_notice()
 * @text: (nullable): plain text
 */
void
lian_heading_say_notice (GtkLabel *notice, const char *text)
{
  gtk_label_set_text (notice, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (notice), text);
  gtk_widget_set_visible (GTK_WIDGET (notice), text != NULL);
}
