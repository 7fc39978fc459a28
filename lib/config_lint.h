/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What is doubtful about a configuration that can be used: templates and people that do
 * not fit together. For whoever writes them, not for the daemon. */
#pragma once

#include "config.h"

/* Adds a warning for an organization that is still the starter's, each field of a
 * template or a rule that nobody has, each column that none of them uses, each template
 * without a text of its own, each person whose picture is not there. */
void ms_config_lint (const MsConfig *config, GPtrArray *problems);
