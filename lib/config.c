/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

static void
free_rule (gpointer data)
{
    ms_rule_free (data);
}

static void
free_template (gpointer data)
{
    if (data != NULL)
        ms_template_free (data);
}

static void
free_key (gpointer data)
{
    g_bytes_unref (data);
}

MsConfig *
ms_config_new (const char *path)
{
    MsConfig *config = g_new0 (MsConfig, 1);

    config->refs = 1;
    config->path = g_canonicalize_filename (path, NULL);
    config->key_files = g_ptr_array_new_with_free_func (g_free);
    config->mark.keys = g_ptr_array_new_with_free_func (free_key);
    config->also_processed = g_ptr_array_new_with_free_func (g_free);
    config->rules = g_ptr_array_new_with_free_func (free_rule);
    config->templates =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_template);
    config->directory_lines = g_array_new (FALSE, FALSE, sizeof (guint));
    config->imprints = g_ptr_array_new_with_free_func (g_free);
    config->files = g_ptr_array_new_with_free_func (g_free);
    return config;
}

MsConfig *
ms_config_ref (MsConfig *config)
{
    g_atomic_int_inc (&config->refs);
    return config;
}

void
ms_config_unref (MsConfig *config)
{
    if (config == NULL || !g_atomic_int_dec_and_test (&config->refs))
        return;
    g_free (config->path);
    g_free (config->organization);
    g_free (config->listen);
    g_free (config->metrics);
    g_free (config->templates_folder);
    g_free (config->people_file);
    g_ptr_array_unref (config->key_files);
    g_free (config->separators_path);
    g_strfreev (config->domains.names);
    g_ptr_array_unref (config->mark.keys);
    g_ptr_array_unref (config->also_processed);
    g_ptr_array_unref (config->rules);
    g_hash_table_unref (config->templates);
    ms_directory_free (config->directory);
    g_array_unref (config->directory_lines);
    ms_separators_free (config->separators);
    ms_typed_word_free (config->place_token);
    ms_typed_word_free (config->opt_out);
    g_ptr_array_unref (config->imprints);
    g_ptr_array_unref (config->files);
    g_free (config);
}

const MsTemplate *
ms_config_template (const MsConfig *config, const char *name)
{
    return g_hash_table_lookup (config->templates, name);
}

const char *
ms_config_listen (const MsConfig *config)
{
    return config->listen;
}

const char *
ms_config_metrics (const MsConfig *config)
{
    return config->metrics;
}

MsOnFailure
ms_config_on_failure (const MsConfig *config)
{
    return config->dry_run ? MS_ON_FAILURE_PASS : config->on_failure;
}

gsize
ms_config_max_message_size (const MsConfig *config)
{
    return config->max_message_size;
}

gsize
ms_config_max_header_size (const MsConfig *config)
{
    return config->limits.header_size;
}

const GPtrArray *
ms_config_files (const MsConfig *config)
{
    return config->files;
}
