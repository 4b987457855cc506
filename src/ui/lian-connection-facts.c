/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-connection-facts.h"

#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-text.h"
#include "lian-wording.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define MAX_NAME 120

static const char *const group_titles[LIAN_N_FACT_GROUPS] = {
  [LIAN_FACTS_PLATFORM] = N_ ("Platform"),    [LIAN_FACTS_DATA] = N_ ("Data"),
  [LIAN_FACTS_QUEUE] = N_ ("Instructions"),   [LIAN_FACTS_CLOCK] = N_ ("Time"),
  [LIAN_FACTS_PROGRAM] = N_ ("This program"),
};

/**
 * lian_fact_group_get_title:
 * @group: a group
 *
 * Returns: (transfer none): its title, translated
 */
const char *
lian_fact_group_get_title (LianFactGroup group)
{
  return _ (group_titles[group]);
}

static void
fact_free (gpointer data)
{
  LianFact *fact = data;

  g_free (fact->value);
  g_free (fact);
}

/* @value (transfer full) (nullable): a dash */
static void
add (LianConnectionFacts *self, LianFactGroup group, const char *title, char *value)
{
  LianFact *fact = g_new0 (LianFact, 1);

  fact->group = group;
  fact->title = title;
  fact->value = value != NULL ? value : g_strdup ("—");
  g_ptr_array_add (self->facts, fact);
}

/* Text from outside. (transfer full) (nullable): NULL when there is none */
static char *
dup_clean (const char *text)
{
  char *clean = lian_text_clean (text != NULL ? text : "", FALSE, MAX_NAME);

  if (*clean == '\0')
    g_clear_pointer (&clean, g_free);
  return clean;
}

static char *
dup_count (gint64 count)
{
  return count < 0 ? NULL : lian_format_count (count, lian_wording_is_chinese ());
}

static char *
dup_seconds_left (int seconds)
{
  return seconds < 0 ? NULL : g_strdup_printf (_ ("in %d s"), seconds);
}

static char *
dup_bytes (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

/* --- groups --- */

static void
add_platform (LianConnectionFacts *self, const LianLinkFacts *link)
{
  add (self, LIAN_FACTS_PLATFORM, _ ("Name"), dup_clean (link->server_name));
  add (self, LIAN_FACTS_PLATFORM, _ ("Address"), dup_clean (link->server));
  add (self, LIAN_FACTS_PLATFORM, _ ("Identity"), dup_clean (link->server_id));
  add (self, LIAN_FACTS_PLATFORM, _ ("Epoch"), dup_clean (link->epoch));
  add (self, LIAN_FACTS_PLATFORM, _ ("Interface version"), dup_clean (link->api));
}

static char *
dup_way (LianEngine *engine, const LianLinkFacts *link)
{
  switch (lian_engine_get_phase (engine))
    {
    case LIAN_PHASE_CATCHING_UP:
    case LIAN_PHASE_LIVE:
    case LIAN_PHASE_DISAGREES:
      return g_strdup (link->polling ? _ ("asked for one by one") : _ ("stream"));
    case LIAN_PHASE_SNAPSHOT:
      {
        g_autofree char *done = dup_count (lian_engine_get_done (engine));

        return g_strdup_printf (_ ("%s records so far"), done);
      }
    default:
      return NULL;
    }
}

static void
add_data (LianConnectionFacts *self, LianEngine *engine, const LianLinkFacts *link,
          gint64 mirror_bytes)
{
  int age = lian_engine_get_age (engine);
  gint64 offline = lian_engine_get_offline_since (engine);
  g_autofree char *bytes = dup_bytes (link->bytes);
  g_autofree char *events = dup_count ((gint64)link->events);

  add (self, LIAN_FACTS_DATA, _ ("State"),
       g_strdup (lian_wording_phase (lian_engine_get_phase (engine))));
  add (self, LIAN_FACTS_DATA, _ ("Last word"), age >= 0 ? lian_wording_age (age) : NULL);
  add (self, LIAN_FACTS_DATA, _ ("As of"),
       lian_wording_time (lian_engine_get_as_of (engine), TRUE));
  add (self, LIAN_FACTS_DATA, _ ("Offline since"),
       offline != 0 ? lian_wording_time (offline, TRUE) : NULL);
  add (self, LIAN_FACTS_DATA, _ ("Next attempt"), dup_seconds_left (link->retry_seconds));
  add (self, LIAN_FACTS_DATA, _ ("Position"), dup_clean (link->position));
  add (self, LIAN_FACTS_DATA, _ ("Changes still to come"), dup_count (link->lag));
  add (self, LIAN_FACTS_DATA, _ ("Changes come as"), dup_way (engine, link));
  /* Translators: events, size: "12, 3.4 KiB" */
  add (self, LIAN_FACTS_DATA, _ ("Within the last minute"),
       g_strdup_printf (_ ("%1$s events, %2$s"), events, bytes));
  add (self, LIAN_FACTS_DATA, _ ("Copy on this computer"),
       mirror_bytes >= 0 ? dup_bytes ((guint64)mirror_bytes) : NULL);
}

/* Counts and times of the ledger's rows, none of their content. */
static void
add_queue (LianConnectionFacts *self, LianEngine *engine, const LianLinkFacts *link)
{
  GListModel *entries = lian_ledger_get_entries (lian_engine_get_ledger (engine));
  guint counts[LIAN_ENTRY_REVOKED + 1] = { 0 };
  gint64 oldest = G_MAXINT64;
  gint64 now = lian_clock_get_now (lian_engine_get_clock (engine));

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);
      LianEntryState state = lian_ledger_entry_get_state (entry);

      if (state < G_N_ELEMENTS (counts))
        counts[state]++;
      if (state == LIAN_ENTRY_QUEUED || state == LIAN_ENTRY_SENDING)
        oldest = MIN (oldest, lian_ledger_entry_get_created_at (entry));
    }
  add (self, LIAN_FACTS_QUEUE, _ ("Waiting here"), dup_count (counts[LIAN_ENTRY_QUEUED]));
  add (self, LIAN_FACTS_QUEUE, _ ("Being sent"), dup_count (counts[LIAN_ENTRY_SENDING]));
  add (self, LIAN_FACTS_QUEUE, _ ("Oldest of them"),
       oldest != G_MAXINT64 ? lian_wording_age ((now - oldest) / G_TIME_SPAN_SECOND) : NULL);
  add (self, LIAN_FACTS_QUEUE, _ ("Next attempt"), dup_seconds_left (link->send_seconds));
  add (self, LIAN_FACTS_QUEUE, _ ("Conflicts"), dup_count (counts[LIAN_ENTRY_CONFLICT]));
  add (self, LIAN_FACTS_QUEUE, _ ("Refused"), dup_count (counts[LIAN_ENTRY_REFUSED]));
  add (self, LIAN_FACTS_QUEUE, _ ("Expired"), dup_count (counts[LIAN_ENTRY_EXPIRED]));
  add (self, LIAN_FACTS_QUEUE, _ ("Received by the platform"),
       dup_count (counts[LIAN_ENTRY_RECEIVED]));
}

/* "12 s behind" */
static char *
dup_offset (const LianLinkFacts *link)
{
  gint64 seconds = ABS (link->clock_offset_us) / G_TIME_SPAN_SECOND;
  g_autofree char *amount = NULL;

  if (!link->clock_known)
    return NULL;
  if (seconds == 0)
    return g_strdup (_ ("right to the second"));
  amount = seconds < 120 ? g_strdup_printf (_ ("%d s"), (int)seconds)
                         : lian_format_minutes (seconds / 60, TRUE, lian_wording_is_chinese ());
  return g_strdup_printf (link->clock_offset_us > 0 ? _ ("%s behind the platform")
                                                    : _ ("%s ahead of the platform"),
                          amount);
}

static void
add_time (LianConnectionFacts *self, LianEngine *engine, const LianLinkFacts *link)
{
  gint64 now = lian_clock_get_now (lian_engine_get_clock (engine));

  add (self, LIAN_FACTS_CLOCK, _ ("Platform time"),
       link->clock_known ? lian_wording_time (now, TRUE) : NULL);
  add (self, LIAN_FACTS_CLOCK, _ ("This computer's clock"),
       lian_mirror_get_demonstration (lian_engine_get_mirror (engine))
           ? g_strdup (_ ("a demonstration has a time of its own"))
           : dup_offset (link));
  add (self, LIAN_FACTS_CLOCK, _ ("There and back"),
       link->rtt_us >= 0 ? g_strdup_printf (_ ("%.1f ms"), (double)link->rtt_us / 1000) : NULL);
}

static void
add_program (LianConnectionFacts *self)
{
  add (self, LIAN_FACTS_PROGRAM, _ ("Version"), g_strdup ("liandong " LIAN_VERSION));
  add (self, LIAN_FACTS_PROGRAM, _ ("Libraries"),
       g_strdup_printf ("GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u",
                        gtk_get_major_version (), gtk_get_minor_version (),
                        gtk_get_micro_version (), adw_get_major_version (),
                        adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                        glib_minor_version, glib_micro_version));
  add (self, LIAN_FACTS_PROGRAM, _ ("System"), g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME));
  add (self, LIAN_FACTS_PROGRAM, _ ("Language"), g_strdup (g_get_language_names ()[0]));
}

/* --- the whole --- */

static void
tell_state (LianConnectionFacts *self, LianEngine *engine, const LianLinkFacts *link)
{
  LianLedger *ledger = lian_engine_get_ledger (engine);
  LianFreshFacts fresh = { .freshness = lian_engine_get_freshness (engine),
                           .phase = lian_engine_get_phase (engine),
                           .age = lian_engine_get_age (engine),
                           .as_of = lian_engine_get_as_of (engine),
                           .offline_since = lian_engine_get_offline_since (engine),
                           .waiting = lian_ledger_count_open (ledger) };
  LianLinkTrouble trouble = lian_engine_get_link_trouble (engine);
  const char *said = lian_engine_get_trouble (engine);

  self->state = lian_wording_freshness (&fresh, FALSE);
  self->advice = "";
  if (trouble == LIAN_LINK_OK && said == NULL)
    trouble = lian_engine_is_clock_off (engine) ? LIAN_LINK_CLOCK_OFF
              : link->polling                   ? LIAN_LINK_BUFFERED
                                                : LIAN_LINK_OK;
  if (trouble != LIAN_LINK_OK && trouble != LIAN_LINK_OTHER)
    {
      self->what = lian_link_trouble_to_what (trouble);
      self->advice = lian_link_trouble_to_advice (trouble);
    }
  else if (said != NULL)
    self->what = said;
  else if (fresh.phase == LIAN_PHASE_LIVE && fresh.freshness == LIAN_FRESH_LIVE)
    self->what = _ ("All is well: what is shown is what the platform has.");
  else
    self->what = lian_wording_phase (fresh.phase);
}

/**
 * lian_connection_facts_new:
 * @engine: whose connection it is
 * @mirror_bytes: size of the mirror, -1: unknown
 *
 * Returns: (transfer full): everything that is known now. Its sentences are those of @engine and
 * valid until the main loop runs.
 */
LianConnectionFacts *
lian_connection_facts_new (LianEngine *engine, gint64 mirror_bytes)
{
  LianConnectionFacts *self = g_new0 (LianConnectionFacts, 1);
  LianLinkFacts link;

  lian_engine_get_link (engine, &link);
  self->facts = g_ptr_array_new_with_free_func (fact_free);
  tell_state (self, engine, &link);
  add_data (self, engine, &link, mirror_bytes);
  add_queue (self, engine, &link);
  add_platform (self, &link);
  add_time (self, engine, &link);
  add_program (self);
  return self;
}

/**
 * lian_connection_facts_free:
 * @self: (nullable): facts
 */
void
lian_connection_facts_free (LianConnectionFacts *self)
{
  if (self == NULL)
    return;

  g_free (self->state);
  g_ptr_array_unref (self->facts);
  g_free (self);
}

/**
 * lian_link_event_dup_time:
 * @event: one of the last troubles
 *
 * Returns: (transfer full): when it was, and until when it was repeated
 */
char *
lian_link_event_dup_time (const LianLinkEvent *event)
{
  g_autofree char *first = lian_wording_time (event->first, TRUE);
  g_autofree char *last = lian_wording_time (event->last, TRUE);

  if (event->count == 1)
    return g_steal_pointer (&first);
  return g_strdup_printf ("%s – %s", first, last);
}

/**
 * lian_link_event_dup_text:
 * @event: one of the last troubles
 *
 * Returns: (transfer full): what happened and how often
 */
char *
lian_link_event_dup_text (const LianLinkEvent *event)
{
  const char *what = lian_link_trouble_to_what (event->trouble);

  if (event->count == 1)
    return g_strdup (what);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%1$s (%2$u time)", "%1$s (%2$u times)",
                                       event->count),
                          what, event->count);
}

/**
 * lian_connection_facts_dup_support_text:
 * @self: facts
 * @engine: whose they are
 *
 * Returns: (transfer full): the page as plain text, and the troubles by the names that are the same
 * in every language
 */
char *
lian_connection_facts_dup_support_text (const LianConnectionFacts *self, LianEngine *engine)
{
  GString *text = g_string_new (NULL);
  LianLinkTrouble trouble = lian_engine_get_link_trouble (engine);
  const LianLinkEvent *event;

  g_string_append_printf (text, "%s\n%s %s [%s]\n", self->state, self->what, self->advice,
                          lian_link_trouble_get_name (trouble));
  for (guint group = 0; group < LIAN_N_FACT_GROUPS; group++)
    {
      g_string_append_printf (text, "\n%s\n", lian_fact_group_get_title (group));
      for (guint i = 0; i < self->facts->len; i++)
        {
          const LianFact *fact = g_ptr_array_index (self->facts, i);

          if (fact->group == group)
            g_string_append_printf (text, "  %s: %s\n", fact->title, fact->value);
        }
    }
  g_string_append_printf (text, "\n%s\n", _ ("Last troubles"));
  for (guint i = 0; (event = lian_engine_get_link_event (engine, i)) != NULL; i++)
    {
      g_autofree char *first = lian_time_format (event->first);
      g_autofree char *last = lian_time_format (event->last);

      g_string_append_printf (text, "  %s – %s ×%u %s\n", first, last, event->count,
                              lian_link_trouble_get_name (event->trouble));
    }
  return g_string_free (text, FALSE);
}
