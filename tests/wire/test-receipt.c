/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-codec.h"
#include "lian-error.h"
#include "lian-problem.h"
#include "lian-receipt.h"

#include <string.h>

#define ZEROES "0000000000000000000000000000000000000000000000000000000000000000"
#define EMPTY_DIGEST "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static LianReceipt *
make_receipt (void)
{
  LianReceipt base = { .id = (char *)"i-1",
                       .digest = (char *)EMPTY_DIGEST,
                       .seq = 12,
                       .prev_hash = (char *)ZEROES,
                       .account = (char *)"dispatcher",
                       .role = (char *)"dispatcher",
                       .accepted_at = (char *)"2026-11-24T09:40:00.000000+08:00",
                       .position = (char *)"e:12" };
  LianReceipt *receipt = lian_receipt_copy (&base);

  receipt->hash = lian_receipt_compute_hash (receipt);
  return receipt;
}

static void
test_round_trip (void)
{
  g_autoptr (LianReceipt) receipt = make_receipt ();
  g_autoptr (JsonNode) node = lian_receipt_to_json (receipt);
  g_autoptr (GError) error = NULL;
  g_autoptr (LianReceipt) back = lian_receipt_from_json (json_node_get_object (node), &error);
  g_autofree char *hash = g_compute_checksum_for_string (
      G_CHECKSUM_SHA256,
      "v1\n12\n" ZEROES "\n" EMPTY_DIGEST
      "\ni-1\ndispatcher\ndispatcher\n2026-11-24T09:40:00.000000+08:00\n",
      -1);

  g_assert_no_error (error);
  g_assert_cmpstr (back->hash, ==, hash);
  g_assert_cmpstr (back->position, ==, "e:12");
  g_assert_true (lian_receipt_is_for (back, "i-1", EMPTY_DIGEST));
  g_assert_false (lian_receipt_is_for (back, "i-2", EMPTY_DIGEST));
  g_assert_false (lian_receipt_is_for (back, "i-1", ZEROES));
  g_assert_false (lian_receipt_is_for (back, NULL, NULL));
}

/* Every member matters: missing, of another type, or another by one character. */
static void
test_forged (void)
{
  static const char *const members[]
      = { "id", "digest", "seq", "prev_hash", "hash", "account", "role", "accepted_at" };

  for (guint i = 0; i < 3 * G_N_ELEMENTS (members); i++)
    {
      const char *member = members[i / 3];
      g_autoptr (LianReceipt) receipt = make_receipt ();
      g_autoptr (JsonNode) node = lian_receipt_to_json (receipt);
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GError) error = NULL;

      if (i % 3 == 0)
        json_object_remove_member (object, member);
      else if (i % 3 == 1)
        json_object_set_null_member (object, member);
      else if (strcmp (member, "seq") == 0)
        json_object_set_int_member (object, member, 13);
      else
        {
          g_autofree char *text = g_strdup (json_object_get_string_member (object, member));

          text[0] = text[0] == '1' ? '2' : '1';
          json_object_set_string_member (object, member, text);
        }
      g_assert_null (lian_receipt_from_json (object, &error));
      g_assert_error (error, LIAN_ERROR, LIAN_ERROR_INVALID);
      g_assert_true (g_str_has_prefix (error->message, "receipt."));
    }
}

static void
test_digests (void)
{
  static const char *const bad[] = { "",
                                     "sha-512=:AAAA:",
                                     "sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                                     "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU:",
                                     "sha-256=:47DEQpj8 HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
                                     "sha-256=:AAAA:",
                                     "sha-256=::",
                                     "sha-256=:" };
  g_autoptr (GBytes) body = g_bytes_new (NULL, 0);
  g_autofree char *header = lian_content_digest (body);
  g_autofree char *hex = lian_hex_digest (body);
  g_autofree char *several = g_strconcat ("md5=:x:, ", header, NULL);
  g_autofree char *back = lian_content_digest_to_hex (several);

  g_assert_cmpstr (header, ==, "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
  g_assert_cmpstr (hex, ==, EMPTY_DIGEST);
  g_assert_cmpstr (back, ==, EMPTY_DIGEST);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (lian_content_digest_to_hex (bad[i]));
  g_assert_null (lian_content_digest_to_hex (NULL));
}

static void
check_code (guint status, const char *name, LianErrorCode code)
{
  g_autoptr (LianProblem) problem = lian_problem_new (status, name, "why");
  g_autoptr (GError) error = lian_problem_to_error (problem);

  g_assert_error (error, LIAN_ERROR, (int)code);
}

static void
test_problem (void)
{
  g_autoptr (LianProblem) problem = lian_problem_new (412, "target-changed", "version 8");
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (LianProblem) back = NULL;
  JsonObject *object;

  problem->field = g_strdup ("case_id");
  problem->line = 17;
  problem->current = json_object_new ();
  json_object_set_string_member (problem->current, "id", "c-1");
  node = lian_problem_to_json (problem);
  object = json_node_get_object (node);
  g_assert_cmpstr (json_object_get_string_member (object, "type"), ==,
                   "urn:liandong:problem:target-changed");
  back = lian_problem_from_json (object, NULL);
  g_assert_cmpuint (back->line, ==, 17);
  g_assert_cmpstr (back->name, ==, "target-changed");
  g_assert_cmpuint (back->status, ==, 412);
  g_assert_cmpstr (back->field, ==, "case_id");
  g_assert_cmpstr (json_object_get_string_member (back->current, "id"), ==, "c-1");

  json_object_set_string_member (object, "type", "about:blank");
  g_assert_null (lian_problem_from_json (object, NULL));
  json_object_set_string_member (object, "type", "urn:liandong:problem:x");
  json_object_set_int_member (object, "status", 200);
  g_assert_null (lian_problem_from_json (object, NULL));

  check_code (409, "expired", LIAN_ERROR_EXPIRED);
  check_code (409, "already-dispatched", LIAN_ERROR_CONFLICT);
  check_code (410, "epoch-changed", LIAN_ERROR_GONE);
  check_code (401, "bad-credentials", LIAN_ERROR_UNAUTHENTICATED);
  check_code (422, "key-reused", LIAN_ERROR_INVALID);
  check_code (503, "anything", LIAN_ERROR_SERVER);
  check_code (418, "teapot", LIAN_ERROR_FAILED);
}

static void
test_members (void)
{
  static const char text[] = "{\"s\":\"x\",\"i\":1,\"b\":true,\"o\":{},\"a\":[],\"n\":null}";
  g_autoptr (JsonNode) node = lian_json_parse (text, sizeof text - 1, 1000, NULL);
  JsonObject *object = json_node_get_object (node);
  g_autoptr (GError) error = NULL;
  const char *string = "kept";
  gint64 number = 5;
  JsonObject *inner = NULL;
  JsonArray *array = NULL;
  gboolean flag = FALSE;

  g_assert_true (lian_json_get_string (object, "missing", FALSE, &string, NULL));
  g_assert_cmpstr (string, ==, "kept");
  g_assert_false (lian_json_get_string (object, "missing", TRUE, &string, &error));
  g_assert_cmpstr (error->message, ==, "missing: missing");
  g_assert_true (lian_json_get_string (object, "s", TRUE, &string, NULL));
  g_assert_false (lian_json_get_string (object, "i", FALSE, &string, NULL));
  g_assert_false (lian_json_get_string (object, "n", FALSE, &string, NULL));
  g_assert_false (lian_json_get_int (object, "s", FALSE, &number, NULL));
  g_assert_true (lian_json_get_int (object, "i", TRUE, &number, NULL));
  g_assert_cmpint (number, ==, 1);
  g_assert_false (lian_json_get_time (object, "s", FALSE, &number, NULL));
  g_assert_true (lian_json_get_time (object, "missing", FALSE, &number, NULL));
  g_assert_true (lian_json_get_bool (object, "b", TRUE, &flag, NULL) && flag);
  g_assert_true (lian_json_get_object (object, "o", TRUE, &inner, NULL) && inner != NULL);
  g_assert_true (lian_json_get_array (object, "a", TRUE, &array, NULL) && array != NULL);
  g_assert_false (lian_json_get_array (object, "o", TRUE, &array, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/receipt/round-trip", test_round_trip);
  g_test_add_func ("/receipt/forged", test_forged);
  g_test_add_func ("/receipt/digests", test_digests);
  g_test_add_func ("/problem/problem", test_problem);
  g_test_add_func ("/codec/members", test_members);
  return g_test_run ();
}
