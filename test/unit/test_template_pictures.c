/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The pictures of a template: the logo, and one per person. */
#include "template_fixture.h"

#include <unistd.h>

#define LOGO "<img src=\"logo.png\" alt=\"L\" width=\"1\">"

static void
a_picture_is_embedded_once (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = fields_of ("");
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;
    g_autofree char *want = NULL;
    const MsImage *image;

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html", LOGO LOGO);
    template = template_load (*state);
    got = ms_template_render_html (template, fields, images, NULL);
    assert_int_equal (images->len, 1);
    image = g_ptr_array_index (images, 0);
    want = g_strdup_printf ("<img src=\"cid:%s\" alt=\"L\" width=\"1\">"
                            "<img src=\"cid:%s\" alt=\"L\" width=\"1\">",
                            image->content_id, image->content_id);
    assert_string_equal (got, want);
    assert_string_equal (image->name, "logo.png");
}

static void
a_picture_in_a_section_that_is_false_is_not_embedded (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = fields_of ("");
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html", "{{#x}}" LOGO "{{/x}}");
    template = template_load (*state);
    got = ms_template_render_html (template, fields, images, NULL);
    assert_int_equal (images->len, 0);
    assert_string_equal (got, "");
}

#define PHOTO "<img src=\"people/{{photo}}\" alt=\"P\" width=\"1\">"

static void
a_field_chooses_the_picture_of_a_person (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = fields_of ("photo=jane.png");
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;

    folder_write_png (*state, "people/jane.png");
    folder_write (*state, "people/tom.gif", "GIF89a");
    folder_write (*state, "signature.html", PHOTO);
    template = template_load (*state);
    got = ms_template_render_html (template, fields, images, NULL);
    assert_int_equal (images->len, 1);
    assert_string_equal (((MsImage *)g_ptr_array_index (images, 0))->name,
                         "people/jane.png");
}

/* What a directory may come to say of somebody. */
static const char *const strange_photos[] = {
    "",
    " ",
    "none.png",
    "../logo.png",
    "../../logo.png",
    "../../../logo.png",
    "../people/jane.png",
    "/etc/passwd",
    "//example.net/x.png",
    "..\\logo.png",
    "..%2flogo.png",
    "%2e%2e/logo.png",
    "%252e%252e/logo.png",
    "\xef\xbc\x8e\xef\xbc\x8e/logo.png", /* full-width stops */
    "\xe2\x80\xa4\xe2\x80\xa4/logo.png", /* one-dot leaders */
    "..\xe2\x81\x84logo.png",            /* a fraction slash */
    "..\xc2\xad/logo.png",               /* a soft hyphen */
    "jane.png%00",
    "jane.png%00.gif",
    "jane.png/",
    "./jane.png",
    ".hidden.png",
    "JANE.PNG",
    "out.png",
    "elsewhere/logo.png",
    "text.png",
    "javascript:alert(1)",
    "data:image/png;base64,iVBORw0KGgo=",
    "\"><script>",
};

static void
write_portraits (const char *folder)
{
    g_autofree char *out = g_build_filename (folder, "people/out.png", NULL);
    g_autofree char *elsewhere = g_build_filename (folder, "people/elsewhere", NULL);

    folder_write_png (folder, "people/jane.png");
    folder_write_png (folder, "people/.hidden.png");
    folder_write (folder, "people/text.png", "<html>");
    folder_write_png (folder, "logo.png");
    folder_write_png (folder, "../logo.png");
    folder_write_png (folder, "../../logo.png");
    assert_int_equal (symlink ("../../../logo.png", out), 0);
    assert_int_equal (symlink ("../../..", elsewhere), 0);
    folder_write (folder, "signature.html", "a" PHOTO "b");
}

static void
a_person_without_a_picture_gets_none (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;

    write_portraits (*state);
    template = ms_template_load (*state, problems);
    assert_non_null (template);
    for (gsize i = 0; i < G_N_ELEMENTS (strange_photos); i++) {
        g_autoptr (GPtrArray) images = g_ptr_array_new();
        g_autoptr (MsValue) fields = ms_value_new_map();
        g_autofree char *got = NULL;

        ms_value_set_text (fields, "photo", strange_photos[i]);
        got = ms_template_render_html (template, fields, images, NULL);
        if (strcmp (got, "ab") != 0 || images->len > 0)
            fail_msg ("\"%s\" shows \"%s\"", strange_photos[i], got);
    }
}

static void
a_photo_that_cannot_be_used_is_a_warning (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;
    g_autofree char *got = NULL;

    write_portraits (*state);
    template = ms_template_load (*state, problems);
    got = problems_text (problems);
    assert_string_equal (
        got, "1:7: warning: picture \"people/out.png\": \"people/out.png\" leads out of "
             "the folder of templates; it is left out\n"
             "1:7: warning: picture \"people/text.png\": expected a PNG, JPEG or GIF "
             "file; it is left out");
}

static void
the_pictures_that_are_missing_for_somebody_are_named (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) nobody = fields_of ("photo=tom.png");
    g_autoptr (MsValue) jane = fields_of ("photo=jane.png");
    g_autoptr (GPtrArray) missing = NULL;
    g_autoptr (GPtrArray) none = NULL;

    folder_write_png (*state, "people/jane.png");
    folder_write (*state, "signature.html", PHOTO);
    template = template_load (*state);
    missing = ms_template_missing_pictures (template, nobody);
    none = ms_template_missing_pictures (template, jane);
    assert_int_equal (missing->len, 1);
    assert_string_equal (g_ptr_array_index (missing, 0), "people/tom.png");
    assert_int_equal (none->len, 0);
}

static void
a_picture_without_a_host_is_an_error (void **state)
{
    static const char *const urls[] = { "", "/logo.png", "//example.com/logo.png",
                                        "#logo" };

    for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
        g_autofree char *html =
            g_strdup_printf ("<img src=\"%s\" alt=L width=1>", urls[i]);
        g_autofree char *want = g_strdup_printf (
            "1:6: picture \"%s\": expected the name of a file in the folder, or a URL "
            "that begins with https://",
            urls[i]);
        g_autofree char *got = NULL;
        folder_write (*state, "signature.html", html);
        got = template_failure (*state);
        assert_string_equal (got, want);
    }
}

/* The octets of a photo come with the fields, from a directory. */
static MsValue *
fields_with_photo (void)
{
    MsValue *fields = ms_value_new_map();
    g_autoptr (GBytes) data = g_bytes_new_static ("\xff\xd8\xff\xe0 jane", 9);

    ms_value_set (fields, "photo", ms_value_new_image (ms_image_new ("photo.jpg", data)));
    return fields;
}

static const struct {
    const char *name;
    const char *conf;
    const char *html;
    const char *want; /* with %s for the Content-ID */
} photos[] = {
    { "a photo", "", "<img src=\"{{photo}}\" alt=P width=1>",
      "<img src=\"cid:%s\" alt=P width=1>" },
    { "in a section", "", "{{#photo}}<img src=\"{{photo}}\" alt=P width=1>{{/photo}}",
      "<img src=\"cid:%s\" alt=P width=1>" },
    { "raw", "", "<img src=\"{{{photo}}}\" alt=P width=1>",
      "<img src=\"cid:%s\" alt=P width=1>" },
    { "where the template thinks of files", "",
      "<img src=\"people/{{photo}}\" alt=P width=1>",
      "<img src=\"cid:%s\" alt=P width=1>" },
    { "where the pictures of the template are links",
      "images = link\nimage-url = \"https://example.com\"",
      "<img src=\"{{photo}}\" alt=P width=1>", "<img src=\"cid:%s\" alt=P width=1>" },
};

static void
a_photo_among_the_fields_is_embedded (void **state)
{
    folder_write_png (*state, "people/tom.png");
    for (gsize i = 0; i < G_N_ELEMENTS (photos); i++) {
        g_autoptr (MsTemplate) template = NULL;
        g_autoptr (MsValue) fields = fields_with_photo();
        g_autoptr (GPtrArray) images = g_ptr_array_new();
        g_autofree char *got = NULL;
        g_auto (GStrv) halves = g_strsplit (photos[i].want, "%s", 2);
        g_autofree char *want = NULL;
        const MsImage *image = ms_value_image (ms_value_get (fields, "photo"));

        folder_write (*state, "template.conf", photos[i].conf);
        folder_write (*state, "signature.html", photos[i].html);
        template = template_load (*state);
        got = ms_template_render_html (template, fields, images, NULL);
        want = g_strjoin (image->content_id, halves[0], halves[1], NULL);
        if (g_strcmp0 (got, want) != 0 || images->len != 1 ||
            g_ptr_array_index (images, 0) != image)
            fail_msg ("%s: %u pictures, %s", photos[i].name, images->len, got);
    }
}

static void
a_photo_that_is_not_shown_is_not_embedded (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = fields_with_photo();
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{#photo}}has a photo{{/photo}}");
    template = template_load (*state);
    got = ms_template_render_html (template, fields, images, NULL);
    assert_string_equal (got, "has a photo");
    assert_int_equal (images->len, 0);
}

static void
pictures_for_outlook_and_backgrounds_are_embedded (void **state)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;

    folder_write_png (*state, "a.png");
    folder_write (*state, "b.gif", "GIF89a");
    folder_write (*state, "signature.html",
                  "<!--[if mso]><v:fill src=\"a.png\"/><![endif]-->"
                  "<table background=\"b.gif\"><tr><td>x</td></tr></table>");
    got = template_html (*state, "", images);
    assert_int_equal (images->len, 2);
}

static void
what_is_left_out_needs_no_files (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "<script src=\"none.js\"></script>x");
    template = ms_template_load (*state, problems);
    assert_non_null (template);
}

static void
linked_pictures_get_the_url_before_them (void **state)
{
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    g_autofree char *got = NULL;

    folder_write (*state, "template.conf",
                  "images = link\nimage-url = \"https://e.com/s?a&\"");
    folder_write (*state, "signature.html", "<img src=\"my%20logo.png\" alt=L width=1>");
    got = template_html (*state, "", images);
    assert_string_equal (
        got, "<img src=\"https://e.com/s?a&amp;/my%20logo.png\" alt=L width=1>");
    assert_int_equal (images->len, 0);
}

static void
a_linked_picture_stays_below_the_url (void **state)
{
    static const char *const values[] = {
        "../x.png", "a/../../x.png", "%2e%2e/x.png", ".htaccess", "", "..\\x.png"
    };

    folder_write (*state, "template.conf",
                  "images = link\nimage-url = \"https://e.com/s\"");
    folder_write (*state, "signature.html", "a" PHOTO "b");
    for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
        g_autofree char *fields = g_strconcat ("photo=", values[i], NULL);
        g_autofree char *got = template_html (*state, fields, NULL);
        if (strcmp (got, "ab") != 0)
            fail_msg ("\"%s\": %s", values[i], got);
    }
}

/* One file under many names, each read as a file of its own: of 2 MB, the most a picture
 * may have, 32 are what there may be. */
static void
more_pictures_than_fit_into_memory_are_an_error (void **state)
{
    const gsize len = (gsize)2 * 1024 * 1024;
    g_autofree char *data = g_malloc0 (len);
    g_autofree char *first = g_build_filename (*state, "people", "1.gif", NULL);
    g_autofree char *found = NULL;
    g_auto (GStrv) lines = NULL;

    memcpy (data, "GIF89a", 6);
    folder_write (*state, "signature.html", PHOTO);
    folder_write_bytes (*state, "people/1.gif", data, len);
    for (guint i = 2; i <= 40; i++) {
        g_autofree char *name = g_strdup_printf ("%u.gif", i);
        g_autofree char *path = g_build_filename (*state, "people", name, NULL);
        assert_int_equal (link (first, path), 0);
    }
    found = template_failure (*state);
    lines = g_strsplit (found, "\n", -1);
    /* Each says that it is large, until there are too many. */
    assert_int_equal (g_strv_length (lines), 33 + 1);
    assert_string_equal (lines[33], "1:6: the pictures of \"people/\" are larger than 64 "
                                    "MB together");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEMPLATE_TEST (a_picture_is_embedded_once),
        TEMPLATE_TEST (a_picture_in_a_section_that_is_false_is_not_embedded),
        TEMPLATE_TEST (a_field_chooses_the_picture_of_a_person),
        TEMPLATE_TEST (a_person_without_a_picture_gets_none),
        TEMPLATE_TEST (a_photo_that_cannot_be_used_is_a_warning),
        TEMPLATE_TEST (the_pictures_that_are_missing_for_somebody_are_named),
        TEMPLATE_TEST (a_picture_without_a_host_is_an_error),
        TEMPLATE_TEST (a_photo_among_the_fields_is_embedded),
        TEMPLATE_TEST (a_photo_that_is_not_shown_is_not_embedded),
        TEMPLATE_TEST (pictures_for_outlook_and_backgrounds_are_embedded),
        TEMPLATE_TEST (what_is_left_out_needs_no_files),
        TEMPLATE_TEST (linked_pictures_get_the_url_before_them),
        TEMPLATE_TEST (a_linked_picture_stays_below_the_url),
        TEMPLATE_TEST (more_pictures_than_fit_into_memory_are_an_error),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
