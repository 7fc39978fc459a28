# SPDX-License-Identifier: BSD-2-Clause
"""A pod without a cluster: what a kubelet makes of rendered manifests, for the tests.

The containers share a network of their own and volumes laid out as the kubelet does it; each
runs with the arguments, environment, mounts, user and capabilities of its manifest, is asked
by its probes, and ends in the order that Kubernetes keeps.
"""
import base64
import contextlib
import ctypes
import datetime
import http.client
import os
import shutil
import signal
import subprocess
import time

import container
import manifests

CLONE_NEWNET = 0x40000000


class Projected:
    """A volume of ConfigMaps and Secrets: `..data` points to the folder of the moment, what
    is to be seen points into `..data`, and one rename swaps all of it."""

    def __init__(self, folder, group, mode):
        self.folder, self._group, self._mode = folder, group, mode
        os.mkdir(folder)
        self._own(folder, 0o2777)

    def _own(self, path, mode):
        os.chown(path, 0, self._group)
        os.chmod(path, mode)

    def write(self, files):
        """`files` maps paths to octets."""
        data = f"{self.folder}/..data"
        old = os.readlink(data) if os.path.islink(data) else None
        name = datetime.datetime.now().strftime("..%Y_%m_%d_%H_%M_%S.%f")
        for path, octets in files.items():
            self._write_file(f"{self.folder}/{name}/{path}", octets)
        for folder, _, _ in os.walk(f"{self.folder}/{name}"):
            self._own(folder, 0o2755)
        os.symlink(name, f"{data}_tmp")
        os.rename(f"{data}_tmp", data)
        self._show({path.split("/")[0] for path in files})
        if old:
            shutil.rmtree(f"{self.folder}/{old}")

    def _write_file(self, path, octets):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb") as file:
            file.write(octets)
        # A kubelet lets the group of fsGroup read, whatever the mode says.
        self._own(path, self._mode | 0o440)

    def _show(self, names):
        shown = {name for name in os.listdir(self.folder) if not name.startswith("..")}
        for name in names - shown:
            os.symlink(f"..data/{name}", f"{self.folder}/{name}")
        for name in shown - names:
            os.unlink(f"{self.folder}/{name}")


class Pod:
    """The first pod of a workload. `secrets` maps names to {key: octets}; `claims` is where
    persistent volumes are, which outlive it."""

    def __init__(self, store, items, workload, *, secrets, folder, claims):
        self._store, self._folder, self._claims = store, folder, claims
        self._template = manifests.template_of(workload)
        self._spec = self._template["spec"]
        self._security = self._spec["securityContext"]
        self.name = f"{manifests.name_of(workload)}-0"
        self.containers = {}
        self._projected = {}
        self._items, self._secrets = items, secrets
        os.makedirs(folder)
        # Nothing of its own ends a network: it is there as long as somebody is in it.
        self._network = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep 3600"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert self._network.stdout.readline() == b"up\n"
        self._make_volumes(workload)

    # ---- Volumes

    def _make_volumes(self, workload):
        for claim in workload["spec"].get("volumeClaimTemplates", []):
            folder = f"{self._claims}/{manifests.name_of(claim)}"
            if not os.path.isdir(folder):
                os.makedirs(folder)
                self._give(folder, 0o2775)
        for volume in self._spec["volumes"]:
            folder = f"{self._folder}/{volume['name']}"
            if "emptyDir" in volume:
                os.mkdir(folder)
                self._give(folder, 0o2777)
            else:
                source = volume.get("projected") or volume["secret"]
                self._projected[volume["name"]] = Projected(
                    folder, self._security["fsGroup"], source["defaultMode"])
        self.update(self._items, self._secrets)

    def _give(self, folder, mode):
        os.chown(folder, 0, self._security["fsGroup"])
        os.chmod(folder, mode)

    def update(self, items, secrets):
        """What a kubelet does within a minute after `kubectl apply`."""
        for volume in self._spec["volumes"]:
            if volume["name"] in self._projected:
                self._projected[volume["name"]].write(_files_of(volume, items, secrets))

    def _mounts(self, spec):
        claims = {claim for claim in os.listdir(self._claims)} if os.path.isdir(
            self._claims) else set()
        mounts = {}
        for mount in spec["volumeMounts"]:
            base = self._claims if mount["name"] in claims else self._folder
            here = f"{base}/{mount['name']}"
            if "subPath" in mount:
                here += f"/{mount['subPath']}"
                if not os.path.isdir(here):
                    os.mkdir(here)
                    self._give(here, 0o2775)
            mounts[mount["mountPath"]] = (here, "ro" if mount.get("readOnly") else "rw")
        return mounts

    # ---- Containers

    def add(self, spec):
        """One more container, and the wait until it has started."""
        security = {**self._security, **spec["securityContext"]}
        image = manifests.image_targets()[manifests.image_name(spec)]
        user = f"{security['runAsUser']}:{security.get('runAsGroup', security['runAsUser'])}"
        added = [name.lower() for name in security["capabilities"].get("add", [])]
        # chroot(1) and the change of user, which a runtime does before it takes them.
        enter = [] if security["runAsUser"] == 0 else ["sys_chroot", "setuid", "setgid"]
        self.containers[spec["name"]] = container.Container(
            self._store, image, *spec.get("args", []), entrypoint=spec.get("command"),
            log=f"{self._folder}/{spec['name']}.log", user=user, capabilities=added or enter,
            groups=[security["fsGroup"]], network=self._network.pid,
            read_only=security.get("readOnlyRootFilesystem", False), volumes=self._mounts(spec),
            environment=manifests.environment_of(self._items, spec))
        self._wait_for(spec, "startupProbe")

    def start(self):
        """Sidecars first, each once it has started; then all has to be ready."""
        for spec in self._spec.get("initContainers", []) + self._spec["containers"]:
            assert spec in self._spec["containers"] or spec["restartPolicy"] == "Always"
            self.add(spec)
        for spec in self._spec.get("initContainers", []) + self._spec["containers"]:
            self._wait_for(spec, "readinessProbe")
            assert "livenessProbe" not in spec or self.answers(spec, "livenessProbe")

    def _wait_for(self, spec, kind):
        running = self.containers[spec["name"]]
        deadline = time.monotonic() + 60
        while not self.answers(spec, kind):
            if time.monotonic() > deadline or running.process.poll() is not None:
                raise AssertionError(f"{spec['name']}: {kind}: {running.text()}")
            time.sleep(0.2)

    def answers(self, spec, kind):
        probe = spec[kind]
        if "exec" in probe:
            return self.execute(spec["name"], *probe["exec"]["command"]) == 0
        port = manifests.ports_of(spec)[probe["httpGet"]["port"]]
        with self.network(), contextlib.closing(http.client.HTTPConnection(
                "127.0.0.1", port, timeout=probe.get("timeoutSeconds", 1) + 10)) as client:
            try:
                client.request("GET", probe["httpGet"]["path"])
                return client.getresponse().status == 200
            except OSError:
                return False

    def execute(self, name, *command):
        """As `kubectl exec` does."""
        return self.containers[name].execute(*command).returncode

    def text(self, name):
        return self.containers[name].text()

    def stop(self):
        """All at once, and sidecars when the others have ended. Returns how each ended."""
        ends = {}
        for specs in self._spec["containers"], self._spec.get("initContainers", []):
            for spec in specs:
                hook = spec.get("lifecycle", {}).get("preStop")
                if hook:
                    self.execute(spec["name"], *hook["exec"]["command"])
                ends[spec["name"]] = self.containers[spec["name"]].stop()
        self._end_network()
        return ends

    def remove(self):
        for running in self.containers.values():
            running.remove()
        self._end_network()

    # ---- The network

    def _end_network(self):
        if self._network.poll() is None:
            self._network.send_signal(signal.SIGKILL)
            self._network.wait()
        self._network.stdout.close()

    @contextlib.contextmanager
    def network(self):
        """Sockets that this thread opens meanwhile are inside the pod."""
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        inside = os.open(f"/proc/{self._network.pid}/ns/net", os.O_RDONLY)
        try:
            _enter(inside)
            try:
                yield
            finally:
                _enter(own)
        finally:
            os.close(inside)
            os.close(own)


def _enter(descriptor):
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def _files_of(volume, items, secrets):
    if "secret" in volume:
        return secrets[volume["secret"]["secretName"]]
    files = dict(manifests.projected_files(items, volume))
    for source in volume["projected"]["sources"]:
        if "secret" in source:
            files.update(secrets[source["secret"]["name"]])
    return files


def decode(secret):
    """The content of a Secret as kubectl prints it."""
    return {key: base64.b64decode(text) for key, text in secret["data"].items()}
