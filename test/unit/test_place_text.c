/* SPDX-License-Identifier: BSD-2-Clause */
#include "place_cases.h"

#include "text_line.h"

static MsPlaces
place_in (const char *text, MsPlaceHints hints)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    MsPlaces places = ms_place_text (ms_slice_str (text), hints, separators);

    places.separator = places.separator != NULL ? "found" : NULL;
    return places;
}

static void
clients_and_habits_are_placed (void **state)
{
    (void)state;
    place_cases_check ("text.cases", ms_place_text, 90);
}

static void
clients_in_their_languages_are_placed (void **state)
{
    (void)state;
    place_cases_check ("habits.cases", ms_place_text, 110);
}

/* ---- The same text as HTML ------------------------------------------------------- */

/* How clients make HTML of plain text: what goes before a line and after it. */
static const struct {
    const char *name;
    const char *before;
    const char *after;
} forms[] = {
    { "line breaks", "", "<br>\n" },
    { "a div for each line", "<div>", "</div>" },
    { "Word's paragraphs", "<p class=MsoPlainText>", "<o:p></o:p></p>\n" },
    { "preformatted", "", "\n" },
};

/* The places in HTML that stand for a place between two lines. */
typedef struct {
    gsize from;
    gsize to;
} Span;

static gboolean
is_visible (const char *line)
{
    g_autofree char *folded = ms_fold (line);

    return *folded != '\0';
}

static Span
append_lines (GString *html, const PlaceCase *one, guint form)
{
    g_auto (GStrv) lines = g_strsplit (one->text->str, "\n", -1);
    Span span = { 0, G_MAXSIZE };
    gsize at = 0;

    for (char **line = lines; *line != NULL; line++) {
        g_autofree char *escaped = g_markup_escape_text (*line, -1);

        g_string_append (html, forms[form].before);
        if (at >= one->want && span.to == G_MAXSIZE && is_visible (*line))
            span.to = html->len;
        g_string_append (html, escaped);
        at += strlen (*line) + 1;
        if (at <= one->want && is_visible (*line))
            span.from = html->len;
        g_string_append (html, forms[form].after);
    }
    return span;
}

static guint
check_as_html (const PlaceCase *one, guint form, const MsSeparators *separators)
{
    gboolean pre = g_str_equal (forms[form].name, "preformatted");
    g_autoptr (GString) html = g_string_new (pre ? "<pre>" : "");
    Span span = append_lines (html, one, form);
    MsPlaces got = ms_place_html (ms_slice (html->str, html->len),
                                  one->answers ? MS_PLACE_ANSWERS : 0, separators);

    if (got.above_quote >= span.from && got.above_quote <= span.to &&
        got.below == one->below)
        return 0;
    print_error ("%s as %s: at %zu, want %zu to %zu, separator %s\n", one->name,
                 forms[form].name, got.above_quote, span.from, span.to, got.separator);
    return 1;
}

static void
the_same_text_as_html_is_placed_the_same (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autoptr (GPtrArray) cases = place_cases_load ("text.cases");
    guint failed = 0;

    (void)state;
    for (guint i = 0; i < cases->len; i++)
        for (guint form = 0; form < G_N_ELEMENTS (forms); form++)
            failed += check_as_html (g_ptr_array_index (cases, i), form, separators);
    assert_int_equal (failed, 0);
}

/* ---- Languages ------------------------------------------------------------------- */

/* "Own text", an attribution, a quote: the place is above the attribution. */
static guint
check_language (const char *line, const MsSeparators *separators)
{
    const char *attribution = strstr (line, ": ") + 2;
    g_autofree char *text =
        g_strconcat ("Own text.\n\n", attribution, "\n\n> Quoted\n", NULL);
    MsPlaces got = ms_place_text (ms_slice_str (text), MS_PLACE_ANSWERS, separators);

    if (got.above_quote == strlen ("Own text.\n\n") && !got.below &&
        g_strcmp0 (got.separator, "quote-marks") != 0)
        return 0;
    print_error ("%s: at %zu, separator %s\n", line, got.above_quote, got.separator);
    return 1;
}

static void
attributions_in_all_languages_are_history (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autofree char *path =
        g_build_filename (TEST_DIR, "unit", "place", "languages.cases", NULL);
    g_autofree char *content = NULL;
    g_auto (GStrv) lines = NULL;
    guint failed = 0, count = 0;

    (void)state;
    assert_true (g_file_get_contents (path, &content, NULL, NULL));
    lines = g_strsplit (content, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '#' && **line != '\0') {
            failed += check_language (*line, separators);
            count++;
        }
    assert_int_equal (failed, 0);
    assert_true (count > 200);
}

static void
no_history_means_that_all_places_are_the_bottom (void **state)
{
    MsPlaces got = place_in ("Hello\n\nJane\n\n\n", MS_PLACE_PLAIN);

    (void)state;
    assert_int_equal (got.top, 0);
    assert_int_equal (got.above_quote, strlen ("Hello\n\nJane\n"));
    assert_int_equal (got.bottom, got.above_quote);
    assert_int_equal (got.history.end, got.history.start);
}

static void
the_last_line_needs_no_line_end (void **state)
{
    MsPlaces got = place_in ("Hello", MS_PLACE_PLAIN);

    (void)state;
    assert_int_equal (got.bottom, 5);
}

static void
the_byte_order_mark_stays_in_front (void **state)
{
    MsPlaces got = place_in ("\ufeffHello\n", MS_PLACE_PLAIN);

    (void)state;
    assert_int_equal (got.top, 3);
}

static void
no_more_than_100000_lines_are_looked_at (void **state)
{
    const char *history = "On 3/3/2026 09:41, Tom Reed wrote:\n> Hello\n";

    (void)state;
    for (guint count = 99999; count <= 100000; count++) {
        g_autoptr (GString) text = g_string_new (NULL);
        gboolean seen = count == 99999;
        MsPlaces got;
        for (guint i = 0; i < count; i++)
            g_string_append (text, "a\n");
        g_string_append (text, history);
        got = place_in (text->str, MS_PLACE_PLAIN);
        assert_int_equal (got.above_quote,
                          seen ? text->len - strlen (history) : text->len);
    }
}

static void
history_reaches_from_the_attribution_to_the_end (void **state)
{
    const char *text = "Hi\nOn 3/3/2026 09:41, Tom Reed wrote:\n> Hello\n";
    MsPlaces got = place_in (text, MS_PLACE_PLAIN);

    (void)state;
    assert_int_equal (got.history.start, 3);
    assert_int_equal (got.history.end, strlen (text));
}

static void
history_ends_where_the_answer_below_begins (void **state)
{
    const char *history = "On 3/3/2026 09:41, Tom Reed wrote:\n> Hello\n";
    g_autofree char *text = g_strconcat (history, "\nHi\n", NULL);
    MsPlaces got = place_in (text, MS_PLACE_PLAIN);

    (void)state;
    assert_true (got.below);
    assert_int_equal (got.history.end, strlen (history));
}

static void
stuffed_marks_of_flowed_text_quote_nothing (void **state)
{
    MsPlaces got = place_in ("Hi\n >not\n >quoted\n", MS_PLACE_FLOWED | MS_PLACE_ANSWERS);

    (void)state;
    assert_null (got.separator);
}

static void
marks_behind_a_blank_quote_in_fixed_text (void **state)
{
    MsPlaces got = place_in ("Hi\n > is\n > quoted\n", MS_PLACE_ANSWERS);

    (void)state;
    assert_int_equal (got.above_quote, 3);
}

static void
an_mbox_escape_quotes_nothing (void **state)
{
    MsPlaces got = place_in (">From here on it gets hard.\n", MS_PLACE_ANSWERS);

    (void)state;
    assert_null (got.separator);
}

static void
outlook_forwards_what_no_header_says_it_answers (void **state)
{
    const char *text = "From: Tom <tom@example.org>\nSent: Tuesday 09:41\nTo: Jane\n"
                       "Subject: Plans\n\nHello\n";

    (void)state;
    assert_int_equal (place_in (text, MS_PLACE_PLAIN).thread, MS_THREAD_FORWARD);
    assert_int_equal (place_in (text, MS_PLACE_ANSWERS).thread, MS_THREAD_REPLY);
}

static void
invalid_utf8_is_something_to_see (void **state)
{
    MsPlaces got = place_in ("\xff\xfe\x80\nOn 3/3/2026 09:41, Tom wrote:\n> \xc3\n",
                             MS_PLACE_PLAIN);

    (void)state;
    assert_int_equal (got.above_quote, 4);
}

/* ---- Hostile input --------------------------------------------------------------- */

static void
check_repeated (const char *unit, gsize size, const MsSeparators *separators)
{
    g_autoptr (GString) text = g_string_sized_new (size + 100);

    while (text->len < size)
        g_string_append (text, unit);
    for (guint hints = 0; hints < 4; hints++) {
        MsPlaces got = ms_place_text (ms_slice (text->str, text->len), hints, separators);
        assert_true (got.top <= got.above_quote && got.above_quote <= got.bottom);
        assert_true (got.bottom <= text->len);
        assert_true (got.history.start <= got.history.end);
    }
}

static void
repetition_is_read_once (void **state)
{
    static const char *const units[] = {
        "> a\n",
        ">",
        "> > > > > >",
        "On 1:\n",
        "From: a\n",
        "From: a@b\nc@d;\n",
        "On Mon, 5 Mar 2024 at 10:15, Tom <a@b.c wrote\n",
        "wrote ",
        "wrote:\n",
        "On 5.5.2024 10:15\nTom <a@b\nx wrote:\n",
        "\n",
        "-----\n",
        "----- x -----\n",
        "-",
        "_",
        "@a",
        "1.",
        "a@b<",
        "a:\n> b:\n",
        "\r",
        "\r\n",
        "\xff",
        "\u200b",
        "Tom\n03/03/2001 09:41 AM\nTo: a\n",
        "To: a\nSubject: b\n",
        ">>> a 1 >>>\n",
    };
    g_autoptr (MsSeparators) separators = ms_separators_new();

    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        check_repeated (units[i], 200 * 1000, separators);
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (clients_and_habits_are_placed),
        cmocka_unit_test (clients_in_their_languages_are_placed),
        cmocka_unit_test (the_same_text_as_html_is_placed_the_same),
        cmocka_unit_test (attributions_in_all_languages_are_history),
        cmocka_unit_test (no_history_means_that_all_places_are_the_bottom),
        cmocka_unit_test (the_last_line_needs_no_line_end),
        cmocka_unit_test (the_byte_order_mark_stays_in_front),
        cmocka_unit_test (no_more_than_100000_lines_are_looked_at),
        cmocka_unit_test (history_reaches_from_the_attribution_to_the_end),
        cmocka_unit_test (history_ends_where_the_answer_below_begins),
        cmocka_unit_test (stuffed_marks_of_flowed_text_quote_nothing),
        cmocka_unit_test (marks_behind_a_blank_quote_in_fixed_text),
        cmocka_unit_test (an_mbox_escape_quotes_nothing),
        cmocka_unit_test (outlook_forwards_what_no_header_says_it_answers),
        cmocka_unit_test (invalid_utf8_is_something_to_see),
        cmocka_unit_test (repetition_is_read_once),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
