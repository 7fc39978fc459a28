/* SPDX-License-Identifier: BSD-2-Clause */
#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
add (Buffer *buffer, const char *text)
{
    assert_true (buffer_append (buffer, text, strlen (text)));
}

static void
check (const Buffer *buffer, const char *want)
{
    assert_int_equal (buffer->len, strlen (want));
    assert_true (buffer->len <= buffer->capacity);
    if (buffer->len > 0)
        assert_memory_equal (buffer->data, want, buffer->len);
}

static void
what_is_added_stands_in_its_order (void **state)
{
    Buffer buffer = { NULL, 0, 0 };
    g_autofree char *large = g_strnfill (100000, 'x');

    (void)state;
    add (&buffer, "");
    add (&buffer, "one ");
    add (&buffer, "two");
    check (&buffer, "one two");
    add (&buffer, large);
    assert_int_equal (buffer.len, 100007);
    assert_memory_equal (buffer.data, "one twox", 8);
    assert_memory_equal (buffer.data + 7, large, 100000);
    buffer_clear (&buffer);
}

static void
what_is_cut_off_is_gone (void **state)
{
    Buffer buffer = { NULL, 0, 0 };

    (void)state;
    add (&buffer, "header body");
    buffer_truncate (&buffer, 6);
    check (&buffer, "header");
    add (&buffer, "!");
    check (&buffer, "header!");
    buffer_truncate (&buffer, 0);
    add (&buffer, "new");
    check (&buffer, "new");
    buffer_clear (&buffer);
}

static void
what_is_lent_leaves_a_buffer_to_begin_with (void **state)
{
    Buffer buffer = { NULL, 0, 0 };
    g_autoptr (GBytes) lent = NULL;

    (void)state;
    add (&buffer, "first");
    lent = buffer_lend (&buffer);
    check (&buffer, "");
    add (&buffer, "second");
    check (&buffer, "second");
    assert_memory_equal (g_bytes_get_data (lent, NULL), "first", 5);
    buffer_clear (&buffer);
}

static void
what_comes_back_is_added_to (void **state)
{
    Buffer buffer = { NULL, 0, 0 };
    GBytes *kept = NULL;

    (void)state;
    add (&buffer, "header ");
    buffer_return (&buffer, buffer_lend (&buffer));
    add (&buffer, "body");
    check (&buffer, "header body");

    kept = g_bytes_ref (buffer_lend (&buffer));
    buffer_return (&buffer, kept); /* one reference; the other is ours */
    add (&buffer, "!");
    check (&buffer, "header body!");
    assert_memory_equal (g_bytes_get_data (kept, NULL), "header body", 11);
    assert_int_equal (g_bytes_get_size (kept), 11);
    g_bytes_unref (kept);
    buffer_clear (&buffer);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (what_is_added_stands_in_its_order),
        cmocka_unit_test (what_is_cut_off_is_gone),
        cmocka_unit_test (what_is_lent_leaves_a_buffer_to_begin_with),
        cmocka_unit_test (what_comes_back_is_added_to),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
