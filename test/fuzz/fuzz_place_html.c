/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as HTML; the first one is what is known beforehand. The places are in order,
 * between characters and outside of markup, also when a signature has been
 * put in. */
#include "places.h"

#include "../unit/html_inside.h"

#define STAMP "<div>Jane</div>"

static void
check_place (MsSlice html, gsize place)
{
    if (place > html.len || !html_place_is_outside (html.data, html.len, place))
        abort();
    if (place < html.len && ((guchar)html.data[place] & 0xc0) == 0x80 &&
        g_utf8_validate (html.data, (gssize)html.len, NULL))
        abort();
}

static void
check_places (MsSlice html, const MsPlaces *places)
{
    check_place (html, places->top);
    check_place (html, places->above_quote);
    check_place (html, places->bottom);
    check_order (places, html.len);
}

static void
check_stamped (MsSlice html, MsPlaceHints hints, const MsPlaces *before)
{
    g_autoptr (GString) stamped = g_string_new_len (html.data, (gssize)html.len);
    MsPlaces after;

    g_string_insert (stamped, (gssize)before->above_quote, STAMP);
    after = ms_place_html (ms_slice (stamped->str, stamped->len), hints, separators);
    check_places (ms_slice (stamped->str, stamped->len), &after);
}

/* The stamp stands behind the token, at a place as good as the others, and not below the
 * history. */
static void
check_token (MsSlice html, const MsPlaces *places)
{
    MsTyped typed = { 0 };
    gsize at = 0;

    ms_typed_find_html (token, html, places, &typed);
    at = check_ranges (&typed, html.len);
    if (typed.ranges != NULL) {
        if (typed.place < at || typed.place > MAX (at, places->above_quote))
            abort();
        check_place (html, typed.place);
    }
    ms_typed_clear (&typed);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    MsPlaceHints hints = size > 0 ? data[0] & MS_PLACE_ANSWERS : 0;
    MsSlice html =
        size > 1 ? ms_slice ((const char *)data + 1, size - 1) : ms_slice ("", 0);
    MsPlaces places = ms_place_html (html, hints, separators);

    check_places (html, &places);
    check_token (html, &places);
    check_stamped (html, hints, &places);
    return 0;
}
