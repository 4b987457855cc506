/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-housekeeper.h"

#include "lian-service-private.h"

#include <string.h>

#define SECONDS 60

/* More wait for the next minute. */
#define AT_ONCE 500

struct _LianHousekeeper
{
  GObject parent_instance;

  LianService *service;      /* (owned) */
  GCancellable *cancellable; /* (owned) */
  guint timer;
  guint under_way;
};

G_DEFINE_FINAL_TYPE (LianHousekeeper, lian_housekeeper, G_TYPE_OBJECT)

enum
{
  LOOKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const roles[] = { "system", NULL };
static const LianActor actor = { "system", roles, "", NULL };

static void
end_one (LianHousekeeper *self)
{
  if (--self->under_way == 0)
    g_signal_emit (self, signals[LOOKED], 0);
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LianReply) reply = lian_service_submit_finish (LIAN_SERVICE (source), result, &error);

  /* Somebody may have been first: then there is nothing to be done any more. */
  if (reply != NULL && reply->status >= 300)
    g_message ("a suspended case was not resumed: %u", reply->status);
  end_one (self);
}

static void
resume (LianHousekeeper *self, const LianRecord *record)
{
  g_autofree char *id = g_uuid_string_random ();
  char *text = g_strdup_printf ("{\"id\":\"%s\",\"action\":\"resume\",\"case_id\":\"%s\"}", id,
                                lian_record_get_id (record));
  g_autoptr (GBytes) body = g_bytes_new_take (text, strlen (text));

  self->under_way++;
  lian_service_submit (self->service, LIAN_INTAKE_ACT, &actor, NULL, body, NULL,
                       lian_record_get_version (record), self->cancellable, submitted_cb,
                       g_object_ref (self));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cases = lian_service_list_finish (LIAN_SERVICE (source), result, &error);

  for (guint i = 0; cases != NULL && i < cases->len; i++)
    resume (self, cases->pdata[i]);
  end_one (self);
}

static void
tended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LianHousekeeper) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!lian_service_tend_mirror_finish (LIAN_SERVICE (source), result, &error))
    g_message ("the mirrored set is not what it should be: %s", error->message);
  end_one (self);
}

static gboolean
timer_cb (gpointer user_data)
{
  lian_housekeeper_look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
lian_housekeeper_dispose (GObject *object)
{
  LianHousekeeper *self = LIAN_HOUSEKEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (lian_housekeeper_parent_class)->dispose (object);
}

static void
lian_housekeeper_finalize (GObject *object)
{
  LianHousekeeper *self = LIAN_HOUSEKEEPER (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (lian_housekeeper_parent_class)->finalize (object);
}

static void
lian_housekeeper_class_init (LianHousekeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lian_housekeeper_dispose;
  object_class->finalize = lian_housekeeper_finalize;

  signals[LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
lian_housekeeper_init (LianHousekeeper *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * lian_housekeeper_new:
 *
 * Returns: (transfer full): looks after @service once a minute for as long as it lives
 */
LianHousekeeper *
lian_housekeeper_new (LianService *service)
{
  LianHousekeeper *self = g_object_new (LIAN_TYPE_HOUSEKEEPER, NULL);

  self->service = g_object_ref (service);
  self->timer = g_timeout_add_seconds (SECONDS, timer_cb, self);
  return self;
}

/**
 * lian_housekeeper_look:
 *
 * While a look is under way another one does nothing.
 */
void
lian_housekeeper_look (LianHousekeeper *self)
{
  if (self->under_way > 0)
    return;
  self->under_way += 2;
  lian_service_tend_mirror (self->service, tended_cb, g_object_ref (self));
  lian_service_list (self->service, &actor, LIAN_KIND_CASE, "state=suspended hang_until<now",
                     AT_ONCE, FALSE, self->cancellable, listed_cb, g_object_ref (self));
}
