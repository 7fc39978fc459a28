/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Search filters (RFC 4515) with an address put in. */
#pragma once

#include <glib.h>

/* `filter` with %s replaced by the address, %u by what stands before its last @, %d by
 * the domain, %% by a percent sign. What comes from the address can only be a value
 * (RFC 4515 section 3): all octets but letters, digits and a few harmless signs are
 * escaped (B63). Caller frees. */
char *ms_ldap_filter_make (const char *filter, const char *address);

/* NULL when `filter` is one, else what is wrong and what was expected (caller frees). It
 * has to ask for the address, or everybody would be the same person. */
char *ms_ldap_filter_check (const char *filter);
