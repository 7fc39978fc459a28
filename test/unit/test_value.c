/* SPDX-License-Identifier: BSD-2-Clause */
#include "value.h"

#include "check.h"

static void
a_text_is_copied (void **state)
{
    char text[] = "one";
    g_autoptr (MsValue) value = ms_value_new_text (text);

    (void)state;
    text[0] = 'x';
    assert_string_equal (ms_value_text (value), "one");
}

static void
only_a_text_has_a_text (void **state)
{
    g_autoptr (MsValue) list = ms_value_new_list();
    g_autoptr (MsValue) map = ms_value_new_map();

    (void)state;
    assert_null (ms_value_text (list));
    assert_null (ms_value_text (map));
    assert_null (ms_value_text (NULL));
}

static void
only_a_list_has_items (void **state)
{
    g_autoptr (MsValue) list = ms_value_new_list();
    g_autoptr (MsValue) text = ms_value_new_text ("x");

    (void)state;
    ms_value_append (list, ms_value_new_text ("one"));
    ms_value_append (list, ms_value_new_text ("two"));
    assert_int_equal (ms_value_length (list), 2);
    assert_string_equal (ms_value_text (ms_value_item (list, 1)), "two");
    assert_int_equal (ms_value_length (text), 0);
    assert_int_equal (ms_value_length (NULL), 0);
}

static void
only_a_map_has_members (void **state)
{
    g_autoptr (MsValue) map = ms_value_new_map();
    g_autoptr (MsValue) text = ms_value_new_text ("x");

    (void)state;
    ms_value_set_text (map, "name", "Jane");
    assert_string_equal (ms_value_text (ms_value_get (map, "name")), "Jane");
    assert_null (ms_value_get (map, "Name"));
    assert_null (ms_value_get (text, "name"));
    assert_null (ms_value_get (NULL, "name"));
}

static void
a_second_value_replaces_the_first (void **state)
{
    g_autoptr (MsValue) map = ms_value_new_map();

    (void)state;
    ms_value_set_text (map, "name", "Jane");
    ms_value_set_text (map, "name", "John");
    assert_string_equal (ms_value_text (ms_value_get (map, "name")), "John");
}

static void
a_copy_of_a_map_does_not_change_the_map (void **state)
{
    g_autoptr (MsValue) map = ms_value_new_map();
    g_autoptr (MsValue) copy = NULL;

    (void)state;
    ms_value_set_text (map, "name", "Jane");
    copy = ms_value_copy_map (map);
    ms_value_set_text (copy, "name", "John");
    ms_value_set_text (copy, "title", "Engineer");
    assert_string_equal (ms_value_text (ms_value_get (map, "name")), "Jane");
    assert_null (ms_value_get (map, "title"));
}

static void
a_copy_outlives_its_map (void **state)
{
    MsValue *map = ms_value_new_map();
    g_autoptr (MsValue) copy = NULL;

    (void)state;
    ms_value_set_text (map, "name", "Jane");
    copy = ms_value_copy_map (map);
    ms_value_unref (map);
    assert_string_equal (ms_value_text (ms_value_get (copy, "name")), "Jane");
}

static void
a_copy_of_what_is_no_map_is_an_empty_map (void **state)
{
    g_autoptr (MsValue) text = ms_value_new_text ("x");
    g_autoptr (MsValue) of_text = ms_value_copy_map (text);
    g_autoptr (MsValue) of_nothing = ms_value_copy_map (NULL);

    (void)state;
    ms_value_set_text (of_text, "name", "Jane");
    ms_value_set_text (of_nothing, "name", "Jane");
    assert_non_null (ms_value_get (of_text, "name"));
    assert_non_null (ms_value_get (of_nothing, "name"));
}

static const struct {
    const char *name;
    const char *text;
    gboolean want;
} texts[] = {
    { "a word", "x", TRUE },
    { "a zero is a word", "0", TRUE },
    { "a word between blanks", " x ", TRUE },
    { "nothing", "", FALSE },
    { "blanks", " \t\r\n", FALSE },
    { "no-break spaces, as spreadsheets leave them", "\xc2\xa0\xc2\xa0", FALSE },
    { "an em space", "\xe2\x80\x83", FALSE },
    { "a letter that is not ASCII", "\xc3\xbc", TRUE },
};

static void
a_text_of_white_space_is_false (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr (MsValue) value = ms_value_new_text (texts[i].text);
        check_number (texts[i].name, ms_value_is_true (value), texts[i].want);
    }
}

static void
an_empty_list_is_false_and_a_map_is_true (void **state)
{
    g_autoptr (MsValue) list = ms_value_new_list();
    g_autoptr (MsValue) map = ms_value_new_map();

    (void)state;
    assert_false (ms_value_is_true (NULL));
    assert_false (ms_value_is_true (list));
    assert_true (ms_value_is_true (map));
    ms_value_append (list, ms_value_new_text (""));
    assert_true (ms_value_is_true (list));
}

static void
a_picture_has_its_content_id_for_a_text (void **state)
{
    g_autoptr (GBytes) data = g_bytes_new_static ("GIF89a", 6);
    g_autoptr (MsValue) map = ms_value_new_map();
    const MsImage *image = NULL;

    (void)state;
    ms_value_set (map, "photo", ms_value_new_image (ms_image_new ("p.gif", data)));
    ms_value_set_text (map, "name", "Jane");
    image = ms_value_image (ms_value_get (map, "photo"));
    assert_string_equal (image->type, "image/gif");
    assert_string_equal (ms_value_text (ms_value_get (map, "photo")), image->content_id);
    assert_true (ms_value_is_true (ms_value_get (map, "photo")));
    assert_ptr_equal (ms_value_find_image (map, image->content_id), image);
    assert_null (ms_value_find_image (map, "Jane"));
    assert_null (ms_value_image (ms_value_get (map, "name")));
}

static void
names_of_members_are_sorted (void **state)
{
    g_autoptr (MsValue) map = ms_value_new_map();
    g_autofree const char **names = NULL;
    g_autofree char *got = NULL;

    (void)state;
    ms_value_set_text (map, "b", "");
    ms_value_set_text (map, "c", "");
    ms_value_set_text (map, "a", "");
    names = ms_value_names (map);
    got = g_strjoinv (",", (char **)names);
    assert_string_equal (got, "a,b,c");
}

static void
the_size_counts_what_is_inside (void **state)
{
    g_autofree char *large = g_strnfill (5000, 'x');
    g_autoptr (MsValue) map = ms_value_new_map();
    MsValue *list = ms_value_new_list();
    gsize empty = ms_value_size (map);

    (void)state;
    assert_true (empty < 1000);
    ms_value_append (list, ms_value_new_text (large));
    ms_value_set (map, "list", list);
    assert_in_range (ms_value_size (map), empty + 5000, empty + 6000);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_text_is_copied),
        cmocka_unit_test (only_a_text_has_a_text),
        cmocka_unit_test (only_a_list_has_items),
        cmocka_unit_test (only_a_map_has_members),
        cmocka_unit_test (a_second_value_replaces_the_first),
        cmocka_unit_test (a_copy_of_a_map_does_not_change_the_map),
        cmocka_unit_test (a_copy_outlives_its_map),
        cmocka_unit_test (a_copy_of_what_is_no_map_is_an_empty_map),
        cmocka_unit_test (a_text_of_white_space_is_false),
        cmocka_unit_test (an_empty_list_is_false_and_a_map_is_true),
        cmocka_unit_test (a_picture_has_its_content_id_for_a_text),
        cmocka_unit_test (names_of_members_are_sorted),
        cmocka_unit_test (the_size_counts_what_is_inside),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
