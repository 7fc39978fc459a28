/* SPDX-License-Identifier: BSD-2-Clause */
#include "entity.h"

/* HTML 4.01 section 24.2.1: U+00A0 to U+00FF, in their order. */
static const char latin1[][8] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",
    "uml",    "copy",   "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",
    "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",  "para",   "middot",
    "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil",
    "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",
    "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",
    "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",
    "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil",
    "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",
    "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml",
};

static const struct {
    char name[8];
    gunichar code;
} others[] = {
    { "amp", '&' },       { "lt", '<' },        { "gt", '>' },       { "quot", '"' },
    { "apos", '\'' },     { "OElig", 0x152 },   { "oelig", 0x153 },  { "Scaron", 0x160 },
    { "scaron", 0x161 },  { "ensp", 0x2002 },   { "emsp", 0x2003 },  { "thinsp", 0x2009 },
    { "zwnj", 0x200c },   { "zwj", 0x200d },    { "ndash", 0x2013 }, { "mdash", 0x2014 },
    { "lsquo", 0x2018 },  { "rsquo", 0x2019 },  { "sbquo", 0x201a }, { "ldquo", 0x201c },
    { "rdquo", 0x201d },  { "bdquo", 0x201e },  { "bull", 0x2022 },  { "hellip", 0x2026 },
    { "lsaquo", 0x2039 }, { "rsaquo", 0x203a }, { "euro", 0x20ac },  { "trade", 0x2122 },
    { "larr", 0x2190 },   { "rarr", 0x2192 },
};

gunichar
ms_entity_code (const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
        if (g_str_equal (name, others[i].name))
            return others[i].code;
    for (gsize i = 0; i < G_N_ELEMENTS (latin1); i++)
        if (g_str_equal (name, latin1[i]))
            return (gunichar)(0xa0 + i);
    return 0;
}
