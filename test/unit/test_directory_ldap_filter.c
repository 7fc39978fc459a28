/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "directory_ldap_filter.h"

/* ---- Making one ------------------------------------------------------------------ */

static const struct {
    const char *name;
    const char *filter;
    const char *address;
    const char *want;
} made[] = {
    { "an address", "(mail=%s)", "jane.doe@example.com", "(mail=jane.doe@example.com)" },
    { "twice", "(|(mail=%s)(proxyAddresses=smtp:%s))", "j@x",
      "(|(mail=j@x)(proxyAddresses=smtp:j@x))" },
    { "its halves", "(&(uid=%u)(o=%d))", "a@b@example.com",
      "(&(uid=a@b)(o=example.com))" },
    { "without an @", "(&(uid=%u)(o=%d))", "jane", "(&(uid=jane)(o=))" },
    { "nothing", "(mail=%s)", "", "(mail=)" },
    { "a percent sign", "(cn=100%%)(mail=%s)", "j@x", "(cn=100%)(mail=j@x)" },
    { "what the address has of percent signs", "(mail=%s)", "%s%u%%@x",
      "(mail=\\25s\\25u\\25\\25@x)" },
    { "an asterisk", "(mail=%s)", "*@example.com", "(mail=\\2a@example.com)" },
    { "parentheses", "(mail=%s)", "x)(uid=*", "(mail=x\\29\\28uid\\3d\\2a)" },
    { "a backslash", "(mail=%s)", "\\2a", "(mail=\\5c2a)" },
    { "operators", "(mail=%s)", "&|!<>=~:", "(mail=\\26\\7c\\21\\3c\\3e\\3d\\7e\\3a)" },
    { "white space and control characters", "(mail=%s)", " \t\r\n\x7f",
      "(mail=\\20\\09\\0d\\0a\\7f)" },
    { "quotes and slashes", "(mail=%s)", "\"'/,;#", "(mail=\\22\\27\\2f\\2c\\3b\\23)" },
    { "UTF-8", "(mail=%s)", "\xc3\xa9@x", "(mail=\\c3\\a9@x)" },
    { "octets that are no UTF-8", "(mail=%s)", "\xff@x", "(mail=\\ff@x)" },
    { "in its halves, too", "(&(uid=%u)(o=%d))", "*@)(", "(&(uid=\\2a)(o=\\29\\28))" },
};

static void
an_address_is_only_a_value (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (made); i++) {
        g_autofree char *got = ms_ldap_filter_make (made[i].filter, made[i].address);
        check_text (made[i].name, got, made[i].want);
    }
}

/* Whatever octets it has, no address adds a parenthesis or an asterisk. */
static void
every_octet_is_harmless (void **state)
{
    (void)state;
    for (guint octet = 1; octet < 256; octet++) {
        const char address[] = { (char)octet, '@', 'x', '\0' };
        g_autofree char *got = ms_ldap_filter_make ("%s", address);
        gboolean plain =
            g_ascii_isalnum ((char)octet) || strchr ("@.-_+", (int)octet) != NULL;
        if (strpbrk (got, "()*&|!=<>~") != NULL || (got[0] == '\\') == plain)
            fail_msg ("octet 0x%02x: %s", octet, got);
    }
}

/* ---- Checking one ---------------------------------------------------------------- */

static const char *const good[] = {
    "(mail=%s)",
    "(uid=%u)",
    "(|(mail=%s)(proxyAddresses=smtp:%s))",
    "(&(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2))(mail=%s))",
    "(&(|(a=1)(b=2))(!(c=3))(mail=%s))",
    "(&(cn=\\2a\\28)(mail=%s))",
    "(mail=*%s*)",
    "(uid>=%u)",
};

static const char *const bad[] = {
    "",           "mail=%s",       "(mail=%s",    "(mail=%s))",  "(mail=%s)(uid=%u)",
    "()%s",       "(%s)",          "(=%s)",       "(&mail=%s)",  "(|(mail=%s)",
    "(&(a=%s)b)", "(mail=\\zz%s)", "(mail=(%s))", "((mail=%s))", "(mail=%s) ",
    "(!)%s",
};

static void
a_filter_has_the_structure_of_one (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (good); i++) {
        g_autofree char *what = ms_ldap_filter_check (good[i]);
        check_text (good[i], what, NULL);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
        g_autofree char *what = ms_ldap_filter_check (bad[i]);
        if (what == NULL)
            fail_msg ("%s", bad[i]);
    }
}

static void
a_filter_asks_for_the_address (void **state)
{
    g_autofree char *everybody = ms_ldap_filter_check ("(objectClass=user)");
    g_autofree char *domain = ms_ldap_filter_check ("(mail=*@%d)");
    g_autofree char *unknown = ms_ldap_filter_check ("(mail=%m)");
    g_autofree char *end = ms_ldap_filter_check ("(mail=%");

    (void)state;
    assert_non_null (strstr (everybody, "does not ask for the address"));
    assert_non_null (strstr (domain, "does not ask for the address"));
    assert_non_null (strstr (unknown, "\"%m\" stands for nothing"));
    assert_non_null (strstr (end, "\"%\" stands for nothing"));
}

/* What is wrong with a filter of so many nots; caller frees. */
static char *
check_nots (guint depth)
{
    g_autoptr (GString) filter = g_string_new (NULL);

    for (guint i = 0; i < depth; i++)
        g_string_append (filter, "(!");
    g_string_append (filter, "(mail=%s)");
    for (guint i = 0; i < depth; i++)
        g_string_append_c (filter, ')');
    return ms_ldap_filter_check (filter->str);
}

/* No recursion, here and in libldap, and no quadratic time. */
static void
a_deep_filter_is_refused (void **state)
{
    g_autofree char *deepest = check_nots (20);
    g_autofree char *deeper = check_nots (21);
    g_autofree char *hostile = check_nots (100000);

    (void)state;
    assert_null (deepest);
    assert_non_null (deeper);
    assert_non_null (hostile);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (an_address_is_only_a_value),
        cmocka_unit_test (every_octet_is_harmless),
        cmocka_unit_test (a_filter_has_the_structure_of_one),
        cmocka_unit_test (a_filter_asks_for_the_address),
        cmocka_unit_test (a_deep_filter_is_refused),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
