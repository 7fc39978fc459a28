/* SPDX-License-Identifier: BSD-2-Clause */
#include "attributes.h"

#include "check.h"
#include "mail.h"
#include <stdlib.h>
#include <time.h>

#define NOON 1767268800 /* 2026-01-01T12:00:00Z */

static int
stay_in_utc (void **state)
{
    (void)state;
    return setenv ("TZ", "UTC", 1);
}

static const char *
text_at (const MsValue *fields, const char *group, const char *name)
{
    return ms_value_text (ms_value_get (ms_value_get (fields, group), name));
}

static void
the_columns_of_the_person_are_fields (void **state)
{
    g_autoptr (MsValue) person = ms_value_new_map();
    g_autoptr (MsValue) fields = NULL;

    (void)state;
    ms_value_set_text (person, "title", "Engineer");
    fields = ms_attributes_new (person, "jane@example.com", NULL, NULL, NOON);
    assert_string_equal (ms_value_text (ms_value_get (fields, "title")), "Engineer");
}

static void
somebody_unknown_has_the_other_fields (void **state)
{
    g_autoptr (MsMessage) message =
        mail_parse ("Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\nx\n");
    g_autoptr (MsValue) fields =
        ms_attributes_new (NULL, "jane@example.com", "Jane Doe", message, NOON);

    (void)state;
    assert_string_equal (text_at (fields, "sender", "address"), "jane@example.com");
    assert_string_equal (text_at (fields, "sender", "name"), "Jane Doe");
    assert_string_equal (text_at (fields, "message", "subject"), "Gr\xc3\xbc\xc3\x9f"
                                                                 "e");
    assert_string_equal (text_at (fields, "date", "year"), "2026");
    assert_string_equal (text_at (fields, "date", "iso"), "2026-01-01");
}

static void
what_is_not_known_is_empty (void **state)
{
    g_autoptr (MsMessage) message = mail_parse ("From: a@example.com\n\nx\n");
    g_autoptr (MsValue) fields = ms_attributes_new (NULL, NULL, NULL, message, NOON);

    (void)state;
    assert_string_equal (text_at (fields, "sender", "address"), "");
    assert_string_equal (text_at (fields, "sender", "name"), "");
    assert_string_equal (text_at (fields, "message", "subject"), "");
}

static void
the_person_is_left_as_it_is (void **state)
{
    g_autoptr (MsValue) person = ms_value_new_map();
    g_autoptr (MsValue) fields = NULL;

    (void)state;
    ms_value_set_text (person, "sender", "a column of that name");
    fields = ms_attributes_new (person, "jane@example.com", NULL, NULL, NOON);
    assert_string_equal (text_at (fields, "sender", "address"), "jane@example.com");
    assert_string_equal (ms_value_text (ms_value_get (person, "sender")),
                         "a column of that name");
}

static void
a_date_that_no_calendar_has_is_no_field (void **state)
{
    g_autoptr (MsValue) fields =
        ms_attributes_new (NULL, "jane@example.com", NULL, NULL, G_MAXINT64);

    (void)state;
    assert_null (text_at (fields, "date", "year"));
}

static void
the_first_required_field_without_a_value_is_missing (void **state)
{
    static const char *const required[] = { "name", "title", "phone", NULL };
    static const char *const nothing[] = { NULL };
    g_autoptr (MsValue) person = ms_value_new_map();

    (void)state;
    ms_value_set_text (person, "name", "Jane");
    ms_value_set_text (person, "title", " \t");
    assert_string_equal (ms_attributes_missing (person, required), "title");
    ms_value_set_text (person, "title", "Engineer");
    assert_string_equal (ms_attributes_missing (person, required), "phone");
    ms_value_set_text (person, "phone", "1");
    assert_null (ms_attributes_missing (person, required));
    assert_null (ms_attributes_missing (person, nothing));
}

static void
a_required_field_may_be_one_of_the_senders (void **state)
{
    static const char *const required[] = { "sender.name", NULL };
    g_autoptr (MsValue) with =
        ms_attributes_new (NULL, "jane@example.com", "Jane", NULL, NOON);
    g_autoptr (MsValue) without =
        ms_attributes_new (NULL, "jane@example.com", NULL, NULL, NOON);

    (void)state;
    assert_null (ms_attributes_missing (with, required));
    assert_string_equal (ms_attributes_missing (without, required), "sender.name");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_columns_of_the_person_are_fields),
        cmocka_unit_test (somebody_unknown_has_the_other_fields),
        cmocka_unit_test (what_is_not_known_is_empty),
        cmocka_unit_test (the_person_is_left_as_it_is),
        cmocka_unit_test (a_date_that_no_calendar_has_is_no_field),
        cmocka_unit_test (the_first_required_field_without_a_value_is_missing),
        cmocka_unit_test (a_required_field_may_be_one_of_the_senders),
    };
    return cmocka_run_group_tests (tests, stay_in_utc, NULL);
}
