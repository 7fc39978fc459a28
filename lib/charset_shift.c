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
        spot->octet = spot->next = spot->octet + 3;
        return;
    }
    g_strlcpy (spot->before, to_ascii, sizeof spot->before);
    spot->after = g_strndup (state.data, state.len);
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
        spot->next = ++spot->octet;
        return;
    }
    spot->before[0] = SHIFT_IN;
    spot->after = g_strdup ("\x0e");
}

/* ---- UTF-7 ----------------------------------------------------------------------- */

#define DIGIT_BITS 6
#define UNIT_BITS 16

static const char digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static gboolean
is_digit (char c)
{
    return c != '\0' && strchr (digits, c) != NULL;
}

static guint
value_of (char digit)
{
    return (guint)(strchr (digits, digit) - digits);
}

/* Bits in so many digits that are behind the last unit which they complete. */
static guint
count_held (gsize count)
{
    return (guint)(count * DIGIT_BITS % UNIT_BITS);
}

/* The digits of `run` behind the unit that ends within its first `done` ones: the same
 * bits, but a run of their own has to begin with a unit. */
static GString *
realign (MsSlice run, gsize done)
{
    guint held = count_held (done);
    guint bits = held > 0 ? value_of (run.data[done - 1]) & ((1u << held) - 1) : 0;
    gsize units = run.len * DIGIT_BITS / UNIT_BITS - done * DIGIT_BITS / UNIT_BITS;
    gsize wanted = (units * UNIT_BITS + DIGIT_BITS - 1) / DIGIT_BITS;
    GString *out = g_string_new ("+");

    for (gsize at = done; at < run.len; at++) {
        bits = bits << DIGIT_BITS | value_of (run.data[at]);
        g_string_append_c (out, digits[bits >> held & 63]);
        bits &= (1u << held) - 1;
    }
    if (held > 0)
        g_string_append_c (out, digits[bits << (DIGIT_BITS - held) & 63]);
    g_string_truncate (out, MIN (out->len, 1 + wanted));
    return out;
}

/* New text parts the run in two; the digit that both have a share in goes to the second.
 */
static void
part_run (MsSlice octets, gsize start, MsSpot *spot)
{
    gsize done = spot->octet - start, held = count_held (done);
    char *before = spot->before;
    MsSlice run = ms_slice (octets.data + start, done);

    while (start + run.len < octets.len && is_digit (run.data[run.len]))
        run.len++;
    if (held > 0) {
        guint value = value_of (run.data[done - 1]);

        *before++ = digits[value & ~((1u << held) - 1)];
        spot->octet--;
    }
    *before = '-';
    spot->after = g_string_free (realign (run, done), FALSE);
    spot->next = start + run.len;
}

/* RFC 2152: a run of base64 begins behind a plus and ends before the first other octet,
 * which is swallowed when it is a minus. */
static void
shift_by_runs (MsSlice octets, MsSpot *spot)
{
    gboolean inside = FALSE;
    gsize start = 0;

    for (gsize at = 0; at < spot->octet; at++) {
        if (inside) {
            inside = is_digit (octets.data[at]);
        } else if (octets.data[at] == '+') {
            inside = TRUE;
            start = at + 1;
        }
    }
    if (!inside)
        return;
    if (spot->octet < octets.len && octets.data[spot->octet] == '-')
        spot->next = ++spot->octet;
    else if (spot->octet < octets.len && is_digit (octets.data[spot->octet]) &&
             count_held (spot->octet - start) < DIGIT_BITS) /* else in a broken unit */
        part_run (octets, start, spot);
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
