/* SPDX-License-Identifier: BSD-2-Clause */
#include "address.h"
#include "check.h"

typedef struct {
    const char *name;
    const char *address;
    const char *want;
} Normal;

static const Normal normals[] = {
    { "a plain address stays", "jane@example.com", "jane@example.com" },
    { "angle brackets go", "<jane@example.com>", "jane@example.com" },
    { "blanks go", " < jane@example.com >\r\n", "jane@example.com" },
    { "the domain's case goes", "jane@EXAMPLE.Com", "jane@example.com" },
    { "the local part's case stays", "Jane.Doe@example.com", "Jane.Doe@example.com" },
    { "a trailing dot goes", "jane@example.com.", "jane@example.com" },
    { "a domain in letters becomes ASCII", "jane@Müller.example",
      "jane@xn--mller-kva.example" },
    { "the last @ counts", "\"a@b\"@example.com", "\"a@b\"@example.com" },
    { "no domain, no change", "Root", "Root" },
    { "the null reverse-path is empty", "<>", "" },
    { "nothing stays nothing", "", "" },
    { "a lone bracket stays", "<", "<" },
    { "octets that are no UTF-8 stay", "a@\xff\xfe.example", "a@\xff\xfe.example" },
    { "a domain of dots is empty", "a@...", "a@" },
};

static void
an_address_is_normalized_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (normals); i++) {
        g_autofree char *got = ms_address_normalize (normals[i].address);
        if (strcmp (got, normals[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", normals[i].name, got,
                      normals[i].want);
    }
}

static void
a_long_domain_is_not_converted (void **state)
{
    GString *address = g_string_new ("a@");

    (void)state;
    for (guint i = 0; i < 100 * 1000; i++)
        g_string_append (address, i % 2 == 0 ? "ü" : "ж");
    g_autofree char *got = ms_address_normalize (address->str);
    assert_int_equal (strlen (got), address->len);
    g_string_free (address, TRUE);
}

static void
addresses_are_equal_without_regard_to_case (void **state)
{
    (void)state;
    assert_true (ms_address_equal ("Jane@example.com", "jane@EXAMPLE.COM."));
    assert_true (ms_address_equal ("JÜRGEN@example.com", "jürgen@example.com"));
    assert_false (ms_address_equal ("jane@example.com", "jane@example.net"));
    assert_false (ms_address_equal ("jane@example.com", "jan@example.com"));
    assert_false (ms_address_equal ("jane@example.com", ""));
}

static void
the_domain_is_behind_the_last_at (void **state)
{
    (void)state;
    assert_string_equal (ms_address_domain ("\"a@b\"@example.com"), "example.com");
    assert_string_equal (ms_address_domain ("jane@"), "");
    assert_null (ms_address_domain ("jane"));
}

static char *our_names[] = { "example.com", ".example.com", "example.net", NULL };
static const MsDomains ours = { our_names };

typedef struct {
    const char *name;
    const char *address;
    gboolean want;
} Contain;

static const Contain contains[] = {
    { "a name of the list", "jane@example.com", TRUE },
    { "without regard to case", "jane@EXAMPLE.COM", TRUE },
    { "a subdomain", "jane@mail.example.com", TRUE },
    { "a subdomain of a subdomain", "jane@a.b.example.com", TRUE },
    { "no subdomain where no leading dot is", "jane@mail.example.net", FALSE },
    { "a name that only ends alike", "jane@badexample.com", FALSE },
    { "a name that only starts alike", "jane@example.com.example.org", FALSE },
    { "an empty label", "jane@.example.com", FALSE },
    { "no domain", "jane", FALSE },
    { "an empty domain", "jane@", FALSE },
    { "the null reverse-path", "", FALSE },
    { "ours in the local part", "\"jane@example.com\"@example.org", FALSE },
};

static void
domains_contain_what_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (contains); i++)
        if (ms_domains_contain (&ours, contains[i].address) != contains[i].want)
            fail_msg ("%s", contains[i].name);
}

typedef struct {
    const char *name;
    const char *text;
    const char *want; /* NULL: it is no domain */
} Domain;

static const Domain domains[] = {
    { "a name", "example.com", "example.com" },
    { "a name in capitals", "Example.COM", "example.com" },
    { "a leading dot stays", ".Example.com", ".example.com" },
    { "letters outside ASCII", ".müller.example", ".xn--mller-kva.example" },
    { "one label", "localhost", "localhost" },
    { "nothing", "", NULL },
    { "a dot", ".", NULL },
    { "two leading dots", "..example.com", NULL },
    { "two dots inside", "example..com", NULL },
    { "an address", "jane@example.com", NULL },
    { "a wildcard", "*.example.com", NULL },
    { "a blank", "example.com example.net", NULL },
};

static void
domains_are_parsed_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (domains); i++) {
        g_autofree char *what = NULL;
        g_autofree char *got = ms_domain_parse (domains[i].text, &what);
        if (g_strcmp0 (got, domains[i].want) != 0)
            fail_msg ("%s: got \"%s\"", domains[i].name, got != NULL ? got : "(null)");
        if ((got == NULL) != (what != NULL))
            fail_msg ("%s: a message goes with a failure", domains[i].name);
    }
}

typedef struct {
    const char *name;
    const char *pattern;
    const char *address;
    gboolean want;
} Match;

static const Match matches[] = {
    { "an address matches itself", "jane@example.com", "jane@example.com", TRUE },
    { "an address knows no case", "Jane@Example.COM", "JANE@example.com", TRUE },
    { "an address is not a part of one", "jane@example.com", "mary.jane@example.com",
      FALSE },
    { "an address in letters", "jürgen@example.com", "JÜRGEN@example.com", TRUE },
    { "a domain pattern", "@example.com", "anybody@example.com", TRUE },
    { "a domain pattern knows no case", "@Example.com", "x@EXAMPLE.com", TRUE },
    { "a domain pattern has no subdomains", "@example.com", "x@a.example.com", FALSE },
    { "a domain pattern in letters", "@müller.example", "x@xn--mller-kva.example", TRUE },
    { "a dot pattern is for subdomains", ".example.com", "x@a.b.example.com", TRUE },
    { "a dot pattern is not for the domain", ".example.com", "x@example.com", FALSE },
    { "a dot pattern is for whole labels", ".example.com", "x@badexample.com", FALSE },
    { "internal is what is ours", "internal", "jane@mail.example.com", TRUE },
    { "internal is not what is not", "internal", "jane@example.org", FALSE },
    { "external is what is not ours", "external", "jane@example.org", TRUE },
    { "external is not what is ours", "external", "jane@example.net", FALSE },
    { "the null reverse-path is not external", "external", "", FALSE },
    { "the null reverse-path is not internal", "internal", "", FALSE },
    { "a regex", "/^(no-?reply|postmaster)@/", "NoReply@example.com", TRUE },
    { "a regex that does not fit", "/^noreply@/", "jane@example.com", FALSE },
    { "an address without domain", "@example.com", "root", FALSE },
    { "octets that are no UTF-8", "jane@example.com", "\xff@example.com", FALSE },
};

static void
address_patterns_match_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (matches); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsAddressPattern) pattern =
            ms_address_pattern_parse (matches[i].pattern, &what);

        if (pattern == NULL)
            fail_msg ("%s: %s", matches[i].name, what);
        if (ms_address_pattern_match (pattern, matches[i].address, &ours) !=
            matches[i].want)
            fail_msg ("%s", matches[i].name);
    }
}

static const char *const no_patterns[] = {
    "",         "jane",          "example.com", "*@example.com", "@",
    "@.",       "@.a.example",   ".",           "jane@",         "a b@example.com",
    "Internal", "<a@b.example>", "/(/",         "/abc",
};

static void
what_is_no_address_pattern_is_refused (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (no_patterns); i++) {
        g_autofree char *what = NULL;
        g_autoptr (MsAddressPattern) pattern =
            ms_address_pattern_parse (no_patterns[i], &what);
        if (pattern != NULL || what == NULL)
            fail_msg ("\"%s\" was taken", no_patterns[i]);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (an_address_is_normalized_as_its_row_says),
        cmocka_unit_test (a_long_domain_is_not_converted),
        cmocka_unit_test (addresses_are_equal_without_regard_to_case),
        cmocka_unit_test (the_domain_is_behind_the_last_at),
        cmocka_unit_test (domains_contain_what_their_row_says),
        cmocka_unit_test (domains_are_parsed_as_their_row_says),
        cmocka_unit_test (address_patterns_match_as_their_row_says),
        cmocka_unit_test (what_is_no_address_pattern_is_refused),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
