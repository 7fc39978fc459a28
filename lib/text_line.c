/* SPDX-License-Identifier: BSD-2-Clause */
#include "text_line.h"

#define MIN_RULE 5

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
    gint digit = 0;

    c = fold_punctuation (c);
    if (c < 0x80)
        return fold_ascii (c);
    if (c == 0x130) /* the Turkish dotted I */
        return 'i';
    digit = g_unichar_digit_value (c);
    return digit >= 0 ? (gunichar)('0' + digit) : g_unichar_tolower (c);
}

static void
note_char (MsLines *lines, gunichar c, gunichar folded)
{
    if (!lines->begun && folded != '>') {
        lines->begun = TRUE;
        if (g_unichar_isupper (c))
            lines->line.flags |= MS_LINE_CAPITAL;
    }
    if (folded == '@')
        lines->line.flags |= MS_LINE_AT;
    else if (folded >= '0' && folded <= '9')
        lines->line.flags |= MS_LINE_DIGIT;
}

static void
append (MsLines *lines, gunichar c, gunichar folded)
{
    if (lines->text->len - lines->line.folded >= MS_LINE_MAX_FOLDED) {
        lines->line.flags |= MS_LINE_CUT;
        return;
    }
    if (lines->space && lines->text->len > lines->line.folded)
        g_string_append_c (lines->text, ' ');
    lines->space = FALSE;
    if (folded < 0x80)
        g_string_append_c (lines->text, (gchar)folded);
    else
        g_string_append_unichar (lines->text, folded);
    note_char (lines, c, folded);
}

void
ms_lines_begin (MsLines *lines, gsize place)
{
    if (lines->open)
        ms_lines_finish (lines, lines->line.end);
    lines->line = (MsLine){ .place = place, .end = place };
    lines->line.folded = (guint32)lines->text->len;
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
        lines->space = TRUE;
    else if (c >= 0x80 && !ms_char_is_invisible (c))
        append (lines, c, fold_char (c));
}

/* Letters that fold to themselves and say nothing of the line: most of any text. */
static gsize
take_letters (MsLines *lines, const char *text, gsize len)
{
    gsize taken = 0, used = lines->text->len - lines->line.folded;

    if (!lines->begun || lines->space || used >= MS_LINE_MAX_FOLDED)
        return 0;
    len = MIN (len, MS_LINE_MAX_FOLDED - used);
    while (taken < len && g_ascii_islower (text[taken]))
        taken++;
    g_string_append_len (lines->text, text, (gssize)taken);
    return taken;
}

void
ms_lines_add_text (MsLines *lines, const char *text, gsize len)
{
    const char *end = text + len;

    while (text < end && (lines->line.flags & MS_LINE_CUT) == 0) {
        gunichar c = 0;

        text += take_letters (lines, text, (gsize)(end - text));
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

/* Takes the ">" in front away and counts them: "> > text", ">>text". A ">From " is an
 * mbox escape, not a quote. */
static void
take_quote_marks (MsLines *lines)
{
    const char *folded = lines->text->str + lines->line.folded;
    gsize len = lines->text->len - lines->line.folded;
    gsize at = 0;
    guint depth = 0;

    if ((lines->line.flags & MS_LINE_LITERAL) != 0 ||
        (len > 6 && memcmp (folded, ">from ", 6) == 0))
        return;
    for (gsize i = 0; i < len && (folded[i] == '>' || folded[i] == ' '); i++) {
        if (folded[i] == '>') {
            depth++;
            at = i + 1;
        }
    }
    if (at < len && folded[at] == ' ' && depth > 0)
        at++;
    if (depth > 0)
        lines->line.flags |= MS_LINE_MARKED;
    lines->line.depth = (guint16)MIN (depth + lines->line.depth, 1000);
    lines->line.folded += (guint32)at;
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
    const guint marked = MS_LINE_PICTURE | MS_LINE_ELEMENT | MS_LINE_HR;

    if (!lines->open)
        return;
    lines->open = FALSE;
    take_quote_marks (lines);
    line->folded_len = (guint16)(lines->text->len - line->folded);
    line->end = MAX (end, line->place);
    if (line->folded_len == 0 && line->depth == 0 && (line->flags & marked) == 0) {
        lines->blank_before = TRUE;
        return;
    }
    if (lines->items->len >= MS_LINES_MAX) {
        lines->full = TRUE;
        return;
    }
    note_shape (line, ms_slice (lines->text->str + line->folded, line->folded_len));
    if (lines->blank_before)
        line->flags |= MS_LINE_BLANK_BEFORE;
    lines->blank_before = line->folded_len == 0 && (line->flags & marked) == 0;
    g_array_append_val (lines->items, *line);
}

char *
ms_fold (const char *text)
{
    g_auto (MsLines) lines = { 0 };

    ms_lines_init (&lines);
    ms_lines_begin (&lines, 0);
    ms_lines_add_text (&lines, text, strlen (text));
    return g_strdup (lines.text->str);
}
