/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What separators consist of, for separator.c, which looks things up in them,
 * separator_build.c, which puts them together, and separator_file.c, which reads more
 * from disk. */
#pragma once

#include "pattern.h"
#include "separator.h"

enum {
    MS_WORDS_MESSAGE,
    MS_WORDS_ORIGINAL,
    MS_WORDS_FORWARDED,
    MS_WORDS_LEAD,
    MS_WORDS_COUNT,
};

typedef struct {
    MsSlice text;
    const MsVerb *verb;
} MsVerbSuffix;

/* A line that an administrator describes by a regex. */
typedef struct {
    MsPhrase phrase;
    MsPattern *pattern;
} MsLinePattern;

struct MsSeparators {
    GHashTable *verbs;                 /* MsSlice -> MsVerb */
    GArray *suffixes;                  /* of MsVerbSuffix, the verbs that end a line */
    GHashTable *phrases[2];            /* by form: MsSlice -> MsPhrase */
    GArray *patterns;                  /* of MsLinePattern */
    GHashTable *labels;                /* MsSlice -> MsLabel */
    GHashTable *words[MS_WORDS_COUNT]; /* MsSlice -> "" */
    GHashTable *elements; /* "attribute=value" in lower case -> index from 1 */
    GArray *same_value;   /* of guint: by index - 1, the next element of that key, or 0 */
    guint32 initials;     /* the first letters of all attributes, a is bit 0 */
    GArray *containing;   /* of guint: the indexes of those that look inside a value */
    GArray *element_table; /* of MsElement */
    GHashTable *off;       /* names switched off */
    GPtrArray *pool;       /* strings and structures that the tables point to */
    MsPhrase generic[2];   /* reply, forward */
};

/* The built-in catalogue but for the separators in `off`, a set of names; NULL for all.
 */
MsSeparators *ms_separators_new_without (GHashTable *off);
/* Whether the built-in catalogue has a separator of that name. */
gboolean ms_separators_is_builtin (const char *name);

/* Each adds one thing to the separator `name`. Texts are copied. */
void ms_separators_add_line (MsSeparators *separators, const char *name, MsThread thread,
                             const char *line);
void ms_separators_add_pattern (MsSeparators *separators, const char *name,
                                MsThread thread, MsPattern *pattern); /* takes it */
void ms_separators_add_label (MsSeparators *separators, const char *name,
                              MsQuotedField field, const char *label);
void ms_separators_add_verb (MsSeparators *separators, const char *name,
                             const char *word);
void ms_separators_add_element (MsSeparators *separators, const MsElement *element);

/* `text` with runs of dashes, underscores and the like made equally long. Caller frees.
 */
char *ms_separators_even_runs (MsSlice text);
