/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One signature for one person, without a message. */
#include "attributes.h"
#include "config.h"

char *
ms_render (const MsConfig *config, const char *template_name, const char *address,
           gboolean html, gint64 now, GError **error)
{
    const MsTemplate *template = ms_config_template (config, template_name);
    g_autofree char *sender = ms_address_normalize (address);
    g_autoptr (MsValue) person = NULL, fields = NULL;
    g_autoptr (GPtrArray) images = g_ptr_array_new();
    const char *missing = NULL;

    if (template == NULL) {
        g_set_error (error, MS_ERROR, MS_ERROR_TEMPLATE, "no rule uses a template '%s'",
                     template_name);
        return NULL;
    }
    if (!ms_directory_lookup (config->directory, sender, &person, error))
        return NULL;
    fields = ms_attributes_new (person, sender, NULL, NULL, now);
    missing = ms_attributes_missing (fields, ms_template_required (template));
    if (missing != NULL) {
        g_set_error (error, MS_ERROR, MS_ERROR_TEMPLATE,
                     "template %s requires '%s', which %s does not have", template_name,
                     missing, sender);
        return NULL;
    }
    return html ? ms_template_render_html (template, fields, images, error)
                : ms_template_render_text (template, fields, error);
}
