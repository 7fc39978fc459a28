/* SPDX-License-Identifier: BSD-2-Clause */
#include "body.h"

static void
alternative_clear (gpointer data)
{
    MsAlternative *alternative = data;

    g_ptr_array_unref (alternative->parts);
}

static gboolean
is_text (const MsPart *part)
{
    return g_str_equal (part->type, "text/plain") ||
           g_str_equal (part->type, "text/html");
}

static gboolean
is_html (const MsPart *part)
{
    return g_str_equal (part->type, "text/html");
}

/* A message that is nothing but one text is not attached to anything, whatever it is
 * called; elsewhere a name in the type alone, as old clients give it, is no attachment.
 */
static gboolean
is_body_text (const MsPart *part)
{
    gboolean attached = part->parent != NULL ? part->attachment : part->separate;

    return is_text (part) && !attached && part->encoding != MS_ENCODING_UNKNOWN;
}

/* Signed and encrypted entities are closed books at any depth (B48). */
static gboolean
is_closed (const MsPart *part)
{
    return g_str_equal (part->type, "multipart/signed") ||
           g_str_equal (part->type, "multipart/encrypted") ||
           g_str_equal (part->type, "multipart/report") ||
           g_str_equal (part->type, "multipart/digest");
}

static const MsPart *
child_at (const MsPart *part, guint index)
{
    return g_ptr_array_index (part->children, index);
}

static void
add_alternative (GArray *found, const MsPart *part)
{
    MsAlternative alternative = { is_html (part), g_ptr_array_new() };

    g_ptr_array_add (alternative.parts, (gpointer)part);
    g_array_append_val (found, alternative);
}

/* RFC 2387: the root is the first part, or what `start` names. NULL when it is empty. */
static const MsPart *
root_of_related (const MsPart *part)
{
    for (guint i = 0; i < part->children->len; i++) {
        const MsPart *child = child_at (part, i);
        if (part->start != NULL && child->content_id != NULL &&
            g_str_equal (part->start, child->content_id))
            return child;
    }
    return part->children->len > 0 ? child_at (part, 0) : NULL;
}

/* Whether a reader sees text there that is not attached, stampable or not. As deep as
 * MsLimits.depth at the most. */
static gboolean
shows_text (const MsPart *part)
{
    if (part->attachment || is_text (part))
        return !part->attachment && part->body.start < part->body.end;
    if (g_str_equal (part->type, "multipart/related")) {
        const MsPart *root = root_of_related (part);
        return root != NULL && shows_text (root);
    }
    for (guint i = 0; i < part->children->len; i++)
        if (shows_text (child_at (part, i)))
            return TRUE;
    return FALSE;
}

/* Apple Mail breaks a text at each picture or file: text, image, text. The later texts
 * are the same body, as long as everything between them is shown in place. FALSE when one
 * of them cannot be stamped: the author's last words may be in it. */
static gboolean
add_later_texts (GArray *found, const MsPart *multipart, guint first)
{
    MsAlternative *alternative = &g_array_index (found, MsAlternative, found->len - 1);
    gboolean after_file = FALSE;

    for (guint i = first + 1; i < multipart->children->len; i++) {
        const MsPart *part = child_at (multipart, i);
        gboolean text = is_text (part) && !part->attachment;

        if (text && part->filename == NULL && after_file &&
            is_html (part) == alternative->html) {
            if (!is_body_text (part))
                return !shows_text (part);
            g_ptr_array_add (alternative->parts, (gpointer)part);
        } else if (text || part->separate || part->children->len > 0)
            return TRUE;
        after_file = !text;
    }
    return TRUE;
}

static gboolean find_in (const MsPart *part, GArray *found);

/* The text that is the first child's is no body when it goes on in one that cannot be
 * stamped. */
static gboolean
find_whole_text (const MsPart *part, guint first, GArray *found)
{
    guint before = found->len;

    if (!find_in (child_at (part, first), found))
        return FALSE;
    if (!is_text (child_at (part, first)) || add_later_texts (found, part, first))
        return TRUE;
    g_array_set_size (found, before);
    return FALSE;
}

/* RFC 2046 section 5.1.3: the first part that shows text is the body. What follows one
 * that cannot be stamped is a list's footer, or a part of the same text. */
static gboolean
find_in_mixed (const MsPart *part, GArray *found)
{
    for (guint i = 0; i < part->children->len; i++) {
        const MsPart *child = child_at (part, i);

        if (is_closed (child))
            return FALSE;
        if (find_whole_text (part, i, found))
            return TRUE;
        if (shows_text (child))
            return FALSE;
    }
    return FALSE;
}

/* RFC 2046 section 5.1.4: one text in several forms, which must go on saying the same: so
 * where one of them cannot be stamped, none is. */
static gboolean
find_in_alternative (const MsPart *part, GArray *found)
{
    guint before = found->len;

    for (guint i = 0; i < part->children->len; i++) {
        const MsPart *child = child_at (part, i);

        if (!find_in (child, found) && shows_text (child)) {
            g_array_set_size (found, before);
            return FALSE;
        }
    }
    return found->len > before;
}

static gboolean
find_in_related (const MsPart *part, GArray *found)
{
    const MsPart *root = root_of_related (part);

    return root != NULL && find_in (root, found);
}

/* Recursion is as deep as MsLimits.depth at the most. */
static gboolean
find_in (const MsPart *part, GArray *found)
{
    if (is_body_text (part)) {
        add_alternative (found, part);
        return TRUE;
    }
    if (is_closed (part))
        return FALSE;
    if (g_str_equal (part->type, "multipart/alternative"))
        return find_in_alternative (part, found);
    if (g_str_equal (part->type, "multipart/related"))
        return find_in_related (part, found);
    if (g_str_has_prefix (part->type, "multipart/"))
        return find_in_mixed (part, found);
    return FALSE;
}

GArray *
ms_body_find (const MsPart *part)
{
    GArray *found = g_array_new (FALSE, FALSE, sizeof (MsAlternative));

    g_array_set_clear_func (found, alternative_clear);
    find_in (part, found);
    return found;
}
