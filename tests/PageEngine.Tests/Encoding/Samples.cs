using System.Text;

namespace PageEngine.Tests;

/// <summary>Pages, changes and damage for the tests of page encoding, all from the generator given.</summary>
internal static class Samples
{
    private static readonly string[] Words =
        ["page", "frame", "guest", "host", "dirty", "round", "the", "of", "and", "memory", "0x7f", "null", "=", "\n"];

    internal static byte[] Random(Random random)
    {
        byte[] page = new byte[Page.Size];
        random.NextBytes(page);
        return page;
    }

    internal static byte[] Filled(ulong pattern)
    {
        byte[] page = new byte[Page.Size];
        PageContent.Fill(page, pattern);
        return page;
    }

    internal static byte[] Text(Random random)
    {
        StringBuilder text = new();
        while (text.Length < Page.Size)
        {
            text.Append(Words[random.Next(Words.Length)]).Append(' ');
        }

        return Encoding.ASCII.GetBytes(text.ToString(0, Page.Size));
    }

    /// <summary>A copy with a few or many runs of bytes overwritten, long and short ones.</summary>
    internal static byte[] Change(Random random, byte[] page)
    {
        byte[] changed = [.. page];
        int runs = random.Next(1, 1 << random.Next(1, 9));
        int longest = 1 << random.Next(0, 10);
        for (int run = 0; run < runs; run++)
        {
            int start = random.Next(page.Length);
            random.NextBytes(changed.AsSpan(start, Math.Min(random.Next(1, longest + 1), page.Length - start)));
        }

        return changed;
    }

    /// <summary>Damages a payload in its buffer (flips, overwrites, cuts, extends) and returns its new size.</summary>
    internal static int Mutate(Random random, Span<byte> buffer, int size)
    {
        for (int damage = random.Next(1, 4); damage > 0 && size > 0; damage--)
        {
            int at = random.Next(size);
            switch (random.Next(4))
            {
                case 0:
                    buffer[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    buffer[at] = (byte)random.Next(256);
                    break;
                case 2:
                    size = at;
                    break;
                default:
                    int extra = Math.Min(random.Next(1, 9), buffer.Length - size);
                    random.NextBytes(buffer.Slice(size, extra));
                    size += extra;
                    break;
            }
        }

        return size;
    }

    /// <summary>The bytes that this thread allocates for so many runs of an action, after two to warm up.</summary>
    internal static long AllocatedBy(int count, Action action)
    {
        action();
        action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
        {
            action();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
