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
        writer.Write(_stopped);
        writer.Write(_longestSilence);
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
        writer.Write(_handedOver);
        writer.Write(_isRoundOpen);
        _pagesBefore.Save(writer);
        _payloadBefore.Save(writer);
        writer.Write(_roundBytes);
        writer.Write(_workBefore);
        writer.Write(_attemptBegin);
        writer.Write(_isWaitingToRetry);
        writer.Write(_drained);
        writer.Write(_dirtyPeriod);
        writer.Write(_throttledBefore);
        writer.Write(_silentSince);
        writer.Write(_disk);
        writer.Write(_blocksBefore);
        writer.Write(_disksFollow);
        writer.Write(_awaited);
        _faultChannel.Save(writer);
        writer.Write(_batch.Count);
        foreach ((ulong page, PageEncoding form, int payload) in _batch)
        {
            writer.Write(page);
            writer.Write((byte)form);
            writer.Write(payload);
        }

        SaveMemory(writer, _arriving);
        SaveMemory(writer, _left);
        SaveWaiting(writer);
        writer.Write((_arriving ?? Machine.Paged)?.PromisedPages ?? 0);
        writer.Write(_rounds is not null);
        _rounds?.Save(writer);
        writer.Write(_sender is not null);
        _sender?.Save(writer);
        WriteWatch? watch = IsCommitted ? null : Machine.Paged?.Watch;
        writer.Write(watch is not null);
        watch?.Save(writer);
        foreach (VirtualDisk disk in Machine.Disks)
        {
            writer.Write(disk.Mirror is not null);
            disk.Mirror?.Save(writer);
        }
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
        _stopped = reader.ReadTime();
        _longestSilence = reader.ReadTime();
        _batch.Clear();
        (Flow, _rounds, _waiting, _arriving, _left, _cursor) = (null, null, null, null, null, null);
        _sender = null;
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
        _handedOver = reader.ReadUInt64();
        _isRoundOpen = reader.ReadBoolean();
        _pagesBefore = EncodingCounts.Load(reader);
        _payloadBefore = EncodingCounts.Load(reader);
        _roundBytes = reader.ReadUInt64();
        _workBefore = reader.ReadUInt64();
        _attemptBegin = reader.ReadTime();
        _isWaitingToRetry = reader.ReadBoolean();
        _drained = reader.ReadTime();
        _dirtyPeriod = reader.ReadEventHandle();
        _throttledBefore = reader.ReadInt64();
        _silentSince = reader.ReadTime();
        _disk = reader.ReadCount(Machine.Disks.Count);
        _blocksBefore = reader.ReadUInt64();
        _disksFollow = reader.ReadBoolean();
        _awaited = reader.ReadUInt64();
        _faultChannel.Load(reader);
        for (int count = reader.ReadCount(); count > 0; count--)
        {
            _batch.Add(new FollowingPage(reader.ReadUInt64(), (PageEncoding)reader.ReadByte(), reader.ReadCount(Page.Size)));
            StateReader.Require(
                _batch[^1].Page < Machine.Spec.Memory.Pages && _batch[^1].Form <= PageEncoding.Reference, "a page that follows makes no sense");
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
        LoadSender(reader);
        LoadWatch(reader);
        LoadMirrors(reader);
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
        EventKind.MigrationStep when saved.A == (long)MigrationStep.DirtyPeriod =>
            !IsOver && !IsCommitted && Machine.Paged?.Watch?.Limited is not null,
        EventKind.MigrationStep => !IsOver && saved.A is >= 0 and <= (long)MigrationStep.Retries,
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

        PageSets.Save(writer, _waiting);
        writer.Write(CursorNumber());
    }

    private void LoadWaiting(StateReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        _waiting = PageSets.Load(reader, Machine.Spec.Memory.Pages);
        int cursor = reader.ReadInt32();
        if (cursor >= 0)
        {
            IReadOnlyList<DirtyCursor>? cursors = Machine.Paged?.Guest.DirtyLog.Cursors;
            StateReader.Require(cursor < (cursors?.Count ?? 0), "a move reads a dirty log that is not there");
            _cursor = cursors![cursor];
        }
    }

    private void LoadMirrors(StateReader reader)
    {
        foreach (VirtualDisk disk in Machine.Disks)
        {
            disk.Mirror?.Dispose();
            disk.Mirror = reader.ReadBoolean() ? DiskMirror.Load(disk, reader) : null;
            StateReader.Require(
                disk.Mirror is not { IsSwitched: true } || disk.CopyOn(Source.Id) is not null, "a disk follows from nowhere");
        }
    }

    private void LoadSender(StateReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        PagedMemory? from = _left ?? Machine.Paged;
        PagedMemory? to = _left is null ? _arriving : Machine.Paged;
        StateReader.Require(from is not null && to is not null, "a move sends pages from nowhere or to nowhere");
        _sender = new PageSender(Method, from!, to!, Report);
        _sender.Load(reader, Destination, Machine.Name);
    }

    private void LoadWatch(StateReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return;
        }

        StateReader.Require(Machine.Paged is not null && !IsCommitted, "a move looks at writes to nothing");
        WriteWatch watch = Machine.Paged!.Watch ??= new WriteWatch();
        watch.Load(reader, Machine.Spec.Memory.Pages, NewRings);
        watch.FirstMarkNanoseconds = Method.TrackingTime.Nanoseconds;
        watch.Log = Method.TrackingTime > SimTime.Zero ? _cursor : null;
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
