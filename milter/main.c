/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstampd: the milter. Arguments, configuration, then daemon.c. */
#include "daemon.h"
#include "signals.h"
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *config_path;
    char *log_target;
    char *socket_mode;
    gboolean check;
    gboolean version;
} Arguments;

static gboolean
parse_arguments (Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "config", 'c', 0, G_OPTION_ARG_FILENAME, &arguments->config_path,
          "Configuration (default " MAILSTAMP_SYSCONFDIR "/mailstamp.conf)", "FILE" },
        { "check", 0, 0, G_OPTION_ARG_NONE, &arguments->check,
          "Check the configuration and exit", NULL },
        { "log", 0, 0, G_OPTION_ARG_STRING, &arguments->log_target,
          "Where log lines go: stderr (default) or syslog", "TARGET" },
        { "socket-mode", 0, 0, G_OPTION_ARG_STRING, &arguments->socket_mode,
          "Permissions of a unix: socket (default 0660)", "MODE" },
        { "version", 0, 0, G_OPTION_ARG_NONE, &arguments->version,
          "Print the version and exit", NULL },
        { NULL },
    };
    g_autoptr (GOptionContext) context =
        g_option_context_new ("- put signatures on mail, as a milter");

    g_option_context_add_main_entries (context, entries, NULL);
    if (!g_option_context_parse (context, argc, argv, error))
        return FALSE;
    if (*argc > 1) {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                     "unexpected argument %s", (*argv)[1]);
        return FALSE;
    }
    return TRUE;
}

static gboolean
parse_log_target (const char *text, LogTarget *target, GError **error)
{
    if (!text || strcmp (text, "stderr") == 0)
        *target = LOG_TARGET_STDERR;
    else if (strcmp (text, "syslog") == 0)
        *target = LOG_TARGET_SYSLOG;
    else {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     "--log %s: expected stderr or syslog", text);
        return FALSE;
    }
    return TRUE;
}

static gboolean
parse_socket_mode (const char *text, gint *mode, GError **error)
{
    char *end = NULL;

    *mode = -1;
    if (!text)
        return TRUE;
    guint64 value = g_ascii_strtoull (text, &end, 8);
    if (!g_ascii_isdigit (*text) || *end || value > 0777) {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     "--socket-mode %s: expected an octal number such as 0660", text);
        return FALSE;
    }
    *mode = (gint)value;
    return TRUE;
}

/* All of them at once, so that an administrator mends them in one go. */
static void
print_problems (const GPtrArray *problems)
{
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (problems->pdata[i]);

        g_printerr ("%s\n", line);
    }
}

/* A check writes nothing, not even the key that a first start makes. */
static int
load_and_run (const DaemonOptions *options, gboolean check)
{
    if (!check)
        signals_block();
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = ms_config_load (
        options->config_path, check ? MS_LOAD_CHECK : MS_LOAD_CREATE_KEY, problems);

    print_problems (problems);
    if (!config)
        return EXIT_FAILURE;
    return check ? EXIT_SUCCESS : daemon_run (options, g_steal_pointer (&config));
}

static void
arguments_clear (Arguments *arguments)
{
    g_free (arguments->config_path);
    g_free (arguments->log_target);
    g_free (arguments->socket_mode);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

int
main (int argc, char **argv)
{
    g_auto (Arguments) arguments = { NULL };
    DaemonOptions options = { NULL };
    g_autoptr (GError) error = NULL;

    if (!parse_arguments (&arguments, &argc, &argv, &error) ||
        !parse_log_target (arguments.log_target, &options.log_target, &error) ||
        !parse_socket_mode (arguments.socket_mode, &options.socket_mode, &error)) {
        g_printerr ("mailstampd: %s\n", error->message);
        return EXIT_FAILURE;
    }
    if (arguments.version) {
        g_print ("mailstampd %s\n", MAILSTAMP_VERSION);
        return EXIT_SUCCESS;
    }
    options.config_path = arguments.config_path ? arguments.config_path
                                                : MAILSTAMP_SYSCONFDIR "/mailstamp.conf";
    return load_and_run (&options, arguments.check);
}
