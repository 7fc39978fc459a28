/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The snapshot that the rest of the library reads: configuration, templates, people and
 * keys, loaded and checked as a whole. */
#pragma once

#include "address.h"
#include "directory.h"
#include "kind.h"
#include "mark.h"
#include "rule.h"
#include "separator.h"
#include "template.h"
#include "typed_word.h"

/* What becomes of a message that has a DKIM-Signature already. */
typedef enum {
    MS_EXISTING_DKIM_STAMP,
    MS_EXISTING_DKIM_SKIP,
    MS_EXISTING_DKIM_SKIP_OWN, /* only where one of our domains signed */
} MsExistingDkim;

struct MsConfig {
    gint refs; /* atomic; not gatomicrefcount, which ThreadSanitizer cannot see into */
    char *path;
    char *organization;
    char *listen;
    char *metrics;          /* ADDRESS:PORT; NULL: none */
    char *templates_folder; /* these four are absolute */
    char *people_file;      /* NULL: no people */
    MsMerge merge;
    GPtrArray *key_files;   /* of char *, the first is the one that signs */
    char *separators_path;  /* a file or a folder; NULL: the built-in catalogue alone */
    MsDomains domains;
    gboolean dry_run; /* decide, tell, change nothing */
    MsOnFailure on_failure;
    MsReasonSet skip;
    gsize max_message_size;
    gsize max_html_size; /* decoded text of one part, octets */
    MsLimits limits;
    MsMarkKeys mark;
    MsExistingDkim existing_dkim;
    GPtrArray *also_processed; /* of char *: "Name: value" marks of other products */
    GPtrArray *rules;          /* of MsRule, in file order, the disabled ones too */
    gboolean wraps;            /* one of the rules in force has `wrap` */
    GHashTable *templates;     /* name -> MsTemplate, those that rules name */
    MsDirectory *directory;
    GArray *directory_lines; /* of guint: where each of its sources is configured */
    MsSeparators *separators;
    GPtrArray *imprints; /* of char *: the first goes into stamps, all are known; empty
                             where no rule asks for `signature` */
    MsTypedWord *place_token; /* NULL: there is none */
    MsTypedWord *opt_out;     /* NULL: there is none */
    GPtrArray *files;         /* of char *: every file and folder that was read */
};

/* Empty, with one reference, to be filled by config_load.c. */
MsConfig *ms_config_new (const char *path);

/* The template of that name, NULL when no rule names it. */
const MsTemplate *ms_config_template (const MsConfig *config, const char *name);
