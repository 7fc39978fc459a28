/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the two targets that look for places share. */
#pragma once

#include "place.h"
#include "problem.h"
#include "typed.h"
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>

/* The built-in separators with some of an administrator's own: each kind of entry, with a
 * regex that likes to take many steps. */
#define OWN_SEPARATORS                                                                   \
    "off = { yahoo }\n"                                                                  \
    "separator \"crm\" {\n"                                                              \
    "    line    = { \"--- Case history ---\", \"/(a+)+#[0-9]|^case .* of/\" }\n"        \
    "    element = { \"div[class=crm]\", \"[id*=crm_]\" }\n"                             \
    "}\n"                                                                                \
    "separator \"tlh\" { from = \"vo'\" sent = \"ngeHta'\" wrote = \"ghItlh\" }\n"       \
    "separator \"on\" { line = \"Passed on\" thread = forward }\n"

static MsSeparators *
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

static MsSeparators *separators;
static MsTypedWord *token;

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    g_autofree char *what = NULL;

    (void)argc;
    (void)argv;
    g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL);
    separators = own_separators();
    token = ms_typed_word_parse ("[[my  signature]]", &what);
    return 0;
}

/* The places are in order, and a history is one of something. */
static void
check_order (const MsPlaces *places, gsize len)
{
    if (places->top > places->above_quote || places->above_quote > places->bottom)
        abort();
    if (places->history.start > places->history.end || places->history.end > len)
        abort();
    if ((places->separator == NULL) != (places->thread == MS_THREAD_NEW))
        abort();
    if ((places->separator == NULL || places->below) &&
        places->above_quote != places->bottom)
        abort();
}

/* The pieces of the token are in order; where the last of them ends. */
static gsize
check_ranges (const MsTyped *typed, gsize len)
{
    gsize at = 0;

    for (guint i = 0; typed->ranges != NULL && i < typed->ranges->len; i++) {
        MsRange range = g_array_index (typed->ranges, MsRange, i);
        if (range.start < at || range.end <= range.start || range.end > len)
            abort();
        at = range.end;
    }
    return at;
}
