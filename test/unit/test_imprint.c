/* SPDX-License-Identifier: BSD-2-Clause */
#include "imprint.h"

#include "check.h"

#define KEY "the key of the golden cases, known to all"

static char *
make (const char *organization, const char *key)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static (key, strlen (key));

    return ms_imprint_make (organization, bytes);
}

static void
an_imprint_is_a_short_word_of_the_organization_and_its_key (void **state)
{
    g_autofree char *one = make ("example.com", KEY);
    g_autofree char *again = make ("example.com", KEY);
    g_autofree char *other = make ("example.net", KEY);
    g_autofree char *key = make ("example.com", "another key");

    (void)state;
    assert_int_equal (strlen (one), 18);
    assert_true (g_str_has_prefix (one, "ms"));
    assert_int_equal (strspn (one + 2, "0123456789abcdef"), 16);
    assert_string_equal (one, again);
    assert_string_not_equal (one, other);
    assert_string_not_equal (one, key);
}

/* ---- Making ---------------------------------------------------------------------- */

#define CLASS "<div class=\"msX\">"
#define ANCHOR "<a name=\"msX\"></a>"

static const struct {
    const char *name;
    const char *html;
    const char *want;
} rows[] = {
    { "bare text", "Jane", CLASS ANCHOR "Jane</div>" },
    { "the first text, not the blank before it",
      "<table>\n<tr><td>\n Jane</td></tr></table>",
      CLASS "<table>\n<tr><td>\n " ANCHOR "Jane</td></tr></table></div>" },
    { "behind a picture", "<p><img src=\"cid:1\"></p><p>Jane</p>",
      CLASS "<p><img src=\"cid:1\"></p><p>" ANCHOR "Jane</p></div>" },
    { "not in a link", "<p><a href=\"https://example.com/\">Our <b>site</b></a> Jane</p>",
      CLASS "<p><a href=\"https://example.com/\">Our <b>site</b></a> " ANCHOR
            "Jane</p></div>" },
    { "not in a comment", "<!--[if mso]>Word<![endif]--><p>Jane</p>",
      CLASS "<!--[if mso]>Word<![endif]--><p>" ANCHOR "Jane</p></div>" },
    { "not in a drawing", "<svg><text>Logo</text></svg>Jane",
      CLASS "<svg><text>Logo</text></svg>" ANCHOR "Jane</div>" },
    { "nothing but links", "<a href=\"https://example.com/\">Our site</a>",
      CLASS "<a href=\"https://example.com/\">Our site</a></div>" },
    { "nothing", "", CLASS "</div>" },
};

static void
it_stands_in_a_class_and_before_the_first_words (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_imprint_dress (rows[i].html, "msX", NULL);
        check_text (rows[i].name, got, rows[i].want);
    }
}

static void
without_one_there_is_just_a_block (void **state)
{
    g_autofree char *got = ms_imprint_dress ("<p>Jane</p>", NULL, NULL);

    (void)state;
    assert_string_equal (got, "<div><p>Jane</p></div>");
}

static void
the_badge_stands_in_the_class_as_well (void **state)
{
    g_autofree char *both = ms_imprint_dress ("Jane", "msX", "msY");
    g_autofree char *badge = ms_imprint_dress ("<p>Jane</p>", NULL, "msY");

    (void)state;
    assert_string_equal (both, "<div class=\"msX msY\"><a name=\"msX\"></a>Jane</div>");
    assert_string_equal (badge, "<div class=\"msY\"><p>Jane</p></div>");
}

/* ---- Finding --------------------------------------------------------------------- */

#define WORD "ms0123456789abcdef"

static const struct {
    const char *name;
    const char *html;
    gboolean want;
} quotes[] = {
    { "as it was made", "<div class=\"" WORD "\">Jane</div>", TRUE },
    { "Gmail", "<div class=\"gmail-m_-5890078977205962731" WORD "\">Jane</div>", TRUE },
    { "Gmail's anchor", "<a name=\"m_-7246858957356585846" WORD "\"></a>", TRUE },
    { "Word behind Gmail cuts a name after forty characters",
      "<a name=\"m_-7246858957356585846" WORD "\"></a>", TRUE },
    { "Outlook on the web", "<a name=\"x_" WORD "\"></a>", TRUE },
    { "Outlook on the web, three times", "<div class=\"x_x_x_" WORD "\">", TRUE },
    { "Word behind Outlook on the web", "<p class=xmsonormal><a name=x_" WORD "></a>",
      TRUE },
    { "Yahoo", "<div class=\"yiv0123456789" WORD "\">", TRUE },
    { "another organization", "<div class=\"msfedcba9876543210\">Jane</div>", FALSE },
    { "a word cut short", "<a name=\"ms0123456789abcde\"></a>", FALSE },
    { "nothing", "", FALSE },
};

static void
it_is_found_however_a_client_quotes_it (void **state)
{
    g_autoptr (GPtrArray) imprints = g_ptr_array_new();

    (void)state;
    g_ptr_array_add (imprints, (gpointer) "msaaaaaaaaaaaaaaaa");
    g_ptr_array_add (imprints, (gpointer)WORD);
    for (gsize i = 0; i < G_N_ELEMENTS (quotes); i++) {
        gboolean got = ms_imprint_is_in (ms_slice_str (quotes[i].html), imprints);
        if (got != quotes[i].want)
            fail_msg ("%s: %d", quotes[i].name, got);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (an_imprint_is_a_short_word_of_the_organization_and_its_key),
        cmocka_unit_test (it_stands_in_a_class_and_before_the_first_words),
        cmocka_unit_test (the_badge_stands_in_the_class_as_well),
        cmocka_unit_test (without_one_there_is_just_a_block),
        cmocka_unit_test (it_is_found_however_a_client_quotes_it),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
