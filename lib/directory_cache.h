/* SPDX-License-Identifier: BSD-2-Clause
 *
 * Answers of a directory, kept for a while: who somebody is, and that somebody is
 * unknown. It has no clock and no lock of its own. Addresses that nobody has, which
 * anybody can make up, take their own small part of it and cannot crowd out people. */
#pragma once

#include "value.h"

typedef struct MsCache MsCache;

/* Times are in microseconds. */
typedef struct {
    gint64 ttl;          /* how long an answer is fresh; 0: never */
    gint64 negative_ttl; /* the same for "unknown" */
    gint64 stale;        /* how much longer it is kept */
    gsize size;          /* octets, about */
} MsCacheLimits;

typedef enum { MS_CACHE_MISS, MS_CACHE_STALE, MS_CACHE_FRESH } MsCacheState;

MsCache *ms_cache_new (const MsCacheLimits *limits);
void ms_cache_free (MsCache *cache);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsCache, ms_cache_free)

/* What is known of `key`, in `*value` a new reference, or NULL for unknown or a miss. */
MsCacheState ms_cache_get (MsCache *cache, const char *key, gint64 now, MsValue **value);

/* `value` NULL: nobody has that address. What was asked for least recently goes where
 * there is no more room. */
void ms_cache_put (MsCache *cache, const char *key, MsValue *value, gint64 now);

guint ms_cache_count (const MsCache *cache);
