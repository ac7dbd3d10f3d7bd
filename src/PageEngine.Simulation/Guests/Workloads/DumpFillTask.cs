using PageEngine.Images;

namespace PageEngine.Simulation;

/// <summary>Fills a task's memory with the pages of a dump before its workload begins.</summary>
internal sealed class DumpFillTask : WorkloadTask
{
    /// <summary>What it takes to copy a page at 16 GiB/s.</summary>
    private const long NanosecondsPerPage = 238;

    private readonly WorkloadTask _workload;
    private readonly DumpTokens _tokens;
    private readonly int _dump;
    private readonly ulong _firstPage;
    private readonly uint _pages;
    private uint _filled;

    internal DumpFillTask(ContentSpec content, in WorkloadSetting setting, WorkloadTask workload)
    {
        _workload = workload;
        _tokens = content.DumpTokens!;
        _dump = content.DumpIndex;
        _firstPage = setting.FirstPage;
        ulong inDump = _tokens.PageCountOf(_dump);
        _pages = (uint)Math.Min(setting.Pages, inDump > _firstPage ? inDump - _firstPage : 0);
    }

    internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
    {
        if (_filled == _pages)
        {
            return _workload.Next(accesses, ref random, now);
        }

        int count = (int)Math.Min((uint)accesses.Length, _pages - _filled);
        for (int i = 0; i < count; i++)
        {
            PageToken token = _tokens[_dump, _firstPage + _filled];
            PageAccessKind kind = token == PageToken.Zero ? PageAccessKind.Zero : PageAccessKind.Write;
            accesses[i] = new PageAccess(_filled++, kind, NanosecondsPerPage, Content: token.Value);
        }

        return count;
    }

    internal override void Save(StateWriter writer)
    {
        writer.Write(_filled);
        _workload.Save(writer);
    }

    internal override void Load(StateReader reader)
    {
        _filled = reader.ReadUInt32();
        StateReader.Require(_filled <= _pages, "a dump has fewer pages");
        _workload.Load(reader);
    }
}
