/* SPDX-License-Identifier: BSD-2-Clause */
#include "relabel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- Content-Type ---------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *value;
    const char *want;
} Row;

static const Row rows[] = {
    { "the charset is changed", "text/plain; charset=iso-8859-1",
      "text/plain; charset=utf-8" },
    { "quotes stay", "text/plain; charset=\"iso-8859-1\"",
      "text/plain; charset=\"utf-8\"" },
    { "the type keeps its case", "Text/Plain; Charset=US-ASCII",
      "Text/Plain; charset=utf-8" },
    { "other parameters stay",
      "text/plain; format=flowed; charset=us-ascii; delsp=yes; name=\"a;b\"",
      "text/plain; format=flowed; charset=utf-8; delsp=yes; name=\"a;b\"" },
    { "folding stays", "text/plain;\r\n\tcharset=us-ascii;\r\n\tformat=flowed",
      "text/plain;\r\n\tcharset=utf-8;\r\n\tformat=flowed" },
    { "a missing charset is added first", "text/plain; format=flowed",
      "text/plain; charset=utf-8; format=flowed" },
    { "a missing charset and nothing else", "text/plain", "text/plain; charset=utf-8" },
    { "a semicolon at the end", "text/plain; charset=us-ascii;",
      "text/plain; charset=utf-8;" },
    { "white space where it may be", "text/plain ; charset = us-ascii ; a=b",
      "text/plain ; charset=utf-8 ; a=b" },
    { "a parameter named in a quoted one", "text/plain; name=\"; charset=x\"; charset=y",
      "text/plain; name=\"; charset=x\"; charset=utf-8" },
    { "an escaped quote does not end a quoted one",
      "text/plain; name=\"\\\"; charset=x\"; charset=y",
      "text/plain; name=\"\\\"; charset=x\"; charset=utf-8" },
    { "a quote that never ends", "text/plain; charset=\"us-ascii; a=b",
      "text/plain; charset=\"utf-8\"" },
    { "RFC 2231", "text/plain; charset*=us-ascii''iso-8859-1",
      "text/plain; charset=utf-8" },
    { "both of two charsets", "text/plain; charset=a; charset=b",
      "text/plain; charset=utf-8; charset=utf-8" },
    { "a longer name is another parameter", "text/plain; charsetx=a",
      "text/plain; charset=utf-8; charsetx=a" },
    { "another type is not what the part was taken for", "charset=us-askey",
      "text/plain; charset=utf-8" },
    { "a type cut short", "text", "text/plain; charset=utf-8" },
    { "a type that goes on oddly", "text/plain charset=us-ascii",
      "text/plain; charset=utf-8" },
    { "no value", "", "text/plain; charset=utf-8" },
};

static void
the_charset_becomes_utf8_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got =
            ms_content_type_as_utf8 (ms_slice_str (rows[i].value), "text/plain");
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got %s, want %s", rows[i].name, got, rows[i].want);
    }
}

/* ---- Fields ---------------------------------------------------------------------- */

static void
header_edit_clear (gpointer data)
{
    MsHeaderEdit *edit = data;

    g_free (edit->name);
    g_free (edit->value);
}

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

typedef struct {
    GBytes *bytes;
    MsMessage *message;
    GArray *edits;
    GArray *header_edits;
} Fixture;

static void
fixture_clear (Fixture *fixture)
{
    ms_message_free (fixture->message);
    g_bytes_unref (fixture->bytes);
    g_array_unref (fixture->edits);
    g_array_unref (fixture->header_edits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

static Fixture
fixture_for (const char *raw)
{
    MsLimits limits = { 10000, 100, 100 };
    Fixture fixture = { .bytes = g_bytes_new (raw, strlen (raw)),
                        .edits = ms_edits_new(),
                        .header_edits =
                            g_array_new (FALSE, FALSE, sizeof (MsHeaderEdit)) };

    g_array_set_clear_func (fixture.header_edits, header_edit_clear);
    fixture.message = ms_message_parse (fixture.bytes, &limits);
    return fixture;
}

static const MsPart *
first_leaf (const Fixture *fixture)
{
    const MsPart *part = ms_message_root (fixture->message);

    while (part->children->len > 0)
        part = g_ptr_array_index (part->children, 0);
    return part;
}

static void
assert_relabelled (const char *raw, const char *want)
{
    g_auto (Fixture) fixture = fixture_for (raw);
    MsLabels labels = { TRUE, "quoted-printable" };
    g_autoptr (GString) got = g_string_new (NULL);

    ms_relabel (fixture.message, first_leaf (&fixture), &labels, fixture.edits,
                fixture.header_edits);
    assert_int_equal (fixture.header_edits->len, 0);
    assert_true (ms_edits_sort (fixture.edits));
    ms_splice_send (ms_slice_bytes (fixture.bytes), 0, fixture.edits, append_bytes, got);
    assert_string_equal (got->str, want);
}

#define MULTIPART "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
#define END "\r\n--b--\r\n"

static void
fields_of_a_nested_part_are_changed_in_place (void **state)
{
    (void)state;
    assert_relabelled (MULTIPART "X-First: 1\r\n"
                                 "content-type:text/plain;\r\n charset=us-ascii \r\n"
                                 "Content-Transfer-Encoding: 7bit\r\n\r\na" END,
                       MULTIPART
                       "X-First: 1\r\n"
                       "content-type:text/plain;\r\n charset=utf-8 \r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\na" END);
}

static void
missing_fields_of_a_nested_part_are_added_at_the_end (void **state)
{
    (void)state;
    assert_relabelled (MULTIPART "X-First: 1\r\n\r\na" END, MULTIPART
                       "X-First: 1\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\na" END);
}

static void
a_nested_part_without_a_header_gets_one (void **state)
{
    (void)state;
    assert_relabelled (MULTIPART "\r\na" END, MULTIPART
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\na" END);
}

static void
a_field_without_a_value_gets_one (void **state)
{
    (void)state;
    assert_relabelled (MULTIPART "Content-Type: text/plain\r\n"
                                 "Content-Transfer-Encoding:\r\n\r\na" END,
                       MULTIPART
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: quoted-printable\r\n\r\na" END);
}

static void
assert_header_edit (const Fixture *fixture, guint index, const MsHeaderEdit *want)
{
    const MsHeaderEdit *got = &g_array_index (fixture->header_edits, MsHeaderEdit, index);

    assert_int_equal (got->action, want->action);
    assert_string_equal (got->name, want->name);
    assert_int_equal (got->index, want->index);
    assert_string_equal (got->value, want->value);
    assert_int_equal (got->start, want->start);
    assert_int_equal (got->end, want->end);
}

static void
fields_of_the_root_are_changed_by_name_and_place (void **state)
{
    g_auto (Fixture) fixture =
        fixture_for ("Subject: x\r\nMIME-Version: 1.0\r\n"
                     "content-type: text/plain;\r\n\tcharset=us-ascii\r\n\r\na");
    MsLabels labels = { TRUE, NULL };
    MsHeaderEdit want = { MS_HEADER_CHANGE,
                          (char *)"content-type",
                          1,
                          (char *)"text/plain;\n\tcharset=utf-8",
                          31,
                          77 };

    (void)state;
    ms_relabel (fixture.message, ms_message_root (fixture.message), &labels,
                fixture.edits, fixture.header_edits);
    assert_int_equal (fixture.edits->len, 0);
    assert_int_equal (fixture.header_edits->len, 1);
    assert_header_edit (&fixture, 0, &want);
}

static void
missing_fields_of_the_root_are_added (void **state)
{
    static const char raw[] = "Subject: x\r\n\r\na";
    g_auto (Fixture) fixture = fixture_for (raw);
    MsLabels labels = { TRUE, "8bit" };
    static const char *const wants[][2] = {
        { "MIME-Version", "1.0" },
        { "Content-Type", "text/plain; charset=utf-8" },
        { "Content-Transfer-Encoding", "8bit" },
    };

    (void)state;
    ms_relabel (fixture.message, ms_message_root (fixture.message), &labels,
                fixture.edits, fixture.header_edits);
    assert_int_equal (fixture.header_edits->len, G_N_ELEMENTS (wants));
    for (guint i = 0; i < G_N_ELEMENTS (wants); i++) {
        MsHeaderEdit want = {
            MS_HEADER_ADD, (char *)wants[i][0], 0, (char *)wants[i][1], 12, 12
        };
        assert_header_edit (&fixture, i, &want);
    }
}

static void
each_field_of_a_name_is_counted (void **state)
{
    g_auto (Fixture) fixture = fixture_for ("MIME-Version: 1.0\r\n"
                                            "Content-Transfer-Encoding: 7bit\r\n"
                                            "Content-Transfer-Encoding: 7bit\r\n\r\na");
    MsLabels labels = { FALSE, "8bit" };
    MsHeaderEdit first = {
        MS_HEADER_CHANGE, (char *)"Content-Transfer-Encoding", 1, (char *)"8bit", 19, 52
    };
    MsHeaderEdit second = {
        MS_HEADER_CHANGE, (char *)"Content-Transfer-Encoding", 2, (char *)"8bit", 52, 85
    };

    (void)state;
    ms_relabel (fixture.message, ms_message_root (fixture.message), &labels,
                fixture.edits, fixture.header_edits);
    assert_int_equal (fixture.header_edits->len, 2);
    assert_header_edit (&fixture, 0, &first);
    assert_header_edit (&fixture, 1, &second);
}

static void
a_content_type_of_something_else_is_left_alone (void **state)
{
    g_auto (Fixture) fixture =
        fixture_for ("MIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
                     "Content-Type: multipart/mixed; boundary=b\r\n\r\na");
    MsLabels labels = { TRUE, NULL };
    MsHeaderEdit want = { MS_HEADER_CHANGE,
                          (char *)"Content-Type",
                          1,
                          (char *)"text/plain; charset=utf-8",
                          19,
                          45 };

    (void)state;
    ms_relabel (fixture.message, ms_message_root (fixture.message), &labels,
                fixture.edits, fixture.header_edits);
    assert_int_equal (fixture.header_edits->len, 1);
    assert_header_edit (&fixture, 0, &want);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_charset_becomes_utf8_as_each_row_says),
        cmocka_unit_test (fields_of_a_nested_part_are_changed_in_place),
        cmocka_unit_test (missing_fields_of_a_nested_part_are_added_at_the_end),
        cmocka_unit_test (a_nested_part_without_a_header_gets_one),
        cmocka_unit_test (a_field_without_a_value_gets_one),
        cmocka_unit_test (fields_of_the_root_are_changed_by_name_and_place),
        cmocka_unit_test (missing_fields_of_the_root_are_added),
        cmocka_unit_test (each_field_of_a_name_is_counted),
        cmocka_unit_test (a_content_type_of_something_else_is_left_alone),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
