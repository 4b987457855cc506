/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-writer.h"

#include "lian-clock.h"

#include <math.h>
#include <string.h>

#define MINUTE G_TIME_SPAN_MINUTE
#define SMALL_DAYS 61 /* before today: since 24 September */
#define YEAR_DAYS 364

/* How many open cases stand where, and in which light: the morning that the program opens on. */
static const struct
{
  LianStation station;
  guint n;
  guint soon;
  guint over;
} standing[] = {
  { LIAN_STATION_REPORTED, 9, 0, 0 },    { LIAN_STATION_ACCEPTED, 7, 0, 0 },
  { LIAN_STATION_FILED, 18, 3, 1 },      { LIAN_STATION_DISPATCHED, 23, 2, 0 },
  { LIAN_STATION_HANDLING, 268, 16, 4 }, { LIAN_STATION_FEEDBACK, 31, 4, 1 },
  { LIAN_STATION_CHECKING, 14, 2, 0 },
};

/* What the units have in hand, to sign for or at work: 291. */
static const LianInHand in_hand[] = {
  { "cg", 74 },        { "zj", 52 }, { "421202001", 46 }, { "421202003", 38 },
  { "421202002", 31 }, { "ga", 22 }, { "sj", 17 },        { "zj-sz", 2 },
  { "zj-ld", 2 },      { "jt", 1 },  { "sl", 1 },         { "mz", 1 },
  { "xf", 1 },         { "rs", 1 },  { "hb", 1 },         { "421202106", 1 },
};

const double lian_county_hours[24]
    = { 2, 1, 1, 1, 1, 2, 5, 9, 21, 24, 24, 25, 9, 8, 19, 26, 26, 21, 11, 12, 13, 9, 5, 3 };

#define hand_of(writer, i) (&g_array_index ((writer)->in_hand, LianInHand, (i)))

/**
 * lian_station_state:
 *
 * Returns: (transfer none): the state of the dictionary.
 */
const char *
lian_station_state (LianStation station)
{
  static const char *const states[]
      = { "reported", "accepted", "filed",  "dispatched", "signed",  "handling",
          "feedback", "checked",  "closed", "evaluated",  "archived" };

  return states[station];
}

/**
 * lian_station_stage:
 *
 * Returns: (transfer none): the stage in which it waits at @station.
 */
const char *
lian_station_stage (LianStation station)
{
  static const char *const stages[]
      = { "to_accept", "to_file",  "to_dispatch", "to_sign", "handling", "handling",
          "to_check",  "to_close", "done",        "done",    "done" };

  return stages[station];
}

/**
 * lian_draft_free:
 */
void
lian_draft_free (LianDraft *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->description);
  g_free (self->address);
  g_free (self->unit);
  g_free (self->words);
  g_free (self);
}

/**
 * lian_draft_limit:
 * @unit: (out): whose clock it runs on
 *
 * Returns: the limit of @stage in minutes of that clock.
 */
gint64
lian_draft_limit (const LianCountyPlan *plan, const LianDraft *draft, const char *stage,
                  LianLimitUnit *unit)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (plan->dictionary);
  gint64 amount = 480;

  *unit = LIAN_LIMIT_WORK_MINUTES;
  if (!lian_dictionary_find_limit (plan->dictionary, stage, draft->matter->category, draft->urgency,
                                   &amount, unit))
    return amount;
  switch (*unit)
    {
    case LIAN_LIMIT_WORK_DAYS:
      *unit = LIAN_LIMIT_WORK_MINUTES;
      return amount * lian_work_calendar_get_day_minutes (calendar);
    case LIAN_LIMIT_NATURAL_DAYS:
      *unit = LIAN_LIMIT_NATURAL_MINUTES;
      return amount * 24 * 60;
    case LIAN_LIMIT_WORK_MINUTES:
    case LIAN_LIMIT_NATURAL_MINUTES:
    default:
      return amount;
    }
}

/**
 * lian_draft_time_before:
 *
 * Returns: the last full second from which on @minutes have passed until @end.
 */
gint64
lian_draft_time_before (const LianCountyPlan *plan, gint64 end, gint64 minutes, LianLimitUnit unit)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (plan->dictionary);
  gint64 wanted = minutes * MINUTE;
  gint64 span = wanted;

  if (unit == LIAN_LIMIT_NATURAL_MINUTES)
    return end - wanted;
  while (lian_work_calendar_elapsed_us (calendar, end - span, end) < wanted)
    span = span * 2 + 12 * G_TIME_SPAN_HOUR;

  gint64 early = end - span;
  gint64 late = end;

  while (late - early > G_TIME_SPAN_SECOND)
    {
      gint64 middle = early + (late - early) / 2;

      if (lian_work_calendar_elapsed_us (calendar, middle, end) >= wanted)
        early = middle;
      else
        late = middle;
    }
  return early - early % G_TIME_SPAN_SECOND;
}

/**
 * lian_case_writer_some:
 *
 * Returns: some minutes from @low to @high, to the second, in microseconds
 */
gint64
lian_case_writer_some (LianCaseWriter *writer, int low, int high)
{
  return lian_dice_between (&writer->dice, low * 60, high * 60) * G_TIME_SPAN_SECOND;
}

/**
 * lian_case_writer_hour_of:
 *
 * Returns: the hour of the day, 0 to 23
 */
guint
lian_case_writer_hour_of (gint64 at)
{
  return (guint)((at + LIAN_UTC_OFFSET_US) / G_TIME_SPAN_HOUR % 24);
}

/**
 * lian_case_writer_pick_cell:
 * @town_code: (nullable): only in this town
 *
 * Returns: where the next case happens
 */
guint
lian_case_writer_pick_cell (LianCaseWriter *writer, const char *town_code)
{
  const LianCountyPlan *plan = writer->plan;
  double *weights = writer->weights;
  guint chosen;

  /* A cell that has had less than its share is more likely next: chance alone would paint the map
   * of a week, a handful of cases a grid, with spots that mean nothing. */
  for (guint i = 0; i < plan->cells->n; i++)
    {
      double owed = writer->shares[i] * (writer->n_given + 400.0) - writer->given[i];

      weights[i] = writer->shares[i] * (0.02 + MAX (owed, 0));
      if (town_code != NULL
          && !g_str_equal (lian_plan_town (plan, plan->town_of_cell[i])->code, town_code))
        weights[i] = 0;
    }
  chosen = lian_dice_weighted (&writer->dice, weights, plan->cells->n);
  writer->given[chosen]++;
  writer->n_given++;
  return chosen;
}

static double
duration_of (LianCaseWriter *writer, const LianMatter *matter)
{
  LianDraft draft = { .matter = matter, .urgency = "normal" };
  LianLimitUnit unit;

  return CLAMP (lian_draft_limit (writer->plan, &draft, "handling", &unit) / 480.0, 0.4, 4);
}

/**
 * lian_case_writer_pick_matter:
 * @key: (nullable): only matters that this unit leads
 *
 * Returns: what happens; it fits the place of @cell
 */
const LianMatter *
lian_case_writer_pick_matter (LianCaseWriter *writer, const char *key, LianPick pick, guint cell)
{
  guint n = 0;
  const LianMatter *matters = lian_matters_get (&n);
  g_autofree double *weights = g_new (double, n);
  gboolean street = key != NULL && g_ascii_isdigit (*key);
  gboolean village
      = lian_plan_community (writer->plan, writer->plan->grids[cell].community)->village;

  for (guint i = 0; i < n; i++)
    {
      weights[i] = village && lian_matter_is_urban (&matters[i]) ? 1e-6 : matters[i].weight;
      if (key != NULL && !g_str_equal (matters[i].unit, street ? "street" : key))
        weights[i] = 0;
      if (pick == LIAN_PICK_STOCK)
        weights[i] *= duration_of (writer, &matters[i]);
      if (pick == LIAN_PICK_RAIN
          && (strstr (matters[i].category, "flood") != NULL
              || strstr (matters[i].category, "grate") != NULL
              || strstr (matters[i].category, "pipe") != NULL
              || strstr (matters[i].category, "leak") != NULL
              || strstr (matters[i].category, "sudden-tree") != NULL))
        weights[i] *= 9;
    }
  return &matters[lian_dice_weighted (&writer->dice, weights, n)];
}

/* In the large counties many things happen where people meet, which makes spots that are hot. */
static LianPoint
find_point (LianCaseWriter *writer, guint cell)
{
  const LianCountyPlan *plan = writer->plan;
  const LianSpot *anchor = writer->anchors != NULL ? &writer->anchors[cell] : NULL;

  if (anchor != NULL && lian_dice_chance (&writer->dice, 0.3))
    {
      LianPoint point = { anchor->x + 0.0004 * lian_dice_normal (&writer->dice),
                          anchor->y + 0.00035 * lian_dice_normal (&writer->dice) };

      point.lon = round (point.lon * 1e6) / 1e6;
      point.lat = round (point.lat * 1e6) / 1e6;
      if (lian_county_contains (plan, cell, point))
        return point;
    }
  return lian_county_point_in (plan, cell, &writer->dice);
}

/**
 * lian_case_writer_add:
 *
 * Returns: (transfer none): a new draft of which only matter, place and weight are settled
 */
LianDraft *
lian_case_writer_add (LianCaseWriter *writer, const LianMatter *matter, guint cell)
{
  LianDraft *draft = g_new0 (LianDraft, 1);
  double influence = lian_dice_unit (&writer->dice);

  draft->matter = matter;
  draft->cell = cell;
  draft->point = find_point (writer, cell);
  draft->urgency
      = lian_dice_below (&writer->dice, 1000) < (guint)matter->urgent / 4 ? "urgent" : "normal";
  draft->influence = influence < 0.8 ? "small" : influence < 0.97 ? "medium" : "large";
  g_ptr_array_add (writer->drafts, draft);
  return draft;
}

/**
 * lian_case_writer_set_words:
 *
 * Says what was reported, where, and through whom.
 */
void
lian_case_writer_set_words (LianCaseWriter *writer, LianDraft *draft)
{
  const LianCommunity *community
      = lian_plan_community (writer->plan, writer->plan->grids[draft->cell].community);
  LianMatterPlace place = {
    g_ptr_array_index (community->roads, lian_dice_below (&writer->dice, community->roads->len)),
    g_ptr_array_index (community->estates,
                       lian_dice_below (&writer->dice, community->estates->len)),
    1 + lian_dice_below (&writer->dice, 18),
  };

  draft->address = lian_matter_dup_address (draft->matter, &place, &writer->dice);
  draft->title = lian_matter_dup_title (draft->matter, &place, draft->address, &writer->dice,
                                        &draft->description);
  draft->source = lian_matter_source (draft->matter, &writer->dice);
}

/**
 * lian_case_writer_set_unit:
 * @key: of a matter
 */
void
lian_case_writer_set_unit (LianCaseWriter *writer, LianDraft *draft, const char *key)
{
  draft->unit = lian_county_unit_for (writer->plan, key, writer->plan->town_of_cell[draft->cell]);
}

/* From the moment when the present stage began back to the report. */
static void
trace_back (LianCaseWriter *writer, LianDraft *draft, gint64 began)
{
  gboolean grave = g_str_equal (draft->urgency, "grave");
  gint64 at = began;
  LianLimitUnit unit;
  int quick = grave ? 4 : g_str_equal (draft->urgency, "urgent") ? 8 : 35;

  if (draft->last == LIAN_STATION_CHECKING)
    {
      draft->at[LIAN_STATION_CHECKING] = at;
      at = lian_draft_time_before (writer->plan, at, lian_dice_between (&writer->dice, 20, 200),
                                   LIAN_LIMIT_WORK_MINUTES);
    }
  if (draft->last >= LIAN_STATION_FEEDBACK)
    {
      gint64 limit = lian_draft_limit (writer->plan, draft, "handling", &unit);

      draft->at[LIAN_STATION_FEEDBACK] = at;
      at = lian_draft_time_before (
          writer->plan, at, MAX (limit * lian_dice_between (&writer->dice, 20, 85) / 100, 30),
          unit);
    }
  if (draft->last >= LIAN_STATION_HANDLING)
    {
      draft->at[LIAN_STATION_SIGNED] = at;
      draft->at[LIAN_STATION_HANDLING]
          = MIN (at + lian_case_writer_some (writer, 1, 12), writer->plan->now - MINUTE / 2);
      at -= lian_case_writer_some (writer, 4, 40);
      if (quick == 35 && lian_case_writer_hour_of (at) == 8
          && lian_dice_chance (&writer->dice, 0.7))
        at -= lian_case_writer_some (writer, 10 * 60, 14 * 60);
    }
  if (draft->last >= LIAN_STATION_DISPATCHED)
    {
      draft->at[LIAN_STATION_DISPATCHED] = at;
      if (draft->rework > 0)
        at = lian_draft_time_before (writer->plan, at, lian_dice_between (&writer->dice, 200, 500),
                                     LIAN_LIMIT_WORK_MINUTES);
      at -= lian_case_writer_some (writer, 2, quick);
    }
  if (draft->last >= LIAN_STATION_FILED)
    {
      draft->at[LIAN_STATION_FILED] = at;
      at -= lian_case_writer_some (writer, 2, 6);
    }
  if (draft->last >= LIAN_STATION_ACCEPTED)
    {
      draft->at[LIAN_STATION_ACCEPTED] = at;
      at -= lian_case_writer_some (writer, 2, 6);
    }
  draft->at[LIAN_STATION_REPORTED] = at;
}

/**
 * lian_case_writer_count:
 *
 * Counts it among what was accepted in its hour.
 */
void
lian_case_writer_count (LianCaseWriter *writer, const LianDraft *draft)
{
  gint64 at = draft->at[LIAN_STATION_ACCEPTED];
  gint64 since = at - (writer->today - writer->n_days * G_TIME_SPAN_DAY);

  if (at != 0 && since >= 0)
    writer->taken[MIN (since / G_TIME_SPAN_DAY, writer->n_days)][since / G_TIME_SPAN_HOUR % 24]++;
}

static guint
find_community_cell (LianCaseWriter *writer, const char *name)
{
  for (guint c = 0; c < writer->plan->communities->len; c++)
    {
      const LianCommunity *community = lian_plan_community (writer->plan, c);

      if (g_str_equal (community->name, name))
        return g_array_index (community->cells, guint,
                              lian_dice_below (&writer->dice, community->cells->len));
    }
  return 0;
}

static void
take_from_hand (LianCaseWriter *writer, const LianDraft *draft)
{
  for (guint i = 0; i < writer->in_hand->len; i++)
    if (g_str_has_prefix (draft->unit, "unit-")
        && g_str_equal (draft->unit + strlen ("unit-"), hand_of (writer, i)->key)
        && hand_of (writer, i)->n > 0)
      hand_of (writer, i)->n--;
}

static void
write_scene (LianCaseWriter *writer, const LianScene *scene)
{
  LianDraft *draft = lian_case_writer_add (writer, lian_matters_find (scene->category),
                                           find_community_cell (writer, scene->community));
  LianLimitUnit unit;
  gint64 limit;

  draft->title = g_strdup (scene->title);
  draft->description = g_strdup (scene->description);
  draft->address = g_strdup (scene->address);
  draft->source = scene->source;
  draft->urgency = scene->urgency;
  draft->influence = scene->influence;
  draft->last = scene->station;
  draft->rework = scene->rework;
  if (draft->last >= LIAN_STATION_DISPATCHED)
    lian_case_writer_set_unit (writer, draft,
                               scene->unit != NULL ? scene->unit : draft->matter->unit);
  if (draft->last == LIAN_STATION_HANDLING)
    take_from_hand (writer, draft);
  if (scene->remaining < 0)
    draft->nudged = 1;
  limit = lian_draft_limit (writer->plan, draft, lian_station_stage (draft->last), &unit);
  trace_back (writer, draft,
              lian_draft_time_before (writer->plan, writer->plan->now, limit - scene->remaining,
                                      unit)
                  - (scene->remaining < 0 ? 0 : G_TIME_SPAN_SECOND * 5));
  lian_case_writer_count (writer, draft);
}

typedef enum
{
  HASTE_NONE,
  HASTE_SOON,
  HASTE_OVER,
} Haste;

/* Which part of its limit an open case has used. */
static double
used_part (LianCaseWriter *writer, LianStation station, Haste haste, gint64 limit)
{
  double early = 0.04;
  double draw = lian_dice_unit (&writer->dice);

  if (haste == HASTE_SOON)
    return 0.82 + 0.15 * draw;
  if (haste == HASTE_OVER)
    return 1.03 + 1.4 * draw * draw;
  /* Most of what is at work was signed for yesterday or before. */
  if (station == LIAN_STATION_HANDLING && lian_dice_chance (&writer->dice, 0.95))
    early = MIN (112.0 / limit, 0.6);
  /* The newest of all are those that are there by name. */
  if (station <= LIAN_STATION_DISPATCHED)
    early = MIN (22.0 / limit, 0.3);
  if (station <= LIAN_STATION_FILED)
    return early + (0.76 - early) * draw * draw;
  return early + (0.78 - early) * draw;
}

/* Whether more came in during that hour of yesterday than an hour of a working day brings. */
static gboolean
is_crowded (const LianCaseWriter *writer, const LianDraft *draft)
{
  gint64 at = draft->at[LIAN_STATION_ACCEPTED];
  guint hour = lian_case_writer_hour_of (at);

  return at < writer->today && at >= writer->today - G_TIME_SPAN_DAY
         && writer->taken[writer->n_days - 1][hour]
                >= lian_county_hours[hour] * 0.85 * writer->plan->volume;
}

/* One of those that still have less in hand than they should. */
static const char *
take_in_hand (LianCaseWriter *writer)
{
  g_autofree double *weights = g_new (double, writer->in_hand->len);
  LianInHand *chosen;

  for (guint i = 0; i < writer->in_hand->len; i++)
    weights[i] = hand_of (writer, i)->n;
  chosen = hand_of (writer, lian_dice_weighted (&writer->dice, weights, writer->in_hand->len));
  chosen->n -= MIN (chosen->n, 1);
  return chosen->key;
}

static void
write_open (LianCaseWriter *writer, LianStation station, Haste haste)
{
  gboolean with_unit = station == LIAN_STATION_DISPATCHED || station == LIAN_STATION_HANDLING;
  const char *key = NULL;
  gboolean street;
  guint cell;
  LianPick pick;
  LianDraft *draft;
  LianLimitUnit unit;
  gint64 limit;

  if (with_unit)
    key = take_in_hand (writer);
  street = key != NULL && g_ascii_isdigit (*key);
  cell = lian_case_writer_pick_cell (writer, street ? key : NULL);
  pick = station == LIAN_STATION_HANDLING ? LIAN_PICK_STOCK : LIAN_PICK_ANY;
  draft
      = lian_case_writer_add (writer, lian_case_writer_pick_matter (writer, key, pick, cell), cell);
  lian_case_writer_set_words (writer, draft);
  draft->last = station;
  if (station <= LIAN_STATION_FILED)
    draft->urgency = "normal";
  if (station >= LIAN_STATION_DISPATCHED)
    lian_case_writer_set_unit (writer, draft, draft->matter->unit);
  if (station >= LIAN_STATION_HANDLING && lian_dice_chance (&writer->dice, 0.05))
    draft->rework = 1;
  if (!writer->plan->small && station == LIAN_STATION_HANDLING && haste == HASTE_NONE
      && lian_dice_chance (&writer->dice, 0.04))
    draft->held = writer->today + lian_dice_between (&writer->dice, 2, 40) * G_TIME_SPAN_DAY;
  if (haste == HASTE_OVER)
    draft->nudged = lian_dice_below (&writer->dice, 3);
  limit = lian_draft_limit (writer->plan, draft, lian_station_stage (station), &unit);
  for (guint try = 0; try < 12 && (try == 0 || is_crowded (writer, draft)); try++)
    trace_back (writer, draft,
                lian_draft_time_before (
                    writer->plan, writer->plan->now,
                    MAX ((gint64)(limit * used_part (writer, station, haste, limit)), 2), unit)
                    + (haste != HASTE_NONE ? 0 : lian_case_writer_some (writer, 0, 1)));
  lian_case_writer_count (writer, draft);
}

/* What is there by name, and of what light. */
static void
write_scenes (LianCaseWriter *writer, guint done[LIAN_N_STATIONS], guint soon[LIAN_N_STATIONS],
              guint over[LIAN_N_STATIONS])
{
  guint n = 0;
  const LianScene *scenes = lian_scenes_get (&n);

  for (guint i = 0; i < n; i++)
    {
      const LianDraft *draft;
      LianLimitUnit unit;
      gint64 limit;

      write_scene (writer, &scenes[i]);
      draft = g_ptr_array_index (writer->drafts, writer->drafts->len - 1);
      limit = lian_draft_limit (writer->plan, draft, lian_station_stage (draft->last), &unit);
      done[draft->last]++;
      if (scenes[i].remaining >= 0 && scenes[i].remaining * 5 < limit)
        soon[draft->last]++;
      over[draft->last] += scenes[i].remaining < 0;
    }
}

static void
write_all_open (LianCaseWriter *writer)
{
  double volume = writer->plan->volume;
  guint done[LIAN_N_STATIONS] = { 0 };
  guint soon[LIAN_N_STATIONS] = { 0 };
  guint over[LIAN_N_STATIONS] = { 0 };

  if (writer->plan->home)
    write_scenes (writer, done, soon, over);
  for (guint i = 0; i < G_N_ELEMENTS (standing); i++)
    {
      LianStation station = standing[i].station;

      for (; done[station] < lround (standing[i].n * volume); done[station]++)
        {
          Haste haste = soon[station] < lround (standing[i].soon * volume)   ? HASTE_SOON
                        : over[station] < lround (standing[i].over * volume) ? HASTE_OVER
                                                                             : HASTE_NONE;

          write_open (writer, station, haste);
          soon[station] += haste == HASTE_SOON;
          over[station] += haste == HASTE_OVER;
        }
    }
}

static void
prepare_shares (LianCaseWriter *writer)
{
  const LianCountyPlan *plan = writer->plan;
  double sum = 0;
  LianDice dice;

  writer->given = g_new0 (guint, plan->cells->n);
  writer->shares = g_new (double, plan->cells->n);
  writer->weights = g_new (double, plan->cells->n);
  for (guint i = 0; i < plan->cells->n; i++)
    sum += plan->grids[i].share;
  for (guint i = 0; i < plan->cells->n; i++)
    writer->shares[i] = plan->grids[i].share / sum;
  if (plan->small)
    return;
  lian_dice_init_for (&dice, plan->seed, "anchors");
  writer->anchors = g_new (LianSpot, plan->cells->n);
  for (guint i = 0; i < plan->cells->n; i++)
    {
      LianPoint point = lian_county_point_in (plan, i, &dice);

      writer->anchors[i] = (LianSpot){ point.lon, point.lat };
    }
}

/* Departments have in hand what they have in the small county, by the volume; streets and towns
 * share theirs by the people who live there. */
static void
prepare_in_hand (LianCaseWriter *writer)
{
  const LianCountyPlan *plan = writer->plan;
  double of_streets = 0;
  double people = 0;

  writer->in_hand = g_array_new (FALSE, FALSE, sizeof (LianInHand));
  for (guint i = 0; i < G_N_ELEMENTS (in_hand); i++)
    {
      LianInHand hand = { in_hand[i].key, (guint)lround (in_hand[i].n * plan->volume) };

      if (!plan->small && g_ascii_isdigit (*hand.key))
        of_streets += in_hand[i].n * plan->volume;
      else
        g_array_append_val (writer->in_hand, hand);
    }
  for (guint c = 0; c < plan->communities->len; c++)
    people += (double)lian_plan_community (plan, c)->population;
  for (guint t = 0; !plan->small && t < plan->towns->len; t++)
    {
      LianInHand hand = { lian_plan_town (plan, t)->code, 0 };
      double own = 0;

      for (guint c = 0; c < plan->communities->len; c++)
        if (lian_plan_community (plan, c)->town == t)
          own += (double)lian_plan_community (plan, c)->population;
      hand.n = (guint)lround (of_streets * own / people);
      g_array_append_val (writer->in_hand, hand);
    }
}

static void
writer_clear (LianCaseWriter *writer)
{
  g_ptr_array_unref (writer->drafts);
  g_array_unref (writer->in_hand);
  g_free (writer->anchors);
  g_free (writer->shares);
  g_free (writer->given);
  g_free (writer->weights);
  g_free (writer->taken);
}

/**
 * lian_county_add_cases:
 *
 * Adds some weeks of cases with their steps, instructions and deliveries; a year of them in the
 * large counties.
 */
void
lian_county_add_cases (LianCountyPlan *plan)
{
  LianCaseWriter writer = { .plan = plan };

  writer.calendar = lian_dictionary_get_calendar (plan->dictionary);
  writer.drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_draft_free);
  writer.today = lian_time_day_start (plan->now);
  writer.n_cases = plan->part->n_cases;
  writer.n_days = plan->small ? SMALL_DAYS : YEAR_DAYS;
  writer.taken = g_malloc0_n (writer.n_days + 1, sizeof *writer.taken);
  lian_dice_init_for (&writer.dice, plan->seed, "cases");
  prepare_shares (&writer);
  prepare_in_hand (&writer);
  write_all_open (&writer);
  lian_case_writer_write_past (&writer);
  lian_county_close_drafts (plan, writer.drafts, &writer.dice);
  lian_county_record_drafts (plan, writer.drafts);
  writer_clear (&writer);
}
