/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints the actions of the default dictionary, one a line: code, title, Chinese title, what it is
 * about, door, states it starts from, state it leads to, roles, condition, needs, effects. Door is
 * "report", "order" (an instruction only) or "both". Lists are parted by "|". */
#include "lian-default-dictionary.h"
#include "lian-workflow.h"

#include <stdio.h>
#include <string.h>

static char *
dup_list (const LianRecord *entry, guint field)
{
  const char *const *list = lian_record_get_list (entry, field);

  return list != NULL ? g_strjoinv ("|", (char **)list) : g_strdup ("");
}

static const char *
get_text (const LianRecord *entry, guint field)
{
  const char *text = lian_record_get_text (entry, field);

  return text != NULL ? text : "";
}

static const char *
get_door (const LianRecord *entry)
{
  if (strcmp (get_text (entry, LIAN_ENTRY_CODE), "report") == 0)
    return "report";
  if (strcmp (lian_action_subject (entry), "report") == 0
      || lian_action_find_effect (entry, "deliver") != NULL
      || lian_action_find_effect (entry, "issue") != NULL)
    return "order";
  return "both";
}

static void
print_action (const LianRecord *entry)
{
  g_autofree char *from = dup_list (entry, LIAN_ENTRY_CODES);
  g_autofree char *roles = dup_list (entry, LIAN_ENTRY_CODES2);
  g_autofree char *needs = dup_list (entry, LIAN_ENTRY_NEEDS);
  g_autofree char *effects = dup_list (entry, LIAN_ENTRY_EFFECTS);

  /* Not g_print(): Chinese, in whatever locale. */
  printf ("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", get_text (entry, LIAN_ENTRY_CODE),
          get_text (entry, LIAN_ENTRY_TITLE), get_text (entry, LIAN_ENTRY_TITLE_ZH),
          lian_action_subject (entry), get_door (entry), from, get_text (entry, LIAN_ENTRY_TEXT),
          roles, get_text (entry, LIAN_ENTRY_CONDITION), needs, effects);
}

int
main (void)
{
  g_autoptr (GPtrArray) entries = lian_default_dictionary_make ();

  for (guint i = 0; i < entries->len; i++)
    if (strcmp (get_text (entries->pdata[i], LIAN_ENTRY_VOCABULARY), "action") == 0)
      print_action (entries->pdata[i]);
  return 0;
}
