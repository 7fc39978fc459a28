/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_csv.h"
#include "address.h"
#include "directory_name.h"
#include "file.h"
#include "problem.h"
#include "slice.h"
#include <csv.h>
#include <string.h>

#define MAX_SIZE ((gsize)256 * 1024 * 1024)
#define MAX_COLUMNS 1000
#define MAX_PROBLEMS 50 /* a wrong delimiter makes every row wrong */

/* By how much libcsv's buffer for a cell grows; its own 128 octets make a long cell cost
 * the square of its length where realloc copies. */
#define CELL_STEP ((gsize)64 * 1024)

#define NO_COLUMN G_MAXUINT

typedef struct {
    gsize cells; /* offset of the first cell */
    guint line;
} Row;

/* A hundred thousand people load in a moment because nothing is made for a row but its
 * text: a map only when somebody is looked up. */
struct MsDirectoryCsv {
    char *path;
    guint first_line;   /* of the row that names the columns */
    GPtrArray *columns; /* of char * */
    GString *cells;     /* of all rows, each cell with a NUL behind it */
    GArray *rows;       /* of Row */
    GHashTable *index;  /* address key -> number of the row, from 1 */
};

/* What the callbacks of libcsv work on. */
typedef struct {
    const char *path;
    GPtrArray *problems;
    guint faults;
    MsDirectoryCsv *people;
    guint email;   /* columns */
    guint aliases; /* or NO_COLUMN */
    guint line;    /* the one that libcsv has got */
    Row row;       /* the one that is being read */
    guint n_cells;
    gboolean row_is_over;
    guint nameless; /* rows without an email */
    guint first_nameless;
} Reader;

void
ms_directory_csv_free (MsDirectoryCsv *people)
{
    if (people == NULL)
        return;
    g_free (people->path);
    g_ptr_array_unref (people->columns);
    g_string_free (people->cells, TRUE);
    g_array_unref (people->rows);
    g_hash_table_unref (people->index);
    g_free (people);
}

static MsDirectoryCsv *
people_new (void)
{
    MsDirectoryCsv *people = g_new0 (MsDirectoryCsv, 1);

    people->columns = g_ptr_array_new_with_free_func (g_free);
    people->cells = g_string_new (NULL);
    people->rows = g_array_new (FALSE, FALSE, sizeof (Row));
    people->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    return people;
}

static const char *
next_cell (const char *cell)
{
    return cell + strlen (cell) + 1;
}

static const char *
cell_of_row (const MsDirectoryCsv *people, const Row *row, guint column)
{
    const char *cell = people->cells->str + row->cells;

    while (column-- > 0)
        cell = next_cell (cell);
    return cell;
}

/* ---- Problems -------------------------------------------------------------------- */

static void G_GNUC_PRINTF (4, 5)
    report (Reader *reader, guint line, guint column, const char *format, ...)
{
    const MsWhere where = { reader->path, line, column };
    va_list args;

    if (++reader->faults > MAX_PROBLEMS)
        return;
    va_start (args, format);
    ms_problem_add (reader->problems, MS_PROBLEM_ERROR, &where, format, args);
    va_end (args);
    if (reader->faults == MAX_PROBLEMS)
        ms_problem_error (reader->problems, reader->path, 0, 0,
                          "has more such problems, only the first %d are shown",
                          MAX_PROBLEMS);
}

/* ---- The first row --------------------------------------------------------------- */

static guint
find_column (const MsDirectoryCsv *people, const char *name)
{
    guint index = 0;

    return g_ptr_array_find_with_equal_func (people->columns, name, g_str_equal, &index)
               ? index
               : NO_COLUMN;
}

static void
add_column (Reader *reader, const char *cell)
{
    g_autofree char *name = g_strstrip (g_strdup (cell));
    guint column = reader->people->columns->len + 1;
    guint first = find_column (reader->people, name);

    if (*name == '\0')
        report (reader, reader->row.line, column, "the column has no name");
    else if (ms_directory_name_is_reserved (name))
        report (reader, reader->row.line, column,
                "%s is a field of mailstamp itself, expected another name for the column",
                name);
    else if (first != NO_COLUMN)
        report (reader, reader->row.line, column,
                "%s names a second column, the first is column %u", name, first + 1);
    g_ptr_array_add (reader->people->columns, g_steal_pointer (&name));
}

static char *
list_columns (const MsDirectoryCsv *people)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < people->columns->len; i++)
        g_string_append_printf (out, "%s%s", i > 0 ? ", " : "",
                                (char *)g_ptr_array_index (people->columns, i));
    return g_string_free (out, FALSE);
}

static void
take_first_row (Reader *reader)
{
    MsDirectoryCsv *people = reader->people;
    const char *cell = cell_of_row (people, &reader->row, 0);

    people->first_line = reader->row.line;
    for (guint i = 0; i < reader->n_cells; i++, cell = next_cell (cell))
        add_column (reader, cell);
    reader->email = find_column (people, "email");
    reader->aliases = find_column (people, "aliases");
    if (reader->email == NO_COLUMN) {
        g_autofree char *found = list_columns (people);
        report (reader, reader->row.line, 0,
                "the first row names no column email, it has: %s", found);
    }
    g_string_truncate (people->cells, 0);
}

/* ---- The other rows -------------------------------------------------------------- */

static void
add_address (Reader *reader, const char *address, guint column)
{
    MsDirectoryCsv *people = reader->people;
    g_autofree char *fault = ms_address_check (address);
    g_autofree char *key = ms_address_key (address);
    guint number = people->rows->len;
    guint other = GPOINTER_TO_UINT (g_hash_table_lookup (people->index, key));

    if (fault != NULL)
        report (reader, reader->row.line, column + 1, "%s", fault);
    else if (other == 0)
        g_hash_table_insert (people->index, g_steal_pointer (&key),
                             GUINT_TO_POINTER (number));
    else if (other != number) /* some exports list the address among its aliases */
        report (reader, reader->row.line, column + 1,
                "%s stands in two rows, the other starts in line %u", address,
                g_array_index (people->rows, Row, other - 1).line);
}

static void
add_aliases (Reader *reader, const char *cell)
{
    g_auto (GStrv) aliases = g_strsplit_set (cell, " ,;\t\r\n", -1);

    for (char **alias = aliases; *alias != NULL; alias++)
        if (**alias != '\0')
            add_address (reader, *alias, reader->aliases);
}

static void
take_row (Reader *reader)
{
    MsDirectoryCsv *people = reader->people;
    g_autofree char *email = NULL;

    if (reader->n_cells != people->columns->len) {
        report (reader, reader->row.line, 0,
                "the row has %u cells, expected %u as in the first row", reader->n_cells,
                people->columns->len);
        return;
    }
    if (reader->email == NO_COLUMN)
        return;
    g_array_append_val (people->rows, reader->row);
    email = g_strstrip (g_strdup (cell_of_row (people, &reader->row, reader->email)));
    if (*email != '\0')
        add_address (reader, email, reader->email);
    else if (reader->nameless++ == 0)
        reader->first_nameless = reader->row.line;
    if (reader->aliases != NO_COLUMN && *email != '\0')
        add_aliases (reader, cell_of_row (people, &reader->row, reader->aliases));
}

/* Spreadsheets leave rows of nothing but delimiters at the end. */
static gboolean
row_is_empty (const Reader *reader)
{
    const char *cell = cell_of_row (reader->people, &reader->row, 0);

    for (guint i = 0; i < reader->n_cells; i++, cell = next_cell (cell))
        if (*cell != '\0')
            return FALSE;
    return TRUE;
}

static void
start_row (Reader *reader)
{
    reader->row = (Row){ reader->people->cells->len, reader->line };
    reader->n_cells = 0;
    reader->row_is_over = FALSE;
}

static void
on_cell (void *cell, size_t len, void *data)
{
    Reader *reader = data;

    if (reader->row_is_over) /* rows with nothing but a CR between them */
        start_row (reader);
    reader->n_cells++;
    g_string_append_len (reader->people->cells, cell, (gssize)len);
    g_string_append_c (reader->people->cells, '\0');
}

static void
on_row_end (int character, void *data)
{
    Reader *reader = data;

    (void)character;
    if (reader->n_cells > MAX_COLUMNS)
        report (reader, reader->row.line, 0, "the row has %u cells, expected at most %d",
                reader->n_cells, MAX_COLUMNS);
    else if (reader->people->columns->len == 0)
        take_first_row (reader);
    else if (row_is_empty (reader))
        g_string_truncate (reader->people->cells, reader->row.cells);
    else
        take_row (reader);
    reader->row_is_over = TRUE;
}

/* ---- The file -------------------------------------------------------------------- */

/* What stands most often outside quotes in the first line. */
static char
find_delimiter (MsSlice text)
{
    static const char candidates[] = ",;\t";
    guint counts[3] = { 0 };
    gboolean quoted = FALSE;
    guint best = 0;

    for (gsize i = 0; i < text.len && text.data[i] != '\n'; i++) {
        const char *found = strchr (candidates, text.data[i]);
        quoted ^= text.data[i] == '"';
        if (!quoted && found != NULL && *found != '\0')
            counts[found - candidates]++;
    }
    for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
        if (counts[i] > counts[best])
            best = i;
    return candidates[best];
}

/* libcsv counts no lines, so it gets one at a time. FALSE when the file is at odds with
 * its quotes: what comes then cannot be told. */
static gboolean
read_lines (Reader *reader, struct csv_parser *parser, MsSlice text)
{
    reader->row_is_over = TRUE;
    for (gsize start = 0, end = 0; start < text.len; start = end) {
        const char *lf = memchr (text.data + start, '\n', text.len - start);
        end = lf != NULL ? (gsize)(lf - text.data) + 1 : text.len;
        MsSlice this = ms_slice_range (text, (MsRange){ start, end });
        reader->line++;
        if (reader->row_is_over && ms_slice_is_blank (this))
            continue;
        if (reader->row_is_over)
            start_row (reader);
        if (csv_parse (parser, this.data, this.len, on_cell, on_row_end, reader) <
            this.len) {
            report (reader, reader->line, 0,
                    "a quote stands in the middle of a cell, expected the whole cell in "
                    "quotes and each quote in it doubled");
            return FALSE;
        }
    }
    return TRUE;
}

static void
read_text (Reader *reader, MsSlice text)
{
    struct csv_parser parser;
    gboolean complete = FALSE;

    csv_init (&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_blk_size (&parser, CELL_STEP);
    csv_set_delim (&parser, (unsigned char)find_delimiter (text));
    complete = read_lines (reader, &parser, text);
    if (complete && csv_fini (&parser, on_cell, on_row_end, reader) != 0)
        report (reader, reader->row.line, 0,
                "a quote is opened in this row and never closed");
    csv_free (&parser);
    if (complete && reader->people->columns->len == 0)
        report (reader, 0, 0,
                "the file is empty, expected a first row that names the "
                "columns");
}

/* The file without its byte order mark; NULL after a report. */
static char *
read_file (Reader *reader, gsize *len)
{
    guint line = 0;
    g_autofree char *what = NULL;
    g_autofree char *text = ms_file_read (reader->path, MAX_SIZE, len, &what);

    if (text != NULL)
        what = ms_file_check_utf8 (text, *len, &line);
    if (what != NULL) {
        report (reader, line, 0, "%s", what);
        return NULL;
    }
    if (!g_str_has_prefix (text, "\xEF\xBB\xBF"))
        return g_steal_pointer (&text);
    *len -= 3;
    return g_strdup (text + 3);
}

MsDirectoryCsv *
ms_directory_csv_load (const char *path, GPtrArray *problems)
{
    Reader reader = { .path = path, .problems = problems };
    gsize len = 0;
    g_autofree char *text = read_file (&reader, &len);
    g_autoptr (MsDirectoryCsv) people = NULL;

    if (text == NULL)
        return NULL;
    people = reader.people = people_new();
    people->path = g_strdup (path);
    read_text (&reader, ms_slice (text, len));
    if (reader.nameless > 0)
        ms_problem_warning (problems, path, reader.first_nameless, reader.email + 1,
                            "%u rows have no email and are not used, this is the first",
                            reader.nameless);
    return reader.faults == 0 ? g_steal_pointer (&people) : NULL;
}

static MsValue *
person_of_row (const MsDirectoryCsv *people, const Row *row)
{
    MsValue *person = ms_value_new_map();
    const char *cell = cell_of_row (people, row, 0);

    for (guint i = 0; i < people->columns->len; i++, cell = next_cell (cell))
        ms_value_set_text (person, g_ptr_array_index (people->columns, i), cell);
    return person;
}

MsValue *
ms_directory_csv_lookup (const MsDirectoryCsv *people, const char *address)
{
    g_autofree char *key = ms_address_key (address);
    guint number = GPOINTER_TO_UINT (g_hash_table_lookup (people->index, key));

    return number > 0
               ? person_of_row (people, &g_array_index (people->rows, Row, number - 1))
               : NULL;
}

guint
ms_directory_csv_size (const MsDirectoryCsv *people)
{
    return people->rows->len;
}

static gboolean
has_value (const char *cell)
{
    g_autoptr (MsValue) value = ms_value_new_text (cell);
    return ms_value_is_true (value);
}

void
ms_directory_csv_list_fields (const MsDirectoryCsv *people, GArray *fields)
{
    guint before = fields->len;

    for (guint i = 0; i < people->columns->len; i++) {
        MsPersonField field = { g_ptr_array_index (people->columns, i), people->path,
                                people->first_line, i + 1, FALSE };
        g_array_append_val (fields, field);
    }
    for (guint r = 0; r < people->rows->len; r++) {
        const char *cell = cell_of_row (people, &g_array_index (people->rows, Row, r), 0);
        for (guint i = before; i < fields->len; i++, cell = next_cell (cell)) {
            MsPersonField *field = &g_array_index (fields, MsPersonField, i);
            field->has_value = field->has_value || has_value (cell);
        }
    }
}

void
ms_directory_csv_each_person (const MsDirectoryCsv *people, MsPersonFunc func,
                              gpointer user_data)
{
    for (guint i = 0; i < people->rows->len; i++) {
        const Row *row = &g_array_index (people->rows, Row, i);
        g_autoptr (MsValue) person = person_of_row (people, row);
        func (person, people->path, row->line, user_data);
    }
}
