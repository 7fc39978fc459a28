/* SPDX-License-Identifier: BSD-2-Clause */
#include "evidence.h"

#define MAX_ADDRESSES 6
/* "On Wednesday, the 5th of March", before the first number at most */
#define MAX_LEAD_WORDS 5

typedef struct {
    const MsSeparators *separators;
    const char *text;
    gsize len;
    gsize at;
    gboolean after_at; /* an address has begun */
    guint addresses;
    gboolean lead; /* the first word is one that begins attributions */
    MsSlice last_word;
    MsEvidence found;
} Reader;

static gsize
count_digits (const Reader *reader, gsize at)
{
    return ms_slice_count_digits (ms_slice (reader->text, reader->len), at);
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
        if (at >= reader->len || !ms_char_is_in (reader->text[at], "./-") ||
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
        !ms_char_is_in (reader->text[at + digits], ":.h"))
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

static void
read_number (Reader *reader)
{
    gsize digits = count_digits (reader, reader->at);
    gsize date = numeric_date_length (reader, reader->at);
    gsize time = time_length (reader, reader->at, digits);
    guint number = number_at (reader, reader->at, digits);
    MsEvidence *found = &reader->found;

    if (!reader->after_at && found->words <= (reader->lead ? MAX_LEAD_WORDS : 1) &&
        (time == 0 || date > 0 || found->words == 0) &&
        (reader->at == 0 || ms_char_is_in (reader->text[reader->at - 1], " ,(")))
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
    found->date_after_verb |= found->verb != NULL && ms_evidence_has_date (found);
}

/* "napisał(a)", "napisao/la": the ending is no word of its own. */
static gboolean
is_gender_ending (const Reader *reader, gsize start, gsize len)
{
    return start > 0 && len <= 3 &&
           (reader->text[start - 1] == '(' || reader->text[start - 1] == '/') &&
           start > 1 && ms_evidence_is_word_char (reader->text[start - 2]);
}

static void
read_word (Reader *reader)
{
    gsize start = reader->at;
    MsSlice word = { 0 };
    const MsVerb *verb = NULL;
    gboolean in_address = FALSE;
    MsEvidence *found = &reader->found;

    while (reader->at < reader->len &&
           ms_evidence_is_word_char (reader->text[reader->at]))
        reader->at++;
    word = ms_slice (reader->text + start, reader->at - start);
    in_address = start > 0 && ms_char_is_in (reader->text[start - 1], "@.-_+");
    if (is_gender_ending (reader, start, word.len))
        return;
    found->words++;
    found->words_after_verb += !in_address;
    if (found->words == 1)
        reader->lead = ms_separators_is_lead (reader->separators, word);
    /* Not inside an address: "wrote@example.com". */
    if (reader->at < reader->len && ms_char_is_in (reader->text[reader->at], "@.-") &&
        reader->at + 1 < reader->len &&
        ms_evidence_is_word_char (reader->text[reader->at + 1]))
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
        !(ms_evidence_is_word_char (reader->text[at + 1]) ||
          g_ascii_isdigit (reader->text[at + 1])))
        return;
    reader->found.address = TRUE;
    reader->after_at = TRUE;
    if (++reader->addresses > MAX_ADDRESSES)
        return;
    while (back > 0 && reader->text[back - 1] != ' ' && at - back < 100)
        back--;
    for (gsize i = back; i < at; i++)
        if (ms_char_is_in (reader->text[i], "<([;:"))
            reader->found.bracketed = TRUE;
    /* "< a@example.com>", as some clients wrap it */
    if (back >= 2 && ms_char_is_in (reader->text[back - 2], "<("))
        reader->found.bracketed = TRUE;
}

static void
trim_dashes (Reader *reader)
{
    gsize front = 0, back = 0;

    while (front < reader->len && ms_char_is_in (reader->text[front], "-_=*"))
        front++;
    while (back < reader->len - front &&
           ms_char_is_in (reader->text[reader->len - 1 - back], "-_="))
        back++;
    reader->found.dashed = front >= 2 && back >= 2;
    reader->found.ruled = front >= 3 && reader->text[0] == '-';
    reader->text += front;
    reader->len -= front + back;
    while (reader->len > 0 && reader->text[0] == ' ') {
        reader->text++;
        reader->len--;
    }
    while (reader->len > 0 && ms_char_is_in (reader->text[reader->len - 1], " *]"))
        reader->len--;
}

MsEvidence
ms_evidence_read (const MsSeparators *separators, MsSlice text)
{
    Reader reader = { .separators = separators, .text = text.data, .len = text.len };

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
        else if (ms_evidence_is_word_char (c))
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
