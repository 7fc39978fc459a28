/* SPDX-License-Identifier: BSD-2-Clause */
#include "file.h"

#include "check.h"
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static char *
path_in (const char *folder, const char *name)
{
    return g_build_filename (folder, name, NULL);
}

/* A folder with: inside/text, inside/empty, inside/pipe, inside/socket; link -> inside,
 * inside/link -> text. Its real path. */
static int
make_folder (void **state)
{
    g_autofree char *made = g_dir_make_tmp ("mailstamp-file-XXXXXX", NULL);
    char *folder = realpath (made, NULL);
    g_autofree char *inside = path_in (folder, "inside");
    g_autofree char *text = path_in (inside, "text");
    g_autofree char *empty = path_in (inside, "empty");
    g_autofree char *pipe = path_in (inside, "pipe");
    g_autofree char *file_link = path_in (inside, "link");
    g_autofree char *folder_link = path_in (folder, "link");
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket (AF_UNIX, SOCK_STREAM, 0);

    g_snprintf (address.sun_path, sizeof address.sun_path, "%s/socket", inside);
    assert_int_equal (g_mkdir (inside, 0700), 0);
    assert_true (g_file_set_contents (text, "a\0b\n", 4, NULL));
    assert_true (g_file_set_contents (empty, "", 0, NULL));
    assert_int_equal (mkfifo (pipe, 0600), 0);
    assert_int_equal (symlink ("text", file_link), 0);
    assert_int_equal (symlink ("inside", folder_link), 0);
    assert_int_equal (bind (fd, (const struct sockaddr *)&address, sizeof address), 0);
    close (fd);
    *state = folder;
    return 0;
}

static int
remove_folder (void **state)
{
    static const char *const names[] = { "inside/text",   "inside/empty",
                                         "inside/pipe",   "inside/link",
                                         "inside/socket", "link",
                                         "inside",        "" };

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
        g_autofree char *path = path_in (*state, names[i]);
        assert_int_equal (g_remove (path), 0);
    }
    free (*state);
    return 0;
}

static const struct {
    const char *name;
    const char *file;
    MsFileLinks links;
    gsize max_size;
    const char *want; /* the octets as C has them, or what is wrong */
} rows[] = {
    { "octets, NULs too", "inside/text", MS_FILE_FOLLOW, 100, "a\\000b\\n" },
    { "as large as it may be", "inside/text", MS_FILE_FOLLOW, 4, "a\\000b\\n" },
    { "an octet larger", "inside/text", MS_FILE_FOLLOW, 3,
      "is too large, expected at most 3 octets" },
    { "an empty one", "inside/empty", MS_FILE_REAL, 0, "" },
    { "none", "inside/none", MS_FILE_FOLLOW, 100, "No such file or directory" },
    { "a folder", "inside", MS_FILE_FOLLOW, 100, "is not a file" },
    { "a pipe that nobody writes to", "inside/pipe", MS_FILE_FOLLOW, 100,
      "is not a file" },
    { "a socket", "inside/socket", MS_FILE_FOLLOW, 100, "is not a file" },
    { "through a link", "inside/link", MS_FILE_FOLLOW, 100, "a\\000b\\n" },
    { "through the link of a folder", "link/text", MS_FILE_FOLLOW, 100, "a\\000b\\n" },
    { "a real path", "inside/text", MS_FILE_REAL, 100, "a\\000b\\n" },
    { "a real path that has become a link", "inside/link", MS_FILE_REAL, 100,
      "Too many levels of symbolic links" },
    { "one with a folder that has", "link/text", MS_FILE_REAL, 100, "Not a directory" },
    { "a real path of nothing", "inside/none", MS_FILE_REAL, 100,
      "No such file or directory" },
    { "a folder by its real path", "inside", MS_FILE_REAL, 100, "is not a file" },
};

static void
a_file_is_read_as_its_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *path = path_in (*state, rows[i].file);
        g_autoptr (GError) error = NULL;
        gsize len = 0;
        g_autofree char *text =
            ms_file_load (path, rows[i].links, rows[i].max_size, &len, &error);
        g_autoptr (GString) got = g_string_new (error != NULL ? error->message : "");

        for (gsize at = 0; text != NULL && at < len; at++)
            g_string_append_printf (got,
                                    text[at] == '\n'   ? "\\n"
                                    : text[at] == '\0' ? "\\000"
                                                       : "%c",
                                    text[at]);
        check_text (rows[i].name, got->str, rows[i].want);
        assert_true (text == NULL || text[len] == '\0');
    }
}

static void
a_message_says_what_could_not_be_done (void **state)
{
    g_autofree char *none = path_in (*state, "inside/none");
    g_autofree char *pipe = path_in (*state, "inside/pipe");
    g_autofree char *no_file = NULL, *no_pipe = NULL;
    gsize len = 0;

    assert_null (ms_file_read (none, 100, &len, &no_file));
    assert_string_equal (no_file, "cannot be read: No such file or directory");
    assert_null (ms_file_read (pipe, 100, &len, &no_pipe));
    assert_string_equal (no_pipe, "is not a file");
}

static void
others_are_neither_the_owner_nor_of_the_group (void **state)
{
    static const struct {
        guint mode;
        gboolean want;
    } modes[] = {
        { 0600, FALSE }, { 0660, FALSE }, { 0641, FALSE }, { 0604, TRUE }, { 0602, TRUE }
    };
    g_autofree char *path = path_in (*state, "inside/text");
    g_autofree char *none = path_in (*state, "inside/none");

    for (gsize i = 0; i < G_N_ELEMENTS (modes); i++) {
        assert_int_equal (g_chmod (path, (int)modes[i].mode), 0);
        check_number (path, ms_file_is_for_others (path), modes[i].want);
    }
    assert_int_equal (g_chmod (path, 0600), 0);
    assert_false (ms_file_is_for_others (none));
}

static const struct {
    const char *name;
    const char *text;
    gsize len;
    guint line;
    const char *want;
} texts[] = {
    { "UTF-8", "a\n\xc3\xa4\n", 5, 0, NULL },
    { "nothing", "", 0, 0, NULL },
    { "Latin-1 in the third line", "a\n\n\xe4\n", 5, 3,
      "the octet 0xE4 is not UTF-8, expected a file saved as UTF-8" },
    { "a NUL", "a\n\0\n", 4, 2,
      "the octet 0x00 is not UTF-8, expected a file saved as UTF-8" },
    { "UTF-16",
      "\xff\xfe"
      "a\0",
      4, 1, "the file is UTF-16, expected UTF-8" },
    { "the other UTF-16", "\xfe\xff\0a", 4, 1, "the file is UTF-16, expected UTF-8" },
};

static void
a_text_that_is_no_utf8_is_told_with_its_line (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
        guint line = 0;
        g_autofree char *got = ms_file_check_utf8 (texts[i].text, texts[i].len, &line);

        check_text (texts[i].name, got, texts[i].want);
        check_number (texts[i].name, line, texts[i].line);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_file_is_read_as_its_row_says),
        cmocka_unit_test (a_message_says_what_could_not_be_done),
        cmocka_unit_test (others_are_neither_the_owner_nor_of_the_group),
        cmocka_unit_test (a_text_that_is_no_utf8_is_told_with_its_line),
    };
    return cmocka_run_group_tests (tests, make_folder, remove_folder);
}
