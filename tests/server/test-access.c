/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-http-support.h"

#include "lian-access.h"
#include "lian-error.h"
#include "lian-password.h"

#include <string.h>

static void
test_roles (void)
{
  static const char *const readers[]
      = { "viewer",    "leader",       "operator", "inspector",   "dispatcher",       "duty_chief",
          "commander", "unit_handler", "display",  "grid_member", "community_worker", "connector" };
  static const char *const blind[] = { "viewer", "display", "grid_member", "community_worker" };
  static const char *const none[] = { "admin", "auditor", "resident", "acceptor", "" };

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_assert_true ((lian_access_of_role (readers[i]) & LIAN_ACCESS_RECORDS) != 0);
  for (guint i = 0; i < G_N_ELEMENTS (blind); i++)
    g_assert_true ((lian_access_of_role (blind[i]) & LIAN_ACCESS_SECRET) == 0);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    g_assert_true ((lian_access_of_role (none[i]) & LIAN_ACCESS_RECORDS) == 0);
  /* A wall has no more than the records. */
  g_assert_cmpuint (lian_access_of_role ("display"), ==, LIAN_ACCESS_RECORDS);
  g_assert_cmpuint (lian_access_of_role ("auditor"), ==, LIAN_ACCESS_AUDIT);
  g_assert_cmpuint (lian_access_of_role ("admin"), ==, LIAN_ACCESS_NONE);
}

static void
test_powers (void)
{
  static const struct
  {
    const char *roles[4];
    gboolean apart;
  } cases[] = {
    { { "dispatcher" }, TRUE },
    { { "operator", "dispatcher", "duty_chief" }, TRUE },
    { { "admin" }, TRUE },
    { { "auditor", "viewer" }, TRUE },
    { { "admin", "dispatcher" }, FALSE },
    { { "dispatcher", "admin" }, FALSE },
    { { "viewer", "auditor", "grid_member" }, FALSE },
    { { "admin", "auditor" }, FALSE },
    { { "resident", "auditor" }, FALSE },
    { { "dispatchr" }, FALSE },
    { { "system" }, FALSE },
    { { "" }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s …", cases[i].roles[0]);
      g_assert_cmpint (lian_access_check_roles (cases[i].roles, &error), ==, cases[i].apart);
      if (!cases[i].apart)
        g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
    }
}

static void
test_routes (void)
{
  static const struct
  {
    const char *method;
    const char *path[4];
    LianAccess needed;
  } cases[] = {
    { "GET", { "me" }, LIAN_ACCESS_NONE },
    { "DELETE", { "session" }, LIAN_ACCESS_NONE },
    { "GET", { "dictionary" }, LIAN_ACCESS_NONE },
    { "GET", { "entries" }, LIAN_ACCESS_RECORDS },
    { "GET", { "cases" }, LIAN_ACCESS_RECORDS },
    { "HEAD", { "cases" }, LIAN_ACCESS_RECORDS },
    { "GET", { "cases", "c-1" }, LIAN_ACCESS_RECORDS },
    { "GET", { "changes" }, LIAN_ACCESS_RECORDS },
    { "GET", { "kpis" }, LIAN_ACCESS_RECORDS },
    { "POST", { "instructions", "status" }, LIAN_ACCESS_RECORDS },
    { "GET", { "attachments", "a" }, LIAN_ACCESS_ATTACHMENTS },
    { "POST", { "attachments" }, LIAN_ACCESS_WRITE },
    { "GET", { "audit" }, LIAN_ACCESS_AUDIT },
    { "GET", { "access-log" }, LIAN_ACCESS_AUDIT },
    /* Refused after the id. */
    { "POST", { "cases" }, LIAN_ACCESS_NONE },
    { "POST", { "acts" }, LIAN_ACCESS_NONE },
    { "POST", { "instructions" }, LIAN_ACCESS_NONE },
    { "POST", { "cases", "c-1", "reveal" }, LIAN_ACCESS_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpuint (lian_access_of_route (cases[i].method, cases[i].path), ==, cases[i].needed);
}

static void
test_accounts (void)
{
  static const char *const both[] = { "admin", "dispatcher", NULL };
  g_autoptr (TestCounty) county = test_county_new_short ();
  g_autoptr (LianPerson) person = lian_person_new ("both", "both", both, "", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (lian_service_add_account (county->service, person, "x", &error));
  g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
  g_assert_false (g_hash_table_contains (county->service->accounts, "both"));
}

/* An account that has come into the database in another way is no better. */
static void
test_admin_cannot_dispatch (void)
{
  static const char *const both[] = { "admin", "dispatcher", NULL };
  static const char *const wall[] = { "display", "dispatchr", NULL };
  const LianActor admin = { "both", both, TEST_COUNTY, NULL };
  const LianActor display = { "wall", wall, TEST_COUNTY, NULL };
  g_autoptr (TestCounty) county = test_county_new ();
  gint64 version = test_make_filed (county, "c-1");
  g_autofree char *order = test_dispatch ("i-1", "c-1", "");
  g_autofree char *report = test_report ("c-2");

  test_expect (county, LIAN_INTAKE_INSTRUCTION, &admin, order, version, 403, "forbidden");
  test_expect (county, LIAN_INTAKE_REPORT, &display, report, -1, 403, "forbidden");
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &test_dispatcher, order, version, 201, "");
  /* What was accepted stays so, whatever becomes of the roles. */
  test_expect (county, LIAN_INTAKE_INSTRUCTION, &admin, order, version, 200, "");
}

/* Who may not read records does not get them with a refusal either. */
static void
test_current (void)
{
  g_autoptr (TestCounty) county = test_county_new ();
  g_autofree char *body = NULL;
  g_autoptr (LianReply) resident = NULL;
  g_autoptr (LianReply) operator= NULL;

  test_make_filed (county, "c-1");
  body = test_act ("a-1", "evaluate", "c-1", ",\"satisfaction\":\"satisfied\"");
  resident = test_submit (county, LIAN_INTAKE_ACT, &test_resident, body, NULL, -1);
  g_free (body);
  body = test_act ("a-1", "accept", "c-1", "");
  operator= test_submit (county, LIAN_INTAKE_ACT, &test_operator, body, NULL, -1);
  g_assert_cmpuint (resident->status, ==, 409);
  g_assert_cmpuint (operator->status, ==, 409);
  g_assert_null (g_strstr_len (g_bytes_get_data (resident->body, NULL),
                               (gssize)g_bytes_get_size (resident->body), "current"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (operator->body, NULL),
                                  (gssize)g_bytes_get_size (operator->body), "current"));
}

static void
expect_all (TestHttp *http, const char *account, guint status)
{
  static const char *const paths[] = { "/v1/cases",        "/v1/entries",
                                       "/v1/cases/c-1",    "/v1/instructions/i-1",
                                       "/v1/changes",      "/v1/changes?since=x&wait=1",
                                       "/v1/attachments/x" };

  test_http_sign_in (http, account);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    g_free (test_http_request (http, "GET", paths[i], NULL, status));
  g_free (test_http_request (http, "POST", "/v1/instructions/status", "{\"ids\":[]}", status));
  g_free (test_http_request (http, "GET", "/v1/me", NULL, 200));
  g_free (test_http_request (http, "GET", "/v1/dictionary", NULL, 200));
}

static void
test_offices (TestHttp *http, gconstpointer data)
{
  g_autofree char *report = test_report ("c-9");
  g_autofree char *order = test_dispatch ("i-9", "c-1", "");

  test_http_add_account (http, "admin", "admin", "", NULL);
  test_http_add_account (http, "auditor", "auditor", "", NULL);
  test_http_add_account (http, "home", "resident", TEST_STREET, NULL);
  test_http_add_account (http, "wall", "display", TEST_COUNTY, NULL);
  expect_all (http, "admin", 403);
  g_free (test_http_request (http, "GET", "/v1/audit", NULL, 403));
  expect_all (http, "home", 403);
  g_free (test_http_post (http, "/v1/cases", report, "c-9", NULL, 201));
  expect_all (http, "auditor", 403);
  g_free (test_http_request (http, "GET", "/v1/audit", NULL, 200));

  test_http_sign_in (http, "wall");
  g_free (test_http_request (http, "GET", "/v1/cases", NULL, 200));
  g_free (test_http_post (http, "/v1/cases", report, "c-9", NULL, 200));
  g_free (test_http_post (http, "/v1/instructions", order, "i-9", "\"1\"", 403));
  g_free (test_http_request (http, "GET", "/v1/access-log", NULL, 403));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/access/roles", test_roles);
  g_test_add_func ("/access/powers", test_powers);
  g_test_add_func ("/access/routes", test_routes);
  g_test_add_func ("/access/accounts", test_accounts);
  g_test_add_func ("/access/admin-cannot-dispatch", test_admin_cannot_dispatch);
  g_test_add_func ("/access/current", test_current);
  TEST_HTTP_ADD ("/access/offices", test_offices);

  return g_test_run ();
}
