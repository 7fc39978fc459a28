/* SPDX-License-Identifier: BSD-2-Clause */
#include "rule.h"
#include "rotation.h"

MsRule *
ms_rule_new (const char *name, const char *file, guint line)
{
    MsRule *rule = g_new0 (MsRule, 1);

    rule->name = g_strdup (name);
    rule->file = g_strdup (file);
    rule->line = line;
    rule->enabled = TRUE;
    rule->place = MS_PLACE_ABOVE_QUOTE;
    rule->no_separator = MS_NO_SEPARATOR_BOTTOM;
    rule->rotate = g_ptr_array_new_with_free_func (g_free);
    rule->add_headers = g_ptr_array_new_with_free_func (g_free);
    rule->when = ms_conditions_new();
    rule->except = ms_conditions_new();
    return rule;
}

void
ms_rule_free (MsRule *rule)
{
    if (rule == NULL)
        return;
    g_free (rule->name);
    g_free (rule->file);
    g_free (rule->template_name);
    g_ptr_array_unref (rule->rotate);
    g_ptr_array_unref (rule->add_headers);
    ms_conditions_free (rule->when);
    ms_conditions_free (rule->except);
    g_free (rule);
}

char *
ms_rule_add_condition (MsRule *rule, gboolean except, const char *key, const char *value)
{
    return ms_conditions_add (except ? rule->except : rule->when, key, value);
}

const char *
ms_rule_template (const MsRule *rule, const MsMessage *message)
{
    if (rule->rotate->len == 0)
        return rule->template_name;
    return g_ptr_array_index (rule->rotate,
                              ms_rotation_pick (message, rule->rotate->len));
}

guint
ms_rule_directions (const MsRule *rule)
{
    guint said = ms_conditions_directions (rule->when);

    return said != 0 ? said : MS_DIRECTION_OUTBOUND | MS_DIRECTION_INTERNAL;
}

gboolean
ms_rule_asks (const MsRule *rule, const char *key)
{
    return rule->enabled &&
           (ms_conditions_ask (rule->when, key) || ms_conditions_ask (rule->except, key));
}

gboolean
ms_rule_takes_all (const MsRule *rule)
{
    return rule->enabled && !rule->dry_run && !rule->continues &&
           ms_conditions_are_open (rule->when) && ms_conditions_are_open (rule->except) &&
           ms_conditions_directions (rule->except) == 0;
}

/* What takes a message out of a rule decides like what does not let it in; what may take
 * it out leaves the answer open. */
static MsVerdict
match (const MsRule *rule, const MsFacts *facts, const char **why)
{
    MsVerdict in = MS_NO, out = MS_NO;

    *why = NULL;
    if (!rule->enabled) {
        *why = "enabled";
        return MS_NO;
    }
    if ((ms_rule_directions (rule) & facts->direction) == 0) {
        *why = "when direction";
        return MS_NO;
    }
    in = ms_conditions_all (rule->when, facts, why);
    if (in == MS_NO)
        return MS_NO;
    out = ms_conditions_any (rule->except, facts, why);
    if (out == MS_YES)
        return MS_NO;
    return out == MS_MAYBE ? MS_MAYBE : in;
}

MsVerdict
ms_rule_match (const MsRule *rule, const MsFacts *facts, const char **why)
{
    const char *unused = NULL;

    return match (rule, facts, why != NULL ? why : &unused);
}
