/* SPDX-License-Identifier: BSD-2-Clause
 *
 * New text in any octets, in place of some that is there: four octets choose the labels
 * of the part, the place and how much is taken out, the rest are its body. What was there
 * before must decode as before. */
#include "charset_name.h"
#include "codec_rewrite.h"
#include "raw_line.h"
#include "result.h"
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

#define CHOICES 4
#define LONGEST_LINE 998
#define MARK "#n"

static const char *const charsets[] = {
    "utf-8",       "us-ascii",     "iso-8859-1",   "windows-1252", "iso-8859-15",
    "koi8-r",      "gb2312",       "gb18030",      "shift_jis",    "euc-kr",
    "big5",        "euc-jp",       "iso-2022-jp",  "iso-2022-kr",  "iso-2022-cn",
    "utf-7",       "utf-16",       "utf-16le",     "utf-16be",     "utf-32",
    "windows-874", "windows-1255", "windows-1258", "ibm037",       "ibm930",
    "iso646-de",   "big5-hkscs",   "johab",        "tscii",        "fakescii",
};

static const char *const encodings[] = { "7bit", "8bit", "binary", "quoted-printable",
                                         "base64" };

static const char *const texts[] = {
    "J#ne",
    "\n\n-- \nJ#ne\nK\xc3\xb6ln \xe2\x9c\x93\n\n",
    " > J#ne =41 \nFrom here\n.\n",
    "<p class='a b'>J#ne &amp; \xe6\x97\xa5\xe6\x9c\xac</p>\n",
};

static gulong asked, refused;

static void
print_refused (void)
{
    fprintf (stderr, "stat::parts_that_took_no_text: %lu of %lu\n", refused, asked);
}

static gboolean
append_bytes (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

/* Nested or root, LF or CRLF, HTML or plain, flowed or not. */
static GBytes *
make_message (guint8 charset, guint8 shape, const guint8 *body, gsize len)
{
    const char *eol = (shape & 0x80) != 0 ? "\n" : "\r\n";
    GString *out = g_string_new ("MIME-Version: 1.0");

    g_string_append (out, eol);
    if ((shape & 0x40) != 0)
        g_string_append_printf (
            out, "Content-Type: multipart/mixed; boundary=\"=_b\"%s%s--=_b%s", eol, eol,
            eol);
    g_string_append_printf (out, "Content-Type: text/%s; charset=%s%s%s",
                            (shape & 0x20) != 0 ? "html" : "plain",
                            charsets[charset % G_N_ELEMENTS (charsets)],
                            (shape & 0x10) != 0 ? "; format=flowed" : "", eol);
    g_string_append_printf (out, "Content-Transfer-Encoding: %s%s%s",
                            encodings[(shape & 15) % G_N_ELEMENTS (encodings)], eol, eol);
    g_string_append_len (out, (const char *)body, (gssize)len);
    if ((shape & 0x40) != 0)
        g_string_append_printf (out, "%s--=_b--%s", eol, eol);
    return g_string_free_to_bytes (out);
}

static MsMessage *
parse (GBytes *bytes)
{
    MsLimits limits = { 100000, 1000, 100 };

    return ms_message_parse (bytes, &limits);
}

static MsDecoded *
decode_first (const MsMessage *message)
{
    const MsPart *part = ms_message_root (message);

    while (part->children->len > 0)
        part = g_ptr_array_index (part->children, 0);
    return ms_codec_decode (message, part, 1 << 22);
}

/* NULL when the part does not take the text, which octets may be the reason for that say
 * nothing in their charset, but no text. */
static GBytes *
apply (GBytes *bytes, const MsMessage *message, const MsDecoded *decoded,
       const MsTextEdit *changes, gsize count)
{
    g_autoptr (MsResult) result =
        ms_result_new (bytes, ms_message_root (message)->header.end,
                       ms_message_body_start (message), ms_message_eol (message));
    GString *out = NULL;

    asked++;
    if (!ms_codec_edit (decoded, changes, count, result->body_edits,
                        result->header_edits)) {
        refused++;
        if (ms_text_is_lossless (decoded->text)) {
            fprintf (stderr, "text of the author's does not take ours\n");
            abort();
        }
        return NULL;
    }
    if (!ms_edits_sort (result->body_edits))
        abort();
    out = g_string_new (NULL);
    ms_result_send_message (result, append_bytes, out);
    return g_string_free_to_bytes (out);
}

/* Whether `b` is `a` with one insertion. New text may begin as what stands behind it, so
 * it is somewhere between the longest start and the longest end that both texts share. */
static gboolean
is_insertion (MsSlice a, MsSlice b)
{
    gsize start = 0, end = 0, shorter = MIN (a.len, b.len);

    while (start < shorter && a.data[start] == b.data[start])
        start++;
    while (end < shorter && a.data[a.len - end - 1] == b.data[b.len - end - 1])
        end++;
    return b.len > a.len && start + end >= a.len &&
           g_strstr_len (b.data + (a.len - end),
                         (gssize)(b.len - 2 * a.len + start + end), MARK) != NULL;
}

/* As a last resort the new text goes to the start, and nothing is taken out. */
static void
check_changed (const MsDecoded *old, MsRange gone, const MsDecoded *new)
{
    MsSlice a = ms_decoded_text (old);
    MsSlice b = ms_decoded_text (new);
    g_autoptr (GString) rest = g_string_new_len (a.data, (gssize)a.len);

    if (!g_utf8_validate_len (b.data, b.len, NULL))
        abort();
    g_string_erase (rest, (gssize)gone.start, (gssize)(gone.end - gone.start));
    if (!is_insertion (ms_slice (rest->str, rest->len), b) && !is_insertion (a, b)) {
        fprintf (stderr, "the author's text changed:\n%s\nbecame\n%s\n", a.data, b.data);
        abort();
    }
}

static void
check_lines (GBytes *old, GBytes *new)
{
    if (!ms_raw_lines_exceed (ms_slice_bytes (old), LONGEST_LINE) &&
        ms_raw_lines_exceed (ms_slice_bytes (new), LONGEST_LINE)) {
        fprintf (stderr, "a new line over %d octets\n", LONGEST_LINE);
        abort();
    }
}

/* glibc loads a charset when it is opened and unloads it soon after it is closed, which
 * would be most of the time here. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    static iconv_t loaded[2 * G_N_ELEMENTS (charsets)];

    (void)argc;
    (void)argv;
    (void)loaded;
    atexit (print_refused);
    for (gsize i = 0; i < G_N_ELEMENTS (charsets); i++) {
        MsCharsetName name = ms_charset_name (charsets[i]);
        loaded[2 * i] = iconv_open ("WCHAR_T", name.read);
        loaded[2 * i + 1] = iconv_open (name.write, "WCHAR_T");
    }
    return 0;
}

/* The character boundary at `offset`, or the one before. */
static gsize
boundary (const MsDecoded *decoded, gsize offset)
{
    MsSlice text = ms_decoded_text (decoded);

    offset = MIN (offset, text.len);
    while (((guchar)text.data[offset] & 0xc0) == 0x80)
        offset--;
    return offset;
}

/* Some text is taken out, and the new one goes in its place, or stands a little behind it
 * as where a block may stand in HTML. Returns how many changes that are. */
static gsize
choose_changes (const MsDecoded *decoded, guint8 place, guint8 what, MsTextEdit *changes)
{
    gsize len = ms_decoded_text (decoded).len;
    gsize start = boundary (decoded, place == 0xff ? len : len * place / 0xff);
    gsize end = boundary (decoded, start + (what >> 3));
    gsize behind = boundary (decoded, end + (place & 7));
    const char *text = texts[what % G_N_ELEMENTS (texts)];
    gboolean apart = (what & 4) != 0;

    changes[0] = (MsTextEdit){ start, end, apart ? "" : text };
    changes[1] = (MsTextEdit){ behind, behind, text };
    return apart ? 2 : 1;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GBytes) bytes = NULL, changed = NULL;
    g_autoptr (MsMessage) message = NULL, again = NULL;
    g_autoptr (MsDecoded) decoded = NULL, back = NULL;
    MsTextEdit changes[2] = { 0 };
    gsize count = 0;

    if (size < CHOICES)
        return 0;
    bytes = make_message (data[0], data[1], data + CHOICES, size - CHOICES);
    message = parse (bytes);
    decoded = decode_first (message);
    if (decoded == NULL)
        return 0;
    count = choose_changes (decoded, data[2], data[3], changes);
    changed = apply (bytes, message, decoded, changes, count);
    if (changed == NULL)
        return 0;
    again = parse (changed);
    back = decode_first (again);
    check_changed (decoded, (MsRange){ changes[0].start, changes[0].end }, back);
    check_lines (bytes, changed);
    return 0;
}
