/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-connection-page.h"
#include "lian-desk-page.h"
#include "lian-order-notices.h"
#include "lian-overview-page.h"
#include "lian-pill.h"
#include "lian-rail.h"
#include "lian-regions.h"
#include "lian-scope.h"
#include "lian-sign-in-page.h"
#include "lian-width-bin.h"
#include "lian-window.h"

G_BEGIN_DECLS

/* Shared by the files of the window alone. */
struct _LianWindow
{
  AdwApplicationWindow parent_instance;

  LianEngine *engine;   /* (owned) (nullable) */
  GSettings *settings;  /* (owned) */
  LianScope *scope;     /* (owned) */
  LianRegions *regions; /* (owned) (nullable) */
  gboolean signing_in;  /* the form was asked for */
  gboolean left_form;   /* the person went back to the last picture */
  gboolean connecting;  /* the page of the connection was asked for */
  gboolean in_trouble;  /* lian_window_show_trouble() decides what is shown */
  gboolean narrow;
  char *disagreement; /* (owned) (nullable): the notice that says so */

  LianOverviewPage *overview; /* (nullable) */
  LianDeskPage *desk;         /* (nullable) */
  LianOrderNotices *orders;   /* (nullable) */
  GtkWidget *welcome;         /* (nullable) */
  LianRail *rail;

  /* template children */
  LianWidthBin *width_bin;
  GtkBox *breadcrumb;
  GtkMenuButton *period_button;
  GtkSearchEntry *search;
  AdwClamp *search_clamp;
  LianPill *pill;
  GtkBox *notices;
  GtkOverlay *overlay;
  GtkStack *body;
  AdwStatusPage *status;
  GtkProgressBar *progress;
  GtkButton *status_button;
  GtkButton *address_button;
  LianSignInPage *sign_in;
  LianConnectionPage *connection;
  GtkBox *pages_box;
  GtkStack *pages;
};

void lian_window_install_actions (GtkWidgetClass *widget_class);
void lian_window_update_scope (LianWindow *self);
void lian_window_update_body (LianWindow *self);
void lian_window_watch_connection (LianWindow *self);
void lian_window_leave_connection (LianWindow *self);

G_END_DECLS
