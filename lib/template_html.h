/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A compiled template seen as HTML: which part of a page is the signature, what context
 * each field stands in, what will not work. */
#pragma once

#include "mustache_program.h"
#include "template_scan.h"

/* The part of a page that is inside its <body>, or all of a text that is no page. What is
 * lost of the rest is a warning. */
MsSource ms_template_html_body (MsSlice text, const char *file, GPtrArray *problems);

/* Gives each field its context and reports what is wrong: errors where the HTML is not
 * whole, where a section changes what the text behind it means, where a field would be
 * part of the markup; warnings for what clients break. `on_tag` gets each tag of the
 * template, all sections taken. */
void ms_template_html_check (MsMustache *mustache, const char *file, MsTagFunc on_tag,
                             gpointer user_data, GPtrArray *problems);
