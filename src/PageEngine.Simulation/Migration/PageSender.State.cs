namespace PageEngine.Simulation;

/// <content>Saving and loading.</content>
internal sealed partial class PageSender
{
    internal void Save(StateWriter writer)
    {
        writer.Write(Meter.Bytes);
        writer.Write(Meter.Frames);
        writer.Write(Meter.Pages);
        writer.Write(Meter.OpenPages);
        writer.Write(Meter.OpenBytes);
        writer.Write(UsesDeltas);
        writer.Write(_senderNanoseconds);
        writer.Write(_compressNanoseconds);
        SaveDuplicates(writer);
        _deltas?.Save(writer);
    }

    internal void Load(StateReader reader, SimulatedHost destination, string machine)
    {
        Meter.Resume(reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadUInt64(), reader.ReadInt32(), reader.ReadUInt64());
        UsesDeltas = reader.ReadBoolean();
        _senderNanoseconds = reader.ReadInt64();
        _compressNanoseconds = reader.ReadInt64();
        LoadDuplicates(reader, destination, machine);
        if (_deltas is not null)
        {
            _deltas = DeltaCache.Load(((PreCopy)_method).Xbzrle!, _source.PageCount, _sourceHasBytes, reader);
        }
    }
}
