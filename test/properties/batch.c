/* SPDX-License-Identifier: BSD-2-Clause
 *
 * batch CONFIG: stamps one message after another, so that thousands need one process.
 *
 * In:  a line "LENGTH SENDER", then so many octets; SENDER is an address or <>.
 * Out: a line "LENGTH OUTCOME", then the new message; "- ERROR" where mailstamp failed.
 */
#include "invariants.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW 1772704800 /* 2026-03-05T10:00:00Z */

static MsConfig *
load (const char *path)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsConfig *config = ms_config_load (path, MS_LOAD_DEFAULT, problems);

    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", line);
    }
    return config;
}

static GBytes *
read_octets (gsize len)
{
    char *data = g_malloc (len + 1);

    if (fread (data, 1, len, stdin) == len)
        return g_bytes_new_take (data, len);
    g_free (data);
    return NULL;
}

static void
answer (const MsConfig *config, const MsEnvelope *envelope, GBytes *message)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (MsResult) result = ms_stamp (config, envelope, message, &error);
    g_autoptr (GBytes) out = NULL;
    g_autofree char *line = NULL;

    if (result == NULL) {
        printf ("- %s\n", error->message);
        return;
    }
    check_result (config, envelope, result);
    out = message_of_result (result);
    line = ms_result_to_string (result);
    printf ("%zu %s\n", g_bytes_get_size (out), line);
    fwrite (g_bytes_get_data (out, NULL), 1, g_bytes_get_size (out), stdout);
}

int
main (int argc, char **argv)
{
    const char *const recipients[] = { "bob@example.net", NULL };
    g_autoptr (MsConfig) config = argc == 2 ? load (argv[1]) : NULL;
    char line[512];

    if (config == NULL)
        return 1;
    while (fgets (line, sizeof line, stdin) != NULL) {
        char *end = NULL;
        gsize len = strtoul (line, &end, 10);
        const char *sender = g_strstrip (end);
        MsEnvelope envelope = { .sender = g_str_equal (sender, "<>") ? "" : sender,
                                .recipients = recipients,
                                .now = NOW };
        g_autoptr (GBytes) message = read_octets (len);

        if (message == NULL)
            return 1;
        answer (config, &envelope, message);
        fflush (stdout);
    }
    return 0;
}
