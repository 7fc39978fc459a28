/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp stamp: what the MTA would deliver. */
#include "options.h"
#include "output.h"
#include <errno.h>
#include <unistd.h>

static gboolean
send (const void *data, gsize len, gpointer user_data)
{
    (void)user_data;
    return write_octets (STDOUT_FILENO, data, len);
}

int
command_stamp (int argc, char **argv)
{
    g_auto (Options) options = { 0 };
    g_autoptr (MsConfig) config = NULL;
    g_autoptr (GBytes) message = NULL;
    g_autoptr (MsResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *line = NULL;

    if (!options_parse (&options, argc, argv, NULL, TRUE))
        return EXIT_WRONG;
    config = options_load_config (&options, SHOW_ERRORS);
    message = config != NULL ? options_read_message (&options) : NULL;
    if (message == NULL)
        return EXIT_WRONG;
    result = ms_stamp (config, &options.envelope, message, &error);
    if (result == NULL) {
        say_failed (error);
        return EXIT_FAILED;
    }
    if (!ms_result_send_message (result, send, NULL)) {
        say ("mailstamp stamp: standard output: %s", g_strerror (errno));
        return EXIT_FAILED;
    }
    line = ms_result_to_string (result);
    say ("%s", line);
    return EXIT_OK;
}
