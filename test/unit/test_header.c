/* SPDX-License-Identifier: BSD-2-Clause */
#include "header.h"

#include "check.h"
#include <time.h>

/* ---- Fields ---------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *block;
    const char *want; /* "name=value|…", raw */
} Block;

static const Block blocks[] = {
    { "no octets, no fields", "", "" },
    { "a field", "A: b\r\n", "A=b|" },
    { "a field in LF", "A: b\nC: d\n", "A=b|C=d|" },
    { "the last line end may be missing", "A: b\r\nC: d", "A=b|C=d|" },
    { "CR alone ends no line", "A: b\rC: d\r\n", "A=b\rC: d|" },
    { "a folded field is one, as it stands", "A: b\r\n c\r\n\td\r\nE: f\r\n",
      "A=b\r\n c\r\n\td|E=f|" },
    { "a folded field may start on the next line", "A:\r\n b\r\n", "A=b|" },
    { "a line of blanks is a continuation", "A: b\r\n \r\n c\r\n", "A=b\r\n \r\n c|" },
    { "blanks before the colon (RFC 5322 section 4.5)", "A \t: b\r\n", "A=b|" },
    { "no blank behind the colon", "A:b\r\n", "A=b|" },
    { "an empty value", "A:\r\nB: \r\n", "A=|B=|" },
    { "colons in the value", "A: b:c\r\n", "A=b:c|" },
    { "a line without colon is passed over", "A: b\r\nstray\r\nC: d\r\n", "A=b|C=d|" },
    { "a continuation of nothing is passed over", " b: c\r\nA: b\r\n", "A=b|" },
    { "a line of mbox is passed over", "From jane Mon Jan  1 00:00:00 2024\r\nA: b\r\n",
      "A=b|" },
    { "a name with a blank inside is none", "A b: c\r\n", "" },
    { "a name of nothing is none", ": c\r\n", "" },
    { "a name of 8-bit octets is none", "\xc3\x9c: c\r\n", "" },
    { "a name with a control character is none", "A\x01: c\r\nA\x7f: c\r\n", "" },
    { "a value of 8-bit octets stays", "A: \xfc\r\n", "A=\xfc|" },
};

static void
blocks_have_the_fields_that_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (blocks); i++) {
        g_autoptr (GArray) fields = ms_header_fields (ms_slice_str (blocks[i].block), 0);
        g_autoptr (GString) got = g_string_new (NULL);

        for (guint k = 0; k < fields->len; k++) {
            const MsField *field = &g_array_index (fields, MsField, k);
            g_string_append_printf (got, "%.*s=%.*s|", (int)field->name.len,
                                    field->name.data, (int)field->value.len,
                                    field->value.data);
        }
        check_text (blocks[i].name, got->str, blocks[i].want);
    }
}

static void
raw_ranges_count_from_the_offset_and_have_their_line_end (void **state)
{
    g_autoptr (GArray) fields =
        ms_header_fields (ms_slice_str ("A: b\r\nstray\r\nC:\r\n d\r\nE: f"), 100);
    const gsize want[][2] = { { 100, 106 }, { 113, 121 }, { 121, 125 } };

    (void)state;
    assert_int_equal (fields->len, 3);
    for (guint i = 0; i < fields->len; i++) {
        assert_int_equal (g_array_index (fields, MsField, i).raw.start, want[i][0]);
        assert_int_equal (g_array_index (fields, MsField, i).raw.end, want[i][1]);
    }
}

static void
a_nul_is_an_octet_of_the_value (void **state)
{
    g_autoptr (GArray) fields = ms_header_fields (ms_slice ("A: b\0c\r\n", 8), 0);

    (void)state;
    assert_int_equal (fields->len, 1);
    assert_int_equal (g_array_index (fields, MsField, 0).value.len, 3);
}

static void
names_of_fields_know_no_case_and_no_prefix (void **state)
{
    g_autoptr (GArray) fields = ms_header_fields (ms_slice_str ("Message-Id: x\r\n"), 0);
    const MsField *field = &g_array_index (fields, MsField, 0);

    (void)state;
    assert_true (ms_field_is (field, "Message-ID"));
    assert_true (ms_field_is (field, "MESSAGE-ID"));
    assert_false (ms_field_is (field, "Message"));
    assert_false (ms_field_is (field, "Message-ID-2"));
}

/* ---- Values ---------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *value;
    const char *want;
} Value;

static MsField
field_of (const char *value)
{
    return (MsField){ .name = ms_slice_str ("X"), .value = ms_slice_str (value) };
}

static const Value values[] = {
    { "plain text stays", "Hello", "Hello" },
    { "nothing stays nothing", "", "" },
    { "a folded text is unfolded", "a\r\n b", "a b" },
    { "a fold with a tab is one with a blank", "a\r\n\tb\n\tc", "a b c" },
    { "a tab inside a line stays", "a\tb", "a\tb" },
    { "UTF-8 that is not encoded stays",
      "Gr\xc3\xbc\xc3\x9f"
      "e",
      "Gr\xc3\xbc\xc3\x9f"
      "e" },
    { "Q", "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=",
      "Gr\xc3\xbc\xc3\x9f"
      "e" },
    { "B", "=?UTF-8?B?R3LDvMOfZQ==?=",
      "Gr\xc3\xbc\xc3\x9f"
      "e" },
    { "case of the encoding does not matter", "=?utf-8?q?a=C3=BC?=", "a\xc3\xbc" },
    { "a charset that is not UTF-8", "=?iso-8859-1?Q?=FC?=", "\xc3\xbc" },
    { "ISO-2022-JP", "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xe6\x97\xa5\xe6\x9c\xac" },
    { "an underscore is a blank", "=?utf-8?Q?a_b?=", "a b" },
    { "a language is no charset (RFC 2231 section 5)",
      "=?utf-8*de?Q?=C3=BC?=", "\xc3\xbc" },
    { "white space between two encoded words goes", "=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab" },
    { "a fold between two encoded words goes", "=?utf-8?Q?a?=\r\n =?utf-8?Q?b?=", "ab" },
    { "a blank beside an encoded word stays", "x =?utf-8?Q?a?= y", "x a y" },
    { "a character cut in two by two words is put together",
      "=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "\xc3\xbc" },
    { "an encoded word without end is text", "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
    { "an encoding that there is not is text", "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
};

static void
values_are_decoded_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
        MsField field = field_of (values[i].value);
        g_autofree char *got = ms_field_decode (&field);
        check_text (values[i].name, got, values[i].want);
    }
}

static const struct {
    const char *name;
    const char *field;
    const char *value;
    const char *want;
} parameters[] = {
    { "nothing to decode", "Content-Type", "text/plain; charset=\"utf-8\"",
      "text/plain; charset=\"utf-8\"" },
    { "an encoded one (RFC 2231 section 4)", "Content-Disposition",
      "attachment; filename*=UTF-8''B%C3%BCro%20a.pdf",
      "attachment; filename=B\xc3\xbcro a.pdf" },
    { "one in pieces (RFC 2231 section 3)", "content-type",
      "application/pdf;\r\n name*0=\"a long \";\r\n name*1=name.pdf",
      "application/pdf; name=a long name.pdf" },
    { "both", "Content-Type",
      "application/pdf; name*0*=iso-8859-1'de'B%FC; name*1=\"ro.pdf\"; x=y",
      "application/pdf; name=B\xc3\xbcro.pdf; x=y" },
    { "another field", "X-Other", "a; b*=utf-8''%C3%BC", "a; b*=utf-8''%C3%BC" },
    { "no parameter", "Content-Type", "text/*", "text/*" },
    { "an encoded word (RFC 2047)", "Subject", "=?utf-8?Q?=C3=BC?=", "\xc3\xbc" },
};

static void
parameters_are_decoded_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (parameters); i++) {
        MsField field = { .name = ms_slice_str (parameters[i].field),
                          .value = ms_slice_str (parameters[i].value) };
        g_autofree char *got = ms_field_decode_all (&field);
        check_text (parameters[i].name, got, parameters[i].want);
    }
}

static void
more_parameters_than_anybody_has_stay_as_they_are (void **state)
{
    static const char value[] = "attachment; filename*=utf-8''%C3%BC; x=";
    g_autofree char *few = g_strnfill (4000 - (sizeof value - 1), 'x');
    g_autofree char *whole = g_strconcat (value, few, NULL);
    g_autofree char *longer = g_strconcat (whole, "x", NULL);
    MsField field = { .name = ms_slice_str ("Content-Disposition"),
                      .value = ms_slice_str (whole) };
    g_autofree char *decoded = ms_field_decode_all (&field);
    g_autofree char *raw = NULL;

    (void)state;
    assert_non_null (strstr (decoded, "filename=\xc3\xbc;"));
    field.value = ms_slice_str (longer);
    raw = ms_field_decode_all (&field);
    assert_string_equal (raw, longer);
}

static void
whatever_the_octets_the_value_is_valid_utf8 (void **state)
{
    const char *odd[] = { "\xff\xfe",         "=?utf-8?Q?=FF?=",   "=?x-unknown?Q?=FC?=",
                          "=?utf-8?B?////?=", "=?utf-16?B?2AA=?=", "\xed\xa0\x80",
                          "=?utf-8?Q?=00?=",  "=?\xff?Q?a?=" };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (odd); i++) {
        MsField field = field_of (odd[i]);
        g_autofree char *got = ms_field_decode (&field);
        if (!g_utf8_validate (got, -1, NULL))
            fail_msg ("\"%s\" is not valid", odd[i]);
    }
}

/* ---- Mailboxes ------------------------------------------------------------------- */

/* "address(name) …" */
static char *
describe (const GPtrArray *mailboxes)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < mailboxes->len; i++) {
        const MsMailbox *mailbox = g_ptr_array_index (mailboxes, i);
        g_string_append_printf (out, "%s%s", i > 0 ? " " : "", mailbox->address);
        if (mailbox->name != NULL && *mailbox->name != '\0')
            g_string_append_printf (out, "(%s)", mailbox->name);
    }
    return g_string_free (out, FALSE);
}

static const Value lists[] = {
    { "an address", "jane@example.com", "jane@example.com" },
    { "an address in brackets", "<jane@example.com>", "jane@example.com" },
    { "a name", "Jane Doe <jane@example.com>", "jane@example.com(Jane Doe)" },
    { "a name in quotes", "\"Doe, Jane\" <jane@example.com>",
      "jane@example.com(Doe, Jane)" },
    { "a name with a comma that lacks its quotes", "Doe, Jane <jane@example.com>",
      "jane@example.com(Doe, Jane)" },
    { "a name with escaped quotes", "\"J \\\"D, E\\\" D\" <jane@example.com>",
      "jane@example.com(J \"D, E\" D)" },
    { "a name in a comment", "jane@example.com (Jane Doe)",
      "jane@example.com(Jane Doe)" },
    { "an encoded name", "=?utf-8?Q?J=C3=A4ne?= Doe <jane@example.com>",
      "jane@example.com(J\xc3\xa4ne Doe)" },
    { "a comma that is encoded", "=?utf-8?Q?Doe=2C_Jane?= <jane@example.com>",
      "jane@example.com(Doe, Jane)" },
    { "a name that is an address of somebody else",
      "\"boss@example.com\" <eve@example.net>", "eve@example.net(boss@example.com)" },
    { "a name that is an address, without quotes", "boss@example.com <eve@example.net>",
      "eve@example.net(boss@example.com)" },
    { "an address in the comment is a comment",
      "Jane (really <boss@example.com>, boss@example.com) <jane@example.com>",
      "jane@example.com(Jane)" },
    { "an escaped bracket ends no comment",
      "jane@example.com (or \\), boss@example.com), john@example.com",
      "jane@example.com(or ), boss@example.com) john@example.com" },
    { "several", "jane@example.com, John <john@example.com>",
      "jane@example.com john@example.com(John)" },
    { "several with commas in their names",
      "Doe, Jane <jane@example.com>, Roe, John <john@example.com>",
      "jane@example.com(Doe, Jane) john@example.com(Roe, John)" },
    { "empty ones between", ",jane@example.com,, john@example.com,",
      "jane@example.com john@example.com" },
    { "folded", "jane@example.com,\r\n\tJohn\r\n <john@example.com>",
      "jane@example.com john@example.com(John)" },
    { "a group", "Team: jane@example.com, John <john@example.com>;",
      "jane@example.com john@example.com(John)" },
    { "a group and more", "Team: jane@example.com;, john@example.com",
      "jane@example.com john@example.com" },
    { "an empty group", "undisclosed-recipients:;", "" },
    { "a group in a group", "A: B: jane@example.com;, john@example.com;",
      "jane@example.com john@example.com" },
    { "a group without end", "Team: jane@example.com", "jane@example.com" },
    { "a semicolon where Outlook means a comma", "jane@example.com; john@example.com",
      "jane@example.com john@example.com" },
    { "a source route (RFC 5322 section 4.4)", "<@a.example,@b.example:jane@example.com>",
      "jane@example.com" },
    { "a bracket that is not closed", "Jane <jane@example.com",
      "jane@example.com(Jane)" },
    { "a local part in quotes", "\"jane doe\"@example.com", "\"jane doe\"@example.com" },
    { "a local part with a comma in quotes", "\"a,b\"@example.com, john@example.com",
      "\"a,b\"@example.com john@example.com" },
    { "a domain literal", "jane@[IPv6:::1], john@example.com",
      "jane@[IPv6:::1] john@example.com" },
    { "a name without domain", "root", "root" },
    { "8-bit octets in a name", "J\xc3\xa4ne <jane@example.com>",
      "jane@example.com(J\xc3\xa4ne)" },
    { "an address in letters", "jane@ex\xc3\xa4mple.example",
      "jane@ex\xc3\xa4mple.example" },
    { "nothing in brackets", "<>", "" },
    { "nothing", "", "" },
    { "a backslash at the end", "jane@example.com, \"x\\", "jane@example.com" },
};

static void
lists_have_the_mailboxes_that_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
        g_autoptr (GPtrArray) mailboxes = ms_mailboxes_new();
        MsField field = field_of (lists[i].value);
        g_autofree char *got = NULL;

        ms_field_add_mailboxes (&field, mailboxes);
        got = describe (mailboxes);
        check_text (lists[i].name, got, lists[i].want);
    }
}

static const struct {
    const char *name;
    const char *unit;
    guint want; /* mailboxes of 100,000 units */
} floods[] = {
    { "groups in groups", "a:", 0 },
    { "words without domain", "a,", 0 },
    { "comments in comments", "(", 0 },
    { "quotes", "\"", 0 },
    { "brackets", "<", 0 },
    { "addresses", "a@b,", 100000 },
    { "local parts in brackets", "<a>,", 100000 },
    { "groups", "g:a@b;", 100000 },
};

static void
floods_of_addresses_are_read_at_once (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (floods); i++) {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GPtrArray) mailboxes = ms_mailboxes_new();
        clock_t start = clock();
        MsField field;

        for (guint k = 0; k < 100000; k++)
            g_string_append (text, floods[i].unit);
        field = field_of (text->str);
        ms_field_add_mailboxes (&field, mailboxes);
        check_number (floods[i].name, mailboxes->len, floods[i].want);
        if (clock() - start > 5 * CLOCKS_PER_SEC)
            fail_msg ("%s: took more than 5 seconds", floods[i].name);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (blocks_have_the_fields_that_their_row_says),
        cmocka_unit_test (raw_ranges_count_from_the_offset_and_have_their_line_end),
        cmocka_unit_test (a_nul_is_an_octet_of_the_value),
        cmocka_unit_test (names_of_fields_know_no_case_and_no_prefix),
        cmocka_unit_test (values_are_decoded_as_their_row_says),
        cmocka_unit_test (parameters_are_decoded_as_their_row_says),
        cmocka_unit_test (more_parameters_than_anybody_has_stay_as_they_are),
        cmocka_unit_test (whatever_the_octets_the_value_is_valid_utf8),
        cmocka_unit_test (lists_have_the_mailboxes_that_their_row_says),
        cmocka_unit_test (floods_of_addresses_are_read_at_once),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
