/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-application.h"
#include "lian-http.h"
#include "lian-tour.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

/* Out of the build folder the translations lie where they were made. */
static void
bind_texts (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  gboolean built = program != NULL && g_str_has_prefix (program, LIAN_BUILD_BINDIR);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, built ? LIAN_BUILD_LOCALEDIR : LIAN_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (LianApplication) application = NULL;
  g_autofree char *profile = lian_application_dup_profile_argument (argc, argv);
  int status = 0;

  lian_http_prepare ();
  bind_texts ();
  if (lian_tour_run_languages (argc, argv, &status))
    return status;
  application = lian_application_new (profile);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : lian_application_get_status (application);
}
