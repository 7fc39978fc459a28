/* SPDX-License-Identifier: BSD-2-Clause */
#include "apply.h"
#include "chunks.h"
#include <string.h>

/* What smfi_replacebody splits at. */
#define CHUNK_SIZE 65535

/* smfi_replacebody counts in int. */
#define CALL_SIZE ((gsize)CHUNK_SIZE * 8192)

typedef struct {
    const MsHeaderEdit *edit;
    char *value; /* as the MTA wants it */
} HeaderChange;

static void
header_change_clear (gpointer data)
{
    HeaderChange *change = data;

    g_free (change->value);
}

static GArray *
plan_header (const MsResult *result, gboolean leading_space)
{
    GArray *changes = g_array_new (FALSE, FALSE, sizeof (HeaderChange));

    g_array_set_clear_func (changes, header_change_clear);
    for (guint i = 0; i < result->header_edits->len; i++) {
        const MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, i);
        /* Without any value the MTA takes the field away. */
        gboolean space = leading_space && *edit->value != '\0';
        HeaderChange change = { edit, g_strconcat (space ? " " : "", edit->value, NULL) };

        g_array_append_val (changes, change);
    }
    return changes;
}

static int
send_header_change (SMFICTX *ctx, const HeaderChange *change)
{
    char *name = change->edit->name;

    switch (change->edit->action) {
    case MS_HEADER_INSERT:
        return smfi_insheader (ctx, 0, name, change->value);
    case MS_HEADER_ADD:
        return smfi_addheader (ctx, name, change->value);
    case MS_HEADER_CHANGE:
        return smfi_chgheader (ctx, name, (int)change->edit->index, change->value);
    }
    return MI_FAILURE;
}

static gboolean
send_header (SMFICTX *ctx, const GArray *changes, GError **error)
{
    for (guint i = 0; i < changes->len; i++) {
        const HeaderChange *change = &g_array_index (changes, HeaderChange, i);

        if (send_header_change (ctx, change) != MI_SUCCESS) {
            g_set_error (error, MS_ERROR, MS_ERROR_IO, "the MTA did not take header %s",
                         change->edit->name);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean
send_chunk (const void *data, gsize len, gpointer user_data)
{
    SMFICTX *ctx = user_data;
    const unsigned char *at = data;

    for (; len > 0; at += MIN (len, CALL_SIZE), len -= MIN (len, CALL_SIZE))
        /* libmilter's prototype lacks const, it only reads. */
        if (smfi_replacebody (ctx, (unsigned char *)at, (int)MIN (len, CALL_SIZE)) !=
            MI_SUCCESS)
            return FALSE;
    return TRUE;
}

static gboolean
add_piece (const void *data, gsize len, gpointer user_data)
{
    return chunks_add (user_data, data, len);
}

static gboolean
send_body (const MsResult *result, Chunks *chunks, GError **error)
{
    if (result->body_edits->len == 0)
        return TRUE; /* the MTA would write the whole body a second time */
    if (ms_result_send_body (result, add_piece, chunks) && chunks_finish (chunks))
        return TRUE;
    g_set_error (error, MS_ERROR, MS_ERROR_IO, "the MTA did not take the new body");
    return FALSE;
}

gboolean
apply_result (SMFICTX *ctx, const MsResult *result, gboolean leading_space,
              GError **error)
{
    /* Whatever needs memory has it before the first packet leaves. */
    g_autoptr (GArray) changes = plan_header (result, leading_space);
    g_autoptr (Chunks) chunks = chunks_new (CHUNK_SIZE, send_chunk, ctx);

    return send_header (ctx, changes, error) && send_body (result, chunks, error);
}
