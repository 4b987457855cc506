/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-composer-words.h"

#include <glib/gi18n.h>

static LianRecord *
find_phrase (LianCaseWords *words, LianRecord *record)
{
  GPtrArray *phrases = lian_dictionary_list (lian_case_words_get_dictionary (words), "phrase");
  const char *category = lian_record_get_text (record, LIAN_CASE_CATEGORY);
  LianRecord *best = NULL;

  for (guint i = 0; i < phrases->len; i++)
    {
      const char *parent = lian_record_get_text (phrases->pdata[i], LIAN_ENTRY_PARENT);

      if (parent != NULL && parent[0] != '\0' && category != NULL
          && g_str_has_prefix (category, parent))
        return phrases->pdata[i];
      if (best == NULL && (parent == NULL || parent[0] == '\0'))
        best = phrases->pdata[i];
    }
  return best;
}

/**
 * lian_composer_dup_phrase:
 * @words: for the dictionary and the time
 * @record: the case
 * @due: the moment that the limit means
 *
 * The phrase may leave a place for the moment: {deadline}.
 *
 * Returns: (transfer full): what an opinion begins with
 */
char *
lian_composer_dup_phrase (LianCaseWords *words, LianRecord *record, gint64 due)
{
  LianRecord *phrase = find_phrase (words, record);
  const char *text = phrase != NULL ? lian_record_get_text (phrase, LIAN_ENTRY_TEXT) : NULL;
  g_autofree char *moment = lian_case_words_dup_moment (words, due);
  g_autoptr (GString) opinion = g_string_new (text);

  g_string_replace (opinion, "{deadline}", moment, 0);
  return g_string_free (g_steal_pointer (&opinion), FALSE);
}

static void
add_check (GtkBox *checks, gboolean good, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon
      = gtk_image_new_from_icon_name (good ? "object-select-symbolic" : "dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (text);

  gtk_image_set_pixel_size (GTK_IMAGE (icon), 12);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (box, text);
  gtk_widget_add_css_class (box, good ? "lian-ok" : "lian-soon");
  gtk_widget_add_css_class (label, "lian-secondary");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (checks, box);
}

/**
 * lian_composer_fill_checks:
 * @checks: emptied and filled
 * @record: the case
 * @freshness: of the connection
 * @may_have_arrived: whether what is replaced may be with the platform
 */
void
lian_composer_fill_checks (GtkBox *checks, LianRecord *record, LianFreshness freshness,
                           gboolean may_have_arrived)
{
  gboolean placed = lian_record_get_text (record, LIAN_CASE_GRID) != NULL;
  gboolean single = lian_record_get_text (record, LIAN_CASE_DUPLICATE_OF) == NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (checks))) != NULL)
    gtk_box_remove (checks, child);
  if (may_have_arrived)
    add_check (checks, FALSE, _ ("The one before may have arrived: telephone first"));
  add_check (checks, placed, placed ? _ ("Position inside a grid") : _ ("No position in a grid"));
  add_check (checks, single, single ? _ ("No known duplicate") : _ ("Duplicate of another case"));
  if (!may_have_arrived && (freshness == LIAN_FRESH_OFFLINE || freshness == LIAN_FRESH_STALE))
    add_check (checks, FALSE, _ ("Offline: goes out when the platform answers; or telephone"));
}
