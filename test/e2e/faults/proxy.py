# SPDX-License-Identifier: BSD-2-Clause
"""Between the MTA and the milter: counts the packets of the milter protocol, each way, and
strikes at the one it was told to."""
import os
import selectors
import socket
import struct
import threading

TO_MILTER, TO_MTA = ">", "<"


class Strike:
    """At packet `number` (from 0) `blow` is called and the packet is not handed on; of a
    `torn` one, half is."""

    def __init__(self, number, blow, torn=False):
        self.number, self.blow, self.torn = number, blow, torn
        self.struck = threading.Event()


class Proxy:
    """Listens at `path` and hands on to `backend`, both unix sockets. `packets` has what
    went by on the first connection after `arm`: the direction and the command's letter."""

    def __init__(self, path, backend):
        self.path, self._backend = path, backend
        self.packets, self._strike = [], None
        self._connections, self._counted = 0, -1
        self._lock = threading.Lock()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        os.chmod(path, 0o666)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def milter(self):
        return "unix:" + self.path

    def arm(self, strike=None):
        """Counts anew."""
        with self._lock:
            self.packets, self._strike = [], strike
            self._counted = self._connections

    def stop(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                number, self._connections = self._connections, self._connections + 1
            threading.Thread(target=self._serve, args=(client, number),
                             daemon=True).start()

    def _serve(self, client, number):
        server = socket.socket(socket.AF_UNIX)
        with client, server:
            try:
                server.connect(self._backend)
                _Relay(self, number, client, server).run()
            except OSError:
                pass  # as it is without a proxy: the other side sees the end, too

    def admit(self, connection, packet, direction):
        """The octets to hand on, and whether that is the end."""
        with self._lock:
            if connection != self._counted:
                return packet, False
            number, strike = len(self.packets), self._strike
            self.packets.append(direction + chr(packet[4]))
            if not strike or strike.number != number:
                return packet, False
        strike.blow()
        strike.struck.set()
        return packet[:len(packet) // 2] if strike.torn else b"", True


class _Relay:
    def __init__(self, proxy, number, client, server):
        self._proxy, self._number = proxy, number
        self._to = {client: server, server: client}
        self._direction = {client: TO_MILTER, server: TO_MTA}
        self._rest = {client: b"", server: b""}

    def run(self):
        with selectors.DefaultSelector() as selector:
            for side in self._to:
                selector.register(side, selectors.EVENT_READ)
            while all(self._hand_on(key.fileobj) for key, _ in selector.select()):
                pass

    def _hand_on(self, side):
        """Whether there is more to come."""
        data = side.recv(1 << 18)
        self._rest[side] += data
        while (packet := self._take(side)) is not None:
            octets, last = self._proxy.admit(self._number, packet,
                                              self._direction[side])
            self._to[side].sendall(octets)
            if last:
                return False
        return bool(data)

    def _take(self, side):
        rest = self._rest[side]
        if len(rest) < 4:
            return None
        end = 4 + struct.unpack("!I", rest[:4])[0]
        if len(rest) < end:
            return None
        self._rest[side] = rest[end:]
        return rest[:end]
