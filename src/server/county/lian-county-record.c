/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county-papers.h"

#include "lian-clock.h"
#include "lian-workflow.h"

#include <string.h>

#define MINUTE G_TIME_SPAN_MINUTE

typedef struct
{
  LianCountyPlan *plan;
  LianDice dice;
  LianCountyPapers papers;
  LianDraft *draft;
  LianRecord *record; /* borrowed from the plan's records */
  gboolean detailed;  /* open, or closed in the last six days: every step */
  guint n_steps;
  char *instruction; /* (owned) (nullable): id */
  char *handler;     /* (owned): name of who works on it */
  char *last_id;     /* (owned) (nullable): of a case before it that leads */
} Writer;

static const char *const actions[]
    = { "report",   "accept",  "file",  "dispatch", "sign",   "handle",
        "feedback", "checked", "close", "evaluate", "archive" };

static const char *const opinions[] = {
  "请到场核实处置，完成后反馈现场照片。",   "请今日内处置并反馈。",
  "请会同所在社区现场处置，做好解释工作。", "请先与反映人联系，核实后处置。",
  "请安排人员到场，处置前后各拍一张照片。", "请尽快处置，注意现场安全。",
};

/* Some rows that test the eye of whoever reads them: markup, a change of direction, a name beyond
 * all measure. They lie in the archive and belong to nobody. */
static const struct
{
  const char *title;
  const char *reporter;
  const char *description;
} hostile[] = {
  { "<b>路灯</b>不亮 &amp; <span size=\"99999\">整排</span>", "<i>某</i>",
    "<a href=\"http://192.0.2.1\">照片</a>" },
  { "井盖\xe2\x80\xae缺失\xe2\x80\xac（文字方向）", "\xe2\x80\xae人某",
    "说明\xe2\x80\xa8"
    "第二行\xe2\x81\xa6隔离\xe2\x81\xa9" },
  { "特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特别特"
    "别特别特别特别长的标题",
    "名字很长很长很长很长很长很长很长很长很长很长很长很长的某某",
    "%s%n%x ${jndi} '; DROP TABLE cases; --" },
  { "𠮷巷与㙍路口路灯不亮", "𬀩某", "生僻字地名，请核对显示。" },
};

static const char *
source_words (const char *source)
{
  static const struct
  {
    const char *code;
    const char *words;
  } table[] = { { "wechat", "居民公众号上报" }, { "grid", "网格员巡查上报" },
                { "12345", "12345 热线转入" },  { "digital_cg", "数字城管平台推送" },
                { "xueliang", "视频巡查发现" }, { "elderly", "慧养老平台呼叫" },
                { "group", "网格微信群反映" },  { "visit", "来访登记" },
                { "phone", "来电登记" },        { "leader", "领导交办" },
                { "property", "物业企业上报" } };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_equal (table[i].code, source))
      return table[i].words;
  return "上报";
}

static char *
dup_actor (Writer *writer, LianStation station, gint64 at)
{
  switch (station)
    {
    case LIAN_STATION_FILED:
    case LIAN_STATION_CLOSED:
    case LIAN_STATION_ARCHIVED:
      return g_strdup (lian_county_chief_at (at));
    case LIAN_STATION_SIGNED:
    case LIAN_STATION_HANDLING:
    case LIAN_STATION_FEEDBACK:
      return g_strdup (writer->handler);
    case LIAN_STATION_REPORTED:
    case LIAN_STATION_ACCEPTED:
    case LIAN_STATION_DISPATCHED:
    case LIAN_STATION_CHECKING:
    case LIAN_STATION_EVALUATED:
    case LIAN_N_STATIONS:
    default:
      return lian_matter_dup_person (&writer->dice);
    }
}

static char *
dup_opinion (Writer *writer, LianStation station)
{
  LianMatterPlace nowhere = { "", "", 0 };
  gboolean grave = g_str_equal (writer->draft->urgency, "grave");

  switch (station)
    {
    case LIAN_STATION_FILED:
      return grave ? g_strdup ("先围挡，后修复。") : NULL;
    case LIAN_STATION_DISPATCHED:
      return g_strdup (opinions[lian_dice_below (&writer->dice, G_N_ELEMENTS (opinions))]);
    case LIAN_STATION_FEEDBACK:
      return lian_matter_fill (writer->draft->matter->answers, &nowhere, &writer->dice);
    case LIAN_STATION_CHECKING:
      return lian_matter_fill (
          "现场核查，问题已解决。|核查属实，已恢复。|已与反映人核实，认可处置结果。", &nowhere,
          &writer->dice);
    case LIAN_STATION_REPORTED:
      return g_strdup (source_words (writer->draft->source));
    case LIAN_STATION_ACCEPTED:
    case LIAN_STATION_SIGNED:
    case LIAN_STATION_HANDLING:
    case LIAN_STATION_CLOSED:
    case LIAN_STATION_EVALUATED:
    case LIAN_STATION_ARCHIVED:
    case LIAN_N_STATIONS:
    default:
      return NULL;
    }
}

/* On whose clock the stage that ends now has run. */
static gint64
elapsed_minutes (const Writer *writer, const char *stage, gint64 now)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (writer->plan->dictionary);
  gint64 since = lian_record_get_time (writer->record, LIAN_CASE_STAGE_AT);
  LianLimitUnit unit;

  lian_draft_limit (writer->plan, writer->draft, stage, &unit);
  if (unit == LIAN_LIMIT_NATURAL_MINUTES)
    return (now - since) / MINUTE;
  return lian_work_calendar_elapsed (calendar, since, now);
}

/* Brings the case into @state and, when it is told in detail, writes down how. */
static void
take_step (Writer *writer, const char *action, const char *state, LianStation station, gint64 at)
{
  g_autofree char *from = g_strdup (lian_record_get_text (writer->record, LIAN_CASE_STATE));
  const char *stage = lian_dictionary_stage (writer->plan->dictionary, from);
  const char *next = lian_dictionary_stage (writer->plan->dictionary, state);
  gboolean ends = from != NULL && !g_str_equal (stage, next) && !g_str_equal (stage, "done");
  gboolean told = writer->detailed || station == LIAN_STATION_REPORTED
                  || station == LIAN_STATION_DISPATCHED || station == LIAN_STATION_CLOSED;
  LianRecord *step = lian_record_new (LIAN_KIND_CASE_STEP);
  g_autofree char *opinion = dup_opinion (writer, station);
  const char *id = lian_record_get_id (writer->record);

  lian_record_take_text (step, LIAN_F_ID, g_strdup_printf ("%s-%u", id, writer->n_steps + 1));
  lian_record_set_text (step, LIAN_F_REGION, lian_record_get_text (writer->record, LIAN_F_REGION));
  lian_record_set_text (step, LIAN_CASE_STEP_CASE, id);
  lian_record_set_int (step, LIAN_CASE_STEP_SEQ, writer->n_steps + 1);
  lian_record_set_text (step, LIAN_CASE_STEP_ACTION, action);
  if (from != NULL)
    lian_record_set_text (step, LIAN_CASE_STEP_FROM_STATE, from);
  lian_record_set_text (step, LIAN_CASE_STEP_TO_STATE, state);
  lian_record_take_text (step, LIAN_CASE_STEP_ACTOR, dup_actor (writer, station, at));
  if (station == LIAN_STATION_ACCEPTED || station == LIAN_STATION_DISPATCHED)
    lian_record_take_text (step, LIAN_CASE_STEP_SEAT,
                           g_strdup_printf ("%02d", lian_dice_between (&writer->dice, 1, 5)));
  if (station >= LIAN_STATION_DISPATCHED && station <= LIAN_STATION_FEEDBACK
      && writer->draft->unit != NULL)
    lian_record_set_text (step, LIAN_CASE_STEP_UNIT, writer->draft->unit);
  lian_record_set_time (step, LIAN_CASE_STEP_AT, at);
  if (opinion != NULL)
    lian_record_set_text (step, LIAN_CASE_STEP_OPINION, opinion);
  if (ends && lian_record_has (writer->record, LIAN_CASE_LIMIT_MIN))
    {
      lian_record_set_int (step, LIAN_CASE_STEP_LIMIT_MIN,
                           lian_record_get_int (writer->record, LIAN_CASE_LIMIT_MIN));
      lian_record_set_int (step, LIAN_CASE_STEP_ELAPSED_MIN, elapsed_minutes (writer, stage, at));
    }
  if (station == LIAN_STATION_DISPATCHED && writer->instruction != NULL)
    lian_record_set_text (step, LIAN_CASE_STEP_INSTRUCTION, writer->instruction);
  lian_workflow_enter (writer->plan->dictionary, writer->record, state, at, 0);
  if (told)
    {
      g_ptr_array_add (writer->plan->records, step);
      writer->n_steps++;
    }
  else
    lian_record_unref (step);
}

static void
fill_case (Writer *writer, guint number, gint64 day)
{
  const LianDraft *draft = writer->draft;
  const LianGridPlan *grid = &writer->plan->grids[draft->cell];
  LianRecord *record = writer->record;
  g_autoptr (GDateTime) local = lian_time_to_local (day);
  g_autofree char *date = g_date_time_format (local, "%Y%m%d");

  lian_record_take_text (record, LIAN_F_ID, g_strdup_printf ("case-%s-%04u", date, number));
  lian_record_set_text (record, LIAN_F_REGION,
                        lian_plan_community (writer->plan, grid->community)->code);
  lian_record_take_text (record, LIAN_CASE_CODE, g_strdup_printf ("%s-%04u", date + 4, number));
  lian_record_set_text (record, LIAN_CASE_TITLE, draft->title);
  lian_record_set_text (record, LIAN_CASE_DESCRIPTION, draft->description);
  lian_record_set_text (record, LIAN_CASE_CATEGORY, draft->matter->category);
  lian_record_set_text (record, LIAN_CASE_SOURCE, draft->source);
  lian_record_set_text (record, LIAN_CASE_ADDRESS, draft->address);
  lian_record_set_point (record, LIAN_CASE_LOCATION, draft->point.lon, draft->point.lat);
  lian_record_set_text (record, LIAN_CASE_GRID, grid->code);
  lian_record_set_text (record, LIAN_CASE_URGENCY, draft->urgency);
  lian_record_set_text (record, LIAN_CASE_INFLUENCE, draft->influence);
  lian_record_set_text (record, LIAN_CASE_LEVEL, "county");
  lian_record_set_int (record, LIAN_CASE_REWORK_COUNT, draft->rework);
  lian_record_set_int (record, LIAN_CASE_RETURN_COUNT, draft->returned);
  lian_record_set_int (record, LIAN_CASE_EXTEND_COUNT, draft->extended);
  lian_record_set_int (record, LIAN_CASE_NUDGE_COUNT, draft->nudged);
}

/* What residents send comes from the map of a telephone, now and then from one that has shifted its
 * points once more; it was converted when it came in. */
static const char *
source_crs (const Writer *writer)
{
  const LianDraft *draft = writer->draft;

  if (!g_str_equal (draft->source, "wechat"))
    return "wgs84";
  return draft->at[LIAN_STATION_REPORTED] / G_TIME_SPAN_SECOND % 16 == 3 ? "bd09" : "gcj02";
}

/* The level above has a clock of its own, in natural days, and wants an answer. */
static void
fill_upstream (Writer *writer)
{
  const LianDraft *draft = writer->draft;
  LianRecord *record = writer->record;
  gint64 reported = draft->at[LIAN_STATION_REPORTED];
  int days = g_str_equal (draft->urgency, "grave")    ? 1
             : g_str_equal (draft->urgency, "urgent") ? 3
             : draft->source[0] == '1'                ? 7
                                                      : 5;
  gint64 answered
      = draft->at[LIAN_STATION_CLOSED] + (10 + reported / MINUTE % 170) * G_TIME_SPAN_MINUTE;
  gboolean off = draft->off != NULL;

  if (!lian_record_has (record, LIAN_CASE_UPSTREAM_NO))
    return;
  lian_record_set_time (record, LIAN_CASE_UPSTREAM_DEADLINE, reported + days * G_TIME_SPAN_DAY);
  if (off && g_str_equal (draft->off, "rejected"))
    {
      lian_record_set_text (record, LIAN_CASE_UPSTREAM_STATE, "returned");
      lian_record_set_time (record, LIAN_CASE_UPSTREAM_AT,
                            lian_record_get_time (record, LIAN_CASE_STAGE_AT));
    }
  else if (!off && draft->last >= LIAN_STATION_CLOSED && answered <= writer->plan->now)
    {
      lian_record_set_text (record, LIAN_CASE_UPSTREAM_STATE, "replied");
      lian_record_set_time (record, LIAN_CASE_UPSTREAM_AT, answered);
    }
}

static void
fill_origin (Writer *writer)
{
  const LianDraft *draft = writer->draft;
  LianRecord *record = writer->record;
  const LianRecord *category
      = lian_dictionary_lookup (writer->plan->dictionary, "category", draft->matter->category);
  gboolean foreign
      = g_str_equal (draft->source, "12345") || g_str_equal (draft->source, "digital_cg");

  lian_record_set_text (record, LIAN_CASE_KIND,
                        lian_record_get_list (category, LIAN_ENTRY_CODES)[0]);
  lian_record_set_text (record, LIAN_CASE_SRC_CRS, source_crs (writer));
  if (foreign)
    lian_record_take_text (record, LIAN_CASE_UPSTREAM_NO,
                           g_strdup_printf ("%s%08u", draft->source[0] == '1' ? "HX" : "CG",
                                            lian_dice_below (&writer->dice, 100000000)));
  lian_record_take_text (record, LIAN_CASE_REPORTER_NAME, lian_matter_dup_person (&writer->dice));
  if (draft->reporter != NULL)
    lian_record_set_text (record, LIAN_CASE_REPORTER_NAME, draft->reporter);
  lian_record_take_text (record, LIAN_CASE_REPORTER_PHONE, lian_matter_dup_phone (&writer->dice));
  if (lian_dice_chance (&writer->dice, 0.008))
    lian_record_set_bool (record, LIAN_CASE_SECRECY, TRUE);
}

static void
fill_end (Writer *writer)
{
  const LianDraft *draft = writer->draft;
  LianRecord *record = writer->record;

  if (draft->unit != NULL)
    lian_record_set_text (record, LIAN_CASE_LEAD_UNIT, draft->unit);
  if (writer->instruction != NULL)
    lian_record_set_text (record, LIAN_CASE_INSTRUCTION, writer->instruction);
  if (draft->satisfaction == NULL)
    return;
  lian_record_set_text (record, LIAN_CASE_SATISFACTION, draft->satisfaction);
  if (draft->words != NULL)
    lian_record_set_text (record, LIAN_CASE_EVALUATION, draft->words);
  lian_record_set_time (record, LIAN_CASE_EVALUATED_AT, draft->at[LIAN_STATION_EVALUATED]);
}

/* The deadline of the whole case runs from its acceptance, as the server has it. */
static void
set_close_due (Writer *writer)
{
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (writer->plan->dictionary);
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, writer->draft, "close", &unit);

  lian_record_set_time (writer->record, LIAN_CASE_CLOSE_DUE,
                        lian_work_calendar_add (calendar, writer->draft->at[LIAN_STATION_ACCEPTED],
                                                limit, unit));
}

/* The round that failed: dispatched, signed, fed back, sent again. */
static void
take_first_round (Writer *writer)
{
  gint64 begin = writer->draft->at[LIAN_STATION_FILED] + 2 * MINUTE;
  gint64 gap = writer->draft->at[LIAN_STATION_DISPATCHED] - begin;

  take_step (writer, "dispatch", "dispatched", LIAN_STATION_DISPATCHED, begin);
  take_step (writer, "sign", "signed", LIAN_STATION_SIGNED, begin + gap / 8);
  take_step (writer, "feedback", "feedback", LIAN_STATION_FEEDBACK, begin + gap * 3 / 4);
  take_step (writer, "rework", "dispatched", LIAN_STATION_DISPATCHED,
             writer->draft->at[LIAN_STATION_DISPATCHED]);
}

/* 挂账: agreed to for a time. */
static void
hold (Writer *writer)
{
  gint64 begun = writer->draft->at[LIAN_STATION_HANDLING];

  take_step (writer, "suspend", "suspended", LIAN_STATION_HANDLING,
             begun + (writer->plan->now - begun) / 2);
  lian_record_set_time (writer->record, LIAN_CASE_HANG_UNTIL, writer->draft->held);
}

static void
take_all_steps (Writer *writer)
{
  const LianDraft *draft = writer->draft;

  for (LianStation s = LIAN_STATION_REPORTED; s <= draft->last; s++)
    {
      if (draft->at[s] == 0)
        continue;
      if (s == LIAN_STATION_DISPATCHED && draft->rework > 0 && writer->detailed)
        {
          take_first_round (writer);
          continue;
        }
      /* The bundled clock belongs to a unit, so it has to be known before its stage begins. */
      if (s == LIAN_STATION_DISPATCHED && draft->unit != NULL)
        lian_record_set_text (writer->record, LIAN_CASE_LEAD_UNIT, draft->unit);
      if (s == LIAN_STATION_CHECKING)
        take_step (writer, "check", "checking", s,
                   draft->at[s] - (draft->at[s] - draft->at[LIAN_STATION_FEEDBACK]) / 3);
      take_step (writer, actions[s], lian_station_state (s), s, draft->at[s]);
      if (s == LIAN_STATION_CHECKING)
        lian_record_set_text (writer->record, LIAN_CASE_CHECK_RESULT, "passed");
      if (s == LIAN_STATION_ACCEPTED)
        set_close_due (writer);
    }
  if (draft->held != 0)
    hold (writer);
  if (draft->off == NULL)
    return;
  if (g_str_equal (draft->off, "merged"))
    lian_record_set_text (writer->record, LIAN_CASE_MERGED_FROM, lian_station_state (draft->last));
  take_step (writer,
             g_str_equal (draft->off, "rejected") ? "reject"
             : g_str_equal (draft->off, "merged") ? "merge"
                                                  : "void",
             draft->off, LIAN_STATION_CLOSED,
             MIN (draft->at[draft->last] + 3 * MINUTE, writer->plan->now - MINUTE / 4));
}

static const char *
delivery_state (LianStation last)
{
  switch (last)
    {
    case LIAN_STATION_DISPATCHED:
      return "delivered";
    case LIAN_STATION_SIGNED:
      return "signed";
    case LIAN_STATION_HANDLING:
      return "handling";
    case LIAN_STATION_FEEDBACK:
    case LIAN_STATION_CHECKING:
      return "feedback";
    case LIAN_STATION_REPORTED:
    case LIAN_STATION_ACCEPTED:
    case LIAN_STATION_FILED:
    case LIAN_STATION_CLOSED:
    case LIAN_STATION_EVALUATED:
    case LIAN_STATION_ARCHIVED:
    case LIAN_N_STATIONS:
    default:
      return "done";
    }
}

static void
add_instruction (Writer *writer)
{
  const LianDraft *draft = writer->draft;
  const LianWorkCalendar *calendar = lian_dictionary_get_calendar (writer->plan->dictionary);
  LianRecord *instruction = lian_record_new (LIAN_KIND_INSTRUCTION);
  gint64 at = draft->at[LIAN_STATION_DISPATCHED];
  LianLimitUnit unit;
  gint64 limit = lian_draft_limit (writer->plan, draft, "handling", &unit);
  g_autofree char *opinion = dup_opinion (writer, LIAN_STATION_DISPATCHED);
  g_autofree char *seat = g_strdup_printf ("%02d", lian_dice_between (&writer->dice, 1, 5));

  lian_record_set_text (instruction, LIAN_F_ID, writer->instruction);
  lian_record_set_text (instruction, LIAN_F_REGION,
                        lian_record_get_text (writer->record, LIAN_F_REGION));
  lian_record_set_text (instruction, LIAN_INSTRUCTION_CASE, lian_record_get_id (writer->record));
  lian_record_set_text (instruction, LIAN_INSTRUCTION_KIND, "dispatch");
  lian_record_set_text (instruction, LIAN_INSTRUCTION_TO_UNIT, draft->unit);
  lian_record_set_text (instruction, LIAN_INSTRUCTION_OPINION, opinion);
  lian_record_set_int (instruction, LIAN_INSTRUCTION_LIMIT_MIN, limit);
  lian_record_set_time (instruction, LIAN_INSTRUCTION_DEADLINE,
                        lian_work_calendar_add (calendar, at, limit, unit));
  lian_record_set_time (instruction, LIAN_INSTRUCTION_SENT_AT, at - 2 * G_TIME_SPAN_SECOND);
  lian_record_take_text (instruction, LIAN_INSTRUCTION_ACCOUNT, g_strconcat ("seat", seat, NULL));
  lian_record_set_text (instruction, LIAN_INSTRUCTION_SEAT, seat);
  lian_record_set_time (instruction, LIAN_INSTRUCTION_ACCEPTED_AT, at);
  lian_record_set_text (instruction, LIAN_INSTRUCTION_STATE, delivery_state (draft->last));
  g_ptr_array_add (writer->plan->records, instruction);
}

static void
set_moment (LianRecord *delivery, guint field, const LianDraft *draft, LianStation station)
{
  if (draft->at[station] != 0 && draft->last >= station)
    lian_record_set_time (delivery, field, draft->at[station]);
}

static void
add_delivery (Writer *writer)
{
  const LianDraft *draft = writer->draft;
  LianRecord *delivery = lian_record_new (LIAN_KIND_DELIVERY);

  lian_record_take_text (delivery, LIAN_F_ID, g_strdup_printf ("%s:0", writer->instruction));
  lian_record_set_text (delivery, LIAN_F_REGION,
                        lian_record_get_text (writer->record, LIAN_F_REGION));
  lian_record_set_text (delivery, LIAN_DELIVERY_INSTRUCTION, writer->instruction);
  lian_record_set_text (delivery, LIAN_DELIVERY_CASE, lian_record_get_id (writer->record));
  lian_record_set_text (delivery, LIAN_DELIVERY_UNIT, draft->unit);
  lian_record_set_text (delivery, LIAN_DELIVERY_PART, "lead");
  lian_record_set_text (delivery, LIAN_DELIVERY_STATE, delivery_state (draft->last));
  set_moment (delivery, LIAN_DELIVERY_DELIVERED_AT, draft, LIAN_STATION_DISPATCHED);
  set_moment (delivery, LIAN_DELIVERY_SIGNED_AT, draft, LIAN_STATION_SIGNED);
  set_moment (delivery, LIAN_DELIVERY_HANDLING_AT, draft, LIAN_STATION_HANDLING);
  set_moment (delivery, LIAN_DELIVERY_FEEDBACK_AT, draft, LIAN_STATION_FEEDBACK);
  if (draft->last >= LIAN_STATION_SIGNED)
    lian_record_set_text (delivery, LIAN_DELIVERY_SIGNED_BY, writer->handler);
  if (draft->last >= LIAN_STATION_FEEDBACK)
    lian_record_take_text (delivery, LIAN_DELIVERY_ANSWER,
                           dup_opinion (writer, LIAN_STATION_FEEDBACK));
  g_ptr_array_add (writer->plan->records, delivery);
}

/* Version 7 in form: the moment in front, chance behind. */
static char *
dup_instruction_id (Writer *writer, gint64 at)
{
  guint64 ms = (guint64)(at / 1000);
  guint64 a = lian_dice_next (&writer->dice);
  guint64 b = lian_dice_next (&writer->dice);

  return g_strdup_printf ("%08x-%04x-7%03x-%04x-%012" G_GINT64_MODIFIER "x", (guint)(ms >> 16),
                          (guint)(ms & 0xffff), (guint)(a & 0xfff),
                          (guint)(0x8000 | (a >> 20 & 0x3fff)),
                          b & G_GUINT64_CONSTANT (0xffffffffffff));
}

/* In the large counties records are handed on at once, so a duplicate has to know its lead. */
static void
link_duplicate (Writer *writer)
{
  LianDraft *draft = writer->draft;
  const char *lead = draft->lead != NULL ? draft->lead->id : writer->last_id;

  draft->id = g_strdup (lian_record_get_id (writer->record));
  if (draft->off == NULL)
    {
      g_free (writer->last_id);
      writer->last_id = g_strdup (draft->id);
    }
  else if (g_str_equal (draft->off, "merged") && lead != NULL)
    lian_record_set_text (writer->record, LIAN_CASE_DUPLICATE_OF, lead);
}

static void
record_draft (Writer *writer, guint number, gint64 day)
{
  LianDraft *draft = writer->draft;
  gint64 end = draft->at[LIAN_STATION_CLOSED];
  gboolean dispatched = draft->unit != NULL && draft->last >= LIAN_STATION_DISPATCHED;

  writer->n_steps = 0;
  writer->detailed = end == 0 || writer->plan->now - end < 6 * G_TIME_SPAN_DAY;
  writer->handler = lian_matter_dup_person (&writer->dice);
  writer->instruction = dispatched && writer->detailed
                            ? dup_instruction_id (writer, draft->at[LIAN_STATION_DISPATCHED])
                            : NULL;
  writer->record = lian_record_new (LIAN_KIND_CASE);
  fill_case (writer, number, day);
  fill_origin (writer);
  take_all_steps (writer);
  fill_end (writer);
  fill_upstream (writer);
  lian_county_papers_write (&writer->papers, draft, writer->record);
  if (!writer->plan->small)
    link_duplicate (writer);
  g_ptr_array_add (writer->plan->records, writer->record);
  if (writer->instruction != NULL)
    {
      add_instruction (writer);
      add_delivery (writer);
    }
  g_clear_pointer (&writer->instruction, g_free);
  g_clear_pointer (&writer->handler, g_free);
}

/* Counties of one city number their cases in turns. */
static guint
number_of (const LianCountyPlan *plan, guint before)
{
  return before * plan->n_parts + plan->index + 1;
}

static int
compare_drafts (gconstpointer a, gconstpointer b)
{
  const LianDraft *x = *(LianDraft *const *)a;
  const LianDraft *y = *(LianDraft *const *)b;

  return x->at[0] < y->at[0] ? -1 : x->at[0] > y->at[0];
}

static void
spoil (LianDraft *draft, guint which)
{
  g_free (draft->title);
  g_free (draft->description);
  draft->reporter = hostile[which].reporter;
  draft->title = g_strdup (hostile[which].title);
  draft->description = g_strdup (hostile[which].description);
}

/* A duplicate points to the case before it that went its way. */
static void
link_duplicates (LianCountyPlan *plan, guint from)
{
  const LianRecord *lead = NULL;

  for (guint i = from; i < plan->records->len; i++)
    {
      LianRecord *record = g_ptr_array_index (plan->records, i);
      const char *state;

      if (lian_record_get_kind (record)->id != LIAN_KIND_CASE)
        continue;
      state = lian_record_get_text (record, LIAN_CASE_STATE);
      if (g_str_equal (state, "merged") && lead != NULL)
        lian_record_set_text (record, LIAN_CASE_DUPLICATE_OF, lian_record_get_id (lead));
      else if (lian_workflow_is_open (plan->dictionary, state) || lead == NULL)
        lead = record;
    }
}

/**
 * lian_county_record_drafts:
 *
 * Writes the cases down in the order of their reports, numbered by day, and lets the workflow work
 * out every moment that depends on its rules.
 */
void
lian_county_record_drafts (LianCountyPlan *plan, GPtrArray *drafts)
{
  Writer writer = { .plan = plan };
  guint from = plan->records->len;
  gint64 day = 0;
  guint number = 0;

  lian_dice_init_for (&writer.dice, plan->seed, "records");
  lian_county_papers_init (&writer.papers, plan);
  g_ptr_array_sort (drafts, compare_drafts);
  for (guint i = 0; i < drafts->len; i++)
    {
      LianDraft *draft = g_ptr_array_index (drafts, i);
      gint64 draft_day = lian_time_day_start (draft->at[LIAN_STATION_REPORTED]);

      if (draft_day != day)
        number = 0;
      day = draft_day;
      if (plan->home && i >= 20 && i < 20 + G_N_ELEMENTS (hostile))
        spoil (draft, i - 20);
      writer.draft = draft;
      record_draft (&writer, number_of (plan, number++), day);
      if (!plan->small && !lian_county_flush (plan, FALSE))
        break;
    }
  if (plan->small)
    link_duplicates (plan, from);
  g_free (writer.last_id);
}
