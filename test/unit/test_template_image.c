/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"
#include "template_folder.h"
#include "template_image.h"

static const struct {
    const char *name;
    const char *data;
    gsize len;
    const char *want;
} types[] = {
    { "PNG", "\x89PNG\r\n\x1a\n1234", 12, "image/png" },
    { "JPEG", "\xff\xd8\xff\xe0", 4, "image/jpeg" },
    { "GIF", "GIF89a1", 7, "image/gif" },
    { "old GIF", "GIF87a1", 7, "image/gif" },
    { "WebP", "RIFF1234WEBPVP8 ", 16, "image/webp" },
    { "SVG", "<?xml version=\"1.0\"?>\n<!-- x -->\n<svg>", 38, "image/svg+xml" },
    { "HTML", "<html><body>", 12, NULL },
    { "text", "logo", 4, NULL },
    { "the start of a PNG", "\x89PNG", 4, NULL },
    { "nothing", "", 0, NULL },
};

static void
a_type_is_told_from_the_octets (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
        const char *got = ms_image_type (ms_slice (types[i].data, types[i].len));
        if (g_strcmp0 (got, types[i].want) != 0)
            fail_msg ("%s: got %s, want %s", types[i].name, got, types[i].want);
    }
}

static MsImage *
load (const char *path, const char *name, char **found)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsFolder) folder = ms_folder_open (path, problems);
    MsWhere where = { "signature.html", 3, 4 };
    MsImage *image = ms_image_load (folder, name, &where, problems);

    *found = problems_text (problems);
    return image;
}

static void
a_picture_has_a_name_a_type_and_an_id (void **state)
{
    g_autofree char *found = NULL;
    g_autoptr (MsImage) image = NULL;

    folder_write_png (*state, "my logo.big.png");
    image = load (*state, "my logo.big.png", &found);
    assert_non_null (image);
    assert_string_equal (found, "");
    assert_string_equal (image->name, "my logo.big.png");
    assert_string_equal (image->type, "image/png");
    assert_true (g_str_has_prefix (image->content_id, "my_logo."));
    assert_true (g_str_has_suffix (image->content_id, "@mailstamp"));
    assert_int_equal (strlen (image->content_id), strlen ("my_logo.@mailstamp") + 24);
}

static void
a_long_name_is_cut_in_the_id (void **state)
{
    g_autofree char *found = NULL;
    g_autofree char *stem = g_strnfill (33, 'x');
    g_autofree char *name = g_strconcat (stem, ".png", NULL);
    g_autoptr (MsImage) image = NULL;

    folder_write_png (*state, name);
    image = load (*state, name, &found);
    assert_int_equal (strspn (image->content_id, "x"), 32);
}

static void
the_same_octets_have_the_same_id (void **state)
{
    g_autofree char *found = NULL;
    g_autofree char *found_again = NULL;
    g_autoptr (MsImage) one = NULL;
    g_autoptr (MsImage) other = NULL;

    folder_write_png (*state, "a/logo.png");
    folder_write_png (*state, "b/logo.png");
    one = load (*state, "a/logo.png", &found);
    other = load (*state, "b/logo.png", &found_again);
    assert_string_equal (one->content_id, other->content_id);
}

static void
other_octets_have_another_id (void **state)
{
    g_autofree char *found = NULL;
    g_autofree char *found_again = NULL;
    g_autoptr (MsImage) one = NULL;
    g_autoptr (MsImage) other = NULL;

    folder_write_png (*state, "a/logo.png");
    folder_write (*state, "b/logo.png", "GIF89a");
    one = load (*state, "a/logo.png", &found);
    other = load (*state, "b/logo.png", &found_again);
    assert_string_not_equal (one->content_id, other->content_id);
}

static void
write_sized (const char *folder, gsize len)
{
    g_autofree char *data = g_malloc0 (len);

    memcpy (data, "GIF89a", 6);
    folder_write_bytes (folder, "logo.gif", data, len);
}

static void
a_large_picture_is_a_warning (void **state)
{
    g_autofree char *found = NULL;
    g_autoptr (MsImage) image = NULL;

    write_sized (*state, 200 * 1024 + 1);
    image = load (*state, "logo.gif", &found);
    assert_non_null (image);
    assert_string_equal (found,
                         "3:4: warning: picture \"logo.gif\" is larger than 200 KB, "
                         "and every message carries it");
}

static void
a_picture_of_just_that_size_is_none (void **state)
{
    g_autofree char *found = NULL;
    g_autoptr (MsImage) image = NULL;

    write_sized (*state, 200 * 1024);
    image = load (*state, "logo.gif", &found);
    assert_string_equal (found, "");
}

static void
a_huge_picture_is_an_error (void **state)
{
    g_autofree char *found = NULL;
    g_autoptr (MsImage) image = NULL;

    write_sized (*state, 2 * 1024 * 1024 + 1);
    image = load (*state, "logo.gif", &found);
    assert_null (image);
    assert_string_equal (
        found,
        "3:4: picture \"logo.gif\": is too large, expected at most 2097152 octets");
}

static void
svg_and_webp_are_warnings (void **state)
{
    g_autofree char *found_svg = NULL;
    g_autofree char *found_webp = NULL;
    g_autoptr (MsImage) svg = NULL;
    g_autoptr (MsImage) webp = NULL;

    folder_write (*state, "a.svg", "<svg/>");
    folder_write (*state, "a.webp", "RIFF1234WEBP");
    svg = load (*state, "a.svg", &found_svg);
    webp = load (*state, "a.webp", &found_webp);
    assert_non_null (strstr (found_svg, "warning: picture \"a.svg\" is SVG"));
    assert_non_null (strstr (found_webp, "warning: picture \"a.webp\" is WebP"));
}

static void
what_is_no_picture_is_an_error (void **state)
{
    g_autofree char *found = NULL;
    g_autoptr (MsImage) image = NULL;

    folder_write (*state, "logo.png", "<html>");
    image = load (*state, "logo.png", &found);
    assert_null (image);
    assert_string_equal (found,
                         "3:4: picture \"logo.png\": expected a PNG, JPEG or GIF file");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_type_is_told_from_the_octets),
        TEMPLATE_TEST (a_picture_has_a_name_a_type_and_an_id),
        TEMPLATE_TEST (a_long_name_is_cut_in_the_id),
        TEMPLATE_TEST (the_same_octets_have_the_same_id),
        TEMPLATE_TEST (other_octets_have_another_id),
        TEMPLATE_TEST (a_large_picture_is_a_warning),
        TEMPLATE_TEST (a_picture_of_just_that_size_is_none),
        TEMPLATE_TEST (a_huge_picture_is_an_error),
        TEMPLATE_TEST (svg_and_webp_are_warnings),
        TEMPLATE_TEST (what_is_no_picture_is_an_error),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
