/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "fixture.h"

static const struct {
    const char *name;
    const char *template_name;
    const char *address;
    gboolean html;
    const char *want; /* NULL: an error, with `error` in it */
    const char *error;
} rows[] = {
    { "the plain form", "short", "jane@example.com", FALSE,
      "SIGNATURE OF Jane Doe, SHORT", NULL },
    { "the HTML form", "short", "jane@example.com", TRUE,
      "<p>SIGNATURE OF Jane Doe, SHORT</p>", NULL },
    { "whatever the case of the address", "short", "<JANE@Example.com>", FALSE,
      "SIGNATURE OF Jane Doe, SHORT", NULL },
    { "somebody unknown", "short", "x@example.com", FALSE, "SIGNATURE OF , SHORT", NULL },
    { "what is required and there", "titled", "jane@example.com", FALSE,
      "SIGNATURE OF Jane Doe, Engineer", NULL },
    { "what is required and not there", "titled", "john@example.com", FALSE, NULL,
      "requires 'title', which john@example.com does not have" },
    { "a template that there is not", "x", "jane@example.com", FALSE, NULL, "'x'" },
    { "a template that no rule names", "banner", "jane@example.com", FALSE, NULL,
      "'banner'" },
};

static void
a_signature_is_rendered_as_its_row_says (void **state)
{
    g_autoptr (Fixture) fixture =
        fixture_new ("rule a { when { subject = { \"a\" } } template = \"titled\" }\n"
                     "rule b { template = \"short\" }\n");

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GError) error = NULL;
        g_autofree char *got =
            ms_render (fixture->config, rows[i].template_name, rows[i].address,
                       rows[i].html, 1772704800, &error);

        if (got != NULL)
            g_strstrip (got);
        check_text (rows[i].name, got, rows[i].want);
        if (rows[i].want != NULL)
            continue;
        assert_true (g_error_matches (error, MS_ERROR, MS_ERROR_TEMPLATE));
        if (strstr (error->message, rows[i].error) == NULL)
            fail_msg ("%s: %s", rows[i].name, error->message);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_signature_is_rendered_as_its_row_says),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
