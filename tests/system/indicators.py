"""Indicators over random streams are what a naive reckoning says, to the last digit.

indicators.py PROGRAM SOCKET SEED. Made independently of the program. Nothing lies near the edge of
a window, so that it does not matter when exactly the program looks.
"""
import json
import math
import random
import subprocess
import sys
import tempfile

import redis

MINUTE = 60 * 1000
HOUR = 60 * MINUTE
ORDERS, SURVEYS, DEVICES = 3000, 2000, 60
CONFIG = """
[journey order]
anchor = order_id
party  = customer_id
start  = order.placed
end    = order.delivered
fail   = order.cancelled

[indicator conversion]
from   = order.placed
to     = order.paid
within = 1h
target = above 50%

[indicator conversion_lately]
from   = order.placed
to     = order.paid
within = 2m
window = 1h

[indicator undone]
from   = order.paid
to     = order.delivered
count  = lost

[indicator delivery]
time   = order.placed -> order.delivered, order.collected
target = p99 below 20m

[indicator delivery_lately]
time   = order.placed -> order.delivered, order.collected
window = 1h
target = p50 below 20m

[indicator pay_mean]
time   = placed -> paid
target = mean below 20m

[indicator csat]
mean   = survey.answered: data.score
target = above 3

[indicator csat_lately]
mean   = survey.answered: data.score
window = 1h

[indicator back]
returning = customer_id
within    = 40m

[indicator back_lately]
returning = customer_id
window    = 1h

[indicator silent]
silent = device_id
within = 2h
window = 4h
"""


def moment(rng, now):
    """In the last hour or in the one before, away from the edges of both."""
    start = rng.choice([now - HOUR, now - 2 * HOUR])
    return start + rng.randint(5 * MINUTE, 50 * MINUTE)


def make(rng, now):
    events = []
    for number in range(ORDERS):
        at = moment(rng, now)
        keys = {"order_id": f"o{number}", "customer_id": f"c{rng.randrange(ORDERS // 3)}"}
        events.append((at, "orders", dict(keys, type="order.placed")))
        paid = at + rng.choice([0, rng.randint(0, 4 * MINUTE), 2 * MINUTE, 2 * MINUTE + 1])
        done = paid + rng.randint(0, 3 * MINUTE)
        if rng.random() < 0.6:
            events.append((paid, "payments", dict(keys, type=rng.choice(["order.paid", "order.paid.v2"]))))
        if rng.random() < 0.5:
            events.append((done, "orders", dict(keys, type=rng.choice(["order.delivered", "shop.order.collected"]))))
        elif rng.random() < 0.4:
            events.append((done, "orders", dict(keys, type="order.cancelled")))
    for number in range(SURVEYS):
        document = {"score": rng.choice([1, 2.5, 3, 4.125, 5, -7, 0.1, "3.5", "good", None, [1, 2.5], [], 2e3, 25e-1])}
        if rng.random() < 0.1:
            document = {}
        events.append((moment(rng, now), "surveys", {"type": "survey.answered", "data": json.dumps(document).replace("2000.0", "2e3")}))
    for number in range(DEVICES * 4):
        device = f"d{rng.randrange(DEVICES)}"
        events.append((now - rng.choice([30, 90, 150, 210, 270]) * MINUTE, "devices", {"type": "device.seen", "device_id": device}))
    events.sort(key=lambda event: event[0])
    return [(at, count, topic, fields) for count, (at, topic, fields) in enumerate(events, 1)]


def store(client, events):
    pipe = client.pipeline(transaction=False)
    for at, count, topic, fields in events:
        pipe.xadd(topic, fields, id=f"{at}-{count}")
    pipe.execute()


def journeys(events):
    found = {}
    for at, _, _, fields in events:
        if "order_id" in fields:
            kind = fields["type"].removesuffix(".v2")
            found.setdefault(fields["order_id"], []).append((at, kind, fields["customer_id"]))
    return list(found.values())


def is_a(kind, *names):
    return any(kind == name or kind.endswith("." + name) for name in names)


def pair(journey, start, ends):
    begun = None
    for at, kind, _ in journey:
        if begun is None:
            begun = at if is_a(kind, start) else None
        elif is_a(kind, *ends):
            return begun, at
    return begun, None


def share(part, whole):
    return part / whole if whole else None


def conversion(paths, now, start, end, within, lost=False, window=None):
    counted = came = 0
    for path in paths:
        begun, ended = pair(path, start, [end])
        if begun is None or (window and begun <= now - window):
            continue
        over = path[-1][1] in ("order.delivered", "order.cancelled")
        if within and begun + within > now or not within and ended is None and not over:
            continue
        counted += 1
        came += ended is not None and (not within or ended - begun <= within)
    return share(counted - came if lost else came, counted), counted


def times(paths, now, start, ends, figure, after=None, until=None):
    values = []
    for path in paths:
        begun, ended = pair(path, start, ends)
        if ended is not None and (after is None or ended > after) and (until is None or ended <= until):
            values.append(ended - begun)
    values.sort()
    if not values:
        return None, 0
    if figure == "mean":
        return sum(values) / len(values), len(values)
    return values[math.ceil(figure * len(values)) - 1], len(values)


def scores(events, after=None, until=None):
    values = []
    for at, _, topic, fields in events:
        if topic != "surveys" or (after and at <= after) or (until and at > until):
            continue
        score = json.loads(fields["data"]).get("score")
        for value in score if isinstance(score, list) else [score]:
            try:
                values.append(float(value))
            except (TypeError, ValueError):
                pass
    return math.fsum(values) / len(values), len(values)


def returning(paths, within=None, after=None, until=None):
    visits = {}
    for path in paths:
        visits.setdefault(path[0][2], []).append(path[0][0])
    there = back = 0
    for starts in visits.values():
        starts.sort()
        inside = [i for i, at in enumerate(starts) if (not after or at > after) and (not until or at <= until)]
        there += bool(inside)
        back += any(i > 0 and (not within or starts[i] - starts[i - 1] <= within) for i in inside)
    return share(back, there), there


def silent(events, now):
    last = {}
    for at, _, _, fields in events:
        if "device_id" in fields:
            last[fields["device_id"]] = at
    heard = [at for at in last.values() if at > now - 4 * HOUR]
    return sum(now - at > 2 * HOUR for at in heard), len(heard)


def reckon(events, now):
    paths, hour = journeys(events), now - HOUR
    ends = ["order.delivered", "order.collected"]
    before = {"after": now - 2 * HOUR, "until": hour}
    expected = {
        "conversion": conversion(paths, now, "order.placed", "order.paid", HOUR),
        "conversion_lately": conversion(paths, now, "order.placed", "order.paid", 2 * MINUTE, window=HOUR),
        "undone": conversion(paths, now, "order.paid", "order.delivered", None, lost=True),
        "delivery": times(paths, now, "order.placed", ends, 0.99),
        "delivery_lately": times(paths, now, "order.placed", ends, 0.5, after=hour),
        "pay_mean": times(paths, now, "placed", ["paid"], "mean"),
        "csat": scores(events),
        "csat_lately": scores(events, after=hour),
        "back": returning(paths, within=40 * MINUTE),
        "back_lately": returning(paths, after=hour),
        "silent": silent(events, now),
    }
    trends = {
        "delivery_lately": times(paths, now, "order.placed", ends, 0.5, **before),
        "csat_lately": scores(events, **before),
        "back_lately": returning(paths, **before),
    }
    return expected, trends


def main(program, socket, seed):
    rng = random.Random(seed)
    client = redis.Redis(unix_socket_path=socket)
    seconds, micros = client.time()
    now = seconds * 1000 + micros // 1000
    events = make(rng, now)
    store(client, events)
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as config:
        config.write(CONFIG)
        config.flush()
        run = subprocess.run([program, "indicators", "--json", "--config", config.name, "--url", "unix://" + socket],
                             stdout=subprocess.PIPE, check=True)
    found = {row["indicator"]: row for row in json.loads(run.stdout)}
    expected, trends = reckon(events, now)
    bad = 0
    for name, (value, samples) in expected.items():
        row = found.pop(name)
        if row["value"] != value or row["samples"] != samples or row["unheld"] != 0:
            print(f"{name}: {row['value']} of {row['samples']}, expected {value} of {samples}")
            bad += 1
        if name in trends and row["trend"] != value - trends[name][0]:
            print(f"{name}: trend {row['trend']}, expected {value - trends[name][0]}")
            bad += 1
    if found:
        print("unexpected:", ", ".join(found))
        bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
