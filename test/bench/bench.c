/* SPDX-License-Identifier: BSD-2-Clause
 *
 * bench [--decide] CONFIG FILE...: CPU time of stamping a message, beside a plain copy of
 * the same octets, a search through them, and what a mail library takes to read and write
 * them. One line a file: its name, its size, then milliseconds: decide (ms_stamp), stamp
 * (and the new message written to memory), copy, memchr (for an octet that is not there),
 * lines (memchr from line to line), gmime. The kinds of work take turns, and the least
 * time of each counts: the machine is shared. */
#include <gmime/gmime.h>
#include <mailstamp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOW 1772704800 /* 2026-03-05T10:00:00Z */
#define MIN_ROUNDS 5
#define MAX_ROUNDS 2000
#define SECONDS_PER_FILE 3.0
#define DECIDE_ROUNDS 3

typedef struct {
    const MsConfig *config;
    GBytes *message;
    char *buffer; /* twice as long as the message, and touched */
    gsize used;
    gsize found;
} Work;

static double
cpu_seconds (void)
{
    struct timespec now;

    clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- The kinds of work ----------------------------------------------------------- */

static gboolean
put (const void *data, gsize len, gpointer user_data)
{
    Work *work = user_data;

    memcpy (work->buffer + work->used, data, len);
    work->used += len;
    return TRUE;
}

static MsResult *
look_at (const Work *work)
{
    static const char *const recipients[] = { "bob@example.net", NULL };
    const MsEnvelope envelope = { .sender = "jane@example.com",
                                  .recipients = recipients,
                                  .now = NOW };
    g_autoptr (GError) error = NULL;
    MsResult *result = ms_stamp (work->config, &envelope, work->message, &error);

    if (result == NULL) {
        fprintf (stderr, "failed: %s\n", error->message);
        exit (1);
    }
    return result;
}

static MsResult *
decide (const Work *work)
{
    MsResult *result = look_at (work);

    if (result->action != MS_STAMPED) {
        g_autofree char *line = ms_result_to_string (result);
        fprintf (stderr, "not stamped: %s\n", line);
        exit (1);
    }
    return result;
}

static void
run_decide (Work *work)
{
    ms_result_free (decide (work));
}

static void
run_stamp (Work *work)
{
    g_autoptr (MsResult) result = decide (work);

    work->used = 0;
    ms_result_send_message (result, put, work);
}

static void
run_copy (Work *work)
{
    gsize len = 0;
    const void *data = g_bytes_get_data (work->message, &len);

    work->used = 0;
    put (data, len, work);
}

static void
run_memchr (Work *work)
{
    gsize len = 0;
    const char *data = g_bytes_get_data (work->message, &len);

    work->found += memchr (data, 1, len) != NULL;
}

static void
run_lines (Work *work)
{
    gsize len = 0;
    const char *at = g_bytes_get_data (work->message, &len);
    const char *end = at + len;

    while (at < end && (at = memchr (at, '\n', (gsize)(end - at))) != NULL) {
        work->found++;
        at++;
    }
}

static void
run_gmime (Work *work)
{
    gsize len = 0;
    const char *data = g_bytes_get_data (work->message, &len);
    GMimeStream *in = g_mime_stream_mem_new_with_buffer (data, len);
    GMimeStream *out = g_mime_stream_mem_new();
    GMimeParser *parser = g_mime_parser_new_with_stream (in);
    GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);

    g_mime_object_write_to_stream (GMIME_OBJECT (message), NULL, out);
    g_object_unref (message);
    g_object_unref (parser);
    g_object_unref (out);
    g_object_unref (in);
}

/* ---- Measuring ------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*run) (Work *work);
} kinds[] = { { "decide", run_decide }, { "stamp", run_stamp }, { "copy", run_copy },
              { "memchr", run_memchr }, { "lines", run_lines }, { "gmime", run_gmime } };

static void
measure (Work *work, double least[G_N_ELEMENTS (kinds)])
{
    double spent = 0;

    for (guint round = 0;
         round < MIN_ROUNDS || (round < MAX_ROUNDS && spent < SECONDS_PER_FILE); round++)
        for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++) {
            double start = cpu_seconds(), taken = 0;
            kinds[i].run (work);
            taken = cpu_seconds() - start;
            spent += taken;
            least[i] = round == 0 ? taken : MIN (least[i], taken);
        }
}

static void
bench_all (Work *work)
{
    double least[G_N_ELEMENTS (kinds)] = { 0 };
    gsize len = g_bytes_get_size (work->message);

    work->buffer = g_malloc (len * 2 + 65536);
    memset (work->buffer, 1, len * 2 + 65536);
    measure (work, least);
    for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
        printf (" %.4f", least[i] * 1e3);
    printf ("\n");
    g_free (work->buffer);
}

static void
bench_decision (Work *work)
{
    g_autofree char *line = NULL;
    double least = 0;

    for (guint round = 0; round < DECIDE_ROUNDS; round++) {
        double start = cpu_seconds(), taken = 0;
        g_autoptr (MsResult) result = look_at (work);

        taken = cpu_seconds() - start;
        least = round == 0 ? taken : MIN (least, taken);
        g_free (line);
        line = ms_result_to_string (result);
    }
    printf (" %.4f %s\n", least * 1e3, line);
}

static gboolean
bench_file (const MsConfig *config, const char *path, void (*bench) (Work *work))
{
    g_autoptr (GError) error = NULL;
    Work work = { .config = config };
    char *data = NULL;
    gsize len = 0;

    if (!g_file_get_contents (path, &data, &len, &error)) {
        fprintf (stderr, "%s\n", error->message);
        return FALSE;
    }
    work.message = g_bytes_new_take (data, len);
    printf ("%s %zu", path, len);
    bench (&work);
    fflush (stdout);
    g_bytes_unref (work.message);
    return TRUE;
}

int
main (int argc, char **argv)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;
    gboolean decision = argc > 1 && g_str_equal (argv[1], "--decide");
    int first = decision ? 2 : 1;

    if (argc < first + 2) {
        fprintf (stderr, "usage: bench [--decide] CONFIG FILE...\n");
        return 2;
    }
    g_mime_init();
    config = ms_config_load (argv[first], MS_LOAD_DEFAULT, problems);
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *line = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", line);
    }
    for (int i = first + 1; config != NULL && i < argc; i++)
        if (!bench_file (config, argv[i], decision ? bench_decision : bench_all))
            return 1;
    return config == NULL;
}
