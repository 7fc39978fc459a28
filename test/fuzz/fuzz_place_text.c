/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as plain text; the first one is what is known beforehand. The places are in
 * order and at the beginnings of lines, and a signature put in does not become history.
 */
#include "places.h"

#define STAMP "-- \nJane\n\n"

static void
check_place (MsSlice text, gsize place)
{
    gboolean mark = text.len >= 3 && memcmp (text.data, "\xef\xbb\xbf", 3) == 0;

    if (place > text.len || (place != 0 && place != text.len && !(mark && place == 3) &&
                             text.data[place - 1] != '\n'))
        abort();
}

static void
check_places (MsSlice text, const MsPlaces *places)
{
    check_place (text, places->top);
    check_place (text, places->above_quote);
    check_place (text, places->bottom);
    check_order (places, text.len);
}

static void
check_stamped (MsSlice text, MsPlaceHints hints, const MsPlaces *before)
{
    g_autoptr (GString) stamped = g_string_new_len (text.data, (gssize)text.len);
    gboolean line =
        before->above_quote == 0 || stamped->str[before->above_quote - 1] == '\n';
    MsPlaces after;

    g_string_insert (stamped, (gssize)before->above_quote, line ? STAMP : "\n" STAMP);
    after = ms_place_text (ms_slice (stamped->str, stamped->len), hints, separators);
    check_places (ms_slice (stamped->str, stamped->len), &after);
}

static void
check_token (MsSlice text, const MsPlaces *places)
{
    MsTyped typed = { 0 };

    ms_typed_find_text (token, text, places, &typed);
    check_ranges (&typed, text.len);
    ms_typed_clear (&typed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    MsPlaceHints hints = size > 0 ? data[0] & (MS_PLACE_ANSWERS | MS_PLACE_FLOWED) : 0;
    MsSlice text =
        size > 1 ? ms_slice ((const char *)data + 1, size - 1) : ms_slice ("", 0);
    MsPlaces places = ms_place_text (text, hints, separators);

    check_places (text, &places);
    check_token (text, &places);
    check_stamped (text, hints, &places);
    return 0;
}
