/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Which values the conditions take; test_rule.c asks what they answer. */
#include "check.h"
#include "condition.h"

/* "sender = @example.com", one value. */
static char *
add_line (MsConditions *conditions, const char *line)
{
    g_auto (GStrv) halves = g_strsplit (line, " = ", 2);

    return ms_conditions_add (conditions, halves[0], halves[1]);
}

#define MAX_LINES 4

static MsConditions *
make (const char *const *lines)
{
    MsConditions *conditions = ms_conditions_new();

    for (guint i = 0; i < MAX_LINES && lines[i] != NULL; i++)
        assert_null (add_line (conditions, lines[i]));
    return conditions;
}

typedef struct {
    const char *name;
    const char *line;
    const char *want;
} Fault;

static const Fault faults[] = {
    { "an unknown key", "colour = red", "" },
    { "an unknown direction", "direction = sideways",
      "\"sideways\" is not known, expected outbound, internal or inbound" },
    { "no sender", "sender = jane",
      "\"jane\" is no address pattern, expected jane@example.com, @example.com, "
      ".example.com, internal, external or /regex/" },
    { "a recipient's regex", "recipient = /(/",
      "/(/ is no regex: at char 1: missing terminating )" },
    { "how many", "recipients = most", "\"most\" is not known, expected any or all" },
    { "an unknown thread", "thread = old",
      "\"old\" is not known, expected new, reply or forward" },
    { "half a signature", "signature = some",
      "\"some\" is not known, expected absent or present" },
    { "an empty subject",
      "subject = ", "is empty, expected a text to look for, or /regex/" },
    { "a header without pattern", "header = X-Mailer",
      "\"X-Mailer\" has no field or no pattern, expected \"Name: pattern\"" },
    { "a header with a blank in its name", "header = X Mailer: a",
      "\"X Mailer: a\" has no field or no pattern, expected \"Name: pattern\"" },
    { "a header with nothing to look for", "header = X-Mailer: ",
      "\"X-Mailer: \" has no field or no pattern, expected \"Name: pattern\"" },
    { "a person without pattern", "person = department",
      "\"department\" has no attribute or no pattern, expected \"attribute=pattern\"" },
    { "a person without attribute", "person = =sales",
      "\"=sales\" has no attribute or no pattern, expected \"attribute=pattern\"" },
    { "neither yes nor no", "authenticated = maybe",
      "\"maybe\" is neither true nor false" },
    { "no network", "client = localhost",
      "\"localhost\" is no network, expected one like 192.0.2.1, 192.0.2.0/24 or "
      "2001:db8::/32" },
    { "bits behind the mask", "client = 192.0.2.1/24",
      "\"192.0.2.1/24\" is no network, expected one like 192.0.2.1, 192.0.2.0/24 or "
      "2001:db8::/32" },
    { "a mask longer than an address", "client = 192.0.2.0/320",
      "\"192.0.2.0/320\" is no network, expected one like 192.0.2.1, 192.0.2.0/24 or "
      "2001:db8::/32" },
    { "a mask longer than an IPv4 address", "client = 192.0.2.0/33",
      "\"192.0.2.0/33\" is no network, expected one like 192.0.2.1, 192.0.2.0/24 or "
      "2001:db8::/32" },
    { "no date", "not-before = Christmas",
      "\"Christmas\" is no date, expected one like 2025-12-24 or 2025-12-24T18:00" },
    { "a date that is not in the calendar", "not-after = 2025-02-30",
      "\"2025-02-30\" is no date, expected one like 2025-12-24 or 2025-12-24T18:00" },
    { "a time without its minutes", "not-after = 2025-12-24T18",
      "\"2025-12-24T18\" is no date, expected one like 2025-12-24 or 2025-12-24T18:00" },
    { "an hour that is none", "not-after = 2025-12-24T25:00",
      "\"2025-12-24T25:00\" is no date, expected one like 2025-12-24 or "
      "2025-12-24T18:00" },
};

static void
bad_values_are_refused_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (faults); i++) {
        g_autoptr (MsConditions) conditions = ms_conditions_new();
        g_autofree char *what = add_line (conditions, faults[i].line);
        if (g_strcmp0 (what, faults[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", faults[i].name, what,
                      faults[i].want);
    }
}

static const char *const single_keys[] = {
    "recipients = any",
    "authenticated = yes",
    "not-before = 2025-12-24",
    "not-after = 2025-12-24",
};

static void
a_second_value_is_refused_where_one_is_meant (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (single_keys); i++) {
        g_autoptr (MsConditions) conditions = ms_conditions_new();
        g_autofree char *first = add_line (conditions, single_keys[i]);
        g_autofree char *second = add_line (conditions, single_keys[i]);
        assert_null (first);
        if (second == NULL || !g_str_has_suffix (second, " is a second value, expected "
                                                         "one"))
            fail_msg ("%s", single_keys[i]);
    }
}

typedef struct {
    const char *name;
    const char *lines[MAX_LINES];
    const char *key;
} Contradiction;

static const Contradiction contradictions[] = {
    { "recipients without recipient", { "recipients = all" }, "recipients" },
    { "an end before the beginning",
      { "not-before = 2025-12-24", "not-after = 2025-12-23" },
      "not-after" },
    { "an end at the beginning",
      { "not-before = 2025-12-24T12:00:00Z", "not-after = 2025-12-24T12:00:00Z" },
      NULL },
    { "both are fine",
      { "recipient = internal", "recipients = all", "not-before = 2025-12-24",
        "not-after = 2025-12-24" },
      NULL },
};

static void
conditions_that_make_no_sense_together_are_found (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (contradictions); i++) {
        g_autoptr (MsConditions) conditions = make (contradictions[i].lines);
        const char *key = NULL;
        g_autofree char *what = ms_conditions_check (conditions, &key);
        if (g_strcmp0 (key, contradictions[i].key) != 0 ||
            (what == NULL) != (key == NULL))
            fail_msg ("%s: %s", contradictions[i].name, what);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (bad_values_are_refused_as_their_row_says),
        cmocka_unit_test (a_second_value_is_refused_where_one_is_meant),
        cmocka_unit_test (conditions_that_make_no_sense_together_are_found),
    };

    /* The library logs nothing, and what it calls must not do so either. */
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    return cmocka_run_group_tests (tests, NULL, NULL);
}
