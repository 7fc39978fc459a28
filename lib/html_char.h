/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The characters of a text, and of one in HTML, where some of them are written as
 * references. */
#pragma once

#include "slice.h"

/* The character that `text`, which is not empty, begins with, and how many octets it has.
 * In HTML a reference ("&eacute;", "&#233;") is one; one with a name that is not known is
 * just an ampersand. An octet that is not UTF-8 is U+FFFD. */
gsize ms_html_char (MsSlice text, gboolean html, gunichar *code);
