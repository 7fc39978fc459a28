/* SPDX-License-Identifier: BSD-2-Clause */
#include "text_line.h"

#define MIN_RULE 5
#define FIRST_FOREIGN_DIGIT 0x660 /* Arabic */
/* To see without any text. */
#define MARKED (MS_LINE_PICTURE | MS_LINE_ELEMENT | MS_LINE_HR)

void
ms_lines_init (MsLines *lines)
{
    *lines = (MsLines){ 0 };
    lines->items = g_array_new (FALSE, FALSE, sizeof (MsLine));
    lines->text = g_string_sized_new (4096);
    lines->blank_before = TRUE;
}

void
ms_lines_clear (MsLines *lines)
{
    g_clear_pointer (&lines->items, g_array_unref);
    if (lines->text != NULL)
        g_string_free (lines->text, TRUE);
    lines->text = NULL;
}

gboolean
ms_char_is_invisible (gunichar c)
{
    /* Arabic vowel marks are as good as invisible: clients write them or not. */
    return c == 0xad || (c >= 0x64b && c <= 0x65f) || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff;
}

/* Clients and their translators vary these freely in the same phrase. */
static gunichar
fold_punctuation (gunichar c)
{
    switch (c) {
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0x2500:
    case 0x2501:
    case 0x30fc: /* drawn as a dash; rows of it separate in Japanese mail */
        return '-';
    case 0x2018:
    case 0x2019:
    case 0x02bc:
    case 0x02b9:
        return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
    case 0xab:
    case 0xbb:
        return '"';
    case 0xff1a: /* full width, Armenian, Khmer */
    case 0x0589:
    case 0x055d:
    case 0x17d6:
        return ':';
    case 0xff0c:
    case 0x3001:
    case 0x060c:
        return ',';
    case 0xff08:
        return '(';
    case 0xff09:
        return ')';
    case 0xff1c:
        return '<';
    case 0xff1e:
        return '>';
    case 0xff20:
        return '@';
    default:
        return c;
    }
}

static gunichar
fold_ascii (gunichar c)
{
    if (c >= 'A' && c <= 'Z')
        return c + ('a' - 'A');
    return c == '`' ? '\'' : c;
}

static gunichar
fold_char (gunichar c)
{
    gint digit = -1;

    c = fold_punctuation (c);
    if (c < 0x80)
        return fold_ascii (c);
    if (c == 0x130) /* the Turkish dotted I */
        return 'i';
    if (c >= FIRST_FOREIGN_DIGIT)
        digit = g_unichar_digit_value (c);
    return digit >= 0 ? (gunichar)('0' + digit) : g_unichar_tolower (c);
}

/* What a folded character says of its line. */
static guint
flag_of (gunichar folded)
{
    if (folded == '@')
        return MS_LINE_AT;
    return folded >= '0' && folded <= '9' ? MS_LINE_DIGIT : 0;
}

static void
note_first (MsLines *lines, gunichar c, gunichar folded)
{
    if (folded == '>')
        return;
    lines->begun = TRUE;
    if (g_unichar_isupper (c))
        lines->line.flags |= MS_LINE_CAPITAL;
}

static gboolean
is_full (const MsLines *lines)
{
    return lines->folded_len >= MS_LINE_MAX_FOLDED;
}

static void
append_space (MsLines *lines)
{
    if (lines->space && lines->folded_len > 0)
        lines->folded[lines->folded_len++] = ' ';
    lines->space = FALSE;
}

static void
append (MsLines *lines, gunichar c, gunichar folded)
{
    if (is_full (lines)) {
        lines->line.flags |= MS_LINE_CUT;
        return;
    }
    append_space (lines);
    if (folded < 0x80)
        lines->folded[lines->folded_len++] = (char)folded;
    else
        lines->folded_len +=
            (gsize)g_unichar_to_utf8 (folded, lines->folded + lines->folded_len);
    lines->line.flags |= flag_of (folded);
    if (!lines->begun)
        note_first (lines, c, folded);
}

void
ms_lines_begin (MsLines *lines, gsize place)
{
    if (lines->open)
        ms_lines_finish (lines, lines->line.end);
    lines->line = (MsLine){ .place = place, .end = place };
    lines->folded_len = 0;
    lines->space = lines->begun = FALSE;
    lines->open = TRUE;
}

static gboolean
is_blank (gunichar c)
{
    if (c < 0x80)
        return c == ' ' || (c >= '\t' && c <= '\r');
    return c == 0xa0 || (g_unichar_isspace (c) && !ms_char_is_invisible (c));
}

void
ms_lines_add_char (MsLines *lines, gunichar c)
{
    g_assert (lines->open);
    if (c > ' ' && c < 0x7f)
        append (lines, c, fold_ascii (c));
    else if (is_blank (c))
        ms_lines_add_blank (lines);
    else if (c >= 0x80 && !ms_char_is_invisible (c))
        append (lines, c, fold_char (c));
}

gsize
ms_lines_add_word (MsLines *lines, const char *text, gsize len)
{
    gsize taken = 0;
    char *to = NULL;

    if (len == 0 || !ms_is_word_char (*text) || !lines->begun || is_full (lines))
        return 0;
    len = MIN (len, MS_LINE_MAX_FOLDED - lines->folded_len);
    append_space (lines);
    to = lines->folded + lines->folded_len;
    for (; taken < len; taken++) {
        char c = text[taken];

        /* Nearly every character of any text is one of these. */
        if (c < 'a' || c > 'z') {
            if (!ms_is_word_char (c))
                break;
            c = (char)fold_ascii ((guchar)c);
            lines->line.flags |= flag_of ((guchar)c);
        }
        to[taken] = c;
    }
    lines->folded_len += taken;
    return taken;
}

void
ms_lines_add_text (MsLines *lines, const char *text, gsize len)
{
    const char *end = text + len;

    while (text < end && (lines->line.flags & MS_LINE_CUT) == 0) {
        gunichar c = 0;

        text += ms_lines_add_word (lines, text, (gsize)(end - text));
        if (text == end)
            return;
        c = (guchar)*text;
        if (c < 0x80) {
            text++;
        } else {
            c = g_utf8_get_char_validated (text, end - text);
            if (c == (gunichar)-1 || c == (gunichar)-2) {
                c = 0xfffd;
                text++;
            } else {
                text = g_utf8_next_char (text);
            }
        }
        ms_lines_add_char (lines, c);
    }
}

/* Counts the ">" in front: "> > text", ">>text". A ">From " is an mbox escape, not a
 * quote. Returns the text without them. */
static MsSlice
take_quote_marks (MsLine *line, MsSlice folded)
{
    gsize at = 0;
    guint depth = 0;

    if ((line->flags & MS_LINE_LITERAL) != 0 ||
        (folded.len > 6 && memcmp (folded.data, ">from ", 6) == 0))
        return folded;
    for (gsize i = 0; i < folded.len && ms_char_is_in (folded.data[i], "> "); i++) {
        if (folded.data[i] == '>') {
            depth++;
            at = i + 1;
        }
    }
    if (at < folded.len && folded.data[at] == ' ' && depth > 0)
        at++;
    if (depth > 0)
        line->flags |= MS_LINE_MARKED;
    line->depth = (guint16)MIN (depth + line->depth, 1000);
    return ms_slice (folded.data + at, folded.len - at);
}

static gboolean
is_rule_char (char c)
{
    return c == '-' || c == '_' || c == '=' || c == '*' || c == '~';
}

static void
note_shape (MsLine *line, MsSlice folded)
{
    gsize same = 0;

    if (folded.len == 0)
        return;
    while (same < folded.len && is_rule_char (folded.data[0]) &&
           folded.data[same] == folded.data[0])
        same++;
    if (same == folded.len && same >= MIN_RULE)
        line->flags |= MS_LINE_RULE;
    if (same == folded.len && folded.data[0] == '-' && same <= 3)
        line->flags |= MS_LINE_SIGNATURE;
    if (folded.data[folded.len - 1] == ':')
        line->flags |= MS_LINE_COLON;
}

void
ms_lines_finish (MsLines *lines, gsize end)
{
    MsLine *line = &lines->line;
    MsSlice folded = { 0 };
    gboolean bare = FALSE;

    if (!lines->open)
        return;
    lines->open = FALSE;
    folded = take_quote_marks (line, ms_slice (lines->folded, lines->folded_len));
    line->folded = (guint32)lines->text->len;
    line->folded_len = (guint16)folded.len;
    line->end = MAX (end, line->place);
    bare = line->folded_len == 0 && (line->flags & MARKED) == 0;
    if (bare && line->depth == 0) {
        lines->blank_before = TRUE;
        return;
    }
    if (lines->items->len >= MS_LINES_MAX) {
        lines->full = TRUE;
        return;
    }
    g_string_append_len (lines->text, folded.data, (gssize)folded.len);
    note_shape (line, folded);
    if (lines->blank_before)
        line->flags |= MS_LINE_BLANK_BEFORE;
    lines->blank_before = bare;
    g_array_append_val (lines->items, *line);
}

char *
ms_fold (const char *text)
{
    g_auto (MsLines) lines = { 0 };

    ms_lines_init (&lines);
    ms_lines_begin (&lines, 0);
    ms_lines_add_text (&lines, text, strlen (text));
    return g_strndup (lines.folded, lines.folded_len);
}
