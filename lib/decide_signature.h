/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Once per thread: whether the quoted history already carries a stamp of this
 * organization. */
#pragma once

#include "config.h"
#include "reading.h"

/* Looks in what is quoted, never in the author's own words: in HTML for the imprint, and
 * everywhere for the text of each template, rendered with `fields`. Where no history was
 * found in a message that answers one, the imprint anywhere tells of it. FALSE also where
 * a template cannot be rendered. */
gboolean ms_decide_signature (const MsConfig *config, const GArray *readings,
                              gboolean answers, const MsValue *fields);
