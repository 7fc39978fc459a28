/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "directory_cache.h"

#define SECOND ((gint64)G_USEC_PER_SEC)

static const MsCacheLimits limits = {
    .ttl = 10 * SECOND, .negative_ttl = 2 * SECOND, .stale = 100 * SECOND, .size = 100000
};

static const char *const states[] = { "miss", "stale", "fresh" };

static void
check_state (MsCache *cache, const char *key, gint64 now, const char *want)
{
    g_autoptr (MsValue) value = NULL;
    MsCacheState state = ms_cache_get (cache, key, now, &value);
    g_autofree char *name = g_strdup_printf ("%s at %d", key, (int)(now / SECOND));
    g_autofree char *got = g_strdup_printf (
        "%s %s", states[state], value != NULL ? ms_value_text (value) : "unknown");

    check_text (name, got, want);
}

static void
put (MsCache *cache, const char *key, const char *text, gint64 now)
{
    g_autoptr (MsValue) value = text != NULL ? ms_value_new_text (text) : NULL;

    ms_cache_put (cache, key, value, now);
}

static void
an_answer_ages (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);

    (void)state;
    put (cache, "jane", "Jane", 1000 * SECOND);
    put (cache, "nobody", NULL, 1000 * SECOND);
    check_state (cache, "jane", 1000 * SECOND, "fresh Jane");
    check_state (cache, "jane", 1010 * SECOND - 1, "fresh Jane");
    check_state (cache, "jane", 1010 * SECOND, "stale Jane");
    check_state (cache, "jane", 1110 * SECOND - 1, "stale Jane");
    check_state (cache, "nobody", 1002 * SECOND - 1, "fresh unknown");
    check_state (cache, "nobody", 1002 * SECOND, "stale unknown");
    check_state (cache, "jane", 1110 * SECOND, "miss unknown");
    check_state (cache, "nobody", 1102 * SECOND, "miss unknown");
    assert_int_equal (ms_cache_count (cache), 0);
    check_state (cache, "joe", 0, "miss unknown");
}

static void
a_new_answer_takes_the_place_of_the_old_one (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);

    (void)state;
    put (cache, "jane", NULL, 0);
    put (cache, "jane", "Jane", SECOND);
    check_state (cache, "jane", 10 * SECOND, "fresh Jane");
    put (cache, "jane", "J. Doe", 10 * SECOND);
    check_state (cache, "jane", 19 * SECOND, "fresh J. Doe");
    put (cache, "jane", NULL, 19 * SECOND);
    check_state (cache, "jane", 19 * SECOND, "fresh unknown");
    assert_int_equal (ms_cache_count (cache), 1);
}

static void
without_times_nothing_is_kept (void **state)
{
    static const MsCacheLimits none = { .size = 100000 };
    g_autoptr (MsCache) cache = ms_cache_new (&none);

    (void)state;
    put (cache, "jane", "Jane", 0);
    check_state (cache, "jane", 0, "miss unknown");
}

/* "00" to "99"; each value takes some 2 KB, so about 40 fit. */
static void
fill (MsCache *cache, guint first, guint end, const char *text)
{
    for (guint i = first; i < end; i++) {
        g_autofree char *key = g_strdup_printf ("%02u", i);
        put (cache, key, text, 0);
    }
}

static void
what_was_asked_for_least_recently_goes_first (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);
    g_autofree char *large = g_strnfill (2000, 'x');
    g_autoptr (MsValue) value = NULL;

    (void)state;
    fill (cache, 0, 30, large);
    assert_int_equal (ms_cache_get (cache, "00", 0, &value), MS_CACHE_FRESH);
    fill (cache, 30, 60, large);
    assert_in_range (ms_cache_count (cache), 20, 49);
    check_state (cache, "01", 0, "miss unknown");
    ms_value_unref (value);
    assert_int_equal (ms_cache_get (cache, "00", 0, &value), MS_CACHE_FRESH);
}

static void
what_does_not_fit_is_not_kept (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);
    g_autofree char *huge = g_strnfill (200000, 'x');

    (void)state;
    put (cache, "joe", "Joe", 0);
    put (cache, "jane", "Jane", 0);
    put (cache, "jane", huge, 0);
    check_state (cache, "jane", 0, "miss unknown");
    check_state (cache, "joe", 0, "fresh Joe");
    assert_int_equal (ms_cache_count (cache), 1);
}

static void
what_is_large_takes_the_room_of_many (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);
    g_autofree char *small = g_strnfill (2000, 'x');
    g_autofree char *large = g_strnfill (50000, 'x');
    g_autoptr (MsValue) last = NULL;

    (void)state;
    fill (cache, 0, 30, small);
    put (cache, "jane", large, 0);
    assert_in_range (ms_cache_count (cache), 2, 20);
    assert_int_equal (ms_cache_get (cache, "29", 0, &last), MS_CACHE_FRESH);
}

/* Anybody can make up addresses; people stay all the same. */
static void
a_flood_of_unknown_addresses_crowds_out_nobody (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);

    (void)state;
    fill (cache, 0, 30, "somebody");
    for (guint i = 0; i < 10000; i++) {
        g_autofree char *key = g_strdup_printf ("x%u", i);
        put (cache, key, NULL, 0);
    }
    check_state (cache, "00", 0, "fresh somebody");
    check_state (cache, "29", 0, "fresh somebody");
    assert_in_range (ms_cache_count (cache), 31, 30 + 100);
}

static void
a_value_outlives_its_entry (void **state)
{
    g_autoptr (MsCache) cache = ms_cache_new (&limits);
    g_autoptr (MsValue) value = NULL;

    (void)state;
    put (cache, "jane", "Jane", 0);
    ms_cache_get (cache, "jane", 0, &value);
    put (cache, "jane", NULL, 0);
    assert_string_equal (ms_value_text (value), "Jane");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (an_answer_ages),
        cmocka_unit_test (a_new_answer_takes_the_place_of_the_old_one),
        cmocka_unit_test (without_times_nothing_is_kept),
        cmocka_unit_test (what_was_asked_for_least_recently_goes_first),
        cmocka_unit_test (what_does_not_fit_is_not_kept),
        cmocka_unit_test (what_is_large_takes_the_room_of_many),
        cmocka_unit_test (a_flood_of_unknown_addresses_crowds_out_nobody),
        cmocka_unit_test (a_value_outlives_its_entry),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
