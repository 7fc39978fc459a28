/* SPDX-License-Identifier: BSD-2-Clause */
#include "message.h"

#include "check.h"
#include "mail.h"

/* ---- The header ------------------------------------------------------------------ */

static const char letter[] = "Received: from a\n"
                             "Received: from b\n"
                             "From: \"Doe, Jane\" <Jane@Example.com>, john@example.com\n"
                             "To: a@example.net, Team: b@example.net, c@example.net;\n"
                             "Cc: D <d@example.net>\n"
                             "Bcc: e@example.net\n"
                             "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n"
                             " aus\n"
                             " Wien \n"
                             "X-Empty:\n"
                             "\n"
                             "To: not@example.net\n";

typedef struct {
    const char *name;
    const char *header;
    const char *want; /* NULL: there is none */
} Header;

static const Header headers[] = {
    { "an encoded and folded value", "Subject",
      "Gr\xc3\xbc\xc3\x9f"
      "e aus Wien" },
    { "of several the first", "Received", "from a" },
    { "case does not matter", "sUBJECT",
      "Gr\xc3\xbc\xc3\x9f"
      "e aus Wien" },
    { "an empty value is there", "X-Empty", "" },
    { "a field that is not there", "X-None", NULL },
    { "the start of a name is not the name", "X-Emp", NULL },
};

static void
header_values_are_found_as_their_row_says (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (letter);

    (void)state;
    /* Twice: the second answer comes from what was kept. */
    for (gsize i = 0; i < 2 * G_N_ELEMENTS (headers); i++) {
        const Header *row = &headers[i % G_N_ELEMENTS (headers)];
        check_text (row->name, ms_message_header (message, row->header), row->want);
    }
}

static void
a_line_of_the_body_is_no_field (void **state)
{
    g_autoptr (MsMessage) message = mail_parse ("From: a@example.com\n\nSubject: x\n");

    (void)state;
    assert_null (ms_message_header (message, "Subject"));
}

static void
from_is_its_first_mailbox (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (letter);

    (void)state;
    assert_string_equal (ms_message_from_address (message), "Jane@Example.com");
    assert_string_equal (ms_message_from_name (message), "Doe, Jane");
}

static void
a_message_without_from_has_no_author (void **state)
{
    g_autoptr (MsMessage) message = mail_parse ("Sender: a@example.com\n\nx\n");

    (void)state;
    assert_null (ms_message_from_address (message));
    assert_null (ms_message_from_name (message));
}

static void
an_empty_from_is_no_author (void **state)
{
    g_autoptr (MsMessage) message = mail_parse ("From: <>\n\nx\n");

    (void)state;
    assert_null (ms_message_from_address (message));
}

static char *
join_recipients (const MsMessage *message)
{
    return g_strjoinv (" ", (char **)ms_message_recipients (message));
}

static void
recipients_are_those_of_to_and_cc_and_of_groups (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (letter);
    g_autofree char *first = join_recipients (message);
    g_autofree char *again = join_recipients (message);

    (void)state;
    assert_string_equal (first,
                         "a@example.net b@example.net c@example.net d@example.net");
    assert_string_equal (again, first);
}

static void
a_message_without_to_has_no_recipients (void **state)
{
    g_autoptr (MsMessage) message = mail_parse ("From: a@example.com\n\nx\n");

    (void)state;
    assert_null (ms_message_recipients (message)[0]);
    assert_null (ms_message_recipients (message)[0]);
}

/* ---- Line ends ------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *octets;
    const char *want;
} line_ends[] = {
    { "CRLF", "A: b\r\n\r\nx\n", "\r\n" },
    { "LF", "A: b\n\nx\r\n", "\n" },
    { "no line at all is sent as SMTP sends it", "A: b", "\r\n" },
    { "CR alone is no line end", "A: b\rC: d\n\n", "\n" },
    { "an empty first line in LF", "\nx\r\n", "\n" },
    { "an empty first line in CRLF", "\r\nx\n", "\r\n" },
    { "nothing", "", "\r\n" },
};

static void
the_line_end_is_the_one_of_the_first_line (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (line_ends); i++) {
        g_autoptr (MsMessage) message =
            mail_parse_octets (line_ends[i].octets, strlen (line_ends[i].octets));
        check_text (line_ends[i].name, ms_message_eol (message), line_ends[i].want);
    }
}

/* ---- Fields of parts ------------------------------------------------------------- */

static void
fields_of_a_part_count_from_the_start_of_the_message (void **state)
{
    g_autoptr (MsMessage) message =
        mail_parse ("Content-Type: multipart/mixed; boundary=b\n\n"
                    "--b\nContent-Type: text/plain\nContent-ID: <x>\n\none\n--b--\n");
    g_autoptr (GArray) fields = ms_message_fields (message, mail_part (message, "1.1"));
    MsRange range = g_array_index (fields, MsField, 1).raw;
    MsSlice raw = ms_slice_range (ms_message_bytes (message), range);

    (void)state;
    assert_int_equal (fields->len, 2);
    assert_memory_equal (raw.data, "Content-ID: <x>\r\n", raw.len);
    assert_int_equal (raw.len, 17);
}

static void
fields_of_the_root_are_those_of_the_message (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (letter);
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));

    (void)state;
    assert_int_equal (fields->len, 8);
    assert_int_equal (g_array_index (fields, MsField, 0).raw.start, 0);
    assert_int_equal (g_array_index (fields, MsField, 7).raw.end,
                      ms_message_root (message)->header.end);
}

/* ---- Limits ---------------------------------------------------------------------- */

static void
a_header_past_its_limit_is_too_much (void **state)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("A: b\r\n\r\nbody\r\n", 14);

    (void)state;
    for (gsize size = 7; size <= 8; size++) {
        const MsLimits limits = { size, 10, 10 };
        g_autoptr (MsMessage) message = ms_message_parse (bytes, &limits);
        assert_int_equal (message != NULL, size == 8);
    }
}

static void
the_bytes_outlive_whoever_gave_them (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (letter);

    (void)state;
    assert_memory_equal (ms_message_bytes (message).data, "Received: from a\r\n", 18);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (header_values_are_found_as_their_row_says),
        cmocka_unit_test (a_line_of_the_body_is_no_field),
        cmocka_unit_test (from_is_its_first_mailbox),
        cmocka_unit_test (a_message_without_from_has_no_author),
        cmocka_unit_test (an_empty_from_is_no_author),
        cmocka_unit_test (recipients_are_those_of_to_and_cc_and_of_groups),
        cmocka_unit_test (a_message_without_to_has_no_recipients),
        cmocka_unit_test (the_line_end_is_the_one_of_the_first_line),
        cmocka_unit_test (fields_of_a_part_count_from_the_start_of_the_message),
        cmocka_unit_test (fields_of_the_root_are_those_of_the_message),
        cmocka_unit_test (a_header_past_its_limit_is_too_much),
        cmocka_unit_test (the_bytes_outlive_whoever_gave_them),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
