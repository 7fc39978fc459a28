/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator.h"

#include "separator_data.h"
#include "text_line.h"

struct MsSeparators {
    GHashTable *verbs;      /* MsSlice -> MsVerb */
    GPtrArray *suffixes;    /* of Suffix, the verbs that end a line */
    GHashTable *phrases[2]; /* by form: MsSlice -> MsPhrase */
    GHashTable *labels;     /* MsSlice -> MsLabel */
    GHashTable *words[4];   /* by WORDS_: MsSlice -> itself */
    GHashTable *elements;   /* "tag attribute=value" in lower case -> index from 1 */
    GArray *containing;     /* of guint: the indexes of those that look inside a value */
    GArray *element_table;  /* of MsElement */
    GPtrArray *pool;        /* strings that the slices are in */
    MsPhrase generic[2];    /* reply, forward */
};

enum { WORDS_MESSAGE, WORDS_ORIGINAL, WORDS_FORWARDED, WORDS_LEAD };

typedef struct {
    char *text;
    const MsVerb *verb;
} Suffix;

static guint
slice_hash (gconstpointer key)
{
    const MsSlice *slice = key;
    guint hash = 5381;

    for (gsize i = 0; i < slice->len; i++)
        hash = hash * 33 + (guchar)slice->data[i];
    return hash;
}

static gboolean
slice_equal (gconstpointer a, gconstpointer b)
{
    const MsSlice *first = a, *second = b;

    return first->len == second->len &&
           memcmp (first->data, second->data, first->len) == 0;
}

static GHashTable *
slice_table_new (void)
{
    return g_hash_table_new_full (slice_hash, slice_equal, g_free, NULL);
}

/* Calls `add` with each of the alternatives in `words`, folded and owned by the pool. */
static void
add_words (MsSeparators *separators, GHashTable *table, const char *words,
           gconstpointer value)
{
    g_auto (GStrv) alternatives = g_strsplit (words, "|", -1);

    for (char **word = alternatives; *word != NULL; word++) {
        char *folded = ms_fold (*word);
        MsSlice slice = ms_slice_str (folded);

        g_ptr_array_add (separators->pool, folded);
        if (!g_hash_table_contains (table, &slice))
            g_hash_table_insert (table, g_memdup2 (&slice, sizeof slice),
                                 (gpointer)value);
    }
}

static void
suffix_free (gpointer data)
{
    Suffix *suffix = data;

    g_free (suffix->text);
    g_free (suffix);
}

static void
add_suffixes (MsSeparators *separators, const MsVerb *verb)
{
    g_auto (GStrv) alternatives = g_strsplit (verb->words, "|", -1);

    for (char **word = alternatives; *word != NULL; word++) {
        Suffix *suffix = g_new (Suffix, 1);

        suffix->text = ms_fold (*word);
        suffix->verb = verb;
        g_ptr_array_add (separators->suffixes, suffix);
    }
}

/* An element without a tag is filed under "*". */
static void
add_element (MsSeparators *separators, const MsElement *element)
{
    g_autofree char *value = g_ascii_strdown (element->value, -1);
    char *key = g_strconcat (element->tag != NULL ? element->tag : "*", " ",
                             element->attribute, "=", value, NULL);
    guint index = separators->element_table->len + 1;

    g_array_append_val (separators->element_table, *element);
    if (element->match == MS_ATTRIBUTE_CONTAINS)
        g_array_append_val (separators->containing, index);
    if (element->match == MS_ATTRIBUTE_WORD)
        g_hash_table_insert (separators->elements, key, GUINT_TO_POINTER (index));
    else
        g_free (key);
}

static void
load_builtin (MsSeparators *separators)
{
    for (const MsVerb *verb = ms_builtin_verbs; verb->name != NULL; verb++) {
        if (verb->order == MS_VERB_SUFFIX)
            add_suffixes (separators, verb);
        else
            add_words (separators, separators->verbs, verb->words, verb);
    }
    for (const MsPhrase *phrase = ms_builtin_phrases; phrase->name != NULL; phrase++)
        add_words (separators, separators->phrases[phrase->form], phrase->words, phrase);
    for (const MsLabel *label = ms_builtin_labels; label->name != NULL; label++)
        add_words (separators, separators->labels, label->labels, label);
    for (const MsElement *element = ms_builtin_elements; element->name != NULL; element++)
        add_element (separators, element);
    add_words (separators, separators->words[WORDS_LEAD], ms_builtin_leads, "");
    add_words (separators, separators->words[WORDS_MESSAGE], ms_builtin_message_words,
               "");
    add_words (separators, separators->words[WORDS_ORIGINAL], ms_builtin_original_words,
               "");
    add_words (separators, separators->words[WORDS_FORWARDED], ms_builtin_forwarded_words,
               "");
}

MsSeparators *
ms_separators_new (void)
{
    MsSeparators *separators = g_new0 (MsSeparators, 1);

    separators->verbs = slice_table_new();
    separators->suffixes = g_ptr_array_new_with_free_func (suffix_free);
    for (guint i = 0; i < G_N_ELEMENTS (separators->phrases); i++)
        separators->phrases[i] = slice_table_new();
    separators->labels = slice_table_new();
    for (guint i = 0; i < G_N_ELEMENTS (separators->words); i++)
        separators->words[i] = slice_table_new();
    separators->elements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    separators->containing = g_array_new (FALSE, FALSE, sizeof (guint));
    separators->element_table = g_array_new (FALSE, FALSE, sizeof (MsElement));
    separators->pool = g_ptr_array_new_with_free_func (g_free);
    separators->generic[0] =
        (MsPhrase){ "original-message", "", MS_PHRASE_DASHED, MS_THREAD_REPLY };
    separators->generic[1] =
        (MsPhrase){ "forwarded-message", "", MS_PHRASE_DASHED, MS_THREAD_FORWARD };
    load_builtin (separators);
    return separators;
}

void
ms_separators_free (MsSeparators *separators)
{
    if (separators == NULL)
        return;
    g_hash_table_unref (separators->verbs);
    g_ptr_array_unref (separators->suffixes);
    for (guint i = 0; i < G_N_ELEMENTS (separators->phrases); i++)
        g_hash_table_unref (separators->phrases[i]);
    g_hash_table_unref (separators->labels);
    for (guint i = 0; i < G_N_ELEMENTS (separators->words); i++)
        g_hash_table_unref (separators->words[i]);
    g_hash_table_unref (separators->elements);
    g_array_unref (separators->containing);
    g_array_unref (separators->element_table);
    g_ptr_array_unref (separators->pool);
    g_free (separators);
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
        const Suffix *suffix = g_ptr_array_index (separators->suffixes, i);
        gsize len = strlen (suffix->text);

        if (line.len > len && memcmp (line.data + line.len - len, suffix->text, len) == 0)
            return suffix->verb;
    }
    return NULL;
}

gboolean
ms_separators_is_lead (const MsSeparators *separators, MsSlice word)
{
    return g_hash_table_contains (separators->words[WORDS_LEAD], &word);
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

        for (guint i = 0; i < WORDS_LEAD; i++)
            if (g_hash_table_contains (separators->words[i], &word))
                classes |= 1u << i;
        at = end + 1;
    }
    return classes;
}

static guint
count_words (MsSlice text)
{
    guint count = text.len > 0;

    for (gsize i = 0; i < text.len; i++)
        count += text.data[i] == ' ';
    return count;
}

const MsPhrase *
ms_separators_phrase (const MsSeparators *separators, MsPhraseForm form, MsSlice text)
{
    const MsPhrase *phrase = g_hash_table_lookup (separators->phrases[form], &text);
    guint classes = 0;

    if (phrase != NULL || form != MS_PHRASE_DASHED || count_words (text) > 4)
        return phrase;
    classes = classify_words (separators, text);
    if ((classes & (1u << WORDS_MESSAGE)) == 0)
        return NULL;
    if ((classes & (1u << WORDS_FORWARDED)) != 0)
        return &separators->generic[1];
    return (classes & (1u << WORDS_ORIGINAL)) != 0 ? &separators->generic[0] : NULL;
}

MsQuotedField
ms_separators_field (const MsSeparators *separators, MsSlice label)
{
    const MsLabel *found = g_hash_table_lookup (separators->labels, &label);

    return found != NULL ? found->field : MS_FIELD_NONE;
}

/* ---- Elements -----------------------------------------------------------------------
 */

static guint
lookup_key (const MsSeparators *separators, MsSlice tag, MsSlice attribute, MsSlice word)
{
    char key[120];
    gsize len = tag.len + attribute.len + 2;

    if (len + word.len + 1 > sizeof key)
        return 0;
    memcpy (key, tag.data, tag.len);
    key[tag.len] = ' ';
    memcpy (key + tag.len + 1, attribute.data, attribute.len);
    key[len - 1] = '=';
    for (gsize i = 0; i < word.len; i++)
        key[len + i] = g_ascii_tolower (word.data[i]);
    key[len + word.len] = '\0';
    return GPOINTER_TO_UINT (g_hash_table_lookup (separators->elements, key));
}

static gboolean
holds (const MsElement *element, MsSlice tag, MsSlice attribute, MsSlice value)
{
    MsSlice own_tag = element->tag != NULL ? ms_slice_str (element->tag) : tag;
    MsSlice own_attribute = ms_slice_str (element->attribute);

    return slice_equal (&own_tag, &tag) && slice_equal (&own_attribute, &attribute) &&
           memmem (value.data, value.len, element->value, strlen (element->value)) !=
               NULL;
}

guint
ms_separators_element (const MsSeparators *separators, MsSlice tag, MsSlice attribute,
                       MsSlice value)
{
    gsize end = 0;

    for (gsize at = 0; at < value.len; at = end + 1) {
        MsSlice word = { 0 };
        guint index = 0;

        for (end = at; end < value.len && !g_ascii_isspace (value.data[end]);)
            end++;
        word = ms_slice (value.data + at, end - at);
        index = lookup_key (separators, tag, attribute, word);
        if (index == 0)
            index = lookup_key (separators, ms_slice_str ("*"), attribute, word);
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
