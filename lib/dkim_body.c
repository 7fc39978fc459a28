/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim_body.h"
#include "dkim_tag.h"

/* ---- The body in canonical form (RFC 6376 section 3.4) ---------------------------- */

typedef struct {
    GChecksum *checksum;
    guint64 left;      /* octets that still count: the tag l= */
    guint64 empty;     /* lines that count when another one follows */
    gboolean anything; /* a line that is not empty was seen */
} Hash;

static void
hash (Hash *hash, const char *data, gsize len)
{
    gsize counts = (gsize)MIN (hash->left, len);

    if (counts > 0)
        g_checksum_update (hash->checksum, (const guchar *)data, (gssize)counts);
    hash->left -= counts;
}

static gboolean
is_blank (char c)
{
    return c == ' ' || c == '\t';
}

/* Section 3.4.4: runs of white space are one space. */
static void
hash_relaxed (Hash *state, MsSlice line)
{
    gsize at = 0;

    while (at < line.len) {
        gsize end = at;
        while (end < line.len && is_blank (line.data[end]) == is_blank (line.data[at]))
            end++;
        if (is_blank (line.data[at]))
            hash (state, " ", 1);
        else
            hash (state, line.data + at, end - at);
        at = end;
    }
}

static void
hash_line (Hash *state, MsSlice line, gboolean relaxed)
{
    if (line.len > 0 && line.data[line.len - 1] == '\n')
        line.len--;
    if (line.len > 0 && line.data[line.len - 1] == '\r')
        line.len--;
    while (relaxed && line.len > 0 && is_blank (line.data[line.len - 1]))
        line.len--;
    if (line.len == 0) {
        state->empty++;
        return;
    }
    for (; state->empty > 0; state->empty--)
        hash (state, "\r\n", 2);
    if (relaxed)
        hash_relaxed (state, line);
    else
        hash (state, line.data, line.len);
    hash (state, "\r\n", 2);
    state->anything = TRUE;
}

static void
hash_body (Hash *state, MsSlice body, gboolean relaxed)
{
    for (gsize at = 0; at < body.len;) {
        MsSlice line = ms_slice_line (body, at);
        hash_line (state, line, relaxed);
        at += line.len;
    }
    if (!state->anything && !relaxed) /* section 3.4.3: an empty body is one line end */
        hash (state, "\r\n", 2);
}

/* ---- The comparison --------------------------------------------------------------- */

static gboolean
find_algorithm (const MsField *field, GChecksumType *type)
{
    g_autofree char *name = ms_dkim_tag (field, "a");

    if (name == NULL)
        return FALSE;
    *type = g_str_has_suffix (name, "-sha1") ? G_CHECKSUM_SHA1 : G_CHECKSUM_SHA256;
    return g_str_has_suffix (name, "-sha1") || g_str_has_suffix (name, "-sha256");
}

/* c= is "header/body"; what is not given is "simple". */
static gboolean
is_relaxed (const MsField *field)
{
    g_autofree char *forms = ms_dkim_tag (field, "c");

    return forms != NULL && g_str_has_suffix (forms, "/relaxed");
}

static gboolean
find_length (const MsField *field, guint64 *length)
{
    g_autofree char *text = ms_dkim_tag (field, "l");

    *length = G_MAXUINT64;
    return text == NULL ||
           g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, length, NULL);
}

static MsDkimBody
compare (GChecksum *checksum, const char *base64)
{
    guint8 digest[32]; /* SHA-256, the longer one */
    gsize len = sizeof digest, want_len = 0;
    g_autofree guchar *want = g_base64_decode (base64, &want_len);

    g_checksum_get_digest (checksum, digest, &len);
    if (want_len != len)
        return MS_DKIM_BODY_UNKNOWN;
    return memcmp (want, digest, len) == 0 ? MS_DKIM_BODY_SAME : MS_DKIM_BODY_CHANGED;
}

MsDkimBody
ms_dkim_body_check (const MsField *field, MsSlice body)
{
    g_autofree char *bh = ms_dkim_tag (field, "bh");
    g_autoptr (GChecksum) checksum = NULL;
    GChecksumType type = G_CHECKSUM_SHA256;
    Hash state = { 0 };

    if (bh == NULL || !find_algorithm (field, &type) || !find_length (field, &state.left))
        return MS_DKIM_BODY_UNKNOWN;
    state.checksum = checksum = g_checksum_new (type);
    hash_body (&state, body, is_relaxed (field));
    return compare (checksum, bh);
}
