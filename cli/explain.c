/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp explain: why. */
#include "options.h"
#include "output.h"

int
command_explain (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    gboolean json = FALSE;
    const GOptionEntry extra[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
        { NULL },
    };
    g_autoptr (MsConfig) config = NULL;
    g_autoptr (GBytes) message = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;

    if (!options_parse (&options, argc, argv, extra, TRUE))
        return EXIT_WRONG;
    config = options_load_config (&options, SHOW_ERRORS);
    message = config != NULL ? options_read_message (&options) : NULL;
    if (message == NULL)
        return EXIT_WRONG;
    text = ms_explain (config, &options.envelope, message, json, &error);
    if (text == NULL) {
        say_failed (error);
        return EXIT_FAILED;
    }
    return print (text) ? EXIT_OK : EXIT_FAILED;
}
