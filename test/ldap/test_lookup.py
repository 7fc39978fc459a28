#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""What is found in an LDAP server, by whom and how, and what is not."""

import json
import os
import unittest

from ask import LdapTest
from slapd import BASE, PHOTO

JANE = "jane@example.com"


class Lookup(LdapTest):
    def fields(self, address):
        result = self.tool("lookup", "--json", address)
        self.assertEqual(result.returncode, 0, result.stderr)
        return {name: field["value"]
                for name, field in json.loads(result.stdout)["fields"].items()}

    def test_a_person_with_lists_and_a_picture(self):
        self.configure([self.one.uri])
        fields = self.fields("Jane@Example.COM")
        self.assertEqual(sorted(fields.pop("phones")), ["+1 555 0100", "+1 555 0101"])
        photo = fields.pop("photo")
        self.assertEqual((photo["type"], photo["octets"]), ("image/jpeg", len(PHOTO)))
        self.assertEqual(fields, {"name": "Jane Doe", "title": "CTO", "department": "one"})

    def test_the_text_says_where_fields_come_from(self):
        self.configure([self.one.uri])
        result = self.tool("lookup", JANE)
        self.assertIn("jane@example.com: known to ldap\n", result.stdout)
        self.assertIn("  title       CTO  (ldap)\n", result.stdout)
        self.assertIn(f"image/jpeg, {len(PHOTO)} octets  (ldap)\n", result.stdout)

    def test_an_alias_as_active_directory_has_it(self):
        self.configure([self.one.uri])
        fields = self.fields("alias@example.com")
        self.assertEqual((fields["name"], fields["company"]), ("Ädmin Direktör", "Example"))
        self.assertEqual(fields["photo"]["type"], "image/jpeg")

    def test_what_is_no_text_and_no_picture_or_too_large_is_left_out(self):
        self.configure([self.one.uri])
        self.assertEqual(self.fields("large@example.com"), {"name": "Large"})
        self.configure([self.one.uri], max_picture_size="1M")
        self.assertIn("photo", self.fields("large@example.com"))

    def test_addresses_that_look_like_filters_find_nobody_else(self):
        driver = self.drive(self.one.uri, filter="(mail=%s)")
        for address in ("*", "*@example.com", "j*@example.com", "jane@example.com)(uid=*",
                        "x)(|(uid=*@example.com", "\\2a@example.com", "jane@example.com\\00",
                        "(uid=jane)", ")", "&", "é*@example.com", "x@x)(mail=jane@example.com"):
            with self.subTest(address):
                self.assertEqual(driver.lookup(address)[0], "unknown")
        self.assertIn("name=Star", driver.lookup("star*@example.com")[0])
        self.assertIn("name=Paren", driver.lookup("a(b)c\\d@example.com")[0])

    def test_halves_of_the_address(self):
        self.configure([self.one.uri], filter="(&(uid=%u)(mail=*@%d))")
        self.assertEqual(self.fields(JANE)["name"], "Jane Doe")
        self.assertEqual(self.tool("lookup", "jane@example.net").returncode, 3)

    def test_somebody_unknown(self):
        self.configure([self.one.uri])
        result = self.tool("lookup", "nobody@example.com")
        self.assertEqual(result.returncode, 3)
        self.assertEqual(result.stdout, "nobody@example.com: unknown to ldap\n")

    def assertFails(self, *parts, **keys):
        uris = keys.pop("uris", [self.one.uri])
        self.configure(uris, **keys)
        result = self.tool("lookup", JANE if "address" not in keys else keys["address"])
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        for part in parts:
            self.assertIn(part, result.stderr)
        check = self.tool("check")
        self.assertEqual(check.returncode, 0, check.stderr)
        return check.stderr

    def test_several_people_with_one_address_fail(self):
        self.configure([self.one.uri])
        result = self.tool("lookup", "twin@example.com")
        self.assertEqual(result.returncode, 2)
        self.assertIn("several entries", result.stderr)

    def test_a_wrong_password_fails_and_check_says_so(self):
        self.write("password", "wrong\n", 0o600)
        said = self.assertFails("Invalid credentials")
        self.assertRegex(said, r"mailstamp.conf:5: warning: directory ldap: "
                               rf"{self.one.uri}: .*Invalid credentials")

    def test_a_base_that_is_not_there_fails(self):
        self.assertFails("No such object", base="dc=example,dc=org")

    def test_check_says_nothing_of_what_is_well(self):
        self.configure([self.one.uri])
        result = self.tool("check")
        self.assertEqual(result.returncode, 0)
        self.assertNotIn("directory", result.stderr)

    def test_an_anonymous_bind(self):
        self.configure([self.one.uri], bind_dn=None, bind_password_file=None)
        self.assertEqual(self.fields(JANE)["name"], "Jane Doe")

    def test_the_base_and_its_level(self):
        self.configure([self.one.uri], base=f"uid=jane,ou=people,{BASE}", scope="base")
        self.assertEqual(self.fields(JANE)["name"], "Jane Doe")
        self.configure([self.one.uri], scope="one")
        self.assertEqual(self.tool("lookup", JANE).returncode, 3)

    def test_a_table_before_it(self):
        self.write("people.csv", f"email,title,fax\n{JANE},Boss,\n")
        self.configure([self.one.uri], settings='people = "people.csv"\ndirectory-merge = merge')
        fields = self.fields(JANE)
        self.assertEqual((fields["title"], fields["name"]), ("Boss", "Jane Doe"))
        self.configure([self.one.uri], settings='people = "people.csv"')
        self.assertNotIn("name", self.fields(JANE))


class Tls(LdapTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.server("other", subject="DNS:elsewhere.example.com")

    def assertFound(self, *uris, **keys):
        driver = self.drive(*uris, **keys)
        self.assertIn("name=Jane Doe", driver.lookup(JANE)[0])

    def assertRefused(self, *uris, **keys):
        driver = self.drive(*uris, **keys)
        self.assertRegex(driver.lookup(JANE)[0], "^failed .*TLS failed")

    def test_ldaps(self):
        self.assertFound(self.one.tls_uri, tls_ca_file=self.one.ca)

    def test_start_tls(self):
        self.assertFound(self.one.uri, start_tls="yes", tls_ca_file=self.one.ca)

    def test_an_authority_that_nobody_knows(self):
        self.assertRefused(self.one.tls_uri)
        self.assertRefused(self.one.uri, start_tls="yes")
        self.assertRefused(self.one.tls_uri, tls_ca_file=self.other.ca)

    def test_a_certificate_for_another_host(self):
        self.assertRefused(self.other.tls_uri, tls_ca_file=self.other.ca)
        self.assertRefused(self.other.uri, start_tls="yes", tls_ca_file=self.other.ca)

    def test_without_verification_anybody_is_the_server(self):
        self.assertFound(self.other.tls_uri, tls_verify="no")
        self.assertIn("warning: tls-verify: is off", self.tool("check").stderr)

    def test_a_server_that_does_not_speak_tls(self):
        self.assertRefused(f"ldaps://127.0.0.1:{self.one.port}", tls_ca_file=self.one.ca)

    def test_the_environment_cannot_turn_verification_off(self):
        os.environ["LDAPTLS_REQCERT"] = "never"
        self.addCleanup(os.environ.pop, "LDAPTLS_REQCERT")
        self.assertRefused(self.one.tls_uri)


if __name__ == "__main__":
    unittest.main()
