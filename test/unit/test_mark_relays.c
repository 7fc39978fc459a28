/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What relays do to a long header line on its way, and that the mark verifies after it.
 */
#include "check.h"
#include "mail.h"
#include "mark.h"

#define LETTER                                                                           \
    "From: Jane <jane@example.com>\nMessage-ID: <1@example.com>\n"                       \
    "Date: Thu, 05 Mar 2026 10:00:00 +0100\nSubject: x\n"
#define KEY "0123456789abcdef0123456789abcdef"
#define RULE "replies and forwards of the sales department"

static MsMarkKeys
our_keys (void)
{
    MsMarkKeys keys = { "example.com",
                        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref) };

    g_ptr_array_add (keys.keys, g_bytes_new (KEY, strlen (KEY)));
    return keys;
}

static char *
make (void)
{
    MsMarkKeys keys = our_keys();
    g_autoptr (MsMessage) message = mail_parse (LETTER "\nbody\n");
    char *value = ms_mark_make (&keys, message, "stamped", RULE, 1763784000);

    g_ptr_array_unref (keys.keys);
    return value;
}

/* What we think of the letter with `field` in its header. */
static MsMarkState
check (const char *field)
{
    MsMarkKeys keys = our_keys();
    g_autofree char *lines = g_strconcat (LETTER, field, "\nbody\n", NULL);
    g_autoptr (MsMessage) message = mail_parse (lines);
    MsMarkState state = ms_mark_check (&keys, message);

    g_ptr_array_unref (keys.keys);
    return state;
}

static char *
replace (const char *text, const char *from, const char *to)
{
    g_auto (GStrv) pieces = g_strsplit (text, from, -1);

    return g_strjoinv (to, pieces);
}

/* `text` with `fold` for the last blank before each `width` columns; where a word is
 * longer, it is broken as `hard` says. */
static char *
wrap (const char *text, gsize width, const char *fold, gboolean hard)
{
    GString *out = g_string_new (NULL);

    while (strlen (text) > width) {
        gsize at = width;

        while (at > 0 && text[at] != ' ')
            at--;
        if (at == 0)
            at = hard ? width : strcspn (text, " ");
        g_string_append_len (out, text, (gssize)at);
        text += at + (text[at] == ' ');
        if (*text != '\0')
            g_string_append (out, fold);
    }
    g_string_append (out, text);
    return g_string_free (out, FALSE);
}

/* ---- Encoded words --------------------------------------------------------------- */

static char *
q_encode (const char *text, gsize len)
{
    GString *out = g_string_new ("=?us-ascii?Q?");

    for (gsize i = 0; i < len; i++) {
        if (text[i] == ' ')
            g_string_append_c (out, '_');
        else if (g_ascii_isalnum (text[i]))
            g_string_append_c (out, text[i]);
        else
            g_string_append_printf (out, "=%02X", (guint)text[i]);
    }
    g_string_append (out, "?=");
    return g_string_free (out, FALSE);
}

static char *
b_encode (const char *text, gsize len)
{
    g_autofree char *base64 = g_base64_encode ((const guchar *)text, len);

    return g_strdup_printf ("=?UTF-8?B?%s?=", base64);
}

/* In words of `step` characters, on lines of their own. */
static char *
encode_in_words (const char *text, gsize step, char *(*encode) (const char *, gsize))
{
    GString *out = g_string_new (NULL);

    for (gsize at = 0, len = strlen (text); at < len; at += step) {
        g_autofree char *word = encode (text + at, MIN (step, len - at));
        g_string_append_printf (out, "%s%s", at > 0 ? "\n " : "", word);
    }
    return g_string_free (out, FALSE);
}

/* ---- The rows -------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *format; /* %s: the value */
} fields[] = {
    { "as it was made", MS_MARK_HEADER ": %s\n" },
    { "the name in lower case", "x-mailstampprocessed: %s\n" },
    { "the name as Exchange writes names", "X-Mailstampprocessed: %s\n" },
    { "the name in upper case", "X-MAILSTAMPPROCESSED: %s\n" },
    { "a blank before the colon", MS_MARK_HEADER " : %s\n" },
    { "no blank behind the colon", MS_MARK_HEADER ":%s\n" },
    { "a tab behind the colon", MS_MARK_HEADER ":\t%s\n" },
    { "folded right behind the colon", MS_MARK_HEADER ":\n %s\n" },
    { "blanks at the end", MS_MARK_HEADER ": %s  \t \n" },
    { "an empty line of the fold at the end", MS_MARK_HEADER ": %s\n \n" },
    { "twice", MS_MARK_HEADER ": %s\n" MS_MARK_HEADER ": %1$s\n" },
};

static void
a_mark_verifies_however_its_field_is_written (void **state)
{
    g_autofree char *value = make();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *once = replace (fields[i].format, "%1$s", value);
        g_autofree char *field = replace (once, "%s", value);
        check_number (fields[i].name, check (field), MS_MARK_VALID);
    }
}

static const struct {
    const char *name;
    const char *from;
    const char *to;
} changes[] = {
    { "Sendmail: a fold behind each semicolon", "; ", ";\n\t" },
    { "Exchange: a fold instead of each blank", " ", "\r\n\t" },
    { "a fold before each blank", " ", "\n  " },
    { "tabs for blanks", " ", "\t" },
    { "blanks doubled", " ", "  " },
    { "blanks lost", " ", "" },
    { "a blank before each semicolon", ";", " ;" },
    { "a fold in the hash", "h=", "h=\n " },
    { "a line of nothing but blanks in the fold", "; t=", ";\n   \n t=" },
};

static void
a_mark_verifies_after_blanks_were_changed (void **state)
{
    g_autofree char *value = make();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (changes); i++) {
        g_autofree char *changed = replace (value, changes[i].from, changes[i].to);
        g_autofree char *field = g_strdup_printf (MS_MARK_HEADER ": %s\n", changed);
        check_number (changes[i].name, check (field), MS_MARK_VALID);
    }
}

static void
a_mark_verifies_after_a_fold_at_any_width (void **state)
{
    static const char *const folds[] = { "\n ", "\n\t", "\n        ", " \n\t" };
    g_autofree char *value = make();

    (void)state;
    for (gsize width = 10; width < 120; width++)
        for (gsize i = 0; i < G_N_ELEMENTS (folds); i++) {
            g_autofree char *soft = wrap (value, width, folds[i], FALSE);
            g_autofree char *hard = wrap (value, width, folds[i], TRUE);
            g_autofree char *first = g_strdup_printf (MS_MARK_HEADER ": %s\n", soft);
            g_autofree char *second = g_strdup_printf (MS_MARK_HEADER ": %s\n", hard);
            assert_int_equal (check (first), MS_MARK_VALID);
            assert_int_equal (check (second), MS_MARK_VALID);
        }
}

static void
a_mark_verifies_after_one_more_fold_anywhere (void **state)
{
    g_autofree char *value = make();

    (void)state;
    for (gsize at = 0; value[at] != '\0'; at++) {
        g_autofree char *field =
            g_strdup_printf (MS_MARK_HEADER ": %.*s\n\t%s\n", (int)at, value, value + at);
        assert_int_equal (check (field), MS_MARK_VALID);
    }
}

static void
a_mark_verifies_as_encoded_words (void **state)
{
    g_autofree char *value = make();

    (void)state;
    for (gsize step = 9; step < strlen (value) + 9; step += 9) {
        g_autofree char *q = encode_in_words (value, step, q_encode);
        g_autofree char *b = encode_in_words (value, step, b_encode);
        g_autofree char *first = g_strdup_printf (MS_MARK_HEADER ": %s\n", q);
        g_autofree char *second = g_strdup_printf (MS_MARK_HEADER ": %s\n", b);
        assert_int_equal (check (first), MS_MARK_VALID);
        assert_int_equal (check (second), MS_MARK_VALID);
    }
}

static void
what_the_mark_is_bound_to_may_be_encoded_and_folded_too (void **state)
{
    g_autofree char *value = make();
    g_autofree char *lines = g_strdup_printf (
        MS_MARK_HEADER ": %s\n"
                       "from: =?utf-8?q?J=C3=A4ne?=\n\t<jane@example.com>\n"
                       "message-id:\n\t<1@example.com>\n"
                       "date: Thu, 05 Mar 2026\n 10:00:00 +0100\n\nbody\n",
        value);
    g_autoptr (MsMessage) message = mail_parse (lines);
    MsMarkKeys keys = our_keys();

    (void)state;
    assert_int_equal (ms_mark_check (&keys, message), MS_MARK_VALID);
    g_ptr_array_unref (keys.keys);
}

/* ---- What it looks like on the way out ------------------------------------------- */

static void
no_mark_is_longer_than_a_relay_takes (void **state)
{
    g_autofree char *name = g_strnfill (64, 'o');
    g_autofree char *rule = g_strnfill (5000, 'r');
    MsMarkKeys keys = our_keys();
    g_autoptr (MsMessage) message = mail_parse (LETTER "\nbody\n");
    g_autofree char *value = NULL;

    (void)state;
    keys.organization = name;
    value = ms_mark_make (&keys, message, "missing-attributes", rule, G_MAXINT64);
    assert_true (strlen (MS_MARK_HEADER ": ") + strlen (value) < 600);
    assert_null (strpbrk (value, "\r\n\t"));
    g_ptr_array_unref (keys.keys);
}

static void
a_field_of_a_megabyte_is_no_mark (void **state)
{
    g_autofree char *value = make();
    g_autofree char *blanks = g_strnfill (1000, ' ');
    g_autoptr (GString) field = g_string_new (MS_MARK_HEADER ":");

    (void)state;
    for (guint i = 0; i < 900; i++)
        g_string_append_printf (field, "%s\n", blanks);
    g_string_append_printf (field, " %s\n", value);
    assert_int_equal (check (field->str), MS_MARK_VALID);
    g_string_assign (field, MS_MARK_HEADER ": ");
    g_string_append (field, value);
    for (guint i = 0; i < 900; i++)
        g_string_append_printf (field, "%s\n", blanks);
    g_string_append (field, " x\n");
    assert_int_equal (check (field->str), MS_MARK_NONE);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_mark_verifies_however_its_field_is_written),
        cmocka_unit_test (a_mark_verifies_after_blanks_were_changed),
        cmocka_unit_test (a_mark_verifies_after_a_fold_at_any_width),
        cmocka_unit_test (a_mark_verifies_after_one_more_fold_anywhere),
        cmocka_unit_test (a_mark_verifies_as_encoded_words),
        cmocka_unit_test (what_the_mark_is_bound_to_may_be_encoded_and_folded_too),
        cmocka_unit_test (no_mark_is_longer_than_a_relay_takes),
        cmocka_unit_test (a_field_of_a_megabyte_is_no_mark),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
