/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A folder with all that a configuration names, and configurations in it, for tests. */
#pragma once

#include "check.h"
#include "config.h"

/* As set-up and tear-down of a group: `*state` is the folder's path. It has people.csv,
 * broken.csv, separators.conf, broken-separators.conf, loop.key, short.key, open.key (which others can read), and in templates/
 * the folders long, short, picky (which asks for a name) and broken. */
int config_folder_make (void **state);
int config_folder_remove (void **state);

char *config_folder_path (const char *folder, const char *name);

/* Loads `text` as mailstamp.conf of the folder. */
MsConfig *config_folder_load (const char *folder, const char *text, MsLoadFlags flags,
                              GPtrArray *problems);

/* The same, and fails where anything is said about it. */
MsConfig *config_folder_load_good (const char *folder, const char *text);

/* One line each. The folder is DIR, the configuration itself is left out. */
char *config_folder_list (const GPtrArray *problems, const char *folder);

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} ConfigRow;

/* Each text must fail to load with just these errors, or load with just these warnings.
 */
void config_folder_check_errors (const char *folder, const ConfigRow *rows, gsize count);
void config_folder_check_warnings (const char *folder, const ConfigRow *rows,
                                   gsize count);

/* Three lines: what a row adds begins in line 4. */
#define BASE                                                                             \
    "organization = \"example.com\"\n"                                                   \
    "local-domains = { \"example.com\", \".Example.COM\" }\n"                            \
    "loop-key-file = \"loop.key\"\n"
