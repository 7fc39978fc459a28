/* SPDX-License-Identifier: BSD-2-Clause */
#include "commands.h"
#include "output.h"
#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    const char *name;
    int (*run) (int argc, char **argv);
    const char *arguments;
    const char *summary;
} Command;

static const Command commands[] = {
    { "init", command_init, "DIR", "write a starter configuration with templates" },
    { "check", command_check, "[--config FILE]",
      "check configuration, templates and people" },
    { "stamp", command_stamp, "[--config FILE] [envelope] [MESSAGE]",
      "print the message as the MTA would deliver it" },
    { "explain", command_explain, "[--config FILE] [envelope] [--json] [MESSAGE]",
      "say why a message is stamped or passed" },
    { "lookup", command_lookup, "[--config FILE] [--json] ADDRESS",
      "show what the directories say about somebody" },
    { "render", command_render,
      "[--config FILE] --template NAME --person ADDRESS [--html|--text]",
      "print one person's signature" },
    { "probe", command_probe, "[--config FILE | --socket SOCKET]",
      "ask whether the daemon answers" },
};

static int
usage (FILE *out)
{
    fprintf (out, "usage:\n");
    for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
        fprintf (out, "  mailstamp %-8s %s\n             %s\n", commands[i].name,
                 commands[i].arguments, commands[i].summary);
    fprintf (
        out,
        "envelope:  --from ADDRESS  --to ADDRESS (repeatable)  --auth USER  "
        "--client IP  --now DATE-TIME\n"
        "MESSAGE is a file, or - (the default) for standard input. See mailstamp(1).\n");
    return out == stdout ? EXIT_OK : EXIT_WRONG;
}

int
main (int argc, char **argv)
{
    setlocale (LC_ALL, "");
    if (argc < 2)
        return usage (stderr);
    if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
        return usage (stdout);
    if (strcmp (argv[1], "--version") == 0) {
        printf ("mailstamp %s\n", MAILSTAMP_VERSION);
        return EXIT_OK;
    }
    for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
        if (strcmp (argv[1], commands[i].name) == 0)
            return commands[i].run (argc - 1, argv + 1);
    say ("mailstamp: there is no command '%s'", argv[1]);
    return usage (stderr);
}
