/* SPDX-License-Identifier: BSD-2-Clause
 *
 * A template's own settings, template.conf beside signature.html:
 *
 *   required = { name, title }          a person without one of these gets no stamp
 *   images = embed                      or link: then
 *   image-url = "https://example.com/"  is put before the name of each picture
 */
#pragma once

#include <glib.h>

typedef struct {
    char *file;
    char **required;     /* NULL-terminated, never NULL */
    guint required_line; /* 0: not set */
    char *image_url;     /* ends in a slash; NULL: embed */
} MsTemplateConf;

/* Reads `text`, the content of `file`; NULL gives the defaults. Errors go to `problems`.
 */
MsTemplateConf *ms_template_conf_parse (const char *text, const char *file,
                                        GPtrArray *problems);
void ms_template_conf_free (MsTemplateConf *conf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsTemplateConf, ms_template_conf_free)
