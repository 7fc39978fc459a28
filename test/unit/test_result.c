/* SPDX-License-Identifier: BSD-2-Clause */
#include "result.h"

#include "check.h"
#include "message.h"

static gboolean
collect (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

static MsResult *
result_of (const char *octets)
{
    const MsLimits limits = { 1000, 10, 10 };
    g_autoptr (GBytes) bytes = g_bytes_new (octets, strlen (octets));
    g_autoptr (MsMessage) message = ms_message_parse (bytes, &limits);

    return ms_result_new (bytes, ms_message_root (message)->header.end,
                          ms_message_body_start (message), ms_message_eol (message));
}

/* ---- Sending --------------------------------------------------------------------- */

/* What may be done to a message, as letters. */
#define MARK 'm'   /* "M: 1" on top */
#define ADD 'a'    /* "N: 2" at the end of the header */
#define CHANGE 'c' /* the last field becomes "C: 3", folded */
#define TEXT 't'   /* "text" at the end of the body */
#define FRONT 'f'  /* "front" at its start */

static void
change_last_field (MsResult *result)
{
    MsSlice bytes = ms_slice_bytes (result->message);
    g_autoptr (GArray) fields =
        ms_header_fields (ms_slice (bytes.data, result->header_end), 0);
    MsRange raw = g_array_index (fields, MsField, fields->len - 1).raw;
    MsHeaderEdit edit = { .action = MS_HEADER_CHANGE,
                          .name = g_strdup ("C"),
                          .index = 1,
                          .value = g_strdup ("3\n 4"),
                          .start = raw.start,
                          .end = raw.end };

    g_array_append_val (result->header_edits, edit);
}

static void
edit (MsResult *result, char what)
{
    gsize end = g_bytes_get_size (result->message);

    switch (what) {
    case MARK:
        ms_result_add_mark (result, "M", "1");
        break;
    case ADD:
        ms_result_add_header (result, "N", "2");
        break;
    case CHANGE:
        change_last_field (result);
        break;
    case TEXT:
        ms_edits_add (result->body_edits, end, end, g_bytes_new_static ("text", 4));
        break;
    default:
        ms_edits_add (result->body_edits, result->body_start, result->body_start,
                      g_bytes_new_static ("front", 5));
    }
}

static const struct {
    const char *name;
    const char *octets;
    const char *edits;
    const char *want;
} sent[] = {
    { "nothing is done", "A: b\r\n\r\nx\r\n", "", "A: b\r\n\r\nx\r\n" },
    { "the mark", "A: b\r\n\r\nx\r\n", "m", "M: 1\r\nA: b\r\n\r\nx\r\n" },
    { "the mark in LF", "A: b\n\nx\n", "m", "M: 1\nA: b\n\nx\n" },
    { "the mark stands behind the line of an mbox", "From x\nA: b\n\nx\n", "m",
      "From x\nM: 1\nA: b\n\nx\n" },
    { "the mark stands behind lines that would continue it", " x\n\ty\nA: b\n\nx\n", "m",
      " x\n\ty\nM: 1\nA: b\n\nx\n" },
    { "and behind those of an mbox", "From x\n y\nA: b\n\nx\n", "m",
      "From x\n y\nM: 1\nA: b\n\nx\n" },
    { "a header of nothing else gets its line end first", " x", "m", " x\r\nM: 1\r\n" },
    { "a field that is called From is no line of an mbox", "From: x\n\nx\n", "m",
      "M: 1\nFrom: x\n\nx\n" },
    { "a field more", "A: b\r\n\r\nx\r\n", "a", "A: b\r\nN: 2\r\n\r\nx\r\n" },
    { "two fields more", "A: b\r\n\r\nx\r\n", "aa", "A: b\r\nN: 2\r\nN: 2\r\n\r\nx\r\n" },
    { "a changed field, folded", "A: b\r\nC: d\r\n\r\nx\r\n", "c",
      "A: b\r\nC: 3\r\n 4\r\n\r\nx\r\n" },
    { "a changed field in LF", "C: d\n e\n\nx\n", "c", "C: 3\n 4\n\nx\n" },
    { "everything at once", "A: b\r\n\r\nx\r\n", "mcaft",
      "M: 1\r\nC: 3\r\n 4\r\nN: 2\r\n\r\nfrontx\r\ntext" },
    { "a body in LF behind a header in CRLF stays so", "A: b\r\n\r\nx\n", "m",
      "M: 1\r\nA: b\r\n\r\nx\n" },

    { "no header", "\r\nx", "ma", "M: 1\r\nN: 2\r\n\r\nx" },
    { "nothing at all", "", "ma", "M: 1\r\nN: 2\r\n" },
    { "a header alone", "A: b\r\n", "ma", "M: 1\r\nA: b\r\nN: 2\r\n" },
    { "a header alone that lacks its line end", "A: b", "ma",
      "M: 1\r\nA: b\r\nN: 2\r\n" },
    { "a header alone that lacks it, changed", "A: b", "ca", "C: 3\r\n 4\r\nN: 2\r\n" },
    { "a text where there was no body needs an empty line", "A: b\r\n", "t",
      "A: b\r\n\r\ntext" },
    { "and behind a new field", "A: b\r\n", "mat", "M: 1\r\nA: b\r\nN: 2\r\n\r\ntext" },
    { "and behind a header that lacks its line end", "A: b", "t", "A: b\r\n\r\ntext" },
    { "and behind a changed one", "A: b", "ct", "C: 3\r\n 4\r\n\r\ntext" },
    { "and where there was nothing", "", "mt", "M: 1\r\n\r\ntext" },
    { "a text where the body was empty", "A: b\n\n", "mt", "M: 1\nA: b\n\ntext" },
};

static void
the_message_is_sent_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (sent); i++) {
        g_autoptr (MsResult) result = result_of (sent[i].octets);
        g_autoptr (GString) got = g_string_new (NULL);

        for (const char *what = sent[i].edits; *what != '\0'; what++)
            edit (result, *what);
        assert_true (ms_result_send_message (result, collect, got));
        check_text (sent[i].name, got->str, sent[i].want);
    }
}

static void
the_body_is_sent_alone (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autoptr (GString) got = g_string_new (NULL);

    (void)state;
    edit (result, MARK);
    edit (result, FRONT);
    edit (result, TEXT);
    assert_true (ms_result_send_body (result, collect, got));
    assert_string_equal (got->str, "frontx\r\ntext");
}

static void
the_mark_is_the_first_edit (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");

    (void)state;
    edit (result, CHANGE);
    edit (result, ADD);
    edit (result, MARK);
    assert_string_equal (g_array_index (result->header_edits, MsHeaderEdit, 0).name, "M");
}

static gboolean
refuse (const void *data, gsize len, gpointer user_data)
{
    (void)data;
    (void)len;
    (void)user_data;
    return FALSE;
}

static void
a_receiver_that_gives_up_is_told_of (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");

    (void)state;
    assert_false (ms_result_send_message (result, refuse, NULL));
    assert_false (ms_result_send_body (result, refuse, NULL));
}

/* ---- The line of the log --------------------------------------------------------- */

static const struct {
    const char *name;
    const char *rule;
    const char *want;
} rules[] = {
    { "a word", "corporate", "rule=corporate " },
    { "letters that are not ASCII", "B\xc3\xbcro", "rule=B\xc3\xbcro " },
    { "blanks", "nothing inside", "rule=\"nothing inside\" " },
    { "nothing", "", "rule=\"\" " },
    { "an equals sign", "a=b", "rule=\"a=b\" " },
    { "quotes", "a\"b", "rule=\"a\\\"b\" " },
    { "a backslash", "a\\b", "rule=\"a\\\\b\" " },
    { "line ends do not end the line", "a\r\nb", "rule=\"a  b\" " },
    { "other control characters", "a\x1b[31mb\x7f", "rule=\"a [31mb \" " },
    { "an override of direction",
      "a\xe2\x80\xae"
      "b",
      "rule=\"a b\" " },
};

static void
names_are_quoted_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rules); i++) {
        g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
        g_autofree char *line = NULL;
        g_autofree char *want =
            g_strdup_printf ("passed reason=no-rule %ssize=11", rules[i].want);

        result->reason = MS_REASON_NO_RULE;
        result->rule = g_strdup (rules[i].rule);
        line = ms_result_to_string (result);
        check_text (rules[i].name, line, want);
    }
}

static void
a_stamped_message_is_told_in_full (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autofree char *with = NULL, *without = NULL;

    (void)state;
    result->action = MS_STAMPED;
    result->rule = g_strdup ("r");
    result->template_name = g_strdup ("t");
    result->parts = g_strdup ("html,text");
    result->place = MS_PLACE_BOTTOM;
    result->added = 2110;
    without = ms_result_to_string (result);
    result->place = MS_PLACE_ABOVE_QUOTE;
    result->separator = g_strdup ("outlook");
    with = ms_result_to_string (result);
    assert_string_equal (without, "stamped rule=r template=t parts=html,text "
                                  "place=bottom separator=none size=11 added=2110");
    assert_string_equal (with, "stamped rule=r template=t parts=html,text "
                               "place=above-quote separator=outlook size=11 added=2110");
}

static void
a_passed_message_has_its_reason (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autofree char *line = NULL;

    (void)state;
    result->reason = MS_REASON_ALREADY_PROCESSED;
    line = ms_result_to_string (result);
    assert_string_equal (line, "passed reason=already-processed size=11");
}

static void
a_dry_run_is_told_in_full_and_has_no_edits (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autofree char *line = NULL;

    (void)state;
    result->action = MS_STAMPED;
    result->rule = g_strdup ("r");
    result->template_name = g_strdup ("t");
    result->parts = g_strdup ("text");
    result->place = MS_PLACE_TOP;
    result->added = 7;
    ms_result_add_mark (result, "X-Mark", "true");
    ms_edits_add (result->body_edits, 8, 8, g_bytes_new_static ("y", 1));
    ms_result_withhold (result);
    line = ms_result_to_string (result);
    assert_string_equal (line, "passed reason=dry-run rule=r template=t parts=text "
                               "place=top separator=none size=11 added=7");
    assert_int_equal (result->header_edits->len + result->body_edits->len, 0);
}

static void
what_failed_and_what_was_tried_is_told (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autofree char *line = NULL;

    (void)state;
    result->reason = MS_REASON_NO_RULE;
    result->failed = g_strdup ("a: when thread; b: enabled");
    result->dry_run = g_strdup ("c+d");
    line = ms_result_to_string (result);
    assert_string_equal (line,
                         "passed reason=no-rule "
                         "failed=\"a: when thread; b: enabled\" dry-run=c+d size=11");
}

static void
collect_field (const char *name, const char *value, gboolean is_number,
               gpointer user_data)
{
    const char *mark = is_number ? "" : "\"";

    g_string_append_printf (user_data, "%s %s%s%s|", name, mark, value, mark);
}

static void
the_line_can_be_had_field_by_field (void **state)
{
    g_autoptr (MsResult) result = result_of ("A: b\r\n\r\nx\r\n");
    g_autoptr (GString) told = g_string_new (NULL);

    (void)state;
    result->reason = MS_REASON_NO_RULE;
    result->failed = g_strdup ("a: \"b\"");
    ms_result_each_field (result, collect_field, told);
    assert_string_equal (told->str, "result \"passed\"|reason \"no-rule\"|"
                                    "failed \"a: \"b\"\"|size 11|");
}

/* DESIGN section 4: the vocabulary that logs, marks and `skip` share. */
static void
reasons_have_the_names_that_are_documented (void **state)
{
    static const char *const names[] = {
        "none",
        "already-processed",
        "already-signed",
        "loop",
        "bounce",
        "report",
        "calendar",
        "auto-reply",
        "list",
        "signed",
        "encrypted",
        "rights-managed",
        "tnef",
        "partial",
        "dkim-signed",
        "oversize",
        "too-complex",
        "no-text",
        "no-rule",
        "rule-none",
        "missing-attributes",
        "no-separator",
        "sender-not-local",
        "dry-run",
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        assert_string_equal (ms_reason_name ((MsReason)i), names[i]);
    assert_int_equal (G_N_ELEMENTS (names), MS_REASON_DRY_RUN + 1);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_message_is_sent_as_its_row_says),
        cmocka_unit_test (the_body_is_sent_alone),
        cmocka_unit_test (the_mark_is_the_first_edit),
        cmocka_unit_test (a_receiver_that_gives_up_is_told_of),
        cmocka_unit_test (names_are_quoted_as_their_row_says),
        cmocka_unit_test (a_stamped_message_is_told_in_full),
        cmocka_unit_test (a_passed_message_has_its_reason),
        cmocka_unit_test (a_dry_run_is_told_in_full_and_has_no_edits),
        cmocka_unit_test (what_failed_and_what_was_tried_is_told),
        cmocka_unit_test (the_line_can_be_had_field_by_field),
        cmocka_unit_test (reasons_have_the_names_that_are_documented),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
