/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as a file of separators. What is wrong is told, with a line of the file;
 * what is good finds places in two texts. */
#include "place.h"
#include "problem.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static char *path;

static const char plain[] = "Done.\n\n----- Case history -----\nticket #47 was opened\n"
                            "vo': Tom <tom@example.org>\nngeHta': 3.3.2026 9:41\n"
                            "3.3.2026 9:41 Tom ghItlh:\n> aaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
static const char html[] = "<p>Done.</p><div class='a crm-history' id=crm_1>----- Case "
                           "history -----<br>vo': Tom</div><p>aaaaaaaaaaaaaaaaaaaa</p>";

static void
remove_file (void)
{
    g_autofree char *folder = g_path_get_dirname (path);

    g_unlink (path);
    g_rmdir (folder);
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    g_autofree char *folder = g_dir_make_tmp ("fuzz-separators-XXXXXX", NULL);

    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    path = g_build_filename (folder, "own.conf", NULL);
    atexit (remove_file);
    return 0;
}

static void
check_problems (const GPtrArray *problems, guint lines)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->line > lines || *problem->text == '\0' ||
            !g_utf8_validate (problem->text, -1, NULL) ||
            strchr (problem->text, '\n') != NULL) {
            fprintf (stderr, "of %u lines, line %u: %s\n", lines, problem->line,
                     problem->text);
            abort();
        }
    }
}

static void
check_places (MsPlaces places, gsize len)
{
    if (places.top > places.above_quote || places.above_quote > places.bottom ||
        places.bottom > len)
        abort();
    if ((places.separator == NULL) != (places.thread == MS_THREAD_NEW))
        abort();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsSeparators) separators = NULL;
    guint lines = 1;

    for (gsize i = 0; i < size; i++)
        lines += data[i] == '\n';
    g_unlink (path); /* what GLib writes over a longer file it does not cut off */
    if (!g_file_set_contents_full (path, (const char *)data, (gssize)size,
                                   G_FILE_SET_CONTENTS_NONE, 0600, NULL))
        exit (1);
    separators = ms_separators_load (path, problems, NULL);
    check_problems (problems, lines);
    if ((separators == NULL) != ms_problems_have_error (problems))
        abort();
    if (separators == NULL)
        return 0;
    check_places (ms_place_text (ms_slice_str (plain), 0, separators), strlen (plain));
    check_places (ms_place_html (ms_slice_str (html), 0, separators), strlen (html));
    return 0;
}
