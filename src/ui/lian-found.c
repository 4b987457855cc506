/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-found.h"

#include "lian-search-text.h"

/* Of 65535: visible on every ground, and the text on it stays as readable as it was. */
#define TINT 0x4000

static void
add_attribute (PangoAttrList *attributes, PangoAttribute *attribute, guint start, guint end)
{
  attribute->start_index = start;
  attribute->end_index = end;
  pango_attr_list_insert (attributes, attribute);
}

static void
mark_word (PangoAttrList *attributes, const char *text, const char *word, const GdkRGBA *colour)
{
  const char *end, *start = lian_search_find (text, word, &end);

  while (start != NULL)
    {
      guint from = (guint)(start - text), to = (guint)(end - text);

      add_attribute (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD), from, to);
      add_attribute (attributes, pango_attr_background_alpha_new (TINT), from, to);
      add_attribute (attributes,
                     pango_attr_background_new ((guint16)(colour->red * G_MAXUINT16),
                                                (guint16)(colour->green * G_MAXUINT16),
                                                (guint16)(colour->blue * G_MAXUINT16)),
                     from, to);
      start = lian_search_find (end, word, &end);
    }
}

/**
 * lian_found_mark:
 * @label: shows its text by itself
 * @words: (nullable): by lian_search_split(), ended by %NULL; no words take the marks away
 *
 * Main thread.
 */
void
lian_found_mark (GtkLabel *label, const char *const *words)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (label));
  g_autoptr (PangoAttrList) attributes = NULL;
  GdkRGBA colour = { 0.11f, 0.38f, 0.73f, 1 };

  if (words != NULL && words[0] != NULL)
    {
      attributes = pango_attr_list_new ();
      gtk_style_context_lookup_color (style, "accent_color", &colour);
      for (guint i = 0; words[i] != NULL; i++)
        mark_word (attributes, gtk_label_get_text (label), words[i], &colour);
    }
  if (attributes != NULL || gtk_label_get_attributes (label) != NULL)
    gtk_label_set_attributes (label, attributes);
}
