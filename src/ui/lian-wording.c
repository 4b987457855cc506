/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-wording.h"

#include "lian-clock.h"
#include "lian-text.h"

#include <glib/gi18n-lib.h>

/**
 * lian_wording_is_chinese:
 *
 * Asks the language list, not the locale: it is right even where the zh_CN locale was never
 * generated and only LANGUAGE says what people read. Main thread.
 */
gboolean
lian_wording_is_chinese (void)
{
  const char *const *names = g_get_language_names ();

  return names[0] != NULL && g_str_has_prefix (names[0], "zh");
}

/**
 * lian_wording_time:
 * @us: a moment, microseconds since 1970 UTC
 * @seconds: whether to write the seconds
 *
 * Returns: (transfer full): "09:40" or "09:40:12" in China Standard Time, a dash for 0
 */
char *
lian_wording_time (gint64 us, gboolean seconds)
{
  g_autoptr (GDateTime) local = NULL;

  if (us == 0)
    return g_strdup ("—");
  local = lian_time_to_local (us);
  if (local == NULL)
    return g_strdup ("—");
  return g_date_time_format (local, seconds ? "%H:%M:%S" : "%H:%M");
}

/**
 * lian_wording_date:
 * @us: a moment, microseconds since 1970 UTC
 *
 * Returns: (transfer full): the day and its name, "Tuesday 24 November"; empty for 0
 */
char *
lian_wording_date (gint64 us)
{
  static const char *const days[]
      = { N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
          N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday") };
  static const char *const months[]
      = { N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
          N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
          N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December") };
  g_autoptr (GDateTime) local = us != 0 ? lian_time_to_local (us) : NULL;

  if (local == NULL)
    return g_strdup ("");
  /* Translators: day of the week, day of the month, month */
  return g_strdup_printf (_ ("%1$s %2$d %3$s"), _ (days[g_date_time_get_day_of_week (local) - 1]),
                          g_date_time_get_day_of_month (local),
                          _ (months[g_date_time_get_month (local) - 1]));
}

/**
 * lian_wording_age:
 * @seconds: how old
 *
 * Returns: (transfer full): "3 s ago", "8 min ago", "2 h ago"
 */
char *
lian_wording_age (gint64 seconds)
{
  if (seconds < 60)
    return g_strdup_printf (_ ("%d s ago"), (int)MAX (seconds, 0));
  if (seconds < 3600)
    return g_strdup_printf (_ ("%d min ago"), (int)(seconds / 60));
  return g_strdup_printf (_ ("%d h ago"), (int)MIN (seconds / 3600, G_MAXINT));
}

/**
 * lian_wording_as_of:
 * @as_of: the platform's time of what is shown, 0: never
 *
 * Returns: (transfer full): "as of 09:39:20"
 */
char *
lian_wording_as_of (gint64 as_of)
{
  g_autofree char *at = NULL;

  if (as_of == 0)
    return g_strdup (_ ("no data yet"));
  at = lian_wording_time (as_of, TRUE);
  return g_strdup_printf (_ ("as of %s"), at);
}

static char *
offline_text (const LianFreshFacts *facts, gboolean brief)
{
  g_autofree char *since = lian_wording_time (facts->offline_since, FALSE);

  if (brief || facts->offline_since == 0)
    {
      if (facts->waiting == 0)
        return g_strdup (_ ("Offline"));
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Offline, %u waiting",
                                           "Offline, %u waiting", facts->waiting),
                              facts->waiting);
    }
  if (facts->waiting == 0)
    return g_strdup_printf (_ ("Offline since %s"), since);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Offline since %s, %u instruction waiting",
                                       "Offline since %s, %u instructions waiting", facts->waiting),
                          since, facts->waiting);
}

static char *
disagreement_text (const LianFreshFacts *facts, gboolean brief)
{
  g_autofree char *as_of = NULL;

  if (brief || facts->freshness < LIAN_FRESH_STALE)
    return g_strdup (_ ("Not in agreement"));
  as_of = lian_wording_as_of (facts->as_of);
  return g_strdup_printf (_ ("Not in agreement · %s"), as_of);
}

/**
 * lian_wording_freshness:
 * @facts: what the engine knows
 * @brief: whether only the shortest form has room
 *
 * The text of the pill. While a new picture is being taken or the feed catches up it says so,
 * because "live" would not be true yet.
 *
 * Returns: (transfer full): never empty
 */
char *
lian_wording_freshness (const LianFreshFacts *facts, gboolean brief)
{
  g_autofree char *age = NULL;

  if (facts->phase == LIAN_PHASE_DISAGREES)
    return disagreement_text (facts, brief);
  if (facts->freshness == LIAN_FRESH_OFFLINE)
    {
      if (facts->phase == LIAN_PHASE_CONNECTING && facts->as_of == 0)
        return g_strdup (_ ("Connecting"));
      if (facts->phase == LIAN_PHASE_SNAPSHOT || facts->phase == LIAN_PHASE_CATCHING_UP)
        return g_strdup (_ ("Catching up"));
      if (facts->phase == LIAN_PHASE_SIGN_IN && facts->waiting == 0)
        return g_strdup (_ ("Not signed in"));
      if (facts->phase == LIAN_PHASE_SIGN_IN)
        return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Not signed in, %u waiting",
                                             "Not signed in, %u waiting", facts->waiting),
                                facts->waiting);
      return offline_text (facts, brief);
    }
  if (facts->freshness == LIAN_FRESH_STALE)
    return lian_wording_as_of (facts->as_of);
  if (facts->phase == LIAN_PHASE_SNAPSHOT || facts->phase == LIAN_PHASE_CATCHING_UP)
    return g_strdup (_ ("Catching up"));
  age = lian_wording_age (facts->age);
  if (facts->freshness == LIAN_FRESH_LATE)
    return brief ? g_strdup (_ ("Late")) : g_strdup_printf (_ ("Late · %s"), age);
  return brief ? g_strdup (_ ("Live")) : g_strdup_printf (_ ("Live · %s"), age);
}

/**
 * lian_wording_phase:
 * @phase: of the engine
 *
 * Returns: (transfer none): what the engine is doing, translated
 */
const char *
lian_wording_phase (LianPhase phase)
{
  switch (phase)
    {
    case LIAN_PHASE_IDLE:
      return _ ("Not connected");
    case LIAN_PHASE_CONNECTING:
      return _ ("Connecting to the platform");
    case LIAN_PHASE_SIGN_IN:
      return _ ("Waiting for sign-in");
    case LIAN_PHASE_SNAPSHOT:
      return _ ("Fetching the picture of the county");
    case LIAN_PHASE_CATCHING_UP:
      return _ ("Catching up");
    case LIAN_PHASE_LIVE:
      return _ ("Live");
    case LIAN_PHASE_WAITING:
      return _ ("Waiting before the next attempt");
    case LIAN_PHASE_WRONG_SERVER:
      return _ ("Stopped: this is another platform");
    case LIAN_PHASE_STOPPED:
      return _ ("Stopped");
    case LIAN_PHASE_DISAGREES:
      return _ ("Not in agreement with the platform");
    }
  return "";
}

/**
 * lian_wording_light:
 * @light: a light
 *
 * Returns: (transfer none): its word, translated
 */
const char *
lian_wording_light (LianLight light)
{
  switch (light)
    {
    case LIAN_LIGHT_NORMAL:
      return _ ("On time");
    case LIAN_LIGHT_DUE_SOON:
      return _ ("Due soon");
    case LIAN_LIGHT_OVERDUE:
      return _ ("Overdue");
    case LIAN_LIGHT_HELD:
      return _ ("Suspended");
    case LIAN_LIGHT_CLOSED:
      return _ ("Closed");
    }
  return "";
}

/**
 * lian_wording_remaining:
 * @record: a case
 * @calendar: the working time
 * @now: the platform's time
 *
 * Returns: (transfer full) (nullable): working time left or overdue, NULL without a deadline
 */
char *
lian_wording_remaining (const LianRecord *record, const LianWorkCalendar *calendar, gint64 now)
{
  gint64 deadline = lian_record_get_time (record, LIAN_CASE_DEADLINE);
  gboolean chinese = lian_wording_is_chinese ();
  g_autofree char *amount = NULL;

  if (deadline == 0)
    return NULL;
  if (now > deadline)
    {
      amount = lian_format_minutes (lian_work_calendar_elapsed (calendar, deadline, now), TRUE,
                                    chinese);
      return g_strdup_printf (_ ("Overdue %s"), amount);
    }
  amount
      = lian_format_minutes (lian_work_calendar_elapsed (calendar, now, deadline), TRUE, chinese);
  return g_strdup_printf (_ ("%s left"), amount);
}

/**
 * lian_wording_map_notice:
 * @demonstration: whether the county is invented
 * @brief: whether the map is small
 *
 * Returns: (transfer none): the sentence for the corner of a map
 */
const char *
lian_wording_map_notice (gboolean demonstration, gboolean brief)
{
  if (brief)
    return demonstration ? _ ("Demonstration data · sketch map") : _ ("Sketch map");
  return demonstration ? _ ("Demonstration data · sketch map, not the real boundaries")
                       : _ ("Sketch map, not the real boundaries");
}

/**
 * lian_wording_notice:
 * @demonstration: whether the county is invented
 *
 * Returns: (transfer none) (nullable): the sentence under a ranking and in an export
 */
const char *
lian_wording_notice (gboolean demonstration)
{
  return demonstration ? lian_wording_map_notice (TRUE, FALSE) : NULL;
}
