/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is read of any octets: the tree with its ranges, fields, kinds, the body, what a
 * reader sees; and the mark, which must verify in the message that it was put on. */
#include "body.h"
#include "kind.h"
#include "mark.h"
#include "result.h"
#include "visible.h"
#include <stdio.h>
#include <stdlib.h>

static const MsLimits limits = { 65536, 200, 20 };

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
require (gboolean holds, const char *what)
{
    if (holds)
        return;
    fprintf (stderr, "%s\n", what);
    abort();
}

/* ---- The tree -------------------------------------------------------------------- */

static void
check_range (MsRange range, MsRange outer, const char *what)
{
    require (range.start <= range.end && range.start >= outer.start &&
                 range.end <= outer.end,
             what);
}

/* The line before a part is a delimiter of what it is in. */
static void
check_delimiter (MsSlice bytes, const MsPart *part)
{
    gsize start = part->header.start, len = strlen (part->parent->boundary);

    require (start > 0 && bytes.data[start - 1] == '\n', "a part starts in a line");
    for (start--; start > 0 && bytes.data[start - 1] != '\n';)
        start--;
    require (part->header.start - start > len + 2 &&
                 memcmp (bytes.data + start, "--", 2) == 0 &&
                 memcmp (bytes.data + start + 2, part->parent->boundary, len) == 0,
             "a part starts behind something else");
}

static void
check_fields (const MsMessage *message, const MsPart *part)
{
    g_autoptr (GArray) fields = ms_message_fields (message, part);
    MsRange rest = part->header;

    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        g_autofree char *value = ms_field_decode (field);

        check_range (field->raw, rest, "a field lies outside its header");
        require (g_utf8_validate (value, -1, NULL), "a value is no UTF-8");
        rest.start = field->raw.end;
    }
}

static void
check_part (const MsMessage *message, const MsPart *part)
{
    MsSlice bytes = ms_message_bytes (message);
    MsRange rest = part->body;

    require (part->type != NULL, "a part has no type");
    require (part->header.start <= part->header.end &&
                 part->header.end <= part->body.start &&
                 part->body.start <= part->body.end && part->body.end <= bytes.len,
             "the ranges of a part are in disorder");
    check_fields (message, part);
    for (guint i = 0; i < part->children->len; i++) {
        const MsPart *child = g_ptr_array_index (part->children, i);

        require (child->parent == part, "a child has another parent");
        check_range (child->header, rest, "a header lies outside its parent");
        check_range (child->body, rest, "a body lies outside its parent");
        check_delimiter (bytes, child);
        check_part (message, child);
        rest.start = child->body.end;
    }
}

/* ---- What is found out ----------------------------------------------------------- */

static void
check_header (const MsMessage *message)
{
    const char *const *recipients = ms_message_recipients (message);
    const char *from = ms_message_from_address (message);
    const char *subject = ms_message_header (message, "Subject");

    require (from == NULL || g_utf8_validate (from, -1, NULL), "From is no UTF-8");
    require (subject == ms_message_header (message, "SUBJECT"), "case matters");
    for (; *recipients != NULL; recipients++)
        require (g_utf8_validate (*recipients, -1, NULL), "a recipient is no UTF-8");
}

static void
check_body (const MsMessage *message)
{
    g_autoptr (GArray) found = ms_body_find (ms_message_root (message));

    for (guint i = 0; i < found->len; i++) {
        const MsAlternative *alternative = &g_array_index (found, MsAlternative, i);
        gsize at = 0;

        require (alternative->parts->len > 0, "an alternative has no parts");
        for (guint k = 0; k < alternative->parts->len; k++) {
            const MsPart *part = g_ptr_array_index (alternative->parts, k);
            gboolean attached = part->parent != NULL ? part->attachment : part->separate;

            require (part->children->len == 0 && !attached, "the body is no leaf");
            require (part->encoding != MS_ENCODING_UNKNOWN, "the body cannot be read");
            require (part->body.start >= at, "the body is in disorder");
            at = part->body.end;
            for (const MsPart *up = part->parent; up != NULL; up = up->parent)
                require (!g_str_equal (up->type, "multipart/signed"),
                         "the body is signed");
        }
    }
}

static void
check_kinds (const MsMessage *message)
{
    MsReason tree = ms_kind_of_tree (message, 0);

    ms_kind_of_header (message, FALSE, ~(MsReasonSet)0);
    ms_kind_of_tree (message, ~(MsReasonSet)0);
    require (tree == MS_REASON_NONE || tree == MS_REASON_SIGNED ||
                 tree == MS_REASON_ENCRYPTED || tree == MS_REASON_RIGHTS_MANAGED ||
                 tree == MS_REASON_PARTIAL,
             "a kind that is switched off counts");
}

static void
check_visible (MsSlice bytes)
{
    for (guint html = 0; html < 2; html++) {
        g_autofree char *text = ms_visible (bytes, html);
        require (g_utf8_validate (text, -1, NULL), "what is visible is no UTF-8");
    }
}

/* ---- The mark -------------------------------------------------------------------- */

static gboolean
collect (const void *data, gsize len, gpointer user_data)
{
    g_byte_array_append (user_data, data, (guint)len);
    return TRUE;
}

static GBytes *
with_mark (GBytes *bytes, const MsMessage *message, const MsMarkKeys *keys)
{
    GByteArray *out = g_byte_array_new();
    g_autofree char *value = ms_mark_make (keys, message, "passed", "a rule", 1);
    g_autoptr (MsResult) result =
        ms_result_new (bytes, ms_message_root (message)->header.end,
                       ms_message_body_start (message), ms_message_eol (message));

    ms_result_add_mark (result, MS_MARK_HEADER, value);
    require (ms_result_send_message (result, collect, out), "nothing was sent");
    require (out->len > g_bytes_get_size (bytes), "no mark was added");
    return g_byte_array_free_to_bytes (out);
}

static void
check_mark (GBytes *bytes, const MsMessage *message)
{
    static const char key[] = "0123456789abcdef0123456789abcdef";
    g_autoptr (GPtrArray) list =
        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    const MsMarkKeys keys = { "example.com", list };
    g_autoptr (GBytes) marked = NULL;
    g_autoptr (MsMessage) again = NULL;

    g_ptr_array_add (list, g_bytes_new_static (key, sizeof key - 1));
    require (ms_mark_check (&keys, message) != MS_MARK_VALID, "somebody has the key");
    marked = with_mark (bytes, message, &keys);
    again = ms_message_parse (marked, &limits);
    require (again == NULL || ms_mark_check (&keys, again) == MS_MARK_VALID,
             "the mark does not verify");
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GBytes) bytes = g_bytes_new (data, size);
    g_autoptr (MsMessage) message = ms_message_parse (bytes, &limits);

    check_visible (ms_slice_bytes (bytes));
    if (message == NULL)
        return 0;
    require (ms_message_root (message)->body.end == size, "the message ends early");
    check_part (message, ms_message_root (message));
    check_header (message);
    check_body (message);
    check_kinds (message);
    check_mark (bytes, message);
    return 0;
}
