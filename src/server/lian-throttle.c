/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-throttle.h"

/* Made-up names must not grow the table for ever. */
#define MAX_NAMES 10000

struct _LianThrottle
{
  LianClock *clock; /* (owned) */
  guint per_minute;
  GHashTable *tries; /* (owned) name → GArray of monotonic microseconds */
};

/**
 * lian_throttle_new:
 * @per_minute: how many tries one name has
 *
 * Returns: (transfer full): a throttle that has counted nothing yet
 */
LianThrottle *
lian_throttle_new (LianClock *clock, guint per_minute)
{
  LianThrottle *self = g_new0 (LianThrottle, 1);

  self->clock = g_object_ref (clock);
  self->per_minute = per_minute;
  self->tries
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  return self;
}

/**
 * lian_throttle_free:
 * @self: a throttle
 */
void
lian_throttle_free (LianThrottle *self)
{
  g_object_unref (self->clock);
  g_hash_table_unref (self->tries);
  g_free (self);
}

void
lian_throttle_set_limit (LianThrottle *self, guint per_minute)
{
  self->per_minute = per_minute;
}

/* What is older than a minute is forgotten. */
static gboolean
forget_old (gpointer name, gpointer value, gpointer user_data)
{
  const gint64 *now = user_data;
  GArray *times = value;
  guint old = 0;

  while (old < times->len && g_array_index (times, gint64, old) <= *now - G_TIME_SPAN_MINUTE)
    old++;
  if (old > 0)
    g_array_remove_range (times, 0, old);
  return times->len == 0;
}

static GArray *
find_times (LianThrottle *self, const char *name, gint64 *now)
{
  GArray *times = g_hash_table_lookup (self->tries, name);

  *now = lian_clock_get_monotonic (self->clock);
  if (times != NULL)
    forget_old (NULL, times, now);
  return times;
}

/**
 * lian_throttle_try:
 * @name: whose try it is; names that mean nobody count as all others
 *
 * Returns: whether it is within the limit, and counted
 */
gboolean
lian_throttle_try (LianThrottle *self, const char *name)
{
  gint64 now;
  GArray *times = find_times (self, name, &now);

  if (times == NULL)
    {
      if (g_hash_table_size (self->tries) >= MAX_NAMES)
        g_hash_table_foreach_remove (self->tries, forget_old, &now);
      if (g_hash_table_size (self->tries) >= MAX_NAMES)
        g_hash_table_remove_all (self->tries);
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (self->tries, g_strdup (name), times);
    }
  if (times->len >= self->per_minute)
    return FALSE;
  g_array_append_val (times, now);
  return TRUE;
}

/**
 * lian_throttle_get_wait:
 *
 * Returns: whole seconds until a try of @name would be taken
 */
guint
lian_throttle_get_wait (LianThrottle *self, const char *name)
{
  gint64 now;
  const GArray *times = find_times (self, name, &now);
  gint64 left;

  if (times == NULL || times->len < self->per_minute)
    return 0;
  left = g_array_index (times, gint64, times->len - self->per_minute) + G_TIME_SPAN_MINUTE - now;
  return (guint)((left + G_TIME_SPAN_SECOND - 1) / G_TIME_SPAN_SECOND);
}
