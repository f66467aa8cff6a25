"""From the plane of an import back to longitude and latitude (Snyder, Map Projections, 1987, pages 16 and
187). It needs only the standard library, because pages use it, too.
"""

import math

E2 = 0.00669437999014
E = math.sqrt(E2)
RADIUS = 6_378_137.0


def q(sine: float) -> float:
    return (1 - E2) * (sine / (1 - E2 * sine**2) - math.log((1 - E * sine) / (1 + E * sine)) / (2 * E))


Q_POLE = q(1.0)
AUTHALIC = RADIUS * math.sqrt(Q_POLE / 2)
# The authalic latitude to the geographic one; the next term is below a millimetre.
_SERIES = (
    E2 / 3 + 31 * E2**2 / 180 + 517 * E2**3 / 5040,
    23 * E2**2 / 360 + 251 * E2**3 / 3780,
    761 * E2**3 / 45360,
)


def degrees(middle: tuple[float, float], east: float, north: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the plane that touches the earth at `middle`."""
    beta = math.asin(max(-1.0, min(1.0, q(math.sin(math.radians(middle[1]))) / Q_POLE)))
    away = math.hypot(east, north)
    if not away:
        return middle
    angle = 2 * math.asin(min(1.0, away / (2 * AUTHALIC)))
    sine, cosine = math.sin(angle), math.cos(angle)
    found = math.asin(max(-1.0, min(1.0, cosine * math.sin(beta) + north * sine * math.cos(beta) / away)))
    turn = math.atan2(east * sine, away * math.cos(beta) * cosine - north * math.sin(beta) * sine)
    latitude = found + sum(part * math.sin(2 * at * found) for at, part in enumerate(_SERIES, 1))
    return middle[0] + math.degrees(turn), math.degrees(latitude)
