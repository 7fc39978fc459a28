#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Many who ask at once, and a server that is killed under them."""

import threading
import unittest

from ask import LdapTest

THREADS, EACH, PEOPLE = 500, 20, 200


class Load(LdapTest):
    def assertAllKnown(self, numbers, count):
        self.assertEqual({key: numbers[key] for key in ("known", "unknown", "failed", "wrong")},
                         {"known": count, "unknown": 0, "failed": 0, "wrong": 0})

    def test_five_hundred_at_once_ask_the_server_once_for_each_person(self):
        driver = self.drive(self.one.uri, timeout="20s")
        self.assertAllKnown(driver.numbers("many", THREADS, EACH, PEOPLE), THREADS * EACH)
        stats = driver.stats()
        self.assertEqual(stats["lookups"], THREADS * EACH)
        self.assertEqual((stats["queries"], stats["measured"]), (PEOPLE, PEOPLE))
        self.assertEqual(stats["cached"], PEOPLE)
        self.assertLessEqual(stats["connections"], 4)

    def test_many_without_a_cache(self):
        driver = self.drive(self.one.uri, timeout="20s", cache_ttl="0s", stale="0s")
        self.assertAllKnown(driver.numbers("many", 20, 20, PEOPLE), 400)

    def test_more_people_than_the_cache_has_room_for(self):
        driver = self.drive(self.one.uri, timeout="20s", cache_size="16K", stale="0s")
        self.assertAllKnown(driver.numbers("many", 50, 20, PEOPLE), 1000)
        self.assertLess(driver.stats()["cached"], 40)

    def test_a_server_that_is_killed_under_load(self):
        two = self.server("two")
        driver = self.drive(two.uri, self.one.uri, timeout="20s", cache_ttl="0s", stale="0s")
        driver.lookup("jane@example.com")
        killer = threading.Timer(0.2, two.kill)
        killer.start()
        self.assertAllKnown(driver.numbers("many", 50, 100, PEOPLE), 5000)
        killer.join()
        self.assertIsNone(two.process)
        self.assertIn("department=one", driver.lookup("jane@example.com")[0])

    def test_all_servers_killed_under_load_and_the_cache_answers(self):
        three = self.server("three")
        driver = self.drive(three.uri, timeout="20s", cache_ttl="0s")
        self.assertAllKnown(driver.numbers("many", 20, 10, PEOPLE), 200)
        driver.numbers("many", 1, PEOPLE, PEOPLE)
        killer = threading.Timer(0.2, three.kill)
        killer.start()
        self.assertAllKnown(driver.numbers("many", 50, 50, PEOPLE), 2500)
        killer.join()
        # On a busy machine the kill may come when all have their answers.
        self.assertAllKnown(driver.numbers("many", 1, 10, PEOPLE), 10)
        self.assertGreater(driver.stats()["stale"], 0)


if __name__ == "__main__":
    unittest.main()
