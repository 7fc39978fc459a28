/* SPDX-License-Identifier: BSD-2-Clause */
#include "history.h"

#include "attribution.h"
#include "header_block.h"

/* How far from a <blockquote> or holder its attribution may be. */
#define LOOK_AHEAD 6
/* Quotes longer than this may have been wrapped on the way. */
#define WRAP_COLUMN 66
#define MAX_INITIALS 3
/* An administrator's regex may be slow: this many lines from the top meet it. */
#define MAX_PATTERN_LINES 2000
#define MAX_CITED_NAME 14

typedef struct {
    const MsLines *lines;
    const MsSeparators *separators;
    gboolean answers;
    guint weak; /* the first line of a quote that nothing introduces, or G_MAXUINT */
    guint weak_depths;  /* the depths seen since, as bits: 1 once, 2 deeper */
    guint next_history; /* the next line that something begins in, once looked for */
} Finder;

typedef struct {
    guint first;
    guint next; /* the first line behind the separator itself */
    const char *name;
    MsThread thread;
    gboolean unmarked; /* the marks in front are the separator's, not a quote's */
} Match;

static const MsLine *
line_at (const Finder *finder, guint index)
{
    return index < ms_lines_count (finder->lines) ? ms_lines_at (finder->lines, index)
                                                  : NULL;
}

/* The next line from `index` on that has text, or G_MAXUINT. */
static guint
text_line_from (const Finder *finder, guint index, guint limit)
{
    for (guint i = index; i < index + limit; i++) {
        const MsLine *line = line_at (finder, i);
        if (line == NULL)
            break;
        if (line->folded_len > 0)
            return i;
    }
    return G_MAXUINT;
}

/* ---- Separators ---------------------------------------------------------------------
 */

/* Outlook's header in a language that no table has: below the line that it draws, two
 * fields or more with their names in bold. */
static gboolean
looks_like_outlook (const Finder *finder, guint index)
{
    const guint flags = MS_LINE_BORDERED | MS_LINE_BOLD;
    const MsLine *line = line_at (finder, index), *next = line_at (finder, index + 1);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if ((line->flags & flags) != flags || next == NULL ||
        (next->flags & MS_LINE_BOLD) == 0)
        return FALSE;
    return memchr (text.data, ':', MIN (text.len, 40)) != NULL &&
           (line->flags & MS_LINE_AT) != 0 &&
           ms_has_date_and_time (ms_lines_folded (finder->lines, index + 1));
}

static gboolean
match_header (const Finder *finder, guint index, gboolean ruled, Match *match)
{
    const MsLine *line = line_at (finder, index);
    gboolean bordered = line != NULL && (line->flags & MS_LINE_BORDERED) != 0;
    MsBlockHints hints = (ruled || bordered ? MS_BLOCK_RULED : 0) |
                         (finder->answers ? MS_BLOCK_ANSWER : 0);
    const char *name = NULL;
    guint last = index;

    if (line == NULL || line->folded_len == 0)
        return FALSE;
    name = ms_header_block_match (finder->separators, finder->lines, index, hints, &last);
    if (name == NULL && !looks_like_outlook (finder, index))
        return FALSE;
    if (bordered && (name == NULL || g_str_equal (name, "header-block")))
        name = "outlook";
    /* Outlook's replies and forwards look the same, but a reply names what it answers. */
    *match = (Match){ index, last + 1, name,
                      finder->answers ? MS_THREAD_REPLY : MS_THREAD_FORWARD, FALSE };
    return TRUE;
}

/* Lotus Notes: the name and the date without a field, then To, cc and Subject. */
static gboolean
match_notes (const Finder *finder, guint index, Match *match)
{
    guint last = index + LOOK_AHEAD + 2;

    if (!ms_notes_block_match (finder->separators, finder->lines, index, &last))
        return FALSE;
    *match = (Match){ index, last + 1, "notes",
                      finder->answers ? MS_THREAD_REPLY : MS_THREAD_FORWARD, FALSE };
    return TRUE;
}

static gboolean
is_sure_element (const Finder *finder, guint index)
{
    const MsLine *line = line_at (finder, index);

    return line != NULL && (line->flags & MS_LINE_ELEMENT) != 0 &&
           ms_separators_element_at (finder->separators, line->element)->trust ==
               MS_ELEMENT_SURE;
}

/* A row of dashes or <hr>, or a line between dashes that no table knows, and below it the
 * header of a message or an element of history. */
static gboolean
match_rule (const Finder *finder, guint index, Match *match)
{
    guint next = text_line_from (finder, index + 1, 3);
    gboolean header = next != G_MAXUINT &&
                      line_at (finder, next)->depth == line_at (finder, index)->depth &&
                      match_header (finder, next, TRUE, match);

    if (is_sure_element (finder, index + 1) &&
        (header || (line_at (finder, index)->flags & MS_LINE_HR) != 0)) {
        const MsElement *element = ms_separators_element_at (
            finder->separators, line_at (finder, index + 1)->element);
        if (!header)
            *match = (Match){ index, index + 2, element->name, element->thread, FALSE };
        match->name = element->name;
        header = TRUE;
    }
    match->first = index;
    return header;
}

static gboolean
match_phrase (const Finder *finder, guint index, Match *match)
{
    MsSlice text = ms_lines_folded (finder->lines, index);
    const MsPhrase *phrase = NULL;

    while (text.len > 0 && strchr ("*_ ", text.data[text.len - 1]) != NULL)
        text.len--;
    if (text.len > 0 && strchr ("-_=*", text.data[0]) != NULL)
        phrase = ms_dashed_phrase_match (finder->separators, finder->lines, index);
    if (phrase == NULL)
        phrase = ms_separators_phrase (finder->separators, MS_PHRASE_LINE, text);
    if (phrase == NULL && index < MAX_PATTERN_LINES)
        phrase = ms_separators_pattern (finder->separators,
                                        ms_lines_folded (finder->lines, index));
    if (phrase == NULL)
        return FALSE;
    *match = (Match){ index, index + 1, phrase->name, phrase->thread, FALSE };
    return TRUE;
}

static gboolean
match_attribution (const Finder *finder, guint index, Match *match)
{
    const char *name = NULL;
    guint first = index;
    MsCertainty certainty =
        ms_attribution_match (finder->separators, finder->lines, index, &first, &name);

    if (certainty == MS_ATTRIBUTION_NONE ||
        (certainty == MS_ATTRIBUTION_WEAK && !finder->answers))
        return FALSE;
    *match = (Match){ first, index + 1, name, MS_THREAD_REPLY, FALSE };
    return TRUE;
}

/* Novell GroupWise: ">>> tom@example.com 09/15/03 05:07PM >>>" */
static gboolean
match_groupwise (const Finder *finder, guint index, Match *match)
{
    const MsLine *line = line_at (finder, index);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if (line->depth != 3 || (line->flags & MS_LINE_DIGIT) == 0 || text.len < 12 ||
        memcmp (text.data + text.len - 3, ">>>", 3) != 0)
        return FALSE;
    *match = (Match){ index, index + 1, "groupwise", MS_THREAD_REPLY, TRUE };
    return TRUE;
}

static gboolean
is_between_dashes (MsSlice text)
{
    return text.len > 8 && memcmp (text.data, "---", 3) == 0 &&
           memcmp (text.data + text.len - 3, "---", 3) == 0;
}

static gboolean
match_text (const Finder *finder, guint index, Match *match)
{
    const MsLine *line = line_at (finder, index);

    if ((line->flags & MS_LINE_RULE) != 0)
        return match_rule (finder, index, match);
    if (line->folded_len == 0)
        return FALSE;
    return match_phrase (finder, index, match) ||
           (is_between_dashes (ms_lines_folded (finder->lines, index)) &&
            match_rule (finder, index, match)) ||
           match_header (finder, index, FALSE, match) ||
           match_attribution (finder, index, match) ||
           match_notes (finder, index, match) || match_groupwise (finder, index, match);
}

/* ---- Elements -----------------------------------------------------------------------
 */

/* Whether any history begins behind `index`: then what stands before that is not. */
static gboolean
history_begins_after (Finder *finder, guint index)
{
    guint depth = line_at (finder, index)->depth;
    Match inner = { 0 };
    guint i = MAX (index + 1, finder->next_history);

    for (; line_at (finder, i) != NULL; i++)
        if (line_at (finder, i)->depth > depth || is_sure_element (finder, i) ||
            match_text (finder, i, &inner))
            break;
    finder->next_history = i;
    return line_at (finder, i) != NULL;
}

static gboolean
has_text_before (const Finder *finder, guint index)
{
    for (guint i = index; i > 0; i--)
        if (line_at (finder, i - 1)->folded_len > 0)
            return TRUE;
    return FALSE;
}

/* Line `index` and perhaps the next introduce a quote: an attribution in words that no
 * table has. */
static gboolean
stands_above_quote (const Finder *finder, guint index)
{
    const guint telling = MS_LINE_COLON | MS_LINE_DIGIT | MS_LINE_AT;
    guint depth = line_at (finder, index)->depth;
    guint next = text_line_from (finder, index + 1, LOOK_AHEAD);

    if ((line_at (finder, index)->flags & telling) == 0)
        return FALSE;
    if (next != G_MAXUINT && line_at (finder, next)->depth == depth &&
        (line_at (finder, index)->flags & MS_LINE_COLON) == 0 &&
        (line_at (finder, next)->flags & MS_LINE_COLON) != 0)
        next = text_line_from (finder, next + 1, LOOK_AHEAD);
    return next != G_MAXUINT && line_at (finder, next)->depth > depth;
}

/* Whether what an element of trust HOLDER or PREFIX holds begins with history: an
 * attribution, a header, a quote. Thunderbird and Gmail for iOS leave the author's own
 * words in theirs. */
static gboolean
holder_begins_history (Finder *finder, guint index, MsElementTrust trust)
{
    guint first = text_line_from (finder, index + 1, LOOK_AHEAD);
    Match inner = { 0 };

    if (first == G_MAXUINT)
        return trust == MS_ELEMENT_HOLDER && has_text_before (finder, index);
    if (line_at (finder, first)->depth > line_at (finder, index)->depth)
        return TRUE;
    for (guint i = index + 1; i < first + LOOK_AHEAD && line_at (finder, i) != NULL; i++)
        if (is_sure_element (finder, i) && i <= first)
            return TRUE;
        else if (match_text (finder, i, &inner))
            return inner.first <= first;
    if (stands_above_quote (finder, first))
        return TRUE;
    return trust == MS_ELEMENT_HOLDER && has_text_before (finder, index) &&
           !history_begins_after (finder, index);
}

static gboolean
match_element (Finder *finder, guint index, Match *match)
{
    const MsLine *line = line_at (finder, index);
    const MsElement *element =
        ms_separators_element_at (finder->separators, line->element);
    Match inner = { 0 };

    if (element->trust == MS_ELEMENT_SIGNATURE ||
        (element->trust == MS_ELEMENT_QUOTE && !finder->answers))
        return FALSE;
    if ((element->trust == MS_ELEMENT_HOLDER || element->trust == MS_ELEMENT_PREFIX) &&
        !holder_begins_history (finder, index, element->trust))
        return FALSE;
    *match = (Match){ index, index + 1, element->name, element->thread, FALSE };
    /* The line in it tells a forward from a reply. */
    for (guint i = index + 1; i <= index + LOOK_AHEAD && line_at (finder, i) != NULL;
         i++) {
        if ((line_at (finder, i)->flags & MS_LINE_ELEMENT) != 0)
            continue;
        if (match_phrase (finder, i, &inner) || match_header (finder, i, TRUE, &inner) ||
            match_attribution (finder, i, &inner)) {
            match->next = inner.next;
            match->thread = inner.thread;
        }
        break;
    }
    return TRUE;
}

static gboolean
match_line (Finder *finder, guint index, Match *match)
{
    if ((line_at (finder, index)->flags & MS_LINE_ELEMENT) != 0)
        return match_element (finder, index, match);
    return match_text (finder, index, match);
}

/* A separator inside a quote stands for the whole quote: some clients put the attribution
 * behind the mark ("> On … wrote:"). */
static void
extend_to_quote (const Finder *finder, Match *match)
{
    if (line_at (finder, match->first)->depth == 0 || match->unmarked)
        return;
    while (match->first > 0 && line_at (finder, match->first - 1)->depth > 0)
        match->first--;
}

/* ---- What follows -------------------------------------------------------------------
 */

static gboolean
starts_with (MsSlice text, const char *prefix)
{
    gsize len = strlen (prefix);

    return text.len >= len && memcmp (text.data, prefix, len) == 0;
}

static gboolean
ends_sentence (MsSlice text)
{
    return text.len > 0 && strchr (".?!:", text.data[text.len - 1]) != NULL;
}

/* A line of the quote that somebody's client wrapped without marking the rest: it stands
 * tight below a long line, or tight between two in the middle of a sentence. */
static gboolean
is_wrapped_rest (const Finder *finder, guint index)
{
    const MsLine *above = line_at (finder, index - 1);
    const MsLine *line = line_at (finder, index);
    const MsLine *below = line_at (finder, index + 1);
    MsSlice text = ms_lines_folded (finder->lines, index);
    gboolean tight_below =
        below != NULL && below->depth > 0 && (below->flags & MS_LINE_BLANK_BEFORE) == 0;

    if (above->depth == 0 ||
        ((line->flags & MS_LINE_BLANK_BEFORE) != 0 && above->folded_len > 0))
        return FALSE;
    if (tight_below && above->folded_len >= WRAP_COLUMN - 8)
        return TRUE;
    if (tight_below && !g_ascii_isupper (text.data[0]))
        return !ends_sentence (ms_lines_folded (finder->lines, index - 1));
    return above->folded_len >= WRAP_COLUMN && line->folded_len < WRAP_COLUMN &&
           g_ascii_islower (text.data[0]);
}

/* A signature, a list's footer, a client's advertisement. */
static gboolean
is_footer (const Finder *finder, guint index)
{
    const MsLine *line = line_at (finder, index);
    MsSlice text = ms_lines_folded (finder->lines, index);

    if ((line->flags & MS_LINE_ELEMENT) != 0)
        return ms_separators_element_at (finder->separators, line->element)->trust ==
               MS_ELEMENT_SIGNATURE;
    return (line->flags & (MS_LINE_SIGNATURE | MS_LINE_RULE)) != 0 ||
           starts_with (text, "sent from ") || starts_with (text, "-- ");
}

/* "TR> text": The Bat! quotes with the initials of who wrote it, SuperCite with the name.
 */
static gboolean
has_initials (const Finder *finder, guint index, gsize most)
{
    MsSlice text = ms_lines_folded (finder->lines, index);
    gsize letters = 0;

    while (letters < text.len && letters <= most && g_ascii_isalpha (text.data[letters]))
        letters++;
    return letters > 0 && letters <= most && letters < text.len &&
           text.data[letters] == '>' &&
           (letters + 1 == text.len || strchr (" >", text.data[letters + 1]) != NULL);
}

static gboolean
is_quoted (const Finder *finder, guint index)
{
    return line_at (finder, index)->depth > 0 ||
           has_initials (finder, index, MAX_INITIALS);
}

/* The last line from `first` on that is quoted, or first - 1. */
static guint
last_quoted (const Finder *finder, guint first)
{
    for (guint i = ms_lines_count (finder->lines); i > first; i--)
        if (is_quoted (finder, i - 1))
            return i - 1;
    return first - 1;
}

static gboolean
is_own (const Finder *finder, guint index)
{
    return line_at (finder, index)->folded_len > 0 && !is_quoted (finder, index) &&
           !has_initials (finder, index, MAX_CITED_NAME);
}

/* Between the quotes: all unquoted text is the author's, but for the attributions of
 * older messages and what wrapping tore off. */
static gboolean
wrote_between (const Finder *finder, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        Match inner = { 0 };
        gboolean attribution = FALSE;

        if (!is_own (finder, i) || is_wrapped_rest (finder, i))
            continue;
        for (guint k = i; k < i + LOOK_AHEAD && k < to && !attribution; k++)
            attribution = match_text (finder, k, &inner) && inner.first <= i;
        if (!attribution)
            return TRUE;
        i = MAX (i, inner.next - 1);
    }
    return FALSE;
}

/* Below the last quote, a signature or a list's footer alone is no answer. */
static gboolean
wrote_after (const Finder *finder, guint from)
{
    for (guint i = from; line_at (finder, i) != NULL; i++) {
        Match inner = { 0 };

        if (is_footer (finder, i))
            return FALSE;
        if (match_text (finder, i, &inner))
            return FALSE;
        if (is_own (finder, i) && !is_wrapped_rest (finder, i))
            return TRUE;
    }
    return FALSE;
}

static void
look_below (const Finder *finder, const Match *match, MsHistory *history)
{
    guint body = text_line_from (finder, match->next, LOOK_AHEAD);
    gboolean marked = !match->unmarked && line_at (finder, match->first)->depth > 0;
    guint last = 0;

    history->last = ms_lines_count (finder->lines) - 1;
    if (body != G_MAXUINT && is_quoted (finder, body))
        marked = TRUE;
    /* Where the quote is not marked, nobody can tell what is below it from it. */
    if (!marked)
        return;
    last = last_quoted (finder, match->first);
    history->below = wrote_between (finder, MAX (match->next, match->first + 1), last) ||
                     wrote_after (finder, last + 1);
    if (history->below)
        history->last = last;
}

/* ---- The search ---------------------------------------------------------------------
 */

static void
note_weak (Finder *finder, guint index)
{
    const MsLine *line = line_at (finder, index);

    if (line->depth == 0 || line->folded_len == 0)
        return;
    finder->weak = MIN (finder->weak, index);
    if ((line->flags & MS_LINE_MARKED) != 0)
        finder->weak_depths |= line->depth == 1 ? 1u : 2u;
}

/* Poems and code are quoted once; a quote of a quote is mail. */
static gboolean
weak_counts (const Finder *finder)
{
    return finder->weak != G_MAXUINT && (finder->answers || finder->weak_depths == 3);
}

static gboolean
find_match (Finder *finder, Match *match)
{
    for (guint i = 0; i < ms_lines_count (finder->lines); i++) {
        if (match_line (finder, i, match) &&
            !ms_separators_is_off (finder->separators, match->name)) {
            extend_to_quote (finder, match);
            return TRUE;
        }
        note_weak (finder, i);
    }
    if (!weak_counts (finder) || ms_separators_is_off (finder->separators, "quote-marks"))
        return FALSE;
    *match = (Match){ finder->weak, finder->weak, "quote-marks", MS_THREAD_REPLY, FALSE };
    extend_to_quote (finder, match);
    return TRUE;
}

MsHistory
ms_history_find (const MsLines *lines, MsPlaceHints hints, const MsSeparators *separators)
{
    Finder finder = { .lines = lines,
                      .separators = separators,
                      .answers = (hints & MS_PLACE_ANSWERS) != 0,
                      .weak = G_MAXUINT };
    Match match = { 0 };
    MsHistory history = { .thread = MS_THREAD_NEW };

    if (!find_match (&finder, &match))
        return history;
    history.found = TRUE;
    history.first = match.first;
    history.name = match.name;
    history.thread = match.thread;
    look_below (&finder, &match, &history);
    return history;
}
