/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-tile.h"

#include "lian-mark.h"

#define FADE_MS 700

struct _LianTile
{
  GtkButton parent_instance;

  GtkLabel *title;
  GtkWidget *light;
  GtkLabel *figure;
  GtkLabel *unit;
  GtkWidget *grave;
  GtkWidget *urgent;
  GtkWidget *spark;
  GtkLabel *subline;
  char *text;      /* (owned): the subline when the figure is fresh */
  char *aged_text; /* (owned) (nullable) */
  gboolean room_for_spark;
  gboolean room_for_subline;
  gboolean has_spark;
  gboolean essential; /* the subline is numerator and denominator: never hidden */
  guint fade;
};

G_DEFINE_FINAL_TYPE (LianTile, lian_tile, GTK_TYPE_BUTTON)

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_chip (const char *css_class)
{
  GtkWidget *chip = new_label ("lian-chip");

  gtk_widget_add_css_class (chip, css_class);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (chip, FALSE);
  return chip;
}

static void
update_subline (LianTile *self)
{
  gboolean aged = self->aged_text != NULL;

  gtk_label_set_text (self->subline, aged ? self->aged_text : self->text);
  gtk_widget_set_visible (GTK_WIDGET (self->subline),
                          aged || self->room_for_subline || self->essential);
  gtk_widget_set_visible (self->spark, self->has_spark && self->room_for_spark);
}

static void
update_accessible (LianTile *self)
{
  g_autofree char *sentence
      = g_strdup_printf ("%s %s%s, %s", gtk_label_get_text (self->title),
                         gtk_label_get_text (self->figure), gtk_label_get_text (self->unit),
                         gtk_label_get_text (self->subline));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static gboolean
fade_over_cb (gpointer user_data)
{
  LianTile *self = user_data;

  self->fade = 0;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "changed");
  return G_SOURCE_REMOVE;
}

static void
lian_tile_dispose (GObject *object)
{
  LianTile *self = LIAN_TILE (object);

  g_clear_handle_id (&self->fade, g_source_remove);
  G_OBJECT_CLASS (lian_tile_parent_class)->dispose (object);
}

static void
lian_tile_finalize (GObject *object)
{
  LianTile *self = LIAN_TILE (object);

  g_free (self->text);
  g_free (self->aged_text);
  G_OBJECT_CLASS (lian_tile_parent_class)->finalize (object);
}

static void
lian_tile_class_init (LianTileClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_tile_dispose;
  G_OBJECT_CLASS (klass)->finalize = lian_tile_finalize;
}

static GtkWidget *
build_head (LianTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->light = lian_mark_new ();
  gtk_widget_set_visible (self->light, FALSE);
  gtk_widget_set_valign (self->light, GTK_ALIGN_CENTER);
  self->title = GTK_LABEL (new_label ("lian-secondary"));
  gtk_label_set_ellipsize (self->title, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), self->light);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->title));
  return box;
}

static GtkWidget *
build_middle (LianTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *number = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);

  self->figure = GTK_LABEL (new_label ("lian-figure"));
  self->unit = GTK_LABEL (new_label ("lian-unit"));
  gtk_widget_set_valign (GTK_WIDGET (self->figure), GTK_ALIGN_BASELINE);
  gtk_widget_set_valign (GTK_WIDGET (self->unit), GTK_ALIGN_BASELINE);
  gtk_box_append (GTK_BOX (number), GTK_WIDGET (self->figure));
  gtk_box_append (GTK_BOX (number), GTK_WIDGET (self->unit));
  self->grave = new_chip ("grave");
  self->urgent = new_chip ("urgent");
  self->spark = lian_mark_new ();
  gtk_widget_set_size_request (self->spark, 96, 26);
  gtk_widget_set_valign (self->spark, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->spark, FALSE);
  gtk_box_append (GTK_BOX (box), number);
  gtk_box_append (GTK_BOX (box), self->grave);
  gtk_box_append (GTK_BOX (box), self->urgent);
  gtk_box_append (GTK_BOX (box), self->spark);
  return box;
}

static void
lian_tile_init (LianTile *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_add_css_class (GTK_WIDGET (self), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self), "lian-tile");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  self->text = g_strdup ("");
  self->room_for_spark = TRUE;
  self->room_for_subline = TRUE;
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), build_head (self));
  gtk_box_append (GTK_BOX (box), build_middle (self));
  self->subline = GTK_LABEL (new_label ("lian-caption"));
  gtk_label_set_ellipsize (self->subline, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->subline));
  gtk_button_set_child (GTK_BUTTON (self), box);
}

/**
 * lian_tile_new:
 * @title: what is counted
 *
 * Returns: (transfer floating): a tile with a dash for its figure
 */
GtkWidget *
lian_tile_new (const char *title)
{
  LianTile *self = g_object_new (LIAN_TYPE_TILE, NULL);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->figure, "—");
  return GTK_WIDGET (self);
}

/**
 * lian_tile_set_light:
 * @light: stands before the title, and colours title and figure where it means something
 */
void
lian_tile_set_light (LianTile *self, LianLight light)
{
  lian_mark_set_light (LIAN_MARK (self->light), light, 16);
  gtk_widget_set_visible (self->light, TRUE);
  if (light == LIAN_LIGHT_OVERDUE)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->title), "lian-over");
      gtk_widget_add_css_class (GTK_WIDGET (self->figure), "late");
    }
}

/**
 * lian_tile_set_figure:
 * @figure: the number as it is read
 * @unit: (nullable): small behind it
 */
void
lian_tile_set_figure (LianTile *self, const char *figure, const char *unit)
{
  const char *before = gtk_label_get_text (self->figure);
  gboolean news = g_strcmp0 (before, "—") != 0 && g_strcmp0 (before, figure) != 0;

  gtk_label_set_text (self->figure, figure);
  gtk_label_set_text (self->unit, unit != NULL ? unit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->unit), unit != NULL);
  if (news)
    {
      g_clear_handle_id (&self->fade, g_source_remove);
      gtk_widget_add_css_class (GTK_WIDGET (self), "changed");
      self->fade = g_timeout_add (FADE_MS, fade_over_cb, self);
    }
  update_accessible (self);
}

/**
 * lian_tile_set_subline:
 * @text: what the figure is a figure of. One with a slash is numerator and denominator and is kept
 *   in the narrowest window.
 */
void
lian_tile_set_subline (LianTile *self, const char *text)
{
  g_free (self->text);
  self->text = g_strdup (text);
  self->essential = strstr (text, " / ") != NULL;
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subline), text);
  update_subline (self);
  update_accessible (self);
}

/**
 * lian_tile_set_chips:
 * @grave: (nullable): text of the filled chip
 * @urgent: (nullable): text of the tinted chip
 */
void
lian_tile_set_chips (LianTile *self, const char *grave, const char *urgent)
{
  gtk_label_set_text (GTK_LABEL (self->grave), grave != NULL ? grave : "");
  gtk_widget_set_visible (self->grave, grave != NULL);
  gtk_label_set_text (GTK_LABEL (self->urgent), urgent != NULL ? urgent : "");
  gtk_widget_set_visible (self->urgent, urgent != NULL);
}

/**
 * lian_tile_set_spark:
 * @values: (array length=n): copied
 * @n: how many
 */
void
lian_tile_set_spark (LianTile *self, const gint64 *values, guint n)
{
  lian_mark_set_spark (LIAN_MARK (self->spark), values, n);
  gtk_widget_set_size_request (self->spark, 96, 26);
  self->has_spark = n > 1;
  update_subline (self);
}

/**
 * lian_tile_set_aged:
 * @text: (nullable): how old the figure is, when it is past its limit
 */
void
lian_tile_set_aged (LianTile *self, const char *text)
{
  if (g_strcmp0 (self->aged_text, text) == 0)
    return;
  g_free (self->aged_text);
  self->aged_text = g_strdup (text);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "lian-aged");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "lian-aged");
  update_subline (self);
  update_accessible (self);
}

/**
 * lian_tile_set_room:
 * @spark: whether the spark line has room
 * @subline: whether the subline has room; numerator and denominator always do
 */
void
lian_tile_set_room (LianTile *self, gboolean spark, gboolean subline)
{
  self->room_for_spark = spark;
  self->room_for_subline = subline;
  update_subline (self);
}

/**
 * lian_tile_get_figure:
 *
 * Returns: (transfer none): the number as it is read
 */
const char *
lian_tile_get_figure (LianTile *self)
{
  return gtk_label_get_text (self->figure);
}

/**
 * lian_tile_get_subline:
 *
 * Returns: (transfer none): what stands under the number now
 */
const char *
lian_tile_get_subline (LianTile *self)
{
  return gtk_label_get_text (self->subline);
}
