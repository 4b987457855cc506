/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-welcome-card.h"

#include "lian-ledger.h"
#include "lian-mirror.h"
#include "lian-text.h"
#include "lian-wording.h"

#include <glib/gi18n-lib.h>

#define N_STEPS 3

struct _LianWelcomeCard
{
  AdwBin parent_instance;

  LianEngine *engine; /* (owned) */
  char *case_id;      /* (owned) (nullable): the case that is followed */
  guint done;
  GCancellable *cancellable;

  /* template children */
  GtkLabel *lead;
  GtkWidget *step_box_1;
  GtkWidget *step_box_2;
  GtkWidget *step_box_3;
  GtkImage *tick_1;
  GtkImage *tick_2;
  GtkImage *tick_3;
  GtkLabel *time_1;
  GtkLabel *time_2;
  GtkLabel *time_3;
  GtkButton *begin_button;
};

enum
{
  DISMISSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (LianWelcomeCard, lian_welcome_card, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
show_steps (LianWelcomeCard *self, LianRecord *record)
{
  static const guint fields[N_STEPS]
      = { LIAN_CASE_DISPATCHED_AT, LIAN_CASE_SIGNED_AT, LIAN_CASE_FEEDBACK_AT };
  GtkImage *ticks[N_STEPS] = { self->tick_1, self->tick_2, self->tick_3 };
  GtkLabel *times[N_STEPS] = { self->time_1, self->time_2, self->time_3 };
  GtkWidget *boxes[N_STEPS] = { self->step_box_1, self->step_box_2, self->step_box_3 };

  self->done = 0;
  for (guint i = 0; i < N_STEPS; i++)
    {
      gint64 at = record != NULL ? lian_record_get_time (record, fields[i]) : 0;
      g_autofree char *text = at != 0 ? lian_wording_time (at, TRUE) : g_strdup ("");

      if (at != 0 && self->done == i)
        self->done++;
      gtk_image_set_from_icon_name (ticks[i],
                                    at != 0 ? "lian-done-symbolic" : "lian-todo-symbolic");
      gtk_label_set_text (times[i], text);
    }
  for (guint i = 0; i < N_STEPS; i++)
    if (i == self->done)
      gtk_widget_add_css_class (boxes[i], "current");
    else
      gtk_widget_remove_css_class (boxes[i], "current");
  if (self->done == N_STEPS)
    {
      gtk_label_set_text (self->lead, _ ("The ring is closed: the unit has answered. That is all "
                                         "there is to it."));
      gtk_button_set_label (self->begin_button, _ ("Done"));
      gtk_widget_set_visible (GTK_WIDGET (self->begin_button), TRUE);
    }
}

static void
case_looked_up_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianWelcomeCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = lian_mirror_lookup_finish (LIAN_MIRROR (mirror), result, &error);

  if (record != NULL && g_strcmp0 (lian_record_get_id (record), self->case_id) == 0)
    show_steps (self, record);
}

static void
follow (LianWelcomeCard *self, const char *case_id)
{
  if (g_strcmp0 (self->case_id, case_id) != 0)
    {
      g_free (self->case_id);
      self->case_id = g_strdup (case_id);
    }
  if (self->case_id != NULL)
    lian_mirror_lookup (lian_engine_get_mirror (self->engine), LIAN_KIND_CASE, self->case_id,
                        self->cancellable, case_looked_up_cb, g_object_ref (self));
}

static void
mirror_changed_cb (LianWelcomeCard *self, guint64 kinds, GPtrArray *changes)
{
  if (self->case_id == NULL || (kinds & (G_GUINT64_CONSTANT (1) << LIAN_KIND_CASE)) == 0)
    return;
  for (guint i = 0; changes != NULL && i < changes->len; i++)
    {
      const LianChange *change = g_ptr_array_index (changes, i);

      if (change->kind == LIAN_KIND_CASE && g_strcmp0 (change->id, self->case_id) == 0)
        {
          follow (self, self->case_id);
          return;
        }
    }
  if (changes == NULL)
    follow (self, self->case_id);
}

static void
ledger_changed_cb (LianWelcomeCard *self, const char *id)
{
  LianLedgerEntry *entry
      = id != NULL ? lian_ledger_lookup (lian_engine_get_ledger (self->engine), id) : NULL;

  /* Whichever case the person dispatches first is the one to follow. */
  if (entry == NULL || self->done > 0
      || g_strcmp0 (lian_ledger_entry_get_kind (entry), "dispatch") != 0
      || lian_ledger_entry_get_state (entry) == LIAN_ENTRY_DRAFT)
    return;
  gtk_label_set_text (self->lead, _ ("Sent. Now wait for the unit to sign, without touching "
                                     "anything: its answer comes by itself."));
  gtk_widget_set_visible (GTK_WIDGET (self->begin_button), FALSE);
  follow (self, lian_ledger_entry_get_case_id (entry));
}

static void
first_case_cb (GObject *mirror, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianWelcomeCard) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lian_mirror_list_finish (LIAN_MIRROR (mirror), result, &error);
  const char *id;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (records == NULL || records->len == 0)
    {
      gtk_label_set_text (self->lead, _ ("Nothing waits to be dispatched just now. A new report "
                                         "will come within a minute; then try again."));
      return;
    }
  id = lian_record_get_id (g_ptr_array_index (records, 0));
  gtk_label_set_text (self->lead, _ ("This case waits to be dispatched. Press D, look at what is "
                                     "filled in, and send with Ctrl+Enter."));
  gtk_widget_set_visible (GTK_WIDGET (self->begin_button), FALSE);
  follow (self, id);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-case", "s", id);
}

/* "state IN ('filed', …)" over the states whose stage is to_dispatch. */
static char *
dup_where (LianDictionary *dictionary)
{
  GPtrArray *states = lian_dictionary_list (dictionary, "state");
  g_autoptr (GString) where = g_string_new ("state IN (''");

  for (guint i = 0; i < states->len; i++)
    {
      LianRecord *state = g_ptr_array_index (states, i);
      const char *stage = lian_record_get_text (state, LIAN_ENTRY_TEXT);
      const char *code = lian_record_get_text (state, LIAN_ENTRY_CODE);

      if (g_strcmp0 (stage, "to_dispatch") != 0 || code == NULL || strchr (code, '\'') != NULL)
        continue;
      g_string_append_printf (where, ", '%s'", code);
    }
  g_string_append_c (where, ')');
  return g_string_free (g_steal_pointer (&where), FALSE);
}

static void
begin_cb (LianWelcomeCard *self)
{
  LianMirror *mirror = lian_engine_get_mirror (self->engine);
  g_autofree char *where = NULL;

  if (self->done == N_STEPS)
    {
      g_signal_emit (self, signals[DISMISSED], 0);
      return;
    }
  where = dup_where (lian_mirror_get_dictionary (mirror));
  lian_mirror_list (mirror, LIAN_KIND_CASE, where, "deadline", 1, self->cancellable, first_case_cb,
                    g_object_ref (self));
}

static void
dismiss_cb (LianWelcomeCard *self)
{
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
lian_welcome_card_dispose (GObject *object)
{
  LianWelcomeCard *self = LIAN_WELCOME_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->case_id, g_free);
  G_OBJECT_CLASS (lian_welcome_card_parent_class)->dispose (object);
}

static void
lian_welcome_card_class_init (LianWelcomeCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lian_welcome_card_dispose;
  signals[DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/liandong/Liandong/ui/lian-welcome-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, lead);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, step_box_1);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, step_box_2);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, step_box_3);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, tick_1);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, tick_2);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, tick_3);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, time_1);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, time_2);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, time_3);
  gtk_widget_class_bind_template_child (widget_class, LianWelcomeCard, begin_button);
  gtk_widget_class_bind_template_callback (widget_class, begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
lian_welcome_card_init (LianWelcomeCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  show_steps (self, NULL);
}

/**
 * lian_welcome_card_new:
 * @engine: whose cases and instructions are watched
 *
 * Returns: (transfer floating): the card before its first step
 */
GtkWidget *
lian_welcome_card_new (LianEngine *engine)
{
  LianWelcomeCard *self = g_object_new (LIAN_TYPE_WELCOME_CARD, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (lian_engine_get_mirror (engine), "changed",
                           G_CALLBACK (mirror_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lian_engine_get_ledger (engine), "changed",
                           G_CALLBACK (ledger_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * lian_welcome_card_get_done:
 *
 * Returns: how many of the three steps have happened
 */
guint
lian_welcome_card_get_done (LianWelcomeCard *self)
{
  return self->done;
}

/**
 * lian_welcome_card_get_case:
 *
 * Returns: (transfer none) (nullable): id of the case that is followed
 */
const char *
lian_welcome_card_get_case (LianWelcomeCard *self)
{
  return self->case_id;
}
