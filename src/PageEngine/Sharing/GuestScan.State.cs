namespace PageEngine;

/// <content>Saving and restoring; the cursor's bits stand with the guest's dirty log.</content>
internal sealed partial class GuestScan
{
    internal void Save(StateWriter writer)
    {
        writer.WriteWordsAs<PageScanState, ushort>(_states, Guest.PageCount);
        Pending.Save(writer);
    }

    internal void Load(StateReader reader)
    {
        reader.ReadWordsAs<PageScanState, ushort>(_states, Guest.PageCount);
        Pending.Load(reader);
    }

    internal void CopyFrom(GuestScan other)
    {
        _states.CopyFrom(other._states, Guest.PageCount);
        Pending.CopyFrom(other.Pending);
    }
}
