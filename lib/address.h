/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Addresses, the domains that are ours, and patterns for addresses (DESIGN section 2). */
#pragma once

#include <glib.h>

/* "jane@example.com" from what an envelope or a header may have around it: angle
 * brackets, blanks, a trailing dot of the domain. The domain in lower case, the local
 * part as it came. Caller frees. */
char *ms_address_normalize (const char *address);

/* What is behind the last @; NULL when there is no @. Borrowed from `address`. */
const char *ms_address_domain (const char *address);

/* Without regard to case. */
gboolean ms_address_equal (const char *a, const char *b);

/* The domains that are ours, each "example.com" or ".example.com" (any subdomain). */
typedef struct {
    char **names; /* NULL-terminated */
} MsDomains;

gboolean ms_domains_contain (const MsDomains *domains, const char *address);

/* One pattern: "jane@example.com", "@example.com", ".example.com", "internal",
 * "external", "/regex/". */
typedef struct MsAddressPattern MsAddressPattern;

/* NULL with a message for people in `*what` (caller frees) when `text` is no pattern. */
MsAddressPattern *ms_address_pattern_parse (const char *text, char **what);
void ms_address_pattern_free (MsAddressPattern *pattern);
gboolean ms_address_pattern_match (const MsAddressPattern *pattern, const char *address,
                                   const MsDomains *domains);
