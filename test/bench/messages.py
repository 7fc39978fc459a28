# SPDX-License-Identifier: BSD-2-Clause
"""The messages of the benchmark, as clients write them: messages.py KIND OCTETS writes one to
standard output. A program of its own, because what a process holds before it starts another
counts as that one's peak memory."""
import base64
import quopri
import random
import sys

WORDS = ("the offer meeting invoice project customer Köln Zürich Århus contract renewal please "
         "find attached regards quarterly results and we will deliver on Friday with all parts "
         "as discussed before").split()
STYLE = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
@font-face
	{font-family:Calibri;
	panose-1:2 15 5 2 2 2 4 3 2 4;}
p.MsoNormal, li.MsoNormal, div.MsoNormal
	{margin:0cm;
	font-size:11.0pt;
	font-family:"Calibri",sans-serif;}
a:link, span.MsoHyperlink
	{mso-style-priority:99;
	color:#0563C1;
	text-decoration:underline;}
--></style><!--[if gte mso 9]><xml>
<o:shapedefaults v:ext="edit" spidmax="1026" />
</xml><![endif]-->
</head>
<body lang="EN-GB" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">
<div class="WordSection1">
"""
HISTORY = """<div>
<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b><span lang="EN-US">From:</span></b><span lang="EN-US"> Bob &lt;bob@example.net&gt;<br>
<b>Sent:</b> Wednesday, 4 March 2026 17:12<br>
<b>To:</b> Jane Doe &lt;jane@example.com&gt;<br>
<b>Subject:</b> Contract renewal<o:p></o:p></span></p>
</div>
</div>
"""


def words(rng, count):
    return " ".join(rng.choice(WORDS) for _ in range(count))


def head(subject):
    return ("From: Jane Doe <jane@example.com>\nTo: Bob <bob@example.net>\n"
            f"Subject: {subject}\nDate: Thu, 05 Mar 2026 09:58:00 +0000\n"
            "Message-ID: <bench@example.com>\nMIME-Version: 1.0\n")


def encoded(text):
    return quopri.encodestring(text.encode()).decode()


def plain_text(rng, size):
    """Mail of `size` octets: own words, an attribution, a quote."""
    own = "\n".join(words(rng, 9) for _ in range(6)) + "\n\nJane\n\n"
    quote = "On 4 Mar 2026, Bob Smith wrote:\n"
    while len((own + quote).encode()) < size * 0.85:
        quote += "> " + words(rng, 9) + "\n"
    return head("Re: Contract renewal") + "Content-Type: text/plain; charset=utf-8\n" \
        "Content-Transfer-Encoding: quoted-printable\n\n" + encoded(own + quote)


def paragraph(text):
    return f'<p class="MsoNormal"><span lang="EN-US">{text}<o:p></o:p></span></p>\n'


def outlook(rng, size):
    """The body of an Outlook reply in both forms, `size` octets together."""
    own = [words(rng, 30) for _ in range(3)]
    quoted = []
    page = STYLE + "".join(paragraph(x) for x in own) + HISTORY
    while len(page) < size * 0.52:
        quoted.append(words(rng, 40))
        page += paragraph(quoted[-1]) + paragraph("&nbsp;")
    page += "</div>\n</body>\n</html>\n"
    plain = "\n\n".join(own) + "\n\nFrom: Bob <bob@example.net>\nSent: Wednesday, 4 March 2026 " \
        "17:12\nTo: Jane Doe <jane@example.com>\nSubject: Contract renewal\n\n" + \
        "\n\n".join(quoted) + "\n"
    mark = "_000_AM0PR01MB0001eurprd01prod_"
    out = f'Content-Type: multipart/alternative;\n\tboundary="{mark}"\n\n'
    for kind, text in (("plain", plain), ("html", page)):
        out += f'--{mark}\nContent-Type: text/{kind}; charset="utf-8"\n' \
            f"Content-Transfer-Encoding: quoted-printable\n\n{encoded(text)}\n"
    return out + f"--{mark}--\n"


def with_attachments(rng, size):
    mark = "_004_AM0PR01MB0001eurprd01prod_"
    out = head("RE: Contract renewal") + \
        f'Content-Type: multipart/mixed;\n\tboundary="{mark}"\n\n--{mark}\n{outlook(rng, 8000)}\n'
    left = size - len(out)
    for number in range(3):
        octets = rng.randbytes(int(left / 3 / 1.3514))
        out += f'--{mark}\nContent-Type: application/pdf; name="offer{number}.pdf"\n' \
            f'Content-Disposition: attachment; filename="offer{number}.pdf"\n' \
            f"Content-Transfer-Encoding: base64\n\n{base64.encodebytes(octets).decode()}\n"
    return out + f"--{mark}--\n"


def make(kind, size):
    """The octets of one message, lines ending in CRLF as they travel."""
    rng = random.Random(f"{kind} {size}")
    if kind == "text":
        text = plain_text(rng, size)
    elif kind == "reply":
        text = head("RE: Contract renewal") + outlook(rng, size)
    else:
        text = with_attachments(rng, size * 76 // 78)
    return text.replace("\n", "\r\n").encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(make(sys.argv[1], int(sys.argv[2])))
