using System.Buffers.Binary;

namespace PageEngine.Images;

/// <summary>Writes guest memory as an ELF core of 64 bits, laid out as <c>dump-guest-memory</c> of QEMU does.</summary>
/// <remarks>
/// The headers are written at once, the bytes of the segments follow in order through <see cref="Write"/> and
/// <see cref="Skip"/>, and <see cref="Complete"/> ends the core. The notes hold one processor whose registers are zero.
/// Not thread-safe; nothing is held open.
/// </remarks>
public sealed class ElfCoreWriter
{
    private const int HeaderLength = 64;
    private const int SectionHeaderLength = 64;
    private const ushort MachineX64 = 62;
    private const uint TypeLoad = 1;
    private const uint TypeNote = 4;
    private const uint NoteStatus = 1;

    // The registers of one processor: the kernel's status structure, and the state that QEMU adds.
    private const int StatusLength = 336;
    private const int QemuStateLength = 440;
    private const int NoteNameLength = 8;
    private const int NoteHeaderLength = 12;
    private const int NotesLength = (2 * (NoteHeaderLength + NoteNameLength)) + StatusLength + QemuStateLength;

    private readonly Stream _destination;
    private bool _endsInHole;

    /// <summary>Begins a core by writing its headers.</summary>
    /// <param name="destination">The stream to write to; it stays open.</param>
    /// <param name="segments">The runs of memory, in the order in which their bytes will come.</param>
    /// <exception cref="OverflowException">The segments are longer than a file can be.</exception>
    public ElfCoreWriter(Stream destination, IReadOnlyList<ElfCoreSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(segments);
        _destination = destination;
        WriteHeaders(segments);
    }

    /// <summary>The bytes of the segments that were not written or skipped yet.</summary>
    public ulong RemainingBytes { get; private set; }

    /// <summary>Writes the next bytes of memory.</summary>
    /// <param name="bytes">The bytes; they may end in one segment and go on in the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more bytes than the segments have left.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)bytes.Length, RemainingBytes, nameof(bytes));
        _destination.Write(bytes);
        RemainingBytes -= (ulong)bytes.Length;
        _endsInHole = _endsInHole && bytes.IsEmpty;
    }

    /// <summary>Leaves out bytes that are zero: a hole in the file, where the file system has holes.</summary>
    /// <param name="byteCount">The number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are more bytes than the segments have left.</exception>
    /// <exception cref="NotSupportedException">The stream cannot seek.</exception>
    public void Skip(ulong byteCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteCount, RemainingBytes);
        _destination.Seek((long)byteCount, SeekOrigin.Current);
        RemainingBytes -= byteCount;
        _endsInHole = _endsInHole || byteCount > 0;
    }

    /// <summary>Ends the core.</summary>
    /// <exception cref="InvalidOperationException">Bytes of the segments are missing.</exception>
    public void Complete()
    {
        if (RemainingBytes > 0)
        {
            throw new InvalidOperationException($"{RemainingBytes} bytes of the core's segments were not written");
        }

        if (_endsInHole)
        {
            _destination.SetLength(_destination.Position);
        }

        _destination.Flush();
    }

    // File: header | program headers (notes, then segments) | perhaps one section header | notes | segments
    private void WriteHeaders(IReadOnlyList<ElfCoreSegment> segments)
    {
        int count = checked(segments.Count + 1);
        bool countElsewhere = count >= ElfHeader.CountElsewhere;
        long sectionAt = HeaderLength + ((long)count * ElfHeader.ProgramHeaderLength64);
        long notesAt = sectionAt + (countElsewhere ? SectionHeaderLength : 0);
        byte[] headers = new byte[checked((int)(notesAt + NotesLength))];
        WriteElfHeader(headers, (ushort)Math.Min(count, ElfHeader.CountElsewhere), countElsewhere ? sectionAt : 0);
        Span<byte> next = headers.AsSpan(HeaderLength);
        WriteProgramHeader(next, TypeNote, (ulong)notesAt, 0, NotesLength);
        foreach (ElfCoreSegment segment in segments)
        {
            next = next[ElfHeader.ProgramHeaderLength64..];
            ulong offset = checked((ulong)headers.Length + RemainingBytes);
            WriteProgramHeader(next, TypeLoad, offset, segment.Address, segment.ByteCount);
            RemainingBytes = checked(RemainingBytes + segment.ByteCount);
        }

        if (countElsewhere)
        {
            Span<byte> section = headers.AsSpan((int)sectionAt, SectionHeaderLength);
            BinaryPrimitives.WriteUInt32LittleEndian(section[ElfHeader.SectionInfoAt64..], (uint)count);
        }

        WriteNotes(headers.AsSpan((int)notesAt));
        _ = checked((long)((ulong)headers.Length + RemainingBytes));
        _destination.Write(headers);
    }

    private static void WriteElfHeader(Span<byte> header, ushort programHeaderCount, long sectionAt)
    {
        "\x7F"u8.CopyTo(header);
        "ELF\x02\x01\x01"u8.CopyTo(header[1..]);
        BinaryPrimitives.WriteUInt16LittleEndian(header[16..], ElfHeader.TypeCore);
        BinaryPrimitives.WriteUInt16LittleEndian(header[18..], MachineX64);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], HeaderLength);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], (ulong)sectionAt);
        BinaryPrimitives.WriteUInt16LittleEndian(header[52..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[54..], ElfHeader.ProgramHeaderLength64);
        BinaryPrimitives.WriteUInt16LittleEndian(header[56..], programHeaderCount);
        BinaryPrimitives.WriteUInt16LittleEndian(header[58..], SectionHeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(header[60..], (ushort)(sectionAt == 0 ? 0 : 1));
    }

    private static void WriteProgramHeader(Span<byte> header, uint type, ulong offset, ulong address, ulong byteCount)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, type);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], byteCount);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], byteCount);
    }

    private static void WriteNotes(Span<byte> notes)
    {
        WriteNote(notes, "CORE"u8, NoteStatus, StatusLength);
        WriteNote(notes[(NoteHeaderLength + NoteNameLength + StatusLength)..], "QEMU"u8, 0, QemuStateLength);
    }

    private static void WriteNote(Span<byte> note, ReadOnlySpan<byte> name, uint type, int length)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(note, (uint)name.Length + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(note[4..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(note[8..], type);
        name.CopyTo(note[NoteHeaderLength..]);
    }
}
