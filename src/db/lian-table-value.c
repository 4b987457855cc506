/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-table-value.h"

/**
 * lian_table_print_list:
 * @list: strings, ended by %NULL
 *
 * Returns: (transfer full): the text of a GVariant "as"
 */
char *
lian_table_print_list (const char *const *list)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_strv (list, -1));

  return g_variant_print (variant, TRUE);
}

/**
 * lian_table_parse_list:
 * @text: (nullable): the text of a GVariant "as"
 *
 * Returns: (transfer full) (nullable): strings, ended by %NULL
 */
char **
lian_table_parse_list (const char *text)
{
  g_autoptr (GVariant) variant = NULL;

  if (text != NULL)
    variant = g_variant_parse (G_VARIANT_TYPE_STRING_ARRAY, text, NULL, NULL, NULL);
  return variant != NULL ? g_variant_dup_strv (variant, NULL) : NULL;
}

/* NULL for a type that rows do not have: a shape, or rows inside rows. */
static GVariant *
value_to_variant (const LianRecord *record, guint field)
{
  LianPoint point = { 0 };

  switch (lian_record_get_kind (record)->fields[field].type)
    {
    case LIAN_TYPE_TEXT:
    case LIAN_TYPE_CODE:
      return g_variant_new_string (lian_record_get_text (record, field));
    case LIAN_TYPE_INT:
    case LIAN_TYPE_BOOL:
    case LIAN_TYPE_TIME:
      return g_variant_new_int64 (lian_record_get_int (record, field));
    case LIAN_TYPE_REAL:
      return g_variant_new_double (lian_record_get_real (record, field));
    case LIAN_TYPE_LIST:
      return g_variant_new_strv (lian_record_get_list (record, field), -1);
    case LIAN_TYPE_POINT:
      lian_record_get_point (record, field, &point);
      return g_variant_new ("(dd)", point.lon, point.lat);
    case LIAN_TYPE_GEOMETRY:
    case LIAN_TYPE_ROWS:
    default:
      return NULL;
    }
}

/* A value of another type than the field's leaves the field absent. */
static void
value_from_variant (LianRecord *record, guint field, GVariant *value)
{
  LianFieldType type = lian_record_get_kind (record)->fields[field].type;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      if (type == LIAN_TYPE_TEXT || type == LIAN_TYPE_CODE)
        lian_record_set_text (record, field, g_variant_get_string (value, NULL));
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    {
      if (type == LIAN_TYPE_INT || type == LIAN_TYPE_BOOL || type == LIAN_TYPE_TIME)
        lian_record_set_int (record, field, g_variant_get_int64 (value));
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    {
      if (type == LIAN_TYPE_REAL)
        lian_record_set_real (record, field, g_variant_get_double (value));
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **list = g_variant_get_strv (value, NULL);

      if (type == LIAN_TYPE_LIST)
        lian_record_set_list (record, field, list);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE ("(dd)")) && type == LIAN_TYPE_POINT)
    {
      double lon, lat;

      g_variant_get (value, "(dd)", &lon, &lat);
      lian_record_set_point (record, field, lon, lat);
    }
}

/**
 * lian_table_print_rows:
 * @rows: (element-type LianRecord): rows of one kind
 *
 * Returns: (transfer full): the text of a GVariant "aa{sv}"
 */
char *
lian_table_print_rows (GPtrArray *rows)
{
  g_autoptr (GVariant) variant = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));

  for (guint i = 0; i < rows->len; i++)
    {
      const LianRecord *row = rows->pdata[i];
      const LianKind *kind = lian_record_get_kind (row);

      g_variant_builder_open (&builder, G_VARIANT_TYPE_VARDICT);
      for (guint j = 0; j < kind->n_fields; j++)
        {
          GVariant *value = lian_record_has (row, j) ? value_to_variant (row, j) : NULL;

          if (value != NULL)
            g_variant_builder_add (&builder, "{sv}", kind->fields[j].name, value);
        }
      g_variant_builder_close (&builder);
    }

  variant = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_print (variant, TRUE);
}

/**
 * lian_table_parse_rows:
 * @kind: of the rows
 * @text: (nullable): the text of a GVariant "aa{sv}"
 *
 * Returns: (transfer full) (nullable) (element-type LianRecord): the rows
 */
GPtrArray *
lian_table_parse_rows (const LianKind *kind, const char *text)
{
  g_autoptr (GVariant) variant = NULL;
  GPtrArray *rows;
  GVariantIter iter;
  GVariantIter *fields;

  if (text != NULL)
    variant = g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), text, NULL, NULL, NULL);
  if (variant == NULL)
    return NULL;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_record_unref);
  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "a{sv}", &fields))
    {
      LianRecord *row = lian_record_new (kind->id);
      const char *name;
      GVariant *value;

      while (g_variant_iter_loop (fields, "{&sv}", &name, &value))
        {
          int field = lian_kind_find_field (kind, name);

          if (field >= 0)
            value_from_variant (row, (guint)field, value);
        }
      g_variant_iter_free (fields);
      g_ptr_array_add (rows, row);
    }
  return rows;
}
