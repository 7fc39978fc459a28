/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include <glib.h>

/* Something that people of a source can have: a column of people.csv. */
typedef struct {
    const char *name; /* borrowed, as the next */
    const char *file; /* where it is named; NULL: nowhere to point at */
    guint line;
    guint column;
    gboolean has_value; /* somebody has one */
} MsPersonField;
