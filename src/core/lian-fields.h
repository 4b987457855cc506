/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The field tables: one line a field. From these lines come the JSON of the wire, the validation of
 * the server, the tables of mirror and server, the columns of lists and the masking;
 * data/api/openapi.yaml is held against them by a test.
 *
 * F (KIND, FIELD, "name", TYPE, N_("Title"), FLAGS, LIMIT)
 *   TYPE   one of LianFieldType
 *   FLAGS  LIAN_FIELD_* or 0
 *   LIMIT  text: most code points; list and rows: most elements; otherwise 0
 *
 * The first two fields of every kind are id and version, the third is the region that decides who
 * may see the record (empty: everybody). Field names are wire names and column names. Never reorder
 * or reuse a name: add at the end. */

/* clang-format off */
#define LIAN_HEAD(F, K)                                                                            \
  F (K, ID, "id", TEXT, N_ ("Id"), LIAN_FIELD_REQUIRED, 64)                                        \
  F (K, VERSION, "version", INT, N_ ("Version"), LIAN_FIELD_SERVER, 0)                             \
  F (K, REGION, "region_code", TEXT, N_ ("Region"), LIAN_FIELD_INDEXED, 32)

/* A division of any level; id is the division code (GB/T 2260 and GB/T 10114), region_code is its own. */
#define LIAN_REGION_FIELDS(F)                                                                      \
  LIAN_HEAD (F, REGION)                                                                            \
  F (REGION, NAME, "name", TEXT, N_ ("Name"), LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE, 128)    \
  F (REGION, LEVEL, "level", CODE, N_ ("Level"), LIAN_FIELD_REQUIRED, 16)                          \
  F (REGION, KIND, "kind", CODE, N_ ("Kind"), 0, 16)                                               \
  F (REGION, PARENT, "parent_code", TEXT, N_ ("Parent"), LIAN_FIELD_INDEXED, 32)                   \
  F (REGION, IS_CITY_DISTRICT, "is_city_district", BOOL, N_ ("City district"), 0, 0)               \
  F (REGION, POPULATION, "population", INT, N_ ("Population"), 0, 0)                               \
  F (REGION, HOUSEHOLDS, "households", INT, N_ ("Households"), 0, 0)                               \
  F (REGION, CENTRE, "centre", POINT, N_ ("Centre"), 0, 0)                                         \
  F (REGION, GEOMETRY, "geometry", GEOMETRY, N_ ("Outline"), 0, 0)

#define LIAN_GRID_FIELDS(F)                                                                        \
  LIAN_HEAD (F, GRID)                                                                              \
  F (GRID, CODE, "code", TEXT, N_ ("Code"), LIAN_FIELD_REQUIRED, 32)                               \
  F (GRID, NAME, "name", TEXT, N_ ("Name"), LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE, 128)      \
  F (GRID, KIND, "kind", CODE, N_ ("Kind"), 0, 16)                                                 \
  F (GRID, POPULATION, "population", INT, N_ ("Population"), 0, 0)                                 \
  F (GRID, HOUSEHOLDS, "households", INT, N_ ("Households"), 0, 0)                                 \
  F (GRID, AREA, "area_m2", INT, N_ ("Area"), 0, 0)                                                \
  F (GRID, MEMBER, "member_id", TEXT, N_ ("Grid member"), 0, 64)                                   \
  F (GRID, VALID_FROM, "valid_from", TIME, N_ ("Valid from"), 0, 0)                                \
  F (GRID, VALID_TO, "valid_to", TIME, N_ ("Valid to"), 0, 0)                                      \
  F (GRID, SRC_CRS, "src_crs", CODE, N_ ("Source coordinates"), 0, 16)                             \
  F (GRID, GEOMETRY, "geometry", GEOMETRY, N_ ("Outline"), 0, 0)

/* Departments, streets, communities and providers that handle cases. */
#define LIAN_UNIT_FIELDS(F)                                                                        \
  LIAN_HEAD (F, UNIT)                                                                              \
  F (UNIT, NAME, "name", TEXT, N_ ("Name"), LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE, 128)      \
  F (UNIT, KIND, "kind", CODE, N_ ("Kind"), LIAN_FIELD_REQUIRED, 16)                               \
  F (UNIT, PARENT, "parent_id", TEXT, N_ ("Parent"), 0, 64)                                        \
  F (UNIT, DUTY_PHONE, "duty_phone", TEXT, N_ ("Duty phone"), 0, 32)                               \
  F (UNIT, ACTIVE, "active", BOOL, N_ ("Active"), 0, 0)

#define LIAN_WORKER_FIELDS(F)                                                                      \
  LIAN_HEAD (F, WORKER)                                                                            \
  F (WORKER, NAME, "name", TEXT, N_ ("Name"), LIAN_FIELD_REQUIRED | LIAN_FIELD_MASK_NAME, 64)      \
  F (WORKER, ROLE, "role", CODE, N_ ("Role"), LIAN_FIELD_REQUIRED, 24)                             \
  F (WORKER, UNIT, "unit_id", TEXT, N_ ("Unit"), 0, 64)                                            \
  F (WORKER, POST_CLASS, "post_class", INT, N_ ("Post class"), 0, 0)                               \
  F (WORKER, GRADE, "grade", INT, N_ ("Grade"), 0, 0)                                              \
  F (WORKER, GRIDS, "grid_ids", LIST, N_ ("Grids"), 0, 64)                                         \
  F (WORKER, PHONE, "phone", TEXT, N_ ("Work phone"), 0, 32)                                       \
  F (WORKER, ON_DUTY, "on_duty", BOOL, N_ ("On duty"), 0, 0)                                       \
  F (WORKER, LAST_SEEN, "last_seen", TIME, N_ ("Last seen"), 0, 0)                                 \
  F (WORKER, LOCATION, "location", POINT, N_ ("Position"), 0, 0)

/* elements: ten rows, see LIAN_ELEMENT_FIELDS, in the order 党政居医养教文体娱商. */
#define LIAN_SERVICE_COMPLEX_FIELDS(F)                                                             \
  LIAN_HEAD (F, SERVICE_COMPLEX)                                                                   \
  F (SERVICE_COMPLEX, NAME, "name", TEXT, N_ ("Name"),                                             \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE, 128)                                             \
  F (SERVICE_COMPLEX, LOCATION, "location", POINT, N_ ("Position"), LIAN_FIELD_REQUIRED, 0)        \
  F (SERVICE_COMPLEX, ADDRESS, "address", TEXT, N_ ("Address"), 0, 512)                            \
  F (SERVICE_COMPLEX, AREA, "area_m2", INT, N_ ("Area"), 0, 0)                                     \
  F (SERVICE_COMPLEX, STAR, "star", INT, N_ ("Star"), 0, 0)                                        \
  F (SERVICE_COMPLEX, ELEMENTS, "elements", ROWS, N_ ("Ten elements"), 0, 10)

/* One of the ten elements; state is own, shared or missing. Only ever inside a service_complex. */
#define LIAN_ELEMENT_FIELDS(F)                                                                     \
  F (ELEMENT, KEY, "key", CODE, N_ ("Element"), LIAN_FIELD_REQUIRED, 16)                           \
  F (ELEMENT, STATE, "state", CODE, N_ ("State"), LIAN_FIELD_REQUIRED, 16)                         \
  F (ELEMENT, FACILITY, "facility", TEXT, N_ ("Facility"), 0, 128)                                 \
  F (ELEMENT, OPEN_HOURS, "open_hours", TEXT, N_ ("Open hours"), 0, 64)

/* Points of service, cameras, facilities, and the drawn base: kinds river, lake, road, rail carry a
 * geometry that the map draws under everything else. */
#define LIAN_PLACE_FIELDS(F)                                                                       \
  LIAN_HEAD (F, PLACE)                                                                             \
  F (PLACE, NAME, "name", TEXT, N_ ("Name"), LIAN_FIELD_SEARCHABLE, 128)                           \
  F (PLACE, KIND, "kind", CODE, N_ ("Kind"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 16)         \
  F (PLACE, RANK, "rank", INT, N_ ("Rank"), 0, 0)                                                  \
  F (PLACE, LOCATION, "location", POINT, N_ ("Position"), 0, 0)                                    \
  F (PLACE, GEOMETRY, "geometry", GEOMETRY, N_ ("Shape"), 0, 0)                                    \
  F (PLACE, ADDRESS, "address", TEXT, N_ ("Address"), 0, 512)                                      \
  F (PLACE, OPEN_HOURS, "open_hours", TEXT, N_ ("Open hours"), 0, 64)                              \
  F (PLACE, UNIT, "unit_id", TEXT, N_ ("Unit"), 0, 64)                                             \
  F (PLACE, STATE, "state", CODE, N_ ("State"), 0, 16)                                             \
  F (PLACE, LINK, "link", TEXT, N_ ("Link"), 0, 512)

/* stage_at, warn_at and deadline belong to the present stage: its start, the moment when 80 % of the
 * limit is used, its end; close_due is the deadline of the whole case. All are moments, worked out by
 * the server with the working-time clock; a light is (now, warn_at, deadline) and is never stored. */
#define LIAN_CASE_FIELDS(F)                                                                        \
  LIAN_HEAD (F, CASE)                                                                              \
  F (CASE, CODE, "code", TEXT, N_ ("Number"), LIAN_FIELD_SEARCHABLE | LIAN_FIELD_COLUMN, 64)       \
  F (CASE, TITLE, "title", TEXT, N_ ("Title"),                                                     \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE | LIAN_FIELD_COLUMN | LIAN_FIELD_MASK_TEXT, 128)  \
  F (CASE, DESCRIPTION, "description", TEXT, N_ ("Description"),                                   \
     LIAN_FIELD_SEARCHABLE | LIAN_FIELD_MASK_TEXT, 8000)                                           \
  F (CASE, KIND, "kind", CODE, N_ ("Kind"), LIAN_FIELD_REQUIRED, 16)                               \
  F (CASE, CATEGORY, "category", CODE, N_ ("Category"),                                            \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED | LIAN_FIELD_COLUMN, 32)                             \
  F (CASE, SOURCE, "source", CODE, N_ ("Source"),                                                  \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED | LIAN_FIELD_COLUMN, 32)                             \
  F (CASE, UPSTREAM_NO, "upstream_no", TEXT, N_ ("Number above"), 0, 64)                           \
  F (CASE, REPORTER_NAME, "reporter_name", TEXT, N_ ("Reporter"), LIAN_FIELD_MASK_NAME, 64)        \
  F (CASE, REPORTER_PHONE, "reporter_phone", TEXT, N_ ("Reporter's phone"), LIAN_FIELD_MASK_PHONE, \
     32)                                                                                           \
  F (CASE, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)                                          \
  F (CASE, LOCATION, "location", POINT, N_ ("Position"), 0, 0)                                     \
  F (CASE, SRC_CRS, "src_crs", CODE, N_ ("Source coordinates"), 0, 16)                             \
  F (CASE, ADDRESS, "address", TEXT, N_ ("Address"),                                               \
     LIAN_FIELD_SEARCHABLE | LIAN_FIELD_COLUMN | LIAN_FIELD_MASK_TEXT, 512)                        \
  F (CASE, GRID, "grid_id", TEXT, N_ ("Grid"), LIAN_FIELD_INDEXED, 64)                             \
  F (CASE, URGENCY, "urgency", CODE, N_ ("Urgency"), LIAN_FIELD_REQUIRED | LIAN_FIELD_COLUMN, 16)  \
  F (CASE, INFLUENCE, "influence", CODE, N_ ("Influence"), 0, 16)                                  \
  F (CASE, STATE, "state", CODE, N_ ("State"),                                                     \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED | LIAN_FIELD_COLUMN, 16)                             \
  F (CASE, REPORTED_AT, "reported_at", TIME, N_ ("Reported"), LIAN_FIELD_INDEXED, 0)               \
  F (CASE, ACCEPTED_AT, "accepted_at", TIME, N_ ("Accepted"), LIAN_FIELD_INDEXED, 0)               \
  F (CASE, FILED_AT, "filed_at", TIME, N_ ("Filed"), 0, 0)                                         \
  F (CASE, DISPATCHED_AT, "dispatched_at", TIME, N_ ("Dispatched"), 0, 0)                          \
  F (CASE, SIGNED_AT, "signed_at", TIME, N_ ("Signed for"), 0, 0)                                  \
  F (CASE, HANDLED_AT, "handled_at", TIME, N_ ("Handling since"), 0, 0)                            \
  F (CASE, FEEDBACK_AT, "feedback_at", TIME, N_ ("Fed back"), 0, 0)                                \
  F (CASE, CHECKED_AT, "checked_at", TIME, N_ ("Checked"), 0, 0)                                   \
  F (CASE, CLOSED_AT, "closed_at", TIME, N_ ("Closed"), LIAN_FIELD_INDEXED, 0)                     \
  F (CASE, STAGE_AT, "stage_at", TIME, N_ ("Stage since"), 0, 0)                                   \
  F (CASE, WARN_AT, "warn_at", TIME, N_ ("Due soon from"), 0, 0)                                   \
  F (CASE, DEADLINE, "deadline", TIME, N_ ("Deadline"), LIAN_FIELD_INDEXED | LIAN_FIELD_COLUMN, 0) \
  F (CASE, LIMIT_MIN, "limit_min", INT, N_ ("Limit"), 0, 0)                                        \
  F (CASE, CLOSE_DUE, "close_due", TIME, N_ ("Due to close"), LIAN_FIELD_INDEXED, 0)               \
  F (CASE, LEAD_UNIT, "lead_unit_id", TEXT, N_ ("Lead unit"),                                      \
     LIAN_FIELD_INDEXED | LIAN_FIELD_COLUMN, 64)                                                   \
  F (CASE, CO_UNITS, "co_unit_ids", LIST, N_ ("Co-handling units"), 0, 16)                         \
  F (CASE, HANDLER, "handler_id", TEXT, N_ ("Handler"), 0, 64)                                     \
  F (CASE, INSTRUCTION, "instruction_id", TEXT, N_ ("Instruction"), 0, 64)                         \
  F (CASE, REWORK_COUNT, "rework_count", INT, N_ ("Rework"), 0, 0)                                 \
  F (CASE, RETURN_COUNT, "return_count", INT, N_ ("Returns"), 0, 0)                                \
  F (CASE, EXTEND_COUNT, "extend_count", INT, N_ ("Extensions"), 0, 0)                             \
  F (CASE, NUDGE_COUNT, "nudge_count", INT, N_ ("Nudges"), 0, 0)                                   \
  F (CASE, CARD, "card", CODE, N_ ("Card"), 0, 16)                                                 \
  F (CASE, DUPLICATE_OF, "duplicate_of", TEXT, N_ ("Lead case"), 0, 64)                            \
  F (CASE, SATISFACTION, "satisfaction", CODE, N_ ("Satisfaction"), 0, 24)                         \
  F (CASE, EVALUATION, "evaluation_text", TEXT, N_ ("Resident's words"), LIAN_FIELD_MASK_TEXT,     \
     2000)                                                                                         \
  F (CASE, EVALUATED_AT, "evaluated_at", TIME, N_ ("Evaluated"), LIAN_FIELD_INDEXED, 0)            \
  F (CASE, LIMIT_UNIT, "limit_unit", CODE, N_ ("Unit of the limit"), 0, 16)                        \
  F (CASE, LEVEL, "level", CODE, N_ ("Level"), 0, 16)                                              \
  F (CASE, UPSTREAM_DEADLINE, "upstream_deadline", TIME, N_ ("Deadline above"),                    \
     LIAN_FIELD_INDEXED, 0)                                                                        \
  F (CASE, UPSTREAM_STATE, "upstream_state", CODE, N_ ("Answer above"), 0, 16)                     \
  F (CASE, UPSTREAM_AT, "upstream_at", TIME, N_ ("Answered above"), 0, 0)                          \
  F (CASE, VERIFY_AT, "verify_at", TIME, N_ ("Verification asked"), 0, 0)                          \
  F (CASE, VERIFIED_AT, "verified_at", TIME, N_ ("Verified"), 0, 0)                                \
  F (CASE, VERIFY_RESULT, "verify_result", CODE, N_ ("Verification"), 0, 16)                       \
  F (CASE, CHECK_AT, "check_at", TIME, N_ ("Check asked"), 0, 0)                                   \
  F (CASE, CHECK_RESULT, "check_result", CODE, N_ ("Check"), 0, 16)                                \
  F (CASE, PICTURES_BEFORE, "pictures_before", LIST, N_ ("Pictures before"), 0, 9)                 \
  F (CASE, PICTURES_AFTER, "pictures_after", LIST, N_ ("Pictures after"), 0, 9)                    \
  F (CASE, BUNDLE_UNIT, "bundle_unit_id", TEXT, N_ ("Unit of the bundled clock"), 0, 64)           \
  F (CASE, BUNDLE_LIMIT, "bundle_limit_min", INT, N_ ("Bundled limit"), 0, 0)                      \
  F (CASE, BUNDLE_USED, "bundle_used_min", INT, N_ ("Bundled minutes used"), 0, 0)                 \
  F (CASE, HANG_SINCE, "hang_since", TIME, N_ ("Suspended since"), 0, 0)                           \
  F (CASE, HANG_UNTIL, "hang_until", TIME, N_ ("Suspended until"), LIAN_FIELD_INDEXED, 0)          \
  F (CASE, HANG_USED, "hang_used_min", INT, N_ ("Used before suspension"), 0, 0)                   \
  F (CASE, HANG_LIMIT, "hang_limit_min", INT, N_ ("Limit before suspension"), 0, 0)                \
  F (CASE, APPLICATION, "application_id", TEXT, N_ ("Pending application"), 0, 64)                 \
  F (CASE, APPLICATION_KIND, "application_kind", CODE, N_ ("Applied for"), 0, 16)                  \
  F (CASE, MERGED_FROM, "merged_from", CODE, N_ ("State before merging"), 0, 16)                   \
  F (CASE, AUDIT_STATE, "audit_state", CODE, N_ ("Audit of self-handling"), 0, 16)                 \
  F (CASE, ANSWERED_AT, "answered_at", TIME, N_ ("Resident answered"), 0, 0)                       \
  F (CASE, ANSWER, "answer_text", TEXT, N_ ("Answer to the resident"), LIAN_FIELD_MASK_TEXT, 2000) \
  F (CASE, CALLBACK_COUNT, "callback_count", INT, N_ ("Call-backs"), 0, 0)                         \
  F (CASE, CALLBACK_AT, "callback_at", TIME, N_ ("Called back"), 0, 0)                             \
  F (CASE, CALLBACK_RESULT, "callback_result", CODE, N_ ("Call-back"), 0, 16)                      \
  F (CASE, WHISTLE_COUNT, "whistle_count", INT, N_ ("Whistles"), 0, 0)                             \
  F (CASE, REOPEN_COUNT, "reopen_count", INT, N_ ("Reopenings"), 0, 0)                             \
  F (CASE, ITEM, "item_id", TEXT, N_ ("From item"), LIAN_FIELD_INDEXED, 64)                        \
  F (CASE, EXTENDED, "extended_min", INT, N_ ("Minutes of extension"), 0, 0)

#define LIAN_CASE_STEP_FIELDS(F)                                                                   \
  LIAN_HEAD (F, CASE_STEP)                                                                         \
  F (CASE_STEP, CASE, "case_id", TEXT, N_ ("Case"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 64)  \
  F (CASE_STEP, SEQ, "seq", INT, N_ ("Step"), LIAN_FIELD_REQUIRED, 0)                              \
  F (CASE_STEP, ACTION, "action", CODE, N_ ("Action"), LIAN_FIELD_REQUIRED, 24)                    \
  F (CASE_STEP, FROM_STATE, "from_state", CODE, N_ ("From"), 0, 16)                                \
  F (CASE_STEP, TO_STATE, "to_state", CODE, N_ ("To"), 0, 16)                                      \
  F (CASE_STEP, ACTOR, "actor", TEXT, N_ ("By"), LIAN_FIELD_MASK_NAME, 64)                         \
  F (CASE_STEP, SEAT, "seat", TEXT, N_ ("Seat"), 0, 64)                                            \
  F (CASE_STEP, UNIT, "unit_id", TEXT, N_ ("Unit"), 0, 64)                                         \
  F (CASE_STEP, AT, "at", TIME, N_ ("At"), LIAN_FIELD_REQUIRED, 0)                                 \
  F (CASE_STEP, OPINION, "opinion", TEXT, N_ ("Opinion"), LIAN_FIELD_MASK_TEXT, 2000)              \
  F (CASE_STEP, LIMIT_MIN, "limit_min", INT, N_ ("Limit"), 0, 0)                                   \
  F (CASE_STEP, ELAPSED_MIN, "elapsed_min", INT, N_ ("Used"), 0, 0)                                \
  F (CASE_STEP, INSTRUCTION, "instruction_id", TEXT, N_ ("Instruction"), 0, 64)                    \
  F (CASE_STEP, RESULT, "result", CODE, N_ ("Result"), 0, 16)                                      \
  F (CASE_STEP, APPLICATION, "application_id", TEXT, N_ ("Application"), 0, 64)                    \
  F (CASE_STEP, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)                        \
  F (CASE_STEP, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)                                     \
  F (CASE_STEP, ORDERED_AT, "ordered_at", TIME, N_ ("Ordered by telephone"), 0, 0)                 \
  F (CASE_STEP, ORDERED_TO, "ordered_to", TEXT, N_ ("Answered the telephone"),                     \
     LIAN_FIELD_MASK_NAME, 64)

/* An instruction as the platform accepted it: id is the key that the seat made (UUIDv7), receipt_no
 * its number in the audit chain. */
#define LIAN_INSTRUCTION_FIELDS(F)                                                                 \
  LIAN_HEAD (F, INSTRUCTION)                                                                       \
  F (INSTRUCTION, CASE, "case_id", TEXT, N_ ("Case"), LIAN_FIELD_INDEXED, 64)                      \
  F (INSTRUCTION, KIND, "kind", CODE, N_ ("Kind"), LIAN_FIELD_REQUIRED, 24)                        \
  F (INSTRUCTION, TO_UNIT, "to_unit", TEXT, N_ ("Lead unit"), 0, 64)                               \
  F (INSTRUCTION, CO_UNITS, "co_units", LIST, N_ ("Co-handling units"), 0, 16)                     \
  F (INSTRUCTION, OPINION, "opinion", TEXT, N_ ("Opinion"), LIAN_FIELD_MASK_TEXT, 2000)            \
  F (INSTRUCTION, LIMIT_MIN, "limit_min", INT, N_ ("Limit"), 0, 0)                                 \
  F (INSTRUCTION, DEADLINE, "deadline", TIME, N_ ("Deadline"), 0, 0)                               \
  F (INSTRUCTION, NOT_AFTER, "not_after", TIME, N_ ("Not after"), 0, 0)                            \
  F (INSTRUCTION, SENT_AT, "sent_at", TIME, N_ ("Sent"), 0, 0)                                     \
  F (INSTRUCTION, ACCOUNT, "account", TEXT, N_ ("Account"), 0, 64)                                 \
  F (INSTRUCTION, SEAT, "seat", TEXT, N_ ("Seat"), 0, 64)                                          \
  F (INSTRUCTION, SUPERSEDES, "supersedes", TEXT, N_ ("Supersedes"), 0, 64)                        \
  F (INSTRUCTION, ACCEPTED_AT, "accepted_at", TIME, N_ ("Received by the platform"), 0, 0)         \
  F (INSTRUCTION, RECEIPT_NO, "receipt_no", INT, N_ ("Receipt"), 0, 0)                             \
  F (INSTRUCTION, STATE, "state", CODE, N_ ("State"), 0, 16)                                       \
  F (INSTRUCTION, ORDERED_AT, "ordered_at", TIME, N_ ("Ordered by telephone"), 0, 0)               \
  F (INSTRUCTION, ITEM, "item_id", TEXT, N_ ("Item"), 0, 64)                                       \
  F (INSTRUCTION, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)                      \
  F (INSTRUCTION, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)                                   \
  F (INSTRUCTION, ORDERED_TO, "ordered_to", TEXT, N_ ("Answered the telephone"),                   \
     LIAN_FIELD_MASK_NAME, 64)                                                                     \
  F (INSTRUCTION, ON_BEHALF_OF, "on_behalf_of", TEXT, N_ ("On behalf of"), 0, 64)

/* An instruction for one recipient. state: delivered, signed, handling, feedback, done, revoked. */
#define LIAN_DELIVERY_FIELDS(F)                                                                    \
  LIAN_HEAD (F, DELIVERY)                                                                          \
  F (DELIVERY, INSTRUCTION, "instruction_id", TEXT, N_ ("Instruction"),                            \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 64)                                                 \
  F (DELIVERY, CASE, "case_id", TEXT, N_ ("Case"), LIAN_FIELD_INDEXED, 64)                         \
  F (DELIVERY, UNIT, "unit_id", TEXT, N_ ("Unit"), LIAN_FIELD_REQUIRED, 64)                        \
  F (DELIVERY, PART, "part", CODE, N_ ("Part"), 0, 16)                                             \
  F (DELIVERY, STATE, "state", CODE, N_ ("State"), LIAN_FIELD_REQUIRED, 16)                        \
  F (DELIVERY, DELIVERED_AT, "delivered_at", TIME, N_ ("Delivered"), 0, 0)                         \
  F (DELIVERY, SIGNED_AT, "signed_at", TIME, N_ ("Signed for"), 0, 0)                              \
  F (DELIVERY, SIGNED_BY, "signed_by", TEXT, N_ ("Signed by"), LIAN_FIELD_MASK_NAME, 64)           \
  F (DELIVERY, HANDLING_AT, "handling_at", TIME, N_ ("Handling since"), 0, 0)                      \
  F (DELIVERY, FEEDBACK_AT, "feedback_at", TIME, N_ ("Fed back"), 0, 0)                            \
  F (DELIVERY, ANSWER, "answer", TEXT, N_ ("Answer"), LIAN_FIELD_MASK_TEXT, 2000)                  \
  F (DELIVERY, ITEM, "item_id", TEXT, N_ ("Item"), 0, 64)                                          \
  F (DELIVERY, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)                         \
  F (DELIVERY, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)

/* 权责清单: which unit leads for a category in a place, and by which clause. */
#define LIAN_DUTY_FIELDS(F)                                                                        \
  LIAN_HEAD (F, DUTY)                                                                              \
  F (DUTY, CATEGORY, "category", CODE, N_ ("Category"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED,  \
     32)                                                                                           \
  F (DUTY, UNIT, "unit_id", TEXT, N_ ("Unit"), LIAN_FIELD_REQUIRED, 64)                            \
  F (DUTY, CLAUSE, "clause", TEXT, N_ ("Clause"), 0, 512)

#define LIAN_SHIFT_FIELDS(F)                                                                       \
  LIAN_HEAD (F, SHIFT)                                                                             \
  F (SHIFT, NAME, "name", TEXT, N_ ("Shift"), LIAN_FIELD_REQUIRED, 64)                             \
  F (SHIFT, STARTS_AT, "starts_at", TIME, N_ ("From"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED,   \
     0)                                                                                            \
  F (SHIFT, ENDS_AT, "ends_at", TIME, N_ ("To"), LIAN_FIELD_REQUIRED, 0)                           \
  F (SHIFT, CHIEF, "chief", TEXT, N_ ("Duty chief"), LIAN_FIELD_MASK_NAME, 64)                     \
  F (SHIFT, SEATS, "seats", INT, N_ ("Seats"), 0, 0)

/* 督办: a card on a case, and what its unit says to it. state: open, replied. */
#define LIAN_SUPERVISION_FIELDS(F)                                                                 \
  LIAN_HEAD (F, SUPERVISION)                                                                       \
  F (SUPERVISION, CASE, "case_id", TEXT, N_ ("Case"), LIAN_FIELD_INDEXED, 64)                      \
  F (SUPERVISION, CARD, "card", CODE, N_ ("Card"), LIAN_FIELD_REQUIRED, 16)                        \
  F (SUPERVISION, TEXT, "text", TEXT, N_ ("Text"), LIAN_FIELD_MASK_TEXT, 2000)                     \
  F (SUPERVISION, BY, "by", TEXT, N_ ("By"), LIAN_FIELD_MASK_NAME, 64)                             \
  F (SUPERVISION, UNIT, "unit_id", TEXT, N_ ("Unit"), LIAN_FIELD_INDEXED, 64)                      \
  F (SUPERVISION, AT, "at", TIME, N_ ("At"), LIAN_FIELD_REQUIRED, 0)                               \
  F (SUPERVISION, REPLY_DUE, "reply_due", TIME, N_ ("Answer due"), LIAN_FIELD_INDEXED, 0)          \
  F (SUPERVISION, REPLY, "reply", TEXT, N_ ("Reply"), LIAN_FIELD_MASK_TEXT, 2000)                  \
  F (SUPERVISION, REPLIED_AT, "replied_at", TIME, N_ ("Replied"), 0, 0)                            \
  F (SUPERVISION, REPLIED_BY, "replied_by", TEXT, N_ ("Replied by"), LIAN_FIELD_MASK_NAME, 64)     \
  F (SUPERVISION, STATE, "state", CODE, N_ ("State"), LIAN_FIELD_REQUIRED, 16)                     \
  F (SUPERVISION, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)

/* A request with approval: kind is an entry of application_kind (extend, return, suspend, resume, void,
 * recategorise). state: pending, appealed (the commander decides for good), approved, refused,
 * refused_final, overtaken. */
#define LIAN_APPLICATION_FIELDS(F)                                                                 \
  LIAN_HEAD (F, APPLICATION)                                                                       \
  F (APPLICATION, CASE, "case_id", TEXT, N_ ("Case"),                                              \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 64)                                                 \
  F (APPLICATION, KIND, "kind", CODE, N_ ("Kind"), LIAN_FIELD_REQUIRED, 16)                        \
  F (APPLICATION, REASON, "reason", TEXT, N_ ("Reason"), LIAN_FIELD_MASK_TEXT, 2000)               \
  F (APPLICATION, CLAUSE, "clause", TEXT, N_ ("Clause"), 0, 512)                                   \
  F (APPLICATION, REQUESTED_MIN, "requested_min", INT, N_ ("Minutes asked for"), 0, 0)             \
  F (APPLICATION, UNTIL, "until", TIME, N_ ("Until"), 0, 0)                                        \
  F (APPLICATION, CATEGORY, "category", CODE, N_ ("Category"), 0, 32)                              \
  F (APPLICATION, UNIT, "unit_id", TEXT, N_ ("Unit"), LIAN_FIELD_INDEXED, 64)                      \
  F (APPLICATION, BY, "by", TEXT, N_ ("By"), LIAN_FIELD_MASK_NAME, 64)                             \
  F (APPLICATION, AT, "at", TIME, N_ ("At"), LIAN_FIELD_REQUIRED, 0)                               \
  F (APPLICATION, STATE, "state", CODE, N_ ("State"),                                              \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 16)                                                 \
  F (APPLICATION, DECISION, "decision", TEXT, N_ ("Decision"), LIAN_FIELD_MASK_TEXT, 2000)         \
  F (APPLICATION, DECIDED_BY, "decided_by", TEXT, N_ ("Decided by"), LIAN_FIELD_MASK_NAME, 64)     \
  F (APPLICATION, DECIDED_AT, "decided_at", TIME, N_ ("Decided"), 0, 0)                            \
  F (APPLICATION, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)                      \
  F (APPLICATION, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)

/* direction: resident_case, resident_item, street_community, community_department, expert. subject_id is
 * what is judged: a case, an item, a community, a unit. */
#define LIAN_EVALUATION_FIELDS(F)                                                                  \
  LIAN_HEAD (F, EVALUATION)                                                                        \
  F (EVALUATION, DIRECTION, "direction", CODE, N_ ("Direction"),                                   \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 24)                                                 \
  F (EVALUATION, SUBJECT, "subject_id", TEXT, N_ ("Subject"),                                      \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 64)                                                 \
  F (EVALUATION, RATER, "rater_id", TEXT, N_ ("Rated by"), 0, 64)                                  \
  F (EVALUATION, SATISFACTION, "satisfaction", CODE, N_ ("Satisfaction"), 0, 24)                   \
  F (EVALUATION, SCORE, "score", REAL, N_ ("Score"), 0, 0)                                         \
  F (EVALUATION, SCORES, "scores", ROWS, N_ ("Scores"), 0, 16)                                     \
  F (EVALUATION, TEXT, "text", TEXT, N_ ("Text"), LIAN_FIELD_MASK_TEXT, 2000)                      \
  F (EVALUATION, AT, "at", TIME, N_ ("At"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 0)           \
  F (EVALUATION, SECRECY, "secrecy", BOOL, N_ ("Secret"), 0, 0)

/* One dimension of an evaluation. Only ever inside one. */
#define LIAN_SCORE_FIELDS(F)                                                                       \
  F (SCORE, KEY, "key", CODE, N_ ("Dimension"), LIAN_FIELD_REQUIRED, 32)                           \
  F (SCORE, SCORE, "score", REAL, N_ ("Score"), LIAN_FIELD_REQUIRED, 0)

/* 交接班: what one seat leaves and the next one signs for. state: signed_out, signed_in. */
#define LIAN_HANDOVER_FIELDS(F)                                                                    \
  LIAN_HEAD (F, HANDOVER)                                                                          \
  F (HANDOVER, SHIFT, "shift_id", TEXT, N_ ("Shift"), LIAN_FIELD_INDEXED, 64)                      \
  F (HANDOVER, FROM, "from_account", TEXT, N_ ("From"), 0, 64)                                     \
  F (HANDOVER, TO, "to_account", TEXT, N_ ("To"), 0, 64)                                           \
  F (HANDOVER, OPEN, "open_count", INT, N_ ("Open"), 0, 0)                                         \
  F (HANDOVER, OVERDUE, "overdue_count", INT, N_ ("Overdue"), 0, 0)                                \
  F (HANDOVER, DONE, "done_count", INT, N_ ("Done"), 0, 0)                                         \
  F (HANDOVER, NOTES, "notes", TEXT, N_ ("Notes"), LIAN_FIELD_MASK_TEXT, 8000)                     \
  F (HANDOVER, OUT_AT, "signed_out_at", TIME, N_ ("Signed out"), LIAN_FIELD_REQUIRED, 0)           \
  F (HANDOVER, IN_AT, "signed_in_at", TIME, N_ ("Signed in"), 0, 0)                                \
  F (HANDOVER, STATE, "state", CODE, N_ ("State"), LIAN_FIELD_REQUIRED, 16)

/* Anything with an owner, a place, a due date, a state and a progress; programme says what it is an item
 * of (activities, deliberations, rectifications, notices, leaders' remarks …). amount is in fen. */
#define LIAN_ITEM_FIELDS(F)                                                                        \
  LIAN_HEAD (F, ITEM)                                                                              \
  F (ITEM, PROGRAMME, "programme", CODE, N_ ("Programme"),                                         \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 32)                                                 \
  F (ITEM, KIND, "kind", CODE, N_ ("Kind"), 0, 32)                                                 \
  F (ITEM, TITLE, "title", TEXT, N_ ("Title"),                                                     \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_SEARCHABLE | LIAN_FIELD_MASK_TEXT, 128)                      \
  F (ITEM, TEXT, "text", TEXT, N_ ("Text"), LIAN_FIELD_MASK_TEXT, 8000)                            \
  F (ITEM, UNIT, "unit_id", TEXT, N_ ("Unit"), LIAN_FIELD_INDEXED, 64)                             \
  F (ITEM, OWNER, "owner", TEXT, N_ ("Owner"), LIAN_FIELD_MASK_NAME, 64)                           \
  F (ITEM, OWNER_ROLE, "owner_role", CODE, N_ ("For"), 0, 24)                                      \
  F (ITEM, ISSUER, "issuer", TEXT, N_ ("Issued by"), LIAN_FIELD_MASK_NAME, 64)                     \
  F (ITEM, CASE, "case_id", TEXT, N_ ("Case"), LIAN_FIELD_INDEXED, 64)                             \
  F (ITEM, PARENT, "parent_id", TEXT, N_ ("Part of"), 0, 64)                                       \
  F (ITEM, PLACE, "place_id", TEXT, N_ ("Place"), 0, 64)                                           \
  F (ITEM, LOCATION, "location", POINT, N_ ("Position"), 0, 0)                                     \
  F (ITEM, STATE, "state", CODE, N_ ("State"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 16)       \
  F (ITEM, PROGRESS, "progress", INT, N_ ("Progress"), 0, 0)                                       \
  F (ITEM, ISSUED_AT, "issued_at", TIME, N_ ("Issued"), 0, 0)                                      \
  F (ITEM, STARTS_AT, "starts_at", TIME, N_ ("Begins"), 0, 0)                                      \
  F (ITEM, WARN_AT, "warn_at", TIME, N_ ("Due soon from"), 0, 0)                                   \
  F (ITEM, DUE_AT, "due_at", TIME, N_ ("Due"), LIAN_FIELD_INDEXED, 0)                              \
  F (ITEM, DONE_AT, "done_at", TIME, N_ ("Done"), 0, 0)                                            \
  F (ITEM, AMOUNT, "amount_fen", INT, N_ ("Amount"), 0, 0)                                         \
  F (ITEM, COUNT, "count", INT, N_ ("Count"), 0, 0)                                                \
  F (ITEM, TARGET, "target", INT, N_ ("Target"), 0, 0)                                             \
  F (ITEM, ANSWER, "answer", TEXT, N_ ("Answer"), LIAN_FIELD_MASK_TEXT, 2000)                      \
  F (ITEM, ANSWERED_BY, "answered_by", TEXT, N_ ("Answered by"), LIAN_FIELD_MASK_NAME, 64)         \
  F (ITEM, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)

/* A number for a region (or unit, or worker) and a period. unit tells what is counted; money is in fen. */
#define LIAN_MEASURE_FIELDS(F)                                                                     \
  LIAN_HEAD (F, MEASURE)                                                                           \
  F (MEASURE, PROGRAMME, "programme", CODE, N_ ("Programme"),                                      \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 32)                                                 \
  F (MEASURE, KEY, "key", CODE, N_ ("Figure"), LIAN_FIELD_REQUIRED, 32)                            \
  F (MEASURE, SUBJECT, "subject_id", TEXT, N_ ("Subject"), LIAN_FIELD_INDEXED, 64)                 \
  F (MEASURE, PERIOD, "period", CODE, N_ ("Period"), LIAN_FIELD_REQUIRED, 16)                      \
  F (MEASURE, STARTS_AT, "starts_at", TIME, N_ ("From"),                                           \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 0)                                                  \
  F (MEASURE, NUM, "num", INT, N_ ("Numerator"), LIAN_FIELD_REQUIRED, 0)                           \
  F (MEASURE, DEN, "den", INT, N_ ("Denominator"), 0, 0)                                           \
  F (MEASURE, TARGET, "target", INT, N_ ("Target"), 0, 0)                                          \
  F (MEASURE, FLOOR, "floor", INT, N_ ("Floor"), 0, 0)                                             \
  F (MEASURE, UNIT, "unit", CODE, N_ ("Unit"), 0, 16)

/* Where a worker was. */
#define LIAN_TRACK_FIELDS(F)                                                                       \
  LIAN_HEAD (F, TRACK)                                                                             \
  F (TRACK, WORKER, "worker_id", TEXT, N_ ("Worker"),                                              \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 64)                                                 \
  F (TRACK, AT, "at", TIME, N_ ("At"), LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 0)                \
  F (TRACK, LOCATION, "location", POINT, N_ ("Position"), LIAN_FIELD_REQUIRED, 0)                  \
  F (TRACK, SRC_CRS, "src_crs", CODE, N_ ("Source coordinates"), 0, 16)

/* What somebody does or orders, as it comes in: never stored by itself. action is one of the dictionary;
 * which of the others it needs is said there. */
#define LIAN_ACT_FIELDS(F)                                                                         \
  LIAN_HEAD (F, ACT)                                                                               \
  F (ACT, ACTION, "action", CODE, N_ ("Action"), LIAN_FIELD_REQUIRED, 24)                          \
  F (ACT, CASE, "case_id", TEXT, N_ ("Case"), 0, 64)                                               \
  F (ACT, ITEM, "item_id", TEXT, N_ ("Item"), 0, 64)                                               \
  F (ACT, INSTRUCTION, "instruction_id", TEXT, N_ ("Instruction"), 0, 64)                          \
  F (ACT, APPLICATION, "application_id", TEXT, N_ ("Application"), 0, 64)                          \
  F (ACT, SUPERVISION, "supervision_id", TEXT, N_ ("Supervision"), 0, 64)                          \
  F (ACT, HANDOVER, "handover_id", TEXT, N_ ("Handover"), 0, 64)                                   \
  F (ACT, LEAD_CASE, "lead_case_id", TEXT, N_ ("Lead case"), 0, 64)                                \
  F (ACT, SHIFT, "shift_id", TEXT, N_ ("Shift"), 0, 64)                                            \
  F (ACT, TO_UNIT, "to_unit", TEXT, N_ ("Lead unit"), 0, 64)                                       \
  F (ACT, CO_UNITS, "co_units", LIST, N_ ("Co-handling units"), 0, 16)                             \
  F (ACT, PROGRAMME, "programme", CODE, N_ ("Programme"), 0, 32)                                   \
  F (ACT, TITLE, "title", TEXT, N_ ("Title"), LIAN_FIELD_MASK_TEXT, 128)                           \
  F (ACT, OPINION, "opinion", TEXT, N_ ("Opinion"), LIAN_FIELD_MASK_TEXT, 2000)                    \
  F (ACT, CLAUSE, "clause", TEXT, N_ ("Clause"), 0, 512)                                           \
  F (ACT, LIMIT_MIN, "limit_min", INT, N_ ("Limit"), 0, 0)                                         \
  F (ACT, UNTIL, "until", TIME, N_ ("Until"), 0, 0)                                                \
  F (ACT, PROGRESS, "progress", INT, N_ ("Progress"), 0, 0)                                        \
  F (ACT, URGENCY, "urgency", CODE, N_ ("Urgency"), 0, 16)                                         \
  F (ACT, CATEGORY, "category", CODE, N_ ("Category"), 0, 32)                                      \
  F (ACT, LEVEL, "level", CODE, N_ ("Level"), 0, 16)                                               \
  F (ACT, CARD, "card", CODE, N_ ("Card"), 0, 16)                                                  \
  F (ACT, RESULT, "result", CODE, N_ ("Result"), 0, 16)                                            \
  F (ACT, SATISFACTION, "satisfaction", CODE, N_ ("Satisfaction"), 0, 24)                          \
  F (ACT, ATTACHMENTS, "attachments", LIST, N_ ("Attachments"), 0, 9)                              \
  F (ACT, NOT_AFTER, "not_after", TIME, N_ ("Not after"), 0, 0)                                    \
  F (ACT, SENT_AT, "sent_at", TIME, N_ ("Sent"), 0, 0)                                             \
  F (ACT, ORDERED_AT, "ordered_at", TIME, N_ ("Ordered by telephone"), 0, 0)                       \
  F (ACT, SUPERSEDES, "supersedes", TEXT, N_ ("Supersedes"), 0, 64)                                \
  F (ACT, ORDERED_TO, "ordered_to", TEXT, N_ ("Answered the telephone"), LIAN_FIELD_MASK_NAME, 64) \
  F (ACT, ON_BEHALF_OF, "on_behalf_of", TEXT, N_ ("On behalf of"), 0, 64)

/* The dictionary as rows: vocabulary and code name an entry, id is "vocabulary/code". What the other
 * fields mean is the vocabulary's affair, see lian-dictionary.h. */
#define LIAN_ENTRY_FIELDS(F)                                                                       \
  LIAN_HEAD (F, ENTRY)                                                                             \
  F (ENTRY, VOCABULARY, "vocabulary", CODE, N_ ("Vocabulary"),                                     \
     LIAN_FIELD_REQUIRED | LIAN_FIELD_INDEXED, 32)                                                 \
  F (ENTRY, CODE, "code", TEXT, N_ ("Code"), LIAN_FIELD_REQUIRED, 64)                              \
  F (ENTRY, PARENT, "parent", TEXT, N_ ("Parent"), 0, 64)                                          \
  F (ENTRY, TITLE, "title", TEXT, N_ ("Title"), LIAN_FIELD_REQUIRED, 128)                          \
  F (ENTRY, TITLE_ZH, "title_zh", TEXT, N_ ("Chinese title"), 0, 128)                              \
  F (ENTRY, RANK, "rank", INT, N_ ("Rank"), 0, 0)                                                  \
  F (ENTRY, AMOUNT, "amount", INT, N_ ("Amount"), 0, 0)                                            \
  F (ENTRY, UNIT, "unit", CODE, N_ ("Unit of the amount"), 0, 16)                                  \
  F (ENTRY, TEXT, "text", TEXT, N_ ("Text"), 0, 2000)                                              \
  F (ENTRY, CODES, "codes", LIST, N_ ("Codes"), 0, 64)                                             \
  F (ENTRY, CODES2, "codes2", LIST, N_ ("More codes"), 0, 64)                                      \
  F (ENTRY, CONDITION, "condition", TEXT, N_ ("Condition"), 0, 512)                                \
  F (ENTRY, NEEDS, "needs", LIST, N_ ("What it needs"), 0, 16)                                     \
  F (ENTRY, EFFECTS, "effects", LIST, N_ ("What it does"), 0, 16)

/* K (ID, "name", "plural on the wire", N_("Title")), in the order in which a snapshot is taken. */
#define LIAN_KINDS(K)                                                                              \
  K (ENTRY, "entry", "entries", N_ ("Dictionary"))                                                 \
  K (REGION, "region", "regions", N_ ("Regions"))                                                  \
  K (GRID, "grid", "grids", N_ ("Grids"))                                                          \
  K (UNIT, "unit", "units", N_ ("Units"))                                                          \
  K (DUTY, "duty", "duties", N_ ("Duty list"))                                                     \
  K (WORKER, "worker", "workers", N_ ("Workers"))                                                  \
  K (SERVICE_COMPLEX, "service_complex", "service_complexes", N_ ("Service complexes"))            \
  K (PLACE, "place", "places", N_ ("Places"))                                                      \
  K (SHIFT, "shift", "shifts", N_ ("Shifts"))                                                      \
  K (CASE, "case", "cases", N_ ("Cases"))                                                          \
  K (CASE_STEP, "case_step", "case_steps", N_ ("Case steps"))                                      \
  K (INSTRUCTION, "instruction", "instructions", N_ ("Instructions"))                              \
  K (DELIVERY, "delivery", "deliveries", N_ ("Deliveries"))                                        \
  K (SUPERVISION, "supervision", "supervisions", N_ ("Supervisions"))                              \
  K (APPLICATION, "application", "applications", N_ ("Applications"))                              \
  K (EVALUATION, "evaluation", "evaluations", N_ ("Evaluations"))                                  \
  K (HANDOVER, "handover", "handovers", N_ ("Handovers"))                                          \
  K (ITEM, "item", "items", N_ ("Items"))                                                          \
  K (MEASURE, "measure", "measures", N_ ("Measures"))                                              \
  K (TRACK, "track", "tracks", N_ ("Tracks"))

/* Tables that are never a kind of their own: rows inside a record, and what comes in. */
#define LIAN_SUB_KINDS(K)                                                                          \
  K (ELEMENT, "element", "elements", N_ ("Ten elements"))                                          \
  K (SCORE, "score", "scores", N_ ("Scores"))                                                      \
  K (ACT, "act", "acts", N_ ("Acts"))
