/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Cases for the locators, kept as text so that one more needs no C. A file has
 *
 *   === name | separator or none | thread [answers] [below]
 *   the text, with a broken bar where the stamp belongs
 *
 * The last line end of a text is not part of it; \uXXXX stands for that character. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "place.h"

typedef MsPlaces (*PlaceFunc) (MsSlice text, MsPlaceHints hints,
                               const MsSeparators *separators);

typedef struct {
    char *name;
    char *separator; /* NULL: none */
    MsThread thread;
    gboolean answers;
    gboolean below;
    GString *text; /* without the mark */
    gsize want;
} PlaceCase;

static inline void
place_case_free (gpointer data)
{
    PlaceCase *one = data;

    g_free (one->name);
    g_free (one->separator);
    g_string_free (one->text, TRUE);
    g_free (one);
}

static inline GString *
unescape (const char *text)
{
    GString *plain = g_string_new (NULL);

    for (; *text != '\0'; text++) {
        if (text[0] != '\\' || text[1] != 'u') {
            g_string_append_c (plain, *text);
            continue;
        }
        g_autofree char *digits = g_strndup (text + 2, 4);
        g_string_append_unichar (plain, (gunichar)g_ascii_strtoull (digits, NULL, 16));
        text += 5;
    }
    return plain;
}

static inline PlaceCase *
place_case_parse (const char *block)
{
    PlaceCase *one = g_new0 (PlaceCase, 1);
    const char *body = strchr (block, '\n') + 1;
    g_autofree char *line = g_strndup (block, (gsize)(body - block - 1));
    g_auto (GStrv) fields = g_strsplit (line, " | ", 3);
    const char *mark = NULL;

    assert_int_equal (g_strv_length (fields), 3);
    one->name = g_strdup (fields[0]);
    one->separator = g_str_equal (fields[1], "none") ? NULL : g_strdup (fields[1]);
    one->thread = g_str_has_prefix (fields[2], "forward") ? MS_THREAD_FORWARD
                  : g_str_has_prefix (fields[2], "reply") ? MS_THREAD_REPLY
                                                          : MS_THREAD_NEW;
    one->answers = strstr (fields[2], "answers") != NULL;
    one->below = strstr (fields[2], "below") != NULL;
    one->text = unescape (body);
    if (g_str_has_suffix (one->text->str, "\n"))
        g_string_truncate (one->text, one->text->len - 1);
    mark = strstr (one->text->str, "¦");
    assert_non_null (mark);
    one->want = (gsize)(mark - one->text->str);
    g_string_erase (one->text, (gssize)one->want, (gssize)strlen ("¦"));
    return one;
}

static inline GPtrArray *
place_cases_load (const char *name)
{
    GPtrArray *cases = g_ptr_array_new_with_free_func (place_case_free);
    g_autofree char *path = g_build_filename (TEST_DIR, "unit", "place", name, NULL);
    g_autofree char *content = NULL;
    g_auto (GStrv) blocks = NULL;

    assert_true (g_file_get_contents (path, &content, NULL, NULL));
    blocks = g_strsplit (content, "=== ", -1);
    for (char **block = blocks + 1; *block != NULL; block++)
        g_ptr_array_add (cases, place_case_parse (*block));
    return cases;
}

/* Runs one case; prints what is wrong with it. */
static inline guint
place_case_check (const PlaceCase *one, PlaceFunc place, const MsSeparators *separators)
{
    MsSlice text = ms_slice (one->text->str, one->text->len);
    MsPlaces got =
        place (text, one->answers ? MS_PLACE_ANSWERS : MS_PLACE_PLAIN, separators);

    if (got.above_quote == one->want && got.thread == one->thread &&
        got.below == one->below && g_strcmp0 (got.separator, one->separator) == 0)
        return 0;
    print_error ("%s: separator %s want %s, thread %d want %d, below %d want %d, "
                 "at %zu want %zu: …%.*s<<>>%s\n",
                 one->name, got.separator, one->separator, got.thread, one->thread,
                 got.below, one->below, got.above_quote, one->want,
                 (int)MIN (got.above_quote, 60),
                 text.data + got.above_quote - MIN (got.above_quote, 60),
                 text.data + got.above_quote);
    return 1;
}

static inline void
place_cases_check (const char *file, PlaceFunc place, guint least)
{
    g_autoptr (MsSeparators) separators = ms_separators_new();
    g_autoptr (GPtrArray) cases = place_cases_load (file);
    guint failed = 0;

    for (guint i = 0; i < cases->len; i++)
        failed += place_case_check (g_ptr_array_index (cases, i), place, separators);
    assert_int_equal (failed, 0);
    assert_true (cases->len >= least);
}
