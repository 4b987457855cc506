/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "lian-fields.h"

G_BEGIN_DECLS

typedef enum
{
#define K(ID, NAME, PLURAL, TITLE) LIAN_KIND_##ID,
  LIAN_KINDS (K)
#undef K
      LIAN_N_KINDS,
  LIAN_KIND_LAST = LIAN_N_KINDS - 1, /* the sub-kinds are numbered from LIAN_N_KINDS on */
/* Never sent by themselves: LIAN_SUB_KINDS. */
#define K(ID, NAME, PLURAL, TITLE) LIAN_KIND_##ID,
  LIAN_SUB_KINDS (K)
#undef K
      LIAN_N_TABLES,
} LianKindId;

typedef enum
{
  LIAN_TYPE_TEXT,     /* UTF-8; in JSON a string */
  LIAN_TYPE_CODE,     /* a code of the dictionary or the protocol: [a-z0-9_.-]+ */
  LIAN_TYPE_INT,      /* int64 */
  LIAN_TYPE_REAL,     /* finite double */
  LIAN_TYPE_BOOL,     /* */
  LIAN_TYPE_TIME,     /* int64 microseconds since 1970 UTC; in JSON RFC 3339 */
  LIAN_TYPE_POINT,    /* WGS84 longitude, latitude; in JSON {"lon": x, "lat": y}; two columns */
  LIAN_TYPE_GEOMETRY, /* GBytes, WKB, WGS84; in JSON a GeoJSON geometry */
  LIAN_TYPE_LIST,     /* GVariant "as"; in JSON an array of strings */
  LIAN_TYPE_ROWS,     /* GPtrArray of LianRecord of the sub-kind; in JSON an array of objects */
} LianFieldType;

typedef enum
{
  LIAN_FIELD_REQUIRED = 1 << 0,
  LIAN_FIELD_INDEXED = 1 << 1,
  LIAN_FIELD_SEARCHABLE = 1 << 2,
  LIAN_FIELD_COLUMN = 1 << 3, /* offered as a list column by default */
  LIAN_FIELD_SERVER = 1 << 4, /* set by the server only, refused in what comes in */
  LIAN_FIELD_MASK_NAME = 1 << 5,
  LIAN_FIELD_MASK_PHONE = 1 << 6,
  LIAN_FIELD_MASK_TEXT = 1 << 7, /* free text: telephone and identity numbers inside are masked */
} LianFieldFlags;

#define LIAN_FIELD_SENSITIVE (LIAN_FIELD_MASK_NAME | LIAN_FIELD_MASK_PHONE | LIAN_FIELD_MASK_TEXT)

typedef struct
{
  const char *name;  /* on the wire and as a column */
  const char *title; /* for gettext */
  LianFieldType type;
  LianFieldFlags flags;
  guint limit; /* code points or elements, 0: none */
} LianField;

typedef struct
{
  LianKindId id;
  const char *name;
  const char *plural;
  const char *title;
  const LianField *fields;
  guint n_fields;
} LianKind;

/* Field numbers: LIAN_CASE_TITLE, LIAN_GRID_NAME, … Each kind's count is LIAN_CASE_N_FIELDS, … */
#define LIAN_FIELD_ENUM(KIND, FIELD, NAME, TYPE, TITLE, FLAGS, LIMIT) LIAN_##KIND##_##FIELD,
#define LIAN_KIND_ENUM(ID, NAME, PLURAL, TITLE)               \
  enum                                                        \
  {                                                           \
    LIAN_##ID##_FIELDS (LIAN_FIELD_ENUM) LIAN_##ID##_N_FIELDS \
  };
LIAN_KINDS (LIAN_KIND_ENUM)
LIAN_SUB_KINDS (LIAN_KIND_ENUM)
#undef LIAN_KIND_ENUM
#undef LIAN_FIELD_ENUM

/* The same in every kind but those that are rows of a record. */
enum
{
  LIAN_F_ID = 0,
  LIAN_F_VERSION = 1,
  LIAN_F_REGION = 2,
};

const LianKind *lian_kind_get (LianKindId id);
const LianKind *lian_kind_by_name (const char *name);
const LianKind *lian_kind_by_plural (const char *plural);
int lian_kind_find_field (const LianKind *kind, const char *name);
const LianKind *lian_kind_get_rows (const LianKind *kind, guint field);
char *lian_kind_dup_fingerprint (const LianKind *kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
