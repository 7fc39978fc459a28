/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp stamp: what the MTA would deliver. */
#include "options.h"
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static gboolean
write_all (const void *data, gsize len, gpointer user_data)
{
    const char *at = data;
    int fd = GPOINTER_TO_INT (user_data);

    while (len > 0) {
        gssize done = write (fd, at, len);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return FALSE;
        at += done;
        len -= (gsize)done;
    }
    return TRUE;
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
    config = options_load_config (&options);
    message = config != NULL ? options_read_message (&options) : NULL;
    if (message == NULL)
        return EXIT_WRONG;
    result = ms_stamp (config, &options.envelope, message, &error);
    if (result == NULL) {
        fprintf (stderr, "failed error=\"%s\"\n", error->message);
        return EXIT_FAILED;
    }
    if (!ms_result_send_message (result, write_all, GINT_TO_POINTER (STDOUT_FILENO))) {
        fprintf (stderr, "mailstamp stamp: standard output: %s\n", g_strerror (errno));
        return EXIT_FAILED;
    }
    line = ms_result_to_string (result);
    fprintf (stderr, "%s\n", line);
    return EXIT_OK;
}
