"""Flows as BPMN 2.0 XML, the subset that people and other tools both understand.

`writing` a flow · `elements` the XML, read without trust · `reading` it as a flow, everything else refused by name.
"""

from thongsuot.registers.flows.rules.bpmn.reading import Given, Read, read
from thongsuot.registers.flows.rules.bpmn.writing import bpmn_of

__all__ = ["Given", "Read", "bpmn_of", "read"]
