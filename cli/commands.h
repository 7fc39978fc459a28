/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The subcommands of mailstamp, one file each. Each gets its own words (argv[0] is its
 * name) and returns the exit status. */
#pragma once

/* Exit statuses, as mailstamp(1) promises. */
enum {
    EXIT_OK = 0,
    EXIT_WRONG = 1,   /* a configuration or usage error */
    EXIT_FAILED = 2,  /* mailstamp failed on this message, or somebody does not answer */
    EXIT_UNKNOWN = 3, /* lookup: nobody knows that address */
};

int command_check (int argc, char **argv);
int command_explain (int argc, char **argv);
int command_init (int argc, char **argv);
int command_lookup (int argc, char **argv);
int command_probe (int argc, char **argv);
int command_render (int argc, char **argv);
int command_stamp (int argc, char **argv);
