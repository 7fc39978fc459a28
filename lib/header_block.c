/* SPDX-License-Identifier: BSD-2-Clause */
#include "header_block.h"

#define MAX_FIELDS 12
#define MAX_LABEL 60
#define NEVER_FIRST ((guint)(MS_FIELD_CC | MS_FIELD_OTHER | MS_FIELD_RAW))
/* A To field with many people goes on over several lines. */
#define MAX_CONTINUATION 12
#define MAX_PLAIN_CONTINUATION 2

typedef struct {
    guint fields; /* of MsQuotedField */
    MsQuotedField first;
    const char *name;      /* of the separator that has the first one's label */
    gboolean address;      /* in the value of one of them */
    gboolean from_address; /* in that of From */
    gboolean time;         /* of day, in the value of Sent or Date */
    gboolean dated;        /* that value has a number in it */
} Block;

static MsSlice
trim (MsSlice text, const char *chars)
{
    while (text.len > 0 && strchr (chars, text.data[0]) != NULL)
        text = ms_slice (text.data + 1, text.len - 1);
    while (text.len > 0 && strchr (chars, text.data[text.len - 1]) != NULL)
        text.len--;
    return text;
}

/* The label that a line begins with; `value` is what follows. Bold type survives in plain
 * text as asterisks: "*From:* Tom". */
static const MsLabel *
read_label (const MsSeparators *separators, MsSlice line, MsSlice *value)
{
    const char *colon = NULL;
    MsSlice label = { 0 };

    line = trim (line, "*_ |");
    colon = memchr (line.data, ':', MIN (line.len, MAX_LABEL));
    if (line.len == 0 || colon == NULL)
        return NULL;
    label = trim (ms_slice (line.data, (gsize)(colon - line.data)), "* ");
    *value = trim (ms_slice (colon + 1, line.len - (gsize)(colon - line.data) - 1), "* ");
    return ms_separators_label (separators, label);
}

static MsQuotedField
read_field (const MsSeparators *separators, MsSlice line, MsSlice *value)
{
    const MsLabel *label = read_label (separators, line, value);

    return label != NULL ? label->field : MS_FIELD_NONE;
}

static gboolean
has_address (MsSlice value)
{
    return memchr (value.data, '@', value.len) != NULL;
}

/* "9:41", "09.41", "9h41", and not a part of "03.05.2026". */
static gboolean
has_time (MsSlice value)
{
    for (gsize at = 0, digits = 0; at < value.len; at += MAX (digits, 1)) {
        gsize end = 0;

        digits = ms_slice_count_digits (value, at);
        end = at + digits;
        if (digits == 0 || digits > 2 || end >= value.len ||
            !ms_char_is_in (value.data[end], ":.h") ||
            ms_slice_count_digits (value, end + 1) != 2)
            continue;
        if ((at == 0 || !ms_char_is_in (value.data[at - 1], "./-")) &&
            (end + 3 == value.len || !ms_char_is_in (value.data[end + 3], "./-")))
            return TRUE;
    }
    return FALSE;
}

static void
note_date (Block *block, MsSlice value)
{
    block->time |= has_time (value);
    for (gsize i = 0; i < value.len; i++)
        block->dated |= g_ascii_isdigit (value.data[i]) != 0;
}

static void
add_field (Block *block, MsQuotedField field, MsSlice value)
{
    if (block->fields == 0)
        block->first = field;
    block->fields |= field;
    if (value.len == 0)
        return;
    if ((field & (MS_FIELD_SENT | MS_FIELD_DATE)) != 0)
        note_date (block, value);
    else if ((field & MS_FIELD_SUBJECT) == 0 && has_address (value))
        block->address = TRUE;
    if (field == MS_FIELD_FROM)
        block->from_address |= has_address (value);
}

static guint
count_main_fields (const Block *block)
{
    guint count = 0;

    for (guint bit = MS_FIELD_FROM; bit <= MS_FIELD_SUBJECT; bit <<= 1)
        count += bit != MS_FIELD_CC && (block->fields & bit) != 0;
    return count;
}

/* Memos, invitations and timetables have such fields too, but neither addresses nor the
 * time of day of a "Sent". */
static gboolean
is_convincing (const Block *block, MsBlockHints hints)
{
    guint count = count_main_fields (block), has = block->fields;
    gboolean from = (has & MS_FIELD_FROM) != 0;
    gboolean when = (has & (MS_FIELD_SENT | MS_FIELD_DATE)) != 0;
    gboolean telling = (has & (MS_FIELD_SENT | MS_FIELD_SUBJECT)) != 0;
    gboolean people = (has & (MS_FIELD_FROM | MS_FIELD_TO | MS_FIELD_SENT)) != 0;

    if ((has & MS_FIELD_RAW) != 0)
        return FALSE;
    if ((hints & MS_BLOCK_RULED) != 0 &&
        (block->from_address || (count >= 2 && (block->address || (telling && people)))))
        return TRUE;
    if (count < 2)
        return FALSE;
    if ((hints & MS_BLOCK_ANSWER) != 0 &&
        ((count >= 3 && from && telling && block->dated) ||
         (when && block->address && block->time)))
        return TRUE;
    if (block->address)
        return count >= 3 ? from || (when && telling) : from && when;
    return block->time && from && telling &&
           (block->first == MS_FIELD_FROM || block->first == MS_FIELD_SENT);
}

static gboolean
may_be_continuation (const MsLine *line, MsSlice text, guint plain)
{
    if ((line->flags & (MS_LINE_BLANK_BEFORE | MS_LINE_RULE | MS_LINE_COLON)) != 0)
        return FALSE;
    return plain < MAX_PLAIN_CONTINUATION || (line->flags & MS_LINE_AT) != 0 ||
           memchr (text.data, ';', text.len) != NULL;
}

const char *
ms_header_block_match (const MsSeparators *separators, const MsLines *lines, guint first,
                       MsBlockHints hints, guint *last)
{
    Block block = { 0 };
    guint depth = ms_lines_at (lines, first)->depth;
    guint plain = 0, continued = 0, seen = 0;

    for (guint i = first; i < ms_lines_count (lines) && seen < MAX_FIELDS; i++) {
        const MsLine *line = ms_lines_at (lines, i);
        MsSlice text = ms_lines_folded (lines, i), value = { 0 };
        const MsLabel *label = read_label (separators, text, &value);
        MsQuotedField field = label != NULL ? label->field : MS_FIELD_NONE;

        if (line->depth != depth || (i == first && (field & ~NEVER_FIRST) == 0))
            break;
        if (field != MS_FIELD_NONE) {
            if (block.fields == 0)
                block.name = label->name;
            add_field (&block, field, value);
            plain = continued = 0;
            seen++;
            *last = i;
        } else if ((line->flags & (MS_LINE_PICTURE | MS_LINE_ELEMENT)) == 0) {
            if (!may_be_continuation (line, text, plain) ||
                ++continued > MAX_CONTINUATION)
                break;
            plain += (line->flags & MS_LINE_AT) == 0;
            if (block.fields == (guint)MS_FIELD_FROM && has_address (text))
                block.from_address = block.address = TRUE;
        }
    }
    return block.fields != 0 && is_convincing (&block, hints) ? block.name : NULL;
}

gboolean
ms_has_date_and_time (MsSlice line)
{
    guint digits = 0;

    for (gsize i = 0; i < line.len; i++)
        digits += g_ascii_isdigit (line.data[i]) != 0;
    return digits >= 8 && digits <= 20 && has_time (line);
}

/* The date follows the name, on its line ("Tom Reed on 05/16/2001 03:04 PM") or below it,
 * perhaps behind "Sent by: …". */
static guint
find_notes_date (const MsSeparators *separators, const MsLines *lines, guint first)
{
    for (guint i = first; i <= first + 2 && i < ms_lines_count (lines); i++) {
        const MsLine *line = ms_lines_at (lines, i);
        MsSlice text = ms_lines_folded (lines, i), value = { 0 };

        if (text.len == 0 || (line->flags & (MS_LINE_CUT | MS_LINE_COLON)) != 0 ||
            read_field (separators, text, &value) != MS_FIELD_NONE)
            return G_MAXUINT;
        if ((line->flags & MS_LINE_DIGIT) != 0 && ms_has_date_and_time (text))
            return i == first || g_ascii_isdigit (text.data[0]) ? i : G_MAXUINT;
        if (i == first + 1 && !ms_slice_starts_with (text, "sent by"))
            return G_MAXUINT;
    }
    return G_MAXUINT;
}

gboolean
ms_notes_block_match (const MsSeparators *separators, const MsLines *lines, guint first,
                      guint *last)
{
    guint fields = 0, limit = MIN (*last + 1, ms_lines_count (lines));
    guint date = find_notes_date (separators, lines, first);

    if (date == G_MAXUINT)
        return FALSE;
    for (guint i = date + 1; i < limit; i++) {
        MsSlice value = { 0 };
        MsQuotedField field = read_field (separators, ms_lines_folded (lines, i), &value);

        if ((field & (MS_FIELD_FROM | MS_FIELD_DATE | MS_FIELD_SENT)) != 0 ||
            (fields == 0 && field != MS_FIELD_TO && i > date + 2))
            return FALSE;
        fields |= field;
        if (field == MS_FIELD_SUBJECT) {
            *last = i;
            return (fields & MS_FIELD_TO) != 0;
        }
    }
    return FALSE;
}

/* ---- Dashes ---------------------------------------------------------------------- */

static gsize
count_dashes (MsSlice text, gsize at)
{
    gsize count = 0;

    while (at + count < text.len && ms_char_is_in (text.data[at + count], "-_=*"))
        count++;
    return count;
}

/* Where the next run of two or more dashes begins, or the end. */
static gsize
find_dashes (MsSlice text, gsize at)
{
    for (; at + 1 < text.len; at++)
        if (ms_char_is_in (text.data[at], "-_=") && text.data[at + 1] == text.data[at])
            return at;
    return text.len;
}

const MsPhrase *
ms_dashed_phrase_match (const MsSeparators *separators, const MsLines *lines, guint index)
{
    MsSlice text = ms_lines_folded (lines, index);
    gsize front = count_dashes (text, 0);
    gsize end = find_dashes (text, front);
    MsSlice phrase = { 0 };

    /* MH has dashes in front only: "------- Forwarded Message" */
    if (front < 2 || (end == text.len && front < 6))
        return NULL;
    phrase = trim (ms_slice (text.data + front, end - front), " :");
    /* Lotus Notes: "---- Forwarded by Tom/London on 05/16/2001 ----" */
    if (phrase.len > 13 && memcmp (phrase.data, "forwarded by ", 13) == 0)
        phrase = ms_slice_str ("forwarded message");
    return ms_separators_phrase (separators, MS_PHRASE_DASHED, phrase);
}
