/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-mirror.h"

G_BEGIN_DECLS

/* Tuesday 2026-11-24 09:40 China time. */
#define BENCH_MIRROR_NOW (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)

/* One case in so many is closed. */
#define BENCH_CLOSED_EVERY 5

/* A mirror at @path with a dictionary, 60 communities and @n cases, written by SQL in one go.
 * Blocks. */
LianMirror *bench_county_mirror_new (const char *path, guint n) G_GNUC_WARN_UNUSED_RESULT;
/* Case @i of the mirror as it stands there, for a change of it. */
LianRecord *bench_county_case_new (guint i, gint64 version) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
