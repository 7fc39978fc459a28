# SPDX-License-Identifier: BSD-2-Clause
"""A Postfix of its own: configuration, queue and data below one folder, one port."""
import os
import shutil
import signal
import stat
import subprocess
import time

from . import process

MASTER = "/usr/lib/postfix/sbin/master"
SENDMAIL = "/usr/sbin/sendmail"

QUEUES = ("maildrop", "incoming", "active", "deferred", "hold", "corrupt")

# What `postfix start` would create below queue_directory: name, owner, mode.
QUEUE_FOLDERS = [
    *((name, "postfix:root", 0o700) for name in (
        "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming",
        "private", "saved", "trace")),
    ("maildrop", "postfix:postdrop", 0o730),
    ("public", "postfix:postdrop", 0o710),
    ("pid", "root:root", 0o755),
]

# The fifth column is chroot; Debian's own master.cf has `y` for most of these. The sixth
# of qmgr is how often it looks into `incoming` of itself: with retries after a second, a
# message may be back there that is still being deferred, and nothing else tells qmgr of it.
SERVICES = """\
pickup unix n - n 1 1 pickup
cleanup unix n - {chroot} - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """Takes mail on `port` from this machine and hands all of it to `next_hop`.

    `milters` and `local_milters` are smtpd_milters and non_smtpd_milters, `settings` are
    further main.cf parameters, `smtpd` options of the smtpd service, `services` whole
    lines of master.cf. With `chroot`, smtpd and cleanup are jailed, as Debian does it.
    `host` is its own address, of which the machine has all from 127.0.0.1 on. `disk` is
    called with the queue's folder while it is empty.
    """

    def __init__(self, folder, next_hop, *, milters="", local_milters="", port=None,
                 settings=None, smtpd=(), services=(), chroot=False, host="127.0.0.1",
                 disk=None):
        self.folder, self.host = folder, host
        self.port = port or process.free_port()
        self.maillog = os.path.join(folder, "maillog")
        self._master = None
        self._settings = self._parameters(next_hop, milters, local_milters)
        self._settings.update(settings or {})
        jail = "y" if chroot else "n"
        self._services = [
            " ".join([f"{host}:{self.port} inet n - {jail} - 100 smtpd",
                      *(f"-o {option}" for option in smtpd)]),
            *SERVICES.format(chroot=jail).splitlines(), *services]
        self._make_folders(disk)
        self._write_files()

    @property
    def address(self):
        return (self.host, self.port)

    def path(self, name):
        return os.path.join(self.folder, name)

    def _parameters(self, next_hop, milters, local_milters):
        return {
            "compatibility_level": "3.6",
            "config_directory": self.path("etc"),
            "queue_directory": self.path("spool"),
            "data_directory": self.path("lib"),
            "meta_directory": "/etc/postfix",
            "daemon_directory": os.path.dirname(MASTER),
            "shlib_directory": "/usr/lib/postfix",
            "command_directory": "/usr/sbin",
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "maillog_file": self.maillog,
            "maillog_file_prefixes": f"/var, /dev/stdout, {self.folder}",
            # On a machine that is very busy, postlogd is killed after 10 s, and master,
            # which would start it again, hangs writing to its socket.
            "postlogd_watchdog_timeout": "600s",
            "inet_interfaces": "127.0.0.1",
            "smtp_bind_address": self.host,
            "inet_protocols": "ipv4",
            "myhostname": "mail.example.com",
            "mydestination": "",
            "alias_maps": "",
            "alias_database": "",
            "local_recipient_maps": "",
            "mynetworks": "127.0.0.0/8",
            "smtpd_relay_restrictions": "permit_mynetworks, reject",
            # No DNS: every next hop is an address.
            "smtp_dns_support_level": "disabled",
            "smtp_host_lookup": "native",
            "smtpd_peername_lookup": "no",
            **routing(next_hop),
            "smtp_tls_security_level": "none",
            "smtpd_tls_security_level": "none",
            "message_size_limit": "104857600",
            "mailbox_size_limit": "0",
            "smtpd_client_connection_count_limit": "0",
            "smtpd_milters": milters,
            "non_smtpd_milters": local_milters,
            "milter_default_action": "tempfail",
            "in_flow_delay": "0",
            "queue_run_delay": "1s",
            "minimal_backoff_time": "1s",
            "maximal_backoff_time": "2s",
        }

    def _make_folders(self, disk):
        for name in ("etc", "spool", "lib"):
            os.mkdir(self.path(name))
            os.chmod(self.path(name), 0o755)
        if disk:
            disk(self.path("spool"))
        shutil.chown(self.path("lib"), "postfix")
        os.chmod(self.path("lib"), 0o700)
        for name, owner, mode in QUEUE_FOLDERS:
            folder = self.path(f"spool/{name}")
            os.mkdir(folder)
            shutil.chown(folder, *owner.split(":"))
            os.chmod(folder, mode)

    def _write_files(self):
        settings = self._settings.items()
        self._write("main.cf", [f"{key} = {value}" for key, value in settings])
        self._write("master.cf", self._services)

    def _write(self, name, lines):
        path = self.path(f"etc/{name}")
        with open(path, "w", encoding="ascii") as file:
            file.writelines(line + "\n" for line in lines)
        # Postfix reads a file younger than a second again and again, in every process,
        # until it looks settled. Ageing it makes the start instant.
        old = time.time() - 60
        os.utime(path, (old, old))

    def route_to(self, next_hop):
        """Hands mail to another port; from the next start on."""
        self._settings.update(routing(next_hop))
        self._write_files()

    def start(self):
        if process.accepts(self.address):
            raise OSError(f"port {self.port} is already in use")
        env = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "MAIL_CONFIG": self.path("etc")}
        self._master = process.start([MASTER, "-c", self.path("etc")],
                                     self.path("start.log"), env=env)
        process.wait_until_up(self._master, self.address, "Postfix", self.log)
        return self

    def stop(self):
        """At once. What is in the queue stays there for the next start."""
        if self._master:
            process.end_tree(self._master)
            self._master = None

    def reload(self):
        """As `postfix reload` does."""
        self._master.send_signal(signal.SIGHUP)

    def abort(self):
        """As `postfix stop` and `postfix abort` do: SIGTERM, which master hands on."""
        below = process.descendants(self._master.pid)
        self._master.terminate()
        self._master.wait(20)
        process.reap(below)
        process.wait_for(lambda: not process.accepts(self.address), "Postfix's end")
        self._master = None

    def log(self):
        return process.read_log(self.path("start.log"), self.maillog)

    def queued(self, *queues):
        """The names of the messages that Postfix has in these queues, or in any. A file
        that is being written, or was when Postfix died, is none."""
        found = []
        for name in queues or QUEUES:
            for folder, _, files in os.walk(self.path(f"spool/{name}")):
                found += [file for file in files if is_whole(os.path.join(folder, file))]
        return found

    def wait_until_empty(self, seconds=20.0):
        process.wait_for(lambda: not self.queued(), "an empty queue", seconds)

    def submit(self, sender, recipients, message):
        """Hands in a message as a local program does: sendmail(1), pickup(8)."""
        subprocess.run([SENDMAIL, "-C", self.path("etc"), "-i", "-f", sender, "--",
                        *recipients], input=message.replace(b"\r\n", b"\n"), check=True)


def is_whole(path):
    """Postfix makes a queue file executable when it is done with it."""
    try:
        return os.stat(path).st_mode & stat.S_IXUSR != 0
    except FileNotFoundError:
        return True  # it is on its way to another queue, maybe one we have seen


def routing(next_hop):
    transport = f"smtp:[127.0.0.1]:{next_hop}"
    return {"default_transport": transport, "relay_transport": transport}
