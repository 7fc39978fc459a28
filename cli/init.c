/* SPDX-License-Identifier: BSD-2-Clause
 *
 * mailstamp init: a starter configuration with templates, ready to edit. The files are in
 * the program itself (GResource), so that it works wherever the program is. */
#include "options.h"
#include "output.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RESOURCES "/mailstamp/init/"
#define LOOP_KEY "loop.key"

/* Where the files go, and what has been made there so far, to be taken away again when
 * the rest cannot be made. */
typedef struct {
    const char *folder;
    GPtrArray *made; /* of char *: paths, folders before what is in them */
} Target;

static gboolean
complain (const char *path, int code)
{
    say ("mailstamp init: %s: %s", path, g_strerror (code));
    return FALSE;
}

/* ---- What there is to write ------------------------------------------------------ */

/* Adds the names below `folder` of the resources to `files` and `folders`. */
static void
list_resources (const char *folder, GPtrArray *files, GPtrArray *folders)
{
    g_autofree char *path = g_strconcat (RESOURCES, folder, NULL);
    g_auto (GStrv) names = g_resources_enumerate_children (path, 0, NULL);

    for (char **name = names; name != NULL && *name != NULL; name++) {
        g_autofree char *inner = g_strconcat (folder, *name, NULL);

        if (!g_str_has_suffix (inner, "/")) {
            g_ptr_array_add (files, g_steal_pointer (&inner));
            continue;
        }
        g_ptr_array_add (folders, g_strndup (inner, strlen (inner) - 1));
        list_resources (inner, files, folders);
    }
}

/* ---- Looking before ---------------------------------------------------------------- */

static gboolean
is_free (const char *path)
{
    struct stat status;

    if (lstat (path, &status) != 0)
        return errno == ENOENT || errno == ENOTDIR || complain (path, errno);
    say ("mailstamp init: %s: is there already, and init overwrites nothing", path);
    return FALSE;
}

/* Says of each file that is there already. */
static gboolean
are_free (const Target *target, const GPtrArray *files)
{
    g_autofree char *key = g_build_filename (target->folder, LOOP_KEY, NULL);
    gboolean free = is_free (key);

    for (guint i = 0; i < files->len; i++) {
        g_autofree char *path =
            g_build_filename (target->folder, g_ptr_array_index (files, i), NULL);
        free &= is_free (path);
    }
    return free;
}

/* ---- Writing --------------------------------------------------------------------- */

static gboolean
make_folder (Target *target, const char *path)
{
    if (mkdir (path, 0777) == 0) {
        g_ptr_array_add (target->made, g_strdup (path));
        return TRUE;
    }
    if (errno == EEXIST && g_file_test (path, G_FILE_TEST_IS_DIR))
        return TRUE;
    return complain (path, errno == EEXIST ? ENOTDIR : errno);
}

static gboolean
write_file (Target *target, const char *name)
{
    g_autofree char *path = g_build_filename (target->folder, name, NULL);
    g_autofree char *resource = g_strconcat (RESOURCES, name, NULL);
    g_autoptr (GBytes) bytes = g_resources_lookup_data (resource, 0, NULL);
    gsize len = 0;
    const void *octets = g_bytes_get_data (bytes, &len);
    int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    gboolean written = FALSE;
    int code = 0;

    if (fd < 0)
        return complain (path, errno);
    g_ptr_array_add (target->made, g_strdup (path));
    written = write_octets (fd, octets, len);
    code = errno;
    if (close (fd) != 0 && written) {
        written = FALSE;
        code = errno;
    }
    return written || complain (path, code);
}

static gboolean
write_key (Target *target)
{
    g_autofree char *path = g_build_filename (target->folder, LOOP_KEY, NULL);
    g_autoptr (GError) error = NULL;

    if (!ms_loop_key_create (path, &error)) {
        say ("mailstamp init: %s", error->message);
        return FALSE;
    }
    g_ptr_array_add (target->made, g_strdup (path));
    return TRUE;
}

static gboolean
write_all (Target *target, const GPtrArray *files, const GPtrArray *folders)
{
    if (!make_folder (target, target->folder) || !are_free (target, files))
        return FALSE;
    for (guint i = 0; i < folders->len; i++) {
        g_autofree char *path =
            g_build_filename (target->folder, g_ptr_array_index (folders, i), NULL);
        if (!make_folder (target, path))
            return FALSE;
    }
    for (guint i = 0; i < files->len; i++)
        if (!write_file (target, g_ptr_array_index (files, i)))
            return FALSE;
    return write_key (target);
}

static void
take_back (const Target *target)
{
    for (guint i = target->made->len; i-- > 0;)
        (void)remove (g_ptr_array_index (target->made, i));
}

/* ---- The command ----------------------------------------------------------------- */

/* As a shell takes it, with quotes only where it needs them. */
static char *
shell_word (const char *path)
{
    for (const char *at = path; *at != '\0'; at++)
        if (!g_ascii_isalnum (*at) && strchr ("/._-+@%", *at) == NULL)
            return g_shell_quote (path);
    return g_strdup (path);
}

static gboolean
print_next_steps (const char *folder)
{
    g_autofree char *path = g_build_filename (folder, "mailstamp.conf", NULL);
    g_autofree char *config = shell_word (path);
    g_autofree char *text = g_strdup_printf (
        "1. Say who you are: edit %s, and people.csv and templates/ beside it.\n"
        "2. Try it: mailstamp check --config %s, mailstamp stamp --config %s MESSAGE\n"
        "3. Run it: mailstampd --config %s, and add its socket to smtpd_milters\n",
        config, config, config, config);

    return print (text);
}

int
command_init (int argc, char **argv)
{
    g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *folder = NULL;
    Target target = { NULL, made };

    if (!options_parse_word (argc, argv, "DIR", &folder))
        return EXIT_WRONG;
    target.folder = folder;
    list_resources ("", files, folders);
    if (!write_all (&target, files, folders)) {
        take_back (&target);
        return EXIT_WRONG;
    }
    return print_next_steps (folder) ? EXIT_OK : EXIT_FAILED;
}
