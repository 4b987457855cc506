/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-problem.h"

#include "lian-codec.h"
#include "lian-error.h"

#include <string.h>

#define TYPE_PREFIX "urn:liandong:problem:"
#define NAME_MAX_BYTES 64

static const struct
{
  const char *name;
  LianErrorCode code;
} codes_by_name[] = {
  { "expired", LIAN_ERROR_EXPIRED },
  { "position-expired", LIAN_ERROR_GONE },
  { "epoch-changed", LIAN_ERROR_GONE },
  { "target-changed", LIAN_ERROR_CONFLICT },
  { "already-dispatched", LIAN_ERROR_CONFLICT },
  { "too-many-attempts", LIAN_ERROR_THROTTLED },
};

static const struct
{
  guint status;
  LianErrorCode code;
  const char *title;
} statuses[] = {
  { 400, LIAN_ERROR_INVALID, "Bad request" },
  { 401, LIAN_ERROR_UNAUTHENTICATED, "Not signed in" },
  { 403, LIAN_ERROR_FORBIDDEN, "Not allowed" },
  { 404, LIAN_ERROR_NOT_FOUND, "Not found" },
  { 405, LIAN_ERROR_INVALID, "Method not allowed" },
  { 409, LIAN_ERROR_CONFLICT, "Conflict" },
  { 410, LIAN_ERROR_GONE, "Gone" },
  { 412, LIAN_ERROR_CONFLICT, "Changed in the meantime" },
  { 413, LIAN_ERROR_TOO_LARGE, "Too large" },
  { 415, LIAN_ERROR_INVALID, "Media type not supported" },
  { 422, LIAN_ERROR_INVALID, "Not acceptable" },
  { 428, LIAN_ERROR_INVALID, "Precondition required" },
  { 429, LIAN_ERROR_THROTTLED, "Too many requests" },
  { 507, LIAN_ERROR_DISK_FULL, "No space left" },
};

static const char *
title_of (guint status)
{
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      return statuses[i].title;
  return status >= 500 ? "Server fault" : "Error";
}

/**
 * lian_problem_new:
 * @status: HTTP status
 * @name: last part of its type, "target-changed"
 * @detail: (nullable): for people who read logs
 *
 * Returns: (transfer full): a problem; its owner may set field and current
 */
LianProblem *
lian_problem_new (guint status, const char *name, const char *detail)
{
  LianProblem *self = g_new0 (LianProblem, 1);

  self->status = status;
  self->name = g_strdup (name);
  self->title = g_strdup (title_of (status));
  self->detail = g_strdup (detail != NULL ? detail : "");
  return self;
}

void
lian_problem_free (LianProblem *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->field);
  g_clear_pointer (&self->current, json_object_unref);
  g_free (self);
}

/**
 * lian_problem_to_json:
 *
 * Returns: (transfer full): a document of RFC 9457
 */
JsonNode *
lian_problem_to_json (const LianProblem *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  g_autofree char *type = g_strconcat (TYPE_PREFIX, self->name, NULL);

  json_object_set_string_member (object, "type", type);
  json_object_set_string_member (object, "title", self->title);
  json_object_set_int_member (object, "status", self->status);
  if (*self->detail != '\0')
    json_object_set_string_member (object, "detail", self->detail);
  if (self->field != NULL)
    json_object_set_string_member (object, "field", self->field);
  if (self->line != 0)
    json_object_set_int_member (object, "line", self->line);
  if (self->current != NULL)
    json_object_set_object_member (object, "current", json_object_ref (self->current));
  json_node_take_object (node, object);
  return node;
}

static gboolean
is_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= NAME_MAX_BYTES
         && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

/**
 * lian_problem_from_json:
 * @object: a document as it came
 *
 * Returns: (transfer full): the problem; %NULL with %LIAN_ERROR_INVALID naming the member when it
 * is none of ours
 */
LianProblem *
lian_problem_from_json (JsonObject *object, GError **error)
{
  g_autoptr (LianProblem) self = NULL;
  const char *type = NULL, *title = NULL, *detail = NULL, *field = NULL;
  JsonObject *current = NULL;
  gint64 status = 0, line = 0;

  if (!lian_json_get_string (object, "type", TRUE, &type, error)
      || !lian_json_get_int (object, "status", TRUE, &status, error)
      || !lian_json_get_string (object, "title", FALSE, &title, error)
      || !lian_json_get_string (object, "detail", FALSE, &detail, error)
      || !lian_json_get_string (object, "field", FALSE, &field, error)
      || !lian_json_get_int (object, "line", FALSE, &line, error)
      || !lian_json_get_object (object, "current", FALSE, &current, error))
    {
      g_prefix_error (error, "problem.");
      return NULL;
    }
  if (!g_str_has_prefix (type, TYPE_PREFIX) || !is_name (type + strlen (TYPE_PREFIX)))
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "problem.type: not one of ours");
      return NULL;
    }
  if (status < 400 || status > 599)
    {
      g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "problem.status: not an error");
      return NULL;
    }

  self = lian_problem_new ((guint)status, type + strlen (TYPE_PREFIX), detail);
  if (title != NULL)
    {
      g_free (self->title);
      self->title = g_strdup (title);
    }
  self->field = g_strdup (field);
  self->line = (guint)CLAMP (line, 0, G_MAXINT);
  self->current = current != NULL ? json_object_ref (current) : NULL;
  return g_steal_pointer (&self);
}

static LianErrorCode
code_of (const LianProblem *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes_by_name); i++)
    if (g_strcmp0 (codes_by_name[i].name, self->name) == 0)
      return codes_by_name[i].code;
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == self->status)
      return statuses[i].code;
  return self->status >= 500 ? LIAN_ERROR_SERVER : LIAN_ERROR_FAILED;
}

/**
 * lian_problem_to_error:
 *
 * Returns: (transfer full): a %LIAN_ERROR of the code that belongs to name and status
 */
GError *
lian_problem_to_error (const LianProblem *self)
{
  if (self->field != NULL)
    return g_error_new (LIAN_ERROR, code_of (self), "%s (%u), %s: %s", self->name, self->status,
                        self->field, self->detail);

  return g_error_new (LIAN_ERROR, code_of (self), "%s (%u): %s", self->name, self->status,
                      self->detail);
}
