using System.Diagnostics;

namespace PageEngine;

/// <content>
/// Saving and restoring: the front and each cursor's bits, without moving marks from one to the others.
/// </content>
public sealed partial class DirtyLog
{
    // Far above any use; it keeps a stream from opening cursors without end.
    private const int MaxSavedCursors = 1 << 16;

    internal void Save(StateWriter writer)
    {
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Debug.Assert(_cursors[0].IsOfSharer, "the sharer's cursor is opened first, with the guest");
            writer.WriteNumber((ulong)_readers.Length - 1);
            _single?.Save(writer);
            _concurrent?.Save(writer);
            foreach (DirtyBitmap reader in _readers)
            {
                reader.Save(writer);
            }
        }
    }

    /// <summary>Reads into a new log of which only the sharer's cursor is open.</summary>
    internal void Load(StateReader reader)
    {
        ulong count = reader.ReadNumber(MaxSavedCursors, "the number of cursors");
        for (ulong i = 0; i < count; i++)
        {
            reader.Reserve(PageCount / 8, 1, "a cursor");
            OpenCursor();
        }

        lock (Gate)
        {
            _single?.Load(reader);
            _concurrent?.Load(reader);
            foreach (DirtyBitmap bits in _readers)
            {
                bits.Load(reader);
            }
        }
    }

    /// <summary>
    /// Takes the bits of another log, with a cursor for each, into a new one of which only the sharer's is open.
    /// </summary>
    internal void CopyFrom(DirtyLog other)
    {
        lock (other.Gate)
        {
            ObjectDisposedException.ThrowIf(other._disposed, other);
            while (CursorCount < other._readers.Length)
            {
                OpenCursor();
            }

            _single?.CopyFrom(other._single!);
            _concurrent?.CopyFrom(other._concurrent!);
            for (int i = 0; i < _readers.Length; i++)
            {
                _readers[i].CopyFrom(other._readers[i]);
            }
        }
    }
}
