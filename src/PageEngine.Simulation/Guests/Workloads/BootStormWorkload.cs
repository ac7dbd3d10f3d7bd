using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>
/// Boots: touches all its memory for the first time, reads system files, and settles to a small working set.
/// </summary>
/// <remarks>
/// <para>Some systems fill all memory with zeros when they start. Guests that do so at the same time need all their
/// memory for a moment, however little of it they use later, unless the pages of zeros are shared before they are
/// swapped.</para>
/// <para>The order is: all memory from its first to its last page, the files from their first page on, then pages of
/// the working set, each with the same probability, for ever.</para>
/// </remarks>
public sealed record BootStormWorkload : WorkloadSpec
{
    /// <summary>Whether the first touch of the memory fills it with zeros; otherwise it writes contents.</summary>
    public bool ZeroesMemory { get; init; } = true;

    /// <summary>The system files that are read, at most what the guest has.</summary>
    public ByteSize SystemFiles { get; init; } = ByteSize.FromMiB(128);

    /// <summary>The working set after boot, at most the memory of the task.</summary>
    public ByteSize WorkingSet { get; init; } = ByteSize.FromMiB(64);

    /// <summary>The accesses in a second after boot, 10⁻⁶ to 10⁹.</summary>
    [JsonConverter(typeof(FrequencyConverter))]
    public double SettledAccessesPerSecond { get; init; } = 1_000;

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        CheckRate(SettledAccessesPerSecond, nameof(SettledAccessesPerSecond), problems);
    }

    private sealed class Task(BootStormWorkload spec, in WorkloadSetting setting) : WorkloadTask
    {
        private readonly uint _pages = setting.Pages;
        private readonly uint _firstFilePage = setting.FirstFilePage;
        private readonly uint _filePages = (uint)Math.Min(spec.SystemFiles.Pages, setting.FilePages);
        private readonly uint _setPages = setting.PagesOf(spec.WorkingSet);
        private readonly uint _run = WorkloadPace.LongestRun(spec.AccessesPerSecond);
        private readonly PageAccessKind _firstTouch = spec.ZeroesMemory ? PageAccessKind.Zero : PageAccessKind.Write;
        private WorkloadPace _boot = new(spec);
        private WorkloadPace _settled = new(spec.SettledAccessesPerSecond, spec.WriteShare);
        private uint _touched;
        private uint _filesRead;

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                if (_touched < _pages)
                {
                    accesses[i] = Run(0, ref _touched, _pages, _firstTouch);
                }
                else if (_filesRead < _filePages)
                {
                    accesses[i] = Run(_firstFilePage, ref _filesRead, _filePages, PageAccessKind.Read);
                }
                else
                {
                    uint page = (uint)random.Below(_setPages);
                    accesses[i] = new PageAccess(page, _settled.NextKind(ref random), _settled.NextGap());
                }
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _boot.Save(writer);
            _settled.Save(writer);
            writer.Write(_touched);
            writer.Write(_filesRead);
        }

        internal override void Load(StateReader reader)
        {
            _boot.Load(reader);
            _settled.Load(reader);
            _touched = reader.ReadUInt32();
            _filesRead = reader.ReadUInt32();
            StateReader.Require(_touched <= _pages && _filesRead <= _filePages, "a boot went out of its memory");
        }

        private PageAccess Run(uint first, ref uint done, uint all, PageAccessKind kind)
        {
            uint count = Math.Min(_run, all - done);
            PageAccess run = new(first + done, kind, _boot.NextGap(count), count);
            done += count;
            return run;
        }
    }
}
