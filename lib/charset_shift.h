/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Shift states: where in stateful octets the initial state is in force, and how to get
 * there. */
#pragma once

#include "charset.h"
#include "charset_name.h"

/* Completes `spot`, whose octet is right behind the character before it. In UTF-7 there
 * is no way back into the middle of a run; then `after` says nothing of it. */
void ms_charset_shift (MsCharsetKind kind, MsSlice octets, MsSpot *spot);
