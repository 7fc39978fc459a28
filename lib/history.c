/* SPDX-License-Identifier: BSD-2-Clause */
#include "history.h"

#include "opening.h"

/* Quotes longer than this may have been wrapped on the way. */
#define WRAP_COLUMN 66
#define MAX_INITIALS 3
#define MAX_CITED_NAME 14

/* ---- What follows ----------------------------------------------------------------- */

static gboolean
ends_sentence (MsSlice text)
{
    return text.len > 0 && ms_char_is_in (text.data[text.len - 1], ".?!:");
}

/* A line of the quote that somebody's client wrapped without marking the rest: it stands
 * tight below a long line, or tight between two in the middle of a sentence. */
static gboolean
is_wrapped_rest (const MsFinder *finder, guint index)
{
    const MsLine *above = ms_finder_line (finder, index - 1);
    const MsLine *line = ms_finder_line (finder, index);
    const MsLine *below = ms_finder_line (finder, index + 1);
    gboolean tight_below =
        below != NULL && below->depth > 0 && (below->flags & MS_LINE_BLANK_BEFORE) == 0;

    if (above->depth == 0 ||
        ((line->flags & MS_LINE_BLANK_BEFORE) != 0 && above->folded_len > 0))
        return FALSE;
    if (tight_below && above->folded_len >= WRAP_COLUMN - 8)
        return TRUE;
    if (tight_below && (line->flags & MS_LINE_CAPITAL) == 0)
        return !ends_sentence (ms_lines_folded (finder->lines, index - 1));
    return above->folded_len >= WRAP_COLUMN && line->folded_len < WRAP_COLUMN &&
           (line->flags & MS_LINE_CAPITAL) == 0;
}

/* A signature, a list's footer, a client's advertisement. */
static gboolean
is_footer (const MsFinder *finder, guint index)
{
    const MsLine *line = ms_finder_line (finder, index);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if ((line->flags & MS_LINE_ELEMENT) != 0)
        return ms_separators_element_at (finder->separators, line->element)->trust ==
               MS_ELEMENT_SIGNATURE;
    return (line->flags & (MS_LINE_SIGNATURE | MS_LINE_RULE)) != 0 ||
           ms_separators_is_tag_line (text) ||
           ms_slice_starts_with (text, "sent from ") ||
           ms_slice_starts_with (text, "-- ");
}

/* "TR> text": The Bat! quotes with the initials of who wrote it, SuperCite with the name.
 */
static gboolean
has_initials (const MsFinder *finder, guint index, gsize most)
{
    MsSlice text = ms_lines_folded (finder->lines, index);
    gsize letters = 0;

    while (letters < text.len && letters <= most && g_ascii_isalpha (text.data[letters]))
        letters++;
    return letters > 0 && letters <= most && letters < text.len &&
           text.data[letters] == '>' &&
           (letters + 1 == text.len || ms_char_is_in (text.data[letters + 1], " >"));
}

static gboolean
is_quoted (const MsFinder *finder, guint index)
{
    return ms_finder_line (finder, index)->depth > 0 ||
           has_initials (finder, index, MAX_INITIALS);
}

/* The last line from `first` on that is quoted, or first - 1. */
static guint
last_quoted (const MsFinder *finder, guint first)
{
    for (guint i = ms_lines_count (finder->lines); i > first; i--)
        if (is_quoted (finder, i - 1))
            return i - 1;
    return first - 1;
}

static gboolean
is_own (const MsFinder *finder, guint index)
{
    return ms_finder_line (finder, index)->folded_len > 0 && !is_quoted (finder, index) &&
           !has_initials (finder, index, MAX_CITED_NAME);
}

/* Between the quotes: all unquoted text is the author's, but for the attributions of
 * older messages and what wrapping tore off. */
static gboolean
wrote_between (const MsFinder *finder, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        MsOpening inner = { 0 };
        gboolean attribution = FALSE;

        if (!is_own (finder, i) || is_wrapped_rest (finder, i))
            continue;
        for (guint k = i; k < i + MS_LOOK_AHEAD && k < to && !attribution; k++)
            attribution = ms_opening_match_text (finder, k, &inner) && inner.first <= i;
        if (!attribution)
            return TRUE;
        i = MAX (i, inner.next - 1);
    }
    return FALSE;
}

/* Below the last quote, a signature or a list's footer alone is no answer. */
static gboolean
wrote_after (const MsFinder *finder, guint from)
{
    for (guint i = from; ms_finder_line (finder, i) != NULL; i++) {
        MsOpening inner = { 0 };

        if (is_footer (finder, i))
            return FALSE;
        if (ms_opening_match_text (finder, i, &inner))
            return FALSE;
        if (is_own (finder, i) && !is_wrapped_rest (finder, i))
            return TRUE;
    }
    return FALSE;
}

static void
look_below (const MsFinder *finder, const MsOpening *opening, MsHistory *history)
{
    guint body = ms_finder_text_from (finder, opening->next, MS_LOOK_AHEAD);
    gboolean marked =
        !opening->unmarked && ms_finder_line (finder, opening->first)->depth > 0;
    guint last = 0;

    history->last = ms_lines_count (finder->lines) - 1;
    if (body != G_MAXUINT && is_quoted (finder, body))
        marked = TRUE;
    /* Where the quote is not marked, nobody can tell what is below it from it. */
    if (!marked)
        return;
    last = last_quoted (finder, opening->first);
    history->below =
        wrote_between (finder, MAX (opening->next, opening->first + 1), last) ||
        wrote_after (finder, last + 1);
    if (history->below)
        history->last = last;
}

/* ---- The search ------------------------------------------------------------------- */

/* A quote that nothing introduces. */
typedef struct {
    guint first;  /* its first line, or G_MAXUINT */
    guint depths; /* seen since, as bits: 1 once quoted, 2 deeper */
} Weak;

/* A separator inside a quote stands for the whole quote: some clients put the attribution
 * behind the mark ("> On … wrote:"). */
static void
extend_to_quote (const MsFinder *finder, MsOpening *opening)
{
    if (ms_finder_line (finder, opening->first)->depth == 0 || opening->unmarked)
        return;
    while (opening->first > 0 && ms_finder_line (finder, opening->first - 1)->depth > 0)
        opening->first--;
}

static void
note_weak (const MsFinder *finder, guint index, Weak *weak)
{
    const MsLine *line = ms_finder_line (finder, index);

    if (line->depth == 0 || line->folded_len == 0)
        return;
    weak->first = MIN (weak->first, index);
    if ((line->flags & MS_LINE_MARKED) != 0)
        weak->depths |= line->depth == 1 ? 1u : 2u;
}

/* Poems and code are quoted once; a quote of a quote is mail. */
static gboolean
weak_counts (const MsFinder *finder, const Weak *weak)
{
    return weak->first != G_MAXUINT && (finder->answers || weak->depths == 3);
}

static gboolean
find_opening (MsFinder *finder, MsOpening *opening)
{
    Weak weak = { G_MAXUINT, 0 };

    for (guint i = 0; i < ms_lines_count (finder->lines); i++) {
        if (ms_opening_match (finder, i, opening) &&
            !ms_separators_is_off (finder->separators, opening->name)) {
            extend_to_quote (finder, opening);
            return TRUE;
        }
        note_weak (finder, i, &weak);
    }
    if (!weak_counts (finder, &weak) ||
        ms_separators_is_off (finder->separators, "quote-marks"))
        return FALSE;
    *opening =
        (MsOpening){ weak.first, weak.first, "quote-marks", MS_THREAD_REPLY, FALSE };
    extend_to_quote (finder, opening);
    return TRUE;
}

MsHistory
ms_history_find (const MsLines *lines, MsPlaceHints hints, const MsSeparators *separators)
{
    MsFinder finder = { .lines = lines,
                        .separators = separators,
                        .answers = (hints & MS_PLACE_ANSWERS) != 0 };
    MsOpening opening = { 0 };
    MsHistory history = { .thread = MS_THREAD_NEW };

    if (!find_opening (&finder, &opening))
        return history;
    history.found = TRUE;
    history.first = opening.first;
    history.name = opening.name;
    history.thread = opening.thread;
    look_below (&finder, &opening, &history);
    return history;
}
