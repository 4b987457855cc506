/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-map.h"

#include "lian-import-value.h"

#include <string.h>

#define MOST_WORDS 500
#define LONGEST_WORD 40 /* code points: what is longer is no word of a list */
#define HEADING_ROWS 10 /* titles and notes stand above headings */

/* What 12345 hotlines and 数字城管 platforms call their columns, the surest first. */
static const struct
{
  LianColumn column;
  const char *headings[16];
} usual[] = {
  { LIAN_COLUMN_UPSTREAM_NO,
    { "工单编号", "工单号", "案卷编号", "案卷号", "任务号", "任务编号", "受理编号", "热线工单编号",
      "诉求编号", "事件编号", "案件编号", "编号" } },
  { LIAN_COLUMN_TITLE,
    { "诉求标题", "工单标题", "案卷标题", "事件标题", "案件标题", "标题", "主题" } },
  { LIAN_COLUMN_DESCRIPTION,
    { "诉求内容", "问题描述", "工单内容", "事件描述", "案件描述", "反映内容", "详细描述", "内容",
      "描述" } },
  { LIAN_COLUMN_CATEGORY_BIG, { "大类名称", "案件大类", "问题大类", "一级分类", "大类" } },
  { LIAN_COLUMN_CATEGORY,
    { "小类名称", "案件小类", "问题小类", "小类", "三级分类", "二级分类", "诉求类别", "诉求分类",
      "问题类别", "事件类别", "类别", "分类" } },
  { LIAN_COLUMN_KIND,
    { "诉求类型", "工单类型", "案件类型", "案卷类型", "问题类型", "诉求性质", "类型" } },
  { LIAN_COLUMN_SOURCE,
    { "诉求来源", "工单来源", "案卷来源", "问题来源", "受理渠道", "来电渠道", "来源" } },
  { LIAN_COLUMN_URGENCY, { "紧急程度", "紧急级别", "缓急程度", "优先级" } },
  { LIAN_COLUMN_REPORTER_NAME,
    { "诉求人", "来电人", "诉求人姓名", "市民姓名", "反映人", "举报人", "联系人", "姓名" } },
  { LIAN_COLUMN_REPORTER_PHONE,
    { "联系电话", "来电号码", "诉求人电话", "手机号码", "手机号", "联系方式", "电话" } },
  { LIAN_COLUMN_ADDRESS,
    { "事发地址", "诉求地址", "问题地址", "事件地址", "详细地址", "发生地点", "位置描述", "地址",
      "地点" } },
  { LIAN_COLUMN_LON, { "经度", "lon", "lng", "longitude", "X坐标", "坐标X" } },
  { LIAN_COLUMN_LAT, { "纬度", "lat", "latitude", "Y坐标", "坐标Y" } },
  { LIAN_COLUMN_REPORTED_AT,
    { "来电时间", "诉求时间", "上报时间", "受理时间", "登记时间", "创建时间", "发现时间" } },
  { LIAN_COLUMN_UPSTREAM_DEADLINE,
    { "办理时限", "办结时限", "截止时间", "处置截止时间", "要求办结时间", "到期时间",
      "办理期限" } },
  { LIAN_COLUMN_SECRECY, { "是否保密", "保密" } },
  { LIAN_COLUMN_REGION,
    { "所属社区", "社区", "所属街道", "街道", "乡镇", "街道乡镇", "所属区域", "事发区域" } },
  { LIAN_COLUMN_STATE,
    { "工单状态", "案卷状态", "案件状态", "办理状态", "处理状态", "事件状态", "当前状态",
      "状态" } },
  { LIAN_COLUMN_CLOSED_AT,
    { "办结时间", "结案时间", "归档时间", "完成时间", "实际办结时间", "办理完成时间" } },
};

/* Of no field of a report, but worth reading behind its description. */
static const char *const worth_reading[]
    = { "承办单位", "主办单位", "协办单位", "处置部门", "处置单位", "办理结果",
        "处理结果", "办理意见", "处理意见", "备注",     NULL };

/**
 * lian_case_map_clean_heading:
 *
 * Returns: (transfer full): without blanks anywhere, and without the stars of required columns
 */
char *
lian_case_map_clean_heading (const char *heading)
{
  GString *clean = g_string_new (NULL);

  for (const char *p = heading; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isspace (c) && c != 0x3000 && c != 0xfeff && c != '*')
        g_string_append_unichar (clean, c);
    }
  return g_string_free (clean, FALSE);
}

typedef struct
{
  const LianSheet *sheet;
  const LianDictionary *dictionary; /* (nullable) */
  guint heading;                    /* index of the row */
  int found[LIAN_N_COLUMNS];        /* column, -1 = none */
  GString *text;
} Guess;

static int
find_heading (const LianSheetRow *row, const char *wanted)
{
  for (guint i = 0; i < row->cells->len; i++)
    {
      g_autofree char *clean = lian_case_map_clean_heading (lian_sheet_row_get (row, i));

      if (g_ascii_strcasecmp (clean, wanted) == 0)
        return (int)i;
    }
  return -1;
}

static guint
find_columns (const LianSheetRow *row, int *found)
{
  guint n = 0;

  for (guint i = 0; i < LIAN_N_COLUMNS; i++)
    found[i] = -1;
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      int *column = &found[usual[i].column];

      for (guint j = 0; *column < 0 && usual[i].headings[j] != NULL; j++)
        *column = find_heading (row, usual[i].headings[j]);
      n += *column >= 0;
    }
  return n;
}

/* The row in which most headings are known; without any, the first. */
static void
find_heading_row (Guess *self)
{
  guint most = 0;

  for (guint i = 0; i < self->sheet->rows->len && i < HEADING_ROWS; i++)
    {
      int found[LIAN_N_COLUMNS];
      guint n = find_columns (self->sheet->rows->pdata[i], found);

      if (n > most || i == 0)
        {
          most = n;
          self->heading = i;
          memcpy (self->found, found, sizeof found);
        }
    }
}

/* "3 个工作日" is no moment; such a column is better read than refused. */
static gboolean
holds_times (const Guess *self, guint column)
{
  guint n_times = 0, n_others = 0;

  for (guint i = self->heading + 1; i < self->sheet->rows->len; i++)
    {
      const char *text = lian_sheet_row_get (self->sheet->rows->pdata[i], column);
      gint64 us;

      if (*text != '\0' && lian_import_parse_time (text, NULL, &us))
        n_times++;
      else if (*text != '\0')
        n_others++;
    }
  return n_times >= n_others;
}

static const char *
heading_of (const Guess *self, guint column)
{
  return lian_sheet_row_get (self->sheet->rows->pdata[self->heading], column);
}

static void
write_columns (Guess *self)
{
  for (guint i = 0; i < LIAN_N_COLUMNS; i++)
    {
      g_autofree char *clean
          = self->found[i] >= 0
                ? lian_case_map_clean_heading (heading_of (self, (guint)self->found[i]))
                : NULL;

      g_string_append_printf (self->text, "%s%s=%s\n", clean != NULL ? "" : "# ",
                              lian_column_get_name (i), clean != NULL ? clean : "");
    }
}

/* --- words --- */

static void
add_word (const Guess *self, LianWords words, GHashTable *seen, const char *word)
{
  g_autofree char *key = lian_case_map_make_key (word);
  const char *code;

  if (*key == '\0' || g_utf8_strlen (key, -1) > LONGEST_WORD
      || g_hash_table_size (seen) == MOST_WORDS || g_hash_table_contains (seen, key))
    return;
  code = self->dictionary != NULL ? lian_words_guess (words, self->dictionary, word) : NULL;
  g_string_append_printf (self->text, "%s=%s\n", key, code != NULL ? code : "");
  g_hash_table_add (seen, g_steal_pointer (&key));
}

/* Categories of two levels are one word, "big/small". */
static void
write_words (Guess *self, LianWords words, LianColumn column, int big)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int found = self->found[column] >= 0 ? self->found[column] : big;

  for (guint i = self->heading + 1; found >= 0 && i < self->sheet->rows->len; i++)
    {
      const LianSheetRow *row = self->sheet->rows->pdata[i];
      const char *small = lian_sheet_row_get (row, (guint)found);
      const char *above = big >= 0 && big != found ? lian_sheet_row_get (row, (guint)big) : "";
      const char *known
          = self->dictionary != NULL ? lian_words_guess (words, self->dictionary, small) : NULL;
      g_autofree char *both = *above != '\0' && *small != '\0' && known == NULL
                                  ? g_strdup_printf ("%s/%s", above, small)
                                  : g_strdup (*small != '\0' ? small : above);

      add_word (self, words, seen, both);
    }
}

static void
write_vocabularies (Guess *self)
{
  g_string_append (self->text,
                   "\n# word = code of the dictionary; without a code the row is refused;"
                   "\n# *=code is for every word that is not here\n[categories]\n");
  write_words (self, LIAN_WORDS_CATEGORY, LIAN_COLUMN_CATEGORY,
               self->found[LIAN_COLUMN_CATEGORY_BIG]);
  g_string_append (self->text, "\n# without * the kind is that of the category\n[kinds]\n");
  write_words (self, LIAN_WORDS_KIND, LIAN_COLUMN_KIND, -1);
  g_string_append (self->text, "\n[sources]\n");
  write_words (self, LIAN_WORDS_SOURCE, LIAN_COLUMN_SOURCE, -1);
  g_string_append_printf (self->text, "*=%s\n\n[urgencies]\n",
                          self->found[LIAN_COLUMN_CATEGORY_BIG] >= 0 ? "digital_cg" : "12345");
  write_words (self, LIAN_WORDS_URGENCY, LIAN_COLUMN_URGENCY, -1);
  g_string_append (self->text,
                   "*=normal\n\n# reported: it is still to be done; closed: it is over, and "
                   "closed_at says since when\n[states]\n");
  write_words (self, LIAN_WORDS_STATE, LIAN_COLUMN_STATE, -1);
}

/* With the columns of moments that hold none. */
static void
write_append (Guess *self, const LianSheetRow *row)
{
  static const LianColumn times[]
      = { LIAN_COLUMN_REPORTED_AT, LIAN_COLUMN_UPSTREAM_DEADLINE, LIAN_COLUMN_CLOSED_AT };

  g_string_append (self->text, "# goes behind the description\nappend=");
  for (guint i = 0; worth_reading[i] != NULL; i++)
    if (find_heading (row, worth_reading[i]) >= 0)
      g_string_append_printf (self->text, "%s;", worth_reading[i]);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (self->found[times[i]] >= 0 && !holds_times (self, (guint)self->found[times[i]]))
      {
        g_autofree char *clean
            = lian_case_map_clean_heading (heading_of (self, (guint)self->found[times[i]]));

        g_string_append_printf (self->text, "%s;", clean);
        self->found[times[i]] = -1;
      }
}

static void
write_settings (Guess *self)
{
  const LianSheetRow *row = self->sheet->rows->pdata[self->heading];

  g_string_append_printf (self->text,
                          "[import]\n"
                          "# the system above: its name is in every id\n"
                          "source=%s\n"
                          "# crs: wgs84, cgcs2000, gcj02 or bd09, when there are coordinates\n"
                          "crs=\n"
                          "heading_row=%u\n"
                          "encoding=auto\n"
                          "separator=auto\n",
                          self->found[LIAN_COLUMN_CATEGORY_BIG] >= 0 ? "digital_cg" : "12345",
                          row->number);
  write_append (self, row);
  g_string_append (self->text, "\n\n[columns]\n");
}

/**
 * lian_case_map_guess:
 * @sheet: a case list
 * @dictionary: (nullable): whose titles are tried
 *
 * Returns: (transfer full): a mapping file
 */
char *
lian_case_map_guess (const LianSheet *sheet, const LianDictionary *dictionary)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Guess self = { .sheet = sheet, .dictionary = dictionary, .text = text };

  if (sheet->rows->len == 0)
    return g_strdup ("");
  find_heading_row (&self);
  write_settings (&self);
  write_columns (&self);
  write_vocabularies (&self);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
