/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp check: everything that is wrong, at once. */
#include "options.h"
#include "output.h"

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
    line = g_strdup_printf ("%s: ok\n", options_config_path (&options));
    return print (line) ? EXIT_OK : EXIT_FAILED;
}
