/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-row-splices.h"

/* The longest run of anchors whose places rise: they can stay in order, the others cannot. By the
 * ends of the best run of every length. */
static void
keep_rising (LianAnchor *anchors, guint n)
{
  g_autofree guint *ends = g_new (guint, n + 1);
  g_autofree gint64 *before = g_new (gint64, n + 1);
  guint length = 0;
  gint64 at;

  for (guint i = 0; i < n; i++)
    {
      guint low = 0, high = length;

      anchors[i].kept = FALSE;
      if (anchors[i].target < 0)
        continue;
      while (low < high)
        {
          guint middle = (low + high) / 2;

          if (anchors[ends[middle]].target < anchors[i].target)
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? (gint64)ends[low - 1] : -1;
      ends[low] = i;
      length = MAX (length, low + 1);
    }
  at = length > 0 ? (gint64)ends[length - 1] : -1;
  for (; at >= 0; at = before[at])
    anchors[at].kept = TRUE;
}

/* Between two kept anchors, or an anchor and an end of the list. */
typedef struct
{
  guint first; /* anchors in between: [first, last) */
  guint last;
  gboolean whole; /* nothing is kept: the whole list */
  gint64 shown;   /* of the row before, -1 at the start */
  gint64 target;
  gint64 shown_end; /* of the row behind */
  gint64 target_end;
} Gap;

static gint64
difference (const Gap *gap)
{
  return (gap->target_end - gap->target) - (gap->shown_end - gap->shown);
}

/* Rows come in at the end of a gap, at the top of the list at its start. Rows that go are those
 * that somebody holds and that belong nowhere, as far as there are such. Where nothing is kept all
 * happens at the end, so that the rows that somebody holds are given others where they stand. */
static LianSplice
splice_in (const Gap *gap, const LianAnchor *anchors)
{
  gint64 more = difference (gap);
  LianSplice splice = { 0 };

  if (more > 0)
    {
      splice.hidden = (guint)more;
      splice.position = (guint)(gap->shown < 0 && !gap->whole ? 0 : gap->shown_end);
      return splice;
    }
  splice.extra = (guint)-more;
  splice.position = (guint)(gap->shown_end + more);
  for (guint i = gap->first; i < gap->last && !gap->whole; i++)
    if (anchors[i].target < 0)
      {
        splice.position = MIN (splice.position, anchors[i].shown);
        break;
      }
  return splice;
}

static GArray *
find_gaps (LianAnchor *anchors, guint n_anchors, guint n_shown, guint n_target)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
  Gap gap = { .shown = -1, .target = -1 };

  for (guint i = 0; i <= n_anchors; i++)
    {
      if (i < n_anchors && !anchors[i].kept)
        continue;
      gap.last = i;
      gap.whole = i == n_anchors && gap.shown < 0;
      gap.shown_end = i < n_anchors ? anchors[i].shown : n_shown;
      gap.target_end = i < n_anchors ? anchors[i].target : n_target;
      if (difference (&gap) != 0)
        g_array_append_val (gaps, gap);
      gap.first = i + 1;
      gap.shown = gap.shown_end;
      gap.target = gap.target_end;
    }
  return gaps;
}

/* Gives up the anchors between the two gaps that have the fewest between them. */
static void
join_nearest (GArray *gaps, LianAnchor *anchors)
{
  guint best = 0, fewest = G_MAXUINT;

  for (guint i = 0; i + 1 < gaps->len; i++)
    {
      guint between = g_array_index (gaps, Gap, i + 1).first - g_array_index (gaps, Gap, i).last;

      if (between < fewest)
        {
          fewest = between;
          best = i;
        }
    }
  for (guint i = g_array_index (gaps, Gap, best).last;
       i < g_array_index (gaps, Gap, best + 1).first; i++)
    anchors[i].kept = FALSE;
}

GArray *
lian_row_splices_find (LianAnchor *anchors, guint n_anchors, guint n_shown, guint n_target,
                       guint most)
{
  GArray *splices = g_array_new (FALSE, FALSE, sizeof (LianSplice));
  g_autoptr (GArray) gaps = NULL;

  keep_rising (anchors, n_anchors);
  gaps = find_gaps (anchors, n_anchors, n_shown, n_target);
  while (gaps->len > MAX (most, 1))
    {
      join_nearest (gaps, anchors);
      g_array_unref (gaps);
      gaps = find_gaps (anchors, n_anchors, n_shown, n_target);
    }
  for (guint i = 0; i < gaps->len; i++)
    {
      LianSplice splice = splice_in (&g_array_index (gaps, Gap, i), anchors);

      g_array_append_val (splices, splice);
    }
  return splices;
}

gint64
lian_row_splices_to_target (const GArray *splices, guint position)
{
  gint64 target = position;

  for (guint i = 0; i < splices->len; i++)
    {
      const LianSplice *splice = &g_array_index (splices, LianSplice, i);

      if (position < splice->position)
        break;
      if (splice->extra > 0 && position < splice->position + splice->extra)
        return -1;
      target += (gint64)splice->hidden - splice->extra;
    }
  return target;
}

gint64
lian_row_splices_to_shown (const GArray *splices, guint target)
{
  gint64 shift = 0;

  for (guint i = 0; i < splices->len; i++)
    {
      const LianSplice *splice = &g_array_index (splices, LianSplice, i);
      gint64 start = splice->position + shift;

      if (target < start)
        break;
      if (target < start + splice->hidden)
        return -1;
      shift += (gint64)splice->hidden - splice->extra;
    }
  return target - shift;
}

LianSplice
lian_row_splices_pop (GArray *splices, guint most)
{
  LianSplice *head = &g_array_index (splices, LianSplice, 0);
  LianSplice first = *head;

  if (first.hidden > most)
    {
      first.hidden = most;
      head->hidden -= most;
    }
  else
    g_array_remove_index (splices, 0);
  for (guint i = 0; i < splices->len; i++)
    {
      LianSplice *splice = &g_array_index (splices, LianSplice, i);

      splice->position = splice->position + first.hidden - first.extra;
    }
  return first;
}
