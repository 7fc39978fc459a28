/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mustache_spec FILE...: renders each case of the specification's files and compares the
 * result octet for octet. */
#include "mustache.h"
#include "template_escape.h"
#include <json-glib/json-glib.h>
#include <stdio.h>

static MsValue *value_of (JsonNode *node);

static void
add_member (G_GNUC_UNUSED JsonObject *object, const char *name, JsonNode *node,
            gpointer map)
{
    ms_value_set (map, name, value_of (node));
}

static void
add_item (G_GNUC_UNUSED JsonArray *array, G_GNUC_UNUSED guint index, JsonNode *node,
          gpointer list)
{
    ms_value_append (list, value_of (node));
}

/* The fields of mailstamp are texts: what is false is an empty one. */
static char *
text_of (JsonNode *node)
{
    if (json_node_is_null (node))
        return g_strdup ("");
    if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        return g_strdup (json_node_get_boolean (node) ? "true" : "");
    if (json_node_get_value_type (node) == G_TYPE_STRING)
        return json_node_dup_string (node);
    return g_strdup_printf ("%.15g", json_node_get_double (node));
}

static MsValue *
value_of (JsonNode *node)
{
    g_autofree char *text = NULL;
    MsValue *value;

    if (JSON_NODE_HOLDS_OBJECT (node)) {
        value = ms_value_new_map();
        json_object_foreach_member (json_node_get_object (node), add_member, value);
        return value;
    }
    if (JSON_NODE_HOLDS_ARRAY (node)) {
        value = ms_value_new_list();
        json_array_foreach_element (json_node_get_array (node), add_item, value);
        return value;
    }
    text = text_of (node);
    return ms_value_new_text (text);
}

/* Where the specification wants an unknown partial to be empty, mailstamp has an error:
 * what the caller does not find is the caller's choice. */
static char *
find_partial (const char *name, char **file, gpointer user_data)
{
    JsonObject *partials = user_data;

    *file = g_strdup (name);
    if (partials == NULL || !json_object_has_member (partials, name))
        return g_strdup ("");
    return g_strdup (json_object_get_string_member (partials, name));
}

static char *
render (JsonObject *test, GPtrArray *problems)
{
    const char *text = json_object_get_string_member (test, "template");
    JsonObject *partials = json_object_has_member (test, "partials")
                               ? json_object_get_object_member (test, "partials")
                               : NULL;
    MsSource source = { ms_slice_str (text), "template", 1, 1 };
    g_autoptr (MsValue) data = value_of (json_object_get_member (test, "data"));
    g_autoptr (MsMustache) mustache =
        ms_mustache_compile (&source, find_partial, partials, problems);

    if (mustache == NULL)
        return NULL;
    return ms_mustache_render (mustache, data, ms_escape_html, MS_RENDER_DEFAULT, 65536,
                               NULL);
}

static gboolean
passes (JsonObject *test)
{
    const char *want = json_object_get_string_member (test, "expected");
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *got = render (test, problems);

    if (g_strcmp0 (got, want) == 0)
        return TRUE;
    printf ("FAILED %s\n--- want\n%s\n--- got\n%s\n",
            json_object_get_string_member (test, "name"), want,
            got != NULL ? got : "(nothing)");
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        printf ("%s\n", line);
    }
    return FALSE;
}

static guint
run_file (const char *path, guint *count)
{
    g_autoptr (JsonParser) parser = json_parser_new();
    g_autoptr (GError) error = NULL;
    JsonArray *tests;
    guint failed = 0;

    if (!json_parser_load_from_file (parser, path, &error)) {
        printf ("%s\n", error->message);
        return 1;
    }
    tests = json_object_get_array_member (
        json_node_get_object (json_parser_get_root (parser)), "tests");
    for (guint i = 0; i < json_array_get_length (tests); i++)
        if (!passes (json_array_get_object_element (tests, i)))
            failed++;
    *count += json_array_get_length (tests);
    return failed;
}

int
main (int argc, char **argv)
{
    guint count = 0;
    guint failed = 0;

    for (int i = 1; i < argc; i++)
        failed += run_file (argv[i], &count);
    printf ("%u of %u passed\n", count - failed, count);
    return failed > 0 || count == 0 ? 1 : 0;
}
