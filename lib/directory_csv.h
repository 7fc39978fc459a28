/* SPDX-License-Identifier: BSD-2-Clause
 *
 * people.csv: one row for each person, read whole into memory. The first row names the
 * columns; one of them is `email`, another may be `aliases`: more addresses of the same
 * person, with blanks or commas between. Comma, semicolon or tab between the cells, as
 * the first row has it. Immutable after loading. */
#pragma once

#include "directory_field.h"
#include "value.h"
#include <mailstamp.h>

typedef struct MsDirectoryCsv MsDirectoryCsv;

/* Takes UTF-8 with or without BOM. What is wrong goes to `problems`, with the line in
 * which the row starts and the number of the cell; NULL when the file cannot be used. */
MsDirectoryCsv *ms_directory_csv_load (const char *path, GPtrArray *problems);
void ms_directory_csv_free (MsDirectoryCsv *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsDirectoryCsv, ms_directory_csv_free)

/* A new map of the person's attributes, under the names of the columns; NULL when nobody
 * has that address. */
MsValue *ms_directory_csv_lookup (const MsDirectoryCsv *people, const char *address);

/* How many people there are. */
guint ms_directory_csv_size (const MsDirectoryCsv *people);

/* Adds each column to `fields`, of MsPersonField, with its place in the first row. */
void ms_directory_csv_list_fields (const MsDirectoryCsv *people, GArray *fields);

/* Calls `func` for each person, in the order of the rows. */
void ms_directory_csv_each_person (const MsDirectoryCsv *people, MsPersonFunc func,
                                   gpointer user_data);
