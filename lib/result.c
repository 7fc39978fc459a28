/* SPDX-License-Identifier: BSD-2-Clause */
#include "result.h"

static const char *const reason_names[] = {
    [MS_REASON_NONE] = "none",
    [MS_REASON_ALREADY_PROCESSED] = "already-processed",
    [MS_REASON_ALREADY_SIGNED] = "already-signed",
    [MS_REASON_LOOP] = "loop",
    [MS_REASON_BOUNCE] = "bounce",
    [MS_REASON_REPORT] = "report",
    [MS_REASON_CALENDAR] = "calendar",
    [MS_REASON_AUTO_REPLY] = "auto-reply",
    [MS_REASON_LIST] = "list",
    [MS_REASON_SIGNED] = "signed",
    [MS_REASON_ENCRYPTED] = "encrypted",
    [MS_REASON_RIGHTS_MANAGED] = "rights-managed",
    [MS_REASON_TNEF] = "tnef",
    [MS_REASON_PARTIAL] = "partial",
    [MS_REASON_DKIM_SIGNED] = "dkim-signed",
    [MS_REASON_OVERSIZE] = "oversize",
    [MS_REASON_TOO_COMPLEX] = "too-complex",
    [MS_REASON_NO_TEXT] = "no-text",
    [MS_REASON_NO_RULE] = "no-rule",
    [MS_REASON_RULE_NONE] = "rule-none",
    [MS_REASON_MISSING_ATTRIBUTES] = "missing-attributes",
    [MS_REASON_NO_SEPARATOR] = "no-separator",
    [MS_REASON_SENDER_NOT_LOCAL] = "sender-not-local",
    [MS_REASON_DRY_RUN] = "dry-run",
    [MS_REASON_OPT_OUT] = "opt-out",
};

const char *
ms_reason_name (MsReason reason)
{
    g_assert (reason < G_N_ELEMENTS (reason_names));
    return reason_names[reason];
}

guint
ms_reason_count (void)
{
    return G_N_ELEMENTS (reason_names);
}

const char *
ms_place_name (MsPlaceName place)
{
    static const char *const names[] = { "above-quote", "bottom", "top", "token" };

    g_assert (place < G_N_ELEMENTS (names));
    return names[place];
}

/* ---- Making one ------------------------------------------------------------------ */

static void
header_edit_clear (gpointer data)
{
    MsHeaderEdit *edit = data;

    g_free (edit->name);
    g_free (edit->value);
}

static GArray *
header_edits_new (void)
{
    GArray *edits = g_array_new (FALSE, FALSE, sizeof (MsHeaderEdit));

    g_array_set_clear_func (edits, header_edit_clear);
    return edits;
}

MsResult *
ms_result_new (GBytes *message, gsize header_end, gsize body_start, const char *eol)
{
    MsResult *result = g_new0 (MsResult, 1);

    result->action = MS_PASSED;
    result->message = g_bytes_ref (message);
    result->size = g_bytes_get_size (message);
    result->header_end = header_end;
    result->body_start = body_start;
    result->eol = eol;
    result->header_edits = header_edits_new();
    result->body_edits = ms_edits_new();
    return result;
}

void
ms_result_free (MsResult *result)
{
    if (result == NULL)
        return;
    g_free (result->rule);
    g_free (result->template_name);
    g_free (result->parts);
    g_free (result->separator);
    g_free (result->failed);
    g_free (result->dry_run);
    g_free (result->disagree);
    g_array_unref (result->header_edits);
    g_array_unref (result->body_edits);
    g_bytes_unref (result->message);
    g_free (result);
}

void
ms_result_add_header (MsResult *result, const char *name, const char *value)
{
    MsHeaderEdit edit = { .action = MS_HEADER_ADD,
                          .name = g_strdup (name),
                          .value = g_strdup (value),
                          .start = result->header_end,
                          .end = result->header_end };

    g_array_append_val (result->header_edits, edit);
}

/* Behind the line that starts a message in an mbox file, and behind lines that would
 * continue the mark: neither is a field, and no MTA sends one to a milter. */
static gsize
header_top (const MsResult *result)
{
    MsSlice bytes = ms_slice_bytes (result->message);
    MsSlice header = ms_slice (bytes.data, result->header_end);
    gsize top = 0;

    if (header.len > 5 && memcmp (header.data, "From ", 5) == 0)
        top = ms_slice_line (header, 0).len;
    while (top < header.len && (header.data[top] == ' ' || header.data[top] == '\t'))
        top += ms_slice_line (header, top).len;
    return top;
}

void
ms_result_add_mark (MsResult *result, const char *name, const char *value)
{
    gsize top = header_top (result);
    MsHeaderEdit edit = { .action = MS_HEADER_INSERT,
                          .name = g_strdup (name),
                          .value = g_strdup (value),
                          .start = top,
                          .end = top };

    g_array_prepend_val (result->header_edits, edit);
}

void
ms_result_change_header (MsResult *result, const MsField *field, guint index, char *value)
{
    MsHeaderEdit edit = { .action = MS_HEADER_CHANGE,
                          .name = g_strndup (field->name.data, field->name.len),
                          .index = index,
                          .value = value,
                          .start = field->raw.start,
                          .end = field->raw.end };

    g_array_append_val (result->header_edits, edit);
}

gboolean
ms_result_is_placed (const MsResult *result)
{
    return result->action == MS_STAMPED || result->reason == MS_REASON_DRY_RUN;
}

void
ms_result_withhold (MsResult *result)
{
    if (result->action == MS_STAMPED)
        result->reason = MS_REASON_DRY_RUN;
    result->action = MS_PASSED;
    g_array_set_size (result->header_edits, 0);
    g_array_set_size (result->body_edits, 0);
}

/* ---- Sending it ------------------------------------------------------------------ */

gboolean
ms_result_send_body (const MsResult *result, MsSendFunc send, gpointer user_data)
{
    return ms_splice_send (ms_slice_bytes (result->message), result->body_start,
                           result->body_edits, send, user_data);
}

/* The field as it stands in a message, with its line ends. smfi_chgheader takes a field
 * away that it is to make empty, and so does this. */
static GBytes *
field_text (const MsHeaderEdit *edit, const char *eol)
{
    if (edit->action == MS_HEADER_CHANGE && *edit->value == '\0')
        return g_bytes_new_static ("", 0);

    g_auto (GStrv) lines = g_strsplit (edit->value, "\n", -1);
    g_autofree char *value = g_strjoinv (eol, lines);
    char *text = g_strdup_printf ("%s: %s%s", edit->name, value, eol);

    return g_bytes_new_take (text, strlen (text));
}

static void
add_line_end (GArray *edits, const MsResult *result, gsize at)
{
    ms_edits_add (edits, at, at, g_bytes_new_static (result->eol, strlen (result->eol)));
}

/* A header block that the message ends with may lack its last line end: the first field
 * behind it gets one before it. FALSE when the header lacks it still. */
static gboolean
add_header_edits (GArray *edits, const MsResult *result)
{
    MsSlice bytes = ms_slice_bytes (result->message);
    gsize end = result->header_end;
    gboolean line_ended = end == 0 || bytes.data[end - 1] == '\n';

    for (guint i = 0; i < result->header_edits->len; i++) {
        const MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, i);

        if (edit->start == end && !line_ended)
            add_line_end (edits, result, end);
        ms_edits_add (edits, edit->start, edit->end, field_text (edit, result->eol));
        line_ended |= edit->end == end;
    }
    return line_ended;
}

static GArray *
whole_edits (const MsResult *result)
{
    GArray *edits = ms_edits_new();
    gboolean line_ended = add_header_edits (edits, result);

    /* Where no empty line ends the header, a text would be one more field. */
    if (result->body_edits->len > 0 && result->header_end == result->body_start) {
        if (!line_ended)
            add_line_end (edits, result, result->body_start);
        add_line_end (edits, result, result->body_start);
    }
    for (guint i = 0; i < result->body_edits->len; i++) {
        const MsEdit *edit = &g_array_index (result->body_edits, MsEdit, i);
        ms_edits_add (edits, edit->start, edit->end, g_bytes_ref (edit->text));
    }
    return edits;
}

gboolean
ms_result_send_message (const MsResult *result, MsSendFunc send, gpointer user_data)
{
    g_autoptr (GArray) edits = whole_edits (result);
    gboolean sorted = ms_edits_sort (edits);

    g_assert (sorted);
    return ms_splice_send (ms_slice_bytes (result->message), 0, edits, send, user_data);
}

/* ---- Telling it ------------------------------------------------------------------ */

/* Whoever is told, one field after the other. */
typedef struct {
    MsFieldFunc func;
    gpointer user_data;
} Line;

static void
append_pair (const Line *line, const char *key, const char *value)
{
    if (value != NULL)
        line->func (key, value, FALSE, line->user_data);
}

static void
append_number (const Line *line, const char *key, gsize number)
{
    g_autofree char *value = g_strdup_printf ("%" G_GSIZE_FORMAT, number);

    line->func (key, value, TRUE, line->user_data);
}

void
ms_result_each_field (const MsResult *result, MsFieldFunc func, gpointer user_data)
{
    const Line told = { func, user_data }, *line = &told;
    gboolean placed = ms_result_is_placed (result);

    append_pair (line, "result", result->action == MS_STAMPED ? "stamped" : "passed");
    if (result->action == MS_PASSED)
        append_pair (line, "reason", ms_reason_name (result->reason));
    append_pair (line, "rule", result->rule);
    append_pair (line, "template", result->template_name);
    append_pair (line, "failed", result->failed);
    append_pair (line, "dry-run", result->dry_run);
    if (placed) {
        append_pair (line, "parts", result->parts);
        append_pair (line, "place", ms_place_name (result->place));
        append_pair (line, "separator",
                     result->separator != NULL ? result->separator : "none");
        append_pair (line, "disagree", result->disagree);
    }
    append_pair (line, "wrapped", result->wrapped ? "yes" : NULL);
    append_number (line, "size", result->size);
    if (placed)
        append_number (line, "added", result->added);
}

static gboolean
is_bare_word (const char *value)
{
    const char *at = value;

    while (g_ascii_isgraph (*at) ? strchr ("\"=\\", *at) == NULL : (guchar)*at >= 0x80)
        at++;
    return at > value && *at == '\0';
}

/* logfmt: a bare word, or in quotes with what needs it escaped. The first is the result,
 * and goes without its name. */
static void
append_field (const char *key, const char *value, gboolean is_number, gpointer user_data)
{
    g_autofree char *shown = ms_printable (value, ' ');
    GString *line = user_data;

    (void)is_number;
    if (line->len > 0)
        g_string_append_printf (line, " %s=", key);
    if (is_bare_word (shown)) {
        g_string_append (line, shown);
        return;
    }
    g_string_append_c (line, '"');
    for (const char *at = shown; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            g_string_append_c (line, '\\');
        g_string_append_c (line, *at);
    }
    g_string_append_c (line, '"');
}

char *
ms_result_to_string (const MsResult *result)
{
    GString *line = g_string_new (NULL);

    ms_result_each_field (result, append_field, line);
    return g_string_free (line, FALSE);
}
