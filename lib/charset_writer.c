/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_writer.h"
#include <iconv.h>

/* More than any charset needs for one character with its shift sequences. */
#define ROOM 64

static gboolean
write_character (iconv_t cd, MsSlice character, MsOctets *octets)
{
    char buffer[ROOM], *in = (char *)character.data, *out = buffer;
    gsize left = character.len, room = sizeof buffer;

    /* A number above zero: written as something like it. */
    if (iconv (cd, &in, &left, &out, &room) != 0)
        return FALSE;
    ms_octets_append_char (octets, ms_slice (buffer, sizeof buffer - room));
    return TRUE;
}

/* What goes back to the initial state belongs to the last character. */
static void
write_end (iconv_t cd, MsOctets *octets)
{
    char buffer[ROOM], *out = buffer;
    gsize room = sizeof buffer, old = octets->octets->len;

    iconv (cd, NULL, NULL, &out, &room);
    ms_octets_append_char (octets, ms_slice (buffer, sizeof buffer - room));
    if (old > 0 && octets->octets->len > old)
        octets->starts->data[old] = 0;
}

/* ISO-2022-KR announces itself before the first character of a text; ours goes into the
 * middle of one. */
static void
drop_header (iconv_t cd)
{
    char buffer[ROOM], first[] = "a", *in = first, *out = buffer;
    gsize left = 1, room = sizeof buffer;

    iconv (cd, &in, &left, &out, &room);
}

static gboolean
write_all (iconv_t cd, gboolean ascii, const char *utf8, MsOctets *octets)
{
    const char *at = utf8;

    drop_header (cd);
    while (*at != '\0') {
        const char *next = g_utf8_next_char (at);
        MsSlice character = ms_slice (at, (gsize)(next - at));

        if (ascii && character.len == 1)
            ms_octets_append_char (octets, character);
        else if (!write_character (cd, character, octets))
            return FALSE;
        at = next;
    }
    write_end (cd, octets);
    return TRUE;
}

MsOctets *
ms_charset_write (const char *charset, gboolean ascii, const char *utf8)
{
    g_autoptr (MsOctets) octets = ms_octets_new();
    gboolean written = FALSE;
    iconv_t cd = NULL;

    if (ascii && g_str_is_ascii (utf8)) {
        ms_octets_append_singles (octets, ms_slice_str (utf8));
        return g_steal_pointer (&octets);
    }
    cd = iconv_open (charset, "UTF-8");
    if ((gssize)cd == -1)
        return NULL;
    written = write_all (cd, ascii, utf8, octets);
    iconv_close (cd);
    return written ? g_steal_pointer (&octets) : NULL;
}
