using System.Text;

namespace PageEngine.Cli.Tests;

/// <summary>Pages for tests, all from the generator given.</summary>
internal static class Pages
{
    internal static byte[] Zero => new byte[Page.Size];

    internal static byte[] Noise(Random random)
    {
        byte[] page = new byte[Page.Size];
        random.NextBytes(page);
        return page;
    }

    internal static byte[] Text(int number) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"line {i} of {number}; "))[..Page.Size]);

    internal static byte[] WithChanges(byte[] page, Random random, int count)
    {
        byte[] changed = [.. page];
        for (int i = 0; i < count; i++)
        {
            changed[random.Next(Page.Size)] ^= (byte)random.Next(1, 256);
        }

        return changed;
    }

    /// <summary>An image with zero pages, contents that repeat and contents that do not.</summary>
    internal static byte[][] Image(Random random, byte[][] common)
    {
        byte[][] image = new byte[random.Next(1, 700)][];
        for (int i = 0; i < image.Length; i++)
        {
            image[i] = random.Next(4) switch
            {
                0 => Zero,
                1 => Noise(random),
                2 when i > 0 => image[random.Next(i)],
                _ => common[random.Next(common.Length)],
            };
        }

        return image;
    }

    internal static string KeyOf(byte[] page) => Convert.ToHexString(page);
}
