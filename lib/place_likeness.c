/* SPDX-License-Identifier: BSD-2-Clause */
#include "place_likeness.h"

#include "html_lines.h"
#include "plain_lines.h"

/* So many lines of the history are looked for, one after the other. */
#define MAX_TRIES 8
/* Shorter ones stand everywhere. */
#define MIN_LINE 10
/* A line that was wrapped has so much of what it was. */
#define MIN_WRAPPED 40

static void
read_lines (const MsForm *form, const MsSeparators *separators, MsLines *lines)
{
    ms_lines_init (lines);
    if (form->html)
        ms_html_lines_read (form->text, separators, lines);
    else
        ms_plain_lines_read (form->text, (form->hints & MS_PLACE_FLOWED) != 0, 0, lines);
}

static gboolean
starts_with (MsSlice text, MsSlice start)
{
    return text.len >= start.len && memcmp (text.data, start.data, start.len) == 0;
}

/* The same line, or what wrapping has left of the longer of the two. */
static gboolean
are_alike (MsSlice a, MsSlice b)
{
    if (a.len == b.len)
        return memcmp (a.data, b.data, a.len) == 0;
    return MIN (a.len, b.len) >= MIN_WRAPPED &&
           (starts_with (a, b) || starts_with (b, a));
}

/* How many lines are like `wanted`, two at most; `*index` is that of the first. */
static guint
count_alike (const MsLines *lines, MsSlice wanted, guint *index)
{
    guint count = 0;

    for (guint i = 0; i < ms_lines_count (lines) && count < 2; i++)
        if (are_alike (ms_lines_folded (lines, i), wanted) && count++ == 0)
            *index = i;
    return count;
}

/* The quote goes up as far as its marks do. */
static guint
start_of_quote (const MsLines *lines, guint index)
{
    while (index > 0 && ms_lines_at (lines, index)->depth > 0 &&
           ms_lines_at (lines, index - 1)->depth > 0)
        index--;
    return index;
}

static gboolean
find_like (const MsLines *from, gsize start, const MsLines *to, guint *index)
{
    guint tries = 0;

    for (guint i = 0; i < ms_lines_count (from) && tries < MAX_TRIES; i++) {
        MsSlice text = ms_lines_folded (from, i);
        guint count = 0;

        if (ms_lines_at (from, i)->place < start || text.len < MIN_LINE)
            continue;
        count = count_alike (to, text, index);
        if (count > 0)
            return count == 1;
        tries++;
    }
    return FALSE;
}

gboolean
ms_place_by_likeness (const MsForm *from, MsForm *to, const MsSeparators *separators)
{
    g_auto (MsLines) given = { 0 }, searched = { 0 };
    MsPlaces *places = to->places;
    gsize start = 0;
    guint index = 0;

    read_lines (from, separators, &given);
    read_lines (to, separators, &searched);
    if (!find_like (&given, from->places->history.start, &searched, &index))
        return FALSE;
    start = ms_lines_at (&searched, start_of_quote (&searched, index))->place;
    places->above_quote = CLAMP (start, places->top, places->bottom);
    places->history = (MsRange){ places->above_quote, places->bottom };
    places->separator = from->places->separator;
    places->thread = from->places->thread;
    return TRUE;
}
