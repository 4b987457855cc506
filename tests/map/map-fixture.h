/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-map-view.h"

/* The demonstration county as a map takes it. */
GPtrArray *map_fixture_get_records (void);
void map_fixture_fill (LianMapView *view);
LianMapClasses *map_fixture_make_classes (guint salt);
gboolean map_fixture_settle (LianMapView *view);
GdkTexture *map_fixture_render (GtkWidget *widget);
