/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_reader.h"
#include <errno.h>
#include <iconv.h>

#define REPLACEMENT 0xfffd

struct MsReader {
    iconv_t cd;
    char *in;
    gsize left;
    gsize size;
    guint unit;
    gsize replaced;
};

MsReader *
ms_reader_open (const char *charset, MsSlice octets, guint unit)
{
    /* glibc's own form of a character. It is one step of conversion away, not two, so
     * that iconv stops exactly behind the character that fills the buffer. */
    iconv_t cd = iconv_open ("WCHAR_T", charset);
    MsReader *reader = NULL;

    if ((gssize)cd == -1)
        return NULL;
    reader = g_new0 (MsReader, 1);
    reader->cd = cd;
    reader->in = (char *)octets.data;
    reader->left = reader->size = octets.len;
    reader->unit = unit;
    return reader;
}

void
ms_reader_free (MsReader *reader)
{
    if (reader == NULL)
        return;
    iconv_close (reader->cd);
    g_free (reader);
}

static void
skip_unit (MsReader *reader)
{
    gsize skipped = MIN (reader->unit, reader->left);

    reader->in += skipped;
    reader->left -= skipped;
    reader->replaced++;
}

static gunichar
checked (MsReader *reader, gunichar c)
{
    if (c != 0 && g_unichar_validate (c))
        return c;
    reader->replaced++;
    return REPLACEMENT;
}

/* What a charset that composes characters held back. */
static gsize
flush (MsReader *reader, gunichar *to, gsize max)
{
    char *out = (char *)to;
    gsize room = max * sizeof *to, done = 0;

    iconv (reader->cd, NULL, NULL, &out, &room);
    for (gsize end = max - room / sizeof *to; done < end; done++)
        to[done] = checked (reader, to[done]);
    return done;
}

gsize
ms_reader_read (MsReader *reader, gunichar *to, gsize max)
{
    gsize done = 0;

    while (done < max && reader->left > 0) {
        char *out = (char *)(to + done);
        gsize room = (max - done) * sizeof *to;
        gsize result = iconv (reader->cd, &reader->in, &reader->left, &out, &room);
        int why = errno;

        for (gsize end = max - room / sizeof *to; done < end; done++)
            to[done] = checked (reader, to[done]);
        if (result == (gsize)-1 && why == E2BIG)
            break;
        if (result == (gsize)-1 && done < max) {
            to[done++] = REPLACEMENT;
            skip_unit (reader);
        }
    }
    return done > 0 || reader->left > 0 ? done : flush (reader, to, max);
}

gsize
ms_reader_position (const MsReader *reader)
{
    return reader->size - reader->left;
}

gsize
ms_reader_replaced (const MsReader *reader)
{
    return reader->replaced;
}
