using System.Numerics;

namespace PageEngine.Cli.SelfCheck;

/// <summary>What the memory of this machine allows, and how near fingerprints and encodings come to it.</summary>
internal sealed class MemoryFigures(BenchMemory memory, PassTimer timer)
{
    /// <summary>Fingerprints reach this part of a loop that only reads.</summary>
    private const double FingerprintShare = 0.85;

    private readonly byte[] _copy = new byte[memory.All.Length];
    private ulong _sink;

    internal IEnumerable<BenchFigure> Measure()
    {
        double read = Rate(timer.Median(Read));
        yield return new BenchFigure("read", "read memory (the limit of this machine)", read, "GB/s");
        double copy = Rate(timer.Median(Copy));
        yield return new BenchFigure("copy", "copy memory (the limit of this machine)", copy, "GB/s");
        double fingerprint = Rate(timer.Median(Fingerprint));
        yield return new BenchFigure("fingerprint", "fingerprint every page", fingerprint, "GB/s")
        {
            LimitTitle = "read",
            Ratio = fingerprint / read,
            Expected = FingerprintShare,
        };
        double encode = Rate(timer.Median(Encode));
        yield return new BenchFigure("encodeRaw", "encode pages that do not shrink", encode, "GB/s")
        {
            LimitTitle = "copy",
            Ratio = encode / copy,
        };
    }

    private double Rate(double seconds) => memory.All.Length / 1e9 / seconds;

    private void Read()
    {
        // Four sums, so that no load waits for the one before it.
        Vector<byte> a = default, b = default, c = default, d = default;
        int lane = Vector<byte>.Count;
        for (ReadOnlySpan<byte> rest = memory.All; rest.Length >= 4 * lane; rest = rest[(4 * lane)..])
        {
            a ^= new Vector<byte>(rest);
            b ^= new Vector<byte>(rest[lane..]);
            c ^= new Vector<byte>(rest[(2 * lane)..]);
            d ^= new Vector<byte>(rest[(3 * lane)..]);
        }

        _sink += Vector.Sum(a ^ b ^ c ^ d);
    }

    private void Copy() => memory.All.CopyTo(_copy);

    private void Fingerprint()
    {
        for (int page = 0; page < memory.PageCount; page++)
        {
            _sink ^= PageFingerprint.Compute(memory[page], 0);
        }
    }

    private void Encode()
    {
        PageEncoder encoder = new();
        for (int page = 0; page < memory.PageCount; page++)
        {
            encoder.Encode(memory[page], default, _copy.AsSpan(page * Page.Size, Page.Size), out int written);
            _sink += (ulong)written;
        }
    }
}
