/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-cell.h"

#include <glib/gi18n.h>

#include "lian-found.h"
#include "lian-mark.h"
#include "lian-text.h"

#define LIGHT_SIZE 14
#define TITLE_LIMIT 128

struct _LianCaseCell
{
  GtkWidget parent_instance;

  LianCellKind kind;
  LianCaseWords *words; /* (owned) */
  LianCaseRow *row;     /* (owned) (nullable) */
  gulong row_handler;
  GtkWidget *child; /* (owned by the widget tree) */
};

G_DEFINE_FINAL_TYPE (LianCaseCell, lian_case_cell, GTK_TYPE_WIDGET)

/* A label stays on one line; an inscription takes a second one when the row is high enough. */
static void
set_text (LianCaseCell *self, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->child)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->child), text);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_light (LianCaseCell *self, LianRecord *record)
{
  LianLight light = lian_light_of_case (record, lian_case_words_get_now (self->words));

  lian_mark_set_light (LIAN_MARK (self->child), light, LIGHT_SIZE);
}

static void
show_remaining (LianCaseCell *self, LianRecord *record)
{
  LianLight light = lian_light_of_case (record, lian_case_words_get_now (self->words));
  g_autofree char *text = lian_case_words_dup_remaining (self->words, record);

  set_text (self, text);
  set_class (self->child, "lian-over", light == LIAN_LIGHT_OVERDUE);
  set_class (self->child, "lian-soon", light == LIAN_LIGHT_DUE_SOON);
}

/* Ordinary urgency is a plain grey word, the others are chips. */
static void
show_urgency (LianCaseCell *self, LianRecord *record)
{
  const char *code = lian_record_get_text (record, LIAN_CASE_URGENCY);
  gint64 rank
      = lian_dictionary_rank (lian_case_words_get_dictionary (self->words), "urgency", code);

  gtk_label_set_text (GTK_LABEL (self->child),
                      lian_case_words_title (self->words, "urgency", code));
  set_class (self->child, "lian-chip", rank > 1);
  set_class (self->child, "urgent", rank == 2);
  set_class (self->child, "grave", rank > 2);
  set_class (self->child, "lian-fg2", rank <= 1);
}

static void
show_marks (LianCaseCell *self, LianRecord *record)
{
  g_autoptr (GPtrArray) marks = lian_case_words_marks (self->words, record);

  gtk_widget_set_visible (self->child, marks->len > 0);
  if (marks->len > 0)
    gtk_label_set_text (GTK_LABEL (self->child), marks->pdata[0]);
}

/* What an ellipsis or a single chip hides. Asked for when the pointer rests: to set the text with
 * every row that is bound asks the display each time where the pointer is. */
static char *
dup_tooltip (LianCaseCell *self)
{
  LianRecord *record = self->row != NULL ? lian_case_row_get_record (self->row) : NULL;

  if (record != NULL && self->kind == LIAN_CELL_TITLE)
    return g_strdup (gtk_label_get_text (GTK_LABEL (self->child)));
  if (record != NULL && self->kind == LIAN_CELL_MARKS)
    {
      g_autoptr (GPtrArray) marks = lian_case_words_marks (self->words, record);

      g_ptr_array_add (marks, NULL);
      return g_strjoinv ("\n", (char **)marks->pdata);
    }
  return NULL;
}

static gboolean
lian_case_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard,
                              GtkTooltip *tooltip)
{
  g_autofree char *text = dup_tooltip (LIAN_CASE_CELL (widget));

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL && *text != '\0';
}

static void
show_title (LianCaseCell *self, LianRecord *record)
{
  g_autofree char *title
      = lian_text_clean (lian_record_get_text (record, LIAN_CASE_TITLE), FALSE, TITLE_LIMIT);

  set_text (self, title);
}

static void
show_place (LianCaseCell *self, LianRecord *record)
{
  g_autofree char *place
      = lian_case_words_dup_place (self->words, record, !lian_case_words_get_brief (self->words));

  set_text (self, place);
}

/* The number without the parts that all share: 咸安〔2026〕1124-0039 → 1124-0039 */
static void
show_code (LianCaseCell *self, LianRecord *record)
{
  const char *code = lian_record_get_text (record, LIAN_CASE_CODE);
  const char *tail = code != NULL ? g_strrstr (code, "〕") : NULL;
  g_autofree char *clean = lian_text_clean (tail != NULL ? tail + strlen ("〕") : code, FALSE, 64);

  set_text (self, clean);
}

static void
update (LianCaseCell *self)
{
  LianRecord *record = self->row != NULL ? lian_case_row_get_record (self->row) : NULL;

  if (record == NULL)
    return;
  set_class (GTK_WIDGET (self), "new",
             self->kind == LIAN_CELL_LIGHT && lian_case_row_get_fresh (self->row));
  switch (self->kind)
    {
    case LIAN_CELL_LIGHT:
      show_light (self, record);
      break;
    case LIAN_CELL_REMAINING:
      show_remaining (self, record);
      break;
    case LIAN_CELL_URGENCY:
      show_urgency (self, record);
      break;
    case LIAN_CELL_CODE:
      show_code (self, record);
      break;
    case LIAN_CELL_TITLE:
      show_title (self, record);
      break;
    case LIAN_CELL_PLACE:
      show_place (self, record);
      break;
    case LIAN_CELL_STAGE:
      set_text (self, lian_case_words_stage (self->words, record));
      break;
    case LIAN_CELL_SOURCE:
      set_text (self, lian_case_words_title (self->words, "source",
                                             lian_record_get_text (record, LIAN_CASE_SOURCE)));
      break;
    case LIAN_CELL_MARKS:
      show_marks (self, record);
      break;
    case LIAN_N_CELLS:
    default:
      break;
    }
  if (self->kind == LIAN_CELL_CODE || self->kind == LIAN_CELL_TITLE)
    lian_found_mark (GTK_LABEL (self->child), lian_case_words_get_search (self->words));
}

static void
row_changed_cb (LianCaseRow *row, GParamSpec *pspec, LianCaseCell *self)
{
  update (self);
}

static void
words_changed_cb (LianCaseWords *words, LianCaseCell *self)
{
  if (self->row != NULL)
    update (self);
}

static void
make_child (LianCaseCell *self)
{
  switch (self->kind)
    {
    case LIAN_CELL_LIGHT:
      self->child = lian_mark_new ();
      gtk_widget_set_halign (self->child, GTK_ALIGN_CENTER);
      gtk_widget_set_valign (self->child, GTK_ALIGN_CENTER);
      break;
    case LIAN_CELL_URGENCY:
    case LIAN_CELL_MARKS:
      self->child = gtk_label_new (NULL);
      gtk_widget_set_halign (self->child, GTK_ALIGN_START);
      gtk_widget_set_valign (self->child, GTK_ALIGN_CENTER);
      gtk_label_set_ellipsize (GTK_LABEL (self->child), PANGO_ELLIPSIZE_END);
      if (self->kind == LIAN_CELL_MARKS)
        {
          gtk_widget_add_css_class (self->child, "lian-chip");
          gtk_widget_add_css_class (self->child, "outline");
        }
      break;
    case LIAN_CELL_REMAINING:
    case LIAN_CELL_CODE:
    case LIAN_CELL_TITLE:
    case LIAN_CELL_PLACE:
    case LIAN_CELL_STAGE:
    case LIAN_CELL_SOURCE:
    case LIAN_N_CELLS:
    default:
      self->child = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->child), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->child), PANGO_ELLIPSIZE_END);
      gtk_label_set_single_line_mode (GTK_LABEL (self->child), TRUE);
      break;
    }
  if (self->kind == LIAN_CELL_CODE || self->kind == LIAN_CELL_PLACE
      || self->kind == LIAN_CELL_SOURCE)
    gtk_widget_add_css_class (self->child, "lian-fg2");
  if (self->kind == LIAN_CELL_REMAINING || self->kind == LIAN_CELL_CODE)
    gtk_widget_add_css_class (self->child, "numeric");
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static void
lian_case_cell_dispose (GObject *object)
{
  LianCaseCell *self = LIAN_CASE_CELL (object);

  lian_case_cell_set_row (self, NULL);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_object (&self->words);

  G_OBJECT_CLASS (lian_case_cell_parent_class)->dispose (object);
}

static void
lian_case_cell_class_init (LianCaseCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_case_cell_dispose;
  GTK_WIDGET_CLASS (klass)->query_tooltip = lian_case_cell_query_tooltip;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "casecell");
}

static void
lian_case_cell_init (LianCaseCell *self)
{
}

/**
 * lian_case_cell_new:
 * @kind: what it shows
 * @words: shared by all cells of the list
 *
 * Returns: an empty cell
 */
GtkWidget *
lian_case_cell_new (LianCellKind kind, LianCaseWords *words)
{
  LianCaseCell *self = g_object_new (LIAN_TYPE_CASE_CELL, NULL);

  self->kind = kind;
  self->words = g_object_ref (words);
  make_child (self);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self),
                              kind == LIAN_CELL_TITLE || kind == LIAN_CELL_MARKS);
  g_signal_connect_object (words, "changed", G_CALLBACK (words_changed_cb), self, 0);
  return GTK_WIDGET (self);
}

/**
 * lian_case_cell_set_row:
 * @row: (nullable): the row to show from now on
 */
void
lian_case_cell_set_row (LianCaseCell *self, LianCaseRow *row)
{
  if (self->row == row)
    return;
  if (self->row != NULL)
    g_clear_signal_handler (&self->row_handler, self->row);
  g_set_object (&self->row, row);
  if (row != NULL)
    {
      self->row_handler = g_signal_connect (row, "notify", G_CALLBACK (row_changed_cb), self);
      update (self);
    }
}
