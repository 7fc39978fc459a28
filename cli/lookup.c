/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp lookup: what the directories say about somebody, and which says what. */
#include "options.h"
#include "output.h"
#include <string.h>

int
command_lookup (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    gboolean json = FALSE, known = FALSE;
    const GOptionEntry extra[] = {
        { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
        { NULL },
    };
    g_autoptr (MsConfig) config = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *address = NULL, *text = NULL;

    if (!options_parse_with_word (&options, argc, argv, extra, "ADDRESS", &address))
        return EXIT_WRONG;
    if (strchr (address, '@') == NULL) {
        say ("mailstamp lookup: \"%s\" is no address, expected one like "
             "jane@example.com",
             address);
        return EXIT_WRONG;
    }
    config = options_load_config (&options, SHOW_ERRORS);
    if (config == NULL)
        return EXIT_WRONG;
    text = ms_lookup (config, address, json, &known, &error);
    if (text == NULL) {
        say ("mailstamp lookup: %s", error->message);
        return EXIT_FAILED;
    }
    if (!print (text))
        return EXIT_FAILED;
    return known ? EXIT_OK : EXIT_UNKNOWN;
}
