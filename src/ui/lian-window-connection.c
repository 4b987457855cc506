/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-window-private.h"

/* What the window says about the connection besides the pill. */

#define CLOCK_NOTICE "clock"

static void
clock_changed_cb (LianWindow *self)
{
  if (lian_engine_is_clock_off (self->engine))
    lian_window_add_notice (self, CLOCK_NOTICE, lian_link_trouble_to_text (LIAN_LINK_CLOCK_OFF),
                            NULL, NULL);
  else
    lian_window_remove_notice (self, CLOCK_NOTICE);
}

/**
 * lian_window_watch_connection:
 * @self: a window that has just been given its engine
 *
 * From now on the page of the connection shows it, and a wrong clock is said over all pages.
 */
void
lian_window_watch_connection (LianWindow *self)
{
  lian_connection_page_set_engine (self->connection, self->engine);
  g_signal_connect_object (self->engine, "notify::clock-off", G_CALLBACK (clock_changed_cb), self,
                           G_CONNECT_SWAPPED);
  clock_changed_cb (self);
}

/**
 * lian_window_show_connection:
 *
 * Shows the page of the connection, whatever the phase is.
 */
void
lian_window_show_connection (LianWindow *self)
{
  lian_pill_popdown (self->pill);
  self->signing_in = FALSE;
  self->connecting = TRUE;
  lian_window_update_body (self);
}

/**
 * lian_window_leave_connection:
 *
 * Shows again what was there before.
 */
void
lian_window_leave_connection (LianWindow *self)
{
  self->connecting = FALSE;
  lian_window_update_body (self);
}
