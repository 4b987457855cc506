/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The way from the rows that a list shows to those that it should show, as removals and additions
 * of which each is told for itself. Only the rows that somebody holds have to be brought to their
 * new places; what lies between two of them nobody sees, and there only the number counts. */
typedef struct
{
  guint shown;   /* where the row stands */
  gint64 target; /* where it belongs, -1: nowhere */
  gboolean kept; /* out: the ways lead there; other rows are given what belongs where they stand */
} LianAnchor;

typedef struct
{
  guint position; /* in the rows shown, while this and all behind it wait */
  guint hidden;   /* rows to be added there */
  guint extra;    /* rows to be removed from there */
} LianSplice;

/* @anchors by rising position; fills in kept. Returns (element-type LianSplice): by position, at
 * most @most of them. */
GArray *lian_row_splices_find (LianAnchor *anchors, guint n_anchors, guint n_shown, guint n_target,
                               guint most) G_GNUC_WARN_UNUSED_RESULT;
/* Which of the target's rows a position shows while the splices wait, -1: one to be removed. */
gint64 lian_row_splices_to_target (const GArray *splices, guint position);
/* Where a row of the target is shown meanwhile, -1: not yet. */
gint64 lian_row_splices_to_shown (const GArray *splices, guint target);
/* Takes the first one out, or the first @most rows of an addition; the others are moved by it. */
LianSplice lian_row_splices_pop (GArray *splices, guint most);

G_END_DECLS
