/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-county.h"
#include "lian-service.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* What the large counties cost: thinking them up, and with it writing them down; the most memory
 * that took, and the size of the file. "county" always, "city" when it is asked for by name, since
 * that takes minutes. Prints figures and never fails on time. */

typedef struct
{
  LianCountyScale scale;
  LianServiceLoad *load; /* NULL: nothing is written */
  guint n_records;
  guint n_cases;
} Making;

static gboolean
take (GPtrArray *records, gpointer data, GError **error)
{
  Making *making = data;

  making->n_records += records->len;
  for (guint i = 0; i < records->len; i++)
    making->n_cases += lian_record_get_kind (records->pdata[i])->id == LIAN_KIND_CASE;
  return making->load == NULL || lian_service_load (making->load, records, error);
}

static gboolean
make (LianServiceLoad *load, gpointer data, GError **error)
{
  Making *making = data;

  making->load = load;
  return lian_county_generate (making->scale, 1, LIAN_COUNTY_OPENS_AT, take, making, error);
}

static double
seconds_since (gint64 since)
{
  return (double)(g_get_monotonic_time () - since) / 1e6;
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)usage.ru_maxrss / 1024;
}

static void
bench (const char *name)
{
  g_autofree char *directory = g_dir_make_tmp ("lian-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (directory, "county.db", NULL);
  Making making = { 0 };
  gint64 since = g_get_monotonic_time ();
  GStatBuf buf;

  if (!lian_county_scale_parse (name, &making.scale) || !make (NULL, &making, NULL))
    g_error ("%s could not be made", name);
  g_print ("bench: county.%s-generate %.1f s\n", name, seconds_since (since));
  g_print ("bench: county.%s-cases %u\n", name, making.n_cases);
  g_print ("bench: county.%s-records %u\n", name, making.n_records);
  since = g_get_monotonic_time ();
  if (!lian_service_create_from (path, "Bench", TRUE, LIAN_COUNTY_OPENS_AT, make, &making, NULL))
    g_error ("the database could not be made");
  g_print ("bench: county.%s-make %.1f s\n", name, seconds_since (since));
  g_print ("bench: county.%s-peak %.0f MiB\n", name, peak_mb ());
  if (g_stat (path, &buf) == 0)
    g_print ("bench: county.%s-size %.0f MB\n", name, (double)buf.st_size / 1e6);
  g_unlink (path);
  g_rmdir (directory);
}

int
main (int argc, char **argv)
{
  bench ("small");
  bench ("county");
  if (argc > 1 && strcmp (argv[1], "city") == 0)
    bench ("city");
  return 0;
}
