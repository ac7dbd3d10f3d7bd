using System.Diagnostics;

namespace PageEngine.Simulation;

/// <summary>The physical pages of a guest: what each is used for, for whom, and which are free.</summary>
/// <remarks>
/// <para>5 bytes a page, and only for pages that were used once: pages at or above <see cref="FirstUnused"/> are free
/// and have no entry. Free pages below it, and ballooned ones, are threaded on stacks through the table of owners, so
/// neither costs memory. The page freed last is taken first: the host still has a frame for it.</para>
/// <code>
/// flags   [5: read ahead][4: accessed][3: active][2..0: kind]
/// owner   cache and anonymous: the virtual page; kernel: its number; free and ballooned: the next of the stack + 1
/// </code>
/// <para>One thread at a time.</para>
/// </remarks>
internal sealed class GuestPages
{
    internal const byte KindMask = 7;
    internal const byte Active = 8;
    internal const byte Accessed = 16;
    internal const byte ReadAhead = 32;

    private const byte CountMask = KindMask | Active;
    private const int FirstLength = 1024;

    private readonly uint[] _counts = new uint[CountMask + 1];
    private byte[] _flags = [];
    private uint[] _owners = [];
    private uint _freeTop;
    private uint _ballooned;

    internal GuestPages(uint pageCount)
    {
        PageCount = pageCount;
        FreeCount = pageCount;
    }

    internal uint PageCount { get; }

    /// <summary>Pages from here on were never used.</summary>
    internal uint FirstUnused { get; private set; }

    internal uint FreeCount { get; private set; }

    /// <summary>Pages on top of the stack of free pages that the host was not told of.</summary>
    internal uint Unreported { get; private set; }

    /// <summary>The flags of all pages below <see cref="FirstUnused"/>.</summary>
    internal ReadOnlySpan<byte> Flags => _flags.AsSpan(0, (int)FirstUnused);

    internal byte FlagsOf(uint page) => _flags[page];

    internal GuestPageKind KindOf(uint page) =>
        page < FirstUnused ? (GuestPageKind)(_flags[page] & KindMask) : GuestPageKind.Free;

    internal uint OwnerOf(uint page) => _owners[page];

    /// <summary>The pages of a kind below <see cref="FirstUnused"/> that are not active.</summary>
    internal uint InactiveOf(GuestPageKind kind) => _counts[(int)kind];

    internal uint ActiveOf(GuestPageKind kind) => _counts[(int)kind | Active];

    internal uint CountOf(GuestPageKind kind) =>
        kind == GuestPageKind.Free ? FreeCount : InactiveOf(kind) + ActiveOf(kind);

    /// <summary>Takes a free page, the one freed last first.</summary>
    internal uint Take(GuestPageKind kind, uint owner)
    {
        Debug.Assert(FreeCount > 0 && kind != GuestPageKind.Free, "there is a free page, and it is taken for something");
        uint page;
        if (_freeTop != 0)
        {
            page = _freeTop - 1;
            _freeTop = _owners[page];
            _counts[(int)GuestPageKind.Free]--;
            Unreported -= Unreported == 0 ? 0u : 1u;
        }
        else
        {
            page = FirstUnused;
            Reach(page + 1);
        }

        FreeCount--;
        _flags[page] = (byte)kind;
        _owners[page] = owner;
        _counts[(int)kind]++;
        return page;
    }

    /// <summary>Gives a page back.</summary>
    internal void Free(uint page)
    {
        _counts[_flags[page] & CountMask]--;
        _counts[(int)GuestPageKind.Free]++;
        _flags[page] = (byte)GuestPageKind.Free;
        _owners[page] = _freeTop;
        _freeTop = page + 1;
        FreeCount++;
        Unreported++;
    }

    /// <summary>Changes the kind and the flags of a page that is in use; its owner stays.</summary>
    internal void SetFlags(uint page, byte flags)
    {
        _counts[_flags[page] & CountMask]--;
        _counts[flags & CountMask]++;
        _flags[page] = flags;
    }

    /// <summary>Notes that a page was used: the first use of a page that was read ahead does not count.</summary>
    internal void Touch(uint page)
    {
        byte flags = _flags[page];
        if ((flags & (Accessed | ReadAhead)) != Accessed)
        {
            _flags[page] = (flags & ReadAhead) != 0 ? (byte)(flags & ~ReadAhead) : (byte)(flags | Accessed);
        }
    }

    /// <summary>Takes a free page for the balloon.</summary>
    internal uint TakeForBalloon()
    {
        uint page = Take(GuestPageKind.Ballooned, _ballooned);
        _ballooned = page + 1;
        return page;
    }

    /// <summary>Gives the page that the balloon took last back.</summary>
    internal void FreeFromBalloon()
    {
        uint page = _ballooned - 1;
        _ballooned = _owners[page];
        Free(page);
    }

    /// <summary>The free pages that the host was not told of; it is from now on.</summary>
    internal void ReportFree(IGuestPhysicalMemory memory)
    {
        for (uint top = _freeTop; Unreported > 0 && top != 0; Unreported--, top = _owners[top - 1])
        {
            memory.Release(top - 1);
        }

        Unreported = 0;
    }

    /// <summary>Takes the pages that are free, or in the balloon, out of a set.</summary>
    internal void UnmarkUnused(DirtyBitmap pages)
    {
        ulong next = 0;
        while (next < pages.PageCount && pages.TryFindNext(new GuestFrameNumber(next), out GuestFrameNumber page))
        {
            if (KindOf((uint)page.Value) is GuestPageKind.Free or GuestPageKind.Ballooned)
            {
                pages.Unmark(page);
            }

            next = page.Value + 1;
        }
    }

    internal void Save(StateWriter writer)
    {
        writer.Write(FirstUnused);
        writer.Write(_freeTop);
        writer.Write(Unreported);
        writer.Write(_ballooned);
        writer.WriteSparse(Flags);
        writer.WriteSparse(_owners.AsSpan(0, (int)FirstUnused));
    }

    /// <summary>Reads what <see cref="Save"/> wrote. <see cref="FindError"/> says whether it holds together.</summary>
    internal void Load(StateReader reader)
    {
        uint used = reader.ReadUInt32();
        StateReader.Require(used <= PageCount, "a guest uses more pages than it has");
        FirstUnused = 0;
        Reach(used);
        _freeTop = reader.ReadUInt32();
        Unreported = reader.ReadUInt32();
        _ballooned = reader.ReadUInt32();
        reader.ReadSparse(_flags.AsSpan(0, (int)used));
        reader.ReadSparse(_owners.AsSpan(0, (int)used));
        Array.Clear(_counts);
        foreach (byte flags in Flags)
        {
            _counts[flags & CountMask]++;
        }

        FreeCount = PageCount - used + _counts[(int)GuestPageKind.Free];
    }

    /// <summary>What is wrong with the table in itself; null when nothing is.</summary>
    internal string? FindError()
    {
        Span<uint> counts = stackalloc uint[_counts.Length];
        counts.Clear();
        foreach (byte flags in Flags)
        {
            if ((flags & KindMask) > (byte)GuestPageKind.Ballooned || flags > (ReadAhead | Accessed | Active | KindMask))
            {
                return "a guest page has flags that do not exist";
            }

            if (!IsReclaimable(flags) && (flags & ~KindMask) != 0)
            {
                return "a guest page that cannot be reclaimed has an age";
            }

            counts[flags & CountMask]++;
        }

        if (!counts.SequenceEqual(_counts) || FreeCount != PageCount - FirstUnused + _counts[(int)GuestPageKind.Free])
        {
            return "the counts of a guest's pages do not add up";
        }

        return Unreported > _counts[(int)GuestPageKind.Free]
            ? "more free pages wait to be reported than are free"
            : FindErrorOf(_freeTop, GuestPageKind.Free) ?? FindErrorOf(_ballooned, GuestPageKind.Ballooned);
    }

    internal static bool IsReclaimable(byte flags) => (GuestPageKind)(flags & KindMask) is
        GuestPageKind.CleanCache or GuestPageKind.DirtyCache or GuestPageKind.Anonymous;

    private string? FindErrorOf(uint top, GuestPageKind kind)
    {
        uint left = _counts[(int)kind];
        for (; top != 0; top = _owners[top - 1], left--)
        {
            if (left == 0 || top > FirstUnused || KindOf(top - 1) != kind)
            {
                return "a stack of a guest's pages leads astray";
            }
        }

        return left == 0 ? null : "a stack of a guest's pages has lost some";
    }

    /// <summary>Makes entries for pages below a limit.</summary>
    private void Reach(uint limit)
    {
        FirstUnused = limit;
        if (limit <= _flags.Length)
        {
            return;
        }

        int length = (int)Math.Min(PageCount, Math.Max(Math.Max((ulong)limit, FirstLength), 2 * (ulong)_flags.Length));
        Array.Resize(ref _flags, length);
        Array.Resize(ref _owners, length);
    }
}
