namespace PageEngine.Tests.Frames;

public sealed class PageCompareKernelTests
{
    [Fact]
    public void A_difference_in_any_byte_of_any_pair_is_seen_by_every_arm()
    {
        byte[] frames = new byte[8 * Page.Size];
        uint[] left = [0, 2, 4, 6];
        uint[] right = [1, 3, 5, 7];
        for (int pair = 0; pair < 4; pair++)
        {
            for (int offset = 0; offset < Page.Size; offset++)
            {
                int at = ((int)right[pair] * Page.Size) + offset;
                frames[at] = 0x80;
                Check(frames, left, right, differing: pair);
                frames[at] = 0;
            }
        }

        Check(frames, left, right, differing: -1);
    }

    private static void Check(byte[] frames, uint[] left, uint[] right, int differing)
    {
        Span<bool> best = [false, false, false, false];
        Span<bool> wide = [false, false, false, false];
        Span<bool> inTurn = [false, false, false, false];
        PageCompareKernel.Compare(ref frames[0], left, right, best);
        PageCompareKernel.Compare512(ref frames[0], left, right, wide);
        PageCompareKernel.CompareInTurn(ref frames[0], left, right, inTurn);
        for (int pair = 0; pair < 4; pair++)
        {
            bool expected = pair != differing;
            Assert.True(best[pair] == expected && wide[pair] == expected && inTurn[pair] == expected);
        }
    }
}
