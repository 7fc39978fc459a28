/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the tests of templates share: fields, template folders of their own, what becomes
 * of one, and problems as one text. */
#pragma once

#include "check.h"
#include "template.h"
#include "template_scan.h"

/* Fields from "name=Jane|phones=1,2": a value with a comma is a list. */
MsValue *fields_of (const char *text);

/* All problems, one a line, each "line:column: text" with "warning: " where it is one. */
char *problems_text (const GPtrArray *problems);

/* A folder "templates/sales" in a fresh folder of its own; caller frees the path, and
 * removes it with folder_remove. */
char *folder_new (void);
void folder_write_bytes (const char *folder, const char *name, const char *data,
                         gsize len);
void folder_write (const char *folder, const char *name, const char *text);

/* The smallest of pictures: what counts is how it begins. */
void folder_write_png (const char *folder, const char *name);
void folder_remove (const char *folder);

/* As set-up and tear-down of a test: `*state` is the path of such a folder. */
int template_set_up (void **state);
int template_tear_down (void **state);
#define TEMPLATE_TEST(name)                                                              \
    cmocka_unit_test_setup_teardown (name, template_set_up, template_tear_down)

/* The template of a folder; fails where anything is said about it. */
MsTemplate *template_load (const char *folder);

/* The problems of a folder that cannot be used. */
char *template_failure (const char *folder);

/* What it becomes with these fields. */
char *template_html (const char *folder, const char *fields, GPtrArray *images);
char *template_text (const char *folder, const char *fields);

/* "<p class></p>": the tags of `html`, which all of them end, and their attributes. */
char *html_structure (const char *html);
