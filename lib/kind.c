/* SPDX-License-Identifier: BSD-2-Clause */
#include "kind.h"

/* The kinds that no setting can switch off: a stamp would break what they are for. */
#define ALWAYS                                                                           \
    (MS_REASON_BIT (MS_REASON_SIGNED) | MS_REASON_BIT (MS_REASON_ENCRYPTED) |            \
     MS_REASON_BIT (MS_REASON_RIGHTS_MANAGED) | MS_REASON_BIT (MS_REASON_PARTIAL))

/* ---- Inline PGP ------------------------------------------------------------------ */

/* Behind nothing but quote marks: a quoted signature that verifies is worth as much. */
static gboolean
starts_line (MsSlice text, const char *at, gboolean html)
{
    while (at > text.data && strchr ("> \t", at[-1]) != NULL)
        at--;
    return at == text.data || at[-1] == '\n' || (html && *at == '>');
}

static gboolean
has_armor (MsSlice text, const char *line, gboolean html)
{
    const char *end = text.data + text.len;
    gsize len = strlen (line);
    const char *at = text.len > 0 ? memmem (text.data, text.len, line, len) : NULL;

    while (at != NULL && !starts_line (text, at, html))
        at = memmem (at + len, (gsize)(end - at) - len, line, len);
    return at != NULL;
}

MsReason
ms_kind_of_text (MsSlice text, gboolean html)
{
    static const char start[] = "-----BEGIN PGP ";

    /* Nearly no text has any. */
    if (text.len == 0 || memmem (text.data, text.len, start, strlen (start)) == NULL)
        return MS_REASON_NONE;
    if (has_armor (text, "-----BEGIN PGP SIGNED MESSAGE-----", html))
        return MS_REASON_SIGNED;
    if (has_armor (text, "-----BEGIN PGP MESSAGE-----", html))
        return MS_REASON_ENCRYPTED;
    return MS_REASON_NONE;
}

/* ---- Kinds of a part ------------------------------------------------------------- */

static const struct {
    const char *type;
    MsReason kind;
} kinds_by_type[] = {
    { "multipart/signed", MS_REASON_SIGNED },             /* RFC 1847 */
    { "multipart/encrypted", MS_REASON_ENCRYPTED },       /* RFC 1847 */
    { "application/pgp-encrypted", MS_REASON_ENCRYPTED }, /* RFC 3156 */
    { "application/x-microsoft-rpmsg-message",
      MS_REASON_RIGHTS_MANAGED },                             /* MS-OXORMMS */
    { "message/partial", MS_REASON_PARTIAL },                 /* RFC 2046 */
    { "multipart/report", MS_REASON_REPORT },                 /* RFC 6522 */
    { "message/delivery-status", MS_REASON_REPORT },          /* RFC 3464 */
    { "message/disposition-notification", MS_REASON_REPORT }, /* RFC 8098 */
    { "message/feedback-report", MS_REASON_REPORT },          /* RFC 5965 */
    { "text/calendar", MS_REASON_CALENDAR },                  /* RFC 6047 */
    { "application/ms-tnef", MS_REASON_TNEF },                /* MS-OXTNEF */
    { "application/vnd.ms-tnef", MS_REASON_TNEF },
};

/* RFC 8551 section 3.2: one type for signed and for encrypted; smime-type tells, and old
 * mail has it in the file name only. */
static gboolean
is_pkcs7 (const MsPart *part)
{
    return g_str_equal (part->type, "application/pkcs7-mime") ||
           g_str_equal (part->type, "application/x-pkcs7-mime");
}

static MsReason
kind_of_pkcs7 (const MsPart *part)
{
    if (!is_pkcs7 (part))
        return MS_REASON_NONE;
    if (part->smime_type != NULL && g_str_equal (part->smime_type, "signed-data"))
        return MS_REASON_SIGNED;
    return MS_REASON_ENCRYPTED;
}

static MsReason
kind_of_part (const MsPart *part)
{
    for (gsize i = 0; i < G_N_ELEMENTS (kinds_by_type); i++)
        if (g_str_equal (part->type, kinds_by_type[i].type))
            return kinds_by_type[i].kind;
    if (part->filename != NULL &&
        g_ascii_strcasecmp (part->filename, "message.rpmsg") == 0)
        return MS_REASON_RIGHTS_MANAGED;
    return kind_of_pkcs7 (part);
}

static gboolean
counts (MsReason kind, MsReasonSet skip)
{
    if (kind == MS_REASON_SIGNED && (skip & MS_KIND_BUT_SIGNED) != 0)
        return FALSE;
    return kind != MS_REASON_NONE && (MS_REASON_BIT (kind) & (skip | ALWAYS)) != 0;
}

/* An attached file says nothing of the message: a date saved as .ics, which has no method
 * to be answered with (RFC 6047 section 2.4), a signed document. S/MIME calls itself
 * smime.p7m wherever it stands (RFC 8551 section 3.2.1). */
static gboolean
is_file (const MsPart *part)
{
    if (part->parent == NULL)
        return FALSE;
    if (g_str_equal (part->type, "text/calendar"))
        return part->attachment && part->method == NULL &&
               !g_str_equal (part->parent->type, "multipart/alternative");
    return is_pkcs7 (part) && part->separate && part->filename != NULL &&
           g_ascii_strcasecmp (part->filename, "smime.p7m") != 0;
}

/* PGP programs that armor the text armor its files one by one, whatever type those have.
 * Armor that stands readable in the message counts; base64 is an encoded file. */
static MsReason
kind_of_content (const MsMessage *message, const MsPart *part)
{
    if (part->children->len > 0 || part->encoding == MS_ENCODING_BASE64 ||
        g_str_has_prefix (part->type, "message/"))
        return MS_REASON_NONE;
    return ms_kind_of_text (ms_slice_range (ms_message_bytes (message), part->body),
                            g_str_equal (part->type, "text/html"));
}

/* The first part in the order of reading that is of a kind that counts. An attached
 * message is a leaf here. As deep as MsLimits.depth at the most. */
static MsReason
first_kind (const MsMessage *message, const MsPart *part, MsReasonSet skip)
{
    MsReason kind = is_file (part) ? MS_REASON_NONE : kind_of_part (part);

    if (counts (kind, skip))
        return kind;
    kind = kind_of_content (message, part);
    if (!counts (kind, skip))
        kind = MS_REASON_NONE;
    for (guint i = 0; i < part->children->len && kind == MS_REASON_NONE; i++)
        kind = first_kind (message, g_ptr_array_index (part->children, i), skip);
    return kind;
}

MsReason
ms_kind_of_tree (const MsMessage *message, MsReasonSet skip)
{
    return first_kind (message, ms_message_root (message), skip);
}

/* ---- Kinds that the header tells ------------------------------------------------- */

static gboolean
header_starts_with (const MsMessage *message, const char *name, const char *start)
{
    const char *value = ms_message_header (message, name);

    return value != NULL && g_ascii_strncasecmp (value, start, strlen (start)) == 0;
}

static gboolean
header_is (const MsMessage *message, const char *name, const char *want)
{
    const char *value = ms_message_header (message, name);

    return value != NULL && g_ascii_strcasecmp (value, want) == 0;
}

/* RFC 3834 section 5: anything but the word "no", behind which parameters may stand. */
static gboolean
is_auto_submitted (const MsMessage *message)
{
    const char *value = ms_message_header (message, "Auto-Submitted");
    gsize len = value != NULL ? strcspn (value, " \t;(") : 0;

    return len > 0 && (len != 2 || g_ascii_strncasecmp (value, "no", 2) != 0);
}

/* RFC 3834, and what was in use before it. */
static gboolean
is_auto_reply (const MsMessage *message)
{
    return is_auto_submitted (message) ||
           header_is (message, "Precedence", "auto_reply") ||
           header_is (message, "X-Autoreply", "yes") ||
           ms_message_header (message, "X-Autorespond") != NULL;
}

/* RFC 2919; Precedence is older and not in any RFC. */
static gboolean
is_list (const MsMessage *message)
{
    return ms_message_header (message, "List-Id") != NULL ||
           ms_message_header (message, "List-Post") != NULL ||
           header_is (message, "Precedence", "list") ||
           header_is (message, "Precedence", "bulk");
}

/* MS-OXCMAIL section 2.2: Exchange names the class of an item. */
static gboolean
is_calendar (const MsMessage *message)
{
    return header_is (message, "Content-Class", "urn:content-classes:calendarmessage");
}

static gboolean
is_rights_managed (const MsMessage *message)
{
    return header_starts_with (message, "Content-Class", "rpmsg.message");
}

MsReason
ms_kind_of_header (const MsMessage *message, gboolean null_sender, MsReasonSet skip)
{
    MsReason kind = kind_of_part (ms_message_root (message));

    if (null_sender && counts (MS_REASON_BOUNCE, skip))
        return MS_REASON_BOUNCE;
    if (counts (kind, skip))
        return kind;
    if (is_rights_managed (message))
        return MS_REASON_RIGHTS_MANAGED;
    if (counts (MS_REASON_CALENDAR, skip) && is_calendar (message))
        return MS_REASON_CALENDAR;
    if (counts (MS_REASON_AUTO_REPLY, skip) && is_auto_reply (message))
        return MS_REASON_AUTO_REPLY;
    if (counts (MS_REASON_LIST, skip) && is_list (message))
        return MS_REASON_LIST;
    return MS_REASON_NONE;
}
