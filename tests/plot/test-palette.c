/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "lian-palette.h"

#include <math.h>
#include <stdio.h>

/* Which member of the palette a name of the style sheets repeats. */
typedef struct
{
  const char *name;
  gsize offset;
} Token;

#define TOKEN(name, member)                     \
  {                                             \
    name, G_STRUCT_OFFSET (LianPalette, member) \
  }

static const Token tokens[] = {
  TOKEN ("window_bg_color", window),
  TOKEN ("window_fg_color", fg),
  TOKEN ("headerbar_bg_color", headerbar),
  TOKEN ("headerbar_fg_color", fg),
  TOKEN ("headerbar_backdrop_color", window),
  TOKEN ("view_bg_color", view),
  TOKEN ("view_fg_color", fg),
  TOKEN ("card_bg_color", card),
  TOKEN ("card_fg_color", fg),
  TOKEN ("dialog_bg_color", window),
  TOKEN ("dialog_fg_color", fg),
  TOKEN ("popover_bg_color", card),
  TOKEN ("popover_fg_color", fg),
  TOKEN ("accent_color", accent),
  TOKEN ("accent_bg_color", accent_bg),
  TOKEN ("success_color", ok_text),
  TOKEN ("success_bg_color", ok),
  TOKEN ("warning_color", soon_text),
  TOKEN ("warning_bg_color", soon),
  TOKEN ("error_color", over_text),
  TOKEN ("error_bg_color", over),
  TOKEN ("destructive_color", over_text),
  TOKEN ("destructive_bg_color", over),
  TOKEN ("lian_side", side),
  TOKEN ("lian_fg", fg),
  TOKEN ("lian_fg2", fg2),
  TOKEN ("lian_fg3", fg3),
  TOKEN ("lian_line", line),
  TOKEN ("lian_line2", line2),
  TOKEN ("lian_chip", chip),
  TOKEN ("lian_hover", hover),
  TOKEN ("lian_selection", selection),
  TOKEN ("lian_ok_text", ok_text),
  TOKEN ("lian_ok", ok),
  TOKEN ("lian_soon_text", soon_text),
  TOKEN ("lian_soon", soon),
  TOKEN ("lian_over_text", over_text),
  TOKEN ("lian_over", over),
  TOKEN ("lian_hold", hold),
  TOKEN ("lian_ok_tint", ok_tint),
  TOKEN ("lian_soon_tint", soon_tint),
  TOKEN ("lian_over_tint", over_tint),
  TOKEN ("lian_chart1", chart1),
  TOKEN ("lian_chart3", chart3),
};

/* White on a filled button and the ink on a filled mark are no member of the palette: the first is
 * white in every style, the second is the ground the mark lies on. */
static const char *const aside[] = { "accent_fg_color", "success_fg_color",     "warning_fg_color",
                                     "error_fg_color",  "destructive_fg_color", "lian_on_mark" };

static gboolean
parse_color (GHashTable *defined, const char *text, LianColor *color)
{
  guint r, g, b, hex;
  char inner[64], number[16];
  int end = 0;

  if (sscanf (text, "#%6x%n", &hex, &end) == 1 && end == 7 && text[end] == '\0')
    {
      *color = (LianColor){ (hex >> 16) / 255.0, (hex >> 8 & 255) / 255.0, (hex & 255) / 255.0, 1 };
      return TRUE;
    }
  if (sscanf (text, "rgba(%u, %u, %u, %15[0-9.])", &r, &g, &b, number) == 4)
    {
      *color = (LianColor){ r / 255.0, g / 255.0, b / 255.0, g_ascii_strtod (number, NULL) };
      return TRUE;
    }
  if (sscanf (text, "alpha(%63[^,], %15[0-9.])", inner, number) == 2)
    {
      if (!parse_color (defined, inner, color))
        return FALSE;
      color->a *= g_ascii_strtod (number, NULL);
      return TRUE;
    }
  if (text[0] == '@')
    {
      const LianColor *known = g_hash_table_lookup (defined, text + 1);

      if (known == NULL)
        return FALSE;
      *color = *known;
      return TRUE;
    }
  return FALSE;
}

/* Every @define-color of a style sheet, in its order; a name twice or a value that is none of the
 * forms above fails the test. */
static GHashTable *
read_defined (const char *file)
{
  g_autoptr (GHashTable) defined = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = g_build_filename (g_getenv ("LIAN_SRCDIR"), "resources", file, NULL);
  g_autofree char *css = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;

  g_file_get_contents (path, &css, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (css, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char name[64], value[96];
      LianColor color;

      if (!g_str_has_prefix (lines[i], "@define-color"))
        continue;
      g_assert_cmpint (sscanf (lines[i], "@define-color %63[a-z0-9_] %95[^;];", name, value), ==,
                       2);
      g_test_message ("%s: %s = %s", file, name, value);
      g_assert_true (parse_color (defined, value, &color));
      g_assert_true (
          g_hash_table_insert (defined, g_strdup (name), g_memdup2 (&color, sizeof color)));
    }
  return g_steal_pointer (&defined);
}

static void
assert_close (const char *name, LianColor is, LianColor should)
{
  g_autofree char *is_css = lian_color_to_css (is);
  g_autofree char *should_css = lian_color_to_css (should);

  g_test_message ("%s: sheet %s, table %s", name, is_css, should_css);
  g_assert_cmpstr (is_css, ==, should_css);
}

static void
test_sheet (gconstpointer data)
{
  gboolean dark = GPOINTER_TO_INT (data);
  const LianPalette *palette = lian_palette_get (dark ? LIAN_STYLE_DARK : LIAN_STYLE_LIGHT);
  g_autoptr (GHashTable) defined = read_defined (dark ? "style-dark.css" : "style.css");

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      const LianColor *color = g_hash_table_lookup (defined, tokens[i].name);

      g_test_message ("looking for %s", tokens[i].name);
      g_assert_nonnull (color);
      assert_close (tokens[i].name, *color, G_STRUCT_MEMBER (LianColor, palette, tokens[i].offset));
    }
  assert_close ("lian_on_mark", *(LianColor *)g_hash_table_lookup (defined, "lian_on_mark"),
                palette->view);
  /* A name that only the sheet knows would be a colour without a source. */
  g_assert_cmpuint (g_hash_table_size (defined), ==, G_N_ELEMENTS (tokens) + G_N_ELEMENTS (aside));
}

static double
luminance (LianColor color)
{
  double channel[3] = { color.r, color.g, color.b };

  for (guint i = 0; i < 3; i++)
    channel[i]
        = channel[i] <= 0.04045 ? channel[i] / 12.92 : pow ((channel[i] + 0.055) / 1.055, 2.4);
  return 0.2126 * channel[0] + 0.7152 * channel[1] + 0.0722 * channel[2];
}

static double
contrast (LianColor a, LianColor b)
{
  double la = luminance (a), lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* WCAG 2.1 contrast, as the visual rules promise it. */
static void
test_contrast (void)
{
  for (int style = LIAN_STYLE_LIGHT; style <= LIAN_STYLE_WALL; style++)
    {
      const LianPalette *p = lian_palette_get (style);
      const LianColor texts[] = { p->fg3, p->ok_text, p->soon_text, p->over_text, p->accent };
      const LianColor marks[] = { p->ok, p->soon, p->over, p->hold, p->chart1 };

      g_assert_cmpint (p->style, ==, style);
      g_assert_cmpfloat (contrast (p->fg, p->view), >=, 13.0);
      g_assert_cmpfloat (contrast (p->fg2, p->view), >=, 6.0);
      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_cmpfloat (contrast (texts[i], p->view), >=, 4.8);
      for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
        g_assert_cmpfloat (contrast (marks[i], p->view), >=, 3.0);
      for (guint i = 1; i < G_N_ELEMENTS (p->ramp); i++)
        {
          double step = luminance (p->ramp[i]) - luminance (p->ramp[i - 1]);

          g_assert_cmpfloat (style == LIAN_STYLE_LIGHT ? -step : step, >, 0.0);
        }
    }
  g_assert_true (lian_palette_get (17) == lian_palette_get (LIAN_STYLE_LIGHT));
}

static void
test_css (void)
{
  g_autofree char *opaque = lian_color_to_css ((LianColor){ 1, 0.5, 0, 1 });
  g_autofree char *clear = lian_color_to_css ((LianColor){ 0, 0, 0, 0.055 });

  g_assert_cmpstr (opaque, ==, "#ff8000");
  g_assert_cmpstr (clear, ==, "rgba(0, 0, 0, 0.055)");
}

static void
test_lights (void)
{
  const LianPalette *p = lian_palette_get (LIAN_STYLE_LIGHT);

  assert_close ("normal", lian_palette_light_mark (p, LIAN_LIGHT_NORMAL), p->ok);
  assert_close ("overdue", lian_palette_light_mark (p, LIAN_LIGHT_OVERDUE), p->over);
  assert_close ("closed", lian_palette_light_mark (p, LIAN_LIGHT_CLOSED), p->hold);
  assert_close ("normal text", lian_palette_light_text (p, LIAN_LIGHT_NORMAL), p->fg);
  assert_close ("soon text", lian_palette_light_text (p, LIAN_LIGHT_DUE_SOON), p->soon_text);
  assert_close ("unknown", lian_palette_light_mark (p, 99), p->ok);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/palette/sheet/light", GINT_TO_POINTER (FALSE), test_sheet);
  g_test_add_data_func ("/palette/sheet/dark", GINT_TO_POINTER (TRUE), test_sheet);
  g_test_add_func ("/palette/contrast", test_contrast);
  g_test_add_func ("/palette/css", test_css);
  g_test_add_func ("/palette/lights", test_lights);

  return g_test_run ();
}
