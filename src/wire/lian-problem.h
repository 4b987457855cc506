/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* RFC 9457 problem documents; name is the last part of the type, "target-changed". */
typedef struct
{
  char *name;
  guint status;
  char *title;
  char *detail;
  char *field;         /* (nullable) */
  guint line;          /* of what was sent, 0: it has none */
  JsonObject *current; /* (nullable): the present state, of conflicts */
} LianProblem;

LianProblem *lian_problem_new (guint status, const char *name, const char *detail)
    G_GNUC_WARN_UNUSED_RESULT;
void lian_problem_free (LianProblem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianProblem, lian_problem_free)

JsonNode *lian_problem_to_json (const LianProblem *self) G_GNUC_WARN_UNUSED_RESULT;
LianProblem *lian_problem_from_json (JsonObject *object, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As a LIAN_ERROR of the code that belongs to status and name. */
GError *lian_problem_to_error (const LianProblem *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
