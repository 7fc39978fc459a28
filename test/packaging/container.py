# SPDX-License-Identifier: BSD-2-Clause
"""Images of packaging/container, built and run without a container engine's daemon.

buildah builds them, on a bare Debian made by base-system. To run one, its file system is
mounted (read only for an image that promises to need no more), with its volumes, in
namespaces of its own for mounts and processes; user, program and capabilities are those
that the image and the compose file say.
"""
import json
import os
import shutil
import signal
import subprocess
import time

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
DOCKERFILE = "packaging/container/Dockerfile"

# Namespaces, mounts, fewer rights, then the program. $1 is the root of the file system.
ENTER = r"""
set -eu
root=$1; mode=$2; caps=$3; user=$4; groups=$5; shift 5
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root/$2"
    mount --bind "$1" "$root/$2"
    [ "$3" = rw ] || mount -o "remount,bind,$3" "$root/$2"
    shift 3
done
shift
[ "$mode" = rw ] || mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs --bounding-set="$caps" --inh-caps=-all \
    chroot --userspec="$user" --groups="$groups" "$root" "$@"
"""


class Store:
    """Where buildah keeps images; nothing of it outside `folder`."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self._environment = {**os.environ, "BUILDAH_ISOLATION": "chroot"}
        self._mounted = {}

    def buildah(self, *words):
        done = subprocess.run(
            ["buildah", "--root", f"{self.folder}/storage", "--runroot", f"{self.folder}/run",
             *words], env=self._environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"buildah {words[0]}: {(done.stderr + done.stdout)[-3000:]}")
        return done.stdout.strip()

    def make_base(self, tar):
        """What FROM names, with this machine's way to its packages."""
        work = self.buildah("from", "scratch")
        self.buildah("add", "-q", work, tar, "/")
        self.buildah("copy", "-q", work, "/etc/apt/apt.conf.d", "/etc/apt/apt.conf.d")
        self.buildah("commit", "-q", work, "base")
        self.buildah("rm", work)

    def build(self, source, target):
        self.buildah("bud", "-q", "--layers", "--pull-never", "--format", "docker",
                     "--build-arg", "BASE=localhost/base", "--target", target,
                     "-t", target, "-f", f"{source}/{DOCKERFILE}", source)

    def mounted(self, image):
        """Its file system and its configuration. One for all containers of an image, as
        copies take their time: nobody may rely on what another has written there."""
        if image not in self._mounted:
            name = self.buildah("from", "--pull-never", f"localhost/{image}")
            self._mounted[image] = (self.buildah("mount", name), json.loads(
                self.buildah("inspect", name))["Docker"]["config"])
        return self._mounted[image]


    def remove(self):
        if self._mounted:
            self.buildah("umount", "--all")
        subprocess.run(["umount", "--quiet", f"{self.folder}/storage/overlay"], check=False,
                       stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder)


class Container:
    """One running container. `volumes` maps its folders to (folder here, "ro" or "rw");
    `user` and `entrypoint` stand for those of the image, `groups` are more of the user's.
    `network` is a process whose network it shares."""

    def __init__(self, store, image, *arguments, log, volumes=None, environment=None,
                 capabilities=(), read_only=False, user=None, groups=(), entrypoint=None,
                 network=None):
        self._root, self.config = store.mounted(image)
        self._user = user or self.config.get("User") or "0:0"
        self._groups = ",".join(map(str, groups))
        self._network = network
        self._environment = {**dict(pair.split("=", 1) for pair in self.config["Env"]),
                             **(environment or {})}
        self._volumes = volumes or {}
        self._capabilities = ",".join(["-all", *(f"+{name}" for name in capabilities)])
        self._read_only = read_only
        self.log = log
        with open(log, "ab") as out:
            self.process = subprocess.Popen(
                self._command(entrypoint or self.config["Entrypoint"], arguments), stdin=subprocess.DEVNULL,
                stdout=out, stderr=out, env=self._environment)

    def _command(self, program, arguments):
        mounts = [word for folder, (here, mode) in self._volumes.items()
                  for word in (here, folder, mode)]
        network = ["nsenter", f"--net=/proc/{self._network}/ns/net"] if self._network else []
        return [*network, "unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c",
                ENTER, "sh", self._root, "ro" if self._read_only else "rw", self._capabilities,
                self._user, self._groups, *mounts, "--", *program, *arguments]

    def execute(self, *command):
        """Another program in the same container, with the same rights."""
        user, group = self._user.split(":")
        groups = ["--groups", self._groups] if self._groups else ["--clear-groups"]
        return subprocess.run(
            ["nsenter", f"--target={self._first()}", "--mount", "--pid", "--net", "--root", "--wd",
             "setpriv", "--no-new-privs", f"--bounding-set={self._capabilities}",
             "--inh-caps=-all", f"--reuid={user}", f"--regid={group}", *groups, *command],
            env=self._environment, capture_output=True, text=True, check=False)

    def is_healthy(self):
        """What the image's HEALTHCHECK says."""
        check = self.config["Healthcheck"]["Test"]
        assert check[0] == "CMD", check
        return subprocess.run(self._command(check[1:], ()), env=self._environment, timeout=30,
                              capture_output=True, check=False).returncode == 0

    def text(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return file.read()

    def wait(self, seconds=60):
        return self.process.wait(seconds)

    def stop(self):
        """As an engine does: the signal to its first process. Returns how it ended."""
        if self.process.poll() is None:
            os.kill(self._first(), getattr(signal, self.config.get("StopSignal", "SIGTERM")))
        return self.wait()

    def _first(self):
        """Its first process, which takes a moment to be there."""
        while self.process.poll() is None:
            with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children",
                      encoding="ascii") as file:
                children = file.read().split()
            if children:
                return int(children[0])
            time.sleep(0.01)
        raise RuntimeError(f"it has ended: {self.text()}")

    def remove(self):
        """Ends it, and with its first process all others. unshare's --kill-child does not
        outlive a change of user."""
        if self.process.poll() is None:
            os.kill(self._first(), signal.SIGKILL)
            self.process.wait()
