/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A file in libconfuse's syntax as a tree of sections and entries, each with the line it
 * stands in. It knows which keys and sections there are, and nothing of what they mean:
 * that all may be checked and every fault be told, an unknown key and a second one of the
 * same name are entries like others.
 *
 * Safe to be called by several threads, which libconfuse is not. */
#pragma once

#include "slice.h"

typedef struct {
    char *text;
    guint line;
} MsConfValue;

typedef struct {
    char *key;
    guint line;
    GArray *values; /* of MsConfValue, at least one; an empty list has one empty text */
} MsConfEntry;

typedef struct {
    char *name;
    char *title; /* NULL where sections of that name have none */
    guint line;
    GPtrArray *entries;  /* of MsConfEntry, in the order of the file */
    GPtrArray *sections; /* of MsConfSection, in the order of the file */
} MsConfSection;

/* Which sections may stand somewhere; a list of them ends with a NULL name. */
typedef struct MsConfShape {
    const char *name;
    gboolean titled;
    const struct MsConfShape *inside; /* NULL: no sections in it */
} MsConfShape;

/* `keys` (NULL-terminated) are all that are known somewhere in the file; `shapes` the
 * sections at its top. NULL after a syntax error, with its file and line in `problems`:
 * the reading stops at the first. */
MsConfSection *ms_conf_parse (const char *file, MsSlice text, const char *const *keys,
                              const MsConfShape *shapes, GPtrArray *problems);
void ms_conf_section_free (MsConfSection *section);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsConfSection, ms_conf_section_free)
