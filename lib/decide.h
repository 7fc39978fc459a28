/* SPDX-License-Identifier: BSD-2-Clause
 *
 * What to do with a message: the reasons to leave it alone, and the rules. Decides,
 * changes nothing. What the header tells is decided first and alone, so that the answer
 * is the same with and without the body. */
#pragma once

#include "config.h"
#include "parties.h"
#include "reading.h"

/* What became of one rule. */
typedef struct {
    const MsRule *rule;
    MsVerdict verdict;
    const char *why;     /* the first condition that failed, static, or NULL */
    const char *missing; /* the required attribute that the sender lacks, or NULL */
} MsRuleTrace;

/* A message on its way through the decision. */
typedef struct {
    const MsConfig *config;
    const MsEnvelope *envelope;
    MsMessage *message;
    MsParties *parties;
    MsValue *fields; /* attributes for templates */
    MsValue *person;
    GArray *readings; /* of MsReading; NULL until the body is read */
    char *text;       /* of the body, for conditions */
    MsFacts facts;
    gboolean own_mark;  /* a mark of ours verified */
    gboolean sealed;    /* signed: a stamp can only stand beside it */
    GPtrArray *chosen;  /* of const MsRule, those whose templates go on it, in order */
    const MsRule *none; /* the rule that said template = none */
    GPtrArray *tried;   /* of const MsRule, those with dry-run that match */
    GArray *trace;      /* of MsRuleTrace */
} MsCase;

/* Takes over `message`, in a case of which no more than configuration and envelope is
 * known. FALSE with MS_ERROR_LOOKUP when the directory did not answer. */
gboolean ms_case_init (MsCase *mail, MsMessage *message,
                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void ms_case_clear (MsCase *mail);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (MsCase, ms_case_clear)

/* The reason to pass that envelope and header give; MS_REASON_NONE when the body decides.
 */
MsReason ms_decide_by_header (MsCase *mail);

/* The reason to pass that the body gives; MS_REASON_NONE when `chosen` is to be put on.
 * FALSE as ms_case_init. */
gboolean ms_decide_by_body (MsCase *mail, MsReason *reason,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
