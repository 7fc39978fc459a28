/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf_text.h"
#include "file.h"
#include "problem.h"

#define MAX_DEPTH 8

typedef enum { WORD, STRING, EQUALS, COMMA, OPEN, CLOSE, NONE } Token;

typedef struct {
    const char *file;
    GPtrArray *problems;
    MsSlice text;
    gsize at;
    guint line;
    Token last;              /* the token before this one */
    Token before;            /* and the one before that */
    guint opened[MAX_DEPTH]; /* the lines of open braces */
    guint depth;
    GString *out;
} Scanner;

static gboolean G_GNUC_PRINTF (3, 4)
    fail (const Scanner *scanner, guint line, const char *format, ...)
{
    const MsWhere where = { scanner->file, line, 0 };
    va_list args;

    va_start (args, format);
    ms_problem_add (scanner->problems, MS_PROBLEM_ERROR, &where, format, args);
    va_end (args);
    return FALSE;
}

/* The octet `ahead` of here; NUL, which no text has, behind the end. */
static char
peek (const Scanner *scanner, gsize ahead)
{
    gsize at = scanner->at + ahead;

    if (at >= scanner->text.len)
        return '\0';
    return scanner->text.data[at];
}

static void
note (Scanner *scanner, Token token)
{
    scanner->before = scanner->last;
    scanner->last = token;
}

/* ---- Comments -------------------------------------------------------------------- */

static void
skip_line (Scanner *scanner)
{
    while (peek (scanner, 0) != '\n' && peek (scanner, 0) != '\0')
        scanner->at++;
}

static void
take_newline (Scanner *scanner)
{
    scanner->line++;
    scanner->at++;
    g_string_append_c (scanner->out, '\n');
}

static gboolean
skip_block_comment (Scanner *scanner)
{
    guint start = scanner->line;

    scanner->at += 2;
    while (peek (scanner, 0) != '*' || peek (scanner, 1) != '/') {
        if (peek (scanner, 0) == '\0')
            return fail (scanner, start, "this comment is not closed, expected */");
        if (peek (scanner, 0) == '\n')
            take_newline (scanner);
        else
            scanner->at++;
    }
    scanner->at += 2;
    g_string_append_c (scanner->out, ' ');
    return TRUE;
}

/* ---- Words and strings ----------------------------------------------------------- */

static gboolean
take_string (Scanner *scanner, char quote)
{
    note (scanner, STRING);
    g_string_append_c (scanner->out, '"');
    for (scanner->at++; peek (scanner, 0) != quote; scanner->at++) {
        if (peek (scanner, 0) == '\\' &&
            (peek (scanner, 1) == quote || peek (scanner, 1) == '\\'))
            scanner->at++;
        if (peek (scanner, 0) == '\n' || peek (scanner, 0) == '\0')
            return fail (scanner, scanner->line,
                         "a text in quotes is not closed, expected %c before the end of "
                         "the line",
                         quote);
        if (strchr ("\"\\$", peek (scanner, 0)) != NULL)
            g_string_append_c (scanner->out, '\\');
        g_string_append_c (scanner->out, peek (scanner, 0));
    }
    scanner->at++;
    g_string_append_c (scanner->out, '"');
    return TRUE;
}

static gboolean
is_in_word (char c)
{
    return g_ascii_isalnum (c) || (c != '\0' && strchr ("_.:@/%-", c) != NULL);
}

static gboolean
take_word (Scanner *scanner)
{
    note (scanner, WORD);
    for (; is_in_word (peek (scanner, 0)); scanner->at++) {
        if (peek (scanner, 0) == '/' &&
            (peek (scanner, 1) == '/' || peek (scanner, 1) == '*'))
            return fail (scanner, scanner->line,
                         "/%c begins a comment, expected quotes around a text with it",
                         peek (scanner, 1));
        g_string_append_c (scanner->out, peek (scanner, 0));
    }
    return TRUE;
}

/* ---- Marks ----------------------------------------------------------------------- */

static gboolean
take_open (Scanner *scanner)
{
    if (scanner->depth == MAX_DEPTH)
        return fail (scanner, scanner->line, "braces are nested too deeply");
    scanner->opened[scanner->depth++] = scanner->line;
    note (scanner, OPEN);
    g_string_append_c (scanner->out, '{');
    return TRUE;
}

static gboolean
take_close (Scanner *scanner)
{
    if (scanner->depth == 0)
        return fail (scanner, scanner->line, "this } closes nothing");
    scanner->depth--;
    if (scanner->last == OPEN && scanner->before == EQUALS)
        g_string_append (scanner->out, "\"\"");
    note (scanner, CLOSE);
    g_string_append_c (scanner->out, '}');
    return TRUE;
}

static gboolean
take_equals (Scanner *scanner)
{
    if (scanner->last != WORD)
        return fail (scanner, scanner->line,
                     "expected a key, without quotes, before \"=\"");
    note (scanner, EQUALS);
    g_string_append_c (scanner->out, '=');
    return TRUE;
}

static gboolean
refuse_character (const Scanner *scanner)
{
    const char *here = scanner->text.data + scanner->at;
    g_autofree char *character =
        g_strndup (here, (gsize)(g_utf8_next_char (here) - here));

    return fail (scanner, scanner->line,
                 "unexpected %s, expected quotes around a text with it", character);
}

static gboolean
take_mark (Scanner *scanner)
{
    char c = peek (scanner, 0);

    scanner->at++;
    switch (c) {
    case '{':
        return take_open (scanner);
    case '}':
        return take_close (scanner);
    case '=':
        return take_equals (scanner);
    case ',':
        note (scanner, COMMA);
        g_string_append_c (scanner->out, ',');
        return TRUE;
    default:
        scanner->at--;
        return refuse_character (scanner);
    }
}

static gboolean
take_token (Scanner *scanner)
{
    char c = peek (scanner, 0), next = peek (scanner, 1);

    if (c == '\n') {
        take_newline (scanner);
        return TRUE;
    }
    if (g_ascii_isspace (c)) {
        scanner->at++;
        g_string_append_c (scanner->out, ' ');
        return TRUE;
    }
    if (c == '#' || (c == '/' && next == '/')) {
        skip_line (scanner);
        return TRUE;
    }
    if (c == '/' && next == '*')
        return skip_block_comment (scanner);
    if (c == '"' || c == '\'')
        return take_string (scanner, c);
    return is_in_word (c) ? take_word (scanner) : take_mark (scanner);
}

static gboolean
is_text (const Scanner *scanner)
{
    guint line = 0;
    g_autofree char *what =
        ms_file_check_utf8 (scanner->text.data, scanner->text.len, &line);

    return what == NULL || fail (scanner, line, "%s", what);
}

char *
ms_conf_text_prepare (const char *file, MsSlice text, GPtrArray *problems)
{
    Scanner scanner = { file, problems, text, .line = 1, .last = NONE, .before = NONE };
    gboolean good = is_text (&scanner);

    if (ms_slice_starts_with (text, "\xef\xbb\xbf"))
        scanner.at = 3;
    scanner.out = g_string_sized_new (text.len + 1);
    while (good && scanner.at < text.len)
        good = take_token (&scanner);
    if (good && scanner.depth > 0)
        good = fail (&scanner, scanner.opened[scanner.depth - 1],
                     "the brace that is opened here is not closed, expected }");
    return g_string_free (scanner.out, !good);
}
