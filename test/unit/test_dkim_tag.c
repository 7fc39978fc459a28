/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim_tag.h"

#include "check.h"

static const struct {
    const char *field;
    const char *name;
    const char *want;
} tags[] = {
    { "d=example.com", "d", "example.com" },
    { "v=1; d=example.com; s=x", "d", "example.com" },
    { "v=1; d = exam\r\n ple.com ; s=x", "d", "example.com" },
    { "bh=abc=; b=xyz", "b", "xyz" },
    { "bh=abc=; b=xyz", "bh", "abc=" },
    { "dd=1", "d", NULL },
    { "d", "d", NULL },
    { "d=", "d", "" },
    { ";;;", "d", NULL },
    { "", "d", NULL },
};

static void
a_tag_is_found_by_its_name (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (tags); i++) {
        const MsField field = { .value = ms_slice_str (tags[i].field) };
        g_autofree char *got = ms_dkim_tag (&field, tags[i].name);
        check_text (tags[i].field, got, tags[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_tag_is_found_by_its_name),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
