/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp check: everything that is wrong, at once. */
#include "options.h"
#include "output.h"

/* Only here: whoever loads a configuration for mail must not wait for servers. */
static void
check_directories (const MsConfig *config)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();

    ms_config_check_directories (config, problems);
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        say ("%s", line);
    }
}

int
command_check (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    g_autoptr (MsConfig) config = NULL;
    g_autofree char *line = NULL;

    if (!options_parse (&options, argc, argv, NULL, FALSE))
        return EXIT_WRONG;
    config = options_load_config (&options, SHOW_WARNINGS_TOO);
    if (config == NULL)
        return EXIT_WRONG;
    check_directories (config);
    line = g_strdup_printf ("%s: ok\n", options_config_path (&options));
    return print (line) ? EXIT_OK : EXIT_FAILED;
}
