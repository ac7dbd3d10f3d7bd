using System.Text.Json;

namespace PageEngine.Simulation;

/// <content>Saving and loading.</content>
public sealed partial class Migration
{
    internal override void Save(StateWriter writer)
    {
        writer.Write((byte)Stage);
        writer.Write(FailureReason is not null);
        writer.Write(FailureReason ?? "");
        Report.Save(writer);
        writer.Write(_wasPaused);
        writer.Write(_announcement);
        if (IsOver)
        {
            return;
        }

        writer.Write(IsInterrupted);
        writer.Write(_switchesToPostCopy);
        writer.Write(_step);
        writer.Write(_since);
        writer.Write(_flowNumber);
        writer.Write((byte)_load);
        writer.Write(_next);
        writer.Write(_slicePages);
        writer.Write(_sliceBytes);
        writer.Write(_readsReady);
        writer.Write(_roundPages);
        writer.Write(_roundZeroPages);
        writer.Write(_roundBytes);
        writer.Write(_awaited);
        _faultChannel.Save(writer);
        writer.Write(_batch.Count);
        foreach (ulong page in _batch)
        {
            writer.Write(page);
        }

        SaveMemory(writer, _arriving);
        SaveMemory(writer, _left);
        SaveWaiting(writer);
        writer.Write((_arriving ?? Machine.Paged)?.PromisedPages ?? 0);
        writer.Write(_rounds is not null);
        _rounds?.Save(writer);
    }

    internal override void Load(StateReader reader)
    {
        Stage = (MigrationStage)reader.ReadByte();
        StateReader.Require(Enum.IsDefined(Stage), "a move is at an unknown stage");
        bool hasFailed = reader.ReadBoolean();
        string reason = reader.ReadText();
        FailureReason = hasFailed ? reason : null;
        Report = new MigrationReport();
        Report.Load(reader);
        _wasPaused = reader.ReadBoolean();
        _announcement = reader.ReadEventHandle();
        _batch.Clear();
        (Flow, _rounds, _waiting, _arriving, _left, _cursor) = (null, null, null, null, null, null);
        IsInterrupted = false;
        if (IsOver)
        {
            return;
        }

        IsInterrupted = reader.ReadBoolean();
        _switchesToPostCopy = reader.ReadBoolean();
        _step = reader.ReadEventHandle();
        _since = reader.ReadTime();
        _flowNumber = reader.ReadInt32();
        _load = (MigrationLoad)reader.ReadByte();
        _next = reader.ReadUInt64();
        _slicePages = reader.ReadUInt64();
        _sliceBytes = reader.ReadUInt64();
        _readsReady = reader.ReadTime();
        _roundPages = reader.ReadUInt64();
        _roundZeroPages = reader.ReadUInt64();
        _roundBytes = reader.ReadUInt64();
        _awaited = reader.ReadUInt64();
        _faultChannel.Load(reader);
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _batch.Add(reader.ReadUInt64());
        }

        _arriving = LoadMemory(Destination, reader);
        _left = LoadMemory(Source, reader);
        LoadWaiting(reader);
        ulong promised = reader.ReadUInt64();
        if ((_arriving ?? Machine.Paged) is { } receiving)
        {
            receiving.PromisedPages = promised;
        }

        _rounds = reader.ReadBoolean() ? LoadRounds(reader) : null;
        Machine.Move = this;
        if (_left is not null && Machine.Paged is { } memory)
        {
            memory.Mover = this;
        }
    }

    internal override bool Accepts(in SimulationEvent saved) => saved.Kind switch
    {
        EventKind.TransferDone => Flow is { } flow && saved.A == flow.Number,
        EventKind.MigrationStep when saved.A == (long)MigrationStep.Announces => saved.B >= 0 && saved.B < Method.Announcements.Rounds,
        EventKind.MigrationStep => !IsOver && saved.A is >= 0 and <= (long)MigrationStep.Recovered,
        _ => false,
    };

    private protected override void SaveSpec(StateWriter writer)
    {
        writer.Write(JsonSerializer.Serialize(Method, SpecJson.Default.MigrationMethod));
        writer.Write(Machine.Id);
        writer.Write(Source.Id);
        writer.Write(Destination.Id);
    }

    private static void SaveMemory(StateWriter writer, PagedMemory? memory)
    {
        writer.Write(memory is not null);
        memory?.Save(writer);
    }

    private PagedMemory? LoadMemory(SimulatedHost host, StateReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return null;
        }

        PagedMemory? memory = host.LoadMemory(Machine, reader) as PagedMemory;
        StateReader.Require(memory is not null, "a machine is moved to a host without pages");
        memory!.Load(reader);
        return memory;
    }

    private void SaveWaiting(StateWriter writer)
    {
        writer.Write(_waiting is not null);
        if (_waiting is null)
        {
            return;
        }

        int ranges = 0;
        foreach (PageRange _ in _waiting.EnumerateRanges())
        {
            ranges++;
        }

        writer.Write(ranges);
        foreach (PageRange range in _waiting.EnumerateRanges())
        {
            writer.Write(range.Start.Value);
            writer.Write(range.Count);
        }

        writer.Write(CursorNumber());
    }

    private void LoadWaiting(StateReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        ulong pages = Machine.Spec.Memory.Pages;
        _waiting = NoPages();
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            ulong start = reader.ReadUInt64();
            ulong length = reader.ReadUInt64();
            StateReader.Require(start < pages && length <= pages - start, "pages that wait are not the machine's");
            _waiting.Mark(new PageRange(new GuestFrameNumber(start), length));
        }

        int cursor = reader.ReadInt32();
        if (cursor >= 0)
        {
            IReadOnlyList<DirtyCursor>? cursors = Machine.Paged?.Guest.DirtyLog.Cursors;
            StateReader.Require(cursor < (cursors?.Count ?? 0), "a move reads a dirty log that is not there");
            _cursor = cursors![cursor];
        }
    }

    private int CursorNumber()
    {
        if (_cursor is null)
        {
            return -1;
        }

        IReadOnlyList<DirtyCursor> cursors = Machine.Paged!.Guest.DirtyLog.Cursors;
        int number = 0;
        while (!ReferenceEquals(cursors[number], _cursor))
        {
            number++;
        }

        return number;
    }

    private ControllerJournal LoadRounds(StateReader reader)
    {
        StateReader.Require(Method is PreCopy, "a move has rounds that it cannot have");
        return ControllerJournal.Load((PreCopy)Method, reader);
    }
}
