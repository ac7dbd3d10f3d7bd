namespace PageEngine.Simulation;

/// <summary>Tells pages that come back soon after they were evicted from those that were rightly let go.</summary>
/// <remarks>
/// <para>The distance of a refault is the number of evictions between a page's own and its return. A page whose
/// distance is below what is resident would still be there had memory been larger by that much: it belongs to the
/// working set (Linux, mm/workingset.c).</para>
/// <para>The shadow of an evicted page is one byte, the caller's: 0 for none, or the epoch of its eviction. An epoch is
/// a number of evictions. Shadows are kept for 127 epochs at least and 254 at most: every 127 epochs one sweep forgets
/// the older half. With an epoch of a 64th of the guest that is O(1) amortised for each eviction. Not thread-safe.
/// Nothing is allocated.</para>
/// </remarks>
public sealed class RefaultTracker
{
    /// <summary>The epochs for which a shadow is kept at least.</summary>
    public const int MinEpochs = 127;

    // Epochs are labelled 1 to 254, in two halves: entering one half forgets what is left in it.
    private const int Labels = 2 * MinEpochs;
    private int _epoch = 1;
    private ulong _inEpoch;

    /// <summary>Makes a tracker.</summary>
    /// <param name="evictionsPerEpoch">
    /// The evictions in an epoch, 1 or more: the grain of distances. With a 64th of what is resident distances of up to
    /// twice that are told.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An epoch would have no evictions.</exception>
    public RefaultTracker(ulong evictionsPerEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfZero(evictionsPerEpoch);
        EvictionsPerEpoch = evictionsPerEpoch;
    }

    /// <summary>The evictions in an epoch.</summary>
    public ulong EvictionsPerEpoch { get; }

    /// <summary>The evictions so far.</summary>
    public ulong Evictions { get; private set; }

    /// <summary>The returns of pages that still had a shadow.</summary>
    public ulong Refaults { get; private set; }

    /// <summary>Leaves the shadow of a page that is evicted.</summary>
    /// <param name="shadows">The shadow of each page.</param>
    /// <param name="page">The page.</param>
    public void RecordEviction(Span<byte> shadows, GuestFrameNumber page)
    {
        shadows[checked((int)page.Value)] = (byte)_epoch;
        Evictions++;
        if (++_inEpoch >= EvictionsPerEpoch)
        {
            _inEpoch = 0;
            EnterNextEpoch(shadows);
        }
    }

    /// <summary>Takes the shadow of a page that comes back.</summary>
    /// <param name="shadows">The shadow of each page.</param>
    /// <param name="page">The page.</param>
    /// <param name="distance">The evictions since its own, to within an epoch and never too few.</param>
    /// <returns>Whether the page had a shadow.</returns>
    public bool TryTake(Span<byte> shadows, GuestFrameNumber page, out ulong distance)
    {
        ref byte shadow = ref shadows[checked((int)page.Value)];
        int epoch = shadow;
        shadow = 0;
        distance = 0;
        if (epoch == 0)
        {
            return false;
        }

        int epochs = (_epoch - epoch + Labels) % Labels;
        distance = ((ulong)epochs * EvictionsPerEpoch) + _inEpoch;
        Refaults++;
        return true;
    }

    /// <summary>Takes the shadow of a page that the guest touched, and says how it arrives.</summary>
    /// <param name="shadows">The shadow of each page.</param>
    /// <param name="page">The page.</param>
    /// <param name="residentPages">The pages of the guest that are in memory.</param>
    /// <returns>A refault if its distance is at most what is resident; otherwise on demand.</returns>
    public PageArrival Arrive(Span<byte> shadows, GuestFrameNumber page, ulong residentPages) =>
        TryTake(shadows, page, out ulong distance) && distance <= residentPages
            ? PageArrival.Refault
            : PageArrival.Demand;

    internal void Save(BinaryWriter writer)
    {
        writer.Write(_epoch);
        writer.Write(_inEpoch);
        writer.Write(Evictions);
        writer.Write(Refaults);
    }

    internal void Load(BinaryReader reader)
    {
        int epoch = reader.ReadInt32();
        ulong inEpoch = reader.ReadUInt64();
        if (epoch is < 1 or > Labels || inEpoch >= EvictionsPerEpoch)
        {
            throw new InvalidDataException("The saved epoch of refaults is not valid.");
        }

        (_epoch, _inEpoch) = (epoch, inEpoch);
        Evictions = reader.ReadUInt64();
        Refaults = reader.ReadUInt64();
    }

    private void EnterNextEpoch(Span<byte> shadows)
    {
        _epoch = _epoch == Labels ? 1 : _epoch + 1;
        if (_epoch is 1 or MinEpochs + 1)
        {
            Forget(shadows, (byte)_epoch, (byte)(_epoch + MinEpochs - 1));
        }
    }

    private static void Forget(Span<byte> shadows, byte first, byte last)
    {
        for (int i = 0; i < shadows.Length; i++)
        {
            int offset = shadows[i..].IndexOfAnyInRange(first, last);
            if (offset < 0)
            {
                return;
            }

            i += offset;
            shadows[i] = 0;
        }
    }
}
