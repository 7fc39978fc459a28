/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp check: everything that is wrong, at once. */
#include "options.h"
#include <stdio.h>

int
command_check (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;
    const char *path = NULL;

    if (!options_parse (&options, argc, argv, NULL, FALSE))
        return EXIT_WRONG;
    path =
        options.config != NULL ? options.config : MAILSTAMP_SYSCONFDIR "/mailstamp.conf";
    config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", line);
    }
    if (config == NULL)
        return EXIT_WRONG;
    printf ("%s: ok\n", path);
    return EXIT_OK;
}
