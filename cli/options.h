/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The words that several subcommands share: which configuration, which envelope, which
 * message. */
#pragma once

#include "commands.h"
#include <mailstamp.h>

typedef struct {
    char *config;
    char *from;
    char **to;
    char *auth;
    char *client;
    char *now;
    char *message;       /* the file, or NULL for standard input */
    MsEnvelope envelope; /* made of the above */
} Options;

/* Reads the shared words and those in `extra` (may be NULL) from argv. With `has_message`
 * the envelope and one MESSAGE are allowed. FALSE after saying on stderr what is wrong.
 */
gboolean options_parse (Options *options, int argc, char **argv,
                        const GOptionEntry *extra, gboolean has_message);
void options_clear (Options *options);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* The same without an envelope, and one word, which usage calls `name` and which must be
 * there; caller frees it. */
gboolean options_parse_with_word (Options *options, int argc, char **argv,
                                  const GOptionEntry *extra, const char *name,
                                  char **word);

/* Reads one word and nothing else, which usage calls `name`; caller frees it. FALSE after
 * saying on stderr what is wrong. */
gboolean options_parse_word (int argc, char **argv, const char *name, char **word);

typedef enum { SHOW_ERRORS, SHOW_WARNINGS_TOO } Show;

/* The configuration; NULL after saying all that is wrong, one line each, on stderr. */
MsConfig *options_load_config (const Options *options, Show show);

/* The path that options_load_config reads. */
const char *options_config_path (const Options *options);

/* The whole message; NULL after saying on stderr why it cannot be read. */
GBytes *options_read_message (const Options *options);
