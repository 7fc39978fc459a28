/* SPDX-License-Identifier: BSD-2-Clause */
#include "typed_word.h"
#include "html_char.h"
#include "text_line.h"

#define MIN_CHARS 4

struct MsTypedWord {
    guint count;
    gunichar chars[MS_TYPED_MAX_CHARS]; /* in lower case */
    guint fallback[MS_TYPED_MAX_CHARS]; /* how much is still matched when the next is not
                                           the next one (Knuth, Morris, Pratt) */
    char *keys[4]; /* one of them is wherever the word is; the others are for HTML, where
                      the first may be written so. NULL: there are none */
};

static gboolean
is_blank (gunichar c)
{
    return c == 0xa0 || g_unichar_isspace (c);
}

/* ---- Making one ------------------------------------------------------------------ */

static void
compute_fallback (MsTypedWord *word)
{
    guint same = 0;

    for (guint i = 1; i < word->count; i++) {
        while (same > 0 && word->chars[i] != word->chars[same])
            same = word->fallback[same - 1];
        if (word->chars[i] == word->chars[same])
            same++;
        word->fallback[i] = same;
    }
}

/* Neither a letter, whose case is open, nor what HTML has references for. */
static gboolean
is_the_same_everywhere (char c)
{
    return g_ascii_isgraph (c) && !g_ascii_isalpha (c) && strchr ("<>&\"'", c) == NULL;
}

/* The longest run of such characters. */
static void
choose_key (MsTypedWord *word, const char *text)
{
    const char *best = NULL;
    gsize best_len = 0, len = 0;

    for (const char *at = text; *at != '\0'; at += MAX (len, 1)) {
        for (len = 0; at[len] != '\0' && is_the_same_everywhere (at[len]);)
            len++;
        if (len > best_len) {
            best = at;
            best_len = len;
        }
    }
    if (best == NULL)
        return;
    word->keys[0] = g_strndup (best, best_len);
    word->keys[1] = g_strdup_printf ("&#%d", *best);
    word->keys[2] = g_strdup_printf ("&#x%x", (guint)*best);
    word->keys[3] = g_strdup_printf ("&#x%X", (guint)*best);
}

/* NULL, or what is wrong. Caller frees. */
static char *
find_fault (const char *text)
{
    glong count = g_utf8_validate (text, -1, NULL) ? g_utf8_strlen (text, -1) : 0;
    const char *last = count > 0 ? g_utf8_prev_char (text + strlen (text)) : text;

    if (count < MIN_CHARS || count > MS_TYPED_MAX_CHARS)
        return g_strdup_printf ("\"%s\" has %ld characters, expected %d to %d, so that "
                                "nobody types it by chance",
                                text, count, MIN_CHARS, MS_TYPED_MAX_CHARS);
    if (is_blank (g_utf8_get_char (text)) || is_blank (g_utf8_get_char (last)))
        return g_strdup_printf ("\"%s\" has a blank at an end, expected none", text);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
        if (!g_unichar_isprint (g_utf8_get_char (at)))
            return g_strdup ("has a character that cannot be seen, expected none");
    return NULL;
}

MsTypedWord *
ms_typed_word_parse (const char *text, char **what)
{
    MsTypedWord *word = NULL;

    *what = find_fault (text);
    if (*what != NULL)
        return NULL;
    word = g_new0 (MsTypedWord, 1);
    for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
        gunichar c = g_utf8_get_char (at);

        if (!is_blank (c))
            word->chars[word->count++] = g_unichar_tolower (c);
        else if (word->chars[word->count - 1] != ' ')
            word->chars[word->count++] = ' ';
    }
    compute_fallback (word);
    choose_key (word, text);
    return word;
}

void
ms_typed_word_free (MsTypedWord *word)
{
    if (word == NULL)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS (word->keys); i++)
        g_free (word->keys[i]);
    g_free (word);
}

/* ---- Looking for it -------------------------------------------------------------- */

/* memchr is much quicker than memmem, and what the keys begin with is rare. */
static gboolean
contains (MsSlice text, const char *key)
{
    gsize len = strlen (key);
    const char *at = text.data, *end = text.data + text.len;

    while ((gsize)(end - at) >= len && (at = memchr (at, *key, end - at)) != NULL &&
           (gsize)(end - at) >= len) {
        if (memcmp (at, key, len) == 0)
            return TRUE;
        at++;
    }
    return FALSE;
}

gboolean
ms_typed_word_may_be_in (const MsTypedWord *word, MsSlice text, gboolean html)
{
    gsize count = html ? G_N_ELEMENTS (word->keys) : 1;

    for (gsize i = 0; i < count && word->keys[i] != NULL; i++)
        if (text.len > 0 && contains (text, word->keys[i]))
            return TRUE;
    return word->keys[0] == NULL;
}

static gboolean
is_in (const MsTypedWord *word, const MsTypedWord *other)
{
    MsTypedMatcher matcher = { 0 };

    for (guint i = 0; i < other->count; i++)
        if (ms_typed_matcher_add (&matcher, word, other->chars[i], (MsRange){ i, i + 1 }))
            return TRUE;
    return FALSE;
}

gboolean
ms_typed_word_overlaps (const MsTypedWord *a, const MsTypedWord *b)
{
    return is_in (a, b) || is_in (b, a);
}

void
ms_typed_matcher_reset (MsTypedMatcher *matcher)
{
    matcher->matched = 0;
    matcher->blank = FALSE;
}

/* Keeps the spans of the last `count` characters. */
static void
fall_back (MsTypedMatcher *matcher, guint count)
{
    memmove (matcher->spans, matcher->spans + (matcher->matched - count),
             count * sizeof matcher->spans[0]);
    matcher->matched = count;
}

/* One more of a run of blanks, where the word has one. */
static void
take_more_blank (MsTypedMatcher *matcher, const MsTypedWord *word, MsRange span)
{
    guint last = matcher->matched - 1;

    if (matcher->matched > 0 && word->chars[last] == ' ' &&
        matcher->spans[last].end == span.start)
        matcher->spans[last].end = span.end;
}

gboolean
ms_typed_matcher_add (MsTypedMatcher *matcher, const MsTypedWord *word, gunichar c,
                      MsRange span)
{
    gboolean blank = is_blank (c);

    if (blank && matcher->blank) {
        take_more_blank (matcher, word, span);
        return FALSE;
    }
    matcher->blank = blank;
    c = blank ? ' ' : g_unichar_tolower (c);
    if (matcher->matched == word->count)
        fall_back (matcher, word->fallback[word->count - 1]);
    while (matcher->matched > 0 && word->chars[matcher->matched] != c)
        fall_back (matcher, word->fallback[matcher->matched - 1]);
    if (word->chars[matcher->matched] == c)
        matcher->spans[matcher->matched++] = span;
    return matcher->matched == word->count;
}

GArray *
ms_typed_matcher_ranges (const MsTypedMatcher *matcher, const MsTypedWord *word)
{
    GArray *ranges = g_array_new (FALSE, FALSE, sizeof (MsRange));

    for (guint i = 0; i < word->count; i++) {
        MsRange span = matcher->spans[i];
        MsRange *last =
            ranges->len > 0 ? &g_array_index (ranges, MsRange, ranges->len - 1) : NULL;

        if (last != NULL && last->end == span.start)
            last->end = span.end;
        else
            g_array_append_val (ranges, span);
    }
    return ranges;
}

GArray *
ms_typed_word_find (const MsTypedWord *word, MsSlice text, MsRange within)
{
    MsTypedMatcher matcher = { 0 };
    gsize used = 0;

    for (gsize at = within.start; at < within.end; at += used) {
        gunichar c = 0;

        used = ms_html_char (ms_slice (text.data + at, within.end - at), FALSE, &c);
        if (!ms_char_is_invisible (c) &&
            ms_typed_matcher_add (&matcher, word, c, (MsRange){ at, at + used }))
            return ms_typed_matcher_ranges (&matcher, word);
    }
    return NULL;
}
