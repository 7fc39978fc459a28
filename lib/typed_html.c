/* SPDX-License-Identifier: BSD-2-Clause */
#include "html_char.h"
#include "html_scan.h"
#include "html_tree.h"
#include "text_line.h"
#include "typed.h"

/* What ends a line ends a word. */
#define LINE_ENDS                                                                        \
    (MS_TAG_BLOCK | MS_TAG_CELL | MS_TAG_BREAK | MS_TAG_RULE | MS_TAG_PICTURE |          \
     MS_TAG_STRUCTURE | MS_TAG_DOCUMENT)

typedef struct {
    const MsTypedWord *word;
    MsSlice html;
    const MsPlaces *places;
    MsTyped *typed;
    MsTree tree;
    MsTypedMatcher matcher;
    guint conditional; /* open <![if …]> */
    gsize limit;       /* the stamp stands no further down */
    gboolean known;    /* the place, as far as has been looked */
    guint64 cost;
    gboolean done;
} Finder;

/* ---- The place ------------------------------------------------------------------- */

/* Where a block may stand: not in a line of text, a table, a list, a link, a quote. */
static gboolean
is_free (const Finder *finder)
{
    const guint bad = MS_TAG_STRUCTURE | MS_TAG_ENDS_SAME | MS_TAG_PARAGRAPH |
                      MS_TAG_PRE | MS_TAG_SCOPE | MS_TAG_HIDDEN;

    if (finder->conditional > 0 || finder->tree.overflow > 0)
        return FALSE;
    for (guint i = 1; i < finder->tree.depth; i++) {
        const MsOpenElement *element = &finder->tree.open[i];
        guint traits = element->tag->traits;

        if (element->name.len > 0 &&
            ((traits & bad) != 0 || (traits & (MS_TAG_BLOCK | MS_TAG_DOCUMENT)) == 0 ||
             element->hidden))
            return FALSE;
    }
    return TRUE;
}

static void
consider_place (Finder *finder, gsize offset)
{
    guint64 cost = ms_tree_cost (&finder->tree);

    if (finder->typed->ranges == NULL || offset > finder->limit ||
        (finder->known && cost >= finder->cost) || !is_free (finder))
        return;
    finder->known = TRUE;
    finder->cost = cost;
    finder->typed->place = offset;
}

/* Something to see at `offset`: behind it there is no place as near. */
static void
see (Finder *finder, gsize offset)
{
    if (finder->typed->ranges != NULL && (finder->known || offset >= finder->limit))
        finder->done = TRUE;
}

static void
take_word (Finder *finder, gsize end)
{
    const MsPlaces *places = finder->places;

    finder->typed->ranges = ms_typed_matcher_ranges (&finder->matcher, finder->word);
    finder->limit = MAX (places->above_quote, end);
    finder->typed->place = finder->limit;
    consider_place (finder, end);
}

/* ---- Reading --------------------------------------------------------------------- */

static void
read_text (Finder *finder, gsize start, gsize end)
{
    gsize used = 0;

    for (gsize at = start; at < end && !finder->done; at += used) {
        gunichar c = 0;

        used = ms_html_char (ms_slice (finder->html.data + at, end - at), TRUE, &c);
        if (ms_char_is_invisible (c))
            continue;
        if (finder->typed->ranges == NULL) {
            if (ms_typed_matcher_add (&finder->matcher, finder->word, c,
                                      (MsRange){ at, at + used }))
                take_word (finder, at + used);
        } else if (c != 0xa0 && !g_unichar_isspace (c)) {
            see (finder, at);
        }
    }
}

static void
read_tag (Finder *finder, const MsHtmlToken *token)
{
    const MsTag *tag = ms_tag_lookup (token->name);

    if ((tag->traits & LINE_ENDS) != 0)
        ms_typed_matcher_reset (&finder->matcher);
    /* Heads are often not closed, and what follows </body> is shown all the same. */
    if ((tag->traits & MS_TAG_DOCUMENT) != 0)
        return;
    if (token->type == MS_HTML_END) {
        ms_tree_end (&finder->tree, tag, token->name);
        return;
    }
    if ((tag->traits & (MS_TAG_PICTURE | MS_TAG_RULE)) != 0)
        see (finder, token->start);
    ms_tree_start (&finder->tree, tag, token->name, ms_tree_read_style (token));
}

static void
read_token (Finder *finder, const MsHtmlToken *token)
{
    const MsOpenElement *top = ms_tree_top (&finder->tree);

    consider_place (finder, token->start);
    switch (token->type) {
    case MS_HTML_TEXT:
        if (top->hidden || finder->conditional > 0 ||
            (top->quotes > 0 && finder->typed->ranges == NULL))
            ms_typed_matcher_reset (&finder->matcher);
        else
            read_text (finder, token->start, token->end);
        break;
    case MS_HTML_START:
    case MS_HTML_END:
        read_tag (finder, token);
        break;
    case MS_HTML_COMMENT:
        ms_html_count_conditional (finder->html, token, &finder->conditional);
        break;
    case MS_HTML_RAW:
        break;
    }
}

static gboolean
goes_on (const Finder *finder, gsize at)
{
    if (finder->done)
        return FALSE;
    return finder->typed->ranges != NULL ? at <= finder->limit
                                         : !ms_places_is_history (finder->places, at);
}

void
ms_typed_find_html (const MsTypedWord *word, MsSlice html, const MsPlaces *places,
                    MsTyped *typed)
{
    g_autofree Finder *finder = NULL;
    MsHtmlScan scan;
    MsHtmlToken token;

    if (!ms_typed_word_may_be_in (word, html, TRUE))
        return;
    finder = g_new0 (Finder, 1);
    *finder = (Finder){ .word = word, .html = html, .places = places, .typed = typed };
    ms_tree_init (&finder->tree);
    ms_html_scan_init (&scan, html);
    while (ms_html_scan_next (&scan, &token) && token.closed &&
           goes_on (finder, token.start))
        read_token (finder, &token);
}
