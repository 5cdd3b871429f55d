"""XML-RPC as Odoo up to 18 speaks it, written by the standard library and read without entities nor external documents; it opens no socket."""

import xmlrpc.client
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.xmlrpc import DefusedExpatParser

from fiche.errors import ConnectionRefused

NONE_NOT_WRITTEN = "cannot marshal None"


class Fault(Exception):
    """The server says that it failed; what was asked may be done all the same."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


def written(method: str, *params: Any) -> bytes:
    """A call."""
    return xmlrpc.client.dumps(params, method, allow_none=True).encode("utf-8")


def understood(content: bytes) -> Any:
    """The value of an answer. Raises Fault when it is one, ConnectionRefused when it is no answer."""
    reader = xmlrpc.client.Unmarshaller()
    parser = DefusedExpatParser(reader)
    try:
        parser.feed(content)
        parser.close()
        found = reader.close()
    except xmlrpc.client.Fault as fault:
        raise Fault(int(fault.faultCode), str(fault.faultString)) from None
    except (
        DefusedXmlException,
        xmlrpc.client.Error,
        ValueError,
        IndexError,
        TypeError,
        KeyError,
        AttributeError,
    ):
        raise ConnectionRefused("source_answer", detail="XML-RPC") from None
    except Exception as wrong:  # expat's own error has no base of its own
        if type(wrong).__name__ != "ExpatError":
            raise
        raise ConnectionRefused("source_answer", detail="XML-RPC") from None
    return found[0] if found else None
