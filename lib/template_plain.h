/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Plain-text templates: what is not HTML about them. */
#pragma once

#include "mustache_program.h"

/* Errors for what only the specification allows: a partial that includes itself. */
void ms_template_plain_check (const MsMustache *mustache, GPtrArray *problems);

/* The rendered text as it may stand in a message: no carriage returns, no empty lines at
 * either end, no line longer than 998 octets (RFC 5322 section 2.1.1), broken at a blank
 * where there is one. Caller frees. */
char *ms_template_plain_finish (const char *text);
