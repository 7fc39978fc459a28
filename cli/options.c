/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include "output.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
complain (const char *command, const char *what)
{
    say ("mailstamp %s: %s", command, what);
    return FALSE;
}

/* ---- The envelope ---------------------------------------------------------------- */

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
    if (options->client != NULL && !g_hostname_is_ip_address (options->client))
        return complain (command, "--client: expected an IP address such as 192.0.2.1");
    options->envelope.sender = without_brackets (options->from);
    options->envelope.recipients = (const char *const *)options->to;
    options->envelope.authenticated = options->auth;
    options->envelope.client = options->client;
    return read_now (options, command);
}

/* ---- Words ----------------------------------------------------------------------- */

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

/* Takes the options out of argv; the one word that may be left goes to `word`, which may
 * be NULL where none is expected. */
static gboolean
parse (GOptionContext *context, int argc, char **argv, char **word)
{
    const char *command = argv[0];
    g_autofree char *name = g_strdup_printf ("mailstamp %s", command);
    g_autoptr (GError) error = NULL;
    int first = 1;

    g_set_prgname (name);
    if (!g_option_context_parse (context, &argc, &argv, &error))
        return complain (command, error->message);
    if (first < argc && g_str_equal (argv[first], "--"))
        first++;
    if (argc - first > (word != NULL))
        return complain (command, "too many words");
    if (first < argc)
        *word = g_strdup (argv[first]);
    return TRUE;
}

gboolean
options_parse (Options *options, int argc, char **argv, const GOptionEntry *extra,
               gboolean has_message)
{
    g_autoptr (GOptionContext) context =
        g_option_context_new (has_message ? "[MESSAGE]" : NULL);

    add_entries (context, options, extra, has_message);
    if (!parse (context, argc, argv, has_message ? &options->message : NULL))
        return FALSE;
    if (g_strcmp0 (options->message, "-") == 0)
        g_clear_pointer (&options->message, g_free);
    return read_envelope (options, argv[0]);
}

/* The one word, which must be there. */
static gboolean
parse_word (GOptionContext *context, int argc, char **argv, const char *name, char **word)
{
    g_autofree char *missing = g_strdup_printf ("expected %s", name);

    if (!parse (context, argc, argv, word))
        return FALSE;
    return (*word != NULL && **word != '\0') || complain (argv[0], missing);
}

gboolean
options_parse_with_word (Options *options, int argc, char **argv,
                         const GOptionEntry *extra, const char *name, char **word)
{
    g_autoptr (GOptionContext) context = g_option_context_new (name);

    add_entries (context, options, extra, FALSE);
    return parse_word (context, argc, argv, name, word) &&
           read_envelope (options, argv[0]);
}

gboolean
options_parse_word (int argc, char **argv, const char *name, char **word)
{
    g_autoptr (GOptionContext) context = g_option_context_new (name);

    return parse_word (context, argc, argv, name, word);
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

/* ---- The configuration ----------------------------------------------------------- */

const char *
options_config_path (const Options *options)
{
    return options->config != NULL ? options->config
                                   : MAILSTAMP_SYSCONFDIR "/mailstamp.conf";
}

MsConfig *
options_load_config (const Options *options, Show show)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsConfig *config = ms_config_load (
        options_config_path (options),
        show == SHOW_WARNINGS_TOO ? MS_LOAD_LINT | MS_LOAD_CHECK : MS_LOAD_DEFAULT,
        problems);

    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        g_autofree char *line = ms_problem_to_string (problem);

        if (problem->severity == MS_PROBLEM_ERROR || show == SHOW_WARNINGS_TOO)
            say ("%s", line);
    }
    return config;
}

/* ---- The message ----------------------------------------------------------------- */

/* What a file has, and an octet more to see its end; a pipe has no size. */
static gsize
first_size (int fd)
{
    struct stat status;

    if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size > 0)
        return (gsize)status.st_size + 1;
    return 1 << 16;
}

/* Grows in place: a copy of 50 MB would double what it takes. */
static GBytes *
read_all (int fd, const char *name)
{
    gsize size = first_size (fd), len = 0;
    g_autofree char *buffer = g_malloc (size);

    for (;;) {
        gssize got = read (fd, buffer + len, size - len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            say ("mailstamp: %s: %s", name, g_strerror (errno));
            return NULL;
        }
        if (got == 0)
            return g_bytes_new_take (g_steal_pointer (&buffer), len);
        len += (gsize)got;
        if (len == size)
            buffer = g_realloc (buffer, size *= 2);
    }
}

GBytes *
options_read_message (const Options *options)
{
    GBytes *message = NULL;
    int fd = -1;

    if (options->message == NULL)
        return read_all (STDIN_FILENO, "standard input");
    fd = open (options->message, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) {
        say ("mailstamp: %s: %s", options->message, g_strerror (errno));
        return NULL;
    }
    message = read_all (fd, options->message);
    (void)close (fd);
    return message;
}
