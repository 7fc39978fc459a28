/* SPDX-License-Identifier: BSD-2-Clause */
#include "template.h"

#include "html_text.h"
#include "problem.h"
#include "template_conf.h"
#include "template_escape.h"
#include "template_finish.h"
#include "template_folder.h"
#include "template_html.h"
#include "template_image.h"
#include "template_plain.h"
#include "template_url.h"

#define MAX_RENDERED ((gsize)256 * 1024)

/* Pictures that a field names ("people/{{photo}}") are all in memory, so that rendering
 * reads no file. */
#define MAX_PICTURES ((gsize)64 * 1024 * 1024)

struct MsTemplate {
    MsFolder *folder;
    MsTemplateConf *conf;
    MsMustache *html;
    MsMustache *text;     /* NULL: derived from the HTML */
    GHashTable *pictures; /* name -> MsImage */
    gsize pictures_size;
    gboolean has_portraits; /* fields choose among the pictures */
};

typedef struct {
    MsTemplate *template;
    const char *extension; /* of partials: ".html", ".txt" */
    GPtrArray *problems;
} Loading;

/* ---- Loading ---- */

static char *
read_partial (const char *name, char **file, gpointer user_data)
{
    Loading *loading = user_data;
    g_autofree char *full = g_strconcat (name, loading->extension, NULL);
    guint before = loading->problems->len;
    char *text =
        ms_folder_read_text (loading->template->folder, full, FALSE, loading->problems);

    *file = ms_folder_file (loading->template->folder, full);
    /* What is there and cannot be read has been said; it is not unknown, too. */
    return text == NULL && loading->problems->len > before ? g_strdup ("") : text;
}

static void
keep_picture (Loading *loading, const char *name, const MsWhere *where)
{
    MsTemplate *template = loading->template;
    MsImage *image;

    if (g_hash_table_contains (template->pictures, name))
        return;
    image = ms_image_load (template->folder, name, where, loading->problems);
    if (image == NULL)
        return;
    template->pictures_size += g_bytes_get_size (image->data);
    g_hash_table_insert (template->pictures, image->name, image);
}

/* A photo that cannot be used must not keep a whole company's signatures from being
 * loaded: its person gets none, as one who has no photo. */
static void
keep_picture_of_person (Loading *loading, const char *name, const MsWhere *where)
{
    g_autoptr (GPtrArray) found = ms_problems_new();
    GPtrArray *problems = loading->problems;

    loading->problems = found;
    keep_picture (loading, name, where);
    loading->problems = problems;
    for (guint i = 0; i < found->len; i++) {
        const MsProblem *problem = g_ptr_array_index (found, i);
        ms_problem_warning (problems, problem->file, problem->line, problem->column,
                            "%s%s", problem->text,
                            problem->severity == MS_PROBLEM_ERROR ? "; it is left out"
                                                                  : "");
    }
}

/* All pictures in the folder that stands before the first field of the URL. */
static void
keep_folder (Loading *loading, const char *url, const MsWhere *where)
{
    g_autofree char *start = ms_url_file (url);
    char *slash = strrchr (start, '/');
    g_auto (GStrv) names = NULL;

    if (slash != NULL)
        slash[1] = '\0';
    else
        *start = '\0';
    names = ms_folder_list (loading->template->folder, start);
    for (guint i = 0; names[i] != NULL; i++) {
        g_autofree char *lower = g_ascii_strdown (names[i], -1);
        if (loading->template->pictures_size > MAX_PICTURES)
            break;
        if (ms_image_has_known_suffix (lower))
            keep_picture_of_person (loading, names[i], where);
    }
    if (loading->template->pictures_size > MAX_PICTURES)
        ms_problem_error (loading->problems, where->file, where->line, where->column,
                          "the pictures of \"%s\" are larger than %" G_GSIZE_FORMAT
                          " MB together",
                          start, MAX_PICTURES >> 20);
}

static void
keep_picture_of (Loading *loading, const MsTag *tag, const char *attribute_name)
{
    const MsAttribute *attribute = ms_tag_attribute (tag, attribute_name);
    g_autofree char *url = NULL;
    MsSlice value;

    if (attribute == NULL || loading->template->conf->image_url != NULL)
        return;
    value = ms_tag_slice (tag, attribute->value);
    value.len = MIN (value.len, attribute->field_at);
    url = ms_url_decode (value);
    loading->template->has_portraits |= attribute->field_at != MS_NO_FIELD;
    if (attribute->field_at == MS_NO_FIELD && ms_url_is_bare (url))
        ms_problem_error (loading->problems, attribute->where.file, attribute->where.line,
                          attribute->where.column,
                          "picture \"%s\": expected the name of a file in the folder, or "
                          "a URL that begins with https://",
                          url);
    else if (attribute->field_at == MS_NO_FIELD && ms_url_kind (url) == MS_URL_FILE) {
        g_autofree char *file = ms_url_file (url);
        keep_picture (loading, file, &attribute->where);
    } else if (attribute->field_at != MS_NO_FIELD &&
               (*url == '\0' || ms_url_kind (url) == MS_URL_FILE)) {
        keep_folder (loading, url, &attribute->where);
    }
}

/* <v:fill>, <v:imagedata>: how pictures are drawn for Outlook in conditional comments. */
static gboolean
shows_picture (const MsTag *tag)
{
    MsSlice name = ms_tag_slice (tag, tag->name);
    return ms_tag_is (tag, "img") || memchr (name.data, ':', name.len) != NULL;
}

static void
on_tag (const MsTag *tag, gpointer user_data)
{
    if (tag->is_end)
        return;
    if (shows_picture (tag))
        keep_picture_of (user_data, tag, "src");
    keep_picture_of (user_data, tag, "background");
}

static void
load_html (Loading *loading)
{
    MsTemplate *template = loading->template;
    g_autofree char *file = ms_folder_file (template->folder, "signature.html");
    g_autofree char *text =
        ms_folder_read_text (template->folder, "signature.html", TRUE, loading->problems);
    MsSource source;

    if (text == NULL)
        return;
    loading->extension = ".html";
    source = ms_template_html_body (ms_slice_str (text), file, loading->problems);
    template->html =
        ms_mustache_compile (&source, read_partial, loading, loading->problems);
    if (template->html != NULL)
        ms_template_html_check (template->html, file, on_tag, loading, loading->problems);
}

static void
load_text (Loading *loading)
{
    MsTemplate *template = loading->template;
    g_autofree char *file = ms_folder_file (template->folder, "signature.txt");
    g_autofree char *text =
        ms_folder_read_text (template->folder, "signature.txt", FALSE, loading->problems);
    MsSource source = { { NULL, 0 }, file, 1, 1 };

    if (text == NULL)
        return;
    loading->extension = ".txt";
    source.text = ms_slice_str (text);
    template->text =
        ms_mustache_compile (&source, read_partial, loading, loading->problems);
    if (template->text != NULL)
        ms_template_plain_check (template->text, loading->problems);
}

static void
load_conf (Loading *loading)
{
    MsTemplate *template = loading->template;
    g_autofree char *file = ms_folder_file (template->folder, "template.conf");
    g_autofree char *text =
        ms_folder_read_text (template->folder, "template.conf", FALSE, loading->problems);

    template->conf = ms_template_conf_parse (text, file, loading->problems);
}

static gboolean
have_error_since (const GPtrArray *problems, guint start)
{
    for (guint i = start; i < problems->len; i++)
        if (((const MsProblem *)g_ptr_array_index (problems, i))->severity ==
            MS_PROBLEM_ERROR)
            return TRUE;
    return FALSE;
}

static void
free_image (gpointer data)
{
    ms_image_free (data);
}

/* What is too large for somebody without any value is so for everybody: better said now
 * than by each message. */
static void
check_size (const MsTemplate *template, GPtrArray *problems)
{
    g_autoptr (MsValue) nobody = ms_value_new_map();
    g_autofree char *file = ms_folder_file (template->folder, "signature.html");
    g_autofree char *html = ms_template_render_html (template, nobody, NULL, NULL);
    g_autofree char *text = ms_template_render_text (template, nobody, NULL);

    if (html == NULL || text == NULL)
        ms_problem_error (problems, file, 0, 0,
                          "the signature has more than %" G_GSIZE_FORMAT
                          " octets, even without any value",
                          MAX_RENDERED);
}

MsTemplate *
ms_template_load (const char *path, GPtrArray *problems)
{
    MsFolder *folder = ms_folder_open (path, problems);
    MsTemplate *template;
    Loading loading = { .problems = problems };
    guint before = problems->len;

    if (folder == NULL)
        return NULL;
    template = g_new0 (MsTemplate, 1);
    template->folder = folder;
    template->pictures =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_image);
    loading.template = template;
    load_conf (&loading);
    load_html (&loading);
    load_text (&loading);
    if (!have_error_since (problems, before))
        check_size (template, problems);
    if (!have_error_since (problems, before))
        return template;
    ms_template_free (template);
    return NULL;
}

void
ms_template_free (MsTemplate *template)
{
    if (template == NULL)
        return;
    ms_folder_free (template->folder);
    ms_template_conf_free (template->conf);
    ms_mustache_free (template->html);
    ms_mustache_free (template->text);
    g_clear_pointer (&template->pictures, g_hash_table_unref);
    g_free (template);
}

/* ---- Asking ---- */

const char *
ms_template_name (const MsTemplate *template)
{
    return ms_folder_name (template->folder);
}

const char *const *
ms_template_required (const MsTemplate *template)
{
    return (const char *const *)template->conf->required;
}

const GPtrArray *
ms_template_files (const MsTemplate *template)
{
    return ms_folder_files (template->folder);
}

gboolean
ms_template_has_text (const MsTemplate *template)
{
    return template->text != NULL;
}

gboolean
ms_template_has_portraits (const MsTemplate *template)
{
    return template->has_portraits && template->conf->image_url == NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
    return strcmp (((const MsFieldUse *)a)->name, ((const MsFieldUse *)b)->name);
}

static void
add_required (const MsTemplate *template, GHashTable *names, GArray *fields)
{
    const MsTemplateConf *conf = template->conf;

    for (char **name = conf->required; *name != NULL; name++) {
        MsFieldUse use = { *name, { conf->file, conf->required_line, 0 } };
        if (!g_hash_table_contains (names, *name))
            g_array_append_val (fields, use);
    }
}

GArray *
ms_template_fields (const MsTemplate *template)
{
    g_autoptr (GHashTable) names =
        g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
    GArray *fields = g_array_new (FALSE, FALSE, sizeof (MsFieldUse));
    GHashTableIter iter;
    gpointer value;

    ms_mustache_names (template->html, names);
    if (template->text != NULL)
        ms_mustache_names (template->text, names);
    g_hash_table_iter_init (&iter, names);
    while (g_hash_table_iter_next (&iter, NULL, &value)) {
        const MsMustacheName *name = value;
        MsFieldUse use = { name->name, { name->file, name->line, name->column } };
        g_array_append_val (fields, use);
    }
    add_required (template, names, fields);
    g_array_sort (fields, compare_names);
    return fields;
}

/* ---- Rendering ---- */

typedef struct {
    const MsTemplate *template;
    const MsValue *fields;
    GPtrArray *images;
    GPtrArray *missing; /* of char *: pictures that are not there; NULL: not wanted */
} Rendering;

/* A value may have chosen the name: also what is linked to stays below the URL. */
static char *
linked_url (const MsTemplate *template, const char *name)
{
    g_autofree char *escaped = g_uri_escape_string (name, "/", TRUE);

    if (!ms_folder_has_place_for (name) || g_str_has_suffix (name, "/"))
        return NULL;
    return g_strconcat (template->conf->image_url, escaped, NULL);
}

static char *
show_image (const Rendering *rendering, const MsImage *image)
{
    GPtrArray *images = rendering->images;

    if (images != NULL && !g_ptr_array_find (images, image, NULL))
        g_ptr_array_add (images, (gpointer)image);
    return g_strconcat ("cid:", image->content_id, NULL);
}

/* A person's photo comes with the fields: <img src="{{photo}}">. It is nowhere else, so
 * it is embedded also where the template's own pictures are links. In a template made for
 * files a folder may stand before it. */
static const MsImage *
image_of_field (const Rendering *rendering, const char *name)
{
    const char *slash = strrchr (name, '/');

    return ms_value_find_image (rendering->fields, slash != NULL ? slash + 1 : name);
}

static char *
picture_url (const char *name, gpointer user_data)
{
    const Rendering *rendering = user_data;
    const MsTemplate *template = rendering->template;
    const MsImage *image = image_of_field (rendering, name);

    if (image != NULL)
        return show_image (rendering, image);
    if (template->conf->image_url != NULL)
        return linked_url (template, name);
    image = g_hash_table_lookup (template->pictures, name);
    if (image != NULL)
        return show_image (rendering, image);
    if (rendering->missing != NULL)
        g_ptr_array_add (rendering->missing, g_strdup (name));
    return NULL;
}

static char *
fill_html (const MsTemplate *template, const MsValue *fields, GError **error)
{
    char *html = ms_mustache_render (template->html, fields, ms_escape_html,
                                     MS_RENDER_DEFAULT, MAX_RENDERED, error);

    if (html == NULL)
        g_prefix_error (error, "template %s: ", ms_template_name (template));
    return html;
}

static char *
fill_text (const MsTemplate *template, const MsValue *fields, GError **error)
{
    char *text = ms_mustache_render (template->text, fields, ms_escape_plain,
                                     MS_RENDER_DROP_LINES, MAX_RENDERED, error);

    if (text == NULL)
        g_prefix_error (error, "template %s: ", ms_template_name (template));
    return text;
}

static char *
render_html (Rendering *rendering, GError **error)
{
    g_autofree char *html = fill_html (rendering->template, rendering->fields, error);

    return html != NULL ? ms_template_finish (html, picture_url, rendering) : NULL;
}

char *
ms_template_render_html (const MsTemplate *template, const MsValue *fields,
                         GPtrArray *images, GError **error)
{
    Rendering rendering = { template, fields, images, NULL };
    return render_html (&rendering, error);
}

GPtrArray *
ms_template_missing_pictures (const MsTemplate *template, const MsValue *fields)
{
    GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);
    Rendering rendering = { template, fields, NULL, missing };

    if (ms_template_has_portraits (template))
        g_free (render_html (&rendering, NULL));
    return missing;
}

static char *
derive_text (const MsTemplate *template, const MsValue *fields, GError **error)
{
    g_autofree char *html = ms_template_render_html (template, fields, NULL, error);
    return html != NULL ? ms_html_text (ms_slice_str (html)) : NULL;
}

char *
ms_template_render_text (const MsTemplate *template, const MsValue *fields,
                         GError **error)
{
    g_autofree char *text = template->text != NULL
                                ? fill_text (template, fields, error)
                                : derive_text (template, fields, error);

    return text != NULL ? ms_template_plain_finish (text) : NULL;
}
