# SPDX-License-Identifier: BSD-2-Clause
"""Own words and quoted history, in plain text and in HTML, with a charset's own letters."""
import html
from dataclasses import dataclass, field

WORDS = "we will meet at ten and talk about the plan before lunch with all of them = 3D <b> &amp;"
LETTERS = {
    "utf-8": "Grüße 你好 День \U0001f600 naïve", "utf-16": "Grüße 你好", "us-ascii": "plain",
    "iso-8859-1": "Grüße naïve", "iso-8859-15": "Grüße 50 €", "windows-1252": "„Grüße“ – €",
    "windows-1251": "Добрый день", "koi8-r": "Добрый день", "iso-8859-2": "Dobrý večer łódź",
    "iso-2022-jp": "会議は明日です こんにちは", "shift_jis": "会議は明日 表示", "euc-jp": "会議は明日",
    "gb18030": "你好 明天见 \U0001f600", "gbk": "你好 明天见", "gb2312": "你好 明天见",
    "big5": "你好 功能", "euc-kr": "안녕하세요 내일",
}
END = "MyLastWord"
TOKEN = "[[signature]]"
HTML_TOKENS = [TOKEN, "[[Signature]]", "[[<span class=SpellE>signature</span>]]",
               "&#91;&#x5b;signature]]", "Best {} to all".format(TOKEN)]
SEPARATORS = [
    ("On 4 Mar 2026, Bob Smith wrote:", ["> {q}", "> ", "> {q}"]),
    ("On Wed, Mar 4, 2026 at 5:12 PM Bob Smith <bob@example.net> wrote:", ["", "> {q}", "> {q}"]),
    ("-----Original Message-----", ["From: Bob Smith <bob@example.net>",
                                    "Sent: Wednesday, 4 March 2026 17:12",
                                    "To: Jane Doe <jane@example.com>", "Subject: Plans", "",
                                    "{q}", "{q}"]),
    ("From: Bob Smith <bob@example.net>", ["Sent: Wednesday, 4 March 2026 17:12",
                                           "To: Jane Doe <jane@example.com>",
                                           "Subject: Plans", "", "{q}"]),
]
HTML_SEPARATORS = [
    '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Wed, Mar 4, 2026 at 5:12 PM '
    'Bob &lt;bob@example.net&gt; wrote:<br></div><blockquote class="gmail_quote">{q}'
    '</blockquote></div>',
    '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
    '<p class=MsoNormal><b>From:</b> Bob Smith<br>\n<b>Sent:</b> Wednesday, 4 March 2026<br>\n'
    '<b>To:</b> Jane<br>\n<b>Subject:</b> Plans</p></div>\n<p>{q}</p>',
    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1">'
    '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Bob Smith<br>'
    '<b>Sent:</b> Wednesday<br><b>To:</b> Jane<br><b>Subject:</b> Plans</font></div><div>{q}</div>',
    '<div class="moz-cite-prefix">On 04/03/2026 17:12, Bob Smith wrote:<br></div>'
    '<blockquote type="cite" cite="mid:x@example.net">{q}</blockquote>',
    '<blockquote type="cite"><div>On 4 Mar 2026, at 17:12, Bob Smith wrote:</div><br>'
    '<div>{q}</div></blockquote>',
]
# What a history may begin with, without white space.
STARTS = ("OnWed,Mar4", "From:BobSmith", "On04/03/2026", "On4Mar2026,", "-----Original")


@dataclass
class Body:
    pieces: list
    params: list = field(default_factory=list)


def sentence(rng, charset, longest=14):
    words = WORDS.split() + LETTERS[charset].split() * 3
    return " ".join(rng.choice(words) for _ in range(rng.randrange(1, longest)))


def flow(rng, lines, delsp):
    """Some lines broken softly (RFC 3676): a blank at the end of all but the last piece."""
    out = []
    for line in lines:
        words = line.split(" ")
        if line.startswith((">", "From", "On ", "-")) or len(words) < 4 or rng.random() < .4:
            out.append(" " + line if line.startswith(" ") else line)
            continue
        at = rng.randrange(1, len(words) - 1)
        soft = "  " if delsp else " "
        out += [" ".join(words[:at]) + soft, " ".join(words[at:])]
    return out


def plain_body(rng, charset, mail, pieces):
    own = [sentence(rng, charset) for _ in range(rng.randrange(0, 8))]
    own = [line for line in own for line in ([line, ""] if rng.random() < .3 else [line])]
    last = sentence(rng, charset) + " " + END
    history = []
    if mail_has_quote(rng, mail):
        start, lines = rng.choice(SEPARATORS)
        history = ["", start] + [x.format(q=sentence(rng, charset)) for x in lines]
    mail.own_end = END
    own += [TOKEN] if mail.token else []
    params = []
    if rng.random() < .15:
        delsp = rng.random() < .3
        params = [("format", "flowed")] + ([("delsp", "yes")] if delsp else [])
        own, last_lines = flow(rng, own, delsp), [last]
    else:
        last_lines = [last]
    text = "\n".join(own + last_lines + history)
    text += rng.choice(["\n"] * 5 + ["", "\n\n", " \n", "\n\n\n\n"])
    if charset == "us-ascii":
        text = text.encode("ascii", "replace").decode()
    if pieces == 2:
        return Body([sentence(rng, charset) + "\n\n", text], params)
    return Body([text], params)


def mail_has_quote(rng, mail):
    """The forms of one body agree on whether there is a history."""
    if mail.has_quote is None:
        mail.has_quote = rng.random() < .55
    return mail.has_quote


def html_words(rng, charset):
    text = html.escape(sentence(rng, charset))
    if charset != "us-ascii" and rng.random() < .2:
        text = "".join(c if ord(c) < 128 else f"&#{ord(c)};" for c in text)
    return text


def own_html(rng, charset, token):
    """Paragraphs as different clients write them; the last ends in the last word."""
    wrap = rng.choice(['<p>{}</p>', '<div>{}</div>', '{}<br>', '<p class="MsoNormal">{}<o:p></o:p></p>',
                       '<div><span style="font-size:12pt">{}</span></div>', '<DIV><FONT size=2>{}</FONT></DIV>',
                       '<table><tr><td>{}</td></tr></table>',
                       '<!--[if mso]><p>Outlook</p><![endif]--><p>{}</p>',
                       '<div>{}<!-- a comment with </body> --></div>'])
    lines = [html_words(rng, charset) for _ in range(rng.randrange(0, 6))]
    lines += [rng.choice(HTML_TOKENS)] if token else []
    lines.append(html_words(rng, charset) + " " + END)
    return rng.choice(["\n", "", "\r\n" if rng.random() < .1 else "\n"]).join(
        wrap.format(line) for line in lines)


def page(rng, charset, inside):
    style = "<style><!-- p { margin: 0 } /* </body> */ --></style>"
    top = rng.choice(["<html><head>{s}</head><body>", "<!DOCTYPE html>\n<html>\n<head>\n{s}</head>\n"
                      '<body bgcolor="#fff">\n', "<HTML><BODY>", "<html><body><div>", "", "",
                      '<html xmlns:o="urn:x"><head><meta charset="' + charset + '">{s}'
                      "<!--[if gte mso 9]><xml><o:x/></xml><![endif]--></head><body>\n"
                      '<div class="WordSection1">\n', "<div dir=ltr>"])
    end = "</div>" if "<div" in top else ""
    if "<body" in top.lower():
        end += rng.choice(["</body></html>", "\n</body>\n</html>\n", "</BODY></HTML>", "</body>", ""])
    return top.format(s=style) + inside + end + rng.choice(["\n", "", "\n\n"])


def html_body(rng, charset, mail, pieces):
    history = ""
    if mail_has_quote(rng, mail):
        history = rng.choice(["", "<br>", "\n"]) + \
            rng.choice(HTML_SEPARATORS).format(q=html_words(rng, charset))
    mail.own_end = END
    text = page(rng, charset, own_html(rng, charset, mail.token) + history)
    if rng.random() < .1:
        text = text.replace("\n", " ")
    if charset == "us-ascii":
        text = text.encode("ascii", "xmlcharrefreplace").decode()
    if pieces == 2:
        return Body([page(rng, charset, "<p>First words.</p>"), text])
    return Body([text])
