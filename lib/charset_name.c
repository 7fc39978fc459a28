/* SPDX-License-Identifier: BSD-2-Clause */
#include "charset_name.h"
#include <string.h>

/* Labels that mail uses and iconv does not know, or that clients read as more than they
 * say (as the WHATWG Encoding Standard has it). */
static const struct {
    const char *name;
    MsCharsetKind kind;
    const char *read;
    const char *write; /* NULL: as read */
} labels[] = {
    { "us-ascii", MS_CHARSET_NONE, "US-ASCII", NULL },
    { "ascii", MS_CHARSET_NONE, "US-ASCII", NULL },
    { "ansi_x3.4-1968", MS_CHARSET_NONE, "US-ASCII", NULL },
    { "iso646-us", MS_CHARSET_NONE, "US-ASCII", NULL },
    { "utf-8", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "utf8", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "utf_8", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "x-utf-8", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "cp65001", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "unicode-1-1-utf-8", MS_CHARSET_UTF8, "UTF-8", NULL },
    { "iso-8859-1", MS_CHARSET_SUPERSET, "CP1252", "ISO-8859-1" },
    { "iso8859-1", MS_CHARSET_SUPERSET, "CP1252", "ISO-8859-1" },
    { "iso_8859-1", MS_CHARSET_SUPERSET, "CP1252", "ISO-8859-1" },
    { "latin1", MS_CHARSET_SUPERSET, "CP1252", "ISO-8859-1" },
    { "windows-1252", MS_CHARSET_SUPERSET, "CP1252", NULL },
    { "cp1252", MS_CHARSET_SUPERSET, "CP1252", NULL },
    { "cp-1252", MS_CHARSET_SUPERSET, "CP1252", NULL },
    { "x-ansi", MS_CHARSET_SUPERSET, "CP1252", NULL },
    { "iso-8859-15", MS_CHARSET_SUPERSET, "ISO-8859-15", NULL },
    { "latin-9", MS_CHARSET_SUPERSET, "ISO-8859-15", NULL },
    { "iso-8859-8-i", MS_CHARSET_SUPERSET, "ISO-8859-8", NULL },
    { "iso-8859-8-e", MS_CHARSET_SUPERSET, "ISO-8859-8", NULL },
    { "iso-8859-6-i", MS_CHARSET_SUPERSET, "ISO-8859-6", NULL },
    { "iso-8859-6-e", MS_CHARSET_SUPERSET, "ISO-8859-6", NULL },
    { "windows-874", MS_CHARSET_SUPERSET, "CP874", NULL },
    { "koi8r", MS_CHARSET_SUPERSET, "KOI8-R", NULL },
    { "gb2312", MS_CHARSET_SUPERSET, "GB18030", "GB2312" },
    { "gb_2312-80", MS_CHARSET_SUPERSET, "GB18030", "GB2312" },
    { "csgb2312", MS_CHARSET_SUPERSET, "GB18030", "GB2312" },
    { "x-gb2312", MS_CHARSET_SUPERSET, "GB18030", "GB2312" },
    { "euc-cn", MS_CHARSET_SUPERSET, "GB18030", "GB2312" },
    { "gbk", MS_CHARSET_SUPERSET, "GB18030", "GBK" },
    { "x-gbk", MS_CHARSET_SUPERSET, "GB18030", "GBK" },
    { "cp936", MS_CHARSET_SUPERSET, "GB18030", "GBK" },
    { "windows-936", MS_CHARSET_SUPERSET, "GB18030", "GBK" },
    { "gb18030", MS_CHARSET_SUPERSET, "GB18030", NULL },
    { "ks_c_5601-1987", MS_CHARSET_SUPERSET, "CP949", "EUC-KR" },
    { "ks_c_5601-1989", MS_CHARSET_SUPERSET, "CP949", "EUC-KR" },
    { "ksc5601", MS_CHARSET_SUPERSET, "CP949", "EUC-KR" },
    { "euc-kr", MS_CHARSET_SUPERSET, "CP949", "EUC-KR" },
    { "windows-949", MS_CHARSET_SUPERSET, "CP949", NULL },
    { "x-windows-949", MS_CHARSET_SUPERSET, "CP949", NULL },
    { "cp949", MS_CHARSET_SUPERSET, "CP949", NULL },
    { "big5", MS_CHARSET_SUPERSET, "BIG5", NULL },
    { "x-x-big5", MS_CHARSET_SUPERSET, "BIG5", NULL },
    { "cn-big5", MS_CHARSET_SUPERSET, "BIG5", NULL },
    { "big5-hkscs", MS_CHARSET_SUPERSET, "BIG5-HKSCS", NULL },
    { "shift_jis", MS_CHARSET_SUPERSET, "CP932", "SJIS" },
    { "shift-jis", MS_CHARSET_SUPERSET, "CP932", "SJIS" },
    { "sjis", MS_CHARSET_SUPERSET, "CP932", "SJIS" },
    { "x-sjis", MS_CHARSET_SUPERSET, "CP932", "SJIS" },
    { "ms_kanji", MS_CHARSET_SUPERSET, "CP932", "SJIS" },
    { "windows-31j", MS_CHARSET_SUPERSET, "CP932", NULL },
    { "cp932", MS_CHARSET_SUPERSET, "CP932", NULL },
    { "euc-jp", MS_CHARSET_SUPERSET, "EUC-JP", NULL },
    { "x-euc-jp", MS_CHARSET_SUPERSET, "EUC-JP", NULL },
    { "_iso-2022-jp$esc", MS_CHARSET_ESCAPES, "ISO-2022-JP", NULL },
    { "csiso2022jp", MS_CHARSET_ESCAPES, "ISO-2022-JP", NULL },
    { "cp50220", MS_CHARSET_ESCAPES, "ISO-2022-JP", NULL },
    { "cp50221", MS_CHARSET_ESCAPES, "ISO-2022-JP", NULL },
    { "csiso2022kr", MS_CHARSET_SHIFTS, "ISO-2022-KR", NULL },
    /* glibc reads it otherwise when asked for less of it at a time. */
    { "tscii", MS_CHARSET_UNKNOWN, "", NULL },
    { "utf-7", MS_CHARSET_UTF7, "UTF-7", NULL },
    { "utf7", MS_CHARSET_UTF7, "UTF-7", NULL },
    { "unicode-1-1-utf-7", MS_CHARSET_UTF7, "UTF-7", NULL },
    { "unicode-2-0-utf-7", MS_CHARSET_UTF7, "UTF-7", NULL },
    { "csunicode11utf7", MS_CHARSET_UTF7, "UTF-7", NULL },
    { "utf-16", MS_CHARSET_WIDE, "UTF-16", NULL },
    { "utf16", MS_CHARSET_WIDE, "UTF-16", NULL },
    { "utf-16le", MS_CHARSET_WIDE, "UTF-16LE", NULL },
    { "utf-16be", MS_CHARSET_WIDE, "UTF-16BE", NULL },
    { "ucs-2", MS_CHARSET_WIDE, "UTF-16", NULL },
    { "ucs-2le", MS_CHARSET_WIDE, "UTF-16LE", NULL },
    { "ucs-2be", MS_CHARSET_WIDE, "UTF-16BE", NULL },
    { "iso-10646-ucs-2", MS_CHARSET_WIDE, "UTF-16", NULL },
    { "unicode", MS_CHARSET_WIDE, "UTF-16", NULL },
    { "utf-32", MS_CHARSET_WIDE, "UTF-32", NULL },
    { "utf-32le", MS_CHARSET_WIDE, "UTF-32LE", NULL },
    { "utf-32be", MS_CHARSET_WIDE, "UTF-32BE", NULL },
    { "ucs-4", MS_CHARSET_WIDE, "UTF-32", NULL },
    { "iso-10646-ucs-4", MS_CHARSET_WIDE, "UTF-32", NULL },
    { "iso-10646", MS_CHARSET_WIDE, "UTF-32", NULL },
};

/* Families of names that iconv knows as they are. */
static const struct {
    const char *prefix;
    MsCharsetKind kind;
} families[] = {
    { "iso-8859-", MS_CHARSET_SUPERSET },  { "iso8859-", MS_CHARSET_SUPERSET },
    { "iso_8859-", MS_CHARSET_SUPERSET },  { "windows-125", MS_CHARSET_SUPERSET },
    { "cp125", MS_CHARSET_SUPERSET },      { "koi8-", MS_CHARSET_SUPERSET },
    { "tis-620", MS_CHARSET_SUPERSET },    { "euc-tw", MS_CHARSET_SUPERSET },
    { "iso-2022-jp", MS_CHARSET_ESCAPES }, { "iso-2022-kr", MS_CHARSET_SHIFTS },
    { "iso-2022-cn", MS_CHARSET_SHIFTS },
};

static MsCharsetName
make_name (MsCharsetKind kind, const char *read, const char *write)
{
    MsCharsetName name = { .kind = kind, .unit = 1 };

    g_strlcpy (name.read, read, sizeof name.read);
    g_strlcpy (name.write, write != NULL ? write : read, sizeof name.write);
    if (kind == MS_CHARSET_WIDE)
        name.unit = g_str_has_prefix (read, "UTF-32") ? 4 : 2;
    return name;
}

/* iconv gives a meaning to "//", to an empty name, and to "char", the locale's. */
static gboolean
is_safe_for_iconv (const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.:()+";

    return *name != '\0' && strlen (name) < sizeof ((MsCharsetName *)NULL)->read &&
           name[strspn (name, allowed)] == '\0' && strcmp (name, "char") != 0 &&
           strcmp (name, "wchar_t") != 0 && strcmp (name, "internal") != 0;
}

MsCharsetName
ms_charset_name (const char *charset)
{
    g_autofree char *name = charset != NULL ? g_ascii_strdown (charset, -1) : NULL;
    gsize len = 0;

    if (name == NULL)
        return make_name (MS_CHARSET_NONE, "US-ASCII", NULL);
    /* 'utf-8' and "utf-8; are seen. */
    g_strdelimit (name, "'\";", ' ');
    g_strstrip (name);
    len = strlen (name);
    if (len == 0)
        return make_name (MS_CHARSET_NONE, "US-ASCII", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
        if (strcmp (name, labels[i].name) == 0)
            return make_name (labels[i].kind, labels[i].read, labels[i].write);
    if (!is_safe_for_iconv (name))
        return make_name (MS_CHARSET_UNKNOWN, "", NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
        if (g_str_has_prefix (name, families[i].prefix))
            return make_name (families[i].kind, name, NULL);
    return make_name (MS_CHARSET_OTHER, name, NULL);
}
