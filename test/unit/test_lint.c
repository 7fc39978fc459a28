/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "template_fixture.h"
#include "template_scan.h"

static const struct {
    const char *name;
    const char *html;
    const char *want; /* in the problems; "": there is none */
} rows[] = {
    { "a good picture", "<img src=a.png alt=\"A\" width=\"72\">", "" },
    { "an empty alt text is one", "<img src=a.png alt=\"\" width=\"72\">", "" },
    { "no alt text", "<img src=a.png width=72>",
      "1:1: warning: the picture has no alt text" },
    { "no width", "<img src=a.png alt=A>", "1:1: warning: the picture has no width" },
    { "a script", "<script>", "1:1: warning: scripts are left out" },
    { "a style sheet", "<style>", "1:1: warning: style sheets are left out" },
    { "a style sheet elsewhere", "<link rel=stylesheet href=a.css>",
      "1:1: warning: external style sheets are left out" },
    { "a form", "<form>", "1:1: warning: most mail clients do not show forms" },
    { "a drawing", "<svg>", "1:1: warning: <svg> is left out" },
    { "a page", "<html>", "1:1: <html> cannot stand in a signature" },
    { "an event", "<b onclick=\"x\">", "1:4: warning: mail clients take scripts out" },
    { "pictures for screens", "<img alt=a width=1 srcset=\"a 2x\">",
      "1:20: warning: mail clients do not know srcset" },

    { "harmless styles", "<td style=\"color:red; padding:0; margin:0 4px\">", "" },
    { "position", "<p style=\"color:red; POSITION : absolute\">",
      "1:4: warning: mail clients take \"position\" out" },
    { "background-position is not position", "<p style=\"background-position:0 0\">",
      "" },
    { "flex", "<p style=\"display:inline-flex\">",
      "Outlook does not know \"display: flex\"" },
    { "block", "<p style=\"display:block\">", "" },
    { "a negative margin", "<p style=\"margin: 0 -10px\">",
      "negative margins cover the author's text" },
    { "a negative margin on one side", "<p style=\"margin-top:-10px\">",
      "negative margins cover the author's text" },
    { "a background picture", "<p style=\"background: url(a.png)\">",
      "Outlook does not show background pictures" },
    { "a background colour", "<p style=\"background: #eee\">", "" },

    { "a good link", "<a href=\"https://example.com/\">", "" },
    { "a link to a script", "<a href=\"JavaScript:x()\">",
      "1:4: warning: URLs that begin with \"JavaScript:\" are left out" },
    { "data", "<img alt=\"\" width=1 src=\"data:image/png;base64,\">",
      "1:21: warning: data: URLs are left out" },
};

static void
lint (const MsTag *tag, gpointer user_data)
{
    ms_lint_tag (tag, user_data);
}

static void
a_tag_is_judged_as_its_row_says (void **state)
{
    MsWhere where = { "t", 1, 1 };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GPtrArray) problems = ms_problems_new();
        g_autoptr (MsScan) scan = ms_scan_new (lint, problems);
        g_autofree char *got = NULL;

        ms_scan_feed (scan, ms_slice_str (rows[i].html), &where);
        got = problems_text (problems);
        if (*rows[i].want == '\0' ? *got != '\0' : strstr (got, rows[i].want) == NULL)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got, rows[i].want);
    }
}

static void
a_url_that_a_field_begins_is_not_judged (void **state)
{
    MsWhere where = { "t", 1, 1 };
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsScan) scan = ms_scan_new (lint, problems);

    (void)state;
    ms_scan_feed (scan, ms_slice_str ("<a href=\"x"), &where);
    ms_scan_feed_field (scan);
    ms_scan_feed (scan, ms_slice_str (":y\">"), NULL);
    assert_int_equal (problems->len, 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_tag_is_judged_as_its_row_says),
        cmocka_unit_test (a_url_that_a_field_begins_is_not_judged),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
