"""The HTTP protocol of the stand-ins: applications may reach the wire, to cut it."""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol


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
