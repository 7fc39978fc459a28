/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Whether the tags of a template match, as it comes out: {{#web}}<a>{{/web}} …
 * {{#web}}</a>{{/web}} is right although neither section is whole. The template is read
 * with all sections, with none, and with each one missing or alone; what slips through is
 * mended when it is rendered (template_finish). */
#pragma once

#include "mustache_program.h"

/* Adds a warning for each element that is never closed and each end tag that closes
 * nothing. The contexts must have been checked (template_html). */
void ms_template_balance_check (const MsMustache *mustache, GPtrArray *problems);
