/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-xml.h"

#include "lian-error.h"

#include <expat.h>
#include <string.h>

#define BETWEEN '|' /* namespace and name, as expat hands them over */

struct _LianXml
{
  XML_Parser parser;
  const char *part;
  const LianXmlHandlers *handlers;
  gpointer user_data;
  GError *failed; /* (nullable) */
};

static const char *
local_name (const char *name)
{
  const char *between = strrchr (name, BETWEEN);

  return between != NULL ? between + 1 : name;
}

/**
 * lian_xml_fail:
 * @error: (transfer full): why nothing more is read; the first one counts
 */
void
lian_xml_fail (LianXml *xml, GError *error)
{
  if (xml->failed != NULL)
    {
      g_error_free (error);
      return;
    }
  xml->failed = error;
  XML_StopParser (xml->parser, XML_FALSE);
}

const char *
lian_xml_get (const char **attributes, const char *name)
{
  for (guint i = 0; attributes[i] != NULL; i += 2)
    if (strcmp (local_name (attributes[i]), name) == 0)
      return attributes[i + 1];
  return NULL;
}

static void XMLCALL
start_cb (void *user_data, const XML_Char *name, const XML_Char **attributes)
{
  LianXml *xml = user_data;

  if (xml->handlers->start != NULL)
    xml->handlers->start (xml, local_name (name), attributes, xml->user_data);
}

static void XMLCALL
end_cb (void *user_data, const XML_Char *name)
{
  LianXml *xml = user_data;

  if (xml->handlers->end != NULL)
    xml->handlers->end (xml, local_name (name), xml->user_data);
}

static void XMLCALL
text_cb (void *user_data, const XML_Char *text, int length)
{
  LianXml *xml = user_data;

  if (xml->handlers->text != NULL)
    xml->handlers->text (xml, text, (gsize)length, xml->user_data);
}

/* Entities, internal or external, begin with one of these; spreadsheets have none. */
static void XMLCALL
doctype_cb (void *user_data, const XML_Char *name, const XML_Char *system, const XML_Char *public,
            int internal)
{
  LianXml *xml = user_data;

  lian_xml_fail (xml, g_error_new (LIAN_ERROR, LIAN_ERROR_INVALID,
                                   "%s: has a document type, which no spreadsheet has", xml->part));
}

static gboolean
feed (const char *data, gsize length, gpointer user_data, GError **error)
{
  LianXml *xml = user_data;

  if (XML_Parse (xml->parser, data, (int)length, XML_FALSE) == XML_STATUS_OK)
    return TRUE;
  if (xml->failed != NULL)
    g_propagate_error (error, g_steal_pointer (&xml->failed));
  else
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: line %lu: %s", xml->part,
                 XML_GetCurrentLineNumber (xml->parser),
                 XML_ErrorString (XML_GetErrorCode (xml->parser)));
  return FALSE;
}

static gboolean
finish (LianXml *xml, GError **error)
{
  if (XML_Parse (xml->parser, "", 0, XML_TRUE) == XML_STATUS_OK)
    return TRUE;
  if (xml->failed != NULL)
    g_propagate_error (error, g_steal_pointer (&xml->failed));
  else
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "%s: %s", xml->part,
                 XML_ErrorString (XML_GetErrorCode (xml->parser)));
  return FALSE;
}

/**
 * lian_xml_read:
 * @part: an entry of @zip
 *
 * Returns: %FALSE with %LIAN_ERROR_INVALID, %LIAN_ERROR_TOO_LARGE or what a handler said
 */
gboolean
lian_xml_read (LianZip *zip, const char *part, const LianXmlHandlers *handlers, gpointer user_data,
               GError **error)
{
  LianXml xml = { XML_ParserCreateNS (NULL, BETWEEN), part, handlers, user_data, NULL };
  gboolean done;

  XML_SetUserData (xml.parser, &xml);
  XML_SetElementHandler (xml.parser, start_cb, end_cb);
  XML_SetCharacterDataHandler (xml.parser, text_cb);
  XML_SetStartDoctypeDeclHandler (xml.parser, doctype_cb);
  done = lian_zip_read (zip, part, feed, &xml, error) && finish (&xml, error);
  g_clear_error (&xml.failed);
  XML_ParserFree (xml.parser);
  return done;
}
