#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""test_kubernetes.py MAILSTAMP: packaging/kubernetes, rendered by kubectl. Every field is one
that Kubernetes knows, names and ports lead somewhere, and mailstamp can read what is mounted.
test_pods.py runs it; validate-kubernetes compares it with the schemas of newer releases."""
import copy
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

import kubernetes.client

import manifest_rules
import manifests

MAILSTAMP = sys.argv.pop()

# What has come to Kubernetes since Debian's python3-kubernetes, and in which release.
NEWER_FIELDS = {("V1Container", "restartPolicy"): "1.29"}
OTHER_MODELS = {"autoscaling/v2": "V2beta2"}
OTHER_OWNERS = {"PodMonitor"}

# By what a component shows.
WORDS = {"starttls": "TLS_CERT_FILE", "login": "NEXT_HOP_LOGIN_FILE", "ldap": "mailstamp-ldap",
         "pod-monitor": "PodMonitor"}


def model_of(item):
    version = item["apiVersion"]
    return OTHER_MODELS.get(version, "V1") + item["kind"]


def unknown_fields(value, model, path):
    """Fields that the API does not have, and values of another kind than it wants."""
    inner = re.fullmatch(r"(?:list\[|dict\(str, )(.*)[\])]", model)
    if inner:
        below = value.items() if isinstance(value, dict) else enumerate(value)
        if isinstance(value, list) != model.startswith("list"):
            yield f"{path}: not a {model}"
            return
        for key, part in below:
            yield from unknown_fields(part, inner.group(1), f"{path}.{key}")
    elif hasattr(kubernetes.client, model):
        yield from _unknown_in_object(value, getattr(kubernetes.client, model), path)
    elif model in ("str", "int", "bool") and type(value).__name__ != model:
        yield f"{path}: {value!r} is no {model}"


def _unknown_in_object(value, model, path):
    known = {name: model.openapi_types[attribute]
             for attribute, name in model.attribute_map.items()}
    if not isinstance(value, dict):
        yield f"{path}: not a {model.__name__}"
        return
    for key, part in value.items():
        if key in known:
            yield from unknown_fields(part, known[key], f"{path}.{key}")
        elif (model.__name__, key) not in NEWER_FIELDS:
            yield f"{path}.{key}: {model.__name__} has no such field"


def missing_fields(item):
    """What the API cannot do without, by its own client."""
    class Answer:
        data = json.dumps(item)
    try:
        kubernetes.client.ApiClient().deserialize(Answer, model_of(item))
    except ValueError as error:
        yield f"{item['kind']}: {error}"


def schema_problems(items):
    for item in items:
        if item["kind"] not in OTHER_OWNERS:
            yield from unknown_fields(item, model_of(item), item["kind"])
            yield from missing_fields(item)


def set_in(value, path, new):
    for key in path[:-1]:
        value = value[key]
    if new is None:
        del value[path[-1]]
    else:
        value[path[-1]] = new


POD = ("spec", "template", "spec")
SIDECAR = (*POD, "initContainers", 0)

# One thing wrong each: of kind and name, at a path, a value (None: taken out), and what is said.
FAULTS = (
    ("StatefulSet", "mailstamp-gateway", (*POD, "tolerance"), [], "has no such field"),
    ("StatefulSet", "mailstamp-gateway", ("spec", "replicas"), "2", "'2' is no int"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "args"), "x", "not a list[str]"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "name"), None, "must not be `None`"),
    ("StatefulSet", "mailstamp-gateway", ("spec", "selector", "matchLabels"), {"a": "b"},
     "selects other pods"),
    ("StatefulSet", "mailstamp-gateway", ("spec", "serviceName"), "x", "no headless Service"),
    ("StatefulSet", "mailstamp-gateway", (*POD, "terminationGracePeriodSeconds"), 60, "killed"),
    ("StatefulSet", "mailstamp-gateway", (*POD, "automountServiceAccountToken"), True, "token"),
    ("StatefulSet", "mailstamp-gateway", (*POD, "securityContext", "seccompProfile"), None,
     "no seccompProfile"),
    ("StatefulSet", "mailstamp-gateway",
     (*SIDECAR, "securityContext", "readOnlyRootFilesystem"), False, "more rights"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "resources", "limits"), None, "missing"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "image"), "mailstampd:0.1.0", "no image"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "image"), "mailstamp:0.0.9", "of version"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "livenessProbe", "httpGet", "port"), "http",
     "asks port http"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "volumeMounts", 0, "name"), "conf",
     "is a volume or a mount"),
    ("StatefulSet", "mailstamp-gateway", (*SIDECAR, "volumeMounts", 1, "mountPath"), "/run",
     "listens where nobody"),
    ("StatefulSet", "mailstamp-gateway", ("spec", "template", "metadata", "annotations",
                                          "prometheus.io/port"), "80", "Prometheus is sent"),
    ("StatefulSet", "mailstamp-gateway",
     (*POD, "containers", 0, "securityContext", "capabilities", "add"), ["SYS_ADMIN"], "not let in"),
    ("Namespace", "mail", ("metadata", "labels", "pod-security.kubernetes.io/enforce"),
     "restricted", "not let in"),
    ("NetworkPolicy", "mailstamp-gateway", ("spec", "ingress", 0, "ports", 0, "port"), "metrics",
     "no port metrics"),
    ("Service", "mailstamp-gateway", ("spec", "ports", 0, "targetPort"), "mail", "no port mail"),
    ("Service", "mailstamp-gateway", ("spec", "selector", "app.kubernetes.io/name"), "x",
     "selects no pods"),
    ("Service", "mailstamp-gateway", ("spec", "externalTrafficPolicy"), "Cluster", "hides"),
    ("Service", "mailstamp-gateway", ("metadata", "namespace"), "x", "several namespaces"),
    ("NetworkPolicy", "mailstamp-gateway-senders", ("spec", "ingress", 0, "from"), [],
     "who may send"),
    ("NetworkPolicy", "mailstamp-gateway-next-hop", ("spec", "egress", 0, "ports", 0, "port"),
     587, "about the port"),
    ("ConfigMap", "mailstamp-people", ("metadata", "name"), "people", "no ConfigMap"),
    ("ConfigMap", "mailstamp-template-corporate", ("data", "signature.txt"), None,
     "a key that is not there"),
    ("ConfigMap", "mailstamp", ("data", "gateway.conf"), "", "probes ask where"),
)


class Kubernetes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        scratch = tempfile.TemporaryDirectory(prefix="mailstamp-kubernetes-")
        cls.addClassCleanup(scratch.cleanup)
        cls.folder = manifests.copy_to(f"{scratch.name}/kubernetes")
        cls.rendered = manifests.render_all(cls.folder)

    def assert_no(self, problems):
        for overlay, items in self.rendered.items():
            with self.subTest(overlay=overlay):
                self.assertEqual(list(problems(items)), [])

    def test_fields_are_those_of_the_api(self):
        self.assert_no(schema_problems)

    def test_names_lead_somewhere(self):
        self.assert_no(manifest_rules.problems)

    def test_every_component_is_rendered(self):
        self.assertEqual(set(WORDS), set(os.listdir(f"{manifests.FOLDER}/components")))
        for overlay in ("gateway", "shared"):
            plain, full = (json.dumps(self.rendered[name]) for name in (overlay, f"full-{overlay}"))
            for name in manifests.components_for(overlay):
                self.assertGreater(full.count(WORDS[name]), plain.count(WORDS[name]), name)
        self.assertEqual(set(WORDS), set(manifests.components_for("gateway")))

    def test_what_is_mounted_is_a_configuration(self):
        for overlay, items in self.rendered.items():
            with self.subTest(overlay=overlay), tempfile.TemporaryDirectory() as folder:
                [workload] = manifests.workloads(items)
                [volume] = [volume for volume in manifests.template_of(workload)["spec"]["volumes"]
                            if volume["name"] == "mailstamp"]
                files = dict(manifests.projected_files(items, volume), **{"loop.key": b"k" * 44})
                for path, octets in files.items():
                    os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
                    with open(f"{folder}/{path}", "wb") as file:
                        # As long as it is the starter's, there are warnings.
                        file.write(octets.replace(b'"example.com"', b'"example.net"')
                                   .replace(b"Example Ltd", b"Our Company"))
                os.chmod(f"{folder}/loop.key", 0o440)
                done = subprocess.run(
                    [MAILSTAMP, "check", "--config", f"{folder}/mailstamp.conf"],
                    capture_output=True, text=True, check=False)
                self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)

    def test_configuration_by_itself_is_what_the_overlays_have(self):
        for item in manifests.kustomize(f"{self.folder}/config"):
            item["metadata"]["namespace"] = "mail"
            self.assertIn(item, self.rendered["gateway"])
            self.assertIn(item, self.rendered["shared"])

    def test_live_names_stay_and_the_environment_has_one_of_its_own(self):
        names = [manifests.name_of(item)
                 for item in manifests.of_kind(self.rendered["gateway"], "ConfigMap")]
        for name in names:
            self.assertRegex(name, r"^mailstamp(-people|-template-[a-z]+|-gateway-[0-9a-z]{10})?$")

    def test_files_that_the_readme_names_are_there(self):
        with open(f"{manifests.FOLDER}/README.md", encoding="utf-8") as file:
            text = file.read()
        for path in re.findall(r"\b(?:base|components|config|overlays)/[\w./-]*\w", text):
            self.assertTrue(os.path.exists(f"{manifests.FOLDER}/{path}"), path)

    def test_each_fault_is_found(self):
        for kind, name, path, value, said in FAULTS:
            with self.subTest(said, name=name, path=path):
                broken = copy.deepcopy(self.rendered["gateway"])
                set_in(manifests.find(broken, kind, name), path, value)
                found = list(schema_problems(broken)) or manifest_rules.problems(broken)
                self.assertIn(said, "\n".join(found))


if __name__ == "__main__":
    unittest.main()
