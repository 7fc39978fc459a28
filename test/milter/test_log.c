/* SPDX-License-Identifier: BSD-2-Clause */
#include "log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} Row;

static const Row rows[] = {
    { "plain text stays", "4XyZ12: passed reason=bounce",
      "4XyZ12: passed reason=bounce" },
    { "letters of any script stay", "Zoë привет 日本", "Zoë привет 日本" },
    { "a line break begins no line", "a\r\nb", "a??b" },
    { "a tab moves nothing", "a\tb", "a?b" },
    { "an escape sequence colours nothing", "\x1b[31mred", "?[31mred" },
    { "a C1 control does nothing",
      "a\xc2\x9b"
      "31mb",
      "a?31mb" },
    { "a line separator of Unicode begins no line",
      "a\xe2\x80\xa8"
      "b",
      "a?b" },
    { "an override turns nothing around",
      "a\xe2\x80\xae"
      "b",
      "a?b" },
    { "octets that are not UTF-8 become a character",
      "a\xff"
      "b",
      "a\xef\xbf\xbd"
      "b" },
};

static void
text_is_cleaned_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = log_clean (rows[i].text);

        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got %s, want %s", rows[i].name, got, rows[i].want);
    }
}

static void
long_text_fits_into_one_write_to_a_pipe (void **state)
{
    g_autofree char *text = g_strnfill (100000, 'x');
    g_autofree char *got = log_clean (text);

    (void)state;
    assert_in_range (strlen (got), 1000, 4000);
    assert_true (g_str_has_suffix (got, "..."));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (text_is_cleaned_as_its_row_says),
        cmocka_unit_test (long_text_fits_into_one_write_to_a_pipe),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
