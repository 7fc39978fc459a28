/* SPDX-License-Identifier: BSD-2-Clause
 *
 * rewrite: what relays do that read a message into a tree and write it anew, done by the
 * libraries that they use.
 *
 * In:  a line "LENGTH HOW", then so many octets: a message, or HTML for "html".
 * Out: a line "LENGTH", then what became of them; "-" where the library gave up. */
#include <gmime/gmime.h>
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static GBytes *
read_octets (gsize len)
{
    char *data = g_malloc (len + 1);

    if (fread (data, 1, len, stdin) == len)
        return g_bytes_new_take (data, len);
    g_free (data);
    return NULL;
}

static void
answer (GBytes *out)
{
    if (out == NULL) {
        printf ("-\n");
    } else {
        printf ("%zu\n", g_bytes_get_size (out));
        fwrite (g_bytes_get_data (out, NULL), 1, g_bytes_get_size (out), stdout);
    }
    fflush (stdout);
}

/* ---- gmime ----------------------------------------------------------------------- */

static void
encode_part (GMimeObject *parent, GMimeObject *part, gpointer encoding)
{
    (void)parent;
    if (GMIME_IS_TEXT_PART (part))
        g_mime_part_set_content_encoding ((GMimePart *)part, GPOINTER_TO_INT (encoding));
}

static GBytes *
write_message (GMimeMessage *message)
{
    GMimeStream *out = g_mime_stream_mem_new();
    const GByteArray *written = NULL;
    GBytes *bytes = NULL;

    g_mime_object_write_to_stream ((GMimeObject *)message, NULL, out);
    written = g_mime_stream_mem_get_byte_array ((GMimeStreamMem *)out);
    bytes = g_bytes_new (written->data, written->len);
    g_object_unref (out);
    return bytes;
}

static GBytes *
encode_message (GBytes *in, GMimeContentEncoding encoding)
{
    gsize len = 0;
    const char *data = g_bytes_get_data (in, &len);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, len);
    GMimeParser *parser = g_mime_parser_new_with_stream (stream);
    GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
    GBytes *out = NULL;

    if (message != NULL) {
        g_mime_message_foreach (message, encode_part, GINT_TO_POINTER (encoding));
        g_mime_object_encode ((GMimeObject *)message, GMIME_ENCODING_CONSTRAINT_7BIT);
        out = write_message (message);
        g_object_unref (message);
    }
    g_object_unref (parser);
    g_object_unref (stream);
    return out;
}

/* ---- libxml2 --------------------------------------------------------------------- */

static GBytes *
write_html (GBytes *in)
{
    gsize len = 0;
    const char *data = g_bytes_get_data (in, &len);
    htmlDocPtr document = htmlReadMemory (data, (int)len, NULL, "utf-8",
                                          HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                              HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    xmlChar *text = NULL;
    int written = 0;
    GBytes *out = NULL;

    if (document == NULL)
        return NULL;
    htmlDocDumpMemoryFormat (document, &text, &written, 1);
    if (text != NULL)
        out = g_bytes_new (text, (gsize)written);
    xmlFree (text);
    xmlFreeDoc (document);
    return out;
}

static GBytes *
rewrite (GBytes *in, const char *how)
{
    if (g_str_equal (how, "base64"))
        return encode_message (in, GMIME_CONTENT_ENCODING_BASE64);
    if (g_str_equal (how, "quoted-printable"))
        return encode_message (in, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    return write_html (in);
}

int
main (void)
{
    char line[128];

    g_mime_init();
    while (fgets (line, sizeof line, stdin) != NULL) {
        char *how = NULL;
        gsize len = strtoul (line, &how, 10);
        g_autoptr (GBytes) in = read_octets (len);
        g_autoptr (GBytes) out = NULL;

        if (in == NULL)
            return 1;
        out = rewrite (in, g_strstrip (how));
        answer (out);
    }
    g_mime_shutdown();
    return 0;
}
