/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Who of us is named in a text: the addresses of our domains that stand in it. */
#pragma once

#include "address.h"
#include "slice.h"

/* More than these in one text are not looked for. */
#define MS_COLLEAGUES_MAX 4

/* Adds the first addresses in `text`, plain or HTML, to `found` (of char *, in lower
 * case, each once), until it has MS_COLLEAGUES_MAX. Linear in the length. */
void ms_colleagues_find (MsSlice text, const MsDomains *domains, GPtrArray *found);
