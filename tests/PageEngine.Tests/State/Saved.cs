namespace PageEngine.Tests;

/// <summary>Saved hosts as arrays of bytes.</summary>
internal static class Saved
{
    internal static byte[] BytesOf(PageHost host)
    {
        using MemoryStream stream = new();
        host.Save(stream);
        return stream.ToArray();
    }

    internal static PageHost Restore(byte[] bytes) => PageHost.Restore(new MemoryStream(bytes));

    internal static PageHost Twin(PageHost host) => Restore(BytesOf(host));
}
