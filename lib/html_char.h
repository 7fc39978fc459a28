/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The characters of a text, and of one in HTML, where some of them are written as
 * references. */
#pragma once

#include "slice.h"

/* What the reference that `text` begins with stands for ("&eacute;", "&#233;"), and how
 * many octets it has. A name that is not known is just an ampersand. */
gsize ms_html_reference (MsSlice text, gunichar *code);

/* The character that `text`, which is not empty, begins with, and how many octets it has.
 * An octet that is not UTF-8 is U+FFFD. */
gsize ms_html_char (MsSlice text, gboolean html, gunichar *code);
