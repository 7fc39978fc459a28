/* SPDX-License-Identifier: BSD-2-Clause */
#include "splice.h"

#include "check.h"

typedef struct {
    gsize start;
    gsize end;
    const char *text;
} Edit;

#define MAX_EDITS 4

typedef struct {
    const char *name;
    Edit edits[MAX_EDITS]; /* the last has no text */
    const char *want;      /* what "0123456789" becomes; NULL: they overlap */
} Row;

static const Row rows[] = {
    { "no edits are the identity", { { 0 } }, "0123456789" },
    { "an insertion at the start", { { 0, 0, "a" } }, "a0123456789" },
    { "an insertion at the end", { { 10, 10, "a" } }, "0123456789a" },
    { "an insertion inside", { { 4, 4, "a" } }, "0123a456789" },
    { "a replacement", { { 4, 6, "abc" } }, "0123abc6789" },
    { "a removal", { { 4, 6, "" } }, "01236789" },
    { "everything replaced", { { 0, 10, "a" } }, "a" },
    { "an edit of nothing by nothing", { { 4, 4, "" } }, "0123456789" },
    { "edits in any order", { { 8, 9, "b" }, { 1, 2, "a" } }, "0a234567b9" },
    { "two insertions at one place keep their order",
      { { 5, 5, "a" }, { 5, 5, "b" }, { 5, 5, "c" } },
      "01234abc56789" },
    { "an insertion stands before what is replaced there",
      { { 5, 6, "b" }, { 5, 5, "a" } },
      "01234ab6789" },
    { "an insertion right behind a replacement",
      { { 4, 5, "a" }, { 5, 5, "b" } },
      "0123ab56789" },
    { "replacements side by side", { { 4, 6, "a" }, { 6, 8, "b" } }, "0123ab89" },
    { "an insertion inside a replacement overlaps",
      { { 4, 6, "a" }, { 5, 5, "b" } },
      NULL },
    { "two replacements that share an octet overlap",
      { { 4, 6, "a" }, { 5, 7, "b" } },
      NULL },
    { "the same replacement twice overlaps", { { 4, 6, "a" }, { 4, 6, "a" } }, NULL },
    { "a replacement in a replacement overlaps", { { 2, 8, "a" }, { 4, 6, "b" } }, NULL },
};

static GArray *
edits_of (const Row *row)
{
    GArray *edits = ms_edits_new();

    for (gsize i = 0; i < MAX_EDITS && row->edits[i].text != NULL; i++)
        ms_edits_add (
            edits, row->edits[i].start, row->edits[i].end,
            g_bytes_new_static (row->edits[i].text, strlen (row->edits[i].text)));
    return edits;
}

static gboolean
collect (const void *data, gsize len, gpointer user_data)
{
    assert_true (len > 0);
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

static void
edits_are_made_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GArray) edits = edits_of (&rows[i]);
        g_autoptr (GString) got = g_string_new (NULL);

        check_number (rows[i].name, ms_edits_sort (edits), rows[i].want != NULL);
        if (rows[i].want == NULL)
            continue;
        assert_true (
            ms_splice_send (ms_slice_str ("0123456789"), 0, edits, collect, got));
        check_text (rows[i].name, got->str, rows[i].want);
        check_number (rows[i].name, ms_splice_growth (edits), (gssize)got->len - 10);
    }
}

static void
sending_starts_where_it_is_told (void **state)
{
    g_autoptr (GArray) edits = ms_edits_new();
    g_autoptr (GString) got = g_string_new (NULL);

    (void)state;
    ms_edits_add (edits, 4, 4, g_bytes_new_static ("a", 1));
    assert_true (ms_splice_send (ms_slice_str ("0123456789"), 4, edits, collect, got));
    assert_string_equal (got->str, "a456789");
}

static void
an_insertion_before_stands_before_those_that_are_there (void **state)
{
    g_autoptr (GArray) edits = ms_edits_new();
    g_autoptr (GString) got = g_string_new (NULL);

    (void)state;
    ms_edits_add (edits, 4, 4, g_bytes_new_static ("b", 1));
    ms_edits_add_before (edits, 4, g_bytes_new_static ("a", 1));
    assert_true (ms_edits_sort (edits));
    assert_true (ms_splice_send (ms_slice_str ("0123456789"), 0, edits, collect, got));
    assert_string_equal (got->str, "0123ab456789");
}

static gboolean
note_place (const void *data, gsize len, gpointer user_data)
{
    (void)len;
    g_ptr_array_add (user_data, (gpointer)data);
    return TRUE;
}

static void
what_did_not_change_is_sent_from_where_it_is (void **state)
{
    const char *octets = "0123456789";
    g_autoptr (GArray) edits = ms_edits_new();
    g_autoptr (GPtrArray) places = g_ptr_array_new();

    (void)state;
    ms_edits_add (edits, 4, 5, g_bytes_new_static ("a", 1));
    assert_true (ms_splice_send (ms_slice_str (octets), 0, edits, note_place, places));
    assert_int_equal (places->len, 3);
    assert_ptr_equal (g_ptr_array_index (places, 0), octets);
    assert_ptr_equal (g_ptr_array_index (places, 2), octets + 5);
}

static gboolean
stop_at_second (const void *data, gsize len, gpointer user_data)
{
    guint *calls = user_data;

    (void)data;
    (void)len;
    return ++*calls < 2;
}

static void
sending_stops_where_the_receiver_gives_up (void **state)
{
    g_autoptr (GArray) edits = ms_edits_new();
    guint calls = 0;

    (void)state;
    ms_edits_add (edits, 4, 4, g_bytes_new_static ("a", 1));
    assert_false (
        ms_splice_send (ms_slice_str ("0123456789"), 0, edits, stop_at_second, &calls));
    assert_int_equal (calls, 2);
}

static void
no_octets_make_no_call (void **state)
{
    g_autoptr (GArray) edits = ms_edits_new();
    guint calls = 0;

    (void)state;
    assert_true (ms_splice_send (ms_slice ("", 0), 0, edits, stop_at_second, &calls));
    assert_int_equal (calls, 0);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (edits_are_made_as_their_row_says),
        cmocka_unit_test (sending_starts_where_it_is_told),
        cmocka_unit_test (an_insertion_before_stands_before_those_that_are_there),
        cmocka_unit_test (what_did_not_change_is_sent_from_where_it_is),
        cmocka_unit_test (sending_stops_where_the_receiver_gives_up),
        cmocka_unit_test (no_octets_make_no_call),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
