/* SPDX-License-Identifier: BSD-2-Clause */
#include "printable.h"

#include "check.h"

static const struct {
    const char *name;
    const char *text;
    const char *want;
} rows[] = {
    { "ASCII", "Jane <jane@example.com> ~", "Jane <jane@example.com> ~" },
    { "letters that are not ASCII", "Zürich, 東京 😀", "Zürich, 東京 😀" },
    { "controls of ASCII", "a\t\r\n\x1b[31m\x7f", "a____[31m_" },
    { "controls of ISO-8859-1", "a\xc2\x85\xc2\x9b[31m", "a__[31m" },
    { "what turns a line around", "a\u202e\u2066z", "a__z" },
    { "what nobody sees", "a\u200b\ufeff", "a__" },
    { "the line ends of Unicode", "a\u2028\u2029z", "a__z" },
    { "what stands for no character", "a\ufffe\U000e0001", "a__" },
    { "what is no UTF-8", "a\xff", "a\ufffd" },
    { "a character that is cut", "a\xe2\x82", "a\ufffd\ufffd" },
    { "nothing", "", "" },
};

static void
only_what_can_be_seen_stays (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = ms_printable (rows[i].text, '_');
        check_text (rows[i].name, got, rows[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (only_what_can_be_seen_stays),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
