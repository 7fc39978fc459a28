/* SPDX-License-Identifier: BSD-2-Clause */
#include "template_folder.h"

#include "file.h"
#include "problem.h"
#include <errno.h>
#include <stdlib.h>

struct MsFolder {
    char *path;
    char *name;
    char *border; /* real path of the folder above, with a slash behind it */
    GPtrArray *files;
};

static char *
real_path (const char *path)
{
    char *real = realpath (path, NULL);
    char *copy = g_strdup (real);

    free (real);
    return copy;
}

static char *
without_slashes (const char *path)
{
    gsize len = strlen (path);

    while (len > 1 && path[len - 1] == '/')
        len--;
    return g_strndup (path, len);
}

static char *
border_of (const char *path)
{
    g_autofree char *parent = g_path_get_dirname (path);
    g_autofree char *real = real_path (parent);

    if (real == NULL)
        return NULL;
    return g_str_has_suffix (real, "/") ? g_steal_pointer (&real)
                                        : g_strconcat (real, "/", NULL);
}

static void
remember (MsFolder *folder, const char *file)
{
    for (guint i = 0; i < folder->files->len; i++)
        if (strcmp (g_ptr_array_index (folder->files, i), file) == 0)
            return;
    g_ptr_array_add (folder->files, g_strdup (file));
}

MsFolder *
ms_folder_open (const char *path, GPtrArray *problems)
{
    g_autofree char *clean = without_slashes (path);
    g_autofree char *border = border_of (clean);
    MsFolder *folder;

    if (border == NULL || !g_file_test (clean, G_FILE_TEST_IS_DIR)) {
        ms_problem_error (problems, clean, 0, 0,
                          "no such folder, expected one with a signature.html");
        return NULL;
    }
    folder = g_new0 (MsFolder, 1);
    folder->name = g_path_get_basename (clean);
    folder->path = g_steal_pointer (&clean);
    folder->border = g_steal_pointer (&border);
    folder->files = g_ptr_array_new_with_free_func (g_free);
    remember (folder, folder->path);
    return folder;
}

void
ms_folder_free (MsFolder *folder)
{
    if (folder == NULL)
        return;
    g_free (folder->path);
    g_free (folder->name);
    g_free (folder->border);
    g_clear_pointer (&folder->files, g_ptr_array_unref);
    g_free (folder);
}

const char *
ms_folder_name (const MsFolder *folder)
{
    return folder->name;
}

char *
ms_folder_file (const MsFolder *folder, const char *name)
{
    return g_strconcat (folder->path, "/", name, NULL);
}

const GPtrArray *
ms_folder_files (const MsFolder *folder)
{
    return folder->files;
}

/* No part of the name may be empty or start with a dot: not "..", and not the "..data" of
 * a ConfigMap either. */
gboolean
ms_folder_has_place_for (const char *name)
{
    g_auto (GStrv) parts = g_strsplit (name, "/", -1);

    for (guint i = 0; parts[i] != NULL; i++)
        if (parts[i][0] == '.' || (parts[i][0] == '\0' && parts[i + 1] != NULL))
            return FALSE;
    return *name != '\0' && strchr (name, '\\') == NULL;
}

/* The real path of a file inside, or NULL with an error. */
static char *
resolve (MsFolder *folder, const char *name, GError **error)
{
    g_autofree char *file = ms_folder_file (folder, name);
    g_autofree char *real = NULL;

    if (!ms_folder_has_place_for (name)) {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                     "\"%s\" is no name inside the template's folder", name);
        return NULL;
    }
    remember (folder, file);
    real = real_path (file);
    if (real == NULL)
        g_set_error (error, G_FILE_ERROR, (gint)g_file_error_from_errno (errno), "%s",
                     g_strerror (errno));
    else if (!g_str_has_prefix (real, folder->border))
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT,
                     "\"%s\" leads out of the folder of templates", name);
    else
        return g_steal_pointer (&real);
    return NULL;
}

GBytes *
ms_folder_read (MsFolder *folder, const char *name, gsize max_size, GError **error)
{
    g_autofree char *real = resolve (folder, name, error);
    char *data = NULL;
    gsize len = 0;

    if (real != NULL)
        data = ms_file_load (real, MS_FILE_REAL, max_size, &len, error);
    return data != NULL ? g_bytes_new_take (data, len) : NULL;
}

static void
complain_octet (const char *file, const char *text, const char *bad, GPtrArray *problems)
{
    guint line = 1;
    guint column = 1;

    for (; text < bad; text = g_utf8_next_char (text))
        if (*text == '\n') {
            line++;
            column = 1;
        } else {
            column++;
        }
    ms_problem_error (problems, file, line, column,
                      "octet 0x%02x is not UTF-8; save the file as UTF-8", (guchar)*bad);
}

static gboolean
is_utf16 (MsSlice text)
{
    return ms_slice_starts_with (text, "\xff\xfe") ||
           ms_slice_starts_with (text, "\xfe\xff");
}

static char *
with_line_feeds (const char *text)
{
    GString *out = g_string_new (text);

    g_string_replace (out, "\r\n", "\n", 0);
    g_string_replace (out, "\r", "\n", 0);
    return g_string_free (out, FALSE);
}

static char *
take_text (const char *file, MsSlice text, GPtrArray *problems)
{
    g_autofree char *copy = NULL;
    const char *bad = NULL;

    if (is_utf16 (text)) {
        ms_problem_error (problems, file, 1, 1, "the file is UTF-16; save it as UTF-8");
        return NULL;
    }
    if (ms_slice_starts_with (text, "\xef\xbb\xbf"))
        text = ms_slice (text.data + 3, text.len - 3);
    if (text.len > 0 && !g_utf8_validate (text.data, (gssize)text.len, &bad)) {
        complain_octet (file, text.data, bad, problems);
        return NULL;
    }
    copy = g_strndup (text.data, text.len);
    return with_line_feeds (copy != NULL ? copy : "");
}

char *
ms_folder_read_text (MsFolder *folder, const char *name, gboolean required,
                     GPtrArray *problems)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (GBytes) bytes =
        ms_folder_read (folder, name, MS_TEMPLATE_MAX_TEXT, &error);
    g_autofree char *file = ms_folder_file (folder, name);

    if (bytes != NULL)
        return take_text (file, ms_slice_bytes (bytes), problems);
    if (required || !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        ms_problem_error (problems, file, 0, 0, "%s", error->message);
    return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(char *const *)a, *(char *const *)b);
}

char **
ms_folder_list (MsFolder *folder, const char *prefix)
{
    g_autofree char *path = ms_folder_file (folder, prefix);
    g_autoptr (GPtrArray) names = g_ptr_array_new();
    g_autoptr (GDir) dir = NULL;
    const char *name;

    if (*prefix == '\0' || ms_folder_has_place_for (prefix))
        dir = g_dir_open (path, 0, NULL);
    if (dir != NULL)
        remember (folder, path);
    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *file = g_strconcat (path, name, NULL);
        if (*name != '.' && g_file_test (file, G_FILE_TEST_IS_REGULAR))
            g_ptr_array_add (names, g_strconcat (prefix, name, NULL));
    }
    g_ptr_array_sort (names, compare_names);
    g_ptr_array_add (names, NULL);
    return (char **)g_ptr_array_free (g_steal_pointer (&names), FALSE);
}
