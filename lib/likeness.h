/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What two texts have in common however one of them was quoted: HTML or plain, wrapped,
 * behind quote marks, with URLs written out or bold shown by asterisks. */
#pragma once

#include "slice.h"

/* The letters that stay the same, UTF-8, without accents; caller frees. */
char *ms_likeness_make (MsSlice text, gboolean html);

/* The same of what is visible of a text, as ms_visible gives it; line ends that are in it
 * stay. */
char *ms_likeness_of (const char *visible);

/* The line above a signature is not always passed on with it. */
const char *ms_likeness_without_dashes (const char *stamp);

/* Whether the likeness of a stamp is in that of a text. FALSE for one of fewer than 16
 * octets, which may well be chance. */
gboolean ms_likeness_is_in (const char *text, const char *stamp);
