namespace PageEngine.Tests;

public sealed class ByteDifferenceTests
{
    internal delegate void Arm(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<ulong> mask);

    public static TheoryData<string> Arms => ["dispatch", "512", "256", "128", "scalar"];

    [Theory]
    [MemberData(nameof(Arms))]
    public void Every_arm_sees_one_difference_at_every_position_of_every_length(string name)
    {
        Arm arm = Find(name);
        byte[] left = new byte[200];
        new Random(1).NextBytes(left);
        byte[] right = [.. left];
        ulong[] mask = new ulong[4];
        ulong[] expected = new ulong[4];
        for (int length = 0; length <= left.Length; length++)
        {
            int words = ByteDifference.WordsFor(length);
            for (int position = 0; position <= length; position++)
            {
                Array.Fill(mask, ulong.MaxValue);
                Array.Clear(expected);
                if (position < length)
                {
                    right[position] ^= 0x80;
                    expected[position / 64] = 1UL << (position % 64);
                }

                arm(left.AsSpan(0, length), right.AsSpan(0, length), mask.AsSpan(0, words));
                Assert.Equal(expected.AsSpan(0, words), mask.AsSpan(0, words));
                Assert.All(mask[words..], word => Assert.Equal(ulong.MaxValue, word));
                left.CopyTo(right, 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Arms))]
    public void Every_arm_equals_the_naive_mask_on_random_blocks(string name)
    {
        Arm arm = Find(name);
        Random random = new(2);
        for (int round = 0; round < 2_000; round++)
        {
            int length = random.Next(0, 600);
            int skew = random.Next(0, 64);
            byte[] left = new byte[length + skew];
            byte[] right = new byte[length + skew];
            random.NextBytes(left);
            left.CopyTo(right, 0);
            int every = random.Next(1, 40);
            for (int i = 0; i < right.Length; i++)
            {
                right[i] += (byte)(random.Next(every) == 0 ? random.Next(256) : 0);
            }

            ulong[] expected = new ulong[(length + 63) / 64];
            for (int i = 0; i < length; i++)
            {
                expected[i / 64] |= left[skew + i] == right[skew + i] ? 0 : 1UL << (i % 64);
            }

            ulong[] mask = new ulong[expected.Length];
            arm(left.AsSpan(skew), right.AsSpan(skew), mask);
            Assert.Equal(expected, mask);
        }
    }

    private static Arm Find(string name) => name switch
    {
        "512" => ByteDifference.Mask512,
        "256" => ByteDifference.Mask256,
        "128" => ByteDifference.Mask128,
        "scalar" => ByteDifference.MaskScalar,
        _ => ByteDifference.Mask,
    };
}
