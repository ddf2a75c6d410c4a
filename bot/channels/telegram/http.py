"""Calls to the Bot API over aiohttp: what python-telegram-bot does over httpx, for a third of the time.

A failure's cause tells whether the call may have reached Telegram. Addresses hold the token, so no error's
own words get into ours but those that name at most a host.
"""

from __future__ import annotations

from typing import Any
from urllib.request import getproxies

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter
from yarl import URL

from storage.engine import json_codec

NEVER_LEFT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.ClientHttpProxyError)
"""Causes of failures before anything was sent: no connection, none free, none in time."""
_JSON = "application/json"
_TELLING = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError)


def plain(**fields: str) -> RequestData:
    """Fields of a call that is made for every message: nothing of it is made into objects first."""
    return RequestData([RequestParameter(name, value, None) for name, value in fields.items()])


class Request(BaseRequest):
    """Up to ``connections`` calls at a time; the seconds that connecting, sending and an answer may take."""

    __slots__ = ("_connections", "_patience", "_session")

    def __init__(
        self,
        connections: int = 2,
        *,
        connect: float = 5.0,
        read: float = 5.0,
        write: float = 5.0,
        upload: float = 20.0,
        free: float = 30.0,
    ) -> None:
        self._connections = connections
        self._patience = {"connect": connect, "read": read, "write": write, "upload": upload, "free": free}
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take."""
        return self._patience["read"]

    async def initialize(self) -> None:
        """Gets ready for calls."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=30),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=bool(getproxies()),
            )
            self._session._retry_connection = False  # whoever calls decides what is tried again

    async def shutdown(self) -> None:
        """Closes all connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and body of the answer. Raises TimedOut and NetworkError."""
        if self._session is None:
            raise RuntimeError("the request is not initialised")
        uploading = request_data is not None and request_data.contains_files
        connect, free = self._seconds(connect_timeout, "connect"), self._seconds(pool_timeout, "free")
        read = self._seconds(read_timeout, "read")
        write = self._seconds(write_timeout, "upload" if uploading else "write")
        timeout = aiohttp.ClientTimeout(
            total=_sum(connect, free, write, read),
            connect=_sum(connect, free),
            sock_connect=connect,
            sock_read=read,
        )
        content: dict[str, Any] = {}
        if request_data is not None:
            content = _form(request_data) if uploading else _fields(request_data)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), timeout=timeout, allow_redirects=False, **content
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from error
        except aiohttp.ClientError as error:
            detail = f": {error}" if isinstance(error, _TELLING) else ""
            raise NetworkError(f"{type(error).__name__}{detail}") from error

    def _seconds(self, asked: ODVInput[float], otherwise: str) -> float | None:
        return self._patience[otherwise] if isinstance(asked, DefaultValue) else asked


def _sum(*seconds: float | None) -> float | None:
    """None is for ever."""
    known = [one for one in seconds if one is not None]
    return sum(known) if len(known) == len(seconds) else None


def _fields(data: RequestData) -> dict[str, Any]:
    return {"data": json_codec.dumps(data.json_parameters).encode(), "headers": {"Content-Type": _JSON}}


def _form(data: RequestData) -> dict[str, Any]:
    form = aiohttp.FormData(quote_fields=False)  # names of files are Vietnamese
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, body, kind) in data.multipart_data.items():
        form.add_field(name, body, filename=filename, content_type=kind)
    return {"data": form}
