/* SPDX-License-Identifier: BSD-2-Clause */
#include "predicate.h"
#include "setting.h"

/* ---- thread, signature, subject, body
 * ------------------------------------------------------- */

char *
ms_predicate_add_thread (MsConditions *conditions, const char *value)
{
    static const char *const names[] = { "new", "reply", "forward", NULL };
    guint index = 0;
    char *what = ms_setting_choice (value, names, &index);

    if (what == NULL)
        conditions->threads |= 1u << index;
    return what;
}

MsVerdict
ms_predicate_match_thread (const MsConditions *conditions, const MsFacts *facts)
{
    if (!facts->body_known)
        return MS_MAYBE;
    return ms_predicate_verdict ((conditions->threads & (1u << facts->thread)) != 0);
}

char *
ms_predicate_add_signature (MsConditions *conditions, const char *value)
{
    static const char *const names[] = { "absent", "present", NULL };
    guint index = 0;
    char *what = ms_setting_choice (value, names, &index);

    if (what == NULL)
        conditions->signatures |= 1u << index;
    return what;
}

MsVerdict
ms_predicate_match_signature (const MsConditions *conditions, const MsFacts *facts)
{
    if (!facts->body_known)
        return MS_MAYBE;
    return ms_predicate_verdict (
        (conditions->signatures & (facts->has_stamp ? 2u : 1u)) != 0);
}

static char *
add_text (GPtrArray *patterns, const char *value)
{
    char *what = NULL;
    MsPattern *pattern = ms_pattern_parse (value, &what);

    if (pattern != NULL)
        g_ptr_array_add (patterns, pattern);
    return what;
}

char *
ms_predicate_add_subject (MsConditions *conditions, const char *value)
{
    return add_text (conditions->subject, value);
}

char *
ms_predicate_add_body (MsConditions *conditions, const char *value)
{
    return add_text (conditions->body, value);
}

static gboolean
matches_text (const GPtrArray *patterns, const char *text)
{
    for (guint i = 0; i < patterns->len; i++)
        if (ms_pattern_match (g_ptr_array_index (patterns, i), text))
            return TRUE;
    return FALSE;
}

MsVerdict
ms_predicate_match_subject (const MsConditions *conditions, const MsFacts *facts)
{
    const char *subject = ms_message_header (facts->message, "Subject");

    return ms_predicate_verdict (
        matches_text (conditions->subject, subject != NULL ? subject : ""));
}

MsVerdict
ms_predicate_match_body (const MsConditions *conditions, const MsFacts *facts)
{
    if (!facts->body_known)
        return MS_MAYBE;
    return ms_predicate_verdict (facts->body != NULL &&
                                 matches_text (conditions->body, facts->body));
}

/* ---- header, person -------------------------------------------------------------- */

/* "name<separator>pattern". */
static char *
add_named (GPtrArray *patterns, const char *value, const char *separator)
{
    g_auto (GStrv) halves = g_strsplit (value, separator, 2);
    const char *text = g_strv_length (halves) == 2 ? g_strstrip (halves[1]) : "";
    char *what = NULL;
    MsPattern *pattern = ms_pattern_parse (text, &what);
    MsNamedPattern *named = NULL;

    if (pattern == NULL)
        return what;
    named = g_new0 (MsNamedPattern, 1);
    named->name = g_strdup (g_strstrip (halves[0]));
    named->pattern = pattern;
    g_ptr_array_add (patterns, named);
    return NULL;
}

char *
ms_predicate_add_header (MsConditions *conditions, const char *value)
{
    const char *colon = strchr (value, ':');

    if (colon == NULL || colon[1 + strspn (colon + 1, " ")] == '\0' ||
        !ms_setting_is_field_name (value, (gsize)(colon - value)))
        return g_strdup_printf ("\"%s\" has no field or no pattern, expected \"Name: "
                                "pattern\"",
                                value);
    return add_named (conditions->header, value, ":");
}

static gboolean
matches_field (const MsNamedPattern *named, const GArray *fields)
{
    for (guint i = 0; i < fields->len; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        if (!ms_field_is (field, named->name))
            continue;
        g_autofree char *text = ms_field_decode_all (field);
        if (ms_pattern_match (named->pattern, text))
            return TRUE;
    }
    return FALSE;
}

MsVerdict
ms_predicate_match_header (const MsConditions *conditions, const MsFacts *facts)
{
    g_autoptr (GArray) fields =
        ms_message_fields (facts->message, ms_message_root (facts->message));

    for (guint i = 0; i < conditions->header->len; i++)
        if (matches_field (g_ptr_array_index (conditions->header, i), fields))
            return MS_YES;
    return MS_NO;
}

char *
ms_predicate_add_person (MsConditions *conditions, const char *value)
{
    const char *equals = strchr (value, '=');

    if (equals == NULL || equals == value || equals[1 + strspn (equals + 1, " ")] == '\0')
        return g_strdup_printf ("\"%s\" has no attribute or no pattern, expected "
                                "\"attribute=pattern\"",
                                value);
    return add_named (conditions->person, value, "=");
}

/* An attribute with several values, such as a person's groups: any of them. */
static gboolean
matches_value (const MsPattern *pattern, const MsValue *value)
{
    const char *text = ms_value_text (value);

    if (text != NULL)
        return ms_pattern_match (pattern, text);
    for (gsize i = 0; i < ms_value_length (value); i++) {
        text = ms_value_text (ms_value_item (value, i));
        if (text != NULL && ms_pattern_match (pattern, text))
            return TRUE;
    }
    return FALSE;
}

MsVerdict
ms_predicate_match_person (const MsConditions *conditions, const MsFacts *facts)
{
    for (guint i = 0; i < conditions->person->len; i++) {
        const MsNamedPattern *named = g_ptr_array_index (conditions->person, i);
        const MsValue *value =
            facts->person != NULL ? ms_value_get (facts->person, named->name) : NULL;
        if (value != NULL && matches_value (named->pattern, value))
            return MS_YES;
    }
    return facts->person_pending ? MS_MAYBE : MS_NO;
}
