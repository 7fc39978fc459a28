/* SPDX-License-Identifier: BSD-2-Clause */
#include "processed.h"
#include "dkim.h"

/* "X-CodeTwoProcessed: true", as in also-processed. */
static gboolean
has_field (const MsMessage *message, const char *line)
{
    const char *colon = strchr (line, ':');
    g_autofree char *name = g_strndup (line, (gsize)(colon - line));
    g_autofree char *want = g_strstrip (g_strdup (colon + 1));
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        if (ms_field_is (field, name) && ms_slice_is_nocase (field->value, want))
            return TRUE;
    }
    return FALSE;
}

static gboolean
has_foreign_mark (const MsConfig *config, const MsMessage *message)
{
    const GPtrArray *marks = config->also_processed;

    for (guint i = 0; i < marks->len; i++)
        if (has_field (message, g_ptr_array_index (marks, i)))
            return TRUE;
    return FALSE;
}

MsReason
ms_processed_before (const MsConfig *config, const MsMessage *message,
                     const MsParties *parties, gboolean *own_mark)
{
    MsMarkState state = ms_mark_check (&config->mark, message);

    *own_mark = state == MS_MARK_VALID;
    if (!parties->local)
        return MS_REASON_NONE;
    if (state == MS_MARK_LOOP)
        return MS_REASON_LOOP;
    return *own_mark || has_foreign_mark (config, message) ? MS_REASON_ALREADY_PROCESSED
                                                           : MS_REASON_NONE;
}

gboolean
ms_processed_keeps_dkim (const MsConfig *config, const MsMessage *message,
                         const MsParties *parties)
{
    switch (config->existing_dkim) {
    case MS_EXISTING_DKIM_SKIP:
        return parties->local && ms_dkim_is_signed (message, NULL);
    case MS_EXISTING_DKIM_SKIP_OWN:
        return parties->local && ms_dkim_is_signed (message, &config->domains);
    case MS_EXISTING_DKIM_STAMP:
        break;
    }
    return FALSE;
}
