/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "typed_word.h"

typedef struct {
    const char *name;
    const char *word;
    const char *text;
    const char *want; /* the text with what was found as {…}, NULL: not found */
} Row;

static const Row rows[] = {
    { "as it is", "[[signature]]", "Hi [[signature]] all", "Hi {[[signature]]} all" },
    { "another case", "[[Signature]]", "[[SIGNATURE]]", "{[[SIGNATURE]]}" },
    { "another case outside ASCII", "[[ПОДПИСЬ]]", "[[подпись]]", "{[[подпись]]}" },
    { "one bracket too many", "[[signature]]", "[[[signature]]]", "[{[[signature]]}]" },
    { "begun twice", "[[signature]]", "[[sign[[signature]]", "[[sign{[[signature]]}" },
    { "begun in itself", "aab aac", "aab aab aac", "aab {aab aac}" },
    { "the first of two", "[nosig]", "[nosig] [nosig]", "{[nosig]} [nosig]" },
    { "blanks of another kind", "[my sig]", "[my \t\xc2\xa0sig]",
      "{[my \t\xc2\xa0sig]}" },
    { "no blank where there is one", "[my sig]", "[mysig]", NULL },
    { "a blank where there is none", "[nosig]", "[no sig]", NULL },
    { "characters without width stay", "[nosig]", "[no\xe2\x80\x8bsig]",
      "{[no}\xe2\x80\x8b{sig]}" },
    { "not all of it", "[[signature]]", "[[signature]", NULL },
    { "octets that are no text", "[nosig]", "\xff[nosig]\xfe", "\xff{[nosig]}\xfe" },
    { "nothing", "[nosig]", "", NULL },
};

static char *
show (const char *text, const GArray *ranges)
{
    GString *out = g_string_new (NULL);
    gsize at = 0;

    for (guint i = 0; i < ranges->len; i++) {
        MsRange range = g_array_index (ranges, MsRange, i);
        g_string_append_len (out, text + at, (gssize)(range.start - at));
        g_string_append_printf (out, "{%.*s}", (int)(range.end - range.start),
                                text + range.start);
        at = range.end;
    }
    g_string_append (out, text + at);
    return g_string_free (out, FALSE);
}

static void
words_are_found_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *what = NULL, *got = NULL;
        g_autoptr (MsTypedWord) word = ms_typed_word_parse (rows[i].word, &what);
        g_autoptr (GArray) ranges = NULL;
        MsSlice text = ms_slice_str (rows[i].text);

        assert_non_null (word);
        ranges = ms_typed_word_find (word, text, (MsRange){ 0, text.len });
        got = ranges != NULL ? show (rows[i].text, ranges) : NULL;
        check_text (rows[i].name, got, rows[i].want);
        if (ranges != NULL && !ms_typed_word_may_be_in (word, text, FALSE))
            fail_msg ("%s: the quick search misses it", rows[i].name);
    }
}

static void
the_quick_search_knows_references (void **state)
{
    static const char *const texts[] = { "[[sig", "&#91;&#91;sig", "&#x5b;[sig",
                                         "&#x5B;[sig" };
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("[[signature]]", &what);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        if (!ms_typed_word_may_be_in (word, ms_slice_str (texts[i]), TRUE))
            fail_msg ("%s", texts[i]);
    assert_false (ms_typed_word_may_be_in (word, ms_slice_str ("signature"), TRUE));
    assert_false (ms_typed_word_may_be_in (word, ms_slice_str ("&#91;[sig"), FALSE));
}

static void
a_word_of_letters_alone_may_be_anywhere (void **state)
{
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("MYSIG", &what);

    (void)state;
    assert_true (ms_typed_word_may_be_in (word, ms_slice_str (""), FALSE));
}

static void
words_that_are_none_are_refused (void **state)
{
    static const char *const words[] = {
        "",
        "[x]",
        " [nosig]",
        "[nosig]\xc2\xa0",
        "[no\nsig]",
        "[no\xe2\x80\x8bsig]",
        "\xff\xff\xff\xff",
        "01234567890123456789012345678901234567890123456789012345678901234",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
        g_autofree char *what = NULL;

        if (ms_typed_word_parse (words[i], &what) != NULL || what == NULL)
            fail_msg ("%s", words[i]);
    }
}

static void
words_overlap_when_one_is_in_the_other (void **state)
{
    static const struct {
        const char *a, *b;
        gboolean want;
    } pairs[] = {
        { "[[signature]]", "[nosig]", FALSE },
        { "[[signature]]", "[SIGNATURE]", TRUE },
        { "[signature]", "[[Signature]]", TRUE },
        { "[nosig]", "[nosig]", TRUE },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsTypedWord) a = ms_typed_word_parse (pairs[i].a, &what);
        g_autoptr (MsTypedWord) b = ms_typed_word_parse (pairs[i].b, &what);

        check_number (pairs[i].b, ms_typed_word_overlaps (a, b), pairs[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (words_are_found_as_their_row_says),
        cmocka_unit_test (the_quick_search_knows_references),
        cmocka_unit_test (a_word_of_letters_alone_may_be_anywhere),
        cmocka_unit_test (words_that_are_none_are_refused),
        cmocka_unit_test (words_overlap_when_one_is_in_the_other),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
