/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What may be shown as it is; ms_printable (mailstamp.h) makes the rest harmless. */
#pragma once

#include <mailstamp.h>

/* FALSE for what a terminal or a reader of a log would obey, or could not see: controls,
 * format characters, which can turn a line around, and the line ends of Unicode. */
gboolean ms_char_is_printable (gunichar c);
