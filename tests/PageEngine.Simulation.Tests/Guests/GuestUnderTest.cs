namespace PageEngine.Simulation.Tests;

/// <summary>A booted guest with one task, and its memory, for tests of single mechanisms.</summary>
internal sealed class GuestUnderTest
{
    private ulong _token;

    internal GuestUnderTest(
        uint pages, uint own = 0, uint files = 0, uint swap = 0, double reserve = 0, uint kernel = 0,
        BalloonSpec? balloon = null, bool zeroes = false, string? image = null, string name = "guest")
    {
        Memory = new PlainGuestMemory(pages, swap);
        GuestOsSpec spec = new()
        {
            Kernel = ByteSize.FromPages(kernel),
            KernelBytesPerPage = 0,
            FreeReserve = reserve,
            Swap = ByteSize.FromPages(swap),
            ZeroMemoryAtBoot = zeroes,
            Image = image,
        };
        balloon ??= new BalloonSpec { Enabled = false };
        Os = new GuestOs(spec, balloon, Memory, new RandomStream(1, name, "guest"), files);
        AccessOutcome outcome = default;
        Assert.True(Os.Boot(ref outcome));
        Own = own;
        Task = Os.AddRegion(own);
    }

    internal PlainGuestMemory Memory { get; }

    internal GuestOs Os { get; }

    internal int Task { get; }

    internal uint Own { get; }

    internal AccessOutcome Try(PageAccessKind kind, uint page, ulong? token = null)
    {
        AccessOutcome outcome = default;
        bool isDone = Os.Access(Task, page, kind, new PageToken(token ?? ++_token), ref outcome);
        Assert.Equal(isDone, outcome.Succeeded);
        return outcome;
    }

    internal AccessOutcome Do(PageAccessKind kind, uint page, ulong? token = null)
    {
        AccessOutcome outcome = Try(kind, page, token);
        Assert.Equal(AccessFailure.None, outcome.Failure);
        return outcome;
    }

    internal AccessOutcome Read(uint page) => Do(PageAccessKind.Read, page);

    internal AccessOutcome Write(uint page, ulong? token = null) => Do(PageAccessKind.Write, page, token);

    internal AccessOutcome ReadFile(uint page) => Read(Own + page);

    internal AccessOutcome WriteFile(uint page, ulong? token = null) => Write(Own + page, token);

    /// <summary>Lets time pass until the disk has done all that it was asked for.</summary>
    internal void Settle() => Memory.Now += SimTime.FromSeconds(1);
}
