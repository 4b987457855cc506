/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-pane.h"

#include <glib/gi18n.h>

#include "lian-aged.h"
#include "lian-case-facts.h"
#include "lian-case-inset.h"
#include "lian-case-nearby.h"
#include "lian-composer.h"
#include "lian-deadline-card.h"
#include "lian-ledger.h"
#include "lian-order-dialogs.h"
#include "lian-order-strip.h"
#include "lian-text.h"
#include "lian-timeline.h"
#include "lian-wording.h"

/* Changes of the case on the screen are gathered this long before it is asked for again. */
#define REFRESH_MS 150

struct _LianCasePane
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) */
  LianCaseWords *words;      /* (owned) */
  char *account;             /* (owned) (nullable): who looks */
  char *case_id;             /* (owned) (nullable) */
  LianRecord *record;        /* (owned) (nullable) */
  LianCaseAnswer *answer;    /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of the questions about this case */
  guint refresh_id;
  guint asking; /* questions under way */
  char *wanted; /* (owned) (nullable): what is to be replaced once the case is there */
  gboolean wanted_phone;
  gboolean wants_composer; /* asked for before it was known what may be done */

  /* template children */
  GtkStack *stack;
  GtkBox *content;
  GtkLabel *urgency_chip;
  GtkLabel *title_label;
  GtkButton *copy_button;
  GtkLabel *subtitle_label;
  GtkBox *deadline_slot;
  GtkBox *order_slot;
  GtkBox *map_slot;
  GtkLabel *description_label;
  GtkGrid *facts;
  GtkBox *timeline;
  GtkBox *nearby_slot;
  GtkLabel *age_label;
  GtkRevealer *composer_revealer;
  GtkBox *actions;
  GtkButton *back_button;
  GtkButton *dispatch_button;
  GtkLabel *state_label;

  /* borrowed from the tree */
  LianDeadlineCard *deadline;
  LianOrderStrip *order;
  LianCaseInset *inset;
  LianCaseNearby *nearby;
  LianComposer *composer;
};

enum
{
  DISPATCHED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (LianCasePane, lian_case_pane, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void compose_anew_cb (LianCasePane *self, const char *supersedes);
static void compose_phone_cb (LianCasePane *self, const char *supersedes);

static gboolean
may (LianCasePane *self, const char *action)
{
  return self->answer != NULL && self->answer->actions != NULL
         && g_strv_contains ((const char *const *)self->answer->actions, action);
}

/* One that waits here is as good as given: the platform, which does not know of it yet, would
 * invite to a second one. */
static gboolean
has_waiting (LianCasePane *self)
{
  GListModel *entries = lian_ledger_get_entries (lian_engine_get_ledger (self->engine));

  for (guint i = 0; i < g_list_model_get_n_items (entries); i++)
    {
      g_autoptr (LianLedgerEntry) entry = g_list_model_get_item (entries, i);

      if (lian_ledger_entry_is_open (entry)
          && g_strcmp0 (lian_ledger_entry_get_case_id (entry), self->case_id) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
may_dispatch (LianCasePane *self)
{
  return may (self, "dispatch") && !has_waiting (self);
}

static void
show_urgency (LianCasePane *self)
{
  const char *code = lian_record_get_text (self->record, LIAN_CASE_URGENCY);
  gint64 rank
      = lian_dictionary_rank (lian_case_words_get_dictionary (self->words), "urgency", code);
  const char *normal[] = { "lian-chip", "outline", NULL };
  const char *urgent[] = { "lian-chip", "urgent", NULL };
  const char *grave[] = { "lian-chip", "grave", NULL };

  gtk_label_set_text (self->urgency_chip, lian_case_words_title (self->words, "urgency", code));
  gtk_widget_set_css_classes (GTK_WIDGET (self->urgency_chip), rank > 2   ? grave
                                                               : rank > 1 ? urgent
                                                                          : normal);
}

static void
show_head (LianCasePane *self)
{
  g_autofree char *title
      = lian_text_clean (lian_record_get_text (self->record, LIAN_CASE_TITLE), FALSE, 128);
  g_autofree char *code
      = lian_text_clean (lian_record_get_text (self->record, LIAN_CASE_CODE), FALSE, 64);
  g_autofree char *place = lian_case_words_dup_place (self->words, self->record, TRUE);
  g_autofree char *subtitle = g_strdup_printf ("%s   %s", code, place != NULL ? place : "");
  g_autofree char *description
      = lian_text_clean (lian_record_get_text (self->record, LIAN_CASE_DESCRIPTION), TRUE, 2000);

  show_urgency (self);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->subtitle_label, subtitle);
  gtk_label_set_text (self->description_label, description);
  gtk_widget_set_visible (GTK_WIDGET (self->description_label), description[0] != '\0');
}

/* Whose copy it is and as of when: of a copy always, of the platform's answer once it is past its
 * age. */
static void
show_age (LianCasePane *self)
{
  const char *aged = lian_aged_get_text (lian_aged_get (self->engine));
  gboolean provisional = self->answer != NULL && self->answer->provisional;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->age_label), provisional || aged != NULL);
  if (provisional)
    {
      g_autofree char *moment = lian_case_words_dup_moment (self->words, self->answer->as_of);

      text = g_strdup_printf (_ ("From this computer's copy, as of %s"), moment);
    }
  else if (aged != NULL)
    /* What the platform itself said about the case is as of then. */
    text = self->answer != NULL ? lian_wording_as_of (self->answer->as_of) : g_strdup (aged);
  gtk_label_set_text (self->age_label, text != NULL ? text : "");
}

static void
show_record (LianCasePane *self)
{
  if (self->record == NULL)
    return;
  gtk_stack_set_visible_child_name (self->stack, "case");
  show_head (self);
  lian_deadline_card_set_record (self->deadline, self->record);
  lian_case_facts_fill (self->facts, self->words, self->record);
  lian_case_inset_set_record (self->inset, self->record);
  lian_case_nearby_set_record (self->nearby, self->record);
  show_age (self);
}

static void
show_state (LianCasePane *self)
{
  gboolean allowed = may_dispatch (self);
  g_autofree char *text = NULL;

  if (self->answer == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->dispatch_button), allowed);
  if (allowed)
    text = g_strdup (self->answer->provisional ? _ ("Provisional: the platform decides") : "");
  else if (may (self, "dispatch"))
    text = g_strdup (_ ("An instruction for this case waits to be sent"));
  else
    text = g_strdup_printf (_ ("Stage: %s"), lian_case_words_stage (self->words, self->record));
  gtk_label_set_text (self->state_label, text);
}

static void
show_answer (LianCasePane *self)
{
  if (self->answer == NULL)
    return;
  lian_timeline_fill (self->timeline, self->words, self->record, self->answer->steps);
  lian_order_strip_set_case (self->order, self->case_id, self->answer->instructions,
                             self->answer->deliveries);
  lian_order_strip_set_may_revoke (self->order, may (self, "revoke") && !has_waiting (self));
  show_state (self);
  show_age (self);
}

static void
take_wanted (LianCasePane *self)
{
  g_autofree char *id = NULL;

  if (self->record == NULL || self->wanted == NULL)
    return;
  id = g_steal_pointer (&self->wanted);
  if (self->wanted_phone)
    compose_phone_cb (self, id);
  else
    compose_anew_cb (self, id);
}

/* The platform takes up to three seconds to say what may be done: who pressed the key before is
 * not left without an answer, unless they write somewhere else by now. */
static void
take_wish (LianCasePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean wishes = self->wants_composer;

  self->wants_composer = FALSE;
  if (wishes && !GTK_IS_EDITABLE (focus) && !GTK_IS_TEXT_VIEW (focus))
    lian_case_pane_compose (self);
}

static void
take_record (LianCasePane *self, LianRecord *record)
{
  lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  show_record (self);
  take_wanted (self);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianCasePane) self = user_data;
  g_autoptr (GError) error = NULL;
  LianCaseAnswer *answer = lian_engine_ask_case_finish (LIAN_ENGINE (source), result, &error);

  self->asking--;
  if (answer == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_debug ("the case could not be had: %s", error->message);
      return;
    }
  if (answer->record == NULL || g_strcmp0 (lian_record_get_id (answer->record), self->case_id) != 0)
    {
      lian_case_answer_free (answer);
      return;
    }
  g_clear_pointer (&self->answer, lian_case_answer_free);
  self->answer = answer;
  take_record (self, answer->record);
  show_answer (self);
  take_wish (self);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianCasePane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = lian_mirror_lookup_finish (LIAN_MIRROR (source), result, &error);

  self->asking--;
  if (record != NULL && g_strcmp0 (lian_record_get_id (record), self->case_id) == 0
      && (self->record == NULL
          || lian_record_get_version (record) > lian_record_get_version (self->record)))
    take_record (self, record);
}

/* The mirror's copy is there at once; the platform's answer brings steps and what may be done. */
static void
ask (LianCasePane *self)
{
  self->asking += 2;
  lian_mirror_lookup (lian_engine_get_mirror (self->engine), LIAN_KIND_CASE, self->case_id,
                      self->cancellable, looked_up_cb, g_object_ref (self));
  lian_engine_ask_case (self->engine, self->case_id, self->cancellable, asked_cb,
                        g_object_ref (self));
}

static gboolean
refresh_cb (gpointer user_data)
{
  LianCasePane *self = user_data;

  self->refresh_id = 0;
  if (self->case_id != NULL)
    ask (self);
  return G_SOURCE_REMOVE;
}

static gboolean
concerns (LianCasePane *self, const LianChange *change)
{
  guint field;

  switch ((int)change->kind)
    {
    case LIAN_KIND_CASE:
      return g_strcmp0 (change->id, self->case_id) == 0;
    case LIAN_KIND_CASE_STEP:
      field = LIAN_CASE_STEP_CASE;
      break;
    case LIAN_KIND_INSTRUCTION:
      field = LIAN_INSTRUCTION_CASE;
      break;
    case LIAN_KIND_DELIVERY:
      field = LIAN_DELIVERY_CASE;
      break;
    default:
      return FALSE;
    }
  return change->record != NULL
         && g_strcmp0 (lian_record_get_text (change->record, field), self->case_id) == 0;
}

/* What was shown is not for whoever looks now. */
static void
forget (LianCasePane *self)
{
  lian_case_pane_stop_composing (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  g_clear_pointer (&self->answer, lian_case_answer_free);
  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_pointer (&self->case_id, g_free);
  self->wants_composer = FALSE;
  gtk_stack_set_visible_child_name (self->stack, "none");
}

/* A token that ran out leaves the account: the same person goes on where they were. */
static void
account_changed_cb (LianCasePane *self)
{
  const char *account = lian_engine_get_account (self->engine);

  if (g_strcmp0 (self->account, account) == 0)
    return;
  g_free (self->account);
  self->account = g_strdup (account);
  forget (self);
}

static void
mirror_changed_cb (LianMirror *mirror, guint64 kinds, GPtrArray *changes, LianCasePane *self)
{
  gboolean ours = changes == NULL;

  if (*lian_mirror_get_position (mirror) == '\0' || lian_mirror_is_concealed (mirror))
    forget (self);
  if (self->case_id == NULL || self->refresh_id != 0)
    return;
  for (guint i = 0; !ours && i < changes->len; i++)
    ours = concerns (self, changes->pdata[i]);
  if (ours)
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

/* What was answered out of the mirror knows neither the person nor what may be done: once the
 * platform can be asked, it is. */
static void
phase_changed_cb (LianCasePane *self)
{
  LianPhase phase = lian_engine_get_phase (self->engine);

  if ((phase == LIAN_PHASE_LIVE || phase == LIAN_PHASE_DISAGREES) && self->case_id != NULL
      && self->refresh_id == 0 && (self->answer == NULL || self->answer->provisional))
    self->refresh_id = g_timeout_add (REFRESH_MS, refresh_cb, self);
}

static void
words_changed_cb (LianCaseWords *words, LianCasePane *self)
{
  if (self->record == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  show_head (self);
  lian_case_facts_fill (self->facts, self->words, self->record);
  if (self->answer != NULL)
    lian_timeline_fill (self->timeline, self->words, self->record, self->answer->steps);
}

/* --- composer --- */

static void
show_composer (LianCasePane *self, gboolean show)
{
  gtk_revealer_set_reveal_child (self->composer_revealer, show);
  gtk_widget_set_visible (GTK_WIDGET (self->actions), !show);
}

static void
begin_composing (LianCasePane *self, const char *supersedes)
{
  lian_composer_begin (self->composer, self->record, supersedes);
  show_composer (self, TRUE);
}

static void
composer_closed_cb (LianCasePane *self)
{
  show_composer (self, FALSE);
  gtk_widget_child_focus (GTK_WIDGET (self->actions), GTK_DIR_TAB_FORWARD);
}

static void
composer_sent_cb (LianCasePane *self, const char *id)
{
  g_signal_emit (self, signals[DISPATCHED], 0, id);
}

static void
compose_anew_cb (LianCasePane *self, const char *supersedes)
{
  if (self->record != NULL)
    begin_composing (self, supersedes);
}

static void
compose_phone_cb (LianCasePane *self, const char *supersedes)
{
  if (self->record == NULL)
    return;
  begin_composing (self, supersedes);
  lian_composer_set_by_phone (self->composer, TRUE);
}

static void
undone_cb (LianCasePane *self, const char *id)
{
  if (self->record == NULL)
    return;
  lian_composer_begin_again (self->composer, self->record, id);
  show_composer (self, TRUE);
}

static void
ledger_changed_cb (LianCasePane *self, const char *id)
{
  LianLedgerEntry *entry = lian_ledger_lookup (lian_engine_get_ledger (self->engine), id);

  if (entry == NULL || self->record == NULL || self->answer == NULL
      || g_strcmp0 (lian_ledger_entry_get_case_id (entry), self->case_id) != 0)
    return;
  lian_order_strip_set_may_revoke (self->order, may (self, "revoke") && !has_waiting (self));
  show_state (self);
}

static void
drop_cb (LianCasePane *self, const char *id)
{
  lian_order_dialogs_drop (self->engine, id, self->state_label);
}

static void
revoke_cb (LianCasePane *self, const char *id)
{
  if (self->record != NULL)
    lian_order_dialogs_revoke (self->engine, self->record, id, self->state_label);
}

static void
copy_clicked_cb (LianCasePane *self)
{
  const char *code
      = self->record != NULL ? lian_record_get_text (self->record, LIAN_CASE_CODE) : NULL;

  if (code != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), code);
}

/* --- construction --- */

static void
lian_case_pane_dispose (GObject *object)
{
  LianCasePane *self = LIAN_CASE_PANE (object);

  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  /* The template lets go of the child; the bin must not hold on to it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LIAN_TYPE_CASE_PANE);
  g_clear_pointer (&self->answer, lian_case_answer_free);
  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_case_pane_parent_class)->dispose (object);
}

static void
lian_case_pane_finalize (GObject *object)
{
  g_free (LIAN_CASE_PANE (object)->case_id);
  g_free (LIAN_CASE_PANE (object)->wanted);
  g_free (LIAN_CASE_PANE (object)->account);

  G_OBJECT_CLASS (lian_case_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/liandong/Liandong/ui/lian-case-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, stack);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, content);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, urgency_chip);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, title_label);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, copy_button);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, deadline_slot);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, order_slot);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, map_slot);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, description_label);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, facts);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, timeline);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, nearby_slot);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, age_label);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, composer_revealer);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, actions);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, back_button);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, dispatch_button);
  gtk_widget_class_bind_template_child (widget_class, LianCasePane, state_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_clicked_cb);
}

static void
lian_case_pane_class_init (LianCasePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_case_pane_dispose;
  object_class->finalize = lian_case_pane_finalize;
  bind_template (GTK_WIDGET_CLASS (klass));

  signals[DISPATCHED] = g_signal_new ("dispatched", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                      NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lian_case_pane_init (LianCasePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_parts (LianCasePane *self)
{
  self->deadline = LIAN_DEADLINE_CARD (lian_deadline_card_new (self->words));
  gtk_box_append (self->deadline_slot, GTK_WIDGET (self->deadline));
  self->order = LIAN_ORDER_STRIP (lian_order_strip_new (self->engine, self->words));
  gtk_box_append (self->order_slot, GTK_WIDGET (self->order));
  self->inset = LIAN_CASE_INSET (lian_case_inset_new (self->engine, self->words));
  gtk_widget_set_hexpand (GTK_WIDGET (self->inset), TRUE);
  gtk_box_append (self->map_slot, GTK_WIDGET (self->inset));
  self->nearby = LIAN_CASE_NEARBY (lian_case_nearby_new (self->engine, self->words));
  gtk_box_append (self->nearby_slot, GTK_WIDGET (self->nearby));
  self->composer = LIAN_COMPOSER (lian_composer_new (self->engine, self->words));
  gtk_revealer_set_child (self->composer_revealer, GTK_WIDGET (self->composer));
}

static void
connect_order (LianCasePane *self)
{
  static const struct
  {
    const char *name;
    GCallback callback;
  } signals_of[] = { { "compose-anew", G_CALLBACK (compose_anew_cb) },
                     { "compose-phone", G_CALLBACK (compose_phone_cb) },
                     { "undone", G_CALLBACK (undone_cb) },
                     { "drop", G_CALLBACK (drop_cb) },
                     { "revoke", G_CALLBACK (revoke_cb) } };

  for (guint i = 0; i < G_N_ELEMENTS (signals_of); i++)
    g_signal_connect_object (self->order, signals_of[i].name, signals_of[i].callback, self,
                             G_CONNECT_SWAPPED);
}

/**
 * lian_case_pane_new:
 * @engine: for mirror, ledger and answers
 * @words: for names, titles and the time
 *
 * Returns: a pane without a case
 */
GtkWidget *
lian_case_pane_new (LianEngine *engine, LianCaseWords *words)
{
  LianCasePane *self = g_object_new (LIAN_TYPE_CASE_PANE, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  add_parts (self);
  g_signal_connect_object (lian_engine_get_mirror (engine), "changed",
                           G_CALLBACK (mirror_changed_cb), self, 0);
  self->account = g_strdup (lian_engine_get_account (engine));
  g_signal_connect_object (engine, "notify::account", G_CALLBACK (account_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::phase", G_CALLBACK (phase_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lian_aged_get (engine), "notify::text", G_CALLBACK (show_age), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (words, "changed", G_CALLBACK (words_changed_cb), self, 0);
  g_signal_connect_object (self->composer, "closed", G_CALLBACK (composer_closed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "sent", G_CALLBACK (composer_sent_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (lian_engine_get_ledger (engine), "changed",
                           G_CALLBACK (ledger_changed_cb), self, G_CONNECT_SWAPPED);
  connect_order (self);
  return GTK_WIDGET (self);
}

/**
 * lian_case_pane_open:
 * @case_id: the case to show
 *
 * What was being composed for another case is kept as its draft.
 */
void
lian_case_pane_open (LianCasePane *self, const char *case_id)
{
  g_return_if_fail (LIAN_IS_CASE_PANE (self));

  if (g_strcmp0 (self->case_id, case_id) == 0)
    return;
  lian_case_pane_stop_composing (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_pointer (&self->answer, lian_case_answer_free);
  g_clear_pointer (&self->record, lian_record_unref);
  g_free (self->case_id);
  self->case_id = g_strdup (case_id);
  g_clear_pointer (&self->wanted, g_free);
  self->wants_composer = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->dispatch_button), FALSE);
  /* What stood there, an undo above all, belongs to the case before. */
  lian_order_strip_set_case (self->order, case_id, NULL, NULL);
  ask (self);
}

/**
 * lian_case_pane_compose:
 *
 * Before it is known what may be done with the case, the composer opens as soon as it is.
 *
 * Returns: whether the composer is open now; %FALSE when this person may not dispatch this case
 */
gboolean
lian_case_pane_compose (LianCasePane *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_PANE (self), FALSE);

  if (lian_case_pane_is_composing (self))
    return TRUE;
  self->wants_composer = self->case_id != NULL && self->answer == NULL && self->asking > 0;
  if (self->record == NULL || !may_dispatch (self))
    return FALSE;
  begin_composing (self, NULL);
  return TRUE;
}

/**
 * lian_case_pane_undo:
 *
 * Returns: whether there was something to undo (撤销发送)
 */
gboolean
lian_case_pane_undo (LianCasePane *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_PANE (self), FALSE);

  return lian_order_strip_undo (self->order);
}

/**
 * lian_case_pane_replace:
 * @id: an instruction of ours for the case that is shown
 * @by_phone: whether it was given by telephone instead
 *
 * Opens the composer for another one in its place, once the case is there.
 */
void
lian_case_pane_replace (LianCasePane *self, const char *id, gboolean by_phone)
{
  g_return_if_fail (LIAN_IS_CASE_PANE (self));

  g_free (self->wanted);
  self->wanted = g_strdup (id);
  self->wanted_phone = by_phone;
  take_wanted (self);
}

/**
 * lian_case_pane_stop_composing:
 *
 * Closes the composer; what was written is kept as the draft of its case.
 */
void
lian_case_pane_stop_composing (LianCasePane *self)
{
  g_return_if_fail (LIAN_IS_CASE_PANE (self));

  if (!lian_case_pane_is_composing (self))
    return;
  lian_composer_end (self->composer);
  show_composer (self, FALSE);
}

/**
 * lian_case_pane_is_composing:
 *
 * Returns: whether the composer is open
 */
gboolean
lian_case_pane_is_composing (LianCasePane *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_PANE (self), FALSE);

  return gtk_revealer_get_reveal_child (self->composer_revealer);
}

/**
 * lian_case_pane_is_settled:
 *
 * Returns: whether nothing more is expected to arrive for what is shown
 */
gboolean
lian_case_pane_is_settled (LianCasePane *self)
{
  g_return_val_if_fail (LIAN_IS_CASE_PANE (self), TRUE);

  return self->asking == 0 && self->refresh_id == 0 && lian_case_inset_is_settled (self->inset)
         && (!lian_case_pane_is_composing (self) || lian_composer_is_ready (self->composer));
}

/**
 * lian_case_pane_set_narrow:
 * @narrow: the inset gives way first
 */
void
lian_case_pane_set_narrow (LianCasePane *self, gboolean narrow)
{
  g_return_if_fail (LIAN_IS_CASE_PANE (self));

  gtk_widget_set_size_request (GTK_WIDGET (self->map_slot), -1, narrow ? 110 : 148);
}
