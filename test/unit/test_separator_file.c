/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "place.h"
#include "problem.h"
#include <glib/gstdio.h>

typedef struct {
    char *folder;
    char *path;
} Fixture;

static int
set_up (void **state)
{
    Fixture *fixture = g_new (Fixture, 1);

    fixture->folder = g_dir_make_tmp ("separators-XXXXXX", NULL);
    fixture->path = g_build_filename (fixture->folder, "a.conf", NULL);
    *state = fixture;
    return 0;
}

static int
tear_down (void **state)
{
    Fixture *fixture = *state;
    g_autofree char *other = g_build_filename (fixture->folder, "b.conf", NULL);

    g_unlink (fixture->path);
    g_unlink (other);
    g_rmdir (fixture->folder);
    g_free (fixture->path);
    g_free (fixture->folder);
    g_free (fixture);
    return 0;
}

static MsSeparators *
load (const Fixture *fixture, const char *text, GPtrArray *problems)
{
    assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
    return ms_separators_load (fixture->path, problems, NULL);
}

/* The separator found in `text`, or "none". */
static const char *
found (const MsSeparators *separators, const char *text, MsPlaceHints hints)
{
    gboolean html = text[0] == '<';
    MsPlaces places = html ? ms_place_html (ms_slice_str (text), hints, separators)
                           : ms_place_text (ms_slice_str (text), hints, separators);

    return places.separator != NULL ? places.separator : "none";
}

static void
each_kind_of_entry_is_found_by_its_name (void **state)
{
    static const struct {
        const char *name;
        const char *file;
        const char *text;
        const char *want;
    } rows[] = {
        { "a line", "separator \"crm\" { line = \"--- Case History ---\" }",
          "Hi\n\n--- case  history ---\nolder\n", "crm" },
        { "a line with longer dashes", "separator \"crm\" { line = \"--- History ---\" }",
          "Hi\n\n------- History -----------\nolder\n", "crm" },
        { "a line in HTML", "separator \"crm\" { line = \"Case history\" }",
          "<p>Hi</p><p><b>Case</b>&nbsp;history</p><p>older</p>", "crm" },
        { "not a part of a line", "separator \"crm\" { line = \"Case history\" }",
          "Hi\n\nThe case history is long.\n", "none" },
        { "a regex", "separator \"t\" { line = \"/^case #[0-9]+ of /\" }",
          "Hi\n\nCase #47 of Jane\nolder\n", "t" },
        { "several lines", "separator \"t\" { line = { \"Case one\", \"Case two\" } }",
          "Hi\n\ncase two\nolder\n", "t" },
        { "an element", "separator \"e\" { element = \"div[class=case-history]\" }",
          "<p>Hi</p><div class='a case-history'>older</div>", "e" },
        { "an element without a tag", "separator \"e\" { element = \"[data-case=x]\" }",
          "<p>Hi</p><section data-case=x>older</section>", "e" },
        { "a part of a value", "separator \"e\" { element = \"*[id*=case_]\" }",
          "<p>Hi</p><div id=old_case_47>older</div>", "e" },
        { "another tag", "separator \"e\" { element = \"div[class=case]\" }",
          "<p>Hi</p><p class=case>mine</p>", "none" },
        { "header fields",
          "separator \"tlh\" { from = \"vo'\" sent = \"ngeHta'\" to = \"Daq\" "
          "subject = \"qech\" }",
          "nuqneH\n\nvo': Tom <tom@example.org>\nngeHta': 3.3.2026 9:41\nDaq: Jane\n"
          "qech: Q\n\nQapla'\n",
          "tlh" },
        { "a verb", "separator \"tlh\" { wrote = \"ghItlh\" }",
          "nuqneH\n\n3.3.2026 9:41 Tom ghItlh:\nQapla'\n", "tlh" },
        { "the built-in catalogue is still there",
          "separator \"crm\" { line = \"Case history\" }",
          "Hi\n\nOn 3.3.2026 9:41, Tom wrote:\n> older\n", "wrote-en" },
    };
    guint failed = 0;

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsSeparators) separators = load (*state, rows[i].file, problems);
        const char *got = "not loaded";

        if (separators != NULL)
            got = found (separators, rows[i].text, MS_PLACE_PLAIN);
        if (g_str_equal (got, rows[i].want))
            continue;
        print_error ("%s: got %s want %s\n", rows[i].name, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

/* It may be slow. */
static void
a_regex_meets_the_first_2000_lines (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsSeparators) separators =
        load (*state, "separator \"t\" { line = \"/^case #[0-9]+/\" }", problems);

    for (guint count = 1999; count <= 2000; count++) {
        g_autoptr (GString) text = g_string_new (NULL);
        for (guint i = 0; i < count; i++)
            g_string_append (text, "a\n");
        g_string_append (text, "Case #47\nolder\n");
        assert_string_equal (found (separators, text->str, MS_PLACE_PLAIN),
                             count < 2000 ? "t" : "none");
    }
}

static void
a_separator_can_be_that_of_forwards (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsSeparators) separators = load (
        *state, "separator \"f\" { line = \"Passed on\" thread = forward }", problems);
    MsPlaces places =
        ms_place_text (ms_slice_str ("Hi\n\nPassed on\nolder\n"), 0, separators);

    assert_int_equal (places.thread, MS_THREAD_FORWARD);
}

static void
what_is_off_is_not_found (void **state)
{
    static const char *const rows[][2] = {
        { "wrote-en", "Hi\n\nOn 3.3.2026 9:41, Tom wrote:\nolder\n" },
        { "original-message", "Hi\n\n-----Original Message-----\nolder\n" },
        { "forwarded-message", "Hi\n\n---- Forwarded mail from Tom ----\nolder\n" },
        { "yahoo", "<p>Hi</p><div class=yahoo_quoted>On D, Tom: <p>older</p></div>" },
        { "quote-marks", "Hi\n\n> older\n" },
        { "header-block", "Hi\n\nFrom: a@example.org\nSent: 3.3.2026 9:41\nTo: b\n" },
    };
    g_autoptr (MsSeparators) all = ms_separators_new();

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *file = g_strdup_printf ("off = { %s }", rows[i][0]);
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsSeparators) separators = load (*state, file, problems);

        assert_non_null (separators);
        check_text (rows[i][0], found (all, rows[i][1], MS_PLACE_ANSWERS), rows[i][0]);
        check_text (rows[i][0], found (separators, rows[i][1], MS_PLACE_ANSWERS), "none");
    }
}

static void
all_files_of_a_folder_count (void **state)
{
    const Fixture *fixture = *state;
    g_autofree char *other = g_build_filename (fixture->folder, "b.conf", NULL);
    g_autofree char *hidden = g_build_filename (fixture->folder, ".b.conf", NULL);
    g_autofree char *backup = g_build_filename (fixture->folder, "b.conf~", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (MsSeparators) separators = NULL;

    g_file_set_contents (fixture->path, "separator \"a\" { line = \"Line a\" }", -1,
                         NULL);
    g_file_set_contents (other, "separator \"b\" { line = \"Line b\" }", -1, NULL);
    g_file_set_contents (hidden, "no configuration", -1, NULL);
    g_file_set_contents (backup, "no configuration", -1, NULL);
    separators = ms_separators_load (fixture->folder, problems, files);
    assert_non_null (separators);
    check_text ("a", found (separators, "Hi\n\nLine a\nolder\n", 0), "a");
    check_text ("b", found (separators, "Hi\n\nLine b\nolder\n", 0), "b");
    assert_int_equal (files->len, 2);
    g_unlink (hidden);
    g_unlink (backup);
}

static void
a_folder_without_files_is_a_warning (void **state)
{
    const Fixture *fixture = *state;
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsSeparators) separators =
        ms_separators_load (fixture->folder, problems, NULL);

    assert_non_null (separators);
    assert_int_equal (problems->len, 1);
    assert_false (ms_problems_have_error (problems));
}

static void
what_is_wrong_is_told_with_its_line (void **state)
{
    static const struct {
        const char *name;
        const char *file;
        guint line;
        const char *text; /* somewhere in it */
    } rows[] = {
        { "an unknown key", "\ncolour = red\n", 2, "colour: " },
        { "an unknown key inside", "separator \"a\" {\n colour = red\n}\n", 2,
          "unknown key" },
        { "an unknown name to switch off", "off = {\n wrote-en,\n wrote-tlh }", 3,
          "no separator \"wrote-tlh\"" },
        { "a name of the catalogue", "separator \"gmail\" { line = \"a\" }", 1,
          "in the built-in catalogue" },
        { "a bad name", "separator \"a b\" { line = \"a\" }", 1, "is no name" },
        { "an empty separator", "separator \"a\" { }", 1, "says nothing" },
        { "a row of dashes (B10)", "separator \"a\" { line = \"-----\" }", 1,
          "is prose" },
        { "a bad regex", "separator \"a\" {\n line = \"/(/\" }", 2, "line: " },
        { "no element", "separator \"a\" { element = \"div\" }", 1, "is no element" },
        { "an element without a value", "separator \"a\" { element = \"div[a=]\" }", 1,
          "is no element" },
        { "an element with a bad tag", "separator \"a\" { element = \"d v[a=b]\" }", 1,
          "is no element" },
        { "a thread of neither kind", "separator \"a\" {\n line = \"b\"\n thread = new }",
          3, "reply or forward" },
        { "a word without letters", "separator \"a\" { from = \":\" }", 1, "no letters" },
        { "a regex that is found everywhere", "separator \"a\" {\n line = \"/x*/\" }", 2,
          "in each line" },
        { "a key that is set twice", "separator \"a\" {\n line = b\n line = c }", 3,
          "line: is set twice, the first is in line 2" },
        { "two threads", "separator \"a\" { line = b\n thread = { reply, forward } }", 2,
          "has several values" },
        { "two of one name", "separator \"a\" { line = b }\nseparator \"a\" { line = c }",
          2, "a.conf:1" },
        { "off inside", "separator \"a\" { off = gmail }", 1, "top of the file" },
    };

    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsSeparators) separators = load (*state, rows[i].file, problems);
        const MsProblem *problem = NULL;

        assert_null (separators);
        assert_int_equal (problems->len, 1);
        problem = g_ptr_array_index (problems, 0);
        check_number (rows[i].name, problem->line, rows[i].line);
        if (strstr (problem->text, rows[i].text) == NULL)
            fail_msg ("%s: got %s", rows[i].name, problem->text);
    }
}

static void
all_that_is_wrong_is_told (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsSeparators) separators = load (
        *state, "off = wrote-tlh\nseparator \"a\" { line = \"-\" element = \"b\" }\n",
        problems);

    assert_null (separators);
    assert_int_equal (problems->len, 3);
}

static void
a_missing_file_is_told (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)state;
    assert_null (ms_separators_load ("/nowhere/separators.conf", problems, NULL));
    assert_int_equal (problems->len, 1);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown (each_kind_of_entry_is_found_by_its_name, set_up,
                                         tear_down),
        cmocka_unit_test_setup_teardown (a_regex_meets_the_first_2000_lines, set_up,
                                         tear_down),
        cmocka_unit_test_setup_teardown (a_separator_can_be_that_of_forwards, set_up,
                                         tear_down),
        cmocka_unit_test_setup_teardown (what_is_off_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown (all_files_of_a_folder_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown (a_folder_without_files_is_a_warning, set_up,
                                         tear_down),
        cmocka_unit_test_setup_teardown (what_is_wrong_is_told_with_its_line, set_up,
                                         tear_down),
        cmocka_unit_test_setup_teardown (all_that_is_wrong_is_told, set_up, tear_down),
        cmocka_unit_test (a_missing_file_is_told),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
