/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp render: one person's signature, before any mail is sent. */
#include "options.h"
#include "output.h"

int
command_render (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    g_autofree char *template = NULL, *person = NULL, *signature = NULL;
    g_autofree char *line = NULL;
    gboolean html = FALSE, text = FALSE;
    const GOptionEntry extra[] = {
        { "template", 0, 0, G_OPTION_ARG_STRING, &template, "Which signature", "NAME" },
        { "person", 0, 0, G_OPTION_ARG_STRING, &person, "Whose", "ADDRESS" },
        { "html", 0, 0, G_OPTION_ARG_NONE, &html, "The HTML form (the default)", NULL },
        { "text", 0, 0, G_OPTION_ARG_NONE, &text, "The plain form", NULL },
        { NULL },
    };
    g_autoptr (MsConfig) config = NULL;
    g_autoptr (GError) error = NULL;

    if (!options_parse (&options, argc, argv, extra, FALSE))
        return EXIT_WRONG;
    if (template == NULL || person == NULL || (html && text)) {
        say ("mailstamp render: expected --template NAME, --person ADDRESS and at most "
             "one of --html and --text");
        return EXIT_WRONG;
    }
    config = options_load_config (&options, SHOW_ERRORS);
    if (config == NULL)
        return EXIT_WRONG;
    signature = ms_render (config, template, person, !text, options.envelope.now, &error);
    if (signature == NULL) {
        say ("mailstamp render: %s", error->message);
        return EXIT_WRONG;
    }
    line = g_strconcat (signature, "\n", NULL);
    return print (line) ? EXIT_OK : EXIT_FAILED;
}
