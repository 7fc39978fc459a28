/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "subject.h"

typedef struct {
    const char *name;
    const char *value;
    const char *want; /* NULL: the word is not in it */
} Row;

static const Row rows[] = {
    { "in front", "[nosig] Plans", "Plans" },
    { "in the middle", "Re: [nosig] Plans", "Re: Plans" },
    { "at the end", "Plans [NoSig]", "Plans" },
    { "without blanks", "Plans[nosig]B", "PlansB" },
    { "alone", "[nosig]", "" },
    { "not there", "Plans", NULL },
    { "a word like it", "[nosign]", NULL },
    { "on a line of its own", "Re:\r\n [nosig]\r\n Plans", "Re:\n Plans" },
    { "at the start of a line", "Re:\r\n [nosig] Plans\r\n B", "Re:\n Plans\n B" },
    { "at the end of a line", "Re: [nosig]\r\n Plans", "Re:\n Plans" },
    { "beside an encoded word",
      "[nosig] =?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=" },
    { "in Q", "=?utf-8?Q?Gr=C3=BC=C3=9Fe_[nosig]_an_alle?= B",
      "=?utf-8?Q?Gr=C3=BC=C3=9Fe_an_alle?= B" },
    { "in Q, escaped",
      "=?iso-8859-1?q?Gr=FC=DFe_=5Bno=73ig=5D?=", "=?iso-8859-1?q?Gr=FC=DFe?=" },
    { "alone in Q", "Re: =?utf-8?Q?=5Bnosig=5D?=", "Re:" },
    { "in B", "=?utf-8?B?R3LDvMOfZSBbbm9zaWddIGFuIGFsbGU=?=",
      "=?utf-8?B?R3LDvMOfZSBhbiBhbGxl?=" },
    { "in a charset with shifts", "=?iso-2022-jp?B?GyRCRnxLXBsoQiBbbm9zaWdd?= x",
      "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= x" },
    { "over two encoded words, all is written anew",
      "=?utf-8?Q?Gr=C3=BC=C3=9Fe_[no?=\r\n =?utf-8?Q?sig]_B?=",
      "=?iso-8859-1?B?R3L832U=?= B" },
    { "an encoded word without an end", "=?utf-8?Q?[nosig] B", "=?utf-8?Q? B" },
    { "what only looks like one", "=?=? [nosig] B", "=?=? B" },
};

static void
subjects_read_as_their_row_says (void **state)
{
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("[nosig]", &what);

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        MsField field = { .value = ms_slice_str (rows[i].value) };
        g_autofree char *decoded = ms_field_decode (&field);
        g_autofree char *got = ms_subject_without (&field, word);

        check_text (rows[i].name, got, rows[i].want);
        check_number (rows[i].name, ms_subject_has (decoded, word), got != NULL);
    }
}

static void
a_message_without_a_subject_has_no_word_in_it (void **state)
{
    g_autofree char *what = NULL;
    g_autoptr (MsTypedWord) word = ms_typed_word_parse ("[nosig]", &what);

    (void)state;
    assert_false (ms_subject_has (NULL, word));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (subjects_read_as_their_row_says),
        cmocka_unit_test (a_message_without_a_subject_has_no_word_in_it),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
