/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Shift states: where in stateful octets the initial state is in force, and how to get
 * there. */
#pragma once

#include "charset.h"
#include "charset_name.h"

/* Completes `spot`, whose octet is right behind the character before it. */
void ms_charset_shift (MsCharsetKind kind, MsSlice octets, MsSpot *spot);
