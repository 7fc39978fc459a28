/* SPDX-License-Identifier: BSD-2-Clause */
#include "exposition.h"
#include "metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* ---- The text format ------------------------------------------------------------- */

static void
a_label_holds_whatever_a_name_has (void **state)
{
    static const char *const rows[][2] = {
        { "corporate", "rule=\"corporate\"" },
        { "a \"b\" \\ c", "rule=\"a \\\"b\\\" \\\\ c\"" },
        { "a\nb", "rule=\"a\\nb\"" },
        { "Zoë", "rule=\"Zoë\"" },
        { "a\xff", "rule=\"a\xef\xbf\xbd\"" },
        { "", "rule=\"\"" },
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = exposition_label ("rule", rows[i][0]);
        assert_string_equal (got, rows[i][1]);
    }
}

static void
buckets_include_those_below (void **state)
{
    const double bounds[] = { 0.005, 1, 1048576 };
    const guint64 counts[] = { 2, 0, 3, 4 };
    const ExpositionHistogram histogram = { bounds, counts, 3, 12.5 };
    g_autoptr (GString) out = g_string_new (NULL);

    (void)state;
    exposition_histogram (out, "x", "d=\"p\"", &histogram);
    assert_string_equal (out->str, "x_bucket{d=\"p\",le=\"0.005\"} 2\n"
                                   "x_bucket{d=\"p\",le=\"1\"} 2\n"
                                   "x_bucket{d=\"p\",le=\"1048576\"} 5\n"
                                   "x_bucket{d=\"p\",le=\"+Inf\"} 9\n"
                                   "x_sum{d=\"p\"} 12.5\n"
                                   "x_count{d=\"p\"} 9\n");
}

static void
a_time_keeps_its_seconds (void **state)
{
    g_autoptr (GString) out = g_string_new (NULL);

    (void)state;
    exposition_gauge (out, "t", "When.", 1795344016);
    assert_string_equal (out->str, "# HELP t When.\n# TYPE t gauge\nt 1795344016\n");
}

/* ---- What is counted ------------------------------------------------------------- */

static char *
rendered (Metrics *metrics)
{
    GString *out = g_string_new (NULL);

    metrics_render (metrics, out);
    return g_string_free (out, FALSE);
}

static void
check_has (Metrics *metrics, const char *want)
{
    g_autofree char *text = rendered (metrics);
    g_autofree char *line = g_strconcat ("\n", want, "\n", NULL);

    if (!strstr (text, line))
        fail_msg ("no %s in\n%s", want, text);
}

static void
every_reason_is_there_before_it_happens (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();

    (void)state;
    check_has (metrics, "mailstamp_messages_total{result=\"stamped\",reason=\"none\"} 0");
    for (guint i = MS_REASON_NONE + 1; i < ms_reason_count(); i++) {
        g_autofree char *want = g_strdup_printf (
            "mailstamp_messages_total{result=\"passed\",reason=\"%s\"} 0",
            ms_reason_name ((MsReason)i));
        check_has (metrics, want);
    }
}

static void
a_stamped_message_is_counted_by_all_that_it_is (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();
    MsResult result = { .action = MS_STAMPED,
                        .rule = (char *)"a+b",
                        .template_name = (char *)"t",
                        .separator = (char *)"outlook",
                        .size = 4097 };

    (void)state;
    metrics_count_result (metrics, &result, 750);
    check_has (metrics, "mailstamp_messages_total{result=\"stamped\",reason=\"none\"} 1");
    check_has (metrics,
               "mailstamp_rule_messages_total{rule=\"a+b\",result=\"stamped\"} 1");
    check_has (metrics, "mailstamp_template_messages_total{template=\"t\"} 1");
    check_has (metrics, "mailstamp_separator_messages_total{separator=\"outlook\"} 1");
    check_has (metrics, "mailstamp_message_duration_seconds_bucket{le=\"0.0005\"} 0");
    check_has (metrics, "mailstamp_message_duration_seconds_bucket{le=\"0.001\"} 1");
    check_has (metrics, "mailstamp_message_duration_seconds_sum 0.00075");
    check_has (metrics, "mailstamp_message_size_bytes_bucket{le=\"4096\"} 0");
    check_has (metrics, "mailstamp_message_size_bytes_bucket{le=\"16384\"} 1");
    check_has (metrics, "mailstamp_message_size_bytes_sum 4097");
}

static void
a_passed_message_has_no_template_to_count (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();
    MsResult result = { .reason = MS_REASON_LIST,
                        .action = MS_PASSED,
                        .template_name = (char *)"t" };
    g_autofree char *text = NULL;

    (void)state;
    metrics_count_result (metrics, &result, 0);
    check_has (metrics, "mailstamp_messages_total{result=\"passed\",reason=\"list\"} 1");
    text = rendered (metrics);
    assert_null (strstr (text, "mailstamp_template_messages_total{"));
    assert_null (strstr (text, "mailstamp_separator_messages_total{"));
}

static void
a_failure_is_counted_by_its_kind (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();
    const GError lookup = { MS_ERROR, MS_ERROR_LOOKUP, (char *)"x" };
    const GError unknown = { MS_ERROR, 4711, (char *)"x" };
    const GError foreign = { g_quark_from_static_string ("x"), MS_ERROR_LOOKUP,
                             (char *)"x" };

    (void)state;
    metrics_count_failure (metrics, &lookup);
    metrics_count_failure (metrics, &unknown);
    metrics_count_failure (metrics, &foreign);
    metrics_count_deferral (metrics, "failure");
    check_has (metrics,
               "mailstamp_messages_total{result=\"failed\",reason=\"directory\"} 1");
    check_has (metrics,
               "mailstamp_messages_total{result=\"failed\",reason=\"internal\"} 2");
    check_has (metrics, "mailstamp_deferrals_total{reason=\"failure\"} 1");
}

static void
the_last_reload_tells_whether_the_disk_is_in_force (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();

    (void)state;
    metrics_count_reload (metrics, RELOAD_REFUSED);
    metrics_count_reload (metrics, RELOAD_POSTPONED);
    check_has (metrics, "mailstamp_config_last_reload_successful 0");
    metrics_count_reload (metrics, RELOAD_DONE);
    check_has (metrics, "mailstamp_config_last_reload_successful 1");
    check_has (metrics, "mailstamp_config_reloads_total{result=\"refused\"} 1");
}

static void
years_of_new_rule_names_do_not_fill_the_memory (void **state)
{
    g_autoptr (Metrics) metrics = metrics_new();
    g_autofree char *text = NULL;

    (void)state;
    for (guint i = 0; i < 5000; i++) {
        g_autofree char *name = g_strdup_printf ("rule %u", i);
        MsResult result = { .action = MS_STAMPED, .rule = name };
        metrics_count_result (metrics, &result, 0);
    }
    check_has (metrics, "mailstamp_rule_messages_total{other=\"true\"} 4000");
    text = rendered (metrics);
    g_auto (GStrv) parts = g_strsplit (text, "\nmailstamp_rule_messages_total{", -1);
    assert_int_equal (g_strv_length (parts) - 1, 1001);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_label_holds_whatever_a_name_has),
        cmocka_unit_test (buckets_include_those_below),
        cmocka_unit_test (a_time_keeps_its_seconds),
        cmocka_unit_test (every_reason_is_there_before_it_happens),
        cmocka_unit_test (a_stamped_message_is_counted_by_all_that_it_is),
        cmocka_unit_test (a_passed_message_has_no_template_to_count),
        cmocka_unit_test (a_failure_is_counted_by_its_kind),
        cmocka_unit_test (the_last_reload_tells_whether_the_disk_is_in_force),
        cmocka_unit_test (years_of_new_rule_names_do_not_fill_the_memory),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
