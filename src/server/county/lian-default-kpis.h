/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-default-tables.h"

G_BEGIN_DECLS

const LianDefaultVocabulary *lian_default_kpis_get (void);

G_END_DECLS
