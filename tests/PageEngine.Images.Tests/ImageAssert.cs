namespace PageEngine.Images.Tests;

/// <summary>Small helpers around images.</summary>
internal static class ImageAssert
{
    /// <summary>The one line with which opening a file is refused.</summary>
    internal static string Refused(string path, MemoryImageOptions? options = null)
    {
        PageSourceException exception =
            Assert.Throws<PageSourceException>(() => MemoryImage.Open(path, options).Dispose());
        Assert.StartsWith(path + ": ", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
        return exception.Message[(path.Length + 2)..];
    }

    internal static byte[] ReadAll(PageSource source)
    {
        byte[] all = new byte[source.PageCount << Page.Shift];
        Assert.Equal((int)source.PageCount, source.Read(0, all));
        return all;
    }

    internal static byte[] Bytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
