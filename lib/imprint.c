/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What clients make of it when they quote: Gmail puts "gmail-m_<number>" before a class
 * and "m_<number>" before a name, Outlook on the web "x_" before both, Yahoo
 * "yiv<number>" before a class; Word drops the class of a <div>, keeps an anchor's name
 * as a bookmark and cuts it after 40 characters. So the word is short, in lower case,
 * without marks of its own, and looked for anywhere: behind Gmail's prefix of 22 there is
 * just room. */
#include "imprint.h"
#include "html_scan.h"

#define PREFIX "ms"
#define DIGITS 16

char *
ms_imprint_make (const char *organization, GBytes *key)
{
    MsSlice secret = ms_slice_bytes (key);
    GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)secret.data, secret.len);
    char *imprint = NULL;

    /* Never what the mark is made from. */
    g_hmac_update (hmac, (const guchar *)"imprint\n", -1);
    g_hmac_update (hmac, (const guchar *)organization, -1);
    imprint = g_strdup_printf (PREFIX "%.*s", DIGITS, g_hmac_get_string (hmac));
    g_hmac_unref (hmac);
    return imprint;
}

/* ---- Making ---------------------------------------------------------------------- */

/* What has no place in it for an anchor, or shows none. */
static gboolean
takes_no_anchor (MsSlice name)
{
    static const char *const names[] = { "a",      "button", "select", "svg",
                                         "math",   "object", "video",  "audio",
                                         "iframe", "canvas", "map" };

    for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        if (ms_html_name_is (name, names[i]))
            return TRUE;
    return FALSE;
}

static gsize
first_letter (MsSlice html, const MsHtmlToken *token)
{
    gsize at = token->start;

    while (at < token->end && g_ascii_isspace (html.data[at]))
        at++;
    return at;
}

/* Where the first words stand that no link is around: an anchor in a line of text changes
 * nothing, one between two blocks is an empty line in Word. G_MAXSIZE for none. */
static gsize
place_of_anchor (MsSlice html)
{
    MsHtmlScan scan = { 0 };
    MsHtmlToken token = { 0 };
    guint inside = 0;

    ms_html_scan_init (&scan, html);
    while (ms_html_scan_next (&scan, &token)) {
        if (token.type == MS_HTML_START && takes_no_anchor (token.name))
            inside++;
        else if (token.type == MS_HTML_END && inside > 0 && takes_no_anchor (token.name))
            inside--;
        else if (token.type == MS_HTML_TEXT && inside == 0 &&
                 first_letter (html, &token) < token.end)
            return first_letter (html, &token);
    }
    return G_MAXSIZE;
}

/* The badge is looked for by us alone, behind relays, which keep classes. */
static char *
open_block (const char *imprint, const char *badge)
{
    if (imprint == NULL && badge == NULL)
        return g_strdup ("<div>");
    return g_strdup_printf ("<div class=\"%s%s%s\">", imprint != NULL ? imprint : "",
                            imprint != NULL && badge != NULL ? " " : "",
                            badge != NULL ? badge : "");
}

char *
ms_imprint_dress (const char *html, const char *imprint, const char *badge)
{
    g_autofree char *open = open_block (imprint, badge);
    gsize at = imprint != NULL ? place_of_anchor (ms_slice_str (html)) : G_MAXSIZE;

    if (at == G_MAXSIZE)
        return g_strdup_printf ("%s%s</div>", open, html);
    return g_strdup_printf ("%s%.*s<a name=\"%s\"></a>%s</div>", open, (int)at, html,
                            imprint, html + at);
}

/* ---- Finding --------------------------------------------------------------------- */

gboolean
ms_imprint_is_in (MsSlice html, const GPtrArray *imprints)
{
    for (guint i = 0; i < imprints->len; i++) {
        const char *imprint = g_ptr_array_index (imprints, i);
        if (memmem (html.data, html.len, imprint, strlen (imprint)) != NULL)
            return TRUE;
    }
    return FALSE;
}
