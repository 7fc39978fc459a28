/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Addresses, the domains that are ours, and patterns for addresses (DESIGN section 2).
 * What comes from mail may be any octets; what is compared is compared without regard to
 * case. */
#pragma once

#include <glib.h>

/* "jane@example.com" from what an envelope or a header may have around it: angle
 * brackets, blanks, a trailing dot of the domain. The domain in lower case and ASCII
 * (RFC 5891), the local part as it came. Caller frees. */
char *ms_address_normalize (const char *address);

/* The form that is the same for two spellings of one address: normalized, all of it in
 * lower case. Caller frees. */
char *ms_address_key (const char *address);

/* What is behind the last @; NULL when there is no @. Borrowed from `address`. */
const char *ms_address_domain (const char *address);

/* Whether both have the same key. */
gboolean ms_address_equal (const char *a, const char *b);

/* A local part, an @ and a domain; NULL when it is one, else what is wrong and what was
 * expected (caller frees). */
char *ms_address_check (const char *address);

/* The domains that are ours, each "example.com" or ".example.com" (any subdomain), in
 * lower case and ASCII, as ms_domain_parse gives them. */
typedef struct {
    char **names; /* NULL-terminated */
} MsDomains;

gboolean ms_domains_contain (const MsDomains *domains, const char *address);

/* "example.com", in lower case and ASCII, a leading dot kept. NULL with a message for
 * people in `*what` (caller frees) when `text` is no domain. */
char *ms_domain_parse (const char *text, char **what);

/* One pattern: "jane@example.com", "@example.com", ".example.com", "internal",
 * "external", "/regex/". The null reverse-path "" is neither internal nor external. */
typedef struct MsAddressPattern MsAddressPattern;

/* NULL with a message for people in `*what` (caller frees) when `text` is no pattern. */
MsAddressPattern *ms_address_pattern_parse (const char *text, char **what);
void ms_address_pattern_free (MsAddressPattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsAddressPattern, ms_address_pattern_free)
gboolean ms_address_pattern_match (const MsAddressPattern *pattern, const char *address,
                                   const MsDomains *domains);
