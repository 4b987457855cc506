/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-ogc.h"

#include "lian-clock.h"
#include "lian-ogc-resources.h"
#include "lian-submission.h"

#include <string.h>

#define API_PATH "/io/github/liandong/ogc/ogc.json"

#define DEMONSTRATION "演示数据·示意图，不代表实际行政区界线"

static const char *const conformance[] = {
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
  "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
};

/**
 * lian_ogc_add_link:
 * @href: (transfer full): absolute
 */
void
lian_ogc_add_link (JsonArray *links, const char *rel, const char *type, const char *title,
                   char *href)
{
  JsonObject *link = json_object_new ();

  json_object_set_string_member (link, "href", href);
  json_object_set_string_member (link, "rel", rel);
  json_object_set_string_member (link, "type", type);
  json_object_set_string_member (link, "title", title);
  json_array_add_object_element (links, link);
  g_free (href);
}

static LianReply *
make_reply (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, object);
  return lian_reply_new_json (200, root);
}

/**
 * lian_ogc_add_attribution:
 * @demonstration: whether the county is invented; nothing is added to a real one's
 */
void
lian_ogc_add_attribution (JsonObject *object, gboolean demonstration)
{
  if (demonstration)
    json_object_set_string_member (object, "attribution", DEMONSTRATION);
}

/**
 * lian_ogc_make_landing:
 * @name: of the platform
 *
 * Returns: (transfer full): where everything else is
 */
LianReply *
lian_ogc_make_landing (const char *base, const char *name, gboolean demonstration)
{
  JsonObject *object = json_object_new ();
  JsonArray *links = json_array_new ();

  json_object_set_string_member (object, "title", name);
  json_object_set_string_member (object, "description",
                                 demonstration ? DEMONSTRATION
                                               : "The county as features of OGC API – Features.");
  lian_ogc_add_attribution (object, demonstration);
  lian_ogc_add_link (links, "self", LIAN_OGC_TYPE_JSON, "This page",
                     g_strconcat (base, "/ogc", NULL));
  lian_ogc_add_link (links, "service-desc", LIAN_OGC_TYPE_OPENAPI, "What can be asked here",
                     g_strconcat (base, "/ogc/api", NULL));
  lian_ogc_add_link (links, "conformance", LIAN_OGC_TYPE_JSON, "What it conforms to",
                     g_strconcat (base, "/ogc/conformance", NULL));
  lian_ogc_add_link (links, "data", LIAN_OGC_TYPE_JSON, "The collections",
                     g_strconcat (base, "/ogc/collections", NULL));
  json_object_set_array_member (object, "links", links);
  return make_reply (object);
}

LianReply *
lian_ogc_make_conformance (void)
{
  JsonObject *object = json_object_new ();
  JsonArray *classes = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (conformance); i++)
    json_array_add_string_element (classes, conformance[i]);
  json_object_set_array_member (object, "conformsTo", classes);
  return make_reply (object);
}

/**
 * lian_ogc_make_api:
 *
 * Returns: (transfer full): data/api/ogc.json, with this server in it
 */
LianReply *
lian_ogc_make_api (const char *base)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lian_ogc_get_resource (), API_PATH,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *servers = json_array_new ();
  JsonObject *server = json_object_new ();
  g_autofree char *url = g_strconcat (base, "/ogc", NULL);
  JsonNode *root;
  LianReply *reply;

  /* It is a part of the program and has been tested. */
  json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                              (gssize)g_bytes_get_size (bytes), NULL);
  root = json_parser_get_root (parser);
  json_object_set_string_member (server, "url", url);
  json_array_add_object_element (servers, server);
  json_object_set_array_member (json_node_get_object (root), "servers", servers);
  reply = lian_reply_new_json (200, root);
  g_free (reply->content_type);
  reply->content_type = g_strdup (LIAN_OGC_TYPE_OPENAPI);
  return reply;
}

static JsonObject *
make_spatial (const LianOgcSum *sum)
{
  JsonObject *spatial = json_object_new ();
  JsonArray *boxes = json_array_new ();
  JsonArray *box = json_array_new ();

  json_array_add_double_element (box, sum->west);
  json_array_add_double_element (box, sum->south);
  json_array_add_double_element (box, sum->east);
  json_array_add_double_element (box, sum->north);
  json_array_add_array_element (boxes, box);
  json_object_set_array_member (spatial, "bbox", boxes);
  json_object_set_string_member (spatial, "crs", LIAN_OGC_CRS84);
  return spatial;
}

static JsonObject *
make_temporal (const LianOgcSum *sum)
{
  JsonObject *temporal = json_object_new ();
  JsonArray *intervals = json_array_new ();
  JsonArray *interval = json_array_new ();
  g_autofree char *first = lian_time_format (sum->first);
  g_autofree char *last = lian_time_format (sum->last);

  json_array_add_string_element (interval, first);
  if (sum->endless)
    json_array_add_null_element (interval);
  else
    json_array_add_string_element (interval, last);
  json_array_add_array_element (intervals, interval);
  json_object_set_array_member (temporal, "interval", intervals);
  json_object_set_string_member (temporal, "trs",
                                 "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian");
  return temporal;
}

static void
link_collection (const char *base, const char *id, JsonObject *object)
{
  JsonArray *links = json_array_new ();

  lian_ogc_add_link (links, "self", LIAN_OGC_TYPE_JSON, "This collection",
                     g_strdup_printf ("%s/ogc/collections/%s", base, id));
  lian_ogc_add_link (links, "items", LIAN_OGC_TYPE_GEOJSON, "Its features",
                     g_strdup_printf ("%s/ogc/collections/%s/items", base, id));
  lian_ogc_add_link (links, "items", LIAN_OGC_TYPE_JSON, "Its features as plain JSON",
                     g_strdup_printf ("%s/ogc/collections/%s/items?f=json", base, id));
  json_object_set_array_member (object, "links", links);
}

/**
 * lian_ogc_make_collection:
 * @sum: of everything in it that the asker sees
 *
 * Returns: (transfer full): its description; an extent that it has not is left out
 */
JsonObject *
lian_ogc_make_collection (const LianOgcQuery *query, const LianOgcCollection *collection,
                          const LianOgcSum *sum)
{
  JsonObject *object = json_object_new ();
  JsonObject *extent = json_object_new ();
  JsonArray *crs = json_array_new ();
  g_autofree char *description
      = g_strconcat (collection->description, query->demonstration ? " " DEMONSTRATION : NULL,
                     NULL);

  json_object_set_string_member (object, "id", collection->id);
  json_object_set_string_member (object, "title", collection->title);
  json_object_set_string_member (object, "description", description);
  lian_ogc_add_attribution (object, query->demonstration);
  json_object_set_string_member (object, "itemType", "feature");
  if (sum->placed)
    json_object_set_object_member (extent, "spatial", make_spatial (sum));
  if (sum->timed)
    json_object_set_object_member (extent, "temporal", make_temporal (sum));
  json_object_set_object_member (object, "extent", extent);
  json_array_add_string_element (crs, LIAN_OGC_CRS84);
  json_object_set_array_member (object, "crs", crs);
  link_collection (query->base, collection->id, object);
  return object;
}

/**
 * lian_ogc_make_collections:
 * @collections: of lian_ogc_make_collection()
 *
 * Returns: (transfer full): the list of them
 */
LianReply *
lian_ogc_make_collections (const LianOgcQuery *query, JsonArray *collections)
{
  JsonObject *object = json_object_new ();
  JsonArray *links = json_array_new ();

  lian_ogc_add_link (links, "self", LIAN_OGC_TYPE_JSON, "This page",
                     g_strconcat (query->base, "/ogc/collections", NULL));
  json_object_set_array_member (object, "links", links);
  json_object_set_array_member (object, "collections", json_array_ref (collections));
  return make_reply (object);
}
