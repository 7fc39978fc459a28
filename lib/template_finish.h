/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The last pass over a rendered signature, whatever fields, raw values and sections made
 * of it: afterwards it is a fragment that can neither hide nor restyle the text around
 * it, whose URLs are harmless, whose pictures are those of the folder, and whose lines
 * are short. It changes nothing else. */
#pragma once

#include <glib.h>

/* The URL for a file that `src` or `background` names, or NULL when there is no such
 * picture. Caller frees. */
typedef char *(*MsPictureFunc) (const char *name, gpointer user_data);

/* Open elements are closed and stray end tags left out; elements of a page, scripts,
 * style sheets and open comments are left out; a URL of an unknown scheme becomes "#"; an
 * <img> without a picture is left out. Lines are broken at blanks between words and
 * attributes and before a tag's end, so that none is longer than 998 octets also when it
 * is written with character references; a single word or attribute can still be. Caller
 * frees. */
char *ms_template_finish (const char *html, MsPictureFunc picture, gpointer user_data);
