# SPDX-License-Identifier: BSD-2-Clause
"""Private MTAs, a place to deliver to, and mailstampd between them, on one machine.

Nothing here touches /etc/postfix, /var/spool/postfix or a running MTA. Every process is a
child of the test and dies with it; every file is below one temporary folder.
"""
