/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One text pattern of the configuration: a substring, or /regex/; neither knows upper and
 * lower case. Immutable, shared by threads.
 *
 * A regex is the administrator's, the text it meets is anybody's: it looks at the first
 * 256 KiB and takes 10,000 steps from each place; past that it does not match. */
#pragma once

#include <glib.h>

typedef struct MsPattern MsPattern;

/* NULL with a message for people in `*what` (caller frees) when `text` is no pattern. */
MsPattern *ms_pattern_parse (const char *text, char **what);

/* The same for one that each line of a mail meets: it looks at the first 200 octets, and
 * a regex takes 2,000 steps on them from all places together. */
MsPattern *ms_pattern_parse_line (const char *text, char **what);
void ms_pattern_free (MsPattern *pattern);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsPattern, ms_pattern_free)

/* Whether it is found anywhere in `text`, any octets; those that are not UTF-8 count as
 * U+FFFD. */
gboolean ms_pattern_match (const MsPattern *pattern, const char *text);

/* Whether `text` is meant as /regex/: it starts with a slash. */
gboolean ms_pattern_is_regex (const char *text);
