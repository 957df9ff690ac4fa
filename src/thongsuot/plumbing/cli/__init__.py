"""What every command of the terminal shares: two languages, one way to fail, one way to print.

`trouble` (standard library only) holds the sentences and the exit codes, `checks` looks at the machine
(port, disk, folder), `console` prints for people through Rich or for programs as JSON.
"""
