/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A signature on disk: a folder with signature.html, perhaps signature.txt, images and
 * template.conf; the texts are Mustache (the public specification's core modules),
 * compiled once. Immutable after loading. */
#pragma once

#include "template_image.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsTemplate MsTemplate;

/* Loads the folder `path`, whose last component is the template's name; partials and
 * images are looked for in it and never outside. What is wrong goes to `problems` with
 * file, line and column; NULL when it cannot be used. */
MsTemplate *ms_template_load (const char *path, GPtrArray *problems);
void ms_template_free (MsTemplate *template);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTemplate, ms_template_free)

const char *ms_template_name (const MsTemplate *template);

/* The fields that template.conf requires, NULL-terminated, never NULL. */
const char *const *ms_template_required (const MsTemplate *template);

/* The signature for these fields. HTML: a fragment that may stand in a body, values
 * escaped, no <html> or <body> of its own, all that it opens closed; a picture of the
 * folder is shown as src="cid:…" and added to `images` (of const MsImage, borrowed from
 * the template, a person's photo from the fields; NULL: not wanted), once each. Plain:
 * lines end in LF, the last one in nothing, no empty lines at either end, values without
 * line breaks but those of
 * {{{raw}}}. UTF-8; NULL with MS_ERROR_TEMPLATE when the result outgrows 256 KiB. */
char *ms_template_render_html (const MsTemplate *template, const MsValue *fields,
                               GPtrArray *images, GError **error);
char *ms_template_render_text (const MsTemplate *template, const MsValue *fields,
                               GError **error);

/* A field that the template asks for, and where it does so first; borrowed. */
typedef struct {
    const char *name; /* "name", "sender.address" */
    MsWhere where;
} MsFieldUse;

/* The fields of both texts and of `required`, each once, of MsFieldUse, in the order of
 * their names. */
GArray *ms_template_fields (const MsTemplate *template);

/* FALSE when the plain text is derived from the HTML. */
gboolean ms_template_has_text (const MsTemplate *template);

/* TRUE when fields choose among its pictures. */
gboolean ms_template_has_portraits (const MsTemplate *template);

/* The pictures that the signature for these fields would show and that are not there, of
 * char *: those that a value names; caller unrefs. */
GPtrArray *ms_template_missing_pictures (const MsTemplate *template,
                                         const MsValue *fields);

/* The files and folders that were read or looked for, of char *, so that a change on disk
 * can be noticed. */
const GPtrArray *ms_template_files (const MsTemplate *template);
