/* SPDX-License-Identifier: BSD-2-Clause */
#include "typed.h"

void
ms_typed_clear (MsTyped *typed)
{
    g_clear_pointer (&typed->ranges, g_array_unref);
}

static gboolean
is_quoted (MsSlice line)
{
    gsize at = 0;

    while (at < line.len && (line.data[at] == ' ' || line.data[at] == '\t'))
        at++;
    return at < line.len && line.data[at] == '>';
}

void
ms_typed_find_text (const MsTypedWord *word, MsSlice text, const MsPlaces *places,
                    MsTyped *typed)
{
    if (!ms_typed_word_may_be_in (word, text, FALSE))
        return;
    for (gsize at = 0; at < text.len;) {
        MsSlice line = ms_slice_line (text, at);
        MsRange range = { at, at + line.len };

        at = range.end;
        if (ms_places_is_history (places, range.start))
            return;
        if (is_quoted (line) || !ms_typed_word_may_be_in (word, line, FALSE))
            continue;
        typed->ranges = ms_typed_word_find (word, text, range);
        if (typed->ranges != NULL) {
            typed->place = g_array_index (typed->ranges, MsRange, 0).start;
            return;
        }
    }
}
