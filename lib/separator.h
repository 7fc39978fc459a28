/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the start of quoted history looks like: the words, lines and elements by which
 * mail clients mark it, in all their languages. It knows no message and no place;
 * attribution, header_block, history and html_lines ask it. The catalogue itself is data:
 * separator_words.c and separator_elements.c.
 *
 * All words are compared in the folded form of text_line.h. */
#pragma once

#include "slice.h"

/* What a text is, or what a separator makes of it. */
typedef enum {
    MS_THREAD_NEW, /* no quoted history */
    MS_THREAD_REPLY,
    MS_THREAD_FORWARD,
} MsThread;

/* The separators in force: the built-in catalogue and what an administrator added.
 * Immutable, shared. */
typedef struct MsSeparators MsSeparators;

MsSeparators *ms_separators_new (void); /* the built-in catalogue */
void ms_separators_free (MsSeparators *separators);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsSeparators, ms_separators_free)

/* The same with what the file at `path` adds and switches off, or the files ending in
 * .conf of the folder at `path`, by name (separator_file.c has the form). All that is
 * wrong goes to `problems`; NULL when any of it is an error. `files` (may be NULL) gets
 * the path of each file read. */
MsSeparators *ms_separators_load (const char *path, GPtrArray *problems,
                                  GPtrArray *files);

/* Whether the separator `name` is switched off. */
gboolean ms_separators_is_off (const MsSeparators *separators, const char *name);

/* ---- For the matchers ------------------------------------------------------------ */

/* A word that says "wrote" in some language. */
typedef enum {
    MS_VERB_LAST,   /* stands right before the colon: "… Tom wrote:" */
    MS_VERB_DATED,  /* the same, but means something else without a date: "sent" */
    MS_VERB_ANY,    /* the name may follow: "schrieb Tom:" */
    MS_VERB_FIRST,  /* the line begins with it: "Quoting Tom:" */
    MS_VERB_SUFFIX, /* languages without blanks: the line ends with it */
} MsVerbOrder;

typedef struct {
    const char *name;  /* of the separator, for the log */
    const char *words; /* alternatives, with | between them */
    MsVerbOrder order;
} MsVerb;

/* NULL when `word` says nothing of the kind. Verbs of order SUFFIX are found at the end
 * of a line only. */
const MsVerb *ms_separators_verb (const MsSeparators *separators, MsSlice word);
const MsVerb *ms_separators_verb_suffix (const MsSeparators *separators, MsSlice line);

/* Whether `word` is one that the date in such a line follows: "on", "am", "le". */
gboolean ms_separators_is_lead (const MsSeparators *separators, MsSlice word);

/* Whether a line is a mail program's or a virus scanner's own: "Sent from my iPhone". */
gboolean ms_separators_is_tag_line (MsSlice line);

/* A line that opens a quoted message by itself. */
typedef enum {
    MS_PHRASE_DASHED, /* with dashes on both sides: "----- Original Message -----" */
    MS_PHRASE_LINE,   /* the whole line: "Begin forwarded message:" */
} MsPhraseForm;

typedef struct {
    const char *name;
    const char *words;
    MsPhraseForm form;
    MsThread thread;
} MsPhrase;

const MsPhrase *ms_separators_phrase (const MsSeparators *separators, MsPhraseForm form,
                                      MsSlice text);

/* The line that an administrator describes by a regex. */
const MsPhrase *ms_separators_pattern (const MsSeparators *separators, MsSlice line);

/* The fields of a quoted header. */
typedef enum {
    MS_FIELD_NONE = 0,
    MS_FIELD_FROM = 1 << 0,
    MS_FIELD_SENT = 1 << 1, /* "Sent": what nobody writes above a list */
    MS_FIELD_DATE = 1 << 2,
    MS_FIELD_TO = 1 << 3,
    MS_FIELD_CC = 1 << 4,
    MS_FIELD_SUBJECT = 1 << 5,
    MS_FIELD_OTHER = 1 << 6, /* Reply-To, Importance: goes on a block, begins none */
    MS_FIELD_RAW = 1 << 7,   /* no client shows it: this is a pasted message source */
} MsQuotedField;

typedef struct {
    const char *name;
    const char *labels;
    MsQuotedField field;
} MsLabel;

MsQuotedField ms_separators_field (const MsSeparators *separators, MsSlice label);
const MsLabel *ms_separators_label (const MsSeparators *separators, MsSlice label);

/* An element that begins or holds the history. */
typedef enum {
    MS_ELEMENT_SURE,   /* nothing but history is in it and after it */
    MS_ELEMENT_PREFIX, /* holds the attribution, and has been seen around own text */
    MS_ELEMENT_HOLDER, /* holds all of the history, and has been seen around own text */
    MS_ELEMENT_SIGNATURE, /* the author's signature: below a quote it is no answer */
    MS_ELEMENT_QUOTE,     /* a quotation, also used as decoration */
} MsElementTrust;

typedef enum {
    MS_ATTRIBUTE_WORD,     /* the value, or one of its words, is this */
    MS_ATTRIBUTE_CONTAINS, /* this is somewhere in the value */
} MsAttributeMatch;

typedef struct {
    const char *name;
    const char *tag; /* NULL: any */
    const char *attribute;
    const char *value;
    MsAttributeMatch match;
    MsElementTrust trust;
    MsThread thread;
} MsElement;

/* The index of the element that a start tag with this attribute is, counted from 1; 0
 * when it is none. `tag` and `attribute` are in lower case. */
guint ms_separators_element (const MsSeparators *separators, MsSlice tag,
                             MsSlice attribute, MsSlice value);
const MsElement *ms_separators_element_at (const MsSeparators *separators, guint index);
