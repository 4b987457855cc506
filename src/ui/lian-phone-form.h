/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* 电话派遣: who answered the telephone, and when. */
#define LIAN_TYPE_PHONE_FORM (lian_phone_form_get_type ())
G_DECLARE_FINAL_TYPE (LianPhoneForm, lian_phone_form, LIAN, PHONE_FORM, AdwBin)

/* @at 0: just now. */
void lian_phone_form_begin (LianPhoneForm *self, gint64 now, gint64 at, const char *who);
const char *lian_phone_form_get_who (LianPhoneForm *self); /* "" when nobody was written */
/* 0: what is written is no time of the last days. */
gint64 lian_phone_form_get_at (LianPhoneForm *self, gint64 now);
void lian_phone_form_focus (LianPhoneForm *self);

G_END_DECLS
