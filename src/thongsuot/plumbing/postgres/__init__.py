"""PostgreSQL: an embedded cluster by default, a real server through DATABASE_URL. Nothing else.

`connection` says where the database is without starting anything, `cluster` starts and stops the
embedded one, `roles` prepares the four roles anywhere, `server` looks whether a real server suits,
`dump` backs up and restores.
"""
