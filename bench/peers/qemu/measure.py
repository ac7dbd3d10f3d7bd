#!/usr/bin/env python3
"""Migrates real guests with QEMU and holds what it took against `pageengine predict`.

Needs qemu-system-x86_64 (emulation is enough, no KVM), gcc for 32-bit x86, and the tool. `measure.py --help` says more.
The guest is writer_guest.c. Each case is one migration; its source sends to a program that counts bytes and, if the case
says so, reads no faster than a link. What the guest really wrote is reported by the guest, and that rate is what is
predicted with.
"""
import argparse
import json
import os
import pathlib
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
        time.sleep(case.get("settle", 3))
        qmp = source.qmp
        capabilities(qmp, case)
        parameters = {"max-bandwidth": int(case.get("cap", 0) * MIB), "downtime-limit": case["limit"]}
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
    """Writes a second: before the migration if the guest is throttled in it, and else in the whole run."""
    counts = before if case.get("auto_converge") or len(after) < 4 else after
    rates = [b - a for a, b in zip(counts, counts[1:])]
    return statistics.fmean(rates) if rates else case["rate"]


def predict(case, rate, switchover, tool):
    bandwidth = case.get("link") or case["cap"]
    command = [
        *tool, "predict", "--json", "--memory", f"{case['memory']}MiB", "--zero-pages", f"{case['zero'] * 100:g}%",
        "--working-set", f"{case['set']}MiB", "--dirty-rate", f"{rate:.0f}", "--pattern", case["pattern"],
        "--bandwidth", f"{bandwidth}MiB/s", "--downtime-limit", f"{case['limit']}ms", "--policy", "qemu",
    ]
    if switchover and not case.get("link"):
        command += ["--switchover-bandwidth", f"{switchover}MiB/s"]
    if case.get("xbzrle"):
        command += ["--xbzrle", f"{case['xbzrle']}MiB"]
    if case.get("auto_converge"):
        command += ["--auto-converge"]
    if case.get("postcopy_after") is not None:
        command += ["--postcopy-after", str(case["postcopy_after"])]
    if case.get("draw"):
        command += ["--seed", "1"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
