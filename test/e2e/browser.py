# SPDX-License-Identifier: BSD-2-Clause
"""HTML as a browser shows it: pages in, what a script measures in each of them out.

All pages are shown by one headless Chromium, each in a frame of its own, so that a table of
messages costs one start. Nothing is fetched: pictures come as data: URLs."""

import html
import json
import os
import shutil
import signal
import subprocess
import tempfile

CHROMIUM = shutil.which("chromium") or "chromium"
PATIENCE = 120

# Debian's Chromium as root; the rest keeps it from calling home.
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--disable-dev-shm-usage", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND"]

RESULT = '<script type="application/json" id="measured">'

# srcdoc frames are of our own origin, so that their documents can be looked into. Their
# text is escaped for the attribute; the script runs once all frames have loaded.
SHELL = """<!doctype html><meta charset="utf-8"><title>measuring</title>
<body style="margin:0">{frames}<script>
addEventListener("load", () => {{
    const measure = {script};
    const out = Array.from(document.querySelectorAll("iframe"), (frame) => {{
        try {{ return measure(frame.contentDocument); }}
        catch (error) {{ return {{ error: String(error) }}; }}
    }});
    const place = document.createElement("script");
    place.type = "application/json";
    place.id = "measured";
    place.textContent = JSON.stringify(out).replace(/</g, "\\\\u003c");
    document.body.append(place);
}});
</script></body>"""


def frame(page, width, height):
    # Scripts of a message do not run, as in a mail program; ours only looks.
    return (f'<iframe sandbox="allow-same-origin" width="{width}" height="{height}" '
            f'style="border:0;display:block" srcdoc="{html.escape(page)}"></iframe>\n')


def run(arguments, folder):
    """The browser's standard output; it and its children end with the call."""
    process = subprocess.Popen(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder}/profile", *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True, cwd=folder, env={**os.environ, "HOME": folder})
    try:
        return process.communicate(timeout=PATIENCE)[0].decode("utf-8", "replace")
    finally:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def measure(pages, script, widths=(1000,), height=800):
    """What `script`, a JavaScript function of a document, returns for each page; for all
    pages at the first width, then at the next."""
    frames = "".join(frame(page, width, height) for width in widths for page in pages)
    with tempfile.TemporaryDirectory(prefix="mailstamp-browser-",
                                     ignore_cleanup_errors=True) as folder:
        with open(f"{folder}/pages.html", "w", encoding="utf-8") as file:
            file.write(SHELL.format(frames=frames, script=script))
        dom = run([f"--window-size={max(widths)},{height}", "--dump-dom",
                   f"file://{folder}/pages.html"], folder)
    if RESULT not in dom:
        raise AssertionError(f"Chromium measured nothing: {dom[:500]!r}")
    return json.loads(dom.partition(RESULT)[2].partition("</script>")[0])


def picture(page, path, width=1000, height=400, dark=False):
    """A picture of the page, to be looked at."""
    with tempfile.TemporaryDirectory(prefix="mailstamp-browser-",
                                     ignore_cleanup_errors=True) as folder:
        with open(f"{folder}/page.html", "w", encoding="utf-8") as file:
            file.write(page)
        dark_flags = ["--enable-features=WebContentsForceDark",
                      "--blink-settings=forceDarkModeEnabled=true"] if dark else []
        run([f"--window-size={width},{height}", *dark_flags,
             f"--screenshot={os.path.abspath(path)}", f"file://{folder}/page.html"], folder)
