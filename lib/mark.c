/* SPDX-License-Identifier: BSD-2-Clause */
#include "mark.h"

/* A mark in our name that does not verify is a forgery, or a message that somebody
 * changed and sent again; so many are a loop. */
#define LOOP_MARKS 3

/* The names of several rules can be long; a line of a header cannot (RFC 5322 section
 * 2.1.1). */
#define MAX_WORD 200

/* No mark of ours is half as long, however a relay has written it. */
#define MAX_MARK 4096

/* A value that a router tests and a relay folds: one word, no `;`, no white space. */
static void
append_word (GString *out, const char *text)
{
    for (gsize i = 0; i < MAX_WORD && text[i] != '\0'; i++) {
        gboolean is_plain = g_ascii_isalnum (text[i]) || strchr ("._-+", text[i]) != NULL;
        g_string_append_c (out, is_plain ? text[i] : '-');
    }
}

static char *
make_fields (const MsMarkKeys *keys, const char *result, const char *rule, gint64 now)
{
    GString *out = g_string_new ("true; org=");

    append_word (out, keys->organization);
    g_string_append (out, "; result=");
    append_word (out, result);
    if (rule != NULL) {
        g_string_append (out, "; rule=");
        append_word (out, rule);
    }
    g_string_append_printf (out, "; t=%" G_GINT64_FORMAT, now);
    return g_string_free (out, FALSE);
}

/* ---- The hash -------------------------------------------------------------------- */

void
ms_mark_update (GHmac *hmac, const char *text)
{
    while (*text != '\0') {
        gsize len = strcspn (text, " \t\r\n");
        g_hmac_update (hmac, (const guchar *)text, (gssize)len);
        text += len + strspn (text + len, " \t\r\n");
    }
    g_hmac_update (hmac, (const guchar *)"\n", 1);
}

static void
update_lower (GHmac *hmac, const char *text)
{
    g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);

    ms_mark_update (hmac, lower);
}

/* What the mark is bound to; a NULL was not there when it was made. */
typedef struct {
    const char *message_id;
    const char *date;
} Binding;

static char *
hash (GBytes *key, const char *fields, const MsMessage *message, Binding binding)
{
    gsize key_len = 0, len = 32;
    const guchar *key_data = g_bytes_get_data (key, &key_len);
    GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key_data, key_len);
    guint8 digest[32];

    ms_mark_update (hmac, fields);
    ms_mark_update (hmac, binding.message_id != NULL ? binding.message_id : "");
    ms_mark_update (hmac, binding.date != NULL ? binding.date : "");
    update_lower (hmac, ms_message_from_address (message));
    g_hmac_get_digest (hmac, digest, &len);
    g_hmac_unref (hmac);
    return g_base64_encode (digest, len);
}

char *
ms_mark_make (const MsMarkKeys *keys, const MsMessage *message, const char *result,
              const char *rule, gint64 now)
{
    g_autofree char *fields = make_fields (keys, result, rule, now);
    Binding binding = { ms_message_header (message, "Message-ID"),
                        ms_message_header (message, "Date") };
    g_autofree char *h =
        hash (g_ptr_array_index (keys->keys, 0), fields, message, binding);

    return g_strdup_printf ("%s; h=%s", fields, h);
}

/* ---- Checking -------------------------------------------------------------------- */

/* Relays fold a long line where they like, with blanks or tabs; Exchange writes one that
 * it cannot fold as encoded words (RFC 2047). What is left is what was signed. */
static char *
read_value (const MsField *field)
{
    g_autofree char *text = ms_field_decode (field);
    GString *out = g_string_new (NULL);

    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isspace (*at))
            g_string_append_c (out, *at);
    return g_string_free (out, FALSE);
}

/* Both are short and of our own making; the time it takes tells nothing of the key. */
static gboolean
equal_in_constant_time (const char *a, const char *b)
{
    gsize len = strlen (a);
    guint difference = 0;

    if (strlen (b) != len)
        return FALSE;
    for (gsize i = 0; i < len; i++)
        difference |= (guint)((guchar)a[i] ^ (guchar)b[i]);
    return difference == 0;
}

/* An MTA adds a missing Message-ID or Date, some of them after the milters: so a mark may
 * have been made without either. */
static gboolean
verifies (const MsMarkKeys *keys, const MsMessage *message, const char *fields,
          const char *h)
{
    const char *id = ms_message_header (message, "Message-ID");
    const char *date = ms_message_header (message, "Date");
    const Binding bindings[] = {
        { id, date }, { NULL, date }, { id, NULL }, { NULL, NULL }
    };

    for (guint k = 0; k < keys->keys->len; k++)
        for (gsize i = 0; i < G_N_ELEMENTS (bindings); i++) {
            GBytes *key = g_ptr_array_index (keys->keys, k);
            g_autofree char *want = hash (key, fields, message, bindings[i]);
            if (equal_in_constant_time (want, h))
                return TRUE;
        }
    return FALSE;
}

/* "true;org=example.com;": a mark of ours says so right behind the first word. */
static gboolean
is_in_our_name (const MsMarkKeys *keys, const char *value)
{
    g_autoptr (GString) start = g_string_new ("true;org=");

    append_word (start, keys->organization);
    g_string_append_c (start, ';');
    return g_str_has_prefix (value, start->str);
}

MsMarkState
ms_mark_check (const MsMarkKeys *keys, const MsMessage *message)
{
    g_autoptr (GArray) fields = ms_message_fields (message, ms_message_root (message));
    guint unverified = 0;

    for (guint i = 0; i < fields->len && unverified < LOOP_MARKS; i++) {
        const MsField *field = &g_array_index (fields, MsField, i);
        g_autofree char *value = NULL;
        char *h = NULL;

        if (!ms_field_is (field, MS_MARK_HEADER) || field->value.len > MAX_MARK)
            continue;
        value = read_value (field);
        if (!is_in_our_name (keys, value))
            continue;
        h = g_strrstr (value, ";h=");
        if (h == NULL) {
            unverified++;
            continue;
        }
        *h = '\0';
        if (verifies (keys, message, value, h + strlen (";h=")))
            return MS_MARK_VALID;
        unverified++;
    }
    return unverified >= LOOP_MARKS ? MS_MARK_LOOP : MS_MARK_NONE;
}
