/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Problem documents: an error of ours comes of each that is accepted, and it is the same when it is
 * written and read again. */
#include "fuzz.h"

#include "lian-codec.h"
#include "lian-limits.h"
#include "lian-problem.h"

#include <string.h>

static void
check_same (const LianProblem *a, const LianProblem *b)
{
  g_assert_cmpstr (a->name, ==, b->name);
  g_assert_cmpuint (a->status, ==, b->status);
  g_assert_cmpstr (a->title, ==, b->title);
  g_assert_cmpstr (a->detail, ==, b->detail);
  g_assert_cmpstr (a->field, ==, b->field);
  g_assert_cmpuint (a->line, ==, b->line);
  g_assert_true ((a->current != NULL) == (b->current != NULL));
  if (a->current != NULL)
    g_assert_true (json_object_equal (a->current, b->current));
}

static void
check_problem (const LianProblem *problem)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) as_error = lian_problem_to_error (problem);
  g_autoptr (JsonNode) node = lian_problem_to_json (problem);
  g_autofree char *printed = lian_json_print (node);
  g_autoptr (JsonNode) parsed
      = lian_json_parse (printed, strlen (printed), LIAN_LIMIT_JSON_PAGE, &error);
  g_autoptr (LianProblem) again = NULL;

  fuzz_check_error (as_error);
  g_assert_cmpuint (problem->status, >=, 400);
  g_assert_cmpuint (problem->status, <=, 599);
  g_assert_no_error (error);
  again = lian_problem_from_json (json_node_get_object (parsed), &error);
  g_assert_no_error (error);
  check_same (problem, again);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_memdup2 (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = lian_json_parse (text, size, LIAN_LIMIT_JSON_ANSWER, &error);
  g_autoptr (LianProblem) problem = NULL;

  if (root == NULL)
    {
      fuzz_check_error (error);
      return 0;
    }
  problem = lian_problem_from_json (json_node_get_object (root), &error);
  if (problem == NULL)
    {
      fuzz_check_error (error);
      g_assert_true (g_str_has_prefix (error->message, "problem."));
      return 0;
    }
  check_problem (problem);
  return 0;
}
