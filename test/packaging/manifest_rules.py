# SPDX-License-Identifier: BSD-2-Clause
"""What must hold in rendered manifests, beyond what their schema says."""
import ipaddress
import re

from manifests import (FOLDER, TOP, containers_of, content_of, environment_of, find, image_name,
                       image_targets, name_of, of_kind, ports_of, projected_files, selected,
                       template_of, workloads)

# Made by hand, as README.md says, as nobody keeps secrets beside manifests.
SECRETS = {"mailstamp-keys", "mailstamp-gateway-tls", "mailstamp-gateway-login"}

# What the Pod Security Standard "baseline" lets a container have.
BASELINE = {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD",
            "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}



def problems(items):
    """All that is wrong, a sentence each."""
    return [problem for check in CHECKS for problem in check(items)]


def _label_problems(items):
    for workload in workloads(items):
        labels = workload["spec"]["selector"]["matchLabels"]
        spread = [constraint["labelSelector"]["matchLabels"] for constraint in
                  template_of(workload)["spec"]["topologySpreadConstraints"]]
        for wanted in [labels, *spread]:
            if selected(items, wanted) != [workload]:
                yield f"{name_of(workload)}: {wanted} selects other pods than its own"
    for item in of_kind(items, "Service", "PodDisruptionBudget", "NetworkPolicy", "PodMonitor"):
        if not selected(items, _pod_labels(item)):
            yield f"{item['kind']} {name_of(item)} selects no pods"


def _pod_labels(item):
    if item["kind"] == "Service":
        return item["spec"]["selector"]
    selector = item["spec"].get("podSelector") or item["spec"]["selector"]
    return selector["matchLabels"]


def _port_references(item):
    """Ports of pods that an object refers to."""
    spec = item["spec"]
    if item["kind"] == "Service":
        return [port["targetPort"] for port in spec["ports"]]
    if item["kind"] == "PodMonitor":
        return [endpoint["port"] for endpoint in spec["podMetricsEndpoints"]]
    return [port["port"] for rule in spec.get("ingress", []) for port in rule["ports"]]


def _port_problems(items):
    for item in of_kind(items, "Service", "NetworkPolicy", "PodMonitor"):
        for workload in selected(items, _pod_labels(item)):
            # By number in policies: not every network plugin looks for names in sidecars.
            known = {port for container in containers_of(workload)
                     for named in ports_of(container).items() for port in named
                     if isinstance(port, int) == (item["kind"] == "NetworkPolicy")}
            for port in _port_references(item):
                if port not in known:
                    yield f"{item['kind']} {name_of(item)}: no port {port} in {name_of(workload)}"
    for workload in workloads(items):
        yield from _own_port_problems(workload)


def _own_port_problems(workload):
    for container in containers_of(workload):
        for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
            asked = container.get(kind, {}).get("httpGet", {}).get("port")
            if asked is not None and asked not in ports_of(container):
                yield f"{container['name']}: {kind} asks port {asked}, which it does not have"
        if "readinessProbe" not in container or "startupProbe" not in container:
            yield f"{container['name']}: no startupProbe or no readinessProbe"
    annotations = template_of(workload)["metadata"]["annotations"]
    ports = [port for container in containers_of(workload)
             for port in ports_of(container).values()]
    if int(annotations["prometheus.io/port"]) not in ports:
        yield f"{name_of(workload)}: Prometheus is sent to a port that nobody has"


def _names_referred_to(workload):
    for volume in template_of(workload)["spec"]["volumes"]:
        if "secret" in volume:
            yield "Secret", volume["secret"]["secretName"]
        for source in volume.get("projected", {}).get("sources", []):
            for key, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
                if key in source:
                    yield kind, source[key]["name"]
    for container in containers_of(workload):
        for source in container.get("envFrom", []):
            yield "ConfigMap", source["configMapRef"]["name"]


def _reference_problems(items):
    with open(f"{FOLDER}/README.md", encoding="utf-8") as file:
        readme = file.read()
    for workload in workloads(items):
        for kind, name in _names_referred_to(workload):
            if kind == "ConfigMap" and not find(items, kind, name):
                yield f"{name_of(workload)}: there is no {kind} {name}"
            if kind == "Secret" and (name not in SECRETS or name not in readme):
                yield f"{name_of(workload)}: nobody knows of Secret {name}"
        for volume in template_of(workload)["spec"]["volumes"]:
            if "projected" in volume:
                yield from _projection_problems(items, volume)


def _projection_problems(items, volume):
    seen = set()
    for path, octets in projected_files(items, volume):
        if octets is None:
            yield f"volume {volume['name']}: {path} comes from a key that is not there"
        if path in seen:
            yield f"volume {volume['name']}: {path} comes from two places"
        seen.add(path)
    for config_map in of_kind(items, "ConfigMap"):
        if sum(map(len, content_of(config_map).values())) > 1 << 20:
            yield f"ConfigMap {name_of(config_map)} is larger than 1 MiB"


def _volume_problems(items):
    for workload in workloads(items):
        volumes = {volume["name"] for volume in template_of(workload)["spec"]["volumes"]}
        volumes |= {name_of(claim) for claim in workload["spec"].get("volumeClaimTemplates", [])}
        mounted = {mount["name"] for container in containers_of(workload)
                   for mount in container["volumeMounts"]}
        for name in sorted(mounted ^ volumes):
            yield f"{name_of(workload)}: {name} is a volume or a mount, and not both"


def _rights_problems(items):
    for workload in workloads(items):
        pod = template_of(workload)["spec"]
        if pod["securityContext"].get("seccompProfile") != {"type": "RuntimeDefault"}:
            yield f"{name_of(workload)}: no seccompProfile"
        if pod.get("automountServiceAccountToken") is not False:
            yield f"{name_of(workload)}: has a token for the API"
        for container in containers_of(workload):
            yield from _container_problems(container, pod["securityContext"])
            yield from _standard_problems(items, container, pod["securityContext"])


def _standard_problems(items, container, of_pod):
    """Whether the namespace, by its label, would let the container in."""
    added = set(container["securityContext"]["capabilities"].get("add", []))
    restricted = {**of_pod, **container["securityContext"]}.get("runAsNonRoot") and not added
    for space in of_kind(items, "Namespace"):
        standard = space["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        if not (added <= BASELINE if standard == "baseline" else restricted):
            yield f"{container['name']}: not let in by the standard {standard}"


def _container_problems(container, of_pod):
    name, own = container["name"], container["securityContext"]
    if own.get("allowPrivilegeEscalation") is not False or own["capabilities"]["drop"] != ["ALL"]:
        yield f"{name}: more rights than it needs"
    if name == "mailstamp" and not (
            own.get("readOnlyRootFilesystem") and {**of_pod, **own}.get("runAsNonRoot") and
            "add" not in own["capabilities"]):
        yield f"{name}: more rights than it needs"
    if not {"cpu", "memory"} <= container["resources"].get("requests", {}).keys() or \
            "memory" not in container["resources"].get("limits", {}):
        yield f"{name}: requests and limits are missing"


def _image_problems(items):
    with open(f"{TOP}/CMakeLists.txt", encoding="utf-8") as file:
        version = re.search(r"project \(mailstamp VERSION (\S+)", file.read()).group(1)
    for workload in workloads(items):
        for container in containers_of(workload):
            if image_name(container) not in image_targets():
                yield f"{container['name']}: {container['image']} is no image of the Dockerfile"
            if not container["image"].endswith(f":{version}"):
                yield f"{container['name']}: {container['image']} is not of version {version}"


def _workload_problems(items):
    for scaler in of_kind(items, "HorizontalPodAutoscaler"):
        target = scaler["spec"]["scaleTargetRef"]
        scaled = find(items, target["kind"], target["name"])
        if scaled is None or "replicas" in scaled["spec"]:
            yield f"{name_of(scaler)}: its target is missing, or says how many itself"
    for workload in of_kind(items, "StatefulSet"):
        service = find(items, "Service", workload["spec"]["serviceName"])
        if service is None or service["spec"].get("clusterIP") != "None":
            yield f"{name_of(workload)}: no headless Service {workload['spec']['serviceName']}"
    for workload in workloads(items):
        pod = template_of(workload)["spec"]
        hooks = " ".join(" ".join(container["lifecycle"]["preStop"]["exec"]["command"])
                         for container in containers_of(workload) if "lifecycle" in container)
        # And what Postfix (5 s) and mailstampd (20 s, and 5 of libmilter) take then.
        if pod["terminationGracePeriodSeconds"] < 30 + sum(map(int, re.findall(r"\d+", hooks))):
            yield f"{name_of(workload)}: killed before it can have finished"


def _namespace_problems(items):
    spaces = {item["metadata"].get("namespace") for item in items if item["kind"] != "Namespace"}
    spaces |= {name_of(item) for item in of_kind(items, "Namespace")}
    if len(spaces) != 1:
        yield f"objects in several namespaces: {spaces}"


def _network_problems(items):
    """That the gateway's own rules and the network's say the same."""
    gateway = find(items, "StatefulSet", "mailstamp-gateway")
    if gateway is None:
        return
    told = environment_of(items, containers_of(gateway)[-1])
    permitted = {network for network in told.get("PERMITTED_NETWORKS", "").split()
                 if not ipaddress.ip_network(network).is_loopback}
    senders = find(items, "NetworkPolicy", "mailstamp-gateway-senders")["spec"]["ingress"]
    if permitted != {peer["ipBlock"]["cidr"] for rule in senders for peer in rule["from"]}:
        yield "PERMITTED_NETWORKS and the NetworkPolicy disagree about who may send"
    hops = find(items, "NetworkPolicy", "mailstamp-gateway-next-hop")["spec"]["egress"]
    ports = {port["port"] for rule in hops for port in rule["ports"]}
    if {int((told.get("NEXT_HOP", "").rpartition("]:")[2]) or 25)} != ports:
        yield "NEXT_HOP and the NetworkPolicy disagree about the port"
    if find(items, "Service", "mailstamp-gateway")["spec"].get("externalTrafficPolicy") != "Local":
        yield "the Service hides who it is that sends"


def _configuration_problems(items):
    """That mailstamp.conf listens where the manifests expect it."""
    for workload in workloads(items):
        container = next(one for one in containers_of(workload) if one["name"] == "mailstamp")
        files = {path: octets for volume in template_of(workload)["spec"]["volumes"]
                 if "projected" in volume for path, octets in projected_files(items, volume)}
        text = (files.get("mailstamp.conf") or b"").decode()
        said = dict(re.findall(r'^(listen|metrics)\s*=\s*"([^"]*)"', text, re.M))
        folders = [mount["mountPath"] for mount in container["volumeMounts"]]
        ports = ports_of(container)
        expected = f"inet:{ports['milter']}@0.0.0.0" if "milter" in ports else (
            "unix:/run/mailstamp/milter.sock" if "/run/mailstamp" in folders else None)
        if said.get("listen") != expected:
            yield f"{name_of(workload)}: mailstampd listens where nobody looks for it"
        if said.get("metrics") != f"0.0.0.0:{ports.get('metrics')}":
            yield f"{name_of(workload)}: probes ask where mailstampd does not listen"


CHECKS = (_label_problems, _port_problems, _reference_problems, _volume_problems,
          _rights_problems, _image_problems, _workload_problems, _namespace_problems,
          _network_problems, _configuration_problems)
