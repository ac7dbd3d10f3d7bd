/*
 * A guest without an operating system that fills its memory and then writes pages at a given rate and in a given pattern.
 *
 * A multiboot kernel for 32-bit x86. Its command line is a row of decimal numbers, in this order:
 *
 *   memory_pages  filled_pages  set_first  set_pages  rate  pattern  bytes  by_work  seed
 *
 * memory_pages  the guest's memory; nothing behind it is touched
 * filled_pages  pages that get random content at the start; the others stay zero. The working set is filled first
 * set_first     the first page of the working set, at least 512 (2 MiB)
 * set_pages     its pages
 * rate          page writes a second
 * pattern       0 uniform, 1 sequential, 2 hot and cold: a tenth of the pages gets nine tenths of the writes
 * bytes         neighbouring bytes that one write changes
 * by_work       0: the rate is held by the clock, and writes that are late by up to 50 ms are made up for;
 *               1: writes are that much work apart which takes that long at the start, so a guest whose processor is
 *               throttled writes less
 *
 * Time is the processor's time stamp counter, measured against the ACPI timer at the start. Port 0xe9 says '!' when the
 * memory is filled, and then the number of writes so far, a line of hexadecimal digits each second.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;

enum { PAGE = 4096, TIMER_PORT = 0x608, TIMER_HZ = 3579545, TIMER_MASK = 0xffffff, DEBUG_PORT = 0xe9 };
enum { UNIFORM, SEQUENTIAL, HOT_COLD };

#define MULTIBOOT_MAGIC 0x1BADB002u

__attribute__((section(".multiboot"), used)) static const u32 multiboot_header[] = { MULTIBOOT_MAGIC, 0, -MULTIBOOT_MAGIC };

static u8 stack[16384] __attribute__((used, aligned(16)));

__asm__(".globl start\nstart:\n mov $stack + 16384, %esp\n push %ebx\n call run\n");

static u32 random_state;

static u32 next_random(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state;
}

static u32 random_below(u32 bound)
{
    return (u32)(((u64)next_random() * bound) >> 32);
}

static u32 timer(void)
{
    u32 value;
    __asm__ volatile("inl %w1, %0" : "=a"(value) : "Nd"(TIMER_PORT));
    return value & TIMER_MASK;
}

static u64 time_stamp(void)
{
    u32 low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return ((u64)high << 32) | low;
}

/* The time stamps of a second: of a quarter, four times. */
static u32 measure_stamps_per_second(void)
{
    u32 start = timer();
    u64 stamp = time_stamp();
    while (((timer() - start) & TIMER_MASK) < TIMER_HZ / 4)
        ;
    return (u32)(time_stamp() - stamp) * 4;
}

static void say(char byte)
{
    __asm__ volatile("outb %0, %w1" : : "a"(byte), "Nd"(DEBUG_PORT));
}

static void say_number(u32 number)
{
    for (int shift = 28; shift >= 0; shift -= 4)
        say("0123456789abcdef"[(number >> shift) & 15]);
    say('\n');
}

static u32 read_number(const char **text)
{
    u32 number = 0;
    while (**text != 0 && (**text < '0' || **text > '9'))
        (*text)++;
    for (; **text >= '0' && **text <= '9'; (*text)++)
        number = number * 10 + (u32)(**text - '0');
    return number;
}

static void fill(u32 first, u32 count)
{
    u32 *word = (u32 *)(first * PAGE);
    for (u32 i = 0; i < count * (PAGE / sizeof(u32)); i++)
        word[i] = next_random();
}

static void write_page(u32 page, u32 bytes)
{
    u8 *at = (u8 *)(page * PAGE) + (bytes == PAGE ? 0 : random_below((PAGE - bytes) / 4 + 1) * 4);
    for (u32 i = 0; i < bytes; i++)
        at[i]++;
}

static u32 choose(u32 pattern, u32 pages, u32 *sweep)
{
    u32 hot = pages / 10 > 0 ? pages / 10 : 1;
    if (pattern == SEQUENTIAL) {
        u32 page = *sweep;
        *sweep = page + 1 == pages ? 0 : page + 1;
        return page;
    }
    if (pattern == HOT_COLD && hot < pages)
        return random_below(10) < 9 ? random_below(hot) : hot + random_below(pages - hot);
    return random_below(pages);
}

struct writer {
    u32 first, pages, pattern, bytes;
    u32 sweep, written;
    u32 second; /* time stamps */
    u64 report;
};

static void write_next(struct writer *writer)
{
    u32 page = choose(writer->pattern, writer->pages, &writer->sweep);
    write_page(writer->first + page, writer->bytes);
    writer->written++;
}

static void report(struct writer *writer)
{
    if (time_stamp() - writer->report >= writer->second) {
        writer->report += writer->second;
        say_number(writer->written);
    }
}

static void work(u32 turns)
{
    for (u32 i = 0; i < turns; i++)
        __asm__ volatile("");
}

static void write_by_clock(struct writer *writer, u32 rate)
{
    u32 step = writer->second / 2000, late = writer->second / 20;
    u64 last = time_stamp(), due = 0; /* due: writes, in parts of a second's stamps */
    for (;;) {
        u64 now = time_stamp(), passed = now - last;
        if (passed < step)
            continue;
        last = now;
        due += (passed < late ? passed : late) * rate;
        for (; due >= writer->second; due -= writer->second)
            write_next(writer);
        report(writer);
    }
}

static void write_by_work(struct writer *writer, u32 rate)
{
    u64 end = time_stamp() + writer->second;
    u32 thousands = 0;
    for (; time_stamp() < end; thousands++)
        work(1000);
    u32 turns = thousands / rate * 1000 + thousands % rate * 1000 / rate;
    for (;;) {
        work(turns);
        write_next(writer);
        report(writer);
    }
}

__attribute__((used, noreturn)) static void run(const u32 *multiboot_info)
{
    const char *text = (const char *)multiboot_info[4];
    while (*text != 0 && *text != ' ') /* the name of the file */
        text++;
    struct writer writer = { .written = 0 };
    u32 memory = read_number(&text), filled = read_number(&text);
    writer.first = read_number(&text);
    writer.pages = read_number(&text);
    u32 rate = read_number(&text);
    writer.pattern = read_number(&text);
    writer.bytes = read_number(&text);
    u32 by_work = read_number(&text);
    random_state = read_number(&text) | 1;

    fill(writer.first, writer.pages);
    for (u32 page = 512; page < memory && filled > writer.pages; page++) {
        if (page < writer.first || page >= writer.first + writer.pages) {
            fill(page, 1);
            filled--;
        }
    }
    say('!');
    say('\n');

    writer.second = measure_stamps_per_second();
    writer.report = time_stamp();
    if (by_work != 0)
        write_by_work(&writer, rate);
    else
        write_by_clock(&writer, rate);
    __builtin_unreachable();
}
