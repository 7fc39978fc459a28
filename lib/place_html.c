/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "history.h"
#include "html_lines.h"

MsPlaces
ms_place_html (MsSlice html, MsPlaceHints hints, const MsSeparators *separators)
{
    g_auto (MsLines) lines = { 0 };
    MsHtmlEnds ends = { 0 };
    MsHistory history = { 0 };
    MsPlaces places = { 0 };

    ms_lines_init (&lines);
    ends = ms_html_lines_read (html, separators, &lines);
    history = ms_history_find (&lines, hints, separators);
    places.top = MIN (ends.top, ends.bottom);
    places.bottom = places.above_quote = ends.bottom;
    if (!history.found)
        return places;
    places.separator = history.name;
    places.thread = history.thread;
    places.below = history.below;
    places.history.start = ms_lines_at (&lines, history.first)->place;
    places.history.end =
        history.below ? ms_lines_at (&lines, history.last)->end : ends.bottom;
    places.history.end = MAX (places.history.end, places.history.start);
    if (!history.below)
        places.above_quote = CLAMP (places.history.start, places.top, places.bottom);
    return places;
}
