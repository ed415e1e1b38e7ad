#!/usr/bin/env python3
"""The expected waiting time at a counter, in minutes."""

MINUTES_PER_PERSON = 6


def minutes(people: int, counters: int) -> int:
    """Return how many minutes someone who arrives now will wait."""
    return -(-people * MINUTES_PER_PERSON // counters)


if __name__ == "__main__":
    print(minutes(people=7, counters=2))
