/* SPDX-License-Identifier: BSD-2-Clause */
#include "directory_cache.h"
#include <string.h>

/* The part of the cache for those whom nobody knows. */
#define UNKNOWN_SHARE 8

#define OVERHEAD 256 /* of an entry, with what the table and the list take */

/* People, or addresses that nobody has; the one asked for last stands first. */
typedef struct {
    GQueue entries;
    gsize size;
    gsize max_size;
} Shelf;

typedef struct {
    GList link; /* in its shelf; data is the entry itself */
    Shelf *shelf;
    char *key;
    MsValue *value; /* NULL: unknown */
    gint64 since;
    gsize size;
} Entry;

struct MsCache {
    MsCacheLimits limits;
    GHashTable *entries; /* key -> Entry */
    Shelf known;
    Shelf unknown;
};

/* Only the table frees entries: so whatever takes one out of it keeps the shelves right.
 */
static void
free_entry (gpointer data)
{
    Entry *entry = data;

    g_queue_unlink (&entry->shelf->entries, &entry->link);
    entry->shelf->size -= entry->size;
    ms_value_unref (entry->value);
    g_free (entry->key);
    g_free (entry);
}

MsCache *
ms_cache_new (const MsCacheLimits *limits)
{
    MsCache *cache = g_new0 (MsCache, 1);

    cache->limits = *limits;
    cache->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_entry);
    cache->unknown.max_size = limits->size / UNKNOWN_SHARE;
    cache->known.max_size = limits->size - cache->unknown.max_size;
    return cache;
}

void
ms_cache_free (MsCache *cache)
{
    if (cache == NULL)
        return;
    g_hash_table_unref (cache->entries);
    g_free (cache);
}

static MsCacheState
state_of (const MsCache *cache, const Entry *entry, gint64 now)
{
    gint64 age = now - entry->since;
    gint64 ttl = entry->value != NULL ? cache->limits.ttl : cache->limits.negative_ttl;

    if (age < ttl)
        return MS_CACHE_FRESH;
    return age - ttl < cache->limits.stale ? MS_CACHE_STALE : MS_CACHE_MISS;
}

MsCacheState
ms_cache_get (MsCache *cache, const char *key, gint64 now, MsValue **value)
{
    Entry *entry = g_hash_table_lookup (cache->entries, key);
    MsCacheState state = entry != NULL ? state_of (cache, entry, now) : MS_CACHE_MISS;

    *value = NULL;
    if (entry == NULL)
        return MS_CACHE_MISS;
    if (state == MS_CACHE_MISS) {
        g_hash_table_remove (cache->entries, key);
        return MS_CACHE_MISS;
    }
    g_queue_unlink (&entry->shelf->entries, &entry->link);
    g_queue_push_head_link (&entry->shelf->entries, &entry->link);
    if (entry->value != NULL)
        *value = ms_value_ref (entry->value);
    return state;
}

static void
make_room (MsCache *cache, Shelf *shelf)
{
    while (shelf->size > shelf->max_size) {
        const Entry *last = g_queue_peek_tail (&shelf->entries);
        g_hash_table_remove (cache->entries, last->key);
    }
}

void
ms_cache_put (MsCache *cache, const char *key, MsValue *value, gint64 now)
{
    Shelf *shelf = value != NULL ? &cache->known : &cache->unknown;
    gsize size = OVERHEAD + strlen (key) + (value != NULL ? ms_value_size (value) : 0);
    Entry *entry = NULL;

    g_hash_table_remove (cache->entries, key);
    if (size > shelf->max_size) /* would push out all others, and itself */
        return;
    entry = g_new0 (Entry, 1);
    entry->link.data = entry;
    entry->shelf = shelf;
    entry->key = g_strdup (key);
    entry->value = value != NULL ? ms_value_ref (value) : NULL;
    entry->since = now;
    entry->size = size;
    shelf->size += size;
    g_queue_push_head_link (&shelf->entries, &entry->link);
    g_hash_table_insert (cache->entries, entry->key, entry);
    make_room (cache, shelf);
}

guint
ms_cache_count (const MsCache *cache)
{
    return g_hash_table_size (cache->entries);
}
