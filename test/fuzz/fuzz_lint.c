/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A folder as an administrator fills it, with everything that `mailstamp check` has to
 * say about it: any octets as the files of a template and as people.csv, separated by
 * octets of 0x1e. What is wrong is told on one line, at a line that is there; what can be
 * loaded can be rendered for everybody. */
#include "config_lint.h"
#include "problem.h"
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static char *folder;

/* In the order of the input. */
static const char *const names[] = {
    "templates/t/signature.html",  "people.csv",           "templates/t/signature.txt",
    "templates/t/template.conf",   "templates/t/p.html",   "templates/t/logo.png",
    "templates/t/people/jane.png", "templates/t/p/q.html",
};

static void
write_file (const char *name, const void *octets, gsize len)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write (fd, octets, len) != (gssize)len || close (fd) != 0)
        exit (1);
}

static void
remove_file (const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    (void)g_remove (path);
}

static void
remove_files (void)
{
    static const char *const folders[] = {
        "templates/t/people", "templates/t/p", "templates/t", "templates", "",
    };

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        remove_file (names[i]);
    for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
        remove_file (folders[i]);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    g_autofree char *people = NULL;
    g_autofree char *parts = NULL;

    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    folder = g_dir_make_tmp ("fuzz-lint-XXXXXX", NULL);
    people = g_build_filename (folder, "templates", "t", "people", NULL);
    parts = g_build_filename (folder, "templates", "t", "p", NULL);
    g_mkdir_with_parents (people, 0700);
    g_mkdir_with_parents (parts, 0700);
    atexit (remove_files);
    return 0;
}

static void
write_files (const guint8 *data, gsize size)
{
    const guint8 *end = data + size;

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
        const guint8 *stop =
            data != NULL ? memchr (data, 0x1e, (gsize)(end - data)) : NULL;

        if (data == NULL)
            remove_file (names[i]);
        else
            write_file (names[i], data, (gsize)((stop != NULL ? stop : end) - data));
        data = stop != NULL ? stop + 1 : NULL;
    }
}

/* A CR alone ends a line in a template, too. */
static guint
count_lines (const guint8 *data, gsize size)
{
    guint lines = 8;

    for (gsize i = 0; i < size; i++)
        lines += data[i] == '\n' || data[i] == '\r';
    return lines;
}

static void
check_problems (const GPtrArray *problems, guint lines)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->line > lines || *problem->text == '\0' ||
            !g_utf8_validate (problem->text, -1, NULL) ||
            strchr (problem->text, '\n') != NULL)
            abort();
    }
}

static void
render (const MsValue *person, const char *file, guint line, gpointer user_data)
{
    const MsTemplate *template = user_data;
    g_autofree char *html = ms_template_render_html (template, person, NULL, NULL);
    g_autofree char *text = ms_template_render_text (template, person, NULL);

    (void)file;
    (void)line;
    if ((html != NULL && !g_utf8_validate (html, -1, NULL)) ||
        (text != NULL && !g_utf8_validate (text, -1, NULL)))
        abort();
}

/* What ms_config_load makes of it, without the separators, which take a hundred times as
 * long. NULL when the files cannot be used. */
static MsConfig *
load (GPtrArray *problems)
{
    g_autofree char *path = g_build_filename (folder, "mailstamp.conf", NULL);
    g_autofree char *people = g_build_filename (folder, "people.csv", NULL);
    g_autofree char *template = g_build_filename (folder, "templates", "t", NULL);
    g_autoptr (MsConfig) config = ms_config_new (path);
    MsRule *rule = ms_rule_new ("sales", path, 1);
    gboolean usable = FALSE;

    g_free (ms_rule_add_condition (rule, FALSE, "person", "team=sales"));
    rule->template_name = g_strdup ("t");
    g_ptr_array_add (config->rules, rule);
    config->templates_folder = g_build_filename (folder, "templates", NULL);
    config->directory = ms_directory_new (MS_MERGE_FIRST);
    usable = ms_directory_add_csv (config->directory, "people", people, problems);
    g_hash_table_insert (config->templates, g_strdup ("t"),
                         ms_template_load (template, problems));
    usable = usable && ms_config_template (config, "t") != NULL;
    if (usable == ms_problems_have_error (problems))
        abort();
    return usable ? g_steal_pointer (&config) : NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;

    write_files (data, size);
    config = load (problems);
    if (config != NULL) {
        ms_config_lint (config, problems);
        ms_directory_each_person (config->directory, render,
                                  (gpointer)ms_config_template (config, "t"));
    }
    check_problems (problems, count_lines (data, size));
    return 0;
}
