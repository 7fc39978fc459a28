/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Text of the author's taken out, with new text in its stead or none: what stands around
 * it stays octet for octet, where the encoding allows. */
#include "check.h"
#include "leaf.h"

typedef struct {
    const char *name;
    const char *raw;
    const char *text;
    const char *want;
} Row;

/* [[signature]] becomes `text`. */
static const Row rows[] = {
    { "ASCII", VERSION TYPE "us-ascii\r\n\r\na [[signature]] b\r\n", "Jane",
      VERSION TYPE "us-ascii\r\n\r\na Jane b\r\n" },
    { "ASCII, nothing new", VERSION TYPE "us-ascii\r\n\r\na [[signature]] b\r\n", "",
      VERSION TYPE "us-ascii\r\n\r\na  b\r\n" },
    { "all there is", VERSION TYPE "us-ascii\r\n\r\n[[signature]]", "",
      VERSION TYPE "us-ascii\r\n\r\n" },
    { "quoted-printable",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=A9=20[[signature]]=C3=A8=\r\n\r\n", "Jané",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=A9=20Jan=C3=A9=C3=A8=\r\n\r\n" },
    { "quoted-printable, a soft break in it",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=A9[[signa=\r\nture]] b\r\n", "Jane",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=A9Jane b\r\n" },
    { "quoted-printable, soft breaks around it",
      VERSION TYPE "utf-8\r\n" QP "\r\na=\r\n[[signature]]=\r\nb\r\n", "",
      VERSION TYPE "utf-8\r\n" QP "\r\na=\r\n=\r\nb\r\n" },
    { "quoted-printable, a blank before it",
      VERSION TYPE "utf-8\r\n" QP "\r\na [[signature]]\r\nb\r\n", "",
      VERSION TYPE "utf-8\r\n" QP "\r\na =\r\n\r\nb\r\n" },
    { "quoted-printable, escaped",
      VERSION TYPE "utf-8\r\n" QP "\r\n=5B=5Bsignature=5D=5D b\r\n", "",
      VERSION TYPE "utf-8\r\n" QP "\r\n b\r\n" },
    { "quoted-printable, an equals sign that stands for itself",
      VERSION TYPE "utf-8\r\n" QP "\r\na=[[signature]]41\r\n", "",
      VERSION TYPE "utf-8\r\n" QP "\r\na=3D41\r\n" },
    { "quoted-printable, a long line gets shorter",
      VERSION TYPE "utf-8\r\n" QP
                   "\r\n012345678901234567890123456789012345678901234567890123456789"
                   "0123456789[[signature]]0123456789\r\n",
      "",
      VERSION TYPE "utf-8\r\n" QP
                   "\r\n012345678901234567890123456789012345678901234567890123456789"
                   "01234567890123456789\r\n" },
    { "base64 keeps what is before",
      VERSION TYPE "utf-8\r\n" B64 "\r\nSGVsbG8gdGhlcmUgW1tzaWduYXR1cmVdXSBi\r\n", "Jane",
      VERSION TYPE "utf-8\r\n" B64 "\r\nSGVsbG8gdGhlcmUgSmFuZSBi\r\n" },
    { "between shifts",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B[[signature]]\x1b$BK\\\x1b(B\r\n",
      "", VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\x1b$BK\\\x1b(B\r\n" },
    { "a charset that holds the new text",
      VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xe9 [[signature]] \xe8\r\n",
      "Jan\xc3\xa9",
      VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xe9 Jan\xe9 \xe8\r\n" },
    { "HTML, nothing new", VERSION HTML "utf-8\r\n\r\n<p>[[signature]]</p>\r\n", "",
      VERSION HTML "utf-8\r\n\r\n<p></p>\r\n" },
    { "HTML, in its stead", VERSION HTML "utf-8\r\n\r\n<p>[[signature]]</p>\r\n",
      "<b>J</b>", VERSION HTML "utf-8\r\n\r\n<p>\r\n<b>J</b>\r\n</p>\r\n" },
};

static void
text_is_replaced_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        MsSlice raw = ms_slice_str (rows[i].raw);
        g_autofree char *old = leaf_text (raw);
        const char *at = strstr (old, "[[signature]]");
        MsTextEdit edit = { (gsize)(at - old), (gsize)(at - old) + 13, rows[i].text };
        g_autoptr (GString) got = leaf_change (raw, &edit, 1);

        if (got == NULL || strcmp (got->str, rows[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", rows[i].name,
                      got != NULL ? got->str : "(NULL)", rows[i].want);
    }
}

static void
what_is_taken_out_and_put_in_elsewhere_are_made_together (void **state)
{
    static const char raw[] =
        VERSION HTML "utf-8\r\n" QP "\r\n<p>[[<i>=73ig</i>]]</p>=\r\n<p>b=3D</p>\r\n";
    static const MsTextEdit changes[] = {
        { 3, 5, "" }, { 8, 11, "" }, { 15, 17, "" }, { 21, 21, "<b>J</b>" }
    };
    g_autoptr (GString) got = leaf_change (ms_slice_str (raw), changes, 4);

    (void)state;
    assert_non_null (got);
    assert_string_equal (got->str, VERSION HTML "utf-8\r\n" QP
                                                "\r\n<p><i></i></p>=\r\n\r\n<b>J</b>\r\n"
                                                "<p>b=3D</p>\r\n");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (text_is_replaced_as_each_row_says),
        cmocka_unit_test (what_is_taken_out_and_put_in_elsewhere_are_made_together),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
