/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-record.h"

G_BEGIN_DECLS

#define BENCH_NOW (G_GINT64_CONSTANT (1795484400) * G_TIME_SPAN_SECOND)

LianRecord *bench_case_new (guint i, guint n, gint64 version);
/* The same, one every @spacing microseconds up to now. */
LianRecord *bench_case_new_every (guint i, guint n, gint64 version, gint64 spacing);

G_END_DECLS
