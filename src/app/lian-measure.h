/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-application.h"

G_BEGIN_DECLS

/* For benchmarks (--measure-start): says on standard output when the first frame and when the first
 * complete frame were painted, and quits. */
#define LIAN_TYPE_MEASURE (lian_measure_get_type ())
G_DECLARE_FINAL_TYPE (LianMeasure, lian_measure, LIAN, MEASURE, GObject)

LianMeasure *lian_measure_new (LianApplication *application) G_GNUC_WARN_UNUSED_RESULT;
/* The window is to be presented already. */
void lian_measure_start (LianMeasure *self);

G_END_DECLS
