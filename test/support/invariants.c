/* SPDX-License-Identifier: BSD-2-Clause */
#include "invariants.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
must (gboolean holds, const char *what)
{
    if (holds)
        return;
    fprintf (stderr, "invariant: %s\n", what);
    abort();
}

/* ---- Edits ----------------------------------------------------------------------- */

static void
check_body_edits (const MsResult *result)
{
    gsize at = result->body_start;

    must (result->body_start <= result->size, "the body starts inside the message");
    must (result->size == g_bytes_get_size (result->message), "the size is the size");
    for (guint i = 0; i < result->body_edits->len; i++) {
        const MsEdit *edit = &g_array_index (result->body_edits, MsEdit, i);
        must (edit->text != NULL, "an edit has a text");
        must (edit->start >= at, "edits ascend, do not overlap, lie in the body");
        must (edit->end >= edit->start, "an edit ends behind its start");
        must (edit->end <= result->size, "an edit lies inside the message");
        at = edit->end;
    }
}

/* RFC 5322 section 2.2.3: a line of a folded value begins with a blank, or else it is
 * another field, or the end of the header. */
static void
check_header_value (const char *value)
{
    must (*value != ' ' && *value != '\t', "a value has no leading blank");
    must (strchr (value, '\r') == NULL, "a value has no CR");
    for (const char *end = strchr (value, '\n'); end != NULL;
         end = strchr (end + 1, '\n'))
        must (end[1] == ' ' || end[1] == '\t', "a value never ends its field early");
}

static void
check_header_edits (const MsResult *result)
{
    const char *bytes = g_bytes_get_data (result->message, NULL);

    for (guint i = 0; i < result->header_edits->len; i++) {
        const MsHeaderEdit *edit = &g_array_index (result->header_edits, MsHeaderEdit, i);
        must (edit->end <= result->body_start && edit->start <= edit->end,
              "a header edit lies in the header");
        check_header_value (edit->value);
        if (edit->action != MS_HEADER_CHANGE) {
            must (edit->start == edit->end, "an added field replaces nothing");
            continue;
        }
        must (result->action == MS_STAMPED || result->reason == MS_REASON_OPT_OUT,
              "a passed message keeps its fields");
        must (edit->index > 0, "fields are counted from 1");
        must (edit->end - edit->start > strlen (edit->name) &&
                  g_ascii_strncasecmp (bytes + edit->start, edit->name,
                                       strlen (edit->name)) == 0,
              "a changed field is the field it says");
    }
}

static void
check_words (const MsResult *result)
{
    g_autofree char *line = ms_result_to_string (result);
    gboolean stamped = result->action == MS_STAMPED;

    must (stamped == (result->reason == MS_REASON_NONE),
          "passed has a reason, stamped none");
    must (stamped || result->body_edits->len == 0 || result->reason == MS_REASON_OPT_OUT,
          "a passed body has no edits");
    must (!stamped || result->body_edits->len > 0, "a stamped body has an edit");
    must (!stamped || (result->rule != NULL && result->template_name != NULL &&
                       result->parts != NULL),
          "stamped names its rule, template and parts");
    for (const char *at = line; *at != '\0'; at++)
        must (!g_ascii_iscntrl (*at), "the outcome is one line");
    must (g_utf8_validate (line, -1, NULL), "the outcome is UTF-8");
}

/* ---- What it sends --------------------------------------------------------------- */

static gboolean
append (const void *data, gsize len, gpointer user_data)
{
    g_byte_array_append (user_data, data, (guint)len);
    return TRUE;
}

GBytes *
message_of_result (const MsResult *result)
{
    GByteArray *out = g_byte_array_new();

    must (ms_result_send_message (result, append, out), "sending goes to the end");
    return g_byte_array_free_to_bytes (out);
}

static void
check_body_is_tail (const MsResult *result, GBytes *message)
{
    g_autoptr (GByteArray) body = g_byte_array_new();
    gsize len = 0;
    const char *data = g_bytes_get_data (message, &len);

    must (ms_result_send_body (result, append, body), "sending goes to the end");
    must (body->len <= len, "the body is part of the message");
    must (body->len == 0 || memcmp (data + len - body->len, body->data, body->len) == 0,
          "the body sent alone is the end of the message sent whole");
}

/* ---- The header alone, and the second pass --------------------------------------- */

static void
check_late_answer (MsPending *pending, const MsResult *result)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (MsResult) late = ms_stamp_pending (pending, result->message, &error);
    g_autoptr (GBytes) whole = message_of_result (result);
    g_autoptr (GBytes) in_two = NULL;

    must (late != NULL && error == NULL, "going on is no error");
    in_two = message_of_result (late);
    must (late->reason == result->reason, "header and body in two steps say the same");
    must (g_bytes_equal (in_two, whole), "and make the same message");
}

static void
check_early_answer (const MsConfig *config, const MsEnvelope *envelope,
                    const MsResult *result)
{
    g_autoptr (GBytes) header =
        g_bytes_new_from_bytes (result->message, 0, result->body_start);
    g_autoptr (GError) error = NULL;
    g_autoptr (MsPending) pending = NULL;
    g_autoptr (MsResult) early =
        ms_stamp_header (config, envelope, header, &pending, &error);

    must (error == NULL, "the header alone is no error");
    must ((early == NULL) == (pending != NULL), "the header decides, or the body does");
    if (early == NULL) {
        check_late_answer (pending, result);
        return;
    }
    must (early->action == MS_PASSED, "the header alone never stamps");
    must (early->reason == result->reason, "the header alone gives the same reason");
    must (early->body_edits->len == 0, "the header alone has no body edits");
    must (early->header_edits->len == result->header_edits->len,
          "the header alone makes the same header edits");
}

static void
check_second_pass (const MsConfig *config, const MsEnvelope *envelope,
                   const MsResult *result, GBytes *message)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (MsResult) again = ms_stamp (config, envelope, message, &error);

    must (again != NULL && error == NULL, "the second pass is no error");
    must (again->action == MS_PASSED, "the second pass does not stamp");
    if (result->action == MS_STAMPED)
        must (again->reason == MS_REASON_ALREADY_PROCESSED ||
                  again->reason == MS_REASON_OVERSIZE,
              "what was stamped is already processed");
    must (again->header_edits->len == 0, "the second pass changes nothing");
}

void
check_result (const MsConfig *config, const MsEnvelope *envelope, const MsResult *result)
{
    g_autoptr (GBytes) message = NULL;

    check_body_edits (result);
    check_header_edits (result);
    check_words (result);
    message = message_of_result (result);
    check_body_is_tail (result, message);
    check_early_answer (config, envelope, result);
    check_second_pass (config, envelope, result, message);
}
