/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-scope.h"

#include <string.h>

#define HISTORY_MAX 100

/* One step of the history; never changed once it is in it. */
typedef struct
{
  char *region;
  LianPeriod period;
  GHashTable *filters; /* field → value */
  char *text;
} Step;

struct _LianScope
{
  GObject parent_instance;

  GPtrArray *steps; /* Step, at least one */
  guint present;
  gboolean typing; /* the present step came from a change of the text */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianScope, lian_scope, G_TYPE_OBJECT)

static Step *
step_new (const char *region)
{
  Step *step = g_new0 (Step, 1);

  step->region = g_strdup (region != NULL ? region : "");
  step->filters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  step->text = g_strdup ("");
  return step;
}

static Step *
step_copy (const Step *from)
{
  Step *step = step_new (from->region);
  GHashTableIter iter;
  gpointer field, value;

  step->period = from->period;
  g_free (step->text);
  step->text = g_strdup (from->text);
  g_hash_table_iter_init (&iter, from->filters);
  while (g_hash_table_iter_next (&iter, &field, &value))
    g_hash_table_insert (step->filters, g_strdup (field), g_strdup (value));
  return step;
}

static void
step_free (gpointer data)
{
  Step *step = data;

  g_free (step->region);
  g_free (step->text);
  g_hash_table_unref (step->filters);
  g_free (step);
}

static const Step *
get_present (LianScope *self)
{
  return self->steps->pdata[self->present];
}

/* Puts @step behind the present one and drops what could have been gone forward to. */
static void
push (LianScope *self, Step *step, gboolean typing)
{
  g_ptr_array_set_size (self->steps, (int)self->present + 1);
  if (self->steps->len == HISTORY_MAX)
    g_ptr_array_remove_index (self->steps, 0);
  g_ptr_array_add (self->steps, step);
  self->present = self->steps->len - 1;
  self->typing = typing;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
go_to (LianScope *self, guint step)
{
  self->present = step;
  self->typing = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
lian_scope_finalize (GObject *object)
{
  LianScope *self = LIAN_SCOPE (object);

  g_ptr_array_unref (self->steps);
  G_OBJECT_CLASS (lian_scope_parent_class)->finalize (object);
}

static void
lian_scope_class_init (LianScopeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lian_scope_finalize;

  /**
   * LianScope::changed:
   *
   * Something of it is another now. Once for each step.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_scope_init (LianScope *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}

/**
 * lian_scope_new:
 * @region_code: (nullable): where it begins; empty: everywhere
 *
 * Returns: (transfer full): a scope of today without filters
 */
LianScope *
lian_scope_new (const char *region_code)
{
  LianScope *self = g_object_new (LIAN_TYPE_SCOPE, NULL);

  g_ptr_array_add (self->steps, step_new (region_code));
  return self;
}

/**
 * lian_scope_get_region:
 *
 * Returns: (transfer none): a region code, "" for everywhere; valid until the scope changes
 */
const char *
lian_scope_get_region (LianScope *self)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), "");

  return get_present (self)->region;
}

LianPeriod
lian_scope_get_period (LianScope *self)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), LIAN_PERIOD_TODAY);

  return get_present (self)->period;
}

/**
 * lian_scope_get_filter:
 * @field: a field's name
 *
 * Returns: (transfer none) (nullable): the code it has to be; valid until the scope changes
 */
const char *
lian_scope_get_filter (LianScope *self, const char *field)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), NULL);

  return g_hash_table_lookup (get_present (self)->filters, field);
}

/**
 * lian_scope_get_text:
 *
 * Returns: (transfer none): what is searched for, "" for nothing; valid until the scope changes
 */
const char *
lian_scope_get_text (LianScope *self)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), "");

  return get_present (self)->text;
}

/**
 * lian_scope_set_region:
 * @region_code: (nullable): a region code, empty for everywhere
 */
void
lian_scope_set_region (LianScope *self, const char *region_code)
{
  const char *region = region_code != NULL ? region_code : "";
  Step *step;

  g_return_if_fail (LIAN_IS_SCOPE (self));

  if (strcmp (get_present (self)->region, region) == 0)
    return;
  step = step_copy (get_present (self));
  g_free (step->region);
  step->region = g_strdup (region);
  push (self, step, FALSE);
}

void
lian_scope_set_period (LianScope *self, LianPeriod period)
{
  Step *step;

  g_return_if_fail (LIAN_IS_SCOPE (self));

  if (get_present (self)->period == period)
    return;
  step = step_copy (get_present (self));
  step->period = period;
  push (self, step, FALSE);
}

/**
 * lian_scope_set_filter:
 * @field: a field's name
 * @value: (nullable): the code it has to be; empty for any
 */
void
lian_scope_set_filter (LianScope *self, const char *field, const char *value)
{
  const char *wanted = value != NULL && *value != '\0' ? value : NULL;
  Step *step;

  g_return_if_fail (LIAN_IS_SCOPE (self));
  g_return_if_fail (field != NULL);

  if (g_strcmp0 (lian_scope_get_filter (self, field), wanted) == 0)
    return;
  step = step_copy (get_present (self));
  if (wanted != NULL)
    g_hash_table_insert (step->filters, g_strdup (field), g_strdup (wanted));
  else
    g_hash_table_remove (step->filters, field);
  push (self, step, FALSE);
}

/**
 * lian_scope_set_text:
 * @text: (nullable): what is searched for
 *
 * Changes of the text that follow each other are one step: going back leads to before the typing.
 */
void
lian_scope_set_text (LianScope *self, const char *text)
{
  const char *wanted = text != NULL ? text : "";
  Step *step;

  g_return_if_fail (LIAN_IS_SCOPE (self));

  if (strcmp (get_present (self)->text, wanted) == 0)
    return;
  step = step_copy (get_present (self));
  g_free (step->text);
  step->text = g_strdup (wanted);
  if (self->typing)
    self->present--;
  push (self, step, TRUE);
}

gboolean
lian_scope_can_go_back (LianScope *self)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), FALSE);

  return self->present > 0;
}

gboolean
lian_scope_can_go_forward (LianScope *self)
{
  g_return_val_if_fail (LIAN_IS_SCOPE (self), FALSE);

  return self->present + 1 < self->steps->len;
}

/**
 * lian_scope_go_back:
 *
 * To the step before, if there is one.
 */
void
lian_scope_go_back (LianScope *self)
{
  g_return_if_fail (LIAN_IS_SCOPE (self));

  if (lian_scope_can_go_back (self))
    go_to (self, self->present - 1);
}

/**
 * lian_scope_go_forward:
 *
 * To the step that was gone back from, if there is one.
 */
void
lian_scope_go_forward (LianScope *self)
{
  g_return_if_fail (LIAN_IS_SCOPE (self));

  if (lian_scope_can_go_forward (self))
    go_to (self, self->present + 1);
}
