/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-zip.h"

G_BEGIN_DECLS

/* A part of an archive through expat: names without their namespace, no document type (and so no
 * entities but XML's own five), nothing fetched from anywhere. Handlers stop with lian_xml_fail().
 */
typedef struct _LianXml LianXml;

typedef struct
{
  void (*start) (LianXml *xml, const char *name, const char **attributes, gpointer user_data);
  void (*end) (LianXml *xml, const char *name, gpointer user_data);
  void (*text) (LianXml *xml, const char *text, gsize length, gpointer user_data);
} LianXmlHandlers;

/* Takes @error. */
void lian_xml_fail (LianXml *xml, GError *error);
/* (nullable): valid in the start handler */
const char *lian_xml_get (const char **attributes, const char *name);

gboolean lian_xml_read (LianZip *zip, const char *part, const LianXmlHandlers *handlers,
                        gpointer user_data, GError **error);

G_END_DECLS
