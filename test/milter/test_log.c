/* SPDX-License-Identifier: BSD-2-Clause */
#include "log.h"
#include "log_record.h"
#include "log_repeats.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} Row;

static const Row rows[] = {
    { "plain text stays", "4XyZ12: passed reason=bounce",
      "4XyZ12: passed reason=bounce" },
    { "letters of any script stay", "Zoë привет 日本", "Zoë привет 日本" },
    { "a line break begins no line", "a\r\nb", "a??b" },
    { "a tab moves nothing", "a\tb", "a?b" },
    { "an escape sequence colours nothing", "\x1b[31mred", "?[31mred" },
    { "a C1 control does nothing",
      "a\xc2\x9b"
      "31mb",
      "a?31mb" },
    { "a line separator of Unicode begins no line",
      "a\xe2\x80\xa8"
      "b",
      "a?b" },
    { "an override turns nothing around",
      "a\xe2\x80\xae"
      "b",
      "a?b" },
    { "octets that are not UTF-8 become a character",
      "a\xff"
      "b",
      "a\xef\xbf\xbd"
      "b" },
};

static void
text_is_cleaned_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = log_clean (rows[i].text, 3800);

        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got %s, want %s", rows[i].name, got, rows[i].want);
    }
}

static void
long_text_fits_into_one_write_to_a_pipe (void **state)
{
    g_autofree char *text = g_strnfill (100000, 'x');
    g_autofree char *got = log_clean (text, 3800);

    (void)state;
    assert_in_range (strlen (got), 1000, 4000);
    assert_true (g_str_has_suffix (got, "..."));
}

static void
long_text_is_cut_between_characters (void **state)
{
    static const char *const cuts[] = { "...", "a...", "a...", "aä...", "aä...", "aäö" };

    (void)state;
    for (gsize max = 0; max < G_N_ELEMENTS (cuts); max++) {
        g_autofree char *got = log_clean ("aäö", max);
        assert_string_equal (got, cuts[max]);
    }
}

/* ---- Records --------------------------------------------------------------------- */

/* 2025-11-22T05:20:00.123Z */
#define NOW ((gint64)1763788800123456)

static LogRecord *
stamped (void)
{
    LogRecord *record = log_record_new (LOG_INFO, "stamped rule=\"a \\\"b\\\"\" size=7");

    log_record_set_queue_id (record, "4XyZ12");
    log_record_add (record, "result", "stamped", FALSE);
    log_record_add (record, "rule", "a \"b\"\n", FALSE);
    log_record_add (record, "dry-run", "c:\\d", FALSE);
    log_record_add (record, "size", "7", TRUE);
    log_record_append (record, "ms", "0.8");
    return record;
}

static void
an_outcome_is_a_line_with_the_queue_id_first (void **state)
{
    g_autoptr (LogRecord) record = stamped();
    g_autofree char *line = log_record_line (record);

    (void)state;
    assert_string_equal (line, "4XyZ12: stamped rule=\"a \\\"b\\\"\" size=7 ms=0.8");
}

static void
an_outcome_is_json_with_the_same_fields (void **state)
{
    g_autoptr (LogRecord) record = stamped();
    g_autofree char *line = log_record_json (record, NOW);

    (void)state;
    assert_string_equal (line,
                         "{\"time\":\"2025-11-22T05:20:00.123Z\",\"level\":\"info\","
                         "\"queue-id\":\"4XyZ12\",\"result\":\"stamped\","
                         "\"rule\":\"a \\\"b\\\"?\",\"dry-run\":\"c:\\\\d\","
                         "\"size\":7,\"ms\":0.8}");
}

static void
an_event_is_json_with_its_message (void **state)
{
    g_autoptr (LogRecord) record = log_record_new (LOG_WARNING, "it is \"late\"");
    g_autofree char *line = log_record_json (record, NOW);

    (void)state;
    assert_string_equal (line,
                         "{\"time\":\"2025-11-22T05:20:00.123Z\",\"level\":\"warning\","
                         "\"message\":\"it is \\\"late\\\"\"}");
}

/* Quotes double: an escaped text is up to twice as long as what it stands for. */
static void
json_that_would_be_too_long_for_a_pipe_stays_json (void **state)
{
    g_autoptr (LogRecord) record = log_record_new (LOG_INFO, "");
    g_autofree char *quotes = g_strnfill (100000, '"');

    (void)state;
    log_record_add (record, "result", "passed", FALSE);
    for (guint i = 0; i < 3; i++)
        log_record_add (record, "failed", quotes, FALSE);
    log_record_append (record, "ms", "0.8");

    g_autofree char *line = log_record_json (record, NOW);
    assert_in_range (strlen (line), 100, 4095);
    assert_true (g_str_has_suffix (line, ",\"failed\":\"...\",\"ms\":0.8}"));
}

static void
an_outcome_has_fields_for_the_journal (void **state)
{
    static const char *const want[] = {
        "MESSAGE=4XyZ12: stamped rule=\"a \\\"b\\\"\" size=7 ms=0.8",
        "PRIORITY=6",
        "SYSLOG_IDENTIFIER=mailstampd",
        "SYSLOG_FACILITY=2",
        "MAILSTAMP_QUEUE_ID=4XyZ12",
        "MAILSTAMP_RESULT=stamped",
        "MAILSTAMP_RULE=a \"b\"?",
        "MAILSTAMP_DRY_RUN=c:\\d",
        "MAILSTAMP_SIZE=7",
        "MAILSTAMP_MS=0.8",
    };
    g_autoptr (LogRecord) record = stamped();
    g_autoptr (GPtrArray) fields = log_record_journal (record);

    (void)state;
    assert_int_equal (fields->len, G_N_ELEMENTS (want));
    for (guint i = 0; i < fields->len; i++)
        assert_string_equal (fields->pdata[i], want[i]);
}

static void
a_queue_id_is_a_word (void **state)
{
    static const Row ids[] = {
        { "one of Sendmail", "5AMA-b.c_1", "5AMA-b.c_1: x" },
        { "with a blank and a colon", "a b:c", "a?b?c: x" },
        { "none", "", "NOQUEUE: x" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
        g_autoptr (LogRecord) record = log_record_new (LOG_INFO, "x");
        log_record_set_queue_id (record, ids[i].text);
        g_autofree char *line = log_record_line (record);

        if (strcmp (line, ids[i].want) != 0)
            fail_msg ("%s: got %s, want %s", ids[i].name, line, ids[i].want);
    }
}

/* ---- Repeats --------------------------------------------------------------------- */

#define SECONDS(n) ((gint64)(n)*G_USEC_PER_SEC)

static void
the_same_failure_is_told_once_and_then_counted (void **state)
{
    g_autoptr (LogRepeats) repeats = log_repeats_new();
    g_autoptr (LogRecord) first = log_record_new (LOG_ERR, "failed error=\"x\"");
    g_autoptr (LogRecord) other = log_record_new (LOG_ERR, "failed error=\"y\"");

    (void)state;
    log_record_set_queue_id (first, "4XyZ12");
    assert_true (log_repeats_admit (repeats, first, SECONDS (1)));
    assert_true (log_repeats_admit (repeats, other, SECONDS (2)));
    for (guint i = 0; i < 3; i++)
        assert_false (log_repeats_admit (repeats, first, SECONDS (3)));

    g_autoptr (GPtrArray) early = log_repeats_take (repeats, SECONDS (60), FALSE);
    assert_int_equal (early->len, 0);
    g_autoptr (GPtrArray) counted = log_repeats_take (repeats, SECONDS (61), FALSE);
    assert_int_equal (counted->len, 1);
    g_autofree char *line = log_record_line (counted->pdata[0]);
    assert_string_equal (line, "failed error=\"x\" repeated=3");
}

static void
a_failure_that_went_away_is_new_when_it_comes_back (void **state)
{
    g_autoptr (LogRepeats) repeats = log_repeats_new();
    g_autoptr (LogRecord) record = log_record_new (LOG_ERR, "failed error=\"x\"");

    (void)state;
    assert_true (log_repeats_admit (repeats, record, SECONDS (0)));
    g_autoptr (GPtrArray) none = log_repeats_take (repeats, SECONDS (61), FALSE);
    assert_int_equal (none->len, 0);
    assert_true (log_repeats_admit (repeats, record, SECONDS (62)));
}

static void
what_was_counted_is_told_at_the_end (void **state)
{
    g_autoptr (LogRepeats) repeats = log_repeats_new();
    g_autoptr (LogRecord) record = log_record_new (LOG_ERR, "failed error=\"x\"");

    (void)state;
    assert_true (log_repeats_admit (repeats, record, SECONDS (1)));
    assert_false (log_repeats_admit (repeats, record, SECONDS (2)));
    g_autoptr (GPtrArray) left = log_repeats_take (repeats, SECONDS (3), TRUE);
    assert_int_equal (left->len, 1);
}

static void
more_failures_than_can_be_told_apart_are_all_told (void **state)
{
    g_autoptr (LogRepeats) repeats = log_repeats_new();

    (void)state;
    for (guint i = 0; i < 1000; i++) {
        g_autofree char *text = g_strdup_printf ("failed error=\"%u\"", i);
        g_autoptr (LogRecord) record = log_record_new (LOG_ERR, text);
        assert_true (log_repeats_admit (repeats, record, SECONDS (1)));
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (text_is_cleaned_as_its_row_says),
        cmocka_unit_test (long_text_fits_into_one_write_to_a_pipe),
        cmocka_unit_test (long_text_is_cut_between_characters),
        cmocka_unit_test (an_outcome_is_a_line_with_the_queue_id_first),
        cmocka_unit_test (an_outcome_is_json_with_the_same_fields),
        cmocka_unit_test (an_event_is_json_with_its_message),
        cmocka_unit_test (json_that_would_be_too_long_for_a_pipe_stays_json),
        cmocka_unit_test (an_outcome_has_fields_for_the_journal),
        cmocka_unit_test (a_queue_id_is_a_word),
        cmocka_unit_test (the_same_failure_is_told_once_and_then_counted),
        cmocka_unit_test (a_failure_that_went_away_is_new_when_it_comes_back),
        cmocka_unit_test (what_was_counted_is_told_at_the_end),
        cmocka_unit_test (more_failures_than_can_be_told_apart_are_all_told),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
