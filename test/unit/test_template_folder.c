/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"
#include "template_folder.h"

#include <unistd.h>

static MsFolder *
open_folder (const char *path)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsFolder *folder = ms_folder_open (path, problems);

    assert_non_null (folder);
    return folder;
}

static int
set_up (void **state)
{
    char *path = folder_new();

    folder_write (path, "a.txt", "inside");
    folder_write (path, "parts/b.txt", "deeper");
    folder_write (path, "../minimal/c.txt", "beside");
    folder_write (path, "../../outside.txt", "outside");
    *state = path;
    return 0;
}

static int
tear_down (void **state)
{
    folder_remove (*state);
    g_free (*state);
    return 0;
}

static void
link_to (const char *folder, const char *target, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    assert_int_equal (symlink (target, path), 0);
}

static void
assert_reads (const char *path, const char *name, const char *want)
{
    g_autoptr (MsFolder) folder = open_folder (path);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *got = ms_folder_read_text (folder, name, TRUE, problems);

    if (g_strcmp0 (got, want) != 0)
        fail_msg ("%s: got \"%s\", want \"%s\"", name, got, want);
}

static void
assert_refuses (const char *path, const char *name)
{
    g_autoptr (MsFolder) folder = open_folder (path);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) got = ms_folder_read (folder, name, 100, &error);

    assert_null (got);
    if (!g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        fail_msg ("%s: \"%s\"", name, error->message);
}

static void
a_file_of_the_folder_is_read (void **state)
{
    assert_reads (*state, "a.txt", "inside");
}

static void
a_file_of_a_folder_inside_is_read (void **state)
{
    assert_reads (*state, "parts/b.txt", "deeper");
}

static void
a_folder_may_be_named_with_a_slash (void **state)
{
    g_autofree char *path = g_strconcat (*state, "/", NULL);
    g_autoptr (MsFolder) folder = open_folder (path);

    assert_string_equal (ms_folder_name (folder), "sales");
    assert_reads (path, "a.txt", "inside");
}

static void
a_name_cannot_leave_the_folder (void **state)
{
    static const char *const names[] = {
        "../minimal/c.txt",
        "parts/../../minimal/c.txt",
        "/etc/passwd",
        "./a.txt",
        "parts//b.txt",
        "..",
        "",
        "parts\\b.txt",
        ".hidden",
        "none.txt",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        assert_refuses (*state, names[i]);
}

static void
a_link_cannot_leave_the_templates (void **state)
{
    link_to (*state, "../../outside.txt", "link.txt");
    assert_refuses (*state, "link.txt");
}

static void
a_linked_folder_cannot_leave_the_templates (void **state)
{
    link_to (*state, "../..", "up");
    assert_refuses (*state, "up/outside.txt");
}

static void
a_link_to_another_template_is_followed (void **state)
{
    link_to (*state, "../minimal/c.txt", "link.txt");
    assert_reads (*state, "link.txt", "beside");
}

/* A ConfigMap mounted as the template's folder: each file is a link into ..data, which is
 * a link into the folder of the current version. */
static void
the_links_of_a_config_map_are_followed (void **state)
{
    folder_write (*state, "..2025_11_22/signature.txt", "mounted");
    link_to (*state, "..2025_11_22", "..data");
    link_to (*state, "..data/signature.txt", "signature.txt");
    assert_reads (*state, "signature.txt", "mounted");
}

/* The same mounted one above: the template's folder itself is a link into ..data. */
static void
the_links_of_a_config_map_of_all_templates_are_followed (void **state)
{
    g_autofree char *templates = g_path_get_dirname (*state);
    g_autofree char *mounted = g_build_filename (templates, "mounted", NULL);

    folder_write (templates, "..2025_11_22/mounted/signature.txt", "mounted");
    link_to (templates, "..2025_11_22", "..data");
    link_to (templates, "..data/mounted", "mounted");
    assert_reads (mounted, "signature.txt", "mounted");
}

static void
a_file_that_is_too_large_is_not_read (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) got = ms_folder_read (folder, "a.txt", 5, &error);

    assert_null (got);
    assert_string_equal (error->message, "is too large, expected at most 5 octets");
}

static void
a_folder_is_no_file (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) got = ms_folder_read (folder, "parts", 5, &error);

    assert_null (got);
    assert_string_equal (error->message, "is not a file");
}

static const struct {
    const char *name;
    const char *data;
    gsize len;
    const char *want;
    const char *problem;
} texts[] = {
    { "UTF-8", "Zo\xc3\xab", 4, "Zo\xc3\xab", "" },
    { "nothing", "", 0, "", "" },
    { "a byte order mark goes",
      "\xef\xbb\xbf"
      "a",
      4, "a", "" },
    { "lines end in LF", "a\r\nb\rc\n", 7, "a\nb\nc\n", "" },
    { "Latin-1",
      "a\nZ\xc3\xab"
      "o\xeb",
      7, NULL, "2:4: octet 0xeb is not UTF-8; save the file as UTF-8" },
    { "a character cut off", "a\xc3", 2, NULL,
      "1:2: octet 0xc3 is not UTF-8; save the file as UTF-8" },
    { "an octet of zero", "a\0b", 3, NULL,
      "1:2: octet 0x00 is not UTF-8; save the file as UTF-8" },
    { "UTF-16",
      "\xff\xfe"
      "a\0",
      4, NULL, "1:1: the file is UTF-16; save it as UTF-8" },
};

static void
a_text_is_read_as_its_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        g_autoptr (MsFolder) folder = open_folder (*state);
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autofree char *got = NULL;
        g_autofree char *found = NULL;

        folder_write_bytes (*state, "t.txt", texts[i].data, texts[i].len);
        got = ms_folder_read_text (folder, "t.txt", TRUE, problems);
        found = problems_text (problems);
        if (g_strcmp0 (got, texts[i].want) != 0 || strcmp (found, texts[i].problem) != 0)
            fail_msg ("%s: got \"%s\" and \"%s\", want \"%s\" and \"%s\"", texts[i].name,
                      got, found, texts[i].want, texts[i].problem);
    }
}

static void
a_text_that_may_be_missing_is_no_problem (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *got = ms_folder_read_text (folder, "none.txt", FALSE, problems);

    assert_null (got);
    assert_int_equal (problems->len, 0);
}

static void
a_text_that_must_not_be_missing_is_one (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *got = ms_folder_read_text (folder, "none.txt", TRUE, problems);

    assert_null (got);
    assert_int_equal (problems->len, 1);
}

static void
a_folder_that_is_not_there_is_an_error (void **state)
{
    g_autofree char *path = g_build_filename (*state, "none", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();

    assert_null (ms_folder_open (path, problems));
    assert_true (ms_problems_have_error (problems));
}

static void
a_folder_is_listed_in_order (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_auto (GStrv) got = NULL;
    g_autofree char *joined = NULL;

    folder_write (*state, "parts/a.txt", "");
    folder_write (*state, "parts/.x", "");
    folder_write (*state, "parts/deep/c.txt", "");
    got = ms_folder_list (folder, "parts/");
    joined = g_strjoinv (" ", got);
    assert_string_equal (joined, "parts/a.txt parts/b.txt");
}

static void
nothing_is_listed_outside (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_auto (GStrv) got = ms_folder_list (folder, "../minimal/");

    assert_null (got[0]);
}

static void
what_was_looked_for_is_remembered_once (void **state)
{
    g_autoptr (MsFolder) folder = open_folder (*state);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *missing = g_build_filename (*state, "none.txt", NULL);
    const GPtrArray *files = ms_folder_files (folder);

    for (guint i = 0; i < 2; i++)
        g_free (ms_folder_read_text (folder, "none.txt", FALSE, problems));
    assert_int_equal (files->len, 2);
    assert_string_equal (g_ptr_array_index (files, 0), *state);
    assert_string_equal (g_ptr_array_index (files, 1), missing);
}

#define TEST(name) cmocka_unit_test_setup_teardown (name, set_up, tear_down)

int
main (void)
{
    const struct CMUnitTest tests[] = {
        TEST (a_file_of_the_folder_is_read),
        TEST (a_file_of_a_folder_inside_is_read),
        TEST (a_folder_may_be_named_with_a_slash),
        TEST (a_name_cannot_leave_the_folder),
        TEST (a_link_cannot_leave_the_templates),
        TEST (a_linked_folder_cannot_leave_the_templates),
        TEST (a_link_to_another_template_is_followed),
        TEST (the_links_of_a_config_map_are_followed),
        TEST (the_links_of_a_config_map_of_all_templates_are_followed),
        TEST (a_file_that_is_too_large_is_not_read),
        TEST (a_folder_is_no_file),
        TEST (a_text_is_read_as_its_row_says),
        TEST (a_text_that_may_be_missing_is_no_problem),
        TEST (a_text_that_must_not_be_missing_is_one),
        TEST (a_folder_that_is_not_there_is_an_error),
        TEST (a_folder_is_listed_in_order),
        TEST (nothing_is_listed_outside),
        TEST (what_was_looked_for_is_remembered_once),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
