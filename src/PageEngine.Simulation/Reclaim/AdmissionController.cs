using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>
/// Decides which virtual machines may start on a host, and keeps the books of what they were guaranteed.
/// </summary>
/// <remarks>Every sum returns to 0 when the last machine is released. Not thread-safe.</remarks>
public sealed class AdmissionController
{
    private readonly AdmissionOptions _options;
    private UInt128 _reserved;
    private UInt128 _promised;
    private UInt128 _charged;
    private UInt128 _swap;

    /// <summary>Makes a controller for a host without machines.</summary>
    /// <param name="options">The host and the policy.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public AdmissionController(AdmissionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>The machines that were admitted and not released.</summary>
    public int Machines { get; private set; }

    /// <summary>The pages that are guaranteed: reservations and overheads.</summary>
    public UInt128 ReservedPages => _reserved;

    /// <summary>The pages that machines may come to hold, overheads left out.</summary>
    public UInt128 PromisedPages => _promised;

    /// <summary>The swap space set aside for what is promised and not reserved.</summary>
    public UInt128 SwapReservedPages => _swap;

    /// <summary>The pages that can still be reserved; 0 when more is reserved than there is.</summary>
    public ulong UnreservedPages => Rest(MemoryForGuests, _reserved);

    private ulong MemoryForGuests => _options.HostPages - _options.HostReservePages;

    /// <summary>Says whether a machine may start now. Changes nothing.</summary>
    /// <param name="claim">What the machine asks for.</param>
    public AdmissionDecision Evaluate(MemoryClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        AdmissionDecision form = CheckForm(claim);
        if (!form.IsAdmitted || _options.Policy == AdmissionPolicy.None)
        {
            return form;
        }

        if (_options.MaxMachines is int most && Machines >= most)
        {
            return new(AdmissionRefusal.TooManyMachines, $"The host runs {Machines} machines and may run {most}.");
        }

        return _options.Policy == AdmissionPolicy.FullSize ? CheckWhole(claim) : CheckReservation(claim);
    }

    /// <summary>Admits a machine if it may start, and books what it is guaranteed.</summary>
    /// <param name="claim">What the machine asks for. Give the same claim to <see cref="Release"/>.</param>
    public AdmissionDecision Admit(MemoryClaim claim)
    {
        AdmissionDecision decision = Evaluate(claim);
        if (decision.IsAdmitted)
        {
            Machines++;
            _reserved += Guaranteed(claim);
            _promised += claim.MaxPages;
            _charged += Whole(claim);
            _swap += Unreserved(claim);
        }

        return decision;
    }

    /// <summary>Gives back what a machine was guaranteed.</summary>
    /// <param name="claim">The claim that was admitted.</param>
    /// <exception cref="InvalidOperationException">No machine with such a claim can be running.</exception>
    public void Release(MemoryClaim claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (Machines == 0 || _reserved < Guaranteed(claim) || _promised < claim.MaxPages || _swap < Unreserved(claim))
        {
            throw new InvalidOperationException("A claim is released that was not admitted.");
        }

        Machines--;
        _reserved -= Guaranteed(claim);
        _promised -= claim.MaxPages;
        _charged -= Whole(claim);
        _swap -= Unreserved(claim);
        Debug.Assert(Machines > 0 || (_reserved | _promised | _charged | _swap) == 0, "an empty host owes nothing");
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Machines);
        foreach (UInt128 sum in (ReadOnlySpan<UInt128>)[_reserved, _promised, _charged, _swap])
        {
            writer.Write((ulong)(sum >> 64));
            writer.Write((ulong)sum);
        }
    }

    internal void Load(BinaryReader reader)
    {
        int machines = reader.ReadInt32();
        if (machines < 0)
        {
            throw new InvalidDataException("The saved number of machines is negative.");
        }

        Machines = machines;
        _reserved = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
        _promised = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
        _charged = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
        _swap = new UInt128(reader.ReadUInt64(), reader.ReadUInt64());
    }

    private static AdmissionDecision CheckForm(MemoryClaim claim)
    {
        if (claim.MaxPages == 0)
        {
            return new(AdmissionRefusal.NoMemory, "The machine asks for no memory.");
        }

        if (claim.Shares == 0)
        {
            return new(AdmissionRefusal.NoShares, "The machine has no shares; it needs at least 1.");
        }

        if (claim.ReservationPages > claim.SizePages)
        {
            return new(
                AdmissionRefusal.ReservationAboveSize,
                $"The reservation of {Text(claim.ReservationPages)} is above the size of {Text(claim.SizePages)}.");
        }

        return claim.ReservationPages > claim.MaxPages
            ? new(
                AdmissionRefusal.ReservationAboveLimit,
                $"The reservation of {Text(claim.ReservationPages)} is above the limit of {Text(claim.MaxPages)}.")
            : new(AdmissionRefusal.None, string.Empty);
    }

    private AdmissionDecision CheckWhole(MemoryClaim claim)
    {
        ulong free = Rest(MemoryForGuests, _charged);
        UInt128 needed = Whole(claim);
        return needed > free
            ? new(
                AdmissionRefusal.SizeDoesNotFit,
                $"The machine needs {Text(needed)} with its overhead, and {Text(free)} are not promised to others.")
            : new(AdmissionRefusal.None, string.Empty);
    }

    private AdmissionDecision CheckReservation(MemoryClaim claim)
    {
        UInt128 guaranteed = Guaranteed(claim);
        if (guaranteed > UnreservedPages)
        {
            return new(
                AdmissionRefusal.ReservationDoesNotFit,
                $"Reservation and overhead need {Text(guaranteed)}, and {Text(UnreservedPages)} are unreserved.");
        }

        if (_options.Policy == AdmissionPolicy.OvercommitRatio)
        {
            ulong allowed = PageArithmetic.Scale(MemoryForGuests, _options.OvercommitRatio);
            UInt128 promised = _promised + claim.MaxPages;
            if (promised > allowed)
            {
                return new(
                    AdmissionRefusal.OvercommitRatioExceeded,
                    $"With this machine {Text(promised)} would be promised, and {Text(allowed)} may be.");
            }
        }

        ulong freeSwap = Rest(_options.SwapPages ?? ulong.MaxValue, _swap);
        return _options.SwapPages is not null && Unreserved(claim) > freeSwap
            ? new(
                AdmissionRefusal.SwapDoesNotFit,
                $"What is not reserved needs {Text(Unreserved(claim))} of swap space, and {Text(freeSwap)} are left.")
            : new(AdmissionRefusal.None, string.Empty);
    }

    private static UInt128 Guaranteed(MemoryClaim claim) => (UInt128)claim.ReservationPages + claim.OverheadPages;

    private static UInt128 Whole(MemoryClaim claim) => (UInt128)claim.MaxPages + claim.OverheadPages;

    // A guest with a limit may still touch its whole size; what is beyond the limit lives in the swap space.
    private static ulong Unreserved(MemoryClaim claim) => claim.SizePages - claim.ReservationPages;

    private static ulong Rest(ulong total, UInt128 used) => used >= total ? 0 : total - (ulong)used;

    private static ByteSize Text(UInt128 pages) => new((ulong)UInt128.Min(pages * Page.Size, ulong.MaxValue));
}
