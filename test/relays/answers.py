# SPDX-License-Identifier: BSD-2-Clause
"""What comes back of a stamped message: the same sender's answer to somebody's answer to it,
as mail programs quote. Its stamp is quoted there, and the answer wants one of its own."""
import html
import re

from relays import own_texts, parse, text_of

HEAD = """From: Jane Doe <jane@example.com>
To: Bob Smith <bob@example.net>
Subject: Re: Plans
Date: Fri, 06 Mar 2026 09:58:00 +0000
Message-ID: <answer@example.com>
In-Reply-To: <before@example.net>
References: <before@example.net>
MIME-Version: 1.0
Content-Type: text/{kind}; charset=utf-8
Content-Transfer-Encoding: 8bit

"""
OWN = "Thursday is fine for us."
BOB = "Does Thursday suit you?"
WROTE = "On Thu, 5 Mar 2026 at 17:12, Bob Smith <bob@example.net> wrote:"
BLOCK = """From: Bob Smith <bob@example.net>
Sent: Thursday, 5 March 2026 17:12
To: Jane Doe <jane@example.com>
Subject: Plans"""


def body_of(data, kind):
    """The first text of that kind; of HTML what is in its body."""
    for part in own_texts(parse(data)):
        if part.get_content_type() == f"text/{kind}":
            text = (text_of(part) or "").replace("\r\n", "\n")
            return re.sub(r"(?is)^.*<body[^>]*>|</body.*$", "", text)
    return None


def marked(text):
    return "\n".join("> " + line if line else ">" for line in text.split("\n"))


def interleaved(text):
    return f"{WROTE}\n{marked(BOB)}\n\n{OWN}\n\n{marked(text)}\n\n{OWN}\n"


PLAIN = {
    "gmail": lambda text: f"{OWN}\n\n{WROTE}\n\n{marked(BOB + chr(10) + WROTE)}\n{marked(marked(text))}\n",
    "outlook": lambda text: f"{OWN}\n\n{BLOCK}\n\n{BOB}\n\n{BLOCK}\n\n{text}\n",
    "original": lambda text: f"{OWN}\n\n-----Original Message-----\n{BLOCK}\n\n{text}\n",
    "between": interleaved,
}
HTML_BLOCK = html.escape(BLOCK, quote=False).replace("\n", "<br>\n")
HTML = {
    "gmail": lambda body: (
        f'<div dir="ltr">{OWN}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f'{html.escape(WROTE)}<br></div><blockquote class="gmail_quote" style="margin:0">{BOB}'
        f"<br>{body.replace('class=' + chr(34), 'class=' + chr(34) + 'gmail-m_1234567890123456789')}"
        "</blockquote></div>"),
    "outlook": lambda body: (
        f"<p class=MsoNormal>{OWN}</p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:"
        f"3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{HTML_BLOCK}</p></div><p>{BOB}</p>{body}"),
    "web": lambda body: (
        f'<div>{OWN}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">'
        f'<div id="divRplyFwdMsg" dir="ltr">{HTML_BLOCK}</div><div>{BOB}<br>'
        f"{body.replace('class=' + chr(34), 'class=' + chr(34) + 'x_')}</div>"),
    "apple": lambda body: (
        f"{OWN}<br><div><br><blockquote type=\"cite\"><div>{html.escape(WROTE)}</div><br><div>{BOB}"
        f"<br>{body}</div></blockquote></div>"),
    "between": lambda body: (
        f"<div>{html.escape(WROTE)}</div><blockquote type=\"cite\">{BOB}</blockquote><p>{OWN}</p>"
        f"<blockquote type=\"cite\">{body}</blockquote><p>{OWN}</p>"),
}


def answers(data):
    """(name, message) of each."""
    for kind, styles in (("plain", PLAIN), ("html", HTML)):
        text = body_of(data, kind)
        for name, quote in styles.items() if text is not None else ():
            message = HEAD.format(kind=kind) + quote(text)
            yield f"{kind}-{name}", message.encode("utf-8", "replace")
