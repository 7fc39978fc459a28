/* SPDX-License-Identifier: BSD-2-Clause */
#include "chunks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SIZE 8

/* What was sent: the octets, and a bar between calls. */
static gboolean
collect (const void *data, gsize len, gpointer user_data)
{
    GString *sent = user_data;

    g_string_append_len (sent, data, (gssize)len);
    g_string_append_c (sent, '|');
    return TRUE;
}

static gboolean
refuse (const void *data, gsize len, gpointer user_data)
{
    (void)data;
    (void)len;
    (void)user_data;
    return FALSE;
}

typedef struct {
    const char *name;
    const char *pieces[6];
    const char *want;
} Row;

static const Row rows[] = {
    { "nothing gives no call", { NULL }, "" },
    { "empty pieces give no call", { "", "", NULL }, "" },
    { "a small piece is kept to the end", { "abc", NULL }, "abc|" },
    { "small pieces become one chunk", { "ab", "cd", "ef", "gh", NULL }, "abcdefgh|" },
    { "a chunk is sent when it is full", { "abcdefg", "hi", NULL }, "abcdefgh|i|" },
    { "a large piece is passed on in one call",
      { "abcdefghabcdefgh", NULL },
      "abcdefghabcdefgh|" },
    { "what is left of it is kept",
      { "abcdefghabcdefghij", "k", NULL },
      "abcdefghabcdefgh|ijk|" },
    { "a large piece fills a chunk first",
      { "12", "abcdefghijklmnopq", NULL },
      "12abcdef|ghijklmn|opq|" },
    { "a piece that just fills", { "1234", "abcd", "xy", NULL }, "1234abcd|xy|" },
};

static void
pieces_become_chunks_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GString) sent = g_string_new (NULL);
        g_autoptr (Chunks) chunks = chunks_new (SIZE, collect, sent);

        for (gsize j = 0; rows[i].pieces[j]; j++)
            assert_true (
                chunks_add (chunks, rows[i].pieces[j], strlen (rows[i].pieces[j])));
        assert_true (chunks_finish (chunks));
        if (strcmp (sent->str, rows[i].want) != 0)
            fail_msg ("%s: got %s, want %s", rows[i].name, sent->str, rows[i].want);
    }
}

static gboolean
is_where_it_lay (const void *data, gsize len, gpointer user_data)
{
    (void)len;
    return data == user_data;
}

static void
large_piece_is_not_copied (void **state)
{
    static char text[] = "abcdefghabcdefgh";
    g_autoptr (Chunks) chunks = chunks_new (SIZE, is_where_it_lay, text);

    (void)state;
    assert_true (chunks_add (chunks, text, strlen (text)));
}

static void
refusal_while_adding_is_passed_on (void **state)
{
    g_autoptr (Chunks) chunks = chunks_new (SIZE, refuse, NULL);

    (void)state;
    assert_false (chunks_add (chunks, "abcdefgh", SIZE));
}

static void
refusal_at_the_end_is_passed_on (void **state)
{
    g_autoptr (Chunks) chunks = chunks_new (SIZE, refuse, NULL);

    (void)state;
    assert_true (chunks_add (chunks, "a", 1));
    assert_false (chunks_finish (chunks));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (pieces_become_chunks_as_their_row_says),
        cmocka_unit_test (large_piece_is_not_copied),
        cmocka_unit_test (refusal_while_adding_is_passed_on),
        cmocka_unit_test (refusal_at_the_end_is_passed_on),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
