# SPDX-License-Identifier: BSD-2-Clause
"""rspamd as a milter that signs, with what packaging/docs/order.md says."""
import os
import re
import shutil

from . import process

PAGE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "../../../packaging/docs/order.md")
USER = "_rspamd"

# Without rules, languages and Mozilla's list of domains, which take half a minute to load.
CONF = """\
options {{
    filters = "dkim";
    pidfile = "{folder}/state/pid";
    cache_file = "{folder}/state/cache";
    tempdir = "{folder}/state";
    hs_cache_dir = "{folder}/state";
    url_tld = "{folder}/domains";
    control_socket = "{folder}/state/control mode=0600";
    local_addrs = "127.0.0.0/8";
    dns {{ nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }}
}}
lang_detection {{ languages = "{folder}/nowhere"; }}
logging {{ type = "console"; level = "info"; }}
metric {{ name = "default"; actions {{ reject = 15; }} }}
modules {{ path = "/usr/share/rspamd/plugins"; }}
worker "rspamd_proxy" {{ count = 1; .include "{folder}/worker-proxy.inc" }}
dkim_signing {{ .include "{folder}/dkim_signing.conf" }}
arc {{ sign_local = true; use_domain = "header"; .include "{folder}/dkim_signing.conf" }}
"""


def shown():
    """What the page says: worker-proxy.inc, dkim_signing.conf."""
    with open(PAGE, encoding="utf-8") as file:
        return re.findall(r"(?ms)^```rspamd\n(.*?)^```", file.read())


class Rspamd:
    """Signs for `domain` with the key in the file `key`, as `selector`."""

    def __init__(self, folder, key, selector):
        self.folder, self.socket = folder, os.path.join(folder, "run", "milter.sock")
        self.milter = "unix:" + self.socket
        self._process = None
        for name in ("run", "state"):
            os.mkdir(self.path(name))
            shutil.chown(self.path(name), USER, USER)
        shutil.copy(key, self.path("key"))
        shutil.chown(self.path("key"), USER)
        proxy, dkim = shown()
        self._write("worker-proxy.inc", proxy, {"/var/spool/postfix/rspamd/milter.sock": self.socket})
        self._write("dkim_signing.conf", dkim, {
            "/var/lib/rspamd/dkim/example.com.key": self.path("key"),
            'selector = "mail"': f'selector = "{selector}"'})
        self._write("rspamd.conf", CONF.format(folder=folder), {})
        self._write("domains", "com\nnet\norg\n", {})

    def path(self, name):
        return os.path.join(self.folder, name)

    def _write(self, name, text, replace):
        for old, new in replace.items():
            if old not in text:
                raise AssertionError(f"{PAGE} has no {old}")
            text = text.replace(old, new)
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def start(self):
        self._process = process.start(
            ["rspamd", "-f", "-u", USER, "-g", USER, "-c", self.path("rspamd.conf")],
            self.path("log"))
        process.wait_until_up(self._process, self.socket, "rspamd", self.log)
        return self

    def log(self):
        return process.read_log(self.path("log"))

    def stop(self):
        if self._process:
            process.end_tree(self._process)
