/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-simulator.h"

struct _LianSimulator
{
  GObject parent_instance;

  LianService *service; /* (owned) */
  guint64 seed;
  guint timer; /* the next report */
};

G_DEFINE_FINAL_TYPE (LianSimulator, lian_simulator, G_TYPE_OBJECT)

static void
lian_simulator_dispose (GObject *object)
{
  LianSimulator *self = LIAN_SIMULATOR (object);

  lian_simulator_stop (self);
  g_clear_object (&self->service);
  G_OBJECT_CLASS (lian_simulator_parent_class)->dispose (object);
}

static void
lian_simulator_class_init (LianSimulatorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_simulator_dispose;
}

static void
lian_simulator_init (LianSimulator *self)
{
}

/**
 * lian_simulator_new:
 *
 * Returns: (transfer full): a simulator that does nothing until it is started.
 */
LianSimulator *
lian_simulator_new (LianService *service, guint64 seed)
{
  LianSimulator *self = g_object_new (LIAN_TYPE_SIMULATOR, NULL);

  self->service = g_object_ref (service);
  self->seed = seed;
  return self;
}

/**
 * lian_simulator_start:
 */
void
lian_simulator_start (LianSimulator *self)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));
}

/**
 * lian_simulator_stop:
 */
void
lian_simulator_stop (LianSimulator *self)
{
  g_return_if_fail (LIAN_IS_SIMULATOR (self));
  g_clear_handle_id (&self->timer, g_source_remove);
}
