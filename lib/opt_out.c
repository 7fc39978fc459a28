/* SPDX-License-Identifier: BSD-2-Clause */
#include "opt_out.h"
#include "changes.h"
#include "subject.h"

static gboolean
remove_from_body (const MsReading *reading, MsResult *result)
{
    const MsReadingWord *word = &reading->opt_out;
    g_autoptr (GArray) changes = ms_text_edits_new();

    if (!ms_reading_has (word))
        return TRUE;
    ms_changes_remove (changes, word);
    return ms_changes_make (&g_array_index (reading->pieces, MsPiece, word->piece),
                            changes, result);
}

static void
remove_from_subject (const MsCase *mail, MsResult *result)
{
    g_autoptr (GArray) fields =
        ms_message_fields (mail->message, ms_message_root (mail->message));

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);

        if (ms_field_is (field, "Subject")) {
            char *value = ms_subject_without (field, mail->config->opt_out);
            if (value != NULL)
                ms_result_change_header (result, field, 1, value);
            return;
        }
    }
}

gboolean
ms_opt_out_remove (const MsCase *mail, MsResult *result)
{
    for (guint i = 0; i < mail->readings->len; i++)
        if (!remove_from_body (&g_array_index (mail->readings, MsReading, i), result))
            return FALSE;
    remove_from_subject (mail, result);
    return ms_edits_sort (result->body_edits);
}
