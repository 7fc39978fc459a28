/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The whole pipeline on any octets: the first one chooses the envelope, the rest are the
 * message. */
#include "files.h"
#include "invariants.h"
#include <stdio.h>

#define NOW 1772704800 /* 2026-03-05T10:00:00Z */

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);
int LLVMFuzzerInitialize (int *argc, char ***argv);

static MsConfig *config;

/* Every kind of place, words that authors type, a signed message wrapped, two stamps on
 * one message, a condition that needs the body, a signature that no narrow charset holds,
 * with a picture. */
static const File files[] = {
    { "mailstamp.conf", "organization = \"example.com\"\n"
                        "templates = \"templates\"\n"
                        "people = \"people.csv\"\n"
                        "local-domains = { \"example.com\" }\n"
                        "loop-key-file = \"loop.key\"\n"
                        "separators = \"own.conf\"\n"
                        "opt-out = \"[nosig]\"\n"
                        "skip = { bounce, report }\n"
                        "max-message-size = \"64K\"\n"
                        "rule \"banner\" {\n"
                        "    when { subject = { \"top\" } }\n"
                        "    template = \"t\"\n"
                        "    place = top\n"
                        "    continue = true\n"
                        "}\n"
                        "rule \"quiet\" {\n"
                        "    when { body = { \"no signature please\" } }\n"
                        "    template = none\n"
                        "}\n"
                        "rule \"bottom\" {\n"
                        "    when { subject = { \"bottom\" } }\n"
                        "    template = \"t\"\n"
                        "    place = bottom\n"
                        "}\n"
                        "rule \"tried\" {\n"
                        "    when { thread = { reply } signature = absent }\n"
                        "    template = \"t\"\n"
                        "    dry-run = true\n"
                        "}\n"
                        "rule \"all\" { rotate = { \"t\", \"t\" } wrap = true }\n" },
    { "own.conf", "off = { yahoo }\n"
                  "separator \"crm\" {\n"
                  "    line = { \"Case history\", \"/(a+)+#[0-9]/\" }\n"
                  "    element = \"div[class=crm]\"\n"
                  "    wrote = \"ghItlh\"\n"
                  "}\n" },
    { "people.csv", "email,name\njane@example.com,Jane Doe\n" },
    { "loop.key", "the key of the fuzzer, known to all\n" },
    { "templates/t/signature.html",
      "<div>SIGNATURE-OF {{name}} <b>K\xc3\xb6ln \xe2\x9c\x93</b>"
      "<img src=\"logo.gif\" width=\"1\" alt=\"\"></div>\n" },
    { "templates/t/logo.gif", "GIF89a: enough of a picture to be embedded" },
    { "templates/t/signature.txt",
      "-- \nSIGNATURE-OF {{name}}\nK\xc3\xb6ln \xe2\x9c\x93\n" },
};

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
    g_autofree char *folder = g_dir_make_tmp ("fuzz-stamp-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, files[0].name, NULL);
    g_autoptr (GPtrArray) problems = ms_problems_new();

    (void)argc;
    (void)argv;
    files_write (folder, files, G_N_ELEMENTS (files));
    config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    files_remove (folder, files, G_N_ELEMENTS (files));
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", line);
    }
    if (config == NULL)
        exit (1);
    return 0;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
    static const char *const recipients[] = { "bob@example.net", NULL };
    static const char *const senders[] = { "jane@example.com", NULL, "",
                                           "carol@example.org" };
    guint8 choice = size > 0 ? data[0] : 0;
    /* A letter begins most messages: only what no header begins with chooses. */
    gboolean chosen = choice < G_N_ELEMENTS (senders);
    MsEnvelope envelope = { .sender = senders[chosen ? choice : 0],
                            .recipients = recipients,
                            .now = NOW };
    g_autoptr (GBytes) message =
        g_bytes_new (data + chosen * (size > 0), size - chosen * (size > 0));
    g_autoptr (GError) error = NULL;
    g_autoptr (MsResult) result = ms_stamp (config, &envelope, message, &error);

    if (result == NULL) {
        fprintf (stderr, "mail is never an error: %s\n", error->message);
        abort();
    }
    check_result (config, &envelope, result);
    return 0;
}
