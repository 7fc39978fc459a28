/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_filter.h"
#include <string.h>

#define MAX_DEPTH 20

/* ---- Making one ------------------------------------------------------------------ */

static void
append_escaped (GString *out, const char *text, gsize len)
{
    for (gsize i = 0; i < len; i++) {
        if (g_ascii_isalnum (text[i]) ||
            (text[i] != '\0' && strchr ("@.-_+", text[i]) != NULL))
            g_string_append_c (out, text[i]);
        else
            g_string_append_printf (out, "\\%02x", (guint)(guchar)text[i]);
    }
}

char *
ms_ldap_filter_make (const char *filter, const char *address)
{
    GString *out = g_string_new (NULL);
    const char *at = strrchr (address, '@');
    gsize len = strlen (address), local = at != NULL ? (gsize)(at - address) : len;
    gsize domain = MIN (local + 1, len);

    for (; *filter != '\0'; filter++) {
        if (*filter != '%' || filter[1] == '\0') {
            g_string_append_c (out, *filter);
            continue;
        }
        switch (*++filter) {
        case 's':
            append_escaped (out, address, len);
            break;
        case 'u':
            append_escaped (out, address, local);
            break;
        case 'd':
            append_escaped (out, address + domain, len - domain);
            break;
        default:
            g_string_append_c (out, '%');
        }
    }
    return g_string_free (out, FALSE);
}

/* ---- Checking one ---------------------------------------------------------------- */

static char *
check_percents (const char *filter)
{
    gboolean asks = FALSE;

    for (const char *at = filter; (at = strchr (at, '%')) != NULL; at += 2) {
        if (at[1] == '\0' || strchr ("sud%", at[1]) == NULL)
            return g_strdup_printf ("\"%.2s\" stands for nothing, expected %%s for the "
                                    "address, %%u and %%d for its halves, or %%%%",
                                    at);
        asks = asks || at[1] == 's' || at[1] == 'u';
    }
    if (!asks)
        return g_strdup ("does not ask for the address, expected %s in it, like "
                         "\"(mail=%s)\"");
    return NULL;
}

/* The end of "attribute=value" up to its parenthesis, NULL when it is none. */
static const char *
skip_item (const char *at)
{
    const char *start = at;

    at += strcspn (at, "=()");
    if (*at != '=' || at == start)
        return NULL;
    for (; *at != ')' && *at != '('; at++)
        if (*at == '\0' ||
            (*at == '\\' && (!g_ascii_isxdigit (at[1]) || !g_ascii_isxdigit (at[2]))))
            return NULL;
    return *at == ')' ? at : NULL;
}

/* RFC 4515 section 3, as far as it is about parentheses: the rest is for the server. */
static gboolean
has_structure (const char *at)
{
    guint depth = 0;

    do {
        if (*at == '(' && strchr ("&|!", at[1]) != NULL && at[1] != '\0') {
            at += 2;
            depth++;
            if (*at != '(')
                return FALSE;
        } else if (*at == '(') {
            at = skip_item (at + 1);
            if (at == NULL)
                return FALSE;
            at++;
        } else if (*at == ')' && depth > 0) {
            at++;
            depth--;
        } else {
            return FALSE;
        }
    } while (depth > 0 && depth <= MAX_DEPTH);
    return depth == 0 && *at == '\0';
}

char *
ms_ldap_filter_check (const char *filter)
{
    char *what = check_percents (filter);

    if (what != NULL || has_structure (filter))
        return what;
    return g_strdup_printf ("\"%s\" is no filter, expected one like "
                            "\"(|(mail=%%s)(proxyAddresses=smtp:%%s))\"",
                            filter);
}
