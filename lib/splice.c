/* SPDX-License-Identifier: BSD-2-Clause */
#include "splice.h"

static void
edit_clear (gpointer data)
{
    MsEdit *edit = data;

    g_bytes_unref (edit->text);
}

GArray *
ms_edits_new (void)
{
    GArray *edits = g_array_new (FALSE, FALSE, sizeof (MsEdit));

    g_array_set_clear_func (edits, edit_clear);
    return edits;
}

void
ms_edits_add (GArray *edits, gsize start, gsize end, GBytes *text)
{
    MsEdit edit = { start, end, text };

    g_assert (start <= end);
    g_array_append_val (edits, edit);
}

void
ms_edits_add_before (GArray *edits, gsize at, GBytes *text)
{
    MsEdit edit = { at, at, text };

    g_array_prepend_val (edits, edit);
}

static gint
compare_start (gconstpointer a, gconstpointer b)
{
    const MsEdit *first = a, *second = b;

    if (first->start != second->start)
        return first->start < second->start ? -1 : 1;
    /* An insertion stands before what is replaced at the same place. */
    return (first->end > second->end) - (first->end < second->end);
}

gboolean
ms_edits_sort (GArray *edits)
{
    g_array_sort (edits, compare_start); /* g_array_sort is stable */
    for (guint i = 1; i < edits->len; i++)
        if (g_array_index (edits, MsEdit, i).start <
            g_array_index (edits, MsEdit, i - 1).end)
            return FALSE;
    return TRUE;
}

static gboolean
send_slice (MsSlice slice, MsSendFunc send, gpointer user_data)
{
    return slice.len == 0 || send (slice.data, slice.len, user_data);
}

gboolean
ms_splice_send (MsSlice bytes, gsize start, const GArray *edits, MsSendFunc send,
                gpointer user_data)
{
    gsize at = start;

    for (guint i = 0; i < edits->len; i++) {
        const MsEdit *edit = &g_array_index (edits, MsEdit, i);
        MsRange kept = { at, edit->start };

        if (!send_slice (ms_slice_range (bytes, kept), send, user_data) ||
            !send_slice (ms_slice_bytes (edit->text), send, user_data))
            return FALSE;
        at = edit->end;
    }
    return send_slice (ms_slice_range (bytes, (MsRange){ at, bytes.len }), send,
                       user_data);
}

gssize
ms_splice_growth (const GArray *edits)
{
    gssize growth = 0;

    for (guint i = 0; i < edits->len; i++) {
        const MsEdit *edit = &g_array_index (edits, MsEdit, i);
        growth +=
            (gssize)g_bytes_get_size (edit->text) - (gssize)(edit->end - edit->start);
    }
    return growth;
}
