/* SPDX-License-Identifier: BSD-2-Clause */
#include "template.h"
#include "template_fixture.h"

#include <unistd.h>

static int
set_up (void **state)
{
    *state = folder_new();
    return 0;
}

static int
tear_down (void **state)
{
    folder_remove (*state);
    g_free (*state);
    return 0;
}

static MsTemplate *
load (const char *folder)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsTemplate *template = ms_template_load (folder, problems);
    g_autofree char *found = problems_text (problems);

    if (template == NULL || problems->len > 0)
        fail_msg ("%s", found);
    return template;
}

/* The problems of a folder that cannot be used. */
static char *
failure (const char *folder)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = ms_template_load (folder, problems);

    assert_null (template);
    return problems_text (problems);
}

static char *
html_of (const char *folder, const char *fields_text, GPtrArray *images)
{
    g_autoptr (MsTemplate) template = load (folder);
    g_autoptr (MsValue) fields = fields_of (fields_text);
    return ms_template_render_html (template, fields, images, NULL);
}

static char *
text_of (const char *folder, const char *fields_text)
{
    g_autoptr (MsTemplate) template = load (folder);
    g_autoptr (MsValue) fields = fields_of (fields_text);
    return ms_template_render_text (template, fields, NULL);
}

/* ---- Loading ---- */

static void
the_folder_is_the_name (void **state)
{
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    template = load (*state);
    assert_string_equal (ms_template_name (template), "sales");
}

static void
a_folder_without_html_cannot_be_used (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.txt", "x");
    got = failure (*state);
    assert_string_equal (got, "0:0: No such file or directory");
}

static void
all_that_is_wrong_is_said_at_once (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{#a}}\n<img src=none.png alt=x width=1>");
    folder_write (*state, "signature.txt", "{{> none}}");
    folder_write (*state, "template.conf", "images = x");
    got = failure (*state);
    assert_string_equal (got, "1:0: images: expected embed or link\n"
                              "1:1: section \"a\" is never closed, expected {{/a}}\n"
                              "1:1: unknown partial \"none\"");
}

static void
an_unknown_picture_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "x\n<img src=none.png alt=x width=1>");
    got = failure (*state);
    assert_string_equal (got, "2:6: picture \"none.png\": No such file or directory");
}

static void
a_picture_outside_the_folder_is_unknown (void **state)
{
    g_autofree char *got = NULL;

    folder_write_png (*state, "../minimal/logo.png");
    folder_write (*state, "signature.html",
                  "<img src=\"../minimal/logo.png\" alt=x width=1>");
    got = failure (*state);
    assert_non_null (strstr (got, "is no name inside the template's folder"));
}

static void
html_that_is_no_utf8_is_refused_with_its_place (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "a\nM\xfcller");
    got = failure (*state);
    assert_string_equal (got, "2:2: octet 0xfc is not UTF-8; save the file as UTF-8");
}

static void
a_partial_that_cannot_be_read_is_not_unknown_too (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{> p}}");
    folder_write (*state, "p.html", "\xff");
    got = failure (*state);
    assert_string_equal (got, "1:1: octet 0xff is not UTF-8; save the file as UTF-8");
}

static void
a_partial_that_includes_itself_in_a_section_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{> p}}");
    folder_write (*state, "p.html", "{{#a}}{{> p}}{{/a}}");
    got = failure (*state);
    assert_string_equal (got, "1:7: partial loop: \"p\" includes itself");
}

static void
a_partial_loop_in_the_text_is_an_error (void **state)
{
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "x");
    folder_write (*state, "signature.txt", "{{> p}}");
    folder_write (*state, "p.txt", "{{#a}}{{> p}}{{/a}}");
    got = failure (*state);
    assert_string_equal (got, "1:7: partial loop: \"p\" includes itself");
}

static void
warnings_alone_do_not_fail (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "<b>x");
    template = ms_template_load (*state, problems);
    assert_non_null (template);
    assert_int_equal (problems->len, 1);
}

static void
an_earlier_error_of_others_is_none_of_this_template (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) none = ms_template_load ("/nonexistent/x", problems);
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    template = ms_template_load (*state, problems);
    assert_null (none);
    assert_non_null (template);
}

static void
required_fields_are_those_of_the_configuration (void **state)
{
    g_autoptr (MsTemplate) template = NULL;

    folder_write (*state, "signature.html", "x");
    folder_write (*state, "template.conf", "required = { name, title }");
    template = load (*state);
    assert_string_equal (ms_template_required (template)[0], "name");
    assert_string_equal (ms_template_required (template)[1], "title");
    assert_null (ms_template_required (template)[2]);
}

static void
fields_are_those_of_both_texts_in_order (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (GArray) fields = NULL;
    g_autoptr (GString) got = g_string_new (NULL);

    folder_write (*state, "signature.html", "{{name}}\n{{#tel}}{{.}}{{/tel}}");
    folder_write (*state, "signature.txt", "{{name}}{{sender.address}}");
    folder_write (*state, "template.conf", "\nrequired = { name, title }");
    template = load (*state);
    fields = ms_template_fields (template);
    for (guint i = 0; i < fields->len; i++) {
        const MsFieldUse *use = &g_array_index (fields, MsFieldUse, i);
        g_autofree char *file = g_path_get_basename (use->where.file);
        g_string_append_printf (got, "%s %s:%u:%u\n", use->name, file, use->where.line,
                                use->where.column);
    }
    assert_string_equal (got->str, "name signature.html:1:1\n"
                                   "sender.address signature.txt:1:9\n"
                                   "tel signature.html:2:1\n"
                                   "title template.conf:2:0\n");
    assert_true (ms_template_has_text (template));
}

static void
what_is_read_or_missing_can_be_watched (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (GString) got = g_string_new (NULL);

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html", "{{> p}}<img src=logo.png alt=x width=1>");
    folder_write (*state, "p.html", "x");
    template = load (*state);
    for (guint i = 0; i < ms_template_files (template)->len; i++) {
        const char *file = g_ptr_array_index (ms_template_files (template), i);
        assert_true (g_str_has_prefix (file, *state));
        g_string_append_printf (got, "%s ", file + strlen (*state));
    }
    assert_string_equal (
        got->str, " /template.conf /signature.html /p.html /logo.png /signature.txt ");
}

/* ---- HTML ---- */

static const struct {
    const char *name;
    const char *html;
    const char *fields;
    const char *want;
} rows[] = {
    { "values are escaped where they stand",
      "<a href=\"{{url}}\" title='{{name}}' style=\"color:{{colour}}\">{{name}}</a>",
      "url=https://e.com/?a&b|name=<'\">|colour=red;x:y",
      "<a href=\"https://e.com/?a&amp;b\" title='&lt;&#39;&quot;&gt;' "
      "style=\"color:redxy\">&lt;&#39;&quot;&gt;</a>" },
    { "a script as a URL", "<a href=\"{{url}}\">x</a>", "url=javascript:alert(1)",
      "<a href=\"#\">x</a>" },
    { "a script in two fields", "<a href=\"{{a}}{{b}}\">x</a>", "a=java|b=script:x",
      "<a href=\"#\">x</a>" },
    { "a script that the template ends", "<a href=\"{{a}}:x\">x</a>", "a=vbscript",
      "<a href=\"#\">x</a>" },
    { "a script behind a line break", "<a href=\"{{a}}\">x</a>", "a=\n java\nscript:x",
      "<a href=\"java%20script:x\">x</a>" },
    { "a script as references", "<a href=\"{{a}}\">x</a>", "a=&#106;avascript:x",
      "<a href=\"&amp;#106;avascript:x\">x</a>" },
    { "a line whose field is empty leaves nothing",
      "<p>{{name}}<br>{{#mobile}}Mobile: {{mobile}}<br>{{/mobile}}Sales</p>",
      "name=Jane|mobile= ", "<p>Jane<br>Sales</p>" },
    { "raw markup that is not whole is closed", "<div>{{{x}}}</div>y",
      "x=<b><i>a</i></div>", "<div><b><i>a</i></b></div>y" },
    { "a page gives its body", "<html><body bgproperties=a><p>x</p></body></html>", "",
      "<p>x</p>" },
    { "a missing value without quotes", "<td width={{w}} class=a>x</td>", "",
      "<td width=&#32; class=a>x</td>" },
    { "a value without quotes stays one", "<b title={{w}}>x</b>", "w=a onclick=b",
      "<b title=a&#32;onclick&#61;b>x</b>" },
};

static void
a_template_renders_as_its_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsTemplate) template = NULL;
        g_autoptr (MsValue) fields = fields_of (rows[i].fields);
        g_autofree char *got = NULL;

        folder_write (*state, "signature.html", rows[i].html);
        template = ms_template_load (*state, problems);
        assert_non_null (template);
        got = ms_template_render_html (template, fields, NULL, NULL);
        if (g_strcmp0 (got, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static void
partials_are_files_of_the_folder (void **state)
{
    g_autofree char *html = NULL;
    g_autofree char *text = NULL;

    folder_write (*state, "signature.html", "<p>{{> parts/address}}</p>");
    folder_write (*state, "parts/address.html", "<b>{{city}}</b>");
    folder_write (*state, "signature.txt", "{{> parts/address}}");
    folder_write (*state, "parts/address.txt", "{{city}}!");
    html = html_of (*state, "city=A&B", NULL);
    text = text_of (*state, "city=A&B");
    assert_string_equal (html, "<p><b>A&amp;B</b></p>");
    assert_string_equal (text, "A&B!");
}

static void
a_result_that_is_too_large_is_an_error (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = ms_value_new_map();
    g_autofree char *huge = g_strnfill (300 * 1024, 'x');
    g_autoptr (GError) error = NULL;

    folder_write (*state, "signature.html", "{{{x}}}");
    ms_value_set_text (fields, "x", huge);
    template = load (*state);
    assert_null (ms_template_render_html (template, fields, NULL, &error));
    assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_TEMPLATE));
}

static void
no_field_is_too_large (void **state)
{
    g_autoptr (MsTemplate) template = NULL;
    g_autoptr (MsValue) fields = ms_value_new_map();
    g_autofree char *huge = g_strnfill (1024 * 1024, '<');
    g_autofree char *got = NULL;

    folder_write (*state, "signature.html", "{{x}}{{x}}{{x}}");
    ms_value_set_text (fields, "x", huge);
    template = load (*state);
    got = ms_template_render_html (template, fields, NULL, NULL);
    assert_non_null (got);
}

/* ---- Pictures ---- */

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
    template = load (*state);
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
    template = load (*state);
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
    template = load (*state);
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
    template = load (*state);
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
        got = failure (*state);
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
        template = load (*state);
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
    template = load (*state);
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
    got = html_of (*state, "", images);
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
    got = html_of (*state, "", images);
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
        g_autofree char *got = html_of (*state, fields, NULL);
        if (strcmp (got, "ab") != 0)
            fail_msg ("\"%s\": %s", values[i], got);
    }
}

/* ---- Plain text ---- */

static const struct {
    const char *name;
    const char *text;
    const char *fields;
    const char *want;
} texts[] = {
    { "the text as it is", "-- \n{{name}}\n", "name=R&D <b>", "-- \nR&D <b>" },
    { "values without line breaks", "{{a}}\nx", "a=1\r\n2\n\n3", "1 2 3\nx" },
    { "raw values with theirs", "{{{a}}}\nx", "a=1\r\n2", "1\n2\nx" },
    { "empty lines at the ends go", "\n \n{{a}}\n\n \n", "a=x", "x" },
    { "lines of empty fields go", "Jane\n{{title}}\n\n{{tel}}\n\nx\n", "", "Jane\n\nx" },
    { "nothing", "{{a}}\n", "", "" },
};

static void
a_text_renders_as_its_row_says (void **state)
{
    folder_write (*state, "signature.html", "x");
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autofree char *got = NULL;
        folder_write (*state, "signature.txt", texts[i].text);
        got = text_of (*state, texts[i].fields);
        if (g_strcmp0 (got, texts[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", texts[i].name, got, texts[i].want);
    }
}

static void
a_text_line_is_never_too_long (void **state)
{
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *got = NULL;
    g_auto (GStrv) lines = NULL;

    for (guint i = 0; i < 1000; i++)
        g_string_append (text, "word ");
    for (guint i = 0; i < 1000; i++)
        g_string_append (text, "€");
    folder_write (*state, "signature.html", "x");
    folder_write (*state, "signature.txt", text->str);
    got = text_of (*state, "");
    assert_true (g_utf8_validate (got, -1, NULL));
    lines = g_strsplit (got, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        assert_in_range (strlen (lines[i]), 1, 998);
}

static void
without_a_text_it_is_derived (void **state)
{
    g_autofree char *got = NULL;

    folder_write_png (*state, "logo.png");
    folder_write (*state, "signature.html",
                  LOGO "<p>{{name}}{{#tel}}<br>Phone: {{tel}}{{/tel}}</p>"
                       "<a href=\"https://e.com/\">Our site</a>");
    got = text_of (*state, "name=R&D <b>");
    assert_string_equal (got, "L\n\nR&D <b>\n\nOur site <https://e.com/>");
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEST (the_folder_is_the_name),
        TEST (a_folder_without_html_cannot_be_used),
        TEST (all_that_is_wrong_is_said_at_once),
        TEST (an_unknown_picture_is_an_error),
        TEST (a_picture_outside_the_folder_is_unknown),
        TEST (html_that_is_no_utf8_is_refused_with_its_place),
        TEST (a_partial_that_cannot_be_read_is_not_unknown_too),
        TEST (a_partial_that_includes_itself_in_a_section_is_an_error),
        TEST (a_partial_loop_in_the_text_is_an_error),
        TEST (warnings_alone_do_not_fail),
        TEST (an_earlier_error_of_others_is_none_of_this_template),
        TEST (required_fields_are_those_of_the_configuration),
        TEST (fields_are_those_of_both_texts_in_order),
        TEST (what_is_read_or_missing_can_be_watched),
        TEST (a_template_renders_as_its_row_says),
        TEST (partials_are_files_of_the_folder),
        TEST (a_result_that_is_too_large_is_an_error),
        TEST (no_field_is_too_large),
        TEST (a_picture_is_embedded_once),
        TEST (a_picture_in_a_section_that_is_false_is_not_embedded),
        TEST (a_field_chooses_the_picture_of_a_person),
        TEST (a_person_without_a_picture_gets_none),
        TEST (a_photo_among_the_fields_is_embedded),
        TEST (a_photo_that_is_not_shown_is_not_embedded),
        TEST (a_photo_that_cannot_be_used_is_a_warning),
        TEST (the_pictures_that_are_missing_for_somebody_are_named),
        TEST (a_picture_without_a_host_is_an_error),
        TEST (pictures_for_outlook_and_backgrounds_are_embedded),
        TEST (what_is_left_out_needs_no_files),
        TEST (linked_pictures_get_the_url_before_them),
        TEST (a_linked_picture_stays_below_the_url),
        TEST (a_text_renders_as_its_row_says),
        TEST (a_text_line_is_never_too_long),
        TEST (without_a_text_it_is_derived),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
