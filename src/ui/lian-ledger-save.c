/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-ledger-save.h"

#include "lian-clock.h"
#include "lian-compat.h"
#include "lian-error.h"
#include "lian-ledger-export.h"
#include "lian-ledger.h"
#include "lian-mirror.h"

#include <glib/gi18n-lib.h>

#define NOTICE "ledger-export"
#define KEY "lian-ledger-save"
#define LOOK_MS 250

/* One file on its way; the main thread's. The other thread reads what was set before it began, and
 * counts. */
typedef struct
{
  LianWindow *window; /* (nullable): gone */
  char *path;
  GFile *to; /* (owned) */
  LianLedgerFormat format;
  gboolean demonstration;
  GCancellable *cancellable; /* (owned) */
  gint done;                 /* atomic */
  gint total;                /* atomic */
  guint look_id;
  guint rows;
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->to);
  g_object_unref (save->cancellable);
  g_free (save->path);
  g_free (save);
}

static void
count_cb (guint done, guint total, gpointer data)
{
  Save *save = data;

  g_atomic_int_set (&save->total, (gint)total);
  g_atomic_int_set (&save->done, (gint)done);
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Save *save = data;
  GError *error = NULL;

  if (lian_ledger_export (save->path, save->to, save->format, save->demonstration, count_cb, save,
                          cancellable, &save->rows, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
show_progress (Save *save)
{
  gint total = g_atomic_int_get (&save->total);
  g_autofree char *text
      = total > 0 ? g_strdup_printf (_ ("The ledger is being exported: %d of %d instructions"),
                                     g_atomic_int_get (&save->done), total)
                  : g_strdup (_ ("The ledger is being exported"));

  if (lian_window_has_notice (save->window, NOTICE))
    lian_window_change_notice (save->window, NOTICE, text);
  else
    lian_window_add_notice (save->window, NOTICE, text, _ ("Cancel"), "win.cancel-export");
}

static gboolean
look_cb (gpointer data)
{
  show_progress (data);
  return G_SOURCE_CONTINUE;
}

/* Nobody is there any more to say how it ended: half of it is nothing. */
static void
destroy_cb (LianWindow *window, Save *save)
{
  g_cancellable_cancel (save->cancellable);
  g_clear_handle_id (&save->look_id, g_source_remove);
  save->window = NULL;
}

static void
say_end (Save *save, const GError *error)
{
  g_autofree char *name = g_file_get_parse_name (save->to);
  g_autofree char *text = NULL;

  if (error == NULL)
    text = g_strdup_printf (ngettext ("%u instruction was written to %s.",
                                      "%u instructions were written to %s.", save->rows),
                            save->rows, name);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    text = g_strdup (_ ("The export was broken off; nothing was written."));
  else
    text = g_strdup_printf (_ ("%s was not written. %s"), name, lian_error_to_text (error));
  lian_window_add_notice (save->window, NOTICE, text, NULL, NULL);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (save->window != NULL)
    {
      g_clear_handle_id (&save->look_id, g_source_remove);
      g_object_set_data (G_OBJECT (save->window), KEY, NULL);
      g_signal_handlers_disconnect_by_data (save->window, save);
      say_end (save, error);
    }
  save_free (save);
}

/**
 * lian_ledger_save_to:
 * @window: shows how far it is
 * @engine: whose ledger
 * @to: what is written; its name says whether as CSV or as JSON lines
 *
 * One at a time: a second one does nothing. Main thread.
 */
void
lian_ledger_save_to (LianWindow *window, LianEngine *engine, GFile *to)
{
  g_autofree char *name = g_file_get_basename (to);
  g_autoptr (GTask) task = NULL;
  Save *save;

  if (g_object_get_data (G_OBJECT (window), KEY) != NULL)
    return;
  save = g_new0 (Save, 1);
  save->window = window;
  save->path = g_strdup (lian_ledger_get_path (lian_engine_get_ledger (engine)));
  save->to = g_object_ref (to);
  save->format = lian_ledger_format_of (name);
  save->demonstration = lian_mirror_get_demonstration (lian_engine_get_mirror (engine));
  save->cancellable = g_cancellable_new ();
  save->look_id = g_timeout_add (LOOK_MS, look_cb, save);
  g_object_set_data (G_OBJECT (window), KEY, save->cancellable);
  g_signal_connect (window, "destroy", G_CALLBACK (destroy_cb), save);
  show_progress (save);
  /* Without the window: it must not be dropped on the other thread. */
  task = g_task_new (NULL, save->cancellable, saved_cb, save);
  g_task_set_source_tag (task, lian_ledger_save_to);
  g_task_set_task_data (task, save, NULL);
  g_task_run_in_thread (task, export_thread);
}

/**
 * lian_ledger_save_cancel:
 *
 * Breaks off what is being written, if anything is.
 */
void
lian_ledger_save_cancel (LianWindow *window)
{
  GCancellable *cancellable = g_object_get_data (G_OBJECT (window), KEY);

  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

/* --- where to --- */

typedef struct
{
  LianWindow *window; /* (owned) */
  LianEngine *engine; /* (owned) */
} Question;

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GFile) to = lian_compat_save_file_finish (result, NULL);

  if (to != NULL)
    lian_ledger_save_to (question->window, question->engine, to);
  g_object_unref (question->window);
  g_object_unref (question->engine);
  g_free (question);
}

/**
 * lian_ledger_save_ask:
 * @window: asks
 * @engine: whose ledger
 *
 * Lets a person choose a file. Main thread.
 */
void
lian_ledger_save_ask (LianWindow *window, LianEngine *engine)
{
  g_autoptr (GDateTime) now
      = lian_time_to_local (lian_clock_get_now (lian_engine_get_clock (engine)));
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *name = g_strdup_printf (_ ("Ledger %s.csv"), day);
  const char *const filters[]
      = { _ ("CSV, for spreadsheets"), "*.csv", _ ("JSON lines, for programs"), "*.jsonl", NULL };
  Question *question = g_new0 (Question, 1);

  question->window = g_object_ref (window);
  question->engine = g_object_ref (engine);
  lian_compat_save_file (GTK_WINDOW (window), _ ("Export the ledger"), name, filters, chosen_cb,
                         question);
}
