/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Runs a fuzz target over files and folders, without libFuzzer: so that seeds and what
 * was found once are tests of every build. */
#include <glib.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv) __attribute__ ((weak));

static guint
replay_file (const char *path)
{
    g_autofree char *data = NULL;
    gsize size = 0;

    if (!g_file_get_contents (path, &data, &size, NULL))
        return 0;
    /* Exactly as long as it is, for AddressSanitizer. */
    g_autofree guint8 *exact = g_memdup2 (data, size);
    LLVMFuzzerTestOneInput (exact, size);
    return 1;
}

static guint
replay (const char *path)
{
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    const char *name = NULL;
    guint count = 0;

    if (folder == NULL)
        return replay_file (path);
    while ((name = g_dir_read_name (folder)) != NULL) {
        g_autofree char *inner = g_build_filename (path, name, NULL);
        count += replay (inner);
    }
    return count;
}

int
main (int argc, char **argv)
{
    guint count = 0;

    if (LLVMFuzzerInitialize != NULL)
        LLVMFuzzerInitialize (&argc, &argv);
    for (int i = 1; i < argc; i++)
        count += replay (argv[i]);
    printf ("%u inputs\n", count);
    return 0;
}
