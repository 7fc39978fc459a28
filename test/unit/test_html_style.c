/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html_style.h"

typedef struct {
    const char *style;
    gboolean want;
} StyleRow;

static void
check (const StyleRow *rows, guint count, gsize offset)
{
    guint failed = 0;

    for (guint i = 0; i < count; i++) {
        MsStyle style = ms_style_read (ms_slice_str (rows[i].style));
        gboolean got = *(const gboolean *)((const char *)&style + offset);
        if (got == rows[i].want)
            continue;
        print_error ("%s: got %d want %d\n", rows[i].style, got, rows[i].want);
        failed++;
    }
    assert_int_equal (failed, 0);
}

static void
a_line_above_is_one_however_it_is_spelled (void **state)
{
    static const StyleRow rows[] = {
        { "border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in", TRUE },
        { "BORDER-TOP: #b5c4df 1pt solid; PADDING-TOP: 3pt", TRUE },
        { "padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: "
          "1px; "
          "border-top-style: solid;",
          TRUE },
        { "border-top:1PT SOLID rgb(181,196,223)", TRUE },
        { "border-top : solid", TRUE },
        { "border-top:solid", TRUE },
        { "border-top:dotted 1px!important", TRUE },
        { "", FALSE },
        { "border-top:none", FALSE },
        { "border-top:0 solid #ccc", FALSE },
        { "border-top:0px solid #ccc", FALSE },
        { "border-top-style:solid;border-top-width:0", FALSE },
        { "border:1px solid #ccc", FALSE },
        { "border-top:1px solid;border-left:1px solid", FALSE },
        { "border-left:solid blue 1.5pt", FALSE },
        { "border-top:solid;border:none", FALSE },
        { "color:#solid", FALSE },
    };

    (void)state;
    check (rows, G_N_ELEMENTS (rows), offsetof (MsStyle, line_above));
}

static void
what_is_not_shown_is_hidden (void **state)
{
    static const StyleRow rows[] = {
        { "display:none", TRUE },           { "DISPLAY : NONE", TRUE },
        { "display:none!important", TRUE }, { "mso-hide:all", TRUE },
        { "display:block", FALSE },         { "display:inline-block", FALSE },
        { "x-display:none", FALSE },
    };

    (void)state;
    check (rows, G_N_ELEMENTS (rows), offsetof (MsStyle, hidden));
}

static void
weights_from_600_are_bold (void **state)
{
    static const StyleRow rows[] = {
        { "font-weight:bold", TRUE },    { "font-weight: 700", TRUE },
        { "font-weight:600", TRUE },     { "font-weight:400", FALSE },
        { "font-weight:normal", FALSE },
    };

    (void)state;
    check (rows, G_N_ELEMENTS (rows), offsetof (MsStyle, bold));
}

static void
an_indented_block_says_that_it_has_no_border (void **state)
{
    static const StyleRow rows[] = {
        { "margin:0 0 0 40px;border:none;padding:0px", TRUE },
        { "margin:0 0 0 40px;border:0", TRUE },
        { "margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex", FALSE },
        { "border:none;border-left:solid blue 1.5pt", FALSE },
        { "margin-right:0px", FALSE },
    };

    (void)state;
    check (rows, G_N_ELEMENTS (rows), offsetof (MsStyle, no_border));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_line_above_is_one_however_it_is_spelled),
        cmocka_unit_test (what_is_not_shown_is_hidden),
        cmocka_unit_test (weights_from_600_are_bold),
        cmocka_unit_test (an_indented_block_says_that_it_has_no_border),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
