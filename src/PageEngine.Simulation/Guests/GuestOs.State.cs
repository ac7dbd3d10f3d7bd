namespace PageEngine.Simulation;

internal sealed partial class GuestOs
{
    internal void Save(StateWriter writer)
    {
        writer.Write(_own);
        writer.Write(AvoidDoublePaging);
        writer.Write(_kernelWritten);
        writer.Write(_zeroed);
        writer.Write(_wakeAt);
        _pages.Save(writer);
        _space.Save(writer);
        _writtenFiles.Save(writer, static (to, entries) => SaveWords(to, entries));
        _evictionOfSlot.Save(writer, static (to, entries) => to.WriteSparse(entries));
        SaveReclaim(writer);
        SaveCounters(writer);
        Balloon.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for a guest that was made the same way.</summary>
    /// <exception cref="InvalidDataException">The state does not hold together.</exception>
    internal void Load(StateReader reader)
    {
        _own = reader.ReadUInt64();
        _content = new GuestContent(_spec.Image, _spec.ImageShare, _own);
        AvoidDoublePaging = reader.ReadBoolean();
        _kernelWritten = reader.ReadUInt32();
        _zeroed = reader.ReadUInt32();
        _wakeAt = reader.ReadUInt32();
        _pages.Load(reader);
        _space.Load(reader);
        _writtenFiles.Load(reader, FilePages, static (from, entries) => LoadWords(from, entries));
        uint slots = (uint)Math.Min(_spec.Swap.Pages, GuestMapping.NumberMask);
        _evictionOfSlot.Load(reader, slots, static (from, entries) => from.ReadSparse(entries));
        LoadReclaim(reader);
        LoadCounters(reader);
        Balloon.Load(reader);
        string? error = FindError();
        StateReader.Require(error is null, error ?? "");
    }

    private static void SaveWords(StateWriter writer, ulong[] words)
    {
        foreach (ulong word in words)
        {
            writer.Write(word);
        }
    }

    private static void LoadWords(StateReader reader, ulong[] words)
    {
        foreach (ref ulong word in words.AsSpan())
        {
            word = reader.ReadUInt64();
        }
    }

    private void SaveReclaim(StateWriter writer)
    {
        foreach (uint hand in _hands)
        {
            writer.Write(hand);
        }

        writer.Write(_fileCost);
        writer.Write(_anonymousCost);
        writer.Write(_evictions);
        writer.Write(_flushHand);
        writer.Write(_flushLeft);
        writer.Write(_nextFlush);
        writer.Write(_writtenBy);
    }

    private void LoadReclaim(StateReader reader)
    {
        foreach (ref uint hand in _hands.AsSpan())
        {
            hand = reader.ReadUInt32();
            StateReader.Require(hand <= _pages.FirstUnused, "a hand points behind the pages that a guest used");
        }

        _fileCost = reader.ReadUInt64();
        _anonymousCost = reader.ReadUInt64();
        StateReader.Require(
            Math.Max(_fileCost, _anonymousCost) <= CostMemory, "a guest's costs of reclaim are too high");
        _evictions = reader.ReadUInt64();
        _flushHand = reader.ReadUInt32();
        StateReader.Require(_flushHand <= _pages.FirstUnused, "a hand points behind the pages that a guest used");
        _flushLeft = reader.ReadUInt32();
        _nextFlush = reader.ReadTime();
        _writtenBy = reader.ReadTime();
    }

    private void SaveCounters(StateWriter writer)
    {
        writer.Write(_counters.MinorFaults);
        writer.Write(_counters.FilePagesRead);
        writer.Write(_counters.FilePagesWritten);
        writer.Write(_counters.SwapIns);
        writer.Write(_counters.SwapOuts);
        writer.Write(_counters.CacheDrops);
        writer.Write(_counters.Refaults);
        writer.Write(_counters.DirectReclaims);
        writer.Write(_counters.OutOfMemory);
        writer.Write(_counters.DeviceFailures);
        writer.Write(_counters.PagesReported);
    }

    private void LoadCounters(StateReader reader) => _counters = new GuestCounters
    {
        MinorFaults = reader.ReadUInt64(),
        FilePagesRead = reader.ReadUInt64(),
        FilePagesWritten = reader.ReadUInt64(),
        SwapIns = reader.ReadUInt64(),
        SwapOuts = reader.ReadUInt64(),
        CacheDrops = reader.ReadUInt64(),
        Refaults = reader.ReadUInt64(),
        DirectReclaims = reader.ReadUInt64(),
        OutOfMemory = reader.ReadUInt64(),
        DeviceFailures = reader.ReadUInt64(),
        PagesReported = reader.ReadUInt64(),
    };
}
