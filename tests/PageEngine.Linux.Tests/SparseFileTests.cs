using Microsoft.Win32.SafeHandles;
using PageEngine.Images;

namespace PageEngine.Linux.Tests;

public sealed class SparseFileTests : IDisposable
{
    private const int Gap = 1 << 20;

    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Data_is_found_between_holes()
    {
        WriteOrSkip(Gap, 3 * Gap);
        using SafeFileHandle file = File.OpenHandle(_path);
        Assert.True(SparseFile.FindData(file, 0, out long start, out long end));
        Assert.InRange(start, 1, Gap);
        Assert.InRange(end, Gap + Page.Size, (2 * Gap) - 1);
        Assert.True(SparseFile.FindData(file, end, out start, out end));
        Assert.InRange(start, (2 * Gap) + 1, 3 * Gap);
        Assert.False(SparseFile.FindData(file, 4 * Gap, out _, out _));
        Assert.False(SparseFile.FindData(file, 100 * Gap, out _, out _));
    }

    [Fact]
    public void A_file_that_cannot_tell_is_data_to_its_end()
    {
        using SafeFileHandle file = File.OpenHandle("/proc/self/comm");
        Assert.True(SparseFile.FindData(file, 3, out long start, out long end));
        Assert.Equal(3, start);
        Assert.Equal(long.MaxValue, end);
    }

    [Fact]
    public void Holes_of_an_image_are_known_zero_and_are_not_read()
    {
        WriteOrSkip(Gap, 3 * Gap);
        byte[] expected = File.ReadAllBytes(_path);
        using MemoryImage image = MemoryImage.Open(_path, new() { FindData = SparseFile.FindData });
        byte[] read = new byte[expected.Length];
        long before = BytesReadByThisThread();
        image.Read(0, read);
        long bytes = BytesReadByThisThread() - before;
        Assert.Equal(expected, read);

        // The counter itself is read through a file, too.
        Assert.InRange(bytes, 2 * Page.Size, Gap);
        ulong known = 0;
        for (ulong page = 0; page < image.PageCount;)
        {
            bool zero = image.IsKnownZero(page, out ulong run);
            for (ulong next = page; zero && next < page + run; next++)
            {
                Assert.False(expected.AsSpan((int)next * Page.Size, Page.Size).ContainsAnyExcept((byte)0));
            }

            known += zero ? run : 0;
            page += run;
        }

        Assert.InRange(known, image.PageCount - 64, image.PageCount - 2);
    }

    [Fact]
    public void The_sparse_sample_image_has_holes_for_its_zero_pages()
    {
        string directory = Directory.CreateTempSubdirectory("pageengine-").FullName;
        try
        {
            SampleImageSet set = SampleImages.Write(directory, new() { GuestSize = ByteSize.FromMiB(2) });
            using MemoryImage image =
                MemoryImage.Open(set.Images[1].Path, new() { FindData = SparseFile.FindData });
            ulong known = 0;
            for (ulong page = 0; page < image.PageCount; page++)
            {
                known += image.IsKnownZero(page, out _) ? 1UL : 0;
            }

            if (known == 0)
            {
                Assert.Skip("the file system of the temporary directory has no holes");
            }

            Assert.InRange(known, 1UL, set.Images[1].Counts.ZeroPages);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    public void Dispose() => File.Delete(_path);

    private static long BytesReadByThisThread()
    {
        const string Counter = "/proc/thread-self/io";
        if (!File.Exists(Counter))
        {
            Assert.Skip("the kernel does not count what a thread reads");
        }

        return long.Parse(File.ReadLines(Counter).First().Split(' ')[1]);
    }

    // Four gaps long, with a page of data at each place.
    private void WriteOrSkip(params ReadOnlySpan<int> places)
    {
        byte[] page = new byte[Page.Size];
        page.AsSpan().Fill(7);
        using var file = new FileStream(_path, FileMode.Create, FileAccess.ReadWrite);
        file.SetLength(4 * Gap);
        foreach (int place in places)
        {
            file.Position = place;
            file.Write(page);
        }

        file.Flush(flushToDisk: true);
        if (!SparseFile.FindData(file.SafeFileHandle, 0, out long start, out _) || start == 0)
        {
            Assert.Skip("the file system of the temporary directory has no holes");
        }
    }
}
