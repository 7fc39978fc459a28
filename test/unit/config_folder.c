/* SPDX-License-Identifier: BSD-2-Clause */
#include "config_folder.h"
#include <glib/gstdio.h>
#include <sys/stat.h>

#define KEY "a key of thirty-two octets or more\n"

static const struct {
    const char *name;
    const char *text;
} files[] = {
    { "people.csv", "email,name\njane@example.com,Jane\n" },
    { "broken.csv", "email,name\njane@example.com\n" },
    { "separators.conf", "separator \"crm\" { line = \"Case history\" }\n" },
    { "broken-separators.conf",
      "off = wrote-tlh\nseparator \"crm\" {\n element = div\n}\n" },
    { "loop.key", KEY },
    { "short.key", "short\n" },
    { "open.key", KEY },
    { "templates/long/signature.html", "<p>{{name}}</p>\n" },
    { "templates/long/signature.txt", "{{name}}\n" },
    { "templates/short/signature.html", "<p>{{name}}</p>\n" },
    { "templates/short/signature.txt", "{{name}}\n" },
    { "templates/picky/signature.html", "<p>{{name}}</p>\n" },
    { "templates/picky/signature.txt", "{{name}}\n" },
    { "templates/picky/template.conf", "required = { name }\n" },
    { "templates/broken/signature.html", "<p>{{#name}}</p>\n" },
    { "templates/broken/signature.txt", "{{name}}\n" },
};

static const char *const folders[] = {
    "templates/long",   "templates/short", "templates/picky",
    "templates/broken", "templates",       "no-templates",
};

char *
config_folder_path (const char *folder, const char *name)
{
    return g_build_filename (folder, name, NULL);
}

int
config_folder_make (void **state)
{
    char *folder = g_dir_make_tmp ("test_config_XXXXXX", NULL);

    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = config_folder_path (folder, folders[i]);
        assert_int_equal (g_mkdir_with_parents (path, 0700), 0);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = config_folder_path (folder, files[i].name);
        gboolean open = strcmp (files[i].name, "open.key") == 0;
        assert_true (g_file_set_contents (path, files[i].text, -1, NULL));
        assert_int_equal (g_chmod (path, open ? 0644 : 0600), 0);
    }
    *state = folder;
    return 0;
}

int
config_folder_remove (void **state)
{
    g_autofree char *folder = *state;
    g_autofree char *conf = config_folder_path (folder, "mailstamp.conf");

    g_unlink (conf);
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = config_folder_path (folder, files[i].name);
        g_unlink (path);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++) {
        g_autofree char *path = config_folder_path (folder, folders[i]);
        g_rmdir (path);
    }
    return g_rmdir (folder);
}

MsConfig *
config_folder_load (const char *folder, const char *text, MsLoadFlags flags,
                    GPtrArray *problems)
{
    g_autofree char *path = config_folder_path (folder, "mailstamp.conf");

    assert_true (g_file_set_contents (path, text, -1, NULL));
    return ms_config_load (path, flags, problems);
}

/* One line each; the folder of the configuration is DIR. */
char *
config_folder_list (const GPtrArray *problems, const char *folder)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        g_string_append_printf (out, "%s%s", i > 0 ? "\n" : "", line);
    }
    g_string_replace (out, folder, "DIR", 0);
    g_string_replace (out, "DIR/mailstamp.conf: ", "", 0);
    g_string_replace (out, "DIR/mailstamp.conf:", "", 0);
    return g_string_free (out, FALSE);
}

MsConfig *
config_folder_load_good (const char *folder, const char *text)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsConfig *config = config_folder_load (folder, text, MS_LOAD_DEFAULT, problems);
    g_autofree char *said = config_folder_list (problems, folder);

    if (config == NULL || *said != '\0')
        fail_msg ("%s", said);
    return config;
}

/* Not the warning that there is no rule: most rows have none. */
static GPtrArray *
errors_of (const GPtrArray *problems)
{
    GPtrArray *errors = g_ptr_array_new();

    for (guint i = 0; i < problems->len; i++) {
        MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->severity == MS_PROBLEM_ERROR)
            g_ptr_array_add (errors, problem);
    }
    return errors;
}

void
config_folder_check_errors (const char *folder, const ConfigRow *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsConfig) config =
            config_folder_load (folder, rows[i].text, MS_LOAD_DEFAULT, problems);
        g_autoptr (GPtrArray) errors = errors_of (problems);
        g_autofree char *said = config_folder_list (errors, folder);

        check_text (rows[i].name, said, rows[i].want);
        assert_null (config);
    }
}

void
config_folder_check_warnings (const char *folder, const ConfigRow *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsConfig) config =
            config_folder_load (folder, rows[i].text, MS_LOAD_DEFAULT, problems);
        g_autofree char *said = config_folder_list (problems, folder);

        check_text (rows[i].name, said, rows[i].want);
        assert_non_null (config);
    }
}
