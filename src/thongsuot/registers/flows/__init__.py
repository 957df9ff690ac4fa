"""Flows: the steps of a procedure as dated data, drawn as a picture, exchanged as BPMN 2.0.

Verb: `load_flows` (from packs).
"""
