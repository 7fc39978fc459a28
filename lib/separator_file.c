/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What an administrator adds to the catalogue, in the syntax of mailstamp.conf:
 *
 *   off = { wrote-sv, yahoo }                    # names of the built-in catalogue
 *   separator "crm" {
 *       line    = { "----- Case history -----",  # the whole line, dashes of any length
 *                   "/^case #[0-9]+ of /" }      # or what is found in it
 *       element = "div[class=crm-history]"       # *= for a part of the value
 *       from = "Vo'"  sent = "ngeHta'"  to = "Daq"  subject = "qech"    # header fields
 *       wrote   = "ghItlh"                       # "on … wrote"
 *       thread  = reply                          # or forward
 *   }
 *
 * Lines are compared without case, with one kind of blank, dash and quotation mark. */
#include "conf_file.h"
#include "file.h"
#include "problem.h"
#include "separator_build.h"
#include "text_line.h"

#define MAX_FILE ((gsize)1024 * 1024)
#define MAX_NAME 40

static const char *const keys[] = { "off", "line", "element", "from",  "sent",   "date",
                                    "to",  "cc",   "subject", "wrote", "thread", NULL };
static const MsConfShape shapes[] = { { "separator", TRUE, NULL }, { NULL } };

static const struct {
    const char *key;
    MsQuotedField field;
} fields[] = {
    { "from", MS_FIELD_FROM }, { "sent", MS_FIELD_SENT }, { "date", MS_FIELD_DATE },
    { "to", MS_FIELD_TO },     { "cc", MS_FIELD_CC },     { "subject", MS_FIELD_SUBJECT },
};

/* One file: its name for problems, and where what it says goes. */
typedef struct {
    const char *file;
    GPtrArray *problems;
    MsSeparators *separators;
    GHashTable *names; /* of all files: "file:line" of the separator of that name */
} Loader;

static gboolean
has_letters (const char *text)
{
    g_autofree char *folded = ms_fold (text);

    for (const char *c = folded; *c != '\0'; c++)
        if (g_ascii_isalnum (*c) || (guchar)*c >= 0x80)
            return TRUE;
    return FALSE;
}

static MsThread
thread_of (const MsConfSection *section)
{
    for (guint i = 0; i < section->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (section->entries, i);
        const MsConfValue *value = &g_array_index (entry->values, MsConfValue, 0);
        if (g_str_equal (entry->key, "thread") && g_str_equal (value->text, "forward"))
            return MS_THREAD_FORWARD;
    }
    return MS_THREAD_REPLY;
}

/* ---- Values ---------------------------------------------------------------------- */

/* Each gives NULL, or what is wrong and what was expected (caller frees). */

static char *
take_line (Loader *loader, const MsConfSection *section, const char *text)
{
    MsThread thread = thread_of (section);

    if (ms_pattern_is_regex (text)) {
        char *what = NULL;
        MsPattern *pattern = ms_pattern_parse_line (text, &what);

        if (pattern != NULL && ms_pattern_match (pattern, "")) {
            ms_pattern_free (pattern);
            return g_strdup_printf ("%s is found in an empty text, and so in each line, "
                                    "expected something to look for",
                                    text);
        }
        if (pattern != NULL)
            ms_separators_add_pattern (loader->separators, section->title, thread,
                                       pattern);
        return what;
    }
    if (!has_letters (text))
        return g_strdup_printf ("\"%s\" has no words, and a row of dashes is prose, "
                                "expected a line with words, or /regex/",
                                text);
    ms_separators_add_line (loader->separators, section->title, thread, text);
    return NULL;
}

static gboolean
is_name (const char *text, gsize len)
{
    for (gsize i = 0; i < len; i++)
        if (!g_ascii_isalnum (text[i]) && strchr ("-_:", text[i]) == NULL)
            return FALSE;
    return len > 0;
}

static char *
take_element (Loader *loader, const MsConfSection *section, const char *text)
{
    const char *open = strchr (text, '[');
    const char *equals = open != NULL ? strchr (open, '=') : NULL;
    gsize len = strlen (text);
    gboolean contains = equals != NULL && equals[-1] == '*';
    g_autofree char *tag = NULL, *attribute = NULL, *value = NULL;
    MsElement element = { .name = section->title,
                          .match = contains ? MS_ATTRIBUTE_CONTAINS : MS_ATTRIBUTE_WORD,
                          .trust = MS_ELEMENT_SURE,
                          .thread = thread_of (section) };

    if (equals == NULL || text[len - 1] != ']' || equals + 2 > text + len - 1 ||
        (open > text && !g_str_has_prefix (text, "*[") &&
         !is_name (text, (gsize)(open - text))) ||
        !is_name (open + 1, (gsize)(equals - open) - 1 - (contains ? 1 : 0)))
        return g_strdup_printf ("\"%s\" is no element, expected tag[attribute=value], or "
                                "*= for a part of the value",
                                text);
    if (open > text && *text != '*')
        tag = g_strndup (text, (gsize)(open - text));
    attribute = g_strndup (open + 1, (gsize)(equals - open) - 1 - (contains ? 1 : 0));
    value = g_strndup (equals + 1, (gsize)(text + len - 1 - (equals + 1)));
    element.tag = tag;
    element.attribute = attribute;
    element.value = value;
    ms_separators_add_element (loader->separators, &element);
    return NULL;
}

static char *
take_word (Loader *loader, const MsConfSection *section, const char *key,
           const char *text)
{
    if (!has_letters (text))
        return g_strdup_printf ("\"%s\" has no letters, expected a word", text);
    if (g_str_equal (key, "wrote"))
        ms_separators_add_verb (loader->separators, section->title, text);
    for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        if (g_str_equal (key, fields[i].key))
            ms_separators_add_label (loader->separators, section->title, fields[i].field,
                                     text);
    return NULL;
}

static char *
take_value (Loader *loader, const MsConfSection *section, const char *key,
            const char *text)
{
    if (g_str_equal (key, "line"))
        return take_line (loader, section, text);
    if (g_str_equal (key, "element"))
        return take_element (loader, section, text);
    if (g_str_equal (key, "off"))
        return g_strdup ("belongs to the top of the file");
    if (!g_str_equal (key, "thread"))
        return take_word (loader, section, key, text);
    return g_str_equal (text, "reply") || g_str_equal (text, "forward")
               ? NULL
               : g_strdup_printf ("\"%s\" is unknown, expected reply or forward", text);
}

/* ---- Sections -------------------------------------------------------------------- */

static gboolean
is_known (const char *key)
{
    return g_strv_contains (keys, key);
}

/* The line of an entry before `entry` with the same key, 0 when there is none. */
static guint
line_of_first (const MsConfSection *section, const MsConfEntry *entry)
{
    const MsConfEntry *first = g_ptr_array_index (section->entries, 0);

    for (guint i = 0; first != entry && !g_str_equal (first->key, entry->key);)
        first = g_ptr_array_index (section->entries, ++i);
    return first != entry ? first->line : 0;
}

static void
take_entry (Loader *loader, const MsConfSection *section, const MsConfEntry *entry)
{
    if (!is_known (entry->key)) {
        ms_problem_error (loader->problems, loader->file, entry->line, 0,
                          "%s: unknown key, expected line, element, wrote, thread or the "
                          "name of a header field",
                          entry->key);
        return;
    }
    if (line_of_first (section, entry) != 0) {
        ms_problem_error (loader->problems, loader->file, entry->line, 0,
                          "%s: is set twice, the first is in line %u", entry->key,
                          line_of_first (section, entry));
        return;
    }
    if (g_str_equal (entry->key, "thread") && entry->values->len > 1) {
        ms_problem_error (loader->problems, loader->file, entry->line, 0,
                          "thread: has several values, expected one");
        return;
    }
    for (guint i = 0; i < entry->values->len; i++) {
        const MsConfValue *value = &g_array_index (entry->values, MsConfValue, i);
        g_autofree char *what = take_value (loader, section, entry->key, value->text);
        if (what != NULL)
            ms_problem_error (loader->problems, loader->file, value->line, 0, "%s: %s",
                              entry->key, what);
    }
}

static gboolean
is_good_name (const char *name)
{
    return name != NULL && is_name (name, strlen (name)) && strlen (name) <= MAX_NAME &&
           strchr (name, ':') == NULL;
}

/* NULL, or where the separator of that name stands already. */
static const char *
note_name (const Loader *loader, const MsConfSection *section)
{
    const char *first = g_hash_table_lookup (loader->names, section->title);

    if (first == NULL)
        g_hash_table_insert (loader->names, g_strdup (section->title),
                             g_strdup_printf ("%s:%u", loader->file, section->line));
    return first;
}

static void
take_section (Loader *loader, const MsConfSection *section)
{
    const char *first = NULL;

    if (!is_good_name (section->title))
        ms_problem_error (loader->problems, loader->file, section->line, 0,
                          "separator: \"%s\" is no name, expected letters, digits and -",
                          section->title != NULL ? section->title : "");
    else if (ms_separators_is_builtin (section->title))
        ms_problem_error (loader->problems, loader->file, section->line, 0,
                          "separator: \"%s\" is in the built-in catalogue, expected a "
                          "name of its own",
                          section->title);
    else if (section->entries->len == 0)
        ms_problem_error (loader->problems, loader->file, section->line, 0,
                          "separator: \"%s\" says nothing, expected line, element, wrote "
                          "or header fields",
                          section->title);
    else if ((first = note_name (loader, section)) != NULL)
        ms_problem_error (loader->problems, loader->file, section->line, 0,
                          "separator: there are two of the name \"%s\", the first is at "
                          "%s",
                          section->title, first);
    else
        for (guint i = 0; i < section->entries->len; i++)
            take_entry (loader, section, g_ptr_array_index (section->entries, i));
}

static void
take_off (GHashTable *off, const char *file, const MsConfEntry *entry,
          GPtrArray *problems)
{
    for (guint i = 0; i < entry->values->len; i++) {
        const MsConfValue *value = &g_array_index (entry->values, MsConfValue, i);

        if (ms_separators_is_builtin (value->text))
            g_hash_table_add (off, g_strdup (value->text));
        else if (*value->text != '\0')
            ms_problem_error (problems, file, value->line, 0,
                              "off: the built-in catalogue has no separator \"%s\"",
                              value->text);
    }
}

/* What is switched off has to be known before the catalogue is put together. */
static void
read_top (const MsConfSection *root, const char *file, GHashTable *off,
          GPtrArray *problems)
{
    for (guint i = 0; i < root->entries->len; i++) {
        const MsConfEntry *entry = g_ptr_array_index (root->entries, i);

        if (g_str_equal (entry->key, "off"))
            take_off (off, file, entry, problems);
        else
            ms_problem_error (problems, file, entry->line, 0,
                              "%s: expected off, or separator \"name\" { … } around it",
                              entry->key);
    }
}

/* ---- Files ----------------------------------------------------------------------- */

static MsConfSection *
read_file (const char *path, GPtrArray *problems)
{
    gsize len = 0;
    g_autofree char *what = NULL;
    g_autofree char *text = ms_file_read (path, MAX_FILE, &len, &what);

    if (text == NULL) {
        ms_problem_error (problems, path, 0, 0, "%s", what);
        return NULL;
    }
    return ms_conf_parse (path, ms_slice (text, len), keys, shapes, problems);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_files (const char *path)
{
    GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
    const char *name = NULL;

    if (folder == NULL) {
        g_ptr_array_add (files, g_strdup (path));
        return files;
    }
    while ((name = g_dir_read_name (folder)) != NULL)
        if (g_str_has_suffix (name, ".conf") && name[0] != '.')
            g_ptr_array_add (files, g_build_filename (path, name, NULL));
    g_ptr_array_sort (files, compare_names);
    return files;
}

static void
free_root (gpointer root)
{
    if (root != NULL)
        ms_conf_section_free (root);
}

/* The trees of the files, NULL for one that could not be read. */
static GPtrArray *
read_files (const GPtrArray *paths, GHashTable *off, GPtrArray *problems)
{
    GPtrArray *roots = g_ptr_array_new_with_free_func (free_root);

    for (guint i = 0; i < paths->len; i++) {
        const char *file = g_ptr_array_index (paths, i);
        MsConfSection *root = read_file (file, problems);

        if (root != NULL)
            read_top (root, file, off, problems);
        g_ptr_array_add (roots, root);
    }
    return roots;
}

MsSeparators *
ms_separators_load (const char *path, GPtrArray *problems, GPtrArray *files)
{
    g_autoptr (GPtrArray) paths = list_files (path);
    g_autoptr (GHashTable) off =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr (GPtrArray) own = ms_problems_new();
    g_autoptr (GPtrArray) roots = read_files (paths, off, own);
    g_autoptr (MsSeparators) separators = ms_separators_new_without (off);
    g_autoptr (GHashTable) names =
        g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    gboolean good = FALSE;

    if (paths->len == 0)
        ms_problem_warning (own, path, 0, 0,
                            "no file in this folder ends in .conf, so nothing is added");

    for (guint i = 0; i < roots->len; i++) {
        const MsConfSection *root = g_ptr_array_index (roots, i);
        Loader loader = { g_ptr_array_index (paths, i), own, separators, names };

        for (guint k = 0; root != NULL && k < root->sections->len; k++)
            take_section (&loader, g_ptr_array_index (root->sections, k));
        if (files != NULL)
            g_ptr_array_add (files, g_strdup (loader.file));
    }
    good = !ms_problems_have_error (own);
    g_ptr_array_extend_and_steal (problems, g_steal_pointer (&own));
    return good ? g_steal_pointer (&separators) : NULL;
}
