/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One connection of the MTA, and the message that it is about: collects the envelope, the
 * header and, where it is needed, the body, and has the library decide once. It knows
 * nothing of libmilter and sends nothing.
 *
 * The order of calls for a message is that of SMTP: begin, recipients, headers,
 * end_header, body, finish; reset ends it at any point. The memory of one message is its
 * octets, once, and never more than max-message-size and max-header-size allow. */
#pragma once

#include <mailstamp.h>

typedef struct Session Session;
struct sockaddr;

/* What the MTA should be asked for next. */
typedef enum {
    SESSION_MORE,    /* more of the message */
    SESSION_ENOUGH,  /* not the body: the result stands, apply it at the end */
    SESSION_NOTHING, /* nothing at all: the result stands and changes nothing */
    SESSION_FAILED,  /* mailstamp broke: session_error says how */
} SessionNext;

Session *session_new (void);
void session_free (Session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

/* The SMTP client, for the whole connection; NULL where it has no IP address. */
void session_set_client (Session *session, const struct sockaddr *address);

/* A new message, whatever state the last one was left in. Takes over the reference to
 * `config`, which the message keeps to its end. `sender` is as MAIL had it, with or
 * without angle brackets; `authenticated` is the login name or NULL. */
void session_begin (Session *session, MsConfig *config, const char *sender,
                    const char *authenticated);
void session_add_recipient (Session *session, const char *recipient);

/* `blank` and `value` are what stands behind the colon, without the last line end; the
 * lines of a folded value may end in LF, as milters get them, or CRLF. */
void session_add_header (Session *session, const char *name, const char *blank,
                         const char *value);
void session_end_header (Session *session);
SessionNext session_add_body (Session *session, const void *data, gsize len);

/* All is there. The result is the session's and lives to the next reset or begin; NULL
 * when mailstamp failed. */
const MsResult *session_finish (Session *session);

/* What is known: the result that stands, what went wrong, the configuration of the
 * message (NULL between messages), and the microseconds that the library worked. */
const MsResult *session_result (const Session *session);
const GError *session_error (const Session *session);
const MsConfig *session_config (const Session *session);
gint64 session_usec (const Session *session);

/* Forgets the message, not the connection. */
void session_reset (Session *session);
