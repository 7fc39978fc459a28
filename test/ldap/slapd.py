# SPDX-License-Identifier: BSD-2-Clause
"""A private OpenLDAP server in a folder of its own, on loopback, with made-up people; and
servers that misbehave."""

import base64
import os
import shutil
import socket
import subprocess
import threading
import time

SLAPD = "/usr/sbin/slapd"
PATIENCE = 60
BASE = "dc=example,dc=com"
BIND_DN = f"cn=mailstamp,{BASE}"
PASSWORD = "correct horse"

# The smallest thing that is a JPEG to whoever looks at its first octets.
PHOTO = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 4

# What Active Directory has and inetOrgPerson has not (OIDs below RFC 4512's example arc).
AD_SCHEMA = """\
attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'proxyAddresses'
  EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'thumbnailPhoto'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'company'
  EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.32473.1.4 NAME 'objectSid'
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'adUser' SUP inetOrgPerson STRUCTURAL
  MAY ( proxyAddresses $ thumbnailPhoto $ company $ objectSid ) )
"""

CONF = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {folder}/ad.schema
pidfile {folder}/pid
modulepath /usr/lib/ldap
moduleload back_mdb.la
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "{base}"
rootdn "{bind_dn}"
rootpw "{password}"
directory {folder}/db
maxsize 33554432
index mail,proxyAddresses eq
"""


def entry(dn, **attributes):
    lines = [f"dn: {dn}"]
    for name, values in attributes.items():
        for value in values if isinstance(values, list) else [values]:
            octets = value if isinstance(value, bytes) else value.encode()
            lines.append(f"{name}:: {base64.b64encode(octets).decode()}")
    return "\n".join(lines) + "\n\n"


def person(uid, **more):
    attributes = {"objectClass": "adUser", "uid": uid, "cn": uid, "sn": uid,
                  "mail": f"{uid}@example.com", **more}
    return entry(f"uid={uid},ou=people,{BASE}", **attributes)


def people(label):
    """`label` tells one server from another: it is everybody's department."""
    return (
        entry(BASE, objectClass=["dcObject", "organization"], dc="example", o="Example")
        + entry(f"ou=people,{BASE}", objectClass="organizationalUnit", ou="people")
        + person("jane", displayName="Jane Doe", title="CTO", departmentNumber=label,
                 telephoneNumber=["+1 555 0100", "+1 555 0101"], jpegPhoto=PHOTO)
        + person("ad", displayName="Ädmin Direktör", company="Example",
                 proxyAddresses=["SMTP:ad@example.com", "smtp:alias@example.com"],
                 thumbnailPhoto=PHOTO)
        + person("star*", mail="star*@example.com", displayName="Star")
        + person("paren(", mail="a(b)c\\d@example.com", displayName="Paren")
        + person("twin1", mail="twin@example.com") + person("twin2", mail="twin@example.com")
        + person("large", displayName="Large", jpegPhoto=PHOTO[:12] + bytes(300 * 1024),
                 objectSid=b"\x30\x82\x00\xff")
        + "".join(person(f"user{i}", displayName=f"User {i}", departmentNumber=label)
                  for i in range(200)))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*words):
    result = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                            stderr=subprocess.STDOUT, timeout=PATIENCE, check=False)
    if result.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {result.stdout}")


def make_certificate(folder, name, subject, issuer=None):
    """name.pem and name.key; signed by `issuer`, or by itself."""
    extensions = f"subjectAltName={subject}" if issuer else "basicConstraints=critical,CA:TRUE"
    key, pem, csr = (f"{folder}/{name}.{kind}" for kind in ("key", "pem", "csr"))
    run("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-keyout", key, "-out", csr, "-subj", f"/CN={name}")
    with open(f"{folder}/{name}.ext", "w", encoding="ascii") as file:
        file.write(extensions + "\n")
    signer = (["-CA", f"{folder}/{issuer}.pem", "-CAkey", f"{folder}/{issuer}.key",
               "-CAcreateserial"] if issuer else ["-signkey", key])
    run("openssl", "x509", "-req", "-in", csr, "-out", pem, "-days", "2", "-extfile",
        f"{folder}/{name}.ext", *signer)


class Slapd:
    """`subject` is whose certificate it shows; the server is at 127.0.0.1."""

    def __init__(self, folder, label="one", subject="IP:127.0.0.1"):
        self.folder = folder
        self.label = label
        self.process = None
        self.port, self.tls_port = free_port(), free_port()
        self.uri = f"ldap://127.0.0.1:{self.port}"
        self.tls_uri = f"ldaps://127.0.0.1:{self.tls_port}"
        os.makedirs(f"{folder}/db")
        make_certificate(folder, "ca", None)
        make_certificate(folder, "server", subject, issuer="ca")
        self.ca = f"{folder}/ca.pem"
        self.write("ad.schema", AD_SCHEMA)
        self.write("slapd.conf", CONF.format(folder=folder, base=BASE, bind_dn=BIND_DN,
                                             password=PASSWORD))
        self.write("people.ldif", people(label))
        # Where AppArmor confines slapd, it does so by the path of the program.
        self.program = shutil.copy(SLAPD, f"{folder}/slapd")
        run(self.program, "-T", "add", "-q", "-f", f"{folder}/slapd.conf", "-l",
            f"{folder}/people.ldif")

    def write(self, name, text):
        with open(f"{self.folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text)

    def start(self):
        listen = f"ldap://127.0.0.1:{self.port}/ ldaps://127.0.0.1:{self.tls_port}/"
        with open(f"{self.folder}/log", "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "-d", "0", "-f", f"{self.folder}/slapd.conf", "-h", listen],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(f"{self.folder}/log", encoding="utf-8") as log:
                    raise AssertionError("slapd did not start:\n" + log.read())
            time.sleep(0.02)
        return self

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            return True
        except OSError:
            return False

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None


class Stuck:
    """Accepts, takes what comes, and says `answer` but never more. With `deaf` it does not
    even accept: to whoever connects it is a black hole."""

    def __init__(self, answer=b"", deaf=False):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0 if deaf else 64)
        self.port = self.listener.getsockname()[1]
        self.answer = answer
        self.sockets = []
        self.accepted = 0
        if deaf:
            self.fill()
        else:
            threading.Thread(target=self.serve, daemon=True).start()

    @property
    def uri(self):
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def tls_uri(self):
        return f"ldaps://127.0.0.1:{self.port}"

    def fill(self):
        """Connections that wait to be accepted; the next one gets no answer to its SYN."""
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(("127.0.0.1", self.port))
            self.sockets.append(client)
        time.sleep(0.2)

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.sockets.append(client)
            threading.Thread(target=self.talk, args=(client,), daemon=True).start()

    def talk(self, client):
        try:
            if client.recv(4096) and self.answer:
                client.sendall(self.answer)
            while client.recv(4096):
                pass
        except OSError:
            pass

    def close(self):
        self.listener.close()
        for client in self.sockets:
            client.close()
