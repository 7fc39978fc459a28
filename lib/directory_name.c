/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_name.h"

gboolean
ms_directory_name_is_reserved (const char *name)
{
    static const char *const reserved[] = { "sender", "message", "date", NULL };

    return g_strv_contains (reserved, name);
}

gboolean
ms_directory_name_is_field (const char *name)
{
    const char *at = name;

    while (g_ascii_isalnum (*at) || *at == '-' || *at == '_')
        at++;
    return at > name && *at == '\0';
}
