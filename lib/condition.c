/* SPDX-License-Identifier: BSD-2-Clause */
#include "condition.h"
#include "predicate.h"

typedef struct {
    const char *when;
    const char *except;
    gboolean one; /* takes one value */
    char *(*add) (MsConditions *conditions, const char *value);
    MsVerdict (*match) (const MsConditions *conditions, const MsFacts *facts);
} Condition;

#define ROW(key, one, id)                                                                \
    {                                                                                    \
        "when " key, "except " key, one, ms_predicate_add_##id, ms_predicate_match_##id  \
    }

static const Condition table[] = {
    ROW ("direction", FALSE, direction),
    ROW ("sender", FALSE, sender),
    ROW ("recipient", FALSE, recipient),
    /* Says how `recipient` is meant and is nothing by itself. */
    { "when recipients", "except recipients", TRUE, ms_predicate_add_recipients, NULL },
    ROW ("thread", FALSE, thread),
    ROW ("signature", FALSE, signature),
    ROW ("subject", FALSE, subject),
    ROW ("header", FALSE, header),
    ROW ("body", FALSE, body),
    ROW ("person", FALSE, person),
    ROW ("authenticated", TRUE, authenticated),
    ROW ("client", FALSE, client),
    ROW ("not-before", TRUE, not_before),
    ROW ("not-after", TRUE, not_after),
};

enum {
    ROW_DIRECTION = 0,
    ROW_RECIPIENT = 2,
    ROW_RECIPIENTS = 3,
    ROW_NOT_BEFORE = 12,
    ROW_NOT_AFTER = 13,
};

static const char *
key_of_row (guint index)
{
    return table[index].when + strlen ("when ");
}

static gboolean
is_set (const MsConditions *conditions, guint index)
{
    return (conditions->keys & (1u << index)) != 0;
}

const char *
ms_conditions_key (guint index)
{
    return index < G_N_ELEMENTS (table) ? key_of_row (index) : NULL;
}

/* ---- Building -------------------------------------------------------------------- */

static void
free_address_pattern (gpointer data)
{
    ms_address_pattern_free (data);
}

static void
free_pattern (gpointer data)
{
    ms_pattern_free (data);
}

static void
free_named_pattern (gpointer data)
{
    MsNamedPattern *named = data;

    g_free (named->name);
    ms_pattern_free (named->pattern);
    g_free (named);
}

MsConditions *
ms_conditions_new (void)
{
    MsConditions *conditions = g_new0 (MsConditions, 1);

    conditions->sender = g_ptr_array_new_with_free_func (free_address_pattern);
    conditions->recipient = g_ptr_array_new_with_free_func (free_address_pattern);
    conditions->subject = g_ptr_array_new_with_free_func (free_pattern);
    conditions->header = g_ptr_array_new_with_free_func (free_named_pattern);
    conditions->body = g_ptr_array_new_with_free_func (free_pattern);
    conditions->person = g_ptr_array_new_with_free_func (free_named_pattern);
    conditions->client = g_ptr_array_new_with_free_func (g_object_unref);
    return conditions;
}

void
ms_conditions_free (MsConditions *conditions)
{
    if (conditions == NULL)
        return;
    g_ptr_array_unref (conditions->sender);
    g_ptr_array_unref (conditions->recipient);
    g_ptr_array_unref (conditions->subject);
    g_ptr_array_unref (conditions->header);
    g_ptr_array_unref (conditions->body);
    g_ptr_array_unref (conditions->person);
    g_ptr_array_unref (conditions->client);
    g_free (conditions);
}

char *
ms_conditions_add (MsConditions *conditions, const char *key, const char *value)
{
    guint index = 0;

    while (index < G_N_ELEMENTS (table) && strcmp (key_of_row (index), key) != 0)
        index++;
    if (index == G_N_ELEMENTS (table))
        return g_strdup ("");
    if (table[index].one && is_set (conditions, index))
        return g_strdup_printf ("\"%s\" is a second value, expected one", value);
    conditions->keys |= 1u << index;
    return table[index].add (conditions, value);
}

char *
ms_conditions_check (const MsConditions *conditions, const char **key)
{
    gboolean limited =
        is_set (conditions, ROW_NOT_BEFORE) && is_set (conditions, ROW_NOT_AFTER);

    if (is_set (conditions, ROW_RECIPIENTS) && !is_set (conditions, ROW_RECIPIENT)) {
        *key = key_of_row (ROW_RECIPIENTS);
        return g_strdup (
            "says how many of recipient must match, but there is no recipient");
    }
    if (limited && conditions->not_before > conditions->not_after) {
        *key = key_of_row (ROW_NOT_AFTER);
        return g_strdup ("lies before not-before, expected a time behind it");
    }
    return NULL;
}

void
ms_conditions_list_attributes (const MsConditions *conditions, GPtrArray *names)
{
    for (guint i = 0; i < conditions->person->len; i++) {
        const MsNamedPattern *named = g_ptr_array_index (conditions->person, i);
        g_ptr_array_add (names, named->name);
    }
}

/* ---- Asking ---------------------------------------------------------------------- */

gboolean
ms_conditions_are_open (const MsConditions *conditions)
{
    return (conditions->keys & ~(1u << ROW_DIRECTION)) == 0;
}

gboolean
ms_conditions_ask (const MsConditions *conditions, const char *key)
{
    for (guint i = 0; i < G_N_ELEMENTS (table); i++)
        if (strcmp (key_of_row (i), key) == 0)
            return is_set (conditions, i);
    return FALSE;
}

guint
ms_conditions_directions (const MsConditions *conditions)
{
    return conditions->directions;
}

static MsVerdict
ask (const MsConditions *conditions, const MsFacts *facts, guint index)
{
    return table[index].match (conditions, facts);
}

static gboolean
is_asked (const MsConditions *conditions, guint index)
{
    return is_set (conditions, index) && table[index].match != NULL;
}

MsVerdict
ms_conditions_all (const MsConditions *conditions, const MsFacts *facts, const char **why)
{
    MsVerdict all = MS_YES;

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        MsVerdict one = is_asked (conditions, i) ? ask (conditions, facts, i) : MS_YES;
        if (one == MS_NO) {
            *why = table[i].when;
            return MS_NO;
        }
        all = MIN (all, one);
    }
    return all;
}

MsVerdict
ms_conditions_any (const MsConditions *conditions, const MsFacts *facts, const char **why)
{
    MsVerdict any = MS_NO;

    for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
        MsVerdict one = is_asked (conditions, i) ? ask (conditions, facts, i) : MS_NO;
        if (one == MS_YES) {
            *why = table[i].except;
            return MS_YES;
        }
        any = MAX (any, one);
    }
    return any;
}
