/* SPDX-License-Identifier: BSD-2-Clause */
#include "opening.h"

#include "attribution.h"
#include "header_block.h"

/* An administrator's regex may be slow: this many lines from the top meet it. */
#define MAX_PATTERN_LINES 2000
#define MAX_UNKNOWN_LABEL 40

guint
ms_finder_text_from (const MsFinder *finder, guint index, guint limit)
{
    for (guint i = index; i < index + limit; i++) {
        const MsLine *line = ms_finder_line (finder, i);
        if (line == NULL)
            break;
        if (line->folded_len > 0)
            return i;
    }
    return G_MAXUINT;
}

/* ---- Separators ------------------------------------------------------------------ */

/* Outlook's header in a language that no table has: below the line that it draws, two
 * fields or more with their names in bold. */
static gboolean
looks_like_outlook (const MsFinder *finder, guint index)
{
    const guint flags = MS_LINE_BORDERED | MS_LINE_BOLD;
    const MsLine *line = ms_finder_line (finder, index),
                 *next = ms_finder_line (finder, index + 1);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if ((line->flags & flags) != flags || next == NULL ||
        (next->flags & MS_LINE_BOLD) == 0)
        return FALSE;
    return memchr (text.data, ':', MIN (text.len, 40)) != NULL &&
           (line->flags & MS_LINE_AT) != 0 &&
           ms_has_date_and_time (ms_lines_folded (finder->lines, index + 1));
}

static gboolean
has_label (const MsFinder *finder, guint index)
{
    MsSlice text = ms_lines_folded (finder->lines, index);

    const char *colon = memchr (text.data, ':', MIN (text.len, MAX_UNKNOWN_LABEL));
    const guint never = MS_FIELD_OTHER | MS_FIELD_RAW;

    if (colon == NULL)
        return FALSE;
    text.len = (gsize)(colon - text.data);
    return (ms_separators_field (finder->separators, text) & never) == 0;
}

/* The same without line and bold type, in an answer: an address in brackets, a date with
 * a time of day, and two more, each behind a label that is none of an invitation's. */
static gboolean
looks_like_header (const MsFinder *finder, guint index)
{
    const MsLine *line = ms_finder_line (finder, index);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if (!finder->answers || (line->flags & MS_LINE_AT) == 0 ||
        text.data[text.len - 1] != '>' || memchr (text.data, '<', text.len) == NULL)
        return FALSE;
    for (guint i = index; i < index + 4; i++) {
        const MsLine *one = ms_finder_line (finder, i);
        if (one == NULL || one->depth != line->depth || !has_label (finder, i) ||
            (i > index && (one->flags & MS_LINE_BLANK_BEFORE) != 0))
            return FALSE;
    }
    return ms_has_date_and_time (ms_lines_folded (finder->lines, index + 1));
}

/* eGroupWare: "original message:" right above the header, without dashes. Only in the
 * words of the catalogue: "see the forwarded message:" is the author's. */
static gboolean
is_titled (const MsFinder *finder, guint index)
{
    const MsLine *title = index > 0 ? ms_finder_line (finder, index - 1) : NULL;
    const MsPhrase *phrase = NULL;
    MsSlice text = { 0 };

    if (title == NULL || (title->flags & MS_LINE_COLON) == 0 ||
        title->depth != ms_finder_line (finder, index)->depth)
        return FALSE;
    text = ms_lines_folded (finder->lines, index - 1);
    phrase = ms_separators_phrase (finder->separators, MS_PHRASE_DASHED,
                                   ms_slice (text.data, text.len - 1));
    return phrase != NULL && g_strcmp0 (phrase->words, "") != 0;
}

static gboolean
match_header (const MsFinder *finder, guint index, gboolean ruled, MsOpening *opening)
{
    const MsLine *line = ms_finder_line (finder, index);
    gboolean bordered = line != NULL && (line->flags & MS_LINE_BORDERED) != 0;
    MsBlockHints hints = (ruled || bordered ? MS_BLOCK_RULED : 0) |
                         (finder->answers ? MS_BLOCK_ANSWER : 0);
    const char *name = NULL;
    guint last = index;

    if (line == NULL || line->folded_len == 0)
        return FALSE;
    name = ms_header_block_match (finder->separators, finder->lines, index, hints, &last);
    if (name == NULL && !looks_like_outlook (finder, index) &&
        !looks_like_header (finder, index))
        return FALSE;
    if (name == NULL)
        name = "header-block";
    if (bordered && g_str_equal (name, "header-block"))
        name = "outlook";
    /* Outlook's replies and forwards look the same, but a reply names what it answers. */
    *opening =
        (MsOpening){ is_titled (finder, index) ? index - 1 : index, last + 1, name,
                     finder->answers ? MS_THREAD_REPLY : MS_THREAD_FORWARD, FALSE };
    return TRUE;
}

/* Lotus Notes: the name and the date without a field, then To, cc and Subject. */
static gboolean
match_notes (const MsFinder *finder, guint index, MsOpening *opening)
{
    guint last = index + MS_LOOK_AHEAD + 2;

    if (!ms_notes_block_match (finder->separators, finder->lines, index, &last))
        return FALSE;
    *opening =
        (MsOpening){ index, last + 1, "notes",
                     finder->answers ? MS_THREAD_REPLY : MS_THREAD_FORWARD, FALSE };
    return TRUE;
}

static gboolean
is_sure_element (const MsFinder *finder, guint index)
{
    const MsLine *line = ms_finder_line (finder, index);

    return line != NULL && (line->flags & MS_LINE_ELEMENT) != 0 &&
           ms_separators_element_at (finder->separators, line->element)->trust ==
               MS_ELEMENT_SURE;
}

static gboolean
has_text_before (const MsFinder *finder, guint index)
{
    for (guint i = index; i > 0; i--)
        if (ms_finder_line (finder, i - 1)->folded_len > 0)
            return TRUE;
    return FALSE;
}

static MsSlice
trim (MsSlice text, const char *chars)
{
    while (text.len > 0 && ms_char_is_in (text.data[text.len - 1], chars))
        text.len--;
    while (text.len > 0 && ms_char_is_in (text.data[0], chars))
        text = ms_slice (text.data + 1, text.len - 1);
    return text;
}

/* Zendesk's line, whatever its language: "##- … -##". */
static gboolean
is_between_hashes (MsSlice text)
{
    return text.len > 12 && memcmp (text.data, "##-", 3) == 0 &&
           memcmp (text.data + text.len - 3, "-##", 3) == 0;
}

/* A help desk's own mail begins with that line; only an answer has text above. */
static const MsPhrase *
find_reply_line (const MsFinder *finder, guint index, MsSlice text)
{
    MsSlice line = is_between_hashes (text) ? ms_slice_str ("reply above this line")
                                            : trim (text, "#=-*_~. ");
    const MsPhrase *phrase =
        ms_separators_phrase (finder->separators, MS_PHRASE_LINE, line);

    return phrase != NULL && g_str_equal (phrase->name, "reply-above-line") &&
                   has_text_before (finder, index)
               ? phrase
               : NULL;
}

/* "Original Message" stands above what is answered, and in as many clients (Roundcube,
 * SOGo, Samsung, Fastmail) above what is forwarded; a reply names what it answers. */
static MsThread
thread_of_phrase (const MsFinder *finder, const MsPhrase *phrase)
{
    return !finder->answers && g_str_equal (phrase->name, "original-message")
               ? MS_THREAD_FORWARD
               : phrase->thread;
}

static gboolean
match_phrase (const MsFinder *finder, guint index, MsOpening *opening)
{
    MsSlice text = ms_lines_folded (finder->lines, index);
    const MsPhrase *phrase = NULL;

    while (text.len > 0 && ms_char_is_in (text.data[text.len - 1], "*_ "))
        text.len--;
    if (text.len > 0 && ms_char_is_in (text.data[0], "-_=*"))
        phrase = ms_dashed_phrase_match (finder->separators, finder->lines, index);
    if (phrase == NULL)
        phrase = ms_separators_phrase (finder->separators, MS_PHRASE_LINE, text);
    if (phrase == NULL || g_str_equal (phrase->name, "reply-above-line"))
        phrase = find_reply_line (finder, index, text);
    if (phrase == NULL && index < MAX_PATTERN_LINES)
        phrase = ms_separators_pattern (finder->separators,
                                        ms_lines_folded (finder->lines, index));
    if (phrase == NULL)
        return FALSE;
    *opening = (MsOpening){ index, index + 1, phrase->name,
                            thread_of_phrase (finder, phrase), FALSE };
    return TRUE;
}

/* A row of dashes or <hr>, or a line between dashes that no table knows, and below it the
 * header of a message or an element of history. */
static gboolean
match_rule (const MsFinder *finder, guint index, MsOpening *opening)
{
    guint next = ms_finder_text_from (finder, index + 1, 3);
    gboolean header =
        next != G_MAXUINT &&
        ms_finder_line (finder, next)->depth == ms_finder_line (finder, index)->depth &&
        match_header (finder, next, TRUE, opening);

    if (is_sure_element (finder, index + 1) &&
        (header || (ms_finder_line (finder, index)->flags & MS_LINE_HR) != 0)) {
        const MsElement *element = ms_separators_element_at (
            finder->separators, ms_finder_line (finder, index + 1)->element);
        if (!header)
            *opening =
                (MsOpening){ index, index + 2, element->name, element->thread, FALSE };
        opening->name = element->name;
        header = TRUE;
    }
    /* Jira draws dashes above its "Reply above this line." */
    if (!header && next == index + 1)
        header = match_phrase (finder, next, opening);
    opening->first = index;
    return header;
}

static gboolean
match_attribution (const MsFinder *finder, guint index, MsOpening *opening)
{
    const char *name = NULL;
    guint first = index;
    MsCertainty certainty =
        ms_attribution_match (finder->separators, finder->lines, index, &first, &name);

    if (certainty == MS_ATTRIBUTION_NONE ||
        (certainty == MS_ATTRIBUTION_WEAK && !finder->answers))
        return FALSE;
    *opening = (MsOpening){ first, index + 1, name, MS_THREAD_REPLY, FALSE };
    return TRUE;
}

/* Novell GroupWise: ">>> tom@example.com 09/15/03 05:07PM >>>" */
static gboolean
match_groupwise (const MsFinder *finder, guint index, MsOpening *opening)
{
    const MsLine *line = ms_finder_line (finder, index);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if (line->depth != 3 || (line->flags & MS_LINE_DIGIT) == 0 || text.len < 12 ||
        memcmp (text.data + text.len - 3, ">>>", 3) != 0)
        return FALSE;
    *opening = (MsOpening){ index, index + 1, "groupwise", MS_THREAD_REPLY, TRUE };
    return TRUE;
}

static gboolean
is_between_dashes (MsSlice text)
{
    return text.len > 8 && memcmp (text.data, "---", 3) == 0 &&
           memcmp (text.data + text.len - 3, "---", 3) == 0;
}

gboolean
ms_opening_match_text (const MsFinder *finder, guint index, MsOpening *opening)
{
    const MsLine *line = ms_finder_line (finder, index);

    if ((line->flags & MS_LINE_RULE) != 0)
        return match_rule (finder, index, opening);
    if (line->folded_len == 0)
        return FALSE;
    return match_phrase (finder, index, opening) ||
           (is_between_dashes (ms_lines_folded (finder->lines, index)) &&
            match_rule (finder, index, opening)) ||
           match_header (finder, index, FALSE, opening) ||
           match_attribution (finder, index, opening) ||
           match_notes (finder, index, opening) ||
           match_groupwise (finder, index, opening);
}

/* ---- Elements -------------------------------------------------------------------- */

/* Whether any history begins behind `index`: then what stands before that is not. */
static gboolean
history_begins_after (MsFinder *finder, guint index)
{
    guint depth = ms_finder_line (finder, index)->depth;
    MsOpening inner = { 0 };
    guint i = MAX (index + 1, finder->next_history);

    for (; ms_finder_line (finder, i) != NULL; i++)
        if (ms_finder_line (finder, i)->depth > depth || is_sure_element (finder, i) ||
            ms_opening_match_text (finder, i, &inner))
            break;
    finder->next_history = i;
    return ms_finder_line (finder, i) != NULL;
}

/* Line `index` and perhaps the next introduce a quote: an attribution in words that no
 * table has. */
static gboolean
stands_above_quote (const MsFinder *finder, guint index)
{
    const guint telling = MS_LINE_COLON | MS_LINE_DIGIT | MS_LINE_AT;
    guint depth = ms_finder_line (finder, index)->depth;
    guint next = ms_finder_text_from (finder, index + 1, MS_LOOK_AHEAD);

    if ((ms_finder_line (finder, index)->flags & telling) == 0)
        return FALSE;
    if (next != G_MAXUINT && ms_finder_line (finder, next)->depth == depth &&
        (ms_finder_line (finder, index)->flags & MS_LINE_COLON) == 0 &&
        (ms_finder_line (finder, next)->flags & MS_LINE_COLON) != 0)
        next = ms_finder_text_from (finder, next + 1, MS_LOOK_AHEAD);
    return next != G_MAXUINT && ms_finder_line (finder, next)->depth > depth;
}

/* Whether what an element of trust HOLDER or PREFIX holds begins with history: an
 * attribution, a header, a quote. Thunderbird and Gmail for iOS leave the author's own
 * words in theirs. */
static gboolean
holder_begins_history (MsFinder *finder, guint index, MsElementTrust trust)
{
    guint first = ms_finder_text_from (finder, index + 1, MS_LOOK_AHEAD);
    MsOpening inner = { 0 };

    if (first == G_MAXUINT)
        return trust == MS_ELEMENT_HOLDER && has_text_before (finder, index);
    if (ms_finder_line (finder, first)->depth > ms_finder_line (finder, index)->depth)
        return TRUE;
    for (guint i = index + 1;
         i < first + MS_LOOK_AHEAD && ms_finder_line (finder, i) != NULL; i++)
        if (is_sure_element (finder, i) && i <= first)
            return TRUE;
        else if (ms_opening_match_text (finder, i, &inner))
            return inner.first <= first;
    if (stands_above_quote (finder, first))
        return TRUE;
    return trust == MS_ELEMENT_HOLDER && has_text_before (finder, index) &&
           !history_begins_after (finder, index);
}

static gboolean
match_element (MsFinder *finder, guint index, MsOpening *opening)
{
    const MsLine *line = ms_finder_line (finder, index);
    const MsElement *element =
        ms_separators_element_at (finder->separators, line->element);
    MsOpening inner = { 0 };

    if (element->trust == MS_ELEMENT_SIGNATURE ||
        (element->trust == MS_ELEMENT_QUOTE && !finder->answers))
        return FALSE;
    if ((element->trust == MS_ELEMENT_HOLDER || element->trust == MS_ELEMENT_PREFIX) &&
        !holder_begins_history (finder, index, element->trust))
        return FALSE;
    *opening = (MsOpening){ index, index + 1, element->name, element->thread, FALSE };
    /* The line in it tells a forward from a reply. */
    for (guint i = index + 1;
         i <= index + MS_LOOK_AHEAD && ms_finder_line (finder, i) != NULL; i++) {
        if ((ms_finder_line (finder, i)->flags & MS_LINE_ELEMENT) != 0)
            continue;
        if (match_phrase (finder, i, &inner) || match_header (finder, i, TRUE, &inner) ||
            match_attribution (finder, i, &inner)) {
            opening->next = inner.next;
            opening->thread = inner.thread;
        }
        break;
    }
    return TRUE;
}

gboolean
ms_opening_match (MsFinder *finder, guint index, MsOpening *opening)
{
    if ((ms_finder_line (finder, index)->flags & MS_LINE_ELEMENT) != 0)
        return match_element (finder, index, opening);
    return ms_opening_match_text (finder, index, opening);
}
