/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_ldap_session.h"
#include "directory_ldap_entry.h"
#include "directory_ldap_filter.h"
#include "directory_ldap_tls.h"
#include <fcntl.h>
#include <ldap.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

/* An answer is one entry with the attributes that were asked for. */
#define MAX_ANSWER ((ber_len_t)16 * 1024 * 1024)

/* How long libldap blocks in one read: it looks at its own timeout only between them. */
#define READ_USEC 100000

/* Seconds: a connection that a firewall forgot is found dead while nobody needs it. */
#define KEEPALIVE_IDLE 30

#define NO_ANSWER "no answer in time"

struct MsLdapSession {
    const MsLdapSettings *settings;
    char *uri;
    LDAP *ld;
    struct ldap_conncb callbacks;
    pthread_mutex_t lock; /* guards the following */
    int fd;               /* our own descriptor of its socket, -1: none */
    gboolean cut;
};

/* ---- The socket ------------------------------------------------------------------ */

static gint64
left_until (gint64 deadline)
{
    return MAX (deadline - g_get_monotonic_time(), 0);
}

static struct timeval
time_left (gint64 deadline)
{
    gint64 left = MAX (left_until (deadline), 1000);

    return (struct timeval){ left / G_USEC_PER_SEC, left % G_USEC_PER_SEC };
}

/* A copy of the descriptor stays ours when libldap has closed its own, so that what is
 * cut is never somebody else's socket. */
static gboolean
keep_socket (MsLdapSession *session, int fd)
{
    gboolean cut = FALSE;

    pthread_mutex_lock (&session->lock);
    cut = session->cut;
    if (session->fd >= 0)
        (void)close (session->fd);
    session->fd = fcntl (fd, F_DUPFD_CLOEXEC, 0);
    pthread_mutex_unlock (&session->lock);
    return !cut;
}

/* Called by libldap when TCP is connected, before TLS. */
static int
on_connected (LDAP *ld, Sockbuf *buffer, LDAPURLDesc *server, struct sockaddr *address,
              struct ldap_conncb *callbacks)
{
    MsLdapSession *session = callbacks->lc_arg;
    struct timeval block = { 0, READ_USEC };
    ber_len_t max_answer = MAX_ANSWER;
    int fd = -1;

    (void)ld;
    (void)server;
    (void)address;
    if (ber_sockbuf_ctrl (buffer, LBER_SB_OPT_GET_FD, &fd) != 1)
        return -1;
    ber_sockbuf_ctrl (buffer, LBER_SB_OPT_SET_MAX_INCOMING, &max_answer);
    setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &block, sizeof block);
    setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &block, sizeof block);
    return keep_socket (session, fd) ? 0 : -1;
}

static void
on_closed (LDAP *ld, Sockbuf *buffer, struct ldap_conncb *callbacks)
{
    (void)ld;
    (void)buffer;
    (void)callbacks;
}

void
ms_ldap_session_cut (MsLdapSession *session)
{
    pthread_mutex_lock (&session->lock);
    session->cut = TRUE;
    if (session->fd >= 0)
        (void)shutdown (session->fd, SHUT_RDWR);
    pthread_mutex_unlock (&session->lock);
}

gboolean
ms_ldap_session_is_alive (MsLdapSession *session)
{
    struct pollfd poll_fd = { .events = POLLIN };
    gboolean cut = FALSE;

    pthread_mutex_lock (&session->lock);
    poll_fd.fd = session->fd;
    cut = session->cut;
    pthread_mutex_unlock (&session->lock);
    /* Between two questions a server says nothing, but when it ends. */
    return !cut && poll_fd.fd >= 0 && poll (&poll_fd, 1, 0) == 0;
}

MsLdapSession *
ms_ldap_session_new (const MsLdapSettings *settings, const char *uri)
{
    MsLdapSession *session = g_new0 (MsLdapSession, 1);

    session->settings = settings;
    session->uri = g_strdup (uri);
    session->fd = -1;
    session->callbacks = (struct ldap_conncb){ on_connected, on_closed, session };
    pthread_mutex_init (&session->lock, NULL);
    return session;
}

/* A last goodbye is not waited for. */
void
ms_ldap_session_free (MsLdapSession *session)
{
    if (session == NULL)
        return;
    if (!ms_ldap_session_is_alive (session))
        ms_ldap_session_cut (session);
    if (session->ld != NULL)
        ldap_unbind_ext (session->ld, NULL, NULL);
    if (session->fd >= 0)
        (void)close (session->fd);
    pthread_mutex_destroy (&session->lock);
    g_free (session->uri);
    g_free (session);
}

/* ---- What libldap says ----------------------------------------------------------- */

/* "Can't contact LDAP server (the certificate is not trusted)"; often it has nothing to
 * say but "(unknown error code)". */
static char *
describe (LDAP *ld, int code)
{
    char *more = NULL;
    char *text = NULL;

    ldap_get_option (ld, LDAP_OPT_DIAGNOSTIC_MESSAGE, &more);
    if (more != NULL && *more != '\0' && *more != '(')
        text = g_strdup_printf ("%s (%s)", ldap_err2string (code), more);
    else
        text = g_strdup (ldap_err2string (code));
    ldap_memfree (more);
    return text;
}

static int
last_error (LDAP *ld)
{
    int code = LDAP_OTHER;

    ldap_get_option (ld, LDAP_OPT_RESULT_CODE, &code);
    return code;
}

/* What an answer means for whoever looks for one. */
static MsLdapStatus
status_of (int code)
{
    switch (code) {
    case LDAP_SUCCESS:
        return MS_LDAP_ANSWERED;
    case LDAP_INVALID_CREDENTIALS:
    case LDAP_INAPPROPRIATE_AUTH:
    case LDAP_STRONG_AUTH_REQUIRED:
    case LDAP_CONFIDENTIALITY_REQUIRED:
    case LDAP_INSUFFICIENT_ACCESS:
    case LDAP_NO_SUCH_OBJECT:
    case LDAP_INVALID_DN_SYNTAX:
    case LDAP_FILTER_ERROR:
    case LDAP_REFERRAL:
        return MS_LDAP_UNUSABLE;
    default:
        return MS_LDAP_AWAY;
    }
}

static MsLdapStatus
fail (MsLdapStatus status, char **why, char *what)
{
    *why = what;
    return status;
}

/* Waits for all of the answer to `id`; the caller frees it. */
static MsLdapStatus
wait_for (MsLdapSession *session, int id, gint64 deadline, LDAPMessage **answer,
          char **why)
{
    struct timeval left = time_left (deadline);
    int type = ldap_result (session->ld, id, LDAP_MSG_ALL, &left, answer);

    if (type > 0)
        return MS_LDAP_ANSWERED;
    if (type == 0 || left_until (deadline) == 0)
        return fail (MS_LDAP_AWAY, why, g_strdup (NO_ANSWER));
    return fail (MS_LDAP_AWAY, why, describe (session->ld, last_error (session->ld)));
}

/* The result code of an answer, which it frees, and what the server says to it. */
static int
code_of (MsLdapSession *session, LDAPMessage *answer, char **why)
{
    int code = LDAP_OTHER;
    char *text = NULL;
    int parsed =
        ldap_parse_result (session->ld, answer, &code, NULL, &text, NULL, NULL, TRUE);

    if (parsed != LDAP_SUCCESS)
        code = parsed;
    if (code != LDAP_SUCCESS)
        *why = text != NULL && *text != '\0'
                   ? g_strdup_printf ("%s (%s)", ldap_err2string (code), text)
                   : g_strdup (ldap_err2string (code));
    ldap_memfree (text);
    return code;
}

/* ---- Opening --------------------------------------------------------------------- */

static void
set_options (MsLdapSession *session, gint64 deadline)
{
    const int version = LDAP_VERSION3, idle = KEEPALIVE_IDLE;
    struct timeval left = time_left (deadline);

    ldap_set_option (session->ld, LDAP_OPT_PROTOCOL_VERSION, &version);
    ldap_set_option (session->ld, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
    ldap_set_option (session->ld, LDAP_OPT_RESTART, LDAP_OPT_ON);
    ldap_set_option (session->ld, LDAP_OPT_NETWORK_TIMEOUT, &left);
    ldap_set_option (session->ld, LDAP_OPT_X_KEEPALIVE_IDLE, &idle);
    ldap_set_option (session->ld, LDAP_OPT_CONNECT_CB, &session->callbacks);
}

/* libldap does not tell a server that is away from one that shows a wrong certificate. */
static char *
describe_tls (MsLdapSession *session, int code, gint64 deadline)
{
    g_autofree char *text = describe (session->ld, code);

    if (left_until (deadline) == 0)
        return g_strdup (NO_ANSWER);
    return g_strdup_printf ("TLS failed, is the certificate trusted and for this host? "
                            "%s",
                            text);
}

static MsLdapStatus
start_tls (MsLdapSession *session, gint64 deadline, char **why)
{
    LDAPMessage *answer = NULL;
    MsLdapStatus status = MS_LDAP_ANSWERED;
    int id = 0;
    int code = ldap_start_tls (session->ld, NULL, NULL, &id);

    if (code != LDAP_SUCCESS)
        return fail (MS_LDAP_AWAY, why, describe (session->ld, code));
    status = wait_for (session, id, deadline, &answer, why);
    if (status != MS_LDAP_ANSWERED)
        return status;
    if (code_of (session, answer, why) != LDAP_SUCCESS)
        return MS_LDAP_AWAY;
    code = ldap_install_tls (session->ld);
    if (code != LDAP_SUCCESS)
        return fail (MS_LDAP_AWAY, why, describe_tls (session, code, deadline));
    return MS_LDAP_ANSWERED;
}

static MsLdapStatus
bind_as (MsLdapSession *session, gint64 deadline, char **why)
{
    const MsLdapSettings *settings = session->settings;
    const char *password = settings->bind_dn != NULL ? settings->bind_password : "";
    struct berval credentials = { strlen (password), (char *)password };
    LDAPMessage *answer = NULL;
    MsLdapStatus status = MS_LDAP_ANSWERED;
    int id = 0;
    int code =
        ldap_sasl_bind (session->ld, settings->bind_dn != NULL ? settings->bind_dn : "",
                        LDAP_SASL_SIMPLE, &credentials, NULL, NULL, &id);

    if (code != LDAP_SUCCESS && session->fd >= 0 &&
        ms_ldap_tls_is_from_the_start (session->uri))
        return fail (MS_LDAP_AWAY, why, describe_tls (session, code, deadline));
    if (code != LDAP_SUCCESS)
        return fail (MS_LDAP_AWAY, why, describe (session->ld, code));
    status = wait_for (session, id, deadline, &answer, why);
    if (status != MS_LDAP_ANSWERED)
        return status;
    status = status_of (code_of (session, answer, why));
    return status == MS_LDAP_UNUSABLE ? MS_LDAP_REFUSED : status;
}

MsLdapStatus
ms_ldap_session_open (MsLdapSession *session, gint64 deadline, char **why)
{
    const MsLdapSettings *settings = session->settings;
    MsLdapStatus status = MS_LDAP_ANSWERED;
    int code = ldap_initialize (&session->ld, session->uri);

    if (code != LDAP_SUCCESS)
        return fail (MS_LDAP_AWAY, why, g_strdup (ldap_err2string (code)));
    set_options (session, deadline);
    if (ms_ldap_tls_is_used (settings, session->uri) &&
        ms_ldap_tls_set (session->ld, settings) != LDAP_SUCCESS)
        return fail (MS_LDAP_AWAY, why, g_strdup ("TLS cannot be used"));
    if (settings->start_tls)
        status = start_tls (session, deadline, why);
    if (status == MS_LDAP_ANSWERED)
        status = bind_as (session, deadline, why);
    return status;
}

/* ---- Searching ------------------------------------------------------------------- */

static char **
list_attributes (const MsLdapSettings *settings)
{
    char **names = g_new0 (char *, settings->attributes->len + 1);

    for (guint i = 0; i < settings->attributes->len; i++) {
        const MsLdapAttribute *entry = g_ptr_array_index (settings->attributes, i);
        names[i] = entry->attribute;
    }
    return names;
}

/* Two are enough to know that the filter finds too many. */
static int
send_search (MsLdapSession *session, const char *address, gint64 deadline, int *id)
{
    static const int scopes[] = { LDAP_SCOPE_SUBTREE, LDAP_SCOPE_ONELEVEL,
                                  LDAP_SCOPE_BASE };
    const MsLdapSettings *settings = session->settings;
    g_autofree char *filter = ms_ldap_filter_make (settings->filter, address);
    g_autofree char **attributes = list_attributes (settings);
    struct timeval left = time_left (deadline);

    left.tv_sec++; /* for the server, which counts whole seconds */
    return ldap_search_ext (session->ld, settings->base, scopes[settings->scope], filter,
                            attributes, FALSE, NULL, NULL, &left, 2, id);
}

static MsLdapStatus
read_answer (MsLdapSession *session, LDAPMessage *answer, MsValue **person, char **why)
{
    int count = ldap_count_entries (session->ld, answer);
    LDAPMessage *entry = ldap_first_entry (session->ld, answer);
    g_autoptr (MsValue) found =
        count == 1 ? ms_ldap_entry_read (session->ld, entry, session->settings) : NULL;
    int code = code_of (session, answer, why);

    if (count > 1 || code == LDAP_SIZELIMIT_EXCEEDED) {
        g_free (*why);
        return fail (MS_LDAP_UNUSABLE, why,
                     g_strdup ("several entries have the address, expected one; make the "
                               "filter or the base narrower"));
    }
    if (code == LDAP_SUCCESS)
        *person = g_steal_pointer (&found);
    return status_of (code);
}

MsLdapStatus
ms_ldap_session_search (MsLdapSession *session, const char *address, gint64 deadline,
                        MsValue **person, char **why)
{
    LDAPMessage *answer = NULL;
    MsLdapStatus status = MS_LDAP_ANSWERED;
    int id = 0;
    int code = send_search (session, address, deadline, &id);

    *person = NULL;
    if (code != LDAP_SUCCESS)
        return fail (status_of (code), why, describe (session->ld, code));
    status = wait_for (session, id, deadline, &answer, why);
    return status == MS_LDAP_ANSWERED ? read_answer (session, answer, person, why)
                                      : status;
}
