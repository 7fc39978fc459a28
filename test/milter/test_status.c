/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What /healthz and /readyz say; the pages over HTTP are test_http.py's. */
#include "status.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* In the place of the real one, which would have to be hung for a minute. */
static guint silence;

guint
housekeeper_silence (G_GNUC_UNUSED Housekeeper *keeper)
{
    return silence;
}

static void
assert_page (const Status *status, const char *path, guint code, const char *text)
{
    g_autoptr (GString) body = g_string_new (NULL);

    assert_int_equal (status_answer (path, body, (gpointer)status), code);
    assert_string_equal (body->str, text);
}

static void
a_housekeeper_that_has_hung_for_a_minute_is_no_health (void **state)
{
    const Status status = { 0 };

    (void)state;
    silence = 0;
    assert_page (&status, "/healthz", 200, "ok\n");
    silence = 59;
    assert_page (&status, "/healthz", 200, "ok\n");
    silence = 60;
    assert_page (&status, "/healthz", 503, "no sign of life for 60 s\n");
}

static void
ready_is_who_takes_messages (void **state)
{
    Traffic *traffic = traffic_new();
    const Status status = { .traffic = traffic };

    (void)state;
    silence = 60;
    assert_page (&status, "/readyz", 200, "ready\n");
    traffic_close (traffic);
    assert_page (&status, "/readyz", 503, "stopping\n");
    traffic_free (traffic);
}

static void
no_other_page_is_there (void **state)
{
    const Status status = { 0 };

    (void)state;
    assert_page (&status, "/", 404, "");
    assert_page (&status, "/healthz/", 404, "");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_housekeeper_that_has_hung_for_a_minute_is_no_health),
        cmocka_unit_test (ready_is_who_takes_messages),
        cmocka_unit_test (no_other_page_is_there),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
