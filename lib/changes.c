/* SPDX-License-Identifier: BSD-2-Clause */
#include "changes.h"

/* Whether `change` has to stand before `other`, which was there first. */
static gboolean
goes_before (const MsTextEdit *change, const MsTextEdit *other)
{
    if (change->start != other->start)
        return change->start < other->start;
    return change->start == change->end && other->start < other->end;
}

void
ms_changes_add (GArray *changes, MsRange range, char *text)
{
    MsTextEdit change = { range.start, range.end, text };
    guint index = 0;

    while (index < changes->len &&
           !goes_before (&change, &g_array_index (changes, MsTextEdit, index)))
        index++;
    g_array_insert_val (changes, index, change);
}

void
ms_changes_remove (GArray *changes, const MsReadingWord *word)
{
    const GArray *ranges = word->typed.ranges;

    for (guint i = 0; i < ranges->len; i++)
        ms_changes_add (changes, g_array_index (ranges, MsRange, i), g_strdup (""));
}

gboolean
ms_changes_make (const MsPiece *piece, const GArray *changes, MsResult *result)
{
    return changes->len == 0 ||
           ms_codec_edit (piece->decoded, (const MsTextEdit *)(void *)changes->data,
                          changes->len, result->body_edits, result->header_edits);
}
