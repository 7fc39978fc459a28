/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as plain text; the first one is what is known beforehand. The places are in
 * order and at the beginnings of lines, and a signature put in does not become history.
 */
#include "own_separators.h"
#include "typed.h"

#define STAMP "-- \nJane\n\n"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static MsSeparators *separators;
static MsTypedWord *token;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    g_autofree char *what = NULL;

    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    separators = own_separators();
    token = ms_typed_word_parse ("[[my  signature]]", &what);
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

static void
check_token (MsSlice text, const MsPlaces *places)
{
    MsTyped typed = { 0 };
    gsize at = 0;

    ms_typed_find_text (token, text, places, &typed);
    for (guint i = 0; typed.ranges != NULL && i < typed.ranges->len; i++) {
        MsRange range = g_array_index (typed.ranges, MsRange, i);
        if (range.start < at || range.end <= range.start || range.end > text.len)
            abort();
        at = range.end;
    }
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
