/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_finish.h"

#include "lint.h"
#include "template_nest.h"
#include "template_scan.h"
#include "template_url.h"

/* RFC 5322 allows 998; the rest is for a quoted-printable soft break or a reference. */
#define MAX_LINE 900
#define LONG_LINE 600 /* a tag that ends behind this column takes its > to a new line */

typedef struct {
    const char *html;
    gsize done; /* octets of html that are written or left out */
    GString *out;
    gsize column;            /* of the line being written, as measure() counts */
    gboolean leaving_out;    /* inside raw text that is left out */
    gboolean in_conditional; /* a conditional comment has been opened in out */
    MsNest nest;
    MsPictureFunc picture;
    gpointer user_data;
} Finish;

/* Octets of a text once what is not ASCII has become character references. */
static gsize
measure (const char *text, gsize len)
{
    gsize width = len;

    for (gsize i = 0; i < len; i++)
        if ((guchar)text[i] >= 0xc0)
            width += strlen ("&#1114111;") - 2;
    return width;
}

static void
put (Finish *finish, const char *text, gsize len)
{
    const char *newline = memrchr (text, '\n', len);

    g_string_append_len (finish->out, text, (gssize)len);
    if (newline == NULL)
        finish->column += measure (text, len);
    else
        finish->column = measure (newline + 1, len - (gsize)(newline + 1 - text));
}

static void
put_str (Finish *finish, const char *text)
{
    put (finish, text, strlen (text));
}

/* Writes a blank, or a line end in its place where the next `width` would not fit. */
static void
put_blank (Finish *finish, const char *blank, gsize len, gsize width)
{
    gboolean fits = finish->column + measure (blank, len) + width <= MAX_LINE;
    put (finish, fits ? blank : "\n", fits ? len : 1);
}

/* A new line in preformatted text would show; comments keep their form. */
static gboolean
may_break (const Finish *finish, const char *text, gsize len)
{
    return finish->column + measure (text, len) > MAX_LINE &&
           memchr (text, '<', len) == NULL && !ms_nest_has (&finish->nest, "pre");
}

static void
put_text (Finish *finish, const char *text, gsize len)
{
    gsize at = 0;

    if (!may_break (finish, text, len)) {
        put (finish, text, len);
        return;
    }
    while (at < len) {
        gsize word = at;
        while (word < len && text[word] != ' ')
            word++;
        put (finish, text + at, word - at);
        at = word;
        for (word = at + 1; word < len && text[word] != ' ';)
            word++;
        if (at < len) {
            put_blank (finish, " ", 1, measure (text + at + 1, word - at - 1));
            at++;
        }
    }
}

static void
put_end_tag (Finish *finish, const MsOpenElement *element)
{
    put_str (finish, "</");
    put_str (finish, element->name);
    put_str (finish, finish->column > LONG_LINE ? "\n>" : ">");
}

/* What becomes of an attribute's value: NULL when it stays, else the new one. Sets
 * `*missing` when it names a picture that is not there. Caller frees. */
static char *
new_value (const Finish *finish, const MsTag *tag, const MsAttribute *attribute,
           gboolean *missing)
{
    MsSlice name = ms_tag_slice (tag, attribute->name);
    gboolean is_picture = ms_name_is (name, "src") || ms_name_is (name, "background");
    g_autofree char *url = NULL;
    g_autofree char *file = NULL;
    g_autofree char *found = NULL;

    if (!ms_url_is_attribute (name))
        return NULL;
    url = ms_url_decode (ms_tag_slice (tag, attribute->value));
    switch (ms_url_kind (url)) {
    case MS_URL_ALLOWED:
        *missing = *missing || (is_picture && ms_url_is_bare (url));
        return NULL;
    case MS_URL_REFUSED:
        *missing = *missing || is_picture;
        return g_strdup ("#");
    case MS_URL_FILE:
        break;
    }
    if (!is_picture)
        return NULL;
    file = ms_url_file (url);
    found = finish->picture != NULL ? finish->picture (file, finish->user_data) : NULL;
    *missing = *missing || found == NULL;
    return g_markup_escape_text (found != NULL ? found : "", -1);
}

typedef struct {
    const MsAttribute *attribute;
    char *value; /* NULL: as it is */
} NewAttribute;

static void
clear_new_attribute (gpointer data)
{
    g_free (((NewAttribute *)data)->value);
}

/* The octets of an attribute in the tag, quotes and all. */
static MsRange
whole_attribute (const MsAttribute *attribute)
{
    gsize end = MAX (attribute->value.end, attribute->name.end);

    if (attribute->quote != '\0')
        end = attribute->value.end + 1;
    return (MsRange){ attribute->name.start, end };
}

static void
put_attribute (Finish *finish, const MsTag *tag, const NewAttribute *new_one)
{
    const char *html = finish->html + tag->offset;
    MsRange whole = whole_attribute (new_one->attribute);
    MsRange name = new_one->attribute->name;

    if (new_one->value == NULL) {
        put (finish, html + whole.start, whole.end - whole.start);
        return;
    }
    put (finish, html + name.start, name.end - name.start);
    put_str (finish, "=\"");
    put_str (finish, new_one->value);
    put_str (finish, "\"");
}

static gboolean
is_blank (const char *text, gsize len)
{
    for (gsize i = 0; i < len; i++)
        if (!g_ascii_isspace (text[i]))
            return FALSE;
    return len > 0;
}

/* The > alone on a new line would part the /> of XML. */
static void
put_end_of_tag (Finish *finish, const char *html, gsize len)
{
    gsize end = len >= 2 && html[len - 2] == '/' ? len - 2 : len - 1;

    put (finish, html, end);
    if (finish->column > LONG_LINE)
        put_str (finish, "\n");
    put (finish, html + end, len - end);
}

static void
put_tag (Finish *finish, const MsTag *tag, const GArray *attributes)
{
    const char *html = finish->html + tag->offset;
    gsize at = 0;

    for (guint i = 0; i < attributes->len; i++) {
        const NewAttribute *new_one = &g_array_index (attributes, NewAttribute, i);
        MsRange whole = whole_attribute (new_one->attribute);
        gsize gap = whole.start;
        while (gap > at && is_blank (html + gap - 1, 1))
            gap--;
        put (finish, html + at, gap - at);
        if (gap < whole.start)
            put_blank (finish, html + gap, whole.start - gap,
                       measure (html + whole.start, whole.end - whole.start));
        put_attribute (finish, tag, new_one);
        at = whole.end;
    }
    put_end_of_tag (finish, html + at, tag->len - at);
}

static void
reput_tag (Finish *finish, const MsTag *tag)
{
    g_autoptr (GArray) attributes = g_array_new (FALSE, FALSE, sizeof (NewAttribute));
    gboolean missing = FALSE;

    g_array_set_clear_func (attributes, clear_new_attribute);
    for (guint i = 0; i < tag->n_attributes; i++) {
        NewAttribute new_one = { &tag->attributes[i], NULL };
        new_one.value = new_value (finish, tag, new_one.attribute, &missing);
        g_array_append_val (attributes, new_one);
    }
    if (!missing || !ms_tag_is (tag, "img"))
        put_tag (finish, tag, attributes);
}

/* FALSE when the tag must not be written. What it closes by the way gets its end tag. */
static gboolean
keep_nesting (Finish *finish, const MsTag *tag)
{
    MsNestResult result;

    if (tag->is_conditional)
        return TRUE;
    result = ms_nest_tag (&finish->nest, tag);
    for (guint i = 0; i < finish->nest.n_closed; i++)
        if (tag->is_end ? i + 1 < finish->nest.n_closed
                        : !ms_nest_may_end_itself (&finish->nest.closed[i]))
            put_end_tag (finish, &finish->nest.closed[i]);
    return result == MS_NEST_TAKEN;
}

/* To the scanner, as in HTML, <![CDATA[ is a comment up to the next >. Where the author's
 * own svg or math is open it would be text up to ]]>, or to the end of the message; with
 * a blank it is a comment everywhere. */
static void
put_comments (Finish *finish, const char *text, gsize len)
{
    static const char cdata[] = "<![CDATA[";
    const char *found;

    while ((found = memmem (text, len, cdata, strlen (cdata))) != NULL) {
        gsize before = (gsize)(found - text);
        put_text (finish, text, before);
        put_str (finish, "<! ");
        text += before + 3;
        len -= before + 3;
    }
    put_text (finish, text, len);
}

/* A < at the end of a text must not become a tag together with what comes behind what is
 * left out. */
static void
put_whole_text (Finish *finish, const char *text, gsize len)
{
    if (len > 0 && text[len - 1] == '<') {
        put_comments (finish, text, len - 1);
        put_str (finish, "&lt;");
    } else {
        put_comments (finish, text, len);
    }
}

/* Raw text that is left out may take the end of a conditional comment with it; Outlook
 * would then have all that follows as its own, and everybody else as a comment. */
static void
put_text_before (Finish *finish, gsize end, gboolean conditional)
{
    if (!finish->leaving_out && end > finish->done)
        put_whole_text (finish, finish->html + finish->done, end - finish->done);
    else if (finish->leaving_out && finish->in_conditional && !conditional)
        put_str (finish, "<![endif]-->");
    finish->done = MAX (finish->done, end);
    finish->in_conditional = conditional;
    finish->leaving_out = FALSE;
}

static void
on_tag (const MsTag *tag, gpointer user_data)
{
    Finish *finish = user_data;

    put_text_before (finish, tag->offset, tag->is_conditional);
    finish->done = tag->offset + tag->len;
    if (ms_tag_is_one_of (tag, ms_lint_dropped))
        finish->leaving_out =
            !tag->is_end && ms_tag_is_one_of (tag, ms_raw_text_elements);
    else if (keep_nesting (finish, tag))
        reput_tag (finish, tag);
}

static void
finish_end (Finish *finish, const MsScan *scan)
{
    put_text_before (finish, ms_scan_open_offset (scan), ms_scan_in_conditional (scan));
    if (finish->in_conditional)
        put_str (finish, "<![endif]-->");
    while (finish->nest.depth > 0)
        put_end_tag (finish, &finish->nest.open[--finish->nest.depth]);
}

/* Blanks around it go; then a < may be the last again. */
static char *
trimmed (GString *out)
{
    while (out->len > 0 && g_ascii_isspace (out->str[out->len - 1]))
        g_string_truncate (out, out->len - 1);
    if (out->len > 0 && out->str[out->len - 1] == '<') {
        g_string_truncate (out, out->len - 1);
        g_string_append (out, "&lt;");
    }
    return g_strchug (g_string_free (out, FALSE));
}

char *
ms_template_finish (const char *html, MsPictureFunc picture, gpointer user_data)
{
    g_autofree Finish *finish = g_new0 (Finish, 1);
    g_autoptr (MsScan) scan = ms_scan_new (on_tag, finish);
    gsize len = strlen (html);

    finish->html = html;
    finish->out = g_string_sized_new (len + 256);
    finish->picture = picture;
    finish->user_data = user_data;
    ms_scan_feed (scan, ms_slice (html, len), NULL);
    finish_end (finish, scan);
    return trimmed (finish->out);
}
