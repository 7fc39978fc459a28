/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_fixture.h"

#include <glib/gstdio.h>

MsValue *
fields_of (const char *text)
{
    g_auto (GStrv) pairs = g_strsplit (text, "|", -1);
    MsValue *fields = ms_value_new_map();

    for (guint i = 0; pairs[i] != NULL && *pairs[i] != '\0'; i++) {
        g_auto (GStrv) pair = g_strsplit (pairs[i], "=", 2);
        g_auto (GStrv) items = g_strsplit (pair[1], ",", -1);
        MsValue *list = NULL;

        if (g_strv_length (items) < 2) {
            ms_value_set_text (fields, pair[0], pair[1]);
            continue;
        }
        list = ms_value_new_list();
        for (guint j = 0; items[j] != NULL; j++)
            ms_value_append (list, ms_value_new_text (items[j]));
        ms_value_set (fields, pair[0], list);
    }
    return fields;
}

char *
problems_text (const GPtrArray *problems)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        g_string_append_printf (
            out, "%s%u:%u: %s%s", i > 0 ? "\n" : "", problem->line, problem->column,
            problem->severity == MS_PROBLEM_WARNING ? "warning: " : "", problem->text);
    }
    return g_string_free (out, FALSE);
}

char *
folder_new (void)
{
    g_autofree char *base = g_dir_make_tmp ("mailstamp-test-XXXXXX", NULL);
    char *folder = g_build_filename (base, "templates", "sales", NULL);

    assert_int_equal (g_mkdir_with_parents (folder, 0700), 0);
    return folder;
}

void
folder_write_bytes (const char *folder, const char *name, const char *data, gsize len)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname (path);

    assert_int_equal (g_mkdir_with_parents (parent, 0700), 0);
    assert_true (g_file_set_contents (path, data, (gssize)len, NULL));
}

void
folder_write (const char *folder, const char *name, const char *text)
{
    folder_write_bytes (folder, name, text, strlen (text));
}

void
folder_write_png (const char *folder, const char *name)
{
    folder_write_bytes (folder, name, "\x89PNG\r\n\x1a\n....", 12);
}

static void
remove_tree (const char *path)
{
    g_autoptr (GDir) dir = NULL;
    const char *name;

    if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        dir = g_dir_open (path, 0, NULL);
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *child = g_build_filename (path, name, NULL);
        remove_tree (child);
    }
    assert_int_equal (g_remove (path), 0);
}

void
folder_remove (const char *folder)
{
    g_autofree char *templates = g_path_get_dirname (folder);
    g_autofree char *base = g_path_get_dirname (templates);
    remove_tree (base);
}

int
template_set_up (void **state)
{
    *state = folder_new();
    return 0;
}

int
template_tear_down (void **state)
{
    folder_remove (*state);
    g_free (*state);
    return 0;
}

MsTemplate *
template_load (const char *folder)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsTemplate *template = ms_template_load (folder, problems);
    g_autofree char *found = problems_text (problems);

    if (template == NULL || problems->len > 0)
        fail_msg ("%s", found);
    return template;
}

char *
template_failure (const char *folder)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsTemplate) template = ms_template_load (folder, problems);

    assert_null (template);
    return problems_text (problems);
}

char *
template_html (const char *folder, const char *fields_text, GPtrArray *images)
{
    g_autoptr (MsTemplate) template = template_load (folder);
    g_autoptr (MsValue) fields = fields_of (fields_text);
    return ms_template_render_html (template, fields, images, NULL);
}

char *
template_text (const char *folder, const char *fields_text)
{
    g_autoptr (MsTemplate) template = template_load (folder);
    g_autoptr (MsValue) fields = fields_of (fields_text);
    return ms_template_render_text (template, fields, NULL);
}

static void
append_tag (const MsTag *tag, gpointer user_data)
{
    MsSlice name = ms_tag_slice (tag, tag->name);

    g_string_append_printf (user_data, "<%s%.*s", tag->is_end ? "/" : "", (int)name.len,
                            name.data);
    for (guint i = 0; i < tag->n_attributes; i++) {
        MsSlice attribute = ms_tag_slice (tag, tag->attributes[i].name);
        g_string_append_printf (user_data, " %.*s", (int)attribute.len, attribute.data);
    }
    g_string_append_c (user_data, '>');
}

char *
html_structure (const char *html)
{
    GString *structure = g_string_new (NULL);
    g_autoptr (MsScan) scan = ms_scan_new (append_tag, structure);

    ms_scan_feed (scan, ms_slice_str (html), NULL);
    assert_int_equal (ms_scan_place (scan), MS_IN_TEXT);
    return g_string_free (structure, FALSE);
}
