/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes a mirror differ from the server: an event of the feed is lost between client and mirror, as
 * no part of the program can do. That it was is noted in a file in the console's directory before,
 * and the file goes when a bookmark that was compared later agrees: in between, the mirror may
 * differ. The linker puts this between the parts. */
void rig_spoiler_init (const char *directory);
void rig_spoiler_drop_next (void);
gboolean rig_spoiler_is_at_work (void);

G_END_DECLS
