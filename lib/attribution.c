/* SPDX-License-Identifier: BSD-2-Clause */
#include "attribution.h"

/* Clients wrap at 72 to 78 columns, and some wrap again: seen over five lines. */
#define MAX_LINES 6
#define MAX_NAME_WORDS 6
#define MAX_NAME_WORDS_WITH_DATE 9
#define MAX_WEAK_WORDS 10
#define MAX_ADDRESSES 6
/* "On Wednesday, the 5th of March", before the first number at most */
#define MAX_LEAD_WORDS 5
#define MAX_NAME_WORDS_WITH_ADDRESS 14

/* What a candidate says. */
typedef struct {
    gboolean day, year, full_date, time;
    gboolean address;     /* user@host */
    gboolean bracketed;   /* … in angle brackets or parentheses */
    gboolean dated_start; /* begins with a date, or a word like "on" and a date */
    gboolean iso_start;   /* begins with a date that has the year in front */
    gboolean you;         /* the word before the verb is "you" */
    gboolean dashed;      /* dashes on both sides */
    gboolean ruled;       /* dashes in front */
    gboolean date_after_verb;
    gboolean colon;
    guint words;
    guint words_after_verb;
    guint first_verb_word; /* counted from 1 */
    const MsVerb *verb;
} Evidence;

typedef struct {
    const MsSeparators *separators;
    const char *text;
    gsize len;
    gsize at;
    gboolean after_at; /* an address has begun */
    guint addresses;
    gboolean lead; /* the first word is one that begins attributions */
    MsSlice last_word;
    Evidence found;
} Reader;

static gboolean
is_word_char (char c)
{
    return (guchar)c >= 0x80 || g_ascii_isalpha (c) || c == '\'';
}

static gsize
count_digits (const Reader *reader, gsize at)
{
    gsize count = 0;

    while (at + count < reader->len && g_ascii_isdigit (reader->text[at + count]))
        count++;
    return count;
}

static guint
number_at (const Reader *reader, gsize at, gsize digits)
{
    guint number = 0;

    for (gsize i = 0; i < MIN (digits, 6); i++)
        number = number * 10 + (guint)(reader->text[at + i] - '0');
    return number;
}

/* "23.6.2014", "2016-11-16", "4/4/12", "7. 5. 2024": its length, or 0. */
static gsize
numeric_date_length (const Reader *reader, gsize at)
{
    gsize start = at;
    char separator = '\0';

    for (guint part = 0; part < 3; part++) {
        gsize digits = count_digits (reader, at);
        if (digits == 0 || digits > 4 || digits == 3)
            return 0;
        at += digits;
        if (part == 2)
            return at - start;
        if (at >= reader->len || memchr ("./-", reader->text[at], 3) == NULL ||
            (part == 1 && reader->text[at] != separator))
            return 0;
        separator = reader->text[at++];
        if (at < reader->len && separator == '.' && reader->text[at] == ' ')
            at++;
    }
    return 0;
}

/* "19:42", "10.00", "14h30": its length, or 0. */
static gsize
time_length (const Reader *reader, gsize at, gsize digits)
{
    gsize minutes = 0;

    if (digits > 2 || number_at (reader, at, digits) > 24 || at + digits >= reader->len ||
        memchr (":.h", reader->text[at + digits], 3) == NULL)
        return 0;
    minutes = count_digits (reader, at + digits + 1);
    if (minutes != 2 || number_at (reader, at + digits + 1, 2) > 59)
        return 0;
    return digits + 3;
}

/* Chinese, Japanese and Korean put the word for "hour" behind the number. */
static gboolean
hour_word_follows (const Reader *reader, gsize at)
{
    static const char *const hours[] = { "时", "時", "点", "點", "시" };

    for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
        if (reader->len - at >= strlen (hours[i]) &&
            memcmp (reader->text + at, hours[i], strlen (hours[i])) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
has_date (const Evidence *found)
{
    return found->full_date || (found->day && found->year);
}

static void
read_number (Reader *reader)
{
    gsize digits = count_digits (reader, reader->at);
    gsize date = numeric_date_length (reader, reader->at);
    gsize time = time_length (reader, reader->at, digits);
    guint number = number_at (reader, reader->at, digits);
    Evidence *found = &reader->found;

    if (!reader->after_at && found->words <= (reader->lead ? MAX_LEAD_WORDS : 1) &&
        (time == 0 || date > 0 || found->words == 0) &&
        (reader->at == 0 || strchr (" ,(", reader->text[reader->at - 1]) != NULL))
        found->dated_start = TRUE;
    if (date > 0) {
        found->full_date = TRUE;
        found->date_after_verb |= found->verb != NULL;
        found->iso_start |=
            found->words == 0 && digits == 4 && reader->text[reader->at + 4] == '/';
        reader->at += date;
        return;
    }
    if (time > 0) {
        found->time = TRUE;
        reader->at += time;
        return;
    }
    reader->at += digits;
    if (hour_word_follows (reader, reader->at))
        found->time = TRUE;
    else if (digits <= 2 && number >= 1 && number <= 31)
        found->day = TRUE;
    else if (digits == 4 && ((number >= 1900 && number <= 2100) || /* Gregorian */
                             (number >= 1350 && number <= 1500) || /* Hijri, Persian */
                             (number >= 2500 && number <= 2600)))  /* Buddhist */
        found->year = TRUE;
    found->date_after_verb |= found->verb != NULL && has_date (found);
}

/* "napisał(a)", "napisao/la": the ending is no word of its own. */
static gboolean
is_gender_ending (const Reader *reader, gsize start, gsize len)
{
    return start > 0 && len <= 3 &&
           (reader->text[start - 1] == '(' || reader->text[start - 1] == '/') &&
           start > 1 && is_word_char (reader->text[start - 2]);
}

static void
read_word (Reader *reader)
{
    gsize start = reader->at;
    MsSlice word = { 0 };
    const MsVerb *verb = NULL;
    gboolean in_address = FALSE;
    Evidence *found = &reader->found;

    while (reader->at < reader->len && is_word_char (reader->text[reader->at]))
        reader->at++;
    word = ms_slice (reader->text + start, reader->at - start);
    in_address = start > 0 && memchr ("@.-_+", reader->text[start - 1], 5) != NULL;
    if (is_gender_ending (reader, start, word.len))
        return;
    found->words++;
    found->words_after_verb += !in_address;
    if (found->words == 1)
        reader->lead = ms_separators_is_lead (reader->separators, word);
    /* Not inside an address: "wrote@example.com". */
    if (reader->at < reader->len && memchr ("@.-", reader->text[reader->at], 3) != NULL &&
        reader->at + 1 < reader->len && is_word_char (reader->text[reader->at + 1]))
        return;
    verb = ms_separators_verb (reader->separators, word);
    if (verb != NULL) {
        found->verb = verb;
        found->words_after_verb = 0;
        if (found->first_verb_word == 0)
            found->first_verb_word = found->words;
        found->you =
            reader->last_word.len == 3 && memcmp (reader->last_word.data, "you", 3) == 0;
    }
    reader->last_word = word;
}

static void
read_at_sign (Reader *reader)
{
    gsize at = reader->at++;
    gsize back = at;

    if (at == 0 || at + 1 >= reader->len || !g_ascii_isgraph (reader->text[at - 1]) ||
        !(is_word_char (reader->text[at + 1]) || g_ascii_isdigit (reader->text[at + 1])))
        return;
    reader->found.address = TRUE;
    reader->after_at = TRUE;
    if (++reader->addresses > MAX_ADDRESSES)
        return;
    while (back > 0 && reader->text[back - 1] != ' ' && at - back < 100)
        back--;
    for (gsize i = back; i < at; i++)
        if (memchr ("<([;:", reader->text[i], 5) != NULL)
            reader->found.bracketed = TRUE;
    /* "< a@example.com>", as some clients wrap it */
    if (back >= 2 && memchr ("<(", reader->text[back - 2], 2) != NULL)
        reader->found.bracketed = TRUE;
}

static void
trim_dashes (Reader *reader)
{
    gsize front = 0, back = 0;

    while (front < reader->len && memchr ("-_=*", reader->text[front], 4) != NULL)
        front++;
    while (back < reader->len - front &&
           memchr ("-_=", reader->text[reader->len - 1 - back], 3) != NULL)
        back++;
    reader->found.dashed = front >= 2 && back >= 2;
    reader->found.ruled = front >= 3 && reader->text[0] == '-';
    reader->text += front;
    reader->len -= front + back;
    while (reader->len > 0 && reader->text[0] == ' ') {
        reader->text++;
        reader->len--;
    }
    while (reader->len > 0 && strchr (" *]", reader->text[reader->len - 1]) != NULL)
        reader->len--;
}

static Evidence
read_evidence (const MsSeparators *separators, const char *text, gsize len)
{
    Reader reader = { .separators = separators, .text = text, .len = len };

    trim_dashes (&reader);
    if (reader.len > 0 && reader.text[reader.len - 1] == ':') {
        reader.found.colon = TRUE;
        reader.len--;
    }
    /* Hebrew as Roundcube has it, with the colon where it would be from left to right */
    reader.found.colon |= reader.len > 0 && reader.text[0] == ':';
    while (reader.len > 0 && reader.text[reader.len - 1] == ' ')
        reader.len--;
    while (reader.at < reader.len) {
        char c = reader.text[reader.at];
        if (g_ascii_isdigit (c))
            read_number (&reader);
        else if (is_word_char (c))
            read_word (&reader);
        else if (c == '@')
            read_at_sign (&reader);
        else
            reader.at++;
    }
    if (reader.found.verb == NULL) {
        reader.found.verb =
            ms_separators_verb_suffix (separators, ms_slice (reader.text, reader.len));
        reader.found.words_after_verb = 0;
    }
    return reader.found;
}

static gboolean
verb_is_in_place (const Evidence *found, gboolean quoted_below)
{
    if (found->verb == NULL)
        return FALSE;
    switch (found->verb->order) {
    case MS_VERB_LAST:
        /* Thunderbird can say "Tom Reed wrote on 3/3/26 9:41 AM:" */
        return found->words_after_verb == 0 ||
               (found->date_after_verb && found->time &&
                (quoted_below || found->bracketed) &&
                found->words_after_verb <= MAX_NAME_WORDS);
    case MS_VERB_DATED:
        return found->words_after_verb == 0 && (has_date (found) || quoted_below);
    case MS_VERB_ANY:
        if (found->address)
            return found->words_after_verb <= MAX_NAME_WORDS_WITH_ADDRESS;
        return found->words_after_verb <= (has_date (found) && found->time
                                               ? MAX_NAME_WORDS_WITH_DATE
                                               : MAX_NAME_WORDS);
    case MS_VERB_FIRST:
        return found->first_verb_word == 1;
    case MS_VERB_SUFFIX:
        return TRUE;
    }
    return FALSE;
}

static MsCertainty
weigh (const Evidence *found, gboolean quoted_below, gboolean speech_below)
{
    gboolean date = has_date (found);
    gboolean verb = verb_is_in_place (found, quoted_below);

    if (found->dashed && verb)
        return MS_ATTRIBUTION_SURE;
    /* Gmail around 2010: "2011/4/7 Tom <a>" and nothing else */
    if (!found->colon && found->iso_start && found->bracketed && !found->time)
        return quoted_below ? MS_ATTRIBUTION_SURE : MS_ATTRIBUTION_WEAK;
    if (!found->colon && !found->dashed)
        return verb && date && (found->time || quoted_below) &&
                       (found->bracketed || (quoted_below && found->dated_start))
                   ? MS_ATTRIBUTION_SURE
                   : MS_ATTRIBUTION_NONE;
    if (quoted_below && verb &&
        (date || found->bracketed || (found->day && found->dated_start)))
        return MS_ATTRIBUTION_SURE;
    if (found->dated_start && date && (found->time || quoted_below) &&
        (found->bracketed || (quoted_below && (found->time || found->address))))
        return MS_ATTRIBUTION_SURE; /* needs no verb: Gmail in Russian, Yandex */
    if (quoted_below && date && found->time && found->bracketed)
        return MS_ATTRIBUTION_SURE; /* in whatever words */
    /* A date followed by speech is a chronicle. */
    if (verb && !speech_below && date && (found->time || found->you))
        return MS_ATTRIBUTION_SURE;
    if (verb && (found->bracketed || (found->address && (date || found->ruled))))
        return MS_ATTRIBUTION_SURE;
    if (quoted_below && ((verb && found->words <= MAX_WEAK_WORDS) || found->bracketed ||
                         (date && found->time)))
        return MS_ATTRIBUTION_WEAK;
    return MS_ATTRIBUTION_NONE;
}

/* ---- Lines --------------------------------------------------------------------------
 */

static gboolean
has_open_bracket (MsSlice text)
{
    const char *open = memrchr (text.data, '<', text.len);
    const char *close = memrchr (text.data, '>', text.len);

    return open != NULL && (close == NULL || close < open);
}

/* "…<a@example.com" and on the next line "> wrote:": that mark quotes nothing. */
static gboolean
is_torn_bracket (const MsLines *lines, guint index)
{
    const MsLine *line = ms_lines_at (lines, index);
    const MsLine *above = index > 0 ? ms_lines_at (lines, index - 1) : NULL;

    return above != NULL && line->depth == above->depth + 1 && line->folded_len <= 16 &&
           (line->flags & MS_LINE_COLON) != 0 &&
           (has_open_bracket (ms_lines_folded (lines, index - 1)) ||
            (index > 1 && has_open_bracket (ms_lines_folded (lines, index - 2))));
}

/* Whether line `index` may go on in the next one. */
static gboolean
may_continue (const MsLines *lines, guint index, guint depth)
{
    const MsLine *line = ms_lines_at (lines, index);
    const MsLine *next = ms_lines_at (lines, index + 1);
    MsSlice text = ms_lines_folded (lines, index);
    MsSlice next_text = ms_lines_folded (lines, index + 1);

    if (line->depth != depth || line->folded_len == 0 ||
        (line->flags & (MS_LINE_RULE | MS_LINE_CUT | MS_LINE_COLON)) != 0)
        return FALSE;
    if ((next->flags & MS_LINE_BLANK_BEFORE) == 0)
        return TRUE;
    /* An HTML to text converter may put "<", the link and ">" on lines of their own. */
    return has_open_bracket (text) || (next_text.len > 0 && next_text.data[0] == '<');
}

static const MsLine *
next_text_line (const MsLines *lines, guint index)
{
    for (guint i = index + 1; i < ms_lines_count (lines) && i <= index + 4; i++) {
        const MsLine *line = ms_lines_at (lines, i);
        if (line->folded_len > 0)
            return line;
    }
    return NULL;
}

static void
append_line (GString *text, const MsLines *lines, guint index)
{
    MsSlice folded = ms_lines_folded (lines, index);

    if (text->len > 0)
        g_string_append_c (text, ' ');
    g_string_append_len (text, folded.data, (gssize)folded.len);
}

static MsCertainty
judge (const MsSeparators *separators, const MsLines *lines, guint first, guint last,
       Evidence *found)
{
    g_autoptr (GString) text = g_string_sized_new (256);
    const MsLine *next = next_text_line (lines, last);
    guint depth = ms_lines_at (lines, first)->depth;
    gboolean speech = FALSE;

    for (guint i = first; i <= last; i++)
        append_line (text, lines, i);
    if (text->len > MS_LINE_MAX_FOLDED)
        return MS_ATTRIBUTION_NONE;
    *found = read_evidence (separators, text->str, text->len);
    if (next != NULL && next->depth <= depth)
        speech = lines->text->str[next->folded] == '"';
    return weigh (found, next != NULL && next->depth > depth, speech);
}

static gboolean
ends_in_verb (const MsSeparators *separators, MsSlice text)
{
    gsize end = text.len, start = 0;

    while (end > 0 && !is_word_char (text.data[end - 1]) && text.len - end < 2)
        end--;
    for (start = end; start > 0 && is_word_char (text.data[start - 1]);)
        start--;
    return start < end && ms_separators_verb (separators, ms_slice (text.data + start,
                                                                    end - start)) != NULL;
}

static gboolean
may_end (const MsSeparators *separators, const MsLines *lines, guint last)
{
    const MsLine *line = ms_lines_at (lines, last);
    MsSlice text = ms_lines_folded (lines, last);

    if (text.len == 0 || (line->flags & (MS_LINE_CUT | MS_LINE_RULE)) != 0)
        return FALSE;
    if ((line->flags & MS_LINE_COLON) != 0 || text.data[0] == ':' ||
        memchr ("*-", text.data[text.len - 1], 2) != NULL ||
        (text.data[0] == '[' && text.data[text.len - 1] == ']'))
        return TRUE;
    if (text.data[text.len - 1] == '>' && (line->flags & MS_LINE_AT) != 0)
        return TRUE;
    /* Some languages have no colon, and some clients forget it. */
    return (line->flags & MS_LINE_DIGIT) != 0 && ends_in_verb (separators, text);
}

/* A line that goes on from the one above: "<tom@example.com> wrote:", or the rest of an
 * address that was torn. */
static gboolean
is_middle (const MsLines *lines, guint index)
{
    MsSlice text = ms_lines_folded (lines, index);
    const char *open = memchr (text.data, '<', text.len);
    const char *close = memchr (text.data, '>', text.len);

    return text.len > 0 && (memchr ("<(", text.data[0], 2) != NULL ||
                            (close != NULL && (open == NULL || close < open)));
}

/* Mew and news readers name the message on a line above: "In message <1@example.org>". */
static gboolean
names_message (const MsLines *lines, guint index)
{
    MsSlice text = ms_lines_folded (lines, index);

    return text.len > 12 && (memcmp (text.data, "in message ", 11) == 0 ||
                             memcmp (text.data, "in article ", 11) == 0);
}

/* Lines are added upwards. The shortest that begins with its date is the attribution,
 * else the shortest that is one at all: own text may stand right above it. */
MsCertainty
ms_attribution_match (const MsSeparators *separators, const MsLines *lines, guint last,
                      guint *first, const char **name)
{
    MsCertainty best = MS_ATTRIBUTION_NONE;
    gboolean middle = FALSE;
    guint torn = is_torn_bracket (lines, last) ? 1 : 0;
    guint depth = ms_lines_at (lines, last - torn)->depth;

    if (!may_end (separators, lines, last))
        return MS_ATTRIBUTION_NONE;
    for (guint count = 1, start = last; count <= MAX_LINES; count++, start--) {
        Evidence found = { 0 };
        MsCertainty certainty = MS_ATTRIBUTION_NONE;

        if (count > torn)
            certainty = judge (separators, lines, start, last, &found);
        if (certainty > best || (certainty == best && certainty != MS_ATTRIBUTION_NONE &&
                                 (middle || found.dated_start))) {
            best = certainty;
            *first = start;
            *name = found.verb != NULL ? found.verb->name : "date-and-address";
            middle = is_middle (lines, start);
        }
        if (best == MS_ATTRIBUTION_SURE &&
            (found.dated_start || (!middle && has_date (&found))))
            break;
        if (start == 0 || !may_continue (lines, start - 1, depth))
            break;
    }
    if (best != MS_ATTRIBUTION_NONE && *first > 0 &&
        may_continue (lines, *first - 1, depth) && names_message (lines, *first - 1))
        (*first)--;
    return best;
}
