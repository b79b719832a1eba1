"""`drop_in`: derivatives through code that one cannot edit."""

from dualnum.dropin.switch import drop_in

__all__ = ["drop_in"]
