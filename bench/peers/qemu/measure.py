#!/usr/bin/env python3
"""Migrates real guests with QEMU and holds what it took against `pageengine predict`.

    bench/peers/qemu/measure.py [--runs N] [--only WORD] -- pageengine

Needs qemu-system-x86_64 (emulation is enough, no KVM) and a gcc that compiles for 32-bit x86; ends with 77 and
`skipped: reason` where they are missing. Behind `--` stands the command of the tool, with its arguments.

The guest is writer_guest.c. A case has a cap (the source may send so much to a program that reads all) or a link (no
cap, and a program that reads no faster). What the link gives without a cap is measured first. The guest reports what it
really wrote, and that rate is predicted with.
"""
import argparse
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
MIB = 1 << 20
PAGE = 4096
FIRST_PAGE = 512
SKIPPED = 77
UNTHROTTLED_SECONDS = 4
DEFAULTS = {"memory": 256, "zero": 0.4, "set": 64, "rate": 5000, "pattern": "uniform", "limit": 300}
CASES = [
    {"name": "uniform, cap 32 MiB/s", "cap": 32},
    {"name": "sequential, cap 32 MiB/s", "cap": 32, "pattern": "sequential"},
    {"name": "hot and cold, cap 32 MiB/s", "cap": 32, "pattern": "hotcold"},
    {"name": "limit 100 ms, cap 32 MiB/s", "cap": 32, "limit": 100},
    {"name": "2,000/s, cap 32 MiB/s", "cap": 32, "rate": 2000},
    {"name": "idle, cap 32 MiB/s", "cap": 32, "rate": 0},
    {"name": "no zeros, 16 MiB written, 1,000/s, cap 32 MiB/s", "cap": 32, "zero": 0, "set": 16, "rate": 1000},
    {"name": "8,000/s, limit 150 ms, cap 64 MiB/s", "cap": 64, "rate": 8000, "limit": 150},
    {"name": "512 MiB, hot and cold, 10,000/s, cap 100 MiB/s", "memory": 512, "cap": 100, "set": 128, "rate": 10000,
     "pattern": "hotcold"},
    {"name": "XBZRLE 8 MiB, cap 32 MiB/s", "cap": 32, "xbzrle": 8},
    {"name": "XBZRLE 8 MiB, hot and cold, 20,000/s, cap 32 MiB/s", "cap": 32, "xbzrle": 8, "pattern": "hotcold", "rate": 20000},
    {"name": "XBZRLE 64 MiB, cap 32 MiB/s", "cap": 32, "xbzrle": 64},
    {"name": "12,000/s, cap 32 MiB/s", "cap": 32, "rate": 12000, "timeout": 30},
    {"name": "auto-converge, 20,000/s, cap 32 MiB/s", "cap": 32, "rate": 20000, "auto_converge": True, "by_work": True},
    {"name": "post-copy after 2 rounds, 20,000/s, cap 32 MiB/s", "cap": 32, "rate": 20000, "postcopy_after": 2},
    {"name": "uniform, link 32 MiB/s", "link": 32},
    {"name": "sequential, link 32 MiB/s", "link": 32, "pattern": "sequential"},
    {"name": "hot and cold, 10,000/s, link 32 MiB/s", "link": 32, "pattern": "hotcold", "rate": 10000},
]
PATTERNS = {"uniform": 0, "sequential": 1, "hotcold": 2}


class Qmp:
    """A connection to a QEMU monitor."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        deadline = time.monotonic() + 20
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        self.file = self.socket.makefile("rw")
        self.file.readline()
        self.do("qmp_capabilities")

    def do(self, command, **arguments):
        json.dump({"execute": command, "arguments": arguments}, self.file)
        self.file.write("\n")
        self.file.flush()
        while True:
            answer = json.loads(self.file.readline())
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise RuntimeError(f"{command}: {answer['error']['desc']}")


class Link:
    """Reads a migration stream and forgets it, or passes it on; at most at a rate."""

    def __init__(self, rate=None, target=None):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        self.port = self.server.getsockname()[1]
        self.rate = rate
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        stream, _ = self.server.accept()
        buffer = bytearray(1 << 18)
        chunk = len(buffer) if self.rate is None else max(4096, int(min(len(buffer), self.rate / 1000)))
        start, count = time.monotonic(), 0
        while (got := stream.recv_into(buffer, chunk)) > 0:
            count += got
            if self.rate is not None:
                early = start + count / self.rate - time.monotonic()
                if early > 0:
                    time.sleep(early)
                elif early < -0.01:
                    start -= early  # the time in which nothing came is no credit


class Guest:
    """A QEMU that runs the writer, or waits for one to come."""

    def __init__(self, case, directory, name, incoming=None):
        self.log = directory / f"{name}.log"
        self.monitor = directory / f"{name}.qmp"
        pages = case["memory"] * MIB // PAGE
        numbers = [
            pages, round(pages * (1 - case["zero"])), case.get("first", FIRST_PAGE), case["set"] * MIB // PAGE,
            case["rate"], PATTERNS[case["pattern"]], case.get("bytes", 8), int(case.get("by_work", False)), case["seed"],
        ]
        command = [
            "qemu-system-x86_64", "-machine", "pc,accel=tcg", "-m", str(case["memory"]), "-nodefaults", "-vga", "none",
            "-display", "none", "-kernel", str(directory / "guest.elf"), "-append", " ".join(map(str, numbers)),
            "-debugcon", f"file:{self.log}", "-qmp", f"unix:{self.monitor},server=on,wait=off",
        ]
        if incoming is not None:
            command += ["-incoming", incoming]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        self.qmp = Qmp(str(self.monitor))

    def counts(self):
        """The writes that the guest reported, second by second."""
        lines = self.log.read_bytes().decode("latin-1").split("\n") if self.log.exists() else []
        return [int(line, 16) for line in lines[1:-1]] if lines and lines[0] == "!" else None

    def wait_until_filled(self):
        while self.counts() is None:
            if self.process.poll() is not None:
                raise RuntimeError("QEMU has ended")
            time.sleep(0.05)

    def end(self):
        self.process.kill()
        self.process.wait()


def capabilities(qmp, case):
    names = [name for name, wanted in (
        ("xbzrle", case.get("xbzrle")), ("auto-converge", case.get("auto_converge")),
        ("postcopy-ram", case.get("postcopy_after") is not None)) if wanted]
    qmp.do("migrate-set-capabilities", capabilities=[{"capability": name, "state": True} for name in names])


def migrate(case, directory):
    """Runs one case and returns QEMU's figures, with the write rate that the guest had."""
    source = Guest(case, directory, "source")
    target = None
    try:
        source.wait_until_filled()
        time.sleep(4)
        qmp = source.qmp
        capabilities(qmp, case)
        parameters = {"max-bandwidth": case.get("cap", 0) * MIB, "downtime-limit": case["limit"]}
        if case.get("xbzrle"):
            parameters["xbzrle-cache-size"] = case["xbzrle"] * MIB
        qmp.do("migrate-set-parameters", **parameters)
        if case.get("postcopy_after") is not None:
            target = Guest(case, directory, "target", incoming="defer")
            capabilities(target.qmp, case)
            port = 40000 + os.getpid() % 20000
            target.qmp.do("migrate-incoming", uri=f"tcp:127.0.0.1:{port}")
            uri = f"tcp:127.0.0.1:{port}"
        elif case.get("link"):
            uri = f"tcp:127.0.0.1:{Link(case['link'] * MIB).port}"
        else:
            uri = "exec:cat >/dev/null"
        before = source.counts()
        qmp.do("migrate", uri=uri)
        answer, trail = follow(qmp, case)
        counts = source.counts()
        answer["rate"] = rate_of(before, counts, case)
        answer["trail"] = trail
        return answer
    finally:
        source.end()
        if target is not None:
            target.end()


def follow(qmp, case):
    start = time.monotonic()
    trail, seen, highest, switched = [], 0, 0, False
    while True:
        answer = qmp.do("query-migrate")
        ram = answer.get("ram", {})
        highest = max(highest, answer.get("cpu-throttle-percentage", 0))
        syncs = ram.get("dirty-sync-count", 0)
        if syncs != seen:
            seen = syncs
            trail.append((answer.get("total-time"), syncs, ram["transferred"] // 1024, ram["remaining"] // PAGE,
                          ram.get("dirty-pages-rate"), round(ram.get("mbps", 0) / 8.388608, 2)))
        after = case.get("postcopy_after")
        if after is not None and not switched and syncs > after and answer["status"] == "active":
            qmp.do("migrate-start-postcopy")
            switched = True
        if answer["status"] in ("completed", "failed", "cancelled"):
            answer["throttle"] = highest
            return answer, trail
        if time.monotonic() - start > case.get("timeout", 60):
            answer["throttle"] = highest
            answer["status"] = "not-converging"
            return answer, trail
        time.sleep(0.02)


def rate_of(before, after, case):
    """Writes a second in the migration; of a guest that will be throttled, in its first seconds, when it is not yet."""
    counts = after[len(before) - 1:][:UNTHROTTLED_SECONDS + 1] if case.get("auto_converge") else after
    rates = [b - a for a, b in zip(counts, counts[1:])]
    return statistics.fmean(rates) if rates else case["rate"]


def predict(case, rate, switchover, tool):
    bandwidth = case.get("link") or case["cap"]
    command = [
        *tool, "predict", "--json", "--memory", f"{case['memory']}MiB", "--zero-pages", f"{case['zero'] * 100:g}%",
        "--working-set", f"{case['set']}MiB", "--dirty-rate", f"{rate:.0f}", "--pattern", case["pattern"],
        "--bandwidth", f"{bandwidth}MiB/s", "--downtime-limit", f"{case['limit']}ms", "--policy", "qemu",
    ]
    if not case.get("link"):
        command += ["--switchover-bandwidth", f"{switchover:.0f}MiB/s"]
    if case.get("xbzrle"):
        command += ["--xbzrle", f"{case['xbzrle']}MiB"]
    if case.get("auto_converge"):
        command += ["--auto-converge"]
    if case.get("postcopy_after") is not None:
        command += ["--postcopy-after", str(case["postcopy_after"])]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def build_guest(directory):
    flags = ("-m32 -O2 -std=gnu11 -Wall -Wextra -Werror -ffreestanding -fno-pic -no-pie -nostdlib -static "
             "-fno-stack-protector -mgeneral-regs-only -fcf-protection=none -Wl,--build-id=none -Wl,--no-warn-rwx-segments")
    subprocess.run(["gcc", *flags.split(), "-T", HERE / "writer_guest.ld", "-o", directory / "guest.elf",
                    HERE / "writer_guest.c"], check=True)


def measure_link(directory):
    """MiB a second of a migration without a cap, of a guest that is full and idle."""
    answer = migrate({**DEFAULTS, "seed": 1, "zero": 0, "rate": 0}, directory)
    return answer["ram"]["transferred"] / MIB / ((answer["total-time"] - answer["setup-time"]) / 1000)


def row(case, answers, switchover, tool):
    first = answers[0]
    said = predict(case, statistics.median(answer["rate"] for answer in answers), switchover, tool)
    cells = [case["name"]]
    if first["status"] != "completed" or said["outcome"] != "completed":
        cells += [first["status"], said["outcome"]] + [""] * 7
    else:
        for real, predicted, form in (
                (lambda a: a["total-time"] / 1000, said["totalTimeMs"] / 1000, "{:.2f}"),
                (lambda a: a["ram"]["transferred"] / MIB, said["transferredBytes"] / MIB, "{:.1f}"),
                (lambda a: a["downtime"], said["downtimeMs"], "{:.0f}")):
            measured = statistics.median(map(real, answers))
            error = f"{100 * (predicted / measured - 1):+.1f} %" if measured else ""
            cells += [form.format(measured), form.format(predicted), error]
    cells += [f"{first['throttle']}, {said['throttlePercent']}" if case.get("auto_converge") else ""]
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1, help="migrations of each case; the table has their medians")
    parser.add_argument("--only", default="", help="only cases with this in their name")
    parser.add_argument("tool", nargs="+", help="the command of the tool")
    arguments = parser.parse_args()
    for program in ("qemu-system-x86_64", "gcc"):
        if shutil.which(program) is None:
            print(f"skipped: {program} is missing")
            return SKIPPED
    with tempfile.TemporaryDirectory() as scratch:
        directory = pathlib.Path(scratch)
        build_guest(directory)
        switchover = measure_link(directory)
        print(f"without a cap: {switchover:.0f} MiB/s\n")
        print("| case | total s | predicted | error | MiB | predicted | error | down ms | predicted | error | throttle % |")
        print("| --- |" + " --- |" * 10)
        for case in CASES:
            if arguments.only in case["name"]:
                runs = [migrate({**DEFAULTS, **case, "seed": run + 1}, directory) for run in range(arguments.runs)]
                row({**DEFAULTS, **case}, runs, switchover, arguments.tool)
    return 0


if __name__ == "__main__":
    sys.exit(main())
