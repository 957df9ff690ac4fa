"""Data packs: read, check whole, load whole. A province is a folder of files, never a line of code.

`manifest` is `pack.toml`, `reading` turns files into rows, `checking` finds every fault at once,
`loading` calls the load verbs of the registers in one transaction, `demo` fills a province with made-up work.
"""
