/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "separator.h"
#include "separator_data.h"
#include "text_line.h"

static MsSlice
fold (char **owner, const char *text)
{
    g_free (*owner);
    *owner = ms_fold (text);
    return ms_slice_str (*owner);
}

static void
folding_keeps_what_separators_are_made_of (void **state)
{
    static const struct {
        const char *name;
        const char *text;
        const char *want;
    } rows[] = {
        { "case", "Von Ärger", "von ärger" },
        { "blanks", "  a \t b\u00a0\u202fc  ", "a b c" },
        { "dashes", "‐‐–—a", "----a" },
        { "quotation marks", "„a“ «b» ‘c’", "\"a\" \"b\" 'c'" },
        { "full width", "发件人：（a）", "发件人:(a)" },
        { "what is invisible", "\u200f\u202aa\u200b\ufeff\u00adb", "ab" },
        { "digits", "٣ ۳ ३", "3 3 3" },
        { "Turkish", "İLETİ", "ileti" },
        { "Arabic vowels", "كَتَب", "كتب" },
    };
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_fold (rows[i].text);
        if (g_str_equal (got, rows[i].want))
            continue;
        print_error ("%s: got '%s' want '%s'\n", rows[i].name, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

static void
phrases_between_dashes_tell_replies_from_forwards (void **state)
{
    static const struct {
        const char *text;
        const char *want; /* NULL: no separator */
        MsThread thread;
    } rows[] = {
        { "Original Message", "original-message", MS_THREAD_REPLY },
        { "Ursprüngliche Nachricht", "original-message", MS_THREAD_REPLY },
        { "Исходное сообщение", "original-message", MS_THREAD_REPLY },
        { "原始邮件", "original-message", MS_THREAD_REPLY },
        { "Forwarded message", "forwarded-message", MS_THREAD_FORWARD },
        { "Przekazana wiadomość", "forwarded-message", MS_THREAD_FORWARD },
        { "メッセージを転送", "forwarded-message", MS_THREAD_FORWARD },
        { "Forwarded message from Tom <tom@example.org>", "forwarded-message",
          MS_THREAD_FORWARD },
        { "Mensaje reenviado de tom@example.org", "forwarded-message",
          MS_THREAD_FORWARD },
        { "Message", NULL, 0 },
        { "Important Message", NULL, 0 },
        { "Agenda", NULL, 0 },
        { "The original plan", NULL, 0 },
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *owner = NULL;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
        const MsPhrase *got = ms_separators_phrase (separators, MS_PHRASE_DASHED,
                                                    fold (&owner, rows[i].text));
        assert_int_equal (got != NULL, rows[i].want != NULL);
        if (got == NULL)
            continue;
        assert_string_equal (got->name, rows[i].want);
        assert_int_equal (got->thread, rows[i].thread);
    }
}

static void
a_line_of_its_own_needs_no_dashes (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *owner = NULL;

    (void)state;
    assert_non_null (ms_separators_phrase (separators, MS_PHRASE_LINE,
                                           fold (&owner, "Begin forwarded message:")));
    assert_non_null (ms_separators_phrase (separators, MS_PHRASE_LINE,
                                           fold (&owner, "İleti başlangıcı:")));
    assert_null (ms_separators_phrase (separators, MS_PHRASE_LINE,
                                       fold (&owner, "Original Message")));
}

static void
labels_name_their_field_in_all_languages (void **state)
{
    static const struct {
        const char *label;
        MsQuotedField want;
    } rows[] = {
        { "From", MS_FIELD_FROM },       { "Von", MS_FIELD_FROM },
        { "Від кого", MS_FIELD_FROM },   { "发件人", MS_FIELD_FROM },
        { "Gesendet", MS_FIELD_SENT },   { "Envoyé", MS_FIELD_SENT },
        { "Dátum", MS_FIELD_DATE },      { "À", MS_FIELD_TO },
        { "Komu", MS_FIELD_TO },         { "副本", MS_FIELD_CC },
        { "Betreff", MS_FIELD_SUBJECT }, { "Ämne", MS_FIELD_SUBJECT },
        { "Reply-To", MS_FIELD_OTHER },  { "Content-Type", MS_FIELD_RAW },
        { "Note", MS_FIELD_NONE },       { "", MS_FIELD_NONE },
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *owner = NULL;

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        assert_int_equal (ms_separators_field (separators, fold (&owner, rows[i].label)),
                          rows[i].want);
}

static void
verbs_are_known_by_word_or_by_the_end_of_the_line (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *owner = NULL;

    (void)state;
    assert_non_null (ms_separators_verb (separators, fold (&owner, "Wrote")));
    assert_non_null (ms_separators_verb (separators, fold (&owner, "написал")));
    assert_null (ms_separators_verb (separators, fold (&owner, "rote")));
    assert_non_null (
        ms_separators_verb_suffix (separators, fold (&owner, "2026年3月3日 Tom 写道")));
    assert_null (ms_separators_verb_suffix (separators, fold (&owner, "Tom")));
}

static const char *
element_name (const MsSeparators *separators, const char *tag, const char *attribute,
              const char *value)
{
    guint index = ms_separators_element (separators, ms_slice_str (tag),
                                         ms_slice_str (attribute), ms_slice_str (value));

    return index != 0 ? ms_separators_element_at (separators, index)->name : NULL;
}

static void
elements_are_known_by_tag_and_attribute (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();

    (void)state;
    assert_string_equal (element_name (separators, "div", "id", "divRplyFwdMsg"),
                         "outlook-web");
    assert_string_equal (element_name (separators, "div", "class", "a gmail_quote b"),
                         "gmail");
    assert_string_equal (element_name (separators, "blockquote", "class", "gmail_quote"),
                         "gmail");
    assert_string_equal (element_name (separators, "div", "class", "ydp12yahoo_quoted"),
                         "yahoo");
    assert_string_equal (element_name (separators, "hr", "data-marker", "__DIVIDER__"),
                         "zimbra");
    assert_null (element_name (separators, "p", "class", "gmail_quote"));
    assert_null (element_name (separators, "div", "title", "gmail_quote"));
    assert_null (element_name (separators, "div", "class", "gmail_quoted"));
    assert_null (element_name (separators, "div", "id", "appendonsend"));
}

static void
a_value_of_any_length_is_looked_up (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *value = g_strnfill (100000, 'x');

    (void)state;
    assert_null (element_name (separators, "div", "class", value));
    assert_null (element_name (separators, "div", "class", ""));
}

static void
check_folded (const char *const *words)
{
    for (; *words != NULL; words++) {
        g_autofree char *folded = ms_fold (*words);
        g_autofree char *bare = g_strchomp (g_strdup (*words));
        assert_string_equal (folded, bare);
    }
}

static void
tag_lines_have_a_start_and_a_product (void **state)
{
    static const struct {
        const char *line;
        gboolean want;
    } rows[] = {
        { "sent from my iphone", TRUE },
        { "von meinem iphone gesendet", TRUE },
        { "von meinem standpunkt aus geht das", FALSE },
        { "get outlook for ios", TRUE },
        { "virus-free.www.avast.com", TRUE },
        { "发自我的iphone", TRUE },
        { "enviado do meu iphone", TRUE },
        { "enviado do norte ao sul", FALSE },
        { "my iphone is here", FALSE },
        { "", FALSE },
    };

    (void)state;
    check_folded (ms_builtin_tag_starts);
    check_folded (ms_builtin_tag_products);
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
        if (ms_separators_is_tag_line (ms_slice_str (rows[i].line)) != rows[i].want)
            fail_msg ("%s", rows[i].line);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (folding_keeps_what_separators_are_made_of),
        cmocka_unit_test (phrases_between_dashes_tell_replies_from_forwards),
        cmocka_unit_test (a_line_of_its_own_needs_no_dashes),
        cmocka_unit_test (labels_name_their_field_in_all_languages),
        cmocka_unit_test (verbs_are_known_by_word_or_by_the_end_of_the_line),
        cmocka_unit_test (elements_are_known_by_tag_and_attribute),
        cmocka_unit_test (a_value_of_any_length_is_looked_up),
        cmocka_unit_test (tag_lines_have_a_start_and_a_product),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
