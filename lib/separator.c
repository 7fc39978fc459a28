/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator.h"

#include "separator_build.h"
#include "separator_data.h"
#include "text_line.h"

#define MAX_TAG_LINE 200
#define MAX_GENERIC_WORDS 4

gboolean
ms_separators_is_off (const MsSeparators *separators, const char *name)
{
    return g_hash_table_contains (separators->off, name);
}

const MsVerb *
ms_separators_verb (const MsSeparators *separators, MsSlice word)
{
    return g_hash_table_lookup (separators->verbs, &word);
}

const MsVerb *
ms_separators_verb_suffix (const MsSeparators *separators, MsSlice line)
{
    for (guint i = 0; i < separators->suffixes->len; i++) {
        const MsVerbSuffix *suffix =
            &g_array_index (separators->suffixes, MsVerbSuffix, i);
        gsize len = suffix->text.len;

        if (line.len > len &&
            memcmp (line.data + line.len - len, suffix->text.data, len) == 0)
            return suffix->verb;
    }
    return NULL;
}

gboolean
ms_separators_is_lead (const MsSeparators *separators, MsSlice word)
{
    return g_hash_table_contains (separators->words[MS_WORDS_LEAD], &word);
}

/* Which of the word lists the words of `text` are in, as bits. */
static guint
classify_words (const MsSeparators *separators, MsSlice text)
{
    guint classes = 0;
    gsize at = 0;

    while (at < text.len) {
        const char *blank = memchr (text.data + at, ' ', text.len - at);
        gsize end = blank != NULL ? (gsize)(blank - text.data) : text.len;
        MsSlice word = ms_slice (text.data + at, end - at);

        for (guint i = 0; i < MS_WORDS_LEAD; i++)
            if (g_hash_table_contains (separators->words[i], &word))
                classes |= 1u << i;
        at = end + 1;
    }
    return classes;
}

/* The first words of `text`, `count` at most. */
static MsSlice
first_words (MsSlice text, guint count)
{
    for (gsize i = 0; i < text.len; i++)
        if (text.data[i] == ' ' && --count == 0)
            return ms_slice (text.data, i);
    return text;
}

static const MsPhrase *
find_generic (const MsSeparators *separators, MsSlice text)
{
    /* "Forwarded message from Tom <tom@example.com>" */
    guint classes = classify_words (separators, first_words (text, MAX_GENERIC_WORDS));
    const MsPhrase *phrase = NULL;

    if ((classes & (1u << MS_WORDS_MESSAGE)) == 0)
        return NULL;
    if ((classes & (1u << MS_WORDS_FORWARDED)) != 0)
        phrase = &separators->generic[1];
    else if ((classes & (1u << MS_WORDS_ORIGINAL)) != 0)
        phrase = &separators->generic[0];
    return phrase == NULL || ms_separators_is_off (separators, phrase->name) ? NULL
                                                                             : phrase;
}

static gboolean
starts_with_one_of (MsSlice line, const char *const *starts)
{
    for (; *starts != NULL; starts++)
        if (line.len >= strlen (*starts) &&
            memcmp (line.data, *starts, strlen (*starts)) == 0)
            return TRUE;
    return FALSE;
}

static gboolean
has_one_of (MsSlice line, const char *const *words)
{
    for (; *words != NULL; words++)
        if (memmem (line.data, line.len, *words, strlen (*words)) != NULL)
            return TRUE;
    return FALSE;
}

gboolean
ms_separators_is_tag_line (MsSlice line)
{
    return line.len <= MAX_TAG_LINE && starts_with_one_of (line, ms_builtin_tag_starts) &&
           has_one_of (line, ms_builtin_tag_products);
}

static gboolean
has_run (MsSlice text)
{
    for (gsize i = 2; i < text.len; i++)
        if (text.data[i] == text.data[i - 1] && text.data[i] == text.data[i - 2] &&
            !g_ascii_isalnum (text.data[i]))
            return TRUE;
    return FALSE;
}

static const MsPhrase *
find_line (const MsSeparators *separators, MsSlice text)
{
    g_autofree char *even = NULL;
    MsSlice key = text;

    if (has_run (text)) {
        even = ms_separators_even_runs (text);
        key = ms_slice_str (even);
    }
    return g_hash_table_lookup (separators->phrases[MS_PHRASE_LINE], &key);
}

const MsPhrase *
ms_separators_phrase (const MsSeparators *separators, MsPhraseForm form, MsSlice text)
{
    const MsPhrase *phrase = NULL;

    if (form == MS_PHRASE_LINE)
        return find_line (separators, text);
    phrase = g_hash_table_lookup (separators->phrases[form], &text);
    return phrase != NULL ? phrase : find_generic (separators, text);
}

const MsPhrase *
ms_separators_pattern (const MsSeparators *separators, MsSlice line)
{
    g_autofree char *text = NULL;

    if (separators->patterns->len == 0)
        return NULL;
    text = g_strndup (line.data, line.len);
    for (guint i = 0; i < separators->patterns->len; i++) {
        const MsLinePattern *one =
            &g_array_index (separators->patterns, MsLinePattern, i);
        if (ms_pattern_match (one->pattern, text))
            return &one->phrase;
    }
    return NULL;
}

const MsLabel *
ms_separators_label (const MsSeparators *separators, MsSlice label)
{
    return g_hash_table_lookup (separators->labels, &label);
}

MsQuotedField
ms_separators_field (const MsSeparators *separators, MsSlice label)
{
    const MsLabel *found = ms_separators_label (separators, label);

    return found != NULL ? found->field : MS_FIELD_NONE;
}

/* ---- Elements -------------------------------------------------------------------- */

static gboolean
tag_is (const MsElement *element, MsSlice tag)
{
    return element->tag == NULL || (strlen (element->tag) == tag.len &&
                                    memcmp (element->tag, tag.data, tag.len) == 0);
}

/* The element with that attribute that has `word` in its value. */
static guint
lookup_word (const MsSeparators *separators, MsSlice tag, MsSlice attribute, MsSlice word)
{
    char key[120];
    gsize len = attribute.len + 1;
    guint index = 0;

    if (word.len == 0 || len + word.len + 1 > sizeof key)
        return 0;
    memcpy (key, attribute.data, attribute.len);
    key[len - 1] = '=';
    for (gsize i = 0; i < word.len; i++)
        key[len + i] =
            (char)(g_ascii_isupper (word.data[i]) ? word.data[i] | 0x20 : word.data[i]);
    key[len + word.len] = '\0';
    index = GPOINTER_TO_UINT (g_hash_table_lookup (separators->elements, key));
    while (index != 0 && !tag_is (ms_separators_element_at (separators, index), tag))
        index = g_array_index (separators->same_value, guint, index - 1);
    return index;
}

static gboolean
holds (const MsElement *element, MsSlice tag, MsSlice attribute, MsSlice value)
{
    return tag_is (element, tag) && strlen (element->attribute) == attribute.len &&
           memcmp (element->attribute, attribute.data, attribute.len) == 0 &&
           memmem (value.data, value.len, element->value, strlen (element->value)) !=
               NULL;
}

/* The length of what a client puts before the names of what it quotes: Outlook "x_",
 * Gmail "gmail-" and "m_<number>", Yahoo "yiv<number>", Roundcube "v1"; 0 for none. */
static gsize
prefix_len (MsSlice word)
{
    gsize minus = 0, digits = 0;

    if (word.len < 4)
        return 0;
    if (memcmp (word.data, "x_", 2) == 0 || memcmp (word.data, "v1", 2) == 0)
        return 2;
    if (word.len > 6 && memcmp (word.data, "gmail-", 6) == 0)
        return 6;
    if (memcmp (word.data, "m_", 2) == 0) {
        minus = word.data[2] == '-' ? 1 : 0;
        digits = ms_slice_count_digits (word, 2 + minus);
        return digits > 0 ? 2 + minus + digits : 0;
    }
    digits = memcmp (word.data, "yiv", 3) == 0 ? ms_slice_count_digits (word, 3) : 0;
    return digits > 0 ? 3 + digits : 0;
}

/* A word as it was before it was quoted, however often. */
static guint
lookup_original (const MsSeparators *separators, MsSlice tag, MsSlice attribute,
                 MsSlice word)
{
    gsize prefix = prefix_len (word), len = 0;

    if (prefix == 0)
        return 0;
    for (len = prefix; len > 0; len = prefix_len (word))
        word = ms_slice (word.data + len, word.len - len);
    return lookup_word (separators, tag, attribute, word);
}

guint
ms_separators_element (const MsSeparators *separators, MsSlice tag, MsSlice attribute,
                       MsSlice value)
{
    gsize end = 0;

    if (attribute.len == 0 ||
        (separators->initials & (1u << ((guint)attribute.data[0] & 31))) == 0)
        return 0;
    for (gsize at = 0; at < value.len; at = end + 1) {
        guint index = 0;

        for (end = at; end < value.len && !g_ascii_isspace (value.data[end]);)
            end++;
        index = lookup_word (separators, tag, attribute,
                             ms_slice (value.data + at, end - at));
        if (index == 0)
            index = lookup_original (separators, tag, attribute,
                                     ms_slice (value.data + at, end - at));
        if (index != 0)
            return index;
    }
    for (guint i = 0; i < separators->containing->len; i++) {
        guint index = g_array_index (separators->containing, guint, i);
        if (holds (ms_separators_element_at (separators, index), tag, attribute, value))
            return index;
    }
    return 0;
}

const MsElement *
ms_separators_element_at (const MsSeparators *separators, guint index)
{
    g_assert (index > 0 && index <= separators->element_table->len);
    return &g_array_index (separators->element_table, MsElement, index - 1);
}
