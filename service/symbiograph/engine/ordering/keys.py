"""The keys that order one condition: expressions whose values the engine compares rightly.

The engine compares numbers with numbers, simple strings, IRIs and texts of one language well, and
unbound < blank nodes < IRIs < literals. Any other two literals it compares by lexical form. So a
first key maps literals to exact decimals and to simple strings, each string starting with a
character that tells its place: ``!`` stands below ``-`` and every digit, all others above. Terms
that are no literals have no first key and come first. What the key leaves equal is settled by a
second one (numbers: digits beyond the key's, datatype, sign of zero) and by the term itself.

The engine holds strings of up to 15 bytes in place, which makes them cheap to compare. Of a text
the first key therefore has the beginning only, and most pairs differ there.
"""

from __future__ import annotations

from typing import Final

from symbiograph.engine.ordering.known import Known
from symbiograph.engine.ordering.numbers import XSD
from symbiograph.engine.ordering.ranks import RANK, STRING, TEXT, TIE

_DECIMAL: Final = f"<{XSD}decimal>"
_DOUBLE: Final = f"<{XSD}double>"
_STRING: Final = f"<{XSD}string>"
_DATE: Final = f"<{XSD}date>"
_LANG_STRING: Final = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>"


def keys(expression: str, known: Known) -> tuple[str, ...]:
    """Return the expressions to order by in place of ``expression``, the first one first.

    ``expression`` is a variable, a call, or has brackets around it.
    """
    if known in (Known.STRING, Known.COMPARABLE):
        return (expression,)
    if known is Known.TEXT:
        return (
            f"IF(HASLANGDIR({expression}),{RANK}({expression}),{_text(expression)})",
            expression,
        )
    return (_first(expression), _second(expression), expression)


def _first(x: str) -> str:
    # A double's decimal is that of its shortest form, if that has no more than 18 digits after the
    # point; the sum with 0.0 is a decimal for integers and decimals only.
    number = (
        f"IF(DATATYPE({x}+0.0)={_DECIMAL},{x},IF(DATATYPE({x})={_DOUBLE},{_DECIMAL}(STR({x})),1/0))"
    )
    string = f'CONCAT("{STRING}",SUBSTR({x},1,13))'
    date = f'CONCAT("date ",STR({x}))'
    other = (
        f"IF(DATATYPE({x})={_LANG_STRING},{_text(x)},"
        f"IF(DATATYPE({x})={_STRING},{string},"
        f"IF(DATATYPE({x})={_DATE},{date},{RANK}({x}))))"
    )
    # Only a triple term has an object; for IRIs and blank nodes everything here is an error.
    return f"COALESCE({number},{other},{RANK}({x},OBJECT({x})))"


def _second(x: str) -> str:
    number = (
        f'IF(DATATYPE({x}+0.0)={_DECIMAL},IF(DATATYPE({x})={_DECIMAL},"decimal","integer"),'
        f'IF({_DECIMAL}(STR({x}))!=0&&DATATYPE({x})={_DOUBLE},"double",1/0))'
    )
    # Only numbers have a sum; equality is an error for literals whose value the engine does not
    # know: huge numbers, say.
    unknown = f"IF(COALESCE({x}=0,true),{TIE}({x}),1/0)"
    return f"COALESCE({number},{TIE}({x},{x}+0.0),{unknown})"


def _text(x: str) -> str:
    return f'CONCAT("{TEXT}",LANG({x})," ",SUBSTR(STR({x}),1,10))'
