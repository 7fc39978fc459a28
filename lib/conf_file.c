/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_file.h"
#include "conf_text.h"
#include "problem.h"
#include <confuse.h>
#include <libintl.h>

/* libconfuse reads with a scanner whose state is global (lexer.l), so one file is read at
 * a time. This is the only state that the library keeps. */
static GMutex scanner_lock;

/* Each unknown key makes libconfuse stop and us begin anew. */
#define MAX_UNKNOWN 100

/* Options that no file can name, for the words of a file have no control characters. */
#define CONTEXT_OPTION "\001context"
#define START_OPTION "\001start"

typedef struct {
    char *name;
    guint line;
} Unknown;

/* What the callbacks work on. libconfuse hands no user data to them, but the variable
 * that a "simple" option is to be stored in: we give it `slot`, the first member. So
 * every value goes through take_value, and libconfuse itself keeps none; it would
 * silently take the last of two assignments. */
typedef struct {
    void *slot;
    const char *file;
    GPtrArray *problems;
    const char *const *keys;
    const MsConfShape *shapes;
    GArray *unknown;   /* of Unknown */
    GPtrArray *tables; /* of cfg_opt_t *, to be freed */
    MsConfSection *root;
    GPtrArray *open; /* of MsConfSection, the one being read last; borrowed */
    gboolean found_unknown;
    gboolean complained;
} Reader;

/* ---- The tree -------------------------------------------------------------------- */

static void
value_clear (gpointer data)
{
    g_free (((MsConfValue *)data)->text);
}

static void
entry_free (gpointer data)
{
    MsConfEntry *entry = data;

    g_free (entry->key);
    g_array_unref (entry->values);
    g_free (entry);
}

static void
section_free (gpointer data)
{
    ms_conf_section_free (data);
}

void
ms_conf_section_free (MsConfSection *section)
{
    if (section == NULL)
        return;
    g_free (section->name);
    g_free (section->title);
    g_ptr_array_unref (section->entries);
    g_ptr_array_unref (section->sections);
    g_free (section);
}

static MsConfSection *
section_new (const cfg_t *cfg)
{
    MsConfSection *section = g_new0 (MsConfSection, 1);

    section->name = g_strdup (cfg->name);
    section->title = g_strdup (cfg->title);
    section->line = (guint)cfg->line;
    section->entries = g_ptr_array_new_with_free_func (entry_free);
    section->sections = g_ptr_array_new_with_free_func (section_free);
    return section;
}

static MsConfEntry *
entry_new (const char *key, guint line)
{
    MsConfEntry *entry = g_new0 (MsConfEntry, 1);

    entry->key = g_strdup (key);
    entry->line = line;
    entry->values = g_array_new (FALSE, FALSE, sizeof (MsConfValue));
    g_array_set_clear_func (entry->values, value_clear);
    return entry;
}

/* ---- What libconfuse calls ------------------------------------------------------- */

static Reader *
reader_of (cfg_t *cfg)
{
    return (Reader *)cfg_getnopt (cfg, 0)->simple_value.ptr;
}

static MsConfSection *
current (const Reader *reader)
{
    return g_ptr_array_index (reader->open, reader->open->len - 1);
}

/* For each single value; the reset flag tells the first one behind an equals sign. */
static int
take_value (cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
    MsConfSection *section = current (reader_of (cfg));
    MsConfValue value = { g_strdup (text), (guint)cfg->line };
    MsConfEntry *entry = NULL;

    if ((opt->flags & CFGF_RESET) != 0)
        g_ptr_array_add (section->entries, entry_new (opt->name, value.line));
    opt->flags &= ~CFGF_RESET;
    entry = g_ptr_array_index (section->entries, section->entries->len - 1);
    g_array_append_val (entry->values, value);
    *(void **)result = NULL;
    return 0;
}

/* libconfuse says where a section ends, not where it starts; but it sets the defaults of
 * its options there. START_OPTION has a default for that reason only. */
static int
start_section (cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
    Reader *reader = reader_of (cfg);
    MsConfSection *section = section_new (cfg);

    (void)opt;
    (void)text;
    if (reader->root == NULL)
        reader->root = section;
    else
        g_ptr_array_add (current (reader)->sections, section);
    g_ptr_array_add (reader->open, section);
    *(void **)result = NULL;
    return 0;
}

static int
end_section (cfg_t *cfg, cfg_opt_t *opt)
{
    GPtrArray *open = reader_of (cfg)->open;

    (void)opt;
    g_ptr_array_set_size (open, (int)open->len - 1);
    return 0;
}

/* ---- Errors ---------------------------------------------------------------------- */

static const char unknown_option[] = "no such option '%s'";
static const char no_equals[] = "missing equal sign after option '%s'";

typedef struct {
    const char *theirs; /* with one text to fill in */
    const char *before; /* ours, around that text */
    const char *behind;
} Message;

/* In our words, which say what was expected. */
static const Message messages[] = {
    { unknown_option, "", ": no such key or section" },
    { no_equals, "", ": expected \"=\" and a value" },
    { "unexpected token '%s'", "unexpected \"",
      "\", expected something between: a comma, an equals sign, a brace or a quote?" },
    { "missing opening brace for section '%s'", "", ": expected {" },
    { "missing title for section '%s'", "", ": expected a name in quotes, and {" },
};

/* Theirs come translated where the program has asked for that. */
static const Message *
find_message (const char *format)
{
    for (gsize i = 0; i < G_N_ELEMENTS (messages); i++)
        if (strcmp (format, dgettext ("confuse", messages[i].theirs)) == 0)
            return &messages[i];
    return NULL;
}

static void
complain (Reader *reader, guint line, const char *text)
{
    reader->complained = TRUE;
    ms_problem_error (reader->problems, reader->file, line, 0, "%s", text);
}

static gboolean
is_unknown (const Reader *reader, const char *name)
{
    for (guint i = 0; i < reader->unknown->len; i++)
        if (strcmp (g_array_index (reader->unknown, Unknown, i).name, name) == 0)
            return TRUE;
    return FALSE;
}

static void
note_unknown (Reader *reader, const char *name, guint line)
{
    Unknown unknown = { g_strdup (name), line };

    g_array_append_val (reader->unknown, unknown);
    reader->found_unknown = TRUE;
}

static void G_GNUC_PRINTF (2, 0) on_error (cfg_t *cfg, const char *format, va_list args)
{
    Reader *reader = reader_of (cfg);
    const Message *message = find_message (format);
    const char *name = message != NULL ? va_arg (args, const char *) : NULL;
    g_autofree char *text =
        message != NULL ? g_strconcat (message->before, name, message->behind, NULL)
                        : g_strdup_vprintf (format, args);

    if (message != NULL && message->theirs == unknown_option)
        note_unknown (reader, name, (guint)cfg->line);
    else if (message != NULL && message->theirs == no_equals && is_unknown (reader, name))
        reader->complained = TRUE; /* it was a section: told with the unknown keys */
    else
        complain (reader, (guint)cfg->line, text);
}

/* ---- The table that libconfuse reads by ------------------------------------------ */

static void
add_key (Reader *reader, GArray *table, const char *name)
{
    cfg_opt_t option = {
        .name = name,
        .type = CFGT_PTR,
        .flags = CFGF_LIST | CFGF_NODEFAULT,
        .simple_value.ptr = &reader->slot,
        .parsecb = take_value,
    };

    g_array_append_val (table, option);
}

static gboolean
has_shape (const MsConfShape *shapes, const char *name)
{
    for (; shapes != NULL && shapes->name != NULL; shapes++)
        if (strcmp (shapes->name, name) == 0)
            return TRUE;
    return FALSE;
}

/* A key that turned out to be unknown is taught to libconfuse, so that it reads on. */
static void
add_keys (Reader *reader, GArray *table, const MsConfShape *shapes)
{
    for (const char *const *key = reader->keys; *key != NULL; key++)
        add_key (reader, table, *key);
    for (guint i = 0; i < reader->unknown->len; i++) {
        const char *name = g_array_index (reader->unknown, Unknown, i).name;
        if (!has_shape (shapes, name))
            add_key (reader, table, name);
    }
}

static cfg_opt_t *make_table (Reader *reader, const MsConfShape *shapes);

static void
add_sections (Reader *reader, GArray *table, const MsConfShape *shapes)
{
    for (; shapes != NULL && shapes->name != NULL; shapes++) {
        cfg_opt_t option = {
            .name = shapes->name,
            .type = CFGT_SEC,
            .flags = shapes->titled ? CFGF_MULTI | CFGF_TITLE : CFGF_MULTI,
            .subopts = make_table (reader, shapes->inside),
            .validcb = end_section,
        };
        g_array_append_val (table, option);
    }
}

/* The reader frees it. */
static cfg_opt_t *
make_table (Reader *reader, const MsConfShape *shapes)
{
    GArray *table = g_array_new (TRUE, TRUE, sizeof (cfg_opt_t));
    cfg_opt_t start = {
        .name = START_OPTION,
        .type = CFGT_PTR,
        .flags = CFGF_LIST,
        .def.parsed = "{x}",
        .parsecb = start_section,
    };

    add_key (reader, table, CONTEXT_OPTION);
    g_array_append_val (table, start);
    add_keys (reader, table, shapes);
    add_sections (reader, table, shapes);
    g_ptr_array_add (reader->tables, table->data);
    return (cfg_opt_t *)(void *)g_array_free (table, FALSE);
}

/* ---- Reading --------------------------------------------------------------------- */

static void
unknown_clear (gpointer data)
{
    g_free (((Unknown *)data)->name);
}

static void
reader_init (Reader *reader)
{
    reader->unknown = g_array_new (FALSE, FALSE, sizeof (Unknown));
    g_array_set_clear_func (reader->unknown, unknown_clear);
    reader->tables = g_ptr_array_new_with_free_func (g_free);
    reader->open = g_ptr_array_new();
}

static void
reader_clear (Reader *reader)
{
    g_clear_pointer (&reader->root, ms_conf_section_free);
    g_array_unref (reader->unknown);
    g_ptr_array_unref (reader->tables);
    g_ptr_array_unref (reader->open);
}

static gboolean
read_once (Reader *reader, const char *text)
{
    cfg_t *cfg = NULL;
    gboolean good = FALSE;
    guint line = 0;

    g_clear_pointer (&reader->root, ms_conf_section_free);
    g_ptr_array_set_size (reader->open, 0);
    g_ptr_array_set_size (reader->tables, 0);
    reader->found_unknown = reader->complained = FALSE;
    g_mutex_lock (&scanner_lock);
    cfg = cfg_init (make_table (reader, reader->shapes), CFGF_NONE);
    cfg_set_error_function (cfg, on_error);
    good = cfg_parse_buf (cfg, text) == CFG_SUCCESS;
    line = (guint)cfg->line;
    cfg_free (cfg);
    g_mutex_unlock (&scanner_lock);
    if (!good && !reader->found_unknown && !reader->complained)
        complain (reader, line, "expected a key with \"=\" and a value, or a section");
    return good;
}

/* Where reading went on to the end, whoever knows the meaning tells them. */
static void
tell_unknown (const Reader *reader)
{
    for (guint i = 0; i < reader->unknown->len; i++) {
        const Unknown *unknown = &g_array_index (reader->unknown, Unknown, i);
        ms_problem_error (reader->problems, reader->file, unknown->line, 0,
                          "%s: no such key or section", unknown->name);
    }
}

MsConfSection *
ms_conf_parse (const char *file, MsSlice text, const char *const *keys,
               const MsConfShape *shapes, GPtrArray *problems)
{
    Reader reader = {
        .file = file, .problems = problems, .keys = keys, .shapes = shapes
    };
    g_autofree char *prepared = ms_conf_text_prepare (file, text, problems);
    MsConfSection *root = NULL;
    gboolean good = FALSE;

    if (prepared == NULL)
        return NULL;
    reader_init (&reader);
    do
        good = read_once (&reader, prepared);
    while (!good && reader.found_unknown && reader.unknown->len < MAX_UNKNOWN);
    if (good)
        root = g_steal_pointer (&reader.root);
    else
        tell_unknown (&reader);
    reader_clear (&reader);
    return root;
}
