/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-aged.h"

#include "lian-wording.h"

struct _LianAged
{
  GObject parent_instance;

  LianEngine *engine; /* (weak) (nullable): owns us */
  char *text;         /* (owned) (nullable) */
};

enum
{
  PROP_TEXT = 1,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (LianAged, lian_aged, G_TYPE_OBJECT)

static void
update (LianAged *self)
{
  gboolean aged = lian_engine_get_freshness (self->engine) >= LIAN_FRESH_STALE;
  g_autofree char *text = aged ? lian_wording_as_of (lian_engine_get_as_of (self->engine)) : NULL;

  if (g_strcmp0 (text, self->text) == 0)
    return;
  g_free (self->text);
  self->text = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXT]);
}

static void
lian_aged_finalize (GObject *object)
{
  g_free (LIAN_AGED (object)->text);
  G_OBJECT_CLASS (lian_aged_parent_class)->finalize (object);
}

static void
lian_aged_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TEXT)
    g_value_set_string (value, LIAN_AGED (object)->text);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
lian_aged_class_init (LianAgedClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lian_aged_finalize;
  object_class->get_property = lian_aged_get_property;
  props[PROP_TEXT]
      = g_param_spec_string ("text", NULL, NULL, NULL,
                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lian_aged_init (LianAged *self)
{
}

/**
 * lian_aged_get:
 * @engine: whose picture is shown
 *
 * Returns: (transfer none): the same for every panel of the engine, alive as long as it. Main
 * thread.
 */
LianAged *
lian_aged_get (LianEngine *engine)
{
  static const char *const watched[] = { "notify::freshness", "notify::age", "notify::phase" };
  LianAged *self = g_object_get_data (G_OBJECT (engine), "lian-aged");

  if (self != NULL)
    return self;

  self = g_object_new (LIAN_TYPE_AGED, NULL);
  self->engine = engine;
  g_object_set_data_full (G_OBJECT (engine), "lian-aged", self, g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_object (engine, watched[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/**
 * lian_aged_get_text:
 *
 * Returns: (nullable): as of when, NULL while the picture is fresh
 */
const char *
lian_aged_get_text (LianAged *self)
{
  return self->text;
}

static gboolean
to_label (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  const char *text = g_value_get_string (from);

  g_value_set_string (to, text != NULL ? text : "");
  return TRUE;
}

static gboolean
to_visible (GBinding *binding, const GValue *from, GValue *to, gpointer user_data)
{
  g_value_set_boolean (to, g_value_get_string (from) != NULL);
  return TRUE;
}

/**
 * lian_aged_bind_label:
 * @label: of a panel
 *
 * Lets @label say as of when the panel is.
 */
void
lian_aged_bind_label (LianAged *self, GtkLabel *label)
{
  gtk_widget_add_css_class (GTK_WIDGET (label), "lian-soon");
  gtk_widget_add_css_class (GTK_WIDGET (label), "numeric");
  g_object_bind_property_full (self, "text", label, "label", G_BINDING_SYNC_CREATE, to_label, NULL,
                               NULL, NULL);
  g_object_bind_property_full (self, "text", label, "visible", G_BINDING_SYNC_CREATE, to_visible,
                               NULL, NULL, NULL);
}
