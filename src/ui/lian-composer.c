/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-composer.h"

#include <glib/gi18n.h>

#include "lian-composer-words.h"
#include "lian-error.h"
#include "lian-expiry-row.h"
#include "lian-ledger.h"
#include "lian-limit-row.h"
#include "lian-phone-form.h"
#include "lian-term.h"
#include "lian-text.h"
#include "lian-workflow.h"
#include "lian-wording.h"

#define UNDO_SECONDS 5
#define HISTORY_DAYS 90
#define HISTORY_LIMIT 1000
#define OPINION_LIMIT 2000

struct _LianComposer
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) */
  LianCaseWords *words;      /* (owned) */
  LianRecord *record;        /* (owned) (nullable): the case */
  char *supersedes;          /* (owned) (nullable) */
  LianWritten *written;      /* (owned) (nullable): of the instruction that it begins with */
  GCancellable *cancellable; /* (owned): of the proposal; renewed for each case */
  GPtrArray *unit_ids;       /* (owned) (element-type utf8): in the order of the drop-down */
  char *proposed_unit;       /* (owned) (nullable): by the duty list */
  char *clause;              /* (owned) (nullable) */
  gboolean sending;
  gboolean ready; /* the proposal is complete */

  /* template children */
  GtkLabel *draft_label;
  GtkDropDown *unit_down;
  GtkLabel *phone_label;
  GtkBox *reason_box;
  GtkImage *reason_icon;
  GtkLabel *reason_label;
  LianLimitRow *limit_row;
  GtkStack *when_stack;
  GtkLabel *when_label;
  LianExpiryRow *expiry_row;
  LianPhoneForm *phone_form;
  GtkCheckButton *phone_check;
  GtkTextView *opinion_view;
  GtkBox *checks;
  GtkLabel *error_label;
  GtkButton *save_button;
  GtkButton *send_button;
  GtkLabel *send_label;
};

enum
{
  SENT,
  CLOSED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (LianComposer, lian_composer, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const char *
get_unit (LianComposer *self)
{
  guint selected = gtk_drop_down_get_selected (self->unit_down);

  return selected < self->unit_ids->len ? self->unit_ids->pdata[selected] : NULL;
}

static char *
dup_opinion (LianComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->opinion_view);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
set_opinion (LianComposer *self, const char *text)
{
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->opinion_view), text, -1);
}

/* --- opinion --- */

static void
fill_opinion (LianComposer *self)
{
  g_autofree char *text = lian_composer_dup_phrase (self->words, self->record,
                                                    lian_limit_row_get_due (self->limit_row));

  set_opinion (self, text);
}

/* --- unit --- */

static int
compare_units (gconstpointer a, gconstpointer b, gpointer user_data)
{
  LianComposer *self = user_data;
  const char *const *left = a;
  const char *const *right = b;

  if (g_strcmp0 (*left, self->proposed_unit) == 0)
    return -1;
  if (g_strcmp0 (*right, self->proposed_unit) == 0)
    return 1;
  return g_strcmp0 (*left, *right);
}

/* The proposal stands first, then the others by id. */
static void
fill_units (LianComposer *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  GHashTableIter iter;
  gpointer id;
  gpointer unit;

  g_ptr_array_set_size (self->unit_ids, 0);
  g_hash_table_iter_init (&iter, lian_case_words_get_units (self->words));
  while (g_hash_table_iter_next (&iter, &id, &unit))
    if (!lian_record_has (unit, LIAN_UNIT_ACTIVE) || lian_record_get_bool (unit, LIAN_UNIT_ACTIVE))
      g_ptr_array_add (self->unit_ids, g_strdup (id));
  g_ptr_array_sort_with_data (self->unit_ids, compare_units, self);
  for (guint i = 0; i < self->unit_ids->len; i++)
    {
      g_autofree char *name
          = lian_text_clean (lian_case_words_unit (self->words, self->unit_ids->pdata[i]), FALSE,
                             64);

      gtk_string_list_append (list, name);
    }
  gtk_drop_down_set_model (self->unit_down, G_LIST_MODEL (list));
  gtk_drop_down_set_selected (self->unit_down,
                              self->unit_ids->len > 0 ? 0 : GTK_INVALID_LIST_POSITION);
}

static void
show_reason (LianComposer *self, guint same, guint returned)
{
  gboolean proposed = g_strcmp0 (get_unit (self), self->proposed_unit) == 0;
  g_autoptr (GString) text = g_string_new (NULL);

  if (proposed && self->clause != NULL)
    g_string_append_printf (text, "%s ", self->clause);
  else if (self->proposed_unit != NULL && !proposed)
    g_string_append_printf (text, _ ("The duty list names %s. "),
                            lian_case_words_unit (self->words, self->proposed_unit));
  g_string_append_printf (text, _ ("Same kind in %d days: %u, returned %u"), HISTORY_DAYS, same,
                          returned);
  gtk_label_set_text (self->reason_label, text->str);
  gtk_image_set_from_icon_name (self->reason_icon, proposed && self->clause != NULL
                                                       ? "object-select-symbolic"
                                                       : "dialog-information-symbolic");
}

static void
history_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);
  gint64 since;
  guint same = 0;
  guint returned = 0;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->ready = TRUE;
  if (cases == NULL || self->record == NULL)
    return;
  since = lian_case_words_get_now (self->words) - HISTORY_DAYS * G_TIME_SPAN_DAY;
  for (guint i = 0; i < cases->len; i++)
    if (lian_record_get_time (cases->pdata[i], LIAN_CASE_REPORTED_AT) >= since)
      {
        same++;
        returned += lian_record_get_int (cases->pdata[i], LIAN_CASE_RETURN_COUNT) > 0;
      }
  show_reason (self, same, returned);
}

static void
list_by_term (LianComposer *self, LianKindId kind, const char *text, guint limit,
              GAsyncReadyCallback callback)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LianTerm) term = lian_term_parse (kind, text, &error);
  g_autofree char *sql = NULL;

  if (term == NULL)
    {
      g_debug ("%s", error->message);
      self->ready = TRUE;
      return;
    }
  sql = lian_term_to_sql (term, 0, 0, 0);
  lian_mirror_list (lian_engine_get_mirror (self->engine), kind, sql, NULL, limit,
                    self->cancellable, callback, g_object_ref (self));
}

static void
ask_history (LianComposer *self)
{
  const char *unit = get_unit (self);
  g_autofree char *text = NULL;

  if (unit == NULL || self->record == NULL)
    {
      self->ready = TRUE;
      return;
    }
  text = g_strdup_printf ("category=%s lead_unit_id=%s",
                          lian_record_get_text (self->record, LIAN_CASE_CATEGORY), unit);
  list_by_term (self, LIAN_KIND_CASE, text, HISTORY_LIMIT, history_listed_cb);
}

static void
show_phone (LianComposer *self)
{
  LianRecord *unit = lian_case_words_get_unit (self->words, get_unit (self));
  const char *phone = unit != NULL ? lian_record_get_text (unit, LIAN_UNIT_DUTY_PHONE) : NULL;
  g_autofree char *text
      = phone != NULL ? g_strdup_printf (_ ("Duty phone %s"), phone) : g_strdup ("");

  gtk_label_set_text (self->phone_label, text);
}

static void
unit_selected_cb (LianComposer *self)
{
  show_phone (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button),
                            get_unit (self) != NULL && !self->sending);
  ask_history (self);
}

/* The nearest duty that covers the place wins: the longest region code. */
static void
choose_duty (LianComposer *self, GPtrArray *duties)
{
  const char *region = lian_record_get_text (self->record, LIAN_F_REGION);
  gsize best = 0;

  for (guint i = 0; i < duties->len; i++)
    {
      LianRecord *duty = duties->pdata[i];
      const char *area = lian_record_get_text (duty, LIAN_F_REGION);
      gsize length = area != NULL ? strlen (area) : 0;

      if (!lian_region_covers (area, region) || length + 1 <= best)
        continue;
      best = length + 1;
      g_free (self->proposed_unit);
      g_free (self->clause);
      self->proposed_unit = g_strdup (lian_record_get_text (duty, LIAN_DUTY_UNIT));
      self->clause = lian_text_clean (lian_record_get_text (duty, LIAN_DUTY_CLAUSE), FALSE, 80);
    }
}

static void
select_unit (LianComposer *self, const char *unit)
{
  guint position;

  if (unit != NULL
      && g_ptr_array_find_with_equal_func (self->unit_ids, unit, g_str_equal, &position))
    gtk_drop_down_set_selected (self->unit_down, position);
}

/* What was written for the instruction that this one begins with. */
static void
take_up_written (LianComposer *self)
{
  select_unit (self, self->written->to_unit);
  lian_limit_row_set_minutes (self->limit_row, self->written->limit_min);
  set_opinion (self, self->written->opinion != NULL ? self->written->opinion : "");
  gtk_label_set_text (self->draft_label, _ ("As it was written before"));
}

static void
duties_listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) duties = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);
  g_autoptr (GVariant) draft = NULL;
  const char *id;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->record == NULL)
    return;
  if (duties != NULL)
    choose_duty (self, duties);
  fill_units (self);
  if (self->written != NULL)
    {
      take_up_written (self);
      unit_selected_cb (self);
      return;
    }
  id = lian_record_get_id (self->record);
  draft = lian_ledger_dup_draft (lian_engine_get_ledger (self->engine), id, "dispatch");
  if (draft != NULL && g_variant_is_of_type (draft, G_VARIANT_TYPE ("(sus)")))
    {
      const char *unit;
      const char *opinion;
      guint limit;

      g_variant_get (draft, "(&su&s)", &unit, &limit, &opinion);
      select_unit (self, unit);
      lian_limit_row_set_selected (self->limit_row, limit);
      set_opinion (self, opinion);
      gtk_label_set_text (self->draft_label, _ ("Draft taken up again"));
    }
  unit_selected_cb (self);
}

/* Duties are kept for categories and for their mains. */
static void
ask_duties (LianComposer *self)
{
  const char *category = lian_record_get_text (self->record, LIAN_CASE_CATEGORY);
  LianRecord *entry
      = lian_dictionary_lookup (lian_case_words_get_dictionary (self->words), "category", category);
  const char *parent = entry != NULL ? lian_record_get_text (entry, LIAN_ENTRY_PARENT) : NULL;
  g_autofree char *text = parent != NULL && parent[0] != '\0'
                              ? g_strdup_printf ("category=%s,%s", category, parent)
                              : g_strdup_printf ("category=%s", category);

  list_by_term (self, LIAN_KIND_DUTY, text, 0, duties_listed_cb);
}

/* --- now, or by telephone --- */

static gboolean
is_by_phone (LianComposer *self)
{
  return gtk_check_button_get_active (self->phone_check);
}

static gboolean
is_urgent (LianComposer *self)
{
  return lian_dictionary_rank (lian_case_words_get_dictionary (self->words), "urgency",
                               lian_record_get_text (self->record, LIAN_CASE_URGENCY))
         > 1;
}

static void
phone_toggled_cb (LianComposer *self)
{
  gboolean phone = is_by_phone (self);

  gtk_stack_set_visible_child_name (self->when_stack, phone ? "phone" : "expiry");
  gtk_label_set_text (self->when_label, phone ? _ ("Telephone") : _ ("Valid until"));
  gtk_label_set_text (self->send_label, phone ? _ ("Record call") : _ ("Send to 1 unit"));
  if (phone)
    lian_phone_form_focus (self->phone_form);
}

/* --- checks --- */

/* What this one replaces: the platform decides which of them it has received. */
static gboolean
may_have_arrived (LianComposer *self)
{
  LianLedgerEntry *entry
      = lian_ledger_lookup (lian_engine_get_ledger (self->engine), self->supersedes);

  return entry != NULL && lian_ledger_entry_is_open (entry)
         && lian_ledger_entry_get_attempts (entry) > 0;
}

static void
show_checks (LianComposer *self)
{
  lian_composer_fill_checks (self->checks, self->record, lian_engine_get_freshness (self->engine),
                             may_have_arrived (self));
}

/* --- sending --- */

static void
show_error (LianComposer *self, const char *text)
{
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
}

static void
set_sending (LianComposer *self, gboolean sending)
{
  self->sending = sending;
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), !sending);
}

static void
ordered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *id = lian_engine_order_finish (LIAN_ENGINE (source), result, &error);

  set_sending (self, FALSE);
  if (id == NULL)
    {
      show_error (self, lian_error_to_text (error));
      return;
    }
  if (self->record != NULL)
    lian_ledger_save_draft (lian_engine_get_ledger (self->engine),
                            lian_record_get_id (self->record), "dispatch", NULL);
  g_clear_pointer (&self->record, lian_record_unref);
  g_signal_emit (self, signals[SENT], 0, id);
  g_signal_emit (self, signals[CLOSED], 0);
}

/* Whom, who, when: why nothing can be sent yet, and the field that it is about. */
static const char *
find_obstacle (LianComposer *self, const char *opinion, GtkWidget **field)
{
  if (!self->ready && self->unit_ids->len == 0)
    {
      *field = GTK_WIDGET (self->unit_down);
      return _ ("Not sent: the lead unit is still being proposed.");
    }
  if (get_unit (self) == NULL)
    {
      *field = GTK_WIDGET (self->unit_down);
      return _ ("Not sent: no lead unit is chosen.");
    }
  if (g_utf8_strlen (opinion, -1) > OPINION_LIMIT)
    {
      *field = GTK_WIDGET (self->opinion_view);
      return _ ("The opinion is longer than 2,000 characters; shorten it.");
    }
  *field = GTK_WIDGET (self->phone_form);
  if (!is_by_phone (self))
    return NULL;
  if (lian_phone_form_get_who (self->phone_form)[0] == '\0')
    return _ ("Not recorded: who answered the telephone?");
  if (lian_phone_form_get_at (self->phone_form, lian_case_words_get_now (self->words)) == 0)
    return _ ("Not recorded: when was it said? Hours and minutes, 72 hours ago at most.");
  return NULL;
}

static void
give (LianComposer *self, const char *opinion)
{
  LianDispatch dispatch = { .kind = "dispatch",
                            .case_id = lian_record_get_id (self->record),
                            .case_version = lian_record_get_version (self->record),
                            .to_unit = get_unit (self),
                            .opinion = opinion,
                            .limit_min = lian_limit_row_get_minutes (self->limit_row),
                            .urgent = is_urgent (self),
                            .supersedes = self->supersedes };

  if (is_by_phone (self))
    {
      dispatch.ordered_at
          = lian_phone_form_get_at (self->phone_form, lian_case_words_get_now (self->words));
      dispatch.ordered_to = lian_phone_form_get_who (self->phone_form);
    }
  else
    dispatch.not_after = lian_expiry_row_get_not_after (self->expiry_row);
  /* No cancellable: a promise that is being written is not taken back by closing a page. */
  lian_engine_order (self->engine, &dispatch, UNDO_SECONDS, NULL, ordered_cb, g_object_ref (self));
}

static void
send_clicked_cb (LianComposer *self)
{
  g_autofree char *opinion = NULL;
  const char *obstacle;
  GtkWidget *field;

  if (self->sending || self->record == NULL)
    return;
  opinion = dup_opinion (self);
  obstacle = find_obstacle (self, opinion, &field);
  show_error (self, obstacle);
  if (obstacle != NULL)
    {
      if (field == GTK_WIDGET (self->phone_form))
        lian_phone_form_focus (self->phone_form);
      else
        gtk_widget_grab_focus (field);
      return;
    }
  set_sending (self, TRUE);
  give (self, opinion);
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  send_clicked_cb (LIAN_COMPOSER (widget));
}

static void
save_clicked_cb (LianComposer *self)
{
  lian_composer_end (self);
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save_clicked_cb (LIAN_COMPOSER (widget));
}

static void
lian_composer_dispose (GObject *object)
{
  LianComposer *self = LIAN_COMPOSER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* The template lets go of the child; the bin must not hold on to it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LIAN_TYPE_COMPOSER);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_composer_parent_class)->dispose (object);
}

static void
lian_composer_finalize (GObject *object)
{
  LianComposer *self = LIAN_COMPOSER (object);

  g_clear_pointer (&self->record, lian_record_unref);
  g_ptr_array_unref (self->unit_ids);
  g_free (self->supersedes);
  lian_written_free (self->written);
  g_free (self->proposed_unit);
  g_free (self->clause);

  G_OBJECT_CLASS (lian_composer_parent_class)->finalize (object);
}

static void
lian_composer_class_init (LianComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LIAN_TYPE_LIMIT_ROW);
  g_type_ensure (LIAN_TYPE_EXPIRY_ROW);
  g_type_ensure (LIAN_TYPE_PHONE_FORM);
  object_class->dispose = lian_composer_dispose;
  object_class->finalize = lian_composer_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/liandong/Liandong/ui/lian-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, LianComposer, draft_label);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, unit_down);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, phone_label);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, reason_box);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, reason_icon);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, reason_label);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, limit_row);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, when_stack);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, when_label);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, expiry_row);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, phone_form);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, phone_check);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, opinion_view);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, checks);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, error_label);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, save_button);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, send_button);
  gtk_widget_class_bind_template_child (widget_class, LianComposer, send_label);
  gtk_widget_class_bind_template_callback (widget_class, phone_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);

  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "composer.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "composer.save", NULL);

  signals[SENT] = g_signal_new ("sent", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

/* A text view takes every Enter for a new line before its parents hear of it: the keys that send
 * have to come first. */
static void
add_send_keys (LianComposer *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>Return|<Control>KP_Enter"),
                        gtk_named_action_new ("composer.send")));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
freshness_changed_cb (LianComposer *self)
{
  if (self->record != NULL)
    show_checks (self);
}

static void
lian_composer_init (LianComposer *self)
{
  GtkExpression *expression;

  self->unit_ids = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_send_keys (self);
  expression = gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string");
  gtk_drop_down_set_expression (self->unit_down, expression);
  gtk_expression_unref (expression);
  g_signal_connect_object (self->unit_down, "notify::selected", G_CALLBACK (unit_selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * lian_composer_new:
 * @engine: for duties, drafts and sending
 * @words: for names and titles
 *
 * Returns: an empty composer
 */
GtkWidget *
lian_composer_new (LianEngine *engine, LianCaseWords *words)
{
  LianComposer *self = g_object_new (LIAN_TYPE_COMPOSER, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  g_signal_connect_object (engine, "notify::freshness", G_CALLBACK (freshness_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (words, "changed", G_CALLBACK (lian_expiry_row_update), self->expiry_row,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * lian_composer_begin:
 * @record: the case, as the dispatcher sees it: its version goes with the instruction
 * @supersedes: (nullable): an instruction of ours that lost a conflict
 *
 * Fills in a proposal, or the draft that was kept for this case.
 */
void
lian_composer_begin (LianComposer *self, LianRecord *record, const char *supersedes)
{
  g_return_if_fail (LIAN_IS_COMPOSER (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  self->ready = FALSE;
  g_free (self->supersedes);
  self->supersedes = g_strdup (supersedes);
  g_clear_pointer (&self->proposed_unit, g_free);
  g_clear_pointer (&self->clause, g_free);
  /* Until the duty list answers there is no unit: the one of the case before must not be sent to.
   */
  g_ptr_array_set_size (self->unit_ids, 0);
  gtk_drop_down_set_model (self->unit_down, NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button), FALSE);
  gtk_label_set_text (self->draft_label, "");
  show_error (self, NULL);
  g_clear_pointer (&self->written, lian_written_free);
  if (supersedes != NULL)
    self->written = lian_engine_read_order (self->engine, supersedes);
  lian_limit_row_begin (self->limit_row, self->words, record);
  lian_expiry_row_begin (self->expiry_row, self->engine, self->words, is_urgent (self));
  lian_composer_set_by_phone (self, FALSE);
  fill_opinion (self);
  show_checks (self);
  ask_duties (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->opinion_view));
}

/**
 * lian_composer_set_by_phone:
 * @by_phone: whether it was given by telephone and is recorded now
 *
 * The time is now until another is written.
 */
void
lian_composer_set_by_phone (LianComposer *self, gboolean by_phone)
{
  gint64 at;

  g_return_if_fail (LIAN_IS_COMPOSER (self));

  at = self->written != NULL ? self->written->ordered_at : 0;
  lian_phone_form_begin (self->phone_form, lian_case_words_get_now (self->words), at,
                         self->written != NULL ? self->written->ordered_to : NULL);
  gtk_check_button_set_active (self->phone_check, by_phone || at != 0);
  phone_toggled_cb (self);
}

/**
 * lian_composer_begin_again:
 * @record: the case
 * @undone: the instruction of ours that was undone just now
 *
 * What was written for it comes back, and so does what it was to replace.
 */
void
lian_composer_begin_again (LianComposer *self, LianRecord *record, const char *undone)
{
  LianLedgerEntry *entry;

  g_return_if_fail (LIAN_IS_COMPOSER (self));

  entry = lian_ledger_lookup (lian_engine_get_ledger (self->engine), undone);
  lian_composer_begin (self, record,
                       entry != NULL ? lian_ledger_entry_get_supersedes (entry) : NULL);
  lian_written_free (self->written);
  self->written = lian_engine_read_order (self->engine, undone);
  lian_composer_set_by_phone (self, FALSE);
}

/**
 * lian_composer_end:
 *
 * Keeps what was written as a draft and lets go of the case.
 */
void
lian_composer_end (LianComposer *self)
{
  g_autofree char *opinion = NULL;
  const char *unit;

  g_return_if_fail (LIAN_IS_COMPOSER (self));

  if (self->record == NULL || self->sending)
    return;
  unit = get_unit (self);
  opinion = dup_opinion (self);
  lian_ledger_save_draft (lian_engine_get_ledger (self->engine), lian_record_get_id (self->record),
                          "dispatch",
                          g_variant_new ("(sus)", unit != NULL ? unit : "",
                                         lian_limit_row_get_selected (self->limit_row), opinion));
  g_clear_pointer (&self->record, lian_record_unref);
}

/**
 * lian_composer_is_ready:
 *
 * Returns: whether the proposal is complete
 */
gboolean
lian_composer_is_ready (LianComposer *self)
{
  g_return_val_if_fail (LIAN_IS_COMPOSER (self), TRUE);

  return self->ready || self->record == NULL;
}
