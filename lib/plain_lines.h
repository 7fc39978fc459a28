/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The lines that a reader of plain text sees. */
#pragma once

#include "text_line.h"

/* Adds the lines of `text` from `start` on; returns where the last one with anything to
 * see ends, its line end included. `flowed`: it is format=flowed. */
gsize ms_plain_lines_read (MsSlice text, gboolean flowed, gsize start, MsLines *lines);
