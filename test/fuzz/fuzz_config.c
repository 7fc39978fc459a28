/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as mailstamp.conf, in a folder with a template, people and a key. What is
 * wrong is told; a configuration comes out exactly when nothing is. */
#include "config.h"
#include "files.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static char *folder;

static const File files[] = {
    { "mailstamp.conf", "" },
    { "people.csv", "email,name\njane@example.com,Jane Doe\n" },
    { "loop.key", "the key of the fuzzer, known to all\n" },
    { "templates/t/signature.html", "<p>{{name}}</p>\n" },
    { "templates/t/signature.txt", "{{name}}\n" },
};

static void
remove_files (void)
{
    files_remove (folder, files, G_N_ELEMENTS (files));
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    folder = g_dir_make_tmp ("fuzz-config-XXXXXX", NULL);
    files_write (folder, files, G_N_ELEMENTS (files));
    atexit (remove_files);
    return 0;
}

static void
write_file (const char *path, const guint8 *data, gsize size)
{
    int fd = open (path, O_WRONLY | O_TRUNC | O_CLOEXEC);

    if (fd < 0 || write (fd, data, size) != (gssize)size || close (fd) != 0)
        exit (1);
}

static void
check_problems (const GPtrArray *problems, guint lines)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->line > lines && g_str_has_suffix (problem->file, ".conf"))
            abort();
        if (*problem->text == '\0' || !g_utf8_validate (problem->text, -1, NULL) ||
            strchr (problem->text, '\n') != NULL)
            abort();
    }
}

static void
check_config (const MsConfig *config)
{
    if (config->organization == NULL || config->listen == NULL ||
        config->domains.names == NULL || config->domains.names[0] == NULL ||
        config->mark.keys->len == 0 || config->directory == NULL)
        abort();
    for (guint i = 0; i < config->rules->len; i++) {
        const MsRule *rule = g_ptr_array_index (config->rules, i);
        if (rule->template_name != NULL &&
            ms_config_template (config, rule->template_name) == NULL)
            abort();
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autofree char *path = g_build_filename (folder, "mailstamp.conf", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;
    guint lines = 1;

    for (gsize i = 0; i < size; i++)
        lines += data[i] == '\n';
    write_file (path, data, size);
    config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    check_problems (problems, lines);
    if ((config == NULL) != ms_problems_have_error (problems))
        abort();
    if (config != NULL)
        check_config (config);
    return 0;
}
