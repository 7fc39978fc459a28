/* SPDX-License-Identifier: BSD-2-Clause */
#include "wrap.h"
#include "embed.h"
#include "enclose.h"
#include "imprint.h"
#include "layout.h"
#include "quoted_printable.h"

/* RFC 5322 section 2.1.1. */
#define MAX_LINE 998

/* The part that holds the stamps, and what its delimiters look like. */
typedef struct {
    const MsMessage *message;
    const GArray *stamps;
    const char *eol;
    char *mixed; /* boundaries */
    char *alternative;
    char *related;
    GPtrArray *images; /* of const MsImage, each once */
} Wrapping;

static const MsStamp *
stamp_at (const Wrapping *wrapping, guint index)
{
    return &g_array_index (wrapping->stamps, MsStamp, index);
}

static char *
boundary_for (const MsMessage *message, const char *purpose)
{
    return ms_enclose_boundary (message, ms_message_root (message)->body, purpose);
}

static void
collect_images (Wrapping *wrapping)
{
    g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

    for (guint i = 0; i < wrapping->stamps->len; i++) {
        const GPtrArray *images = stamp_at (wrapping, i)->images;
        for (guint k = 0; k < images->len; k++) {
            const MsImage *image = g_ptr_array_index (images, k);
            if (g_hash_table_add (known, (gpointer)image->content_id))
                g_ptr_array_add (wrapping->images, (gpointer)image);
        }
    }
}

static void
wrapping_init (Wrapping *wrapping, const MsMessage *message, const GArray *stamps)
{
    *wrapping = (Wrapping){
        .message = message,
        .stamps = stamps,
        .eol = ms_message_eol (message),
        .mixed = boundary_for (message, ":mixed"),
        .alternative = boundary_for (message, ":alternative"),
        .related = boundary_for (message, ":related"),
        .images = g_ptr_array_new(),
    };
    collect_images (wrapping);
}

static void
wrapping_clear (Wrapping *wrapping)
{
    g_free (wrapping->mixed);
    g_free (wrapping->alternative);
    g_free (wrapping->related);
    g_ptr_array_unref (wrapping->images);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wrapping, wrapping_clear)

/* ---- The two forms --------------------------------------------------------------- */

/* quoted-printable, so that no relay strips the blank of "-- ". */
static void
append_text (const Wrapping *wrapping, GString *out)
{
    const MsWire wire = { wrapping->eol, TRUE };
    const MsLayout layout = { .text = ms_slice ("", 0), .eol = wrapping->eol };
    g_autoptr (MsOctets) octets = ms_octets_new();
    g_autoptr (GBytes) encoded = NULL;

    for (guint i = 0; i < wrapping->stamps->len; i++) {
        g_autofree char *text = ms_layout_text (&layout, stamp_at (wrapping, i)->text);
        if (i > 0)
            ms_octets_append_utf8 (octets, ms_slice_str (wrapping->eol));
        ms_octets_append_utf8 (octets, ms_slice_str (text));
    }
    encoded = ms_quoted_printable_encode (octets, &wire);
    g_string_append_printf (out, "Content-Type: text/plain; charset=utf-8%s",
                            wrapping->eol);
    g_string_append_printf (out, "Content-Transfer-Encoding: quoted-printable%s%s",
                            wrapping->eol, wrapping->eol);
    g_string_append_len (out, g_bytes_get_data (encoded, NULL),
                         (gssize)g_bytes_get_size (encoded));
}

static void
append_html (const Wrapping *wrapping, GString *out)
{
    const MsLayout layout = { .text = ms_slice ("", 0),
                              .eol = wrapping->eol,
                              .max_line = MAX_LINE };
    g_autoptr (GString) html = g_string_new (NULL);
    g_autofree char *lines = NULL;

    for (guint i = 0; i < wrapping->stamps->len; i++) {
        const MsStamp *stamp = stamp_at (wrapping, i);
        g_autofree char *block =
            ms_imprint_dress (stamp->html, stamp->imprint, stamp->badge);
        g_string_append (html, block);
    }
    lines = ms_layout_html (&layout, html->str);
    g_string_append_printf (out, "Content-Type: text/html; charset=us-ascii%s",
                            wrapping->eol);
    g_string_append_printf (out, "Content-Transfer-Encoding: 7bit%s%s%s", wrapping->eol,
                            wrapping->eol, lines);
}

/* ---- The part -------------------------------------------------------------------- */

static void
append_delimiter (GString *out, const Wrapping *wrapping, const char *boundary)
{
    g_string_append_printf (out, "%s--%s%s", wrapping->eol, boundary, wrapping->eol);
}

/* RFC 2387: HTML and the pictures that it shows. */
static void
append_related (const Wrapping *wrapping, GString *out)
{
    g_string_append_printf (
        out, "Content-Type: multipart/related; boundary=\"%s\"; type=\"text/html\"%s",
        wrapping->related, wrapping->eol);
    append_delimiter (out, wrapping, wrapping->related);
    append_html (wrapping, out);
    for (guint i = 0; i < wrapping->images->len; i++) {
        append_delimiter (out, wrapping, wrapping->related);
        ms_embed_append (out, g_ptr_array_index (wrapping->images, i), wrapping->eol);
    }
    g_string_append_printf (out, "%s--%s--%s", wrapping->eol, wrapping->related,
                            wrapping->eol);
}

/* Ends in a line end. */
static void
append_part (const Wrapping *wrapping, GString *out)
{
    g_string_append_printf (out, "Content-Type: multipart/alternative; boundary=\"%s\"%s",
                            wrapping->alternative, wrapping->eol);
    append_delimiter (out, wrapping, wrapping->alternative);
    append_text (wrapping, out);
    append_delimiter (out, wrapping, wrapping->alternative);
    (wrapping->images->len > 0 ? append_related : append_html) (wrapping, out);
    g_string_append_printf (out, "%s--%s--%s", wrapping->eol, wrapping->alternative,
                            wrapping->eol);
}

static void
describe (gboolean top, MsResult *result)
{
    result->place = top ? MS_PLACE_TOP : MS_PLACE_BOTTOM;
    result->parts = g_strdup ("html,text");
    result->wrapped = TRUE;
    result->added = (gsize)MAX (ms_splice_growth (result->body_edits), 0);
}

void
ms_wrap (const MsCase *mail, const GArray *stamps, MsResult *result)
{
    g_auto (Wrapping) wrapping = { 0 };
    g_autoptr (GString) before = g_string_new (NULL), after = g_string_new (NULL);
    g_autofree char *type = NULL;
    gboolean top = g_array_index (stamps, MsStamp, 0).place == MS_PLACE_TOP;

    wrapping_init (&wrapping, mail->message, stamps);
    type = g_strdup_printf ("multipart/mixed; boundary=\"%s\"", wrapping.mixed);
    if (top) {
        g_string_append_printf (before, "--%s%s", wrapping.mixed, wrapping.eol);
        append_part (&wrapping, before);
        g_string_append (before, wrapping.eol);
    } else {
        append_delimiter (after, &wrapping, wrapping.mixed);
        append_part (&wrapping, after);
    }
    g_string_append_printf (after, "%s--%s--%s", wrapping.eol, wrapping.mixed,
                            wrapping.eol);
    const MsEnclosure enclosure = { mail->message, wrapping.mixed, type,
                                    TRUE,          before,         after };
    ms_enclose (&enclosure, result);
    describe (top, result);
}
