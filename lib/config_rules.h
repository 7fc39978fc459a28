/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The `rule` sections of the configuration as rules. */
#pragma once

#include "config.h"
#include "config_keys.h"

/* Fills config->rules and config->templates from the rules of `root`. */
void ms_config_rules_load (MsConfig *config, const MsConfSection *root,
                           const MsConfigReport *report);
