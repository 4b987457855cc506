/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-server-support.h"

G_BEGIN_DECLS

/* What was promised, held against what is there. */
typedef struct _RigOracle RigOracle;

typedef struct
{
  guint promised; /* lines of the logs of promises */
  guint received;
  guint conflicts;
  guint undone;
  guint audited;
  guint changes;  /* events of the feed */
  guint pictures; /* mirrors of dead consoles that were compared */
  guint spoilt;   /* and were not, because they had been made to differ */
  guint missed;   /* receipts that a restored server does not know */

  guint lost;
  guint doubled;
  guint ghosts;
  guint reordered;
  guint differences; /* of mirrors */
  guint other;
} RigVerdict;

/* @county as it is before anybody is served. */
RigOracle *rig_oracle_new (TestCounty *county);
void rig_oracle_free (RigOracle *self);

/* A file beside a mirror that was made to differ, until it is proved right again. */
#define RIG_SPOILT "spoilt"
gboolean rig_oracle_is_spoilt (const char *directory);

/* A violation that somebody else saw. */
void rig_oracle_note (RigOracle *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* A person was told that it was taken back before it left. */
void rig_oracle_note_undone (RigOracle *self, const char *id);
/* The mirror in the directory of a console that is dead right now. */
void rig_oracle_take_picture (RigOracle *self, const char *directory);
/* Nobody runs any more. @directories: of the consoles, ended by NULL. Says on standard output what
 * is wrong. */
void rig_oracle_judge (RigOracle *self, const char *const *directories, RigVerdict *verdict);
/* The server's file is an old one again: gives it another epoch, and lets it go on from @seq, the
 * newest that the consoles have seen. */
void rig_oracle_begin_drill (RigOracle *self, gint64 seq);
void rig_oracle_judge_drill (RigOracle *self, const char *const *directories, RigVerdict *verdict);
gboolean rig_oracle_is_right (RigOracle *self);

G_END_DECLS
