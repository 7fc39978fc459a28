/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The codec with every charset and transfer encoding: text is taken where it shall go,
 * and what is no text is taken too. */
#include "charset_name.h"
#include "raw_line.h"
#include <iconv.h>

#include "check.h"
#include "leaf.h"
#include "mail.h"

static const char *const encodings[] = { "7bit", "8bit", "binary", "quoted-printable",
                                         "base64" };

/* ---- Text ------------------------------------------------------------------------ */

#define LATIN "Grüße, café.\r\n"
#define RUSSIAN "Привет, Боб!\r\n"
#define CHINESE "你好, Bob.\r\n"
#define JAPANESE "こんにちは, ボブ。\r\n"
#define KOREAN "안녕하세요, Bob.\r\n"
#define EVERYTHING LATIN RUSSIAN JAPANESE

static const struct {
    const char *charset;
    const char *text;
} languages[] = {
    { "us-ascii", "Hello, Bob.\r\n" },
    { "utf-8", EVERYTHING },
    { "iso-8859-1", LATIN },
    { "iso-8859-2", "Příliš žluťoučký kůň\r\n" },
    { "iso-8859-5", RUSSIAN },
    { "iso-8859-6", "مرحبا\r\n" },
    { "iso-8859-7", "Καλημέρα\r\n" },
    { "iso-8859-8-i", "שלום\r\n" },
    { "iso-8859-9", "İyi günler, şimdi\r\n" },
    { "iso-8859-15", "5 € für Œuvre\r\n" },
    { "windows-1250", "Zażółć gęślą jaźń\r\n" },
    { "windows-1251", RUSSIAN },
    { "windows-1252", "“Grüße” – 5 €\r\n" },
    { "windows-1253", "Καλημέρα\r\n" },
    { "windows-1254", "İyi günler\r\n" },
    { "windows-1255", "שלום\r\n" },
    { "windows-1256", "مرحبا\r\n" },
    { "windows-1257", "Ačiū, ąžuolas\r\n" },
    { "windows-1258", "Chào bạn, tiếng Việt\r\n" },
    { "windows-874", "สวัสดี\r\n" },
    { "tis-620", "สวัสดี\r\n" },
    { "koi8-r", RUSSIAN },
    { "koi8-u", "Привіт, їжак\r\n" },
    { "gb2312", CHINESE },
    { "gbk", CHINESE },
    { "gb18030", EVERYTHING CHINESE },
    { "big5", "你好, Bob。\r\n" },
    { "big5-hkscs", "你好, Bob。\r\n" },
    { "euc-jp", JAPANESE },
    { "shift_jis", JAPANESE },
    { "iso-2022-jp", JAPANESE "and ASCII\r\n" JAPANESE },
    { "euc-kr", KOREAN },
    { "ks_c_5601-1987", KOREAN },
    { "iso-2022-kr", KOREAN },
    { "iso-2022-cn", CHINESE },
    { "utf-7", EVERYTHING },
    { "utf-16", EVERYTHING },
    { "utf-16le", EVERYTHING },
    { "utf-16be", EVERYTHING },
    { "utf-32", EVERYTHING },
    { "macintosh", LATIN },
    { "ibm850", LATIN },
    { "ibm037", LATIN },
    { "ibm930", "ボブ。\r\n" },
};

static const char *const types[] = { "text/plain", "text/html",
                                     "text/plain; format=flowed" };

static const char *const additions[] = {
    "#n",
    "\n\n-- \n#n Doe\nKöln ✓ 日本\n\n",
};

static GString *
octets_in (const char *charset, const char *text)
{
    MsCharsetName name = ms_charset_name (charset);
    gsize len = 0;
    char *octets = g_convert (text, -1, name.write, "UTF-8", NULL, &len, NULL);
    GString *out = g_string_new_len (octets, octets != NULL ? (gssize)len : 0);

    g_assert (octets != NULL);
    g_free (octets);
    return out;
}

static void
append_encoded (GString *out, const char *encoding, const GString *octets)
{
    if (g_str_equal (encoding, "base64")) {
        g_autofree char *base64 = g_base64_encode ((guchar *)octets->str, octets->len);
        g_string_append_printf (out, "%s\r\n", base64);
    } else if (g_str_equal (encoding, "quoted-printable")) {
        for (gsize i = 0; i < octets->len; i++)
            g_string_append_printf (out, "=%02X%s", (guchar)octets->str[i],
                                    i % 24 == 23 ? "=\r\n" : "");
    } else
        g_string_append_len (out, octets->str, (gssize)octets->len);
}

/* Neither can be on the wire as it is (RFC 2045 section 2.8, RFC 2781 section 4). */
static gboolean
needs_encoding (const GString *octets)
{
    return memchr (octets->str, '\0', octets->len) != NULL ||
           memmem (octets->str, octets->len, "\r\n", 2) == NULL;
}

static gboolean
is_just_there (const char *old, gsize offset, const char *got)
{
    gsize rest = strlen (old) - offset, len = strlen (got);

    return len > offset + rest && strncmp (old, got, offset) == 0 &&
           strcmp (got + len - rest, old + offset) == 0 &&
           g_strstr_len (got + offset, (gssize)(len - offset - rest), "#n") != NULL;
}

static void
check_every_place (const char *name, MsSlice raw)
{
    g_autofree char *old = leaf_text (raw);

    for (const char *at = old; *at != '\0'; at = g_utf8_next_char (at)) {
        for (gsize i = 0; i < G_N_ELEMENTS (additions); i++) {
            gsize offset = (gsize)(at - old);
            MsTextEdit edit = { offset, offset, additions[i] };
            g_autoptr (GString) got = leaf_change (raw, &edit, 1);
            g_autofree char *back = NULL;

            if (got == NULL)
                fail_msg ("%s: no text taken at %zu", name, offset);
            back = leaf_text (ms_slice (got->str, got->len));
            if (!is_just_there (old, offset, back))
                fail_msg ("%s: at %zu: got\n%s\nold\n%s", name, offset, back, old);
        }
    }
}

static void
check_language (gsize language, const char *encoding, const char *type)
{
    const char *charset = languages[language].charset;
    g_autoptr (GString) octets = octets_in (charset, languages[language].text);
    g_autoptr (GString) raw = g_string_new (NULL);
    g_autofree char *name = g_strdup_printf ("%s, %s, %s", charset, encoding, type);

    if (!g_str_equal (encoding, "base64") &&
        !g_str_equal (encoding, "quoted-printable") && needs_encoding (octets))
        return;
    g_string_append_printf (raw, CTE "%s\r\nContent-Type: %s; charset=%s\r\n\r\n",
                            encoding, type, charset);
    append_encoded (raw, encoding, octets);
    check_every_place (name, ms_slice (raw->str, raw->len));
}

/* glibc loads a charset when it is opened and unloads it soon after it is closed, which
 * would be most of the time here. */
typedef struct {
    iconv_t reader;
    iconv_t writer;
} Loaded;

static Loaded
keep_loaded (const char *charset)
{
    MsCharsetName name = ms_charset_name (charset);

    return (Loaded){ iconv_open ("WCHAR_T", name.read),
                     iconv_open (name.write, "UTF-8") };
}

static void
let_go (Loaded loaded)
{
    if (loaded.reader != (iconv_t)-1)
        iconv_close (loaded.reader);
    if (loaded.writer != (iconv_t)-1)
        iconv_close (loaded.writer);
}

static void
text_in_every_charset_takes_text_at_every_place (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
        Loaded loaded = keep_loaded (languages[i].charset);

        for (gsize k = 0; k < G_N_ELEMENTS (encodings); k++)
            for (gsize l = 0; l < G_N_ELEMENTS (types); l++)
                check_language (i, encodings[k], types[l]);
        let_go (loaded);
    }
}

/* ---- Any octets ------------------------------------------------------------------ */

static const char *const charsets[] = {
    NULL,          "us-ascii",    "utf-8",       "iso-8859-1",   "windows-1252",
    "koi8-r",      "gb2312",      "gb18030",     "shift_jis",    "euc-kr",
    "big5",        "iso-2022-jp", "iso-2022-kr", "utf-7",        "utf-16",
    "utf-16le",    "utf-32",      "fakescii",    "windows-1258", "ibm930",
    "iso-2022-cn", "windows-1255"
};

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
    g_autofree char *old = leaf_text (raw);
    MsTextEdit edit = { offset, offset, text };
    g_autoptr (GString) got = leaf_change (raw, &edit, 1);
    g_autofree char *back =
        got != NULL ? leaf_text (ms_slice (got->str, got->len)) : NULL;

    if (got == NULL)
        fail_msg ("at %zu: the text is not taken\n%.*s", offset, (int)raw.len, raw.data);
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
        g_autofree char *text = leaf_text (slice);
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
        cmocka_unit_test (text_in_every_charset_takes_text_at_every_place),
        cmocka_unit_test (any_octets_take_text_at_any_place),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
