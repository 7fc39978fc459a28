/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as plain text; the first one is what is known beforehand. The places are in
 * order and at the beginnings of lines, and a signature put in does not become history.
 */
#include "place.h"
#include <stdlib.h>

#define STAMP "-- \nJane\n\n"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static MsSeparators *separators;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    separators = ms_separators_new();
    return 0;
}

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
    if (places->top > places->above_quote || places->above_quote > places->bottom)
        abort();
    if (places->history.start > places->history.end || places->history.end > text.len)
        abort();
    if ((places->separator == NULL) != (places->thread == MS_THREAD_NEW))
        abort();
    if ((places->separator == NULL || places->below) &&
        places->above_quote != places->bottom)
        abort();
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

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    MsPlaceHints hints = size > 0 ? data[0] & (MS_PLACE_ANSWERS | MS_PLACE_FLOWED) : 0;
    MsSlice text =
        size > 1 ? ms_slice ((const char *)data + 1, size - 1) : ms_slice ("", 0);
    MsPlaces places = ms_place_text (text, hints, separators);

    check_places (text, &places);
    check_stamped (text, hints, &places);
    return 0;
}
