/* SPDX-License-Identifier: BSD-2-Clause */
#include "check.h"
#include "conf_file.h"
#include "problem.h"

static const char *const keys[] = { "a", "b", "long-key", NULL };
static const MsConfShape inner[] = { { "inner", FALSE, NULL }, { NULL } };
static const MsConfShape shapes[] = { { "box", TRUE, inner }, { NULL } };

/* "a=1:x,1:y box 'title'@2{b=3:z }" */
static void
describe (const MsConfSection *section, GString *out)
{
    for (guint i = 0; i < section->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        g_string_append_printf (out, "%s=", entry->key);
        assert_true (entry->values->len > 0);
        for (guint k = 0; k < entry->values->len; k++) {
            const MsConfValue *value = &g_array_index (entry->values, MsConfValue, k);
            g_string_append_printf (out, "%s%u:%s", k > 0 ? "," : "", value->line,
                                    value->text);
        }
        g_string_append_c (out, ' ');
    }
    for (guint i = 0; i < section->sections->len; i++) {
        const MsConfSection *sub = g_ptr_array_index (section->sections, i);
        g_string_append_printf (out, "%s'%s'@%u{", sub->name,
                                sub->title != NULL ? sub->title : "", sub->line);
        describe (sub, out);
        g_string_append (out, "} ");
    }
}

static char *
parse_and_describe (const char *text)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfSection) root =
        ms_conf_parse ("t.conf", ms_slice_str (text), keys, shapes, problems);
    GString *out = g_string_new (NULL);

    if (root != NULL)
        describe (root, out);
    else
        g_string_append (out, "nothing");
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        g_string_append_printf (out, "\n%s", line);
    }
    return g_strchomp (g_string_free (out, FALSE));
}

typedef struct {
    const char *name;
    const char *text;
    const char *want;
} Row;

static const Row rows[] = {
    { "an empty file", "", "" },
    { "nothing but comments", "# one\n// two\n/* three\n four */\n", "" },
    { "a word", "a = word", "a=1:word" },
    { "a text in quotes", "a = \"some words\"", "a=1:some words" },
    { "a text in single quotes", "a = 'some words'", "a=1:some words" },
    { "a list", "a = { x, \"y\" }", "a=1:x,1:y" },
    { "a list over lines", "a = {\n  x,\n  y,\n}\n", "a=2:x,3:y" },
    { "an empty list", "a = { }", "a=1:" },
    { "a word of special characters", "a = unix:/run/my_x-1.sock@50%",
      "a=1:unix:/run/my_x-1.sock@50%" },
    { "lines behind comments", "# one\n\na = x # two\n/* 4\n 5 */ b = y\n// 6\na = z",
      "a=3:x b=5:y a=7:z" },
    { "lines ending in CRLF", "a = x\r\nb = \"y\"\r\n", "a=1:x b=2:y" },
    { "a byte order mark",
      "\xEF\xBB\xBF"
      "a = x",
      "a=1:x" },
    { "a backslash is itself", "a = \"/\\d+\\.\\b/\"", "a=1:/\\d+\\.\\b/" },
    { "a quote behind a backslash", "a = \"x\\\"y\" b = 'x\\'y'", "a=1:x\"y b=1:x'y" },
    { "the other quote", "a = \"x'y\" b = 'x\"y'", "a=1:x'y b=1:x\"y" },
    { "a backslash behind a backslash", "a = \"x\\\\\" b = y", "a=1:x\\ b=1:y" },
    { "an octal number is not read", "a = \"\\101\"", "a=1:\\101" },
    { "the environment is left alone", "a = \"${HOME} $HOME\"", "a=1:${HOME} $HOME" },
    { "comments in quotes are text", "a = \"# x // y /* z\"", "a=1:# x // y /* z" },
    { "braces in quotes are text", "a = \"}{\"", "a=1:}{" },
    { "letters outside ASCII", "a = \"Zoë ☃\"", "a=1:Zoë ☃" },
    { "the same key twice", "a = x\na = y", "a=1:x a=2:y" },
    { "a list twice", "a = { x, y }\na = { z }", "a=1:x,1:y a=2:z" },
    { "an empty list twice", "a = { }\na = { }", "a=1: a=2:" },
    { "an unknown key", "a = x\nzzz = y\nb = z", "a=1:x zzz=2:y b=3:z" },
    { "an unknown list", "zzz = { x,\ny }\nb = z", "zzz=1:x,2:y b=3:z" },
    { "several unknown keys", "p = x\nq = { y }\nbox t { r = z\n p = u }",
      "p=1:x q=2:y box't'@3{r=3:z p=4:u }" },
    { "a section", "a = x\nbox \"my title\" {\n  b = y\n}\n",
      "a=1:x box'my title'@2{b=3:y }" },
    { "an empty section", "\n\nbox t { }", "box't'@3{}" },
    { "a section in a section", "box t {\n inner {\n a = x\n }\n b = y\n}\nb = z",
      "b=7:z box't'@1{b=5:y inner''@2{a=3:x } }" },
    { "a title twice", "box t { a = x }\nbox t { a = y }",
      "box't'@1{a=1:x } box't'@2{a=2:y }" },
    { "a section twice", "box t {\ninner { a = x }\ninner { b = y } }",
      "box't'@1{inner''@2{a=2:x } inner''@3{b=3:y } }" },
    { "a section that starts below its title", "box\n\"t\"\n{\na = x }",
      "box't'@3{a=4:x }" },
    { "a long text",
      "a = \"0123456789012345678901234567890123456789012345678901234567890123456789\"",
      "a=1:0123456789012345678901234567890123456789012345678901234567890123456789" },

    { "a quote that stays open", "a = x\nb = \"y\n",
      "nothing\nt.conf:2: a text in quotes is not closed, expected \" before the end of "
      "the line" },
    { "a quote open at the end", "a = 'y",
      "nothing\nt.conf:1: a text in quotes is not closed, expected ' before the end of "
      "the line" },
    { "a backslash at the end", "a = \"y\\",
      "nothing\nt.conf:1: a text in quotes is not closed, expected \" before the end of "
      "the line" },
    { "a comment that stays open", "a = x\n/* b\n = y\n",
      "nothing\nt.conf:2: this comment is not closed, expected */" },
    { "a section that stays open", "a = x\nbox t {\n b = y\n",
      "nothing\nt.conf:2: the brace that is opened here is not closed, expected }" },
    { "a list that stays open", "a = { x\n",
      "nothing\nt.conf:1: the brace that is opened here is not closed, expected }" },
    { "a brace too many", "a = x\n}\n", "nothing\nt.conf:2: this } closes nothing" },
    { "braces in braces", "box t {{{{{{{{{ }}}}}}}}}",
      "nothing\nt.conf:1: braces are nested too deeply" },
    { "a key in quotes", "\"a\" = x",
      "nothing\nt.conf:1: expected a key, without quotes, before \"=\"" },
    { "no key", "= x",
      "nothing\nt.conf:1: expected a key, without quotes, before \"=\"" },
    { "appending", "a += x",
      "nothing\nt.conf:1: unexpected +, expected quotes around a text with it" },
    { "a semicolon", "a = x;\n",
      "nothing\nt.conf:1: unexpected ;, expected quotes around a text with it" },
    { "a letter outside ASCII without quotes", "a = \n ä",
      "nothing\nt.conf:2: unexpected ä, expected quotes around a text with it" },
    { "the environment without quotes", "a = ${HOME}",
      "nothing\nt.conf:1: unexpected $, expected quotes around a text with it" },
    { "an include", "include(\"x\")",
      "nothing\nt.conf:1: unexpected (, expected quotes around a text with it" },
    { "a URL without quotes", "a = http://example.com",
      "nothing\nt.conf:1: // begins a comment, expected quotes around a text with it" },
    { "no value", "a =\nb = x",
      "nothing\nt.conf:2: unexpected \"=\", expected something between: a comma, an "
      "equals sign, a brace or a quote?" },
    { "no equals sign", "a x", "nothing\nt.conf:1: a: expected \"=\" and a value" },
    { "no comma", "a = { x y }",
      "nothing\nt.conf:1: unexpected \"y\", expected something between: a comma, an "
      "equals sign, a brace or a quote?" },
    { "no title", "box { a = x }",
      "nothing\nt.conf:1: box: expected a name in quotes, and {" },
    { "a title too many", "inner x { a = x }",
      "nothing\nt.conf:1: inner: no such key or "
      "section" },
    { "no brace", "box t a = x", "nothing\nt.conf:1: box: expected {" },
    { "an unknown section", "a = x\nzzz {\n b = y\n}\n",
      "nothing\nt.conf:2: zzz: no such key or section" },
    { "an unknown section with a title", "a = x\n\nzzz \"t\" {\n b = y\n}\n",
      "nothing\nt.conf:3: zzz: no such key or section" },
    { "an unknown key and an unknown section", "p = x\nzzz {\n b = y\n}\n",
      "nothing\nt.conf:1: p: no such key or section\nt.conf:2: zzz: no such key or "
      "section" },
    { "a section in the wrong place", "inner { a = x }",
      "nothing\nt.conf:1: inner: no such key or section" },
    { "not UTF-8", "a = x\nb = \"\xff\"\n",
      "nothing\nt.conf:2: the octet 0xFF is not UTF-8, expected a file saved as UTF-8" },
    { "an empty text as key", "\"\" { }",
      "nothing\nt.conf:1: expected a key with \"=\" and a value, or a section" },
};

static void
files_are_read_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *got = parse_and_describe (rows[i].text);
        if (strcmp (got, rows[i].want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", rows[i].name, got, rows[i].want);
    }
}

/* The scanner's state is global: what a broken file leaves behind must not show. */
static void
a_broken_file_does_not_change_how_the_next_is_read (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *broken = parse_and_describe (rows[i].text);
        g_autofree char *got = parse_and_describe ("a = x\nbox t { b = y }");
        if (strcmp (got, "a=1:x box't'@2{b=2:y }") != 0)
            fail_msg ("behind \"%s\": got %s", rows[i].name, got);
    }
}

static void
too_many_unknown_keys_end_the_reading (void **state)
{
    GString *text = g_string_new (NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)state;
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf (text, "key%u = x\n", i);
    assert_null (
        ms_conf_parse ("t.conf", ms_slice_str (text->str), keys, shapes, problems));
    assert_int_equal (problems->len, 100);
    g_string_free (text, TRUE);
}

static gpointer
read_again_and_again (gpointer data)
{
    const Row *row = data;

    for (guint i = 0; i < 200; i++) {
        g_autofree char *got = parse_and_describe (row->text);
        if (strcmp (got, row->want) != 0)
            return g_steal_pointer (&got);
    }
    return NULL;
}

static void
several_threads_may_read_at_once (void **state)
{
    static const Row some[] = {
        { "", "a = x # one\n b = { y,\n z }\n", "a=1:x b=2:y,3:z" },
        { "", "/*\n*/ box t { inner { a = \"${x}\" } }",
          "box't'@2{inner''@2{a=2:${x} } }" },
        { "", "a = \"x",
          "nothing\nt.conf:1: a text in quotes is not closed, expected \" "
          "before the end of the line" },
        { "", "a b", "nothing\nt.conf:1: a: expected \"=\" and a value" },
    };
    GThread *threads[G_N_ELEMENTS (some)];

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (some); i++)
        threads[i] = g_thread_new ("reader", read_again_and_again, (gpointer)&some[i]);
    for (gsize i = 0; i < G_N_ELEMENTS (some); i++) {
        g_autofree char *wrong = g_thread_join (threads[i]);
        if (wrong != NULL)
            fail_msg ("got %s, want %s", wrong, some[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (files_are_read_as_their_row_says),
        cmocka_unit_test (a_broken_file_does_not_change_how_the_next_is_read),
        cmocka_unit_test (too_many_unknown_keys_end_the_reading),
        cmocka_unit_test (several_threads_may_read_at_once),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
