using FsCheck.Xunit;
using Microsoft.Win32.SafeHandles;

namespace PageEngine.Images.Tests;

/// <summary>Random layouts against a reader that takes the whole file, and random damage.</summary>
public sealed class RandomImageTests : IDisposable
{
    private readonly Scratch _scratch = new();

    [Property(MaxTest = 150, EndSize = 1_000_000_000)]
    public void Cores_of_any_layout_read_as_their_segments_say(int seed)
    {
        var random = new Random(seed);
        Dictionary<ulong, byte[]> model = [];
        var elf = new ElfBytes { HeaderCount = 12, Is64 = random.Next(2) == 0, IsBigEndian = random.Next(2) == 0 };
        ulong address = (ulong)random.Next(3 * Page.Size);
        for (int i = 0; i < 12; i++)
        {
            byte[] bytes = new byte[random.Next(1, 3 * Page.Size)];
            random.NextBytes(bytes);
            elf.Gap(new byte[random.Next(50)]).Load(address, bytes);
            for (int at = 0; at < bytes.Length; at++)
            {
                ulong frame = (address + (ulong)at) >> Page.Shift;
                if (!model.TryGetValue(frame, out byte[]? page))
                {
                    model.Add(frame, page = new byte[Page.Size]);
                }

                page[Page.OffsetOf(address + (ulong)at)] = bytes[at];
            }

            address += (ulong)(bytes.Length + (random.Next(3) == 0 ? 0 : random.Next(2 * Page.Size)));
        }

        using MemoryImage image = MemoryImage.Open(_scratch.File("core", elf.ToArray()));
        Assert.Equal((ulong)model.Count, image.PageCount);
        byte[] expected = [.. model.OrderBy(static entry => entry.Key).SelectMany(static entry => entry.Value)];
        RequireSame(expected, image, random);
        for (ulong page = 0; page < image.PageCount; page++)
        {
            Assert.True(image.TryFindPage(image.GetFrame(page), out ulong found));
            Assert.Equal(page, found);
            Assert.True(model.ContainsKey(image.GetFrame(page).Value));
        }
    }

    [Property(MaxTest = 150, EndSize = 1_000_000_000)]
    public void Holes_are_known_zero_and_are_not_read(int seed)
    {
        var random = new Random(seed);
        byte[] content = new byte[random.Next(1, 20 * Page.Size)];
        bool[] isData = new bool[content.Length];
        for (int at = 0; at < content.Length;)
        {
            int length = Math.Min(random.Next(1, 4 * Page.Size), content.Length - at);
            isData.AsSpan(at, length).Fill(random.Next(2) == 0);
            at += length;
        }

        // The file has bytes that are not zero where the finder claims holes: who reads them is caught.
        random.NextBytes(content);
        string path = _scratch.File("a.raw", content);
        var finder = new FakeFinder(isData);
        using MemoryImage image = MemoryImage.Open(path, new() { FindData = finder.Find });
        byte[] expected = new byte[image.PageCount << Page.Shift];
        content.CopyTo(expected, 0);
        for (ulong page = 0; page < image.PageCount; page++)
        {
            int start = (int)page * Page.Size;
            int end = Math.Min(start + Page.Size, content.Length);
            bool isHole = !isData.AsSpan(start, end - start).Contains(true);
            Assert.Equal(isHole, image.IsKnownZero(page, out ulong run));
            Assert.InRange(run, 1UL, image.PageCount - page);
            for (ulong next = page; next < page + run; next++)
            {
                Assert.Equal(isHole, image.IsKnownZero(next, out _));
            }

            if (isHole)
            {
                expected.AsSpan(start, Page.Size).Clear();
            }
        }

        // Holes may begin inside of a page; what of that page the finder calls data must be there.
        byte[] read = ImageAssert.ReadAll(image);
        for (int at = 0; at < content.Length; at++)
        {
            bool right = read[at] == expected[at] && (!isData[at] || read[at] == content[at]);
            if (!right && (isData[at] || read[at] != 0))
            {
                Assert.Fail($"byte {at} reads as {read[at]}");
            }
        }
    }

    [Property(MaxTest = 400, EndSize = 1_000_000_000)]
    public void Damaged_cores_are_read_or_refused_in_one_line(int seed)
    {
        var random = new Random(seed);
        var elf = new ElfBytes
        {
            HeaderCount = 3,
            Is64 = random.Next(2) == 0,
            IsBigEndian = random.Next(2) == 0,
            CountElsewhere = random.Next(4) == 0,
        };
        elf.Header(4, 0, 0, 0, 0, 0).Load(0x10000, new byte[5000], 0x3000).Load(0x80000, new byte[300], 0x9000);
        byte[] bytes = elf.ToArray();
        for (int hits = random.Next(1, 6); hits > 0; hits--)
        {
            bytes[random.Next(4, (int)elf.DataAt)] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
        }

        bytes = bytes[..(random.Next(3) == 0 ? random.Next(4, bytes.Length) : bytes.Length)];
        var options = new MemoryImageOptions { ZeroFillTails = random.Next(2) == 0 };
        try
        {
            using MemoryImage image = MemoryImage.Open(_scratch.File("core", bytes), options);
            byte[] buffer = new byte[Page.Size];
            for (ulong page = 0; page < image.PageCount && page < 64; page++)
            {
                image.Read(page, buffer);
                image.IsKnownZero(image.PageCount - 1 - page, out _);
                Assert.True(image.TryFindPage(image.GetFrame(page), out ulong found) && found == page);
            }
        }
        catch (PageSourceException exception)
        {
            Assert.DoesNotContain('\n', exception.Message);
        }
    }

    public void Dispose() => _scratch.Dispose();

    private static void RequireSame(byte[] expected, MemoryImage image, Random random)
    {
        Assert.Equal(expected, ImageAssert.ReadAll(image));
        for (int i = 0; i < 10; i++)
        {
            int first = random.Next((int)image.PageCount);
            byte[] part = new byte[random.Next((int)image.PageCount - first + 1) * Page.Size];
            Assert.Equal(part.Length / Page.Size, image.Read((ulong)first, part));
            Assert.Equal<byte>(expected.AsSpan(first * Page.Size, part.Length).ToArray(), part);
        }
    }

    private sealed class FakeFinder(bool[] isData)
    {
        internal bool Find(SafeFileHandle file, long offset, out long dataStart, out long dataEnd)
        {
            int start = Array.IndexOf(isData, true, (int)offset);
            int end = start < 0 ? -1 : Array.IndexOf(isData, false, start);
            dataStart = start;
            dataEnd = end < 0 ? long.MaxValue : end;
            return start >= 0;
        }
    }
}
