/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "directory.h"
#include <glib/gstdio.h>

/* ---- Helpers --------------------------------------------------------------------- */

static int
make_folder (void **state)
{
    *state = g_dir_make_tmp ("test_directory_XXXXXX", NULL);
    return *state == NULL;
}

static int
remove_folder (void **state)
{
    g_autofree char *folder = *state;
    g_autofree char *path = g_build_filename (folder, "people.csv", NULL);

    g_unlink (path);
    return g_rmdir (folder);
}

static MsDirectory *
load_file (const char *path, GPtrArray *problems)
{
    g_autoptr (MsDirectory) directory = ms_directory_new (MS_MERGE_FIRST);

    if (!ms_directory_add_csv (directory, "people", path, problems))
        return NULL;
    return g_steal_pointer (&directory);
}

static MsDirectory *
load (const char *folder, const char *text, gssize len, GPtrArray *problems)
{
    g_autofree char *path = g_build_filename (folder, "people.csv", NULL);

    assert_true (g_file_set_contents (path, text, len, NULL));
    return load_file (path, problems);
}

static MsValue *
look_up (MsDirectory *directory, const char *address)
{
    MsValue *person = NULL;

    assert_true (ms_directory_lookup (directory, address, &person, NULL));
    return person;
}

static const char *
attribute (const MsValue *person, const char *name)
{
    return ms_value_text (ms_value_get (person, name));
}

/* Every problem on a line of its own, without the folder. */
static char *
list_problems (const GPtrArray *problems, const char *folder)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *text = ms_problem_to_string (g_ptr_array_index (problems, i));
        assert_true (g_str_has_prefix (text, folder));
        g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "",
                                text + strlen (folder) + 1);
    }
    return g_string_free (out, FALSE);
}

/* ---- What is read ---------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *text;
    const char *address;
    const char *column;
    const char *want; /* NULL: no such person */
} Found;

static const Found found[] = {
    { "a cell under its column's name", "email,name\njane@example.com,Jane\n",
      "jane@example.com", "name", "Jane" },
    { "columns in any order", "name,phone,email\nJane,1,jane@example.com\n",
      "jane@example.com", "phone", "1" },
    { "an address without regard to case", "email,name\nJane@Example.COM,Jane\n",
      "jANE@example.com", "name", "Jane" },
    { "somebody unknown", "email,name\njane@example.com,Jane\n", "joe@example.com",
      "name", NULL },
    { "a byte order mark",
      "\xEF\xBB\xBF"
      "email,name\njane@example.com,Jane\n",
      "jane@example.com", "email", "jane@example.com" },
    { "lines ending in CRLF", "email,name\r\njane@example.com,Jane\r\n",
      "jane@example.com", "name", "Jane" },
    { "lines ending in CR", "email,name\rjane@example.com,Jane\rjoe@example.com,Joe\r",
      "joe@example.com", "name", "Joe" },
    { "no end of the last line", "email,name\njane@example.com,Jane", "jane@example.com",
      "name", "Jane" },
    { "semicolons", "email;name\njane@example.com;Doe, Jane\n", "jane@example.com",
      "name", "Doe, Jane" },
    { "tabs", "email\tname\njane@example.com\tDoe, Jane\n", "jane@example.com", "name",
      "Doe, Jane" },
    { "an empty cell behind a tab", "email\tfax\tname\njane@example.com\t\tJane\n",
      "jane@example.com", "name", "Jane" },
    { "a delimiter in quotes does not count", "\"a;b;c;d\",email\nx,jane@example.com\n",
      "jane@example.com", "a;b;c;d", "x" },
    { "quotes", "email,name\njane@example.com,\"Doe, \"\"JD\"\" Jane\"\n",
      "jane@example.com", "name", "Doe, \"JD\" Jane" },
    { "a line break in quotes", "email,name\njane@example.com,\"Jane\nDoe\"\n",
      "jane@example.com", "name", "Jane\nDoe" },
    { "blanks around column names", " email , name \njane@example.com,Jane\n",
      "jane@example.com", "name", "Jane" },
    { "blanks around an address", "name,email\nJane,\" jane@example.com \"\n",
      "jane@example.com", "name", "Jane" },
    { "an empty cell", "email,name\njane@example.com,\n", "jane@example.com", "name",
      "" },
    { "one column", "email\njane@example.com\n", "jane@example.com", "email",
      "jane@example.com" },
    { "empty lines", "\n\nemail,name\n\n\njane@example.com,Jane\n\n", "jane@example.com",
      "name", "Jane" },
    { "rows of nothing but delimiters", "email,name\n,\njane@example.com,Jane\n,\n",
      "jane@example.com", "name", "Jane" },
    { "an alias", "email,name,aliases\njane@example.com,Jane,jd@example.com\n",
      "jd@example.com", "name", "Jane" },
    { "aliases with blanks between",
      "email,name,aliases\njane@example.com,Jane,a@example.com  b@example.com\n",
      "b@example.com", "name", "Jane" },
    { "aliases with commas between",
      "email,name,aliases\njane@example.com,Jane,\"a@example.com, b@example.com\"\n",
      "b@example.com", "name", "Jane" },
    { "an alias that is the address",
      "email,aliases\njane@example.com,JANE@example.com\n", "jane@example.com", "email",
      "jane@example.com" },
    { "letters outside ASCII", "email,name\njane@example.com,Zoë Müller\n",
      "jane@example.com", "name", "Zoë Müller" },
};

static void
people_are_found_as_their_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (found); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsDirectory) directory = load (*state, found[i].text, -1, problems);
        g_autofree char *said = list_problems (problems, *state);
        g_autoptr (MsValue) person = NULL;

        if (directory == NULL || *said != '\0')
            fail_msg ("%s: %s", found[i].name, said);
        person = look_up (directory, found[i].address);
        if (g_strcmp0 (attribute (person, found[i].column), found[i].want) != 0)
            fail_msg ("%s: got \"%s\"", found[i].name,
                      attribute (person, found[i].column));
    }
}

static void
nobody_is_known_without_a_source (void **state)
{
    g_autoptr (MsDirectory) directory = ms_directory_new (MS_MERGE_FIRST);

    (void)state;
    assert_null (look_up (directory, "jane@example.com"));
}

/* ---- Several sources ------------------------------------------------------------- */

/* A source that knows jane@example.com by the pairs "field=value" of its data, one a
 * line, and nobody else. */
static gboolean
knows_jane (gpointer data, const char *address, MsValue **person, GError **error)
{
    g_auto (GStrv) lines = g_strsplit (data, "\n", -1);

    (void)error;
    *person = strcmp (address, "jane@example.com") == 0 ? ms_value_new_map() : NULL;
    for (char **line = lines; *person != NULL && *line != NULL; line++) {
        g_auto (GStrv) pair = g_strsplit (*line, "=", 2);
        ms_value_set_text (*person, pair[0], pair[1]);
    }
    return TRUE;
}

static gboolean
never_answers (gpointer data, const char *address, MsValue **person, GError **error)
{
    (void)address;
    (void)person;
    g_set_error (error, MS_ERROR, MS_ERROR_LOOKUP, "%s", (char *)data);
    return FALSE;
}

static void
keep (gpointer data)
{
    (void)data;
}

static const MsDirectoryKind jane_kind = { .lookup = knows_jane, .free = keep };
static const MsDirectoryKind silent_kind = { .lookup = never_answers, .free = keep };

typedef struct {
    const char *name;
    MsMerge merge;
    const char *sources[3]; /* of jane_kind */
    const char *want;       /* "field=value" by name, blanks between */
} Merged;

static const Merged merges[] = {
    { "the first that knows somebody is the only one",
      MS_MERGE_FIRST,
      { "name=Jane", "name=J. Doe\ntitle=CTO" },
      "name=Jane" },
    { "fields of both are put together",
      MS_MERGE_ALL,
      { "name=Jane", "title=CTO" },
      "name=Jane title=CTO" },
    { "of a field that both have, the first counts",
      MS_MERGE_ALL,
      { "name=Jane", "name=J. Doe\ntitle=CTO" },
      "name=Jane title=CTO" },
    { "a field without a value leaves it to the next",
      MS_MERGE_ALL,
      { "name=Jane\ntitle= ", "name=\ntitle=CTO" },
      "name=Jane title=CTO" },
    { "a field that nobody has a value for stays",
      MS_MERGE_ALL,
      { "name=Jane\nfax=", "title=CTO" },
      "fax= name=Jane title=CTO" },
    { "three are put together",
      MS_MERGE_ALL,
      { "name=Jane", "title=CTO", "phone=1\ntitle=no" },
      "name=Jane phone=1 title=CTO" },
};

static char *
describe (const MsValue *person)
{
    GString *out = g_string_new (NULL);
    g_autofree const char **names = ms_value_names (person);

    for (guint i = 0; names[i] != NULL; i++)
        g_string_append_printf (out, "%s%s=%s", i > 0 ? " " : "", names[i],
                                attribute (person, names[i]));
    return g_string_free (out, FALSE);
}

static void
several_sources_answer_together (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (merges); i++) {
        g_autoptr (MsDirectory) directory = ms_directory_new (merges[i].merge);
        g_autoptr (MsValue) jane = NULL;
        g_autofree char *got = NULL;

        for (gsize k = 0; k < G_N_ELEMENTS (merges[i].sources); k++)
            if (merges[i].sources[k] != NULL)
                ms_directory_add (directory, "some", &jane_kind,
                                  (gpointer)merges[i].sources[k]);
        jane = look_up (directory, "jane@example.com");
        got = describe (jane);
        if (strcmp (got, merges[i].want) != 0)
            fail_msg ("%s: got \"%s\"", merges[i].name, got);
        assert_null (look_up (directory, "joe@example.com"));
    }
}

static void
a_source_that_is_needed_and_silent_is_an_error (void **state)
{
    g_autoptr (MsDirectory) directory = ms_directory_new (MS_MERGE_FIRST);
    g_autoptr (GError) error = NULL;
    g_autoptr (MsValue) jane = NULL;
    MsValue *joe = NULL;

    (void)state;
    ms_directory_add (directory, "list", &jane_kind, "name=Jane");
    ms_directory_add (directory, "ad", &silent_kind, "no answer");
    jane = look_up (directory, "jane@example.com");
    assert_non_null (jane);
    assert_false (ms_directory_lookup (directory, "joe@example.com", &joe, &error));
    assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_LOOKUP));
    assert_string_equal (error->message, "directory ad: no answer");
    assert_null (joe);
}

/* Half of what is known of somebody would make half a signature. */
static void
merging_needs_all_sources (void **state)
{
    g_autoptr (MsDirectory) directory = ms_directory_new (MS_MERGE_ALL);
    MsValue *jane = NULL;

    (void)state;
    ms_directory_add (directory, "list", &jane_kind, "name=Jane");
    ms_directory_add (directory, "ad", &silent_kind, "no answer");
    assert_false (ms_directory_lookup (directory, "jane@example.com", &jane, NULL));
    assert_null (jane);
}

/* ---- What is refused ------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} Fault;

static const Fault faults[] = {
    { "an empty file", "",
      "people.csv: the file is empty, expected a first row that names the columns" },
    { "no email", "name,E-Mail\nJane,jane@example.com\n",
      "people.csv:1: the first row names no column email, it has: name, E-Mail" },
    { "a column without a name", "email,,name\n",
      "people.csv:1:2: the column has no name" },
    { "a column twice", "email,name,name\n",
      "people.csv:1:3: name names a second column, the first is column 2" },
    { "a column of ours", "email,sender\n",
      "people.csv:1:2: sender is a field of mailstamp itself, expected another name for "
      "the column" },
    { "too few cells", "email,name,phone\njane@example.com,Jane\n",
      "people.csv:2: the row has 2 cells, expected 3 as in the first row" },
    { "too many cells", "email,name\njane@example.com,Doe, Jane\n",
      "people.csv:2: the row has 3 cells, expected 2 as in the first row" },
    { "no address", "name,email\nJane,jane\n",
      "people.csv:2:2: \"jane\" is no address, expected jane@example.com" },
    { "two addresses in a cell", "email\njane@example.com joe@example.com\n",
      "people.csv:2:1: \"jane@example.com joe@example.com\" is no address, expected "
      "jane@example.com" },
    { "an address twice", "email,name\njane@example.com,A\n\nJANE@example.com,B\n",
      "people.csv:4:1: JANE@example.com stands in two rows, the other starts in line 2" },
    { "an alias that is somebody's address",
      "email,aliases\njane@example.com,\njoe@example.com,jane@example.com\n",
      "people.csv:3:2: jane@example.com stands in two rows, the other starts in line 2" },
    { "an alias that is no address", "email,aliases\njane@example.com,jane\n",
      "people.csv:2:2: \"jane\" is no address, expected jane@example.com" },
    { "all that is wrong at once", "email,name\njane,A\njoe@example.com\nx@,C\n",
      "people.csv:2:1: \"jane\" is no address, expected jane@example.com\n"
      "people.csv:3: the row has 1 cells, expected 2 as in the first row\n"
      "people.csv:4:1: \"x@\" is no address, expected jane@example.com" },
    { "the line where a row starts, behind a line break in quotes",
      "email,name\njane@example.com,\"A\nB\"\n\"x\ny\",C\n",
      "people.csv:4:1: \"x y\" is no address, expected jane@example.com" },
    { "a quote in the middle", "email,name\njane@example.com,5\" disk\n",
      "people.csv:2: a quote stands in the middle of a cell, expected the whole cell in "
      "quotes and each quote in it doubled" },
    { "text behind a quote", "email,name\njane@example.com,\"Jane\" Doe\n",
      "people.csv:2: a quote stands in the middle of a cell, expected the whole cell in "
      "quotes and each quote in it doubled" },
    { "a quote that stays open", "email,name\njane@example.com,\"Jane\njoe@x.example,J\n",
      "people.csv:2: a quote is opened in this row and never closed" },
    { "another charset", "email,name\njane@example.com,Zo\xEB\n",
      "people.csv:2: the octet 0xEB is not UTF-8, expected a file saved as UTF-8" },
    { "UTF-16",
      "\xFF\xFE"
      "e",
      "people.csv:1: the file is UTF-16, expected UTF-8" },
};

static void
what_is_wrong_is_said_with_row_and_column (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsDirectory) directory = load (*state, faults[i].text, -1, problems);
        g_autofree char *said = list_problems (problems, *state);

        if (directory != NULL || strcmp (said, faults[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", faults[i].name, said, faults[i].want);
    }
}

static void
a_nul_is_not_utf8 (void **state)
{
    const char text[] = "email\njane\0@example.com\n";
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory = load (*state, text, sizeof text - 1, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_null (directory);
    assert_string_equal (said, "people.csv:2: the octet 0x00 is not UTF-8, expected a "
                               "file saved as UTF-8");
}

static void
a_file_that_is_not_there_is_an_error (void **state)
{
    g_autofree char *path = g_build_filename (*state, "nobody.csv", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory = load_file (path, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_null (directory);
    assert_string_equal (said, "nobody.csv: cannot be read: No such file or directory");
}

static void
a_folder_is_no_file (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory = load_file (*state, problems);
    const MsProblem *problem = g_ptr_array_index (problems, 0);

    assert_null (directory);
    assert_string_equal (problem->text, "is not a file");
}

static void
rows_without_email_are_one_warning (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory =
        load (*state, "name,email\nA,a@example.com\nB,\nC,\n", -1, problems);
    g_autofree char *said = list_problems (problems, *state);

    assert_non_null (directory);
    assert_string_equal (said,
                         "people.csv:3:2: warning: 2 rows have no email and are not "
                         "used, this is the first");
}

static void
a_flood_of_problems_is_cut_short (void **state)
{
    GString *text = g_string_new ("email,name\n");
    g_autoptr (GPtrArray) problems = ms_problems_new();

    for (guint i = 0; i < 1000; i++)
        g_string_append (text, "a;b\n");
    g_autoptr (MsDirectory) directory = load (*state, text->str, -1, problems);
    assert_null (directory);
    assert_int_equal (problems->len, 51);
    g_string_free (text, TRUE);
}

static void
a_file_tells_how_many_people_it_has (void **state)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory =
        load (*state, "email,aliases\njane@example.com,j@example.com\njoe@example.com,\n",
              -1, problems);
    MsDirectoryStats stats;

    assert_non_null (directory);
    ms_directory_stats (directory, 0, &stats);
    assert_string_equal (stats.name, "people");
    assert_int_equal (stats.people, 2);
    assert_false (stats.remote);
}

/* ---- Size ------------------------------------------------------------------------ */

static void
a_hundred_thousand_people_are_loaded (void **state)
{
    GString *text = g_string_new ("email,name,title,phone,mobile,street,city,company\n");
    g_autoptr (GPtrArray) problems = ms_problems_new();

    for (guint i = 0; i < 100 * 1000; i++)
        g_string_append_printf (text,
                                "person%u@example.com,Person %u,\"Head of %u, all\",+1 "
                                "555 %u,+1 555 %u,Main Street %u,Springfield,Example\n",
                                i, i, i, i, i, i);
    g_autoptr (MsDirectory) directory = load (*state, text->str, -1, problems);
    g_string_free (text, TRUE);
    assert_non_null (directory);
    g_autoptr (MsValue) last = look_up (directory, "person99999@example.com");
    assert_string_equal (attribute (last, "title"), "Head of 99999, all");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (people_are_found_as_their_row_says),
        cmocka_unit_test (a_file_tells_how_many_people_it_has),
        cmocka_unit_test (nobody_is_known_without_a_source),
        cmocka_unit_test (several_sources_answer_together),
        cmocka_unit_test (a_source_that_is_needed_and_silent_is_an_error),
        cmocka_unit_test (merging_needs_all_sources),
        cmocka_unit_test (what_is_wrong_is_said_with_row_and_column),
        cmocka_unit_test (a_nul_is_not_utf8),
        cmocka_unit_test (a_file_that_is_not_there_is_an_error),
        cmocka_unit_test (a_folder_is_no_file),
        cmocka_unit_test (rows_without_email_are_one_warning),
        cmocka_unit_test (a_flood_of_problems_is_cut_short),
        cmocka_unit_test (a_hundred_thousand_people_are_loaded),
    };
    return cmocka_run_group_tests (tests, make_folder, remove_folder);
}
