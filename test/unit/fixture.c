/* SPDX-License-Identifier: BSD-2-Clause */
#include "fixture.h"
#include "mail.h"
#include <glib/gstdio.h>
#include <stdio.h>

#define NOW 1772704800 /* 2026-03-05T10:00:00Z */

static const char config[] = "organization = \"example.com\"\n"
                             "templates = \"templates\"\n"
                             "people = \"people.csv\"\n"
                             "local-domains = { \"example.com\" }\n"
                             "loop-key-file = \"loop.key\"\n";

/* One grey dot. */
static const char picture[] =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5E"
    "rkJggg==";

#define TEMPLATE(name, html, text)                                                       \
    { "templates/" name "/signature.html", html },                                       \
    {                                                                                    \
        "templates/" name "/signature.txt", text                                         \
    }

static const struct {
    const char *name;
    const char *text;
} files[] = {
    { "people.csv", "email,name,title\n"
                    "jane@example.com,Jane Doe,Engineer\n"
                    "john@example.com,John Roe,\n" },
    { "loop.key", "0123456789abcdef0123456789abcdef\n" },
    TEMPLATE ("full",
              "<p>SIGNATURE OF {{name}}, FULL <img src=\"logo.png\" width=\"1\" "
              "alt=\"\"></p>\n",
              "-- \nSIGNATURE OF {{name}}, FULL\n"),
    TEMPLATE ("short", "<p>SIGNATURE OF {{name}}, SHORT</p>\n",
              "SIGNATURE OF {{name}}, SHORT\n"),
    TEMPLATE ("banner", "<p>BANNER OF THE COMPANY</p>\n", "BANNER OF THE COMPANY\n"),
    TEMPLATE ("titled", "<p>SIGNATURE OF {{name}}, {{title}}</p>\n",
              "SIGNATURE OF {{name}}, {{title}}\n"),
    { "templates/titled/template.conf", "required = { title }\n" },
};

static void
write_file (const char *folder, const char *name, const char *text, gssize len)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autofree char *inside = g_path_get_dirname (path);

    g_assert (g_mkdir_with_parents (inside, 0700) == 0);
    g_assert (
        g_file_set_contents_full (path, text, len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
write_files (const char *folder, const char *rules)
{
    g_autofree char *text = g_strconcat (config, rules, NULL);
    gsize len = 0;
    g_autofree guchar *octets = g_base64_decode (picture, &len);

    for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
        write_file (folder, files[i].name, files[i].text, -1);
    write_file (folder, "templates/full/logo.png", (const char *)octets, (gssize)len);
    write_file (folder, "mailstamp.conf", text, -1);
}

Fixture *
fixture_new (const char *rules)
{
    Fixture *fixture = g_new0 (Fixture, 1);
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autofree char *path = NULL;

    fixture->folder = g_dir_make_tmp ("mailstamp-unit-XXXXXX", NULL);
    g_assert (fixture->folder != NULL);
    write_files (fixture->folder, rules);
    path = g_build_filename (fixture->folder, "mailstamp.conf", NULL);
    fixture->config = ms_config_load (path, MS_LOAD_DEFAULT, problems);
    for (guint i = 0; fixture->config == NULL && i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", line);
    }
    g_assert (fixture->config != NULL);
    return fixture;
}

/* Two levels deep, as they were made. */
static void
remove_folder (const char *folder)
{
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
    const char *name = NULL;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
        g_autofree char *path = g_build_filename (folder, name, NULL);
        if (g_remove (path) != 0)
            remove_folder (path);
    }
    g_rmdir (folder);
}

void
fixture_free (Fixture *fixture)
{
    ms_config_unref (fixture->config);
    remove_folder (fixture->folder);
    g_free (fixture->folder);
    g_free (fixture);
}

static MsResult *
stamp (const Fixture *fixture, const MsEnvelope *envelope, const char *lines)
{
    g_autoptr (GBytes) bytes = mail_bytes (lines);
    g_autoptr (GError) error = NULL;
    MsResult *result = ms_stamp (fixture->config, envelope, bytes, &error);

    if (result == NULL)
        fprintf (stderr, "%s\n", error->message);
    g_assert (result != NULL);
    return result;
}

MsResult *
fixture_stamp (const Fixture *fixture, const char *lines)
{
    const MsEnvelope envelope = { .now = NOW };

    return stamp (fixture, &envelope, lines);
}

MsResult *
fixture_stamp_from (const Fixture *fixture, const char *sender, const char *recipient,
                    const char *lines)
{
    const char *const recipients[] = { recipient, NULL };
    const MsEnvelope envelope = { .sender = sender,
                                  .recipients = recipients,
                                  .now = NOW };

    return stamp (fixture, &envelope, lines);
}

static gboolean
collect (const void *data, gsize len, gpointer user_data)
{
    g_string_append_len (user_data, data, (gssize)len);
    return TRUE;
}

char *
fixture_message (const MsResult *result)
{
    g_autoptr (GString) out = g_string_new (NULL);

    g_assert (ms_result_send_message (result, collect, out));
    g_string_replace (out, "\r\n", "\n", 0);
    return g_strdup (out->str);
}

const char *
fixture_outcome (const MsResult *result)
{
    return result->action == MS_STAMPED ? "stamped" : ms_reason_name (result->reason);
}
