/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Any octets as people.csv. What is wrong is told; a directory comes out exactly when
 * nothing is. */
#include "directory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
check_problems (const GPtrArray *problems, guint lines)
{
    for (guint i = 0; i < problems->len; i++) {
        const MsProblem *problem = g_ptr_array_index (problems, i);
        if (problem->line > lines || *problem->text == '\0' ||
            strchr (problem->text, '\n') != NULL)
            abort();
    }
}

static void
look_up (MsDirectory *directory, const char *address)
{
    g_autoptr (MsValue) person = NULL;

    if (!ms_directory_lookup (directory, address, &person, NULL))
        abort();
    if (person != NULL && ms_value_text (ms_value_get (person, "email")) == NULL)
        abort();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    int fd = memfd_create ("people.csv", MFD_CLOEXEC);
    g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
    g_autofree char *text = g_strndup ((const char *)data, size);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsDirectory) directory = ms_directory_new (MS_MERGE_FIRST);
    gboolean good = FALSE;
    guint lines = 1;

    for (gsize i = 0; i < size; i++)
        lines += data[i] == '\n';
    if (fd < 0 || write (fd, data, size) != (gssize)size)
        exit (1);
    good = ms_directory_add_csv (directory, "people", path, problems);
    close (fd);
    check_problems (problems, lines);
    if (good == ms_problems_have_error (problems))
        abort();
    if (good) {
        look_up (directory, "jane@example.com");
        look_up (directory, text);
    }
    return 0;
}
