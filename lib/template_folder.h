/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The folder of one template, and reading from it without ever leaving it: a name must
 * not climb out, and what it turns out to be, links resolved, must lie inside the folder
 * above. (Kubernetes mounts a ConfigMap as links into a folder "..data" beside them, or
 * one above: that is inside.) */
#pragma once

#include "slice.h"

#define MS_TEMPLATE_MAX_TEXT ((gsize)512 * 1024) /* octets of one text file */

typedef struct MsFolder MsFolder;

/* Adds an error to `problems` and returns NULL when `path` is no folder. */
MsFolder *ms_folder_open (const char *path, GPtrArray *problems);
void ms_folder_free (MsFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsFolder, ms_folder_free)

/* Last component of the path. */
const char *ms_folder_name (const MsFolder *folder);

/* What problems call the file, and what is watched: the folder's path and the name. */
char *ms_folder_file (const MsFolder *folder, const char *name);

/* FALSE for a name that climbs out or is hidden: "..", "/x", ".x", "a\\b", "". */
gboolean ms_folder_has_place_for (const char *name);

/* All octets of a regular file. NULL with an error of G_FILE_ERROR, as ms_file_load:
 * G_FILE_ERROR_NOENT also where the name leaves the folder. */
GBytes *ms_folder_read (MsFolder *folder, const char *name, gsize max_size,
                        GError **error);

/* The text of a file: UTF-8, the byte order mark taken off, lines ending in LF. NULL when
 * it cannot be used, with the reason in `problems`; a file that is not there is one only
 * with `required`. */
char *ms_folder_read_text (MsFolder *folder, const char *name, gboolean required,
                           GPtrArray *problems);

/* The names of the regular files in a folder inside ("people/"), with that before them,
 * sorted. Never NULL; NULL-terminated. */
char **ms_folder_list (MsFolder *folder, const char *prefix);

/* What has been read or looked for, of char *. */
const GPtrArray *ms_folder_files (const MsFolder *folder);
