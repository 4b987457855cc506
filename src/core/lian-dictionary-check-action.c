/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-dictionary-check-private.h"

#include "lian-workflow.h"

#include <string.h>

/* What lian-act.h says that an effect may have behind its colon. */
static const struct
{
  const char *name;
  const char *vocabulary; /* (nullable): one of its codes */
  const char *words;      /* (nullable): one of these */
  int type;               /* a field of cases of this type, -1: none */
  gboolean optional;
} effects[] = {
  { "deliver", NULL, NULL, -1, TRUE },
  { "join", NULL, NULL, -1, TRUE },
  { "revoke", NULL, NULL, -1, TRUE },
  { "release", NULL, NULL, -1, TRUE },
  { "again", NULL, NULL, -1, TRUE },
  { "unit", "delivery_state", NULL, -1, FALSE },
  { "deliveries", "delivery_state", NULL, -1, FALSE },
  { "count", NULL, NULL, LIAN_TYPE_INT, FALSE },
  { "moment", NULL, NULL, LIAN_TYPE_TIME, FALSE },
  { "result", NULL, NULL, LIAN_TYPE_CODE, FALSE },
  { "pictures", NULL, NULL, LIAN_TYPE_LIST, FALSE },
  { "apply", "application_kind", NULL, -1, FALSE },
  { "decide", NULL, "approved|refused", -1, FALSE },
  { "appeal", NULL, NULL, -1, TRUE },
  { "extend", NULL, NULL, -1, TRUE },
  { "hold", NULL, NULL, -1, TRUE },
  { "urgency", NULL, NULL, -1, TRUE },
  { "recategorise", NULL, NULL, -1, TRUE },
  { "level", NULL, "up|above|down", -1, FALSE },
  { "merge", NULL, NULL, -1, TRUE },
  { "unmerge", NULL, NULL, -1, TRUE },
  { "card", NULL, NULL, -1, TRUE },
  { "reply_card", NULL, NULL, -1, TRUE },
  { "evaluate", NULL, NULL, -1, TRUE },
  { "callback", NULL, NULL, -1, TRUE },
  { "answer", NULL, NULL, -1, TRUE },
  { "audit", "audit_state", NULL, -1, TRUE },
  { "upstream", "upstream_state", NULL, -1, FALSE },
  { "issue", "programme", NULL, -1, TRUE },
  { "progress", NULL, NULL, -1, TRUE },
  { "item_answer", NULL, NULL, -1, TRUE },
  { "item_done", NULL, NULL, -1, TRUE },
  { "hand_over", NULL, NULL, -1, TRUE },
  { "take_over", NULL, NULL, -1, TRUE },
};

gboolean
lian_check_is_about (const LianRecord *action, const char *subject)
{
  return strcmp (lian_action_subject (action), subject) == 0;
}

static const char *
states_of (const LianRecord *action)
{
  return lian_check_is_about (action, "item") ? "item_state" : "state";
}

/* "RESULT=STATE" */
static gboolean
check_goto (LianDictionaryCheck *check, const LianRecord *entry, const char *what)
{
  const char *equals = strchr (what, '=');
  g_autofree char *result = NULL;

  if (equals == NULL)
    return lian_check_refuse (check, "effects", "goto:RESULT=STATE is expected");
  result = g_strndup (what, (gsize)(equals - what));
  if (strcmp (result, "no_unit") != 0
      && !lian_check_code (check, "effects", "result", result, FALSE))
    return FALSE;
  return lian_check_code (check, "effects", states_of (entry), equals + 1, FALSE);
}

static gboolean
check_argument (LianDictionaryCheck *check, guint effect, const char *what)
{
  g_auto (GStrv) words = NULL;
  int field;

  if (*what == '\0' && effects[effect].optional)
    return TRUE;
  if (effects[effect].vocabulary != NULL)
    return lian_check_code (check, "effects", effects[effect].vocabulary, what, FALSE);
  if (effects[effect].words != NULL)
    words = g_strsplit (effects[effect].words, "|", -1);
  if (words != NULL && g_strv_contains ((const char *const *)words, what))
    return TRUE;
  field = lian_kind_find_field (lian_kind_get (LIAN_KIND_CASE), what);
  if (effects[effect].type >= 0 && field >= 0
      && (int)lian_kind_get (LIAN_KIND_CASE)->fields[field].type == effects[effect].type)
    return TRUE;
  return lian_check_refuse (check, "effects", "%s does not go with “%s”", effects[effect].name,
                            what);
}

static gboolean
check_effects (LianDictionaryCheck *check, const LianRecord *entry)
{
  const char *const *list = lian_record_get_list (entry, LIAN_ENTRY_EFFECTS);

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      const char *colon = strchr (list[i], ':');
      g_autofree char *name
          = colon != NULL ? g_strndup (list[i], (gsize)(colon - list[i])) : g_strdup (list[i]);
      guint known = 0;

      while (known < G_N_ELEMENTS (effects) && strcmp (effects[known].name, name) != 0)
        known++;
      if (strcmp (name, "goto") == 0)
        {
          if (!check_goto (check, entry, colon != NULL ? colon + 1 : ""))
            return FALSE;
        }
      else if (known == G_N_ELEMENTS (effects))
        return lian_check_refuse (check, "effects", "there is no effect “%s”", name);
      else if (!check_argument (check, known, colon != NULL ? colon + 1 : ""))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_needs (LianDictionaryCheck *check, const LianRecord *entry)
{
  const char *const *needs = lian_record_get_list (entry, LIAN_ENTRY_NEEDS);

  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (lian_kind_find_field (lian_kind_get (LIAN_KIND_ACT), needs[i]) < 0)
      return lian_check_refuse (check, "needs", "an act has no field “%s”", needs[i]);
  return TRUE;
}

static gboolean
check_condition (LianDictionaryCheck *check, const LianRecord *entry)
{
  const char *text = lian_check_text (entry, LIAN_ENTRY_CONDITION);
  LianKindId kind = lian_check_is_about (entry, "item") ? LIAN_KIND_ITEM : LIAN_KIND_CASE;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianTerm) term = lian_term_parse (kind, text, &error);
  LianCheckedTerm codes = { check, "condition" };

  if (term == NULL)
    return lian_check_refuse (check, "condition", "%s", error->message);
  if (*text != '\0' && !lian_check_is_about (entry, "item") && !lian_check_is_about (entry, "case"))
    return lian_check_refuse (check, "condition", "only of actions on a case or an item");
  /* An item's codes have the names of other vocabularies. */
  return lian_check_is_about (entry, "item")
         || lian_term_foreach_code (term, lian_check_compared, &codes);
}

gboolean
lian_check_action (LianDictionaryCheck *check, const LianRecord *entry)
{
  static const char *const subjects[] = { "case", "item", "report", "handover", "none", NULL };

  if (!g_strv_contains (subjects, lian_action_subject (entry)))
    return lian_check_refuse (check, "parent", "“%s” is none of case, item, report, handover, none",
                              lian_action_subject (entry));
  return lian_check_codes (check, entry, LIAN_ENTRY_CODES, states_of (entry))
         && lian_check_roles (check, entry)
         && lian_check_code (check, "text", states_of (entry),
                             lian_check_text (entry, LIAN_ENTRY_TEXT), TRUE)
         && check_condition (check, entry) && check_needs (check, entry)
         && check_effects (check, entry);
}
