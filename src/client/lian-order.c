/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client.h"

#include "lian-clock.h"
#include "lian-codec.h"
#include "lian-limits.h"

#include <string.h>

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, member, text);
}

static void
set_time (JsonObject *object, const char *member, gint64 us)
{
  g_autofree char *text = NULL;

  if (us == 0)
    return;

  text = lian_time_format (us);
  json_object_set_string_member (object, member, text);
}

/**
 * lian_order_encode:
 * @order: what is ordered; its texts are valid UTF-8; empty, %NULL or 0 members are left out
 *
 * Made once: the ledger keeps these bytes, every attempt sends them, the receipt is about them.
 *
 * Returns: (transfer full): the body of POST /v1/instructions
 */
GBytes *
lian_order_encode (const LianOrder *order)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  char *text;

  json_node_take_object (node, object);
  set_text (object, "id", order->id);
  set_text (object, "kind", order->kind);
  set_text (object, "case_id", order->case_id);
  set_text (object, "to_unit", order->to_unit);
  if (order->co_units != NULL && order->co_units[0] != NULL)
    {
      JsonArray *units = json_array_new ();

      for (guint i = 0; order->co_units[i] != NULL; i++)
        json_array_add_string_element (units, order->co_units[i]);
      json_object_set_array_member (object, "co_units", units);
    }
  set_text (object, "opinion", order->opinion);
  if (order->limit_min > 0)
    json_object_set_int_member (object, "limit_min", order->limit_min);
  set_time (object, "not_after", order->not_after);
  set_time (object, "sent_at", order->sent_at);
  set_text (object, "supersedes", order->supersedes);
  set_text (object, "instruction_id", order->instruction_id);
  set_time (object, "ordered_at", order->ordered_at);
  set_text (object, "ordered_to", order->ordered_to);
  set_text (object, "on_behalf_of", order->on_behalf_of);

  text = lian_json_print (node);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
take_text (JsonObject *object, const char *member, const char **text, GError **error)
{
  const char *found = NULL;

  if (!lian_json_get_string (object, member, FALSE, &found, error))
    return FALSE;
  *text = g_strdup (found);
  return TRUE;
}

static gboolean
take_units (JsonObject *object, LianOrder *order, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array = NULL;

  if (!lian_json_get_array (object, "co_units", FALSE, &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_strv_builder_add (builder, json_node_get_string (node));
    }
  order->co_units = (const char *const *)g_strv_builder_end (builder);
  return TRUE;
}

/**
 * lian_order_decode:
 * @body: what lian_order_encode() made, maybe of an earlier program
 *
 * Members that are not there are %NULL or 0.
 *
 * Returns: (transfer full) (nullable): what it says
 */
LianOrder *
lian_order_decode (GBytes *body, GError **error)
{
  g_autoptr (LianOrder) order = g_new0 (LianOrder, 1);
  gsize length;
  const char *data = g_bytes_get_data (body, &length);
  g_autoptr (JsonNode) node = lian_json_parse (data, length, LIAN_LIMIT_INSTRUCTION, error);
  JsonObject *object;

  if (node == NULL)
    return NULL;
  object = json_node_get_object (node);
  if (!take_text (object, "id", &order->id, error)
      || !take_text (object, "kind", &order->kind, error)
      || !take_text (object, "case_id", &order->case_id, error)
      || !take_text (object, "to_unit", &order->to_unit, error)
      || !take_text (object, "opinion", &order->opinion, error)
      || !take_text (object, "supersedes", &order->supersedes, error)
      || !take_text (object, "instruction_id", &order->instruction_id, error)
      || !take_text (object, "ordered_to", &order->ordered_to, error)
      || !take_text (object, "on_behalf_of", &order->on_behalf_of, error)
      || !lian_json_get_int (object, "limit_min", FALSE, &order->limit_min, error)
      || !lian_json_get_time (object, "not_after", FALSE, &order->not_after, error)
      || !lian_json_get_time (object, "sent_at", FALSE, &order->sent_at, error)
      || !lian_json_get_time (object, "ordered_at", FALSE, &order->ordered_at, error)
      || !take_units (object, order, error))
    return NULL;
  return g_steal_pointer (&order);
}

/**
 * lian_order_free:
 * @order: (nullable): from lian_order_decode()
 */
void
lian_order_free (LianOrder *order)
{
  if (order == NULL)
    return;
  g_free ((char *)order->id);
  g_free ((char *)order->kind);
  g_free ((char *)order->case_id);
  g_free ((char *)order->to_unit);
  g_strfreev ((char **)order->co_units);
  g_free ((char *)order->opinion);
  g_free ((char *)order->supersedes);
  g_free ((char *)order->instruction_id);
  g_free ((char *)order->ordered_to);
  g_free ((char *)order->on_behalf_of);
  g_free (order);
}
