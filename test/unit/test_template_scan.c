/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"
#include "template_scan.h"

/* "<a href=[x] title=[]>@0" for each tag: end tags with their slash, "~" before tags in
 * conditional comments, behind @ the offset. */
static void
describe (const MsTag *tag, gpointer user_data)
{
    GString *out = user_data;
    MsSlice name = ms_tag_slice (tag, tag->name);

    g_string_append_printf (out, "%s<%s%.*s", tag->is_conditional ? "~" : "",
                            tag->is_end ? "/" : "", (int)name.len, name.data);
    for (guint i = 0; i < tag->n_attributes; i++) {
        MsSlice attribute = ms_tag_slice (tag, tag->attributes[i].name);
        MsSlice value = ms_tag_slice (tag, tag->attributes[i].value);
        g_string_append_printf (out, " %.*s=[%.*s]", (int)attribute.len, attribute.data,
                                (int)value.len, value.data);
    }
    g_string_append_printf (out, ">@%zu", tag->offset);
}

static const struct {
    const char *name;
    const char *html;
    const char *want;
    MsScanPlace place;
} rows[] = {
    { "text alone", "a < b > c & d", "", MS_IN_TEXT },
    { "tags", "<p>x</p>", "<p>@0</p>@4", MS_IN_TEXT },
    { "names in lower case", "<DIV Align=X></Div >", "<div align=[X]>@0</div>@13",
      MS_IN_TEXT },
    { "quotes of both kinds", "<a x=\"1 '2\" y='3 \"4'>", "<a x=[1 '2] y=[3 \"4]>@0",
      MS_IN_TEXT },
    { "no quotes", "<a x=1/2 y = 3>", "<a x=[1/2] y=[3]>@0", MS_IN_TEXT },
    { "no value", "<input checked disabled/>", "<input checked=[] disabled=[]>@0",
      MS_IN_TEXT },
    { "a > in a value", "<a title=\"a>b\">", "<a title=[a>b]>@0", MS_IN_TEXT },
    { "a value that is missing", "<a x=>y", "<a x=[]>@0", MS_IN_TEXT },
    { "attributes without a blank between", "<a x='1'y='2'>", "<a x=[1] y=[2]>@0",
      MS_IN_TEXT },
    { "a name with a colon", "<v:fill src=\"a\"/>", "<v:fill src=[a]>@0", MS_IN_TEXT },
    { "no tag", "<1> <> </> < p>", "", MS_IN_TEXT },

    { "a comment", "<!-- <b> --><i>", "<i>@12", MS_IN_TEXT },
    { "a comment of nothing", "<!--><b><!---><i>", "<b>@5<i>@14", MS_IN_TEXT },
    { "a comment with an odd end", "<!-- --!><b>", "<b>@9", MS_IN_TEXT },
    { "a comment with dashes", "<!-- a -- b ---><b>", "<b>@16", MS_IN_TEXT },
    { "a declaration", "<!doctype html><b>", "<b>@15", MS_IN_TEXT },
    { "an instruction", "<?xml a=\"b\"?><b>", "<b>@13", MS_IN_TEXT },

    { "a script is text", "<script>if (a<b) '<p>'</script><b>",
      "<script>@0</script>@22<b>@31", MS_IN_TEXT },
    { "a style is text", "<style>a<b></sty></STYLE ><b>", "<style>@0</style>@17<b>@26",
      MS_IN_TEXT },

    { "a conditional comment", "<!--[if mso]><p><![endif]--><b>", "~<p>@13<b>@28",
      MS_IN_TEXT },
    { "a conditional comment for others", "<!--[if !mso]><!--><p><!--<![endif]--><b>",
      "<p>@19<b>@38", MS_IN_TEXT },
    { "an end of a comment in a value ends it", "<!--[if mso]><a x=\"--><b>", "<b>@22",
      MS_IN_TEXT },

    { "an open tag", "<a x=1 ", "", MS_IN_TAG },
    { "an open value", "<a x=\"1", "", MS_IN_VALUE },
    { "an open value without quotes", "<a x=1", "", MS_IN_VALUE },
    { "an open comment", "<!-- a", "", MS_IN_COMMENT },
    { "an open script", "<script>a</script", "<script>@0", MS_IN_RAW_TEXT },
};

static void
html_is_cut_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GString) got = g_string_new (NULL);
        g_autoptr (MsScan) scan = ms_scan_new (describe, got);
        ms_scan_feed (scan, ms_slice_str (rows[i].html), NULL);
        if (strcmp (got->str, rows[i].want) != 0 || ms_scan_place (scan) != rows[i].place)
            fail_msg ("%s: got \"%s\" and %d, want \"%s\" and %d", rows[i].name, got->str,
                      (int)ms_scan_place (scan), rows[i].want, (int)rows[i].place);
    }
}

static void
octets_one_by_one_make_the_same_tags (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (GString) got = g_string_new (NULL);
        g_autoptr (MsScan) scan = ms_scan_new (describe, got);
        for (const char *p = rows[i].html; *p != '\0'; p++)
            ms_scan_feed (scan, ms_slice (p, 1), NULL);
        if (strcmp (got->str, rows[i].want) != 0)
            fail_msg ("%s: got \"%s\", want \"%s\"", rows[i].name, got->str,
                      rows[i].want);
    }
}

static void
keep_places (const MsTag *tag, gpointer user_data)
{
    g_string_append_printf (user_data, "%u:%u", tag->where.line, tag->where.column);
    for (guint i = 0; i < tag->n_attributes; i++)
        g_string_append_printf (user_data, "(%u:%u)", tag->attributes[i].where.line,
                                tag->attributes[i].where.column);
    g_string_append_c (user_data, ' ');
}

static void
tags_and_attributes_know_their_places (void **state)
{
    g_autoptr (GString) got = g_string_new (NULL);
    g_autoptr (MsScan) scan = ms_scan_new (keep_places, got);
    MsWhere where = { "t", 3, 5 };

    (void)state;
    ms_scan_feed (scan, ms_slice_str ("é<a x=1\n  y='\n2'><style>\n</style>"), &where);
    assert_string_equal (got->str, "3:6(3:9)(4:3) 5:4 6:1 ");
}

static void
ignore (G_GNUC_UNUSED const MsTag *tag, G_GNUC_UNUSED gpointer user_data)
{
}

static void
a_field_is_known_to_stand_in_its_attribute (void **state)
{
    g_autoptr (MsScan) scan = ms_scan_new (ignore, NULL);
    MsSlice name;
    MsSlice value;

    (void)state;
    ms_scan_feed (scan, ms_slice_str ("<a HREF='tel:"), NULL);
    name = ms_scan_attribute_name (scan);
    value = ms_scan_attribute_value (scan);
    assert_int_equal (ms_scan_place (scan), MS_IN_VALUE);
    assert_int_equal (ms_scan_quote (scan), '\'');
    assert_memory_equal (name.data, "href", 4);
    assert_int_equal (value.len, 4);
}

static void
keep_field_at (const MsTag *tag, gpointer user_data)
{
    *(gsize *)user_data = tag->attributes[0].field_at;
}

static void
a_field_is_remembered_where_it_stood (void **state)
{
    gsize field_at = 0;
    g_autoptr (MsScan) scan = ms_scan_new (keep_field_at, &field_at);

    (void)state;
    ms_scan_feed (scan, ms_slice_str ("<img src=\"people/"), NULL);
    ms_scan_feed_field (scan);
    ms_scan_feed (scan, ms_slice_str (".png"), NULL);
    ms_scan_feed_field (scan);
    ms_scan_feed (scan, ms_slice_str ("\">"), NULL);
    assert_int_equal (field_at, 7);
}

static void
a_field_behind_an_equals_sign_is_a_value_without_quotes (void **state)
{
    g_autoptr (GString) got = g_string_new (NULL);
    g_autoptr (MsScan) scan = ms_scan_new (describe, got);

    (void)state;
    ms_scan_feed (scan, ms_slice_str ("<td width="), NULL);
    ms_scan_feed_field (scan);
    ms_scan_feed (scan, ms_slice_str ("\"x>"), NULL);
    assert_string_equal (got->str, "<td width=[\"x]>@0");
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (html_is_cut_as_its_row_says),
        cmocka_unit_test (octets_one_by_one_make_the_same_tags),
        cmocka_unit_test (tags_and_attributes_know_their_places),
        cmocka_unit_test (a_field_is_known_to_stand_in_its_attribute),
        cmocka_unit_test (a_field_is_remembered_where_it_stood),
        cmocka_unit_test (a_field_behind_an_equals_sign_is_a_value_without_quotes),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
