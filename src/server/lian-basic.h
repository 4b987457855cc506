/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lian-exchange.h"

G_BEGIN_DECLS

/* Account and password with every request (RFC 7617), for tools that know nothing else. Each pair
 * signs in once in a while, as everybody does, under the same limits; in between its session is
 * remembered, under a digest with a key that dies with the process. Main thread. */
typedef struct _LianBasic LianBasic;

/* Somebody has signed in: person and the rest of @exchange are set. */
typedef void (*LianBasicFunc) (LianExchange *exchange);

/* @addresses: (not owned): the tries of each address */
LianBasic *lian_basic_new (LianService *service, LianThrottle *addresses) G_GNUC_WARN_UNUSED_RESULT;
void lian_basic_free (LianBasic *self);
/* Whether the request signs in this way. */
gboolean lian_basic_is_wanted (LianExchange *exchange);
/* With a refusal: that one may sign in this way too. */
void lian_basic_challenge (LianExchange *exchange);
/* @peer: (nullable): the address that tries count for. @func is called now or later, or the request
 * is refused. */
void lian_basic_sign_in (LianBasic *self, LianExchange *exchange, const char *peer,
                         LianBasicFunc func);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LianBasic, lian_basic_free)

G_END_DECLS
