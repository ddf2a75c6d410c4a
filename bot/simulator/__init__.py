"""A local Telegram: the tests' wire and the newcomer's playground."""

from bot.simulator.client import Heard, NothingHeard, Phone
from bot.simulator.core import Simulator
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.limits import Limits
from bot.simulator.personas import Access, Persona
from bot.simulator.server import serve
from bot.simulator.web import create_app

__all__ = [
    "Access",
    "Fault",
    "FaultKind",
    "Heard",
    "Limits",
    "NothingHeard",
    "Persona",
    "Phone",
    "Simulator",
    "create_app",
    "serve",
]
