"""What is made for a person when it is sent: the file of everything stored about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from functools import partial
from typing import Any

from bot.outbound.made import Made
from bot.outbound.worker_process import WorkerProcess
from bot.texts.texts import Texts
from storage import privacy


async def my_data(shop: WorkerProcess, query: Mapping[str, Any], texts: Texts) -> Made:
    """The file of ``/dulieucuatoi``: JSON, the rows by table. Query: ``person``."""
    now = shop.clock.now()
    async with shop.database.read() as db:
        found = await privacy.everything(db, query["person"])
    told = json.dumps(found, ensure_ascii=False, indent=2, default=partial(_moment, shop.zone))
    day = now.astimezone(shop.zone).date()
    return Made(
        data=told.encode(),
        caption=texts.say("mydata.caption", at=now),
        filename=f"dulieucuatoi-{day.isoformat()}.json",
    )


def _moment(zone: tzinfo, value: object) -> str:
    """Moments in local time, as ISO 8601. Raises TypeError on anything but a moment or a day."""
    match value:
        case datetime():
            return value.astimezone(zone).isoformat()
        case date():
            return value.isoformat()
    raise TypeError(f"{type(value).__name__} in a person's data")
