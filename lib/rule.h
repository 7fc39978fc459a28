/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Rules: facts about a message in, a template or none out, with the reason. Each
 * condition is a small predicate that holds where it is not configured. */
#pragma once

#include "address.h"
#include "directory.h"
#include "message.h"
#include "place.h"

typedef enum {
    MS_DIRECTION_OUTBOUND = 1 << 0, /* ours to at least one that is not ours */
    MS_DIRECTION_INTERNAL = 1 << 1, /* ours to ours only */
    MS_DIRECTION_INBOUND = 1 << 2,  /* not ours, to at least one of ours */
} MsDirection;

/* What conditions look at. Borrowed throughout. What the body tells is not known until
 * `body_known`: until then a condition on it neither holds nor fails. */
typedef struct {
    const MsEnvelope *envelope;
    const MsMessage *message;
    const MsDomains *domains;
    const char *sender;            /* the one that counts for people and templates */
    const char *const *recipients; /* NULL-terminated, never NULL */
    MsDirection direction;
    const MsValue *person; /* NULL: unknown to the directory */
    gboolean body_known;
    MsThread thread;
    const char *body; /* decoded text of the body, UTF-8 */
} MsFacts;

typedef enum { MS_NO, MS_MAYBE, MS_YES } MsVerdict;

typedef struct MsRule MsRule;

typedef enum { MS_NO_SEPARATOR_BOTTOM, MS_NO_SEPARATOR_SKIP } MsNoSeparator;

/* What the configuration says of one rule; conditions are private to rule.c. */
struct MsRule {
    char *name;
    char *file; /* where it stands in the configuration */
    guint line;
    gboolean enabled;
    gboolean continues;  /* `continue = true` */
    char *template_name; /* NULL: `template = none` */
    MsPlaceName place;
    MsNoSeparator no_separator;
    GPtrArray *add_headers; /* of char *, "Name: value" */
    struct MsConditions *when;
    struct MsConditions *except;
};

MsRule *ms_rule_new (const char *name, const char *file, guint line);
void ms_rule_free (MsRule *rule);

/* Adds one value of key `key` of the `when` (or `except`) section, as written in the
 * configuration. NULL when it was taken, else what is wrong and what was expected (caller
 * frees); "" for a key that does not exist. */
char *ms_rule_add_condition (MsRule *rule, gboolean except, const char *key,
                             const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* MS_MAYBE while body_known is FALSE and the answer depends on it. `*why` (may be NULL)
 * gets the first condition that failed, "when recipient" or "except subject"; static. */
MsVerdict ms_rule_match (const MsRule *rule, const MsFacts *facts, const char **why);
