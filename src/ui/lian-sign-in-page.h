/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "lian-engine.h"

G_BEGIN_DECLS

/* Who are you, and where: address, account, password, seat. What goes wrong is said beside the
 * field that it is about. */
#define LIAN_TYPE_SIGN_IN_PAGE (lian_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (LianSignInPage, lian_sign_in_page, LIAN, SIGN_IN_PAGE, AdwBin)

GtkWidget *lian_sign_in_page_new (void);
void lian_sign_in_page_set_engine (LianSignInPage *self, LianEngine *engine);
void lian_sign_in_page_set_fields (LianSignInPage *self, const char *server, const char *account,
                                   const char *seat);
const char *lian_sign_in_page_get_server (LianSignInPage *self);
const char *lian_sign_in_page_get_account (LianSignInPage *self);
const char *lian_sign_in_page_get_seat (LianSignInPage *self);
/* Whether the button back to the old picture is offered. */
void lian_sign_in_page_set_can_leave (LianSignInPage *self, gboolean can_leave);
/* Shows @error beside the field that it is about. */
void lian_sign_in_page_show_error (LianSignInPage *self, const GError *error);
void lian_sign_in_page_show_bad_address (LianSignInPage *self);
const char *lian_sign_in_page_get_message (LianSignInPage *self);

/* signals "signed-in" (), "left" () */

G_END_DECLS
