/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The single conditions, for condition.c alone: how a value is taken, and whether it
 * holds. A match is asked only where the key is configured; predicate_envelope.c has what
 * the transaction tells, predicate_message.c what the message and the directory tell. */
#pragma once

#include "facts.h"
#include "pattern.h"
#include <gio/gio.h>

/* "Name: pattern" of `header`, "attribute=pattern" of `person`. */
typedef struct {
    char *name;
    MsPattern *pattern;
} MsNamedPattern;

typedef struct MsConditions MsConditions;

struct MsConditions {
    guint32 keys; /* bit i: row i of condition.c's table is configured */
    guint directions;
    GPtrArray *sender;    /* of MsAddressPattern */
    GPtrArray *recipient; /* of MsAddressPattern */
    gboolean all_recipients;
    guint threads;      /* bit i: MsThread i */
    guint signatures;   /* bit 0: absent, bit 1: present */
    GPtrArray *subject; /* of MsPattern */
    GPtrArray *header;  /* of MsNamedPattern */
    GPtrArray *body;    /* of MsPattern */
    GPtrArray *person;  /* of MsNamedPattern */
    gboolean authenticated;
    GPtrArray *client; /* of GInetAddressMask */
    gint64 not_before;
    gint64 not_after;
};

static inline MsVerdict
ms_predicate_verdict (gboolean holds)
{
    return holds ? MS_YES : MS_NO;
}

/* NULL when the value was taken, else what is wrong (caller frees). */
char *ms_predicate_add_direction (MsConditions *conditions, const char *value);
char *ms_predicate_add_sender (MsConditions *conditions, const char *value);
char *ms_predicate_add_recipient (MsConditions *conditions, const char *value);
char *ms_predicate_add_recipients (MsConditions *conditions, const char *value);
char *ms_predicate_add_thread (MsConditions *conditions, const char *value);
char *ms_predicate_add_signature (MsConditions *conditions, const char *value);
char *ms_predicate_add_subject (MsConditions *conditions, const char *value);
char *ms_predicate_add_header (MsConditions *conditions, const char *value);
char *ms_predicate_add_body (MsConditions *conditions, const char *value);
char *ms_predicate_add_person (MsConditions *conditions, const char *value);
char *ms_predicate_add_authenticated (MsConditions *conditions, const char *value);
char *ms_predicate_add_client (MsConditions *conditions, const char *value);
char *ms_predicate_add_not_before (MsConditions *conditions, const char *value);
char *ms_predicate_add_not_after (MsConditions *conditions, const char *value);

/* `body`, `signature` and `thread` give MS_MAYBE while the body is not known. */
MsVerdict ms_predicate_match_direction (const MsConditions *conditions,
                                        const MsFacts *facts);
MsVerdict ms_predicate_match_sender (const MsConditions *conditions,
                                     const MsFacts *facts);
MsVerdict ms_predicate_match_recipient (const MsConditions *conditions,
                                        const MsFacts *facts);
MsVerdict ms_predicate_match_thread (const MsConditions *conditions,
                                     const MsFacts *facts);
MsVerdict ms_predicate_match_signature (const MsConditions *conditions,
                                        const MsFacts *facts);
MsVerdict ms_predicate_match_subject (const MsConditions *conditions,
                                      const MsFacts *facts);
MsVerdict ms_predicate_match_header (const MsConditions *conditions,
                                     const MsFacts *facts);
MsVerdict ms_predicate_match_body (const MsConditions *conditions, const MsFacts *facts);
MsVerdict ms_predicate_match_person (const MsConditions *conditions,
                                     const MsFacts *facts);
MsVerdict ms_predicate_match_authenticated (const MsConditions *conditions,
                                            const MsFacts *facts);
MsVerdict ms_predicate_match_client (const MsConditions *conditions,
                                     const MsFacts *facts);
MsVerdict ms_predicate_match_not_before (const MsConditions *conditions,
                                         const MsFacts *facts);
MsVerdict ms_predicate_match_not_after (const MsConditions *conditions,
                                        const MsFacts *facts);
