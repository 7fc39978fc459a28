/* SPDX-License-Identifier: BSD-2-Clause */
#include "badge.h"

#include "check.h"
#include "mail.h"

#define ID "Message-ID: <1@example.com>\n"
#define DATE "Date: Thu, 05 Mar 2026 10:00:00 +0100\n"
#define FROM "From: Jane <jane@example.com>\n"
#define LETTER FROM ID DATE

static MsMarkKeys
keys_new (const char *organization, const char *first, const char *second)
{
    MsMarkKeys keys = { organization,
                        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref) };

    g_ptr_array_add (keys.keys, g_bytes_new (first, strlen (first)));
    if (second != NULL)
        g_ptr_array_add (keys.keys, g_bytes_new (second, strlen (second)));
    return keys;
}

static MsMessage *
message_of (const char *header)
{
    g_autofree char *lines = g_strconcat (header, "\nbody\n", NULL);

    return mail_parse (lines);
}

static char *
make (MsMarkKeys keys, const char *header)
{
    g_autoptr (MsMessage) message = message_of (header);
    char *badge = ms_badge_make (&keys, message);

    g_ptr_array_unref (keys.keys);
    return badge;
}

/* Whether what was made for the first message is found for the second. */
static gboolean
is_found (MsMarkKeys keys, const char *made, const char *header)
{
    g_autofree char *html = g_strdup_printf ("<p class=\"x_a x_%s\">Jane</p>", made);
    g_autoptr (MsMessage) message = message_of (header);
    gboolean found = ms_badge_is_in (ms_slice_str (html), &keys, message);

    g_ptr_array_unref (keys.keys);
    return found;
}

static void
a_badge_looks_like_an_imprint (void **state)
{
    g_autofree char *badge = make (keys_new ("example.com", "key", NULL), LETTER);

    (void)state;
    assert_int_equal (strlen (badge), 18);
    assert_true (g_str_has_prefix (badge, "ms"));
    assert_int_equal (strspn (badge + 2, "0123456789abcdef"), 16);
}

static const struct {
    const char *name;
    const char *made;
    const char *found;
    gboolean want;
} rows[] = {
    { "the same message", LETTER, LETTER, TRUE },
    { "with another Message-ID", LETTER, FROM "Message-ID: <2@example.com>\n" DATE,
      FALSE },
    { "with a folded Message-ID", LETTER, FROM "Message-ID:\n <1@example.com>\n" DATE,
      TRUE },
    { "with the date in another zone", LETTER,
      FROM ID "Date: Thu, 5 Mar 2026 09:00:00 +0000\n", TRUE },
    { "with another From", LETTER, "From: j.doe@example.com\n" ID DATE, TRUE },
    { "with more around it", LETTER,
      "Received: by x\n" FROM "Subject: [EXT] x\n" ID DATE "X: 1\n", TRUE },
    { "its Message-ID came later", FROM DATE, LETTER, TRUE },
    { "its Message-ID and Date came later", FROM, LETTER, TRUE },
    { "an empty Message-ID came before", FROM "Message-ID:\n" DATE, LETTER, TRUE },
    { "without Message-ID, of another second",
      FROM "Date: Thu, 05 Mar 2026 10:00:01 +0100\n", LETTER, FALSE },
    { "without Message-ID, of another sender", "From: john@example.com\n" DATE, LETTER,
      FALSE },
    { "without either, of another sender", "From: john@example.com\n", LETTER, FALSE },
    { "its Message-ID went", LETTER, FROM DATE, FALSE },
};

static void
a_badge_is_found_as_its_row_says (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *made =
            make (keys_new ("example.com", "key", NULL), rows[i].made);
        check_number (
            rows[i].name,
            is_found (keys_new ("example.com", "key", NULL), made, rows[i].found),
            rows[i].want);
    }
}

static void
a_badge_is_of_a_key_and_an_organization (void **state)
{
    g_autofree char *badge = make (keys_new ("example.com", "old", NULL), LETTER);

    (void)state;
    assert_true (is_found (keys_new ("example.com", "new", "old"), badge, LETTER));
    assert_false (is_found (keys_new ("example.com", "new", NULL), badge, LETTER));
    assert_false (is_found (keys_new ("example.net", "old", NULL), badge, LETTER));
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (a_badge_looks_like_an_imprint),
        cmocka_unit_test (a_badge_is_found_as_its_row_says),
        cmocka_unit_test (a_badge_is_of_a_key_and_an_organization),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
