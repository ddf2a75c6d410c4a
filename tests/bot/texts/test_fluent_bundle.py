"""What is changed in fluent.runtime changes no text: figures look as before, and long lists pass."""

from __future__ import annotations

import pytest
from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentInt, FluentNumber

from bot.texts import fluent_bundle  # noqa: F401 -- changes it


@pytest.mark.parametrize("locale", ["vi_VN", "en_GB"])
@pytest.mark.parametrize("number", [0, 7, 1_234, -1_234, 12_345_678])
@pytest.mark.parametrize("options", [{}, {"useGrouping": False}, {"minimumIntegerDigits": 5}])
def test_figures_look_as_fluent_itself_shows_them(
    locale: str, number: int, options: dict[str, object]
) -> None:
    figure, babel = FluentInt(number, **options), Locale.parse(locale)
    for _ in range(2):
        assert figure.format(babel) == FluentNumber.format(figure, babel)


def test_long_parts_pass_up_to_a_bound() -> None:
    bundle = FluentBundle(["vi-VN"], use_isolating=False)
    bundle.add_resource(FluentResource("list = Danh sách:\n    { $rows }"))
    pattern = bundle.get_message("list").value
    assert bundle.format_pattern(pattern, {"rows": "x" * 100_000}) == (
        "Danh sách:\n" + "x" * 100_000,
        [],
    )
    assert bundle.format_pattern(pattern, {"rows": "x" * 100_001})[1]
