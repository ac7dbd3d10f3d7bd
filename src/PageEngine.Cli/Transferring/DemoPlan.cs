using System.Buffers.Binary;
using PageEngine.Migration;

namespace PageEngine.Cli.Transferring;

/// <summary>What the demo's owner has in its memory and writes to it: all of it follows from a few numbers.</summary>
/// <remarks>
/// So whoever has the numbers knows every byte, and a receiver proves what arrived without having seen it.
/// </remarks>
/// <param name="Seed">The seed.</param>
/// <param name="PageCount">The pages of the memory.</param>
/// <param name="WorkingSetPages">The pages that are written, from 0.</param>
/// <param name="Pattern">How writes fall on them.</param>
/// <param name="WritesPerSecond">Writes to pages in a second.</param>
internal sealed record DemoPlan(
    ulong Seed, ulong PageCount, ulong WorkingSetPages, WritePattern Pattern, double WritesPerSecond)
{
    internal const string StateName = "pageengine demo owner";
    internal const uint StateVersion = 1;

    private const int StateBytes = 48;
    private const ulong ZeroPageEvery = 8;
    private const int HotParts = 10;
    private const ulong HotShareOfTen = 9;

    /// <summary>Writes the first content of a page: one in eight is zero, the others are like nothing else.</summary>
    internal void Fill(ulong page, Span<byte> content)
    {
        if (Mix(Seed ^ page) % ZeroPageEvery == 0)
        {
            content.Clear();
            return;
        }

        ulong word = Mix(Seed + page);
        for (int at = 0; at < content.Length; at += sizeof(ulong))
        {
            word = (word * 6364136223846793005) + 1442695040888963407;
            BinaryPrimitives.WriteUInt64LittleEndian(content[at..], word);
        }
    }

    /// <summary>The page that a write goes to.</summary>
    internal ulong PageOf(ulong write)
    {
        ulong chance = Mix(Seed - write);
        switch (Pattern)
        {
            case WritePattern.Sequential:
                return write % WorkingSetPages;
            case WritePattern.HotCold:
                ulong hot = Math.Max(WorkingSetPages / HotParts, 1);
                return chance % HotParts < HotShareOfTen || hot == WorkingSetPages
                    ? Mix(chance) % hot
                    : hot + (Mix(chance) % (WorkingSetPages - hot));
            default:
                return chance % WorkingSetPages;
        }
    }

    /// <summary>Carries a write out.</summary>
    internal void Write(ulong write, Span<byte> page)
    {
        int at = (int)(Mix(write ^ Seed) % (Page.Size / sizeof(ulong))) * sizeof(ulong);
        BinaryPrimitives.WriteUInt64LittleEndian(page[at..], write + 1);
    }

    internal byte[] Save(ulong writes)
    {
        byte[] state = new byte[StateBytes];
        ulong rate = BitConverter.DoubleToUInt64Bits(WritesPerSecond);
        ulong[] words = [Seed, PageCount, WorkingSetPages, (ulong)Pattern, rate, writes];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(state.AsSpan(i * sizeof(ulong)), words[i]);
        }

        return state;
    }

    /// <summary>Reads what <see cref="Save"/> wrote; it came over the wire.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> state, ulong pageCount, out DemoPlan? plan, out ulong writes)
    {
        (plan, writes) = (null, 0);
        if (state.Length != StateBytes)
        {
            return false;
        }

        ulong[] words = new ulong[StateBytes / sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt64LittleEndian(state[(i * sizeof(ulong))..]);
        }

        double rate = BitConverter.UInt64BitsToDouble(words[4]);
        bool isSound = words[1] == pageCount && words[2] > 0 && words[2] <= pageCount
            && words[3] <= (ulong)WritePattern.HotCold && rate is >= 0 and < 1e12 && words[5] < DemoOwner.MaxWrites;
        writes = words[5];
        plan = isSound ? new DemoPlan(words[0], pageCount, words[2], (WritePattern)words[3], rate) : null;
        return isSound;
    }

    // The finalizer of MurmurHash3.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
