/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-workbook.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define RELATIONS \
  "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

static const struct
{
  const char *name;
  const char *text;
} usual[] = {
  { "[Content_Types].xml",
    XML "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override "
        "PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
        "spreadsheetml.sheet.main+xml\"/></Types>" },
  { "_rels/.rels", XML RELATIONS "<Relationship Id=\"rId1\" Type=\"" TYPE
                                 "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>" },
  { "xl/workbook.xml", XML
    "<workbook " TEST_MAIN " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/"
    "relationships\"><sheets><sheet name=\"隐藏\" sheetId=\"1\" state=\"hidden\" r:id=\"rId9\"/>"
    "<sheet name=\"工单\" sheetId=\"2\" r:id=\"rId1\"/></sheets></workbook>" },
  { "xl/_rels/workbook.xml.rels",
    XML RELATIONS "<Relationship Id=\"rId1\" Type=\"" TYPE
                  "worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" "
                  "Type=\"" TYPE "sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
                  "<Relationship Id=\"rId3\" Type=\"" TYPE "styles\" Target=\"styles.xml\"/>"
                  "<Relationship Id=\"rId9\" Type=\"" TYPE
                  "worksheet\" Target=\"worksheets/hidden.xml\"/></Relationships>" },
  { "xl/sharedStrings.xml",
    XML "<sst " TEST_MAIN "><si><t>工单编号</t></si><si><r><t>诉求</t></r><r><t>内容</t></r>"
        "<rPh sb=\"0\" eb=\"1\"><t>suqiu</t></rPh></si>"
        "<si><t xml:space=\"preserve\"> 42120200100112345678 </t></si>"
        "<si><t>第一行_x000D_&#10;第二行 &amp; 其他</t></si></sst>" },
  { "xl/styles.xml", XML
    "<styleSheet " TEST_MAIN "><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy&quot;年&quot;"
    "m&quot;月&quot;d&quot;日&quot;;@\"/><numFmt numFmtId=\"165\" formatCode=\"[Red]0.00\"/>"
    "<numFmt numFmtId=\"166\" formatCode=\"0&quot;day&quot;\"/></numFmts><cellStyleXfs><xf "
    "numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf "
    "numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>" },
  { "xl/worksheets/hidden.xml",
    XML "<worksheet " TEST_MAIN "><sheetData><row><c t=\"inlineStr\"><is>"
        "<t>verborgen</t></is></c></row></sheetData></worksheet>" },
};

TestWorkbook *
test_workbook_new (const char *rows)
{
  TestWorkbook *self = g_new0 (TestWorkbook, 1);
  g_autofree char *sheet
      = g_strdup_printf (XML "<worksheet " TEST_MAIN "><sheetData>%s</sheetData></worksheet>",
                         rows);

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->texts = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    test_workbook_set (self, usual[i].name, usual[i].text);
  test_workbook_set (self, TEST_SHEET, sheet);
  return self;
}

void
test_workbook_free (TestWorkbook *self)
{
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->texts);
  g_free (self);
}

void
test_workbook_set_bytes (TestWorkbook *self, const char *name, GBytes *bytes)
{
  for (guint i = self->names->len; i > 0; i--)
    if (g_str_equal (self->names->pdata[i - 1], name))
      {
        g_ptr_array_remove_index (self->names, i - 1);
        g_ptr_array_remove_index (self->texts, i - 1);
      }
  if (bytes == NULL)
    return;
  g_ptr_array_add (self->names, g_strdup (name));
  g_ptr_array_add (self->texts, g_bytes_ref (bytes));
}

void
test_workbook_set (TestWorkbook *self, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;

  test_workbook_set_bytes (self, name, bytes);
}

GBytes *
test_workbook_pack (TestWorkbook *self)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("lian-workbook-XXXXXX", &path, NULL);
  zip_t *archive = zip_open (path, ZIP_CREATE | ZIP_TRUNCATE, NULL);
  char *data;
  gsize length;

  g_assert_cmpint (fd, >=, 0);
  close (fd);
  g_assert_nonnull (archive);
  for (guint i = 0; i < self->names->len; i++)
    {
      GBytes *text = self->texts->pdata[i];
      zip_source_t *source
          = zip_source_buffer (archive, g_bytes_get_data (text, NULL), g_bytes_get_size (text), 0);

      g_assert_cmpint (zip_file_add (archive, self->names->pdata[i], source, ZIP_FL_ENC_UTF_8), >=,
                       0);
    }
  g_assert_cmpint (zip_close (archive), ==, 0);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  g_unlink (path);
  return g_bytes_new_take (data, length);
}
