/* SPDX-License-Identifier: BSD-2-Clause */
#include "subject.h"

static GArray *
find (const MsTypedWord *word, MsSlice text)
{
    return ms_typed_word_find (word, text, (MsRange){ 0, text.len });
}

gboolean
ms_subject_has (const char *subject, const MsTypedWord *word)
{
    g_autoptr (GArray) ranges = NULL;

    if (subject != NULL)
        ranges = find (word, ms_slice_str (subject));
    return ranges != NULL;
}

/* ---- Taking it out --------------------------------------------------------------- */

static gboolean
is_blank (char c)
{
    return c == ' ' || c == '\t';
}

static gboolean
ends_line (MsSlice text, gsize at)
{
    return at == text.len || text.data[at] == '\r' || text.data[at] == '\n';
}

/* With one of the blanks around it; where nothing follows on its line, with all that is
 * before, so that no line of blanks is left. */
static MsRange
with_blank (MsSlice text, MsRange word)
{
    if (ends_line (text, word.end))
        while (word.start > 0 && g_ascii_isspace (text.data[word.start - 1]))
            word.start--;
    else if (is_blank (text.data[word.end]) &&
             (word.start == 0 || is_blank (text.data[word.start - 1])))
        word.end++;
    return word;
}

/* `text` without the word; NULL when it is not in it as one piece. */
static char *
take_out (MsSlice text, const MsTypedWord *word)
{
    g_autoptr (GArray) ranges = find (word, text);
    GString *out = NULL;
    MsRange range = { 0 };

    if (ranges == NULL || ranges->len != 1)
        return NULL;
    range = with_blank (text, g_array_index (ranges, MsRange, 0));
    out = g_string_new_len (text.data, (gssize)range.start);
    g_string_append_len (out, text.data + range.end, (gssize)(text.len - range.end));
    return g_string_free (out, FALSE);
}

/* ---- Encoded words --------------------------------------------------------------- */

/* "=?utf-8?Q?caf=C3=A9?=" */
typedef struct {
    gsize start;
    gsize text; /* where the encoded text is */
    gsize text_end;
    gsize end;
    char encoding; /* 'q' or 'b' */
} EncodedWord;

static gboolean
next_encoded_word (MsSlice value, gsize from, EncodedWord *word)
{
    const char *data = value.data, *open = NULL, *question = NULL, *close = NULL;

    open = memmem (data + from, value.len - from, "=?", 2);
    if (open != NULL)
        question = memchr (open + 2, '?', value.len - (gsize)(open + 2 - data));
    if (question == NULL || (gsize)(question - data) + 3 > value.len)
        return FALSE;
    word->start = (gsize)(open - data);
    word->text = (gsize)(question - data) + 3;
    close = memmem (data + word->text, value.len - word->text, "?=", 2);
    if (question[2] != '?' || close == NULL)
        return FALSE;
    word->encoding = g_ascii_tolower (question[1]);
    word->text_end = (gsize)(close - data);
    word->end = word->text_end + 2;
    return word->encoding == 'q' || word->encoding == 'b';
}

/* The octets of "Q" encoded text, and for each where it stands there. */
static GString *
read_q (MsSlice text, GArray *spans)
{
    GString *out = g_string_new (NULL);

    for (gsize at = 0; at < text.len;) {
        gboolean escape = text.data[at] == '=' && text.len - at > 2 &&
                          g_ascii_isxdigit (text.data[at + 1]) &&
                          g_ascii_isxdigit (text.data[at + 2]);
        MsRange span = { at, at + (escape ? 3 : 1) };
        char c = text.data[at];

        if (c == '_')
            c = ' ';
        if (escape)
            c = (char)(g_ascii_xdigit_value (text.data[at + 1]) << 4 |
                       g_ascii_xdigit_value (text.data[at + 2]));
        g_string_append_c (out, c);
        g_array_append_val (spans, span);
        at = span.end;
    }
    return out;
}

static char *
take_out_of_q (MsSlice text, const MsTypedWord *word)
{
    g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (MsRange));
    g_autoptr (GString) octets = read_q (text, spans);
    MsSlice decoded = ms_slice (octets->str, octets->len);
    g_autoptr (GArray) ranges = find (word, decoded);
    GString *out = NULL;
    MsRange range = { 0 };

    if (ranges == NULL || ranges->len != 1)
        return NULL;
    range = with_blank (decoded, g_array_index (ranges, MsRange, 0));
    out = g_string_new (NULL);
    for (gsize i = 0; i < spans->len; i++) {
        MsRange span = g_array_index (spans, MsRange, i);
        if (i < range.start || i >= range.end)
            g_string_append_len (out, text.data + span.start,
                                 (gssize)(span.end - span.start));
    }
    return g_string_free (out, FALSE);
}

static char *
take_out_of_b (MsSlice text, const MsTypedWord *word)
{
    g_autofree char *encoded = g_strndup (text.data, text.len);
    gsize len = 0;
    g_autofree guchar *octets = g_base64_decode (encoded, &len);
    g_autofree char *rest = take_out (ms_slice ((const char *)octets, len), word);

    return rest != NULL ? g_base64_encode ((const guchar *)rest, strlen (rest)) : NULL;
}

/* The value with the word taken out of the one encoded word that has it; NULL when none
 * has. */
static char *
take_out_of_encoded (MsSlice value, const MsTypedWord *word)
{
    EncodedWord encoded = { 0 };

    for (gsize at = 0; next_encoded_word (value, at, &encoded); at = encoded.end) {
        MsSlice text =
            ms_slice (value.data + encoded.text, encoded.text_end - encoded.text);
        g_autofree char *rest =
            (encoded.encoding == 'q' ? take_out_of_q : take_out_of_b) (text, word);
        gsize start = rest != NULL && *rest == '\0' ? encoded.start : encoded.text;
        gsize end = rest != NULL && *rest == '\0' ? encoded.end : encoded.text_end;

        if (rest != NULL)
            return g_strdup_printf ("%.*s%s%.*s", (int)start, value.data, rest,
                                    (int)(value.len - end), value.data + end);
    }
    return NULL;
}

/* ---- All of it ------------------------------------------------------------------- */

static char *
squeeze (const char *text)
{
    GString *out = g_string_new (NULL);

    for (const char *at = text; *at != '\0'; at++) {
        gboolean blank = g_ascii_isspace (*at) != 0;
        if (!blank || (out->len > 0 && out->str[out->len - 1] != ' '))
            g_string_append_c (out, blank ? ' ' : *at);
    }
    return g_strchomp (g_string_free (out, FALSE));
}

/* Whether `value` reads as `want`; takes it when not. */
static char *
if_it_reads (char *value, const char *want)
{
    MsField field = { .value = value != NULL ? ms_slice_str (value) : ms_slice ("", 0) };
    g_autofree char *decoded = value != NULL ? ms_field_decode (&field) : NULL;
    g_autofree char *got = decoded != NULL ? squeeze (decoded) : NULL;

    if (got != NULL && strcmp (got, want) == 0)
        return value;
    g_free (value);
    return NULL;
}

static char *
with_lf (char *value)
{
    GString *out = g_string_new (value);

    g_free (value);
    g_string_replace (out, "\r\n", "\n", 0);
    return g_strstrip (g_string_free (out, FALSE));
}

char *
ms_subject_without (const MsField *field, const MsTypedWord *word)
{
    g_autofree char *subject = ms_field_decode (field);
    g_autofree char *rest = take_out (ms_slice_str (subject), word);
    g_autofree char *want = rest != NULL ? squeeze (rest) : NULL;
    char *value = NULL;

    if (want == NULL)
        return NULL;
    value = if_it_reads (take_out_of_encoded (field->value, word), want);
    if (value == NULL)
        value = if_it_reads (take_out (field->value, word), want);
    return with_lf (value != NULL ? value : ms_field_encode (want));
}
