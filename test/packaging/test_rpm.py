#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_rpm.py BUILD: the rpm package, built here with Debian's rpm, beside Debian's own,
installed into an empty root, run there, and removed."""
import glob
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
sys.path.insert(0, f"{TOP}/test/milter")
from mta import Mta, message  # noqa: E402 pylint: disable=wrong-import-position

PATIENCE = 60

# The programs and libraries of this machine, beside what is installed below /usr.
ENTER = """
set -eu
root=$1
shift
for folder in bin lib lib64; do
    mkdir -p "$root/$folder"
    mount --bind "/usr/$folder" "$root/$folder"
done
exec "$@"
"""

# Where the two distributions have the same thing.
PLACES = (
    (r"/lib/systemd/", "/usr/lib/systemd/"),
    (r"/usr/share/zsh/vendor-completions/", "/usr/share/zsh/site-functions/"),
    (r"/usr/share/doc/mailstamp/changelog\.gz", "/usr/share/doc/mailstamp/CHANGELOG.md"),
    (r"/usr/share/doc/mailstamp/copyright", "/usr/share/licenses/mailstamp/LICENSE"),
    (r"/usr/share/doc/mailstamp/README\.Debian", "/usr/share/doc/mailstamp/README.rpm.md"),
)


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **options)
    if done.returncode != 0:
        raise AssertionError(f"{words[:3]}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def find(pattern):
    found = [path for path in glob.glob(pattern) if "dbgsym" not in path]
    return found[0] if found else None


def files_of_debian(package):
    """Path -> mode, as dpkg-deb lists it; folders are left out."""
    rows = [line.split(None, 5) for line in run("dpkg-deb", "--contents", package).splitlines()]
    files = {}
    for mode, *_, path in rows:
        path = path.removeprefix(".")
        if mode.startswith("d"):
            continue
        for there, here in PLACES:
            path = re.sub(f"^{there}", here, path)
        files[path] = mode
    return files


def files_of_rpm(package):
    rows = [line.split(" ", 1) for line in run(
        "rpm", "-qp", "--qf", "[%{FILEMODES:perms} %{FILENAMES}\n]", package).splitlines()]
    return {path: mode for mode, path in rows if not mode.startswith("d")}


class Rpm(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = f"{BUILD}/package"
        os.makedirs(folder, exist_ok=True)
        run(f"{TOP}/packaging/build-rpm", f"{folder}/rpm", "--define", "optflags -O0")
        cls.rpm = find(f"{folder}/rpm/RPMS/*/mailstamp-*.rpm")
        cls.source = find(f"{folder}/rpm/SRPMS/mailstamp-*.rpm")
        debian = f"{folder}/deb/mailstamp_*.deb"
        if not find(debian):
            run(f"{TOP}/packaging/build-deb", f"{folder}/deb")
        cls.debian = find(debian)

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="mailstamp-rpm-", dir="/tmp")
        os.chmod(self.root, 0o755)
        self.addCleanup(shutil.rmtree, self.root)

    def path(self, name):
        return self.root + name

    def namespaces(self, *words):
        return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh",
                self.root, *words]

    def rpm_inside(self, *words):
        return run(*self.namespaces("rpm", "--root", self.root, "--nodeps", "--force-debian",
                                    *words))

    def chroot(self, *words):
        return run(*self.namespaces("chroot", self.root, *words))

    def install(self):
        """The user comes first, as rpm makes it since 4.19; the folders after."""
        os.makedirs(self.path("/etc"))
        run("systemd-sysusers", f"--root={self.root}", f"{TOP}/packaging/mailstamp.sysusers")
        self.rpm_inside("-i", self.rpm)
        run("systemd-tmpfiles", f"--root={self.root}", "--create",
            self.path("/usr/lib/tmpfiles.d/mailstamp.conf"))

    def start_mailstampd(self):
        """As the unit does it; ends with the test."""
        process = subprocess.Popen(
            self.namespaces("setpriv", "--no-new-privs", "chroot", "--userspec=mailstamp:mailstamp",
                            self.root, "/usr/sbin/mailstampd"),
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop_mailstampd, process)
        for line in process.stderr:
            if " started, " in line:
                return
        self.fail("mailstampd did not start")

    @staticmethod
    def stop_mailstampd(process):
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            os.kill(int(file.read().split()[0]), signal.SIGTERM)
        process.stderr.close()
        process.wait(PATIENCE)

    def test_rpmlint_has_nothing_to_say(self):
        said = run("rpmlint", "--config", f"{TOP}/packaging/rpm/rpmlint.toml", self.rpm,
                   self.source, f"{TOP}/packaging/rpm/mailstamp.spec")
        self.assertIn(" 0 errors, 0 warnings", said)

    def test_it_has_what_the_debian_package_has(self):
        want, got = files_of_debian(self.debian), files_of_rpm(self.rpm)
        self.assertEqual(sorted(got), sorted(want))
        self.assertEqual(got, want)

    def test_what_an_administrator_edits_is_configuration(self):
        rows = run("rpm", "-qp", "--qf", "[%{FILEFLAGS:fflags} %{FILENAMES}\n]", self.rpm)
        edited = [line.split(" ")[0] for line in rows.splitlines() if " /etc/" in line]
        folders = [flags for flags in edited if not flags]
        self.assertEqual(set(edited), {"", "cn"})
        self.assertEqual(len(folders), 4, "of mailstamp, templates and the two in there")

    def test_installed_run_and_removed(self):
        self.install()
        self.assertIn("mailstampd 0.", self.chroot("/usr/sbin/mailstampd", "--version"))
        self.start_mailstampd()
        self.assertIn("Head of Sales", self.chroot(
            "/usr/bin/mailstamp", "stamp", "/usr/share/doc/mailstamp/examples/reply.eml"))
        with Mta(self.path("/run/mailstamp/milter.sock"), PATIENCE).open() as mta:
            outcome = mta.deliver(message(sender="jane.doe@example.com"),
                                  sender="<jane.doe@example.com>")
        self.assertIn(b"Head of Sales", outcome.body)
        key = os.stat(self.path("/var/lib/mailstamp/loop.key"))
        self.assertEqual(stat.S_IMODE(key.st_mode), 0o600)

        edited = self.path("/etc/mailstamp/people.csv")
        with open(edited, "a", encoding="utf-8") as file:
            file.write("bob@example.com,Bob,,,,,\n")
        self.rpm_inside("-e", "mailstamp")
        self.assertTrue(os.path.exists(edited + ".rpmsave"))
        self.assertTrue(os.path.exists(self.path("/var/lib/mailstamp/loop.key")))
        self.assertFalse(os.path.exists(self.path("/usr/sbin/mailstampd")))


if __name__ == "__main__":
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: no namespaces can be made here")
        sys.exit(77)
    BUILD = sys.argv.pop()
    unittest.main()
