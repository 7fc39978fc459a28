/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_shift.h"

#define ESCAPE '\x1b'
#define SHIFT_OUT '\x0e'
#define SHIFT_IN '\x0f'

static const char to_ascii[] = "\x1b(B";

/* Length of the escape sequence that puts a set into G0 (ISO 2022): ESC ( F, ESC $ F or
 * ESC $ ( F; 0 when there is none. */
static gsize
designation_length (MsSlice octets, gsize at)
{
    gsize left = octets.len - at;
    const char *escape = octets.data + at;

    if (left < 3 || escape[0] != ESCAPE)
        return 0;
    if (escape[1] == '(')
        return 3;
    if (escape[1] != '$')
        return 0;
    if (escape[2] != '(')
        return 3;
    return left >= 4 ? 4 : 0;
}

/* RFC 1468: text begins in ASCII, and each line ends in it. */
static void
shift_by_escapes (MsSlice octets, MsSpot *spot)
{
    MsSlice state = ms_slice (to_ascii, sizeof to_ascii - 1);
    gsize len = 0;

    for (gsize at = 0; at < spot->octet; at += MAX (len, 1)) {
        len = designation_length (octets, at);
        if (len > 0)
            state = ms_slice (octets.data + at, len);
    }
    if (state.len == 3 && memcmp (state.data, to_ascii, 3) == 0)
        return;
    if (octets.len - spot->octet >= 3 &&
        memcmp (octets.data + spot->octet, to_ascii, 3) == 0) {
        spot->octet += 3;
        return;
    }
    g_strlcpy (spot->before, to_ascii, sizeof spot->before);
    memcpy (spot->after, state.data, state.len);
}

/* RFC 1557 */
static void
shift_by_shifts (MsSlice octets, MsSpot *spot)
{
    gboolean out = FALSE;

    for (gsize at = 0; at < spot->octet; at++)
        if (octets.data[at] == SHIFT_OUT || octets.data[at] == SHIFT_IN)
            out = octets.data[at] == SHIFT_OUT;
    if (!out)
        return;
    if (spot->octet < octets.len && octets.data[spot->octet] == SHIFT_IN) {
        spot->octet++;
        return;
    }
    spot->before[0] = SHIFT_IN;
    spot->after[0] = SHIFT_OUT;
}

static gboolean
is_base64 (char c)
{
    return g_ascii_isalnum (c) || c == '+' || c == '/';
}

/* RFC 2152: a run of base64 begins behind a plus and ends before the first other octet,
 * which is swallowed when it is a minus. */
static void
shift_by_runs (MsSlice octets, MsSpot *spot)
{
    gboolean inside = FALSE;

    for (gsize at = 0; at < spot->octet; at++)
        inside = inside ? is_base64 (octets.data[at]) : octets.data[at] == '+';
    if (!inside)
        return;
    if (spot->octet < octets.len && octets.data[spot->octet] == '-')
        spot->octet++;
    else
        spot->before[0] = '-';
}

void
ms_charset_shift (MsCharsetKind kind, MsSlice octets, MsSpot *spot)
{
    if (kind == MS_CHARSET_ESCAPES)
        shift_by_escapes (octets, spot);
    else if (kind == MS_CHARSET_SHIFTS)
        shift_by_shifts (octets, spot);
    else if (kind == MS_CHARSET_UTF7)
        shift_by_runs (octets, spot);
}
