/* SPDX-License-Identifier: BSD-2-Clause */
#include "dkim_body.h"

#include "check.h"

/* The body of RFC 6376, appendix A.2, and the hash there. */
#define GAME "Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n"
#define GAME_HASH "bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8="
#define SHA256(tags) "v=1; a=rsa-sha256; d=example.com; s=brisbane; " tags

static const struct {
    const char *name;
    const char *field;
    const char *body;
    MsDkimBody want;
} bodies[] = {
    { "the example of the RFC", SHA256 ("c=simple/simple; " GAME_HASH), GAME,
      MS_DKIM_BODY_SAME },
    { "simple is the default", SHA256 (GAME_HASH), GAME, MS_DKIM_BODY_SAME },
    { "c=relaxed is for the header alone", SHA256 ("c=relaxed; " GAME_HASH), GAME,
      MS_DKIM_BODY_SAME },
    { "Ed25519 hashes with SHA-256", "a=ed25519-sha256; " GAME_HASH, GAME,
      MS_DKIM_BODY_SAME },
    { "the tags may be folded",
      "a=rsa-sha256;\r\n\tbh=2jUSOH9NhtVGCQWNr9BrIA\r\n\t"
      "PreKQjO6Sn7XIkfJVOzv8=;\r\n\tb=xyz",
      GAME, MS_DKIM_BODY_SAME },
    { "lines may end in LF", SHA256 (GAME_HASH),
      "Hi.\n\nWe lost the game. Are you hungry yet?\n\nJoe.\n", MS_DKIM_BODY_SAME },
    { "empty lines at the end do not count", SHA256 (GAME_HASH), GAME "\r\n\r\n\r\n",
      MS_DKIM_BODY_SAME },
    { "the last line end may be missing", SHA256 (GAME_HASH),
      "Hi.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.", MS_DKIM_BODY_SAME },
    { "a letter more is a change", SHA256 (GAME_HASH),
      "Hi!.\r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n",
      MS_DKIM_BODY_CHANGED },
    { "an empty line less in the middle is a change", SHA256 (GAME_HASH),
      "Hi.\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n",
      MS_DKIM_BODY_CHANGED },
    { "a blank more is a change in simple", SHA256 (GAME_HASH),
      "Hi. \r\n\r\nWe lost the game. Are you hungry yet?\r\n\r\nJoe.\r\n",
      MS_DKIM_BODY_CHANGED },
    { "relaxed knows no blanks at the end and no runs of them",
      SHA256 ("c=relaxed/relaxed; " GAME_HASH),
      "Hi. \t\r\n \r\nWe  lost\tthe game. Are you hungry yet?\r\n\r\nJoe.\r\n\t\r\n",
      MS_DKIM_BODY_SAME },
    { "an empty body is one line end in simple",
      SHA256 ("bh=frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY="), "", MS_DKIM_BODY_SAME },
    { "an empty body is nothing in relaxed",
      SHA256 ("c=simple/relaxed; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="),
      "\r\n\r\n", MS_DKIM_BODY_SAME },
    { "SHA-1", "a=rsa-sha1; bh=uoq1oCgLlTqpdDX/iUbLy7J1Wic=", "", MS_DKIM_BODY_SAME },
    { "l= ends it early", SHA256 ("l=54; " GAME_HASH), GAME "and a footer\r\n",
      MS_DKIM_BODY_SAME },
    { "l= counts what is before its end", SHA256 ("l=54; " GAME_HASH), "x" GAME,
      MS_DKIM_BODY_CHANGED },
    { "no hash", SHA256 ("b=xyz"), GAME, MS_DKIM_BODY_UNKNOWN },
    { "no algorithm", GAME_HASH, GAME, MS_DKIM_BODY_UNKNOWN },
    { "an algorithm of the future", "a=rsa-sha999; " GAME_HASH, GAME,
      MS_DKIM_BODY_UNKNOWN },
    { "a hash of another length", SHA256 ("bh=2jUSOH9N"), GAME, MS_DKIM_BODY_UNKNOWN },
    { "a hash that is none", SHA256 ("bh=?"), GAME, MS_DKIM_BODY_UNKNOWN },
    { "a length that is none", SHA256 ("l=x; " GAME_HASH), GAME, MS_DKIM_BODY_UNKNOWN },
    { "nothing at all", "", GAME, MS_DKIM_BODY_UNKNOWN },
};

static void
the_hash_of_the_body_is_compared (void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS (bodies); i++) {
        const MsField field = { .value = ms_slice_str (bodies[i].field) };
        MsDkimBody got = ms_dkim_body_check (&field, ms_slice_str (bodies[i].body));
        if (got != bodies[i].want)
            fail_msg ("%s: got %d, want %d", bodies[i].name, got, bodies[i].want);
    }
}

int
main (void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test (the_hash_of_the_body_is_compared),
    };

    return cmocka_run_group_tests (tests, NULL, NULL);
}
