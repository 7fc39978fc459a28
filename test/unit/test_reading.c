/* SPDX-License-Identifier: BSD-2-Clause */
#include "reading.h"

#include "check.h"
#include "mail.h"

#define PLENTY (1024 * 1024)

static GArray *
read_lines (const char *lines, gsize max_size, MsMessage **message)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();

    *message = mail_parse (lines);
    return ms_reading_new (*message, ms_message_root (*message), max_size, separators);
}

/* "1:one^ two": which piece, and its text with a mark where the place is. */
static char *
describe (const GArray *readings, guint index, MsPlaceName place)
{
    const MsReading *reading = &g_array_index (readings, MsReading, index);
    gsize offset = 0;
    const MsPiece *piece = ms_reading_place (reading, place, &offset);
    const char *text = ms_decoded_text (piece->decoded).data;
    guint number = (guint)(piece - &g_array_index (reading->pieces, MsPiece, 0)) + 1;
    g_autofree char *marked =
        g_strdup_printf ("%u:%.*s^%s", number, (int)offset, text, text + offset);
    g_auto (GStrv) lines = g_strsplit (marked, "\r\n", -1);

    return g_strjoinv ("|", lines);
}

#define TEXT "Content-Type: text/plain\n\n"
#define MIXED "Content-Type: multipart/mixed; boundary=b\n\n"
#define PART(text) "--b\n" TEXT text "\n"
#define IMAGE                                                                            \
    "--b\nContent-Type: image/png; name=a.png\nContent-Disposition: inline\n\npng\n"
#define END "--b--\n"
#define QUOTE "On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:\n> Hi\n"
#define LINE "On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:|> Hi"

static const struct {
    const char *name;
    const char *lines;
    const char *top;
    const char *above_quote;
    const char *bottom;
} rows[] = {
    { "a letter", TEXT "Hello\n", "1:^Hello|", "1:Hello|^", "1:Hello|^" },
    { "a reply", TEXT "Hello\n\n" QUOTE, "1:^Hello||" LINE "|", "1:Hello||^" LINE "|",
      "1:Hello||" LINE "|^" },
    { "a reply below its quote", TEXT QUOTE "\nHello\n", "1:^" LINE "||Hello|",
      "1:" LINE "||Hello|^", "1:" LINE "||Hello|^" },
    { "an empty text", TEXT, "1:^", "1:^", "1:^" },
    { "a text in two pieces", MIXED PART ("one") IMAGE PART ("two") END, "1:^one",
      "2:two^", "2:two^" },
    { "a picture at the end, an empty piece behind it",
      MIXED PART ("one") IMAGE PART ("") END, "1:^one", "1:one^", "1:one^" },
    { "a picture at the start, an empty piece before it",
      MIXED PART ("") IMAGE PART ("two") END, "1:^", "2:two^", "2:two^" },
    { "nothing but a picture", MIXED PART ("") IMAGE PART ("") END, "1:^", "1:^", "1:^" },
    { "a quote in the second piece", MIXED PART ("one") IMAGE PART ("two\n\n" QUOTE) END,
      "1:^one", "2:two||^" LINE "|", "2:two||" LINE "|^" },
    { "a quote in the first piece, a picture in the quote",
      MIXED PART ("one\n\n" QUOTE) IMAGE PART ("> two") END, "1:^one||" LINE "|",
      "1:one||^" LINE "|", "2:> two^" },
    { "an answer below a quote in the first piece, and more of it in the second",
      MIXED PART (QUOTE "\none") IMAGE PART ("two") END, "1:^" LINE "||one", "2:two^",
      "2:two^" },
};

static void
places_are_where_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsMessage) message = NULL;
        g_autoptr (GArray) readings = read_lines (rows[i].lines, PLENTY, &message);
        g_autofree char *top = describe (readings, 0, MS_PLACE_TOP);
        g_autofree char *above_quote = describe (readings, 0, MS_PLACE_ABOVE_QUOTE);
        g_autofree char *bottom = describe (readings, 0, MS_PLACE_BOTTOM);

        check_text (rows[i].name, top, rows[i].top);
        check_text (rows[i].name, above_quote, rows[i].above_quote);
        check_text (rows[i].name, bottom, rows[i].bottom);
    }
}

/* ---- Alternatives ---------------------------------------------------------------- */

#define ALTERNATIVE "Content-Type: multipart/alternative; boundary=b\n\n"
#define HTML(text) "--b\nContent-Type: text/html\n\n" text "\n"
#define HTML_QUOTE "<p>Hello</p><div class=\"gmail_quote\">Bob wrote: Hi</div>"

static void
each_alternative_has_a_reading (void **state)
{
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) readings = read_lines (
        ALTERNATIVE PART ("Hello") HTML ("<p>Hello</p>") END, PLENTY, &message);

    (void)state;
    assert_int_equal (readings->len, 2);
    assert_false (g_array_index (readings, MsReading, 0).html);
    assert_true (g_array_index (readings, MsReading, 1).html);
}

static void
the_text_is_the_one_of_the_plain_alternative (void **state)
{
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) readings = read_lines (
        ALTERNATIVE HTML ("<p>Hallo</p>") PART ("Hello") END, PLENTY, &message);
    g_autofree char *text = ms_reading_text (readings);

    (void)state;
    assert_string_equal (text, "Hello");
}

static void
without_a_plain_alternative_the_text_is_the_first (void **state)
{
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) readings =
        read_lines ("Content-Type: text/html\n\n<p>Hallo</p>", PLENTY, &message);
    g_autofree char *text = ms_reading_text (readings);

    (void)state;
    assert_string_equal (text, "<p>Hallo</p>");
}

static void
the_text_has_all_pieces (void **state)
{
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) readings =
        read_lines (MIXED PART ("one") IMAGE PART ("two") END, PLENTY, &message);
    g_autofree char *text = ms_reading_text (readings);

    (void)state;
    assert_string_equal (text, "onetwo");
}

static void
a_message_without_body_has_no_readings (void **state)
{
    g_autoptr (MsMessage) message = NULL;
    g_autoptr (GArray) readings =
        read_lines ("Content-Type: image/png\n\npng\n", PLENTY, &message);
    g_autofree char *text = ms_reading_text (readings);

    (void)state;
    assert_int_equal (readings->len, 0);
    assert_int_equal (ms_reading_thread (readings), MS_THREAD_NEW);
    assert_string_equal (text, "");
}

/* ---- Comparing ------------------------------------------------------------------- */

#define OLD "This is a line of what is quoted"
#define HTML_OLD "<p>Hello</p><div class=\"gmail_quote\">" OLD "</div>"
#define TWO_PIECES                                                                       \
    "--b\nContent-Type: multipart/mixed; boundary=c\n\n"                                 \
    "--c\n" TEXT "Hello\n\n" OLD "\n\n--c\nContent-Type: image/png; name=a.png\n"        \
    "Content-Disposition: inline\n\npng\n--c\n" TEXT "more\n--c--\n"

static const struct {
    const char *name;
    const char *lines;
    gboolean disagrees; /* the first reading */
    const char *want;   /* its place above the quote */
} compared[] = {
    { "both have a separator", ALTERNATIVE PART ("Hello\n\n" QUOTE) HTML (HTML_OLD) END,
      FALSE,
      "1:Hello||^On Wed, 4 Mar 2026 at 10:00, Bob <bob@example.net> wrote:|> Hi|" },
    { "none has one", ALTERNATIVE PART ("Hello") HTML ("<p>Hello</p>") END, FALSE,
      "1:Hello^" },
    { "what the HTML quotes is in the text",
      ALTERNATIVE PART ("Hello\n\n" OLD "\n") HTML (HTML_OLD) END, TRUE,
      "1:Hello||^" OLD "|" },
    { "it is not", ALTERNATIVE PART ("Hello\n") HTML (HTML_OLD) END, TRUE, "1:Hello|^" },
    { "it is there twice", ALTERNATIVE PART (OLD "\n\n" OLD "\n") HTML (HTML_OLD) END,
      TRUE, "1:" OLD "||" OLD "|^" },
    { "a quotation mark alone may be a poem's",
      ALTERNATIVE HTML ("<p>Hello</p><p>" OLD "</p>") PART ("Hello\n\n> " OLD "\n>> a\n")
          END,
      TRUE, "1:<p>Hello</p><p>" OLD "</p>^" },
    { "in an answer it is not",
      "In-Reply-To: <1@example.net>\n" ALTERNATIVE HTML ("<p>Hello</p><p>" OLD "</p>")
          PART ("Hello\n\n> " OLD "\n>> a\n") END,
      TRUE, "1:<p>Hello</p>^<p>" OLD "</p>" },
    { "where several pieces have a history, nobody can tell",
      ALTERNATIVE TWO_PIECES HTML (HTML_OLD) END, TRUE, "2:more^" },
};

static void
alternatives_are_compared_as_their_row_says (void **state)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (compared); i++) {
        g_autoptr (MsMessage) message = NULL;
        g_autoptr (GArray) readings = read_lines (compared[i].lines, PLENTY, &message);
        g_autofree char *got = NULL;

        ms_reading_compare (readings, message, separators);
        got = describe (readings, 0, MS_PLACE_ABOVE_QUOTE);
        check_text (compared[i].name, got, compared[i].want);
        check_number (compared[i].name, g_array_index (readings, MsReading, 0).disagrees,
                      compared[i].disagrees);
    }
}

/* ---- Threads --------------------------------------------------------------------- */

static const struct {
    const char *name;
    const char *lines;
    MsThread want;
} threads[] = {
    { "a letter", TEXT "Hello\n", MS_THREAD_NEW },
    { "a reply", TEXT "Hello\n\n" QUOTE, MS_THREAD_REPLY },
    { "a reply that its HTML alone shows",
      ALTERNATIVE PART ("Hello") HTML (HTML_QUOTE) END, MS_THREAD_REPLY },
    { "a reply that its text alone shows",
      ALTERNATIVE PART ("Hello\n\n" QUOTE) HTML ("<p>Hello</p>") END, MS_THREAD_REPLY },
    { "a forward",
      TEXT "See below\n\n---------- Forwarded message ---------\n"
           "From: Bob <bob@example.net>\nDate: Wed, 4 Mar 2026\n"
           "Subject: Hi\nTo: Jane <jane@example.com>\n\nHi\n",
      MS_THREAD_FORWARD },
    { "a reply in the second piece", MIXED PART ("one") IMAGE PART ("two\n\n" QUOTE) END,
      MS_THREAD_REPLY },
};

static void
the_thread_is_what_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (threads); i++) {
        g_autoptr (MsMessage) message = NULL;
        g_autoptr (GArray) readings = read_lines (threads[i].lines, PLENTY, &message);
        check_number (threads[i].name, ms_reading_thread (readings), threads[i].want);
    }
}

static const struct {
    const char *name;
    const char *header;
    gboolean want;
} answers[] = {
    { "a letter", "Subject: Re: x\n", FALSE },
    { "In-Reply-To", "In-Reply-To: <1@example.net>\n", TRUE },
    { "References", "References: <1@example.net> <2@example.net>\n", TRUE },
};

static void
a_header_answers_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
        g_autofree char *lines = g_strconcat (answers[i].header, "\nx\n", NULL);
        g_autoptr (MsMessage) message = mail_parse (lines);
        check_number (answers[i].name, ms_reading_is_answer (message), answers[i].want);
    }
}

/* ---- Limits ---------------------------------------------------------------------- */

static void
a_text_past_its_limit_is_too_much (void **state)
{
    (void)state;
    for (gsize max_size = 4; max_size <= 5; max_size++) {
        g_autoptr (MsMessage) message = NULL;
        g_autoptr (GArray) readings = read_lines (TEXT "12345", max_size, &message);
        assert_int_equal (readings != NULL, max_size == 5);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (places_are_where_their_row_says),
        cmocka_unit_test (each_alternative_has_a_reading),
        cmocka_unit_test (the_text_is_the_one_of_the_plain_alternative),
        cmocka_unit_test (without_a_plain_alternative_the_text_is_the_first),
        cmocka_unit_test (the_text_has_all_pieces),
        cmocka_unit_test (a_message_without_body_has_no_readings),
        cmocka_unit_test (alternatives_are_compared_as_their_row_says),
        cmocka_unit_test (the_thread_is_what_its_row_says),
        cmocka_unit_test (a_header_answers_as_its_row_says),
        cmocka_unit_test (a_text_past_its_limit_is_too_much),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
