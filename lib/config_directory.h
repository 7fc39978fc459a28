/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Where the people of the configuration come from: the `people` file and the `directory`
 * sections, in that order. */
#pragma once

#include "config.h"
#include "config_keys.h"

/* Makes config->directory; what `previous` (may be NULL) has of the same directories goes
 * on in it. */
void ms_config_directories_load (MsConfig *config, const MsConfSection *root,
                                 guint people_line, const MsConfig *previous,
                                 const MsConfigReport *report);
