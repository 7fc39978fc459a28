/* SPDX-License-Identifier: BSD-2-Clause
 *
 * An entry of an LDAP server as a person. */
#pragma once

#include "directory_ldap_settings.h"
#include "value.h"
#include <ldap.h>

/* A new map of the fields of the attribute map that have a value: a text, a list of
 * texts where there are several values, a picture where the octets are one. Other octets
 * that are no UTF-8, and pictures that are too large, are left out. */
MsValue *ms_ldap_entry_read (LDAP *ld, LDAPMessage *entry,
                             const MsLdapSettings *settings);
