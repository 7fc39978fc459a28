/* SPDX-License-Identifier: BSD-2-Clause */
#include "codec_rewrite.h"
#include "layout.h"
#include "raw_line.h"

/* RFC 5322 section 2.1.1 */
#define LONGEST_LINE 998

/* What is being built, besides the result. */
typedef struct {
    MsRewrite *result;
    const GArray *changes;
    MsRewriteFlags flags;
    gsize max_line;
    gboolean quoted;    /* no other encoding will do */
    GPtrArray *encoded; /* of MsOctets, one per octet edit */
    GArray *octet_edits;
} Build;

void
ms_codec_rewrite_free (MsRewrite *rewrite)
{
    if (rewrite == NULL)
        return;
    g_ptr_array_unref (rewrite->texts);
    g_array_unref (rewrite->edits);
    g_free (rewrite);
}

static const MsTextEdit *
change_at (const GArray *changes, guint index)
{
    return &g_array_index (changes, MsTextEdit, index);
}

static gboolean
is_html (const MsDecoded *old)
{
    return strcmp (old->part->type, "text/html") == 0;
}

/* ---- Laying out ------------------------------------------------------------------ */

/* Line ends that are encoded have their own custom; CRLF where there is none yet
 * (RFC 2046 section 4.1.1). */
static const char *
eol_of_new_text (const MsDecoded *old)
{
    const char *eol = NULL;

    if (old->part->encoding != MS_ENCODING_BASE64 && ms_text_has_ascii_lines (old->text))
        return ms_message_eol (old->message);
    eol = ms_raw_lines_usual_eol (ms_text_utf8 (old->text));
    return eol != NULL ? eol : "\r\n";
}

static char *
lay_out (const Build *build, guint index)
{
    const MsDecoded *old = build->result->old;
    const MsTextEdit *change = change_at (build->changes, index);
    gboolean last = index + 1 == build->changes->len;
    MsLayout layout = { .text = ms_text_utf8 (old->text),
                        .range = { change->start, change->end },
                        .eol = eol_of_new_text (old),
                        .flowed = old->part->flowed,
                        .max_line = build->max_line };
    /* Where nothing is put in, nothing needs to be set apart. */
    guint flags = *change->text != '\0' ? build->flags : 0;
    g_autofree char *text =
        g_strconcat ((flags & MS_REWRITE_BREAK_BEFORE) != 0 ? "\n" : "", change->text,
                     last && (flags & MS_REWRITE_BREAK_BEHIND) != 0 ? "\n" : "", NULL);

    return is_html (old) ? ms_layout_html (&layout, text)
                         : ms_layout_text (&layout, text);
}

static void
lay_out_all (Build *build)
{
    GPtrArray *texts = build->result->texts;

    g_ptr_array_set_size (texts, 0);
    for (guint i = 0; i < build->changes->len; i++)
        g_ptr_array_add (texts, lay_out (build, i));
}

GString *
ms_codec_rewrite_text (const MsRewrite *rewrite, const GArray *changes)
{
    MsSlice text = ms_text_utf8 (rewrite->old->text);
    GString *out = g_string_sized_new (text.len + 1024);
    gsize at = 0;

    for (guint i = 0; i < changes->len; i++) {
        const MsTextEdit *change = change_at (changes, i);

        g_string_append_len (out, text.data + at, (gssize)(change->start - at));
        g_string_append (out, g_ptr_array_index (rewrite->texts, i));
        at = change->end;
    }
    g_string_append_len (out, text.data + at, (gssize)(text.len - at));
    return out;
}

/* ---- Charset --------------------------------------------------------------------- */

/* FALSE when the charset, or UTF-8 where the part is being widened, cannot hold all. */
static gboolean
encode_all (Build *build)
{
    const MsRewrite *rewrite = build->result;

    g_ptr_array_set_size (build->encoded, 0);
    for (guint i = 0; i < rewrite->texts->len; i++) {
        const char *text = g_ptr_array_index (rewrite->texts, i);
        MsOctets *octets = NULL;

        if (!rewrite->widened)
            octets = ms_text_encode (rewrite->old->text, text);
        else
            ms_octets_append_utf8 (octets = ms_octets_new(), ms_slice_str (text));
        if (octets == NULL)
            return FALSE;
        g_ptr_array_add (build->encoded, octets);
    }
    return TRUE;
}

static void
make_ascii (GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *text = g_ptr_array_index (texts, i);
        /* Of no locale: the same everywhere. */
        g_ptr_array_index (texts, i) = g_str_to_ascii (text, "C");
    }
}

/* In the declared charset if it can hold the text; else the part becomes UTF-8, if that
 * loses nothing; else the nearest ASCII has to do. */
static gboolean
choose_charset (Build *build)
{
    MsRewrite *rewrite = build->result;

    gboolean forced = (build->flags & (MS_REWRITE_WIDEN | MS_REWRITE_ASCII)) != 0;

    rewrite->widened = FALSE;
    if (!forced && encode_all (build))
        return TRUE;
    rewrite->widened = !is_html (rewrite->old) &&
                       (build->flags & MS_REWRITE_ASCII) == 0 &&
                       ms_text_is_lossless (rewrite->old->text);
    if (!rewrite->widened)
        make_ascii (rewrite->texts);
    return encode_all (build);
}

/* ---- Octets ---------------------------------------------------------------------- */

static void
add_octet_edit (Build *build, gsize start, gsize end, const MsOctets *text)
{
    MsOctetEdit edit = { start, end, text };

    g_array_append_val (build->octet_edits, edit);
}

/* One change, from the octet `kept` on. FALSE when the one before has changed the octets
 * here. */
static gboolean
edit_place (Build *build, guint index, gsize *kept)
{
    const MsTextEdit *change = change_at (build->changes, index);
    const MsText *text = build->result->old->text;
    g_auto (MsSpot) start = ms_text_locate (text, change->start);
    g_auto (MsSpot) behind = { 0 };
    const MsSpot *end = &start;
    MsOctets *octets = ms_octets_new();

    if (change->end > change->start) {
        behind = ms_text_locate (text, change->end);
        end = &behind;
    }
    ms_octets_append_char (octets, ms_slice_str (start.before));
    ms_octets_append (octets, g_ptr_array_index (build->encoded, index));
    if (end->after != NULL)
        ms_octets_append_singles (octets, ms_slice_str (end->after));
    ms_octets_free (g_ptr_array_index (build->encoded, index));
    g_ptr_array_index (build->encoded, index) = octets;
    if (start.octet < *kept)
        return FALSE;
    *kept = MAX (start.octet, end->next);
    add_octet_edit (build, start.octet, *kept, octets);
    return TRUE;
}

static gboolean
edit_places (Build *build)
{
    gsize kept = 0;

    for (guint i = 0; i < build->changes->len; i++)
        if (!edit_place (build, i, &kept))
            return FALSE;
    return TRUE;
}

/* FALSE when the text as a whole cannot be written anew. A byte order mark stays, unless
 * it is that of the charset that the part had. */
static gboolean
edit_whole (Build *build)
{
    const MsRewrite *rewrite = build->result;
    const MsText *text = rewrite->old->text;
    gsize start = rewrite->widened ? 0 : ms_text_bom (text);
    gsize end = ms_transfer_octets (rewrite->old->transfer).len;
    g_autoptr (GString) whole = ms_codec_rewrite_text (rewrite, build->changes);
    MsOctets *octets = NULL;

    if (!ms_text_is_lossless (text))
        return FALSE;
    if (!rewrite->widened)
        octets = ms_text_encode (text, whole->str);
    else
        ms_octets_append_utf8 (octets = ms_octets_new(),
                               ms_slice (whole->str, whole->len));
    if (octets == NULL)
        return FALSE;
    g_ptr_array_add (build->encoded, octets);
    add_octet_edit (build, start, end, octets);
    return TRUE;
}

static gboolean
is_whole (const Build *build)
{
    return (build->flags & MS_REWRITE_WHOLE) != 0 ||
           (build->result->widened && !ms_text_is_utf8 (build->result->old->text));
}

static gboolean
edit_octets (Build *build)
{
    g_array_set_size (build->octet_edits, 0);
    return is_whole (build) ? edit_whole (build) : edit_places (build);
}

/* ---- Transfer encoding ----------------------------------------------------------- */

static gboolean
adds_8bit (const Build *build)
{
    for (guint i = 0; i < build->octet_edits->len; i++)
        if (ms_slice_has_8bit (ms_octets_slice (
                g_array_index (build->octet_edits, MsOctetEdit, i).text)))
            return TRUE;
    return FALSE;
}

/* Lines may have grown with the charset. */
static gboolean
outgrows_lines (const Build *build)
{
    const MsOctetEdit *whole = &g_array_index (build->octet_edits, MsOctetEdit, 0);

    return is_whole (build) &&
           ms_raw_lines_exceed (ms_octets_slice (whole->text), LONGEST_LINE) &&
           !ms_raw_lines_exceed (ms_transfer_raw (build->result->old->transfer),
                                 LONGEST_LINE);
}

/* What is 7bit on the wire stays so. A part that has 8bit octets all the same may get
 * more, and then says so. */
static MsEncoding
choose_encoding (const Build *build)
{
    const MsDecoded *old = build->result->old;
    MsEncoding encoding = old->part->encoding;

    if (!ms_encoding_is_identity (encoding))
        return encoding;
    if (build->quoted || outgrows_lines (build))
        return MS_ENCODING_QUOTED_PRINTABLE;
    if (encoding != MS_ENCODING_7BIT || !adds_8bit (build))
        return encoding;
    return ms_slice_has_8bit (ms_transfer_raw (old->transfer))
               ? MS_ENCODING_8BIT
               : MS_ENCODING_QUOTED_PRINTABLE;
}

/* All octets with the changes made; what was there has one octet a character, or none is
 * left of it. */
static MsOctets *
new_octets (const Build *build)
{
    MsSlice old = ms_transfer_octets (build->result->old->transfer);
    MsOctets *octets = ms_octets_new();
    gsize at = 0;

    for (guint i = 0; i < build->octet_edits->len; i++) {
        const MsOctetEdit *edit = &g_array_index (build->octet_edits, MsOctetEdit, i);
        MsRange kept = { at, edit->start };

        ms_octets_append_singles (octets, ms_slice_range (old, kept));
        ms_octets_append (octets, edit->text);
        at = edit->end;
    }
    ms_octets_append_singles (octets, ms_slice_range (old, (MsRange){ at, old.len }));
    return octets;
}

static void
edit_raw (Build *build)
{
    MsRewrite *rewrite = build->result;
    const MsTransfer *transfer = rewrite->old->transfer;
    MsWire wire = { ms_message_eol (rewrite->old->message),
                    rewrite->widened || ms_text_has_ascii_lines (rewrite->old->text) };
    gboolean was_identity = ms_encoding_is_identity (rewrite->old->part->encoding);

    g_array_set_size (rewrite->edits, 0);
    rewrite->encoding = choose_encoding (build);
    if (was_identity && rewrite->encoding == MS_ENCODING_QUOTED_PRINTABLE) {
        g_autoptr (MsOctets) octets = new_octets (build);

        ms_edits_add (rewrite->edits, 0, ms_transfer_raw (transfer).len,
                      ms_transfer_to_quoted_printable (octets, &wire));
    } else
        ms_transfer_edit (transfer, (const MsOctetEdit *)(void *)build->octet_edits->data,
                          build->octet_edits->len, &wire, rewrite->edits);
}

/* ---- Line lengths ---------------------------------------------------------------- */

/* Whether the lines that an edit makes are short enough, or no longer than the author's
 * own. */
static gboolean
edit_fits (MsSlice raw, const MsEdit *edit)
{
    MsSlice text = ms_slice_bytes (edit->text);
    gsize before = edit->start - ms_raw_line_start (raw, edit->start);
    gsize behind = ms_raw_line_content_end (raw, edit->end) - edit->end;
    gsize first = ms_raw_line_end (text, 0);
    gsize last = text.len - ms_raw_line_start (text, text.len);

    if (first == text.len)
        return before + text.len + behind <= LONGEST_LINE ||
               before + behind > LONGEST_LINE;
    return (before + first <= LONGEST_LINE || before > LONGEST_LINE) &&
           (last + behind <= LONGEST_LINE || behind > LONGEST_LINE) &&
           !ms_raw_lines_exceed (
               ms_slice_range (text, (MsRange){ first, text.len - last }), LONGEST_LINE);
}

static gboolean
fits (const MsRewrite *rewrite)
{
    MsSlice raw = ms_transfer_raw (rewrite->old->transfer);

    if (!ms_encoding_is_identity (rewrite->encoding))
        return TRUE;
    for (guint i = 0; i < rewrite->edits->len; i++)
        if (!edit_fits (raw, &g_array_index (rewrite->edits, MsEdit, i)))
            return FALSE;
    return TRUE;
}

/* ---- All of it ------------------------------------------------------------------- */

static gboolean
build_edits (Build *build)
{
    lay_out_all (build);
    if (!choose_charset (build) || !edit_octets (build))
        return FALSE;
    edit_raw (build);
    return TRUE;
}

static void
free_octets (gpointer octets)
{
    ms_octets_free (octets);
}

/* Octets of UTF-8 that a line may have: what they become in other charsets is longer, so
 * the later ones are for those. */
static const gsize line_limits[] = { 990, 480, 200 };

static gboolean
build_fitting_edits (Build *build)
{
    gboolean identity = ms_encoding_is_identity (build->result->old->part->encoding);

    for (gsize i = 0; i < G_N_ELEMENTS (line_limits); i++) {
        build->max_line = identity ? line_limits[i] : 0;
        if (!build_edits (build))
            return FALSE;
        if (fits (build->result))
            return TRUE;
    }
    /* EBCDIC has no line ends that count on the wire. */
    build->quoted = TRUE;
    return build_edits (build);
}

MsRewrite *
ms_codec_rewrite_new (const MsDecoded *old, const GArray *changes, MsRewriteFlags flags)
{
    g_autoptr (GPtrArray) encoded = g_ptr_array_new_with_free_func (free_octets);
    g_autoptr (GArray) octet_edits = g_array_new (FALSE, FALSE, sizeof (MsOctetEdit));
    MsRewrite *rewrite = g_new0 (MsRewrite, 1);
    Build build = { .result = rewrite,
                    .changes = changes,
                    .flags = flags,
                    .encoded = encoded,
                    .octet_edits = octet_edits };

    rewrite->old = old;
    rewrite->texts = g_ptr_array_new_with_free_func (g_free);
    rewrite->edits = ms_edits_new();
    if (!build_fitting_edits (&build)) {
        ms_codec_rewrite_free (rewrite);
        return NULL;
    }
    return rewrite;
}
