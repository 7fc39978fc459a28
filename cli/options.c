/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
complain (const char *command, const char *what)
{
    fprintf (stderr, "mailstamp %s: %s\n", command, what);
    return FALSE;
}

/* "<jane@example.com>" is what people paste from a log. */
static const char *
without_brackets (char *address)
{
    gsize len = address != NULL ? strlen (address) : 0;

    if (len < 2 || address[0] != '<' || address[len - 1] != '>')
        return address;
    address[len - 1] = '\0';
    return address + 1;
}

static gboolean
read_now (Options *options, const char *command)
{
    g_autoptr (GTimeZone) zone = g_time_zone_new_local();
    g_autoptr (GDateTime) date = NULL;
    g_autofree char *whole = NULL;

    options->envelope.now = g_get_real_time() / G_USEC_PER_SEC;
    if (options->now == NULL)
        return TRUE;
    whole = strchr (options->now, 'T') != NULL
                ? g_strdup (options->now)
                : g_strconcat (options->now, "T00:00:00", NULL);
    date = g_date_time_new_from_iso8601 (whole, zone);
    if (date == NULL)
        return complain (command,
                         "--now: expected a date or date-time such as 2026-03-05 or "
                         "2026-03-05T10:00:00Z");
    options->envelope.now = g_date_time_to_unix (date);
    return TRUE;
}

static gboolean
read_envelope (Options *options, const char *command)
{
    for (char **to = options->to; to != NULL && *to != NULL; to++) {
        const char *bare = without_brackets (*to);
        memmove (*to, bare, strlen (bare) + 1);
    }
    options->envelope.sender = without_brackets (options->from);
    options->envelope.recipients = (const char *const *)options->to;
    options->envelope.authenticated = options->auth;
    options->envelope.client = options->client;
    return read_now (options, command);
}

static void
add_entries (GOptionContext *context, Options *options, const GOptionEntry *extra,
             gboolean has_message)
{
    const GOptionEntry shared[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config,
          "Configuration (default: " MAILSTAMP_SYSCONFDIR "/mailstamp.conf)", "FILE" },
        { "now", 0, 0, G_OPTION_ARG_STRING, &options->now, "Decide as if it were then",
          "DATE-TIME" },
        { NULL },
    };
    const GOptionEntry envelope[] = {
        { "from", 'f', 0, G_OPTION_ARG_STRING, &options->from,
          "Envelope sender; <> for none", "ADDRESS" },
        { "to", 't', 0, G_OPTION_ARG_STRING_ARRAY, &options->to,
          "Envelope recipient, repeatable", "ADDRESS" },
        { "auth", 0, 0, G_OPTION_ARG_STRING, &options->auth, "Login name of the client",
          "USER" },
        { "client", 0, 0, G_OPTION_ARG_STRING, &options->client,
          "IP address of the client", "IP" },
        { NULL },
    };

    g_option_context_add_main_entries (context, shared, NULL);
    if (has_message)
        g_option_context_add_main_entries (context, envelope, NULL);
    if (extra != NULL)
        g_option_context_add_main_entries (context, extra, NULL);
}

gboolean
options_parse (Options *options, int argc, char **argv, const GOptionEntry *extra,
               gboolean has_message)
{
    g_autoptr (GOptionContext) context =
        g_option_context_new (has_message ? "[MESSAGE]" : NULL);
    g_autoptr (GError) error = NULL;

    add_entries (context, options, extra, has_message);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return complain (argv[0], error->message);
    if (argc > (has_message ? 2 : 1))
        return complain (argv[0], "too many words");
    if (argc == 2 && !g_str_equal (argv[1], "-"))
        options->message = g_strdup (argv[1]);
    return read_envelope (options, argv[0]);
}

void
options_clear (Options *options)
{
    g_free (options->config);
    g_free (options->from);
    g_strfreev (options->to);
    g_free (options->auth);
    g_free (options->client);
    g_free (options->now);
    g_free (options->message);
}

MsConfig *
options_load_config (const Options *options)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    const char *path = options->config != NULL ? options->config
                                               : MAILSTAMP_SYSCONFDIR "/mailstamp.conf";
    MsConfig *config = ms_config_load (path, MS_LOAD_DEFAULT, problems);

    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        g_autofree char *line = ms_problem_to_string (problem);
        /* Warnings are for `check`, which prints them itself. */
        if (problem->severity == MS_PROBLEM_ERROR)
            fprintf (stderr, "%s\n", line);
    }
    return config;
}

/* Grows in place: a copy of 50 MB would double what it takes. */
static GBytes *
read_stdin (void)
{
    gsize size = 1 << 16, len = 0;
    char *buffer = g_malloc (size);

    for (;;) {
        gssize got = read (STDIN_FILENO, buffer + len, size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fprintf (stderr, "mailstamp: standard input: %s\n", g_strerror (errno));
            g_free (buffer);
            return NULL;
        }
        if (got == 0)
            return g_bytes_new_take (buffer, len);
        len += (gsize)got;
        if (len == size)
            buffer = g_realloc (buffer, size *= 2);
    }
}

GBytes *
options_read_message (const Options *options)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GMappedFile) file = NULL;

    if (options->message == NULL)
        return read_stdin();
    file = g_mapped_file_new (options->message, FALSE, &error);
    if (file == NULL) {
        fprintf (stderr, "mailstamp: %s\n", error->message);
        return NULL;
    }
    return g_mapped_file_get_bytes (file);
}
