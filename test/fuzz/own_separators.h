/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The built-in separators with some of an administrator's own, for the fuzz targets: each
 * kind of entry, with a regex that likes to take many steps. */
#pragma once

#include "problem.h"
#include "separator.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

#define OWN_SEPARATORS                                                                   \
    "off = { yahoo }\n"                                                                  \
    "separator \"crm\" {\n"                                                              \
    "    line    = { \"--- Case history ---\", \"/(a+)+#[0-9]|^case .* of/\" }\n"        \
    "    element = { \"div[class=crm]\", \"[id*=crm_]\" }\n"                             \
    "}\n"                                                                                \
    "separator \"tlh\" { from = \"vo'\" sent = \"ngeHta'\" wrote = \"ghItlh\" }\n"       \
    "separator \"on\" { line = \"Passed on\" thread = forward }\n"

static inline MsSeparators *
own_separators (void)
{
    g_autofree char *folder = g_dir_make_tmp ("fuzz-separators-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "own.conf", NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsSeparators *separators = NULL;

    if (!g_file_set_contents (path, OWN_SEPARATORS, -1, NULL))
        exit (1);
    separators = ms_separators_load (path, problems, NULL);
    g_unlink (path);
    g_rmdir (folder);
    if (separators == NULL)
        exit (1);
    return separators;
}
