/* SPDX-License-Identifier: BSD-2-Clause
 *
 * UTF-8 written in any charset that iconv knows. */
#pragma once

#include "octets.h"

/* `utf8` in the charset, from its initial shift state back to it; `ascii`: ASCII stands
 * for itself there, and there is no state. NULL when the charset is unknown or does not
 * have one of the characters. */
MsOctets *ms_charset_write (const char *charset, gboolean ascii, const char *utf8);
