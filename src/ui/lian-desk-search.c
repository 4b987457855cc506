/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-desk-search.h"

#include <glib/gi18n.h>

/**
 * lian_desk_search_show:
 * @searching: whether a text is searched for
 * @empty: stands in place of a list without cases
 */
void
lian_desk_search_show (gboolean searching, AdwStatusPage *empty)
{
  adw_status_page_set_icon_name (empty,
                                 searching ? "system-search-symbolic" : "object-select-symbolic");
  adw_status_page_set_title (empty,
                             searching ? _ ("Nothing found in this list") : _ ("No cases here"));
  adw_status_page_set_description (
      empty, searching
                 ? _ ("Number, title, text, address, unit and staff are searched, also by pinyin")
                 : NULL);
}

/**
 * lian_desk_search_dup_position:
 * @position: of the selected row, %GTK_INVALID_LIST_POSITION: none
 * @n: rows
 * @cut: whether there are older ones that are not shown
 *
 * Returns: (transfer full): "3 of 12 cases" and the like
 */
char *
lian_desk_search_dup_position (guint position, guint n, gboolean cut)
{
  gboolean selected = position != GTK_INVALID_LIST_POSITION;

  if (cut && selected)
    return g_strdup_printf (_ ("%u of the newest %u cases"), position + 1, n);
  if (cut)
    return g_strdup_printf (_ ("The newest %u cases"), n);
  if (selected)
    return g_strdup_printf (_ ("%u of %u cases"), position + 1, n);
  return g_strdup_printf (ngettext ("%u case", "%u cases", n), n);
}
