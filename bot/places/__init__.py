"""Provinces, districts and communes with their GSO codes, read from the files beside it."""

from bot.places.places import Place, below

__all__ = ["Place", "below"]
