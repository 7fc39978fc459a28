/* SPDX-License-Identifier: BSD-2-Clause */
#include "embed.h"

#include "check.h"
#include "fixture.h"
#include "mail.h"

#define HEADER "From: jane@example.com\nTo: bob@example.net\n"
#define HTML "Content-Type: text/html\n\n<p>Hello</p>\n"
#define IMAGE                                                                            \
    "Content-Type: image/png\nContent-ID: <own@x>\nContent-Transfer-Encoding: "          \
    "base64\n\niVBORw0KGgo=\n"

static int
load (void **state)
{
    *state = fixture_new ("rule \"all\" { template = \"full\" }\n");
    return 0;
}

static int
unload (void **state)
{
    fixture_free (*state);
    return 0;
}

/* The tree of the new message, leaves by their type alone. */
static void
describe (GString *out, const MsPart *part)
{
    g_string_append (out, part->type);
    if (part->children->len == 0)
        return;
    g_string_append_c (out, '{');
    for (guint i = 0; i < part->children->len; i++) {
        g_string_append (out, i > 0 ? " " : "");
        describe (out, g_ptr_array_index (part->children, i));
    }
    g_string_append_c (out, '}');
}

static MsMessage *
stamped (const Fixture *fixture, const char *lines)
{
    g_autoptr (MsResult) result = fixture_stamp (fixture, lines);
    g_autofree char *text = fixture_message (result);

    assert_string_equal (fixture_outcome (result), "stamped");
    return mail_parse_octets (text, strlen (text));
}

#define OPEN(kind, b) "Content-Type: multipart/" kind "; boundary=" b "\n\n"
#define PART(b, part) "--" b "\n" part
#define END(b) "--" b "--\n"
#define TEXT "Content-Type: text/plain\n\nHello\n"
#define PDF "Content-Type: application/pdf\nContent-Disposition: attachment\n\npdf\n"

static const struct {
    const char *name;
    const char *lines;
    const char *want;
} rows[] = {
    { "plain text needs no picture", HEADER TEXT, "text/plain" },
    { "HTML alone is wrapped", HEADER HTML, "multipart/related{text/html image/png}" },
    { "HTML in an alternative is wrapped there",
      HEADER OPEN ("alternative", "b") PART ("b", TEXT) PART ("b", HTML) END ("b"),
      "multipart/alternative{text/plain multipart/related{text/html image/png}}" },
    { "HTML in a multipart/related gets a sibling",
      HEADER OPEN ("related", "b") PART ("b", HTML) PART ("b", IMAGE) END ("b"),
      "multipart/related{text/html image/png image/png}" },
    { "also where it is alone in it",
      HEADER OPEN ("related", "b") PART ("b", HTML) END ("b"),
      "multipart/related{text/html image/png}" },
    { "and where the end is missing", HEADER OPEN ("related", "b") PART ("b", HTML),
      "multipart/related{text/html image/png}" },
    { "an alternative in a multipart/related gets a sibling",
      HEADER OPEN ("related", "b") PART ("b", OPEN ("alternative", "c")) PART ("c", TEXT)
          PART ("c", HTML) END ("c") PART ("b", IMAGE) END ("b"),
      "multipart/related{multipart/alternative{text/plain text/html} image/png "
      "image/png}" },
    { "also where it is alone in it",
      HEADER OPEN ("related", "b") PART ("b", OPEN ("alternative", "c")) PART ("c", TEXT)
          PART ("c", HTML) END ("c") END ("b"),
      "multipart/related{multipart/alternative{text/plain text/html} image/png}" },
    { "and where both ends are missing",
      HEADER OPEN ("related", "b") PART ("b", OPEN ("alternative", "c")) PART ("c", TEXT)
          PART ("c", HTML),
      "multipart/related{multipart/alternative{text/plain text/html} image/png}" },
    { "HTML beside a file is wrapped, the file stays where it is",
      HEADER OPEN ("mixed", "b") PART ("b", HTML) PART ("b", PDF) END ("b"),
      "multipart/mixed{multipart/related{text/html image/png} application/pdf}" },
    { "an empty HTML part",
      HEADER OPEN ("alternative", "b") PART ("b", "Content-Type: text/html\n\n")
          END ("b"),
      "multipart/alternative{multipart/related{text/html image/png}}" },
};

static void
the_picture_stands_where_its_row_says (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autoptr (MsMessage) message = stamped (*state, rows[i].lines);
        g_autoptr (GString) got = g_string_new (NULL);

        describe (got, ms_message_root (message));
        check_text (rows[i].name, got->str, rows[i].want);
    }
}

static void
the_picture_is_the_one_that_the_html_shows (void **state)
{
    g_autoptr (MsMessage) message = stamped (*state, HEADER HTML);
    const MsPart *html = mail_part (message, "1.1"), *image = mail_part (message, "1.2");
    MsSlice text = ms_slice_range (ms_message_bytes (message), html->body);
    g_autofree char *shown = g_strdup_printf ("src=\"cid:%s\"", image->content_id);

    assert_non_null (memmem (text.data, text.len, shown, strlen (shown)));
    assert_int_equal (image->encoding, MS_ENCODING_BASE64);
    assert_false (image->separate);
}

static void
a_name_of_a_picture_is_no_header (void **state)
{
    g_autoptr (GBytes) data = g_bytes_new_static ("GIF89a", 6);
    g_autoptr (MsImage) image = ms_image_new ("people/J\\\"\r\nX-A: \xc3\xbc.gif", data);
    g_autofree char *want = g_strdup_printf (
        "Content-Type: image/gif; name=\"J____X-A: __.gif\"\n"
        "Content-Transfer-Encoding: base64\n"
        "Content-ID: <%s>\n"
        "Content-Disposition: inline; filename=\"J____X-A: __.gif\"\n\nR0lGODlh\n",
        image->content_id);
    g_autoptr (GString) got = g_string_new (NULL);

    (void)state;
    ms_embed_append (got, image, "\n");
    assert_string_equal (got->str, want);
    assert_true (g_str_has_prefix (image->content_id, "J____X-A____."));
}

/* Somebody who has seen one signature could guess the next boundary. */
static void
a_boundary_that_the_text_has_is_not_taken (void **state)
{
    g_autoptr (MsMessage) once = stamped (*state, HEADER HTML);
    const char *boundary = ms_message_root (once)->boundary;
    g_autofree char *lines =
        g_strdup_printf (HEADER HTML "--%s\nContent-Type: image/gif\n\nx\n", boundary);
    g_autoptr (MsMessage) message = stamped (*state, lines);
    g_autoptr (GString) got = g_string_new (NULL);

    describe (got, ms_message_root (message));
    assert_string_equal (got->str, "multipart/related{text/html image/png}");
}

static void
a_picture_that_is_there_is_not_added_again (void **state)
{
    g_autoptr (MsMessage) once = stamped (*state, HEADER HTML);
    g_autofree char *lines = g_strdup_printf (
        HEADER OPEN ("related", "b") PART ("b", HTML) "--b\nContent-Type: image/png\n"
                                                      "Content-ID: <%s>\n\nx\n--b--\n",
        mail_part (once, "1.2")->content_id);
    g_autoptr (MsMessage) message = stamped (*state, lines);

    assert_int_equal (ms_message_root (message)->children->len, 2);
}

/* ---- The fields of a message that is one HTML part ------------------------------- */

static const struct {
    const char *name;
    const char *fields;
    const char *outer; /* Content-Transfer-Encoding of the message */
    const char *inner; /* of the HTML */
    const char *charset;
} fields[] = {
    { "of two the first counts, and neither stays",
      "Content-Type: text/html\nContent-Transfer-Encoding: 8bit\n"
      "Content-Transfer-Encoding: 7bit\n",
      "8bit", "8bit", NULL },
    { "none given", "Content-Type: text/html\n", NULL, NULL, NULL },
    { "quoted-printable is of the HTML alone",
      "Content-Type: text/html; charset=utf-8\n"
      "Content-Transfer-Encoding: quoted-printable\n",
      "7bit", "quoted-printable", "utf-8" },
    { "8bit is of both",
      "Content-Type: text/html; charset=utf-8\n"
      "Content-Transfer-Encoding: 8bit\n",
      "8bit", "8bit", "utf-8" },
    { "folded fields move as they are",
      "Content-Type: text/html;\n\tcharset=utf-8\n"
      "Content-Transfer-Encoding:\n 8bit\n",
      "8bit", "8bit", "utf-8" },
    { "what the codec changed moves as it is now",
      "Content-Type: text/html; "
      "charset=ibm037\n"
      "Content-Transfer-Encoding: 7bit\n",
      "7bit", "quoted-printable", "ibm037" },
    { "what the codec added moves too", "Content-Type: text/html; charset=ibm037\n",
      "7bit", "quoted-printable", "ibm037" },
};

/* The value of a part's first field of that name, NULL for none; caller frees. */
static char *
value_of (const MsMessage *message, const MsPart *part, const char *name)
{
    g_autoptr (GArray) list = ms_message_fields (message, part);

    for (guint i = 0; i < list->len; i++)
        if (ms_field_is (&g_array_index (list, MsField, i), name))
            return ms_field_decode (&g_array_index (list, MsField, i));
    return NULL;
}

static void
the_fields_of_the_html_move_down_to_it (void **state)
{
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *lines = g_strconcat (HEADER, fields[i].fields, "\n", NULL);
        g_autoptr (MsMessage) message = stamped (*state, lines);
        const MsPart *html = mail_part (message, "1.1");
        g_autofree char *outer =
            value_of (message, ms_message_root (message), "Content-Transfer-Encoding");
        g_autofree char *inner = value_of (message, html, "Content-Transfer-Encoding");

        check_text (fields[i].name, html->type, "text/html");
        check_text (fields[i].name, html->charset, fields[i].charset);
        check_text (fields[i].name, outer, fields[i].outer);
        check_text (fields[i].name, inner, fields[i].inner);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_picture_stands_where_its_row_says),
        cmocka_unit_test (the_picture_is_the_one_that_the_html_shows),
        cmocka_unit_test (a_name_of_a_picture_is_no_header),
        cmocka_unit_test (a_boundary_that_the_text_has_is_not_taken),
        cmocka_unit_test (a_picture_that_is_there_is_not_added_again),
        cmocka_unit_test (the_fields_of_the_html_move_down_to_it),
    };
    return cmocka_run_group_tests (tests, load, unload);
}
