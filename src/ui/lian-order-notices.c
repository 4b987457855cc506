/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-order-notices.h"

#include <glib/gi18n.h>

#include "lian-ledger.h"
#include "lian-order-dialogs.h"
#include "lian-order-watch.h"
#include "lian-text.h"
#include "lian-wording.h"

/* More of them are counted: the page under the card has to be seen as well. */
#define MOST_ROWS 3

struct _LianOrderNotices
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) */
  LianCaseWords *words;      /* (owned) */
  GHashTable *titles;        /* (owned) (element-type utf8 utf8): of cases, "" = asked for */
  GCancellable *cancellable; /* (owned) */
  char *content;             /* (owned) (nullable): what is shown, to leave it alone */

  /* borrowed from the tree */
  GtkBox *box;
  GtkLabel *said;
};

enum
{
  REPLACE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LianOrderNotices, lian_order_notices, ADW_TYPE_BIN)

static void update (LianOrderNotices *self);

/* --- words --- */

typedef struct
{
  LianOrderNotices *notices; /* (owned) */
  char *case_id;
} Title;

static void
title_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Title *title = user_data;
  g_autoptr (LianOrderNotices) self = title->notices;
  g_autofree char *case_id = title->case_id;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianRecord) record = lian_mirror_lookup_finish (LIAN_MIRROR (source), result, &error);

  g_free (title);
  if (record == NULL)
    {
      /* Not there yet, or hidden while somebody signs in: it is asked for again. */
      g_hash_table_remove (self->titles, case_id);
      return;
    }
  g_hash_table_insert (self->titles, g_steal_pointer (&case_id),
                       lian_text_clean (lian_record_get_text (record, LIAN_CASE_TITLE), FALSE, 40));
  update (self);
}

/* Its number until the mirror has been asked. */
static const char *
get_title (LianOrderNotices *self, const char *case_id)
{
  const char *known = g_hash_table_lookup (self->titles, case_id);
  Title *title;

  if (known != NULL)
    return *known != '\0' ? known : case_id;
  g_hash_table_insert (self->titles, g_strdup (case_id), g_strdup (""));
  title = g_new (Title, 1);
  title->notices = g_object_ref (self);
  title->case_id = g_strdup (case_id);
  lian_mirror_lookup (lian_engine_get_mirror (self->engine), LIAN_KIND_CASE, case_id,
                      self->cancellable, title_cb, title);
  return case_id;
}

static char *
dup_what (LianOrderNotices *self, LianLedgerEntry *entry)
{
  const char *unit = lian_ledger_entry_get_to_unit (entry);
  const char *action
      = lian_case_words_title (self->words, "action", lian_ledger_entry_get_kind (entry));
  const char *title = get_title (self, lian_ledger_entry_get_case_id (entry));

  if (unit == NULL || *unit == '\0')
    return g_strdup_printf (_ ("%1$s: %2$s"), action, title);
  return g_strdup_printf (_ ("%1$s to %2$s: %3$s"), action,
                          lian_case_words_unit (self->words, unit), title);
}

static char *
dup_phone (LianOrderNotices *self, LianLedgerEntry *entry)
{
  LianRecord *unit = lian_case_words_get_unit (self->words, lian_ledger_entry_get_to_unit (entry));
  const char *phone = unit != NULL ? lian_record_get_text (unit, LIAN_UNIT_DUTY_PHONE) : NULL;

  return phone != NULL ? g_strdup_printf (_ ("Duty phone %s"), phone)
                       : g_strdup (_ ("No duty phone known"));
}

static char *
dup_alarm (LianOrderNotices *self, LianLedgerEntry *entry)
{
  g_autofree char *moment
      = lian_case_words_dup_moment (self->words, lian_ledger_entry_get_not_after (entry));

  if (lian_ledger_entry_is_open (entry) && lian_ledger_entry_get_attempts (entry) > 0)
    return g_strdup_printf (
        _ ("Past %s without an answer, may have arrived: telephone before ordering again"), moment);
  return g_strdup_printf (_ ("Expired at %s, not carried out"), moment);
}

static char *
dup_failed (LianOrderNotices *self, LianLedgerEntry *entry)
{
  return g_strdup (lian_ledger_entry_get_state (entry) == LIAN_ENTRY_CONFLICT
                       ? _ ("Not carried out: the case has changed since")
                       : _ ("Not carried out: the platform refused it"));
}

static char *
dup_left (LianOrderNotices *self, LianLedgerEntry *entry)
{
  gint64 now = lian_case_words_get_now (self->words);
  gint64 minutes = MAX (0, now - lian_ledger_entry_get_created_at (entry)) / G_TIME_SPAN_MINUTE;
  g_autofree char *age = lian_format_minutes (minutes, FALSE, lian_wording_is_chinese ());
  g_autofree char *account = lian_text_clean (lian_ledger_entry_get_account (entry), FALSE, 64);

  if (!lian_ledger_entry_is_open (entry))
    return g_strdup_printf (_ ("Left by %1$s, %2$s old, expired"), account, age);
  if (lian_ledger_entry_get_attempts (entry) > 0)
    return g_strdup_printf (_ ("Left by %1$s, %2$s old, may have arrived"), account, age);
  return g_strdup_printf (_ ("Left by %1$s, %2$s old, never sent"), account, age);
}

/* --- rows --- */

static const char *
get_id (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "id");
}

static void
replace (LianOrderNotices *self, const char *id, gboolean by_phone)
{
  LianLedgerEntry *entry = lian_ledger_lookup (lian_engine_get_ledger (self->engine), id);

  if (entry != NULL)
    g_signal_emit (self, signals[REPLACE], 0, lian_ledger_entry_get_case_id (entry), id, by_phone);
}

static void
again_cb (GtkWidget *button, LianOrderNotices *self)
{
  replace (self, get_id (button), FALSE);
}

static void
phone_cb (GtkWidget *button, LianOrderNotices *self)
{
  replace (self, get_id (button), TRUE);
}

static void
drop_cb (GtkWidget *button, LianOrderNotices *self)
{
  lian_order_dialogs_drop (self->engine, get_id (button), self->said);
}

static void
send_on_cb (GtkWidget *button, LianOrderNotices *self)
{
  g_autofree char *what = lian_order_notices_dup_row (self, get_id (button));

  lian_order_dialogs_send_on (self->engine, get_id (button), what, self->said);
}

static void
give_up_cb (GtkWidget *button, LianOrderNotices *self)
{
  g_autofree char *what = lian_order_notices_dup_row (self, get_id (button));

  lian_order_dialogs_give_up (self->engine, get_id (button), what, self->said);
}

static void
add_button (LianOrderNotices *self, GtkBox *row, const char *label, const char *id,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (id), g_free);
  g_signal_connect_object (button, "clicked", callback, self, 0);
  gtk_box_append (row, button);
}

static GtkLabel *
make_line (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_add_css_class (label, css_class);
  return GTK_LABEL (label);
}

static GtkBox *
add_row (LianOrderNotices *self, const char *first, const char *second, const char *third,
         gboolean alarm)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name (alarm ? "dialog-warning-symbolic"
                                                        : "dialog-information-symbolic");
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkLabel *phone;

  gtk_widget_add_css_class (icon, alarm ? "lian-over" : "lian-soon");
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (make_line (first, alarm ? "lian-over" : "heading")));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (make_line (second, "lian-fg2")));
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), lines);
  if (third != NULL)
    {
      phone = make_line (third, "heading");
      gtk_widget_add_css_class (GTK_WIDGET (phone), "numeric");
      gtk_label_set_ellipsize (phone, PANGO_ELLIPSIZE_NONE);
      gtk_label_set_selectable (phone, TRUE);
      gtk_widget_set_focusable (GTK_WIDGET (phone), FALSE);
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (phone));
    }
  gtk_box_append (self->box, row);
  return GTK_BOX (row);
}

static void
add_alarm (LianOrderNotices *self, LianLedgerEntry *entry)
{
  const char *id = lian_ledger_entry_get_id (entry);
  g_autofree char *first = dup_alarm (self, entry);
  g_autofree char *second = dup_what (self, entry);
  g_autofree char *third = dup_phone (self, entry);
  GtkBox *row = add_row (self, first, second, third, TRUE);

  /* Without a person nobody can decide: the card says whom to call. */
  if (lian_engine_get_account (self->engine) == NULL)
    return;
  if (g_strcmp0 (lian_ledger_entry_get_kind (entry), "revoke") != 0)
    {
      add_button (self, row, _ ("Order again"), id, G_CALLBACK (again_cb));
      add_button (self, row, _ ("Telephone dispatch"), id, G_CALLBACK (phone_cb));
    }
  add_button (self, row, _ ("Drop…"), id, G_CALLBACK (drop_cb));
}

/* The platform's answer comes when the eye may be elsewhere. What can be done stands on the case.
 */
static void
add_failed (LianOrderNotices *self, LianLedgerEntry *entry)
{
  g_autofree char *first = dup_failed (self, entry);
  g_autofree char *second = dup_what (self, entry);
  GtkBox *row = add_row (self, first, second, NULL, TRUE);
  GtkWidget *button = gtk_button_new_with_label (_ ("Show the case"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-case");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    lian_ledger_entry_get_case_id (entry));
  gtk_box_append (row, button);
}

static void
add_left (LianOrderNotices *self, LianLedgerEntry *entry)
{
  const char *id = lian_ledger_entry_get_id (entry);
  g_autofree char *first = dup_left (self, entry);
  g_autofree char *second = dup_what (self, entry);
  GtkBox *row = add_row (self, first, second, NULL, FALSE);

  if (!lian_engine_is_chief (self->engine))
    {
      gtk_box_append (row, GTK_WIDGET (make_line (_ ("The duty chief decides"), "lian-fg2")));
      return;
    }
  add_button (self, row, _ ("Send on…"), id, G_CALLBACK (send_on_cb));
  add_button (self, row, _ ("Revoke…"), id, G_CALLBACK (give_up_cb));
}

static void
add_more (LianOrderNotices *self, guint n)
{
  g_autofree char *text = NULL;

  if (n <= MOST_ROWS)
    return;
  text = g_strdup_printf (ngettext ("and %u more", "and %u more", n - MOST_ROWS), n - MOST_ROWS);
  gtk_box_append (self->box, GTK_WIDGET (make_line (text, "lian-fg2")));
}

/* --- all of it --- */

static void
add_content (GString *content, LianOrderNotices *self, GPtrArray *rows,
             char *(*words) (LianOrderNotices *, LianLedgerEntry *))
{
  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *first = words (self, rows->pdata[i]);
      g_autofree char *second = dup_what (self, rows->pdata[i]);
      g_autofree char *phone = dup_phone (self, rows->pdata[i]);

      g_string_append_printf (content, "%s|%s|%s|%s\n", lian_ledger_entry_get_id (rows->pdata[i]),
                              first, second, phone);
    }
}

/* What has not changed is left alone: a button must not go while it is pressed. */
static gboolean
is_shown (LianOrderNotices *self, GPtrArray *alarms, GPtrArray *failed, GPtrArray *left)
{
  g_autoptr (GString) content = g_string_new (lian_engine_get_account (self->engine));
  gboolean same;

  g_string_append_printf (content, "|%d\n", lian_engine_is_chief (self->engine));
  add_content (content, self, alarms, dup_alarm);
  add_content (content, self, failed, dup_failed);
  add_content (content, self, left, dup_left);
  same = g_strcmp0 (content->str, self->content) == 0;
  g_free (self->content);
  self->content = g_string_free (g_steal_pointer (&content), FALSE);
  return same;
}

/* Signing out names at once what waits: by then the titles are here. */
static void
ask_titles (LianOrderNotices *self, const char *account)
{
  g_autoptr (GPtrArray) open
      = lian_order_watch_list_open (lian_engine_get_watch (self->engine), account);

  for (guint i = 0; i < open->len; i++)
    get_title (self, lian_ledger_entry_get_case_id (open->pdata[i]));
}

static void
update (LianOrderNotices *self)
{
  LianOrderWatch *watch = lian_engine_get_watch (self->engine);
  const char *account = lian_engine_get_account (self->engine);
  gboolean here = account != NULL && *account != '\0';
  g_autoptr (GPtrArray) alarms = lian_order_watch_list_alarms (watch, here ? account : NULL);
  g_autoptr (GPtrArray) failed = NULL;
  g_autoptr (GPtrArray) left = NULL;
  GtkWidget *child;

  if (here)
    ask_titles (self, account);
  failed = here ? lian_order_watch_list_failed (watch, account) : g_ptr_array_new ();
  left = here ? lian_order_watch_list_absent (
             watch, account, lian_mirror_get_server_id (lian_engine_get_mirror (self->engine)))
              : g_ptr_array_new ();
  if (is_shown (self, alarms, failed, left))
    return;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  gtk_label_set_text (self->said, "");
  for (guint i = 0; i < alarms->len && i < MOST_ROWS; i++)
    add_alarm (self, alarms->pdata[i]);
  add_more (self, alarms->len);
  for (guint i = 0; i < failed->len && i < MOST_ROWS; i++)
    add_failed (self, failed->pdata[i]);
  add_more (self, failed->len);
  for (guint i = 0; i < left->len && i < MOST_ROWS; i++)
    add_left (self, left->pdata[i]);
  add_more (self, left->len);
  gtk_widget_set_visible (GTK_WIDGET (self), alarms->len + failed->len + left->len > 0);
}

/* A failure has a line only while there is one. */
static void
said_cb (GtkLabel *said)
{
  gtk_widget_set_visible (GTK_WIDGET (said), gtk_label_get_text (said)[0] != '\0');
}

static void
lian_order_notices_dispose (GObject *object)
{
  LianOrderNotices *self = LIAN_ORDER_NOTICES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_order_notices_parent_class)->dispose (object);
}

static void
lian_order_notices_finalize (GObject *object)
{
  LianOrderNotices *self = LIAN_ORDER_NOTICES (object);

  g_object_unref (self->cancellable);
  g_hash_table_unref (self->titles);
  g_free (self->content);

  G_OBJECT_CLASS (lian_order_notices_parent_class)->finalize (object);
}

static void
lian_order_notices_class_init (LianOrderNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_order_notices_dispose;
  object_class->finalize = lian_order_notices_finalize;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_ALERT);

  signals[REPLACE]
      = g_signal_new ("replace", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
lian_order_notices_init (LianOrderNotices *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->cancellable = g_cancellable_new ();
  self->titles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  self->said = make_line ("", "lian-over");
  gtk_widget_set_visible (GTK_WIDGET (self->said), FALSE);
  g_signal_connect (self->said, "notify::label", G_CALLBACK (said_cb), NULL);
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->box));
  gtk_box_append (GTK_BOX (outer), GTK_WIDGET (self->said));
  gtk_widget_add_css_class (outer, "lian-order-notices");
  adw_bin_set_child (ADW_BIN (self), outer);
}

/**
 * lian_order_notices_new:
 * @engine: for the ledger and its watch
 * @words: for names and the time
 *
 * Returns: the card, hidden as long as there is nothing to say
 */
GtkWidget *
lian_order_notices_new (LianEngine *engine, LianCaseWords *words)
{
  LianOrderNotices *self = g_object_new (LIAN_TYPE_ORDER_NOTICES, "visible", FALSE, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  g_signal_connect_object (lian_engine_get_watch (engine), "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "notify::account", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (words, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

/**
 * lian_order_notices_dup_row:
 * @id: of a row in memory
 *
 * Returns: (transfer full): what it is, in one line
 */
char *
lian_order_notices_dup_row (LianOrderNotices *self, const char *id)
{
  LianLedgerEntry *entry;
  g_autofree char *what = NULL;
  g_autofree char *moment = NULL;

  g_return_val_if_fail (LIAN_IS_ORDER_NOTICES (self), NULL);

  entry = lian_ledger_lookup (lian_engine_get_ledger (self->engine), id);
  if (entry == NULL)
    return g_strdup (id);
  what = dup_what (self, entry);
  moment = lian_case_words_dup_moment (self->words, lian_ledger_entry_get_created_at (entry));
  return g_strdup_printf (_ ("%1$s, since %2$s"), what, moment);
}
