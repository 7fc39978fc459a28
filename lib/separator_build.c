/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator_build.h"

#include "separator_data.h"
#include "text_line.h"

/* Each line of a message is looked up. */
#define HASHED ((gsize)16)

/* Of the start alone: the tables are the catalogue's, in which few begin alike, and what
 * is looked up adds nothing to them. */
static guint
hash_slice (gconstpointer key)
{
    const MsSlice *slice = key;
    guint hash = (guint)slice->len;

    for (gsize i = 0; i < MIN (slice->len, HASHED); i++)
        hash = hash * 33 + (guchar)slice->data[i];
    return hash;
}

static gboolean
are_equal_slices (gconstpointer a, gconstpointer b)
{
    const MsSlice *first = a, *second = b;

    return first->len == second->len &&
           memcmp (first->data, second->data, first->len) == 0;
}

static GHashTable *
slice_table_new (void)
{
    return g_hash_table_new_full (hash_slice, are_equal_slices, g_free, NULL);
}

char *
ms_separators_even_runs (MsSlice text)
{
    GString *even = g_string_sized_new (text.len);

    for (gsize i = 0; i < text.len; i++) {
        gboolean third = i > 1 && text.data[i] == text.data[i - 1] &&
                         text.data[i] == text.data[i - 2] &&
                         strchr ("-_=*~#", text.data[i]) != NULL;
        if (!third)
            g_string_append_c (even, text.data[i]);
    }
    return g_string_free (even, FALSE);
}

/* ---- Adding ---------------------------------------------------------------------- */

static gpointer
keep (MsSeparators *separators, gpointer data)
{
    g_ptr_array_add (separators->pool, data);
    return data;
}

/* The first that has a word keeps it. */
static void
add_word (MsSeparators *separators, GHashTable *table, char *folded, gconstpointer value)
{
    MsSlice slice = ms_slice_str (keep (separators, folded));

    if (!g_hash_table_contains (table, &slice))
        g_hash_table_insert (table, g_memdup2 (&slice, sizeof slice), (gpointer)value);
}

static void
add_words (MsSeparators *separators, GHashTable *table, const char *words,
           gconstpointer value)
{
    g_auto (GStrv) alternatives = g_strsplit (words, "|", -1);

    for (char **word = alternatives; *word != NULL; word++)
        add_word (separators, table, ms_fold (*word), value);
}

static void
add_suffixes (MsSeparators *separators, const MsVerb *verb)
{
    g_auto (GStrv) alternatives = g_strsplit (verb->words, "|", -1);

    for (char **word = alternatives; *word != NULL; word++) {
        MsVerbSuffix suffix = { ms_slice_str (keep (separators, ms_fold (*word))), verb };
        g_array_append_val (separators->suffixes, suffix);
    }
}

static void
add_line (MsSeparators *separators, const char *line, const MsPhrase *phrase)
{
    g_autofree char *folded = ms_fold (line);

    add_word (separators, separators->phrases[MS_PHRASE_LINE],
              ms_separators_even_runs (ms_slice_str (folded)), phrase);
}

void
ms_separators_add_line (MsSeparators *separators, const char *name, MsThread thread,
                        const char *line)
{
    MsPhrase *phrase = keep (separators, g_new0 (MsPhrase, 1));

    *phrase =
        (MsPhrase){ keep (separators, g_strdup (name)), "", MS_PHRASE_LINE, thread };
    add_line (separators, line, phrase);
}

void
ms_separators_add_pattern (MsSeparators *separators, const char *name, MsThread thread,
                           MsPattern *pattern)
{
    MsLinePattern line = {
        { keep (separators, g_strdup (name)), "", MS_PHRASE_LINE, thread }, pattern
    };

    g_array_append_val (separators->patterns, line);
}

void
ms_separators_add_label (MsSeparators *separators, const char *name, MsQuotedField field,
                         const char *label)
{
    MsLabel *added = keep (separators, g_new0 (MsLabel, 1));

    *added = (MsLabel){ keep (separators, g_strdup (name)), "", field };
    add_word (separators, separators->labels, ms_fold (label), added);
}

void
ms_separators_add_verb (MsSeparators *separators, const char *name, const char *word)
{
    MsVerb *verb = keep (separators, g_new0 (MsVerb, 1));

    *verb = (MsVerb){ keep (separators, g_strdup (name)), "", MS_VERB_ANY };
    add_word (separators, separators->verbs, ms_fold (word), verb);
}

/* Elements with the same attribute and value are chained in their order. */
static void
add_element (MsSeparators *separators, const MsElement *element)
{
    g_autofree char *value = g_ascii_strdown (element->value, -1);
    g_autofree char *key = g_strconcat (element->attribute, "=", value, NULL);
    guint index = separators->element_table->len + 1, none = 0;
    guint at = GPOINTER_TO_UINT (g_hash_table_lookup (separators->elements, key));

    g_array_append_val (separators->element_table, *element);
    g_array_append_val (separators->same_value, none);
    separators->initials |= 1u << ((guint)element->attribute[0] & 31);
    if (element->match == MS_ATTRIBUTE_CONTAINS) {
        g_array_append_val (separators->containing, index);
    } else if (at == 0) {
        g_hash_table_insert (separators->elements, g_steal_pointer (&key),
                             GUINT_TO_POINTER (index));
    } else {
        while (g_array_index (separators->same_value, guint, at - 1) != 0)
            at = g_array_index (separators->same_value, guint, at - 1);
        g_array_index (separators->same_value, guint, at - 1) = index;
    }
}

void
ms_separators_add_element (MsSeparators *separators, const MsElement *element)
{
    MsElement copy = *element;

    copy.name = keep (separators, g_strdup (element->name));
    if (element->tag != NULL)
        copy.tag = keep (separators, g_ascii_strdown (element->tag, -1));
    copy.attribute = keep (separators, g_ascii_strdown (element->attribute, -1));
    copy.value = keep (separators, g_strdup (element->value));
    add_element (separators, &copy);
}

/* ---- The catalogue --------------------------------------------------------------- */

/* What history.c names by itself. */
static const char *const computed_names[] = {
    "header-block", "outlook", "notes", "groupwise", "date-and-address", "quote-marks",
};

gboolean
ms_separators_is_builtin (const char *name)
{
    gboolean known = FALSE;

    for (guint i = 0; i < G_N_ELEMENTS (computed_names); i++)
        known |= g_str_equal (computed_names[i], name);
    for (const MsVerb *verb = ms_builtin_verbs; verb->name != NULL; verb++)
        known |= g_str_equal (verb->name, name);
    for (const MsPhrase *phrase = ms_builtin_phrases; phrase->name != NULL; phrase++)
        known |= g_str_equal (phrase->name, name);
    for (const MsElement *element = ms_builtin_elements; element->name != NULL; element++)
        known |= g_str_equal (element->name, name);
    return known;
}

static gboolean
is_on (const MsSeparators *separators, const char *name)
{
    return !g_hash_table_contains (separators->off, name);
}

static void
add_verbs (MsSeparators *separators)
{
    for (const MsVerb *verb = ms_builtin_verbs; verb->name != NULL; verb++) {
        if (!is_on (separators, verb->name))
            continue;
        if (verb->order == MS_VERB_SUFFIX)
            add_suffixes (separators, verb);
        else
            add_words (separators, separators->verbs, verb->words, verb);
    }
}

static void
add_phrases (MsSeparators *separators)
{
    for (const MsPhrase *phrase = ms_builtin_phrases; phrase->name != NULL; phrase++) {
        g_auto (GStrv) lines = g_strsplit (phrase->words, "|", -1);

        if (!is_on (separators, phrase->name))
            continue;
        if (phrase->form == MS_PHRASE_DASHED)
            add_words (separators, separators->phrases[MS_PHRASE_DASHED], phrase->words,
                       phrase);
        for (char **line = lines; phrase->form == MS_PHRASE_LINE && *line != NULL; line++)
            add_line (separators, *line, phrase);
    }
}

static void
add_builtin (MsSeparators *separators)
{
    add_verbs (separators);
    add_phrases (separators);
    for (const MsLabel *label = ms_builtin_labels; label->name != NULL; label++)
        add_words (separators, separators->labels, label->labels, label);
    for (const MsElement *element = ms_builtin_elements; element->name != NULL; element++)
        if (is_on (separators, element->name))
            add_element (separators, element);
    add_words (separators, separators->words[MS_WORDS_LEAD], ms_builtin_leads, "");
    add_words (separators, separators->words[MS_WORDS_MESSAGE], ms_builtin_message_words,
               "");
    add_words (separators, separators->words[MS_WORDS_ORIGINAL],
               ms_builtin_original_words, "");
    add_words (separators, separators->words[MS_WORDS_FORWARDED],
               ms_builtin_forwarded_words, "");
}

static void
clear_pattern (gpointer data)
{
    MsLinePattern *line = data;

    ms_pattern_free (line->pattern);
}

MsSeparators *
ms_separators_new_without (GHashTable *off)
{
    MsSeparators *separators = g_new0 (MsSeparators, 1);

    separators->off =
        off != NULL ? g_hash_table_ref (off) : g_hash_table_new (g_str_hash, g_str_equal);
    separators->verbs = slice_table_new();
    separators->suffixes = g_array_new (FALSE, FALSE, sizeof (MsVerbSuffix));
    for (guint i = 0; i < G_N_ELEMENTS (separators->phrases); i++)
        separators->phrases[i] = slice_table_new();
    separators->patterns = g_array_new (FALSE, FALSE, sizeof (MsLinePattern));
    g_array_set_clear_func (separators->patterns, clear_pattern);
    separators->labels = slice_table_new();
    for (guint i = 0; i < MS_WORDS_COUNT; i++)
        separators->words[i] = slice_table_new();
    separators->elements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    separators->same_value = g_array_new (FALSE, FALSE, sizeof (guint));
    separators->containing = g_array_new (FALSE, FALSE, sizeof (guint));
    separators->element_table = g_array_new (FALSE, FALSE, sizeof (MsElement));
    separators->pool = g_ptr_array_new_with_free_func (g_free);
    separators->generic[0] =
        (MsPhrase){ "original-message", "", MS_PHRASE_DASHED, MS_THREAD_REPLY };
    separators->generic[1] =
        (MsPhrase){ "forwarded-message", "", MS_PHRASE_DASHED, MS_THREAD_FORWARD };
    add_builtin (separators);
    return separators;
}

MsSeparators *
ms_separators_new (void)
{
    return ms_separators_new_without (NULL);
}

void
ms_separators_free (MsSeparators *separators)
{
    if (separators == NULL)
        return;
    g_hash_table_unref (separators->off);
    g_hash_table_unref (separators->verbs);
    g_array_unref (separators->suffixes);
    for (guint i = 0; i < G_N_ELEMENTS (separators->phrases); i++)
        g_hash_table_unref (separators->phrases[i]);
    g_array_unref (separators->patterns);
    g_hash_table_unref (separators->labels);
    for (guint i = 0; i < MS_WORDS_COUNT; i++)
        g_hash_table_unref (separators->words[i]);
    g_hash_table_unref (separators->elements);
    g_array_unref (separators->same_value);
    g_array_unref (separators->containing);
    g_array_unref (separators->element_table);
    g_ptr_array_unref (separators->pool);
    g_free (separators);
}
