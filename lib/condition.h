/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The conditions of a rule's `when` and `except`: each key a small predicate over the
 * facts about a message. What the body tells is not known at first, so an answer may be
 * MS_MAYBE. */
#pragma once

#include "facts.h"

typedef struct MsConditions MsConditions;

MsConditions *ms_conditions_new (void);
void ms_conditions_free (MsConditions *conditions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsConditions, ms_conditions_free)

/* The keys in the order of the manual page, static; NULL past the last. */
const char *ms_conditions_key (guint index);

/* Adds one value of `key`. NULL when it was taken, else what is wrong and what was
 * expected (caller frees); "" for a key that does not exist. */
char *ms_conditions_add (MsConditions *conditions, const char *key,
                         const char *value) G_GNUC_WARN_UNUSED_RESULT;

/* Once all are added: NULL, or what is wrong with `*key` (static; caller frees the
 * result). */
char *ms_conditions_check (const MsConditions *conditions, const char **key);

/* Whether nothing but `direction` is said. */
gboolean ms_conditions_are_open (const MsConditions *conditions);

/* Whether they say anything of `key`. */
gboolean ms_conditions_ask (const MsConditions *conditions, const char *key);

/* What `direction` says, 0 when it says nothing. */
guint ms_conditions_directions (const MsConditions *conditions);

/* Adds the attributes that `person` asks for to `names`, of char *, borrowed. */
void ms_conditions_list_attributes (const MsConditions *conditions, GPtrArray *names);

/* All of them hold; where none is, that is so. `*why` gets the first that fails, "when
 * recipient"; static. */
MsVerdict ms_conditions_all (const MsConditions *conditions, const MsFacts *facts,
                             const char **why);

/* Any of them holds; where none is, none does. `*why` gets the first that holds, "except
 * subject"; static. */
MsVerdict ms_conditions_any (const MsConditions *conditions, const MsFacts *facts,
                             const char **why);
