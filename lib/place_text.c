/* SPDX-License-Identifier: BSD-2-Clause */
#include "place.h"

#include "history.h"
#include "plain_lines.h"

MsPlaces
ms_place_text (MsSlice text, MsPlaceHints hints, const MsSeparators *separators)
{
    g_auto (MsLines) lines = { 0 };
    MsHistory history = { 0 };
    MsPlaces places = { 0 };
    gboolean flowed = (hints & MS_PLACE_FLOWED) != 0;

    if (ms_slice_starts_with (text, "\xef\xbb\xbf"))
        places.top = 3;
    ms_lines_init (&lines);
    places.bottom = ms_plain_lines_read (text, flowed, places.top, &lines);
    places.above_quote = places.bottom;
    history = ms_history_find (&lines, hints, separators);
    if (!history.found)
        return places;
    places.separator = history.name;
    places.thread = history.thread;
    places.below = history.below;
    places.history.start = ms_lines_at (&lines, history.first)->place;
    places.history.end = ms_lines_at (&lines, history.last)->end;
    if (!history.below)
        places.above_quote = places.history.start;
    return places;
}
