/* SPDX-License-Identifier: BSD-2-Clause
 *
 * driver CONFIG: a process that lives as long as a daemon, for tests of directories. It
 * reads commands, one a line, and answers each with a line:
 *
 *   lookup ADDRESS        "known FIELD=VALUE…", "unknown" or "failed WHY"; then "ms=N"
 *   many THREADS COUNT N  each thread asks COUNT times for one of user0 … userN-1:
 *                         "known=N unknown=N failed=N wrong=N longest=MS"
 *   stats                 the counters of the first directory, "name=value…"
 *   reload                as the daemon does: "ok" or "failed" */
#include "config.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_THREADS 1000

static void
say (const char *format, ...)
{
    va_list args;

    va_start (args, format);
    vprintf (format, args);
    va_end (args);
    fflush (stdout);
}

/* ---- One ------------------------------------------------------------------------- */

static void
print_person (const MsValue *person)
{
    g_autofree const char **names = ms_value_names (person);

    say ("known");
    for (guint i = 0; names[i] != NULL; i++) {
        const MsValue *value = ms_value_get (person, names[i]);
        const char *text = ms_value_text (value);
        say (" %s=%s", names[i], text != NULL ? text : "(list)");
    }
}

static void
look_up (const MsConfig *config, const char *address)
{
    g_autoptr (MsValue) person = NULL;
    g_autoptr (GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    gboolean answered = ms_directory_lookup (config->directory, address, &person, &error);
    gint64 usec = g_get_monotonic_time() - start;

    if (!answered)
        say ("failed %s", error->message);
    else if (person == NULL)
        say ("unknown");
    else
        print_person (person);
    say (" ms=%d\n", (int)(usec / 1000));
}

/* ---- Many ------------------------------------------------------------------------ */

typedef struct {
    pthread_t thread;
    const MsConfig *config;
    guint first;
    guint count;
    guint people;
    guint known;
    guint unknown;
    guint failed;
    guint wrong;
    gint64 longest;
} Asker;

static void
ask_one (Asker *asker, guint number)
{
    g_autoptr (MsValue) person = NULL;
    g_autofree char *address = g_strdup_printf ("user%u@example.com", number);
    g_autofree char *name = g_strdup_printf ("User %u", number);
    gint64 start = g_get_monotonic_time();
    gboolean answered =
        ms_directory_lookup (asker->config->directory, address, &person, NULL);

    asker->longest = MAX (asker->longest, g_get_monotonic_time() - start);
    if (!answered)
        asker->failed++;
    else if (person == NULL)
        asker->unknown++;
    else if (g_strcmp0 (ms_value_text (ms_value_get (person, "name")), name) != 0)
        asker->wrong++;
    else
        asker->known++;
}

static void *
ask (void *data)
{
    Asker *asker = data;

    for (guint i = 0; i < asker->count; i++)
        ask_one (asker, (asker->first + i) % asker->people);
    return NULL;
}

static void
ask_many (const MsConfig *config, guint threads, guint count, guint people)
{
    g_autofree Asker *askers = g_new0 (Asker, MAX_THREADS);
    Asker sum = { 0 };

    for (guint i = 0; i < threads; i++) {
        askers[i] =
            (Asker){ .config = config, .first = i, .count = count, .people = people };
        if (pthread_create (&askers[i].thread, NULL, ask, &askers[i]) != 0)
            exit (1);
    }
    for (guint i = 0; i < threads; i++) {
        pthread_join (askers[i].thread, NULL);
        sum.known += askers[i].known;
        sum.unknown += askers[i].unknown;
        sum.failed += askers[i].failed;
        sum.wrong += askers[i].wrong;
        sum.longest = MAX (sum.longest, askers[i].longest);
    }
    say ("known=%u unknown=%u failed=%u wrong=%u longest=%d\n", sum.known, sum.unknown,
         sum.failed, sum.wrong, (int)(sum.longest / 1000));
}

/* ---- Commands -------------------------------------------------------------------- */

static void
print_stats (const MsConfig *config)
{
    MsDirectoryStats stats;
    guint64 sum = 0;

    if (!ms_config_directory_stats (config, 0, &stats))
        exit (1);
    for (guint i = 0; i < MS_LATENCY_BUCKETS; i++)
        sum += stats.latency[i];
    say ("lookups=%d hits=%d stale=%d failures=%d queries=%d measured=%d "
         "server_failures=%d cached=%d connections=%d\n",
         (int)stats.lookups, (int)stats.hits, (int)stats.stale, (int)stats.failures,
         (int)stats.queries, (int)sum, (int)stats.server_failures, (int)stats.cached,
         (int)stats.connections);
}

static void
reload (MsConfig **config)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    MsConfig *fresh = ms_config_reload (*config, MS_LOAD_DEFAULT, problems);

    say (fresh != NULL ? "ok\n" : "failed\n");
    if (fresh == NULL)
        return;
    ms_config_unref (*config);
    *config = fresh;
}

static void
obey (MsConfig **config, char *line)
{
    g_auto (GStrv) words = g_strsplit (g_strchomp (line), " ", 4);
    guint count = g_strv_length (words);

    if (count == 2 && strcmp (words[0], "lookup") == 0)
        look_up (*config, words[1]);
    else if (count == 4 && strcmp (words[0], "many") == 0)
        ask_many (*config, (guint)MIN (atoi (words[1]), MAX_THREADS),
                  (guint)atoi (words[2]), (guint)MAX (atoi (words[3]), 1));
    else if (count == 1 && strcmp (words[0], "stats") == 0)
        print_stats (*config);
    else if (count == 1 && strcmp (words[0], "reload") == 0)
        reload (config);
    else
        say ("what? %s\n", line);
}

int
main (int argc, char **argv)
{
    g_autoptr (GPtrArray) problems = ms_problems_new();
    g_autoptr (MsConfig) config = NULL;
    char line[1024];

    config = argc == 2 ? ms_config_load (argv[1], MS_LOAD_DEFAULT, problems) : NULL;
    for (guint i = 0; i < problems->len; i++) {
        g_autofree char *text = ms_problem_to_string (g_ptr_array_index (problems, i));
        fprintf (stderr, "%s\n", text);
    }
    if (config == NULL)
        return 1;
    say ("ready\n");
    while (fgets (line, sizeof line, stdin) != NULL)
        obey (&config, line);
    return 0;
}
