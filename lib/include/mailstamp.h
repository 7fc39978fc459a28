/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp: a company's signature on outgoing mail, put in the right place, with every
 * other byte left as it came.
 *
 * This is the whole library as its two programs see it: load a configuration, hand over a
 * message with its envelope, get back a result that says what to do. The library never
 * logs, never exits and keeps no state of its own; whoever calls it prints and sends.
 *
 * Conventions. Strings are NUL-terminated. What the library gives is UTF-8; what it gets
 * may be any octets, and paths are as the file system has them. Offsets and sizes are in
 * octets, times in seconds since 1970 (UTC). `const` pointers are borrowed and live as
 * long as what they came from. A function that returns a plain pointer gives it to the
 * caller: strings are freed with g_free, all else as is said with its type. Where a
 * function can fail there is a GError, in the domain MS_ERROR, or a list of problems.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ---- Problems -------------------------------------------------------------------- */

typedef enum { MS_PROBLEM_ERROR, MS_PROBLEM_WARNING } MsSeverity;

/* Something wrong in a file that an administrator wrote. `line` and `column` count from
 * 1; 0 means that the whole file (or, for column, the whole line) is meant. */
typedef struct {
    MsSeverity severity;
    char *file;
    guint line;
    guint column;
    char *text;
} MsProblem;

/* An empty list that owns the MsProblem items put into it; g_ptr_array_unref frees it. */
GPtrArray *ms_problems_new (void);

/* "file:line:column: text", with "warning: " before the text of a warning; the unset
 * numbers are left out; one line that can be shown. Caller frees. */
char *ms_problem_to_string (const MsProblem *problem);

/* TRUE when one of the list is an error, not just a warning. */
gboolean ms_problems_have_error (const GPtrArray *problems);

/* ---- Showing --------------------------------------------------------------------- */

/* `text`, whatever its octets, as one line of UTF-8 that can be shown: each character
 * that a terminal or a reader of a log would obey, or could not see, becomes `stand_in`,
 * each octet that is no UTF-8 U+FFFD. Caller frees. */
char *ms_printable (const char *text, char stand_in);

/* ---- Errors ---------------------------------------------------------------------- */

#define MS_ERROR (ms_error_quark())
GQuark ms_error_quark (void);

/* Mail never causes one of these: a message that cannot be stamped is a result. */
typedef enum {
    MS_ERROR_FAILED,   /* mailstamp itself broke: an invariant did not hold */
    MS_ERROR_TEMPLATE, /* rendering failed although the template loaded */
    MS_ERROR_LOOKUP,   /* a directory did not answer */
    MS_ERROR_IO,       /* a file could not be read or made */
} MsErrorCode;

/* ---- Configuration --------------------------------------------------------------- */

/* Configuration, templates, people and keys as one immutable snapshot. Any number of
 * threads may use it; the last unref frees it. */
typedef struct MsConfig MsConfig;

typedef enum { MS_ON_FAILURE_DEFER, MS_ON_FAILURE_PASS } MsOnFailure;

typedef enum {
    MS_LOAD_DEFAULT = 0,
    MS_LOAD_CREATE_KEY = 1 << 0, /* make the loop key where its file is missing */
    MS_LOAD_LINT = 1 << 1,       /* warn also of fields that nobody has and the like */
    MS_LOAD_CHECK = 1 << 2, /* only to tell what is wrong: a loop key that is yet to be
                               made is a warning, and the result not to stamp with */
} MsLoadFlags;

/* Reads `path` and everything it names; relative paths in it start at its folder. All
 * that is wrong, not just the first thing, is added to `problems`, of MsProblem; NULL
 * when any of it is an error. Warnings alone do not fail. Caller unrefs. Any thread, but
 * it takes its time: not where mail waits. */
MsConfig *ms_config_load (const char *path, MsLoadFlags flags, GPtrArray *problems);

/* The same file again, as it is now. What `config` has learnt of directories whose
 * settings did not change (connections, answers) goes on. `config` stays as it is. */
MsConfig *ms_config_reload (const MsConfig *config, MsLoadFlags flags,
                            GPtrArray *problems);

/* One more reference to the same; and one less, after which the caller has none. Any
 * thread. */
MsConfig *ms_config_ref (MsConfig *config);
void ms_config_unref (MsConfig *config);

/* What the daemon needs to know of it. With dry-run a failure passes, whatever
 * on-failure says. */
const char *ms_config_listen (const MsConfig *config);  /* libmilter syntax, never NULL */
const char *ms_config_metrics (const MsConfig *config); /* ADDRESS:PORT; NULL: none */
MsOnFailure ms_config_on_failure (const MsConfig *config);
gsize ms_config_max_message_size (const MsConfig *config); /* octets */
gsize ms_config_max_header_size (const MsConfig *config);  /* octets */

/* Every file and folder that was read, of char *, absolute: where a change on disk has to
 * be looked for. */
const GPtrArray *ms_config_files (const MsConfig *config);

/* ---- Directories ----------------------------------------------------------------- */

/* How long queries took: bucket i counts those that took up to ms_latency_bound (i)
 * milliseconds and longer than the one before; the last has no bound: G_MAXUINT. */
#define MS_LATENCY_BUCKETS 9
guint ms_latency_bound (guint bucket);

/* What a source of people has done since it was loaded; it goes on over a reload that
 * leaves its settings as they are. A file has only a name and people. */
typedef struct {
    const char *name;   /* borrowed from the configuration */
    gboolean remote;    /* it is asked over a network; else a file */
    guint people;       /* rows of a file */
    guint64 lookups;    /* all that were asked for */
    guint64 hits;       /* answered by the cache, known or unknown */
    guint64 stale;      /* answered by the cache past its time, for no server answered */
    guint64 failures;   /* not answered: on-failure decided */
    guint64 queries;    /* answered by a server */
    guint64 query_usec; /* what these took, all together */
    guint64 latency[MS_LATENCY_BUCKETS]; /* how many of these took how long */
    guint64 server_failures;             /* servers that failed, one by one */
    guint cached;                        /* answers in the cache now */
    guint connections;                   /* to servers, open now */
} MsDirectoryStats;

/* Of the source number `index`, counted from 0 in the order of asking. FALSE, and nothing
 * filled in, when there are not that many. Any thread. */
gboolean ms_config_directory_stats (const MsConfig *config, guint index,
                                    MsDirectoryStats *stats);

/* Asks every server of every directory for somebody who is not there; what does not
 * answer, and why, is a warning in `problems`: mailstampd starts without them. Takes as
 * long as the timeouts of all that do not answer. */
void ms_config_check_directories (const MsConfig *config, GPtrArray *problems);

/* What the directories say about `address`, and which says what: lines for people, or one
 * line of JSON. `*known` tells whether any knows it; they are asked also when the address
 * is not in local-domains, and the text says so. NULL with MS_ERROR_LOOKUP when one did
 * not answer: a message from there would fail. Caller frees. */
char *ms_lookup (const MsConfig *config, const char *address, gboolean json,
                 gboolean *known, GError **error);

/* Writes a random key of 44 characters to `path` with mode 0600, whole or not at all.
 * FALSE with MS_ERROR_IO when it cannot, or when the file exists. */
gboolean ms_loop_key_create (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One signature for one person, for a look at it before any mail is sent: the text a
 * message from `address`, without a display name in From, would get; UTF-8, caller frees.
 * NULL with MS_ERROR_TEMPLATE when there is no template of that name or a
 * required field is missing, MS_ERROR_LOOKUP when the directory did not answer. */
char *ms_render (const MsConfig *config, const char *template_name, const char *address,
                 gboolean html, gint64 now, GError **error);

/* ---- A message and its fate ------------------------------------------------------ */

/* What the SMTP dialogue said, in whatever octets. Addresses come without angle brackets.
 * Borrowed for the call. */
typedef struct {
    const char *sender;            /* "" is the null reverse-path; NULL: take From */
    const char *const *recipients; /* NULL-terminated; NULL: take To and Cc */
    const char *authenticated;     /* the login name, or NULL */
    const char *client;            /* the client's IP address as text, or NULL */
    gint64 now;                    /* for the mark, dates, schedules */
} MsEnvelope;

typedef enum { MS_STAMPED, MS_PASSED } MsAction;

/* Why a message was passed. The names in the log are these, in lower case with dashes. */
typedef enum {
    MS_REASON_NONE,
    MS_REASON_ALREADY_PROCESSED,
    MS_REASON_ALREADY_SIGNED,
    MS_REASON_LOOP,
    MS_REASON_BOUNCE,
    MS_REASON_REPORT,
    MS_REASON_CALENDAR,
    MS_REASON_AUTO_REPLY,
    MS_REASON_LIST,
    MS_REASON_SIGNED,
    MS_REASON_ENCRYPTED,
    MS_REASON_RIGHTS_MANAGED,
    MS_REASON_TNEF,
    MS_REASON_PARTIAL,
    MS_REASON_DKIM_SIGNED,
    MS_REASON_OVERSIZE,
    MS_REASON_TOO_COMPLEX,
    MS_REASON_NO_TEXT,
    MS_REASON_NO_RULE,
    MS_REASON_RULE_NONE,
    MS_REASON_MISSING_ATTRIBUTES,
    MS_REASON_NO_SEPARATOR,
    MS_REASON_SENDER_NOT_LOCAL,
    MS_REASON_DRY_RUN,
    MS_REASON_OPT_OUT,
} MsReason;

const char *ms_reason_name (MsReason reason); /* static */
guint ms_reason_count (void);                 /* all of them, with MS_REASON_NONE */

typedef enum {
    MS_PLACE_ABOVE_QUOTE, /* after the author's newest text, before the quoted history */
    MS_PLACE_BOTTOM,      /* after everything */
    MS_PLACE_TOP,         /* before everything */
    MS_PLACE_TOKEN,       /* where the author typed the place token */
} MsPlaceName;

const char *ms_place_name (MsPlaceName place); /* static; as in the log */

/* Replace the octets [start, end) of the message by `text`; an insertion has start ==
 * end. */
typedef struct {
    gsize start;
    gsize end;
    GBytes *text; /* owned */
} MsEdit;

typedef enum { MS_HEADER_INSERT, MS_HEADER_ADD, MS_HEADER_CHANGE } MsHeaderAction;

/* One change of the message's own header, as an MTA wants it: smfi_insheader at the top,
 * smfi_addheader at the end, smfi_chgheader. */
typedef struct {
    MsHeaderAction action;
    char *name;
    guint index; /* MS_HEADER_CHANGE: which field of that name, the first is 1 */
    char *value; /* without the line end, lines of a folded one end in LF; no leading
                    blank. An empty one takes the field away */
    gsize start; /* the raw field it replaces; where it is added, start == end */
    gsize end;
} MsHeaderEdit;

/* What to do with one message. Read it, do not change it. With MS_REASON_DRY_RUN it tells
 * what a stamped one does, and has no edits.
 * Invariants: body_edits are in ascending order, do not overlap and lie behind the
 * header; a passed message has none, unless the opt-out word is taken out of it. */
typedef struct {
    MsAction action;
    MsReason reason; /* MS_REASON_NONE when stamped */
    char *rule; /* name of the rule that decided, "a+b" when several stamped, or NULL */
    char *template_name;
    char *parts;       /* "html,text": which kinds of body got a stamp; NULL when none */
    MsPlaceName place; /* where the stamp went, in a stamped message */
    char *separator; /* name of what began the quoted history; NULL when none was found */
    gboolean wrapped; /* the stamp is a part of its own beside a signed message */
    char *failed;   /* "rule: condition; …", why no rule matched; NULL where one did */
    char *dry_run;  /* names of rules that were only tried and match, or NULL */
    char *disagree; /* which kinds of body lack it where another has it; NULL when none */
    gsize size;     /* of the message that came in, octets */
    gsize added;    /* octets the body grew by */
    GArray *header_edits; /* of MsHeaderEdit, to be sent in this order: the mark first, so
                             that no half-made change has a stamp without one */
    GArray *body_edits;   /* of MsEdit */

    GBytes *message;  /* what came in, so that the edits can be applied to it */
    gsize header_end; /* offset behind the last header field */
    gsize body_start; /* offset of the first octet of the body */
    const char *eol;  /* the line end of the header: "\r\n" or "\n" */
} MsResult;

void ms_result_free (MsResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsResult, ms_result_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsConfig, ms_config_unref)

/* Decide and render for one message. Pure: no I/O beyond what the configuration's
 * directory does, no clock but envelope->now; safe from many threads with the same
 * config. `message` is the complete raw message (RFC 5322, lines ending in CRLF or LF);
 * the result keeps a reference. Malformed mail is never an error: it is a result with a
 * reason. NULL and error only when mailstamp itself failed. */
MsResult *ms_stamp (const MsConfig *config, const MsEnvelope *envelope, GBytes *message,
                    GError **error);

/* A message whose header has been looked at, and whose body is needed. What it came from,
 * the strings of the envelope too, is borrowed as long as it lives. */
typedef struct MsPending MsPending;

/* The same from the header alone, before the body travels. `header` is the header block
 * with the empty line behind it. A result is the one that ms_stamp would give for any
 * body, and has no body edits. NULL without error when the body is needed: then `pending`
 * is set, for the caller to free. */
MsResult *ms_stamp_header (const MsConfig *config, const MsEnvelope *envelope,
                           GBytes *header, MsPending **pending, GError **error);

/* What ms_stamp says of `message`, which begins with that header. Once. */
MsResult *ms_stamp_pending (MsPending *pending, GBytes *message, GError **error);
void ms_pending_free (MsPending *pending);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsPending, ms_pending_free)

/* The result for a message that outgrew max-message-size, from its header alone. */
MsResult *ms_pass_oversize (const MsConfig *config, const MsEnvelope *envelope,
                            GBytes *header, GError **error);

/* Calls `send` with one piece of the new body after another, borrowed for the call; the
 * pieces that did not change are slices of the message. Stops when it returns FALSE, and
 * returns that. */
typedef gboolean (*MsSendFunc) (const void *data, gsize len, gpointer user_data);
gboolean ms_result_send_body (const MsResult *result, MsSendFunc send,
                              gpointer user_data);

/* The same for the whole message, header edits made, with the line ends of its header. */
gboolean ms_result_send_message (const MsResult *result, MsSendFunc send,
                                 gpointer user_data);

/* The outcome as logfmt, on one line without its end and without the queue id:
 * "stamped rule=corporate template=corporate parts=html,text …". Never has body text or
 * attributes in it. */
char *ms_result_to_string (const MsResult *result);

/* Calls `func` for each field of that line in its order; the first is "result". What it
 * gets is borrowed for the call. */
typedef void (*MsFieldFunc) (const char *name, const char *value, gboolean is_number,
                             gpointer user_data);
void ms_result_each_field (const MsResult *result, MsFieldFunc func, gpointer user_data);

/* ---- Explaining ------------------------------------------------------------------ */

/* Why ms_stamp decides as it does: lines for people, or one line of JSON (mailstamp(1)
 * has its fields). Same code, same answer. NULL and error as ms_stamp. Caller frees. */
char *ms_explain (const MsConfig *config, const MsEnvelope *envelope, GBytes *message,
                  gboolean json, GError **error);

G_END_DECLS
