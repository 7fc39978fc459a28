/* SPDX-License-Identifier: BSD-2-Clause */
#include "codec.h"
#include "raw_line.h"
#include "result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- Helpers --------------------------------------------------------------------- */

static MsMessage *
parse (GBytes *bytes)
{
    MsLimits limits = { 100000, 100, 100 };

    return ms_message_parse (bytes, &limits);
}

static const MsPart *
first_leaf (const MsMessage *message)
{
    const MsPart *part = ms_message_root (message);

    while (part->children->len > 0)
        part = g_ptr_array_index (part->children, 0);
    return part;
}

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

/* The message with these changes of its first leaf, as the tool prints it. */
static GString *
change (MsSlice raw, const MsTextEdit *changes, gsize count)
{
    g_autoptr (GBytes) bytes = g_bytes_new (raw.data, raw.len);
    g_autoptr (MsMessage) message = parse (bytes);
    g_autoptr (MsDecoded) decoded =
        ms_codec_decode (message, first_leaf (message), G_MAXSIZE);
    g_autoptr (MsResult) result =
        ms_result_new (bytes, ms_message_root (message)->header.end,
                       ms_message_body_start (message), ms_message_eol (message));
    g_autoptr (GError) error = NULL;
    GString *out = g_string_new (NULL);

    if (!ms_codec_edit (decoded, changes, count, result->body_edits, result->header_edits,
                        &error))
        fail_msg ("%s", error->message);
    assert_true (ms_edits_sort (result->body_edits));
    ms_result_send_message (result, append_bytes, out);
    return out;
}

/* NULL where it cannot be decoded. */
static char *
text_of (MsSlice raw)
{
    g_autoptr (GBytes) bytes = g_bytes_new (raw.data, raw.len);
    g_autoptr (MsMessage) message = parse (bytes);
    g_autoptr (MsDecoded) decoded =
        ms_codec_decode (message, first_leaf (message), G_MAXSIZE);

    return decoded != NULL ? g_strdup (ms_decoded_text (decoded)) : NULL;
}

/* Before the first `place` in the decoded text; at its end when that is NULL. */
static GString *
insert (MsSlice raw, const char *place, const char *text)
{
    g_autofree char *old = text_of (raw);
    const char *at = place != NULL ? strstr (old, place) : old + strlen (old);
    MsTextEdit edit = { (gsize)(at - old), (gsize)(at - old), text };

    assert_non_null (at);
    return change (raw, &edit, 1);
}

/* ---- Messages -------------------------------------------------------------------- */

#define VERSION "MIME-Version: 1.0\r\n"
#define TYPE "Content-Type: text/plain; charset="
#define HTML "Content-Type: text/html; charset="
#define CTE "Content-Transfer-Encoding: "
#define QP CTE "quoted-printable\r\n"
#define B64 CTE "base64\r\n"

typedef struct {
    const char *name;
    const char *raw;
    const char *place;
    const char *text;
    const char *want;
} Row;

static const Row rows[] = {
    { "ASCII into ASCII", VERSION TYPE "us-ascii\r\n\r\nHello\r\n> old\r\n", "> old",
      "-- \nJane\n", VERSION TYPE "us-ascii\r\n\r\nHello\r\n-- \r\nJane\r\n> old\r\n" },
    { "with the message's line ends", "Subject: x\n\nHello\n", NULL, "Jane\n",
      "Subject: x\n\nHello\nJane\n" },
    { "UTF-8 into 8bit", VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nHello\r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nHello\r\nü\r\n" },
    { "UTF-8 into quoted-printable", VERSION TYPE "utf-8\r\n" QP "\r\n=c3=bc\r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" QP "\r\n=c3=bc\r\n=C3=BC\r\n" },
    { "UTF-8 into base64, its line ends those of the text",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYQpi\r\n", NULL, "\nü\n",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYQpiCsO8Cg==\r\n" },
    { "ISO-8859-1 into 8bit", VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n",
      NULL, "ü\n", VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n\xfc\r\n" },

    { "7bit stays so: quoted-printable", VERSION TYPE "utf-8\r\n\r\na=b \r\n", NULL,
      "ü\n", VERSION TYPE "utf-8\r\n" QP "\r\na=3Db=20\r\n=C3=BC\r\n" },
    { "ISO-8859-1 holds it: quoted-printable alone",
      VERSION TYPE "iso-8859-1\r\n" CTE "7bit\r\n\r\na\r\n", NULL, "ü\n",
      VERSION TYPE "iso-8859-1\r\n" QP "\r\na\r\n=FC\r\n" },
    { "8bit octets under a 7bit label may have company",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "ü\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\nü\r\n" },
    { "8bit octets under a 7bit label do not force a new one",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "u\n",
      VERSION TYPE "utf-8\r\n" CTE "7bit\r\n\r\nü\r\nu\r\n" },

    { "us-ascii widens", VERSION TYPE "us-ascii\r\n" CTE "7bit\r\n\r\na\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "a message without any labels widens", "Subject: x\r\n\r\na\r\n", NULL, "✓\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "ISO-8859-1 in 8bit widens",
      VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n\xfc\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\n✓\r\n" },
    { "ISO-8859-1 in quoted-printable widens",
      VERSION TYPE "iso-8859-1\r\n" QP "\r\n=FC=\r\n=80\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC=E2=82=AC\r\n=E2=9C=93\r\n" },
    { "ASCII in quoted-printable widens where it stands",
      VERSION TYPE "us-ascii\r\n" QP "\r\n=61\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=61\r\n=E2=9C=93\r\n" },
    { "KOI8-R in base64 widens", VERSION TYPE "koi8-r\r\n" B64 "\r\n8NLJ\r\n", NULL, "✓",
      VERSION TYPE "utf-8\r\n" B64 "\r\n0J/RgNC44pyT\r\n" },
    { "ISO-2022-JP widens", VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\n", NULL,
      "✓\n", VERSION TYPE "utf-8\r\n" QP "\r\n=E6=97=A5\r\n=E2=9C=93\r\n" },
    { "UTF-8 under an ASCII label gets the right one",
      VERSION TYPE "us-ascii\r\n" CTE "7bit\r\n\r\nü\r\n", NULL, "✓\n",
      VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\nü\r\n✓\r\n" },
    { "an unknown charset that is ASCII widens", VERSION TYPE "fakescii\r\n\r\na\r\n",
      NULL, "✓\n", VERSION TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93\r\n" },
    { "format and delsp survive",
      VERSION TYPE "us-ascii;\r\n format=flowed; delsp=yes\r\n\r\na \r\nb\r\n", NULL,
      "-- \n ✓  \n",
      VERSION TYPE "utf-8;\r\n format=flowed; delsp=yes\r\n" QP
                   "\r\na=20\r\nb\r\n--=20\r\n  =E2=9C=93\r\n" },

    { "what is unknown cannot be widened", VERSION TYPE "us-ascii\r\n\r\n\xfc\r\n", NULL,
      "Jürgen – ✓\n", VERSION TYPE "us-ascii\r\n\r\n\xfc\r\nJurgen - ?\r\n" },
    { "an unknown charset with 8bit octets cannot either",
      VERSION TYPE "fakescii\r\n\r\nü\r\n", NULL, "Jürgen\n",
      VERSION TYPE "fakescii\r\n\r\nü\r\nJurgen\r\n" },
    { "nor can a mislabelled one", VERSION TYPE "iso-2022-jp\r\n\r\nü\r\n", NULL,
      "Jürgen\n", VERSION TYPE "iso-2022-jp\r\n\r\nü\r\nJurgen\r\n" },
    { "nor a NUL", VERSION TYPE "us-ascii\r\n" B64 "\r\nAGE=\r\n", NULL, "ü",
      VERSION TYPE "us-ascii\r\n" B64 "\r\nAGF1\r\n" },

    { "HTML is ASCII", VERSION HTML "us-ascii\r\n\r\n<p>a</p></body>\r\n", "</body>",
      "<b>ü</b>",
      VERSION HTML "us-ascii\r\n\r\n<p>a</p>\r\n<b>&#252;</b>\r\n</body>\r\n" },
    { "HTML is ASCII in any charset", VERSION HTML "utf-16le\r\n" B64 "\r\nPABiAD4A\r\n",
      NULL, "ü",
      VERSION HTML "utf-16le\r\n" B64 "\r\nPABiAD4ADQAKACYAIwAyADUAMgA7AA==\r\n" },
    { "HTML in quoted-printable",
      VERSION HTML "utf-8\r\n" QP "\r\n<p =\r\na=3D1></p>\r\n", "a=1", "x=2 ",
      VERSION HTML "utf-8\r\n" QP "\r\n<p =\r\n\r\nx=3D2=20\r\na=3D1></p>\r\n" },

    { "ISO-2022-JP: behind the way back to ASCII",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\nb", "\r\nb", "\n日",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(B\r\n\x1b$BF|\x1b(B\r\nb" },
    { "ISO-2022-JP: in the middle of a run",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|K\\\x1b(B\r\n", "本", "a",
      VERSION TYPE "iso-2022-jp\r\n\r\n\x1b$BF|\x1b(Ba\x1b$BK\\\x1b(B\r\n" },
    { "UTF-7: behind a run", VERSION TYPE "utf-7\r\n\r\n+AOk-\r\n", "\r\n", "\na",
      VERSION TYPE "utf-7\r\n\r\n+AOk-\r\na\r\n" },
    { "UTF-7: in the middle of a run all is new", VERSION TYPE "utf-7\r\n\r\n+AOkA6Q-b",
      "éb", "a", VERSION TYPE "utf-7\r\n\r\n+AOk-a+AOk-b" },

    { "what a charset has no shifted form for gets on without",
      VERSION TYPE "iso-2022-cn\r\n\r\n\x7f\r\n", NULL, "日\n",
      VERSION TYPE "utf-8\r\n" QP "\r\n=7F\r\n=E6=97=A5\r\n" },

    { "half a character does not take the new text for its other half",
      VERSION TYPE "gb2312\r\n" CTE "8bit\r\n\r\na\xd6", NULL, "Jane",
      VERSION TYPE "gb2312\r\n" CTE "8bit\r\n\r\na\xd6\r\nJane" },
    { "a list's footer behind base64 stays what it is",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYWI=\r\n__\r\nlist info\r\n", NULL, "c",
      VERSION TYPE "utf-8\r\n" B64 "\r\nYWJjDQo=\r\n__\r\nlist info\r\n" },

    { "an empty body", VERSION "\r\n", NULL, "Jane\n", VERSION "\r\nJane\r\n" },
    { "no final line end", "Subject: x\r\n\r\na", NULL, "\nJane\n",
      "Subject: x\r\n\r\na\r\nJane\r\n" },
    { "no empty line", "Subject: x\r\n", NULL, "Jane\n", "Subject: x\r\n\r\nJane\r\n" },
    { "no empty line, and a new field", "Subject: x\r\n", NULL, "ü\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC\r\n" },
    { "no line end", "Subject: x", NULL, "Jane\n", "Subject: x\r\n\r\nJane\r\n" },
    { "no line end, and a new field", "Subject: x", NULL, "ü\n",
      "Subject: x\r\n" VERSION TYPE "utf-8\r\n" QP "\r\n=C3=BC\r\n" },
    { "no header", "\nHello\n", NULL, "Jane\n", "\nHello\nJane\n" },
};

static void
new_text_goes_in_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        const Row *row = &rows[i];
        g_autoptr (GString) got = insert (ms_slice_str (row->raw), row->place, row->text);

        if (strcmp (got->str, row->want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", row->name, got->str, row->want);
    }
}

/* ---- Parts of a multipart -------------------------------------------------------- */

#define MULTIPART VERSION "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
#define END "\r\n--b--\r\n"

static const Row nested_rows[] = {
    { "only the octets of the part change", MULTIPART TYPE "utf-8\r\n\r\na" END, NULL,
      "\nJane", MULTIPART TYPE "utf-8\r\n\r\na\r\nJane" END },
    { "a nested part widens", MULTIPART TYPE "us-ascii\r\n\r\na" END, NULL, "\n✓",
      MULTIPART TYPE "utf-8\r\n" QP "\r\na\r\n=E2=9C=93" END },
    { "an empty nested part", MULTIPART TYPE "utf-8\r\n\r\n" END, NULL, "Jane\n",
      MULTIPART TYPE "utf-8\r\n\r\nJane\r\n" END },
    { "a boundary right behind the empty line", MULTIPART TYPE "utf-8\r\n\r\n--b--\r\n",
      NULL, "Jane\n", MULTIPART TYPE "utf-8\r\n\r\nJane\r\n\r\n--b--\r\n" },
};

static void
nested_parts_change_as_each_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (nested_rows); i++) {
        const Row *row = &nested_rows[i];
        g_autoptr (GString) got = insert (ms_slice_str (row->raw), row->place, row->text);

        if (strcmp (got->str, row->want) != 0)
            fail_msg ("%s: got\n%s\nwant\n%s", row->name, got->str, row->want);
    }
}

/* ---- Several changes ------------------------------------------------------------- */

static void
changes_are_made_together (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n\r\nab ##SIG## cd\r\n";
    static const MsTextEdit changes[] = { { 0, 0, "1" },
                                          { 3, 10, "2" },
                                          { 13, 13, "3" } };
    g_autoptr (GString) got = change (ms_slice_str (raw), changes, 3);

    (void)state;
    assert_string_equal (got->str, VERSION TYPE "us-ascii\r\n\r\n1ab 2 cd3\r\n");
}

static void
changes_at_one_place_keep_their_order (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n" QP "\r\nab\r\n";
    static const MsTextEdit changes[] = { { 1, 1, "1\n" }, { 1, 1, "2\n" } };
    g_autoptr (GString) got = change (ms_slice_str (raw), changes, 2);

    (void)state;
    assert_string_equal (got->str, VERSION TYPE "us-ascii\r\n" QP "\r\na1\r\n2\r\nb\r\n");
}

static void
no_changes_are_no_edits (void **state)
{
    static const char raw[] = VERSION TYPE "us-ascii\r\n\r\n\xff\r\n";
    g_autoptr (GString) got = change (ms_slice_str (raw), NULL, 0);

    (void)state;
    assert_string_equal (got->str, raw);
}

/* ---- Decoding -------------------------------------------------------------------- */

static void
too_long_a_text_is_not_decoded (void **state)
{
    g_autoptr (GBytes) bytes = g_bytes_new_static ("\r\nabcdef", 8);
    g_autoptr (MsMessage) message = parse (bytes);
    g_autoptr (MsDecoded) fits = ms_codec_decode (message, ms_message_root (message), 6);

    (void)state;
    assert_int_equal (ms_decoded_len (fits), 6);
    assert_null (ms_codec_decode (message, ms_message_root (message), 5));
}

static void
an_unknown_transfer_encoding_is_not_decoded (void **state)
{
    static const char raw[] = VERSION CTE "x-uuencode\r\n\r\nabc";
    g_autoptr (GBytes) bytes = g_bytes_new_static (raw, sizeof raw - 1);
    g_autoptr (MsMessage) message = parse (bytes);

    (void)state;
    assert_null (ms_codec_decode (message, ms_message_root (message), 100));
}

/* ---- Line lengths ---------------------------------------------------------------- */

static GString *
repeated (const char *head, const char *unit, guint count, const char *tail)
{
    GString *text = g_string_new (head);

    while (count-- > 0)
        g_string_append (text, unit);
    g_string_append (text, tail);
    return text;
}

static void
assert_no_long_line (const GString *message)
{
    if (ms_raw_lines_exceed (ms_slice (message->str, message->len), 998))
        fail_msg ("a line over 998 octets in\n%s", message->str);
}

static void
no_new_line_is_over_998_octets (void **state)
{
    static const char *const headers[] = {
        VERSION TYPE "us-ascii\r\n\r\n",
        VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "utf-8\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "gb18030\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "iso-2022-jp\r\n\r\n",
        VERSION TYPE "utf-7\r\n\r\n",
        VERSION TYPE "ibm037\r\n" CTE "8bit\r\n\r\n",
        VERSION TYPE "utf-8\r\n" QP "\r\n",
        VERSION TYPE "utf-8\r\n" B64 "\r\n",
        VERSION HTML "utf-8\r\n" CTE "8bit\r\n\r\n",
        VERSION HTML "us-ascii\r\n\r\n",
    };
    static const char *const words[] = {
        "word ", "word", "日", "é日", "<b a='x y'>", "é "
    };

    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
        for (gsize j = 0; j < G_N_ELEMENTS (words); j++) {
            g_autoptr (GString) text = repeated ("\n", words[j], 1000, "\n");
            g_autoptr (GString) got = insert (ms_slice_str (headers[i]), NULL, text->str);
            assert_no_long_line (got);
        }
}

static void
a_line_of_the_authors_is_not_made_too_long (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "us-ascii\r\n\r\n", "x", 990, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), "\r\n", "123456789");

    (void)state;
    assert_no_long_line (got);
}

static void
a_long_line_of_the_authors_stays_as_it_is (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "us-ascii\r\n\r\n", "x", 2000, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), NULL, "Jane\n");

    (void)state;
    assert_true (g_str_has_prefix (got->str, raw->str));
}

static void
lines_that_widening_would_make_too_long_are_quoted (void **state)
{
    g_autoptr (GString) raw =
        repeated (VERSION TYPE "iso-8859-1\r\n" CTE "8bit\r\n\r\n", "\xfc", 900, "\r\n");
    g_autoptr (GString) got = insert (ms_slice (raw->str, raw->len), NULL, "✓\n");

    (void)state;
    assert_no_long_line (got);
    assert_non_null (strstr (got->str, QP));
}

/* ---- Properties ------------------------------------------------------------------ */

static const char *const charsets[] = {
    NULL,          "us-ascii",    "utf-8",       "iso-8859-1",   "windows-1252",
    "koi8-r",      "gb2312",      "gb18030",     "shift_jis",    "euc-kr",
    "big5",        "iso-2022-jp", "iso-2022-kr", "utf-7",        "utf-16",
    "utf-16le",    "utf-32",      "fakescii",    "windows-1258", "ibm930",
    "iso-2022-cn", "windows-1255"
};

static const char *const encodings[] = { "7bit", "8bit", "binary", "quoted-printable",
                                         "base64" };

static GString *
random_message (GRand *random, const char *octets, gsize count, guint len)
{
    const char *charset = charsets[g_rand_int_range (random, 0, G_N_ELEMENTS (charsets))];
    const char *encoding =
        encodings[g_rand_int_range (random, 0, G_N_ELEMENTS (encodings))];
    GString *raw = g_string_new (NULL);

    g_string_append_printf (raw, CTE "%s\r\nContent-Type: text/%s", encoding,
                            g_rand_boolean (random) ? "html" : "plain; format=flowed");
    if (charset != NULL)
        g_string_append_printf (raw, "; charset=%s", charset);
    g_string_append (raw, "\r\n\r\n");
    while (len-- > 0)
        g_string_append_c (raw, octets[g_rand_int_range (random, 0, (gint32)count)]);
    return raw;
}

/* Whether `got` is `old` with something that has `mark` in it put in, perhaps elsewhere.
 */
static gboolean
is_with_insertion (const char *old, const char *got, const char *mark)
{
    gsize old_len = strlen (old), len = strlen (got), start = 0, end = 0;
    g_autofree char *added = NULL;

    while (start < old_len && old[start] == got[start])
        start++;
    while (end < old_len - start && old[old_len - end - 1] == got[len - end - 1])
        end++;
    added = g_strndup (got + start, len - start - end);
    return len > old_len && start + end == old_len && strstr (added, mark) != NULL;
}

static void
assert_keeps_the_authors_text (MsSlice raw, gsize offset, const char *text)
{
    g_autofree char *old = text_of (raw);
    MsTextEdit edit = { offset, offset, text };
    g_autoptr (GString) got = change (raw, &edit, 1);
    g_autofree char *back = text_of (ms_slice (got->str, got->len));

    if (!is_with_insertion (old, back, "#n"))
        fail_msg ("at %zu: got\n%s\nold\n%s", offset, back, old);
}

/* With octets that make trouble: escapes, shifts, halves of characters. */
static void
any_octets_take_text_at_any_place (void **state)
{
    static const char octets[] =
        "aZ=+-/\n\r\n ~{&\x1b$B(J\x0e\x0f\0\xc3\xbc\xd6\xff\x81\x30";
    g_autoptr (GRand) random = g_rand_new_with_seed (26);

    (void)state;
    for (guint i = 0; i < 3000; i++) {
        g_autoptr (GString) raw =
            random_message (random, octets, sizeof octets - 1, i % 60);
        MsSlice slice = ms_slice (raw->str, raw->len);
        g_autofree char *text = text_of (slice);
        gsize offset = 0;

        if (text == NULL)
            continue;
        offset = (gsize)g_rand_int_range (random, 0, (gint32)strlen (text) + 1);
        while (((guchar)text[offset] & 0xc0) == 0x80)
            offset--;
        assert_keeps_the_authors_text (slice, offset,
                                       i % 2 == 0 ? "J#ne" : "\n\n-- \nJ#ne, Köln ✓\n");
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (new_text_goes_in_as_each_row_says),
        cmocka_unit_test (nested_parts_change_as_each_row_says),
        cmocka_unit_test (changes_are_made_together),
        cmocka_unit_test (changes_at_one_place_keep_their_order),
        cmocka_unit_test (no_changes_are_no_edits),
        cmocka_unit_test (too_long_a_text_is_not_decoded),
        cmocka_unit_test (an_unknown_transfer_encoding_is_not_decoded),
        cmocka_unit_test (no_new_line_is_over_998_octets),
        cmocka_unit_test (a_line_of_the_authors_is_not_made_too_long),
        cmocka_unit_test (a_long_line_of_the_authors_stays_as_it_is),
        cmocka_unit_test (lines_that_widening_would_make_too_long_are_quoted),
        cmocka_unit_test (any_octets_take_text_at_any_place),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
