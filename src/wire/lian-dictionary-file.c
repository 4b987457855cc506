/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-dictionary-file.h"

#include "lian-codec.h"
#include "lian-dictionary-check.h"
#include "lian-error.h"
#include "lian-limits.h"

#include <string.h>

#define HEADING "# The dictionary of a Liandong platform. How to change it: docs/dictionary.md.\n"

static gboolean
refuse (LianDictionaryFileFault *fault, guint line, const char *field, const char *detail)
{
  fault->line = line;
  fault->field = g_strdup (field);
  fault->detail = g_strdup (detail);
  return FALSE;
}

/* The decoder says "entry.amount: reason", the guard "byte 5: reason". */
static gboolean
refuse_message (LianDictionaryFileFault *fault, guint line, const char *message)
{
  const char *colon = strstr (message, ": ");
  g_autofree char *field = colon != NULL ? g_strndup (message, (gsize)(colon - message)) : NULL;

  if (field == NULL || strchr (field, ' ') != NULL)
    return refuse (fault, line, NULL, message);
  return refuse (fault, line, field, colon + 2);
}

/* A misspelt field would be lost without a word. */
static gboolean
check_members (const LianKind *kind, JsonObject *object, guint line, LianDictionaryFileFault *fault)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    if (lian_kind_find_field (kind, l->data) < 0)
      {
        g_autofree char *field = g_strdup_printf ("%s.%s", kind->name, (const char *)l->data);

        return refuse (fault, line, field, "there is no such field");
      }
  return TRUE;
}

static const char *
get_string (JsonObject *object, const char *member)
{
  const char *text = NULL;

  return lian_json_get_string (object, member, FALSE, &text, NULL) && text != NULL ? text : "";
}

/* Whoever writes by hand need not repeat what the id is made of. */
static void
complete_id (const LianKind *kind, JsonObject *object)
{
  const char *region = get_string (object, "region_code");
  g_autofree char *id = NULL;

  if (json_object_has_member (object, "id"))
    return;
  if (kind->id == LIAN_KIND_ENTRY)
    id = g_strdup_printf ("%s/%s", get_string (object, "vocabulary"), get_string (object, "code"));
  else
    id = g_strdup_printf ("duty-%s-%s", get_string (object, "category"),
                          *region != '\0' ? region : "all");
  json_object_set_string_member (object, "id", id);
}

static LianRecord *
read_record (const char *text, gsize length, guint line, LianDictionaryFileFault *fault)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (text, length, LIAN_LIMIT_BODY, &error);
  JsonObject *object;
  const LianKind *kind;
  LianRecord *record;

  if (root == NULL)
    {
      refuse_message (fault, line, error->message);
      return NULL;
    }
  object = json_node_get_object (root);
  kind = lian_kind_by_name (get_string (object, "kind"));
  if (kind == NULL || (kind->id != LIAN_KIND_ENTRY && kind->id != LIAN_KIND_DUTY))
    {
      refuse (fault, line, "kind", "“entry” or “duty” is expected");
      return NULL;
    }
  json_object_remove_member (object, "kind");
  if (!check_members (kind, object, line, fault))
    return NULL;
  complete_id (kind, object);
  record = lian_record_from_json (kind->id, object, LIAN_DECODE_FROM_OUTSIDE, &error);
  if (record == NULL)
    refuse_message (fault, line, error->message);
  return record;
}

/* The line without what surrounds it; empty when it means nothing. */
static const char *
trim (const char *text, gsize *length)
{
  while (*length > 0 && strchr (" \t\r", text[*length - 1]) != NULL && text[*length - 1] != '\0')
    *length -= 1;
  while (*length > 0 && (*text == ' ' || *text == '\t'))
    {
      text++;
      *length -= 1;
    }
  if (*length > 0 && *text == '#')
    *length = 0;
  return text;
}

static gboolean
read_lines (LianDictionaryFile *self, const char *data, gsize length,
            LianDictionaryFileFault *fault)
{
  const char *end = data + length;

  while (data < end)
    {
      const char *newline = memchr (data, '\n', (gsize)(end - data));
      gsize rest = (gsize)((newline != NULL ? newline : end) - data);
      const char *text = trim (data, &rest);
      LianRecord *record;

      self->n_lines++;
      data = newline != NULL ? newline + 1 : end;
      if (rest == 0)
        continue;
      record = read_record (text, rest, self->n_lines, fault);
      if (record == NULL)
        return FALSE;
      g_ptr_array_add (self->records, record);
      g_array_append_val (self->lines, self->n_lines);
    }
  return TRUE;
}

/**
 * lian_dictionary_file_parse:
 * @data: the file's bytes; a byte order mark at the beginning is passed over
 * @length: how many
 * @fault: (out caller-allocates): what is wrong; to be cleared
 *
 * Each line passes the guard and the decoder; whether it makes sense is
 * lian_dictionary_file_check()'s affair.
 *
 * Returns: (transfer full) (nullable): the file
 */
LianDictionaryFile *
lian_dictionary_file_parse (const char *data, gsize length, LianDictionaryFileFault *fault)
{
  static const char mark[] = "\xef\xbb\xbf";
  g_autoptr (LianDictionaryFile) self = g_new0 (LianDictionaryFile, 1);

  *fault = (LianDictionaryFileFault){ 0 };
  self->records = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  self->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  if (length > LIAN_LIMIT_DICTIONARY)
    {
      refuse (fault, 1, NULL, "the file is too large");
      return NULL;
    }
  /* Of nothing there need not be an address. */
  if (length == 0)
    return g_steal_pointer (&self);
  if (length >= strlen (mark) && memcmp (data, mark, strlen (mark)) == 0)
    {
      data += strlen (mark);
      length -= strlen (mark);
    }
  return read_lines (self, data, length, fault) ? g_steal_pointer (&self) : NULL;
}

void
lian_dictionary_file_free (LianDictionaryFile *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->records);
  g_array_unref (self->lines);
  g_free (self);
}

/**
 * lian_dictionary_file_check:
 * @units: (nullable): ids that duties may name
 * @regions: (nullable): the same of regions
 * @fault: (out caller-allocates): what is wrong; to be cleared
 *
 * Returns: whether a county can work by it
 */
gboolean
lian_dictionary_file_check (const LianDictionaryFile *self, GHashTable *units, GHashTable *regions,
                            LianDictionaryFileFault *fault)
{
  g_auto (LianDictionaryFault) found = { 0 };
  g_autofree char *field = NULL;
  gboolean whole;

  *fault = (LianDictionaryFileFault){ 0 };
  if (lian_dictionary_check (self->records, units, regions, &found))
    return TRUE;

  whole = found.index == LIAN_DICTIONARY_FAULT_WHOLE;
  field = g_strdup_printf ("%s.%s",
                           whole ? "entry"
                                 : lian_record_get_kind (self->records->pdata[found.index])->name,
                           found.field);
  return refuse (fault,
                 whole ? MAX (self->n_lines, 1) : g_array_index (self->lines, guint, found.index),
                 field, found.reason);
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const LianRecord *left = *(LianRecord *const *)a, *right = *(LianRecord *const *)b;
  LianKindId left_kind = lian_record_get_kind (left)->id;
  LianKindId right_kind = lian_record_get_kind (right)->id;
  gint64 ranks[2];
  int order;

  if (left_kind != right_kind)
    return left_kind < right_kind ? -1 : 1;
  if (left_kind != LIAN_KIND_ENTRY)
    return g_strcmp0 (lian_record_get_id (left), lian_record_get_id (right));
  order = g_strcmp0 (lian_record_get_text (left, LIAN_ENTRY_VOCABULARY),
                     lian_record_get_text (right, LIAN_ENTRY_VOCABULARY));
  if (order != 0)
    return order;
  ranks[0] = lian_record_get_int (left, LIAN_ENTRY_RANK);
  ranks[1] = lian_record_get_int (right, LIAN_ENTRY_RANK);
  if (ranks[0] != ranks[1])
    return ranks[0] < ranks[1] ? -1 : 1;
  return g_strcmp0 (lian_record_get_id (left), lian_record_get_id (right));
}

/* The kind goes in front, the version is the server's. */
static void
print_record (GString *text, const LianRecord *record)
{
  g_autoptr (JsonNode) node = lian_record_to_json (record);
  JsonObject *object = json_node_get_object (node);
  g_autofree char *line = NULL;

  json_object_remove_member (object, "version");
  line = lian_json_print (node);
  g_string_append_printf (text, "{\"kind\":\"%s\",%s\n", lian_record_get_kind (record)->name,
                          line + 1);
}

/**
 * lian_dictionary_file_print:
 * @records: (element-type LianRecord): entries and duties
 *
 * Returns: (transfer full): the file, by vocabulary, rank and code, then the duties
 */
char *
lian_dictionary_file_print (GPtrArray *records)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GString) text = g_string_new (HEADING);
  const char *heading = NULL;

  g_ptr_array_extend (sorted, records, NULL, NULL);
  g_ptr_array_sort (sorted, compare_records);
  for (guint i = 0; i < sorted->len; i++)
    {
      const LianRecord *record = sorted->pdata[i];
      const char *name = lian_record_get_kind (record)->id == LIAN_KIND_ENTRY
                             ? lian_record_get_text (record, LIAN_ENTRY_VOCABULARY)
                             : "duties";

      if (g_strcmp0 (heading, name) != 0)
        g_string_append_printf (text, "\n# %s\n", name);
      heading = name;
      print_record (text, record);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * lian_dictionary_file_fault_to_text:
 *
 * Returns: (transfer full): line, field and reason
 */
char *
lian_dictionary_file_fault_to_text (const LianDictionaryFileFault *fault)
{
  return g_strdup_printf ("line %u: %s%s%s", fault->line, fault->field != NULL ? fault->field : "",
                          fault->field != NULL ? ": " : "", fault->detail);
}

void
lian_dictionary_file_fault_clear (LianDictionaryFileFault *fault)
{
  g_clear_pointer (&fault->field, g_free);
  g_clear_pointer (&fault->detail, g_free);
}
