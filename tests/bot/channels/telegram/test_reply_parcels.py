"""What a reply becomes in Telegram, in order."""

from __future__ import annotations

from dataclasses import replace

from bot.channels.telegram.reply_parcels import EditPayload, ToastPayload, expand
from bot.inbound.arrival import Arrival
from storage.messaging.message import ArrivalKind
from storage.messaging.parcels import ChartPayload, TextPayload
from storage.words.replies import Attachment, Button, Reply, Text
from tests.field import CHANNEL, NOW

TYPED = Arrival(
    kind=ArrivalKind.TEXT,
    channel=CHANNEL,
    update_id="7",
    address="101",
    message_id="30",
    name="",
    args=(),
    text="1234",
    sent_at=NOW,
)
TAPPED = replace(TYPED, kind=ArrivalKind.TAP, tap="c1")
REPLY = Reply(
    "progress.text",
    {"n": 1},
    [[Button("undo.button", "undo:1")]],
    toast=Text("tap.done"),
    attachments=[Attachment("chart", "progress", {"scope": ["VN"]})],
    follow=Reply("lines"),
)
CHART = ChartPayload(name="progress", query={"scope": ["VN"]})
TOAST = ToastPayload(callback="c1", text=Text("tap.done"))
FOLLOW = TextPayload(reply=Reply("lines"))


def test_what_is_typed_is_answered_by_a_message_and_what_belongs_to_it() -> None:
    assert expand(REPLY, TYPED) == [TextPayload(reply=REPLY), CHART, FOLLOW]


def test_a_tap_is_acknowledged_first() -> None:
    assert expand(REPLY, TAPPED) == [TOAST, TextPayload(reply=REPLY), CHART, FOLLOW]


def test_a_tapped_message_changes_in_place() -> None:
    edit = replace(REPLY, edit=True)
    assert expand(edit, TAPPED) == [TOAST, EditPayload(message_id="30", reply=edit), CHART, FOLLOW]
    assert expand(edit, TYPED) == [TextPayload(reply=edit), CHART, FOLLOW], "nothing was tapped"


def test_buttons_of_no_more_use_go() -> None:
    spent = Reply("tap.unknown", spent=True)
    bare = EditPayload(message_id="30", reply=Reply(""))
    assert expand(spent, TAPPED) == [ToastPayload(callback="c1", text=None), bare, TextPayload(reply=spent)]
    assert expand(spent, TYPED) == [TextPayload(reply=spent)]


def test_a_secret_goes_out_of_the_chat() -> None:
    secret = Reply("pin.kept", unsay=True)
    assert expand(secret, TYPED) == [EditPayload(message_id="30", reply=None), TextPayload(reply=secret)]


def test_a_tap_is_always_answered() -> None:
    """Else the button's circle goes on turning."""
    assert expand(Reply(""), TAPPED) == [ToastPayload(callback="c1", text=None)]
