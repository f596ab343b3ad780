"""The HTTP protocol of the stand-ins: applications may reach the wire, to cut it."""

from __future__ import annotations

import socket
import struct
from collections.abc import Mapping
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

_NOT_LINGERING = struct.pack("ii", 1, 0)


class CuttableProtocol(H11Protocol):
    """Gives each request the transport it came by."""

    def connection_made(self, transport: Any) -> None:
        """Wrap the application so that its scope knows the transport."""
        super().connection_made(transport)
        app = self.app

        async def with_transport(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})["jd_transport"] = transport
            await app(scope, receive, send)

        self.app = with_transport


def reset(scope: Mapping[str, Any]) -> None:
    """Reset the connection that a request came by; what is answered after that goes nowhere.

    An exception would not do: Starlette answers 500 on its way out.
    """
    transport = scope["extensions"]["jd_transport"]
    end = transport.get_extra_info("socket")
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NOT_LINGERING)
    transport.abort()
