/* SPDX-License-Identifier: BSD-2-Clause */
#include "session.h"
#include "buffer.h"
#include <arpa/inet.h>
#include <string.h>

struct Session {
    char *client;

    MsConfig *config;
    char *sender;
    char *authenticated;
    GPtrArray *recipients; /* of char *, NULL-terminated once the header has ended */
    gint64 now;

    Buffer message;     /* the header block, behind it the body */
    MsPending *pending; /* what the header told, when the body is needed */
    gsize header_len;
    gboolean header_is_whole; /* max-header-size cut nothing off */
    gboolean no_memory;

    MsResult *result;
    GError *error;
    gint64 usec;
};

typedef MsResult *(*StampFunc) (Session *session, GBytes *message);

Session *
session_new (void)
{
    Session *session = g_new0 (Session, 1);

    session->recipients = g_ptr_array_new_with_free_func (g_free);
    return session;
}

void
session_free (Session *session)
{
    if (!session)
        return;
    session_reset (session);
    g_ptr_array_unref (session->recipients);
    g_free (session->client);
    g_free (session);
}

void
session_reset (Session *session)
{
    g_clear_pointer (&session->result, ms_result_free);
    g_clear_pointer (&session->pending, ms_pending_free);
    buffer_clear (&session->message);
    g_clear_error (&session->error);
    g_clear_pointer (&session->config, ms_config_unref);
    g_clear_pointer (&session->sender, g_free);
    g_clear_pointer (&session->authenticated, g_free);
    g_ptr_array_set_size (session->recipients, 0);
    session->header_len = 0;
    session->no_memory = FALSE;
    session->usec = 0;
}

void
session_set_client (Session *session, const struct sockaddr *address)
{
    char text[INET6_ADDRSTRLEN];
    const void *binary = NULL;

    if (address && address->sa_family == AF_INET)
        binary = &((const struct sockaddr_in *)address)->sin_addr;
    else if (address && address->sa_family == AF_INET6)
        binary = &((const struct sockaddr_in6 *)address)->sin6_addr;
    g_free (session->client);
    session->client = binary && inet_ntop (address->sa_family, binary, text, sizeof text)
                          ? g_strdup (text)
                          : NULL;
}

/* Postfix's local pickup hands over addresses without the brackets of RFC 5321. */
static char *
strip_brackets (const char *address)
{
    gsize len = strlen (address);

    if (len >= 2 && address[0] == '<' && address[len - 1] == '>')
        return g_strndup (address + 1, len - 2);
    return g_strdup (address);
}

void
session_begin (Session *session, MsConfig *config, const char *sender,
               const char *authenticated)
{
    session_reset (session);
    session->config = config;
    session->sender = strip_brackets (sender);
    session->authenticated = g_strdup (authenticated);
}

void
session_add_recipient (Session *session, const char *recipient)
{
    g_ptr_array_add (session->recipients, strip_brackets (recipient));
}

static void
append (Session *session, const void *data, gsize len)
{
    if (!session->no_memory && !buffer_append (&session->message, data, len))
        session->no_memory = TRUE;
}

static void
append_text (Session *session, const char *text)
{
    append (session, text, strlen (text));
}

/* Milters get the lines of a folded value with LF between them; in the message that the
 * library sees they end as they do in SMTP (RFC 5321, 2.3.8). */
static void
append_lines (Session *session, const char *value)
{
    const char *end;

    for (; (end = strchr (value, '\n')); value = end + 1) {
        const char *text_end = end > value && end[-1] == '\r' ? end - 1 : end;

        append (session, value, (gsize)(text_end - value));
        append_text (session, "\r\n");
    }
    append_text (session, value);
}

/* Past the limit one field more is enough for the library to see that it is passed. */
static gboolean
header_is_full (const Session *session)
{
    return session->message.len > ms_config_max_header_size (session->config);
}

void
session_add_header (Session *session, const char *name, const char *blank,
                    const char *value)
{
    if (header_is_full (session))
        return;
    append_text (session, name);
    append_text (session, ":");
    append_text (session, blank);
    append_lines (session, value);
    append_text (session, "\r\n");
}

static MsEnvelope
envelope (const Session *session)
{
    return (MsEnvelope){
        .sender = session->sender,
        .recipients = (const char *const *)session->recipients->pdata,
        .authenticated = session->authenticated,
        .client = session->client,
        .now = session->now,
    };
}

static void
fail_for_memory (Session *session)
{
    g_set_error (&session->error, MS_ERROR, MS_ERROR_FAILED,
                 "no memory for a message of more than %" G_GSIZE_FORMAT " octets",
                 session->message.len);
    buffer_clear (&session->message);
}

static MsResult *
stamp_header (Session *session, GBytes *header)
{
    const MsEnvelope facts = envelope (session);

    return ms_stamp_header (session->config, &facts, header, &session->pending,
                            &session->error);
}

static MsResult *
stamp_message (Session *session, GBytes *message)
{
    const MsEnvelope facts = envelope (session);

    return session->pending
               ? ms_stamp_pending (session->pending, message, &session->error)
               : ms_stamp (session->config, &facts, message, &session->error);
}

static MsResult *
pass_oversize (Session *session, GBytes *header)
{
    const MsEnvelope facts = envelope (session);

    return ms_pass_oversize (session->config, &facts, header, &session->error);
}

/* Has the library look at what has been collected. */
static void
decide (Session *session, StampFunc stamp)
{
    GBytes *message = buffer_lend (&session->message);
    gint64 start = g_get_monotonic_time();

    session->result = stamp (session, message);
    session->usec += g_get_monotonic_time() - start;
    if (session->result || session->error)
        g_bytes_unref (message); /* a result keeps its own reference */
    else
        buffer_return (&session->message, message);
}

static SessionNext
next (const Session *session)
{
    if (session->error)
        return SESSION_FAILED;
    if (!session->result)
        return SESSION_MORE;
    return session->result->header_edits->len > 0 ? SESSION_ENOUGH : SESSION_NOTHING;
}

void
session_end_header (Session *session)
{
    session->header_is_whole = !header_is_full (session);
    append_text (session, "\r\n");
    session->header_len = session->message.len;
    session->now = g_get_real_time() / G_USEC_PER_SEC;
    g_ptr_array_add (session->recipients, NULL);
    if (session->no_memory)
        fail_for_memory (session);
}

/* A message of nothing but a body, from an MTA that says so by leaving the end of the
 * header out. */
static gboolean
header_has_ended (const Session *session)
{
    return session->header_len > 0;
}

static gboolean
fits (const Session *session, gsize len)
{
    gsize limit = ms_config_max_message_size (session->config);

    return session->message.len <= limit && len <= limit - session->message.len;
}

/* Once, with the header alone in the buffer. A header that is not whole says little: no
 * body can be looked at under it. */
static void
look_at_header (Session *session)
{
    decide (session, stamp_header);
    if (!session->header_is_whole && next (session) == SESSION_MORE)
        decide (session, pass_oversize);
}

SessionNext
session_add_body (Session *session, const void *data, gsize len)
{
    if (!header_has_ended (session))
        session_end_header (session);
    if (session->message.len == session->header_len && next (session) == SESSION_MORE)
        look_at_header (session);
    if (next (session) != SESSION_MORE)
        return next (session);
    if (!fits (session, len)) {
        buffer_truncate (&session->message, session->header_len);
        decide (session, pass_oversize);
        return next (session);
    }
    append (session, data, len);
    if (session->no_memory)
        fail_for_memory (session);
    return next (session);
}

const MsResult *
session_finish (Session *session)
{
    if (!header_has_ended (session))
        session_end_header (session);
    if (next (session) == SESSION_MORE)
        decide (session, session->header_is_whole ? stamp_message : pass_oversize);
    return session->result;
}

const MsResult *
session_result (const Session *session)
{
    return session->result;
}

const GError *
session_error (const Session *session)
{
    return session->error;
}

const MsConfig *
session_config (const Session *session)
{
    return session->config;
}

gint64
session_usec (const Session *session)
{
    return session->usec;
}
