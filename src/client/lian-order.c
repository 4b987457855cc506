/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-client.h"

#include "lian-clock.h"
#include "lian-codec.h"

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

  text = lian_json_print (node);
  return g_bytes_new_take (text, strlen (text));
}
