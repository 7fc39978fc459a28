/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What mail clients break or take out of HTML, said about one tag at a time. Warnings,
 * but for tags of a page: those cannot stand inside another message. */
#pragma once

#include "template_tag.h"

/* Problems of a tag that stands in the fragment. */
void ms_lint_tag (const MsTag *tag, GPtrArray *problems);

/* Problems of a tag of a page's head, or of its <body> tag: what of them is lost. */
void ms_lint_page_tag (const MsTag *tag, GPtrArray *problems);

/* Elements that are left out of every signature, those of raw text (script, style, …)
 * with their content. NULL-terminated. */
extern const char *const ms_lint_dropped[];
