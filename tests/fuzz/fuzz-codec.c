/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of every kind: what was read is written and read again as the same record, and what is
 * refused is refused by the name of a field. The first line of the input names the kind, with
 * "outside" behind it when it does not come from the server. */
#include "fuzz.h"

#include "lian-codec.h"
#include "lian-limits.h"

#include <string.h>

static LianKindId
find_kind (const char *name)
{
  for (guint i = 0; i < LIAN_N_TABLES; i++)
    if (strcmp (lian_kind_get (i)->name, name) == 0)
      return i;
  return g_str_hash (name) % LIAN_N_TABLES;
}

/* "case.location.lat: outside ±90" */
static void
check_error (const LianKind *kind, const GError *error)
{
  g_autofree char *prefix = g_strconcat (kind->name, ".", NULL);
  g_autofree char *field = NULL;
  const char *start;

  fuzz_check_error (error);
  g_assert_true (g_str_has_prefix (error->message, prefix));
  start = error->message + strlen (prefix);
  field = g_strndup (start, strcspn (start, ".[:"));
  g_assert_cmpint (lian_kind_find_field (kind, field), >=, 0);
  g_assert_nonnull (strstr (start, ": "));
}

static void
check_record (const LianRecord *record, LianDecodeFlags flags)
{
  LianKindId kind = lian_record_get_kind (record)->id;
  g_autoptr (JsonNode) node = lian_record_to_json (record);
  g_autofree char *printed = lian_json_print (node);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) parsed
      = lian_json_parse (printed, strlen (printed), LIAN_LIMIT_JSON_PAGE, &error);
  g_autoptr (LianRecord) again = NULL;
  g_autoptr (LianRecord) copy = lian_record_copy (record);

  g_assert_no_error (error);
  again = lian_record_from_json (kind, json_node_get_object (parsed), flags, &error);
  g_assert_no_error (error);
  g_assert_true (lian_record_equal (record, again));
  g_assert_true (lian_record_equal (record, copy));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzInput input = { data, size };
  g_auto (GStrv) words = NULL;
  g_autofree char *line = fuzz_take_line (&input);
  g_autofree char *text = g_memdup2 (input.data, input.left);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (text, input.left, LIAN_LIMIT_JSON_PAGE, &error);
  g_autoptr (LianRecord) record = NULL;
  LianDecodeFlags flags;
  LianKindId kind;

  if (root == NULL)
    {
      fuzz_check_error (error);
      return 0;
    }
  words = g_strsplit (line, " ", 2);
  kind = find_kind (words[0] != NULL ? words[0] : "");
  flags = words[0] != NULL && words[1] != NULL ? LIAN_DECODE_FROM_OUTSIDE : LIAN_DECODE_FROM_SERVER;
  record = lian_record_from_json (kind, json_node_get_object (root), flags, &error);
  if (record == NULL)
    check_error (lian_kind_get (kind), error);
  else
    check_record (record, flags);
  return 0;
}
