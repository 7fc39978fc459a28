/* SPDX-License-Identifier: BSD-2-Clause */
#pragma once

#include "value.h"

/* Something that people of a source can have: a column of people.csv. */
typedef struct {
    const char *name; /* borrowed, as the next */
    const char *file; /* where it is named; NULL: nowhere to point at */
    guint line;
    guint column;
    gboolean has_value; /* somebody has one */
} MsPersonField;

/* Gets one person, a map, and the line of `file` where it stands; all borrowed. */
typedef void (*MsPersonFunc) (const MsValue *person, const char *file, guint line,
                              gpointer user_data);
