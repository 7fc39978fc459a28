/* SPDX-License-Identifier: BSD-2-Clause
 *
 * The keys of the configuration, one table for the top of the file and one for each
 * kind of section: name, what it takes, default, where it goes. The manual page has them
 * in this order. */
#pragma once

#include "conf_file.h"

typedef struct MsConfigKey MsConfigKey;

/* Takes one value into the member that the key is for. NULL, or what is wrong and what
 * was expected (caller frees). */
typedef char *(*MsConfigSet) (const MsConfigKey *key, gpointer object, const char *value);

struct MsConfigKey {
    const char *name;
    MsConfigSet set;
    gsize offset;         /* of the member in the object */
    gboolean list;        /* takes any number of values */
    gboolean optional;    /* "" is a value: the member stays as it is */
    const char *fallback; /* as written in a file, list values with blanks between; NULL:
                             the member stays as it is */
    const char *missing;  /* what is expected where the key must be there; else NULL */
    const char *const *names; /* for a choice */
    guint64 min;              /* for sizes and numbers */
    guint64 max;
};

/* All end with a NULL name. */
extern const MsConfigKey ms_config_keys[];      /* of MsConfig */
extern const MsConfigKey ms_config_rule_keys[]; /* of MsRule */
extern const MsConfigKey ms_config_csv_keys[];  /* of MsCsvSettings */
extern const MsConfigKey ms_config_ldap_keys[]; /* of MsLdapSettings */

/* A directory of type csv. */
typedef struct {
    guint type;
    char *file;
} MsCsvSettings;

/* Where problems go. */
typedef struct {
    const char *file;
    GPtrArray *problems;
} MsConfigReport;

void ms_config_report (const MsConfigReport *report, guint line, const char *key,
                       const char *what);

/* The number of keys in a table. */
guint ms_config_keys_count (const MsConfigKey *keys);

/* Sets the members of `object` from the entries of `section`, from the defaults where
 * there are none. `lines` gets the line of each key of the table, 0 for those that are
 * not in the file. */
void ms_config_keys_apply (const MsConfigKey *keys, const MsConfSection *section,
                           gpointer object, guint *lines, const MsConfigReport *report);

/* The line of `name`, 0 where it is not in the file. */
guint ms_config_keys_line (const MsConfigKey *keys, const guint *lines, const char *name);
