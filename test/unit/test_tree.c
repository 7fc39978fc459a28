/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"

#include "check.h"
#include "mail.h"
#include <time.h>

#define MIXED(boundary) "Content-Type: multipart/mixed; boundary=" boundary "\n"
#define TEXT "Content-Type: text/plain\n\n"
#define HTML "Content-Type: text/html\n\n"

typedef struct {
    const char *name;
    const char *lines;
    const char *want;
} Row;

static void
check_rows (const Row *rows, gsize count)
{
    for (gsize i = 0; i < count; i++) {
        g_autoptr (MsMessage) message = mail_parse (rows[i].lines);
        g_autofree char *got = mail_describe (message);
        check_text (rows[i].name, got, rows[i].want);
    }
}

/* ---- Delimiters ------------------------------------------------------------------ */

static const Row delimiters[] = {
    { "two parts, and the line end before a delimiter is the delimiter's",
      MIXED ("b") "\n--b\n" TEXT "one\n--b\n" HTML "two\n--b--\n",
      "multipart/mixed{text/plain[one] text/html[two]}" },
    { "preamble and epilogue are in no part",
      MIXED ("b") "\npre\n--x\n--b\n" TEXT "one\n--b--\nepi\n--b\n" TEXT "no\n--b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "an inner boundary that begins with the outer one is not the outer one",
      MIXED ("b") "\n--b\n" MIXED ("bb") "\n--bb\n" TEXT "in\n--bb--\n--b\n" TEXT
                                         "out\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/plain[out]}" },
    { "an outer boundary that begins with the inner one is not the inner one",
      MIXED ("bb") "\n--bb\n" MIXED ("b") "\n--b\n" TEXT "in\n--b--\n--bb\n" TEXT
                                          "out\n--bb--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/plain[out]}" },
    { "an inner boundary that looks like the outer one closed is not the outer one",
      MIXED ("b") "\n--b\n" MIXED ("b--x") "\n--b--x\n" TEXT "in\n--b--x--\n--b\n" TEXT
                                           "out\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/plain[out]}" },
    { "an inner boundary that is the outer one with dashes is the outer one closed",
      MIXED ("b") "\n--b\n" TEXT "one\n--b--\n", "multipart/mixed{text/plain[one]}" },
    { "a line that begins with a boundary is text",
      MIXED ("b") "\n--b\n" TEXT "--bx\n--b-\n--b--x\n --b\n--b x\n--b--\n",
      "multipart/mixed{text/plain[--bx\\r\\n--b-\\r\\n--b--x\\r\\n --b\\r\\n--b x]}" },
    { "a delimiter may have blanks behind it",
      MIXED ("b") "\n--b \t\n" TEXT "one\n--b  \n" HTML "two\n--b--\t \nepi\n",
      "multipart/mixed{text/plain[one] text/html[two]}" },
    { "a boundary given with blanks behind it has none",
      MIXED ("\"b  \"") "\n--b\n" TEXT "one\n--b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary may have blanks inside",
      MIXED ("\"a b\"") "\n--a b\n" TEXT "one\n--a b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary may be folded", MIXED ("\"a\n b\"") "\n--a b\n" TEXT "one\n--a b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary may have all the characters that RFC 2046 allows",
      MIXED ("\"'()+_,-./:=?\"") "\n--'()+_,-./:=?\n" TEXT "one\n--'()+_,-./:=?--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary with colons may lack its quotes (B32)",
      MIXED ("Mon_Jan_9_15:10:21") "\n--Mon_Jan_9_15:10:21\n" TEXT
                                   "one\n--Mon_Jan_9_15:10:21--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary with equals signs may lack its quotes",
      MIXED ("=_a=b") "\n--=_a=b\n" TEXT "one\n--=_a=b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary in the form of RFC 2231 is decoded",
      "Content-Type: multipart/mixed; boundary*=us-ascii''a%20b\n\n--a b\n" TEXT
      "one\n--a b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a boundary knows case",
      MIXED ("b") "\n--b\n" TEXT "one\n--B\n" HTML "two\n--b--\n",
      "multipart/mixed{text/plain[one\\r\\n--B\\r\\nContent-Type: "
      "text/html\\r\\n\\r\\ntwo]}" },
    { "dashes alone are no delimiter",
      MIXED ("b") "\n--b\n" TEXT "-\n--\n---\n--\n--b--\n",
      "multipart/mixed{text/plain[-\\r\\n--\\r\\n---\\r\\n--]}" },
    { "the last delimiter may lack its line end", MIXED ("b") "\n--b\n" TEXT "one\n--b--",
      "multipart/mixed{text/plain[one]}" },
};

static void
delimiters_are_recognised_as_their_row_says (void **state)
{
    (void)state;
    check_rows (delimiters, G_N_ELEMENTS (delimiters));
}

/* ---- Missing and superfluous ends ------------------------------------------------ */

static const Row ends[] = {
    { "the last end is missing", MIXED ("b") "\n--b\n" TEXT "one\n--b\n" HTML "two\n",
      "multipart/mixed{text/plain[one] text/html[two\\r\\n]}" },
    { "the last end is missing, and the last line's",
      MIXED ("b") "\n--b\n" TEXT "one\n--b\n" HTML "two",
      "multipart/mixed{text/plain[one] text/html[two]}" },
    { "a delimiter that the message ends in opens no part",
      MIXED ("b") "\n--b\n" TEXT "one\n--b", "multipart/mixed{text/plain[one]}" },
    { "nor one that the message ends behind", MIXED ("b") "\n--b\n" TEXT "one\n--b\n",
      "multipart/mixed{text/plain[one]}" },
    { "an inner end is missing",
      MIXED ("b") "\n--b\n" MIXED ("c") "\n--c\n" TEXT "in\n--b\n" HTML "out\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/html[out]}" },
    { "all ends are missing", MIXED ("b") "\n--b\n" MIXED ("c") "\n--c\n" TEXT "in\n",
      "multipart/mixed{multipart/mixed{text/plain[in\\r\\n]}}" },
    { "the outer end comes before the inner one",
      MIXED ("b") "\n--b\n" MIXED ("c") "\n--c\n" TEXT "in\n--b--\n--c--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]}}" },
    { "ends come twice",
      MIXED ("b") "\n--b\n" MIXED ("c") "\n--c\n" TEXT "in\n--c--\n--c--\n--b\n" HTML
                                        "out\n--b--\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/html[out]}" },
    { "what comes behind the last end is epilogue, whatever it looks like",
      MIXED ("b") "\n--b\n" TEXT "one\n--b--\n--b\n" HTML "two\n--b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "a multipart in a multipart may have the same boundary (Outlook Express, Mac)",
      MIXED ("b") "\n--b\n" MIXED ("b") "\n--b\n" TEXT "in\n--b--\n--b\n" HTML
                                        "out\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[in]} text/html[out]}" },
    { "no delimiter at all: no parts", MIXED ("b") "\nnothing\n",
      "multipart/mixed[nothing\\r\\n]" },
    { "no boundary: no parts",
      "Content-Type: multipart/mixed\n\n--b\n" TEXT "one\n--b--\n",
      "multipart/mixed[--b\\r\\nContent-Type: "
      "text/plain\\r\\n\\r\\none\\r\\n--b--\\r\\n]" },
    { "an empty boundary: no parts", MIXED ("\"\"") "\n--\n" TEXT "one\n----\n",
      "multipart/mixed[--\\r\\nContent-Type: "
      "text/plain\\r\\n\\r\\none\\r\\n----\\r\\n]" },
    { "an inner multipart without parts does not cost the others",
      MIXED ("b") "\n--b\n" TEXT "one\n--b\n" MIXED ("c") "\nnothing\n--b--\n",
      "multipart/mixed{text/plain[one] multipart/mixed[nothing]}" },
};

static void
ends_that_are_missing_or_too_many_end_what_they_can (void **state)
{
    (void)state;
    check_rows (ends, G_N_ELEMENTS (ends));
}

/* ---- Headers of parts ------------------------------------------------------------ */

static const Row headers[] = {
    { "a part without fields is text", MIXED ("b") "\n--b\n\none\n--b\n\ntwo\n--b--\n",
      "multipart/mixed{text/plain[one] text/plain[two]}" },
    { "a part of a digest without fields is a message",
      "Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\none\n--b--\n",
      "multipart/digest{message/rfc822[Subject: x\\r\\n\\r\\none]}" },
    { "an empty part whose empty line is the delimiter's line end",
      MIXED ("b") "\n--b\n" TEXT "--b\n" HTML "\n--b\n\n--b--\n",
      "multipart/mixed{text/plain[] text/html[] text/plain[]}" },
    { "a part of nothing but fields has no place for text",
      MIXED ("b") "\n--b\nContent-Type: text/html\n--b\n" TEXT "two\n--b--\n",
      "multipart/mixed{text/html!unknown[] text/plain[two]}" },
    { "a part of nothing at all has no place for text",
      MIXED ("b") "\n--b\n--b\n" TEXT "two\n--b--\n",
      "multipart/mixed{text/plain!unknown[] text/plain[two]}" },
    { "a part of nothing but fields at the end has no place for text",
      MIXED ("b") "\n--b\n" TEXT "one\n--b\nContent-Type: text/html\n",
      "multipart/mixed{text/plain[one] text/html!unknown[]}" },
    { "a stray line before the fields does not hide them, but is disputed (B25)",
      MIXED ("b") "\n--b\n--\n" HTML "one\n--b--\n",
      "multipart/mixed{text/html!unknown[one]}" },
    { "a stray line behind the fields is disputed",
      MIXED ("b") "\n--b\nContent-Type: text/html\nstray\n\none\n--b--\n",
      "multipart/mixed{text/html!unknown[one]}" },
    { "a header of nothing but a stray line is disputed",
      MIXED ("b") "\n--b\nstray\n\none\n--b--\n",
      "multipart/mixed{text/plain!unknown[one]}" },
    { "a CR alone in the type of a text is disputed",
      "Content-Type: text/html;\rcharset=utf-8\n\none\n",
      "text/html!unknown[one\\r\\n]" },
    { "a CR alone in another field does not matter", "Subject: a\rb\n" HTML "one\n",
      "text/html[one\\r\\n]" },
    { "a stray line of a multipart's does not hide its parts",
      MIXED ("b") "\n--b\n" MIXED ("c") "stray\n\n--c\n\none\n--c--\n--b--\n",
      "multipart/mixed{multipart/mixed{text/plain[one]}}" },
    { "a stray line of the message's own does not matter", "Subject: x\nstray\n\none\n",
      "text/plain[one\\r\\n]" },
    { "two types are one too many",
      MIXED ("b") "\n--b\nContent-Type: text/plain\n" HTML "one\n--b--\n",
      "multipart/mixed{text/plain!unknown[one]}" },
    { "of two encodings that leave the octets alone the first counts",
      MIXED ("b") "\n--b\nContent-Transfer-Encoding: 8bit\n"
                  "Content-Transfer-Encoding: 7bit\n" TEXT "one\n--b--\n",
      "multipart/mixed{text/plain[one]}" },
    { "base64 for some and text for others is disputed",
      MIXED ("b") "\n--b\nContent-Transfer-Encoding: 7bit\n"
                  "Content-Transfer-Encoding: base64\n" TEXT "one\n--b--\n",
      "multipart/mixed{text/plain!unknown[one]}" },
    { "a type behind a stray line is disputed",
      MIXED ("b") "\n--b\nContent-ID: <x>\nstray\n" HTML "one\n--b--\n",
      "multipart/mixed{text/html!unknown[one]}" },
    { "a header that runs into the first part is disputed",
      "Subject: x\n" MIXED ("b") "--b\n" TEXT "one\n--b--\n",
      "multipart/mixed!unknown[one\\r\\n--b--\\r\\n]" },
    { "an attached message is a leaf, its parts are its own",
      MIXED ("b") "\n--b\nContent-Type: message/rfc822\n\n" MIXED (
          "c") "\n--c\n" TEXT "in\n--c--\n--b\n" TEXT "out\n--b--\n",
      "multipart/mixed{message/rfc822[Content-Type: multipart/mixed; "
      "boundary=c\\r\\n\\r\\n--c\\r\\nContent-Type: "
      "text/plain\\r\\n\\r\\nin\\r\\n--c--] text/plain[out]}" },
    { "what is no type is not text", "Content-Type: garbage\n\none\n",
      "application/octet-stream[one\\r\\n]" },
    { "a type in a comment is none",
      "Content-Type: (text/html) text/plain (text/html)\n\none\n",
      "text/plain[one\\r\\n]" },
    { "types know no case", "CONTENT-type: TEXT/Html\n\none\n", "text/html[one\\r\\n]" },
};

static void
headers_of_parts_are_read_as_their_row_says (void **state)
{
    (void)state;
    check_rows (headers, G_N_ELEMENTS (headers));
}

/* ---- Octets ---------------------------------------------------------------------- */

typedef struct {
    const char *name;
    const char *octets;
    gsize len;
    const char *want;
    gsize header_end;
    gsize body_start;
} Octets;

#define OCTETS(text) (text), sizeof (text) - 1
#define MIXED_CRLF "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"

static const Octets octets[] = {
    { "nothing", OCTETS (""), "text/plain[]", 0, 0 },
    { "an empty line", OCTETS ("\r\n"), "text/plain[]", 0, 2 },
    { "an empty line in LF", OCTETS ("\n"), "text/plain[]", 0, 1 },
    { "a lone CR", OCTETS ("\r"), "text/plain[]", 1, 1 },
    { "a body without header", OCTETS ("\r\nhello"), "text/plain[hello]", 0, 2 },
    { "a header without body", OCTETS ("A: b\r\n"), "text/plain[]", 6, 6 },
    { "a header without body, its empty line there", OCTETS ("A: b\r\n\r\n"),
      "text/plain[]", 6, 8 },
    { "a header without its last line end", OCTETS ("A: b"), "text/plain[]", 4, 4 },
    { "a header with half its last line end", OCTETS ("A: b\r"), "text/plain[]", 5, 5 },
    { "half an empty line is none", OCTETS ("A: b\r\n\r"), "text/plain[]", 7, 7 },
    { "an empty line in LF after CRLF", OCTETS ("A: b\r\n\nx"), "text/plain[x]", 6, 7 },
    { "a line of blanks does not end the header", OCTETS ("A: b\r\n \r\nC: d\r\n\r\nx"),
      "text/plain[x]", 15, 17 },
    { "CR alone ends no line", OCTETS ("A: b\r\rx\r"), "text/plain[]", 8, 8 },
    { "NULs are octets like others", OCTETS ("A: \0b\r\n\r\n\0x\0"),
      "text/plain[\\x00x\\x00]", 7, 9 },
    { "a delimiter at the end without line end takes the whole CRLF before it",
      OCTETS (MIXED_CRLF "\r\none\r\n--b--"), "multipart/mixed{text/plain[one]}", 43,
      45 },
    { "a delimiter in LF after text in CRLF takes the whole CRLF before it",
      OCTETS (MIXED_CRLF "\r\none\r\n--b--\n"), "multipart/mixed{text/plain[one]}", 43,
      45 },
    { "a delimiter in CRLF after text in LF takes the LF alone",
      OCTETS (MIXED_CRLF "\r\none\n--b--\r\n"), "multipart/mixed{text/plain[one]}", 43,
      45 },
    { "of CR CR LF before a delimiter one CR is text",
      OCTETS (MIXED_CRLF "\r\none\r\r\n--b--\r\n"), "multipart/mixed{text/plain[one\\r]}",
      43, 45 },
    { "a CR does not start a line that could be a delimiter",
      OCTETS (MIXED_CRLF "\r\none\r--b--\r\n--b--\r\n"),
      "multipart/mixed{text/plain[one\\r--b--]}", 43, 45 },
    { "a NUL in a delimiter line makes it text",
      OCTETS (MIXED_CRLF "\r\none\r\n--b\0\r\n--b--\r\n"),
      "multipart/mixed{text/plain[one\\r\\n--b\\x00]}", 43, 45 },
    { "a boundary of 8-bit octets",
      OCTETS ("Content-Type: multipart/mixed; "
              "boundary=\"\xc3\xbc\"\n\n--\xc3\xbc\n\none\n"
              "--\xc3\xbc--\n"),
      "multipart/mixed{text/plain[one]}", 45, 46 },
};

static void
each_octet_belongs_where_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (octets); i++) {
        const Octets *row = &octets[i];
        g_autoptr (MsMessage) message = mail_parse_octets (row->octets, row->len);
        g_autofree char *got = mail_describe (message);

        check_text (row->name, got, row->want);
        check_number (row->name, (gint64)ms_message_root (message)->header.end,
                      (gint64)row->header_end);
        check_number (row->name, (gint64)ms_message_body_start (message),
                      (gint64)row->body_start);
    }
}

static void
a_header_starts_behind_its_delimiter_and_ends_before_its_empty_line (void **state)
{
    g_autoptr (MsMessage) message =
        mail_parse (MIXED ("b") "\n--b\nstray\nContent-Type: text/html\n\none\n--b--\n");
    const MsPart *part = mail_part (message, "1.1");
    MsSlice header = ms_slice_range (ms_message_bytes (message), part->header);
    g_autofree char *text = g_strndup (header.data, header.len);

    (void)state;
    check_text ("header", text, "stray\r\nContent-Type: text/html\r\n");
}

static void
a_nested_multipart_holds_its_own_delimiters (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (
        MIXED ("b") "\n--b\n" MIXED ("c") "\npre\n--c\n" TEXT "in\n--c--\nepi\n--b--\n");
    const MsPart *part = mail_part (message, "1.1");
    MsSlice body = ms_slice_range (ms_message_bytes (message), part->body);
    g_autofree char *text = g_strndup (body.data, body.len);

    (void)state;
    check_text ("body", text,
                "pre\r\n--c\r\nContent-Type: text/plain\r\n\r\nin\r\n--c--\r\nepi");
}

static void
an_empty_last_part_lies_in_what_it_is_a_part_of (void **state)
{
    g_autoptr (MsMessage) message = mail_parse (
        MIXED ("b") "\n--b\n" MIXED ("c") "\n--c\n" TEXT "--b\n" TEXT "x\n--b--\n");
    const MsPart *outer = mail_part (message, "1.1");
    const MsPart *inner = mail_part (message, "1.1.1");

    (void)state;
    assert_int_equal (inner->body.start, inner->body.end);
    assert_int_equal (outer->body.end, inner->body.end);
}

/* ---- Limits ---------------------------------------------------------------------- */

/* `start`, `unit` so many times, `end`. */
static GBytes *
flood (const char *start, const char *unit, guint count, const char *end)
{
    GString *out = g_string_new (start);

    for (guint i = 0; i < count; i++)
        g_string_append (out, unit);
    g_string_append (out, end);
    return g_string_free_to_bytes (out);
}

static gboolean
parses (GBytes *bytes, MsLimits limits)
{
    g_autoptr (MsMessage) message = ms_message_parse (bytes, &limits);

    return message != NULL;
}

#define PART "\n--b\nContent-Type: text/plain\n\nx"
#define LEVEL "\n--b\nContent-Type: multipart/mixed; boundary=b\n\n"

static void
parts_are_counted_with_the_message_itself (void **state)
{
    g_autoptr (GBytes) bytes = flood (MIXED ("b") "\n", PART, 4, "\n--b--\n");

    (void)state;
    assert_true (parses (bytes, (MsLimits){ 1000, 5, 10 }));
    assert_false (parses (bytes, (MsLimits){ 1000, 4, 10 }));
}

static void
depth_is_counted_from_the_message_down (void **state)
{
    g_autoptr (GBytes) bytes = flood (MIXED ("b") "\n", LEVEL, 4, PART "\n--b--\n");

    (void)state;
    assert_true (parses (bytes, (MsLimits){ 1000, 100, 5 }));
    assert_false (parses (bytes, (MsLimits){ 1000, 100, 4 }));
}

static void
the_header_of_a_part_has_the_limit_of_the_message_header (void **state)
{
    g_autoptr (GBytes) bytes =
        flood (MIXED ("b") "\n--b\n", "X-Pad: 0123456789\n", 100, "\nx\n--b--\n");

    (void)state;
    assert_true (parses (bytes, (MsLimits){ 1800, 100, 10 }));
    assert_false (parses (bytes, (MsLimits){ 1799, 100, 10 }));
}

/* ---- Floods: each took seconds, or the stack, in some parser --------------------- */

typedef struct {
    const char *name;
    const char *start;
    const char *unit;
    guint count;
    const char *end;
    gboolean want;
} Flood;

static const Flood floods[] = {
    { "levels without end", MIXED ("b") "\n", LEVEL, 200000, "", FALSE },
    { "parts without end", MIXED ("b") "\n", PART, 200000, "", FALSE },
    { "attached messages in attached messages", "Content-Type: message/rfc822\n\n",
      "Content-Type: message/rfc822\n\n", 200000, "", TRUE },
    { "groups in groups in an attached message",
      "Content-Type: message/rfc822\n\nTo: ", "a:", 1000000, "\n\nx\n", TRUE },
    { "names without domain in an attached message",
      "Content-Type: message/rfc822\n\nTo: ", "a,", 1000000, "\n\nx\n", TRUE },
    { "lines that might be delimiters", MIXED ("b") "\n--b\n\n", "--\n", 2000000,
      "--b--\n", TRUE },
    { "dashes without end", MIXED ("b") "\n--b\n\n", "-", 5000000, "\n--b--\n", TRUE },
    { "parameters without end", "Content-Type: text/plain", "; a=b", 100000, "\n\nx\n",
      TRUE },
};

static void
floods_are_read_or_refused_at_once (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (floods); i++) {
        const Flood *row = &floods[i];
        g_autoptr (GBytes) bytes = flood (row->start, row->unit, row->count, row->end);
        clock_t start = clock();

        check_number (row->name, parses (bytes, (MsLimits){ 1024 * 1024, 1000, 100 }),
                      row->want);
        if (clock() - start > 5 * CLOCKS_PER_SEC)
            fail_msg ("%s: took more than 5 seconds", row->name);
    }
}

static void
lines_that_nearly_match_many_long_boundaries_are_an_attack (void **state)
{
    g_autofree char *boundary = g_strnfill (2000, 'x');
    g_autofree char *start = g_strdup_printf (MIXED ("%s") "\n", boundary);
    g_autofree char *level = g_strdup_printf ("\n--%s\n%s\n", boundary, start);
    g_autofree char *line = g_strdup_printf ("\n--%sy", boundary);
    GString *text = g_string_new (start);
    g_autoptr (GBytes) bytes = NULL;

    (void)state;
    for (guint i = 0; i < 90; i++)
        g_string_append (text, level);
    for (guint i = 0; i < 2000; i++)
        g_string_append (text, line);
    bytes = g_string_free_to_bytes (text);
    assert_false (parses (bytes, (MsLimits){ 1024 * 1024, 1000, 100 }));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (delimiters_are_recognised_as_their_row_says),
        cmocka_unit_test (ends_that_are_missing_or_too_many_end_what_they_can),
        cmocka_unit_test (headers_of_parts_are_read_as_their_row_says),
        cmocka_unit_test (each_octet_belongs_where_its_row_says),
        cmocka_unit_test (
            a_header_starts_behind_its_delimiter_and_ends_before_its_empty_line),
        cmocka_unit_test (a_nested_multipart_holds_its_own_delimiters),
        cmocka_unit_test (an_empty_last_part_lies_in_what_it_is_a_part_of),
        cmocka_unit_test (parts_are_counted_with_the_message_itself),
        cmocka_unit_test (depth_is_counted_from_the_message_down),
        cmocka_unit_test (the_header_of_a_part_has_the_limit_of_the_message_header),
        cmocka_unit_test (floods_are_read_or_refused_at_once),
        cmocka_unit_test (lines_that_nearly_match_many_long_boundaries_are_an_attack),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
