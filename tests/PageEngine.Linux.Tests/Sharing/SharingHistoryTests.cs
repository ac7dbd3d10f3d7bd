namespace PageEngine.Linux.Tests;

public sealed class SharingHistoryTests
{
    private const int PageCount = 96;
    private const int Steps = 400;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_history_of_writes_merges_and_discards_keeps_every_byte_and_misses_no_write(int seed)
    {
        var random = new Random(seed);
        foreach (TrackerKind tracker in (TrackerKind[])[TrackerKind.AsyncWriteProtect, TrackerKind.Fingerprints])
        {
            if (KernelFeatures.Current.WhyNot(tracker).Length > 0)
            {
                continue;
            }

            using MappedGuestMemory first = RealMemory.Create(PageCount, tracker);
            using MappedGuestMemory second = RealMemory.Create(PageCount, tracker);
            using var history = new History([first, second]);
            for (int step = 0; step < Steps; step++)
            {
                string what = history.Step(random);
                Assert.True(history.Holds(), $"seed {seed}, tracker {tracker}, step {step}: after {what}");
            }

            Assert.True(history.Merges > 0, $"seed {seed}: nothing was merged");
        }
    }

    /// <summary>Memories beside a model of their bytes, and a replica that is kept up by harvests alone.</summary>
    private sealed class History : IDisposable
    {
        private readonly MappedGuestMemory[] _memories;
        private readonly byte[][] _model;
        private readonly byte[][] _replica;
        private readonly DirtyCursor[] _cursors;
        private MappedPageSharer _sharer;

        internal History(MappedGuestMemory[] memories)
        {
            _memories = memories;
            _model = [.. memories.Select(static memory => new byte[memory.Size.Bytes])];
            _replica = [.. memories.Select(static memory => new byte[memory.Size.Bytes])];
            _cursors = [.. memories.Select(static memory => memory.DirtyLog.OpenCursor())];
            _sharer = NewSharer();
        }

        internal ulong Merges { get; private set; }

        internal string Step(Random random)
        {
            int which = random.Next(_memories.Length);
            int page = random.Next(PageCount);
            int count = Math.Min(random.Next(1, 9), PageCount - page);
            Span<byte> model = _model[which].AsSpan(page * Page.Size, count * Page.Size);
            switch (random.Next(9))
            {
                case 0:
                    Merges += _sharer.Scan() > 0 ? _sharer.Merge((ulong)random.Next(1, 60)) : 0;
                    return "merge";
                case 1:
                    _sharer.Scan();
                    return "scan";
                case 2:
                    Merges += _sharer.Merge();
                    return "merge of an older scan";
                case 3:
                    _memories[which].Discard(new PageRange(new GuestFrameNumber((ulong)page), (ulong)count));
                    model.Clear();
                    return $"discard of {count} from {page}";
                case 4 when random.Next(10) == 0:
                    _sharer.Dispose();
                    _sharer = NewSharer();
                    return "another sharer";
                case 5:
                    Replicate(which);
                    return "harvest";
                default:
                    model.Fill((byte)random.Next(3));
                    model.CopyTo(_memories[which].GetSpan(new GuestFrameNumber((ulong)page), count));
                    return $"write of {count} to {page}";
            }
        }

        internal bool Holds()
        {
            for (int i = 0; i < _memories.Length; i++)
            {
                if (!_memories[i].Span.SequenceEqual(_model[i]))
                {
                    return false;
                }

                if (Merges % 3 == 0)
                {
                    Replicate(i);
                    if (!_replica[i].AsSpan().SequenceEqual(_model[i]))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        public void Dispose() => _sharer.Dispose();

        private MappedPageSharer NewSharer() => new(_memories, new MappedSharingOptions { FingerprintSeed = 5 });

        private void Replicate(int which)
        {
            foreach (ulong page in RealMemory.Harvest(_memories[which], _cursors[which]))
            {
                _memories[which].Read(
                    new GuestFrameNumber(page), _replica[which].AsSpan((int)page * Page.Size, Page.Size));
            }
        }
    }
}
