"""Serve the page on 127.0.0.1, and nowhere else."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING

from audit.errors import InputError, MissingExtraError
from audit.model import Actor
from audit.review.desk import Desk
from audit.review.log import Sign

if TYPE_CHECKING:
    import uvicorn


class Served:
    """A desk that listens: its address holds the key. `run` answers until `stop` or Ctrl+C. A context manager.

    port: 0 takes any free one. sign: signs every entry. InputError where the port is not free, MissingExtraError
    without the extra `web`.
    """

    def __init__(self, desk: Desk, who: Actor, port: int = 0, sign: Sign | None = None) -> None:
        try:
            import uvicorn

            from audit.review.web.app import create_app
            from audit.review.web.guard import Keys
            from audit.review.web.shop import Shop
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] in ("uvicorn", "starlette", "anyio"):
                raise MissingExtraError("the review page", "web") from error
            raise
        self._listener = _listener(port)
        keys = Keys()
        self.port = int(self._listener.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}/?token={keys.token}"
        self._shop = Shop(desk, sign)
        app = create_app(self._shop, who, keys, self.port, lambda: self._server.should_exit)
        config = uvicorn.Config(
            app, log_level="error", access_log=False, server_header=False, ws="none", limit_concurrency=200,
            timeout_graceful_shutdown=5,
        )  # fmt: skip
        self._server: uvicorn.Server = uvicorn.Server(config)

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def run(self) -> None:
        """Answer until `stop` is called, or the user interrupts; then write what is still to be written."""
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._listener])
        self._shop.rewriter.finish()

    def stop(self) -> None:
        """Let `run` come to its end; may be called from another thread."""
        self._server.should_exit = True


def serve(
    desk: Desk, who: Actor, *, port: int, browser: bool, tell: Callable[[str], None], sign: Sign | None = None
) -> None:
    """Serve until interrupted. tell: is given the address once it answers."""
    with Served(desk, who, port, sign) as served:
        tell(served.address)
        if browser:
            webbrowser.open(served.address)
        served.run()


def _listener(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        raise InputError(f"port {port}", "is not free", hint="without --port any free one is taken") from error
    return listener
