/* SPDX-License-Identifier: BSD-2-Clause */
#include "callbacks.h"
#include "apply.h"
#include "session.h"
#include <libmilter/mfapi.h>
#include <string.h>

/* What mailstamp does to a message. */
#define ACTIONS (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_CHGBODY)

/* Stages that it has no use for, and stages whose answer is always to go on; libmilter
 * makes up for the second kind where an MTA does not know it. Each answer that the MTA
 * waits for costs as much as the whole decision: the first is to a piece of the body, in
 * time for SMFIS_ACCEPT and SMFIS_SKIP to spare the others. */
#define STAGES_OFF (SMFIP_NOHELO | SMFIP_NOUNKNOWN | SMFIP_NODATA)
#define ANSWERS_OFF                                                                      \
    (SMFIP_NR_CONN | SMFIP_NR_MAIL | SMFIP_NR_RCPT | SMFIP_NR_HDR | SMFIP_NR_EOH)

/* libmilter's callbacks get nothing of ours but what hangs on a connection, and that is
 * empty at its start: the one variable of the daemon. Set once before the first thread.
 */
static Service the_service;

/* One connection of the MTA. It hangs on the SMFICTX and on nothing else: libmilter's
 * workers run the callbacks of one connection on different threads, one after another. */
typedef struct {
    Session *session;
    gboolean leading_space; /* SMFIP_HDR_LEADSPC was agreed on */
    gboolean can_skip;      /* SMFIP_SKIP was */
    gboolean under_way;     /* the message is counted in the traffic */
    gboolean refused;       /* it came after the stop */
    gboolean counted;       /* the metrics know of it */
    gboolean too_many;      /* one more than there are descriptors for */
} Connection;

/* What Postfix and Sendmail agree to is the start. A connection that is used again after
 * QUIT_NC is not negotiated again; that command is of the same protocol version. */
static Connection *
connection_of (SMFICTX *ctx)
{
    Connection *connection = smfi_getpriv (ctx);

    if (!connection) {
        connection = g_new0 (Connection, 1);
        connection->session = session_new();
        connection->leading_space = TRUE;
        connection->can_skip = TRUE;
        smfi_setpriv (ctx, connection);
        connection->too_many = (guint)g_atomic_int_add (&the_service.connections, 1) >=
                               the_service.max_connections;
    }
    return connection;
}

/* NULL outside of a message: a stray command of a broken MTA gets that far. */
static Connection *
message_of (SMFICTX *ctx)
{
    Connection *connection = smfi_getpriv (ctx);

    return connection && session_config (connection->session) ? connection : NULL;
}

static void
end_message (Connection *connection)
{
    session_reset (connection->session);
    if (connection->under_way)
        traffic_end (the_service.traffic);
    connection->under_way = FALSE;
    connection->refused = FALSE;
}

/* From the first header on a message counts as under way. */
static void
begin_traffic (Connection *connection)
{
    if (connection->under_way || connection->refused)
        return;
    connection->under_way = traffic_begin (the_service.traffic);
    connection->refused = !connection->under_way;
}

static sfsistat
tempfail (SMFICTX *ctx, char *code, char *text)
{
    smfi_setreply (ctx, "451", code, text);
    return SMFIS_TEMPFAIL;
}

/* ---- Outcomes -------------------------------------------------------------------- */

static const char *
queue_id (SMFICTX *ctx)
{
    return smfi_getsymval (ctx, "i");
}

static void
note_result (SMFICTX *ctx, const Connection *connection)
{
    const MsResult *result = session_result (connection->session);
    gint64 usec = session_usec (connection->session);

    log_outcome (the_service.log, queue_id (ctx), result, usec);
    metrics_count_result (the_service.metrics, result, usec);
}

static void
note_failure (SMFICTX *ctx, const GError *error, const char *action)
{
    log_failure (the_service.log, queue_id (ctx), error, action);
    metrics_count_failure (the_service.metrics, error);
}

static sfsistat
defer (SMFICTX *ctx, Connection *connection, const GError *error)
{
    note_failure (ctx, error, "defer");
    metrics_count_deferral (the_service.metrics, "failure");
    end_message (connection);
    return tempfail (ctx, "4.7.1", "Signature service failed, try again later");
}

/* mailstamp broke before anything was sent: on-failure decides. */
static sfsistat
fail (SMFICTX *ctx, Connection *connection)
{
    const GError *error = session_error (connection->session);
    const MsConfig *config = session_config (connection->session);

    if (ms_config_on_failure (config) == MS_ON_FAILURE_DEFER)
        return defer (ctx, connection, error);
    note_failure (ctx, error, "pass");
    end_message (connection);
    return SMFIS_ACCEPT;
}

/* Nothing is to be done: the MTA need not send the rest. */
static sfsistat
let_pass (SMFICTX *ctx, Connection *connection)
{
    note_result (ctx, connection);
    end_message (connection);
    return SMFIS_ACCEPT;
}

static sfsistat
refuse (SMFICTX *ctx, Connection *connection)
{
    metrics_count_deferral (the_service.metrics, "stopping");
    end_message (connection);
    return tempfail (ctx, "4.3.2", "Signature service is stopping, try again later");
}

static sfsistat
apply_and_log (SMFICTX *ctx, Connection *connection)
{
    g_autoptr (GError) error = NULL;
    const MsResult *result = session_result (connection->session);

    if (!apply_result (ctx, result, connection->leading_space, &error))
        return defer (ctx, connection, error);
    note_result (ctx, connection);
    end_message (connection);
    return SMFIS_CONTINUE;
}

/* ---- Stages ---------------------------------------------------------------------- */

/* Let alone, libmilter would use up all descriptors, and then ask for one more as fast as
 * it can while the MTA waits for a greeting. */
static gboolean
is_one_too_many (const Connection *connection)
{
    if (connection->too_many)
        log_trouble (the_service.log, LOG_ERR,
                     "%u connections are open, as many as the limit of open files "
                     "allows: connection refused",
                     the_service.max_connections);
    return connection->too_many;
}

/* An answer to each body chunk is the price of SMFIS_SKIP, and it spares the whole body
 * where that is not needed; an MTA that cannot skip is not made to wait for answers. */
static sfsistat /* NOLINTNEXTLINE(readability-function-size): libmilter's parameters */
on_negotiate (SMFICTX *ctx, unsigned long offered_actions, unsigned long offered_protocol,
              G_GNUC_UNUSED unsigned long offered_2,
              G_GNUC_UNUSED unsigned long offered_3, unsigned long *actions,
              unsigned long *protocol, unsigned long *more_2, unsigned long *more_3)
{
    Connection *connection = connection_of (ctx);

    if (is_one_too_many (connection))
        return SMFIS_REJECT;
    if ((offered_actions & ACTIONS) != ACTIONS) {
        log_trouble (the_service.log, LOG_ERR,
                     "the MTA does not let a milter add and change headers and the body "
                     "(it offers actions 0x%lx): connection refused",
                     offered_actions);
        return SMFIS_REJECT;
    }
    connection->leading_space = (offered_protocol & SMFIP_HDR_LEADSPC) != 0;
    connection->can_skip = (offered_protocol & SMFIP_SKIP) != 0;
    *actions = ACTIONS;
    *protocol = (STAGES_OFF | SMFIP_HDR_LEADSPC | SMFIP_SKIP) & offered_protocol;
    *protocol |= ANSWERS_OFF | (connection->can_skip ? 0 : SMFIP_NR_BODY);
    *more_2 = 0;
    *more_3 = 0;
    log_line (the_service.log, LOG_DEBUG,
              "connection of an MTA, it offers actions 0x%lx, protocol 0x%lx",
              offered_actions, offered_protocol);
    return SMFIS_CONTINUE;
}

/* A health check negotiates and hangs up: it has no client, and is none of a mail server.
 */
static void
count_connection (Connection *connection)
{
    if (!connection->counted)
        metrics_open_connection (the_service.metrics);
    connection->counted = TRUE;
}

static sfsistat
on_connect (SMFICTX *ctx, G_GNUC_UNUSED char *host, _SOCK_ADDR *address)
{
    Connection *connection = connection_of (ctx);

    session_set_client (connection->session, address);
    count_connection (connection);
    return SMFIS_NOREPLY;
}

static sfsistat
on_mail (SMFICTX *ctx, char **arguments)
{
    Connection *connection = connection_of (ctx);

    end_message (connection);
    session_begin (connection->session, snapshot_take (the_service.snapshot),
                   arguments[0], smfi_getsymval (ctx, "{auth_authen}"));
    return SMFIS_NOREPLY;
}

static sfsistat
on_recipient (SMFICTX *ctx, char **arguments)
{
    Connection *connection = message_of (ctx);
    const char *mailer = smfi_getsymval (ctx, "{rcpt_mailer}");

    /* "error" is how Sendmail and Postfix mark a recipient that they refused. */
    if (connection && g_strcmp0 (mailer, "error") != 0)
        session_add_recipient (connection->session, arguments[0]);
    return SMFIS_NOREPLY;
}

static sfsistat
on_header (SMFICTX *ctx, char *name, char *value)
{
    Connection *connection = message_of (ctx);

    if (!connection)
        return SMFIS_NOREPLY;
    begin_traffic (connection);
    if (!connection->refused)
        session_add_header (connection->session, name,
                            connection->leading_space ? "" : " ", value);
    return SMFIS_NOREPLY;
}

static sfsistat
on_end_of_header (SMFICTX *ctx)
{
    Connection *connection = message_of (ctx);

    if (connection && !connection->refused)
        session_end_header (connection->session);
    return SMFIS_NOREPLY;
}

static sfsistat
answer_body (SMFICTX *ctx, Connection *connection, SessionNext next)
{
    switch (next) {
    case SESSION_FAILED:
        return fail (ctx, connection);
    case SESSION_NOTHING:
        return let_pass (ctx, connection);
    case SESSION_ENOUGH:
        return SMFIS_SKIP;
    case SESSION_MORE:
        break;
    }
    return SMFIS_CONTINUE;
}

static sfsistat
on_body (SMFICTX *ctx, unsigned char *data, size_t len)
{
    Connection *connection = message_of (ctx);

    if (!connection)
        return SMFIS_CONTINUE;
    begin_traffic (connection);
    if (connection->refused)
        return refuse (ctx, connection);

    SessionNext next = session_add_body (connection->session, data, len);
    return connection->can_skip ? answer_body (ctx, connection, next) : SMFIS_NOREPLY;
}

static sfsistat
on_end_of_message (SMFICTX *ctx)
{
    Connection *connection = message_of (ctx);

    if (!connection)
        return SMFIS_CONTINUE;
    begin_traffic (connection);
    if (connection->refused)
        return refuse (ctx, connection);
    if (!session_finish (connection->session))
        return fail (ctx, connection);
    return apply_and_log (ctx, connection);
}

static sfsistat
on_abort (SMFICTX *ctx)
{
    Connection *connection = message_of (ctx);

    if (!connection)
        return SMFIS_CONTINUE;
    if (connection->under_way)
        log_line (the_service.log, LOG_DEBUG, "the MTA took a message back");
    end_message (connection);
    return SMFIS_CONTINUE;
}

/* Called twice where a connection ends after QUIT_NC. */
static sfsistat
on_close (SMFICTX *ctx)
{
    Connection *connection = smfi_getpriv (ctx);

    if (!connection)
        return SMFIS_CONTINUE;
    smfi_setpriv (ctx, NULL);
    end_message (connection);
    (void)g_atomic_int_add (&the_service.connections, -1);
    if (connection->counted)
        metrics_close_connection (the_service.metrics);
    session_free (connection->session);
    g_free (connection);
    return SMFIS_CONTINUE;
}

/* ---- Running --------------------------------------------------------------------- */

gboolean
callbacks_open (const Service *service, const char *listen)
{
    g_autofree char *connection = g_strdup (listen);
    struct smfiDesc description = {
        .xxfi_name = "mailstampd",
        .xxfi_version = SMFI_VERSION,
        .xxfi_flags = ACTIONS,
        .xxfi_connect = on_connect,
        .xxfi_envfrom = on_mail,
        .xxfi_envrcpt = on_recipient,
        .xxfi_header = on_header,
        .xxfi_eoh = on_end_of_header,
        .xxfi_body = on_body,
        .xxfi_eom = on_end_of_message,
        .xxfi_abort = on_abort,
        .xxfi_close = on_close,
        .xxfi_negotiate = on_negotiate,
    };

    the_service = *service;
    return smfi_register (description) == MI_SUCCESS &&
           smfi_setconn (connection) == MI_SUCCESS &&
           smfi_opensocket (FALSE) == MI_SUCCESS;
}

gboolean
callbacks_run (void)
{
    return smfi_main() == MI_SUCCESS;
}
