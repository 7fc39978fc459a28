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
    char *log_format;
    char *log_level;
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
          "Where the log goes: stderr (default), syslog or journal", "TARGET" },
        { "log-format", 0, 0, G_OPTION_ARG_STRING, &arguments->log_format,
          "Its lines: logfmt (default) or json", "FORMAT" },
        { "log-level", 0, 0, G_OPTION_ARG_STRING, &arguments->log_level,
          "The least that is logged: error, warning, info (default) or debug", "LEVEL" },
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

/* A word of an option and what it stands for; NULL ends a table, the first is the
 * default. */
typedef struct {
    const char *word;
    int value;
} Choice;

static const Choice log_targets[] = {
    { "stderr", LOG_TARGET_STDERR },
    { "syslog", LOG_TARGET_SYSLOG },
    { "journal", LOG_TARGET_JOURNAL },
    { NULL },
};
static const Choice log_formats[] = {
    { "logfmt", LOG_FORMAT_LOGFMT },
    { "json", LOG_FORMAT_JSON },
    { NULL },
};
static const Choice log_levels[] = {
    { "info", LOG_INFO },
    { "error", LOG_ERR },
    { "warning", LOG_WARNING },
    { "debug", LOG_DEBUG },
    { NULL },
};

/* -1 and an error where `text` is none of the words. */
static int
parse_choice (const char *option, const char *text, const Choice *choices, GError **error)
{
    g_autoptr (GString) expected = g_string_new (NULL);

    for (const Choice *choice = choices; choice->word; choice++) {
        if (!text || strcmp (text, choice->word) == 0)
            return choice->value;
        g_string_append_printf (expected, "%s%s", expected->len > 0 ? ", " : "",
                                choice->word);
    }
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 "%s %s: expected one of %s", option, text, expected->str);
    return -1;
}

static gboolean
parse_log_options (const Arguments *arguments, LogOptions *options, GError **error)
{
    int target = parse_choice ("--log", arguments->log_target, log_targets, error);
    if (target < 0)
        return FALSE;
    int format = parse_choice ("--log-format", arguments->log_format, log_formats, error);
    if (format < 0)
        return FALSE;
    options->target = (LogTarget)target;
    options->format = (LogFormat)format;
    options->level =
        parse_choice ("--log-level", arguments->log_level, log_levels, error);
    return options->level >= 0;
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

/* It writes nothing, not even the key that a first start makes. */
static int
check (const char *config_path)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = ms_config_load (config_path, MS_LOAD_CHECK, problems);

    print_problems (problems);
    return config ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Why there is no start is told to whoever tried it, too. */
static int
load_and_run (const DaemonOptions *options, const LogOptions *log_options)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (Log) log = log_new (log_options);

    signals_block();
    g_autoptr (MsConfig) config =
        ms_config_load (options->config_path, MS_LOAD_CREATE_KEY, problems);
    log_problems (log, problems);
    if (config)
        return daemon_run (options, log, g_steal_pointer (&config));
    if (log_options->target != LOG_TARGET_STDERR)
        print_problems (problems);
    return EXIT_FAILURE;
}

static void
arguments_clear (Arguments *arguments)
{
    g_free (arguments->config_path);
    g_free (arguments->log_target);
    g_free (arguments->log_format);
    g_free (arguments->log_level);
    g_free (arguments->socket_mode);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

int
main (int argc, char **argv)
{
    g_auto (Arguments) arguments = { NULL };
    DaemonOptions options = { NULL };
    LogOptions log_options;
    g_autoptr (GError) error = NULL;

    if (!parse_arguments (&arguments, &argc, &argv, &error) ||
        !parse_log_options (&arguments, &log_options, &error) ||
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
    return arguments.check ? check (options.config_path)
                           : load_and_run (&options, &log_options);
}
