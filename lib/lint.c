/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"

#include "problem.h"
#include "template_url.h"

const char *const ms_lint_dropped[] = {
    "html",      "head",  "body",  "frameset", "frame",  "base",   "link",    "meta",
    "script",    "style", "title", "textarea", "xmp",    "iframe", "noembed", "noframes",
    "plaintext", "svg",   "math",  "template", "object", "applet", "marquee", NULL,
};

static const char *const page_elements[] = { "html", "head", "body", "frameset", NULL };

static const struct {
    const char *name;
    const char *why;
} elements[] = {
    { "script", "scripts are left out: no mail client runs them" },
    { "style",
      "style sheets are left out: they would restyle the author's text too; write "
      "style attributes" },
    { "link", "external style sheets are left out: mail clients do not load them" },
    { "base", "<base> is left out: it would change the author's links" },
    { "meta", "<meta> is left out: it belongs to a page" },
    { "title", "<title> is left out: it belongs to a page" },
    { "frame", "frames are left out: mail clients do not show them" },
    { "iframe", "frames are left out: mail clients do not show them" },
    { "textarea", "form fields are left out: mail clients do not show them" },
    { "plaintext", "<plaintext> is left out: it would swallow all that follows" },
    { "xmp", "<xmp> is left out; write <pre>" },
    { "form", "most mail clients do not show forms" },
    { "input", "most mail clients do not show forms" },
    { "button", "most mail clients do not show buttons; write a link" },
    { "select", "most mail clients do not show forms" },
    { "object", "<object> is left out: mail clients do not show it" },
    { "embed", "mail clients do not show <embed>" },
    { "applet", "<applet> is left out: mail clients do not show it" },
    { "video", "most mail clients do not show <video>" },
    { "audio", "most mail clients do not show <audio>" },
    { "canvas", "mail clients do not show <canvas>" },
    { "svg", "<svg> is left out: Outlook and Gmail do not show it; use a PNG file" },
    { "math", "<math> is left out: mail clients do not show it" },
    { "template", "<template> is left out: nothing in it would be shown" },
    { "marquee", "<marquee> is left out: mail clients do not show it" },
};

/* In a style attribute: `value` NULL means any. */
static const struct {
    const char *property;
    const char *value;
    const char *why;
} styles[] = {
    { "position", NULL, "mail clients take \"position\" out, or it covers other text" },
    { "z-index", NULL, "mail clients take \"z-index\" out" },
    { "display", "flex", "Outlook does not know \"display: flex\"; use table cells" },
    { "display", "grid", "Outlook does not know \"display: grid\"; use table cells" },
    { "display", "none",
      "Gmail and Outlook show what \"display: none\" should hide, or "
      "count it as spam" },
    { "margin", "-", "negative margins cover the author's text" },
    { "background", "url(", "Outlook does not show background pictures" },
    { "background-image", NULL, "Outlook does not show background pictures" },
    { "animation", NULL, "most mail clients do not know \"animation\"" },
    { "transform", NULL, "most mail clients do not know \"transform\"" },
};

static void
warn (const MsWhere *where, GPtrArray *problems, const char *why)
{
    ms_problem_warning (problems, where->file, where->line, where->column, "%s", why);
}

static void
check_element (const MsTag *tag, GPtrArray *problems)
{
    for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
        if (ms_tag_is (tag, elements[i].name))
            warn (&tag->where, problems, elements[i].why);
}

static gboolean
matches_property (const char *name, const char *property)
{
    gsize len = strlen (property);

    if (g_ascii_strncasecmp (name, property, len) != 0)
        return FALSE;
    return name[len] == '\0' || (strcmp (property, "margin") == 0 && name[len] == '-');
}

static gboolean
matches_value (const char *value, const char *wanted)
{
    g_autofree char *lower = g_ascii_strdown (value, -1);

    if (wanted == NULL)
        return TRUE;
    if (*wanted != '-')
        return strstr (lower, wanted) != NULL;
    return lower[0] == '-' || strstr (lower, " -") != NULL;
}

static void
check_declaration (const char *declaration, const MsWhere *where, GPtrArray *problems)
{
    const char *colon = strchr (declaration, ':');
    g_autofree char *name = NULL;
    g_autofree char *value = NULL;

    if (colon == NULL)
        return;
    name = g_strstrip (g_strndup (declaration, (gsize)(colon - declaration)));
    value = g_strstrip (g_strdup (colon + 1));
    for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
        if (matches_property (name, styles[i].property) &&
            matches_value (value, styles[i].value))
            warn (where, problems, styles[i].why);
}

static void
check_style (const MsTag *tag, const MsAttribute *style, GPtrArray *problems)
{
    MsSlice value = ms_tag_slice (tag, style->value);
    g_autofree char *text = ms_url_decode (value);
    g_auto (GStrv) declarations = g_strsplit (text, ";", -1);

    for (guint i = 0; declarations[i] != NULL; i++)
        check_declaration (declarations[i], &style->where, problems);
}

static void
check_url (const MsTag *tag, const MsAttribute *attribute, GPtrArray *problems)
{
    MsSlice value = ms_tag_slice (tag, attribute->value);
    g_autofree char *url =
        ms_url_decode (ms_slice (value.data, MIN (value.len, attribute->field_at)));
    const MsWhere *where = &attribute->where;

    if (ms_url_kind (url) != MS_URL_REFUSED)
        return;
    if (g_ascii_strncasecmp (url, "data:", 5) == 0)
        warn (where, problems,
              "data: URLs are left out: Outlook and Gmail do not show them; put the "
              "picture into the folder");
    else
        ms_problem_warning (problems, where->file, where->line, where->column,
                            "URLs that begin with \"%.*s\" are left out, expected "
                            "https:, mailto: or tel:",
                            (int)MIN (strcspn (url, ":") + 1, 20), url);
}

static void
check_attribute (const MsTag *tag, const MsAttribute *attribute, GPtrArray *problems)
{
    MsSlice name = ms_tag_slice (tag, attribute->name);

    if (ms_name_is (name, "style"))
        check_style (tag, attribute, problems);
    else if (name.len > 2 && memcmp (name.data, "on", 2) == 0)
        warn (&attribute->where, problems, "mail clients take scripts out");
    else if (ms_name_is (name, "srcset"))
        warn (&attribute->where, problems, "mail clients do not know srcset");
    else if (ms_url_is_attribute (name))
        check_url (tag, attribute, problems);
}

static void
check_picture (const MsTag *tag, GPtrArray *problems)
{
    if (ms_tag_attribute (tag, "alt") == NULL)
        warn (&tag->where, problems,
              "the picture has no alt text: many readers see only that until they load "
              "pictures");
    if (ms_tag_attribute (tag, "width") == NULL)
        warn (&tag->where, problems,
              "the picture has no width attribute: Outlook knows no other width");
}

void
ms_lint_tag (const MsTag *tag, GPtrArray *problems)
{
    if (ms_tag_is_one_of (tag, page_elements)) {
        MsSlice name = ms_tag_slice (tag, tag->name);
        ms_problem_error (problems, tag->where.file, tag->where.line, tag->where.column,
                          "<%s%.*s> cannot stand in a signature: it belongs to a page",
                          tag->is_end ? "/" : "", (int)name.len, name.data);
        return;
    }
    if (tag->is_end)
        return;
    check_element (tag, problems);
    for (guint i = 0; i < tag->n_attributes; i++)
        check_attribute (tag, &tag->attributes[i], problems);
    if (ms_tag_is (tag, "img"))
        check_picture (tag, problems);
}

void
ms_lint_page_tag (const MsTag *tag, GPtrArray *problems)
{
    static const char *const lost[] = { "style", "bgcolor", "background", "text",
                                        "link" };

    if (tag->is_end)
        return;
    if (ms_tag_is (tag, "style") || ms_tag_is (tag, "link") || ms_tag_is (tag, "script"))
        check_element (tag, problems);
    for (gsize i = 0; ms_tag_is (tag, "body") && i < G_N_ELEMENTS (lost); i++) {
        const MsAttribute *attribute = ms_tag_attribute (tag, lost[i]);
        if (attribute != NULL)
            ms_problem_warning (problems, attribute->where.file, attribute->where.line,
                                attribute->where.column,
                                "\"%s\" of <body> is not used: it would change the "
                                "author's text too; put it on a table cell",
                                lost[i]);
    }
}
