/* SPDX-License-Identifier: BSD-2-Clause */
#include "attribution.h"

#include "evidence.h"

/* Clients wrap at 72 to 78 columns, and some wrap again: seen over five lines. */
#define MAX_LINES 6
#define MAX_NAME_WORDS 6
#define MAX_NAME_WORDS_WITH_DATE 9
#define MAX_NAME_WORDS_WITH_ADDRESS 14
#define MAX_WEAK_WORDS 10

static gboolean
verb_is_in_place (const MsEvidence *found, gboolean quoted_below)
{
    if (found->verb == NULL)
        return FALSE;
    switch (found->verb->order) {
    case MS_VERB_LAST:
        /* Thunderbird can say "Tom Reed wrote on 3/3/26 9:41 AM:" */
        return found->words_after_verb == 0 ||
               (found->date_after_verb && found->time &&
                (quoted_below || found->bracketed) &&
                found->words_after_verb <= MAX_NAME_WORDS);
    case MS_VERB_DATED:
        return found->words_after_verb == 0 &&
               (ms_evidence_has_date (found) || quoted_below);
    case MS_VERB_ANY:
        if (found->address)
            return found->words_after_verb <= MAX_NAME_WORDS_WITH_ADDRESS;
        return found->words_after_verb <= (ms_evidence_has_date (found) && found->time
                                               ? MAX_NAME_WORDS_WITH_DATE
                                               : MAX_NAME_WORDS);
    case MS_VERB_FIRST:
        return found->first_verb_word == 1;
    case MS_VERB_SUFFIX:
        return TRUE;
    }
    return FALSE;
}

static MsCertainty
weigh (const MsEvidence *found, gboolean quoted_below, gboolean speech_below)
{
    gboolean date = ms_evidence_has_date (found);
    gboolean verb = verb_is_in_place (found, quoted_below);

    if (found->dashed && verb)
        return MS_ATTRIBUTION_SURE;
    /* Gmail around 2010: "2011/4/7 Tom <a>" and nothing else */
    if (!found->colon && found->iso_start && found->bracketed && !found->time)
        return quoted_below ? MS_ATTRIBUTION_SURE : MS_ATTRIBUTION_WEAK;
    if (!found->colon && !found->dashed && verb && quoted_below && found->bracketed)
        return MS_ATTRIBUTION_SURE; /* Malayalam, Malay */
    if (!found->colon && !found->dashed)
        return verb && date && (found->time || quoted_below) &&
                       (found->bracketed || (quoted_below && found->dated_start))
                   ? MS_ATTRIBUTION_SURE
                   : MS_ATTRIBUTION_NONE;
    if (quoted_below && verb &&
        (date || found->bracketed || (found->day && found->dated_start)))
        return MS_ATTRIBUTION_SURE;
    if (found->dated_start && date && (found->time || quoted_below) &&
        (found->bracketed || (quoted_below && (found->time || found->address))))
        return MS_ATTRIBUTION_SURE; /* needs no verb: Gmail in Russian, Yandex */
    if (quoted_below && date && found->time && found->bracketed)
        return MS_ATTRIBUTION_SURE; /* in whatever words */
    /* A date followed by speech is a chronicle. */
    if (verb && found->verb->order != MS_VERB_DATED && !speech_below && date &&
        (found->time || found->you))
        return MS_ATTRIBUTION_SURE;
    if (verb && (found->bracketed || (found->address && (date || found->ruled))))
        return MS_ATTRIBUTION_SURE;
    if (quoted_below && ((verb && found->words <= MAX_WEAK_WORDS) || found->bracketed ||
                         (date && found->time)))
        return MS_ATTRIBUTION_WEAK;
    return MS_ATTRIBUTION_NONE;
}

/* ---- Lines ----------------------------------------------------------------------- */

static gboolean
has_open_bracket (MsSlice text)
{
    const char *open = memrchr (text.data, '<', text.len);
    const char *close = memrchr (text.data, '>', text.len);

    return open != NULL && (close == NULL || close < open);
}

/* "…<a@example.com" and on the next line "> wrote:": that mark quotes nothing. */
static gboolean
is_torn_bracket (const MsLines *lines, guint index)
{
    const MsLine *line = ms_lines_at (lines, index);
    const MsLine *above = index > 0 ? ms_lines_at (lines, index - 1) : NULL;

    return above != NULL && line->depth == above->depth + 1 && line->folded_len <= 16 &&
           (line->flags & MS_LINE_COLON) != 0 &&
           (has_open_bracket (ms_lines_folded (lines, index - 1)) ||
            (index > 1 && has_open_bracket (ms_lines_folded (lines, index - 2))));
}

/* Whether line `index` may go on in the next one. */
static gboolean
may_continue (const MsLines *lines, guint index, guint depth)
{
    const MsLine *line = ms_lines_at (lines, index);
    const MsLine *next = ms_lines_at (lines, index + 1);
    MsSlice text = ms_lines_folded (lines, index);
    MsSlice next_text = ms_lines_folded (lines, index + 1);

    if (line->depth != depth || line->folded_len == 0 ||
        (line->flags & (MS_LINE_RULE | MS_LINE_CUT | MS_LINE_COLON)) != 0)
        return FALSE;
    if ((next->flags & MS_LINE_BLANK_BEFORE) == 0)
        return TRUE;
    /* An HTML to text converter may put "<", the link and ">" on lines of their own. */
    return has_open_bracket (text) || (next_text.len > 0 && next_text.data[0] == '<');
}

static const MsLine *
next_text_line (const MsLines *lines, guint index)
{
    for (guint i = index + 1; i < ms_lines_count (lines) && i <= index + 4; i++) {
        const MsLine *line = ms_lines_at (lines, i);
        if (line->folded_len > 0)
            return line;
    }
    return NULL;
}

static void
append_line (GString *text, const MsLines *lines, guint index)
{
    MsSlice folded = ms_lines_folded (lines, index);

    if (text->len > 0)
        g_string_append_c (text, ' ');
    g_string_append_len (text, folded.data, (gssize)folded.len);
}

static MsCertainty
judge (const MsSeparators *separators, const MsLines *lines, guint first, guint last,
       MsEvidence *found)
{
    g_autoptr (GString) text = g_string_sized_new (256);
    const MsLine *next = next_text_line (lines, last);
    guint depth = ms_lines_at (lines, first)->depth;
    gboolean speech = FALSE;

    for (guint i = first; i <= last; i++)
        append_line (text, lines, i);
    if (text->len > MS_LINE_MAX_FOLDED)
        return MS_ATTRIBUTION_NONE;
    *found = ms_evidence_read (separators, ms_slice (text->str, text->len));
    if (next != NULL && next->depth <= depth)
        speech = lines->text->str[next->folded] == '"';
    return weigh (found, next != NULL && next->depth > depth, speech);
}

static gboolean
ends_in_verb (const MsSeparators *separators, MsSlice text)
{
    gsize end = text.len, start = 0;

    while (end > 0 && !ms_evidence_is_word_char (text.data[end - 1]) &&
           text.len - end < 2)
        end--;
    for (start = end; start > 0 && ms_evidence_is_word_char (text.data[start - 1]);)
        start--;
    return start < end && ms_separators_verb (separators, ms_slice (text.data + start,
                                                                    end - start)) != NULL;
}

static gboolean
stands_above_quote (const MsLines *lines, guint index)
{
    const MsLine *next = next_text_line (lines, index);

    return next != NULL && next->depth > ms_lines_at (lines, index)->depth;
}

static gboolean
may_end (const MsSeparators *separators, const MsLines *lines, guint last)
{
    const MsLine *line = ms_lines_at (lines, last);
    MsSlice text = ms_lines_folded (lines, last);

    if (text.len == 0 || (line->flags & (MS_LINE_CUT | MS_LINE_RULE)) != 0)
        return FALSE;
    if ((line->flags & MS_LINE_COLON) != 0 || text.data[0] == ':' ||
        ms_char_is_in (text.data[text.len - 1], "*-") ||
        (text.data[0] == '[' && text.data[text.len - 1] == ']'))
        return TRUE;
    if (text.data[text.len - 1] == '>' && (line->flags & MS_LINE_AT) != 0)
        return TRUE;
    /* Some languages have no colon, and some clients forget it. */
    return ((line->flags & MS_LINE_DIGIT) != 0 || stands_above_quote (lines, last)) &&
           ends_in_verb (separators, text);
}

/* A line that goes on from the one above: "<tom@example.com> wrote:", or the rest of an
 * address that was torn. */
static gboolean
is_middle (const MsLines *lines, guint index)
{
    MsSlice text = ms_lines_folded (lines, index);
    const char *open = memchr (text.data, '<', text.len);
    const char *close = memchr (text.data, '>', text.len);

    return text.len > 0 && (ms_char_is_in (text.data[0], "<(") ||
                            (close != NULL && (open == NULL || close < open)));
}

/* Mew and news readers name the message on a line above: "In message <1@example.org>". */
static gboolean
names_message (const MsLines *lines, guint index)
{
    MsSlice text = ms_lines_folded (lines, index);

    return text.len > 12 && (memcmp (text.data, "in message ", 11) == 0 ||
                             memcmp (text.data, "in article ", 11) == 0);
}

/* Lines are added upwards. The shortest that begins with its date is the attribution,
 * else the shortest that is one at all: own text may stand right above it. */
MsCertainty
ms_attribution_match (const MsSeparators *separators, const MsLines *lines, guint last,
                      guint *first, const char **name)
{
    MsCertainty best = MS_ATTRIBUTION_NONE;
    gboolean middle = FALSE;
    guint torn = is_torn_bracket (lines, last) ? 1 : 0;
    guint depth = ms_lines_at (lines, last - torn)->depth;

    if (!may_end (separators, lines, last))
        return MS_ATTRIBUTION_NONE;
    for (guint count = 1, start = last; count <= MAX_LINES; count++, start--) {
        MsEvidence found = { 0 };
        MsCertainty certainty = MS_ATTRIBUTION_NONE;

        if (count > torn)
            certainty = judge (separators, lines, start, last, &found);
        if (certainty > best || (certainty == best && certainty != MS_ATTRIBUTION_NONE &&
                                 (middle || found.dated_start))) {
            best = certainty;
            *first = start;
            *name = found.verb != NULL ? found.verb->name : "date-and-address";
            middle = is_middle (lines, start);
        }
        if (best == MS_ATTRIBUTION_SURE &&
            (found.dated_start || (!middle && ms_evidence_has_date (&found))))
            break;
        if (start == 0 || !may_continue (lines, start - 1, depth))
            break;
    }
    if (best != MS_ATTRIBUTION_NONE && *first > 0 &&
        may_continue (lines, *first - 1, depth) && names_message (lines, *first - 1))
        (*first)--;
    return best;
}
