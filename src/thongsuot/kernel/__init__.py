"""Python without Django: errors, periods, working days, deadlines, names, codes, actor, law, money."""
