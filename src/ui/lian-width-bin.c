/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-width-bin.h"

/* The least that the window can be made to; smaller screens are not of this century. */
#define LEAST_WIDTH 960
#define LEAST_HEIGHT 560

struct _LianWidthBin
{
  GtkWidget parent_instance;

  GtkWidget *child; /* (owned by the widget tree) */
  int width;
  int height;
  guint idle;
};

enum
{
  PROP_CHILD = 1,
  N_PROPS
};

enum
{
  RESIZED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianWidthBin, lian_width_bin, GTK_TYPE_WIDGET)

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static gboolean
tell_cb (gpointer user_data)
{
  LianWidthBin *self = user_data;

  self->idle = 0;
  g_signal_emit (self, signals[RESIZED], 0, self->width, self->height);
  return G_SOURCE_REMOVE;
}

static void
lian_width_bin_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  LianWidthBin *self = LIAN_WIDTH_BIN (widget);
  int least = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : LEAST_HEIGHT;
  int wanted = 0;

  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, -1, NULL, &wanted, NULL, NULL);
  *minimum = least;
  *natural = MAX (least, wanted);
}

static void
lian_width_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LianWidthBin *self = LIAN_WIDTH_BIN (widget);

  if (self->child != NULL)
    {
      int least_width = 0, least_height = 0;

      /* Until the listener has hidden what no longer fits, the child may be wider than we are. */
      gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL,
                          NULL);
      gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, MAX (width, least_width),
                          &least_height, NULL, NULL, NULL);
      gtk_widget_allocate (self->child, MAX (width, least_width), MAX (height, least_height), -1,
                           NULL);
    }
  if (width == self->width && height == self->height)
    return;
  self->width = width;
  self->height = height;
  if (self->idle == 0)
    self->idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, tell_cb, self, NULL);
}

static void
lian_width_bin_get_property (GObject *object, guint property, GValue *value, GParamSpec *pspec)
{
  LianWidthBin *self = LIAN_WIDTH_BIN (object);

  if (property == PROP_CHILD)
    g_value_set_object (value, self->child);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
lian_width_bin_set_property (GObject *object, guint property, const GValue *value,
                             GParamSpec *pspec)
{
  if (property == PROP_CHILD)
    lian_width_bin_set_child (LIAN_WIDTH_BIN (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property, pspec);
}

static void
lian_width_bin_dispose (GObject *object)
{
  LianWidthBin *self = LIAN_WIDTH_BIN (object);

  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (lian_width_bin_parent_class)->dispose (object);
}

static void
lian_width_bin_class_init (LianWidthBinClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lian_width_bin_dispose;
  object_class->get_property = lian_width_bin_get_property;
  object_class->set_property = lian_width_bin_set_property;
  widget_class->measure = lian_width_bin_measure;
  widget_class->size_allocate = lian_width_bin_size_allocate;
  props[PROP_CHILD]
      = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                             G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_INT);
}

static void
lian_width_bin_init (LianWidthBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * lian_width_bin_get_child:
 *
 * Returns: (transfer none) (nullable): the child
 */
GtkWidget *
lian_width_bin_get_child (LianWidthBin *self)
{
  return self->child;
}

/**
 * lian_width_bin_set_child:
 * @child: (nullable): takes the place of the present one
 */
void
lian_width_bin_set_child (LianWidthBin *self, GtkWidget *child)
{
  if (self->child == child)
    return;
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHILD]);
}

/**
 * lian_width_bin_is_settled:
 *
 * Returns: whether the listener knows the present width
 */
gboolean
lian_width_bin_is_settled (LianWidthBin *self)
{
  return self->idle == 0 && self->width > 0;
}
