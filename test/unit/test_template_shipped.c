/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The signatures that mailstamp ships: what people read, and what no value can do. */
#include "template_fixture.h"

#define SHIPPED TEST_DIR "/../templates/"
#define JANE                                                                             \
    "name=Jane Doe|title=Head of Sales|department=Sales Europe|phone=+44 (0)20 7946 "    \
    "0123"                                                                               \
    "|mobile=+44 7700 900123|email=jane@example.com"

static const struct {
    const char *name;
    const char *template;
    const char *fields;
    const char *want;
} shipped[] = {
    { "minimal", "minimal", JANE,
      "-- \nJane Doe\nHead of Sales, Sales Europe\n\nPhone   +44 (0)20 7946 0123\n"
      "Mobile  +44 7700 900123\njane@example.com" },
    { "minimal with little", "minimal",
      "name=Bob|email=bob@example.com|mobile= ", "-- \nBob\n\nbob@example.com" },
    { "minimal with a department alone", "minimal",
      "name=Bob|email=bob@example.com|department=Sales",
      "-- \nBob\nSales\n\nbob@example.com" },
    { "corporate", "corporate", JANE,
      "-- \nJane Doe\nHead of Sales\nSales Europe · Example Ltd\n\n"
      "Phone   +44 (0)20 7946 0123\nMobile  +44 7700 900123\nE-mail  jane@example.com\n"
      "Web     https://www.example.com/\n\n"
      "Example Ltd · 1 Example Street, London EC1A 1AA\n"
      "Registered in England and Wales, no. 01234567" },
    { "corporate with little", "corporate", "name=Bob|email=bob@example.com",
      "-- \nBob\nExample Ltd\n\nE-mail  bob@example.com\n"
      "Web     https://www.example.com/\n\n"
      "Example Ltd · 1 Example Street, London EC1A 1AA\n"
      "Registered in England and Wales, no. 01234567" },
};

static void
a_shipped_text_reads_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (shipped); i++) {
        g_autofree char *folder = g_strconcat (SHIPPED, shipped[i].template, NULL);
        g_autofree char *got = template_text (folder, shipped[i].fields);
        if (g_strcmp0 (got, shipped[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", shipped[i].name, got,
                      shipped[i].want);
    }
}

static void
the_shipped_picture_is_small (void **state)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autoptr (MsTemplate) template = template_load (SHIPPED "corporate");
    g_autoptr (MsValue) fields = fields_of (JANE);
    g_autofree char *html = ms_template_render_html (template, fields, images, NULL);

    (void)state;
    assert_int_equal (images->len, 1);
    assert_in_range (g_bytes_get_size (((MsImage *)g_ptr_array_index (images, 0))->data),
                     100, 5000);
}

static void
a_shipped_number_can_be_dialled (void **state)
{
    g_autofree char *got = template_html (SHIPPED "corporate", JANE, NULL);

    (void)state;
    assert_non_null (strstr (got, "href=\"tel:+442079460123\""));
}

/* ---- Hostile values ---- */

static char *
structure_with (const char *folder, const char *value)
{
    static const char *const names[] = { "name",  "title",  "department",
                                         "phone", "mobile", "email" };
    g_autoptr (MsTemplate) template = template_load (folder);
    g_autoptr (MsValue) fields = ms_value_new_map();
    g_autofree char *html = NULL;

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        ms_value_set_text (fields, names[i], value);
    html = ms_template_render_html (template, fields, NULL, NULL);
    assert_non_null (html);
    return html_structure (html);
}

static void
hostile_values_change_no_structure (void **state)
{
    static const char *const values[] = {
        "</td></tr></table></div><script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "' onmouseover='alert(1)",
        "<!--",
        "--><!--[if mso]>",
        "<![endif]-->",
        "]]>",
        "<style>*{display:none}</style>",
        "&lt;b&gt;&#60;b&#62;",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "\x01\x02\x1b\x7f\r\n\t.\r\n",
        "\xe2\x80\xae"
        "gro.live\xe2\x81\xa6",
        "\xff\xfe\xc3",
        "{{name}}{{> x}}{{{y}}}",
        "<plaintext>",
        "\\\"'`=<>/",
    };

    (void)state;
    for (guint t = 0; t < 2; t++) {
        const char *folder = t == 0 ? SHIPPED "minimal" : SHIPPED "corporate";
        g_autofree char *want = structure_with (folder, "harmless");
        for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
            g_autofree char *got = structure_with (folder, values[i]);
            if (strcmp (got, want) != 0)
                fail_msg ("\"%s\": got \"%s\", want \"%s\"", values[i], got, want);
        }
    }
}

static void
a_megabyte_in_each_field_changes_no_structure (void **state)
{
    g_autofree char *value = g_strnfill (1024 * 1024, '"');
    g_autofree char *want = structure_with (SHIPPED "corporate", "harmless");
    g_autofree char *got = structure_with (SHIPPED "corporate", value);

    (void)state;
    assert_string_equal (got, want);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_shipped_text_reads_as_its_row_says),
        cmocka_unit_test (the_shipped_picture_is_small),
        cmocka_unit_test (a_shipped_number_can_be_dialled),
        cmocka_unit_test (hostile_values_change_no_structure),
        cmocka_unit_test (a_megabyte_in_each_field_changes_no_structure),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
