/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-draft.h"

#include "lian-clock.h"
#include "lian-workflow.h"

#include <math.h>
#include <string.h>

#define MINUTE G_TIME_SPAN_MINUTE
#define N_CASES 5000
#define N_DAYS 61 /* before today: since 24 September */

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
static const struct
{
  const char *key;
  guint n;
} in_hand[] = {
  { "cg", 74 },        { "zj", 52 }, { "421202001", 46 }, { "421202003", 38 },
  { "421202002", 31 }, { "ga", 22 }, { "sj", 17 },        { "zj-sz", 2 },
  { "zj-ld", 2 },      { "jt", 1 },  { "sl", 1 },         { "mz", 1 },
  { "xf", 1 },         { "rs", 1 },  { "hb", 1 },         { "421202106", 1 },
};

/* Of a working day, by the hour: two humps and a quiet night. */
static const double hours[24]
    = { 2, 1, 1, 1, 1, 2, 5, 9, 21, 24, 24, 25, 9, 8, 19, 26, 26, 21, 11, 12, 13, 9, 5, 3 };

typedef struct
{
  LianCountyPlan *plan;
  const LianWorkCalendar *calendar;
  LianDice dice;
  GPtrArray *drafts; /* (element-type LianDraft) */
  guint left[G_N_ELEMENTS (in_hand)];
  double *shares; /* of the cells, 1 in all */
  guint *given;   /* cases by cell */
  guint n_given;
  gint64 today;
  guint taken[N_DAYS + 1][24]; /* accepted by day and hour */
} Writer;

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

static gint64
some (Writer *writer, int low, int high)
{
  return lian_dice_between (&writer->dice, low * 60, high * 60) * G_TIME_SPAN_SECOND;
}

static guint
hour_of (gint64 at)
{
  return (guint)((at + LIAN_UTC_OFFSET_US) / G_TIME_SPAN_HOUR % 24);
}

static guint
pick_cell (Writer *writer, const char *town_code)
{
  guint n_towns = 0;
  const LianTownInfo *towns = lian_town_infos_get (&n_towns);
  g_autofree double *weights = g_new (double, writer->plan->cells->n);
  guint chosen;

  /* A cell that has had less than its share is more likely next: chance alone would paint the map
   * of a week, a handful of cases a grid, with spots that mean nothing. */
  for (guint i = 0; i < writer->plan->cells->n; i++)
    {
      double owed = writer->shares[i] * (writer->n_given + 400.0) - writer->given[i];

      weights[i] = writer->shares[i] * (0.02 + MAX (owed, 0));
      if (town_code != NULL && !g_str_equal (towns[writer->plan->town_of_cell[i]].code, town_code))
        weights[i] = 0;
    }
  chosen = lian_dice_weighted (&writer->dice, weights, writer->plan->cells->n);
  writer->given[chosen]++;
  writer->n_given++;
  return chosen;
}

typedef enum
{
  PICK_ANY,
  PICK_RAIN,  /* water comes first */
  PICK_STOCK, /* what may take long is more of what lies about */
} Pick;

static double
duration_of (Writer *writer, const LianMatter *matter)
{
  LianDraft draft = { .matter = matter, .urgency = "normal" };
  LianLimitUnit unit;

  return CLAMP (lian_draft_limit (writer->plan, &draft, "handling", &unit) / 480.0, 0.4, 4);
}

/* @key: only matters that this unit leads; NULL: any. Only what fits the place of @cell. */
static const LianMatter *
pick_matter (Writer *writer, const char *key, Pick pick, guint cell)
{
  guint n = 0;
  const LianMatter *matters = lian_matters_get (&n);
  g_autofree double *weights = g_new (double, n);
  gboolean street = key != NULL && g_str_has_prefix (key, "421202");
  gboolean village
      = lian_plan_community (writer->plan, writer->plan->grids[cell].community)->village;

  for (guint i = 0; i < n; i++)
    {
      weights[i] = village && lian_matter_is_urban (&matters[i]) ? 1e-6 : matters[i].weight;
      if (key != NULL && !g_str_equal (matters[i].unit, street ? "street" : key))
        weights[i] = 0;
      if (pick == PICK_STOCK)
        weights[i] *= duration_of (writer, &matters[i]);
      if (pick == PICK_RAIN
          && (strstr (matters[i].category, "flood") != NULL
              || strstr (matters[i].category, "grate") != NULL
              || strstr (matters[i].category, "pipe") != NULL
              || strstr (matters[i].category, "leak") != NULL
              || strstr (matters[i].category, "sudden-tree") != NULL))
        weights[i] *= 9;
    }
  return &matters[lian_dice_weighted (&writer->dice, weights, n)];
}

static LianDraft *
new_draft (Writer *writer, const LianMatter *matter, guint cell)
{
  LianDraft *draft = g_new0 (LianDraft, 1);
  double influence = lian_dice_unit (&writer->dice);

  draft->matter = matter;
  draft->cell = cell;
  draft->point = lian_county_point_in (writer->plan, cell, &writer->dice);
  draft->urgency
      = lian_dice_below (&writer->dice, 1000) < (guint)matter->urgent / 4 ? "urgent" : "normal";
  draft->influence = influence < 0.8 ? "small" : influence < 0.97 ? "medium" : "large";
  g_ptr_array_add (writer->drafts, draft);
  return draft;
}

static void
write_words (Writer *writer, LianDraft *draft)
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

static void
set_unit (Writer *writer, LianDraft *draft, const char *key)
{
  draft->unit = lian_county_unit_for (writer->plan, key, writer->plan->town_of_cell[draft->cell]);
}

/* From the moment when the present stage began back to the report. */
static void
trace_back (Writer *writer, LianDraft *draft, gint64 began)
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
          = MIN (at + some (writer, 1, 12), writer->plan->now - MINUTE / 2);
      at -= some (writer, 4, 40);
      if (quick == 35 && hour_of (at) == 8 && lian_dice_chance (&writer->dice, 0.7))
        at -= some (writer, 10 * 60, 14 * 60);
    }
  if (draft->last >= LIAN_STATION_DISPATCHED)
    {
      draft->at[LIAN_STATION_DISPATCHED] = at;
      if (draft->rework > 0)
        at = lian_draft_time_before (writer->plan, at, lian_dice_between (&writer->dice, 200, 500),
                                     LIAN_LIMIT_WORK_MINUTES);
      at -= some (writer, 2, quick);
    }
  if (draft->last >= LIAN_STATION_FILED)
    {
      draft->at[LIAN_STATION_FILED] = at;
      at -= some (writer, 2, 6);
    }
  if (draft->last >= LIAN_STATION_ACCEPTED)
    {
      draft->at[LIAN_STATION_ACCEPTED] = at;
      at -= some (writer, 2, 6);
    }
  draft->at[LIAN_STATION_REPORTED] = at;
}

static void
count_accepted (Writer *writer, const LianDraft *draft)
{
  gint64 at = draft->at[LIAN_STATION_ACCEPTED];
  gint64 since = at - (writer->today - N_DAYS * G_TIME_SPAN_DAY);

  if (at != 0 && since >= 0)
    writer->taken[MIN (since / G_TIME_SPAN_DAY, N_DAYS)][since / G_TIME_SPAN_HOUR % 24]++;
}

static guint
find_community_cell (Writer *writer, const char *name)
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
take_from_hand (Writer *writer, const LianDraft *draft)
{
  for (guint i = 0; i < G_N_ELEMENTS (in_hand); i++)
    if (g_str_has_prefix (draft->unit, "unit-")
        && g_str_equal (draft->unit + strlen ("unit-"), in_hand[i].key) && writer->left[i] > 0)
      writer->left[i]--;
}

static void
write_scene (Writer *writer, const LianScene *scene)
{
  LianDraft *draft = new_draft (writer, lian_matters_find (scene->category),
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
    set_unit (writer, draft, scene->unit != NULL ? scene->unit : draft->matter->unit);
  if (draft->last == LIAN_STATION_HANDLING)
    take_from_hand (writer, draft);
  if (scene->remaining < 0)
    draft->nudged = 1;
  limit = lian_draft_limit (writer->plan, draft, lian_station_stage (draft->last), &unit);
  trace_back (writer, draft,
              lian_draft_time_before (writer->plan, writer->plan->now, limit - scene->remaining,
                                      unit)
                  - (scene->remaining < 0 ? 0 : G_TIME_SPAN_SECOND * 5));
  count_accepted (writer, draft);
}

/* Which part of its limit an open case has used. */
static double
used_part (Writer *writer, LianStation station, gboolean soon, gint64 limit)
{
  double early = 0.04;
  double draw = lian_dice_unit (&writer->dice);

  if (soon)
    return 0.82 + 0.15 * draw;
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
is_crowded (const Writer *writer, const LianDraft *draft)
{
  gint64 at = draft->at[LIAN_STATION_ACCEPTED];

  return at < writer->today && at >= writer->today - G_TIME_SPAN_DAY
         && writer->taken[N_DAYS - 1][hour_of (at)] >= hours[hour_of (at)] * 0.85;
}

static void
write_open (Writer *writer, LianStation station, gboolean soon)
{
  gboolean with_unit = station == LIAN_STATION_DISPATCHED || station == LIAN_STATION_HANDLING;
  const char *key = NULL;
  gboolean street;
  guint cell;
  Pick pick;
  LianDraft *draft;
  LianLimitUnit unit;
  gint64 limit;

  if (with_unit)
    {
      double weights[G_N_ELEMENTS (in_hand)];

      for (guint i = 0; i < G_N_ELEMENTS (in_hand); i++)
        weights[i] = writer->left[i];

      guint chosen = lian_dice_weighted (&writer->dice, weights, G_N_ELEMENTS (in_hand));

      key = in_hand[chosen].key;
      writer->left[chosen]--;
    }
  street = key != NULL && g_str_has_prefix (key, "421202");
  cell = pick_cell (writer, street ? key : NULL);
  pick = station == LIAN_STATION_HANDLING ? PICK_STOCK : PICK_ANY;
  draft = new_draft (writer, pick_matter (writer, key, pick, cell), cell);
  write_words (writer, draft);
  draft->last = station;
  if (station <= LIAN_STATION_FILED)
    draft->urgency = "normal";
  if (station >= LIAN_STATION_DISPATCHED)
    set_unit (writer, draft, draft->matter->unit);
  if (station >= LIAN_STATION_HANDLING && lian_dice_chance (&writer->dice, 0.05))
    draft->rework = 1;
  limit = lian_draft_limit (writer->plan, draft, lian_station_stage (station), &unit);
  for (guint try = 0; try < 12 && (try == 0 || is_crowded (writer, draft)); try++)
    trace_back (writer, draft,
                lian_draft_time_before (
                    writer->plan, writer->plan->now,
                    MAX ((gint64)(limit * used_part (writer, station, soon, limit)), 2), unit)
                    + (soon ? 0 : some (writer, 0, 1)));
  count_accepted (writer, draft);
}

static void
write_all_open (Writer *writer)
{
  guint n = 0;
  const LianScene *scenes = lian_scenes_get (&n);
  guint done[LIAN_N_STATIONS] = { 0 };
  guint soon[LIAN_N_STATIONS] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (in_hand); i++)
    writer->left[i] = in_hand[i].n;
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
    }
  for (guint i = 0; i < G_N_ELEMENTS (standing); i++)
    for (LianStation station = standing[i].station; done[station] < standing[i].n; done[station]++)
      {
        gboolean is_soon = soon[station] < standing[i].soon;

        write_open (writer, station, is_soon);
        soon[station] += is_soon;
      }
}

/* People in the field work by day, on Sundays too. */
static gint64
by_day (Writer *writer, gint64 at)
{
  guint hour = hour_of (at);

  if (hour >= 21)
    at += (gint64)(31 - hour) * G_TIME_SPAN_HOUR;
  else if (hour < 7)
    at += (gint64)(7 - hour) * G_TIME_SPAN_HOUR;
  else
    return at;
  return at + some (writer, 0, 70);
}

/* Half of what is reported is small and done by whoever is near. */
static void
trace_swift (Writer *writer, LianDraft *draft)
{
  gint64 *at = draft->at;

  at[LIAN_STATION_SIGNED] = by_day (writer, at[LIAN_STATION_DISPATCHED] + some (writer, 3, 40));
  at[LIAN_STATION_HANDLING] = at[LIAN_STATION_SIGNED] + some (writer, 1, 10);
  at[LIAN_STATION_FEEDBACK] = by_day (writer, at[LIAN_STATION_HANDLING] + some (writer, 15, 150));
  at[LIAN_STATION_CHECKING] = by_day (writer, at[LIAN_STATION_FEEDBACK] + some (writer, 5, 90));
  at[LIAN_STATION_CLOSED] = by_day (writer, at[LIAN_STATION_CHECKING] + some (writer, 4, 60));
}

static void
trace_slow (Writer *writer, LianDraft *draft, double pace)
{
  const LianWorkCalendar *calendar = writer->calendar;
  gint64 *at = draft->at;
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, draft, "handling", &unit);
  gint64 work = (gint64)(pace * limit * lian_dice_between (&writer->dice, 12, 88) / 100);
  gint64 check = lian_dice_between (&writer->dice, 4, 6 + (int)(220 * pace));
  gint64 close = lian_dice_between (&writer->dice, 3, 5 + (int)(150 * pace));

  at[LIAN_STATION_SIGNED]
      = lian_work_calendar_add (calendar, at[LIAN_STATION_DISPATCHED],
                                lian_dice_between (&writer->dice, 2, 4 + (int)(80 * pace)),
                                LIAN_LIMIT_WORK_MINUTES)
        + some (writer, 0, 1);
  at[LIAN_STATION_HANDLING] = at[LIAN_STATION_SIGNED] + some (writer, 1, 10);
  at[LIAN_STATION_FEEDBACK]
      = MAX (lian_work_calendar_add (calendar, at[LIAN_STATION_SIGNED], MAX (work, 14), unit),
             at[LIAN_STATION_HANDLING] + MINUTE);
  at[LIAN_STATION_CHECKING] = lian_work_calendar_add (calendar, at[LIAN_STATION_FEEDBACK], check,
                                                      LIAN_LIMIT_WORK_MINUTES);
  at[LIAN_STATION_CLOSED]
      = lian_work_calendar_add (calendar, at[LIAN_STATION_CHECKING], close, LIAN_LIMIT_WORK_MINUTES)
        + some (writer, 0, 1);
}

/* From the report on to the end. @pace: part of the usual durations. */
static void
trace_forward (Writer *writer, LianDraft *draft, double pace)
{
  gint64 *at = draft->at;

  at[LIAN_STATION_ACCEPTED] = at[LIAN_STATION_REPORTED] + some (writer, 1, 7);
  at[LIAN_STATION_FILED] = at[LIAN_STATION_ACCEPTED] + some (writer, 2, 6);
  at[LIAN_STATION_DISPATCHED] = at[LIAN_STATION_FILED] + some (writer, 2, 5 + (int)(30 * pace));
  if (lian_dice_chance (&writer->dice, 0.55))
    trace_swift (writer, draft);
  else
    trace_slow (writer, draft, pace);
}

static gint64
close_due (Writer *writer, const LianDraft *draft)
{
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, draft, "close", &unit);

  return lian_work_calendar_add (writer->calendar, draft->at[LIAN_STATION_ACCEPTED], limit, unit);
}

static void
make_late (Writer *writer, LianDraft *draft)
{
  gint64 due = close_due (writer, draft);
  gint64 closed
      = lian_work_calendar_add (writer->calendar, due, lian_dice_between (&writer->dice, 15, 700),
                                LIAN_LIMIT_WORK_MINUTES);
  gint64 shift = closed - draft->at[LIAN_STATION_CLOSED];

  if (closed > writer->plan->now - MINUTE || shift <= 0)
    return;
  for (guint i = LIAN_STATION_FEEDBACK; i <= LIAN_STATION_CLOSED; i++)
    draft->at[i] += shift;
}

/* A first round that did not pass the check: what follows it comes later. */
static void
add_round (Writer *writer, LianDraft *draft)
{
  gint64 minutes = lian_dice_between (&writer->dice, 200, 500);

  if (lian_work_calendar_add (writer->calendar, draft->at[LIAN_STATION_CLOSED], minutes,
                              LIAN_LIMIT_WORK_MINUTES)
      > writer->plan->now - MINUTE)
    return;
  draft->rework = 1;
  for (guint i = LIAN_STATION_DISPATCHED; i <= LIAN_STATION_CLOSED; i++)
    draft->at[i]
        = lian_work_calendar_add (writer->calendar, draft->at[i], minutes, LIAN_LIMIT_WORK_MINUTES);
}

static void
leave_path (Writer *writer, LianDraft *draft)
{
  double draw = lian_dice_unit (&writer->dice);

  if (draw < 0.012)
    draft->off = "rejected";
  else if (draw < 0.02)
    draft->off = "merged";
  else if (draw < 0.024)
    draft->off = "void";
  if (draft->off == NULL)
    return;
  draft->last = g_str_equal (draft->off, "rejected") ? LIAN_STATION_ACCEPTED : LIAN_STATION_FILED;
  for (guint i = LIAN_STATION_DISPATCHED; i < LIAN_N_STATIONS; i++)
    draft->at[i] = 0;
  g_clear_pointer (&draft->unit, g_free);
}

static void
write_closed (Writer *writer, gint64 reported, gboolean rain)
{
  guint cell = pick_cell (writer, NULL);
  LianDraft *draft
      = new_draft (writer, pick_matter (writer, NULL, rain ? PICK_RAIN : PICK_ANY, cell), cell);
  double pace = 1;

  write_words (writer, draft);
  set_unit (writer, draft, draft->matter->unit);
  draft->last = LIAN_STATION_CLOSED;
  draft->at[LIAN_STATION_REPORTED] = reported;
  trace_forward (writer, draft, pace);
  while (draft->at[LIAN_STATION_CLOSED] > writer->plan->now - MINUTE && pace > 0.01)
    trace_forward (writer, draft, pace *= 0.6);
  if (draft->at[LIAN_STATION_CLOSED] > writer->plan->now - MINUTE)
    {
      /* Too fresh to be through: it turned out to be another's case already. */
      draft->off = "merged";
      draft->last = LIAN_STATION_ACCEPTED;
      memset (&draft->at[LIAN_STATION_FILED], 0,
              (LIAN_N_STATIONS - LIAN_STATION_FILED) * sizeof (gint64));
      g_clear_pointer (&draft->unit, g_free);
      return;
    }
  if (lian_dice_chance (&writer->dice, 0.034))
    make_late (writer, draft);
  /* One unit sends back more than all others. */
  if (lian_dice_chance (&writer->dice, g_str_has_suffix (draft->unit, "-jt") ? 0.38 : 0.02))
    draft->returned = 1;
  if (lian_dice_chance (&writer->dice, 0.035))
    add_round (writer, draft);
  if (lian_dice_chance (&writer->dice, 0.04))
    draft->extended = 1;
  leave_path (writer, draft);
}

/* How many are accepted on a day @day days after the first: the platform ran on trial before
 * November; a day of heavy rain brought half as many again. */
static double
day_total (Writer *writer, guint day)
{
  gint64 at = writer->today - (gint64)(N_DAYS - day) * G_TIME_SPAN_DAY;
  gint64 noon = at + 12 * G_TIME_SPAN_HOUR;
  g_autoptr (GDateTime) local = lian_time_to_local (noon);
  double total = lian_work_calendar_is_workday (writer->calendar, noon) ? 234 : 126;

  if (g_date_time_get_month (local) < 11 && at < lian_time_month_start (writer->plan->now))
    return 0;
  if (N_DAYS - day == 12)
    total *= 1.5;
  return total * (0.96 + 0.08 * lian_dice_unit (&writer->dice));
}

static gint64
moment_in (Writer *writer, guint day, guint hour, int last_minute)
{
  return writer->today - (gint64)(N_DAYS - day) * G_TIME_SPAN_DAY + hour * G_TIME_SPAN_HOUR
         + some (writer, 1, last_minute);
}

static void
write_day (Writer *writer, guint day)
{
  double total = day_total (writer, day);
  double sum = 0;
  double owed = 0;

  for (guint h = 0; h < 24; h++)
    sum += hours[h];
  for (guint h = 0; h < 24; h++)
    {
      owed = MAX (owed + total * hours[h] / sum - writer->taken[day][h], -2);
      for (; owed >= 1; owed--)
        {
          write_closed (writer, moment_in (writer, day, h, 51), N_DAYS - day == 12);
          count_accepted (writer, g_ptr_array_index (writer->drafts, writer->drafts->len - 1));
        }
    }
}

/* Today has had 61 until now. */
static void
write_today (Writer *writer)
{
  guint n = 0;
  double weights[9];

  for (guint h = 0; h < 24; h++)
    n += writer->taken[N_DAYS][h];
  for (; n < 61; n++)
    {
      for (guint h = 0; h < G_N_ELEMENTS (weights); h++)
        weights[h] = MAX (hours[h] - writer->taken[N_DAYS][h], 0) + 0.01;

      guint hour = lian_dice_weighted (&writer->dice, weights, G_N_ELEMENTS (weights));

      write_closed (writer, moment_in (writer, N_DAYS, hour, 50), FALSE);
      count_accepted (writer, g_ptr_array_index (writer->drafts, writer->drafts->len - 1));
    }
}

/* What is still missing falls into the weeks of the trial, more and more towards its end. */
static void
write_trial (Writer *writer)
{
  guint n_days = (guint)((lian_time_month_start (writer->plan->now)
                          - (writer->today - N_DAYS * G_TIME_SPAN_DAY))
                         / G_TIME_SPAN_DAY);

  while (writer->drafts->len < N_CASES)
    {
      guint day = (guint)(n_days * sqrt (sqrt (lian_dice_unit (&writer->dice))));
      guint hour = lian_dice_weighted (&writer->dice, hours, 24);

      write_closed (writer, moment_in (writer, MIN (day, n_days - 1), hour, 51), FALSE);
    }
}

static void
prepare_shares (Writer *writer)
{
  double sum = 0;

  writer->given = g_new0 (guint, writer->plan->cells->n);
  writer->shares = g_new (double, writer->plan->cells->n);
  for (guint i = 0; i < writer->plan->cells->n; i++)
    sum += writer->plan->grids[i].share;
  for (guint i = 0; i < writer->plan->cells->n; i++)
    writer->shares[i] = writer->plan->grids[i].share / sum;
}

/**
 * lian_county_add_cases:
 *
 * Adds some weeks of cases with their steps, instructions and deliveries.
 */
void
lian_county_add_cases (LianCountyPlan *plan)
{
  g_autofree Writer *writer = g_new0 (Writer, 1);

  writer->plan = plan;
  writer->calendar = lian_dictionary_get_calendar (plan->dictionary);
  writer->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)lian_draft_free);
  writer->today = lian_time_day_start (plan->now);
  lian_dice_init_for (&writer->dice, plan->seed, "cases");
  prepare_shares (writer);
  write_all_open (writer);
  write_today (writer);
  for (guint day = N_DAYS; day-- > 0;)
    write_day (writer, day);
  write_trial (writer);
  lian_county_close_drafts (plan, writer->drafts, &writer->dice);
  lian_county_record_drafts (plan, writer->drafts);
  g_ptr_array_unref (writer->drafts);
  g_free (writer->shares);
  g_free (writer->given);
}
