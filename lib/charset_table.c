/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_table.h"
#include <errno.h>
#include <iconv.h>
#include <string.h>

#define OCTETS 256

static void
set_characters (gunichar *table, guint first, const guint16 *characters, gsize count)
{
    for (gsize i = 0; i < count; i++)
        table[first + i] = characters[i];
}

static void
set_windows_1252 (gunichar *table)
{
    static const guint16 characters[] = {
        0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
        0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017d, 0,
        0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
        0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
    };

    set_characters (table, 0x80, characters, G_N_ELEMENTS (characters));
}

static void
set_iso_8859_15 (gunichar *table)
{
    static const guint16 from_a4[] = { 0x20ac, 0xa5, 0x0160, 0xa7, 0x0161 };
    static const guint16 from_bc[] = { 0x0152, 0x0153, 0x0178 };

    set_characters (table, 0xa4, from_a4, G_N_ELEMENTS (from_a4));
    table[0xb4] = 0x017d;
    table[0xb8] = 0x017e;
    set_characters (table, 0xbc, from_bc, G_N_ELEMENTS (from_bc));
}

/* The two that are most of single-octet mail: glibc takes longer to load a charset than
 * we do to read it. */
static gboolean
fill_known (gunichar *table, const char *name)
{
    for (guint i = 1; i < OCTETS; i++)
        table[i] = i;
    if (strcmp (name, "CP1252") == 0)
        set_windows_1252 (table);
    else if (strcmp (name, "ISO-8859-15") == 0)
        set_iso_8859_15 (table);
    else
        return FALSE;
    return TRUE;
}

/* One octet: FALSE when it is neither a character nor an error by itself. */
static gboolean
fill_octet (gunichar *table, iconv_t cd, guint octet)
{
    char byte = (char)octet, *in = &byte, *out = (char *)&table[octet];
    gsize left = 1, room = sizeof table[octet];
    gsize result = iconv (cd, &in, &left, &out, &room);
    gboolean failed = result == (gsize)-1;

    if (failed ? errno != EILSEQ : room != 0)
        return FALSE;
    if (failed || octet == 0 || !g_unichar_validate (table[octet]))
        table[octet] = 0;
    return TRUE;
}

static gboolean
fill_by_iconv (gunichar *table, const char *name)
{
    iconv_t cd = iconv_open ("WCHAR_T", name);
    gboolean single = (gssize)cd != -1;

    if (!single)
        return FALSE;
    for (guint i = 0; i < OCTETS && single; i++)
        single = fill_octet (table, cd, i);
    iconv_close (cd);
    return single;
}

gunichar *
ms_charset_table (const char *name)
{
    g_autofree gunichar *table = g_new0 (gunichar, OCTETS);

    return fill_known (table, name) || fill_by_iconv (table, name)
               ? g_steal_pointer (&table)
               : NULL;
}
