"""Long texts in pieces, for channels that take no more than so many characters a message."""

from __future__ import annotations


def cut(text: str, longest: int) -> list[str]:
    """Pieces of at most ``longest`` characters, cut at line ends where a line allows it; none is blank."""
    pieces: list[str] = []
    piece = ""
    for line in text.split("\n"):
        if piece and len(piece) + 1 + len(line) > longest:
            pieces.append(piece)
            piece = ""
        while len(line) > longest:
            end = _break(line, longest)
            pieces.append(line[:end])
            line = line[end:]
        piece = f"{piece}\n{line}" if piece else line
    return [one for one in (*pieces, piece) if one.strip()] or [text[:longest]]


def _break(line: str, longest: int) -> int:
    """Where a long line can be cut: behind a space, else where no entity is cut in two."""
    if (space := line.rfind(" ", longest // 2, longest)) > 0:
        return space + 1
    entity = line.rfind("&", max(0, longest - 8), longest)
    return longest if entity <= 0 or ";" in line[entity:longest] else entity
