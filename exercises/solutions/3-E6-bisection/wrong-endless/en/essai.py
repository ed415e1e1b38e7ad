"""Say whether the program is sound: 0 if it is, 1 if it is not."""

while True:
    pass
