/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Values of fields, written so that they stay values where they stand. The context of a
 * tag is found once, when the template is loaded (template_html).
 *
 * In every context line breaks and tabs become one blank; other control characters,
 * those that turn the direction of writing, and what is no character are left out; octets
 * that are no UTF-8 become U+FFFD; and of a value longer than MS_VALUE_MAX only its start
 * is taken. */
#pragma once

#include <glib.h>

#define MS_VALUE_MAX 4096 /* octets */

typedef enum {
    MS_CONTEXT_TEXT,     /* text, or an attribute that is none of the following */
    MS_CONTEXT_URL,      /* a URL, or the part of it before ? and # */
    MS_CONTEXT_URL_PART, /* in a URL behind ? or #: one component */
    MS_CONTEXT_NUMBER,   /* behind tel: or sms: */
    MS_CONTEXT_STYLE,    /* a style attribute: one word or number of it */
    MS_CONTEXT_NOWHERE,  /* a comment, a script, a style sheet: nothing is written */
} MsContext;

/* Added to a context: the attribute's value has no quotes around it. */
#define MS_CONTEXT_UNQUOTED 0x100

/* Added to a context: it is in a conditional comment. */
#define MS_CONTEXT_CONDITIONAL 0x200

/* For HTML; both fit MsEscapeFunc. A URL that could run a script is not refused here but
 * where the whole of it is known (template_finish). */
void ms_escape_html (GString *out, const char *value, guint context);

/* For plain text: nothing is escaped. `context` is not looked at. */
void ms_escape_plain (GString *out, const char *value, guint context);
