/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What two texts have in common however one of them was quoted: HTML or plain, wrapped,
 * behind quote marks, with URLs written out or bold shown by asterisks. */
#pragma once

#include "slice.h"

/* The letters that stay the same, UTF-8, without accents; caller frees. */
char *ms_likeness_make (MsSlice text, gboolean html);

/* Whether the likeness of a stamp is in that of a text. FALSE for one of fewer than 16
 * octets, which may well be chance. */
gboolean ms_likeness_is_in (const char *text, const char *stamp);
