/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-case-nearby.h"

#include <glib/gi18n.h>

#include "lian-crs.h"
#include "lian-text.h"
#include "lian-wording.h"

#define MOST_MEMBERS 2

struct _LianCaseNearby
{
  AdwBin parent_instance;

  LianEngine *engine;        /* (owned) */
  LianCaseWords *words;      /* (owned) */
  LianRecord *record;        /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned): of the questions about this case */
  GPtrArray *members;        /* (owned) (nullable): LianRecord */
  GPtrArray *complexes;      /* (owned) (nullable): LianRecord */

  GtkBox *box; /* borrowed from the tree */
};

G_DEFINE_FINAL_TYPE (LianCaseNearby, lian_case_nearby, ADW_TYPE_BIN)

typedef struct
{
  LianRecord *record;
  double metres;
} Near;

static int
compare_near (gconstpointer a, gconstpointer b)
{
  double difference = ((const Near *)a)->metres - ((const Near *)b)->metres;

  return (difference > 0) - (difference < 0);
}

static GArray *
sort_by_distance (GPtrArray *records, guint field, LianPoint from)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Near));

  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      LianPoint at;

      if (lian_record_get_point (records->pdata[i], field, &at))
        {
          Near near = { records->pdata[i], lian_crs_distance (from, at) };

          g_array_append_val (list, near);
        }
    }
  g_array_sort (list, compare_near);
  return list;
}

static void
add_row (LianCaseNearby *self, const char *icon, const char *name, double metres, const char *note)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  g_autofree char *clean = lian_text_clean (name, FALSE, 64);
  GtkWidget *label = gtk_label_new (clean);
  g_autofree char *text = metres < 1000 ? g_strdup_printf ("%.0f\u00a0m", metres)
                                        : g_strdup_printf ("%.1f\u00a0km", metres / 1000);
  GtkWidget *distance = gtk_label_new (text);
  GtkWidget *remark = gtk_label_new (note);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (distance), 1);
  gtk_widget_set_size_request (distance, 64, -1);
  gtk_widget_add_css_class (distance, "numeric");
  gtk_label_set_xalign (GTK_LABEL (remark), 0);
  gtk_label_set_ellipsize (GTK_LABEL (remark), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (remark, 200, -1);
  gtk_widget_add_css_class (remark, "lian-fg2");
  gtk_box_append (GTK_BOX (row), image);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), distance);
  gtk_box_append (GTK_BOX (row), remark);
  gtk_box_append (self->box, row);
}

static char *
dup_member_note (LianCaseNearby *self, LianRecord *member)
{
  gint64 seen = lian_record_get_time (member, LIAN_WORKER_LAST_SEEN);
  gint64 age = (lian_case_words_get_now (self->words) - seen) / G_TIME_SPAN_MINUTE;
  const char *duty
      = lian_record_get_bool (member, LIAN_WORKER_ON_DUTY) ? _ ("On duty") : _ ("Off duty");
  g_autofree char *ago = NULL;

  if (seen == 0)
    return g_strdup (duty);
  ago = lian_format_minutes (MAX (age, 1), TRUE, lian_wording_is_chinese ());
  return g_strdup_printf (_ ("%s, position %s old"), duty, ago);
}

static void
add_member (LianCaseNearby *self, const Near *near)
{
  g_autofree char *name = g_strdup_printf (_ ("Grid member %s"),
                                           lian_record_get_text (near->record, LIAN_WORKER_NAME));
  g_autofree char *note = dup_member_note (self, near->record);

  add_row (self, "avatar-default-symbolic", name, near->metres, note);
}

static void
update (LianCaseNearby *self)
{
  g_autoptr (GArray) members = NULL;
  g_autoptr (GArray) complexes = NULL;
  GtkWidget *child;
  GtkWidget *heading;
  LianPoint at;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  if (self->record == NULL || !lian_record_get_point (self->record, LIAN_CASE_LOCATION, &at))
    return;
  members = sort_by_distance (self->members, LIAN_WORKER_LOCATION, at);
  complexes = sort_by_distance (self->complexes, LIAN_SERVICE_COMPLEX_LOCATION, at);
  if (members->len + complexes->len == 0)
    return;
  heading = gtk_label_new (_ ("Nearby"));
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (self->box, heading);
  for (guint i = 0; i < MIN (members->len, MOST_MEMBERS); i++)
    add_member (self, &g_array_index (members, Near, i));
  if (complexes->len > 0)
    {
      const Near *near = &g_array_index (complexes, Near, 0);

      add_row (self, "go-home-symbolic",
               lian_record_get_text (near->record, LIAN_SERVICE_COMPLEX_NAME), near->metres,
               _ ("Service complex"));
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianCaseNearby) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = lian_mirror_list_finish (LIAN_MIRROR (source), result, &error);
  GPtrArray **slot;

  if (records == NULL || self->box == NULL || records->len == 0)
    return;
  slot = lian_record_get_kind (records->pdata[0])->id == LIAN_KIND_WORKER ? &self->members
                                                                          : &self->complexes;
  g_clear_pointer (slot, g_ptr_array_unref);
  *slot = g_steal_pointer (&records);
  update (self);
}

static void
load (LianCaseNearby *self)
{
  LianMirror *mirror = lian_engine_get_mirror (self->engine);

  lian_mirror_list (mirror, LIAN_KIND_WORKER, "role = 'grid_member'", NULL, 0, self->cancellable,
                    listed_cb, g_object_ref (self));
  lian_mirror_list (mirror, LIAN_KIND_SERVICE_COMPLEX, NULL, NULL, 0, self->cancellable, listed_cb,
                    g_object_ref (self));
}

static void
lian_case_nearby_dispose (GObject *object)
{
  LianCaseNearby *self = LIAN_CASE_NEARBY (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->box = NULL;
  g_clear_pointer (&self->record, lian_record_unref);
  g_clear_pointer (&self->members, g_ptr_array_unref);
  g_clear_pointer (&self->complexes, g_ptr_array_unref);
  g_clear_object (&self->words);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (lian_case_nearby_parent_class)->dispose (object);
}

static void
lian_case_nearby_class_init (LianCaseNearbyClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lian_case_nearby_dispose;
}

static void
lian_case_nearby_init (LianCaseNearby *self)
{
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}

/**
 * lian_case_nearby_new:
 * @engine: for the mirror
 * @words: for the time
 *
 * Returns: an empty list
 */
GtkWidget *
lian_case_nearby_new (LianEngine *engine, LianCaseWords *words)
{
  LianCaseNearby *self = g_object_new (LIAN_TYPE_CASE_NEARBY, NULL);

  self->engine = g_object_ref (engine);
  self->words = g_object_ref (words);
  return GTK_WIDGET (self);
}

/**
 * lian_case_nearby_set_record:
 * @record: the case; positions are read anew when it is another one
 */
void
lian_case_nearby_set_record (LianCaseNearby *self, LianRecord *record)
{
  gboolean other;

  g_return_if_fail (LIAN_IS_CASE_NEARBY (self));

  other = self->record == NULL
          || g_strcmp0 (lian_record_get_id (self->record), lian_record_get_id (record)) != 0;
  lian_record_ref (record);
  g_clear_pointer (&self->record, lian_record_unref);
  self->record = record;
  if (!other)
    return;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  load (self);
}
