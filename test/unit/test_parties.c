/* SPDX-License-Identifier: BSD-2-Clause */
#include "parties.h"

#include "check.h"
#include "mail.h"

static char *names[] = { (char *)"example.com", (char *)".example.com", NULL };
static const MsDomains domains = { names };

/* Addresses in one text, with blanks between; NULL stays NULL. */
static char **
words (const char *text)
{
    if (text == NULL)
        return NULL;
    return *text == '\0' ? g_new0 (char *, 1) : g_strsplit (text, " ", -1);
}

static MsParties *
parties_of (const char *sender, const char *recipients, const MsMessage *message)
{
    g_auto (GStrv) list = words (recipients);
    const MsEnvelope envelope = { .sender = sender,
                                  .recipients = (const char *const *)list };

    return ms_parties_new (&envelope, message, &domains);
}

/* ---- The sender that counts ------------------------------------------------------ */

#define OURS "From: Jane Doe <jane@example.com>\n"
#define THEIRS "From: Eve <eve@example.net>\n"
#define NOBODY "Subject: x\n"

static const struct {
    const char *name;
    const char *envelope; /* NULL: not given */
    const char *header;
    const char *want; /* NULL: nobody */
    const char *want_name;
    gboolean local;
    gboolean null_sender;
} senders[] = {
    { "both ours: From counts", "bounces@example.com", OURS, "jane@example.com",
      "Jane Doe", TRUE, FALSE },
    { "From ours alone: From counts", "list@example.net", OURS, "jane@example.com",
      "Jane Doe", TRUE, FALSE },
    { "the envelope ours alone: the envelope counts, without From's name",
      "jane@example.com", THEIRS, "jane@example.com", NULL, TRUE, FALSE },
    { "neither ours: From counts", "eve@example.org", THEIRS, "eve@example.net", "Eve",
      FALSE, FALSE },
    { "no From: the envelope counts", "jane@example.com", NOBODY, "jane@example.com",
      NULL, TRUE, FALSE },
    { "no From, the envelope not ours", "eve@example.net", NOBODY, "eve@example.net",
      NULL, FALSE, FALSE },
    { "no envelope: From counts", NULL, OURS, "jane@example.com", "Jane Doe", TRUE,
      FALSE },
    { "no envelope and From not ours", NULL, THEIRS, "eve@example.net", "Eve", FALSE,
      FALSE },
    { "nobody at all", NULL, NOBODY, NULL, NULL, FALSE, FALSE },
    { "the null sender with a From of ours", "", OURS, "jane@example.com", "Jane Doe",
      TRUE, TRUE },
    { "the null sender with another From", "", THEIRS, "eve@example.net", "Eve", FALSE,
      TRUE },
    { "the null sender alone", "", NOBODY, "", NULL, FALSE, TRUE },
    { "the null sender in brackets", "<>", OURS, "jane@example.com", "Jane Doe", TRUE,
      TRUE },
    { "an envelope in brackets", "<jane@example.com>", NOBODY, "jane@example.com", NULL,
      TRUE, FALSE },
    { "a domain in capitals", NULL, "From: Jane@EXAMPLE.com\n", "Jane@example.com", "",
      TRUE, FALSE },
    { "a subdomain", NULL, "From: jane@mail.example.com\n", "jane@mail.example.com", "",
      TRUE, FALSE },
    { "a domain that ends in ours", NULL, "From: jane@notexample.com\n",
      "jane@notexample.com", "", FALSE, FALSE },
    { "our domain in front of another", NULL, "From: jane@example.com.example.net\n",
      "jane@example.com.example.net", "", FALSE, FALSE },
    { "our address as another one's name", NULL,
      "From: \"jane@example.com\" <eve@example.net>\n", "eve@example.net",
      "jane@example.com", FALSE, FALSE },
    { "of several authors the first", NULL,
      "From: Eve <eve@example.net>, jane@example.com\n", "eve@example.net", "Eve", FALSE,
      FALSE },
    { "a name without domain is not ours", "root", NOBODY, "root", NULL, FALSE, FALSE },
};

static void
the_sender_is_the_one_that_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (senders); i++) {
        g_autofree char *lines = g_strconcat (senders[i].header, "\nx\n", NULL);
        g_autoptr (MsMessage) message = mail_parse (lines);
        g_autoptr (MsParties) got =
            parties_of (senders[i].envelope, "bob@example.net", message);
        const char *got_name = got->name;

        check_text (senders[i].name, got->sender, senders[i].want);
        if (senders[i].want_name != NULL && *senders[i].want_name == '\0')
            got_name = got_name != NULL && *got_name != '\0' ? got_name : "";
        check_text (senders[i].name, got_name, senders[i].want_name);
        check_number (senders[i].name, got->local, senders[i].local);
        check_number (senders[i].name, got->null_sender, senders[i].null_sender);
    }
}

static const struct {
    const char *name;
    const char *envelope;
    const char *header;
    const char *want; /* NULL: none */
} paths[] = {
    { "another one of ours", "bounces@example.com", OURS, "bounces@example.com" },
    { "the same", "jane@example.com", OURS, NULL },
    { "the same in capitals", "JANE@Example.com", OURS, NULL },
    { "one that is not ours", "list@example.net", OURS, NULL },
    { "none", NULL, OURS, NULL },
    { "the null sender", "", OURS, NULL },
    { "the one that counts", "jane@example.com", THEIRS, NULL },
};

static void
the_reverse_path_is_told_where_it_is_another_one_of_ours (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (paths); i++) {
        g_autofree char *lines = g_strconcat (paths[i].header, "\nx\n", NULL);
        g_autoptr (MsMessage) message = mail_parse (lines);
        g_autoptr (MsParties) got =
            parties_of (paths[i].envelope, "bob@example.net", message);

        check_text (paths[i].name, got->reverse_path, paths[i].want);
    }
}

/* ---- Recipients and direction ---------------------------------------------------- */

#define OUT MS_DIRECTION_OUTBOUND
#define WITHIN MS_DIRECTION_INTERNAL
#define IN MS_DIRECTION_INBOUND

static const struct {
    const char *name;
    const char *sender;
    const char *recipients; /* NULL: not given */
    const char *want;
    guint direction;
} directions[] = {
    { "to somebody else", "jane@example.com", "bob@example.net", "bob@example.net", OUT },
    { "to ours", "jane@example.com", "joe@example.com", "joe@example.com", WITHIN },
    { "to a subdomain of ours", "jane@example.com", "joe@a.example.com",
      "joe@a.example.com", WITHIN },
    { "to both, ours first", "jane@example.com", "joe@example.com bob@example.net",
      "joe@example.com bob@example.net", OUT },
    { "to both, ours last", "jane@example.com", "bob@example.net joe@example.com",
      "bob@example.net joe@example.com", OUT },
    { "to nobody", "jane@example.com", "", "", OUT },
    { "from somebody else to ours", "eve@example.net", "joe@example.com",
      "joe@example.com", IN },
    { "from somebody else to both", "eve@example.net", "bob@example.org joe@example.com",
      "bob@example.org joe@example.com", IN },
    { "passing through", "eve@example.net", "bob@example.org", "bob@example.org", 0 },
    { "from somebody else to nobody", "eve@example.net", "", "", 0 },
    { "without an envelope To and Cc count", "jane@example.com", NULL,
      "ann@example.com tom@example.net", OUT },
    { "addresses in their normal form", "jane@example.com", "<Joe@EXAMPLE.com>",
      "Joe@example.com", WITHIN },
};

static void
recipients_and_direction_are_as_their_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (directions); i++) {
        g_autoptr (MsMessage) message =
            mail_parse ("To: Ann <ann@EXAMPLE.com>\nCc: tom@example.net\n\nx\n");
        g_autoptr (MsParties) got =
            parties_of (directions[i].sender, directions[i].recipients, message);
        g_autofree char *recipients = g_strjoinv (" ", got->recipients);

        check_text (directions[i].name, recipients, directions[i].want);
        check_number (directions[i].name, got->direction, directions[i].direction);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_sender_is_the_one_that_its_row_says),
        cmocka_unit_test (the_reverse_path_is_told_where_it_is_another_one_of_ours),
        cmocka_unit_test (recipients_and_direction_are_as_their_row_says),
    };
    return cmocka_run_group_tests (tests, NULL, NULL);
}
