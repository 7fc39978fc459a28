# SPDX-License-Identifier: BSD-2-Clause
"""packaging/kubernetes as `kubectl kustomize` renders it."""
import base64
import functools
import json
import os
import re
import shutil
import subprocess
import tempfile

import yaml

TOP = os.path.realpath(os.path.join(os.path.dirname(__file__), "../.."))
FOLDER = os.path.join(TOP, "packaging/kubernetes")
KUBECTL = os.environ.get("KUBECTL", "kubectl")

# ---- Rendering -----------------------------------------------------------------------


def kustomize(folder):
    """The objects of a copy of packaging/kubernetes, or of a folder in it. The kubectl of
    Debian 12 knows no components, and has other words for the rest."""
    if _minor_version() < 21:
        _translate(folder)
    done = subprocess.run([KUBECTL, "kustomize", folder], capture_output=True, text=True,
                          check=False)
    if done.returncode != 0 or "deprecated" in done.stderr:
        raise RuntimeError(f"kubectl kustomize {folder}: {done.stderr}")
    return [item for item in yaml.safe_load_all(done.stdout) if item]


@functools.lru_cache
def _minor_version():
    said = subprocess.run([KUBECTL, "version", "--client", "-o", "json"],
                          capture_output=True, text=True, check=True).stdout
    return int(json.loads(said)["clientVersion"]["minor"].rstrip("+"))


def _load(folder):
    with open(f"{folder}/kustomization.yaml", encoding="utf-8") as file:
        return yaml.safe_load(file)


def _translate(folder):
    """In the words of kustomize 2.0: folders are bases, and components are put in."""
    told = _load(folder)
    if told.get("translated"):
        return
    for component in told.pop("components", []):
        _put_in(f"{folder}/{component}", folder, told)
    entries = told.pop("resources", [])
    told["bases"] = told.get("bases", []) + [
        name for name in entries if os.path.isdir(f"{folder}/{name}")]
    told["resources"] = [name for name in entries if name not in told["bases"]]
    told["patchesStrategicMerge"] = [patch["path"] for patch in told.pop("patches", [])]
    for base in told["bases"]:
        if "bases" not in _load(f"{folder}/{base}"):
            _translate(f"{folder}/{base}")
    with open(f"{folder}/kustomization.yaml", "w", encoding="utf-8") as file:
        yaml.safe_dump(told, file)


def _put_in(component, folder, told):
    what = _load(component)
    for key, names in (("resources", what.get("resources", [])),
                       ("patches", [patch["path"] for patch in what.get("patches", [])])):
        for name in names:
            copy = f"{os.path.basename(component)}-{name}"
            shutil.copy(f"{component}/{name}", f"{folder}/{copy}")
            told.setdefault(key, []).append(copy if key == "resources" else {"path": copy})


def components_for(overlay):
    """Those whose patches, if they have any, find their object there."""
    base = f"{FOLDER}/base/{overlay}"
    return [name for name in sorted(os.listdir(f"{FOLDER}/components"))
            if all(os.path.exists(f"{base}/{patch['path']}")
                   for patch in _load(f"{FOLDER}/components/{name}").get("patches", []))]


def render_all(folder):
    """Every overlay of a copy, as it is and with all components: {name: objects}."""
    rendered = {}
    for overlay in sorted(os.listdir(f"{FOLDER}/overlays")):
        rendered[overlay] = kustomize(f"{folder}/overlays/{overlay}")
        own = f"{folder}/overlays/full-{overlay}"
        os.mkdir(own)
        with open(f"{own}/kustomization.yaml", "w", encoding="utf-8") as file:
            yaml.safe_dump({"namespace": "mail", "resources": [f"../{overlay}"], "components": [
                f"../../components/{name}" for name in components_for(overlay)]}, file)
        rendered[f"full-{overlay}"] = kustomize(own)
    return rendered


def copy_to(folder):
    """A copy to add overlays to; nothing is ever written beside the originals."""
    return shutil.copytree(FOLDER, folder)


# ---- Looking at objects --------------------------------------------------------------


def name_of(item):
    return item["metadata"]["name"]


def of_kind(items, *kinds):
    return [item for item in items if item["kind"] in kinds]


def find(items, kind, name):
    return next((item for item in of_kind(items, kind) if name_of(item) == name), None)


def workloads(items):
    return of_kind(items, "StatefulSet", "Deployment")


def template_of(workload):
    return workload["spec"]["template"]


def containers_of(workload):
    spec = template_of(workload)["spec"]
    return spec.get("initContainers", []) + spec["containers"]


def selected(items, labels):
    """The workloads whose pods have the labels."""
    return [workload for workload in workloads(items)
            if labels.items() <= template_of(workload)["metadata"]["labels"].items()]


def ports_of(container):
    return {port["name"]: port["containerPort"] for port in container.get("ports", [])}


def content_of(config_map):
    """Its keys and their octets."""
    return {**{key: text.encode() for key, text in config_map.get("data", {}).items()},
            **{key: base64.b64decode(text)
               for key, text in config_map.get("binaryData", {}).items()}}


def image_targets():
    """The images of the Dockerfile, as its head says to build them: name -> target."""
    with open(f"{TOP}/packaging/container/Dockerfile", encoding="utf-8") as file:
        return {name: target for target, name in
                re.findall(r"^#.* --target (\S+) -t (\S+)", file.read(), re.M)}


def image_name(container):
    return container["image"].rsplit("/", 1)[-1].rsplit(":", 1)[0]


def projected_files(items, volume):
    """What of a projected volume comes from ConfigMaps: (path, octets or None)."""
    for source in volume["projected"]["sources"]:
        if "configMap" not in source:
            continue
        config_map = find(items, "ConfigMap", source["configMap"]["name"])
        content = content_of(config_map) if config_map else {}
        for wanted in source["configMap"].get("items") or [
                {"key": key, "path": key} for key in content]:
            yield wanted["path"], content.get(wanted["key"])


def environment_of(items, container):
    """What the container is told by ConfigMaps and by its own `env`."""
    told = {}
    for source in container.get("envFrom", []):
        config_map = find(items, "ConfigMap", source["configMapRef"]["name"])
        told.update(config_map["data"] if config_map else {})
    told.update({pair["name"]: pair["value"] for pair in container.get("env", [])})
    return told


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(render_all(copy_to(f"{scratch}/kubernetes"))))
