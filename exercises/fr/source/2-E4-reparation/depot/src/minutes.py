#!/usr/bin/env python3
"""Le temps d’attente prévu à un comptoir, en minutes."""

MINUTES_PER_PERSON = 6


def minutes(people: int, counters: int) -> int:
    """Retourner les minutes d’attente pour qui arrive maintenant."""
    return -(-people * MINUTES_PER_PERSON // counters)


if __name__ == "__main__":
    print(minutes(people=7, counters=2))
