/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-ledger-notices.h"

#include "lian-limits.h"

#include <glib/gi18n-lib.h>

#define SPACE_NOTICE "ledger-space"
#define LOST_NOTICE "ledger-lost"
#define NUMBERS 8 /* that one line names */

static void
show_space (LianWindow *window, LianLedger *ledger)
{
  g_autofree char *sentence = NULL;

  switch (lian_ledger_get_space (ledger))
    {
    case LIAN_SPACE_LOW:
      sentence = g_strdup_printf (
          _ ("Less than %u MB are free on this computer's disk: new instructions are refused. "
             "Those saved already go on being sent. Please free some space."),
          (guint)(LIAN_LIMIT_LEDGER_FREE >> 20));
      break;
    case LIAN_SPACE_FULL:
      sentence = g_strdup (_ ("This computer's disk is full: new instructions are refused, and the "
                              "last reserve is used to send those saved already. Please free some "
                              "space at once."));
      break;
    case LIAN_SPACE_ENOUGH:
    default:
      lian_window_remove_notice (window, SPACE_NOTICE);
      return;
    }
  lian_window_add_notice (window, SPACE_NOTICE, sentence, NULL, NULL);
}

static gboolean
is_lost (LianLedgerEntry *entry)
{
  return lian_ledger_entry_get_lost_at (entry) != 0 && lian_ledger_entry_is_undecided (entry);
}

/* Those with a lost receipt are always in memory. */
static guint
name_lost (LianLedger *ledger, GString *numbers)
{
  GListModel *entries = lian_ledger_get_entries (ledger);
  guint lost = 0;

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (!is_lost (entry))
        continue;
      if (lost < NUMBERS)
        g_string_append_printf (numbers, "%s%06" G_GINT64_FORMAT, lost > 0 ? ", " : "",
                                lian_ledger_entry_get_receipt_no (entry));
      else if (lost == NUMBERS)
        g_string_append (numbers, " …");
      lost++;
    }
  return lost;
}

static void
show_lost (LianWindow *window, LianLedger *ledger)
{
  g_autoptr (GString) numbers = g_string_new (NULL);
  guint lost = name_lost (ledger, numbers);
  g_autofree char *sentence = NULL;

  if (lost == 0)
    {
      lian_window_remove_notice (window, LOST_NOTICE);
      return;
    }
  sentence = g_strdup_printf (
      ngettext ("The platform has lost %u instruction that it had received (receipt %s): it was "
                "restored from an older copy. Nothing is sent again by itself. Please look at the "
                "case, and send a new instruction where it is still needed.",
                "The platform has lost %u instructions that it had received (receipts %s): it was "
                "restored from an older copy. Nothing is sent again by itself. Please look at the "
                "cases, and send new instructions where they are still needed.",
                lost),
      lost, numbers->str);
  lian_window_add_notice (window, LOST_NOTICE, sentence, _ ("I have read this"),
                          "win.acknowledge-lost");
}

/* Only where it matters: a day of ordinary instructions does not make the line anew. */
static void
changed_cb (LianLedger *ledger, const char *id, LianWindow *window)
{
  LianLedgerEntry *entry = lian_ledger_lookup (ledger, id);

  if (entry != NULL && lian_ledger_entry_get_state (entry) == LIAN_ENTRY_RECEIVED
      && (lian_ledger_entry_get_lost_at (entry) != 0
          || lian_ledger_entry_get_decided_at (entry) != 0
          || lian_window_has_notice (window, LOST_NOTICE)))
    show_lost (window, ledger);
}

static void
space_changed_cb (LianLedger *ledger, LianWindow *window)
{
  show_space (window, ledger);
}

/**
 * lian_ledger_notices_attach:
 * @window: shows them
 * @ledger: what they are about
 */
void
lian_ledger_notices_attach (LianWindow *window, LianLedger *ledger)
{
  g_signal_connect_object (ledger, "changed", G_CALLBACK (changed_cb), window, 0);
  g_signal_connect_object (ledger, "space-changed", G_CALLBACK (space_changed_cb), window, 0);
  show_space (window, ledger);
  show_lost (window, ledger);
}

static void
decided_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!lian_ledger_decide_finish (LIAN_LEDGER (source), result, &error))
    g_debug ("not decided: %s", error->message);
}

/**
 * lian_ledger_notices_acknowledge_lost:
 *
 * A person has read of the losses; the rows keep them, and so do the cases' pages.
 */
void
lian_ledger_notices_acknowledge_lost (LianLedger *ledger)
{
  GListModel *entries = lian_ledger_get_entries (ledger);

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (is_lost (entry))
        lian_ledger_decide (ledger, lian_ledger_entry_get_id (entry), "seen", NULL, decided_cb,
                            NULL);
    }
}
