/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-config.h"

#include "lian-ledger-command.h"

#include "lian-codec.h"
#include "lian-error.h"
#include "lian-ledger-export.h"
#include "lian-ledger-verify.h"
#include "lian-limits.h"
#include "lian-profile.h"
#include "lian-receipt.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* The one that is named, or the profile's. */
static char *
dup_ledger (GVariantDict *options, const char *profile_name)
{
  g_autoptr (LianProfile) profile = lian_profile_new (profile_name, NULL);
  g_autofree const char **files = NULL;

  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &files) && files[0] != NULL)
    return g_strdup (files[0]);
  return lian_profile_dup_path (profile, "ledger.db");
}

static gboolean
check_receipt (const char *id, const char *digest, gint64 receipt_no, const char *text,
               GError **error)
{
  g_autoptr (JsonNode) node = lian_json_parse (text, strlen (text), LIAN_LIMIT_JSON_ANSWER, error);
  g_autoptr (LianReceipt) receipt
      = node != NULL ? lian_receipt_from_json (json_node_get_object (node), error) : NULL;

  if (receipt == NULL)
    return FALSE;
  if (!lian_receipt_is_for (receipt, id, digest))
    g_set_error_literal (error, LIAN_ERROR, LIAN_ERROR_INVALID, "is of another instruction");
  else if (receipt->seq != receipt_no)
    g_set_error (error, LIAN_ERROR, LIAN_ERROR_INVALID, "has the number %" G_GINT64_FORMAT,
                 receipt->seq);
  else
    return TRUE;
  return FALSE;
}

static void
found_cb (const char *id, const char *what, gpointer data)
{
  g_autofree char *clean = g_utf8_make_valid (what, -1);

  if (id != NULL)
    g_print ("%s: %s\n", id, clean);
  else
    g_print ("%s\n", clean);
}

static int
verify (const char *path)
{
  LianLedgerVerified verified;
  g_autoptr (GError) error = NULL;
  gboolean read = lian_ledger_verify (path, check_receipt, found_cb, NULL, &verified, &error);

  if (!read)
    {
      g_printerr (_ ("%s cannot be verified: %s\n"), path, error->message);
      return 1;
    }
  g_print (_ ("%s: version %d, %u instructions, %u open, %u received, %u receipts lost by the "
              "platform\n"),
           path, (int)verified.version, verified.rows, verified.open, verified.received,
           verified.lost);
  if (verified.findings == 0)
    g_print ("%s\n", _ ("Everything is right."));
  else
    g_print (ngettext ("%u thing is not right.\n", "%u things are not right.\n", verified.findings),
             verified.findings);
  return verified.findings == 0 ? 0 : 1;
}

/* Only where somebody watches. */
static void
progress_cb (guint done, guint total, gpointer data)
{
  if (isatty (STDERR_FILENO))
    g_printerr ("\r%u / %u%s", done, total, done == total ? "\n" : "");
}

static int
export_to (const char *path, const char *name, gboolean demonstration)
{
  g_autoptr (GFile) to = g_file_new_for_commandline_arg (name);
  g_autoptr (GError) error = NULL;
  guint rows;

  if (!lian_ledger_export (path, to, lian_ledger_format_of (name), demonstration, progress_cb, NULL,
                           NULL, &rows, &error))
    {
      g_printerr (_ ("%s cannot be exported: %s\n"), path, error->message);
      return 1;
    }
  g_print (ngettext ("%u instruction was written to %s.\n", "%u instructions were written to %s.\n",
                     rows),
           rows, name);
  return 0;
}

/**
 * lian_ledger_command_run:
 * @options: of the command line
 * @profile: name of the profile whose ledger is meant when none is named
 * @demonstration: whether it is one
 *
 * Returns: the exit status; -1 when the options are not about the ledger
 */
int
lian_ledger_command_run (GVariantDict *options, const char *profile, gboolean demonstration)
{
  gboolean verifying = g_variant_dict_contains (options, "verify-ledger");
  const char *name = NULL;
  g_autofree char *path = NULL;

  g_variant_dict_lookup (options, "export-ledger", "^&ay", &name);
  if (!verifying && name == NULL)
    return -1;
  path = dup_ledger (options, profile);
  if (verifying)
    {
      int status = verify (path);

      if (status != 0 || name == NULL)
        return status;
    }
  return export_to (path, name, demonstration);
}
