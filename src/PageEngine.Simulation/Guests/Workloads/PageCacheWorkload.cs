using System.Text.Json.Serialization;

namespace PageEngine.Simulation;

/// <summary>Reads and writes files, and fills the guest's page cache; needs little memory of its own.</summary>
/// <remarks>In a guest without files all accesses go to the task's own memory.</remarks>
public sealed record PageCacheWorkload : WorkloadSpec
{
    /// <summary>The pages of neighbouring ranks that lie side by side in a file.</summary>
    private const uint ClusterPages = 16;

    /// <summary>Makes a workload that writes a tenth of what it touches.</summary>
    public PageCacheWorkload()
    {
        WriteShare = 0.1;
    }

    /// <summary>The part of the accesses that go to files, 0 to 1; the others go to the task's own memory.</summary>
    [JsonConverter(typeof(ShareConverter))]
    public double FileShare { get; init; } = 0.9;

    /// <summary>The files that are used, from the first on, at most what the guest has; null for all.</summary>
    public ByteSize? Files { get; init; }

    /// <summary>The order of the file pages.</summary>
    public FilePattern Pattern { get; init; } = FilePattern.Zipf;

    /// <summary>The exponent of <see cref="FilePattern.Zipf"/>, 0 (all pages alike) to 16.</summary>
    public double Exponent { get; init; } = 0.99;

    /// <summary>The pages of its own that the task uses, each with the same probability; at most its memory.</summary>
    public ByteSize WorkingSet { get; init; } = ByteSize.FromMiB(16);

    internal override WorkloadTask NewTask(in WorkloadSetting setting) => new Task(this, setting);

    internal override void Check(SpecProblems problems)
    {
        base.Check(problems);
        problems.Share(FileShare);
        problems.Defined(Pattern);
        ZipfWorkload.CheckExponent(Exponent, problems);
        if (Files is { Pages: 0 })
        {
            problems.Add(nameof(Files), "is less than a page");
        }
    }

    private sealed class Task : WorkloadTask
    {
        private readonly Probability _file;
        private readonly uint _firstFilePage;
        private readonly uint _filePages;
        private readonly uint _setPages;
        private readonly ZipfPages? _popular;
        private WorkloadPace _pace;
        private uint _position;

        internal Task(PageCacheWorkload spec, in WorkloadSetting setting)
        {
            _firstFilePage = setting.FirstFilePage;
            _filePages = (uint)Math.Min(spec.Files?.Pages ?? uint.MaxValue, setting.FilePages);
            _file = new Probability(_filePages > 0 ? spec.FileShare : 0);
            _setPages = setting.PagesOf(spec.WorkingSet);
            _pace = new WorkloadPace(spec);
            if (spec.Pattern == FilePattern.Zipf && _filePages > 0)
            {
                _popular = new ZipfPages(_filePages, spec.Exponent, ClusterPages, setting.Key);
            }
        }

        internal override int Next(Span<PageAccess> accesses, ref RandomStream random, SimTime now)
        {
            for (int i = 0; i < accesses.Length; i++)
            {
                uint page = _file.Draw(ref random)
                    ? _firstFilePage + NextFilePage(ref random)
                    : (uint)random.Below(_setPages);
                accesses[i] = new PageAccess(page, _pace.NextKind(ref random), _pace.NextGap());
            }

            return accesses.Length;
        }

        internal override void Save(StateWriter writer)
        {
            _pace.Save(writer);
            writer.Write(_position);
        }

        internal override void Load(StateReader reader)
        {
            _pace.Load(reader);
            _position = reader.ReadUInt32();
            StateReader.Require(_position < Math.Max(1, _filePages), "a file is read behind its end");
        }

        private uint NextFilePage(ref RandomStream random)
        {
            if (_popular is not null)
            {
                return _popular.Next(ref random);
            }

            uint page = _position;
            _position = page + 1 < _filePages ? page + 1 : 0;
            return page;
        }
    }
}
