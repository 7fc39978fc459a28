/* SPDX-License-Identifier: BSD-2-Clause
 *
 * One way to make changes of a part's text: laid out, in the part's charset or a wider
 * one, as edits of its raw octets. The codec tries ways until one holds. */
#pragma once

#include "charset.h"
#include "codec.h"
#include "transfer.h"

/* A part decoded. */
struct MsDecoded {
    const MsMessage *message;
    const MsPart *part;
    MsTransfer *transfer;
    MsText *text;
};

typedef enum {
    MS_REWRITE_PLAIN = 0,
    MS_REWRITE_BREAK_BEFORE = 1 << 0, /* one more line break before each new text */
    MS_REWRITE_BREAK_BEHIND = 1 << 1, /* one more behind the last */
    MS_REWRITE_WHOLE = 1 << 2,        /* all of the text is written anew */
    MS_REWRITE_WIDEN = 1 << 3,        /* even where the charset can hold it */
    MS_REWRITE_ASCII = 1 << 4,        /* the nearest ASCII, in any case */
} MsRewriteFlags;

typedef struct {
    const MsDecoded *old;
    GPtrArray *texts;    /* of char *, what each change put in */
    gboolean widened;    /* the part is UTF-8 now */
    MsEncoding encoding; /* its transfer encoding now */
    GArray *edits;       /* of MsEdit, of the raw octets of the part's body */
} MsRewrite;

/* `changes` (of MsTextEdit) are ascending and do not touch each other. NULL when this way
 * leads nowhere. */
MsRewrite *ms_codec_rewrite_new (const MsDecoded *old, const GArray *changes,
                                 MsRewriteFlags flags);
void ms_codec_rewrite_free (MsRewrite *rewrite);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MsRewrite, ms_codec_rewrite_free)

/* The whole text as it shall be. */
GString *ms_codec_rewrite_text (const MsRewrite *rewrite, const GArray *changes);

/* The invariant: the new octets decode to the old text with just the changes. */
gboolean ms_codec_rewrite_holds (const MsRewrite *rewrite, const GArray *changes);
