"""How every screen looks: one stylesheet, the components as templates, and the tags that fill them.

`ui/portal.html` and `ui/desk.html` are what pages extend; `{% load ui %}` brings the components;
`look.provide(...)` lets an edge name the province, its colour and its help line.
"""
