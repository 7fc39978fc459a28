/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What a line says that may be an attribution ("On D, N wrote:"): a date, a time, an
 * address, a word for "wrote", and where they stand. It reads; attribution.c weighs. */
#pragma once

#include "separator.h"
#include "text_line.h"

typedef struct {
    gboolean day, year, full_date, time;
    gboolean address;     /* user@host */
    gboolean bracketed;   /* … in angle brackets or parentheses */
    gboolean dated_start; /* begins with a date, or a word like "on" and a date */
    gboolean iso_start;   /* begins with a date that has the year in front */
    gboolean you;         /* the word before the verb is "you" */
    gboolean dashed;      /* dashes on both sides */
    gboolean ruled;       /* dashes in front */
    gboolean date_after_verb;
    gboolean colon;
    guint words;
    guint words_after_verb;
    guint first_verb_word; /* counted from 1 */
    const MsVerb *verb;
} MsEvidence;

/* `text` is folded. */
MsEvidence ms_evidence_read (const MsSeparators *separators, MsSlice text);

static inline gboolean
ms_evidence_has_date (const MsEvidence *found)
{
    return found->full_date || (found->day && found->year);
}

/* Whether words are made of `c`. */
static inline gboolean
ms_evidence_is_word_char (char c)
{
    return (guchar)c >= 0x80 || g_ascii_isalpha (c) || c == '\'';
}
