/* SPDX-License-Identifier: BSD-2-Clause */
#include "colleague.h"

#include "check.h"

static char *names[] = { "example.com", ".example.org", NULL };
static const MsDomains domains = { names };

static const struct {
    const char *name;
    const char *text;
    const char *want; /* separated by blanks */
} rows[] = {
    { "nothing", "", "" },
    { "an attribution",
      "On 4 Mar 2026, John Roe <John.Roe@example.com> wrote:", "john.roe@example.com" },
    { "a header of Outlook", "From: John [mailto:john@example.com]\nTo: bob@example.net",
      "john@example.com" },
    { "HTML", "<a href=\"mailto:john@example.com\">john@example.com</a>",
      "john@example.com" },
    { "a subdomain, at the end of a sentence", "Ask ann+x@a.example.org.",
      "ann+x@a.example.org" },
    { "each once, in their order", "b@example.com a@example.com B@EXAMPLE.COM",
      "b@example.com a@example.com" },
    { "of others none", "bob@example.net, x@notexample.com, y@example.com.evil.net", "" },
    { "no more than four",
      "a@example.com b@example.com c@example.com d@example.com e@example.com",
      "a@example.com b@example.com c@example.com d@example.com" },
    { "what is no address", "@ @example.com john@ @@example.com a@.example.com", "" },
    { "at either end", "a@example.com", "a@example.com" },
};

static void
who_is_named_is_found (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
        g_autofree char *got = NULL;

        ms_colleagues_find (ms_slice_str (rows[i].text), &domains, found);
        g_ptr_array_add (found, NULL);
        got = g_strjoinv (" ", (char **)found->pdata);
        check_text (rows[i].name, got, rows[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (who_is_named_is_found),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
