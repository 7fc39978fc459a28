/* SPDX-License-Identifier: BSD-2-Clause */
#include "address.h"
#include "pattern.h"
#include <string.h>

/* RFC 5321 section 4.5.3.1.2. It also bounds the work on a hostile name: punycode takes
 * quadratic time. */
#define MAX_DOMAIN 255

/* ---- Addresses ------------------------------------------------------------------- */

const char *
ms_address_domain (const char *address)
{
    const char *at = strrchr (address, '@');

    return at != NULL ? at + 1 : NULL;
}

/* Without a trailing dot, lower case, ASCII; as it is where it is no name at all. */
static char *
normalize_domain (const char *domain, gsize len)
{
    g_autofree char *name = NULL;
    char *ascii = NULL;

    while (len > 0 && domain[len - 1] == '.')
        len--;
    name = g_ascii_strdown (domain, (gssize)len);
    if (len <= MAX_DOMAIN && g_hostname_is_non_ascii (name) &&
        g_utf8_validate (name, (gssize)len, NULL))
        ascii = g_hostname_to_ascii (name);
    return ascii != NULL ? ascii : g_steal_pointer (&name);
}

char *
ms_address_normalize (const char *address)
{
    g_autofree char *bare = g_strstrip (g_strdup (address));
    gsize len = strlen (bare);
    g_autofree char *inner = NULL;
    g_autofree char *domain = NULL;
    GString *out = NULL;
    const char *at = NULL;

    if (len >= 2 && bare[0] == '<' && bare[len - 1] == '>')
        inner = g_strstrip (g_strndup (bare + 1, len - 2));
    else
        inner = g_steal_pointer (&bare);
    at = ms_address_domain (inner);
    if (at == NULL)
        return g_steal_pointer (&inner);
    domain = normalize_domain (at, strlen (at));
    out = g_string_new_len (inner, at - inner);
    g_string_append (out, domain);
    return g_string_free (out, FALSE);
}

char *
ms_address_key (const char *address)
{
    g_autofree char *normal = ms_address_normalize (address);

    return g_utf8_validate (normal, -1, NULL) ? g_utf8_strdown (normal, -1)
                                              : g_ascii_strdown (normal, -1);
}

gboolean
ms_address_equal (const char *a, const char *b)
{
    g_autofree char *key_a = ms_address_key (a);
    g_autofree char *key_b = ms_address_key (b);

    return strcmp (key_a, key_b) == 0;
}

char *
ms_address_check (const char *address)
{
    const char *domain = ms_address_domain (address);
    g_autofree char *what = NULL;
    g_autofree char *parsed =
        domain != NULL && *domain != '.' ? ms_domain_parse (domain, &what) : NULL;

    if (parsed != NULL && domain > address + 1 && strpbrk (address, " \t<>,;()") == NULL)
        return NULL;
    return g_strdup_printf ("\"%s\" is no address, expected jane@example.com", address);
}

/* ---- Domains --------------------------------------------------------------------- */

/* A dot on its left means any name below it. */
static gboolean
domain_is_in (const char *domain, const char *name)
{
    gsize len = strlen (domain), name_len = strlen (name);

    if (name[0] != '.')
        return g_ascii_strcasecmp (domain, name) == 0;
    return len > name_len && g_ascii_strcasecmp (domain + len - name_len, name) == 0;
}

gboolean
ms_domains_contain (const MsDomains *domains, const char *address)
{
    const char *domain = ms_address_domain (address);

    if (domain == NULL)
        return FALSE;
    for (char **name = domains->names; *name != NULL; name++)
        if (domain_is_in (domain, *name))
            return TRUE;
    return FALSE;
}

static gboolean
is_hostname (const char *name)
{
    if (*name == '\0' || strlen (name) > MAX_DOMAIN || strstr (name, "..") != NULL)
        return FALSE;
    for (; *name != '\0'; name++)
        if (!g_ascii_isalnum (*name) && strchr (".-_", *name) == NULL)
            return FALSE;
    return TRUE;
}

char *
ms_domain_parse (const char *text, char **what)
{
    gboolean below = text[0] == '.';
    const char *domain = below ? text + 1 : text;
    g_autofree char *name = normalize_domain (domain, strlen (domain));

    if (domain[0] == '.' || !is_hostname (name)) {
        *what = g_strdup_printf ("\"%s\" is no domain, expected example.com, or "
                                 ".example.com for all below it",
                                 text);
        return NULL;
    }
    return g_strconcat (below ? "." : "", name, NULL);
}

/* ---- Patterns -------------------------------------------------------------------- */

typedef enum {
    PATTERN_ADDRESS,
    PATTERN_DOMAIN,
    PATTERN_INTERNAL,
    PATTERN_EXTERNAL,
    PATTERN_REGEX,
} PatternType;

struct MsAddressPattern {
    PatternType type;
    char *text; /* the address's key, or the domain */
    MsPattern *regex;
};

static MsAddressPattern *
pattern_new (PatternType type, char *text, MsPattern *regex)
{
    MsAddressPattern *pattern = g_new0 (MsAddressPattern, 1);

    pattern->type = type;
    pattern->text = text;
    pattern->regex = regex;
    return pattern;
}

void
ms_address_pattern_free (MsAddressPattern *pattern)
{
    if (pattern == NULL)
        return;
    g_free (pattern->text);
    ms_pattern_free (pattern->regex);
    g_free (pattern);
}

static MsAddressPattern *
parse_regex (const char *text, char **what)
{
    MsPattern *regex = ms_pattern_parse (text, what);

    return regex != NULL ? pattern_new (PATTERN_REGEX, NULL, regex) : NULL;
}

static MsAddressPattern *
parse_domain (const char *text, char **what)
{
    char *name = ms_domain_parse (text, what);

    return name != NULL ? pattern_new (PATTERN_DOMAIN, name, NULL) : NULL;
}

MsAddressPattern *
ms_address_pattern_parse (const char *text, char **what)
{
    g_autofree char *fault = NULL;

    if (strcmp (text, "internal") == 0)
        return pattern_new (PATTERN_INTERNAL, NULL, NULL);
    if (strcmp (text, "external") == 0)
        return pattern_new (PATTERN_EXTERNAL, NULL, NULL);
    if (ms_pattern_is_regex (text))
        return parse_regex (text, what);
    if (text[0] == '.')
        return parse_domain (text, what);
    if (text[0] == '@' && text[1] != '.')
        return parse_domain (text + 1, what);
    fault = ms_address_check (text);
    /* A star is a legal character of an address, and never meant as one. */
    if (fault == NULL && strchr (text, '*') == NULL)
        return pattern_new (PATTERN_ADDRESS, ms_address_key (text), NULL);
    *what = g_strdup_printf ("\"%s\" is no address pattern, expected jane@example.com, "
                             "@example.com, .example.com, internal, external or /regex/",
                             text);
    return NULL;
}

static gboolean
address_has_key (const char *address, const char *key)
{
    g_autofree char *other = NULL;

    if (g_str_is_ascii (address))
        return g_ascii_strcasecmp (address, key) == 0;
    other = ms_address_key (address);
    return strcmp (other, key) == 0;
}

gboolean
ms_address_pattern_match (const MsAddressPattern *pattern, const char *address,
                          const MsDomains *domains)
{
    const char *domain = ms_address_domain (address);

    switch (pattern->type) {
    case PATTERN_ADDRESS:
        return address_has_key (address, pattern->text);
    case PATTERN_DOMAIN:
        return domain != NULL && domain_is_in (domain, pattern->text);
    case PATTERN_INTERNAL:
        return ms_domains_contain (domains, address);
    case PATTERN_EXTERNAL:
        return *address != '\0' && !ms_domains_contain (domains, address);
    case PATTERN_REGEX:
        return ms_pattern_match (pattern->regex, address);
    }
    return FALSE;
}
