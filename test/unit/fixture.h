/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A whole configuration for tests of the pipeline: files in a folder of their own, loaded
 * as the programs load them. */
#pragma once

#include "config.h"

/* The templates that every configuration has. Their texts say which they are:
 *   full     "SIGNATURE OF {{name}}, FULL", HTML with the picture logo.png
 *   short    "SIGNATURE OF {{name}}, SHORT"
 *   banner   "BANNER OF THE COMPANY"
 *   titled   "SIGNATURE OF {{name}}, {{title}}", requires title
 * and the people: jane@example.com (Jane Doe, Engineer), john@example.com (John Roe, no
 * title). example.com is ours. */
typedef struct {
    char *folder;
    MsConfig *config;
} Fixture;

/* `rules` is added to the configuration: more keys, then rules. Aborts when the
 * configuration does not load. */
Fixture *fixture_new (const char *rules);
void fixture_free (Fixture *fixture);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

/* The result for a message, from its header and at 2026-03-05T10:00:00Z; its line ends
 * become CRLF. Never NULL. */
MsResult *fixture_stamp (const Fixture *fixture, const char *lines);

/* The same with an envelope. */
MsResult *fixture_stamp_from (const Fixture *fixture, const char *sender,
                              const char *recipient, const char *lines);

/* The new message; its line ends are LF. Caller frees. */
char *fixture_message (const MsResult *result);

/* "stamped" or the reason to pass. */
const char *fixture_outcome (const MsResult *result);
