/* SPDX-License-Identifier: BSD-2-Clause */
#include "separator_data.h"

#define WORD MS_ATTRIBUTE_WORD
#define CONTAINS MS_ATTRIBUTE_CONTAINS
#define SURE MS_ELEMENT_SURE
#define PREFIX MS_ELEMENT_PREFIX
#define HOLDER MS_ELEMENT_HOLDER
#define SIGNATURE MS_ELEMENT_SIGNATURE
#define QUOTE MS_ELEMENT_QUOTE
#define REPLY MS_THREAD_REPLY
#define FORWARD MS_THREAD_FORWARD

/* Outlook's "appendonsend" is missing on purpose: own text has been seen below it. */
const MsElement ms_builtin_elements[] = {
    { "outlook-web", "div", "id", "divRplyFwdMsg", WORD, SURE, REPLY },
    { "outlook-mobile", NULL, "id", "mail-editor-reference-message-container", WORD, SURE,
      REPLY },
    { "outlook-mobile", NULL, "class", "ms-outlook-mobile-reference-message", WORD, SURE,
      REPLY },
    { "outlook", "a", "name", "_____replyseparator", WORD, SURE, REPLY },
    { "outlook-2003", "div", "class", "OutlookMessageHeader", WORD, SURE, REPLY },
    { "outlook-mac", NULL, "id", "OLK_SRC_BODY_SECTION", WORD, SURE, REPLY },
    { "hotmail", "hr", "id", "stopSpelling", WORD, SURE, REPLY },
    { "gmail", "div", "class", "gmail_quote", WORD, HOLDER, REPLY },
    { "gmail", "div", "class", "gmail_quote_container", WORD, HOLDER, REPLY },
    { "gmail", "div", "class", "gmail_attr", WORD, PREFIX, REPLY },
    { "gmail", "blockquote", "class", "gmail_quote", WORD, SURE, REPLY },
    { "mailspring", "div", "class", "gmail_quote_attribution", WORD, PREFIX, REPLY },
    { "thunderbird", "div", "class", "moz-cite-prefix", WORD, PREFIX, REPLY },
    { "thunderbird", "div", "class", "moz-forward-container", WORD, SURE, FORWARD },
    { "thunderbird", "table", "class", "moz-email-headers-table", WORD, SURE, FORWARD },
    { "yahoo", NULL, "class", "yahoo_quoted", CONTAINS, HOLDER, REPLY },
    { "yahoo", NULL, "id", "yahoo_quoted", CONTAINS, HOLDER, REPLY },
    { "yahoo", "blockquote", "class", "iosymail", WORD, SURE, REPLY },
    { "proton", "div", "class", "protonmail_quote", WORD, HOLDER, REPLY },
    { "proton", "blockquote", "class", "protonmail_quote", WORD, SURE, REPLY },
    { "zimbra", "hr", "id", "zwchr", WORD, SURE, REPLY },
    { "zimbra", NULL, "data-marker", "__DIVIDER__", WORD, SURE, REPLY },
    { "zimbra", NULL, "data-marker", "__HEADERS__", WORD, SURE, REPLY },
    { "zimbra", NULL, "data-marker", "__QUOTED_TEXT__", WORD, SURE, REPLY },
    { "zoho", "div", "title", "beforequote:::", WORD, SURE, REPLY },
    { "zoho", "div", "class", "zmail_extra_hr", WORD, HOLDER, REPLY },
    { "zoho", "div", "class", "zmail_extra", WORD, HOLDER, REPLY },
    { "gmx", "div", "name", "quote", WORD, SURE, REPLY },
    { "netease", NULL, "id", "isReplyContent", WORD, SURE, REPLY },
    { "netease", NULL, "id", "isForwardContent", WORD, SURE, FORWARD },
    { "netease", NULL, "id", "ntes-flashmail-quote", WORD, SURE, REPLY },
    { "sina", "div", "id", "origbody", WORD, SURE, REPLY },
    { "mail-139", "hr", "id", "replySplit", WORD, SURE, REPLY },
    { "mail-139", "div", "id", "reply139content", WORD, SURE, REPLY },
    { "alimail", "div", "class", "alimail-quote", WORD, SURE, REPLY },
    { "roundcube", NULL, "id", "reply-intro", WORD, PREFIX, REPLY },
    { "tine", "blockquote", "class", "felamimail-body-blockquote", WORD, SURE, REPLY },
    { "spark", "div", "name", "messageReplySection", WORD, HOLDER, REPLY },
    { "airmail", NULL, "class", "airmail_on", WORD, PREFIX, REPLY },
    { "airmail", NULL, "class", "airmail_ext_on", WORD, PREFIX, REPLY },
    { "airmail", "blockquote", "class", "clean_bq", WORD, QUOTE, REPLY },
    { "superhuman", "div", "class", "sh-quoted-content", WORD, HOLDER, REPLY },
    { "front", "blockquote", "class", "front-blockquote", WORD, SURE, REPLY },
    { "missive", "div", "class", "missive_quote", WORD, SURE, REPLY },
    { "tutanota", "blockquote", "class", "tutanota_quote", WORD, SURE, REPLY },
    { "freshdesk", "div", "class", "freshdesk_quote", WORD, HOLDER, REPLY },
    { "zendesk", "div", "class", "quotedReply", WORD, HOLDER, REPLY },
    { "notion-mail", "blockquote", "class", "notion-mail-quote", WORD, SURE, REPLY },
    { "skiff", NULL, "class", "skiff_quote", WORD, HOLDER, REPLY },
    { "fernand", "div", "class", "fernand_quote", WORD, HOLDER, REPLY },
    { "odoo", "div", "data-o-mail-quote-container", "1", WORD, HOLDER, REPLY },
    { "postbox", "div", "class", "__pbConvHr", WORD, SURE, REPLY },
    { "canary", NULL, "id", "CanaryBlockquote", WORD, HOLDER, REPLY },
    { "fastmail", "blockquote", "id", "qt", WORD, QUOTE, REPLY },
    { "em-client", "blockquote", "class", "cite2", WORD, QUOTE, REPLY },
    { "cite", "blockquote", "type", "cite", WORD, QUOTE, REPLY },
    { "signature", NULL, "class", "gmail_signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "class", "moz-signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "class", "protonmail_signature_block", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "class", "sh-signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "class", "ymail_android_signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "id", "composer_signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "id", "ms-outlook-mobile-signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "id", "Signature", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "name", "messageSignatureSection", WORD, SIGNATURE, REPLY },
    { "signature", NULL, "data-marker", "__SIG_POST__", WORD, SIGNATURE, REPLY },
    /* avast's advertisement */
    { "signature", NULL, "id", "DAB4FAD8-2DD7-40BB-A1B8-4E2AA1F9FDF2", WORD, SIGNATURE,
      REPLY },
    { NULL },
};
