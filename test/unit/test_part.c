/* SPDX-License-Identifier: BSD-2-Clause */
#include "part.h"

#include "check.h"
#include "mail.h"

static const struct {
    const char *name;
    const char *value; /* of Content-Transfer-Encoding */
    MsEncoding want;
} encodings[] = {
    { "base64", "base64", MS_ENCODING_BASE64 },
    { "case does not matter", "Quoted-Printable", MS_ENCODING_QUOTED_PRINTABLE },
    { "binary", "binary", MS_ENCODING_BINARY },
    { "8bit", "8BIT", MS_ENCODING_8BIT },
    { "a comment behind", "base64 (so)", MS_ENCODING_BASE64 },
    { "a parameter behind", "7bit; charset=x", MS_ENCODING_7BIT },
    { "quotes around", "\"8bit\"", MS_ENCODING_8BIT },
    { "a dash inside", "8-bit", MS_ENCODING_8BIT },
    { "nothing", "", MS_ENCODING_7BIT },
    { "uuencode is not ours", "x-uuencode", MS_ENCODING_UNKNOWN },
    { "a known one with a tail is another one", "base64url", MS_ENCODING_UNKNOWN },
};

static void
transfer_encodings_are_known_by_their_token (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (encodings); i++) {
        g_autofree char *lines =
            g_strdup_printf ("Content-Transfer-Encoding: %s\n\nx\n", encodings[i].value);
        g_autoptr (MsMessage) message = mail_parse (lines);
        check_number (encodings[i].name, ms_message_root (message)->encoding,
                      encodings[i].want);
    }
}

typedef struct {
    const char *name;
    const char *header;
    const char *want; /* the attributes that are set, as describe_fields has them */
} Fields;

static const Fields fields[] = {
    { "nothing given", "", "" },
    { "a charset in lower case", "Content-Type: text/plain; charset=UTF-8",
      "charset=utf-8 " },
    { "an empty charset is none", "Content-Type: text/plain; charset=\"\"", "" },
    { "flowed and delsp", "Content-Type: text/plain; format=Flowed; delsp=YES",
      "flowed delsp " },
    { "fixed is not flowed", "Content-Type: text/plain; format=fixed; delsp=no", "" },
    { "inline is neither separate nor an attachment", "Content-Disposition: INLINE", "" },
    { "inline with a file name is an attachment, but not separate",
      "Content-Disposition: inline; filename=a.txt", "filename=a.txt attachment " },
    { "a name of the type is a name, no attachment",
      "Content-Type: text/plain; name=\"a b.txt\"", "filename=a b.txt " },
    { "the name of the disposition wins",
      "Content-Type: text/plain; name=b\nContent-Disposition: inline; filename=a",
      "filename=a attachment " },
    { "an attachment needs no name", "Content-Disposition: attachment",
      "separate attachment " },
    { "an unknown disposition is an attachment (RFC 2183 section 2.8)",
      "Content-Disposition: x-fancy", "separate attachment " },
    { "a disposition with a name alone", "Content-Disposition: ; filename=a",
      "filename=a attachment " },
    { "a file name in the form of RFC 2231",
      "Content-Disposition: inline; filename*0*=utf-8''%c3%bc; filename*1=.txt",
      "filename=\xc3\xbc.txt attachment " },
    { "a Content-ID without its brackets", "Content-ID: <a@b> (x)", "id=a@b " },
    { "a Content-ID that has none", "Content-ID: a@b", "id=a@b " },
    { "the start of a multipart/related",
      "Content-Type: multipart/related; start=\"<a@b>\"", "start=a@b " },
    { "a folded parameter", "Content-Type: text/plain;\n\tcharset=\n utf-8",
      "charset=utf-8 " },
    { "smime-type", "Content-Type: application/pkcs7-mime; smime-type=Signed-Data",
      "smime=signed-data " },
};

static char *
describe_fields (const MsPart *part)
{
    GString *out = g_string_new (NULL);
    const struct {
        const char *name;
        const char *value;
    } texts[] = {
        { "charset", part->charset },  { "filename", part->filename },
        { "id", part->content_id },    { "start", part->start },
        { "smime", part->smime_type },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
        if (texts[i].value != NULL)
            g_string_append_printf (out, "%s=%s ", texts[i].name, texts[i].value);
    g_string_append (out, part->flowed ? "flowed " : "");
    g_string_append (out, part->delsp ? "delsp " : "");
    g_string_append (out, part->separate ? "separate " : "");
    g_string_append (out, part->attachment ? "attachment " : "");
    return g_string_free (out, FALSE);
}

static void
fields_say_what_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
        g_autofree char *lines = g_strdup_printf ("%s\n\nx\n", fields[i].header);
        g_autoptr (MsMessage) message = mail_parse (lines);
        g_autofree char *got = describe_fields (ms_message_root (message));
        check_text (fields[i].name, got, fields[i].want);
    }
}

static const struct {
    const char *name;
    const char *field;
    gsize len; /* of the value */
    MsEncoding want;
} lengths[] = {
    { "as long as it may be", "Content-Type: text/plain; x=", 16384, MS_ENCODING_7BIT },
    { "longer", "Content-Type: text/plain; x=", 16385, MS_ENCODING_UNKNOWN },
    { "a longer field of another name", "Subject: ", 16385, MS_ENCODING_7BIT },
};

/* What is cut somewhere reads otherwise elsewhere. */
static void
a_part_with_too_long_a_field_is_left_alone (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++) {
        const char *value = strchr (lengths[i].field, ' ') + 1;
        g_autofree char *rest = g_strnfill (lengths[i].len - strlen (value), 'x');
        g_autofree char *lines = g_strdup_printf ("%s%s\n\nx\n", lengths[i].field, rest);
        g_autoptr (MsMessage) message = mail_parse (lines);

        check_number (lengths[i].name, ms_message_root (message)->encoding,
                      lengths[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (transfer_encodings_are_known_by_their_token),
        cmocka_unit_test (fields_say_what_their_row_says),
        cmocka_unit_test (a_part_with_too_long_a_field_is_left_alone),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
