/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A `directory` section of type ldap. */
#pragma once

#include "config.h"
#include "config_keys.h"

/* The people of the section: those of `previous` (may be NULL) where nothing changed,
 * else new ones. NULL when something is wrong. */
MsDirectoryLdap *ms_config_directory_ldap_load (MsConfig *config,
                                                const MsConfSection *section,
                                                const MsConfig *previous,
                                                const MsConfigReport *report);
