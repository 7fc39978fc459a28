/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What the directories say about somebody, told: for people, or as JSON. */
#include "config.h"
#include "json.h"

/* What one source says. */
typedef struct {
    const char *source;
    MsValue *person; /* NULL: nobody it knows */
} Answer;

typedef struct {
    const char *address;
    gboolean local;
    MsValue *person; /* as a message would get it */
    GArray *answers; /* of Answer, of the sources that were asked */
} Lookup;

static void
answer_clear (gpointer data)
{
    ms_value_unref (((Answer *)data)->person);
}

/* As ms_directory_lookup does: where one is enough, the others are not asked. */
static gboolean
ask_all (MsDirectory *directory, const char *address, GArray *answers, GError **error)
{
    for (guint i = 0; i < ms_directory_size (directory); i++) {
        Answer answer = { ms_directory_name (directory, i), NULL };

        if (!ms_directory_ask (directory, i, address, &answer.person, error))
            return FALSE;
        g_array_append_val (answers, answer);
        if (answer.person != NULL && ms_directory_merge (directory) == MS_MERGE_FIRST)
            break;
    }
    return TRUE;
}

/* Which source the field comes from: the value is the very same one. */
static const char *
source_of (const Lookup *lookup, const char *field)
{
    const MsValue *value = ms_value_get (lookup->person, field);

    for (guint i = 0; i < lookup->answers->len; i++) {
        const Answer *answer = &g_array_index (lookup->answers, Answer, i);
        const MsValue *theirs = ms_value_get (answer->person, field);
        if (theirs != NULL && (theirs == value || ms_value_is_true (theirs)))
            return answer->source;
    }
    return g_array_index (lookup->answers, Answer, 0).source;
}

/* ---- JSON ------------------------------------------------------------------------ */

static void
append_json_value (GString *out, const MsValue *value)
{
    const MsImage *image = ms_value_image (value);

    if (image != NULL) {
        g_string_append_printf (
            out, "{\"type\":\"%s\",\"octets\":%" G_GSIZE_FORMAT ",\"content-id\":\"%s\"}",
            image->type, g_bytes_get_size (image->data), image->content_id);
        return;
    }
    if (ms_value_text (value) != NULL) {
        ms_json_append_string (out, ms_value_text (value));
        return;
    }
    g_string_append_c (out, '[');
    for (gsize i = 0; i < ms_value_length (value); i++) {
        g_string_append (out, i > 0 ? "," : "");
        append_json_value (out, ms_value_item (value, i));
    }
    g_string_append_c (out, ']');
}

static void
append_json_sources (GString *out, const Lookup *lookup)
{
    g_string_append (out, ",\"sources\":[");
    for (guint i = 0; i < lookup->answers->len; i++) {
        const Answer *answer = &g_array_index (lookup->answers, Answer, i);
        g_string_append (out, i > 0 ? ",{\"name\":" : "{\"name\":");
        ms_json_append_string (out, answer->source);
        g_string_append_printf (out, ",\"known\":%s}",
                                answer->person != NULL ? "true" : "false");
    }
    g_string_append_c (out, ']');
}

static char *
write_json (const Lookup *lookup)
{
    GString *out = g_string_new ("{\"address\":");
    g_autofree const char **names = ms_value_names (lookup->person);

    ms_json_append_string (out, lookup->address);
    g_string_append_printf (out, ",\"local\":%s,\"known\":%s",
                            lookup->local ? "true" : "false",
                            lookup->person != NULL ? "true" : "false");
    append_json_sources (out, lookup);
    g_string_append (out, ",\"fields\":{");
    for (guint i = 0; names[i] != NULL; i++) {
        g_string_append (out, i > 0 ? "," : "");
        ms_json_append_string (out, names[i]);
        g_string_append (out, ":{\"source\":");
        ms_json_append_string (out, source_of (lookup, names[i]));
        g_string_append (out, ",\"value\":");
        append_json_value (out, ms_value_get (lookup->person, names[i]));
        g_string_append_c (out, '}');
    }
    g_string_append (out, "}}\n");
    return g_string_free (out, FALSE);
}

/* ---- Text ------------------------------------------------------------------------ */

static char *
describe_image (const MsImage *image)
{
    return g_strdup_printf ("%s, %" G_GSIZE_FORMAT " octets", image->type,
                            g_bytes_get_size (image->data));
}

/* No line of ours can be forged by what a directory says. */
static void
append_text_line (GString *out, const char *name, gsize width, const MsValue *value,
                  const char *source)
{
    const MsImage *image = ms_value_image (value);
    const char *text = ms_value_text (value);
    g_autofree char *line = image != NULL ? describe_image (image)
                                          : ms_printable (text != NULL ? text : "", ' ');

    g_string_append_printf (out, "  %-*s  %s  (%s)\n", (int)width, name, line, source);
}

static void
append_field (GString *out, const Lookup *lookup, const char *name, gsize width)
{
    const MsValue *value = ms_value_get (lookup->person, name);
    const char *source = source_of (lookup, name);

    if (ms_value_length (value) == 0)
        append_text_line (out, name, width, value, source);
    for (gsize i = 0; i < ms_value_length (value); i++)
        append_text_line (out, i == 0 ? name : "", width, ms_value_item (value, i),
                          source);
}

static char *
list_sources (const Lookup *lookup, gboolean known)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < lookup->answers->len; i++) {
        const Answer *answer = &g_array_index (lookup->answers, Answer, i);
        if ((answer->person != NULL) == known)
            g_string_append_printf (out, "%s%s", out->len > 0 ? ", " : "",
                                    answer->source);
    }
    return g_string_free (out, FALSE);
}

static void
append_verdict (GString *out, const Lookup *lookup)
{
    g_autofree char *address = ms_printable (lookup->address, ' ');
    g_autofree char *known = list_sources (lookup, TRUE);
    g_autofree char *unknown = list_sources (lookup, FALSE);

    if (lookup->answers->len == 0)
        g_string_append_printf (out, "%s: unknown, there is no directory\n", address);
    else if (*known == '\0')
        g_string_append_printf (out, "%s: unknown to %s\n", address, unknown);
    else
        g_string_append_printf (out, "%s: known to %s%s%s\n", address, known,
                                *unknown != '\0' ? ", unknown to " : "", unknown);
    if (!lookup->local)
        g_string_append_printf (out, "%s: not in local-domains, so nobody asks\n",
                                address);
}

static char *
write_text (const Lookup *lookup)
{
    GString *out = g_string_new (NULL);
    g_autofree const char **names = ms_value_names (lookup->person);
    gsize width = 0;

    append_verdict (out, lookup);
    for (guint i = 0; names[i] != NULL; i++)
        width = MAX (width, (gsize)g_utf8_strlen (names[i], -1));
    for (guint i = 0; names[i] != NULL; i++)
        append_field (out, lookup, names[i], MIN (width, 30));
    return g_string_free (out, FALSE);
}

/* ---- The question ---------------------------------------------------------------- */

char *
ms_lookup (const MsConfig *config, const char *address, gboolean json, gboolean *known,
           GError **error)
{
    g_autofree char *normal = ms_address_normalize (address);
    g_autoptr (GArray) answers = g_array_new (FALSE, FALSE, sizeof (Answer));
    g_autoptr (MsValue) person = NULL;
    Lookup lookup = { normal, ms_domains_contain (&config->domains, normal), NULL,
                      answers };

    g_array_set_clear_func (answers, answer_clear);
    if (!ask_all (config->directory, normal, answers, error))
        return NULL;
    for (guint i = 0; i < answers->len; i++) {
        const MsValue *theirs = g_array_index (answers, Answer, i).person;
        MsValue *whole = theirs != NULL ? ms_directory_merged (person, theirs) : NULL;
        if (whole == NULL)
            continue;
        ms_value_unref (person);
        person = whole;
    }
    lookup.person = person;
    *known = person != NULL;
    return json ? write_json (&lookup) : write_text (&lookup);
}
