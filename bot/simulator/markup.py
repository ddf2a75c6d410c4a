"""Text with HTML tags becomes plain text and entities, as the Bot API does it; keyboards are checked.

Offsets and lengths of entities are in UTF-16 code units.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from bot.simulator.limits import CALLBACK_DATA
from bot.simulator.problems import Json, Problem, bad

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(
    r"""<(/?)([^\s<>/]*)((?:\s+[a-zA-Z][\w-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))?)*)\s*>"""
)
_ATTRIBUTE = re.compile(r"""([a-zA-Z][\w-]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"']+))?""")
_REFERENCE = re.compile(r"&(lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_LINK = re.compile(r"^(https?|tg|mailto|tel):\S+$|^[\w-]+(\.[\w-]+)+(/\S*)?$", re.IGNORECASE)
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/@<])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/])", re.ASCII),
    "url": re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]"),
    "mention": re.compile(r"(?<![\w@/.])@[A-Za-z]\w{3,31}(?!\w)", re.ASCII),
}


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    attributes: dict[str, str]
    merged: bool = False


@dataclass(slots=True)
class _Parser:
    source: str
    parts: list[str] = field(default_factory=list)
    offset: int = 0
    stack: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def parse(self) -> tuple[str, list[Json]]:
        at = 0
        while at < len(self.source):
            match self.source[at]:
                case "<":
                    at = self._tag(at)
                case "&" if reference := _REFERENCE.match(self.source, at):
                    self._add(html.unescape(reference[0]))
                    at = reference.end()
                case character:
                    self._add(character)
                    at += 1
        if self.stack:
            raise _unparsable(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.parts), self.entities

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.offset += units(text)

    def _tag(self, at: int) -> int:
        byte = len(self.source[:at].encode())
        match = _TAG.match(self.source, at)
        if match is None:
            raise _unparsable(f"Unclosed start tag at byte offset {byte}")
        tag = match[2].lower()
        if match[1]:
            self._close(tag, byte)
            return match.end()
        attributes = {name.lower(): _unquoted(value) for name, value in _ATTRIBUTE.findall(match[3])}
        if tag not in _TAGS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {byte}')
        opened = _Open(tag, self.offset, attributes)
        around = self.stack[-1] if self.stack else None
        language = attributes.get("class", "")
        if tag == "code" and around and around.tag == "pre" and around.offset == self.offset:
            opened.merged = True
            if language.startswith("language-"):
                around.attributes["language"] = language.removeprefix("language-")
        self.stack.append(opened)
        return match.end()

    def _close(self, tag: str, byte: int) -> None:
        if not self.stack:
            raise _unparsable(f"Unexpected end tag at byte offset {byte}")
        opened = self.stack.pop()
        if opened.tag != tag:
            raise _unparsable(
                f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.offset > opened.offset and not opened.merged:
            self._entity(opened)

    def _entity(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        entity: Json = {"type": _TAGS[opened.tag], "offset": opened.offset, "length": length}
        match opened.tag:
            case "a":
                link = opened.attributes.get("href", "")
                if not _LINK.match(link):
                    return
                entity["url"] = link if ":" in link else f"http://{link}"
            case "pre" if "language" in opened.attributes:
                entity["language"] = opened.attributes["language"]
            case "tg-emoji":
                entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
        self.entities.append(entity)


def _unquoted(value: str) -> str:
    return html.unescape(value[1:-1] if value[:1] in {'"', "'"} else value)


def _unparsable(why: str) -> Problem:
    return bad(f"can't parse entities: {why}")


def parse_html(text: str) -> tuple[str, list[Json]]:
    """``<b>a</b>`` → ``a`` and its entities. Raises Problem 400 ``can't parse entities: …``."""
    return _Parser(text).parse()


def find_entities(text: str, marked: list[Json]) -> list[Json]:
    """``marked`` with the commands, addresses and mentions that Telegram finds by itself, in order."""
    taken = [(entity["offset"], entity["offset"] + entity["length"]) for entity in marked]
    opaque = {"code", "pre", "text_link", "url"}
    shut = [
        (start, end) for entity, (start, end) in zip(marked, taken, strict=True) if entity["type"] in opaque
    ]
    detected: list[Json] = []
    for kind, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            start, length = units(text[: match.start()]), units(match[0])
            if all(start >= end or start + length <= begin for begin, end in shut):
                detected.append({"type": kind, "offset": start, "length": length})
                shut.append((start, start + length))
    return sorted([*marked, *detected], key=lambda entity: (entity["offset"], -entity["length"]))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cuts white space at both ends, as Telegram does, and moves the entities with it."""
    bare = text.strip()
    lead = units(text[: len(text) - len(text.lstrip())])
    end = units(bare)
    kept: list[Json] = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        stop = min(end, entity["offset"] + entity["length"] - lead)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return bare, kept


def check_markup(markup: Json) -> Json | None:
    """A reply markup: the inline keyboard as it will be shown, or None for other kinds.

    Raises Problem 400, ``BUTTON_DATA_INVALID`` where callback data are not 1 to 64 bytes.
    """
    if "inline_keyboard" not in markup:
        return None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    keyboard = [[_button(button) for button in row] for row in rows if row]
    return {"inline_keyboard": keyboard} if keyboard else None


def _button(button: object) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Button text must be non-empty")
    if not set(button) - {"text", "style", "icon_custom_emoji_id"}:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= CALLBACK_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not _LINK.match(str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button
