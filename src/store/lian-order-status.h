/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-ledger.h"
#include "lian-record.h"

G_BEGIN_DECLS

/* The state of an instruction that a person sees: the ledger row joined with the mirrored
 * instruction and its deliveries. The first nine are the way forward, in order. */
typedef enum
{
  LIAN_ORDER_DRAFT,     /* 草稿 */
  LIAN_ORDER_QUEUED,    /* 本机待发 */
  LIAN_ORDER_SENDING,   /* 发送中 (n) */
  LIAN_ORDER_RECEIVED,  /* 平台已接收 · 回执 n */
  LIAN_ORDER_DELIVERED, /* 已送达 */
  LIAN_ORDER_SIGNED,    /* 已签收 */
  LIAN_ORDER_HANDLING,  /* 处置中 */
  LIAN_ORDER_FEEDBACK,  /* 已反馈 */
  LIAN_ORDER_DONE,      /* 已办结 */
  LIAN_ORDER_CONFLICT,
  LIAN_ORDER_REFUSED,
  LIAN_ORDER_EXPIRED,
  LIAN_ORDER_REVOKED,
} LianOrderStep;

typedef struct
{
  LianOrderStep step;
  gint64 receipt_no; /* 0: none yet */
  guint attempts;
  gboolean lost;   /* the platform gave this receipt and does not know it any more */
  gint64 times[9]; /* of the steps that were reached, 0: unknown */
} LianOrderStatus;

/* @entry (nullable): of another seat's instruction there is none. @deliveries (nullable): of this
 * one. */
void lian_order_status_compute (LianLedgerEntry *entry, LianRecord *instruction,
                                GPtrArray *deliveries, LianOrderStatus *status);

G_END_DECLS
