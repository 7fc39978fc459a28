/* SPDX-License-Identifier: BSD-2-Clause */
#include "colleague.h"

/* RFC 5321 section 4.5.3.1. */
#define LONGEST_LOCAL_PART ((gsize)64)
#define LONGEST_DOMAIN ((gsize)255)

/* What addresses are written with that somebody in a company has. */
static gboolean
is_local_char (char c)
{
    return g_ascii_isalnum (c) || (c != '\0' && strchr (".+-_'=&", c) != NULL);
}

static gboolean
is_domain_char (char c)
{
    return g_ascii_isalnum (c) || c == '.' || c == '-';
}

/* The address around the @ at `at`, in lower case; empty where there is none. */
static char *
address_around (MsSlice text, gsize at)
{
    gsize start = at, end = at + 1;

    while (start > 0 && at - start < LONGEST_LOCAL_PART &&
           is_local_char (text.data[start - 1]))
        start--;
    while (end < text.len && end - at <= LONGEST_DOMAIN &&
           is_domain_char (text.data[end]))
        end++;
    while (end > at && (text.data[end - 1] == '.' || text.data[end - 1] == '-'))
        end--;
    if (start == at || end == at + 1)
        return g_strdup ("");
    return g_ascii_strdown (text.data + start, (gssize)(end - start));
}

void
ms_colleagues_find (MsSlice text, const MsDomains *domains, GPtrArray *found)
{
    gsize at = 0;

    while (at < text.len && found->len < MS_COLLEAGUES_MAX) {
        const char *sign = memchr (text.data + at, '@', text.len - at);
        g_autofree char *address = NULL;

        if (sign == NULL)
            return;
        at = (gsize)(sign - text.data);
        address = address_around (text, at);
        if (*address != '\0' && ms_domains_contain (domains, address) &&
            !g_ptr_array_find_with_equal_func (found, address, g_str_equal, NULL))
            g_ptr_array_add (found, g_steal_pointer (&address));
        at++;
    }
}
