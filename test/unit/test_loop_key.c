/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "loop_key.h"
#include <glib/gstdio.h>
#include <sys/stat.h>

typedef struct {
    char *folder;
    char *path;
} Place;

static int
set_up (void **state)
{
    Place *place = g_new0 (Place, 1);

    place->folder = g_dir_make_tmp ("test_loop_key_XXXXXX", NULL);
    place->path = g_build_filename (place->folder, "loop.key", NULL);
    *state = place;
    return place->folder == NULL;
}

static int
tear_down (void **state)
{
    Place *place = *state;
    int rc = 0;

    g_unlink (place->path);
    rc = g_rmdir (place->folder); /* fails when a temporary file was left behind */
    g_free (place->folder);
    g_free (place->path);
    g_free (place);
    return rc;
}

static void
a_new_key_has_44_characters_and_a_newline (void **state)
{
    const Place *place = *state;
    g_autofree char *text = NULL;
    gsize len = 0;

    assert_true (ms_loop_key_create (place->path, NULL));
    assert_true (g_file_get_contents (place->path, &text, &len, NULL));
    assert_int_equal (len, 45);
    assert_int_equal (text[44], '\n');
    assert_null (strchr (text, '='));
}

static void
a_new_key_is_for_its_owner_alone (void **state)
{
    const Place *place = *state;
    struct stat info;

    assert_true (ms_loop_key_create (place->path, NULL));
    assert_int_equal (stat (place->path, &info), 0);
    assert_int_equal (info.st_mode & 07777, 0600);
}

static void
two_new_keys_differ (void **state)
{
    const Place *place = *state;
    g_autofree char *first = NULL;
    g_autofree char *second = NULL;

    assert_true (ms_loop_key_create (place->path, NULL));
    assert_true (g_file_get_contents (place->path, &first, NULL, NULL));
    g_unlink (place->path);
    assert_true (ms_loop_key_create (place->path, NULL));
    assert_true (g_file_get_contents (place->path, &second, NULL, NULL));
    assert_string_not_equal (first, second);
}

static void
a_key_that_is_there_is_not_replaced (void **state)
{
    const Place *place = *state;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    assert_true (g_file_set_contents (place->path, "old", -1, NULL));
    assert_false (ms_loop_key_create (place->path, &error));
    assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_IO));
    assert_true (g_file_get_contents (place->path, &text, NULL, NULL));
    assert_string_equal (text, "old");
}

static void
a_folder_that_is_not_there_is_an_error (void **state)
{
    const Place *place = *state;
    g_autofree char *path = g_build_filename (place->folder, "no", "loop.key", NULL);
    g_autofree char *want =
        g_strdup_printf ("%s cannot be made: No such file or directory", path);
    g_autoptr (GError) error = NULL;

    assert_false (ms_loop_key_create (path, &error));
    assert_string_equal (error->message, want);
}

#define KEY "0123456789abcdefghijklmnopqrstuv"

static GBytes *
load (const Place *place, const char *text, int mode, char **what, char **warning)
{
    assert_true (g_file_set_contents (place->path, text, -1, NULL));
    assert_int_equal (g_chmod (place->path, mode), 0);
    return ms_loop_key_load (place->path, what, warning);
}

static void
the_last_newline_is_no_part_of_the_key (void **state)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = load (*state, KEY "\n", 0600, &what, &warning);

    assert_non_null (key);
    assert_int_equal (g_bytes_get_size (key), 32);
    assert_memory_equal (g_bytes_get_data (key, NULL), KEY, 32);
    assert_null (warning);
}

static void
only_the_last_newline_goes (void **state)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = load (*state, KEY "\n\n", 0600, &what, &warning);

    assert_int_equal (g_bytes_get_size (key), 33);
}

static void
a_short_key_is_refused (void **state)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key =
        load (*state, "0123456789abcdefghijklmnopqrstu\n", 0600, &what, &warning);

    assert_null (key);
    assert_true (g_str_has_suffix (what, " has 31 octets, expected 32 or more"));
}

static void
a_missing_key_is_refused (void **state)
{
    const Place *place = *state;
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = ms_loop_key_load (place->path, &what, &warning);

    assert_null (key);
    assert_true (g_str_has_suffix (what, " cannot be read: No such file or directory"));
}

static void
a_key_that_others_can_read_is_a_warning (void **state)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = load (*state, KEY, 0644, &what, &warning);

    assert_non_null (key);
    assert_true (g_str_has_suffix (warning, ", expected mode 0600 or 0640"));
}

static void
a_key_that_the_group_can_read_is_none (void **state)
{
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = load (*state, KEY, 0640, &what, &warning);

    assert_non_null (key);
    assert_null (warning);
}

static void
a_made_key_loads (void **state)
{
    const Place *place = *state;
    g_autofree char *what = NULL;
    g_autofree char *warning = NULL;
    g_autoptr (GBytes) key = NULL;

    assert_true (ms_loop_key_create (place->path, NULL));
    key = ms_loop_key_load (place->path, &what, &warning);
    assert_int_equal (g_bytes_get_size (key), 44);
    assert_null (warning);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEST (a_new_key_has_44_characters_and_a_newline),
        TEST (a_new_key_is_for_its_owner_alone),
        TEST (two_new_keys_differ),
        TEST (a_key_that_is_there_is_not_replaced),
        TEST (a_folder_that_is_not_there_is_an_error),
        TEST (the_last_newline_is_no_part_of_the_key),
        TEST (only_the_last_newline_goes),
        TEST (a_short_key_is_refused),
        TEST (a_missing_key_is_refused),
        TEST (a_key_that_others_can_read_is_a_warning),
        TEST (a_key_that_the_group_can_read_is_none),
        TEST (a_made_key_loads),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
