/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "directory_servers.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static MsServers *
three (void)
{
    static char *names[] = { (char *)"one", (char *)"two", (char *)"three", NULL };

    return ms_servers_new (names);
}

static void
the_first_that_is_there_is_asked (void **state)
{
    g_autoptr (MsServers) servers = three();

    (void)state;
    assert_int_equal (ms_servers_choose (servers, 0, 0), 0);
    assert_int_equal (ms_servers_choose (servers, 0, 0), 0); /* by many at once */
    assert_int_equal (ms_servers_choose (servers, 1, 0), 1);
    assert_int_equal (ms_servers_choose (servers, 7, 0), MS_NO_SERVER);
    assert_int_equal (ms_servers_left (servers, 1, 0), 2);
}

static void
one_that_failed_is_left_alone_twice_as_long_each_time (void **state)
{
    static const gint64 pauses[] = { 1, 2, 4, 8, 16, 30, 30 };
    g_autoptr (MsServers) servers = three();
    gint64 now = 0;

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (pauses); i++) {
        assert_int_equal (ms_servers_choose (servers, 0, now), 0);
        ms_servers_failed (servers, 0, MS_SERVER_AWAY, "no answer", now);
        now += pauses[i] * SECOND;
        assert_int_equal (ms_servers_choose (servers, 0, now - 1), 1);
    }
    assert_int_equal (ms_servers_choose (servers, 0, now), 0);
    ms_servers_succeeded (servers, 0);
    ms_servers_failed (servers, 0, MS_SERVER_AWAY, "no answer", now);
    assert_int_equal (ms_servers_choose (servers, 0, now + SECOND), 0);
}

static void
one_that_refuses_us_is_left_alone_for_long (void **state)
{
    g_autoptr (MsServers) servers = three();

    (void)state;
    ms_servers_failed (servers, 0, MS_SERVER_REFUSED, "wrong password", 0);
    assert_int_equal (ms_servers_choose (servers, 0, 60 * SECOND - 1), 1);
    assert_int_equal (ms_servers_choose (servers, 0, 60 * SECOND), 0);
}

static void
failures_that_come_together_are_one (void **state)
{
    g_autoptr (MsServers) servers = three();

    (void)state;
    for (guint i = 0; i < 10; i++)
        ms_servers_failed (servers, 0, MS_SERVER_AWAY, "no answer", i);
    assert_int_equal (ms_servers_choose (servers, 0, SECOND), 0);
}

static void
one_at_a_time_tries_whether_it_is_back (void **state)
{
    g_autoptr (MsServers) servers = three();

    (void)state;
    ms_servers_failed (servers, 0, MS_SERVER_AWAY, "no answer", 0);
    assert_int_equal (ms_servers_choose (servers, 0, SECOND), 0);
    assert_int_equal (ms_servers_choose (servers, 0, SECOND), 1);
    assert_int_equal (ms_servers_left (servers, 0, SECOND), 2);
    ms_servers_succeeded (servers, 0);
    assert_int_equal (ms_servers_choose (servers, 0, SECOND), 0);
    assert_int_equal (ms_servers_left (servers, 0, SECOND), 3);
}

static void
what_is_wrong_is_said_of_each (void **state)
{
    g_autoptr (MsServers) servers = three();
    g_autofree char *nothing = ms_servers_describe (servers);
    g_autofree char *two = NULL;
    g_autofree char *one = NULL;

    (void)state;
    ms_servers_failed (servers, 0, MS_SERVER_AWAY, "no answer in time", 0);
    ms_servers_failed (servers, 2, MS_SERVER_AWAY, "Connection refused", 0);
    two = ms_servers_describe (servers);
    ms_servers_succeeded (servers, 0);
    one = ms_servers_describe (servers);
    assert_string_equal (nothing, "no server answered in time");
    assert_string_equal (two, "one: no answer in time; three: Connection refused");
    assert_string_equal (one, "three: Connection refused");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_first_that_is_there_is_asked),
        cmocka_unit_test (one_that_failed_is_left_alone_twice_as_long_each_time),
        cmocka_unit_test (one_that_refuses_us_is_left_alone_for_long),
        cmocka_unit_test (failures_that_come_together_are_one),
        cmocka_unit_test (one_at_a_time_tries_whether_it_is_back),
        cmocka_unit_test (what_is_wrong_is_said_of_each),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
