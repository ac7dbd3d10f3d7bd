namespace PageEngine.Tests;

internal static class GuestExtensions
{
    internal static void FillPages(this GuestMemory guest, int first, int count, PageToken token)
    {
        for (int i = 0; i < count; i++)
        {
            guest.Write(new GuestFrameNumber((ulong)(first + i)), token);
        }
    }

    internal static byte[] ReadPage(this GuestMemory guest, ulong page)
    {
        byte[] bytes = new byte[Page.Size];
        guest.Read(page << Page.Shift, bytes);
        return bytes;
    }
}
