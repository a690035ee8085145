"""Random queries over random entries: `events --where` finds what a naive evaluation finds.

events_search.py PROGRAM SOCKET SEED. Made independently of the program: a query is built as text
and as a function of the entry at once.
"""
import json
import random
import re
import subprocess
import sys

import redis

ENTRIES, QUERIES = 20000, 30
TOPICS = ["orders", "payments", "mail"]
REGIONS = ["eu-north", "eu-west", "us-east", "asia"]
KINDS = ["card", "cash", None, 7]


def make_entry(rng):
    fields = [("type", rng.choice(["order.placed", "order.paid", "mail.sent"]))]
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        fields.append(("region", rng.choice(REGIONS)))
    if rng.random() < 0.8:
        fields.append(("qty", rng.choice(["3", "17", "-4", "2.5", "many", ""])))
    if rng.random() < 0.8:
        document = {}
        if rng.random() < 0.8:
            document["total"] = rng.choice([rng.randint(0, 500), 99.5, "120", None])
        if rng.random() < 0.7:
            document["kind"] = rng.choice(KINDS)
        if rng.random() < 0.5:
            document["ok"] = rng.choice([True, False, "true"])
        if rng.random() < 0.5:
            document["tags"] = [rng.choice(["new", "old"]) for _ in range(rng.randint(0, 2))]
        fields.append(("data", json.dumps(document, indent=rng.choice([None, 1]))))
    if rng.random() < 0.3:
        fields.append(("blob", bytes(rng.randrange(256) for _ in range(8)) + b"needle"[: rng.randint(0, 6)]))
    return fields


def flat(entry, name):
    return [value for field, value in entry[2] if field == name]


def path(entry, *steps):
    """The values at a path below the field `data`."""
    found = []
    for value in flat(entry, "data"):
        value = json.loads(value)
        for step in steps:
            if isinstance(step, int):
                value = value[step] if isinstance(value, list) and step < len(value) else KeyError
            else:
                value = value.get(step, KeyError) if isinstance(value, dict) else KeyError
        if value is not KeyError:
            found.append(value)
    return found


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def as_number(text):
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else None


COMPARE = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


def atom(rng, ids):
    """Text, and the function of an entry (topic, id, fields)."""
    op = rng.choice(list(COMPARE))
    same = rng.choice(["==", "!="])
    compare = COMPARE[op]
    region, kind, n = rng.choice(REGIONS), rng.choice(["card", "cash"]), rng.randint(0, 500)
    limit = rng.choice([-5, 2, 2.5, 17])
    some = rng.choice(ids)
    return rng.choice([
        (f'region {same} "{region}"', lambda e: any(COMPARE[same](v, region) for v in flat(e, "region"))),
        (f'qty {op} {limit}', lambda e: any(as_number(v) is not None and compare(as_number(v), limit)
                                            for v in flat(e, "qty"))),
        (f'data.total {op} {n}', lambda e: any(is_number(v) and compare(v, n) for v in path(e, "total"))),
        (f'data.kind {same} "{kind}"', lambda e: any(isinstance(v, str) and COMPARE[same](v, kind)
                                                    for v in path(e, "kind"))),
        ('data.kind == null', lambda e: any(v is None for v in path(e, "kind"))),
        ('data.ok == true', lambda e: any(v is True for v in path(e, "ok"))),
        ('data.tags[1] == "new"', lambda e: "new" in path(e, "tags", 1)),
        ('has(data.kind)', lambda e: bool(path(e, "kind"))),
        ('has(region)', lambda e: bool(flat(e, "region"))),
        (f'region in ("asia", "{region}")', lambda e: any(v in ("asia", region) for v in flat(e, "region"))),
        ('region ~ /^eu-.*t$/', lambda e: any(re.search("^eu-.*t$", v) for v in flat(e, "region"))),
        ('starts_with(region, "us")', lambda e: any(v.startswith("us") for v in flat(e, "region"))),
        ('text("needle")', lambda e: any(b"needle" in (v if isinstance(v, bytes) else v.encode())
                                        for _, v in e[2])),
        ('type == "order.paid"', lambda e: flat(e, "type") == ["order.paid"]),
        (f'id >= {some[0]}-{some[1]}', lambda e: e[1] >= some),
    ])


def query(rng, ids, depth=0):
    roll = rng.random()
    if depth >= 3 or roll < 0.35:
        return atom(rng, ids)
    if roll < 0.5:
        text, holds = query(rng, ids, depth + 1)
        return f"not ({text})", lambda e: not holds(e)
    left, right = query(rng, ids, depth + 1), query(rng, ids, depth + 1)
    if roll < 0.75:
        return f"({left[0]}) and ({right[0]})", lambda e: left[1](e) and right[1](e)
    return f"({left[0]}) or ({right[0]})", lambda e: left[1](e) or right[1](e)


def fill(server, rng):
    entries, pipe = [], server.pipeline(transaction=False)
    last = {topic: (1000, 0) for topic in TOPICS}
    for i in range(ENTRIES):
        topic = rng.choice(TOPICS)
        ms, seq = last[topic]
        last[topic] = (ms, seq + 1) if rng.random() < 0.3 else (ms + rng.randint(1, 3), 0)
        fields = make_entry(rng)
        entries.append((topic, last[topic], fields))
        flat_words = [word for pair in fields for word in pair]
        pipe.execute_command("XADD", topic, "%d-%d" % last[topic], *flat_words)
        if i % 1000 == 999:
            pipe.execute()
    pipe.execute()
    return sorted(entries, key=lambda e: (e[1], e[0]))


def found_by(program, socket, text):
    run = subprocess.run([program, "events", "--json", "--quiet", "--url", "unix://" + socket, "--where", text,
                          *TOPICS], capture_output=True)
    if run.returncode != 0:
        sys.exit(f"{text}: exit {run.returncode}: {run.stderr.decode()}")
    return [(row["topic"], row["id"]) for row in map(json.loads, run.stdout.splitlines())]


def main():
    program, socket, seed = sys.argv[1:]
    rng = random.Random(int(seed))
    entries = fill(redis.Redis(unix_socket_path=socket), rng)
    ids = [entry[1] for entry in entries]
    total = 0
    for _ in range(QUERIES):
        text, holds = query(rng, ids)
        expected = [(topic, "%d-%d" % id_) for topic, id_, _ in filter(holds, entries)]
        found = found_by(program, socket, text)
        total += len(found)
        if found != expected:
            wrong = sorted(set(found) ^ set(expected)) or ["the order"]
            sys.exit(f"{text}: {len(found)} found, {len(expected)} expected; first difference {wrong[0]}: "
                     f"{[e[2] for e in entries if (e[0], '%d-%d' % e[1]) == wrong[0]]}")
    if total == 0:
        sys.exit("no query found anything")


main()
