# SPDX-License-Identifier: BSD-2-Clause
"""A certificate authority of the test's own, for MTAs that ask each other for proof."""
import os
import subprocess

EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]


class Certificates:
    def __init__(self, folder):
        self.folder = folder
        self.authority = self._path("ca.crt")
        self._openssl("req", "-x509", *EC, "-subj", "/CN=The test's own CA",
                      "-keyout", self._path("ca.key"), "-out", self.authority)

    def issue(self, host):
        """The path of a file with a key and a certificate for `host`, as
        smtpd_tls_chain_files wants it."""
        key, request, crt, chain = (self._path(f"{host}.{kind}")
                                    for kind in ("key", "csr", "crt", "pem"))
        self._openssl("req", "-new", *EC[:-2], "-subj", f"/CN={host}",
                      "-addext", f"subjectAltName=DNS:{host}",
                      "-keyout", key, "-out", request)
        self._openssl("x509", "-req", "-in", request, "-copy_extensions", "copy",
                      "-CA", self.authority, "-CAkey", self._path("ca.key"),
                      "-CAcreateserial", "-days", "2", "-out", crt)
        with open(chain, "w", encoding="ascii") as file:
            for part in (key, crt):
                with open(part, encoding="ascii") as source:
                    file.write(source.read())
        return chain

    def _path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def _openssl(*arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True)
