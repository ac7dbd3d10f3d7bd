"""Two guests share equal pages, and a virtual machine moves between two simulated hosts; needs nothing but Python.

    PAGEENGINE_LIBRARY=publish/libpageengine.so python3 samples/sample.py
"""

import ctypes as c
import json
import os

PAGE, MIB, GIB, SECOND = 4096, 1 << 20, 1 << 30, 10**9
PE_NEVER = 2**63 - 1
PE_STAGE_COMPLETED = 7
PE_WORKLOAD_HOT_COLD = 5


class Struct(c.Structure):
    """A struct of pageengine.h that knows its size."""

    def __init__(self, **fields):
        super().__init__(struct_size=c.sizeof(type(self)), **fields)


class HostOptions(Struct):
    _fields_ = [("struct_size", c.c_uint32), ("store", c.c_uint32), ("memory_bytes", c.c_uint64),
                ("clean_scans", c.c_uint32), ("max_sharers", c.c_uint32), ("use_zero_pages", c.c_uint32),
                ("reserved", c.c_uint32)]


class SharingReport(Struct):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32)] + [(name, c.c_uint64) for name in (
        "pages_shared", "pages_sharing", "pages_unshared", "pages_volatile", "zero_pages", "pages_skipped",
        "pages_scanned", "full_scans", "merges", "breaks", "metadata_bytes")] + [
            ("profit_bytes", c.c_int64), ("used_frames", c.c_uint64), ("free_frames", c.c_uint64)]


class PageRange(c.Structure):
    _fields_ = [("first_page", c.c_uint64), ("page_count", c.c_uint64)]


class MachineOptions(Struct):
    _fields_ = [("struct_size", c.c_uint32), ("vcpus", c.c_uint32), ("name", c.c_char_p), ("memory_bytes", c.c_uint64),
                ("workload", c.c_uint32), ("reserved", c.c_uint32), ("accesses_per_second", c.c_double),
                ("write_share", c.c_double), ("working_set_bytes", c.c_uint64)]


class Step(Struct):
    _fields_ = [("struct_size", c.c_uint32), ("reason", c.c_uint32), ("now_ns", c.c_int64),
                ("next_event_ns", c.c_int64), ("events_handled", c.c_uint64), ("event_hash", c.c_uint64)]


class PageEngineError(Exception):
    pass


library = c.CDLL(os.environ.get("PAGEENGINE_LIBRARY", "libpageengine.so"))
library.pe_last_error.restype = c.c_char_p
library.pe_status_name.restype = c.c_char_p


def call(name, *arguments):
    """Calls a function of the library; what fails is an exception with the reason."""
    status = getattr(library, name)(*arguments)
    if status:
        raise PageEngineError(f"{library.pe_status_name(status).decode()}: {library.pe_last_error().decode()}")


def made(name, *arguments):
    """Calls a function that gives a handle."""
    handle = c.c_uint64()
    call(name, *arguments, c.byref(handle))
    return handle


def text(name, handle):
    """Calls a function that gives JSON."""
    length = c.c_size_t()
    getattr(library, name)(handle, None, c.c_size_t(0), c.byref(length))
    buffer = c.create_string_buffer(length.value + 1)
    call(name, handle, buffer, c.c_size_t(len(buffer)), c.byref(length))
    return json.loads(buffer.value)


def write(guest, address, data):
    call("pe_guest_write", guest, c.c_uint64(address), data, c.c_size_t(len(data)))


def share():
    host = made("pe_host_create", c.byref(HostOptions(memory_bytes=64 * MIB)))
    web = made("pe_guest_create", host, b"web", c.c_uint64(16 * MIB))
    db = made("pe_guest_create", host, b"db", c.c_uint64(16 * MIB))
    for i in range(100):
        page = bytes([ord("a") + i % 25]) * PAGE
        write(web, i * PAGE, page)
        write(db, (i + 7) * PAGE, page)

    report = SharingReport()
    call("pe_host_share", host, c.c_uint32(1), c.byref(report))
    print(f"{report.used_frames} frames serve {report.pages_shared + report.pages_sharing} pages")

    cursor = made("pe_cursor_open", web)
    write(web, 3 * PAGE + 5, b"!")
    ranges, count = (PageRange * 8)(), c.c_size_t()
    call("pe_cursor_harvest", cursor, ranges, c.c_size_t(8), c.byref(count))
    for pages in ranges[:count.value]:
        print(f"dirty: page {pages.first_page}, {pages.page_count} of them")

    first = c.create_string_buffer(8)
    call("pe_guest_read", web, c.c_uint64(3 * PAGE), first, c.c_size_t(8))
    print(f"web has {first.raw.decode()}")
    try:
        write(web, 16 * MIB, b"x")
    except PageEngineError as error:
        print(str(error).split(":")[0])

    call("pe_host_free", host)


def move():
    simulation = made("pe_simulation_create", c.c_uint64(42))
    a = made("pe_sim_host_create_json", simulation, b'{ "name": "a", "memory": "8 GiB" }')
    b = made("pe_sim_host_create_json", simulation, b'{ "name": "b", "memory": "8 GiB" }')
    guest = MachineOptions(name=b"web", memory_bytes=GIB, workload=PE_WORKLOAD_HOT_COLD, accesses_per_second=20000,
                           write_share=0.5, working_set_bytes=128 * MIB)
    machine = made("pe_machine_start", a, c.byref(guest))
    step = Step()
    call("pe_simulation_advance", simulation, c.c_int64(10 * SECOND), c.c_uint64(0), c.byref(step))
    print(f"{step.now_ns / SECOND:.0f} s, and {'things' if step.events_handled else 'nothing'} happened")

    moving = made("pe_machine_migrate", machine, b, None)
    call("pe_move_advance", moving, c.c_int64(PE_NEVER), None)
    report = text("pe_move_report_json", moving)
    print(f"{'moved' if report['stage'] == PE_STAGE_COMPLETED else 'not moved'} after {report['round_count']} rounds")
    print(f"downtime under its limit: {'yes' if report['downtime_ns'] <= 0.3 * SECOND else 'no'}")
    print(f"now on b: {'yes' if text('pe_machine_report_json', machine)['host'] == 'b' else 'no'}")
    print(json.dumps(report, separators=(",", ":")))
    call("pe_simulation_free", simulation)


share()
move()
