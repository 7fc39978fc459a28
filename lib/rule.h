/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Rules: facts about a message in, a template or none out, with the reason. */
#pragma once

#include "condition.h"
#include "directory.h"

typedef struct MsRule MsRule;

typedef enum { MS_NO_SEPARATOR_BOTTOM, MS_NO_SEPARATOR_SKIP } MsNoSeparator;

/* What the configuration says of one rule. */
struct MsRule {
    char *name;
    char *file; /* where it stands in the configuration */
    guint line;
    gboolean enabled;
    gboolean dry_run;    /* only tells that it matches */
    gboolean continues;  /* `continue = true` */
    char *template_name; /* NULL: `template = none`, or `rotate` */
    GPtrArray *rotate;   /* of char *: templates, one of which each message gets */
    MsPlaceName place;
    MsNoSeparator no_separator;
    gboolean wrap;          /* signed messages too, in a multipart/mixed */
    GPtrArray *add_headers; /* of char *, "Name: value" */
    MsConditions *when;
    MsConditions *except;
};

MsRule *ms_rule_new (const char *name, const char *file, guint line);
void ms_rule_free (MsRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsRule, ms_rule_free)

/* Adds one value of key `key` of the `when` (or `except`) section, as written in the
 * configuration. NULL when it was taken, else what is wrong and what was expected (caller
 * frees); "" for a key that does not exist. */
char *ms_rule_add_condition (MsRule *rule, gboolean except, const char *key,
                             const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* The template that `message` gets, NULL for none. */
const char *ms_rule_template (const MsRule *rule, const MsMessage *message);

/* The directions it is for, a set of MsDirection: outbound and internal where `when` says
 * nothing. */
guint ms_rule_directions (const MsRule *rule);

/* Whether its conditions say anything of `key`; FALSE where it is switched off. */
gboolean ms_rule_asks (const MsRule *rule, const char *key);

/* Whether every message of its directions matches, and no rule behind it is asked. */
gboolean ms_rule_takes_all (const MsRule *rule);

/* MS_MAYBE while body_known is FALSE and the answer depends on it. `*why` (may be NULL)
 * gets the first condition that failed, "when recipient" or "except subject", or
 * "enabled"; static, NULL when none did. */
MsVerdict ms_rule_match (const MsRule *rule, const MsFacts *facts, const char **why);
